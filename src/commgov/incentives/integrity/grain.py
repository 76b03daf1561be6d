"""On what grain a member's times are written: to the minute, or rounded to five, ten, fifteen, twenty, thirty minutes.

An overlap, or a missing way, that rounding alone explains is no sign of anything.
"""

import numpy as np

from commgov.incentives.integrity.chance import Ints
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records

_GRAINS = (5, 10, 15, 20, 30, 60)


def slack(records: Records, policy: IntegrityPolicy) -> Ints:
    """Minutes by which two times of a member may be off, by person code: the coarsest grain of the member's times.

    Who has few records is believed to write as everybody does.

    Args:
        records: all records.
        policy: which share of times makes a habit, and the coarsest grain that is believed.
    """
    size = len(records.people)
    written = 2 * np.bincount(records.member, minlength=size)
    times = (records.start + records.offset, records.end + records.offset)
    grain_of = np.ones(size, dtype=np.int64)
    for grain in _GRAINS:
        if grain <= policy.grain_most:
            on = sum(np.bincount(records.member[time % grain == 0], minlength=size) for time in times)
            everybody = on.sum() >= policy.grain_share * written.sum()
            habit = on >= policy.grain_share * written
            grain_of[np.where(written >= 2 * policy.least, habit, everybody)] = grain
    return grain_of
