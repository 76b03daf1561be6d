"""The best schedule of each worker at given seat prices: the relaxed problem, exact, whole numbers only.

Without "each seat filled as often as it asks" the workers come apart. Each collects the prices of the seats it fills,
pays its own costs, and picks its best schedule by dynamic programming over its candidates:

* with overlap forbidden, candidates go by end (weighted interval scheduling); a candidate may follow any schedule
  whose last service ended early enough for the way;
* a demand that the worker could serve at two starts that do not overlap is *loose*: its time is not looked at, or the
  best schedule would serve it twice. Loose demands come first, each at most once, as in a knapsack. A worker with
  loose demands serves no longer than the time that its candidates cover;
* minutes (a knapsack) and services are part of the state only for a worker whose caps can bind.

What all demands pay at most, less what all workers gain, is a lower bound on the objective (Lagrangian duality); to
look away from time only lets workers gain more, so the bound stays valid.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commgov.matching.engines.compiling import kernel, step
from commgov.matching.engines.layout import Layout
from commgov.matching.piece import PRICE_SCALE, Longs

ITEM = np.dtype(
    [
        ("index", np.int64),
        ("start", np.int64),
        ("end", np.int64),
        ("cost", np.int64),
        ("role", np.int32),
        ("demand", np.int32),
        ("minutes", np.int32),
        ("place", np.int32),
        ("loose", np.bool_),
    ]
)
"""A candidate in its worker's list; the cost is in units of `1 / PRICE_SCALE`."""

NEVER = -(1 << 62)
"""The value of a state that cannot be."""


class Items(NamedTuple):
    """Each worker's candidates, in the order of its dynamic program, and room to work in.

    Args:
        item: records `ITEM`, by worker; the loose ones first, by demand, then the others by end.
        item_from: `int64[workers + 1]`.
        minutes_max: `int64[workers]`, see `_minutes_max`.
        reach: `int64[places]`, the longest way to each place.
        picked: `int64[...]`, items worth something at the prices.
        gain: `int64[...]`, what each is worth.
        before: `int64[...]`, how many picked items ended early enough wherever they were.
        upto: `int64[...]`, table: the best of the first k picked items, for each state.
        last: `int64[...]`, table: the best that ends with the k-th picked item; used only where there is travel.
    """

    item: NDArray[np.void]
    item_from: Longs
    minutes_max: Longs
    reach: Longs
    picked: Longs
    gain: Longs
    before: Longs
    upto: Longs
    last: Longs


def items_of(layout: Layout) -> Items:
    """Sort the candidates by worker; those that the caps alone forbid are left out, and loose ones but the cheapest."""
    records = layout.candidate
    possible = records["minutes"] <= layout.minutes_max[records["worker"]]
    possible &= layout.services_max[records["worker"]] > 0
    index = np.flatnonzero(possible).astype(np.int64)
    item = _items(layout, index)
    worker = records["worker"][index]
    minutes_max = _minutes_max(layout, item, worker)
    order = np.flatnonzero(item["loose"])  # the cheapest of a worker and a role stands first already
    order = order[np.lexsort((order, item["role"][order], item["demand"][order], worker[order]))]
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (np.diff(worker[order]) == 0) & (np.diff(item["role"][order]) == 0)
    timed = np.flatnonzero(~item["loose"])
    order = np.concatenate([order[~again], timed[np.lexsort((item["start"][timed], item["end"][timed]))]])
    order = order[np.argsort(worker[order], kind="stable")]
    item, worker = item[order], worker[order]
    counts = np.bincount(worker, minlength=len(layout.member)).astype(np.int64)
    most = int(counts.max(initial=0))
    cells = _cells(layout, minutes_max, item, worker, counts)
    travels = layout.no_overlap and bool(layout.travel.any())
    return Items(
        item=item,
        item_from=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)]),
        minutes_max=minutes_max,
        reach=layout.travel.max(axis=1, initial=0),
        picked=np.empty(most, dtype=np.int64),
        gain=np.empty(most, dtype=np.int64),
        before=np.empty(most, dtype=np.int64),
        upto=np.empty(cells, dtype=np.int64),
        last=np.empty(cells if travels else 0, dtype=np.int64),
    )


def _items(layout: Layout, index: Longs) -> NDArray[np.void]:
    """The candidates at `index` as items, in the same order."""
    records = layout.candidate[index]
    item = np.empty(len(index), dtype=ITEM)
    for name in ("start", "end", "role", "minutes", "place"):
        item[name] = records[name]
    item["index"], item["demand"] = index, layout.role_demand[records["role"]]
    item["cost"] = records["cost"] * PRICE_SCALE
    item["loose"] = _loose(records["worker"], item) if layout.no_overlap else True
    return item


def _loose(worker: NDArray[np.int32], item: NDArray[np.void]) -> NDArray[np.bool_]:
    """`bool[items]`: whether the worker could serve the item's demand at two starts that do not overlap."""
    _, pair = np.unique((worker.astype(np.int64) << 32) + item["demand"], return_inverse=True)
    first = np.full(int(pair.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    last = np.full(len(first), np.iinfo(np.int64).min)
    np.minimum.at(first, pair, item["end"])
    np.maximum.at(last, pair, item["start"])
    return (last >= first)[pair]


def _minutes_max(layout: Layout, item: NDArray[np.void], worker: NDArray[np.int32]) -> Longs:
    """`int64[workers]`: the cap, or for a worker with loose items the minutes that its items cover if that is less."""
    has_loose = np.zeros(len(layout.member), dtype=bool)
    has_loose[worker[item["loose"]]] = layout.no_overlap
    own = np.flatnonzero(has_loose[worker])
    own = own[np.lexsort((item["start"][own], worker[own]))]
    start, end, worker = item["start"][own], item["end"][own], worker[own]
    far = int(end.max(initial=0) - start.min(initial=0)) + 1
    shift = worker.astype(np.int64) * far  # so that one running maximum serves all workers
    reached = np.concatenate([np.full(1, np.iinfo(np.int64).min), np.maximum.accumulate(end + shift)[:-1]])
    fresh = np.maximum(0, end + shift - np.maximum(start + shift, reached))
    covered = np.bincount(worker, weights=fresh, minlength=len(layout.member)).astype(np.int64)
    return np.where(has_loose, np.minimum(layout.minutes_max, covered // layout.unit), layout.minutes_max)


def _cells(
    layout: Layout, minutes_max: Longs, item: NDArray[np.void], worker: NDArray[np.int32], counts: Longs
) -> int:
    """Room that the largest table needs: (items + 1) x (services + 1) x (minutes + 1)."""
    total = np.bincount(worker, weights=item["minutes"], minlength=len(counts)).astype(np.int64)
    minutes = np.where(total > minutes_max, minutes_max, 0)
    services = np.where(counts > layout.services_max, layout.services_max, 0)
    return int(((counts + 1) * (services + 1) * (minutes + 1)).max(initial=0))


@step
def _pick(items, worker, price):
    """Note the worker's items that are worth something, of loose ones the best of each demand; how many, how many loose."""
    n = 0
    loose = 0
    for k in range(items.item_from[worker], items.item_from[worker + 1]):
        item = items.item[k]
        gain = price[item.role] - item.cost
        if gain <= 0:
            continue
        if item.loose and n > 0 and items.item[items.picked[n - 1]].demand == item.demand:
            if gain > items.gain[n - 1]:
                items.picked[n - 1] = k
                items.gain[n - 1] = gain
            continue
        items.picked[n] = k
        items.gain[n] = gain
        n += 1
        loose += item.loose
    return n, loose


@step
def _ended_by(items, loose, k, moment):
    """How many of the first k picked items ended by a moment; the loose ones always have, the others go by end."""
    low, high = loose, k
    while low < high:
        middle = (low + high) >> 1
        if items.item[items.picked[middle]].end <= moment:
            low = middle + 1
        else:
            high = middle
    return low


@step
def _follows(layout, items, a, k):
    """Whether the k-th picked item can come straight after the a-th."""
    one = items.item[items.picked[a]]
    two = items.item[items.picked[k]]
    return one.end + layout.travel[one.place, two.place] <= two.start


@step
def best_schedule(layout, items, worker, price, chosen, filled):
    """What the worker gains at most at these prices.

    Marks the schedule's candidates in `chosen` and counts them by role in `filled`.
    """
    n, loose = _pick(items, worker, price)
    if n == 0:
        return 0
    total = 0
    for k in range(n):
        total += items.item[items.picked[k]].minutes
    minutes = items.minutes_max[worker] if total > items.minutes_max[worker] else 0
    services = layout.services_max[worker] if n > layout.services_max[worker] else 0
    counts_minutes = 1 if minutes > 0 else 0
    counts_services = 1 if services > 0 else 0
    row = minutes + 1
    width = (services + 1) * row
    travels = len(items.last) > 0
    upto = items.upto
    for c in range(width):
        upto[c] = 0
    for k in range(n):
        item = items.item[items.picked[k]]
        gain = items.gain[k]
        weight = item.minutes * counts_minutes
        first = k
        if not item.loose:
            first = _ended_by(items, loose, k, item.start - items.reach[item.place])
        items.before[k] = first
        here = k * width
        after = here + width
        for s in range(services + 1):
            for c in range(s * row, s * row + row):
                upto[after + c] = upto[here + c]
        for s in range(counts_services, services + 1):
            to = after + s * row
            since = first * width + (s - counts_services) * row - weight
            for c in range(weight, row):
                upto[to + c] = max(upto[to + c], upto[since + c] + gain)
        if travels:
            _extend(layout, items, k, services, row, counts_services, weight)
    value = upto[n * width + width - 1]
    _mark(layout, items, n, width, row, counts_services, counts_minutes, chosen, filled)
    return value


@step
def _extend(layout, items, k, services, row, counts_services, weight):
    """Fill `last` for the k-th item, looking one by one at the few items that ended within the longest way."""
    upto, last = items.upto, items.last
    width = (services + 1) * row
    item = items.item[items.picked[k]]
    gain = items.gain[k]
    for c in range(width):
        last[k * width + c] = NEVER
    for s in range(counts_services, services + 1):
        to = k * width + s * row
        since = items.before[k] * width + (s - counts_services) * row - weight
        for c in range(weight, row):
            last[to + c] = upto[since + c] + gain
    for a in range(items.before[k], k):
        if items.item[items.picked[a]].end > item.start:
            break
        if not _follows(layout, items, a, k):
            continue
        for s in range(counts_services, services + 1):
            to = k * width + s * row
            since = a * width + (s - counts_services) * row - weight
            for c in range(weight, row):
                last[to + c] = max(last[to + c], last[since + c] + gain)
    for c in range(width):
        upto[(k + 1) * width + c] = max(upto[(k + 1) * width + c], last[k * width + c])


@step
def _mark(layout, items, n, width, row, counts_services, counts_minutes, chosen, filled):
    """Walk back through the tables and mark the best schedule."""
    upto, last = items.upto, items.last
    travels = len(last) > 0
    state = width - 1
    k = n  # the schedule so far to be found: the best of the first k items
    while k > 0:
        if upto[k * width + state] == upto[(k - 1) * width + state]:
            k -= 1
            continue
        k -= 1
        while True:  # item k is the last of a schedule
            item = items.item[items.picked[k]]
            chosen[item.index] = 1
            filled[item.role] += 1
            value = upto[(k + 1) * width + state] if not travels else last[k * width + state]
            state -= counts_services * row + counts_minutes * item.minutes
            rest = value - items.gain[k]
            if not travels or upto[items.before[k] * width + state] == rest:
                k = items.before[k]
                break
            a = items.before[k]
            while last[a * width + state] != rest or not _follows(layout, items, a, k):
                a += 1
            k = a


@kernel
def workers_gain(layout, items, price, chosen, filled):
    """What all workers gain at most at these prices, with their schedules in `chosen` and `filled`."""
    chosen[:] = 0
    filled[:] = 0
    total = np.int64(0)
    for worker in range(len(layout.member)):
        total += best_schedule(layout, items, worker, price, chosen, filled)
    return total


def demands_pay(layout: Layout, price: Longs, wanted: NDArray[np.int8]) -> int:
    """What all demands pay: the cheapest option of each, or its unserved cost if that is less.

    Marks in `wanted` (`int8[options]`) the option that each demand would take; a demand takes one where it is
    indifferent.
    """
    return int(_cheapest(layout.unserved, layout.option_from, layout.role_from, layout.need, price, wanted))


@kernel
def _cheapest(unserved, option_from, role_from, need, price, wanted):
    """`demands_pay`, over the few columns it needs: unpacking a whole layout takes longer to compile."""
    total = np.int64(0)
    wanted[:] = 0
    for demand in range(len(unserved)):
        best = unserved[demand] * PRICE_SCALE
        option_taken = -1
        for option in range(option_from[demand], option_from[demand + 1]):
            asks = np.int64(0)
            for role in range(role_from[option], role_from[option + 1]):
                asks += need[role] * price[role]
            if asks <= best:
                if option_taken < 0 or asks < best:
                    option_taken = option
                best = asks
        if option_taken >= 0:
            wanted[option_taken] = 1
        total += best
    return total
