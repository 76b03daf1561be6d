"""Few members with large caps: dense generalised assignment, beside a MIP solver.

Instances of types C and D (P. C. Chu and J. E. Beasley, 1997) and E (M. Laguna and others, 1995), 5×100 to 20×200, one
seed each, written as files in the OR-Library's format and read by `read_gap`; default effort. The peer is HiGHS, as
scipy brings it, on the whole model for 60 seconds. `above` is how much more our plan costs than the bound that the peer
proves. Ours works on one core; its processor time is told. Our own bound is worked out again by `lower_bound`, which
knows no engine and reads only the prices.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, vstack

from benchmarks.instances import proven
from commgov.matching import read_gap, solve

SIZES = ((5, 100), (5, 200), (10, 100), (10, 200), (20, 100), (20, 200))
SECONDS = 60
Matrix = NDArray[np.int64]


def measure() -> list[tuple[str, str, str]]:
    """Rows: each instance, and the worst."""
    with TemporaryDirectory() as folder:
        solve(read_gap(written(Path(folder), *generated("C", 5, 30, 0))))  # compiles
        rows, worst = [], 0.0
        for kind in "CDE":
            for agents, jobs in SIZES:
                instance = generated(kind, agents, jobs, 0)
                stated = read_gap(written(Path(folder), *instance))
                began = process_time()
                plan = solve(stated)
                took = process_time() - began
                assert not plan.unmet
                assert proven(stated, plan) == plan.bound
                peer = highs(*instance)
                bound = round(peer.mip_dual_bound, 3)
                assert plan.objective >= bound
                above = plan.objective / bound - 1
                worst = max(worst, above)
                theirs = f"{round(peer.fun, 3) / bound - 1:.2%}" if peer.fun is not None else "no plan"
                note = (
                    f"cost {plan.objective:,}, own bound {plan.bound:,} ({plan.gap:.2%}), {took:.1f} s; "
                    f"HiGHS: bound {bound:,.1f}, cost {theirs} above it"
                )
                rows.append((f"{kind}, {agents}×{jobs}", f"{above:.2%} above HiGHS' bound", note))
    return [*rows, ("**worst**", f"**{worst:.2%}**", "goal: at most 0.5 % in 10 s; ours in processor time")]


def generated(kind: str, agents: int, jobs: int, seed: int) -> tuple[Matrix, Matrix, Matrix]:
    """Costs, resources and capacities of an instance; costs of type E that would be negative are 0."""
    draw = np.random.default_rng([seed, ord(kind), agents, jobs])
    shape = (agents, jobs)
    if kind == "C":
        takes, cost = draw.integers(5, 26, shape), draw.integers(10, 51, shape)
    elif kind == "D":
        takes = draw.integers(1, 101, shape)
        cost = 111 - takes + draw.integers(-10, 11, shape)
    else:
        takes = np.floor(1 - 10 * np.log(1 - draw.random(shape))).astype(np.int64)
        cost = np.maximum(0, np.floor(1000 / takes - 10 * draw.random(shape))).astype(np.int64)
    return cost, takes, (8 * takes.sum(axis=1) // (10 * agents)).astype(np.int64)


def written(folder: Path, cost: Matrix, takes: Matrix, capacity: Matrix) -> Path:
    """The instance as a file of the OR-Library's format."""
    file = folder / "instance.txt"
    lines = [f"{cost.shape[0]} {cost.shape[1]}", *(" ".join(map(str, row)) for row in (*cost, *takes, capacity))]
    file.write_text("\n".join(lines), encoding="ascii")
    return file


def highs(cost: Matrix, takes: Matrix, capacity: Matrix) -> OptimizeResult:
    """What HiGHS finds and proves."""
    agents, jobs = cost.shape
    agent, job = (index.ravel() for index in np.indices(cost.shape))
    pairs = np.arange(agents * jobs)
    once = coo_array((np.ones(len(pairs)), (job, pairs)), shape=(jobs, len(pairs)))
    load = coo_array((takes.ravel().astype(float), (agent, pairs)), shape=(agents, len(pairs)))
    most = np.concatenate([np.ones(jobs), capacity])
    least = np.concatenate([np.ones(jobs), np.full(agents, -np.inf)])
    return milp(
        cost.ravel(),
        integrality=np.ones(len(pairs)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(vstack([once, load]).tocsc(), least, most),
        options={"time_limit": SECONDS, "mip_rel_gap": 0},
    )
