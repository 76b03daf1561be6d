"""Points: what a service earns under a policy, with the reason for every point.

A policy is a named, versioned, dated bundle of rules (`rules`). Awards are a pure function of the facts.
Points and time are two books: nothing here touches the minutes of the time bank.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from attrs import field, frozen

from commgov.core import MemberId, Outcome, Text, monday_of
from commgov.core.checks import Checks
from commgov.core.rules import called
from commgov.core.timing import ZONE, check_zone, day_of
from commgov.incentives.facts.effect import REOPENED_WITHIN, effects_of
from commgov.incentives.facts.healthy import HealthyLimit, counted_minutes
from commgov.incentives.facts.service import RecordId, ServiceFacts
from commgov.incentives.points.rules import EffectPoints, PointRule, PointsCase, PointsLine, TimePoints, line_of
from commgov.incentives.ratings.batches import resident_batches
from commgov.incentives.ratings.two_way import TwoWayRating


@frozen
class PointsPolicy:
    """A named, versioned, dated bundle of point rules.

    Args:
        name: what the policy is called.
        version: which version of it, from 1.
        since: the first day of service to which it applies.
        rules: what earns points; each name once.
        limit: the most minutes that count on a day and in a week. A service of which no minute counts earns nothing.
        reopened_within: a demand reopened within that time counts as not solved.
        zone: the time zone whose days and weeks count.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> PointsPolicy("points", 1, date(2026, 1, 1)).rules
        (TimePoints(minutes_a_point=30), EffectPoints(seen=4, solved=2))
    """

    name: str
    version: int
    since: date
    rules: tuple[PointRule, ...] = (TimePoints(), EffectPoints())
    limit: HealthyLimit = field(default=HealthyLimit(), kw_only=True)
    reopened_within: timedelta = field(default=REOPENED_WITHIN, kw_only=True)
    zone: str = field(default=ZONE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("PointsPolicy", self.name)
        checks.text("name", self.name)
        checks.whole("version", self.version, least=1)
        checks.day("since", self.since)
        rules = checks.every("rules", self.rules, object, Text("a point rule", "应为积分规则"))
        for rule in rules:
            asked = callable(getattr(rule, "points", None)) and bool(getattr(rule, "name", ""))
            asked = asked and isinstance(getattr(rule, "title", None), Text)
            expected = Text(
                "an object with a name, a title in both languages, that answers points(case)",
                "应为有name和中英文title且能回答points(case)的对象",
            )
            checks.require("rules", str(called(rule)), ok=asked, expected=expected)
        checks.unique("rules", (str(getattr(rule, "name", rule)) for rule in rules))
        checks.instance("limit", self.limit, HealthyLimit, Text("a HealthyLimit", "应为HealthyLimit"))
        within: object = self.reopened_within
        whole = isinstance(within, timedelta) and within >= timedelta()
        checks.require(
            "reopened_within", within, ok=whole, expected=Text("a timedelta from 0", "应为不小于0的timedelta")
        )
        check_zone(checks, self.zone)
        checks.refuse()


@frozen
class Award:
    """What a service earns under a policy, with its reasons.

    Args:
        record: which service.
        member: whose points.
        points: how many: the sum of the lines.
        policy: the policy's name.
        version: its version.
        lines: what each rule gave and why, by what the rule is called.
    """

    record: RecordId
    member: MemberId
    points: int
    policy: str
    version: int
    lines: tuple[tuple[Text, PointsLine], ...]

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why, rule by rule."""
        return tuple(line.reason for _, line in self.lines)


_POLICY = Text("policy", "积分政策")
_NO_POLICY = Text("no policy was in force on that day", "当日没有生效的积分政策")
_LIMIT = Text("healthy limit", "健康上限")
_BEYOND = Text("beyond the healthy limit: no minute counts", "超过健康上限，不再计入")


def award_points(
    services: Iterable[ServiceFacts],
    outcomes: Iterable[Outcome],
    policies: Sequence[PointsPolicy],
    *,
    ratings: Iterable[TwoWayRating] | None = None,
) -> tuple[Award, ...]:
    """What services earn, each under the policy that was in force on its day.

    A pure function: the order of the services does not matter, and the same facts earn the same, at any time.

    Args:
        services: all services of their members in the weeks concerned, since healthy limits look at whole weeks; with
            `SatisfactionPoints` all since the members began, since batches of ratings go on over weeks.
        outcomes: how their demands ended.
        policies: versions of one policy; each applies from its day until the next one.
        ratings: the revealed pairs of a `RatingBook`: then these count and nothing else that residents said; None: what
            residents said when they attested counts.

    Returns:
        An award for each service, those that began first before the others.

    Raises:
        InvalidInputError: if a record comes twice, or two policies begin on one day or have one name and version.
        RuleFailedError: if a rule raised or gave no line; then nothing is awarded.

    Example:
        >>> from commgov.testing import service_facts_of
        >>> policy = PointsPolicy("points", 1, date(2026, 1, 1))
        >>> award = award_points([service_facts_of("m-1", minutes=90)], [], [policy])[0]
        >>> award.points, award.version, award.reasons[0].zh
        (3, 1, '计入90分钟，每30分钟1分')
    """
    ordered = sorted(services, key=lambda service: (service.start, service.record))
    versions = sorted(policies, key=lambda policy: policy.since)
    checks = Checks("award_points")
    checks.unique("services", (service.record for service in ordered))
    checks.unique("policies", (policy.since for policy in versions))
    checks.unique("policies", (f"{policy.name}, version {policy.version}" for policy in versions))
    alike = len({policy.zone for policy in versions}) <= 1
    checks.require("policies", "", ok=alike, expected=Text("all in one time zone", "应使用同一时区"))
    checks.refuse()
    zone = ZoneInfo(versions[0].zone if versions else ZONE)
    since = [policy.since for policy in versions]
    in_force = [bisect_right(since, day_of(service.start, zone)) - 1 for service in ordered]
    awards = [
        Award(service.record, service.member, 0, "", 0, ((_POLICY, PointsLine(0, _NO_POLICY)),)) for service in ordered
    ]
    ended = tuple(outcomes)
    rated = {
        batch.said[-1].record: tuple(sorted(one.stars for one in batch.said))
        for batch in resident_batches(ordered, ratings, zone=zone.key)
    }
    for number, policy in enumerate(versions):
        effects = effects_of(ordered, ended, reopened_within=policy.reopened_within)
        counted, before = _counted(ordered, policy)
        for at in (at for at, which in enumerate(in_force) if which == number):
            awards[at] = _award(
                policy, PointsCase(ordered[at], effects[at], counted[at], before[at], rated.get(ordered[at].record, ()))
            )
    return tuple(awards)


def _counted(ordered: Sequence[ServiceFacts], policy: PointsPolicy) -> tuple[list[int], list[int]]:
    """Of each service, the minutes that count, and those that counted earlier in the same week."""
    numbers: dict[MemberId, int] = {}
    zone = ZoneInfo(policy.zone)
    days = [day_of(service.start, zone).toordinal() for service in ordered]
    counted = counted_minutes(
        np.array([numbers.setdefault(service.member, len(numbers)) for service in ordered], dtype=np.int64),
        np.array(days, dtype=np.int64),
        np.array([service.minutes for service in ordered], dtype=np.int64),
        policy.limit,
    ).tolist()
    so_far: dict[tuple[MemberId, date], int] = defaultdict(int)
    before = []
    for service, day, minutes in zip(ordered, days, counted, strict=True):
        week = service.member, monday_of(date.fromordinal(day))
        before.append(so_far[week])
        so_far[week] += minutes
    return counted, before


def _award(policy: PointsPolicy, case: PointsCase) -> Award:
    """The lines of all rules, added up; none where no minute counts."""
    service = case.service
    lines: tuple[tuple[Text, PointsLine], ...] = ((_LIMIT, PointsLine(0, _BEYOND)),)
    if case.counted:
        lines = tuple((rule.title, line_of(rule, case)) for rule in policy.rules)
    points = sum(line.points for _, line in lines)
    return Award(service.record, service.member, points, policy.name, policy.version, lines)
