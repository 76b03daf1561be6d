"""Bursts at the end of the month, when quotas are counted.

Not meant: events at the end of a month, in which many take part, and the one duty that falls on it each month: of each
month's last days, a member's first service does not count. Members are compared with those who serve about as often.
"""

from datetime import date

import numpy as np

from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.signs import Wording, by_signs
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.PERIOD_END,
    Text("share of services in the last days of a month, beyond the first", "月末几天的服务占比（每月首次除外）"),
    Text(
        "{signs} of the {trials} services of {who} lie in the last days of a month and are not the first there, where "
        "{usual} is usual",
        "{who}的{trials}次服务中有{signs}次集中在月末几天（每月首次除外）；通常为{usual}",
    ),
    Text("orders that were due on those days, and residents who confirm them", "确有当日到期的需求并经居民确认"),
)


def period_end(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members whose services crowd at the ends of months more than others'."""
    records = material.records
    order = records.by_member
    rows = order[records.together[order] < policy.crowd]
    if not len(rows):
        return []
    member, day = records.member[rows], records.day[rows]
    first = int(day.min())
    ends = np.array([_days_left(ordinal) < policy.end_days for ordinal in range(first, int(day.max()) + 1)])
    at_end = np.flatnonzero(ends[day - first])
    again = np.zeros(len(rows), dtype=np.bool_)
    same = (np.diff(member[at_end]) == 0) & (np.diff(day[at_end]) < policy.end_days)
    again[at_end[1:][same]] = True
    as_often = np.log2(np.bincount(member)[member]).astype(np.int64)  # who serves more often comes twice more easily
    return by_signs(records, rows, again, member, policy, _WORDS, within=as_often)


def _days_left(ordinal: int) -> int:
    """How many days of the month are left after a day."""
    day = date.fromordinal(ordinal)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following.toordinal() - ordinal - 1
