"""On pieces small enough to try every answer, the engines are right."""

from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve
from tiny_pieces import optimum, plain_bound, problems, random_piece, with_caps

from commgov.matching.bound import lower_bound
from commgov.matching.effort import Effort
from commgov.matching.engines import counts, lagrangian
from commgov.matching.engines.ascent import Ascent
from commgov.matching.piece import PRICE_SCALE, Family

SOME = Effort(steps=60, passes=12, moves=40)


@pytest.mark.parametrize("hundred", range(20))
def test_counts_are_solved_exactly_and_the_prices_prove_it(hundred):
    for seed in range(100 * hundred, 100 * hundred + 100):
        piece = random_piece(Family.COUNTS, seed)
        answer = counts.solve(piece)
        assert problems(piece, answer.chosen) == []
        assert piece.objective(answer.chosen) == optimum(piece) == plain_bound(piece, answer.prices)


@pytest.mark.parametrize("block", range(4))
@pytest.mark.parametrize("family", [Family.HOURS, Family.WINDOWS, Family.SEATS])
def test_answers_are_feasible_bounds_are_valid_and_nearly_all_answers_are_optimal(family, block):
    optimal, pieces = 0, 300
    for seed in range(block * pieces, (block + 1) * pieces):
        piece = random_piece(family, seed)
        answer = lagrangian.solve(piece, SOME, seed)
        assert problems(piece, answer.chosen) == []
        best = optimum(piece)
        assert plain_bound(piece, answer.prices) <= best <= piece.objective(answer.chosen)
        assert (answer.prices >= 0).all()
        optimal += piece.objective(answer.chosen) == best
    assert optimal >= 0.97 * pieces  # 299 or 300 of 300 when this was written


@pytest.mark.parametrize("family", list(Family))
def test_caps_over_several_weeks_are_kept_and_have_their_part_in_the_bound(family):
    """What a member offers "at most twice a month" is a cap on candidates of several workers."""
    optimal, lifted, dearer, pieces = 0, 0, 0, 300
    for seed in range(pieces):
        free = random_piece(family, seed)
        piece = with_caps(free, seed)
        assert piece.family is (Family.HOURS if free.family is Family.COUNTS else free.family)
        answer = lagrangian.solve(piece, SOME, seed)
        assert problems(piece, answer.chosen) == []
        best, bound = optimum(piece), plain_bound(piece, answer.prices)
        assert max(bound, lower_bound(piece, answer.prices)) <= best <= piece.objective(answer.chosen)
        optimal += piece.objective(answer.chosen) == best
        without = plain_bound(free, lagrangian.solve(free, SOME, seed).prices)
        lifted, dearer = lifted + (bound - without), dearer + (best - optimum(free))
    assert optimal >= 0.97 * pieces
    assert lifted > 0.75 * dearer  # what caps make dearer, their prices know


@pytest.mark.parametrize("family", list(Family))
def test_the_relaxed_value_is_a_lower_bound_at_any_prices(family):
    for seed in range(300):
        piece = random_piece(family, seed)
        prices = np.random.default_rng(seed).integers(0, 40 * PRICE_SCALE, len(piece.need))
        ascent = Ascent(piece, prices)
        at_start = ascent.priced()
        assert at_start.bound <= plain_bound(piece, at_start.prices) <= optimum(piece)


@pytest.mark.parametrize("family", [Family.HOURS, Family.WINDOWS])
def test_with_one_start_a_demand_the_relaxed_value_is_what_trying_every_schedule_gives(family):
    compared = 0
    for seed in range(400):
        piece = random_piece(family, seed)
        demand_of = piece.demand_of_role()[piece.role_of_candidate()]
        pairs = sorted(zip(piece.worker.tolist(), demand_of.tolist(), strict=True))
        if any(one == two for one, two in pairwise(pairs)):
            continue
        compared += 1
        ascent = Ascent(piece, np.random.default_rng(seed).integers(0, 40 * PRICE_SCALE, len(piece.need)))
        assert ascent.priced().bound == plain_bound(piece, ascent.priced().prices)
    assert compared >= 100


def test_the_ascent_never_loses_what_it_has():
    for seed in range(60):
        piece = random_piece(Family.WINDOWS, seed)
        ascent = Ascent(piece, np.zeros(len(piece.need), dtype=np.int64))
        values = [ascent.value]
        for length in range(40, 0, -1):
            ascent.step(length * PRICE_SCALE)
            values.append(ascent.value)
        assert values == sorted(values)


def test_more_steps_never_lower_the_bound():
    for seed in range(60):
        bounds = []
        for steps in (10, 300):
            told = []
            lagrangian.solve(random_piece(Family.SEATS, seed), Effort(steps=steps, passes=0), 0, told.append)
            bounds.append(told[-1].bound)
        assert bounds == sorted(bounds)


def test_long_ascents_and_worthless_costs_do_not_mislead_the_search():
    """With short steps every schedule repeats itself; the search must not take that for certainty."""
    for seed in range(100):
        piece = evolve(random_piece(Family.HOURS, seed), cost=np.zeros_like(random_piece(Family.HOURS, seed).cost))
        answer = lagrangian.solve(piece, Effort(steps=3000, passes=12, moves=40), 0)
        assert piece.objective(answer.chosen) == optimum(piece)
