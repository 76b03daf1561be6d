"""Counts pieces where supply is short, exactly: an auction, forward and back, in finer and finer steps.

Every worker has slots, every slot a price. *Forward*, each waiting demand bids for its cheapest slot: it raises the
price to where its second choice would be as good, and one step more; who held the slot waits again. *Back*, a slot that
fell empty while its price was above nothing is offered cheaper until a demand takes it, or it is free. Then every
demand is within one step of its cheapest choice and empty slots cost nothing, so the whole is within a step for each
demand of the optimum (D. P. Bertsekas and D. A. Castañon, "A forward/reverse auction algorithm for asymmetric
assignment problems", 1992). Coarse steps first find about the right prices (scaling), fine ones the right holders.

Costs are whole numbers. So the answer is optimal once prices that are whole numbers too prove it: `_whole_prices` looks
for them, and if there are none, the steps get finer still. Steps below 1 / demands always end it.

Where shortest augmenting paths search whole neighbourhoods for the last free slots, this takes a few bids a demand.
"""

from typing import Any, NamedTuple

import numpy as np

from commgov.matching.engines.compiling import kernel
from commgov.matching.piece import Ints, Longs

LEFT = -1
"""Marks a demand that stays unserved, and a slot that nobody holds."""

_WAITS = -2
_FINER = 8  # each step is this part of the one before
_FIRST_FINENESS = 64  # parts of a cost unit in which the first finest step is one
_FAR = np.int64(1) << 60
_PATIENCE = 10  # looks at each demand, on average, before prices are taken to go round in circles


class Auction(NamedTuple):
    """What is asked for, who holds what at which price. Prices are in parts of a cost unit.

    Args:
        first: `int64[demands + 1]`, the candidates of demand `d` are `first[d]:first[d + 1]`.
        worker: `int32[candidates]`.
        cost: `[candidates]`, whole numbers, in cost units.
        unserved: `int64[demands]`, in cost units.
        slot_from: `int64[workers + 1]`, the slots of each worker.
        slot_worker: `int32[slots]`.
        price: `int64[slots]`.
        holder: `int64[slots]`, the demand in each slot, or `LEFT`.
        cheapest: `int64[workers]`, the slot with the lowest price.
        asks: `int64[workers]`, the price of that slot; for a worker without slots more than anybody pays.
        slot: `int64[demands]`, the slot that each demand holds, or `LEFT`, or waiting.
        match: `int64[demands]`, the candidate by which each demand is served, or `LEFT`.
    """

    first: Any
    worker: Any
    cost: Any
    unserved: Any
    slot_from: Any
    slot_worker: Any
    price: Any
    holder: Any
    cheapest: Any
    asks: Any
    slot: Any
    match: Any


class Askers(NamedTuple):
    """The candidates of each worker.

    Args:
        first: `int64[workers + 1]`, those of worker `i` are `first[i]:first[i + 1]`.
        demand: `int32[candidates]`.
        cost: `[candidates]`, whole numbers.
        candidate: `int32[candidates]`.
    """

    first: Any
    demand: Any
    cost: Any
    candidate: Any


def assign(candidate_from: Longs, worker: Ints, cost: Ints, unserved: Longs, caps: Longs) -> tuple[Longs, Longs]:
    """Match of every demand (candidate or -1) and price of every worker, in cost units; both prove each other optimal.

    Args:
        candidate_from: `int64[demands + 1]`, the candidates of each demand.
        worker: `int32[candidates]`.
        cost: `[candidates]`, whole numbers below the demand's `unserved`.
        unserved: `int64[demands]`.
        caps: `int64[workers]`, most demands of each worker; all of them together are slots to hold in memory.
    """
    auction = _opened(candidate_from, worker, cost, unserved, caps)
    askers = _askers(candidate_from, worker, cost, len(caps))
    fineness = _FIRST_FINENESS
    step = fineness * max(1, int(cost.max(initial=0)) // 2)
    while True:
        _run(auction, askers, fineness, step)
        if step > 1:
            step = max(1, step // _FINER)
            continue
        prices, proven = _whole_prices(auction, fineness, 1, _PATIENCE * len(unserved))
        if proven:
            return auction.match, prices
        if fineness > len(unserved):  # then it is optimal, and prices from nothing up will show it
            return auction.match, _whole_prices(auction, fineness, _FAR, _FAR)[0]
        auction.price[:] *= _FINER
        auction.asks[auction.asks < _FAR] *= _FINER
        fineness *= _FINER


def finest(demands: int) -> int:
    """In how many parts of a cost unit an auction may have to count, at most."""
    return max(_FIRST_FINENESS, _FINER * (demands + 1))


def _opened(first: Longs, worker: Ints, cost: Ints, unserved: Longs, caps: Longs) -> Auction:
    """Everybody waits, nothing costs anything."""
    workers, demands = len(caps), len(unserved)
    slot_from = np.zeros(workers + 1, dtype=np.int64)
    np.cumsum(caps, out=slot_from[1:])
    slots = int(slot_from[-1])
    return Auction(
        first,
        worker,
        cost,
        unserved,
        slot_from,
        np.repeat(np.arange(workers, dtype=np.int32), caps),
        np.zeros(slots, dtype=np.int64),
        np.full(slots, LEFT, dtype=np.int64),
        slot_from[:-1].copy(),
        np.where(caps > 0, 0, _FAR),
        np.full(demands, _WAITS, dtype=np.int64),
        np.full(demands, LEFT, dtype=np.int64),
    )


@kernel
def _askers(first, worker, cost, workers):
    """A counting sort of the candidates by worker."""
    begin = np.zeros(workers + 1, np.int64)
    for e in range(len(worker)):
        begin[worker[e] + 1] += 1
    for i in range(workers):
        begin[i + 1] += begin[i]
    at = begin[:-1].copy()
    demand = np.empty(len(worker), np.int32)
    price = np.empty(len(worker), cost.dtype)
    candidate = np.empty(len(worker), np.int32)
    for j in range(len(first) - 1):
        for e in range(first[j], first[j + 1]):
            k = at[worker[e]]
            at[worker[e]] += 1
            demand[k], price[k], candidate[k] = j, cost[e], e
    return Askers(begin, demand, price, candidate)


def _run(auction: Auction, askers: Askers, fineness: int, step: int) -> None:
    """Until every demand is within a step of its cheapest choice and empty slots cost nothing."""
    waiting = _released(auction, fineness, step)
    _bid(auction, fineness, step, waiting)
    _sell_off(auction, askers, fineness, step)


@kernel
def _released(auction, fineness, step):
    """Demands that are more than a step from their cheapest choice give up what they hold. All who wait, last first."""
    demands = len(auction.unserved)
    queue = np.empty(demands + 1, np.int64)
    n = 0
    for j in range(demands - 1, -1, -1):
        most = auction.unserved[j] * fineness
        best = most
        for e in range(auction.first[j], auction.first[j + 1]):
            best = min(best, auction.cost[e] * fineness + auction.asks[auction.worker[e]])
        held = auction.slot[j]
        pays = most
        if held >= 0:
            pays = auction.cost[auction.match[j]] * fineness + auction.price[held]
        if held == _WAITS or pays > best + step:
            if held >= 0:
                auction.holder[held] = LEFT
            auction.slot[j], auction.match[j] = _WAITS, LEFT
            queue[n] = j
            n += 1
    return queue[:n].copy()


@kernel
def _bid(auction, fineness, step, waiting):
    """Forward: one demand after the other takes its cheapest choice, until nobody waits."""
    first, worker, cost, price, asks = auction.first, auction.worker, auction.cost, auction.price, auction.asks
    n = len(waiting)
    while n > 0:
        j = waiting[n - 1]
        best, second, chosen = auction.unserved[j] * fineness, _FAR, -1
        for e in range(first[j], first[j + 1]):
            pays = cost[e] * fineness + asks[worker[e]]
            if pays < best:
                best, second, chosen = pays, best, e
            elif pays < second:
                second = pays
        if chosen < 0:
            auction.slot[j] = LEFT
            n -= 1
            continue
        i = worker[chosen]
        s = auction.cheapest[i]
        next_slot, next_price = s, _FAR
        for other in range(auction.slot_from[i], auction.slot_from[i + 1]):
            if other != s and price[other] < next_price:
                next_slot, next_price = other, price[other]
        second = min(second, best - price[s] + next_price)
        price[s] += second - best + step
        if next_price < price[s]:
            auction.cheapest[i] = next_slot
        asks[i] = min(price[s], next_price)
        before = auction.holder[s]
        auction.holder[s], auction.slot[j], auction.match[j] = j, s, chosen
        if before >= 0:
            auction.slot[before], auction.match[before] = _WAITS, LEFT
            waiting[n - 1] = before
        else:
            n -= 1


@kernel
def _sell_off(auction, askers, fineness, step):
    """Back: empty slots get cheaper until the demand that gains most takes them, or until they are free."""
    price, holder, cost = auction.price, auction.holder, auction.cost
    pays = auction.unserved * fineness
    for j in range(len(pays)):
        if auction.slot[j] >= 0:
            pays[j] = cost[auction.match[j]] * fineness + price[auction.slot[j]]
    empty = np.flatnonzero((holder < 0) & (price > 0))[::-1].copy()
    n = len(empty)
    while n > 0:
        s = empty[n - 1]
        i = auction.slot_worker[s]
        best, second, winner = np.int64(-1), np.int64(-1), -1  # what demands would pay the worker at most
        for k in range(askers.first[i], askers.first[i + 1]):
            worth = pays[askers.demand[k]] - askers.cost[k] * fineness
            if worth > best:
                best, second, winner = worth, best, k
            elif worth > second:
                second = worth
        n -= 1
        price[s] = 0
        if best >= step:
            price[s] = max(0, second - step)
            j = askers.demand[winner]
            left = auction.slot[j]
            holder[s], auction.slot[j], auction.match[j] = j, s, askers.candidate[winner]
            pays[j] = askers.cost[winner] * fineness + price[s]
            if left >= 0:
                holder[left] = LEFT
                if price[left] > 0:
                    empty[n] = left
                    n += 1
        low = auction.slot_from[i]
        for other in range(low + 1, auction.slot_from[i + 1]):
            if price[other] < price[low]:
                low = other
        auction.cheapest[i], auction.asks[i] = low, price[low]


@kernel
def _whole_prices(auction, fineness, spare, patience):
    """Workers' prices in whole cost units at which every demand holds its cheapest choice, and whether there are any.

    They start below the auction's by `spare`, or at nothing, and rise where a demand would rather have somebody else:
    what rises is what has to. There are none where somebody has room or a demand would rather be left.
    """
    first, worker, cost = auction.first, auction.worker, auction.cost
    workers, demands = len(auction.cheapest), len(auction.unserved)
    price = np.zeros(workers, np.int64)
    room = np.zeros(workers, np.bool_)
    for i in range(workers):
        for s in range(auction.slot_from[i], auction.slot_from[i + 1]):
            room[i] |= auction.holder[s] < 0
        if auction.asks[i] < _FAR and not room[i]:
            price[i] = max(0, auction.asks[i] // fineness - spare)
    queue = np.arange(demands)  # in a circle
    queued = np.ones(demands, np.bool_)
    head, count, looks = 0, demands, 0
    while count > 0:
        j = queue[head]
        head, count, looks = (head + 1) % demands, count - 1, looks + 1
        queued[j] = False
        held = auction.match[j]
        pays = auction.unserved[j] if held < 0 else cost[held] + price[worker[held]]
        if pays > auction.unserved[j] or looks > patience:
            return price, False
        for e in range(first[j], first[j + 1]):
            i = worker[e]
            if auction.asks[i] == _FAR or cost[e] + price[i] >= pays:
                continue
            if room[i]:
                return price, False
            price[i] = pays - cost[e]
            for s in range(auction.slot_from[i], auction.slot_from[i + 1]):
                k = auction.holder[s]
                if not queued[k]:
                    queue[(head + count) % demands] = k
                    count += 1
                    queued[k] = True
    return price, True
