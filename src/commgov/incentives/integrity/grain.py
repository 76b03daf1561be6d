"""On what grain a member's times are written: to the minute, or rounded to five, ten, fifteen, twenty, thirty minutes.

An overlap, or a missing way, that rounding alone explains is no sign of anything.
"""

import numpy as np

from commgov.incentives.integrity.chance import Ints
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records

_GRAINS = (5, 10, 15, 20, 30, 60)
_HOUR = 60


def slack(records: Records, policy: IntegrityPolicy) -> Ints:
    """Minutes by which two times of a member may be off, by person code: the coarsest grain of the member's times.

    Who has few records is believed to write as everybody does.

    Args:
        records: all records.
        policy: which share of times makes a habit, and the coarsest grain that is believed.
    """
    limits = f"slack {policy.grain_most} {policy.grain_share} {policy.least}"
    return records.once(limits, lambda: _slack(records, policy))


def _slack(records: Records, policy: IntegrityPolicy) -> Ints:
    members = int(records.member.max(initial=-1)) + 1
    cells = members * _HOUR
    times = [(time + records.offset) % _HOUR for time in (records.start, records.end)]
    begins, ends = (np.bincount(records.member * _HOUR + time, minlength=cells) for time in times)
    written = (begins + ends).reshape(members, _HOUR)
    total = written.sum(axis=1)
    grain_of = np.ones(len(records.people), dtype=np.int64)
    for grain in _GRAINS:
        if grain <= policy.grain_most:
            on = written[:, np.arange(0, _HOUR, grain)].sum(axis=1)
            everybody = on.sum() >= policy.grain_share * total.sum()
            habit = on >= policy.grain_share * total
            grain_of[:members][np.where(total >= 2 * policy.least, habit, everybody)] = grain
    return grain_of
