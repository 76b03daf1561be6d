"""A ledger as a few dicts of whole numbers: what the state machine holds every store against.

It shares no code with the ledger and keeps no journal: only what must be true after each command, and which commands
are refused, and why.
"""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from commgov.incentives.ledger import (
    NEVER,
    Account,
    Close,
    Code,
    Hold,
    Limit,
    Open,
    Reopen,
    Reverse,
    Settle,
    Transfer,
    Void,
)

Lots = dict[date, int]
Moved = tuple[str, str, int, Lots]
"""What an entry moved: from, to, how much, and with which lots."""


class Refused(Exception):  # noqa: N818 -- an ordinary no, on its way up
    """A command is refused."""

    def __init__(self, code: Code) -> None:
        """Take the reason."""
        super().__init__(code)
        self.code = code


class LedgerModel:
    """Accounts, holds and moved entries, as dicts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seq = 0
        self.accounts: dict[str, Account] = {}
        self.closed: set[str] = set()
        self.posted: dict[str, int] = {}
        self.lots: dict[str, Lots] = {}
        self.holds: dict[int, tuple[str, str, int, datetime | None]] = {}
        self.ended: dict[int, str] = {}
        self.moved: dict[int, Moved] = {}

    def held(self, account: str, side: int) -> int:
        """What open holds will take from an account (0) or bring to it (1)."""
        return sum(hold[2] for hold in self.holds.values() if hold[side] == account)

    def expire(self, now: datetime) -> None:
        """End the holds whose time is over, one entry each."""
        over = [(expires, seq) for seq, (*_, expires) in self.holds.items() if expires is not None and expires <= now]
        for _, seq in sorted(over):
            del self.holds[seq]
            self.ended[seq] = "expire"
            self.seq += 1

    def carry_out(self, steps: Sequence[Any], now: datetime) -> Code | None:
        """Do linked steps, all or none; why not, if not."""
        before = deepcopy(self.__dict__)
        try:
            for step in steps:
                getattr(self, f"_{type(step).__name__.lower()}")(step, now)
        except Refused as refused:
            self.__dict__.update(before)
            return refused.code
        return None

    def _check(self, debit: str, credit: str, amount: int) -> None:
        for account in (debit, credit):
            if account not in self.accounts:
                raise Refused(Code.UNKNOWN_ACCOUNT)
        if {debit, credit} & self.closed:
            raise Refused(Code.CLOSED)
        gives, gets = self.accounts[debit], self.accounts[credit]
        if gives.book != gets.book:
            raise Refused(Code.OTHER_BOOK)
        if gives.floor is not None and self.posted[debit] - self.held(debit, 0) - amount < gives.floor:
            raise Refused(Code.INSUFFICIENT)
        full = self.posted[credit] + self.held(credit, 1) + amount
        if gets.ceiling is not None and gets.overflow is None and full > gets.ceiling:
            raise Refused(Code.CEILING)

    def _give(self, debit: str, credit: str, amount: int, lot: date | None, *, is_held: bool = False) -> None:
        """Move what there is room for, and the rest to where it overflows; what was held has a right to go there."""
        gets = self.accounts[credit]
        room = amount
        if gets.overflow is not None and gets.ceiling is not None:
            room = min(amount, max(0, gets.ceiling - self.posted[credit]))
        over = self.accounts.get(gets.overflow or "")
        if is_held and over is not None and over.id == debit:
            amount = room
        if over is not None and amount > room:
            if over.id in self.closed:
                raise Refused(Code.CLOSED)
            full = self.posted[over.id] + self.held(over.id, 1) + amount - room
            if over.id == debit or (not is_held and over.ceiling is not None and full > over.ceiling):
                raise Refused(Code.CEILING)
        for account, part in ((credit, room), (gets.overflow, amount - room)):
            if account is not None and part:
                self._move(debit, account, part, self._first_lots(debit, part, lot))

    def _first_lots(self, debit: str, amount: int, lot: date | None) -> Lots:
        if debit not in self.lots:
            return {lot or NEVER: amount}
        taken: Lots = {}
        for day in sorted(self.lots[debit]):
            part = min(amount - sum(taken.values()), self.lots[debit][day])
            if part:
                taken[day] = part
        missing = amount - sum(taken.values())
        if missing:
            taken[NEVER] = taken.get(NEVER, 0) + missing
        return taken

    def _move(self, debit: str, credit: str, amount: int, lots: Lots, given: Lots | None = None) -> None:
        self.seq += 1
        if debit in self.lots:
            for day, part in lots.items():
                left = self.lots[debit].get(day, 0) - part
                self.lots[debit] = {**self.lots[debit], day: left}
            self.lots[debit] = {day: left for day, left in self.lots[debit].items() if left > 0}
        if credit in self.lots:
            owed = max(0, -self.posted[credit])
            for day, part in sorted((lots if given is None else given).items()):
                paid = min(owed, part)
                owed -= paid
                if part > paid:
                    self.lots[credit][day] = self.lots[credit].get(day, 0) + part - paid
        self.posted[debit] -= amount
        self.posted[credit] += amount
        self.moved[self.seq] = (debit, credit, amount, lots if given is None else given)

    def _transfer(self, step: Transfer, _: datetime) -> None:
        self._check(step.debit, step.credit, step.amount)
        self._give(step.debit, step.credit, step.amount, step.lot)

    def _hold(self, step: Hold, now: datetime) -> None:
        if step.expires is not None and step.expires <= now:
            raise Refused(Code.EXPIRED)
        self._check(step.debit, step.credit, step.amount)
        self.seq += 1
        self.holds[self.seq] = (step.debit, step.credit, step.amount, step.expires)

    def _open_hold(self, seq: int) -> tuple[str, str, int, datetime | None]:
        if seq in self.holds:
            return self.holds[seq]
        if seq in self.ended:
            raise Refused(Code.EXPIRED if self.ended[seq] == "expire" else Code.ENDED)
        raise Refused(Code.NOT_A_HOLD if seq <= self.seq else Code.UNKNOWN_ENTRY)

    def _settle(self, step: Settle, _: datetime) -> None:
        debit, credit, held, _expires = self._open_hold(step.hold)
        amount = held if step.amount is None else step.amount
        if amount > held:
            raise Refused(Code.MORE_THAN_HELD)
        if {debit, credit} & self.closed:
            raise Refused(Code.CLOSED)
        del self.holds[step.hold]
        self.ended[step.hold] = "settle"
        seq = self.seq
        self._give(debit, credit, amount, None, is_held=True)
        room = self.moved.get(seq + 1, ("", "", 0, {}))[1]
        if (
            room != credit
        ):  # the entry that settles is there even if nothing fits under the ceiling, or nothing is posted
            rest = self.moved.pop(seq + 1, None)
            self.moved[seq + 1] = (debit, credit, 0, {})
            self.seq = seq + 1
            if rest is not None:
                self.seq += 1
                self.moved[self.seq] = rest

    def _void(self, step: Void, _: datetime) -> None:
        self._open_hold(step.hold)
        del self.holds[step.hold]
        self.ended[step.hold] = "void"
        self.seq += 1

    def _reverse(self, step: Reverse, _: datetime) -> None:
        if step.entry > self.seq:
            raise Refused(Code.UNKNOWN_ENTRY)
        if step.entry not in self.moved:
            raise Refused(Code.NOT_REVERSIBLE)
        if step.entry in self.ended:
            raise Refused(Code.ENDED)
        debit, credit, amount, given = self.moved[step.entry]
        if {debit, credit} & self.closed:
            raise Refused(Code.CLOSED_SINCE)
        self._move(credit, debit, amount, self._given_back(credit, given, amount), given)
        self.ended[step.entry] = "reverse"

    def _given_back(self, account: str, given: Lots, amount: int) -> Lots:
        """The very lots that were given, as far as they are there; then what runs out first."""
        if account not in self.lots:
            return given
        there = self.lots[account]
        back = {day: min(part, there.get(day, 0)) for day, part in given.items()}
        rest = {day: left - back.get(day, 0) for day, left in there.items()}
        for day in sorted(rest):
            part = min(amount - sum(back.values()), rest[day])
            back[day] = back.get(day, 0) + part
        missing = amount - sum(back.values())
        back[NEVER] = back.get(NEVER, 0) + missing
        return {day: part for day, part in back.items() if part}

    def _open(self, step: Open, _: datetime) -> None:
        account = step.account
        if account.id in self.accounts:
            raise Refused(Code.EXISTS)
        self._check_overflow(account)
        self.accounts[account.id] = account
        self.posted[account.id] = 0
        if account.keeps_lots:
            self.lots[account.id] = {}
        self.seq += 1

    def _check_overflow(self, account: Account) -> None:
        if account.overflow is None:
            return
        over = self.accounts.get(account.overflow)
        fits = over is not None and over.book == account.book and over.ceiling is None and over.id not in self.closed
        if not fits:
            raise Refused(Code.OTHER_ACCOUNT)

    def _limit(self, step: Limit, _: datetime) -> None:
        account = step.account
        if account.id not in self.accounts:
            raise Refused(Code.UNKNOWN_ACCOUNT)
        if account.id in self.closed:
            raise Refused(Code.CLOSED)
        known = self.accounts[account.id]
        if (known.book, known.keeps_lots) != (account.book, account.keeps_lots):
            raise Refused(Code.OTHER_ACCOUNT)
        self._check_overflow(account)
        self.accounts[account.id] = account
        self.seq += 1

    def _close(self, step: Close, _: datetime) -> None:
        account = step.account
        if account not in self.accounts:
            raise Refused(Code.UNKNOWN_ACCOUNT)
        if account in self.closed:
            raise Refused(Code.CLOSED)
        if self.posted[account] or self.held(account, 0) or self.held(account, 1):
            raise Refused(Code.NOT_EMPTY)
        self.closed.add(account)
        self.seq += 1

    def _reopen(self, step: Reopen, _: datetime) -> None:
        account = step.account
        if account not in self.accounts:
            raise Refused(Code.UNKNOWN_ACCOUNT)
        if account not in self.closed:
            raise Refused(Code.EXISTS)
        self._check_overflow(self.accounts[account])
        self.closed.remove(account)
        self.seq += 1
