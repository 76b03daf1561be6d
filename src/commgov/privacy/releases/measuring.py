"""How well rows hide the persons in them: k-anonymity, l-diversity, t-closeness. All in numpy, pycanon is the peer.

A *class* is all rows with the same quasi-identifiers (an equivalence class).
"""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from commgov.core.checks import Checks
from commgov.privacy.releases.rows import Codes, Column, Rows
from commgov.wording import Text

_SAME = 1e-9  # entropies nearer than this are weighed again, exactly as they are published
_SENSITIVE = Text("at least one row, and columns that the rows have", "至少一行，且各列应存在")


@frozen
class Anonymity:
    """How well rows hide the persons in them. The worst class counts, and of several sensitive columns the worst one.

    Args:
        classes: how many classes there are.
        k: rows in the smallest class (Samarati and Sweeney 1998).
        distinct_l: distinct sensitive values in the class that has fewest (Machanavajjhala et al. 2006); None without
            a sensitive column, as all below.
        entropy_l: e to the least entropy of a class (the same, definition 4.1).
        recursive_c: the least whole c for which each class is recursively (c, l)-diverse, l being `distinct_l`: its
            most frequent value comes less than c times as often as those from the l-th most frequent on together (the
            same, definition 4.2). None where l is 1.
        rarest_c: the same with the *rarest* value in place of the most frequent one and the frequent ones summed, as
            pycanon counts; to compare with it, not to rely on.
        t: the largest distance of a class from all rows (Li et al. 2007): by equal distance for texts, by ordered
            distance for numbers.
    """

    classes: int
    k: int
    distinct_l: int | None = None
    entropy_l: float | None = None
    recursive_c: int | None = None
    rarest_c: int | None = None
    t: float | None = None


def measure(rows: Rows, quasi: Sequence[str], sensitive: Sequence[str] = ()) -> Anonymity:
    """Measure rows.

    Args:
        rows: at least one.
        quasi: the columns by which somebody may know a person.
        sensitive: the columns that must not be learnt.

    Raises:
        InvalidInputError: if there are no rows, no quasi-identifiers, or no such columns.

    Example:
        >>> from commgov.privacy import Tier
        >>> grids = Column("grid", Tier.T1, ("g1", "g1", "g1", "g2", "g2"))
        >>> needs = Column("need", Tier.T4, ("care", "meals", "care", "care", "meals"))
        >>> found = measure(Rows(("p-1", "p-2", "p-3", "p-4", "p-5"), (grids, needs)), ["grid"], ["need"])
        >>> found.k, found.distinct_l, found.recursive_c
        (2, 2, 3)
    """
    checks = Checks("measure")
    named = all(rows.has(name) for name in (*quasi, *sensitive))
    checks.require("rows", "", ok=len(rows) > 0 and bool(quasi) and named, expected=_SENSITIVE)
    checks.refuse()
    classes = classes_of([rows.column(name).coded for name in quasi])
    sizes = np.bincount(classes)
    if not sensitive:
        return Anonymity(len(sizes), int(sizes.min()))
    tables = [_Cells(classes, sizes, rows.column(name)) for name in sensitive]
    distinct = int(min(table.distinct.min() for table in tables))
    frequent = max(table.most_frequent_c(distinct) for table in tables) if distinct > 1 else None
    rarest = max(table.rarest_c(distinct) for table in tables) if distinct > 1 else None
    entropy, t = min(table.entropy_l() for table in tables), max(table.t() for table in tables)
    return Anonymity(len(sizes), int(sizes.min()), distinct, entropy, frequent, rarest, t)


def classes_of(columns: Sequence[tuple[Codes, Sequence[object]]]) -> Codes:
    """The class of each row, as numbers from 0.

    Args:
        columns: the quasi-identifiers, as `Column.coded` gives them.
    """
    key, size = columns[0][0], max(1, len(columns[0][1]))
    for codes, values in columns[1:]:
        count = max(1, len(values))
        key, size = key * count + codes, size * count
        if size > 4 * len(key) + 1000:  # number anew before the keys outgrow whole numbers, or the table below memory
            key, size = _renumbered(key, size)
    return _renumbered(key, size)[0]


def _renumbered(key: Codes, size: int) -> tuple[Codes, int]:
    """The same keys without gaps, in the same order, and how many there are."""
    if size <= 64 * len(key) + 4096:  # by a table: no sort
        is_there = np.zeros(size, bool)
        is_there[key] = True
        place = np.cumsum(is_there) - 1
        return place[key], int(place[-1]) + 1
    found, anew = np.unique(key, return_inverse=True)
    return anew.astype(np.int64, copy=False), len(found)


class _Cells:
    """How often each sensitive value comes in each class; only the pairs that come."""

    def __init__(self, classes: Codes, sizes: NDArray[np.int64], column: Column) -> None:
        codes, values = column.coded
        self._sizes, self._values, self._is_number = sizes, len(values), isinstance(values[0], int)
        key = classes * len(values) + codes
        room = len(sizes) * len(values)
        if room <= 64 * len(key) + 4096:
            counts = np.bincount(key, minlength=room)
            pairs = np.flatnonzero(counts)
            self._counts = counts[pairs]
        else:
            pairs, self._counts = np.unique(key, return_counts=True)
        self._class, self._value = pairs // len(values), pairs % len(values)
        self._total = np.bincount(codes, minlength=len(values)) / len(codes)
        self.distinct = np.bincount(self._class, minlength=len(sizes))
        self._starts = np.concatenate(([0], np.cumsum(self.distinct)[:-1]))

    def entropy_l(self) -> float:
        """See `Anonymity`. Classes that come near the least are weighed one by one, so that sums round as pycanon's."""
        shares = self._counts / self._sizes[self._class]
        entropies = -np.add.reduceat(shares * np.log(shares), self._starts)
        near = np.flatnonzero(entropies <= entropies.min() + _SAME)
        seen = {tuple(self._counts[self._starts[at] : self._starts[at] + self.distinct[at]].tolist()) for at in near}
        exact = []
        for counts in seen:
            weights = np.array(counts) / sum(counts)
            exact.append(-np.sum(weights * np.log(weights)))
        return float(min(np.exp(1) ** np.array(exact)))

    def _ranked(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The counts of each class from the smallest to the largest, and the place of each count in its class."""
        order = np.lexsort((self._counts, self._class))
        return self._counts[order], np.arange(len(order)) - self._starts[self._class[order]]

    def most_frequent_c(self, l: int) -> int:  # noqa: E741 - the literature's letter
        """See `Anonymity.recursive_c`."""
        counts, place = self._ranked()
        is_tail = place <= self.distinct[self._class] - l
        tails = np.add.reduceat(np.where(is_tail, counts, 0), self._starts)
        largest = counts[self._starts + self.distinct - 1]
        return int((largest // tails).max()) + 1

    def rarest_c(self, l: int) -> int:  # noqa: E741 - the literature's letter
        """See `Anonymity.rarest_c`."""
        counts, place = self._ranked()
        sums = np.add.reduceat(np.where(place >= l - 1, counts, 0), self._starts)
        return int((counts[self._starts] // sums).max()) + 1

    def t(self) -> float:
        """The largest earth mover's distance between a class and all rows."""
        if self._values == 1:
            return 0.0
        worst, step = 0.0, max(1, 4_000_000 // self._values)
        for first in range(0, len(self._sizes), step):  # some classes at a time: a table of all may be large
            last = min(first + step, len(self._sizes))
            low, high = np.searchsorted(self._class, (first, last))
            shares = np.zeros((last - first, self._values))
            of, sizes = self._class[low:high], self._sizes
            shares[of - first, self._value[low:high]] = self._counts[low:high] / sizes[of]
            shares -= self._total
            if self._is_number:
                moved = np.abs(np.cumsum(shares, axis=1)).sum(axis=1) / (self._values - 1)
            else:
                moved = np.abs(shares).sum(axis=1) / 2
            worst = max(worst, float(moved.max()))
        return worst
