"""Impossible travel: two services so far apart, and so close in time, that nobody gets from one to the other.

Not meant: the member who rounds to the half-hour. It is enough to look at neighbouring services: if the way from the
first to the third cannot be done, one of the two ways between cannot be done either.
"""

import numpy as np

from commgov.incentives.integrity.chance import Ints
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.grain import slack
from commgov.incentives.integrity.material import Material, TravelTime
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records, grouped
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.TRAVEL,
    Text("minutes short for the way", "路途时间缺口（分钟）"),
    Text(
        "{times} times {who} would have had to be faster than anybody can: at worst {short} minutes are missing",
        "{who}有{times}次行程无法实现：最多缺少{short}分钟路途时间",
    ),
    Text("a corrected time or place, or a faster way that the table does not know", "更正时间或地点，或存在更快的路线"),
)


def travel(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members whose services follow each other faster than they could have travelled."""
    records = material.records
    if material.travel is None or len(records) < 2:  # noqa: PLR2004 - a way has two ends
        return []
    allowed = slack(records, policy)
    order = records.by_member
    one, other = order[:-1], order[1:]
    gap = records.start[other] - records.end[one]
    same = (records.member[one] == records.member[other]) & (records.unit[one] != records.unit[other])
    # What overlaps by no more than rounding is no overlap: then there was no time at all for the way.
    close = np.flatnonzero(same & (gap >= -allowed[records.member[one]]) & (gap < policy.way_most))
    one, other, gap = one[close], other[close], np.maximum(gap[close], 0)
    short = _ways(records, one, other, material.travel) - gap
    late = np.flatnonzero(short > allowed[records.member[one]])
    flags = []
    for code, theirs in grouped(late, records.member[one[late]]).items():
        worst = int(short[theirs].max())
        measure = Measure(_WORDS.measure, worst, int(allowed[code]))
        evidence = records.of_rows([*one[theirs], *other[theirs]])
        flags.append(_WORDS.flag([records.people[code]], evidence, measure, times=len(theirs), short=worst))
    return flags


def _ways(records: Records, one: Ints, other: Ints, travel_time: TravelTime) -> Ints:
    """Minutes of each way; each pair of units is asked for once."""
    size = len(records.units)
    low, high = np.minimum(records.unit[one], records.unit[other]), np.maximum(records.unit[one], records.unit[other])
    pairs, at = np.unique(low * size + high, return_inverse=True)
    ways = [travel_time(records.units[pair // size], records.units[pair % size]) for pair in pairs.tolist()]
    return np.array(ways, dtype=np.int64)[at] if ways else np.zeros(0, dtype=np.int64)
