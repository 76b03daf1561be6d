"""Carrying commands out against a database: load the part of the ledger that they touch, answer, save what changed.

Everything happens inside one transaction, which somebody else begins and ends.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from attrs import Factory, define

from commgov.errors import StorageError
from commgov.incentives.ledger import AccountId, Command, Entry, Receipt, Refusal, Standing, State
from commgov.incentives.ledger.applying import NOBODY, named
from commgov.incentives.ledger.state import Known, OpenHold
from commgov.incentives.ledger.store import answer_all
from commgov.storage.ledger_rows import ACCOUNT_COLUMNS, account_row, said_lots, standing_of
from commgov.storage.ledger_sql import HEAD, Cursor, LedgerSql
from commgov.wording import Text

CACHED_ACCOUNTS_MAX = 200_000
_CHANGES_FACTS = frozenset({"open", "limit", "close", "reopen"})
_ENDS_HOLD = frozenset({"settle", "void", "expire"})
_KIND = Entry._fields.index("kind")
_ID, _OWED = ACCOUNT_COLUMNS.index("id"), ACCOUNT_COLUMNS.index("owed")
_DEBIT, _CREDIT = (itemgetter(Entry._fields.index(name)) for name in ("debit", "credit"))


class Call(NamedTuple):
    """What one caller wants: its commands, and when it asked.

    Args:
        commands: in their order.
        now: the caller's present, in microseconds since 1970, UTC.
    """

    commands: Sequence[Command]
    now: int


class KnownKeyError(Exception):
    """Commands were taken for new ones that are not; nothing must be kept of what was done."""


@define
class Loaded(State):
    """The part of the state that is loaded.

    Args:
        owing: the accounts of it whose column `owed` is above 0: few, and saved as a whole whenever they are touched.
    """

    owing: set[AccountId] = Factory(set)


def carry_out_calls(
    cursor: Cursor, sql: LedgerSql, calls: Sequence[Call], kept: Loaded | None, *, looks_up: bool = True
) -> tuple[list[list[Receipt | Refusal]], Loaded]:
    """Carry out what callers want, in their order; the answers of each, and the state to keep for the next time.

    Args:
        cursor: of the driver, inside a transaction.
        sql: how its database is spoken to.
        calls: what the callers want.
        kept: the state that the last call left; None if there is none. It is used only if the journal still ends as
            it did then: every change of an account adds an entry, so then nobody else has changed any.
        looks_up: whether every key is looked up first. If not, only the first and the last key of each call are: where
            those are new, all are taken for new, as they nearly always are.

    Raises:
        KnownKeyError: if a key was taken for new and is not; a driver may raise its own integrity error instead.
    """
    sql.lock(cursor)
    state = _begin(cursor, kept)
    looks_up = _know_keys(cursor, sql, state, calls, looks_up=looks_up)
    _load(cursor, sql, state, calls)
    answers, entries = [], list[Entry]()
    for call in calls:
        answered, made = answer_all(state, call.commands, call.now)
        answers.append(answered)
        entries += made
    if not looks_up and _is_refused_known(cursor, sql, calls, answers):
        raise KnownKeyError
    if entries:
        _save(cursor, sql, state, entries)
    return answers, state


def _know_keys(cursor: Cursor, sql: LedgerSql, state: State, calls: Sequence[Call], *, looks_up: bool) -> bool:
    """Load what is known by the calls' keys; whether all of them were looked up."""
    ends = {commands[end].key for commands, _ in calls if commands for end in (0, -1)}
    if not looks_up and _find_keys(cursor, sql, ends):
        looks_up = True  # a batch that is sent again
    keys = [command.key for commands, _ in calls for command in commands] if looks_up else []
    state.known = {**_find_keys(cursor, sql, keys)}
    return looks_up


def _find_keys(cursor: Cursor, sql: LedgerSql, keys: Collection[str]) -> dict[str, Known]:
    """What is known by some keys."""
    rows = sql.find(cursor, "known", keys) if keys else []
    return {key: Known(first, parts, bytes(body) or tuple(said)) for key, first, parts, body, *said in rows}


def _is_refused_known(
    cursor: Cursor, sql: LedgerSql, calls: Sequence[Call], answers: Sequence[Sequence[Receipt | Refusal]]
) -> bool:
    """Whether a refused command had been carried out before. One that was done again is found by the database."""
    pairs = (
        (command, answer)
        for call, given in zip(calls, answers, strict=True)
        for command, answer in zip(call.commands, given, strict=True)
    )
    return bool(_find_keys(cursor, sql, [command.key for command, answer in pairs if not answer]))


def _begin(cursor: Cursor, kept: Loaded | None) -> Loaded:
    """The state to go on from: the end of the journal, with the accounts that are known already."""
    cursor.execute(HEAD)
    head = cursor.fetchone()
    state = Loaded() if head is None else Loaded(head[0], bytes(head[1]), head[2])
    if (
        kept is not None
        and (kept.seq, kept.link) == (state.seq, state.link)
        and len(kept.accounts) < CACHED_ACCOUNTS_MAX
    ):
        state.accounts, state.owing = kept.accounts, kept.owing
    return state


def _load(cursor: Cursor, sql: LedgerSql, state: Loaded, calls: Sequence[Call]) -> None:
    """Load all that the calls touch: entries and holds referred to or due, accounts with their overflow."""
    commands = [command for call in calls for command in call.commands]
    accounts, refers = named(step for command in commands for step in command.steps)
    if refers:
        wanted = [seq for seq in refers if seq <= state.seq]
        state.entries = {entry.seq: entry for entry in entries_of(sql.find(cursor, "entries", wanted))}
        state.ended = dict(map(tuple, sql.find(cursor, "ended", wanted)))
        state.holds = {seq: OpenHold(*hold) for seq, *hold in sql.find(cursor, "holds", wanted)}
    due = sql.due(cursor, max(state.at, *(call.now for call in calls)))
    state.holds |= {seq: OpenHold(*hold) for seq, *hold in due}
    for entry in state.entries.values():
        accounts |= {entry.debit, entry.credit}
    for hold in state.holds.values():
        accounts |= {hold.debit, hold.credit}
    # Where an account that is loaded already overflows to was loaded with it, or named by what changed it.
    over = _load_accounts(cursor, sql, state, accounts)
    _load_accounts(cursor, sql, state, over)


def _load_accounts(cursor: Cursor, sql: LedgerSql, state: Loaded, accounts: set[AccountId]) -> set[AccountId]:
    """Load accounts that are not there yet; where those overflow to."""
    missing = accounts.difference(state.accounts)
    rows = sql.find(cursor, "accounts", missing) if missing else []
    loaded = [standing_of(row) for row in rows]
    state.accounts |= {standing.account.id: standing for standing in loaded}
    state.owing |= {row[_ID] for row in rows if row[_OWED]}
    return {standing.account.overflow for standing in loaded if standing.account.overflow is not None}


def entries_of(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    """Entries from rows of the journal, which have the same fields in the same order."""
    return list(map(partial(tuple.__new__, Entry), rows))


def _save(cursor: Cursor, sql: LedgerSql, state: Loaded, entries: list[Entry]) -> None:
    """Add the entries, and change accounts and holds to what they are now."""
    sql.insert(cursor, "ledger_entry", entries)
    touched: set[AccountId] = {*map(_DEBIT, entries), *map(_CREDIT, entries)} - {NOBODY}
    whole, held = touched & state.owing, set[AccountId]()  # whose facts change, or more than what is posted
    opened, ended = [], []
    for entry in [entry for entry in entries if entry[_KIND] != "transfer"]:
        kind = entry.kind
        if kind in _CHANGES_FACTS or kind == "reverse":
            whole.add(entry.debit)
            continue
        held |= {entry.debit, entry.credit}
        if kind in _ENDS_HOLD:
            ended.append(entry.refers)
        elif entry.seq in state.holds:
            opened.append((entry.seq, *state.holds[entry.seq]))
    if whole:
        rows = [account_row(state.accounts[account]) for account in whole]
        sql.put_accounts(cursor, rows)
        state.owing = state.owing - whole | {row[_ID] for row in rows if row[_OWED]}
    if opened:
        sql.insert(cursor, "ledger_hold", opened)
    if ended:
        sql.drop_holds(cursor, ended)
    _move(cursor, sql, [state.accounts[account] for account in touched - whole], held)


def _move(cursor: Cursor, sql: LedgerSql, standings: list[Standing], held: set[AccountId]) -> None:
    """Save what amounts have become: of most accounts only what is posted."""
    pairs = [(standing, standing.account.id) for standing in standings]
    posted = [(each.posted, account) for each, account in pairs if each.lots is None and account not in held]
    more = [
        (each.posted, each.held_out, each.held_in, said_lots(each), account)
        for each, account in pairs
        if each.lots is not None or account in held
    ]
    there = sql.move_posted(cursor, posted) if posted else 0
    there += sql.move_amounts(cursor, more) if more else 0
    if there != len(standings):
        raise StorageError(_GONE)


_GONE = Text(
    "an account of the ledger is gone from its table: restore the database from a backup",
    "账本的某一账户已从表中丢失：请从备份恢复数据库",
)
