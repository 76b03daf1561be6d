"""Counts: exact service lists, against the fastest exact solvers there are for it.

Two questions, on instances of the shared generator, seeds 0 to 4, the worst seed counts:

* the engine alone, arrays in, assignment and prices out, against raw calls on the same arrays: ortools'
  SimpleMinCostFlow (bulk arrays), scipy's sparse LAPJV, and kwok, whose input is lists that have to be built first;
* the whole way from `Member` and `Demand` objects to checked `Service` objects, against the raw flow call.

Supply is what the members' caps offer for each demand. With ample supply the generator is unchanged; for short supply
its caps are cut: to at most 2, or to 1. All solvers must find the same optimum, ours with the bound that proves it.
Processor time of one thread, which neighbours on the machine disturb least; medians of interleaved rounds.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from types import SimpleNamespace

import numpy as np
from kwok import kwok

from benchmarks.instances import instance, objects, sketches, table
from commgov.matching import MatchingProblem, Proof, Skills, WeeklyServices, lower_bound, solve
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.engines import counts
from commgov.matching.piece import Piece
from commgov.matching.seating import seating_of

Rows = list[tuple[str, str, str]]
Solvers = dict[str, Callable[[], float]]

ROUNDS = 5
SEEDS = range(5)
SHORT = {
    "5,000 × 5,000, caps 1": ((5000, 5000), 1),
    "M, caps at most 2": ((5000, 10_000), 2),
    "M, caps 1": ((5000, 10_000), 1),
}


def measure() -> Rows:
    """Rows: the engine at M and L, with short supply, then from objects to the list."""
    return [*_ample("M", ROUNDS), *_ample("L", 1), *_short(), *_whole_way()]


def _ample(size: str, rounds: int) -> Rows:
    took = [_engines(instance(size, seed), rounds, sparse=size != "L") for seed in SEEDS]
    return [
        _worst(f"{size}, supply 1.25: engine", took, "flow", "SimpleMinCostFlow", "goal: at least 5 ×"),
        _worst(f"{size}, supply 1.25: engine", took, "kwok, built", "kwok with its build", "goal: at least 4 ×"),
        _worst(f"{size}, supply 1.25: engine", took, "kwok", "kwok's solve alone", "goal: at least 1.5 ×"),
    ]


def _worst(what: str, took: list[dict[str, float]], peer: str, name: str, goal: str) -> tuple[str, str, str]:
    ratios = [one[peer] / one["ours"] for one in took]
    ours = median(one["ours"] for one in took)
    return what, f"{min(ratios):.1f} × faster than {name}", f"median {median(ratios):.1f} ×; ours {ours:.3f} s; {goal}"


def _short() -> Rows:
    rows = []
    for name, (size, most) in SHORT.items():
        ratios, supply, notes = [], 0.0, []
        for seed in SEEDS:
            made = sketches("gen").make(*size, seed=seed)
            made.cap[:] = np.minimum(made.cap, most)
            supply = made.cap.sum() / made.nd
            took = _engines(made, ROUNDS, sparse=True)
            ours = took.pop("ours")
            best = min((seconds, peer) for peer, seconds in took.items() if peer != "kwok")
            ratios.append(ours / best[0])
            notes.append(best[1])
        note = f"worst of 5 seeds, median {median(ratios):.2f}; best peer: {', '.join(sorted(set(notes)))}"
        value = f"{max(ratios):.2f} × the best peer's time"
        rows.append((f"{name}, supply {supply:.2f}: engine", value, f"{note}; goal: at most 1.2 ×"))
    return rows


def _engines(made: SimpleNamespace, rounds: int, *, sparse: bool) -> dict[str, float]:
    """Seconds of each solver on the same arrays; kwok also with the making of its lists."""
    peers = sketches("peers_a")
    stated = MatchingProblem.from_columns(services_max=made.cap, unserved=made.unserved, candidates=table(made))
    seating = seating_of(stated)
    piece = cut(stated, seating, allowed_candidates(stated, seating))
    lists = _kwok_lists(made)
    solvers: Solvers = {
        "ours": lambda: _solved(piece),
        "flow": lambda: peers.mcf(made),
        "kwok": lambda: int(made.unserved.sum()) - kwok(lists).total_weight,
        "kwok, built": lambda: int(made.unserved.sum()) - kwok(_kwok_lists(made)).total_weight,
    }
    if sparse:
        solvers["scipy"] = lambda: peers.mwfbm(made)
    answer = counts.solve(piece)  # the first call compiles
    assert lower_bound(piece, answer.prices) == piece.objective(answer.chosen)
    return _medians(solvers, rounds, process_time)


def _solved(piece: Piece) -> int:
    return piece.objective(counts.solve(piece).chosen)


def _kwok_lists(made: SimpleNamespace) -> list[list[tuple[int, int]]]:
    """kwok's input: for each vertex of the smaller side its edges with their weights; a cap is as many vertices."""
    slot, demand, weight, slots = _slots(made)
    left, right = (demand, slot) if made.nd <= slots else (slot, demand)
    lists: list[list[tuple[int, int]]] = [[] for _ in range(min(made.nd, slots))]
    for one, other, value in zip(left.tolist(), right.tolist(), weight.tolist(), strict=True):
        lists[one].append((other, value))
    return lists


def _slots(made: SimpleNamespace) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Each member as many times as they may serve: slot, demand and weight of each edge, and how many slots."""
    first = np.concatenate([[0], np.cumsum(made.cap)])
    again = made.cap[made.mem]
    edge = np.repeat(np.arange(made.ne), again)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(again) - again, again)
    demand = made.dem_of_edge()[edge]
    return first[made.mem[edge]] + nth, demand, made.unserved[demand] - made.cost[edge], int(first[-1])


def _whole_way() -> Rows:
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
        took = _medians({"ours": ours, "flow": lambda: peers.mcf(made)}, ROUNDS, perf_counter)  # noqa: B023
        ratio = took["ours"] / took["flow"]
        worst = max(worst, ratio)
        value = f"{ratio:.2f} × SimpleMinCostFlow"
        note = f"ours {took['ours']:.3f} s, flow {took['flow']:.3f} s; same optimum, proven"
        rows.append((f"M, seed {seed}: objects → service list", value, note))
    return [*rows, ("**worst seed**", f"**{worst:.2f} ×**", "goal: at most 1.5 ×; wall clock")]


def _medians(solvers: Solvers, rounds: int, clock: Callable[[], float]) -> dict[str, float]:
    """Median seconds of each, the rounds interleaved; all answers must be equal."""
    seconds: dict[str, list[float]] = {name: [] for name in solvers}
    for _ in range(rounds):
        found = set()
        for name, run in solvers.items():
            began = clock()
            found.add(round(float(run())))
            seconds[name].append(clock() - began)
        assert len(found) == 1, found
    return {name: median(taken) for name, taken in seconds.items()}
