"""Why a member has a grade: every number with the rows it comes from, in both languages."""

from datetime import date

import numpy as np
from attrs import frozen

from commgov.core import MemberId, Text
from commgov.incentives.assessment.assessing import Assessment
from commgov.incentives.assessment.grades import Mark, MemberResult, percent
from commgov.incentives.facts.effect import Effect
from commgov.incentives.facts.service import RecordId
from commgov.incentives.ratings.means import FULL


@frozen
class ServiceLine:
    """A service as the explanation lists it. What its resident said is not in it: that is never shown singly.

    Args:
        record: which record.
        day: when.
        minutes: what was posted.
        counted: how many of these minutes count; the rest is beyond the healthy limit.
        effect: what became of the demand.
    """

    record: RecordId
    day: date
    minutes: int
    counted: int
    effect: Effect


@frozen
class GradeExplanation:
    """Why a member has a grade.

    Args:
        result: the grade and its numbers.
        lines: in words, number by number.
        services: the rows from which they come, the earliest first.
    """

    result: MemberResult
    lines: tuple[Text, ...]
    services: tuple[ServiceLine, ...]

    @property
    def text(self) -> Text:
        """All lines, one below the other."""
        return Text("\n", "\n").join(self.lines)


def explain_grade(assessment: Assessment, member: MemberId) -> GradeExplanation:
    """Explain a member's grade.

    Args:
        assessment: the assessment.
        member: who asks.

    Raises:
        NotFoundError: if nobody of that id was assessed.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives import Criteria, Weights, assess, publish_criteria
        >>> from commgov.testing import service_facts_of
        >>> weights = Weights(duration=1, effect=0, satisfaction=0)
        >>> criteria = Criteria("spring", 1, date(2026, 3, 1), date(2026, 5, 31), weights=weights, minutes_full=120)
        >>> published = publish_criteria(criteria, at=datetime(2026, 2, 1, tzinfo=UTC), by="office-1")
        >>> spring = assess([service_facts_of("m-1", minutes=90)], [], criteria, published)
        >>> print(explain_grade(spring, "m-1").text)
        m-1: good
        75.0% of the full mark; the pool is too small for excellent grades
        duration: 90 minutes (services: 1), of which 90 count; full mark at 120: 75.0%
        total: 1 × 75.0% = 75.0%
    """
    result, columns = assessment.result(member), assessment.columns
    at = assessment.members.index(member)
    rows = np.flatnonzero(columns.member == at).tolist() if columns.services else []
    services = tuple(
        ServiceLine(
            columns.services[row].record,
            date.fromordinal(int(columns.day[row])),
            int(columns.minutes[row]),
            int(assessment.evidence.counted[row]),
            columns.effects[row],
        )
        for row in rows
    )
    duration = _DURATION.fill(
        services=result.services,
        minutes=result.minutes,
        counting=result.counting,
        full=assessment.criteria.minutes_full,
        score=percent(result.marks[0].score or 0, FULL),
    )
    lines = [_HEAD.fill(member=member, grade=result.grade.text), result.reason, duration]
    lines += [_estimated(mark) for mark in result.marks[1:] if mark.score is not None and mark.weight]
    return GradeExplanation(result, (*lines, *_total(result)), services)


_HEAD = Text("{member}: {grade}", "{member}：{grade}")
_DURATION = Text(
    "duration: {minutes} minutes (services: {services}), of which {counting} count; full mark at {full}: {score}",
    "时长：{services}次服务，共{minutes}分钟，计入{counting}分钟；满分{full}分钟：{score}",
)
_ESTIMATED = Text(
    "{criterion}: {score} from {number}, between {low} and {high}",
    "{criterion}：{number}条，{score}，区间{low}至{high}",
)
_TOTAL = Text("total: {sum} = {share}", "总分：{sum} = {share}")


def _estimated(mark: Mark) -> Text:
    """A mark that is an estimate, with its interval."""
    score, low, high = (percent(value or 0, FULL) for value in (mark.score, mark.low, mark.high))
    return _ESTIMATED.fill(criterion=mark.criterion.text, score=score, number=mark.number, low=low, high=high)


def _total(result: MemberResult) -> tuple[Text, ...]:
    """How the total comes about; nothing where there is none."""
    if result.total is None:
        return ()
    weighed = [mark for mark in result.marks if mark.weight and mark.score is not None]
    terms = " + ".join(f"{mark.weight} × {percent(mark.score or 0, FULL)}" for mark in weighed)
    whole = sum(mark.weight for mark in weighed)
    said = f"({terms}) / {whole}" if whole > 1 else terms
    return (_TOTAL.fill(sum=said, share=percent(result.total, result.full)),)
