"""A city: one million members and one million demands of 200 communities, every twentieth candidate from another one.

The shared generator as it is, then 5 % of the candidates are replaced by members of any community who hold the skill.
So all communities hang together, and nothing can be split. Each run is a process of its own, from the arrays to the
checked list of services, `from_columns` included; making the instance is not. Three sizes show how the cost grows.
"""

import json
import resource
import subprocess
import sys
from math import log
from pathlib import Path
from time import perf_counter, process_time
from types import SimpleNamespace

import numpy as np

from benchmarks.instances import SLOT, sketches, table
from commgov.matching import CandidateTable, Effort, MatchingProblem, WeeklyMinutes, lower_bound, solve
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.seating import seating_of

Rows = list[tuple[str, str, str]]
Run = dict[str, float]

SIZES = (10_000, 100_000, 1_000_000)
ACROSS = 0.05
TIGHT = 0.6
"""Part of their hours that members offer, as in the benchmark of hours and windows."""

HOURS = Effort(steps=50, passes=10, moves=3)
"""A tenth of the default: at this size it is all that ten minutes need."""

KINDS = {
    "counts, caps 1 to 4": "to proof, at most 120 s and 4 GB",
    "counts, caps 1": "to proof, at most 120 s and 4 GB",
    "hours": "value gap at most 1 % in at most 600 s",
}
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "city.svg"


def measure() -> Rows:
    """Rows: each kind at the largest size, and how its cost grows; draws the picture of the growth."""
    runs = {kind: [_apart(kind, size) for size in SIZES] for kind in KINDS}
    draw(runs)
    return [row for kind, goal in KINDS.items() for row in _rows(kind, goal, runs[kind])]


def _rows(kind: str, goal: str, runs: list[Run]) -> Rows:
    city = runs[-1]
    note = f"{city['clock']:.0f} s by the clock, {city['gigabytes']:.1f} GB; supply {city['supply']:.2f}; goal: {goal}"
    value = f"{city['seconds']:.0f} s, value gap {city['gap']:.3%}, {city['unmet']:,.0f} unmet"
    exponents = [log(runs[at]["seconds"] / runs[at - 1]["seconds"]) / log(SIZES[at] / SIZES[at - 1]) for at in (1, 2)]
    over_all = log(city["seconds"] / runs[0]["seconds"]) / log(SIZES[-1] / SIZES[0])
    steps = ", ".join(f"{size:,}: {run['seconds']:.2f} s" for size, run in zip(SIZES, runs, strict=True))
    grown = f"n^{over_all:.2f}"
    return [
        (f"1,000,000 × 1,000,000, {kind}", value, note),
        (f"{kind}: growth", grown, f"{steps}; by decades n^{exponents[0]:.2f}, n^{exponents[1]:.2f}; goal: n^1.1"),
    ]


def draw(runs: dict[str, list[Run]]) -> None:
    """Seconds against size, both in powers of ten, beside n^1.1."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only pictures need it

    figure, axes = plt.subplots(figsize=(7, 4.5))
    for kind, own in runs.items():
        axes.loglog(SIZES, [run["seconds"] for run in own], marker="o", label=kind)
    least = min(own[0]["seconds"] for own in runs.values())
    axes.loglog(SIZES, [least * (size / SIZES[0]) ** 1.1 for size in SIZES], "k--", linewidth=1, label="n^1.1")
    axes.set_xlabel("members, and as many demands")
    axes.set_ylabel("seconds of one processor")
    axes.legend()
    axes.grid(visible=True, which="major", alpha=0.3)
    figure.tight_layout()
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, metadata={"Date": None})
    plt.close(figure)


def _apart(kind: str, size: int) -> Run:
    """One run in a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, "-m", "benchmarks.city", kind, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Run = json.loads(done.stdout)
    return found


def crossed(size: int, seed: int = 0) -> SimpleNamespace:
    """An instance of the generator with some candidates from anywhere."""
    made = sketches("gen").make(size, size, seed=seed, tight=TIGHT)
    draw = np.random.default_rng(seed + 77)
    demand, member = made.dem_of_edge(), made.mem.copy()
    picked = np.flatnonzero(draw.random(made.ne) < ACROSS)
    for skill, holds in enumerate(made.has):
        rows = picked[made.dskill[demand[picked]] == skill]
        member[rows] = draw.choice(np.flatnonzero(holds), len(rows))
    key = (demand.astype(np.int64) << 32) + member
    _, first = np.unique(key, return_index=True)
    made.mem, made.cost = member[first], made.cost[first]
    made.indptr = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(demand[first], minlength=size), out=made.indptr[1:])
    return made


def _problem(kind: str, made: SimpleNamespace, candidates: CandidateTable) -> MatchingProblem:
    if kind.startswith("counts"):
        caps = made.cap if kind.endswith("4") else np.ones(made.nm, np.int32)
        return MatchingProblem.from_columns(services_max=caps, unserved=made.unserved, candidates=candidates)
    return MatchingProblem.from_columns(
        services_max=np.full(made.nm, 10**6),
        unserved=made.unserved,
        candidates=candidates,
        minutes_max=made.hours * SLOT,
        minutes=made.dur * SLOT,
        rules=[WeeklyMinutes()],
    )


def _supply(kind: str, made: SimpleNamespace) -> float:
    """What is offered for each that is asked for."""
    if kind.startswith("counts"):
        return float(made.cap.sum() / made.nd) if kind.endswith("4") else made.nm / made.nd
    return float(made.hours.sum() / made.dur.sum())


def run(kind: str, size: int) -> Run:
    """Plan one instance; the bound is proven once more, from the prices alone, where that takes no hour."""
    warm = crossed(SIZES[0])  # large enough to reach every kernel
    solve(_problem(kind, warm, table(warm)), effort=HOURS)  # the first call compiles
    del warm
    made = crossed(size)
    candidates = table(made)
    clock, processor = perf_counter(), process_time()
    problem = _problem(kind, made, candidates)
    plan = solve(problem, effort=HOURS)
    seconds = {"seconds": process_time() - processor, "clock": perf_counter() - clock}
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    seating = seating_of(problem)
    again = lower_bound(cut(problem, seating, allowed_candidates(problem, seating)), plan.prices)
    if again != plan.bound or (kind.startswith("counts") and plan.bound != plan.objective):
        raise AssertionError(f"{kind}: {plan}, but the prices prove {again}")
    return seconds | {
        "gigabytes": gigabytes,
        "supply": _supply(kind, made),
        "gap": plan.value_gap,
        "unmet": len(plan.unmet),
    }


if __name__ == "__main__":
    json.dump(run(sys.argv[1], int(sys.argv[2])), sys.stdout)
