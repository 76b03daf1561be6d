"""How unlikely something is: exact upper tails, and the share of false alarms among many tests.

The tails are summed term by term from the ratio of neighbouring terms, so no special function is needed. Peers differ
from each other; so the counts here are allowed to be spread wider than a coin's (beta-binomial instead of binomial,
negative binomial instead of Poisson). With a spread of 0 they are the binomial and the Poisson.
"""

import math

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_EXACT_MAX = 20_000
"""Longest sum of a binomial tail; beyond it the count is scaled down, which errs on the careful side."""


def binomial_tail(count: int, trials: int, share: float, spread: float = 0.0) -> float:
    """P(X >= count) for a beta-binomial X.

    Args:
        count: at least so many.
        trials: of so many.
        share: the mean share, above 0 and below 1.
        spread: the correlation of two trials of one group, from 0 (a binomial) up to below 1.

    Example:
        >>> round(binomial_tail(3, 3, 0.5), 6), binomial_tail(0, 3, 0.5)
        (0.125, 1.0)
        >>> binomial_tail(9, 10, 0.5) < binomial_tail(9, 10, 0.5, spread=0.2)
        True
    """
    if count <= 0:
        return 1.0
    if trials > _EXACT_MAX:
        count, trials = count * _EXACT_MAX // trials, _EXACT_MAX
    ratio = spread / (1 - spread)
    done = np.arange(trials, dtype=np.float64)
    left = trials - done
    steps = np.log(left / (done + 1) * (done * ratio + share) / ((left - 1) * ratio + 1 - share))
    return _tail(np.concatenate(([0.0], np.cumsum(steps))), count)


def count_tail(count: int, mean: float, spread: float = 0.0) -> float:
    """P(X >= count) for a negative binomial X.

    Args:
        count: at least so many.
        mean: the mean, above 0.
        spread: the variance is `mean + spread * mean**2`; with 0 it is a Poisson.

    Example:
        >>> round(count_tail(1, 1.0), 6)
        0.632121
    """
    if count <= 0:
        return 1.0
    terms = int(max(count, mean) + 40 * math.sqrt(mean + spread * mean * mean) + 60 * (1 + spread * mean))
    done = np.arange(terms, dtype=np.float64)
    steps = np.log((done * spread + 1) * mean / ((done + 1) * (spread * mean + 1)))
    return _tail(np.concatenate(([0.0], np.cumsum(steps))), count)


def poisson_tails(counts: Ints, means: Floats) -> Floats:
    """P(X >= count) for many Poisson X at once.

    Args:
        counts: at least so many, each.
        means: the means, above 0.

    Example:
        >>> poisson_tails(np.array([0, 1]), np.array([1.0, 1.0])).round(3).tolist()
        [1.0, 0.632]
    """
    below, term = np.zeros(len(counts)), np.exp(-means)
    for number in range(int(counts.max(initial=0))):
        below += np.where(number < counts, term, 0.0)
        term = term * means / (number + 1)
    return np.clip(1 - below, 0.0, 1.0)


def normal_tail(score: float) -> float:
    """P(Z >= score) for a standard normal Z.

    Example:
        >>> round(normal_tail(1.96), 3)
        0.025
    """
    return 0.5 * math.erfc(score / math.sqrt(2))


def false_discoveries(chances: Floats, share: float) -> Flags:
    """Which of many tests stand out, so that on average at most a share of those that do are false alarms.

    Args:
        chances: the tests' p-values.
        share: the false discovery rate.

    Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", J. R. Statist. Soc. B 57 (1995).

    Example:
        >>> false_discoveries(np.array([0.001, 0.9, 0.012, 0.2]), 0.05).tolist()
        [True, False, True, False]
    """
    order = np.argsort(chances, kind="stable")
    line = share * np.arange(1, len(chances) + 1) / max(len(chances), 1)
    below = np.flatnonzero(chances[order] <= line)
    stands_out = np.zeros(len(chances), dtype=np.bool_)
    if len(below):
        stands_out[order[: below[-1] + 1]] = True
    return stands_out


def _tail(logs: Floats, count: int) -> float:
    terms = np.exp(logs - logs.max())
    return min(1.0, float(terms[count:].sum() / terms.sum()))
