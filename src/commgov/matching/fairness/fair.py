"""The door to fair plans: what is served first, then how evenly it is shared, then what it costs.

A fair plan serves as much as can be (weighed by what leaving each demand costs, so urgent ones count more), then its
highest load is the least one (minimax), then its second highest, and so on (leximin), then its cost is the least. For
the counts family with loads in services all of that is proven. For the other families the highest load is brought down
as far as the engines find a plan that serves as much, and a proof tells below which load there is none.
"""

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from math import lcm

import numpy as np
from attrs import define, evolve, field, frozen

from commgov.core import gini
from commgov.core.checks import Checks
from commgov.matching.candidates import Candidates, allowed_candidates
from commgov.matching.columns import Longs
from commgov.matching.cutting import cut, pin_weights
from commgov.matching.effort import Effort, OnProgress
from commgov.matching.fairness.leximin import Served, fairest
from commgov.matching.fairness.measure import Amount, Load, Measure
from commgov.matching.objective import Objective
from commgov.matching.piece import Family, Piece
from commgov.matching.plan import Plan
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import Seating, seating_of
from commgov.matching.solve import plan_of_answer, solve
from commgov.wording import Text


class FairProof(StrEnum):
    """What is proven of how fair a plan is."""

    LEXIMIN = "leximin"  # no plan that serves as much has a fairer profile; of those as fair none costs less
    MINIMAX = "minimax"  # no plan that serves as much has a lower highest load
    BOUNDED = "bounded"  # no plan that serves as much has a highest load below the bound


@frozen
class FairPlan:
    """A plan that spreads the load, and what is proven of it.

    Args:
        plan: the plan. Its `bound` is that of the problem as it was asked: no plan costs less, fair or not.
        load: what is spread.
        profile: the load of every member in every week, the highest first.
        unserved: what all unmet demands would cost together; a pin that is not kept counts `PIN_WEIGHT` times.
        unserved_bound: no plan with a highest load as low as this one's leaves less unserved.
        highest_bound: no plan that leaves as little unserved has a lower highest load.
        proof: what is proven.
    """

    plan: Plan
    load: Load
    profile: tuple[Amount, ...] = field(repr=False)
    unserved: int
    unserved_bound: int
    highest_bound: Amount
    proof: FairProof

    @property
    def highest(self) -> Amount:
        """The highest load of a member in a week."""
        return self.profile[0] if self.profile else 0

    @property
    def gini(self) -> float:
        """How unevenly the load is spread over all members and weeks: 0 evenly, towards 1 on one member alone."""
        whole = lcm(*(amount.denominator for amount in self.profile))
        return gini([int(amount * whole) for amount in self.profile])

    @property
    def proven(self) -> Text:
        """What is proven, in words."""
        said = _PROVEN[self.proof]
        return said.fill(highest=self.highest, bound=self.highest_bound, load=Text(self.load, _LOADS[self.load]))


_LOADS = {
    Load.SERVICES: "服务次数",
    Load.MINUTES: "服务分钟数",
    Load.SHARE_OF_SERVICES: "服务次数占比",
    Load.SHARE_OF_MINUTES: "服务分钟占比",
}
_PROVEN = {
    FairProof.LEXIMIN: Text(
        "proven: no plan that serves as much shares it more fairly; highest load {highest} ({load})",
        "已证明：服务量相同的方案中没有更公平的分担；最高负荷{highest}（{load}）",
    ),
    FairProof.MINIMAX: Text(
        "proven: no plan that serves as much has a highest load below {highest} ({load})",
        "已证明：服务量相同的方案，最高负荷都不低于{highest}（{load}）",
    ),
    FairProof.BOUNDED: Text(
        "highest load {highest} ({load}); proven: no plan that serves as much has one below {bound}",
        "最高负荷{highest}（{load}）；已证明：服务量相同的方案，最高负荷都不低于{bound}",
    ),
}


def solve_fairly(
    problem: MatchingProblem,
    *,
    load: Load = Load.SERVICES,
    give_up: int = 0,
    seed: int = 0,
    effort: Effort | None = None,
    on_progress: OnProgress | None = None,
) -> FairPlan:
    """Serve as much as can be, and spread it over the members as evenly as can be; of such plans take the cheapest.

    Loads are counted by week, as caps are; work goes round from week to week by `Objective.recent` and `Rotation`. A
    pair that is not on a shortlist counts too: the counts family looks at every allowed pair.

    Args:
        problem: who may serve what.
        load: what is spread: services or minutes, as such or as a share of what each member offered.
        give_up: what unmet demands may cost together beyond the least, for the sake of a lower highest load.
        seed: for the parts of the search that draw lots.
        effort: how much work for each step; None: `Effort()`.
        on_progress: called now and then; returning False ends each step early.

    Raises:
        InvalidInputError: if `give_up` is no whole number from 0, or if a share is asked for where no cap holds.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import WeeklyServices
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> orders = [Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", window, 60) for n in range(4)]
        >>> members = [Member("m-1", "grid-1"), Member("m-2", "grid-1", recent_minutes=300)]
        >>> fair = solve_fairly(MatchingProblem.build(members, orders, rules=[WeeklyServices()]))
        >>> fair.profile, fair.proof.value
        ((2, 2), 'leximin')
    """
    checks = Checks("solve_fairly")
    checks.whole("give_up", give_up)
    checks.refuse()
    search = search_of(problem, load, seed=seed, effort=effort, on_progress=on_progress)
    return search.fair_within(search.unserved_at(search.last) + give_up)


def search_of(
    problem: MatchingProblem,
    load: Load,
    *,
    seed: int = 0,
    effort: Effort | None = None,
    on_progress: OnProgress | None = None,
) -> "LevelSearch":
    """The search that suits a problem: an exact one for counts, unless minutes are to be spread."""
    measure = Measure(problem, load)
    cheapest = solve(problem, seed=seed, effort=effort, on_progress=on_progress)
    exact = problem.family is Family.COUNTS and not load.counts_minutes
    return (_ExactSearch if exact else _BoundedSearch)(measure, cheapest, on_progress)


@define(eq=False)
class LevelSearch:
    """For each level of the highest load: how much it lets be served, by which plan, and what is proven of it.

    Args:
        measure: what a load is.
        cheapest: the plan that looks at cost alone.
        on_progress: passed on to each step.
    """

    measure: Measure
    cheapest: Plan
    on_progress: OnProgress | None

    @property
    def levels(self) -> Sequence[Amount]:
        """The loads that the highest may have, ascending; from the last one on more load serves no more."""
        raise NotImplementedError

    @property
    def last(self) -> int:
        """The position of the last level."""
        return len(self.levels) - 1

    def unserved_at(self, at: int) -> int:
        """What is left unserved, in cost, by the best plan found whose highest load is at most a level."""
        raise NotImplementedError

    def bound_at(self, at: int) -> int:
        """No plan whose highest load is at most that level leaves less unserved."""
        raise NotImplementedError

    def plan_at(self, at: int) -> Plan:
        """That best plan, as fair as it is found."""
        raise NotImplementedError

    def least_level(self, unserved: int, *, most: int | None = None) -> int:
        """The lowest level found at which no more than this is left unserved.

        Args:
            unserved: at least what the level `most` leaves.
            most: the highest level to look at; None: the last.
        """
        levels = range(self.last if most is None else most)
        return bisect_left(levels, True, key=lambda level: self.unserved_at(level) <= unserved)

    def fair_within(self, unserved: int, *, most: int | None = None) -> FairPlan:
        """The fair plan that leaves no more than this unserved.

        Args:
            unserved: at least what the level `most` leaves.
            most: the highest level to look at; None: the last.
        """
        at = self.least_level(unserved, most=most)
        plan, problem = self.plan_at(at), self.measure.problem
        profile = self.measure.profile(plan.services)
        highest = profile[0] if profile else 0
        at = bisect_left(self.levels, highest, hi=at)
        low = bisect_left(range(at), True, key=lambda level: self.bound_at(level) <= unserved)
        known = evolve(plan, problem=problem, bound=self.cheapest.bound, prices=self.cheapest.prices)
        return FairPlan(
            plan=evolve(known, family=self.cheapest.family, unserved=self.cheapest.unserved),
            load=self.measure.load,
            profile=profile,
            unserved=self._left(plan),
            unserved_bound=self.bound_at(at),
            highest_bound=self.levels[low],
            proof=self._proof(minimax=low == at),
        )

    def _left(self, plan: Plan) -> int:
        """What a plan leaves unserved, in cost."""
        at = self.measure.problem.demand_at
        return int(self._unserved[[at[left.demand] for left in plan.unmet]].sum())

    @cached_property
    def _unserved(self) -> Longs:
        """`int64[demands]`: what leaving each demand costs, pins counted as the engines count them."""
        problem = self.measure.problem
        if not problem.pins:
            return problem.unserved
        seating = seating_of(problem)
        return problem.unserved * pin_weights(problem, seating, allowed_candidates(problem, seating))

    def _proof(self, *, minimax: bool) -> FairProof:
        return FairProof.MINIMAX if minimax else FairProof.BOUNDED


@define(eq=False)
class _ExactSearch(LevelSearch):
    """Counts: each level is solved exactly, over every allowed pair."""

    _served: dict[int, Served] = field(factory=dict, init=False)

    @cached_property
    def _seating(self) -> Seating:
        return seating_of(self.measure.problem)

    @cached_property
    def _offered(self) -> Candidates:
        return allowed_candidates(self.measure.problem, self._seating)

    @cached_property
    def _piece(self) -> Piece:
        return cut(self.measure.problem, self._seating, self._offered)

    @cached_property
    def levels(self) -> Sequence[Amount]:
        piece = self._piece
        most = np.minimum(piece.services_max, np.bincount(piece.worker, minlength=len(piece.services_max)))
        return self.measure.levels(int(most.max(initial=0)))

    def _at(self, at: int) -> Served:
        if at not in self._served:
            cap = self.measure.caps_at(self.levels[at])[self._piece.member]
            most = np.minimum(cap, self._piece.services_max)
            self._served[at] = Served.of(evolve(self._piece, services_max=most))
        return self._served[at]

    def unserved_at(self, at: int) -> int:
        return self._at(at).unserved

    def bound_at(self, at: int) -> int:
        return self._at(at).unserved

    def plan_at(self, at: int) -> Plan:
        own = self.measure.caps[self._piece.member].astype(np.int64) if self.measure.load.is_share else None
        chosen = fairest(self._at(at), own)
        capped = self.measure.capped(self.levels[at])
        return plan_of_answer(
            capped,
            self._seating,
            self._offered,
            self._piece,
            chosen,
            seed=self.cheapest.seed,
            effort=self.cheapest.effort,
        )

    def _proof(self, *, minimax: bool) -> FairProof:
        return FairProof.LEXIMIN if minimax else super()._proof(minimax=minimax)


@define(eq=False)
class _BoundedSearch(LevelSearch):
    """All other families: each level is solved as a problem of its own, once for a plan and once for a proof."""

    _plans: dict[int, Plan] = field(factory=dict, init=False)
    _bounds: dict[int, int] = field(factory=dict, init=False)

    @cached_property
    def levels(self) -> Sequence[Amount]:
        highest = max(self.measure.profile(self.cheapest.services), default=0)
        levels = self.measure.levels(int(self.measure.caps_at(highest).max(initial=0)))
        return levels[: bisect_left(levels, highest) + 1]

    def plan_at(self, at: int) -> Plan:
        if at == self.last:
            return self.cheapest
        if at not in self._plans:
            capped = self.measure.capped(self.levels[at])
            seed, effort = self.cheapest.seed, self.cheapest.effort
            self._plans[at] = solve(capped, seed=seed, effort=effort, on_progress=self.on_progress)
        return self._plans[at]

    def unserved_at(self, at: int) -> int:
        return self._left(self.plan_at(at))

    def bound_at(self, at: int) -> int:
        """By prices alone, where it costs nothing to serve."""
        if at not in self._bounds:
            problem = self.measure.capped(self.levels[at])
            table = problem.table
            free = evolve(
                problem,
                objective=Objective(distance=0, waste=0, recent=0, liking=0),
                table=table and evolve(table, cost=np.zeros(len(table.cost), dtype=np.int32)),
            )
            effort = evolve(self.cheapest.effort, passes=0)
            self._bounds[at] = solve(free, effort=effort, on_progress=self.on_progress).bound
        return self._bounds[at]
