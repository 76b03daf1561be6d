"""What ratings are worth: how much of their spread is noise, how much merit, how much the raters' severity.

The variance components of a model in which a rating is the overall mean, plus the member's merit, plus the severity of
the rater, plus that of the place, plus noise. They are estimated from the ratings, never guessed: they decide how far
few ratings are drawn to the mean (k = noise / merit).
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from commgov.core import Text
from commgov.core.checks import Checks

Ints = NDArray[np.int64]

WHOLE = 1000
"""A full mark: ratings are counted in thousandths."""

FREEDOM_MIN = 30
"""What a spread is estimated from: at least so many values beyond one of each member (rater, place)."""

NEGLIGIBLE = 100
"""A variance of less than one part in so many of the noise is taken for none."""

_PIVOT_MIN = 1e-6
_HALF = WHOLE // 2


@frozen
class Calibration:
    """Mean and variance components of ratings, in thousandths of a full mark and their squares.

    It can be published with the criteria, so that everybody is measured alike however large their community is.

    Args:
        mean: the overall mean, 0 to 1000.
        noise: the variance of ratings of one member by one rater.
        merit: the variance between members.
        severity: the variance between raters.
        places: the variance between places, in what their residents give.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Calibration(mean=800, noise=160_000, merit=10_000).k
        16.0
    """

    mean: int
    noise: int
    merit: int
    severity: int = field(default=0, kw_only=True)
    places: int = field(default=0, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Calibration")
        checks.whole("mean", self.mean, most=WHOLE)
        checks.whole("noise", self.noise, least=1, most=_HALF**2 * 4)
        for name in ("merit", "severity", "places"):
            checks.whole(name, getattr(self, name), most=_HALF**2 * 4)
        checks.refuse()

    @property
    def k(self) -> float:
        """As how many ratings the overall mean counts: noise / merit; infinite where members do not differ."""
        return self.noise / self.merit if self.merit else float("inf")

    def content(self) -> dict[str, object]:
        """The numbers, as they are published."""
        return {
            "mean": self.mean,
            "noise": self.noise,
            "merit": self.merit,
            "severity": self.severity,
            "places": self.places,
        }


@frozen(eq=False)
class RatingColumns:
    """Ratings as columns: whom they are about, who gave them, where.

    Args:
        subject: `int64[ratings]`: the member, as a number.
        value: `int64[ratings]`: thousandths of a full mark.
        number: how many members there are.
        rater: `int64[ratings]`: who rated, as a number; None: not looked at.
        place: `int64[ratings]`: where, as a number; None: not looked at.

    Example:
        >>> RatingColumns(np.array([0, 0, 1]), np.array([1000, 500, 750]), 2).count.tolist()
        [2, 1]
    """

    subject: Ints
    value: Ints
    number: int
    rater: Ints | None = None
    place: Ints | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("RatingColumns")
        for name, column, most in (
            ("value", self.value, WHOLE),
            ("subject", self.subject, self.number - 1),
            ("rater", self.rater, None),
            ("place", self.place, None),
        ):
            if column is not None:
                same = len(column) == len(self.value)
                checks.require(name, len(column), ok=same, expected=Text("as long as the others", "各列长度应一致"))
                span = "≥ 0" if most is None else f"0–{most}"
                expected = Text(f"whole numbers {span}", f"应为整数{span}")
                checks.require(name, "", ok=_are_whole(column, most), expected=expected)
        checks.refuse()

    @property
    def factors(self) -> tuple[tuple[str, Ints], ...]:
        """What ratings may depend on: merit first, then severity and places, where they are known."""
        further = (("severity", self.rater), ("places", self.place))
        return (("merit", self.subject), *((name, column) for name, column in further if column is not None))

    @property
    def count(self) -> Ints:
        """`int64[members]`: how many ratings each has."""
        return np.bincount(self.subject, minlength=self.number)


def _are_whole(column: Ints, most: int | None) -> bool:
    """Whether all are whole numbers, none negative and none above `most`."""
    if column.dtype.kind not in "iu":
        return False
    return not len(column) or (int(column.min()) >= 0 and (most is None or int(column.max()) <= most))


def calibrate(ratings: RatingColumns) -> Calibration | None:
    """The variance components that the ratings show, by the method of moments.

    For each factor the spread within its levels, and for all ratings together the spread in all, is set equal to what
    the components make one expect: a linear equation each. Ratings of one member by one rater may come more than once.
    Source: K. Gao, A. B. Owen, "Efficient moment calculations for variance components in large unbalanced crossed
    random effects models", Electronic Journal of Statistics 11 (2017) 1235-1296.

    Args:
        ratings: all that are known.

    Returns:
        The components; a factor that cannot be told from the others, or that is seen in too few ratings, is left out.
        None where not even noise and merit can be told apart.

    Example:
        >>> drawn = np.arange(400)
        >>> steady = RatingColumns(drawn // 4, 500 + 400 * (drawn // 4 % 2) + 50 * (drawn % 2), 100)
        >>> calibrate(steady)
        Calibration(mean=725, noise=833, merit=40196, severity=0, places=0)
    """
    factors = ratings.factors
    while factors:
        found = _components(ratings.value, [column for _, column in factors])
        if found is not None:
            *parts, noise = (round(part) for part in found)
            named = {name: _seen(part, noise) for (name, _), part in zip(factors, parts, strict=True)}
            mean = round(int(ratings.value.sum()) / len(ratings.value))
            return Calibration(mean, max(1, noise), **named)
        factors = factors[:-1]
    return None


def _seen(part: int, noise: int) -> int:
    """A component, if it is more than what chance alone makes of nothing."""
    return part if part * NEGLIGIBLE > max(noise, 0) else 0


def _components(value: Ints, factors: Sequence[Ints], *, freedom_min: int = FREEDOM_MIN) -> list[float] | None:
    """The variance of each factor and of the noise; None where the equations do not tell them."""
    number = len(value)
    sizes = [np.bincount(column) for column in factors]
    if any(number - np.count_nonzero(size) < freedom_min for size in sizes):
        return None
    squares = int((value * value).sum())
    total = int(value.sum())
    rows = [[number - in_order(size * size) / number for size in sizes] + [number - 1.0]]
    known = [squares - total * total / number]
    shared = _shared(factors, sizes)
    for at, (column, size) in enumerate(zip(factors, sizes, strict=True)):
        there = size > 0
        sums = np.bincount(column, value)
        row = [0.0 if at == other else number - shared[at, other] for other in range(len(factors))]
        rows.append([*row, float(number - np.count_nonzero(there))])
        known.append(squares - in_order(sums[there] ** 2 / size[there]))
    return _solved(rows, known)


def _shared(factors: Sequence[Ints], sizes: Sequence[Ints]) -> dict[tuple[int, int], float]:
    """For each two factors, over their pairs of levels: the sum of (ratings in both)^2 / (ratings in the first)."""
    found = {}
    for one, other in combinations(range(len(factors)), 2):
        levels = len(sizes[other])
        pairs, both = np.unique(factors[one] * levels + factors[other], return_counts=True)
        square = both.astype(np.float64) ** 2
        found[one, other] = in_order(square / sizes[one][pairs // levels])
        found[other, one] = in_order(square / sizes[other][pairs % levels])
    return found


def in_order(terms: NDArray[np.generic]) -> float:
    """A sum, term by term: the same on every machine, where `sum` may take the terms in another order."""
    return float(np.cumsum(terms)[-1])


def _solved(rows: list[list[float]], known: list[float]) -> list[float] | None:
    """A small linear system, by elimination with pivots, in plain arithmetic that gives the same everywhere."""
    size = len(known)
    scale = max(max(map(abs, row)) for row in rows)
    table = [[*row, right] for row, right in zip(rows, known, strict=True)]
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(table[row][at]))
        table[at], table[best] = table[best], table[at]
        if abs(table[at][at]) <= _PIVOT_MIN * scale:
            return None
        for row in range(size):
            if row != at:
                factor = table[row][at] / table[at][at]
                table[row] = [one - factor * other for one, other in zip(table[row], table[at], strict=True)]
    return [table[at][size] / table[at][at] for at in range(size)]
