"""The assessment of sending units: it counts their members' service, in shares, so that no unit wins by its size."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from commgov.core import EmployerId, Text
from commgov.core.checks import Checks
from commgov.incentives.assessment.assessing import Assessment
from commgov.incentives.assessment.grades import percent
from commgov.incentives.assessment.groups import GroupKind, GroupResult, group_result, rows_by_group
from commgov.incentives.ratings.means import FULL


@frozen
class SendingMark:
    """What a sending unit has in one criterion.

    Args:
        criterion: which one.
        weight: how much it weighs.
        score: millionths of a full mark; None where there is not enough evidence.
    """

    criterion: Text
    weight: int
    score: int | None


@frozen
class SendingResult:
    """What the assessment says of a sending unit.

    Args:
        employer: which unit.
        strength: how many members it has registered; None where that is not known.
        group: what its members did, as of the days of service.
        marks: criterion by criterion.
        total: the share of the full mark, in millionths; None where there is not enough evidence: no bad grade.
        reason: how it comes about.
    """

    employer: EmployerId
    strength: int | None
    group: GroupResult
    marks: tuple[SendingMark, ...]
    total: int | None
    reason: Text


def assess_sending_units(assessment: Assessment, strength: Mapping[EmployerId, int]) -> tuple[SendingResult, ...]:
    """Assess the sending units by what their members did.

    Args:
        assessment: an assessment made from facts by `assess`; its criteria hold the weights.
        strength: how many members each unit has registered with the community. A unit of which nobody served is listed.

    Returns:
        The units, ascending: no order of merit. Some may be small: `year_end_tables` tells those together.

    Raises:
        InvalidInputError: if a strength is no whole number from 1, or the assessment knows no facts.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives.assessment import Criteria, SendingWeights, assess, publish_criteria
        >>> from commgov.testing import service_facts_of
        >>> sending = SendingWeights(effect=0, satisfaction=0)
        >>> criteria = Criteria("spring", 1, date(2026, 3, 1), date(2026, 5, 31), minutes_full=60, sending=sending)
        >>> published = publish_criteria(criteria, at=datetime(2026, 2, 1, tzinfo=UTC), by="office-1")
        >>> services = [service_facts_of(f"m-{n}", minutes=30, employer="bank") for n in range(5)]
        >>> bank = assess_sending_units(assess(services, [], criteria, published), {"bank": 10})[0]
        >>> print(bank.reason)
        participation 50.0% × 1, duration 25.0% × 1: 37.5%
    """
    checks = Checks("assess_sending_units")
    for employer, members in strength.items():
        checks.identifier("strength", employer)
        checks.whole(f"strength of {employer}", members, least=1)
    checks.refuse()
    rows = rows_by_group(assessment, GroupKind.EMPLOYER)
    groups = (group_result(assessment, employer, rows.get(employer, ())) for employer in sorted({*strength, *rows}))
    return tuple(_result(assessment, group, strength.get(EmployerId(group.group))) for group in groups)


def _result(assessment: Assessment, group: GroupResult, strength: int | None) -> SendingResult:
    criteria = assessment.criteria
    marks = _marks(assessment, group, strength)
    weighed = [mark for mark in marks if mark.weight]
    total, reason = None, _reason_missing(group, strength, criteria.group_min, weighed)
    if reason is None:
        total = sum(mark.weight * (mark.score or 0) for mark in weighed) // criteria.sending.sum
        terms = (
            Text("{criterion} {score} × {weight}", "{criterion}{score} × {weight}").fill(
                criterion=mark.criterion, score=percent(mark.score or 0, FULL), weight=mark.weight
            )
            for mark in weighed
        )
        said = Text(", ", "，").join(terms)
        reason = Text("{terms}: {total}", "{terms}：{total}").fill(terms=said, total=percent(total, FULL))
    return SendingResult(EmployerId(group.group), strength, group, marks, total, reason)


def _marks(assessment: Assessment, group: GroupResult, strength: int | None) -> tuple[SendingMark, ...]:
    criteria, weights = assessment.criteria, assessment.criteria.sending
    effect = group.effect if group.effects >= criteria.effects_min else None
    served = duration = None
    if strength is not None:
        served = Fraction(min(group.members, strength), strength)
        duration = min(Fraction(group.capped, criteria.minutes_full * strength), Fraction(1))
    return (
        SendingMark(Text("participation", "参与率"), weights.participation, _millionths(served)),
        SendingMark(Text("duration", "时长"), weights.duration, _millionths(duration)),
        SendingMark(Text("effect", "成效"), weights.effect, _millionths(effect)),
        SendingMark(Text("satisfaction", "满意度"), weights.satisfaction, _millionths(group.satisfaction)),
    )


def _millionths(share: Fraction | None) -> int | None:
    return None if share is None else int(share * FULL)


def _reason_missing(group: GroupResult, strength: int | None, group_min: int, marks: list[SendingMark]) -> Text | None:
    """Why there is no total; None where there is one."""
    if group.members < group_min:
        return _FEW.fill(members=group.members, least=group_min)
    if strength is None:
        return _STRENGTH
    missing = [mark.criterion for mark in marks if mark.score is None]
    return _MISSING.fill(criteria=Text(", ", "、").join(missing)) if missing else None


_FEW = Text(
    "not enough evidence: {members} of its members served, {least} are needed",
    "依据不足，暂不评定：参与服务{members}人，至少需要{least}人",
)
_STRENGTH = Text(
    "not enough evidence: how many members it has registered is not known", "依据不足，暂不评定：报到人数未知"
)
_MISSING = Text("not enough evidence: {criteria}", "依据不足，暂不评定：{criteria}")
