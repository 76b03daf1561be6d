"""Floating service: in a unit, hours go up while the demands that get closed do not.

Not meant: an event, in which many serve one demand (an hour of service counts once, however many serve it), and a unit
that does more and closes more. A demand counts as closed while it is not reopened, and if not merely whoever served it
says so.
"""

import numpy as np
from attrs import frozen

from commgov.incentives.integrity.chance import Flags, Floats, Ints, false_discoveries, normal_tail
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.material import Endings, Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records, are_among, begins_of, grouped, order_of
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_MAD_TO_SD = 1.4826
_HALF = 0.5  # keeps logarithms of small counts finite
_WORDS = Wording(
    FlagKind.FLOATING,
    Text("growth of hours for each closed demand", "每件办结需求对应服务时长的增长倍数"),
    Text(
        "in unit {who} hours of service went from {before} to {now}, closed demands from {closed_before} to "
        "{closed_now}",
        "{who}单元服务时长由{before}小时变为{now}小时，办结需求由{closed_before}件变为{closed_now}件",
    ),
    Text(
        "outcomes that are entered after all, or a kind of work that closes nothing",
        "补录办结结果，或说明该类工作无需办结",
    ),
)


@frozen(eq=False)
class _Halves:
    """Minutes, occasions and closed demands of each unit, `[2, units]`: in the first and in the second half."""

    minutes: Floats
    occasions: Floats
    closed: Floats


def floating(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag units whose hours for each closed demand grew more than other units'."""
    records, endings = material.records, material.endings
    if endings is None or not len(records):
        return []
    middle = int(np.median(records.day))
    closed = _closed(records, endings)
    halves = _halves(records, middle, closed)
    growth, score = _growth(halves)
    chance = np.array([normal_tail(value) for value in score.tolist()])
    up = halves.minutes[1] > halves.minutes[0]
    stands_out = np.flatnonzero(false_discoveries(chance, policy.false_share) & up)
    vague = ~closed[records.demand] | (records.together >= policy.least)
    rows = np.flatnonzero(vague & (records.day >= middle) & are_among(records.unit, stands_out, len(records.units)))
    evidence = grouped(rows, records.unit[rows])
    flags = []
    for unit in stands_out.tolist():
        measure = Measure(
            _WORDS.measure, float(np.exp(growth[unit])), float(np.exp(np.median(growth))), float(chance[unit])
        )
        values = {
            "before": int(halves.minutes[0, unit]) // 60,
            "now": int(halves.minutes[1, unit]) // 60,
            "closed_before": int(halves.closed[0, unit]),
            "closed_now": int(halves.closed[1, unit]),
        }
        flags.append(
            _WORDS.flag([records.units[unit]], records.of_rows(evidence.get(unit, rows[:0])), measure, **values)
        )
    return flags


def _closed(records: Records, endings: Endings) -> Flags:
    """Which demands count as closed: solved, not reopened, and not on the server's own word alone."""
    own_word = np.zeros(len(records.demands), dtype=np.bool_)
    own_word[records.demand[endings.by[records.demand] == records.member]] = True
    return endings.solved & (endings.seen | ~own_word)


def _halves(records: Records, middle: int, closed: Flags) -> _Halves:
    units = len(records.units)
    rows = _occasions(records)
    cell: Ints = (records.day[rows] >= middle) * units + records.unit[rows]
    minutes = np.bincount(cell, records.minutes[rows], minlength=2 * units).astype(np.float64)
    occasions = np.bincount(cell, minlength=2 * units).astype(np.float64)
    last = np.zeros(len(records.demands), dtype=np.int64)  # a demand is closed in its last half
    np.maximum.at(last, records.demand[rows], cell)
    shut = np.bincount(last[closed], minlength=2 * units).astype(np.float64)
    return _Halves(minutes.reshape(2, units), occasions.reshape(2, units), shut.reshape(2, units))


def _occasions(records: Records) -> Ints:
    """Of each demand on each day, the longest service."""
    alone = records.together == 1
    rows = np.flatnonzero(~alone)
    rows = rows[order_of(records.demand[rows], records.day[rows], -records.minutes[rows])]
    return np.concatenate((np.flatnonzero(alone), rows[begins_of(records.demand[rows], records.day[rows])]))


def _growth(halves: _Halves) -> tuple[Floats, Floats]:
    """The logarithm of how much minutes for each closed demand grew, and how many standard deviations above the middle.

    The variance of a unit is that of its own counts (as of Poisson counts) and that between units, by median absolute
    deviation.
    """
    minutes, closed, occasions = halves.minutes + 1, halves.closed + _HALF, halves.occasions + _HALF
    growth = np.log(minutes[1] / minutes[0]) - np.log(closed[1] / closed[0])
    own = 1 / occasions[0] + 1 / occasions[1] + 1 / closed[0] + 1 / closed[1]
    away = growth - np.median(growth)
    middle = np.median(own)
    between = max(0.0, float((_MAD_TO_SD * np.median(np.abs(away))) ** 2 - middle))
    return growth, away / np.sqrt(own + between)
