"""The noise has exactly the distribution it should have: by exact probabilities, and by chi-square on seeded draws."""

from collections import Counter
from fractions import Fraction
from math import exp
from random import Random

import pytest
from scipy.stats import chisquare

from commgov.errors import InvalidInputError
from commgov.privacy.releases import discrete_laplace, geometric
from commgov.privacy.releases.noise import bernoulli_exp

DRAWS = 20_000
SCALES = [Fraction(1), Fraction(2), Fraction(1, 2), Fraction(7, 3), Fraction(2, 5)]


class Tosses:
    """Answers questions for chance from a script, and weighs the script: what it says came with this probability."""

    def __init__(self, script):
        self.script, self.weight = list(script), Fraction(1)

    def __call__(self, below):
        if not self.script:
            raise EOFError
        said = self.script.pop(0)
        if said >= below:
            raise IndexError
        self.weight /= below
        return said


def fits(counts, probability, low, high):
    """Whether draws fit a distribution: all beyond the ends in one bin each. (Seeded: always the same answer.)"""
    middle = [probability(x) for x in range(low, high + 1)]
    below = sum(probability(x) for x in range(low - 400, low))
    expected = [below, *middle, 1 - below - sum(middle)]
    observed = [
        sum(number for x, number in counts.items() if x < low),
        *(counts[x] for x in range(low, high + 1)),
        sum(number for x, number in counts.items() if x > high),
    ]
    pairs = [(seen, DRAWS * due) for seen, due in zip(observed, expected, strict=True) if DRAWS * due > 5]
    seen, due = zip(*pairs, strict=True)
    rest = DRAWS - sum(seen), DRAWS - sum(due)
    return (
        chisquare([*seen, rest[0]], [*due, rest[1]]).pvalue
        if rest[1] > 1
        else chisquare(seen, [x * sum(seen) / sum(due) for x in due]).pvalue
    )


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_discrete_laplace_is_distributed_as_it_should_be(scale):
    below = Random(f"laplace {scale}").randrange  # noqa: S311 - the same draws each time
    counts = Counter(discrete_laplace(scale, below) for _ in range(DRAWS))
    q = exp(-1 / scale)
    assert fits(counts, lambda x: (1 - q) / (1 + q) * q ** abs(x), -6, 6) > 1e-4


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_geometric_is_distributed_as_it_should_be(scale):
    below = Random(f"geometric {scale}").randrange  # noqa: S311 - the same draws each time
    counts = Counter(geometric(scale, below) for _ in range(DRAWS))
    q = exp(-1 / scale)
    assert min(counts) == 0
    assert fits(counts, lambda x: (1 - q) * q**x if x >= 0 else 0, 0, 9) > 1e-4


def test_the_test_of_the_distribution_can_fail():
    """Another scale, and zero with a sign (so that it comes twice as often as it should), are both noticed."""
    below, q = Random("laplace").randrange, exp(-1 / 2)  # noqa: S311 - the same draws each time
    counts = Counter(discrete_laplace(Fraction(2), below) for _ in range(DRAWS))
    r = exp(-1 / 1.8)
    assert fits(counts, lambda x: (1 - r) / (1 + r) * r ** abs(x), -6, 6) < 1e-6
    naive = Counter(geometric(Fraction(2), below) * (1 - 2 * below(2)) for _ in range(DRAWS))
    assert fits(naive, lambda x: (1 - q) / (1 + q) * q ** abs(x), -6, 6) < 1e-6


@pytest.mark.parametrize("exponent", [Fraction(0), Fraction(1, 3), Fraction(1), Fraction(5, 2)])
def test_bernoulli_is_exact(exponent):
    """All scripts of tosses up to a length, with exact probabilities: true comes with e^-x, up to what is open."""
    true = undecided = Fraction(0)
    scripts, longest = [[]], 12
    while scripts:
        script = scripts.pop()
        tosses = Tosses(script)
        try:
            if bernoulli_exp(exponent, tosses):
                true += tosses.weight
        except EOFError:
            if len(script) == longest or tosses.weight < Fraction(1, 10**7):
                undecided += tosses.weight
            else:
                scripts += [[*script, said] for said in range(_asked(exponent, script))]
    assert true <= Fraction(exp(-exponent)) + Fraction(1, 10**12)
    assert true + undecided >= Fraction(exp(-exponent)) - Fraction(1, 10**12)
    assert undecided < Fraction(1, 10**3)


def _asked(exponent, script):
    """Among how many numbers the next toss is, after a script."""
    asked = []

    def below(number):
        asked.append(number)
        if len(asked) > len(script):
            raise EOFError
        return script[len(asked) - 1]

    with pytest.raises(EOFError):
        bernoulli_exp(exponent, below)
    return asked[-1]


def test_two_draws_differ_by_default():
    draws = {discrete_laplace(Fraction(1000)) for _ in range(50)}
    assert len(draws) > 25


@pytest.mark.parametrize("scale", [0, -1, Fraction(0), 0.5, True, "1"])
def test_a_scale_is_a_fraction_above_0(scale):
    for draw in (discrete_laplace, geometric):
        with pytest.raises(InvalidInputError):
            draw(scale)
