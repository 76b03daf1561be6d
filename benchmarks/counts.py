"""Counts: from domain objects to the service list, against raw calls of solvers on ready arrays.

Size M of the shared generator (5,000 members, 10,000 demands, about 200,000 candidate pairs, supply 1.25 times the
demand), seeds 0 to 4. Ours starts from `Member` and `Demand` objects and ends with checked `Service` objects; the peers
start from arrays and end with a number. All must find the same optimum. Medians of five rounds, the peers in turn.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

from benchmarks.instances import instance, objects, sketches, table
from commgov.matching import MatchingProblem, Proof, Skills, WeeklyServices, solve

ROUNDS = 5
SEEDS = range(5)


def measure() -> list[tuple[str, str, str]]:
    """Rows: each seed's ratios, and the worst."""
    peers = sketches("peers_a")
    rows, worst = [], 0.0
    for seed in SEEDS:
        made = instance("M", seed)
        members, demands = objects(made)
        candidates = table(made)

        def ours() -> int:
            rules = [Skills(), WeeklyServices()]
            plan = solve(MatchingProblem.build(members, demands, candidates=candidates, rules=rules))  # noqa: B023
            assert plan.proof is Proof.OPTIMAL
            return plan.objective

        ours()  # the first call compiles
        took = _medians({"ours": ours, "flow": lambda: peers.mcf(made), "sparse": lambda: peers.mwfbm(made)})  # noqa: B023
        ratio = took["ours"] / took["flow"]
        worst = max(worst, ratio)
        rows.append(
            (
                f"M, seed {seed}: objects → service list",
                f"{ratio:.2f} × SimpleMinCostFlow",
                f"ours {took['ours']:.3f} s, flow {took['flow']:.3f} s, scipy {took['sparse']:.3f} s; same optimum",
            )
        )
    return [*rows, ("**worst seed**", f"**{worst:.2f} ×**", "goal: at most 3 ×; bound = objective, proven")]


def _medians(solvers: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Median seconds of each, the rounds interleaved; all answers must be equal."""
    seconds: dict[str, list[float]] = {name: [] for name in solvers}
    for _ in range(ROUNDS):
        found = set()
        for name, run in solvers.items():
            began = perf_counter()
            found.add(round(float(run())))
            seconds[name].append(perf_counter() - began)
        assert len(found) == 1, found
    return {name: median(taken) for name, taken in seconds.items()}
