"""What a member's load is: services or minutes in a week, as such or as a share of what the member offered."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from commgov.core import Service
from commgov.errors import InvalidInputError, Place, Problem
from commgov.matching.columns import ALWAYS, Ints
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import PairRule, WeeklyMinutes, WeeklyServices
from commgov.wording import Text

Amount = int | Fraction
"""A load: services or minutes; or a share, 1 for all that the member offered."""


class Load(StrEnum):
    """What is to be spread evenly: the load of a member in a week, since that is how members' caps count."""

    SERVICES = "services"  # how many services
    MINUTES = "minutes"  # how long they take
    SHARE_OF_SERVICES = "share of services"  # services, of the most that the member takes
    SHARE_OF_MINUTES = "share of minutes"  # minutes, of the most that the member gives

    @property
    def counts_minutes(self) -> bool:
        """Whether it is measured in minutes, not in services."""
        return self in {Load.MINUTES, Load.SHARE_OF_MINUTES}

    @property
    def is_share(self) -> bool:
        """Whether it is relative to the member's cap."""
        return self in {Load.SHARE_OF_SERVICES, Load.SHARE_OF_MINUTES}


@frozen(eq=False)
class Measure:
    """A load, measured on the members of a problem.

    Args:
        problem: whose members.
        load: what is measured.
    """

    problem: MatchingProblem
    load: Load

    def __attrs_post_init__(self) -> None:
        """Refuse a share of a cap that does not hold, or that is none."""
        rule = WeeklyMinutes() if self.load.counts_minutes else WeeklyServices()
        if not self.load.is_share:
            return
        if not self._is_limited or bool((self.caps == ALWAYS).any()):
            where = Place.of("solve_fairly").at("load")
            expected = Text(
                f"a share only where the rule {rule.name!r} limits every member",
                f"仅当规则“{rule.name}”限制每名成员时才可按占比计算",
            )
            raise InvalidInputError([Problem(where, expected, self.load.value)])

    @property
    def _is_limited(self) -> bool:
        return self.problem.limits_minutes if self.load.counts_minutes else self.problem.limits_services

    @property
    def caps(self) -> Ints:
        """`int32[members]`: the members' own caps a week; `ALWAYS` where the problem has no such limit."""
        columns = self.problem.columns
        own = columns.members.minutes_max if self.load.counts_minutes else columns.members.services_max
        return own[: columns.people] if self._is_limited else np.full(columns.people, ALWAYS, dtype=np.int32)

    @property
    def unit(self) -> int:
        """What all loads are multiples of: one service, or the minutes that divide every service's length."""
        if not self.load.counts_minutes:
            return 1
        table = self.problem.table
        takes = self.problem.columns.demands.minutes if table is None or table.minutes is None else table.minutes
        return max(1, int(np.gcd.reduce(np.asarray(takes, dtype=np.int64)))) if len(takes) else 1

    def levels(self, most: int) -> Sequence[Amount]:
        """All loads that a member can have, ascending from 0.

        Args:
            most: the most services, or minutes, that any member has at once.
        """
        if not self.load.is_share:
            return range(0, most + 1, self.unit)
        shares = {Fraction(0)}
        for cap in np.unique(self.caps[self.caps > 0]).tolist():
            shares |= {Fraction(amount, cap) for amount in range(self.unit, min(cap, most) + 1, self.unit)}
        return sorted(shares)

    def capped(self, level: Amount) -> MatchingProblem:
        """The same problem, where nobody may have a higher load. No member's own cap is raised."""
        members, problem = self.problem.columns.members, self.problem
        rule: PairRule = WeeklyMinutes() if self.load.counts_minutes else WeeklyServices()
        rules = problem.rules if self._is_limited else (*problem.rules, rule)
        own = members.minutes_max if self.load.counts_minutes else members.services_max
        things = own[problem.columns.people :]  # venues and goods carry no load
        most = np.concatenate([np.minimum(self.caps, self.caps_at(level)), things])
        lowered = evolve(members, minutes_max=most) if self.load.counts_minutes else evolve(members, services_max=most)
        return evolve(problem, rules=rules, columns=evolve(problem.columns, members=lowered))

    def caps_at(self, level: Amount) -> Ints:
        """`int32[members]`: the most services or minutes of each member whose load is at most `level`."""
        if not self.load.is_share:
            return np.full(len(self.caps), level, dtype=np.int32)
        share = Fraction(level)
        return (self.caps.astype(np.int64) * share.numerator // share.denominator).astype(np.int32)

    def profile(self, services: Sequence[Service]) -> tuple[Amount, ...]:
        """The load of every member in every week of the problem, the highest first; zeros too.

        Args:
            services: whose load.
        """
        columns, problem = self.problem.columns, self.problem
        week = columns.week_of(np.array([columns.minute(service.start) for service in services], dtype=np.int32))
        carried: Counter[tuple[int, int]] = Counter()
        for service, at in zip(services, week.tolist(), strict=True):
            member = problem.member_at[service.member]
            carried[member, at] += service.minutes if self.load.counts_minutes else 1
        idle = columns.people * (len(columns.weeks) - 1) - len(carried)
        if not self.load.is_share:
            return (*sorted(carried.values(), reverse=True), *([0] * idle))
        shares = [Fraction(amount, int(self.caps[member])) for (member, _), amount in carried.items()]
        return (*sorted(shares, reverse=True), *([Fraction(0)] * idle))
