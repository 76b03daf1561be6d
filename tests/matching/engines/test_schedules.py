"""Best schedules go from prices to prices: what was best before saves work, and changes nothing."""

import numpy as np
import pytest
from tiny_pieces import plain_bound, random_piece

from commgov.matching.engines.pricing import Pricing
from commgov.matching.piece import PRICE_SCALE, Family


@pytest.mark.parametrize("family", [Family.HOURS, Family.WINDOWS, Family.SEATS])
def test_the_best_schedules_do_not_depend_on_earlier_prices(family: Family) -> None:
    for seed in range(100):
        piece = random_piece(family, seed)
        draw = np.random.default_rng(seed)
        walking = Pricing.of(piece)
        prices = draw.integers(0, 40 * PRICE_SCALE, len(piece.need))
        for _ in range(8):
            bound, used = walking.at(prices)
            afresh, used_afresh = Pricing.of(piece).at(prices)
            assert bound == afresh
            np.testing.assert_array_equal(used, used_afresh)
            prices = np.maximum(0, prices + draw.integers(-9 * PRICE_SCALE, 10 * PRICE_SCALE, len(prices)))


def test_the_bound_is_exact_however_prices_move() -> None:
    for seed in range(200):
        piece = random_piece(Family.HOURS, seed)
        draw = np.random.default_rng(seed)
        walking = Pricing.of(piece)
        for height in (40, 5, 39, 1, 40):  # prices rise and fall, so that what was best is worth little, or all
            prices = draw.integers(0, height * PRICE_SCALE, len(piece.need))
            bound, _ = walking.at(prices)
            assert bound <= plain_bound(piece, prices)
            loose = len({*zip(piece.worker.tolist(), piece.role_of_candidate().tolist(), strict=True)}) < len(
                piece.cost
            )
            assert loose or bound == plain_bound(piece, prices)
