"""The bound is worked out some demands at a time: how many changes nothing, and it is never above the best plan."""

import numpy as np
import pytest
from tests.matching.engines.tiny_pieces import optimum, random_piece, with_caps

from commgov.matching import bound
from commgov.matching.piece import PRICE_SCALE, Family, Piece


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("seed", range(40))
def test_however_many_candidates_are_looked_at_together_the_bound_is_the_same(family, seed, monkeypatch):
    draw, piece = np.random.default_rng(seed), random_piece(family, seed)
    if seed % 2:
        piece = with_caps(piece, seed)
    prices = draw.integers(0, 50 * PRICE_SCALE, piece.priced)
    at_once = bound.lower_bound(piece, prices)
    for block in (1, 2, 5):
        monkeypatch.setattr(bound, "_BLOCK", block)
        assert bound.lower_bound(piece, prices) == at_once
    assert at_once <= optimum(piece)


def test_demands_without_candidates_at_either_end_pay_what_leaving_them_costs(monkeypatch):
    piece = random_piece(Family.COUNTS, 3)
    alone = piece.where(np.zeros(len(piece.cost), dtype=bool))
    monkeypatch.setattr(bound, "_BLOCK", 1)
    dear = np.full(alone.priced, 1000 * PRICE_SCALE)
    assert bound.lower_bound(alone, dear) == alone.unserved.sum()


@pytest.mark.parametrize("caps", [[1, 1, 1], [1, 2, 3], [0, 1, 4]])
def test_members_who_serve_once_and_members_who_serve_often_are_summed_alike(caps):
    """One demand for each pair of member and cost: a member gains by the dearest prices, as often as the cap says."""
    costs = np.array([[3, 9, 5, 7], [8, 1, 1, 6], [2, 2, 4, 0]])
    demands, each = costs.size, np.arange(costs.size + 1, dtype=np.int64)
    ones = np.ones(demands, dtype=np.int32)
    piece = Piece(
        np.array(caps, dtype=np.int32),
        np.full(3, 10**6, dtype=np.int32),
        np.arange(3, dtype=np.int32),
        np.full(demands, 100),
        0 * ones,
        each,
        each,
        ones,
        each,
        np.repeat(np.arange(3, dtype=np.int32), 4),
        0 * ones,
        ones,
        costs.ravel().astype(np.int32),
        np.zeros((1, 1), dtype=np.int32),
        limits_minutes=False,
        no_overlap=False,
    )
    gains = sum(int(np.sort(60 - row)[::-1][:cap].sum()) for row, cap in zip(costs, caps, strict=True))
    assert bound.lower_bound(piece, np.full(demands, 60 * PRICE_SCALE)) == 60 * demands - gains
