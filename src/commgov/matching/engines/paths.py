"""Counts pieces, exactly: shortest augmenting paths with member prices.

The idea of R. Jonker and A. Volgenant (1987) on a sparse problem where a worker takes several demands. Demands enter
one by one. Each looks for the cheapest way to be served (Dijkstra over workers, costs reduced by the workers' prices):
a worker with room ends the path; a full worker may pass one of its demands on; a demand may also be given up for its
unserved cost. Afterwards every demand holds its cheapest offer at the workers' prices, which proves the answer optimal.

Any order of entering gives the optimum. Where supply is short, demands that enter early are pushed about by all later
ones; so those enter first whose workers are most in demand, which takes half the time or less.
"""

import numpy as np

from commgov.matching.engines.compiling import kernel, step
from commgov.matching.piece import PRICE_SCALE, Answer, Piece

FAR = np.int64(1) << 60
"""Further than any path."""

_ROUNDS = 2  # more make no difference
_AMPLE = 1.1  # services offered for each demand from which supply is not short
_IDLE = 1e-3  # load of a worker whom nobody asks

DEAREST = (1 << 62) // PRICE_SCALE
"""An unserved cost above this counts as this."""


@step
def _push(keys, values, n, key, value):
    """Add to a binary heap of n entries."""
    at = n
    while at > 0:
        parent = (at - 1) >> 1
        if keys[parent] <= key:
            break
        keys[at] = keys[parent]
        values[at] = values[parent]
        at = parent
    keys[at] = key
    values[at] = value
    return n + 1


@step
def _pop(keys, values, n):
    """Remove the least entry of a binary heap of n entries."""
    n -= 1
    key, value = keys[n], values[n]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= n:
            break
        if child + 1 < n and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at] = keys[child]
        values[at] = values[child]
        at = child
    keys[at] = key
    values[at] = value
    return n


@step
def _leave(slot, slot_from, worker, demand):
    """Take a demand out of its worker's slots."""
    for s in range(slot_from[worker], slot_from[worker + 1]):
        if slot[s] == demand:
            slot[s] = -1
            break


@step
def _enter(slot, slot_from, worker, demand):
    """Put a demand into a free slot of a worker."""
    for s in range(slot_from[worker], slot_from[worker + 1]):
        if slot[s] == -1:
            slot[s] = demand
            break


@step
def _augment(demand, last_demand, last_worker, match, via, owner, worker_of, slot, slot_from, used):
    """Shift everyone on the path one place on, from its end back to the new demand."""
    worker = last_worker
    if last_demand >= 0 and last_demand != demand:  # given up: its worker has room for the path
        worker = worker_of[match[last_demand]]
        match[last_demand] = -1
        _leave(slot, slot_from, worker, last_demand)
        used[worker] -= 1
    while worker >= 0:
        candidate = via[worker]
        moved = owner[candidate]
        previous = -1
        if moved != demand:
            previous = worker_of[match[moved]]
            _leave(slot, slot_from, previous, moved)
            used[previous] -= 1
        match[moved] = candidate
        _enter(slot, slot_from, worker, moved)
        used[worker] += 1
        worker = previous


@kernel
def assign(candidate_from, worker_of, cost, unserved, services_max, order):
    """Match of every demand (candidate or -1) and price of every worker."""
    workers, demands = len(services_max), len(unserved)
    slot_from = np.zeros(workers + 1, np.int64)
    for i in range(workers):
        slot_from[i + 1] = slot_from[i] + services_max[i]
    slot = np.full(slot_from[workers], -1, np.int64)  # the demands that each worker holds
    used = np.zeros(workers, np.int64)
    price = np.zeros(workers, np.int64)
    match = np.full(demands, -1, np.int64)
    dist = np.full(workers, FAR, np.int64)
    via = np.full(workers, -1, np.int64)  # the candidate by which each worker was reached
    touched = np.empty(workers, np.int64)
    settled = np.empty(workers, np.int64)
    keys = np.empty(len(cost) + 1, np.int64)  # a search relaxes each candidate once, so this is room enough
    values = np.empty(len(cost) + 1, np.int64)
    owner = np.empty(len(cost), np.int64)
    for j in range(demands):
        owner[candidate_from[j] : candidate_from[j + 1]] = j
    for at in range(demands):
        demand = order[at]
        n = touched_n = settled_n = 0
        best = unserved[demand]  # the cheapest end found: give up `last_demand`, or room at `last_worker`
        last_demand, last_worker = demand, -1
        for e in range(candidate_from[demand], candidate_from[demand + 1]):
            i = worker_of[e]
            d = cost[e] + price[i]
            if d < dist[i] and d < best and services_max[i] > 0:
                if dist[i] == FAR:
                    touched[touched_n] = i
                    touched_n += 1
                dist[i] = d
                via[i] = e
                n = _push(keys, values, n, d, i)
        while n > 0:
            near, i = keys[0], values[0]
            if near >= best:
                break
            n = _pop(keys, values, n)
            if near > dist[i]:
                continue  # an older, longer way to a worker already settled
            if used[i] < services_max[i]:
                best, last_demand, last_worker = near, -1, i
                break
            settled[settled_n] = i
            settled_n += 1
            for s in range(slot_from[i], slot_from[i + 1]):
                k = slot[s]
                base = near - cost[match[k]] - price[i]
                if base + unserved[k] < best:
                    best, last_demand, last_worker = base + unserved[k], k, -1
                for e in range(candidate_from[k], candidate_from[k + 1]):
                    m = worker_of[e]
                    d = base + cost[e] + price[m]
                    if d < dist[m] and d < best and services_max[m] > 0:
                        if dist[m] == FAR:
                            touched[touched_n] = m
                            touched_n += 1
                        dist[m] = d
                        via[m] = e
                        n = _push(keys, values, n, d, m)
        for t in range(settled_n):
            i = settled[t]
            if dist[i] < best:
                price[i] += best - dist[i]
        _augment(demand, last_demand, last_worker, match, via, owner, worker_of, slot, slot_from, used)
        for t in range(touched_n):
            dist[touched[t]] = FAR
    return match, price


@kernel
def crowding(candidate_from, worker_of, services_max):
    """How much in demand each demand's workers are: what asks for a service of theirs, per service they have.

    At first each demand asks all its workers alike, then it asks less of those who are asked by many.
    """
    workers, demands = len(services_max), len(candidate_from) - 1
    load = np.ones(workers)
    crowd = np.zeros(demands)
    for _ in range(_ROUNDS):
        asked = np.zeros(workers)
        for j in range(demands):
            total = 0.0
            for e in range(candidate_from[j], candidate_from[j + 1]):
                total += 1 / load[worker_of[e]]
            for e in range(candidate_from[j], candidate_from[j + 1]):
                asked[worker_of[e]] += 1 / load[worker_of[e]] / total
        before, load = load, asked / np.maximum(services_max, 1) + _IDLE
        for j in range(demands):
            total = crowd[j] = 0.0
            for e in range(candidate_from[j], candidate_from[j + 1]):
                total += 1 / before[worker_of[e]]
                crowd[j] += load[worker_of[e]] / before[worker_of[e]]
            if total > 0:
                crowd[j] /= total
    return crowd


@kernel
def seat_prices(candidate_from, worker_of, cost, unserved, services_max, price):
    """What each demand pays: its cheapest offer at the workers' prices, or its unserved cost if that is less."""
    pays = unserved.copy()
    for j in range(len(unserved)):
        for e in range(candidate_from[j], candidate_from[j + 1]):
            if services_max[worker_of[e]] > 0:
                pays[j] = min(pays[j], cost[e] + price[worker_of[e]])
    return pays


def solve(piece: Piece) -> Answer:
    """Solve a counts piece exactly; the prices of the answer prove it.

    Args:
        piece: a piece of `Family.COUNTS`; minutes and times are not looked at.
    """
    unserved = np.minimum(piece.unserved, DEAREST)
    most = np.bincount(piece.worker, minlength=len(piece.services_max))
    caps = np.minimum(piece.services_max, most).astype(np.int64)
    order = np.arange(len(unserved), dtype=np.int64)  # neighbours stay together, which the processor's cache likes
    if caps.sum() < _AMPLE * len(unserved):
        order = np.argsort(-crowding(piece.candidate_from, piece.worker, caps), kind="stable").astype(np.int64)
    match, price = assign(piece.candidate_from, piece.worker, piece.cost, unserved, caps, order)
    pays = seat_prices(piece.candidate_from, piece.worker, piece.cost, unserved, caps, price)
    return Answer(chosen=np.sort(match[match >= 0]), prices=pays * PRICE_SCALE)
