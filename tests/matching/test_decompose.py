"""Communities without a member in common are solved apart, here or anywhere: the same plan to the byte."""

import hashlib
import os
import pickle
import signal
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from distributed import Client, LocalCluster

from commgov.matching import (
    CandidateTable,
    Effort,
    MatchingProblem,
    NoOverlap,
    Proof,
    WeeklyMinutes,
    WeeklyServices,
    decompose,
    lower_bound,
    solve,
    violations,
)
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.seating import seating_of

QUICK = Effort(steps=20, passes=4, moves=3)
COMMUNITIES, MEMBERS, DEMANDS = 5, 60, 120


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """As if a hundred demands were worth sending away."""
    monkeypatch.setattr(decompose, "PART_DEMANDS", 100)


def communities(*, rules=None, seed=3):
    """Communities whose members serve at home only; rows of all are mixed."""
    draw = np.random.default_rng(seed)
    home = np.repeat(np.arange(COMMUNITIES), DEMANDS)
    role = np.repeat(np.arange(COMMUNITIES * DEMANDS), 6)
    member = home[role] * MEMBERS + draw.integers(0, MEMBERS, len(role))
    pairs = np.unique(np.stack([role, member]), axis=1)
    pairs = np.stack([draw.permutation(COMMUNITIES * DEMANDS)[pairs[0]], pairs[1]])
    pairs = pairs[:, np.lexsort(pairs[::-1])]
    minutes = 30 * draw.integers(1, 5, COMMUNITIES * DEMANDS)
    return MatchingProblem.from_columns(
        services_max=draw.integers(1, 4, COMMUNITIES * MEMBERS),
        minutes_max=np.full(COMMUNITIES * MEMBERS, 240),
        unserved=1000 * draw.integers(1, 4, COMMUNITIES * DEMANDS),
        minutes=minutes,
        start=30 * draw.integers(0, 300, COMMUNITIES * DEMANDS),
        candidates=CandidateTable(role=pairs[0], member=pairs[1], cost=draw.integers(0, 990, pairs.shape[1])),
        rules=rules or [WeeklyServices()],
    )


FAMILIES = {
    "counts": (WeeklyServices(),),
    "hours": (WeeklyServices(), WeeklyMinutes()),
    "windows": (WeeklyServices(), WeeklyMinutes(), NoOverlap((0,))),
}


def fingerprint(plan):
    services = [(s.demand, s.seat, s.member, s.start, s.end) for s in plan.services]
    return hashlib.sha256(repr((services, plan.objective, plan.bound)).encode() + plan.prices.tobytes()).hexdigest()


@pytest.mark.parametrize("rules", FAMILIES.values(), ids=FAMILIES)
def test_parts_share_no_member_and_leave_nothing_out(rules):
    problem = communities(rules=rules)
    seating = seating_of(problem)
    piece = cut(problem, seating, allowed_candidates(problem, seating))
    parts = list(decompose.split(piece))
    assert len(parts) == COMMUNITIES
    assert sorted(np.concatenate([part.roles for part in parts]).tolist()) == list(range(len(piece.need)))
    assert sorted(np.concatenate([part.candidates for part in parts]).tolist()) == list(range(len(piece.cost)))
    members = [set(piece.member[piece.worker[part.candidates]].tolist()) for part in parts]
    assert sum(map(len, members)) == len(set.union(*members))
    for part in parts:
        assert (part.piece.cost == piece.cost[part.candidates]).all()
        workers = piece.worker[part.candidates]
        assert (part.piece.services_max[part.piece.worker] == piece.services_max[workers]).all()
        assert (part.piece.minutes_max[part.piece.worker] == piece.minutes_max[workers]).all()
        assert (part.piece.need == piece.need[part.roles]).all()


@pytest.mark.parametrize("rules", FAMILIES.values(), ids=FAMILIES)
def test_a_plan_of_parts_is_right_and_its_prices_prove_its_bound_over_the_whole(rules, monkeypatch):
    problem = communities(rules=rules)
    plan = solve(problem, effort=QUICK)
    assert violations(problem, plan.services) == []
    seating = seating_of(problem)
    piece = cut(problem, seating, allowed_candidates(problem, seating))
    by_parts = sum(lower_bound(part.piece, plan.prices[part.roles]) for part in decompose.split(piece))
    assert by_parts == plan.bound <= plan.objective
    assert plan.bound - COMMUNITIES < lower_bound(piece, plan.prices) <= plan.bound, "each part's is rounded up"
    monkeypatch.setattr(decompose, "PART_DEMANDS", 10**9)
    whole = solve(problem, effort=QUICK)
    if rules == FAMILIES["counts"]:
        assert plan.objective == plan.bound == whole.objective
        assert plan.proof is Proof.OPTIMAL
    else:
        assert plan.bound <= whole.objective
        assert whole.bound <= plan.objective


@pytest.mark.parametrize("rules", FAMILIES.values(), ids=FAMILIES)
def test_the_same_bytes_whatever_the_executor_and_the_number_of_workers(rules):
    problem = communities(rules=rules)
    digests = {fingerprint(solve(problem, seed=4, effort=QUICK))}
    for pool in (ThreadPoolExecutor(1), ThreadPoolExecutor(3), ProcessPoolExecutor(2)):
        with pool:
            digests.add(fingerprint(solve(problem, seed=4, effort=QUICK, executor=pool)))
    assert len(digests) == 1


def test_a_dask_cluster_that_loses_a_worker_gives_the_same_plan():
    problem = communities(rules=FAMILIES["windows"])
    expected = fingerprint(solve(problem, effort=QUICK))
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        workers = client.run(os.getpid)
        assert len(workers) == 2
        pool, killed = client.get_executor(), []

        def kill_one(progress):
            """When the first part is there, one of the two processes dies with what it was doing."""
            assert progress.stage == "parts"
            if not killed:
                killed.append(min(workers.values()))
                os.kill(killed[0], signal.SIGKILL)

        plan = solve(problem, effort=QUICK, executor=pool, on_progress=kill_one)
        assert killed
        assert fingerprint(plan) == expected


class Broken(Executor):
    """A pool that loses everything after the first part."""

    def __init__(self):
        self.given = 0

    def submit(self, function, /, *args, **named):
        self.given += 1
        future = Future()
        if self.given == 1:
            future.set_result(function(*args, **named))
        else:
            future.set_exception(BrokenExecutor("a process died"))
        return future


def test_what_is_lost_with_a_broken_pool_is_solved_here():
    problem = communities(rules=FAMILIES["hours"])
    pool = Broken()
    plan = solve(problem, effort=QUICK, executor=pool)
    assert pool.given == COMMUNITIES
    assert fingerprint(plan) == fingerprint(solve(problem, effort=QUICK))


class Waiting(Executor):
    """A pool that begins nothing before it is asked for the result, and so can be cancelled to the last."""

    def submit(self, function, /, *args, **named):
        class Later(Future):
            def result(self, timeout=None):  # noqa: ARG002 - as futures have it
                return function(*args, **named)

        return Later()


def test_who_cancels_gets_a_valid_plan_of_what_was_done_and_a_quick_one_of_the_rest():
    problem, told = communities(rules=FAMILIES["hours"]), []

    def enough(progress):
        told.append(progress)
        return False

    plan = solve(problem, effort=QUICK, executor=Waiting(), on_progress=enough)
    assert violations(problem, plan.services) == []
    assert 0 < plan.bound <= plan.objective < plan.unserved
    assert len(told) == 1, "whoever cancelled is not asked again"


def test_progress_tells_of_the_whole_whoever_solves_it():
    problem = communities(rules=FAMILIES["hours"])
    for pool in (None, ThreadPoolExecutor(2)):
        told = []
        plan = solve(problem, effort=QUICK, executor=pool, on_progress=told.append)
        assert max(one.bound for one in told if one.bound is not None) <= plan.bound
        assert min(one.objective for one in told if one.objective is not None) >= plan.objective
        if pool is not None:  # then it hears of whole parts, also of the last
            assert told[-1].objective == plan.objective


def test_small_parts_go_together_and_what_hangs_together_stays_whole(monkeypatch):
    problem = communities()
    seating = seating_of(problem)
    piece = cut(problem, seating, allowed_candidates(problem, seating))
    monkeypatch.setattr(decompose, "PART_DEMANDS", 2 * DEMANDS)
    assert [len(part.piece.unserved) for part in decompose.split(piece)] == [2 * DEMANDS, 2 * DEMANDS, DEMANDS]
    monkeypatch.setattr(decompose, "PART_DEMANDS", COMMUNITIES * DEMANDS)
    (part,) = decompose.split(piece)
    assert part.piece is piece


def test_parts_can_be_sent_to_another_process():
    problem = communities(rules=FAMILIES["windows"])
    seating = seating_of(problem)
    piece = cut(problem, seating, allowed_candidates(problem, seating))
    part = next(decompose.split(piece))
    again = pickle.loads(pickle.dumps(part.piece))  # noqa: S301 - our own bytes
    listed = np.ones(len(part.candidates), dtype=bool)
    here, there = (decompose.solve_part(one, listed, QUICK, 1) for one in (part.piece, again))
    assert here.answer.chosen.tolist() == there.answer.chosen.tolist()
    assert here.bound == there.bound
