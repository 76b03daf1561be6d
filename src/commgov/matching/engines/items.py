"""Each worker's candidates, arranged for the dynamic programs that find its best schedule.

A demand that the worker could serve at two starts that do not overlap is *loose*: its time is not looked at, or the
best schedule would serve it twice. Where overlap is allowed every demand is. All other items are *timed*.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commgov.matching.engines.compiling import allocating_step, kernel, step
from commgov.matching.engines.layout import UNLIMITED, unit_and_caps
from commgov.matching.piece import Longs, Piece

ITEM = np.dtype(
    [
        ("index", np.int32),
        ("start", np.int32),
        ("end", np.int32),
        ("cost", np.int32),
        ("role", np.int32),
        ("demand", np.int32),
        ("minutes", np.int32),
        ("place", np.int32),
        ("loose", np.int32),
        ("cap", np.int32),
    ]
)
"""A candidate in its worker's list; `index` is its place in the piece, `minutes` are in the piece's unit, `cap` is
which of the prices is that of its cap, or -1."""

_FAR = 1 << 60


class Items(NamedTuple):
    """What the dynamic programs read, and room for them to work in.

    Args:
        item: records `ITEM`, by worker; the loose ones first, by demand, one for each role; then the others by end.
        item_from: `int64[workers + 1]`.
        services_max: `int64[workers]`.
        minutes_max: `int64[workers]`, in the piece's unit; for a worker with loose items never more than the time that
            its candidates cover; for one without, `UNLIMITED` if the cap is not less than that time.
        travel: `int64[places, places]`.
        reach: `int64[places]`, the longest way to each place.
        picked: `int64[...]`, items worth something at the prices.
        gain: `int64[...]`, what each is worth.
        weight: `int64[...]`, what each takes of the cap that binds.
        was_best: `bool[items]`, whether the item was in its worker's best schedule at the last prices.
        rate: `int64[workers]`, what a unit of the cap that binds was worth at the last prices.
        taken: `int64[...]`, by minutes, how many loose items of that length are picked.
        before: `int64[...]`, how many picked items ended early enough wherever they were.
        upto: `int64[...]`, table: the best of the first k picked items, for each state.
        last: `int64[...]`, table: the best that ends with the k-th picked item; used only where there is travel.
    """

    item: NDArray[np.void]
    item_from: Longs
    services_max: Longs
    minutes_max: Longs
    travel: Longs
    reach: Longs
    picked: Longs
    gain: Longs
    weight: Longs
    was_best: NDArray[np.bool_]
    rate: Longs
    taken: Longs
    before: Longs
    upto: Longs
    last: Longs


def items_of(piece: Piece) -> Items:
    """Arrange a piece's candidates by worker; those that the caps alone forbid are left out."""
    unit, services_max, minutes_max = unit_and_caps(piece)
    role, demand_of_role = piece.role_of_candidate(), piece.demand_of_role()
    takes = piece.minutes // unit
    possible = takes <= minutes_max[piece.worker]
    possible &= services_max[piece.worker] > 0
    first, order = _by_worker(piece.worker, possible, len(services_max))
    item = np.empty(len(order), dtype=ITEM)
    item_from = np.empty(len(first), dtype=np.int64)
    covered = np.full(len(services_max), _FAR, dtype=np.int64)
    facts = (role, demand_of_role, piece.start, piece.minutes, piece.cost, piece.place_of_role(), piece.price_of_cap())
    count = _arrange(first, order, *facts, unit, piece.no_overlap, item, item_from, covered)
    item = item[:count].copy() if 2 * count < len(item) else item[:count]  # twins can be most of the room
    counts = np.diff(item_from)
    loose = np.zeros(len(counts), dtype=bool)
    loose[np.repeat(np.arange(len(counts)), counts)[item["loose"] > 0]] = True
    minutes_max = np.where(
        loose, np.minimum(minutes_max, covered), np.where(covered <= minutes_max, UNLIMITED, minutes_max)
    )
    most = int(counts.max(initial=0))
    cells = _cells(services_max, minutes_max, item, item_from)
    travels = piece.no_overlap and bool(piece.travel.any())
    return Items(
        item=item,
        item_from=item_from,
        services_max=services_max,
        minutes_max=minutes_max,
        travel=np.ascontiguousarray(piece.travel, dtype=np.int64),
        reach=piece.travel.max(axis=1, initial=0).astype(np.int64),
        picked=np.empty(most, dtype=np.int64),
        gain=np.empty(most, dtype=np.int64),
        weight=np.empty(most, dtype=np.int64),
        was_best=np.zeros(len(item), dtype=np.bool_),
        rate=np.zeros(len(services_max), dtype=np.int64),
        taken=np.empty(int(takes.max(initial=0)) + 1, dtype=np.int64),
        before=np.empty(most, dtype=np.int64),
        upto=np.empty(cells, dtype=np.int64),
        last=np.empty(cells if travels else 0, dtype=np.int64),
    )


def _cells(services_max: Longs, minutes_max: Longs, item: NDArray[np.void], item_from: Longs) -> int:
    """Room that the largest table needs: (items + 1) x (services + 1) x (minutes + 1)."""
    counts = np.diff(item_from)
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(item["minutes"], dtype=np.int64)])
    total = sums[item_from[1:]] - sums[item_from[:-1]]
    minutes = np.where(total > minutes_max, minutes_max, 0)
    services = np.where(counts > services_max, services_max, 0)
    return int(((counts + 1) * (services + 1) * (minutes + 1)).max(initial=0))


@kernel
def _by_worker(worker, possible, workers):
    """The possible candidates of each worker, in the piece's order: by demand, then by role (a counting sort)."""
    first = np.zeros(workers + 1, np.int64)
    for index in range(len(worker)):
        if possible[index]:
            first[worker[index] + 1] += 1
    for i in range(workers):
        first[i + 1] += first[i]
    at = first[:-1].copy()
    order = np.empty(first[workers], np.int32)
    for index in range(len(worker)):
        if possible[index]:
            order[at[worker[index]]] = index
            at[worker[index]] += 1
    return first, order


@step
def _note(record, index, role, demand, start, takes, cost, place, cap, unit, loose):
    """Write a candidate down as an item."""
    record.index = index
    record.start = start[index]
    record.end = start[index] + takes[index]
    record.cost = cost[index]
    record.role = role[index]
    record.demand = demand
    record.minutes = takes[index] // unit
    record.place = place[role[index]]
    record.loose = loose
    record.cap = cap[index]


@allocating_step
def _covered(order, start, takes):
    """Minutes that lie in at least one of the candidates' services."""
    starts = np.empty(len(order), np.int64)
    for k in range(len(order)):
        starts[k] = start[order[k]]
    reached, total = -_FAR, 0
    for k in np.argsort(starts, kind="mergesort"):
        index = order[k]
        last = start[index] + takes[index]
        if last > reached:
            total += last - max(start[index], reached)
            reached = last
    return total


@kernel
def _arrange(
    first, order, role, demand_of_role, start, takes, cost, place, cap, unit, no_overlap, item, item_from, covered
):
    """Fill `item`, `item_from` and, where nobody may overlap, `covered` (in units); how many items there are."""
    n = 0
    for worker in range(len(first) - 1):
        item_from[worker] = n
        begin, end = first[worker], first[worker + 1]
        timed = np.empty(end - begin, np.int32)
        timed_n = 0
        a = begin
        while a < end:
            demand = demand_of_role[role[order[a]]]
            first_end, last_start = _FAR, -_FAR
            b = a
            while b < end and demand_of_role[role[order[b]]] == demand:
                first_end = min(first_end, start[order[b]] + takes[order[b]])
                last_start = max(last_start, start[order[b]])
                b += 1
            loose = last_start >= first_end or not no_overlap
            fresh = n
            for c in range(a, b):
                index = order[c]
                if not loose:
                    timed[timed_n] = index
                    timed_n += 1
                    continue
                if n > fresh and item[n - 1].role == role[index] and item[n - 1].cap == cap[index]:
                    if cost[index] >= item[n - 1].cost:
                        continue
                    n -= 1
                _note(item[n], index, role, demand, start, takes, cost, place, cap, unit, 1)
                n += 1
            a = b
        if no_overlap:
            covered[worker] = _covered(order[begin:end], start, takes) // unit
        keys = np.empty(timed_n, np.int64)
        for k in range(timed_n):
            index = timed[k]
            keys[k] = ((start[index] + takes[index]) << 31) + start[index]
        for k in np.argsort(keys, kind="mergesort"):
            index = timed[k]
            _note(item[n], index, role, demand_of_role[role[index]], start, takes, cost, place, cap, unit, 0)
            n += 1
    item_from[len(first) - 1] = n
    return n
