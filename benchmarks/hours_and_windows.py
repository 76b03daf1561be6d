"""Hours and windows: how far from the optimum a plan can be, and how long it takes.

The shared generator in its scarce setting (hours × 0.6, unserved 1000/2000/3000), default effort. Size M, seeds 0 to
4: value gap = (objective − bound) / (unserved − bound); cost gap = (objective − bound) / objective. The bound is worked
out again by `lower_bound`, which knows no engine and reads only the prices. Size S, seeds 0 to 4: how far the bound is
below that of column generation, whose value lies between two ends. For seed 0 of both sizes the compact models beside
it: CP-SAT with two workers, and HiGHS, 60 seconds each. Ours works on one core: its seconds are the processor's, those
of column generation too; those of the peers are the clock's, making the model included.
"""

from time import process_time
from types import SimpleNamespace

from benchmarks.column_generation import column_generation
from benchmarks.compact import cp_sat, highs
from benchmarks.instances import instance, problem, proven
from commgov.matching import Plan, solve

SEEDS = range(5)
SECONDS = 60


def measure() -> list[tuple[str, str, str]]:
    """Rows: each family, size and seed, the worst of each, and the peers."""
    for windows in (False, True):
        solve(problem(instance("S", 0, tight=0.6), windows=windows))  # compiles
    rows = []
    for family, windows in (("hours", False), ("windows", True)):
        rows += _far(family, windows=windows)
        rows += _bounds(family, windows=windows)
        rows += [_peers(family, size, windows=windows) for size in "SM"]
    return rows


def _solved(made: SimpleNamespace, seed: int, *, windows: bool) -> tuple[Plan, float]:
    """A plan, whose bound was worked out again, and the seconds that it took."""
    stated = problem(made, windows=windows)
    began = process_time()
    plan = solve(stated, seed=seed)
    took = process_time() - began
    assert proven(stated, plan) == plan.bound
    return plan, took


def _far(family: str, *, windows: bool) -> list[tuple[str, str, str]]:
    """How far from the optimum plans of size M can be."""
    rows, gaps, value_gaps = [], [], []
    for seed in SEEDS:
        made = instance("M", seed, tight=0.6)
        plan, took = _solved(made, seed, windows=windows)
        gaps.append(plan.gap)
        value_gaps.append(plan.value_gap)
        supply = made.hours.sum() / made.dur.sum()
        sizes = f"supply {supply:.2f} × demand; {len(plan.unmet)} unmet"
        note = f"{sizes}, objective {plan.objective:,}, bound {plan.bound:,}, {took:.1f} s"
        rows.append((f"M, {family}, seed {seed}", f"value gap {plan.value_gap:.2%}, cost gap {plan.gap:.1%}", note))
    worst = f"**value gap {max(value_gaps):.2%}, cost gap {max(gaps):.1%}**"
    return [*rows, (f"**M, {family}, worst seed**", worst, "goal: at most 0.3 % and 2 %")]


def _bounds(family: str, *, windows: bool) -> list[tuple[str, str, str]]:
    """How far our bound is below column generation's upper end, at size S."""
    rows, worst = [], 0.0
    for seed in SEEDS:
        made = instance("S", seed, tight=0.6)
        plan, took = _solved(made, seed, windows=windows)
        began = process_time()
        ends = column_generation(made, windows=windows)
        theirs = process_time() - began
        assert plan.bound <= ends.upper + 1
        below = max(0.0, 1 - plan.bound / ends.upper)
        worst = max(worst, below)
        note = (
            f"bound {plan.bound:,}, objective {plan.objective:,}, {took:.1f} s; column generation "
            f"{ends.lower:,.0f} to {ends.upper:,.0f}, {ends.columns:,} columns, {theirs:.0f} s"
        )
        rows.append((f"S, {family}, seed {seed}: bound", f"{below:.3%} below column generation", note))
    return [*rows, (f"**S, {family}, worst seed: bound**", f"**{worst:.3%}**", "goal: at most 0.1 %")]


def _peers(family: str, size: str, *, windows: bool) -> tuple[str, str, str]:
    """Ours beside the compact models, seed 0."""
    made = instance(size, 0, tight=0.6)
    plan, took = _solved(made, 0, windows=windows)
    found = {
        "CP-SAT": cp_sat(made, windows=windows, seconds=SECONDS),
        "HiGHS": highs(made, windows=windows, seconds=SECONDS),
    }
    best = max([float(plan.bound), *(peer.bound for peer in found.values() if peer.bound is not None)])
    assert all(peer.cost is None or peer.cost >= plan.bound for peer in found.values())
    assert plan.objective >= best
    value = f"cost {plan.objective / best - 1:+.1%}, bound {plan.bound / best - 1:+.2%}"
    theirs = "; ".join(peer.told(name, best) for name, peer in found.items())
    note = f"against the best bound known, {took:.1f} s; {theirs}"
    return f"{size}, {family}, seed 0: beside the compact models", value, note
