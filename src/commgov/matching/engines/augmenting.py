"""One shortest augmenting path: a demand enters an optimal assignment, and the assignment is optimal again.

What `paths` does once for each demand of a piece, and `insertion` whenever a demand comes in. The state is plain
arrays, bundled so that they travel together: what is asked for, who holds what, and room for one search.
"""

from typing import Any, NamedTuple

import numpy as np

from commgov.matching.engines.compiling import step

FAR = np.int64(1) << 60
"""Further than any path."""


class Offers(NamedTuple):
    """What the demands ask for.

    Args:
        first: `int64[demands + 1]`, the candidates of demand `d` are `first[d]:first[d + 1]`.
        worker: `int32[candidates]`.
        cost: `[candidates]`.
        owner: `int64[candidates]`, the demand of each candidate.
        unserved: `int64[demands]`.
    """

    first: Any
    worker: Any
    cost: Any
    owner: Any
    unserved: Any


class Holding(NamedTuple):
    """Who holds what, and the prices that prove it optimal.

    Args:
        caps: `int64[workers]`, most demands of each worker.
        slot_from: `int64[workers + 1]`, the slots of worker `i` are `slot_from[i]:slot_from[i + 1]`.
        slot: `int64[slots]`, the demand in each slot, or -1.
        used: `int64[workers]`, how many demands the worker holds.
        price: `int64[workers]`.
        match: `int64[demands]`, the candidate by which each demand is served, or -1.
    """

    caps: Any
    slot_from: Any
    slot: Any
    used: Any
    price: Any
    match: Any


class Search(NamedTuple):
    """Room for one search; `dist` is `FAR` everywhere between searches.

    Args:
        dist: `int64[workers]`, length of the shortest way to each worker.
        via: `int64[workers]`, the candidate by which each worker was reached.
        touched: `int64[workers]`, workers whose `dist` was set.
        settled: `int64[workers]`, workers whose `dist` is final.
        keys: `int64[candidates + 1]`, a heap: a search relaxes each candidate once, so this is room enough.
        values: `int64[candidates + 1]`, the workers in the heap.
        level: `int64[workers]`, a stack of workers that are as near as the nearest: they need no heap.
        trail: `int64[workers + 1]`, what the path changes; see the searches.
    """

    dist: Any
    via: Any
    touched: Any
    settled: Any
    keys: Any
    values: Any
    level: Any
    trail: Any


@step
def push(keys, values, n, key, value):
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
def pop(keys, values, n):
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
def leave(held, worker, demand):
    """Take a demand out of its worker's slots."""
    for s in range(held.slot_from[worker], held.slot_from[worker + 1]):
        if held.slot[s] == demand:
            held.slot[s] = -1
            break
    held.used[worker] -= 1


@step
def take(held, worker, demand, candidate):
    """Put a demand into a free slot of a worker."""
    for s in range(held.slot_from[worker], held.slot_from[worker + 1]):
        if held.slot[s] == -1:
            held.slot[s] = demand
            break
    held.used[worker] += 1
    held.match[demand] = candidate


@step
def _augment(offers, held, search, demand, last_demand, last_worker):
    """Shift everyone on the path one place on, from its end back to the new demand; how many demands changed."""
    worker, changed = last_worker, 0
    if last_demand >= 0 and last_demand != demand:  # given up: its worker has room for the path
        worker = offers.worker[held.match[last_demand]]
        held.match[last_demand] = -1
        leave(held, worker, last_demand)
        search.trail[changed] = last_demand
        changed += 1
    while worker >= 0:
        candidate = search.via[worker]
        moved = offers.owner[candidate]
        previous = -1
        if moved != demand:
            previous = offers.worker[held.match[moved]]
            leave(held, previous, moved)
        take(held, worker, moved, candidate)
        search.trail[changed] = moved
        changed += 1
        worker = previous
    return changed


@step
def reach(search, near, n, level_n, touched_n, worker, distance, candidate):
    """A shorter way to a worker is found, while all up to `near` are settled: it joins those who are to be looked at.

    Returns how many entries heap and level have now, and how many workers were touched.
    """
    if search.dist[worker] == FAR:
        search.touched[touched_n] = worker
        touched_n += 1
    search.dist[worker] = distance
    search.via[worker] = candidate
    if distance == near:
        search.level[level_n] = worker
        return n, level_n + 1, touched_n
    return push(search.keys, search.values, n, distance, worker), level_n, touched_n


@step
def nearest(search, near, n, level_n):
    """The next to be looked at: how near, which worker, and the entries left in heap and level.

    It may have been reached on a shorter way since it came into the heap: then it was looked at already.
    """
    if level_n > 0:
        return near, search.level[level_n - 1], n, level_n - 1
    near, worker = search.keys[0], search.values[0]
    return near, worker, pop(search.keys, search.values, n), level_n


@step
def enter(offers, held, search, demand):
    """A demand comes in: search the cheapest way to serve it (or to leave it or another unserved) and take that way.

    Returns how many demands are now served differently, the new one included if it is served: they are the first
    entries of `search.trail`.
    """
    dist, via, near = search.dist, search.via, np.int64(-1)
    n = level_n = touched_n = settled_n = 0
    best = offers.unserved[demand]  # the cheapest end found: give up `last_demand`, or room at `last_worker`
    last_demand, last_worker = demand, -1
    for e in range(offers.first[demand], offers.first[demand + 1]):
        i = offers.worker[e]
        d = offers.cost[e] + held.price[i]
        if d < best and held.used[i] < held.caps[i]:
            best, last_demand, last_worker = d, -1, i
            via[i] = e
    for e in range(offers.first[demand], offers.first[demand + 1]):
        i = offers.worker[e]
        d = offers.cost[e] + held.price[i]
        if d < best and d < dist[i] and held.caps[i] > 0:
            n, level_n, touched_n = reach(search, near, n, level_n, touched_n, i, d, e)
    while n > 0 or level_n > 0:
        near, i, n, level_n = nearest(search, near, n, level_n)
        if near >= best:
            break
        if near > dist[i]:
            continue  # an older, longer way to a worker already settled
        search.settled[settled_n] = i
        settled_n += 1
        for s in range(held.slot_from[i], held.slot_from[i + 1]):
            k = held.slot[s]
            if k < 0:
                continue  # a slot that a fixed service has used up
            base = near - offers.cost[held.match[k]] - held.price[i]
            if base + offers.unserved[k] < best:
                best, last_demand, last_worker = base + offers.unserved[k], k, -1
            for e in range(offers.first[k], offers.first[k + 1]):
                m = offers.worker[e]
                d = base + offers.cost[e] + held.price[m]
                if d >= best or d >= dist[m]:
                    continue
                if held.used[m] < held.caps[m]:  # room: the way can end here
                    best, last_demand, last_worker = d, -1, m
                    via[m] = e
                elif held.caps[m] > 0:
                    n, level_n, touched_n = reach(search, near, n, level_n, touched_n, m, d, e)
    for t in range(settled_n):
        i = search.settled[t]
        if dist[i] < best:
            held.price[i] += best - dist[i]
    changed = _augment(offers, held, search, demand, last_demand, last_worker)
    for t in range(touched_n):
        dist[search.touched[t]] = FAR
    return changed
