"""Noise for counts, drawn exactly: the discrete Laplace distribution, from coin tosses that nobody can foresee.

Canonne, Kamath and Steinke 2020, "The Discrete Gaussian for Differential Privacy", algorithms 1 and 2. No float is
used: what floats round away has let attackers read the true counts (Mironov 2012).
"""

from collections.abc import Callable
from fractions import Fraction
from secrets import randbelow

from commgov.core.checks import Checks
from commgov.wording import Text

Below = Callable[[int], int]
"""Draws a whole number from 0 up to but not including the one given, each equally likely."""

POSITIVE = Text("a Fraction or a whole number above 0", "应为大于0的分数（Fraction）或整数")


def discrete_laplace(scale: Fraction | int, below: Below = randbelow) -> int:
    """Noise from the discrete Laplace distribution: x comes with a probability in proportion to e^(-|x| / scale).

    Added to a count that one person changes by at most 1, it is (1 / scale)-differentially private.

    Args:
        scale: above 0; the larger, the more noise.
        below: where chance comes from; the operating system's, which nobody can foresee. Tests pass another one.

    Raises:
        InvalidInputError: if the scale is none.

    Example:
        >>> from random import Random
        >>> seeded = Random(7).randrange  # for examples only: whoever knows the seed knows the noise
        >>> [discrete_laplace(Fraction(2), seeded) for _ in range(8)]
        [0, 0, 0, -2, 1, -1, -2, -3]
    """
    scale = _positive(scale)
    while True:
        size, is_negative = _geometric(scale, below), below(2) == 1
        if size or not is_negative:  # zero has no sign: else it would come twice as often as it should
            return -size if is_negative else size


def geometric(scale: Fraction | int, below: Below = randbelow) -> int:
    """The one-sided noise: x >= 0 comes with a probability in proportion to e^(-x / scale).

    Args:
        scale: above 0.
        below: as in `discrete_laplace`.

    Raises:
        InvalidInputError: if the scale is none.

    Example:
        >>> geometric(Fraction(3)) >= 0
        True
    """
    return _geometric(_positive(scale), below)


def _positive(scale: Fraction | int) -> Fraction:
    checks = Checks("noise")
    checks.require("scale", "", ok=is_positive(scale), expected=POSITIVE)
    checks.refuse()
    return Fraction(scale)


def is_positive(value: object) -> bool:
    """Whether it is a fraction or a whole number above 0."""
    return isinstance(value, Fraction | int) and not isinstance(value, bool) and value > 0


def _geometric(scale: Fraction, below: Below) -> int:
    """Whole multiples of the numerator, and the rest, drawn apart; then divided by the denominator."""
    above, beneath = scale.numerator, scale.denominator
    while True:
        rest = below(above)
        if bernoulli_exp(Fraction(rest, above), below):
            break
    whole = 0
    while bernoulli_exp(Fraction(1), below):
        whole += 1
    return (rest + above * whole) // beneath


def bernoulli_exp(exponent: Fraction, below: Below = randbelow) -> bool:
    """True with a probability of exactly e^-exponent.

    Args:
        exponent: not negative.
        below: as in `discrete_laplace`.

    Example:
        >>> bernoulli_exp(Fraction(0))
        True
    """
    while exponent > 1:
        if not _bernoulli_exp_to_one(Fraction(1), below):
            return False
        exponent -= 1
    return _bernoulli_exp_to_one(exponent, below)


def _bernoulli_exp_to_one(exponent: Fraction, below: Below) -> bool:
    """The same for exponents up to 1: toss coins that fall less and less often, and look how many did (von Neumann)."""
    number = 1
    while below(exponent.denominator * number) < exponent.numerator:
        number += 1
    return number % 2 == 1
