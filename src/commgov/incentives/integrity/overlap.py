"""Overlap: one member in two places at once.

Not meant: two services that touch because somebody rounds to the half-hour, and a couple who are visited together. In
one place, minutes overlap only if more were posted than went by.
"""

import numpy as np

from commgov.incentives.integrity.chance import Ints
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.grain import slack
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records, are_among, begins_of, grouped
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.OVERLAP,
    Text("minutes that were counted twice", "重复计算的分钟数"),
    Text(
        "{services} services of {who} overlap: {minutes} minutes were counted twice, more than rounding explains",
        "{who}的{services}次服务时间重叠：{minutes}分钟被重复计算，超出取整误差",
    ),
    Text("a corrected time or place of one of the records", "更正其中一条记录的时间或地点"),
)


def overlap(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members who were in two places at once, or whose minutes in one place were counted twice."""
    records = material.records
    if not len(records):
        return []
    allowed = slack(records, policy)
    order = records.by_member
    latest, member, start = latest_end(records, order), records.member[order], records.start[order]
    cluster = np.cumsum(start >= latest) - 1  # services that hang together in time
    meets = start + allowed[member] < latest
    rows = np.flatnonzero(are_among(cluster, cluster[meets], int(cluster[-1]) + 1))
    found: dict[int, set[int]] = {}
    minutes: dict[int, int] = {}
    for together in grouped(order[rows], cluster[rows]).values():
        code = int(records.member[together[0]])
        more, twice = _counted_twice(records, together.tolist(), int(allowed[code]))
        if more:
            found[code] = found.get(code, set()) | more
            minutes[code] = minutes.get(code, 0) + twice
    flags = []
    for code, evidence in found.items():
        measure = Measure(_WORDS.measure, minutes[code], int(allowed[code]))
        values = {"services": len(evidence), "minutes": minutes[code]}
        flags.append(_WORDS.flag([records.people[code]], records.of_rows(list(evidence)), measure, **values))
    return flags


def latest_end(records: Records, order: Ints) -> Ints:
    """For each row in order, when the latest of the member's earlier services ends; long ago for the first one.

    A later service may overlap not with the one right before it but with a longer one before that, so the maximum of
    all ends runs along.

    Args:
        records: all records.
        order: rows member by member, each member's by their begin.
    """
    base = records.start.min() - 1
    span = records.end.max() - base + 1
    lifted = np.maximum.accumulate(records.end[order] - base + records.member[order] * span)
    before = np.concatenate((np.array([0]), lifted[:-1])) - records.member[order] * span
    latest: Ints = np.where(begins_of(records.member[order]), base, before + base)
    return latest


def _counted_twice(records: Records, rows: list[int], allowed: int) -> tuple[set[int], int]:
    """The rows that overlap with another, and how many minutes were counted twice; the rows hang together in time."""
    apart = _in_two_places(records, rows, allowed)
    union = max(int(records.end[at]) for at in rows) - int(records.start[rows[0]])
    too_many = int(records.minutes[rows].sum()) - union
    if apart:
        return apart, max(too_many, allowed + 1)
    return (set(rows), too_many) if too_many > allowed * (len(rows) - 1) else (set(), 0)


def _in_two_places(records: Records, rows: list[int], allowed: int) -> set[int]:
    """All rows that share more than the allowed minutes with one in another unit; each is compared with two at most.

    Among the earlier services the one that ends last tells, or, if that is in the same unit, the last to end in
    another; among the later ones the next to begin in another unit. Services no longer than the allowance count not.
    """
    long = [at for at in rows if records.end[at] - records.start[at] > allowed]
    found: set[int] = set()
    best: list[tuple[int, int]] = []  # (end, unit) of the latest end, and of the latest in another unit
    for at in long:
        unit, start, end = (int(column[at]) for column in (records.unit, records.start, records.end))
        if any(other != unit and latest > start + allowed for latest, other in best):
            found.add(at)
        best = _two_latest([*best, (end, unit)])
    following: list[tuple[int, int]] = []  # (-start, unit) of the next to begin, and of the next in another unit
    for at in reversed(long):
        unit, start, end = (int(column[at]) for column in (records.unit, records.start, records.end))
        if any(other != unit and -begins < end - allowed for begins, other in following):
            found.add(at)
        following = _two_latest([*following, (-start, unit)])
    return found


def _two_latest(entries: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The latest, and the latest in another unit."""
    first = max(entries)
    others = [entry for entry in entries if entry[1] != first[1]]
    return [first, max(others)] if others else [first]
