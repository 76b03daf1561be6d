"""What hours and points may be exchanged for: a policy of each community, never built in.

In Beijing hours must not become goods or money; the community of the case study gives rice, noodles and books for them.
The published policies below are as public reports describe them, not the wording of the regulations.
"""

from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import MINUTES, POINTS, Book
from commgov.incentives.timebank.answers import No, unless

MINUTES_AN_HOUR = 60
_AGE_MAX = 150


class Use(StrEnum):
    """What something is exchanged for."""

    GOODS = "goods"
    SERVICE = "service"
    POINTS = "points"


USE_WORDS = {
    Use.GOODS: Text("goods", "实物"),
    Use.SERVICE: Text("services", "服务"),
    Use.POINTS: Text("points", "积分"),
}
BOOK_WORDS = {MINUTES: Text("hours", "时长"), POINTS: Text("points", "积分")}

_FORBIDDEN = Text("{policy}: {book} cannot be exchanged for {use}", "{policy}：{book}不可兑换{use}")
_AGE = Text("{policy}: hours can be redeemed from age {age} on", "{policy}：{age}周岁起可兑换")


@frozen
class Redeemer:
    """What the age rules ask of somebody who redeems. It is looked at and kept nowhere.

    Args:
        age: in whole years; None: unknown, which counts as too young where there is an age.
        spouse_age: of the husband or wife, for policies under which it counts.
        in_hardship: whether the community has recognised a hardship.
    """

    age: int | None = None
    spouse_age: int | None = None
    in_hardship: bool = False

    def __attrs_post_init__(self) -> None:
        checks = Checks("Redeemer")
        for name in ("age", "spouse_age"):
            if getattr(self, name) is not None:
                checks.whole(name, getattr(self, name), most=_AGE_MAX)
        checks.flag("in_hardship", self.in_hardship)
        checks.refuse()

    def __repr__(self) -> str:
        """Nothing of what it says."""
        return "Redeemer()"


@frozen
class Convertibility:
    """What a community exchanges hours and points for, and from which age on.

    Args:
        name: which policy it is, in both languages.
        allowed: pairs of what is given and what it may be exchanged for.
        from_age: the age from which hours can be redeemed; None: any.
        from_age_in_hardship: the same, in hardship; None: as `from_age`.
        spouse_counts: whether the age of the husband or wife counts as well.
        points_an_hour: how many points an hour becomes, where hours may become points.
        source: where the policy is described.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> print(BEIJING_2022.why(MINUTES, Use.GOODS, Redeemer(age=70)).reason)
        Beijing 2022: hours cannot be exchanged for goods
        >>> CASE_STUDY.why(MINUTES, Use.GOODS, Redeemer()) is None
        True
    """

    name: Text
    allowed: frozenset[tuple[Book, Use]]
    from_age: int | None = None
    from_age_in_hardship: int | None = None
    spouse_counts: bool = False
    points_an_hour: Fraction | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        checks = Checks("Convertibility")
        checks.instance("name", self.name, Text, Text("a Text", "应为双语文本（Text）"))
        pair = Text("a book and a Use", "应为账簿与用途（Use）")
        for entry in checks.entries("allowed", self.allowed):
            right = isinstance(entry, tuple) and entry[:1] in {(MINUTES,), (POINTS,)} and isinstance(entry[-1], Use)
            checks.require("allowed", entry, ok=right, expected=pair)
        for name in ("from_age", "from_age_in_hardship"):
            if getattr(self, name) is not None:
                checks.whole(name, getattr(self, name), most=_AGE_MAX)
        checks.flag("spouse_counts", self.spouse_counts)
        rate: object = self.points_an_hour
        fits = (rate is None) == ((MINUTES, Use.POINTS) not in self.allowed)
        exact = rate is None or (isinstance(rate, Fraction) and rate > 0)
        expected = Text("a Fraction above 0, if hours may become points", "时长可转积分时须为正分数（Fraction）")
        checks.require("points_an_hour", rate, ok=fits and exact, expected=expected)
        checks.refuse()

    def why(self, book: Book, use: Use, redeemer: Redeemer) -> No | None:
        """Why somebody may not exchange something; None if they may.

        Args:
            book: what is given: `MINUTES` or `POINTS`.
            use: what for.
            redeemer: who, as far as age rules ask.
        """
        words = {"policy": self.name, "book": BOOK_WORDS.get(book, Text(book, book)), "use": USE_WORDS[use]}
        least = self._least_age(redeemer)
        old_enough = book != MINUTES or least is None or self._age(redeemer) >= least
        return unless(
            ((book, use) in self.allowed, _FORBIDDEN.fill(**words)),
            (old_enough, _AGE.fill(policy=self.name, age=least)),
        )

    def points_for(self, minutes: int) -> int | None:
        """How many points minutes become; None if that is no whole number, or if they become none."""
        points = Fraction(minutes, MINUTES_AN_HOUR) * (self.points_an_hour or 0)
        return int(points) if points and points.denominator == 1 else None

    def _least_age(self, redeemer: Redeemer) -> int | None:
        eased = self.from_age_in_hardship if redeemer.in_hardship else None
        return self.from_age if eased is None else eased

    def _age(self, redeemer: Redeemer) -> int:
        ages = (redeemer.age, redeemer.spouse_age if self.spouse_counts else None)
        return max(age or 0 for age in ages)


BEIJING_2022 = Convertibility(
    Text("Beijing 2022", "北京2022"),
    frozenset({(MINUTES, Use.SERVICE)}),
    from_age=60,
    spouse_counts=True,
    source="Beijing, time bank of care for the elderly, in force from June 2022: 1 hour = 1 coin; no money, no goods",
)
"""Hours become service alone, from 60 (of oneself or one's spouse) on; never goods or money."""

NANJING_2019 = Convertibility(
    Text("Nanjing 2019", "南京2019"),
    frozenset({(MINUTES, Use.SERVICE)}),
    from_age=60,
    source="Nanjing, time bank of care for the elderly, from 2019: redeemed in old age, honours instead of goods",
)
"""Hours become service in old age: here from 60 on, the legal age of the elderly; at most 1,500 are kept."""

SHANGHAI_2026 = Convertibility(
    Text("Shanghai 2026", "上海2026"),
    frozenset({(MINUTES, Use.SERVICE)}),
    from_age=65,
    from_age_in_hardship=60,
    source="Shanghai, rules of 2026: redeemed as packages of services from 65 on, in hardship from 60",
)
"""Hours become packages of services, from 65 on, in hardship from 60."""

CASE_STUDY = Convertibility(
    Text("Community B", "B社区"),
    frozenset({(MINUTES, Use.GOODS), (MINUTES, Use.SERVICE), (POINTS, Use.GOODS), (POINTS, Use.SERVICE)}),
    source="The case study's community in Wuhan: recorded hours are exchanged for rice, noodles and books",
)
"""Hours and points become goods and services, at any age."""
