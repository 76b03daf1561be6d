"""A demand with a choice of times is served once, and the bound knows it."""

import numpy as np
import pytest
from tiny_pieces import optimum, piece_of, plain_bound, random_piece

from commgov.matching.bound import lower_bound
from commgov.matching.effort import Effort
from commgov.matching.engines import lagrangian
from commgov.matching.engines.ascent import Ascent
from commgov.matching.piece import PRICE_SCALE, Family

ALL_DAY = [0, 60, 120, 180, 240]


def flexible(unserved, cost, starts=ALL_DAY, minutes=60):
    """A demand with one seat that worker 0 may fill at several starts."""
    return (unserved, minutes, 0, [[(1, [(0, start, cost) for start in starts])]])


def bound_at(piece, prices):
    """What the engine proves at prices in cost units."""
    return Ascent(piece, np.array(prices) * PRICE_SCALE).bound


def test_the_dearest_flexible_demand_is_not_counted_twice():
    piece = piece_of([flexible(100, 0), flexible(40, 0)], [(2, 600, 0)])
    # Both are served: the worker earns 90 + 30 and the demands pay as much. Serving the first twice would earn 180.
    assert bound_at(piece, [90, 30]) == 0
    assert lower_bound(piece, np.array([90, 30]) * PRICE_SCALE) == 0


def test_of_many_flexible_demands_only_as_many_count_as_the_week_holds():
    piece = piece_of([flexible(100, 0) for _ in range(6)], [(9, 120, 0)])
    assert bound_at(piece, [100] * 6) == 600 - 200 == optimum(piece)


def test_flexible_demands_fill_no_more_time_than_their_windows_have():
    """Six orders of an hour within three hours: three are served, though neither cap says so."""
    piece = piece_of([flexible(100, 0, ALL_DAY[:3]) for _ in range(6)], [(9, 600, 0)], limits_minutes=False)
    assert bound_at(piece, [100] * 6) == 300 == optimum(piece)
    assert lower_bound(piece, np.full(6, 100) * PRICE_SCALE) == 300


def test_of_equally_long_ones_the_best_are_kept():
    worth = [50, 90, 10, 70, 30]
    piece = piece_of([flexible(price, 0) for price in worth], [(2, 600, 0)])
    assert bound_at(piece, worth) == sum(worth) - 90 - 70


@pytest.mark.parametrize("family", [Family.WINDOWS, Family.SEATS])
def test_the_verifier_proves_no_less_than_the_engine_and_no_more_than_the_optimum(family):
    choices = 0
    for seed in range(300):
        piece = random_piece(family, seed)
        prices = np.random.default_rng(seed).integers(0, 40 * PRICE_SCALE, len(piece.need))
        ascent = Ascent(piece, prices)
        proven = lower_bound(piece, ascent.best)
        assert ascent.bound <= proven <= optimum(piece)
        if family is Family.WINDOWS:  # of a team the verifier also knows when it cannot be complete
            assert proven <= plain_bound(piece, ascent.best)
        choices += len(piece.start) > len(
            {*zip(piece.worker.tolist(), piece.role_of_candidate().tolist(), strict=True)}
        )
    assert family is Family.SEATS or choices >= 100


def test_where_nobody_may_serve_the_bound_is_the_whole_cost_from_the_start():
    piece = piece_of([(100, 60, 0, [[(1, [])]]), flexible(100, 7)], [(1, 60, 0)])
    assert lagrangian.price(piece, Effort(steps=0)).bound == 100


def test_a_demand_weighted_a_thousandfold_does_not_coarsen_the_others():
    piece = piece_of([flexible(1_000_000, 20, [0]), flexible(1000, 10, [0])], [(1, 60, 0)])
    answer = lagrangian.solve(piece, Effort(), 0)
    assert piece.objective(answer.chosen) == lower_bound(piece, answer.prices) == 1020
