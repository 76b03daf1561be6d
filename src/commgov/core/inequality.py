"""How unevenly something is shared: the Gini coefficient and the Lorenz curve."""

from collections.abc import Sequence
from itertools import accumulate

from commgov.core.checks import Checks

POINTS_MAX = 101


def gini(values: Sequence[int]) -> float:
    """The Gini coefficient: 0 where all have the same, towards 1 where one has everything.

    `G = sum((2 i - n - 1) x_i) / (n sum(x))` over the values in ascending order, i from 1 to n; 0 where there is
    nothing to share. Summed in whole numbers, divided once.
    Source: C. Damgaard, J. Weiner, "Describing inequality in plant size or fecundity", Ecology 81 (2000) 1139-1142.

    Args:
        values: what each has, no negative ones.

    Raises:
        InvalidInputError: if a value is negative or no whole number.

    Example:
        >>> gini([5, 5, 5]), gini([0, 0, 0, 8])
        (0.0, 0.75)
    """
    ascending = _ascending(values)
    count, total = len(ascending), sum(ascending)
    if not total:
        return 0.0
    return sum((2 * rank - count - 1) * value for rank, value in enumerate(ascending, 1)) / (count * total)


def lorenz(values: Sequence[int], *, points_max: int = POINTS_MAX) -> tuple[tuple[float, float], ...]:
    """The Lorenz curve: which share of all is held by the share of people who have least.

    Source: M. O. Lorenz, "Methods of measuring the concentration of wealth", Publications of the American
    Statistical Association 9 (1905) 209-219.

    Args:
        values: what each has, no negative ones.
        points_max: the most points to give; people are grouped evenly where there are more of them.

    Returns:
        Points (share of people, share held), from (0, 0) to (1, 1); the diagonal where there is nothing to share.

    Raises:
        InvalidInputError: if a value is negative or no whole number.

    Example:
        >>> lorenz([1, 3])
        ((0.0, 0.0), (0.5, 0.25), (1.0, 1.0))
    """
    ascending = _ascending(values)
    total = sum(ascending)
    if not total:
        return ((0.0, 0.0), (1.0, 1.0))
    held = list(accumulate(ascending, initial=0))
    steps = min(len(ascending), points_max - 1)
    ranks = (step * len(ascending) // steps for step in range(steps + 1))
    return tuple((rank / len(ascending), held[rank] / total) for rank in ranks)


def _ascending(values: Sequence[int]) -> list[int]:
    checks = Checks("values")
    for at, value in enumerate(values):
        checks.whole(f"[{at}]", value)
    checks.refuse()
    return sorted(values)
