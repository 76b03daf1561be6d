"""Grades, and what one member was given: every number with its reason."""

from enum import StrEnum

from attrs import frozen

from commgov.core import MemberId, Text
from commgov.incentives.assessment.criteria import Criterion


class Grade(StrEnum):
    """What an assessment says of a member. There is no bad grade: assessing is for thanking and helping.

    `NOT_ENOUGH_EVIDENCE` stands outside the order: nothing is held against anybody of whom little is known.
    """

    EXCELLENT = "excellent"
    GOOD = "good"
    QUALIFIED = "qualified"
    NOT_ENOUGH_EVIDENCE = "not enough evidence"

    @property
    def text(self) -> Text:
        """In both languages."""
        return Text(self.value, _CHINESE[self])

    @property
    def rank(self) -> int | None:
        """3 for excellent, 2 for good, 1 for qualified; None without enough evidence."""
        return _RANKS.get(self)


_CHINESE = {
    Grade.EXCELLENT: "优秀",
    Grade.GOOD: "良好",
    Grade.QUALIFIED: "合格",
    Grade.NOT_ENOUGH_EVIDENCE: "依据不足，暂不评定",
}
_RANKS = {Grade.EXCELLENT: 3, Grade.GOOD: 2, Grade.QUALIFIED: 1}


@frozen
class Mark:
    """What a member has in one criterion.

    Args:
        criterion: which one.
        weight: how much it weighs.
        score: millionths of a full mark; None where there is not enough evidence. (So few ratings would also give away
            what single residents said.)
        low: the lower end of the interval around it; None where it is a count and not an estimate.
        high: the upper end.
        number: from how many services or ratings it is.
        needed: how many of them are enough.
    """

    criterion: Criterion
    weight: int
    score: int | None
    low: int | None
    high: int | None
    number: int
    needed: int


@frozen
class MemberResult:
    """What one member was given.

    Args:
        member: who.
        grade: the grade.
        reason: why this grade and no other.
        marks: criterion by criterion.
        total: the marks times their weights, added up; None where there is not enough evidence.
        full: the most that a total can be.
        pool: with whom the member shares a quota; empty where there is no grade.
        is_contested: whether the member stands on the line, with too few excellent grades left for all who do.
        services: how many services.
        minutes: what was posted.
        counting: how many of these minutes count.
        raters: by how many people the member was rated.
    """

    member: MemberId
    grade: Grade
    reason: Text
    marks: tuple[Mark, ...]
    total: int | None
    full: int
    pool: str
    is_contested: bool
    services: int
    minutes: int
    counting: int
    raters: int


def percent(part: int, whole: int) -> str:
    """A share in percent, rounded down to a tenth: nobody is shown above a line that they do not reach."""
    tenths = 1000 * part // whole
    return f"{tenths // 10}.{tenths % 10}%"
