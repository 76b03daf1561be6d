"""The Wilson interval: how sure a share of few answers is. For display; nobody is ranked by it."""

from math import sqrt

from attrs import frozen

from commgov.core.checks import Checks

Z_95 = 1.959963984540054
"""The standard normal quantile of 0.975: intervals hold for 95 %."""


@frozen
class Interval:
    """From `low` to `high`; see `wilson`.

    Args:
        low: its lower end.
        high: its upper end.
    """

    low: float
    high: float


def wilson(successes: int, number: int, *, z: float = Z_95) -> Interval:
    """The score interval of a share, without continuity correction; R's `prop.test(x, n, correct = FALSE)`.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927) 209-212.

    Args:
        successes: how many of them said yes.
        number: how many were asked, at least one.
        z: the quantile of the standard normal distribution; 1.96 for 95 %.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> asked = wilson(15, 25)
        >>> round(asked.low, 4), round(asked.high, 4)
        (0.4074, 0.766)
    """
    checks = Checks("wilson")
    if checks.whole("number", number, least=1):
        checks.whole("successes", successes, most=number)
    checks.refuse()
    share, square = successes / number, z * z / number
    middle = share + square / 2
    half = z * sqrt(share * (1 - share) / number + square / (4 * number))
    low = 0.0 if successes == 0 else (middle - half) / (1 + square)
    high = 1.0 if successes == number else (middle + half) / (1 + square)
    return Interval(low, high)
