"""How a ledger stands, and how one more entry of the journal changes it: the one place that adds amounts up.

A store that keeps its ledger in a database loads the part of the state that its commands touch; the functions here do
not notice the difference.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from attrs import Factory, define

from commgov.incentives.ledger.accounts import AccountId, Standing, put, take
from commgov.incentives.ledger.journal import FIRST_LINK, Entry, Movement, Said, account_of, given_of, pieces_of


class OpenHold(NamedTuple):
    """A hold that nothing has ended yet.

    Args:
        debit: the account that will give.
        credit: the account that will get.
        amount: how much at most.
        expires: from when on it cannot be settled, in microseconds since 1970, UTC; 0: never.
        lot: when what will be given runs out, as said in the entry's detail; or empty.
    """

    debit: AccountId
    credit: AccountId
    amount: int
    expires: int
    lot: str


class Known(NamedTuple):
    """A command that was carried out.

    Args:
        first: the number of its first entry.
        parts: how many entries it made.
        said: what it said, see `said_by`.
    """

    first: int
    parts: int
    said: Said

    @classmethod
    def of(cls, entry: Entry) -> "Known":
        """The command of which an entry is the first."""
        said = entry.debit, entry.credit, entry.amount, entry.by, entry.approved_by, entry.cause
        return cls(entry.seq, entry.parts, entry.body or said)


@define
class State:
    """What the journal up to an entry adds up to, or the part of it that some commands touch.

    Args:
        seq: the number of the last entry.
        link: its link.
        at: when it was written, in microseconds since 1970, UTC.
        accounts: how accounts stand.
        holds: what is set aside, by the number of the entry.
        known: what was carried out already, by key: what a store has looked up, or the first entry itself.
        entries: entries that may be reversed, by number.
        ended: what ended a hold, or reversed an entry: the kind, by the number of the hold or entry.
    """

    seq: int = 0
    link: bytes = FIRST_LINK
    at: int = 0
    accounts: dict[AccountId, Standing] = Factory(dict)
    holds: dict[int, OpenHold] = Factory(dict)
    known: dict[str, Known | Entry] = Factory(dict)
    entries: dict[int, Entry] = Factory(dict)
    ended: dict[int, str] = Factory(dict)

    def advance(self, entry: Entry) -> None:
        """Take in the next entry, whatever it says: it was judged when it was made."""
        self.move(entry.seq, entry.movement)
        self.seq, self.link, self.at = entry.seq, entry.link, entry.at
        self.entries[entry.seq] = entry
        if entry.key:
            self.known[entry.key] = entry

    def move(self, seq: int, movement: Movement) -> None:
        """Do to accounts and holds what a movement says."""
        _MOVES[movement.kind](self, seq, movement)

    def part(self, accounts: Iterable[AccountId], entries: Iterable[int]) -> "State":
        """A copy of what some steps touch, to try them on.

        Args:
            accounts: the accounts that they name.
            entries: the entries that they refer to.
        """
        part = State(self.seq, self.link, self.at)
        wanted = set(accounts)
        for seq in entries:
            if seq in self.ended:
                part.ended[seq] = self.ended[seq]
            if seq in self.entries:
                part.entries[seq] = self.entries[seq]
                wanted |= {self.entries[seq].debit, self.entries[seq].credit}
            if seq in self.holds:
                part.holds[seq] = self.holds[seq]
                wanted |= {self.holds[seq].debit, self.holds[seq].credit}
        standings = [self.accounts[account] for account in wanted if account in self.accounts]
        over = [standing.account.overflow for standing in standings if standing.account.overflow is not None]
        standings += [self.accounts[account] for account in over]
        part.accounts = {standing.account.id: standing.copy() for standing in standings}
        return part

    def due(self, at: int) -> list[int]:
        """The holds that have expired by a moment, in the order in which they did."""
        over = [(hold.expires, seq) for seq, hold in self.holds.items() if hold.expires]
        return [seq for expires, seq in sorted(over) if expires <= at]


def _transfer(state: State, _: int, movement: Movement) -> None:
    debit, credit = state.accounts[movement.debit], state.accounts[movement.credit]
    amount = movement.amount
    if movement.detail:
        if debit.lots is not None:
            take(debit.lots, pieces_of(movement.detail.partition("|")[0]))
        if credit.lots is not None:
            put(credit.lots, given_of(movement.detail), owed=max(0, -credit.posted))
    debit.posted -= amount
    credit.posted += amount


def _hold(state: State, seq: int, movement: Movement) -> None:
    debit, credit, amount = movement.debit, movement.credit, movement.amount
    state.accounts[debit].held_out += amount
    state.accounts[credit].held_in += amount
    state.holds[seq] = OpenHold(debit, credit, amount, movement.expires, movement.detail)


def _release(state: State, _: int, movement: Movement) -> None:
    hold = state.holds.pop(movement.refers)
    state.accounts[hold.debit].held_out -= hold.amount
    state.accounts[hold.credit].held_in -= hold.amount
    state.ended[movement.refers] = movement.kind


def _settle(state: State, seq: int, movement: Movement) -> None:
    _release(state, seq, movement)
    _transfer(state, seq, movement)


def _reverse(state: State, seq: int, movement: Movement) -> None:
    _transfer(state, seq, movement)
    state.ended[movement.refers] = movement.kind


def _open(state: State, _: int, movement: Movement) -> None:
    account = account_of(movement.detail)
    state.accounts[account.id] = Standing(account, lots={} if account.keeps_lots else None)


def _limit(state: State, _: int, movement: Movement) -> None:
    state.accounts[movement.debit].account = account_of(movement.detail)


def _close(state: State, _: int, movement: Movement) -> None:
    state.accounts[movement.debit].is_closed = True


def _reopen(state: State, _: int, movement: Movement) -> None:
    state.accounts[movement.debit].is_closed = False


_MOVES: dict[str, Callable[[State, int, Movement], None]] = {
    "transfer": _transfer,
    "hold": _hold,
    "settle": _settle,
    "void": _release,
    "expire": _release,
    "reverse": _reverse,
    "open": _open,
    "limit": _limit,
    "close": _close,
    "reopen": _reopen,
}
