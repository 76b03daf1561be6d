"""Tails and the share of false alarms, beside scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from commgov.incentives.integrity.chance import binomial_tail, count_tail, false_discoveries, normal_tail, poisson_tails

shares = st.floats(0.001, 0.999)


@given(st.integers(0, 200), st.integers(1, 200), shares)
def test_without_spread_the_tail_is_the_binomial_one(count: int, trials: int, share: float) -> None:
    count = min(count, trials)
    assert binomial_tail(count, trials, share) == pytest.approx(stats.binom.sf(count - 1, trials, share), abs=1e-12)


@given(st.integers(0, 150), st.integers(1, 150), st.floats(0.01, 0.99), st.floats(0.001, 0.8))
def test_with_spread_the_tail_is_the_beta_binomial_one(count: int, trials: int, share: float, spread: float) -> None:
    count = min(count, trials)
    weight = 1 / spread - 1
    right = stats.betabinom.sf(count - 1, trials, share * weight, (1 - share) * weight)
    assert binomial_tail(count, trials, share, spread) == pytest.approx(right, rel=1e-6, abs=1e-9)


@given(st.integers(0, 120), st.floats(0.01, 60), st.floats(0.01, 3))
def test_the_tail_of_counts_is_the_negative_binomial_one(count: int, mean: float, spread: float) -> None:
    right = stats.nbinom.sf(count - 1, 1 / spread, 1 / (1 + spread * mean))
    assert count_tail(count, mean, spread) == pytest.approx(right, rel=1e-5, abs=1e-9)


@given(st.integers(0, 120), st.floats(0.01, 60))
def test_without_spread_it_is_the_poisson_one(count: int, mean: float) -> None:
    right = stats.poisson.sf(count - 1, mean)
    assert count_tail(count, mean) == pytest.approx(right, rel=1e-9, abs=1e-12)
    assert poisson_tails(np.array([count]), np.array([mean]))[0] == pytest.approx(right, abs=1e-12)


def test_a_count_beyond_any_sum_is_scaled_down_to_the_careful_side() -> None:
    assert binomial_tail(30_000, 100_000, 0.29) > stats.binom.sf(29_999, 100_000, 0.29)


@given(st.floats(-6, 6))
def test_the_normal_tail(score: float) -> None:
    assert normal_tail(score) == pytest.approx(stats.norm.sf(score))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.sampled_from((0.01, 0.05, 0.3)))
def test_false_discoveries_are_those_of_benjamini_and_hochberg(chances: list[float], share: float) -> None:
    adjusted = stats.false_discovery_control(chances)
    clear = np.abs(adjusted - share) > 1e-12
    assert np.array_equal(false_discoveries(np.array(chances), share)[clear], (adjusted <= share)[clear])
