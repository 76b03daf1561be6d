"""Means of few ratings: drawn to the overall mean as far as few ratings are noise, and freed of raters' severity."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.incentives.ratings.calibration import WHOLE, Calibration, Ints, RatingColumns, in_order
from commgov.incentives.ratings.intervals import Z_95

FULL = 1_000_000
"""A full mark, as means are told: they are whole numbers of millionths."""

FINE = FULL // WHOLE

STEPS_MAX = 1000
_CLOSE = 1e-8  # of what there was to explain

Floats = NDArray[np.float64]


def bayesian_mean(total: int, number: int, *, mean: Fraction, k: Fraction) -> Fraction:
    """The mean of few values, drawn to the overall mean: (total + k * mean) / (number + k), exactly.

    Source: the linear Bayes estimator (H. Bühlmann, "Experience rating and credibility", ASTIN Bulletin 4 (1967)
    199-207), where k is the variance within over the variance between.

    Args:
        total: the sum of the values.
        number: how many there are; 0 gives the overall mean.
        mean: the overall mean.
        k: as how many values the overall mean counts, above 0.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> bayesian_mean(15, 3, mean=Fraction(4), k=Fraction(6))
        Fraction(13, 3)
    """
    checks = Checks("bayesian_mean")
    checks.whole("total", total)
    checks.whole("number", number)
    exact = Text("a Fraction above 0", "应为大于0的分数（Fraction）")
    checks.require("mean", mean, ok=isinstance(mean, Fraction), expected=exact)
    weight: object = k
    checks.require("k", k, ok=isinstance(weight, Fraction) and weight > 0, expected=exact)
    checks.refuse()
    return (total + k * mean) / (number + k)


@frozen(eq=False)
class ShrunkenMeans:
    """The means of all members, in millionths of a full mark.

    Args:
        mean: `int64[members]`: of a member without ratings, the overall mean.
        half: `int64[members]`: half the width of the interval that holds the member's merit with 95 %, as if raters
            and places were known by these ratings alone; so it is rather too wide than too narrow.
        count: `int64[members]`: how many ratings there are.
        freed: `int64[ratings]`: the ratings, freed of the severity of rater and place.
    """

    mean: Ints
    half: Ints
    count: Ints
    freed: Ints

    @property
    def low(self) -> Ints:
        """`int64[members]`: the lower ends of the intervals."""
        low: Ints = np.maximum(self.mean - self.half, 0)
        return low

    @property
    def high(self) -> Ints:
        """`int64[members]`: the upper ends."""
        high: Ints = np.minimum(self.mean + self.half, FULL)
        return high


def shrunken_means(ratings: RatingColumns, calibration: Calibration) -> ShrunkenMeans:
    """What the ratings say of each member, once noise and severity are taken out as far as they can be told.

    The best linear unbiased predictor of a crossed random effects model; without raters and places the Bayesian mean.
    Severity is rounded to a millionth of a full mark; with it, the members' means are whole numbers, rounded once.
    Source: C. R. Henderson, "Best linear unbiased estimation and prediction under a selection model", Biometrics 31
    (1975) 423-447.

    Args:
        ratings: all of them.
        calibration: mean and variance components.

    Example:
        >>> strict, kind = 0, 1
        >>> rater = np.array([strict] * 20 + [kind] * 20)
        >>> ratings = RatingColumns(np.arange(40) // 2, np.where(rater == strict, 400, 800), 20, rater)
        >>> plain = Calibration(mean=600, noise=10_000, merit=10_000)
        >>> fair = Calibration(mean=600, noise=10_000, merit=10_000, severity=40_000)
        >>> shrunken_means(ratings, plain).mean[[0, 19]].tolist()
        [466667, 733333]
        >>> shrunken_means(ratings, fair).mean[[0, 19]].tolist()
        [595181, 604819]
    """
    severity = _severity(ratings, calibration)
    freed = ratings.value * FINE - severity
    left = freed - calibration.mean * FINE
    count = ratings.count
    total = np.bincount(ratings.subject, left, ratings.number).astype(np.int64)  # exact: sums far below 2^53
    weight = count * calibration.merit + calibration.noise
    mean = np.clip(calibration.mean * FINE + _rounded(total * calibration.merit, weight), 0, FULL)
    unsure = calibration.noise + calibration.severity + calibration.places  # the raters' severity is a guess too
    spread = np.sqrt(calibration.merit * (unsure / (count * calibration.merit + unsure)))
    return ShrunkenMeans(mean, np.rint(Z_95 * FINE * spread).astype(np.int64), count, freed)


def _rounded(above: Ints, below: Ints) -> Ints:
    """The quotients, rounded half up, in whole numbers."""
    return (2 * above + below) // (2 * below)


def _severity(ratings: RatingColumns, calibration: Calibration) -> Ints:
    """`int64[ratings]`: by how much rater and place lift each rating, in millionths of a full mark."""
    variances = {"merit": calibration.merit, "severity": calibration.severity, "places": calibration.places}
    factors = [(column, variances[name]) for name, column in ratings.factors if variances[name]]
    severe = [number for number, (column, _) in enumerate(factors) if column is not ratings.subject]
    if not severe or not len(ratings.value):
        return np.zeros(len(ratings.value), dtype=np.int64)
    levels = [int(column.max()) + 1 for column, _ in factors]
    begins = [sum(levels[:number]) for number in range(len(levels))]
    columns = [column + begin for (column, _), begin in zip(factors, begins, strict=True)]
    ridge = np.repeat([calibration.noise / variance for _, variance in factors], levels)
    effects = _solved((ratings.value - calibration.mean).astype(np.float64), columns, ridge)
    lifted = np.rint(effects * FINE).astype(np.int64)
    severity: Ints = np.sum([lifted[columns[number]] for number in severe], axis=0, dtype=np.int64)
    return severity


def _solved(left: Floats, columns: Sequence[Ints], ridge: Floats) -> Floats:
    """The effects of all levels at once: Henderson's equations, by conjugate gradients with the diagonal's help.

    Every sum is taken in one order, term by term, so the answer is the same on every machine.
    Source: M. R. Hestenes, E. Stiefel, "Methods of conjugate gradients for solving linear systems", Journal of Research
    of the National Bureau of Standards 49 (1952) 409-436.
    """
    number = len(ridge)

    def spread(values: Floats) -> Floats:
        summed: Floats = np.sum([np.bincount(column, values, number) for column in columns], axis=0)
        return summed

    diagonal = spread(np.ones(len(left))) + ridge
    effects, rest = np.zeros(number), spread(left)
    toward = direction = rest / diagonal
    length = in_order(rest * toward)
    small = length * _CLOSE**2
    for _ in range(STEPS_MAX):
        if length <= small:
            break
        moved = spread(np.sum([direction[column] for column in columns], axis=0)) + ridge * direction
        step = length / in_order(direction * moved)
        effects, rest = effects + step * direction, rest - step * moved
        toward = rest / diagonal
        before, length = length, in_order(rest * toward)
        direction = toward + length / before * direction
    return effects
