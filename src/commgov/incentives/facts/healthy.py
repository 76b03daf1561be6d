"""The healthy limit: minutes of service beyond it, on a day or in a week, count for nothing more.

Nobody is to be rewarded for wearing themselves out. The minutes themselves stay in the time bank; only points and the
assessment stop counting. What was served first counts first.
"""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from commgov.core.checks import Checks
from commgov.core.timing import MINUTES_A_DAY, MINUTES_A_WEEK

Ints = NDArray[np.int64]

DAY_MINUTES_MAX = 8 * 60
WEEK_MINUTES_MAX = 40 * 60
_SUNDAY = 7


@frozen
class HealthyLimit:
    """How many minutes of a member count on a day, and in a week from Monday.

    The defaults are the working hours of China's State Council Decree 174 (1995), eight hours a day and forty a week.

    Args:
        day_minutes_max: the most that count of one day.
        week_minutes_max: the most that count of one week.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> HealthyLimit(day_minutes_max=240).week_minutes_max
        2400
    """

    day_minutes_max: int = DAY_MINUTES_MAX
    week_minutes_max: int = WEEK_MINUTES_MAX

    def __attrs_post_init__(self) -> None:
        checks = Checks("HealthyLimit")
        checks.whole("day_minutes_max", self.day_minutes_max, most=MINUTES_A_DAY)
        checks.whole("week_minutes_max", self.week_minutes_max, most=MINUTES_A_WEEK)
        checks.refuse()


def counted_minutes(member: Ints, day: Ints, minutes: Ints, limit: HealthyLimit) -> Ints:
    """How many minutes of each service count.

    Args:
        member: `int64[services]`: who served, as a number; in the order in which the services began.
        day: `int64[services]`: the day on which each began, as `date.toordinal`.
        minutes: `int64[services]`: what was posted.
        limit: the most that counts.

    Returns:
        `int64[services]`: the minutes that count, each at most its `minutes`.

    Example:
        >>> monday = 738946  # 2024-02-26
        >>> counted_minutes(
        ...     np.array([0, 0, 1]), np.full(3, monday), np.array([400, 200, 90]), HealthyLimit(480)
        ... ).tolist()
        [400, 80, 90]
    """
    week = (day - 1) // _SUNDAY  # 0001-01-01, ordinal 1, was a Monday
    of_day = _up_to(limit.day_minutes_max, member, day, minutes)
    return _up_to(limit.week_minutes_max, member, week, of_day)


def _up_to(most: int, member: Ints, span: Ints, minutes: Ints) -> Ints:
    """What is left of the minutes when those of one member in one span are cut off at `most`, the first first."""
    order = np.lexsort((span, member))  # stable: within a span they stay in order
    member, span, amount = member[order], span[order], minutes[order]
    so_far = np.cumsum(amount)
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (member[1:] != member[:-1]) | (span[1:] != span[:-1])
    group = np.cumsum(is_first) - 1
    so_far -= (so_far - amount)[is_first][group]
    counted = np.empty_like(minutes)
    counted[order] = np.minimum(so_far, most) - np.minimum(so_far - amount, most)
    return counted
