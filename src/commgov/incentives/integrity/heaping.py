"""Heaping: services that always take exactly one, two or three hours.

Not meant: kinds of service that are ordered by the hour, members who round all their times (they are compared within a
category, with those who round as coarsely), events, which last as long for everybody, and the weekly visit that always
takes an hour: of one resident, so few services of one length count that they alone make no flag. (Benford's law does
not help here: minutes of service span no orders of magnitude.)
"""

import numpy as np

from commgov.incentives.integrity.chance import Ints
from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.grain import slack
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records, begins_of, order_of
from commgov.incentives.integrity.signs import Wording, by_signs
from commgov.wording import Text

_HOUR = 60
_WORDS = Wording(
    FlagKind.HEAPING,
    Text("share of services that took whole hours", "整小时服务占比"),
    Text(
        "{signs} of the {trials} services of {who} that count took exactly one, two or three hours, where {usual} is "
        "usual for the same kinds of service",
        "{who}计入比较的{trials}次服务中有{signs}次恰为整小时；同类服务通常为{usual}",
    ),
    Text(
        "times by check-in and check-out, or the resident's own word on how long it took",
        "以签到签退时间为证，或由居民说明实际时长",
    ),
)


def heaping(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members whose services take whole hours more often than others' of the same kind."""
    records = material.records
    rows = _different(records, np.flatnonzero(records.together < policy.crowd), max(1, policy.least - 1))
    whole = records.minutes[rows] % _HOUR == 0
    habit = slack(records, policy)[records.member[rows]]
    within = records.category[rows] * (policy.grain_most + 1) + habit
    return by_signs(records, rows, whole, records.member[rows], policy, _WORDS, within=within)


def _different(records: Records, rows: Ints, most: int) -> Ints:
    """At most so many rows for each member, resident and length."""
    keys = (records.member[rows], records.resident[rows], records.minutes[rows])
    order = order_of(*keys)
    at = np.arange(len(rows))
    first = np.maximum.accumulate(np.where(begins_of(*(key[order] for key in keys)), at, 0))
    return rows[order[at - first < most]]
