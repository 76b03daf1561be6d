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

In a city each bid reads from anywhere in memory, and waiting for it takes longer than counting. So bids are made for a
batch at a time: first all that the batch is about to read is read once, which the processor does side by side; then
each chooses; then each choice that still stands is carried out, and whoever came too late waits again. What is read
together lies together: a record for each demand, worker and slot.
"""

from typing import Any, NamedTuple

import numpy as np

from commgov.matching.engines.compiling import kernel, step
from commgov.matching.piece import Ints, Longs

LEFT = -1
"""Marks a demand that stays unserved, and a slot that nobody holds."""

_WAITS = -2
_FINER = 12  # each step is this part of the one before: measured, the fewest bids and sales in all
_FIRST_FINENESS = 64  # parts of a cost unit in which the first finest step is one
_FAR = np.int64(1) << 60
_PATIENCE = 10  # looks at each demand, on average, before prices are taken to go round in circles
_BATCH = 16  # more gain nothing, and meet each other more often
_LINE = 8  # offers, or askers, that come into the processor's cache together

_DEMAND = np.dtype([("first", np.int64), ("unserved", np.int64), ("slot", np.int64), ("candidate", np.int64)])
_WORKER = np.dtype([("slot_from", np.int64), ("asker_from", np.int64), ("cheapest", np.int64)])
_SLOT = np.dtype([("price", np.int64), ("holder", np.int32), ("worker", np.int32)])


class Auction(NamedTuple):
    """What is asked for, who holds what at which price. Prices are in parts of a cost unit.

    Args:
        demand: a record for each, and one more: `first`, where its offers begin; `unserved`, in cost units; `slot`, the
            one it holds, or `LEFT`, or waiting; `candidate`, the one by which it is served, or `LEFT`.
        offer: a record for each candidate, one demand after the other: `worker`; `cost`, in cost units.
        worker: a record for each, and one more: `slot_from` and `asker_from`, where its slots and askers begin;
            `cheapest`, the slot with the lowest price.
        asks: `int64[workers]`, the price of that slot; for a worker without slots more than anybody pays.
        slot: a record for each: `price`; `holder`, the demand in it, or `LEFT`; `worker`.
        asker: a record for each candidate, one worker after the other: `demand`; `cost`, in cost units.
        candidate: `int32[candidates]`, which candidate each asker is.
        pays: `int64[demands]`, what each demand pays in all, while slots are sold off.
    """

    demand: Any
    offer: Any
    worker: Any
    asks: Any
    slot: Any
    asker: Any
    candidate: Any
    pays: Any


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
    fineness = _FIRST_FINENESS
    step = fineness * max(1, int(cost.max(initial=0)) // 2)
    while True:
        _run(auction, fineness, step)
        if step > 1:
            step = max(1, step // _FINER)
            continue
        prices, proven = _whole_prices(auction, fineness, 1, _PATIENCE * len(unserved))
        if not proven and fineness > len(unserved):  # then it is optimal, and prices from nothing up will show it
            prices, proven = _whole_prices(auction, fineness, _FAR, _FAR)[0], True
        if proven:
            return auction.demand["candidate"][:-1].copy(), prices
        auction.slot["price"] *= _FINER
        auction.asks[auction.asks < _FAR] *= _FINER
        fineness *= _FINER


def finest(demands: int) -> int:
    """In how many parts of a cost unit an auction may have to count, at most."""
    return max(_FIRST_FINENESS, _FINER * (demands + 1))


def _opened(first: Longs, worker: Ints, cost: Ints, unserved: Longs, caps: Longs) -> Auction:
    """Everybody waits, nothing costs anything."""
    workers, demands, candidates = len(caps), len(unserved), len(worker)
    demand = np.zeros(demands + 1, dtype=_DEMAND)
    demand["first"], demand["slot"], demand["candidate"] = first, _WAITS, LEFT
    demand["unserved"][:-1] = unserved
    offer = np.empty(candidates, dtype=np.dtype([("worker", np.int32), ("cost", cost.dtype)], align=True))
    offer["worker"], offer["cost"] = worker, cost
    of_worker = np.zeros(workers + 1, dtype=_WORKER)
    np.cumsum(caps, out=of_worker["slot_from"][1:])
    np.cumsum(np.bincount(worker, minlength=workers), out=of_worker["asker_from"][1:])
    of_worker["cheapest"] = of_worker["slot_from"]
    slot = np.zeros(int(caps.sum()), dtype=_SLOT)
    slot["holder"], slot["worker"] = LEFT, np.repeat(np.arange(workers, dtype=np.int32), caps)
    auction = Auction(
        demand,
        offer,
        of_worker,
        np.where(caps > 0, 0, _FAR),
        slot,
        np.empty(candidates, dtype=np.dtype([("demand", np.int32), ("cost", cost.dtype)], align=True)),
        np.empty(candidates, dtype=np.int32),
        np.zeros(demands, dtype=np.int64),
    )
    _sort_askers(auction)
    return auction


@kernel
def _sort_askers(auction):
    """A counting sort of the candidates by worker."""
    at = auction.worker["asker_from"].copy()
    for j in range(len(auction.pays)):
        for e in range(auction.demand[j].first, auction.demand[j + 1].first):
            i = auction.offer[e].worker
            k = at[i]
            at[i] += 1
            auction.asker[k].demand, auction.asker[k].cost = j, auction.offer[e].cost
            auction.candidate[k] = e


def _run(auction: Auction, fineness: int, step: int) -> None:
    """Until every demand is within a step of its cheapest choice and empty slots cost nothing."""
    waiting = _released(auction, fineness, step)
    _bid(auction, fineness, step, waiting)
    _sell_off(auction, fineness, step)


@kernel
def _released(auction, fineness, step):
    """Demands that are more than a step from their cheapest choice give up what they hold. All who wait, last first."""
    demand, offer, slot, asks = auction.demand, auction.offer, auction.slot, auction.asks
    demands = len(auction.pays)
    queue = np.empty(demands + 1, np.int64)
    n = 0
    for j in range(demands - 1, -1, -1):
        most = demand[j].unserved * fineness
        best = most
        for e in range(demand[j].first, demand[j + 1].first):
            best = min(best, offer[e].cost * fineness + asks[offer[e].worker])
        held = demand[j].slot
        pays = most
        if held >= 0:
            pays = offer[demand[j].candidate].cost * fineness + slot[held].price
        if held == _WAITS or pays > best + step:
            if held >= 0:
                slot[held].holder = LEFT
            demand[j].slot, demand[j].candidate = _WAITS, LEFT
            queue[n] = j
            n += 1
    return queue[:n].copy()


@kernel
def _bid(auction, fineness, step, waiting):
    """Forward: demands take their cheapest choices, a batch at a time, until nobody waits.

    Returns nothing of meaning: what was read ahead, so that the compiler does not leave the reading out.
    """
    bids = np.empty((_BATCH, 4), np.int64)  # who bids, by which candidate, for how much, and the second choice's cost
    n, read = len(waiting), np.int64(0)
    while n > 0:
        size = min(_BATCH, n)
        for at in range(size):
            n -= 1
            bids[at, 0] = waiting[n]
        read += _choose(auction, fineness, bids[:size])
        n = _take(auction, fineness, step, bids[:size], waiting, n)
    return read


@step
def _choose(auction, fineness, bids):
    """Each bidder's cheapest choice as things are; who meant to be left has candidate -1. What was read ahead."""
    demand, offer, asks = auction.demand, auction.offer, auction.asks
    read = np.int64(0)
    for at in range(len(bids)):
        read += demand[bids[at, 0]].unserved
    for at in range(len(bids)):
        for e in range(demand[bids[at, 0]].first, demand[bids[at, 0] + 1].first, _LINE):
            read += offer[e].cost
    for at in range(len(bids)):
        j = bids[at, 0]
        best, second, chosen = demand[j].unserved * fineness, _FAR, -1
        for e in range(demand[j].first, demand[j + 1].first):
            pays = offer[e].cost * fineness + asks[offer[e].worker]
            if pays < best:
                best, second, chosen = pays, best, e
            elif pays < second:
                second = pays
        bids[at, 1], bids[at, 2], bids[at, 3] = chosen, best, second
    for at in range(len(bids)):
        if bids[at, 1] >= 0:
            read += auction.slot[auction.worker[offer[bids[at, 1]].worker].cheapest].price
    return read


@step
def _take(auction, fineness, step, bids, waiting, n):
    """Bidders get the slots they chose; who held one waits, and who came when its price had just risen. How many do."""
    demand, offer, slot, worker, asks = auction.demand, auction.offer, auction.slot, auction.worker, auction.asks
    for at in range(len(bids)):
        j, chosen, best, second = bids[at]
        if chosen < 0:
            demand[j].slot, demand[j].candidate = LEFT, LEFT
            continue
        i = offer[chosen].worker
        out = j
        if asks[i] == best - offer[chosen].cost * fineness:
            s = worker[i].cheapest
            next_slot, next_price = s, _FAR
            for other in range(worker[i].slot_from, worker[i + 1].slot_from):
                if other != s and slot[other].price < next_price:
                    next_slot, next_price = other, slot[other].price
            price = min(second - best + slot[s].price, next_price) + step
            if next_price < price:
                worker[i].cheapest = next_slot
            asks[i] = min(price, next_price)
            out = np.int64(slot[s].holder)
            slot[s].price, slot[s].holder = price, j
            demand[j].slot, demand[j].candidate = s, chosen
        if out >= 0:
            waiting[n] = out
            n += 1
    return n


@kernel
def _sell_off(auction, fineness, step):
    """Back: empty slots get cheaper until the demand that gains most takes them, or until they are free.

    Returns, as `_bid` does, what was read ahead.
    """
    demand, offer, slot, pays = auction.demand, auction.offer, auction.slot, auction.pays
    for j in range(len(pays)):
        pays[j] = demand[j].unserved * fineness
        if demand[j].slot >= 0:
            pays[j] = offer[demand[j].candidate].cost * fineness + slot[demand[j].slot].price
    empty = np.empty(len(slot), np.int64)
    n, read = 0, np.int64(0)
    for s in range(len(slot) - 1, -1, -1):
        if slot[s].holder < 0 and slot[s].price > 0:
            empty[n] = s
            n += 1
    sales = np.empty((_BATCH, 4), np.int64)  # which slot, to which asker, worth how much, and to the second
    while n > 0:
        size = min(_BATCH, n)
        for at in range(size):
            n -= 1
            sales[at, 0] = empty[n]
        read += _offer_cheaper(auction, fineness, sales[:size])
        n = _sell(auction, fineness, step, sales[:size], empty, n)
    return read


@step
def _offer_cheaper(auction, fineness, sales):
    """Who would pay most for each slot, and the most that another would pay. What was read ahead."""
    slot, worker, asker, pays = auction.slot, auction.worker, auction.asker, auction.pays
    read = np.int64(0)
    for at in range(len(sales)):
        read += slot[sales[at, 0]].price
    for at in range(len(sales)):
        read += worker[slot[sales[at, 0]].worker].asker_from
    for at in range(len(sales)):
        i = slot[sales[at, 0]].worker
        for k in range(worker[i].asker_from, worker[i + 1].asker_from, _LINE):
            read += asker[k].cost
    for at in range(len(sales)):
        i = slot[sales[at, 0]].worker
        best, second, winner = -1, -1, -1
        for k in range(worker[i].asker_from, worker[i + 1].asker_from):
            worth = pays[asker[k].demand] - asker[k].cost * fineness
            if worth > best:
                best, second, winner = worth, best, k
            elif worth > second:
                second = worth
        sales[at, 1], sales[at, 2], sales[at, 3] = winner, best, second
    for at in range(len(sales)):
        if sales[at, 1] >= 0:
            read += auction.demand[asker[sales[at, 1]].demand].slot + auction.candidate[sales[at, 1]]
    return read


@step
def _sell(auction, fineness, step, sales, empty, n):
    """Slots go to who pays most for them; what these held is empty, and a slot whose buyer just got another still is.

    Returns how many are to be sold now.
    """
    demand, slot, worker, asker, pays = auction.demand, auction.slot, auction.worker, auction.asker, auction.pays
    for at in range(len(sales)):
        s, winner, best, second = sales[at]
        price = np.int64(0)
        if best >= step:
            j = asker[winner].demand
            if pays[j] - asker[winner].cost * fineness != best:
                empty[n] = s
                n += 1
                continue
            price, left = max(price, second - step), demand[j].slot
            slot[s].holder, demand[j].slot, demand[j].candidate = j, s, auction.candidate[winner]
            pays[j] = asker[winner].cost * fineness + price
            if left >= 0:
                slot[left].holder = LEFT
                if slot[left].price > 0:
                    empty[n] = left
                    n += 1
        slot[s].price = price
        i = slot[s].worker
        low = worker[i].slot_from
        for other in range(low + 1, worker[i + 1].slot_from):
            if slot[other].price < slot[low].price:
                low = other
        worker[i].cheapest, auction.asks[i] = low, slot[low].price
    return n


@kernel
def _whole_prices(auction, fineness, spare, patience):
    """Workers' prices in whole cost units at which every demand holds its cheapest choice, and whether there are any.

    They start below the auction's by `spare`, or at nothing, and rise where a demand would rather have somebody else:
    what rises is what has to. There are none where somebody has room or a demand would rather be left.
    """
    demand, offer, slot, of_worker = auction.demand, auction.offer, auction.slot, auction.worker
    workers, demands = len(auction.asks), len(auction.pays)
    price = np.zeros(workers, np.int64)
    room = np.zeros(workers, np.bool_)
    for i in range(workers):
        for s in range(of_worker[i].slot_from, of_worker[i + 1].slot_from):
            room[i] |= slot[s].holder < 0
        if auction.asks[i] < _FAR and not room[i]:
            price[i] = max(0, auction.asks[i] // fineness - spare)
    queue = np.arange(demands)  # in a circle
    queued = np.ones(demands, np.bool_)
    head, count, looks = 0, demands, 0
    while count > 0:
        j = queue[head]
        head, count, looks = (head + 1) % demands, count - 1, looks + 1
        queued[j] = False
        held = demand[j].candidate
        pays = demand[j].unserved if held < 0 else offer[held].cost + price[offer[held].worker]
        if pays > demand[j].unserved or looks > patience:
            return price, False
        for e in range(demand[j].first, demand[j + 1].first):
            i = offer[e].worker
            if auction.asks[i] == _FAR or offer[e].cost + price[i] >= pays:
                continue
            if room[i]:
                return price, False
            price[i] = pays - offer[e].cost
            for s in range(of_worker[i].slot_from, of_worker[i + 1].slot_from):
                k = slot[s].holder
                if not queued[k]:
                    queue[(head + count) % demands] = k
                    count += 1
                    queued[k] = True
    return price, True
