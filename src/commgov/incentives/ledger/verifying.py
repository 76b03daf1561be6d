"""Folding a journal anew and judging each entry, by code that knows nothing of how entries are made.

Found are: a changed, missing or reordered entry (its link is wrong), an entry that the rules do not allow, an amount
that the store keeps differently, and a journal that was written anew as a whole (a signed checkpoint differs).
"""

from collections.abc import Callable, Iterable

from commgov.core import Text
from commgov.errors import CommgovError
from commgov.incentives.ledger.accounts import Pieces, Standing, earliest
from commgov.incentives.ledger.journal import Entry, account_of, linked, pieces_of
from commgov.incentives.ledger.state import OpenHold, State


class BrokenJournalError(CommgovError):
    """The journal is not what was once written. `seq` is the first entry that is wrong, `why` what is wrong with it."""

    def __init__(self, seq: int, why: Text) -> None:
        """Take the number of the entry and the reason."""
        self.seq, self.why = seq, why
        super().__init__(f"journal entry {seq}: {why}")

    def __reduce__(self) -> tuple[type, tuple[int, Text]]:
        """Let the error travel between processes."""
        return type(self), (self.seq, self.why)


_GAP = Text("its number does not follow the one before", "编号与前一条不连续")
_LINK = Text("its link does not fit its content and the entry before", "链接值与内容及前一条不符")
_TIME = Text("it is older than the entry before", "时间早于前一条")
_KEY = Text("its command's key and parts do not fit", "幂等键与条数不符")
_ACCOUNT = Text("it moves between accounts that are not open, or not of one book", "账户未开立、已关闭或不属同一账簿")
_AMOUNT = Text("its amount is not a whole number in range", "数额不是有效整数")
_FLOOR = Text("it takes an account below its floor", "使账户低于下限")
_CEILING = Text("it takes an account above its ceiling", "使账户高于上限")
_ENDS = Text("it does not fit the hold or entry that it refers to", "与所指预留或分录不符")
_LOTS = Text("its lots are not those that run out first", "批次不是最早到期者")
_FACTS = Text("its account's facts do not fit", "账户资料不符")
_KIND = Text("its kind is unknown", "类别未知")
_STANDS = Text("an account stands otherwise than the journal adds up to: {account}", "账户余额与日记账不符：{account}")
_HELD = Text("open holds differ from the journal", "未了结的预留与日记账不符")


def refold(entries: Iterable[Entry]) -> State:
    """What a journal adds up to, each entry judged before it is taken in.

    Args:
        entries: all entries, from the first.

    Raises:
        BrokenJournalError: for the first entry that is wrong.
    """
    state, left = State(), 0
    for entry in entries:
        left = _continues(state, entry, left)
        wrong = _JUDGES[entry.kind](state, entry) if entry.kind in _JUDGES else _KIND
        if wrong is not None:
            raise BrokenJournalError(entry.seq, wrong)
        state.advance(entry)
    if left:
        raise BrokenJournalError(state.seq, _KEY)
    return state


def compare(state: State, standings: Iterable[Standing], holds: dict[int, OpenHold]) -> None:
    """Hold the amounts that a store keeps against what its journal adds up to.

    Args:
        state: from `refold`.
        standings: the accounts as the store keeps them.
        holds: the open holds as the store keeps them.

    Raises:
        BrokenJournalError: naming the account and the last entry.
    """
    kept = {standing.account.id: standing for standing in standings}
    for name in sorted(kept.keys() | state.accounts.keys()):
        if kept.get(name) != state.accounts.get(name):
            raise BrokenJournalError(state.seq, _STANDS.fill(account=name))
    if holds != state.holds:
        raise BrokenJournalError(state.seq, _HELD)


def _continues(state: State, entry: Entry, left: int) -> int:
    """Check number, link, time and the command's parts; how many parts of the command are to follow."""
    if entry.seq != state.seq + 1:
        raise BrokenJournalError(entry.seq, _GAP)
    if entry != linked(state.link, entry.content):
        raise BrokenJournalError(entry.seq, _LINK)
    if entry.at < state.at:
        raise BrokenJournalError(entry.seq, _TIME)
    if left:
        fits = not entry.key and not entry.body and entry.parts == 0
        left -= 1
    else:
        fits = entry.parts > 0 and (entry.key == "", entry.body == b"") == ((entry.kind == "expire",) * 2)
        left = entry.parts - 1
    if not fits or (entry.key and entry.key in state.known):
        raise BrokenJournalError(entry.seq, _KEY)
    return left


def _both(state: State, entry: Entry) -> tuple[Standing, Standing] | None:
    """The accounts between which an entry moves, if there are two of one book."""
    giver, getter = state.accounts.get(entry.debit), state.accounts.get(entry.credit)
    if giver is None or getter is None or giver is getter or giver.account.book != getter.account.book:
        return None
    return giver, getter


def _judge_move(state: State, entry: Entry) -> Text | None:
    both = _both(state, entry)
    if both is None or both[0].is_closed or both[1].is_closed:
        return _ACCOUNT
    giver, getter = both
    if type(entry.amount) is not int or entry.amount < 0:
        return _AMOUNT
    held = state.holds[entry.refers].amount if entry.kind == "settle" and entry.refers in state.holds else 0
    floor, ceiling = giver.account.floor, getter.account.ceiling
    rest = entry.kind == "transfer" and entry.parts == 0 and _follows_settle(state, entry)
    if floor is not None and not held and not rest and giver.posted - giver.held_out - entry.amount < floor:
        return _FLOOR
    over = getter.posted + entry.amount > ceiling if ceiling is not None else False
    if over and entry.amount and not (held and getter.account.overflow is None):
        return _CEILING
    return _judge_lots(giver, getter, entry, entry.detail)


def _follows_settle(state: State, entry: Entry) -> bool:
    """Whether an entry carries what a settled hold could not put under the ceiling: that was set aside as well."""
    before = state.entries.get(entry.seq - 1)
    return before is not None and before.kind == "settle" and before.debit == entry.debit


def _judge_lots(giver: Standing, getter: Standing, entry: Entry, said: str) -> Text | None:
    if giver.lots is None and getter.lots is None:
        return _LOTS if said else None
    pieces: Pieces = pieces_of(said)
    if sum(amount for _, amount in pieces) != entry.amount:
        return _LOTS
    return _LOTS if giver.lots is not None and pieces != earliest(giver.lots, entry.amount) else None


def _judge_hold(state: State, entry: Entry) -> Text | None:
    both = _both(state, entry)
    if both is None or both[0].is_closed or both[1].is_closed:
        return _ACCOUNT
    if entry.amount < 1:
        return _AMOUNT
    if entry.expires and entry.expires <= entry.at:
        return _ENDS
    floor = both[0].account.floor
    return _FLOOR if floor is not None and both[0].posted - both[0].held_out - entry.amount < floor else None


def _judge_end(state: State, entry: Entry) -> Text | None:
    hold = state.holds.get(entry.refers)
    if hold is None or (hold.debit, hold.credit) != (entry.debit, entry.credit):
        return _ENDS
    is_over = 0 < hold.expires <= entry.at
    if entry.kind == "settle":
        return _ENDS if is_over or entry.amount > hold.amount else _judge_move(state, entry)
    return _ENDS if entry.amount or (entry.kind == "expire" and not is_over) else None


def _judge_reversal(state: State, entry: Entry) -> Text | None:
    first = state.entries.get(entry.refers)
    if first is None or first.kind not in {"transfer", "settle", "reverse"} or entry.refers in state.ended:
        return _ENDS
    swapped = (first.credit, first.debit, first.amount) == (entry.debit, entry.credit, entry.amount)
    if not swapped or not entry.approved_by:
        return _ENDS
    for said in entry.detail.split("|"):
        if said and sum(amount for _, amount in pieces_of(said)) != entry.amount:
            return _LOTS
    return None


def _judge_account(state: State, entry: Entry) -> Text | None:
    known = state.accounts.get(entry.debit)
    if entry.kind == "close":
        return None if known and not (known.posted or known.held_out or known.held_in or known.is_closed) else _FACTS
    account = account_of(entry.detail or "{}")
    if account.id != entry.debit or (known is None) != (entry.kind == "open"):
        return _FACTS
    kept = known is None or (known.account.book, known.account.keeps_lots) == (account.book, account.keeps_lots)
    return None if kept else _FACTS


_JUDGES: dict[str, Callable[[State, Entry], Text | None]] = {
    "transfer": _judge_move,
    "hold": _judge_hold,
    "settle": _judge_end,
    "void": _judge_end,
    "expire": _judge_end,
    "reverse": _judge_reversal,
    "open": _judge_account,
    "limit": _judge_account,
    "close": _judge_account,
}
