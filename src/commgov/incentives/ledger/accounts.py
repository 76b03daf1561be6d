"""Books and accounts: where amounts stand, what each account may fall to and rise to, and when they run out."""

from collections.abc import Iterable
from datetime import date
from typing import NewType

from attrs import define, field, frozen

from commgov.core import Text
from commgov.core.checks import Checks

AccountId = NewType("AccountId", str)
Book = NewType("Book", str)

MINUTES = Book("minutes")
"""The book of the time bank: minutes of service."""

POINTS = Book("points")
"""The book of points."""

FEN = Book("fen")
"""The book of money, in hundredths of a yuan."""

AMOUNT_MAX = 2**63 - 1
"""The largest amount: what a signed 64-bit column holds. A float, a bool or more than this is refused everywhere."""

Lots = dict[date, int]
"""What an account holds, by the day on which it runs out; `NEVER` for what does not."""

NEVER = date.max
"""The day on which lots run out that never do."""


def pieces(item: str) -> Book:
    """The book of one kind of goods, counted in pieces.

    Example:
        >>> pieces("rice-5kg")
        'pieces:rice-5kg'
    """
    return Book(f"pieces:{item}")


@frozen
class Account:
    """An account of one book.

    Args:
        id: its name; it tells nothing about a person but a reference.
        book: which amounts it holds: `MINUTES`, `POINTS`, `FEN`, or `pieces(item)`; books never mix.
        floor: the least that it may hold; None for a source, such as the account that hours are issued from.
        ceiling: the most that it may hold, if there is a limit.
        overflow: where what is above the ceiling goes; None: what would rise above it is refused.
        keeps_lots: whether it remembers when what it holds runs out, and spends first what runs out first.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Account("member/m-1", MINUTES, ceiling=90_000, overflow="pool/elders", keeps_lots=True)
        Account('member/m-1', minutes)
    """

    id: AccountId
    book: Book
    floor: int | None = 0
    ceiling: int | None = None
    overflow: AccountId | None = None
    keeps_lots: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Account", self.id)
        checks.identifier("id", self.id)
        checks.identifier("book", self.book)
        right = self.floor is None or checks.whole("floor", self.floor, least=-AMOUNT_MAX, most=AMOUNT_MAX)
        least = self.floor if right and self.floor is not None else -AMOUNT_MAX
        if self.ceiling is not None:
            checks.whole("ceiling", self.ceiling, least=least, most=AMOUNT_MAX)
        if self.overflow is not None:
            checks.identifier("overflow", self.overflow)
            other = Text("another account, beside a ceiling", "应为另一账户，且须设上限")
            checks.require("overflow", "", ok=self.overflow != self.id and self.ceiling is not None, expected=other)
        checks.flag("keeps_lots", self.keeps_lots)
        checks.refuse()

    def __repr__(self) -> str:
        """Its name and book."""
        return f"Account({self.id!r}, {self.book})"


@define
class Standing:
    """How an account stands: what the journal up to now adds up to.

    Args:
        account: its own limits.
        posted: what it holds.
        held_out: what open holds will take from it at most.
        held_in: what open holds will bring to it at most.
        lots: what it holds by the day on which it runs out, if it keeps lots; together `posted`, or nothing in debt.
        is_closed: whether nothing can be moved any more.
    """

    account: Account
    posted: int = 0
    held_out: int = 0
    held_in: int = 0
    lots: Lots | None = None
    is_closed: bool = False

    @property
    def available(self) -> int | None:
        """What can be taken from it now; None for a source, which has no floor."""
        floor = self.account.floor
        return None if floor is None else max(0, self.posted - self.held_out - floor)

    @property
    def arrears(self) -> int:
        """How far it is below its floor. Only a reversal of what was spent already leads there."""
        floor = self.account.floor
        return 0 if floor is None else max(0, floor - self.posted)

    def copy(self) -> "Standing":
        """One that can be tried on without changing this one."""
        lots = None if self.lots is None else dict(self.lots)
        return Standing(self.account, self.posted, self.held_out, self.held_in, lots, self.is_closed)


Pieces = tuple[tuple[date, int], ...]
"""Parts of an amount, each with the day on which it runs out, the earliest first."""


def earliest(lots: Lots, amount: int) -> Pieces:
    """What a payment consists of: first what runs out first. What the lots do not cover is owed, and never runs out.

    Example:
        >>> earliest({date(2027, 1, 1): 60, NEVER: 60}, 90)
        ((datetime.date(2027, 1, 1), 60), (datetime.date(9999, 12, 31), 30))
    """
    taken, left = [], amount
    for day in sorted(lots):
        part = min(left, lots[day])
        taken.append((day, part))
        left -= part
    return _together([*taken, (NEVER, left)])


def put(lots: Lots, pieces: Pieces, *, owed: int = 0) -> None:
    """Add pieces to lots, after what is owed is paid with the first of them."""
    for day, amount in pieces:
        paid = min(owed, amount)
        owed -= paid
        if amount > paid:
            lots[day] = lots.get(day, 0) + amount - paid


def take(lots: Lots, pieces: Pieces) -> None:
    """Remove pieces from lots; a piece of which less is there is owed."""
    for day, amount in pieces:
        left = lots.get(day, 0) - amount
        if left > 0:
            lots[day] = left
        else:
            lots.pop(day, None)


def these_first(lots: Lots, wanted: Pieces) -> Pieces:
    """What a reversal takes back: the very lots that were given, as far as they are there, then the earliest."""
    given = [(day, min(amount, lots.get(day, 0))) for day, amount in wanted]
    rest = dict(lots)
    take(rest, tuple(given))
    missing = sum(amount for _, amount in wanted) - sum(amount for _, amount in given)
    return _together([*given, *earliest(rest, missing)])


def _together(pieces: Iterable[tuple[date, int]]) -> Pieces:
    """Pieces by day, each day once."""
    amounts: Lots = {}
    for day, amount in pieces:
        if amount:
            amounts[day] = amounts.get(day, 0) + amount
    return tuple(sorted(amounts.items()))
