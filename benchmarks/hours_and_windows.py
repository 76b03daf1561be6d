"""Hours and windows: how far from the optimum a plan can be, and how long it takes.

Size M of the shared generator in its scarce setting (hours × 0.6, unserved 1000/2000/3000), seeds 0 to 4, default
effort. Value gap = (objective − bound) / (unserved − bound); cost gap = (objective − bound) / objective. The bound is
worked out again by `lower_bound`, which knows no engine and reads only the prices.
"""

from time import perf_counter

from benchmarks.instances import instance, problem
from commgov.matching import Plan, lower_bound, solve
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import seating_of

SEEDS = range(5)


def measure() -> list[tuple[str, str, str]]:
    """Rows: each family and seed, and the worst value gap of each family."""
    solve(problem(instance("S", 0, tight=0.6), windows=True))  # compiles
    solve(problem(instance("S", 0, tight=0.6), windows=False))
    rows = []
    for family, windows in (("hours", False), ("windows", True)):
        worst = 0.0
        for seed in SEEDS:
            stated = problem(instance("M", seed, tight=0.6), windows=windows)
            began = perf_counter()
            plan = solve(stated, seed=seed)
            took = perf_counter() - began
            assert _proven(stated, plan) == plan.bound
            worst = max(worst, plan.value_gap)
            note = f"{len(plan.unmet)} unmet, objective {plan.objective:,}, bound {plan.bound:,}, {took:.1f} s"
            value = f"value gap {plan.value_gap:.2%}, cost gap {plan.gap:.1%}"
            rows.append((f"M, {family}, seed {seed}", value, note))
        rows.append((f"**M, {family}, worst seed**", f"**{worst:.2%}**", "goal: at most 1 %"))
    return rows


def _proven(stated: MatchingProblem, plan: Plan) -> int:
    """The bound again, from the prices alone."""
    seating = seating_of(stated)
    return lower_bound(cut(stated, seating, allowed_candidates(stated, seating)), plan.prices)
