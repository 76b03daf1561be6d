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
    """P(X >= count) for a beta-binomial X; see `binomial_tails`.

    Example:
        >>> round(binomial_tail(3, 3, 0.5), 6), binomial_tail(0, 3, 0.5)
        (0.125, 1.0)
        >>> binomial_tail(9, 10, 0.5) < binomial_tail(9, 10, 0.5, spread=0.2)
        True
    """
    return float(binomial_tails(np.array([count]), np.array([trials]), np.array([share]), spread)[0])


def binomial_tails(counts: Ints, trials: Ints, shares: Floats, spread: float = 0.0) -> Floats:
    """P(X >= count) for many beta-binomial X at once.

    Args:
        counts: at least so many, each.
        trials: of so many, each.
        shares: the mean shares, above 0 and below 1.
        spread: the correlation of two trials of one group, from 0 (a binomial) up to below 1.

    Example:
        >>> binomial_tails(np.array([3, 0]), np.array([3, 9]), np.array([0.5, 0.5])).tolist()
        [0.125, 1.0]
    """
    tails = np.ones(len(counts))
    many = trials > _EXACT_MAX
    counts, trials = np.where(many, counts * _EXACT_MAX // trials, counts), np.where(many, _EXACT_MAX, trials)
    size = np.ceil(np.log2(np.maximum(trials, 1)))  # rows of about one length together: at most half is padding
    for each in np.unique(size).tolist():
        rows = np.flatnonzero((size == each) & (counts > 0))
        if len(rows):
            tails[rows] = _alike(counts[rows, None], trials[rows, None], shares[rows, None], spread / (1 - spread))
    return tails


def _alike(counts: Ints, trials: Ints, shares: Floats, ratio: float) -> Floats:
    """Tails of columns of about as many trials each, one row each."""
    done = np.arange(int(trials.max()), dtype=np.float64)
    left = np.maximum(trials - done, 1)
    odds = left / (done + 1) * (done * ratio + shares) / ((left - 1) * ratio + 1 - shares)
    steps = np.where(done < trials, np.log(odds), -np.inf)
    logs = np.concatenate((np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)), axis=1)
    terms = np.exp(logs - logs.max(axis=1, keepdims=True))
    upper = np.where(np.arange(terms.shape[1]) >= counts, terms, 0.0)
    return np.asarray(np.minimum(1.0, upper.sum(axis=1) / terms.sum(axis=1)), dtype=np.float64)


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
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    terms = np.exp(logs - logs.max())
    return min(1.0, float(terms[count:].sum() / terms.sum()))


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
