"""A count against the peers' own distribution: who has more signs of something than one among their peers would have.

Each group (a member, an officer, a clerk) has so many trials and so many signs among them. Peers differ from each
other, and how much they do is measured on themselves (a beta-binomial's spread, by moments), after leaving out those
that stand out already. A group is compared with the others, never with a number that somebody thought of.
"""

import numpy as np
from attrs import frozen

from commgov.incentives.integrity.chance import Flags, Floats, Ints, binomial_tails, false_discoveries
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import begins_of, order_of

_ROUNDS = 4
"""Leaving out and measuring anew settles within a few rounds."""

_TENTH = 10
"""A few extreme groups would make everybody look different, and so hide each other: see `_highest`."""

_NEAR = 3.0
"""Groups within three standard deviations of what is usual have chances no test would count; they are not summed."""


@frozen(eq=False)
class BeyondPeers:
    """The groups that stand out.

    Args:
        groups: their codes, in order.
        signs: how many signs each has.
        trials: among how many.
        usual: what share was to be expected.
        chance: how likely a peer is to have so many.
    """

    groups: Ints
    signs: Ints
    trials: Ints
    usual: Floats
    chance: Floats


def beyond_peers(signs: Ints, trials: Ints, policy: IntegrityPolicy, expected: Floats | None = None) -> BeyondPeers:
    """Find the groups with more signs than one among their peers would have.

    Args:
        signs: `[groups]`, how many signs each has.
        trials: `[groups]`, among how many; groups without any are left out.
        policy: how many false alarms there may be, and the fewest signs.
        expected: `[groups]`, the share that is usual for what the group does (see `usual_share`); without it, the
            share among all the other groups.

    Example:
        >>> others = np.full(40, 2)
        >>> found = beyond_peers(np.array([*others, 18]), np.full(41, 20), IntegrityPolicy())
        >>> found.groups.tolist(), found.usual.round(2).tolist()
        ([40], [0.1])
    """
    tested = np.flatnonzero(trials > 0)
    x, n = signs[tested], trials[tested]
    own = None if expected is None else expected[tested]
    stands_out = _highest(x, n, own)
    share, chance = np.zeros(len(tested)), np.ones(len(tested))
    for _ in range(_ROUNDS):
        share = _share(x, n, ~stands_out) if own is None else own
        chance = _chances(x, n, share, _spread(x, n, share, ~stands_out), policy.least)
        now = false_discoveries(chance, policy.false_share)
        if np.array_equal(now, stands_out):
            break
        stands_out = now
    kept = np.flatnonzero(stands_out)
    return BeyondPeers(tested[kept], x[kept], n[kept], share[kept], chance[kept])


def usual_share(sign: Flags, group: Ints, stratum: Ints, policy: IntegrityPolicy, groups: int) -> Floats:
    """What share of signs is usual for what each group does: in the same strata, among the other groups.

    Args:
        sign: `[rows]`.
        group: `[rows]`, codes from 0.
        stratum: `[rows]`, codes from 0: what the rows are to be compared within, such as a category or a unit.
        policy: how many records of the whole community a stratum is mixed with.
        groups: how many groups there are.

    Example:
        >>> hard, easy = [1, 1, 1, 0] * 30, [0, 0, 0, 1] * 30  # two kinds of work; each group does one of them
        >>> sign = np.array(hard + easy, dtype=bool)
        >>> group, stratum = np.repeat(np.arange(12), 20), np.repeat([0, 1], 120)
        >>> usual_share(sign, group, stratum, IntegrityPolicy(), 12).round(1).tolist()[::6]
        [0.7, 0.3]
    """
    strata = int(stratum.max(initial=-1)) + 1
    of_group, of_stratum, trials, signs = _cells(sign, group, stratum)
    all_trials = np.bincount(stratum, minlength=strata)[of_stratum] - trials
    all_signs = np.bincount(stratum, sign, minlength=strata)[of_stratum] - signs
    overall = (sign.sum() + 0.5) / (len(sign) + 1)
    share = (all_signs + policy.prior * overall) / (all_trials + policy.prior)
    expected = np.bincount(of_group, share * trials, minlength=groups)
    return np.clip(expected / np.maximum(np.bincount(group, minlength=groups), 1), 1e-9, 1 - 1e-9)


def _cells(sign: Flags, group: Ints, stratum: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Each group in each stratum that it has rows in, with its rows and its signs."""
    order = order_of(group, stratum)
    group, stratum, sign = group[order], stratum[order], sign[order]
    begins = begins_of(group, stratum)
    number = np.cumsum(begins) - 1
    trials = np.bincount(number, minlength=1)
    return group[begins], stratum[begins], trials, np.bincount(number[sign], minlength=len(trials))


def _highest(signs: Ints, trials: Ints, expected: Floats | None) -> Flags:
    """The tenth of the groups that is farthest above what is usual: left out of the first measurement."""
    share = np.full(len(signs), (signs.sum() + 0.5) / (trials.sum() + 1)) if expected is None else expected
    above = (signs - trials * share) / np.sqrt(trials * share * (1 - share))
    highest = np.zeros(len(signs), dtype=np.bool_)
    highest[np.argsort(-above, kind="stable")[: len(signs) // _TENTH]] = True
    return highest


def _share(signs: Ints, trials: Ints, peers: Flags) -> Floats:
    """The share of signs among the other groups that are peers."""
    x = (signs * peers).sum() - signs * peers
    n = (trials * peers).sum() - trials * peers
    return np.asarray((x + 0.5) / (n + 1), dtype=np.float64)


def _spread(signs: Ints, trials: Ints, share: Floats, peers: Flags) -> float:
    """How much the peers differ: the correlation that their squared deviations show, by moments."""
    several = peers & (trials > 1)
    x, n, p = signs[several], trials[several], share[several]
    if not len(n):
        return 0.0
    squares = (x - n * p) ** 2 / (n * p * (1 - p))
    return float(np.clip((squares - 1).sum() / (n - 1).sum(), 0.0, 0.9))


def _chances(signs: Ints, trials: Ints, share: Floats, spread: float, least: int) -> Floats:
    """How likely each count is; those that could never be a flag are not summed."""
    chance = np.ones(len(signs))
    width = np.sqrt(trials * share * (1 - share) * (1 + (trials - 1) * spread))
    far = np.flatnonzero((signs > trials * share + _NEAR * width) & (signs >= least))
    chance[far] = binomial_tails(signs[far], trials[far], share[far], spread)
    return chance
