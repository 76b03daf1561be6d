"""Few workers with large caps: dives are right where everything can be tried, and near the optimum where not."""

import numpy as np
import pytest
from attrs import evolve
from scipy.optimize import LinearConstraint, milp
from tiny_pieces import optimum, piece_of, plain_bound, problems, random_piece

from commgov.matching.bound import lower_bound
from commgov.matching.effort import Effort
from commgov.matching.engines import few, lagrangian
from commgov.matching.piece import Family

QUICK = Effort(steps=100, passes=10, moves=4)


def tiny(seed):
    """A tiny piece whose workers are limited by minutes alone."""
    piece = random_piece(Family.HOURS, seed)
    return evolve(piece, services_max=np.full_like(piece.services_max, 99))


def dense(workers, demands, seed, *, unserved=10_000):
    """Type D of the published generators: who takes longer is cheaper, and time is scarce."""
    draw = np.random.default_rng(seed)
    takes = draw.integers(1, 101, (demands, workers))
    cost = 111 - takes + draw.integers(-10, 11, (demands, workers))
    rows = [
        (unserved, 0, 0, [[(1, [(w, 0, int(cost[d, w]), int(takes[d, w])) for w in range(workers)])]])
        for d in range(demands)
    ]
    caps = (0.8 * takes.sum(axis=0) / workers).astype(int).tolist()
    return piece_of(rows, [(demands, cap, w) for w, cap in enumerate(caps)], no_overlap=False)


def exact(piece):
    """The optimum, by branch and cut: one variable a candidate, and one for leaving each demand."""
    demands, candidates = len(piece.need), len(piece.cost)
    once = np.zeros((demands, candidates + demands))
    once[piece.role_of_candidate(), np.arange(candidates)] = 1
    once[np.arange(demands), candidates + np.arange(demands)] = 1
    load = np.zeros((len(piece.minutes_max), candidates + demands))
    load[piece.worker, np.arange(candidates)] = piece.minutes
    found = milp(
        np.concatenate([piece.cost, piece.unserved]),
        integrality=np.ones(candidates + demands),
        bounds=(0, 1),
        constraints=[LinearConstraint(once, 1, 1), LinearConstraint(load, ub=piece.minutes_max)],
        options={"mip_rel_gap": 0},
    )
    assert found.status == 0
    return round(found.fun)


@pytest.mark.parametrize("block", range(2))
def test_on_tiny_pieces_answers_are_feasible_bounds_valid_and_nearly_all_answers_optimal(block):
    optimal, pieces = 0, 150
    for seed in range(block * pieces, (block + 1) * pieces):
        piece = tiny(seed)
        answer = few.solve(piece, QUICK, seed)
        assert problems(piece, answer.chosen) == []
        best = optimum(piece)
        assert plain_bound(piece, answer.prices) <= best <= piece.objective(answer.chosen)
        optimal += piece.objective(answer.chosen) == best
    assert optimal >= 0.97 * pieces


@pytest.mark.parametrize("seed", range(4))
def test_dense_pieces_are_solved_to_within_a_hundredth_of_what_branch_and_cut_proves(seed):
    piece = dense(4, 24, seed)
    answer = few.solve(piece, QUICK, seed)
    assert problems_of_dense(piece, answer.chosen) == []
    best = exact(piece)
    assert lower_bound(piece, answer.prices) <= best <= piece.objective(answer.chosen) <= 1.01 * best


def test_where_some_must_stay_unserved_the_dearest_are_served():
    """A fifth of the time is there; demands are worth different amounts."""
    piece = dense(4, 24, 9, unserved=200)
    worth = np.random.default_rng(9).integers(150, 2000, 24)
    piece = evolve(piece, minutes_max=piece.minutes_max // 4, unserved=worth)
    answer = few.solve(piece, QUICK, 0)
    assert problems_of_dense(piece, answer.chosen) == []
    best = exact(piece)
    assert lower_bound(piece, answer.prices) <= best <= piece.objective(answer.chosen) <= 1.02 * best


def test_the_bound_is_not_the_worse_for_a_huge_cost_of_leaving_demands():
    """A demand that must be served may say so by a cost a thousand times all others."""
    for unserved in (500, 10**7):
        piece = dense(5, 60, 1, unserved=unserved)
        priced = few.price(piece, Effort())
        assert priced.bound == lower_bound(piece, priced.prices)
        assert priced.bound >= 0.995 * few_objective(piece)


def test_the_same_seed_gives_the_same_answer_and_another_may_not():
    piece = dense(5, 40, 3)
    priced = few.price(piece, QUICK)
    one, again = (few.search(piece, priced, QUICK, 7) for _ in range(2))
    assert one.tobytes() == again.tobytes()
    assert few.search(piece, priced, QUICK, 8).tobytes() != one.tobytes()


def test_it_beats_the_search_that_moves_single_services():
    piece = dense(10, 60, 5)
    usual = lagrangian.solve(piece, QUICK, 0)
    assert few_objective(piece) < piece.objective(usual.chosen)


def test_cancelling_gives_the_best_so_far():
    piece = dense(5, 40, 3)
    told = []

    def stop(progress):
        told.append(progress)
        return progress.stage != "search"

    priced = few.price(piece, QUICK, stop)
    chosen = few.search(piece, priced, QUICK, 0, stop)
    assert problems_of_dense(piece, chosen) == []
    assert [progress.stage for progress in told].count("search") == 1
    assert told[-1].objective == piece.objective(chosen)
    assert told[-1].bound == priced.bound


@pytest.mark.parametrize("effort", [Effort(steps=0, passes=0), Effort(steps=10, passes=0), Effort(steps=0, passes=1)])
def test_with_hardly_any_effort_there_still_is_an_answer(effort):
    piece = dense(3, 12, 0)
    answer = few.solve(piece, effort, 0)
    assert problems_of_dense(piece, answer.chosen) == []
    assert lower_bound(piece, answer.prices) <= piece.objective(answer.chosen) < piece.unserved.sum()


def test_it_suits_few_workers_limited_by_minutes_alone():
    assert few.suits(dense(5, 40, 0))
    assert not few.suits(dense(5, 10, 0))  # two demands a worker: sparse engines do that
    assert not few.suits(evolve(dense(5, 40, 0), no_overlap=True))
    assert not few.suits(evolve(dense(5, 40, 0), limits_minutes=False))
    assert not few.suits(evolve(dense(5, 40, 0), services_max=np.full(5, 39, dtype=np.int32)))
    assert not few.suits(piece_of([], [], no_overlap=False))
    wide = dense(5, 40, 0)
    assert not few.suits(evolve(wide, minutes=wide.minutes * 100_003 + 1, minutes_max=wide.minutes_max * 100_003))


def few_objective(piece):
    return piece.objective(few.solve(piece, QUICK, 0).chosen)


def problems_of_dense(piece, chosen):
    """As `problems`, quick enough for larger pieces with one seat a demand."""
    role = piece.role_of_candidate()[chosen]
    load = np.bincount(piece.worker[chosen], weights=piece.minutes[chosen], minlength=len(piece.minutes_max))
    wrong = [f"demand {demand} is served twice" for demand in np.flatnonzero(np.bincount(role, minlength=1) > 1)]
    return wrong + [f"worker {worker} serves too long" for worker in np.flatnonzero(load > piece.minutes_max)]
