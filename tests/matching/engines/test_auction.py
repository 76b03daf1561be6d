"""The auction and the shortest augmenting paths know nothing of each other, and always find the same optimum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.matching.engines import auction, counts, paths
from commgov.matching.piece import PRICE_SCALE, Piece


def asked(seed, workers, demands, *, most, dearest=60, unserved=80, share=0.5):
    """Candidates, costs, unserved costs and caps, drawn from a seed."""
    draw = np.random.default_rng(seed)
    may = draw.random((demands, workers)) < share
    worker = np.nonzero(may)[1]
    first = np.concatenate([[0], np.cumsum(may.sum(axis=1))]).astype(np.int64)
    cost = draw.integers(0, dearest, len(worker)).astype(np.int32)
    return (
        first,
        worker.astype(np.int32),
        cost,
        draw.integers(dearest, unserved, demands),
        np.minimum(draw.integers(0, most + 1, workers), np.bincount(worker, minlength=workers)),
    )


def total(asks, match):
    first, _, cost, unserved, _ = asks
    assert ((match == -1) | ((match >= first[:-1]) & (match < first[1:]))).all()
    return int(cost[match[match >= 0]].sum() + unserved[match < 0].sum())


def proven_least(asks, price):
    """What no assignment costs less than: each demand its cheapest offer, each worker the price of every service."""
    first, worker, cost, unserved, caps = asks
    pays = unserved.copy()
    able = caps[worker] > 0
    np.minimum.at(pays, np.repeat(np.arange(len(unserved)), np.diff(first))[able], (cost + price[worker])[able])
    return int(pays.sum() - (caps * price).sum())


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(1, 12),
    st.integers(1, 30),
    st.integers(1, 5),
    st.sampled_from([1, 2, 60, 900]),
)
def test_auction_and_paths_find_the_same_least_cost_and_prices_that_prove_it(seed, workers, demands, most, dearest):
    asks = asked(seed, workers, demands, most=most, dearest=dearest, unserved=dearest + 40)
    match, price = auction.assign(*asks)
    _, worker, _, _, caps = asks
    assert (np.bincount(worker[match[match >= 0]], minlength=workers) <= caps).all()
    assert (price >= 0).all()
    by_paths, _ = paths.assign(*asks, np.arange(demands))
    assert total(asks, match) == total(asks, by_paths) == proven_least(asks, price)


@pytest.mark.parametrize(("workers", "demands", "most"), [(2000, 2000, 1), (1500, 3000, 2), (1500, 3000, 1)])
def test_where_a_whole_neighbourhood_is_short_the_auction_is_exact_too(workers, demands, most):
    asks = asked(5, workers, demands, most=most, dearest=900, unserved=3000, share=12 / workers)
    match, price = auction.assign(*asks)
    by_paths, _ = paths.assign(*asks, np.arange(demands))
    assert total(asks, match) == total(asks, by_paths) == proven_least(asks, price)


def test_costs_may_be_wider_than_32_bits():
    first, worker, cost, unserved, caps = asked(5, 30, 60, most=1)
    wide = first, worker, cost.astype(np.int64) << 33, unserved << 33, caps
    match, price = auction.assign(*wide)
    assert total(wide, match) == proven_least(wide, price) == total((first, worker, cost, unserved, caps), match) << 33


def test_whole_prices_are_found_from_nothing_up_when_fine_steps_have_shown_no_better_start(monkeypatch):
    asks = asked(7, 40, 60, most=2)
    usual, _ = auction.assign(*asks)
    real, tries = auction._whole_prices, []

    def never_at_once(held, fineness, spare, patience):
        tries.append((fineness, spare))
        price, proven = real(held, fineness, spare, patience)
        return price, proven and spare > 1

    monkeypatch.setattr(auction, "_whole_prices", never_at_once)
    match, price = auction.assign(*asks)
    assert total(asks, match) == total(asks, usual) == proven_least(asks, price)
    assert len(tries) == 2
    assert tries[-1][1] > 1


def test_the_door_takes_the_auction_only_where_supply_is_short(monkeypatch):
    taken = []
    for engine in (auction, paths):
        name, real = engine.__name__.rsplit(".", 1)[-1], engine.assign
        monkeypatch.setattr(engine, "assign", lambda *a, n=name, r=real: (taken.append(n), r(*a))[1])
    for most, expected in ((1, "auction"), (9, "paths")):
        first, worker, cost, unserved, caps = asked(3, 20, 40, most=most)
        piece = _piece(first, worker, cost, unserved, caps)
        answer = counts.solve(piece)
        assert taken.pop() == expected
        assert (answer.prices % PRICE_SCALE == 0).all()


def test_unserved_costs_too_large_to_be_counted_in_fine_parts_go_to_the_paths(monkeypatch):
    monkeypatch.setattr(auction, "assign", lambda *_: pytest.fail("costs would not fit"))
    first, worker, cost, unserved, caps = asked(3, 20, 40, most=1)
    piece = _piece(first, worker, cost, unserved + 2**50, caps)
    assert len(counts.solve(piece).chosen) == caps.sum()


def _piece(first, worker, cost, unserved, caps):
    demands, zeros = len(unserved), np.zeros(len(worker), dtype=np.int32)
    each = np.arange(demands + 1, dtype=np.int64)
    return Piece(
        caps.astype(np.int32),
        np.full(len(caps), 2**30, dtype=np.int32),
        np.arange(len(caps), dtype=np.int32),
        unserved,
        np.zeros(demands, dtype=np.int32),
        each,
        each,
        np.ones(demands, dtype=np.int32),
        first,
        worker,
        zeros,
        zeros + 30,
        cost,
        np.zeros((1, 1), dtype=np.int32),
        limits_minutes=False,
        no_overlap=False,
    )
