"""Point rules: reasons for which a service earns points.

Built-in rules use the very interface that outsiders get: an object with a `name` that is asked `points(case)` and
answers with a `PointsLine`. Rules are pure: no I/O, no clock, the same answer to the same case.
"""

from fractions import Fraction
from typing import Protocol

from attrs import field, frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.core.rules import RAISED, RULE, called
from commgov.errors import RuleFailedError
from commgov.incentives.facts.effect import Effect
from commgov.incentives.facts.service import MINUTES_MAX, ServiceFacts
from commgov.incentives.ratings.two_way import STARS_MAX

POINTS_MAX = 1_000_000
"""The most points that one rule can give for one service."""


@frozen
class PointsCase:
    """What a point rule is asked about: one service, and what is known around it.

    Args:
        service: the service.
        effect: what became of its demand.
        counted: how many of its minutes count, at least one: the rest is beyond the healthy limit.
        before: how many minutes of the same member counted earlier in the same week.
        batch: where the service completes a batch of ratings, their stars in ascending order, so that nobody can tell
            whose is which; else empty.
    """

    service: ServiceFacts
    effect: Effect
    counted: int
    before: int = 0
    batch: tuple[int, ...] = ()


@frozen
class PointsLine:
    """What one rule gives for one service, and why.

    Args:
        points: 0 or more.
        reason: why, in both languages; members read it.
    """

    points: int
    reason: Text


class PointRule(Protocol):
    """One reason for which services earn points."""

    @property
    def name(self) -> str:
        """A short name, unique within a policy."""
        ...

    @property
    def title(self) -> Text:
        """What people call it, in both languages."""
        ...

    def points(self, case: PointsCase) -> PointsLine:
        """What the service earns, and why. Pure: no I/O, no clock, the same answer to the same case."""
        ...


@frozen
class TimePoints:
    """A point for so many minutes that count.

    What is left over is not lost within a week: a service cut in two earns what it earned whole.

    Args:
        minutes_a_point: minutes for one point.

    Example:
        >>> from commgov.testing import service_facts_of
        >>> rule, visit = TimePoints(minutes_a_point=30), service_facts_of("m-1", minutes=50)
        >>> rule.points(PointsCase(visit, Effect.OPEN, counted=50)).points
        1
        >>> rule.points(PointsCase(visit, Effect.OPEN, counted=50, before=50)).points
        2
    """

    minutes_a_point: int = 30
    name: str = field(default="time", init=False, repr=False)
    title: Text = field(default=Text("time", "时长"), init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("TimePoints")
        checks.whole("minutes_a_point", self.minutes_a_point, least=1, most=MINUTES_MAX)
        checks.refuse()

    def points(self, case: PointsCase) -> PointsLine:
        """One point for each full `minutes_a_point`, counted on through the week."""
        earned = (case.before + case.counted) // self.minutes_a_point - case.before // self.minutes_a_point
        reason = _TIME.fill(counted=case.counted, each=self.minutes_a_point)
        return PointsLine(earned, reason)


_TIME = Text("{counted} minutes count, a point for each {each}", "计入{counted}分钟，每{each}分钟1分")


@frozen
class EffectPoints:
    """Points for what a service led to: more where the resident has seen that the demand is solved.

    Args:
        seen: solved, and the resident confirmed it.
        solved: solved, as the office says.

    Example:
        >>> from commgov.testing import service_facts_of
        >>> EffectPoints().points(PointsCase(service_facts_of("m-1"), Effect.REOPENED, counted=60)).points
        0
    """

    seen: int = 4
    solved: int = 2
    name: str = field(default="effect", init=False, repr=False)
    title: Text = field(default=Text("effect", "成效"), init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("EffectPoints")
        if checks.whole("seen", self.seen, most=POINTS_MAX):
            checks.whole("solved", self.solved, most=self.seen)
        checks.refuse()

    def points(self, case: PointsCase) -> PointsLine:
        """By the effect alone."""
        earned = {Effect.SEEN: self.seen, Effect.SOLVED: self.solved}.get(case.effect, 0)
        return PointsLine(earned, _EFFECT.fill(effect=case.effect.text))


_EFFECT = Text("the demand: {effect}", "需求：{effect}")


@frozen
class SatisfactionPoints:
    """Points for satisfied residents, several ratings at a time: no line tells what one resident said.

    Args:
        points_a_batch: for each batch of ratings that is good enough.
        mean_min: the least mean of such a batch, in stars.

    Example:
        >>> from commgov.testing import service_facts_of
        >>> rule, visit = SatisfactionPoints(), service_facts_of("m-1", satisfaction=5)
        >>> rule.points(PointsCase(visit, Effect.OPEN, counted=60)).points
        0
        >>> rule.points(PointsCase(visit, Effect.OPEN, counted=60, batch=(2, 4, 5, 5, 5))).points
        5
    """

    points_a_batch: int = 5
    mean_min: Fraction = Fraction(4)
    name: str = field(default="satisfaction", init=False, repr=False)
    title: Text = field(default=Text("satisfaction", "满意度"), init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("SatisfactionPoints")
        checks.whole("points_a_batch", self.points_a_batch, most=POINTS_MAX)
        mean: object = self.mean_min
        exact = isinstance(mean, Fraction) and 1 <= mean <= STARS_MAX
        checks.require(
            "mean_min", self.mean_min, ok=exact, expected=Text("a Fraction 1–5", "应为1–5的分数（Fraction）")
        )
        checks.refuse()

    def points(self, case: PointsCase) -> PointsLine:
        """By the mean of the batch that the service completes, if it completes one."""
        if not case.batch:
            return PointsLine(0, _WAITING)
        number = len(case.batch)
        good = Fraction(sum(case.batch), number) >= self.mean_min
        return PointsLine(self.points_a_batch if good else 0, _BATCH.fill(number=number))


_WAITING = Text("ratings are looked at several at a time", "评价满一批后一并计算")
_BATCH = Text("the last {number} ratings together", "最近{number}条评价合并计算")


_NO_LINE = Text(
    "rule {rule}: points gave {given}, a PointsLine is due", "规则{rule}：points返回{given}，应返回PointsLine"
)
_BROKEN_LINE = Text(
    "rule {rule}: a PointsLine has whole points 0–{most} and a Text as its reason",
    "规则{rule}：PointsLine的积分应为0–{most}的整数，理由应为Text",
)


def line_of(rule: PointRule, case: PointsCase) -> PointsLine:
    """Ask a rule and fail closed.

    Raises:
        RuleFailedError: if the rule raised, or if what it gave is no line with whole points and a reason.
    """
    try:
        line: object = rule.points(case)
    except Exception as error:
        raise RuleFailedError(RAISED.fill(who=RULE.fill(name=called(rule)), error=type(error).__name__)) from error
    if not isinstance(line, PointsLine):
        raise RuleFailedError(_NO_LINE.fill(rule=called(rule), given=type(line).__name__))
    parts: tuple[object, object] = (line.points, line.reason)
    if type(parts[0]) is not int or not 0 <= parts[0] <= POINTS_MAX or not isinstance(parts[1], Text):
        raise RuleFailedError(_BROKEN_LINE.fill(rule=called(rule), most=POINTS_MAX))
    return line
