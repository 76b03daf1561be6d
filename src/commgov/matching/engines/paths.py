"""Counts pieces, exactly: shortest augmenting paths with member prices.

The idea of R. Jonker and A. Volgenant (1987) on a sparse problem where a worker takes several demands. Demands enter
one by one. Each looks for the cheapest way to be served (Dijkstra over workers, costs reduced by the workers' prices):
a worker with room ends the path; a full worker may pass one of its demands on; a demand may also be given up for its
unserved cost. Afterwards every demand holds its cheapest offer at the workers' prices, which proves the answer optimal.

Any order of entering gives the optimum. Where supply is short, demands that enter early are pushed about by all later
ones; so it helps if those enter first whose workers are most in demand.
"""

import numpy as np

from commgov.matching.engines.augmenting import FAR, Holding, Offers, Search, enter
from commgov.matching.engines.compiling import kernel
from commgov.matching.piece import PRICE_SCALE, Longs, Piece

_AMPLE = 1.1  # services offered for each demand from which supply is not short
_ROUNDS = 2  # more make no difference
_IDLE = 1e-3  # load of a worker whom nobody asks

DEAREST = (1 << 62) // PRICE_SCALE
"""An unserved cost above this counts as this."""


@kernel
def assign(candidate_from, worker_of, cost, unserved, services_max, order):
    """Match of every demand (candidate or -1) and price of every worker."""
    workers, demands = len(services_max), len(unserved)
    slot_from = np.zeros(workers + 1, np.int64)
    for i in range(workers):
        slot_from[i + 1] = slot_from[i] + services_max[i]
    owner = np.empty(len(cost), np.int64)
    for j in range(demands):
        owner[candidate_from[j] : candidate_from[j + 1]] = j
    offers = Offers(candidate_from, worker_of, cost, owner, unserved)
    held = Holding(
        services_max,
        slot_from,
        np.full(slot_from[workers], -1, np.int64),
        np.zeros(workers, np.int64),
        np.zeros(workers, np.int64),
        np.full(demands, -1, np.int64),
    )
    search = Search(
        np.full(workers, FAR, np.int64),
        np.full(workers, -1, np.int64),
        np.empty(workers, np.int64),
        np.empty(workers, np.int64),
        np.empty(len(cost) + 1, np.int64),
        np.empty(len(cost) + 1, np.int64),
        np.empty(workers, np.int64),
        np.empty(workers + 1, np.int64),
    )
    for at in range(demands):
        enter(offers, held, search, order[at])
    return held.match, held.price


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


def entering_order(piece: Piece) -> Longs:
    """`int64[demands]`: the order of entering that is quickest: where supply is short, the most crowded first."""
    order = np.arange(len(piece.unserved), dtype=np.int64)  # neighbours stay together, which the processor likes
    caps = services_offered(piece)
    if is_short(piece, caps):
        order = np.argsort(-crowding(piece.candidate_from, piece.worker, caps), kind="stable").astype(np.int64)
    return order


def services_offered(piece: Piece) -> Longs:
    """`int64[workers]`: the most demands that each worker can come to hold."""
    most = np.bincount(piece.worker, minlength=len(piece.services_max))
    caps: Longs = np.minimum(piece.services_max, most).astype(np.int64)
    return caps


def is_short(piece: Piece, caps: Longs) -> bool:
    """Whether so few services are offered that the next free one is often far."""
    return int(caps.sum()) < _AMPLE * len(piece.unserved)
