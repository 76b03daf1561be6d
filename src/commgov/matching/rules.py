"""The rules of who may serve what: each a name, a reason for one case, and a mask over columns of many.

A rule of matching is any object with a `name`, `why(Pairing) -> Verdict` and `mask(Pairs) -> bool[pairs]`, pure and
total; the two must agree (`commgov.testing.check_rule` proves it on your rule). The built-in rules below use nothing
else. `standard_rules()` is the set that a community starts with.

Three rules are also *limits*: what a member can do in a week depends on all services together, which no single pair
shows. Their mask refuses the pairs that could never fit; the engines keep the rest.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

import numpy as np
from attrs import field, frozen

from commgov.core import Demand, Member, Rule, Seat, Timetable, Verdict, Window
from commgov.matching.columns import Flags, Pairs
from commgov.wording import Text


@frozen
class Pairing:
    """The subject of a matching rule: a member for a seat of a demand, at a time.

    Args:
        member: who might serve.
        demand: what is ordered.
        seat: which of its seats.
        start: when the service would begin, in the community's zone.
        steps: steps in the hierarchy between the member's home unit and the demand's unit.
        minutes: how long the member takes; None: as long as the demand says.
    """

    member: Member
    demand: Demand
    seat: Seat
    start: datetime
    steps: int = 0
    minutes: int | None = None

    @property
    def window(self) -> Window:
        """From the start until the service is over."""
        minutes = self.demand.minutes if self.minutes is None else self.minutes
        return Window(self.start, self.start + timedelta(minutes=minutes))


class PairRule(Rule[Pairing], Protocol):
    """A rule of matching: `name`, `why(pairing)` and `mask(pairs)`.

    A rule that never looks at the start may say so by `timeless = True`: it is then asked once for each member and
    seat, before the starts of a flexible demand multiply them.
    """

    def mask(self, pairs: Pairs) -> Flags:
        """`bool[pairs]`: which pairs may be."""
        ...


def is_timeless(rule: PairRule) -> bool:
    """Whether a rule says that it never looks at the start."""
    return bool(getattr(rule, "timeless", False))


_OK = Verdict(allowed=True, reason=Text("allowed", "允许"))


@frozen
class Skills:
    """A member serves only seats whose skills they hold, at the level asked for, on the day of the service."""

    name: str = field(default="skills", init=False)

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a member who lacks a skill of the seat, and names the skill."""
        day = pairing.start.date()
        held = {skill.skill: skill for skill in pairing.member.skills}
        for asked in pairing.seat.skills:
            has = held.get(asked.skill)
            if has is None or has.level < asked.level_min or not has.counts_on(day):
                reason = Text("lacks {skill} at level {level}", "缺少{skill}（{level}级）技能")
                return Verdict(allowed=False, reason=reason.fill(skill=asked.skill, level=asked.level_min))
        return _OK

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        members, demands = pairs.columns.members, pairs.columns.demands
        allowed = np.ones(len(pairs), dtype=bool)
        asks = np.diff(demands.asks_from)[pairs.role]
        for nth in range(int(asks.max(initial=0))):
            has_nth = np.flatnonzero(asks > nth)
            ask = demands.asks_from[pairs.role[has_nth]] + nth
            skill, member = demands.ask_skill[ask], pairs.member[has_nth]
            good = members.level[member, skill] >= demands.ask_level[ask]
            if members.skill_until is not None:
                good &= pairs.start[has_nth] < members.skill_until[member, skill]
            allowed[has_nth] &= good
        return allowed


@frozen
class Availability:
    """A member serves only when available, and never on a rest day."""

    name: str = field(default="availability", init=False)

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a service that is not wholly inside one of the member's windows."""
        member, window = pairing.member, pairing.window
        first, last = pairing.start.date(), (window.end - timedelta(minutes=1)).date()
        days = {first + timedelta(days=step) for step in range((last - first).days + 1)}
        rests = any(day.weekday() in member.rest_days for day in days)
        if rests or not any(free.contains(window) for free in _near(member.availability, window)):
            return Verdict(allowed=False, reason=Text("not available at that time", "该时段无法服务"))
        return _OK

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        return pairs.columns.members.free.contain(pairs.member, pairs.start, pairs.end)


@frozen
class EmployerConsent:
    """On workdays the employer decides: no service during working hours without the employer's consent."""

    name: str = field(default="employer consent", init=False)

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a service that touches the member's working hours, unless the employer consents."""
        member, window = pairing.member, pairing.window
        if member.employer_consents:
            return _OK
        if any(work.overlaps(window) for work in _near(member.working_hours, window)):
            return Verdict(
                allowed=False, reason=Text("at work, and the employer has not consented", "在岗时间，单位未同意")
            )
        return _OK

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        members = pairs.columns.members
        return members.consents[pairs.member] | ~members.working.touch(pairs.member, pairs.start, pairs.end)


@frozen
class Insurance:
    """A demand that needs cover is served only by members whose cover lasts over the service."""

    name: str = field(default="insurance", init=False)

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a member without cover on the day, where the demand needs it."""
        until = pairing.member.insured_until
        covered = until is not None and (pairing.window.end - timedelta(minutes=1)).date() <= until
        if pairing.demand.needs_cover and not covered:
            return Verdict(allowed=False, reason=Text("no insurance cover on that day", "当日无保险保障"))
        return _OK

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        columns = pairs.columns
        covered = pairs.end <= columns.members.insured_until[pairs.member]
        return ~columns.demands.needs_cover[pairs.demand] | covered


@frozen
class MaxDistance:
    """A member serves only demands near home.

    Args:
        steps: most steps in the hierarchy: 0 the same unit, 2 the same unit above (for building groups: the same
            grid), 4 the same garden branch, and so on.
    """

    steps: int
    name: str = field(default="distance", init=False)
    timeless: ClassVar[bool] = True

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a demand that is too far from the member's home unit."""
        if pairing.steps <= self.steps:
            return _OK
        reason = Text("{far} steps from home, at most {most} allowed", "距居住单元{far}级，上限{most}级")
        return Verdict(allowed=False, reason=reason.fill(far=pairing.steps, most=self.steps))

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        return pairs.steps <= self.steps


@frozen
class WeeklyMinutes:
    """Overload protection: a member serves at most so many minutes a week. A limit."""

    name: str = field(default="weekly minutes", init=False)
    timeless: ClassVar[bool] = True

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a demand that alone is longer than the member's week."""
        minutes = pairing.window.minutes
        if minutes <= pairing.member.weekly_minutes_max:
            return _OK
        reason = Text("takes {minutes} minutes, the weekly limit is {most}", "需{minutes}分钟，超过每周上限{most}分钟")
        return Verdict(
            allowed=False,
            reason=reason.fill(minutes=minutes, most=pairing.member.weekly_minutes_max),
        )

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        columns = pairs.columns
        return pairs.minutes <= columns.members.minutes_max[pairs.member]


@frozen
class WeeklyServices:
    """Overload protection: a member serves at most so many times a week. A limit."""

    name: str = field(default="weekly services", init=False)
    timeless: ClassVar[bool] = True

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a member who serves no time at all."""
        if pairing.member.weekly_services_max > 0:
            return _OK
        return Verdict(allowed=False, reason=Text("takes no services", "不接受服务安排"))

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        return pairs.columns.members.services_max[pairs.member] > 0


@frozen
class NoOverlap:
    """A member is at one place at a time, and has time to get from one to the next. A limit.

    Args:
        travel: minutes to keep free between two services, by steps in the hierarchy between their units: the entry
            at the number of steps, the last one for all beyond. Must not fall with distance.
    """

    travel: tuple[int, ...] = (0, 5, 5, 10, 10, 15, 15)
    name: str = field(default="no overlap", init=False)

    def why(self, pairing: Pairing) -> Verdict:  # noqa: ARG002 - a single pair never overlaps
        """Allows every single pair: only two services can overlap."""
        return _OK

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        return np.ones(len(pairs), dtype=bool)


BUILT_IN = (
    Skills,
    Availability,
    EmployerConsent,
    Insurance,
    MaxDistance,
    WeeklyMinutes,
    WeeklyServices,
    NoOverlap,
)
"""The rules that the house judges from the raw facts; any other rule is asked for its `why`, about objects."""


def _near(timetable: Timetable, window: Window) -> Iterable[Window]:
    """A timetable's windows from the day before to the day after."""
    day = timedelta(days=1)
    return timetable.windows(window.start.date() - day, window.end.date() + day, window.start.tzinfo)


def standard_rules(*, distance_max: int | None = None) -> tuple[PairRule, ...]:
    """The rules that a community starts with.

    Args:
        distance_max: most steps between a member's home and a demand; None for no limit.

    Example:
        >>> [rule.name for rule in standard_rules()][:3]
        ['skills', 'availability', 'employer consent']
    """
    near: Sequence[PairRule] = () if distance_max is None else (MaxDistance(distance_max),)
    return (
        Skills(),
        Availability(),
        EmployerConsent(),
        Insurance(),
        *near,
        WeeklyMinutes(),
        WeeklyServices(),
        NoOverlap(),
    )
