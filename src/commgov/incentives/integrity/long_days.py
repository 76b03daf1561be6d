"""More than eight hours of service on one day.

Not meant: the day of a flood, on which everybody serves long. A long day is compared with what others did that day.
"""

import numpy as np

from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.peers import beyond_peers, usual_share
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import begins_of
from commgov.incentives.integrity.signs import Wording, flags_of
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.LONG_DAYS,
    Text("share of service days above the daily limit", "超过每日上限的服务日占比"),
    Text(
        "{who} has more than {limit} minutes of service on {signs} of {trials} days; on the same days {usual} of the "
        "others had",
        "{who}在{trials}个服务日中有{signs}天超过{limit}分钟；同日其他成员超过者占{usual}",
    ),
    Text(
        "the resident's word on how long it took, or a deployment that was ordered",
        "由居民说明实际时长，或出示调度安排",
    ),
)


def long_days(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members with more days above the limit than those who served on the same days."""
    records = material.records
    if not len(records):
        return []
    order = records.by_member
    begins = begins_of(records.member[order], records.day[order])
    number = np.cumsum(begins) - 1
    minutes = np.bincount(number, records.minutes[order])
    member, day, long = records.member[order[begins]], records.day[order[begins]], minutes > policy.day_minutes
    size = int(member.max()) + 1
    signs, trials = np.bincount(member[long], minlength=size), np.bincount(member, minlength=size)
    found = beyond_peers(signs, trials, policy, usual_share(long, member, day - day.min(), policy, size))
    rows = order[long[number]]
    return flags_of(found, _WORDS, records, rows, records.member[rows], lambda _: {"limit": policy.day_minutes})
