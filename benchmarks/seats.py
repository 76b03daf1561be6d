"""Seats: teams with a role mix, all or nothing, beside greedy and CP-SAT.

The shared sketch `multi` makes the teams, unchanged: three in ten demands ask for one or two members more beside the
lead, in the setting hours × 0.8. With *buddies*, the same demands ask for a lead and one buddy. Sizes S and M, seeds 0
to 4, default effort. The peers are that sketch's too: greedy, the scarcest team first, and CP-SAT on the compact model
with clique rows, two workers, 30 seconds (making the model not counted), for seed 0. Ours works on one core.
The seconds told are the processor's, for CP-SAT those of both workers and of making the model.

Value gap = (objective − bound) / (unserved − bound). Our bound is worked out again by `lower_bound`, which knows no
engine and reads only the prices; the plans are judged by `violations` before `solve` returns them.
"""

from time import process_time
from types import SimpleNamespace

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from benchmarks.instances import SLOT, demand_of, instance, proven, sketches
from commgov.core import Member, RequiredSkill, Seat
from commgov.matching import CandidateTable, MatchingProblem, NoOverlap, Plan, WeeklyMinutes, solve

SEEDS = range(5)
SECONDS = 30
SECOND_COST = 150
"""What each further member of a team costs in the sketch."""


@frozen(eq=False)
class Teams:
    """An instance: how many further members each demand asks for, and who can be one."""

    made: SimpleNamespace
    extra: NDArray[np.int64]
    seconds: list[NDArray[np.int64]]

    @classmethod
    def of(cls, size: str, seed: int, *, buddies: bool) -> "Teams":
        """One instance of the generator and the sketch."""
        made = instance(size, seed, tight=0.8)
        extra, seconds = sketches("multi").teams(made, seed + 1)
        return cls(made, np.minimum(extra, 1) if buddies else extra, seconds)

    @property
    def supply(self) -> float:
        """Hours that members have, for each hour that all seats ask for."""
        return float(self.made.hours.sum() / ((1 + self.extra) * self.made.dur).sum())

    def problem(self) -> MatchingProblem:
        """The same as a problem of the library."""
        made = self.made
        members = [
            Member(f"m-{at}", "community", weekly_minutes_max=int(made.hours[at]) * SLOT) for at in range(made.nm)
        ]
        lead, second = Seat((RequiredSkill("lead"),)), Seat()
        demands = [demand_of(made, at, (lead, *[second] * int(self.extra[at]))) for at in range(made.nd)]
        return MatchingProblem.build(
            members, demands, rules=[WeeklyMinutes(), NoOverlap((0,))], candidates=self._candidates()
        )

    def _candidates(self) -> CandidateTable:
        """The leads at their own cost, the further members at the sketch's."""
        made, teams = self.made, np.flatnonzero(self.extra)
        role_from = np.concatenate([[0], np.cumsum(1 + (self.extra > 0))])
        counts = [len(self.seconds[at]) for at in teams]
        return CandidateTable(
            role=np.concatenate([role_from[made.dem_of_edge()], np.repeat(role_from[teams] + 1, counts)]),
            member=np.concatenate([made.mem, *[self.seconds[at] for at in teams]]),
            cost=np.concatenate([made.cost, np.full(sum(counts), SECOND_COST)]),
        )


def measure() -> list[tuple[str, str, str]]:
    """Rows: each kind of team, size and seed, and the worst of each."""
    solve(Teams.of("S", 0, buddies=False).problem())  # compiles
    rows = []
    for kind, buddies in (("teams", False), ("buddies", True)):
        for size in "SM":
            worst = 0.0
            for seed in SEEDS:
                gap, row = _compared(Teams.of(size, seed, buddies=buddies), seed, f"{size}, {kind}, seed {seed}")
                worst = max(worst, gap)
                rows.append(row)
            rows.append((f"**{size}, {kind}, worst seed**", f"**{worst:.2%}**", "goal: at most 5 %"))
    return rows


def _compared(teams: Teams, seed: int, what: str) -> tuple[float, tuple[str, str, str]]:
    """Our value gap, and the row of an instance."""
    stated = teams.problem()
    began = process_time()
    plan = solve(stated, seed=seed)
    took = process_time() - began
    assert proven(stated, plan) == plan.bound
    greedy, greedy_served = sketches("multi").greedy(teams.made, teams.extra, teams.seconds)
    assert plan.objective < greedy
    seats, served = int((1 + teams.extra).sum()), teams.made.nd - len(plan.unmet)
    note = (
        f"{seats:,} seats, supply {teams.supply:.2f} × demand; {served:,} of {teams.made.nd:,} served, objective "
        f"{plan.objective:,}, bound {plan.bound:,}, {took:.1f} s; greedy: {greedy_served:,} served, {greedy:,}"
    )
    if seed == 0:
        note += f"; CP-SAT: {_beside(teams, plan)}"
    return plan.value_gap, (what, f"value gap {plan.value_gap:.2%}, cost gap {plan.gap:.1%}", note)


def _beside(teams: Teams, plan: Plan) -> str:
    """What CP-SAT finds and proves, which is never a higher bound than ours."""
    nothing = int((teams.made.unserved * (1 + teams.extra)).sum())
    began = process_time()
    cost, bound, served = sketches("multi").cpsat(teams.made, teams.extra, teams.seconds, SECONDS)
    took = process_time() - began
    if cost == bound == nothing:  # the sketch does not ask: this is what it reads off a model without any solution
        return f"no plan and no bound, {took:.0f} s"
    assert plan.bound >= bound
    return f"{served:,} served, {cost:,.0f}, bound {bound:,.0f}, {took:.0f} s"
