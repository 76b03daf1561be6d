"""The best schedule of each worker at given seat prices: the relaxed problem, exact, whole numbers only.

Without "each seat filled as often as it asks" the workers come apart. Each collects the prices of the seats it fills,
pays its own costs, and picks its best schedule by dynamic programming over its candidates:

* with overlap forbidden, candidates go by end (weighted interval scheduling); a candidate may follow any schedule
  whose last service ended early enough for the way;
* loose demands (see `items`) come first, each at most once, as in a knapsack;
* minutes (a knapsack) and services are part of the state only for a worker whose caps can bind;
* what cannot be in a best schedule is left out before (`_leave_out`), since prices move little from step to step.

What all demands pay at most, less what all workers gain, is a lower bound on the objective (Lagrangian duality); to
look away from time only lets workers gain more, so the bound stays valid.
"""

import numpy as np
from numpy.typing import NDArray

from commgov.matching.engines.compiling import allocating_step, kernel, step
from commgov.matching.engines.layout import capped_unserved
from commgov.matching.piece import PRICE_SCALE, Longs, Piece

NEVER = -(1 << 62)
"""The value of a state that cannot be."""


@allocating_step
def _thin_out(items, worker, loose):
    """Of equally long loose items keep the best, as many as the worker could serve; how many are left."""
    taken = items.taken
    for k in range(loose):
        taken[items.item[items.picked[k]].minutes] = 0
    order = np.argsort(-items.gain[:loose], kind="mergesort")
    picked = items.picked[:loose][order]
    gain = items.gain[:loose][order]
    n = 0
    for k in range(loose):
        minutes = items.item[picked[k]].minutes
        taken[minutes] += 1
        if taken[minutes] <= items.services_max[worker] and taken[minutes] * minutes <= items.minutes_max[worker]:
            items.picked[n] = picked[k]
            items.gain[n] = gain[k]
            n += 1
    return n


@step
def _pick(items, worker, price):
    """Note the worker's items that are worth something, of loose ones the best of each demand.

    Returns how many they are, how many of them are loose, and what is certain: what the schedule that was best at the
    last prices is worth at these.
    """
    n = 0
    loose = 0
    certain = np.int64(0)
    for k in range(items.item_from[worker], items.item_from[worker + 1]):
        item = items.item[k]
        gain = price[item.role] - PRICE_SCALE * item.cost
        if item.cap >= 0:
            gain -= price[item.cap]
        was_best = items.was_best[k]
        items.was_best[k] = False
        if gain <= 0:
            continue
        if was_best:
            certain += gain
        if item.loose and n > 0 and items.item[items.picked[n - 1]].demand == item.demand:
            if gain > items.gain[n - 1]:
                items.picked[n - 1] = k
                items.gain[n - 1] = gain
            continue
        items.picked[n] = k
        items.gain[n] = gain
        n += 1
        loose += item.loose
    if loose > items.services_max[worker]:
        fewer = _thin_out(items, worker, loose)
        for k in range(loose, n):
            items.picked[fewer + k - loose] = items.picked[k]
            items.gain[fewer + k - loose] = items.gain[k]
        n += fewer - loose
        loose = fewer
    return n, loose, certain


@step
def _caps(items, worker, n):
    """Minutes and services that limit the worker to less than the n picked items; 0 where they do not."""
    total = 0
    for k in range(n):
        total += items.item[items.picked[k]].minutes
    minutes = items.minutes_max[worker] if total > items.minutes_max[worker] else 0
    services = items.services_max[worker] if n > items.services_max[worker] else 0
    return minutes, services


@step
def _leave_out(items, worker, n, loose, certain, minutes, services):
    """Leave out picked items that are in no best schedule; how many stay, and how many of them are loose.

    Were every unit of a cap to be paid for at some rate, whatever it is, a schedule would keep the cap's price and at
    most what its items gain beyond theirs; that is never less than it is worth. So an item without which more than
    that could not be had is in no best schedule if it would bring this below what is certain.
    """
    cap = minutes if minutes > 0 else services
    rate = items.rate[worker]
    most = rate * cap
    for k in range(n):
        items.weight[k] = items.item[items.picked[k]].minutes if minutes > 0 else 1
        most += max(np.int64(0), items.gain[k] - rate * items.weight[k])
    left = 0
    loose_left = 0
    for k in range(n):
        if most + items.gain[k] - rate * items.weight[k] >= certain:
            items.picked[left] = items.picked[k]
            items.gain[left] = items.gain[k]
            left += 1
            loose_left += k < loose
    return left, loose_left


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
def _follows(items, a, k):
    """Whether the k-th picked item can come straight after the a-th."""
    one = items.item[items.picked[a]]
    two = items.item[items.picked[k]]
    return one.end + items.travel[one.place, two.place] <= two.start


@step
def best_schedule(items, worker, price, chosen, filled):
    """What the worker gains at most at these prices.

    Marks the schedule's candidates in `chosen` and counts them by role, and by cap, in `filled`.
    """
    n, loose, certain = _pick(items, worker, price)
    if n == 0:
        return 0
    minutes, services = _caps(items, worker, n)
    if minutes + services > 0:
        n, loose = _leave_out(items, worker, n, loose, certain, minutes, services)
        minutes, services = _caps(items, worker, n)
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
        if travels and not item.loose:
            _extend(items, k, services, row, counts_services, weight)
            continue
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
    value = upto[n * width + width - 1]
    half = ((minutes if minutes > 0 else services) + 1) // 2
    if half > 0:
        items.rate[worker] = (value - upto[n * width + width - 1 - half]) // half
    _mark(items, n, width, row, counts_services, counts_minutes, chosen, filled)
    return value


@step
def _extend(items, k, services, row, counts_services, weight):
    """Fill both tables for the k-th item, looking one by one at the few items that ended within the longest way."""
    upto, last = items.upto, items.last
    width = (services + 1) * row
    item = items.item[items.picked[k]]
    gain = items.gain[k]
    here = k * width
    for c in range(here, here + counts_services * row):
        last[c] = NEVER
    for s in range(counts_services, services + 1):
        to = here + s * row
        since = items.before[k] * width + (s - counts_services) * row - weight
        for c in range(weight):
            last[to + c] = NEVER
        for c in range(weight, row):
            last[to + c] = upto[since + c] + gain
    for a in range(items.before[k], k):
        if items.item[items.picked[a]].end > item.start:
            break
        if not _follows(items, a, k):
            continue
        for s in range(counts_services, services + 1):
            to = here + s * row
            since = a * width + (s - counts_services) * row - weight
            for c in range(weight, row):
                last[to + c] = max(last[to + c], last[since + c] + gain)
    for c in range(here, here + width):
        upto[c + width] = max(upto[c], last[c])


@step
def _mark(items, n, width, row, counts_services, counts_minutes, chosen, filled):
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
            if item.cap >= 0:
                filled[item.cap] += 1
            items.was_best[items.picked[k]] = True
            simple = item.loose or not travels
            value = upto[(k + 1) * width + state] if simple else last[k * width + state]
            state -= counts_services * row + counts_minutes * item.minutes
            rest = value - items.gain[k]
            if simple or upto[items.before[k] * width + state] == rest:
                k = items.before[k]
                break
            a = items.before[k]
            while last[a * width + state] != rest or not _follows(items, a, k):
                a += 1
            k = a


@kernel
def workers_gain(items, price, chosen, filled):
    """What all workers gain at most at these prices, with their schedules in `chosen` and `filled`."""
    chosen[:] = 0
    filled[:] = 0
    total = np.int64(0)
    for worker in range(len(items.services_max)):
        total += best_schedule(items, worker, price, chosen, filled)
    return total


def caps_cost(piece: Piece, price: Longs) -> int:
    """What all that the caps allow is worth at these prices: a bound is lower by it."""
    return int((piece.cap_max * price[len(piece.need) :]).sum())


def demands_pay(piece: Piece, price: Longs, wanted: NDArray[np.int8]) -> int:
    """What all demands pay: the cheapest option of each, or its unserved cost if that is less.

    Marks in `wanted` (`int8[options]`) the option that each demand would take; a demand takes one where it is
    indifferent.
    """
    return int(_cheapest(capped_unserved(piece), piece.option_from, piece.role_from, piece.need, price, wanted))


@kernel
def _cheapest(unserved, option_from, role_from, need, price, wanted):
    """`demands_pay`, over the few columns it needs."""
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
