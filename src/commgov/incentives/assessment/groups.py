"""Roll-up: what the members of a unit, an employer or a team did, as of the day of each service.

A service counts where its member belonged on that day. So moving a member does not rewrite the past, and somebody who
changed units counts in each by what they did there.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from commgov.core import Hierarchy, MemberId, Text, UnitId
from commgov.core.checks import Checks
from commgov.incentives.assessment.assessing import Assessment
from commgov.incentives.assessment.evidence import UNKNOWN, ServiceColumns
from commgov.incentives.assessment.grades import Grade
from commgov.incentives.facts.service import ServiceFacts
from commgov.incentives.ratings.calibration import WHOLE
from commgov.incentives.ratings.means import FULL


class GroupKind(StrEnum):
    """By what services are rolled up: all of it as of the day of service."""

    EMPLOYER = "employer"  # the member's sending unit
    TEAM = "team"  # the volunteer team that took the order
    HOME_UNIT = "home unit"  # where the member was registered
    PLACE = "place"  # where the service was


@frozen
class GroupResult:
    """What the members of a group did in the period.

    Args:
        group: which group.
        members: how many of its members served.
        services: how many services.
        minutes: what was posted.
        counting: how many of these minutes count.
        capped: the same, of each member no more than gives the full mark for duration.
        effects: how many services have a known effect.
        effect: the mean effect, 0 to 1; None where none is known.
        ratings: how many ratings count: they enter in batches, as those of members do.
        raters: by how many people.
        satisfaction: their mean, freed of severity, 0 to 1; None where it may not be shown or is not known.
        graded: how many members have a grade; whoever served in several groups counts in each by their minutes there.
        excellent: how many of these are excellent, counted the same way.
    """

    group: str
    members: int
    services: int
    minutes: int
    counting: int
    capped: int
    effects: int
    effect: Fraction | None
    ratings: int
    raters: int
    satisfaction: Fraction | None
    graded: Fraction
    excellent: Fraction

    @property
    def excellent_share(self) -> Fraction | None:
        """The share of the graded who are excellent; None where nobody is graded."""
        return self.excellent / self.graded if self.graded else None


def roll_up(assessment: Assessment, by: GroupKind, *, hierarchy: Hierarchy | None = None) -> tuple[GroupResult, ...]:
    """What the members of each group did.

    Args:
        assessment: an assessment made from facts by `assess`.
        by: which groups; a service that has none is in none.
        hierarchy: with it, units (HOME_UNIT, PLACE) count with all units below them, as of the day of service.

    Returns:
        The groups, ascending. They may be small: `year_end_tables` shows only those that are large enough.

    Raises:
        InvalidInputError: if the assessment was made from columns and knows no facts.
        NotFoundError: if the hierarchy does not know a unit on a day of service.

    Example:
        >>> from datetime import UTC, date, datetime, timedelta
        >>> from commgov.incentives import Criteria, assess, publish_criteria
        >>> from commgov.testing import service_facts_of
        >>> criteria = Criteria("spring", 1, date(2026, 3, 1), date(2026, 5, 31))
        >>> published = publish_criteria(criteria, at=datetime(2026, 2, 1, tzinfo=UTC), by="office-1")
        >>> march = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> before, after = (
        ...     service_facts_of("m-1", start=march + timedelta(days=days), employer=employer)
        ...     for days, employer in ((0, "bank"), (30, "school"))
        ... )
        >>> spring = assess([before, after], [], criteria, published)
        >>> [(group.group, group.minutes) for group in roll_up(spring, GroupKind.EMPLOYER)]
        [('bank', 60), ('school', 60)]
    """
    rows = rows_by_group(assessment, by, hierarchy=hierarchy)
    return tuple(group_result(assessment, group, rows[group]) for group in sorted(rows))


def rows_by_group(
    assessment: Assessment, by: GroupKind, *, hierarchy: Hierarchy | None = None
) -> Mapping[str, Sequence[int]]:
    """The services of each group, as places in the assessment's columns.

    Args:
        assessment: an assessment made from facts.
        by: which groups.
        hierarchy: the tree of units.

    Raises:
        InvalidInputError: if the assessment knows no facts.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for at, chain in chains_of(assessment, by, hierarchy=hierarchy).items():
        for name in chain:
            rows[name].append(at)
    return rows


def chains_of(
    assessment: Assessment, by: GroupKind, *, hierarchy: Hierarchy | None = None
) -> dict[int, tuple[str, ...]]:
    """The groups of each service that has one, each within the next, by its place in the assessment's columns.

    Args:
        assessment: an assessment made from facts.
        by: which groups.
        hierarchy: with it, units (HOME_UNIT, PLACE) with all units above them, as of the day of service.

    Raises:
        InvalidInputError: if the assessment knows no facts.
    """
    columns = assessment.columns
    checks = Checks("roll_up")
    known = len(columns.services) == len(columns.member)
    checks.require("assessment", "", ok=known, expected=Text("one made from facts", "应由服务事实生成"))
    checks.refuse()
    above: dict[tuple[UnitId, int], tuple[str, ...]] = {}
    chains: dict[int, tuple[str, ...]] = {}
    for at, service in enumerate(columns.services):
        group = _group(service, by)
        if group is None:
            continue
        chains[at] = (group,)
        if hierarchy is not None and by in {GroupKind.HOME_UNIT, GroupKind.PLACE}:
            unit, day = UnitId(group), int(columns.day[at])
            if (unit, day) not in above:
                above[unit, day] = (unit, *hierarchy.ancestors(unit, date.fromordinal(day)))
            chains[at] = above[unit, day]
    return chains


def _group(service: ServiceFacts, by: GroupKind) -> str | None:
    if by is GroupKind.EMPLOYER:
        return service.employer
    if by is GroupKind.TEAM:
        return service.team
    return service.home_unit if by is GroupKind.HOME_UNIT else service.unit


def group_result(assessment: Assessment, group: str, rows: Sequence[int]) -> GroupResult:
    """What a group did.

    Args:
        assessment: an assessment made from facts.
        group: what the group is called.
        rows: its services, as places in the assessment's columns.
    """
    columns, evidence, criteria = assessment.columns, assessment.evidence, assessment.criteria
    here: Counter[MemberId] = Counter()
    counting: Counter[MemberId] = Counter()
    for at in rows:
        service = columns.services[at]
        here[service.member] += service.minutes
        counting[service.member] += int(evidence.counted[at])
    known = [effect for effect in columns.effect[list(rows)].tolist() if effect != UNKNOWN]
    rated = _in_batches(columns, rows, criteria.raters_min)
    raters = len({int(columns.rater[at]) for at in rated})
    graded, excellent = _heads(assessment, here)
    return GroupResult(
        group,
        len(here),
        len(rows),
        sum(here.values()),
        sum(counting.values()),
        sum(min(minutes, criteria.minutes_full) for minutes in counting.values()),
        len(known),
        Fraction(sum(known), WHOLE * len(known)) if known else None,
        len(rated),
        raters,
        _satisfaction(assessment, rated, raters),
        graded,
        excellent,
    )


def _in_batches(columns: ServiceColumns, rows: Sequence[int], raters_min: int) -> list[int]:
    """The ratings that count for a group: of whole batches, or of parts of several that as many people gave."""
    told: list[int] = []
    waiting: list[int] = []
    rated = sorted((int(columns.batch[at]), at) for at in rows if columns.satisfaction[at] != UNKNOWN)
    for _, part in groupby(rated, key=lambda entry: entry[0]):
        waiting += [at for _, at in part]
        if len({int(columns.rater[at]) for at in waiting}) >= raters_min:
            told += waiting
            waiting = []
    return told


def _satisfaction(assessment: Assessment, rated: Sequence[int], raters: int) -> Fraction | None:
    """The mean of what was said, freed of severity; None where it would be the word of a few."""
    criteria, means = assessment.criteria, assessment.evidence.satisfaction
    if means is None or len(rated) < criteria.ratings_min or raters < criteria.raters_min:
        return None
    freed = sum(int(means.freed[assessment.rating_at[at]]) for at in rated)
    return min(max(Fraction(freed, FULL * len(rated)), Fraction(0)), Fraction(1))


def _heads(assessment: Assessment, here: Mapping[MemberId, int]) -> tuple[Fraction, Fraction]:
    """How many of the group's members are graded and how many excellent, each by the share of minutes served here."""
    graded = excellent = Fraction(0)
    for member, minutes in here.items():
        grade, in_all = assessment.grade(member), assessment.minutes_of(member)
        if in_all and grade is not Grade.NOT_ENOUGH_EVIDENCE:
            share = Fraction(minutes, in_all)
            graded += share
            excellent += share if grade is Grade.EXCELLENT else 0
    return graded, excellent
