"""What can be redeemed: goods and services with their prices, the money behind them, and limits."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from attrs import field, frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Problem
from commgov.incentives.ledger.accounts import AMOUNT_MAX, MINUTES, POINTS, Book, pieces
from commgov.incentives.timebank.convertibility import Use
from commgov.incentives.timebank.periods import PersonLimit

ITEM_LENGTH_MAX = 40
"""Most characters of an item's id: accounts and books carry it in their names."""


def check_line(checks: Checks, line: tuple[str, str] | None) -> None:
    """Check a budget line: a fund and a purpose, or none."""
    given: object = line
    two = given is None or (isinstance(given, tuple) and len(given) == 2)  # noqa: PLR2004
    checks.require("line", "", ok=two, expected=Text("a fund and a purpose", "应为资金来源与用途"))
    for part in line if two and line is not None else ():
        checks.identifier("line", part)


@frozen
class Item:
    """An entry of the catalogue.

    Args:
        id: its name, as an id.
        use: goods, which lie in the shop and are counted, or a service, which is not in stock.
        minutes: its price in minutes, for one piece; of a service, for one minute or one time; None: not for hours.
        points: its price in points; None: not for points.
        line: the fund and the purpose whose money pays for it; None: nothing is paid.
        cost: what one piece costs that budget line, in fen.
        limit: the most that one person may have in a period.
        collect_within: how long it is set aside.
        wait_within: how long somebody may wait for it in the queue.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Item("rice-5kg", Use.GOODS, minutes=240, line=("welfare", "goods"), cost=3_500)
        Item('rice-5kg', goods)
    """

    id: str
    use: Use
    minutes: int | None = field(default=None, kw_only=True)
    points: int | None = field(default=None, kw_only=True)
    line: tuple[str, str] | None = field(default=None, kw_only=True)
    cost: int = field(default=0, kw_only=True)
    limit: PersonLimit | None = field(default=None, kw_only=True)
    collect_within: timedelta = field(default=timedelta(days=14), kw_only=True)
    wait_within: timedelta = field(default=timedelta(days=90), kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Item", self.id)
        checks.identifier("id", self.id)
        short = Text(f"at most {ITEM_LENGTH_MAX} characters", f"至多{ITEM_LENGTH_MAX}个字符")
        checks.require("id", "", ok=len(str(self.id)) <= ITEM_LENGTH_MAX, expected=short)
        redeemable = self.use in {Use.GOODS, Use.SERVICE}
        checks.require("use", self.use, ok=redeemable, expected=Text("goods or service", "应为实物或服务"))
        for name in ("minutes", "points"):
            if getattr(self, name) is not None:
                checks.whole(name, getattr(self, name), least=1, most=AMOUNT_MAX)
        priced = self.minutes is not None or self.points is not None
        checks.require("minutes", "", ok=priced, expected=Text("a price in minutes or points", "须有时长或积分价格"))
        checks.whole("cost", self.cost, most=AMOUNT_MAX)
        self._check_line(checks)
        if self.limit is not None:
            checks.instance("limit", self.limit, PersonLimit, Text("a PersonLimit", "应为个人限额（PersonLimit）"))
        for name in ("collect_within", "wait_within"):
            span = getattr(self, name)
            positive = isinstance(span, timedelta) and span > timedelta()
            checks.require(name, span, ok=positive, expected=Text("a span of time above zero", "应为大于零的时长"))
        checks.refuse()

    def _check_line(self, checks: Checks) -> None:
        check_line(checks, self.line)
        paid = Text("a budget line that pays the cost, and only then", "有成本时须指定预算科目，无成本时不得指定")
        checks.require("cost", self.cost, ok=(self.line is None) == (self.cost == 0), expected=paid)

    def __repr__(self) -> str:
        """Its name and what it is."""
        return f"Item({self.id!r}, {self.use.value})"

    @property
    def book(self) -> Book:
        """The book in which its pieces are counted."""
        return pieces(self.id)

    def price(self, book: Book) -> int | None:
        """What one piece costs in a book: `MINUTES` or `POINTS`; None: it is not given for that."""
        return {MINUTES: self.minutes, POINTS: self.points}.get(book)


@frozen(init=False)
class Catalogue:
    """All that can be redeemed at present. What was agreed on before stays as it was agreed.

    Args:
        items: goods and services, each id once.

    Raises:
        InvalidInputError: naming every id that is there twice.

    Example:
        >>> catalogue = Catalogue([Item("book", Use.GOODS, points=30)])
        >>> catalogue.get("book"), catalogue.get("rice")
        (Item('book', goods), None)
    """

    items: tuple[Item, ...]

    def __init__(self, items: Iterable[Item] = ()) -> None:
        """Take the items."""
        listed = tuple(items)
        problems, seen = [], set[str]()
        for item in listed:
            if item.id in seen:
                problems.append(Problem(f"Item {item.id}", Text("each id only once", "同一编号只能出现一次")))
            seen.add(item.id)
        if problems:
            raise InvalidInputError(problems)
        self.__attrs_init__(listed)

    def get(self, item: str) -> Item | None:
        """An item by its id; None if it is not offered."""
        return next((each for each in self.items if each.id == item), None)

    def __iter__(self) -> Iterator[Item]:
        """The items, in their order."""
        return iter(self.items)

    def __len__(self) -> int:
        """How many items there are."""
        return len(self.items)
