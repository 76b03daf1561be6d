"""The Gini coefficient and the Lorenz curve."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import gini, lorenz
from commgov.errors import InvalidInputError

SHARES = st.lists(st.integers(0, 10**6), max_size=60)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], 0.0),
        ([0, 0], 0.0),
        ([7], 0.0),
        ([5, 5, 5, 5], 0.0),
        ([0, 1], 0.5),
        ([1, 2, 3], 2 / 9),
        ([0] * 99 + [1], 0.99),
        ([3, 1, 4, 1, 5], 22 / 70),  # differences of the ten pairs: 22
    ],
)
def test_known_coefficients(values, expected):
    assert gini(values) == pytest.approx(expected)


@given(SHARES)
def test_it_is_half_the_relative_mean_difference(values):
    """The other definition: mean absolute difference of all pairs, over twice the mean."""
    if not sum(values):
        assert gini(values) == 0
        return
    differences = sum(abs(one - other) for one in values for other in values)
    assert gini(values) == pytest.approx(differences / (2 * len(values) * sum(values)))


@given(SHARES, st.integers(1, 50), st.randoms(use_true_random=False))
def test_neither_order_nor_scale_nor_copies_matter(values, factor, shuffler):
    shuffled = [value * factor for value in values] * 2
    shuffler.shuffle(shuffled)
    assert gini(shuffled) == pytest.approx(gini(values))
    assert 0 <= gini(values) < 1


@given(SHARES)
def test_the_area_under_the_lorenz_curve_gives_the_coefficient(values):
    curve = lorenz(values)
    twice_area = sum((x1 - x0) * (y0 + y1) for (x0, y0), (x1, y1) in pairwise(curve))
    assert 1 - twice_area == pytest.approx(gini(values), abs=1e-9)


def test_a_lorenz_curve_of_many_people_has_few_points_and_keeps_its_ends():
    curve = lorenz(range(100_000), points_max=11)
    assert (len(curve), curve[0], curve[5], curve[-1]) == (11, (0.0, 0.0), (0.5, pytest.approx(0.25, abs=1e-4)), (1, 1))


@pytest.mark.parametrize("values", [[-1, 3, -2], [1.5, 2, None]])
def test_all_wrong_values_are_named(values):
    for measure in (gini, lorenz):
        with pytest.raises(InvalidInputError) as caught:
            measure(values)
        assert [str(problem.where) for problem in caught.value.problems] == ["values, [0]", "values, [2]"]
