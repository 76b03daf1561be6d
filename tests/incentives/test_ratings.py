"""What few ratings say: textbook values of each formula, other ways to work them out, and what they withstand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binomtest

from commgov.errors import InvalidInputError
from commgov.incentives.ratings import Calibration, RatingColumns, bayesian_mean, calibrate, shrunken_means, wilson
from commgov.incentives.ratings.calibration import _components
from commgov.incentives.ratings.means import FINE, FULL


def columns(rows, number=None, *, raters=True, places=False):
    """Ratings from rows of (member, rater, place, thousandths)."""
    member, rater, place, value = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return RatingColumns(
        member, value, number or int(member.max()) + 1, rater if raters else None, place if places else None
    )


# The Wilson interval


@pytest.mark.parametrize(
    ("successes", "number", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_wilson_interval_has_the_published_values(successes, number, low, high):
    interval = wilson(successes, number)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(1, 500), st.integers(0, 500))
def test_the_wilson_interval_is_that_of_another_library(number, successes):
    successes = min(successes, number)
    peer = binomtest(successes, number).proportion_ci(method="wilson")
    interval = wilson(successes, number)
    assert interval.low == pytest.approx(peer.low, abs=1e-9)
    assert interval.high == pytest.approx(peer.high, abs=1e-9)
    assert 0 <= interval.low <= successes / number <= interval.high <= 1


# The Bayesian mean


def test_the_bayesian_mean_by_hand():
    """Three ratings of 5, drawn to 4 as if by six more: (15 + 24) / 9."""
    assert bayesian_mean(15, 3, mean=Fraction(4), k=Fraction(6)) == Fraction(39, 9)
    assert bayesian_mean(0, 0, mean=Fraction(4), k=Fraction(6)) == 4


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0, 250, 500, 750, 1000])), min_size=1, max_size=40),
    st.integers(0, 1000),
    st.integers(1, 250_000),
    st.integers(1, 250_000),
)
def test_without_raters_a_shrunken_mean_is_the_bayesian_mean_rounded_once(rows, mean, noise, merit):
    ratings = columns([(member, 0, 0, value) for member, value in rows], 6, raters=False)
    found = shrunken_means(ratings, Calibration(mean, noise, merit))
    for member in range(6):
        values = [value for at, value in rows if at == member]
        exact = bayesian_mean(sum(values), len(values), mean=Fraction(mean), k=Fraction(noise, merit)) * FINE
        assert abs(int(found.mean[member]) - exact) <= Fraction(1, 2)
        assert int(found.count[member]) == len(values)


def test_few_good_ratings_do_not_beat_many_good_ones():
    once, often = [(0, 0, 0, 1000)], [(1, at, 0, 950) for at in range(20)]
    found = shrunken_means(columns([*once, *often]), Calibration(700, 40_000, 10_000))
    assert found.mean[0] < found.mean[1]
    assert found.half[0] > found.half[1]


def test_of_whom_nothing_is_known_is_the_mean_and_nothing_more_certain():
    found = shrunken_means(columns([(0, 0, 0, 1000)], 2), Calibration(700, 40_000, 10_000))
    assert (found.mean[1], found.count[1]) == (700_000, 0)
    assert found.low[1] <= 700_000 - 1.95 * 100_000


@given(st.integers(1, 30), st.integers(0, 29), st.sampled_from([0, 250, 500, 750]))
def test_a_better_rating_never_lowers_a_mean(number, at, before):
    values = [500] * number
    values[at % number] = before
    better = [*values]
    better[at % number] = before + 250
    calibration = Calibration(600, 50_000, 10_000, severity=8_000)
    rows = [[(0, n % 3, 0, value) for n, value in enumerate(given)] for given in (values, better)]
    one, other = (int(shrunken_means(columns(made), calibration).mean[0]) for made in rows)
    assert one < other


# Variance components

DYESTUFF = (  # O. L. Davies, P. L. Goldsmith, Statistical Methods in Research and Production (1972), 6.4: six batches
    (1545, 1440, 1440, 1520, 1580),
    (1540, 1555, 1490, 1560, 1495),
    (1595, 1550, 1605, 1510, 1560),
    (1445, 1440, 1595, 1465, 1545),
    (1595, 1630, 1515, 1635, 1625),
    (1520, 1455, 1450, 1480, 1445),
)


def test_the_components_of_a_textbook_example():
    """R's lme4 gives 1764 between batches and 2451 within them."""
    value = np.array(DYESTUFF).ravel() - 1400
    batch = np.repeat(np.arange(6), 5)
    merit, noise = _components(value, [batch], freedom_min=24)
    assert (round(merit), round(noise)) == (1764, 2451)


def test_balanced_ratings_have_the_components_of_the_analysis_of_variance():
    """Each of 12 raters rates each of 9 members: sums of squares by the book, in exact fractions."""
    rng = np.random.default_rng(3)
    table = rng.integers(0, 1001, (9, 12))
    members, raters = (axis.ravel() for axis in np.indices(table.shape))
    exact = [[Fraction(int(value)) for value in row] for row in table]
    overall = sum(map(sum, exact)) / (9 * 12)
    rows = [sum(row) / 12 for row in exact]
    cols = [sum(row[at] for row in exact) / 9 for at in range(12)]
    merit_square = 12 * sum((row - overall) ** 2 for row in rows) / 8
    rater_square = 9 * sum((col - overall) ** 2 for col in cols) / 11
    rest = sum((exact[i][j] - rows[i] - cols[j] + overall) ** 2 for i in range(9) for j in range(12)) / (8 * 11)
    expected = ((merit_square - rest) / 12, (rater_square - rest) / 9, rest)
    assert _components(table.ravel(), [members, raters]) == pytest.approx([float(part) for part in expected])


def drawn(*, merit=100, severity=0, places=0, noise=300, number=400, seed=0):
    """Ratings of `number` members by residents of their place and, one in three, of others."""
    rng = np.random.default_rng(seed)
    count = np.minimum(rng.zipf(1.6, number), 60)
    member = np.repeat(np.arange(number), count)
    place = np.where(rng.random(len(member)) < 0.3, rng.integers(0, number // 10, len(member)), member // 10)
    rater = place * 12 + rng.integers(0, 12, len(member))
    good, strict, harsh = (
        rng.normal(0, spread, size)
        for spread, size in ((merit, number), (severity, number // 10 * 12), (places, number // 10))
    )
    value = 500 + good[member] + strict[rater] + harsh[place] + rng.normal(0, noise, len(member))
    kept = np.clip(np.rint(value), 0, 1000).astype(np.int64)
    return good, RatingColumns(member, kept, number, rater, place)


def test_components_are_found_again():
    seen = [
        calibrate(drawn(merit=90, severity=60, places=80, noise=150, number=3000, seed=seed)[1]) for seed in range(3)
    ]
    found = np.mean([[c.noise, c.merit, c.severity, c.places] for c in seen], axis=0) ** 0.5
    assert found == pytest.approx([150, 90, 60, 80], rel=0.12)


def test_spread_that_is_not_there_is_not_made_up():
    found = calibrate(drawn(merit=100, severity=0, places=0, noise=150, number=3000)[1])
    assert (found.severity, found.places) == (0, 0)
    assert found.merit == pytest.approx(10_000, rel=0.15)


def test_too_few_ratings_are_no_calibration():
    assert calibrate(columns([(at, at, 0, 500) for at in range(200)])) is None, "one each: merit looks like noise"
    assert calibrate(columns([(at % 3, at, 0, 500) for at in range(12)])) is None
    assert calibrate(RatingColumns(np.array([], dtype=np.int64), np.array([], dtype=np.int64), 0)) is None


def test_raters_who_all_rate_once_have_no_severity_of_their_own():
    found = calibrate(columns([(at // 4, at, 0, 250 * (at % 5)) for at in range(400)]))
    assert found.severity == 0
    assert found.noise > 0


# Severity


def solved_at_once(ratings, calibration):
    """The mixed model equations of C. R. Henderson, as one dense linear system: the oracle of our way."""
    variances = {"merit": calibration.merit, "severity": calibration.severity, "places": calibration.places}
    used = [(column, variances[name]) for name, column in ratings.factors if variances[name]]
    sizes = [ratings.number if column is ratings.subject else int(column.max()) + 1 for column, _ in used]
    design = np.concatenate([np.eye(size)[column] for (column, _), size in zip(used, sizes, strict=True)], axis=1)
    ridge = np.concatenate(
        [np.full(size, calibration.noise / variance) for (_, variance), size in zip(used, sizes, strict=True)]
    )
    left = ratings.value - calibration.mean
    return calibration.mean + np.linalg.solve(design.T @ design + np.diag(ridge), design.T @ left)[: ratings.number]


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 2), st.sampled_from([0, 250, 500, 750, 1000])),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 250_000),
    st.integers(1, 100_000),
    st.integers(0, 100_000),
    st.integers(0, 100_000),
)
@example([(0, 0, 0, 0)], 1000, 69717, 0, 69715)
def test_means_freed_of_severity_are_those_of_the_mixed_model_equations(rows, noise, merit, severity, places):
    calibration = Calibration(600, noise, merit, severity=severity, places=places)
    ratings = columns(rows, 5, places=True)
    found = shrunken_means(ratings, calibration).mean / FINE
    assert found == pytest.approx(np.clip(solved_at_once(ratings, calibration), 0, 1000), abs=0.002)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.just(0), st.integers(0, 1000)), min_size=2),
    st.randoms(),
)
def test_the_order_of_ratings_does_not_matter(rows, random):
    calibration = Calibration(600, 50_000, 10_000, severity=20_000)
    mixed = list(rows)
    random.shuffle(mixed)
    one, other = (shrunken_means(columns(made, 5), calibration).mean for made in (rows, mixed))
    assert np.abs(one - other).max() <= 1


def test_members_of_strict_residents_are_not_the_worse_for_it():
    """Two members of equal merit; one is rated by people who give everybody a star less."""
    strict = [(at, rater, 0, 500) for at in range(10) for rater in range(5)]
    kind = [(10 + at, 5 + rater, 0, 750) for at in range(10) for rater in range(5)]
    bridge = [(20 + at, rater, 0, 500 if rater < 5 else 750) for at in range(10) for rater in range(10)]
    ratings = columns([*strict, *kind, *bridge])
    plain = Calibration(625, 10_000, 10_000)
    fair = Calibration(625, 10_000, 10_000, severity=15_000)
    gap_plain, gap_fair = (
        int(found.mean[10] - found.mean[0]) for found in (shrunken_means(ratings, plain), shrunken_means(ratings, fair))
    )
    assert gap_fair * 4 < gap_plain


def test_places_help_where_severity_is_shared_by_neighbours():
    """Of the true best fifth, more is found with raters and places than with a Bayesian mean."""

    def found(seed, *, fair):
        good, ratings = drawn(merit=100, places=150, noise=250, number=2000, seed=seed)
        used = ratings if fair else RatingColumns(ratings.subject, ratings.value, ratings.number)
        mean = shrunken_means(used, calibrate(used)).mean
        enough = np.flatnonzero(ratings.count >= 5)
        number = len(enough) // 5
        chosen, best = (set(enough[np.argsort(-by[enough], kind="stable")[:number]].tolist()) for by in (mean, good))
        return len(chosen & best) / number

    plain, fair = (np.mean([found(seed, fair=fair) for seed in range(4)]) for fair in (False, True))
    assert fair > plain + 0.05


# Wrong numbers


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Calibration(mean=1001, noise=1, merit=1),
        lambda: Calibration(mean=0.5, noise=1, merit=1),
        lambda: Calibration(mean=500, noise=0, merit=1),
        lambda: Calibration(mean=500, noise=True, merit=1),
        lambda: Calibration(mean=500, noise=1, merit=-1),
        lambda: bayesian_mean(1, 1, mean=0.5, k=Fraction(1)),
        lambda: bayesian_mean(1, -1, mean=Fraction(1), k=Fraction(0)),
        lambda: wilson(3, 2),
        lambda: wilson(0, 0),
        lambda: RatingColumns(np.array([0]), np.array([float("nan")]), 1),
        lambda: RatingColumns(np.array([0]), np.array([1001]), 1),
        lambda: RatingColumns(np.array([0]), np.array([1, 2]), 1),
        lambda: RatingColumns(np.array([3]), np.array([1]), 1),
        lambda: RatingColumns(np.array([0]), np.array([1]), 1, np.array([-1])),
    ],
)
def test_what_is_no_number_of_the_kind_is_refused(wrong):
    with pytest.raises(InvalidInputError):
        wrong()


def test_intervals_stay_within_none_and_all():
    found = shrunken_means(columns([(0, 0, 0, 1000)] * 3), Calibration(990, 40_000, 40_000))
    assert found.high[0] == FULL
    assert 0 <= found.low[0] < found.mean[0]
