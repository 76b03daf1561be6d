"""Answers: a command is carried out once for each key, and the entries that it leads to join the journal.

By far the most commands are one transfer between accounts that keep no lots and overflow nowhere. They go a straight
way, which makes the same entry as the general one; whatever it is not sure of it leaves to the general way.
"""

from typing import NamedTuple

from commgov.incentives.ledger.accounts import AMOUNT_MAX
from commgov.incentives.ledger.applying import movements
from commgov.incentives.ledger.commands import Command, Transfer
from commgov.incentives.ledger.journal import Entry, Movement, fingerprint, linked
from commgov.incentives.ledger.refusals import Code, Refusal
from commgov.incentives.ledger.state import Known, State

LEDGER = "ledger"
"""Who ends a hold when its time has come."""


class Receipt(NamedTuple):
    """That a command was carried out. Repeating the command gives the same receipt.

    Args:
        key: the command's key.
        first: the number of its first journal entry.
        parts: how many entries it made.
    """

    key: str
    first: int
    parts: int

    @property
    def entries(self) -> range:
        """The numbers of its entries: of a hold, what `Settle` and `Void` refer to."""
        return range(self.first, self.first + self.parts)


def apply(state: State, command: Command, at: int) -> tuple[Entry, ...] | Refusal:
    """The entries that a command adds. The state is not changed; whoever keeps it lets it `advance` by each entry.

    Args:
        state: how the accounts stand that the command names, the holds that it ends, the entries that it reverses.
        command: what is to be done; its key is not looked at (see `carry_out`).
        at: the moment, in microseconds since 1970, UTC.
    """
    return _general(state, command, fingerprint(command), at)


def carry_out(state: State, command: Command, at: int, journal: list[Entry]) -> Receipt | Refusal:
    """Answer a command, once for each key.

    Args:
        state: as in `apply`, with the command's key, if it is known; it advances by what is done.
        command: what is to be done.
        at: the moment, in microseconds since 1970, UTC.
        journal: what is done joins it.
    """
    key, body = command.key, fingerprint(command)
    known = state.known.get(key)
    if known is not None:
        return Receipt(key, known.first, known.parts) if known.body == body else Refusal(Code.KEY_REUSED)
    entry = _straight(state, command, body, at)
    if entry is not None:
        journal.append(entry)
        return tuple.__new__(Receipt, (key, entry[0], 1))
    entries = _general(state, command, body, at)
    if isinstance(entries, Refusal):
        return entries
    for each in entries:
        state.advance(each)
    journal += entries
    return Receipt(key, entries[0].seq, len(entries))


def expire(state: State, at: int) -> tuple[Entry, ...]:
    """End all holds that have expired by a moment, each at once when time has come; the state advances."""
    entries = []
    for hold in state.due(at):
        debit, credit, *_ = state.holds[hold]
        made = Movement("expire", debit, credit, 0, hold)
        entry = linked(state.link, (state.seq + 1, "", 1, *made, at, LEDGER, "", f"hold/{hold}", b""))
        state.advance(entry)
        entries.append(entry)
    return tuple(entries)


def _general(state: State, command: Command, body: bytes, at: int) -> tuple[Entry, ...] | Refusal:
    """As `apply`, with the fingerprint given."""
    made = movements(state, command.steps, at)
    if isinstance(made, Refusal):
        return made
    by, approved_by, cause = command.by, command.approved_by or "", command.cause
    link, entries = state.link, []
    key, parts = command.key, len(made)
    for seq, movement in enumerate(made, state.seq + 1):
        entry = linked(link, (seq, key, parts, *movement, at, by, approved_by, cause, body))
        link = entry.link
        entries.append(entry)
        key, parts, body = "", 0, b""
    return tuple(entries)


def _straight(state: State, command: Command, body: bytes, at: int) -> Entry | None:
    """The entry of a single plain transfer, by which the state has advanced; None: go the general way."""
    step = command.steps[0]
    if type(step) is not Transfer or len(command.steps) > 1:
        return None
    debit, credit, amount = step.debit, step.credit, step.amount
    giver, getter = state.accounts.get(debit), state.accounts.get(credit)
    if giver is None or getter is None:
        return None
    gives, gets = giver.account, getter.account
    left, full = giver.posted - amount, getter.posted + amount
    least = -AMOUNT_MAX if gives.floor is None else gives.floor
    is_plain = (
        left - giver.held_out >= least
        and full + getter.held_in <= AMOUNT_MAX
        and gets.ceiling is None
        and gives.book == gets.book
        and giver.lots is None is getter.lots
        and not (giver.is_closed or getter.is_closed)
    )
    if not is_plain:
        return None
    seq, key, by, approved_by, cause = state.seq + 1, command.key, command.by, command.approved_by or "", command.cause
    entry = linked(
        state.link, (seq, key, 1, "transfer", debit, credit, amount, 0, 0, "", at, by, approved_by, cause, body)
    )
    giver.posted, getter.posted = left, full
    state.seq, state.link, state.at = seq, entry[15], at
    state.entries[seq] = entry
    state.known[key] = tuple.__new__(Known, (body, seq, 1))  # the constructors of named tuples are slow
    return entry
