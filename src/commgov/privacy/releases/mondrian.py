"""Strict multidimensional partitioning: Mondrian (LeFevre, DeWitt and Ramakrishnan 2006), in numpy.

1. All rows are one part.
2. A part is cut at the median of the quasi-identifier that is widest in it, as a share of its width over all rows; if a
   half would be too small, or say too little (l), the next widest is tried.
3. A part that no quasi-identifier can cut is a class. Its quasi-identifiers are published as what covers the class.

Nothing is random: same rows, same classes.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commgov.privacy.releases.generalising import Taxonomy, said_range
from commgov.privacy.releases.rows import Codes, Column

Shares = NDArray[np.float64]
"""Of each value of a column, a share of a class."""

_Flags = NDArray[np.bool_]
_ROUNDING = 1e-9


def partition(
    quasi: Sequence[Codes],
    sensitive: Sequence[Codes],
    *,
    k: int,
    least_distinct: int = 1,
    most_alike: Sequence[Shares] = (),
) -> Codes:
    """The class of each row, as numbers from 0.

    Args:
        quasi: the quasi-identifiers as numbers whose order means something; one number a row.
        sensitive: the sensitive columns as numbers.
        k: rows that each class has at least, provided that there are so many.
        least_distinct: distinct values of each sensitive column that each class has at least, provided that all rows
            together have so many.
        most_alike: of each sensitive column, for each value the share of a class that may have it; none: any.

    Example:
        >>> import numpy as np
        >>> ages, sexes = np.array([61, 62, 63, 81, 82, 83]), np.array([0, 1, 0, 1, 0, 1])
        >>> partition([ages, sexes], [], k=3).tolist()
        [0, 0, 0, 1, 1, 1]
    """
    points = np.ascontiguousarray(np.column_stack(quasi))
    values = np.ascontiguousarray(np.column_stack(sensitive)) if sensitive and least_distinct > 1 else None
    whole = np.ptp(points, axis=0).astype(float)
    whole[whole == 0] = 1
    classes, number = np.empty(len(points), np.int64), 0
    open_parts = [np.arange(len(points))]
    while open_parts:
        rows = open_parts.pop()
        known = None if values is None else values[rows]
        left = _cut(points[rows], known, whole, k, _Wanted(least_distinct, most_alike))
        if left is None:
            classes[rows] = number
            number += 1
        else:
            open_parts += (rows[~left], rows[left])
    return classes


class _Wanted(NamedTuple):
    """How the sensitive values of a class should differ: see `partition`."""

    least_distinct: int
    most_alike: Sequence[Shares]


def _cut(points: Codes, values: Codes | None, whole: NDArray[np.float64], k: int, wanted: _Wanted) -> _Flags | None:
    """The rows of the left half of a part; None if it cannot be cut."""
    count = len(points)
    if count < 2 * k:
        return None
    width = (points.max(axis=0) - points.min(axis=0)) / whole
    for dimension in np.argsort(-width, kind="stable").tolist():
        if width[dimension] <= 0:
            return None
        column = points[:, dimension]
        median = int(np.partition(column, count // 2)[count // 2])
        halves: list[_Flags] = [column < median, column <= median]
        halves.sort(key=lambda left: abs(count - 2 * int(np.count_nonzero(left))))
        for left in halves:
            size = int(np.count_nonzero(left))
            if min(size, count - size) >= k and (
                values is None or all(are_diverse(half.T, *wanted) for half in (values[left], values[~left]))
            ):
                return left
    return None


def are_diverse(columns: Iterable[Codes], least_distinct: int, most_alike: Sequence[Shares] = ()) -> bool:
    """Whether some rows have enough distinct values of each sensitive column, and none that too many share.

    Args:
        columns: the sensitive columns of these rows.
        least_distinct: see `partition`.
        most_alike: see `partition`.
    """
    for at, column in enumerate(columns):
        counts = np.bincount(column)
        if np.count_nonzero(counts) < least_distinct:
            return False
        if most_alike and (counts > most_alike[at][: len(counts)] * len(column) + _ROUNDING).any():
            return False
    return True


def ordered_codes(column: Column) -> tuple[Codes, list[str | int]]:
    """A column as numbers whose order means something: numbers as they are, texts as their taxonomy has them."""
    codes, values = column.coded
    if values and isinstance(values[0], int):
        return np.asarray(column.values, np.int64), values
    if isinstance(column.coarser, Taxonomy):
        order = column.coarser.in_order(map(str, values))
        place = {value: at for at, value in enumerate(order)}
        return np.array([place[str(value)] for value in values], np.int64)[codes], list(order)
    return codes, values


def covering(column: Column, classes: Codes) -> list[str]:
    """What covers each class in a column: a range of numbers, an entry of the taxonomy, or the texts it has."""
    codes, values = column.coded
    pairs = np.unique(classes * max(1, len(values)) + codes)
    of, value = pairs // len(values), pairs % len(values)
    starts = np.flatnonzero(np.diff(of, prepend=-1)).tolist()
    ends = [*starts[1:], len(pairs)]
    said = [[values[at] for at in value[start:end].tolist()] for start, end in zip(starts, ends, strict=True)]
    return [_covering_one(column, each) for each in said]


def _covering_one(column: Column, values: Sequence[str | int]) -> str:
    """What covers some values, which come in order."""
    if isinstance(values[0], int):
        return said_range(values[0], int(values[-1]))
    if isinstance(column.coarser, Taxonomy):
        return column.coarser.covering(map(str, values))
    return " / ".join(map(str, values))
