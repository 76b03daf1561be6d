"""Reserve prices: what a member's next service is worth elsewhere, learnt from plans of past weeks.

The prices that prove a plan's bound also say what one service more of each member would have saved: bid prices, as in
revenue management (Talluri and van Ryzin 1998). Whoever takes an order spends that. So a specialist's service is worth
keeping for the work that nobody else can do, and members whom nobody missed cost nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
from attrs import frozen

from commgov.core import Hierarchy, Member, SkillId, UnitId
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Problem
from commgov.matching.candidates import allowed_candidates
from commgov.matching.columns import Longs
from commgov.matching.piece import PRICE_SCALE, begins
from commgov.matching.plan import Plan
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import seating_of
from commgov.wording import Text

_Cell = tuple[frozenset[SkillId], UnitId | None]


class Reserve(Protocol):
    """Says what a member's next service is worth elsewhere. `ReservePrices` fits it."""

    def price(self, member: Member) -> int:
        """The price, in cost units, not negative."""
        ...


@frozen
class ReservePrices:
    """Reserve prices by skills and area.

    Args:
        same: the mean price of the members who held exactly these skills, in each area and (`None`) everywhere.
        holders: the mean price of the members who held a skill, whatever else they could do.
        area: the area in which each unit lies.
    """

    same: Mapping[_Cell, int]
    holders: Mapping[_Cell, int]
    area: Mapping[UnitId, UnitId]

    @classmethod
    def from_weeks(
        cls,
        weeks: Iterable[tuple[MatchingProblem, Plan]],
        *,
        hierarchy: Hierarchy | None = None,
        depth: int = 1,
        members_min: int = 5,
    ) -> "ReservePrices":
        """Learn them from past weeks.

        Args:
            weeks: problems and the plans that `solve` made for them.
            hierarchy: where the units lie; None: areas do not count.
            depth: at which depth of the hierarchy the areas are: 1 the garden branches below the committee.
            members_min: how many members an average is made of at least; with fewer, wider averages are used.

        Raises:
            InvalidInputError: if a plan is not one of its problem.

        Example:
            >>> from datetime import UTC, datetime
            >>> from commgov.core import Demand, DemandKind, HeldSkill, RequiredSkill, Seat, Window
            >>> from commgov.matching.solve import solve
            >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
            >>> wiring = (Seat((RequiredSkill("electrical"),)),)
            >>> orders = [Demand(f"d-{n}", DemandKind.WISH, "repair", "g-1", window, 60, wiring) for n in range(9)]
            >>> people = [Member(f"m-{n}", "g-1", (HeldSkill("electrical"),) * (n < 5)) for n in range(10)]
            >>> week = MatchingProblem.build(people, orders)
            >>> learnt = ReservePrices.from_weeks([(week, solve(week))])
            >>> [learnt.price(people[n]) for n in (0, 9)]
            [940, 0]
        """
        checks = Checks("ReservePrices.from_weeks")
        checks.whole("depth", depth)
        checks.whole("members_min", members_min, least=1)
        checks.refuse()
        area = {} if hierarchy is None else {unit: _area(hierarchy, unit, depth) for unit in hierarchy.units()}
        same, holders = _Means(members_min), _Means(members_min)
        for problem, plan in weeks:
            columns = problem.columns
            prices = member_prices(problem, plan)
            homes = [columns.places.ids[unit] for unit in columns.members.unit.tolist()]
            for price, home, levels in zip(prices.tolist(), homes, columns.members.level, strict=True):
                skills = frozenset(SkillId(columns.skills[at]) for at in np.flatnonzero(levels).tolist())
                same.add(skills, area.get(home), price)
                for skill in skills:
                    holders.add(frozenset([skill]), area.get(home), price)
        return cls(same.cells(), holders.cells(), area)

    def price(self, member: Member) -> int:
        """What a member's next service is worth elsewhere: as to the members with the same skills in the same area.

        If there were too few of those, with the same skills anywhere; else, as to the skill most in demand of theirs.
        """
        skills = frozenset(held.skill for held in member.skills)
        area = self.area.get(member.home_unit)
        for cell in ((skills, area), (skills, None)):
            if cell in self.same:
                return self.same[cell]
        found = (self.holders.get((one, area), self.holders.get((one, None), 0)) for one in map(_alone, skills))
        return max(found, default=0)


def member_prices(problem: MatchingProblem, plan: Plan) -> Longs:
    """`int64[members]`: what one service more of each member would have saved, in the mean of the problem's weeks.

    At the prices of the seats, whoever serves n times in a week has n seats that are worth at least so much more than
    they cost. If the plan is optimal, all of them are worth the same, and nothing is worth more to the member.
    """
    seating = seating_of(problem)
    if len(plan.prices) < len(seating):
        expected = Text("the plan that was made for this problem", "应为该问题所得的方案")
        raise InvalidInputError([Problem("ReservePrices.from_weeks", expected)])
    columns, offered = problem.columns, allowed_candidates(problem, seating)
    weeks = len(columns.weeks) - 1
    worker = offered.member.astype(np.int64) * weeks + columns.week_of(offered.start)
    gain = plan.prices[offered.line] - offered.cost.astype(np.int64) * PRICE_SCALE
    order = np.lexsort((-gain, offered.line, worker))  # of each worker and line the best start first
    worker, line, gain = worker[order], offered.line[order], gain[order]
    first = begins(worker, line)
    worker, gain = worker[first], gain[first]
    order = np.lexsort((-gain, worker))
    worker, gain = worker[order], gain[order]
    rank = np.arange(len(worker)) - np.searchsorted(worker, worker, side="left")
    chosen = rank == np.maximum(_services(problem, plan), 1)[worker] - 1
    found = np.zeros(len(columns.members) * weeks, dtype=np.int64)
    found[worker[chosen]] = np.maximum(gain[chosen], 0)
    in_all: Longs = found.reshape(-1, weeks).sum(axis=1)
    return in_all // (weeks * PRICE_SCALE)


def _services(problem: MatchingProblem, plan: Plan) -> Longs:
    """`int64[members * weeks]`: how often the plan has each member serve in each week."""
    columns, weeks = problem.columns, len(problem.columns.weeks) - 1
    member = np.array([problem.member_at[service.member] for service in plan.services], dtype=np.int64)
    start = np.array([columns.minute(service.start) for service in plan.services], dtype=np.int32)
    return np.bincount(member * weeks + columns.week_of(start), minlength=len(columns.members) * weeks)


def _area(hierarchy: Hierarchy, unit: UnitId, depth: int) -> UnitId:
    path = (*reversed(hierarchy.ancestors(unit)), unit)
    return path[min(depth, len(path) - 1)]


def _alone(skill: SkillId) -> frozenset[SkillId]:
    return frozenset([skill])


class _Means:
    """Means by skills, in each area and everywhere."""

    def __init__(self, members_min: int) -> None:
        self._members_min = members_min
        self._sums: dict[_Cell, tuple[int, int]] = {}

    def add(self, skills: frozenset[SkillId], area: UnitId | None, price: int) -> None:
        for cell in {(skills, area), (skills, None)}:
            total, count = self._sums.get(cell, (0, 0))
            self._sums[cell] = (total + price, count + 1)

    def cells(self) -> dict[_Cell, int]:
        least = self._members_min
        return {cell: total // count for cell, (total, count) in self._sums.items() if count >= least}
