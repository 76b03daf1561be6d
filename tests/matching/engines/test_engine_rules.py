"""What the engines hold to in special cases."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from tiny_pieces import optimum, piece_of, plain_bound, problems, random_piece

from commgov.errors import InvalidInputError
from commgov.matching.effort import Effort
from commgov.matching.engines import counts, lagrangian
from commgov.matching.piece import Family

SOME = Effort(steps=60, passes=12, moves=40)
HUGE = 2**31 - 1


def chosen(piece, effort=SOME, seed=0):
    answer = lagrangian.solve(piece, effort, seed)
    assert problems(piece, answer.chosen) == []
    return answer.chosen.tolist()


def one(unserved, minutes, *candidates, place=0):
    """A demand with one seat."""
    return (unserved, minutes, place, [[(1, list(candidates))]])


def test_a_worker_rests_for_the_way_between_two_places():
    demands = [one(100, 60, (0, 0, 1)), one(100, 60, (0, 70, 1), place=1)]
    workers = [(9, 600, 0)]
    assert chosen(piece_of(demands, workers, travel=[[0, 10], [10, 0]])) == [0, 1]
    assert len(chosen(piece_of(demands, workers, travel=[[0, 11], [11, 0]]))) == 1


def test_two_weeks_of_a_member_do_not_overlap_at_the_boundary():
    demands = [one(100, 60, (0, 10_050, 1)), one(200, 60, (1, 10_080, 1))]
    assert chosen(piece_of(demands, [(9, 600, 0), (9, 600, 0)])) == [1]
    assert chosen(piece_of(demands, [(9, 600, 0), (9, 600, 1)])) == [0, 1]
    assert chosen(piece_of(demands, [(9, 600, 0), (9, 600, 0)], no_overlap=False)) == [0, 1]


def test_a_flexible_start_makes_room():
    demands = [one(100, 60, (0, 0, 1), (0, 60, 1)), one(100, 60, (0, 0, 1))]
    assert chosen(piece_of(demands, [(9, 600, 0)])) == [1, 2]


def test_the_service_cap_counts_beside_the_minutes():
    demands = [one(100 + k, 30, (0, 60 * k, 1)) for k in range(5)]
    assert chosen(piece_of(demands, [(2, 600, 0)])) == [3, 4]
    assert chosen(piece_of(demands, [(9, 90, 0)])) == [2, 3, 4]


def test_a_team_is_seated_whole_or_not_at_all():
    team = (300, 60, 0, [[(2, [(0, 0, 5), (1, 0, 5), (2, 0, 9)])]])
    single = one(50, 60, (2, 0, 1))
    assert chosen(piece_of([team, single], [(1, 60, 0), (1, 60, 1), (1, 60, 2)])) == [0, 1, 3]
    assert chosen(piece_of([team, single], [(1, 60, 0), (0, 60, 1), (1, 60, 2)])) == [0, 2]
    assert chosen(piece_of([team, single], [(1, 60, 0), (0, 60, 1), (0, 60, 2)])) == []


def test_a_member_fills_one_seat_of_a_team_even_with_two_weeks():
    team = (300, 60, 0, [[(1, [(0, 0, 5)]), (1, [(1, 0, 5), (2, 0, 50)])]])
    assert chosen(piece_of([team], [(3, 600, 0), (3, 600, 0), (3, 600, 1)], no_overlap=False)) == [0, 2]


def test_a_team_takes_the_option_that_is_possible():
    early = [(2, [(0, 0, 1), (1, 0, 1)])]
    late = [(2, [(0, 500, 20), (1, 500, 20)])]
    busy = one(1000, 60, (0, 0, 1))
    assert chosen(piece_of([(100, 60, 0, [early, late]), busy], [(3, 600, 0), (3, 600, 1)])) == [2, 3, 4]


def test_a_team_that_costs_more_than_leaving_it_unserved_is_left():
    team = (30, 60, 0, [[(2, [(0, 0, 20), (1, 0, 20)])]])
    assert chosen(piece_of([team], [(1, 60, 0), (1, 60, 1)])) == []


@pytest.mark.parametrize(
    ("demands", "workers"),
    [
        ([], []),
        ([], [(1, 60, 0)]),
        ([one(10, 30)], []),
        ([one(10, 30)], [(1, 60, 0)]),
        ([one(10, 30, (0, 0, 1))], [(0, 60, 0)]),
        ([one(10, 30, (0, 0, 1))], [(1, 0, 0)]),
        ([one(10, 90, (0, 0, 1))], [(1, 60, 0)]),
        ([(10, 30, 0, [])], [(1, 60, 0)]),
        ([(10, 30, 0, [[(2, [(0, 0, 1)])]])], [(1, 60, 0)]),
    ],
    ids=[
        "nothing at all",
        "no demand",
        "no worker",
        "no candidate",
        "no service allowed",
        "no minute allowed",
        "longer than the cap",
        "no option",
        "too few for the team",
    ],
)
def test_where_nothing_can_be_served_the_answer_is_empty_and_its_bound_tight(demands, workers):
    for no_overlap in (False, True):
        piece = piece_of(demands, workers, no_overlap=no_overlap)
        answer = lagrangian.solve(piece, SOME, 0)
        assert answer.chosen.tolist() == []
        assert len(answer.prices) == len(piece.need)
        assert plain_bound(piece, answer.prices) <= optimum(piece)


def test_counts_pieces_may_be_empty_too():
    assert counts.solve(piece_of([], [], limits_minutes=False, no_overlap=False)).chosen.tolist() == []


def test_the_largest_costs_times_and_caps_do_not_overflow():
    demands = [one(2**62, 60, (0, HUGE - 100, HUGE), (1, HUGE - 100, HUGE - 1)) for _ in range(3)]
    workers = [(HUGE, HUGE, 0), (HUGE, HUGE, 1)]
    for no_overlap in (False, True):
        piece = piece_of(demands, workers, no_overlap=no_overlap)
        answer = lagrangian.solve(piece, SOME, 0)
        assert problems(piece, answer.chosen) == []
        assert len(answer.chosen) == (2 if no_overlap else 3)
        assert (answer.prices >= 0).all()
    piece = piece_of(demands, workers, limits_minutes=False, no_overlap=False)
    assert piece_of(demands, workers).cost[counts.solve(piece).chosen].tolist() == [HUGE - 1] * 3


def fingerprint(answer):
    return hashlib.sha256(answer.chosen.tobytes() + answer.prices.tobytes()).hexdigest()


@pytest.mark.parametrize("family", [Family.HOURS, Family.WINDOWS, Family.SEATS])
def test_the_same_piece_effort_and_seed_give_the_same_bytes(family):
    for number in range(20):
        piece = random_piece(family, number)
        assert fingerprint(lagrangian.solve(piece, SOME, 3)) == fingerprint(lagrangian.solve(piece, SOME, 3))


def test_progress_tells_a_rising_bound_and_a_falling_objective():
    piece, told = random_piece(Family.SEATS, 5), []
    lagrangian.solve(piece, Effort(steps=200, passes=9, moves=3), 0, told.append)
    bounds = [progress.bound for progress in told]
    costs = [progress.objective for progress in told if progress.stage == "search"]
    assert bounds == sorted(bounds)
    assert costs == sorted(costs, reverse=True)
    assert {progress.stage for progress in told} == {"bound", "search"}


@pytest.mark.parametrize("after", range(4))
def test_a_cancelled_engine_returns_a_valid_answer_and_bound(after):
    for number in range(20):
        piece, left = random_piece(Family.SEATS, number), iter(range(after))
        answer = lagrangian.solve(piece, SOME, 0, lambda _, left=left: next(left, None) is not None)
        assert problems(piece, answer.chosen) == []
        assert plain_bound(piece, answer.prices) <= optimum(piece)


def test_no_effort_at_all_still_gives_an_answer():
    piece = random_piece(Family.WINDOWS, 5)
    assert problems(piece, chosen(piece, Effort(steps=0, passes=0, moves=0, rounds=0))) == []


@pytest.mark.parametrize("field", ["steps", "passes", "moves", "rounds"])
@pytest.mark.parametrize("value", [-1, 0.5, True, "9"])
def test_effort_is_counted_in_whole_numbers(field, value):
    with pytest.raises(InvalidInputError, match=field):
        Effort(**{field: value})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(1, 12))
def test_counts_agree_with_linear_assignment(seed, workers, demands):
    """Every worker once: the classic assignment problem, with a column for leaving each demand unserved."""
    draw = np.random.default_rng(seed)
    costs = draw.integers(0, 50, (demands, workers))
    unserved = draw.integers(50, 99, demands)
    rows = [one(int(unserved[d]), 30, *[(w, 0, int(costs[d, w])) for w in range(workers)]) for d in range(demands)]
    piece = piece_of(rows, [(1, 60, w) for w in range(workers)], limits_minutes=False, no_overlap=False)
    wide = np.hstack([costs, np.where(np.eye(demands, dtype=bool), unserved[:, None], 10**6)])
    at = linear_sum_assignment(wide)
    assert piece.objective(counts.solve(piece).chosen) == wide[at].sum()


def test_a_travelling_worker_gets_the_best_tour_among_many_close_services():
    """Many services within the longest way of each other: the dynamic program looks at them one by one."""
    for seed in range(150):
        draw = np.random.default_rng(seed)
        spot = draw.integers(0, 6, 4)
        travel = 10 * np.abs(spot[:, None] - spot[None])
        rows = [
            one(50, 10 * int(draw.integers(1, 4)), (0, 10 * int(draw.integers(0, 20)), 0), place=int(draw.integers(4)))
            for _ in range(8)
        ]
        piece = piece_of(rows, [(int(draw.integers(2, 9)), int(draw.integers(30, 150)), 0)], travel=travel)
        answer = lagrangian.solve(piece, SOME, 0)
        assert problems(piece, answer.chosen) == []
        assert piece.objective(answer.chosen) == optimum(piece) == plain_bound(piece, answer.prices)
