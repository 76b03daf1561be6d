"""What the journal tells of the time bank: its commands by key, deals, gifts and payouts, folded entry by entry.

There is no second record beside the journal that could differ from it: after a restart the same entries are folded
again, and another process sees what this one did. An entry is understood by its accounts' names; the `cause` of the
bank's commands says `bank/operation/note/digest`, where the digest stands for everything that was asked.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import NamedTuple

from attrs import Factory, define, evolve

from commgov.core import PersonRef
from commgov.core.timing import moment_of
from commgov.incentives.ledger.accounts import AccountId, Book
from commgov.incentives.ledger.journal import Entry
from commgov.incentives.timebank.accounts import AccountName, parsed
from commgov.incentives.timebank.baton import BATON_HELD
from commgov.incentives.timebank.deals import Deal, DealState

SUFFIX = "#"
"""What stands between a caller's key and what the bank adds to it; no caller's key holds it."""

_ENDS = {"void": DealState.CANCELLED, "expire": DealState.EXPIRED}


class Done(NamedTuple):
    """A command of the bank that was carried out.

    Args:
        key: its key.
        operation: what was asked for.
        note: what the bank noted beside it.
        digest: stands for all that was asked.
        first: the number of its first journal entry.
        parts: how many entries it made.
        at: when, in microseconds since 1970, UTC.
    """

    key: str
    operation: str
    note: str
    digest: str
    first: int
    parts: int
    at: int


class Gift(NamedTuple):
    """Minutes that a member gave to a relative.

    Args:
        donor: who gave.
        recipient: who got.
        minutes: how many.
        at: when.
    """

    donor: PersonRef
    recipient: PersonRef
    minutes: int
    at: datetime


class Payout(NamedTuple):
    """Money that a member got from a budget line.

    Args:
        member: who got it.
        line: the fund and the purpose.
        fen: how much.
        at: when.
    """

    member: PersonRef
    line: tuple[str, str]
    fen: int
    at: datetime


@define
class LineTotals:
    """What a budget line was given, and what of it went where, in fen.

    Args:
        given: what the fund's source gave.
        moved: what came from the fund's other purposes, less what went there.
        goods: what was spent on goods and services.
        payouts: what members were paid.
    """

    given: int = 0
    moved: int = 0
    goods: int = 0
    payouts: int = 0


@define
class History:
    """What the journal up to an entry tells.

    Args:
        seq: the number of the last entry.
        baton: the number of the hold that is the baton.
        opened: the accounts that were opened.
        commands: the bank's commands, by key.
        deals: by key, in the order in which they were asked for.
        deals_of: the keys of each member's deals, in the same order.
        waiting: the keys of the deals that wait for each item, in the same order.
        gifts: those that were not reversed, by the number of their entry.
        payouts: those that were not reversed, by the number of their entry.
        under_way: who sent the remittances that are not settled yet, by their ids.
        lines: what budget lines got and gave, by fund and purpose.
    """

    seq: int = 0
    baton: int = 0
    opened: set[AccountId] = Factory(set)
    commands: dict[str, Done] = Factory(dict)
    deals: dict[str, Deal] = Factory(dict)
    deals_of: dict[PersonRef, list[str]] = Factory(dict)
    waiting: dict[str, dict[str, None]] = Factory(dict)
    gifts: dict[int, Gift] = Factory(dict)
    payouts: dict[int, Payout] = Factory(dict)
    under_way: dict[str, PersonRef] = Factory(dict)
    lines: dict[tuple[str, str], LineTotals] = Factory(dict)
    _ends: list[tuple[int, int]] = Factory(list)  # a heap of open holds: when each ends, and its number
    _open: set[int] = Factory(set)
    _now: Done | None = None
    _left: int = 0
    _deal_of_hold: dict[int, str] = Factory(dict)
    _deal_of_entry: dict[int, str] = Factory(dict)

    def advance(self, entries: Iterable[Entry]) -> None:
        """Take in further entries of the journal."""
        for entry in entries:
            self.seq = entry.seq
            self._begin(entry)
            if entry.kind == "open":
                self.opened.add(entry.debit)
            elif entry.kind == "hold":
                self._note_end(entry)
                self._held(entry)
            elif entry.kind in {"settle", "void", "expire"}:
                self._open.discard(entry.refers)
                self._ended(entry)
            elif entry.kind == "reverse":
                self._reversed(entry)
            elif entry.kind == "transfer":
                self._transferred(entry)
            if entry.kind in {"settle", "reverse", "transfer"}:
                self._money(entry)
            self._left -= 1

    def is_late(self, now: int) -> bool:
        """Whether a hold is over that nothing has ended yet.

        Args:
            now: the present, in microseconds since 1970, UTC.
        """
        while self._ends and self._ends[0][1] not in self._open:
            heappop(self._ends)
        return bool(self._ends) and self._ends[0][0] <= now

    def _note_end(self, entry: Entry) -> None:
        if entry.expires:
            heappush(self._ends, (entry.expires, entry.seq))
            self._open.add(entry.seq)

    def _begin(self, entry: Entry) -> None:
        """Note to which command an entry belongs."""
        if entry.parts:
            self._now, self._left = None, entry.parts
            said = entry.cause.split("/")
            if said[0] == "bank" and len(said) == 4 and entry.key:  # noqa: PLR2004 - bank, operation, note, digest
                _, operation, note, digest = said
                self._now = Done(entry.key, operation, note, digest, entry.seq, entry.parts, entry.at)
                self.commands[entry.key] = self._now

    def _held(self, entry: Entry) -> None:
        if entry.credit == BATON_HELD:
            self.baton = entry.seq
        elif self._now is not None and self._now.operation in {"redeem", "wait", "allot"}:
            key = self._now.key.partition(SUFFIX)[0]
            self._put(_with_hold(self.deals.get(key), key, self._now, entry))
            self._deal_of_hold[entry.seq] = key

    def _ended(self, entry: Entry) -> None:
        key = self._deal_of_hold.get(entry.refers)
        if key is None:
            return
        deal = self.deals[key]
        if entry.kind == "settle":
            self._deal_of_entry[entry.seq] = key
            self._put(_settled(deal, entry))
        elif entry.refers in deal.holds:
            self._put(evolve(deal, state=_ENDS[entry.kind]))

    def _reversed(self, entry: Entry) -> None:
        self.gifts.pop(entry.refers, None)
        self.payouts.pop(entry.refers, None)
        key = self._deal_of_entry.get(entry.refers)
        if key is not None:
            self._put(evolve(self.deals[key], state=DealState.GIVEN_BACK))

    def _put(self, deal: Deal) -> None:
        """Keep a deal as it stands now."""
        if deal.key not in self.deals:
            self.deals_of.setdefault(deal.member, []).append(deal.key)
        self.deals[deal.key] = deal
        if deal.state is DealState.WAITING:
            self.waiting.setdefault(deal.item, {})[deal.key] = None
        else:
            self.waiting.get(deal.item, {}).pop(deal.key, None)

    def of_member(self, member: PersonRef) -> list[Deal]:
        """A member's deals, in the order in which they were asked for."""
        return [self.deals[key] for key in self.deals_of.get(member, ())]

    def _transferred(self, entry: Entry) -> None:
        if self._now is None:
            return
        gives, gets, at = parsed(entry.debit), parsed(entry.credit), moment_of(entry.at)
        if self._now.operation == "gift":
            recipient = PersonRef(gets.parts[0])
            self.gifts[entry.seq] = Gift(PersonRef(gives.parts[0]), recipient, entry.amount, at)
        elif gets.kind == "transit":
            self.under_way[self._now.key] = PersonRef(gives.parts[0])
        elif gives.kind == "transit":
            self.under_way.pop(self._now.key.partition(SUFFIX)[0], None)
        elif gives.kind == "budget" and gets.kind == "member":
            self.payouts[entry.seq] = Payout(PersonRef(gets.parts[0]), _line(gives), entry.amount, at)

    def _money(self, entry: Entry) -> None:
        """Add up what budget lines get and give, whoever moves it."""
        for account, other, sign in ((entry.credit, entry.debit, 1), (entry.debit, entry.credit, -1)):
            if not account.startswith("budget/"):
                continue
            totals, kind = self.lines.setdefault(_line(parsed(account)), LineTotals()), parsed(other).kind
            if kind == "given":
                totals.given += sign * entry.amount
            elif kind == "budget":
                totals.moved += sign * entry.amount
            elif kind == "member":
                totals.payouts -= sign * entry.amount
            else:
                totals.goods -= sign * entry.amount


def _line(name: AccountName) -> tuple[str, str]:
    fund, purpose = name.parts
    return fund, purpose


def _with_hold(deal: Deal | None, key: str, command: Done, entry: Entry) -> Deal:
    """A deal with one more of its parts set aside."""
    gives, gets = parsed(entry.debit), parsed(entry.credit)
    if command.operation == "wait":
        (item,), (member,) = gives.parts, gets.parts
        book, _, price = command.note.partition(":")
        since, until = moment_of(entry.at), _until(entry)
        waits = DealState.WAITING
        return Deal(
            key, PersonRef(member), item, entry.amount, Book(book), int(price), waits, since, until, holds=(entry.seq,)
        )
    if gives.kind == "member":  # the price comes first
        member, book = gives.parts
        since = moment_of(entry.at) if deal is None else deal.since
        state, until, holds = DealState.RESERVED, _until(entry), (entry.seq,)
        return Deal(key, PersonRef(member), "", 0, Book(book), entry.amount, state, since, until, holds=holds)
    assert deal is not None  # noqa: S101 - the shop puts the price first
    deal = evolve(deal, holds=(*deal.holds, entry.seq))
    if gives.kind == "budget":
        return evolve(deal, line=_line(gives), cost=entry.amount)
    return evolve(deal, item=gets.parts[0], quantity=entry.amount)


def _until(entry: Entry) -> datetime | None:
    return moment_of(entry.expires).astimezone(UTC) if entry.expires else None


def _settled(deal: Deal, entry: Entry) -> Deal:
    """A deal of which a part was settled, maybe less of it than was set aside."""
    handed = moment_of(entry.at).astimezone(UTC)
    deal = evolve(deal, state=DealState.COLLECTED, collected=handed, posted=(*deal.posted, entry.seq))
    kind = parsed(entry.debit).kind
    if kind == "member":
        return evolve(deal, price=entry.amount)
    if kind == "budget":
        return evolve(deal, cost=entry.amount)
    return evolve(deal, quantity=entry.amount)
