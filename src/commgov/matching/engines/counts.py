"""The door to counts: the engine that suits the supply, and the seats' prices that prove the answer optimal."""

import numpy as np

from commgov.matching.engines import auction, paths
from commgov.matching.engines.compiling import kernel
from commgov.matching.piece import PRICE_SCALE, Answer, Longs, Piece

_SLOTS_MAX = 64  # of a worker: an auction looks at all of them, bid after bid
_COST_MAX = 1 << 56  # of a demand, in the finest parts that an auction may count in


def solve(piece: Piece) -> Answer:
    """Solve a counts piece exactly; the prices of the answer prove it.

    With ample supply by shortest augmenting paths, which then are short; with short supply by an auction.

    Args:
        piece: a piece of `Family.COUNTS`; minutes and times are not looked at.
    """
    unserved = np.minimum(piece.unserved, paths.DEAREST)
    caps = paths.services_offered(piece)
    asked = piece.candidate_from, piece.worker, piece.cost, unserved, caps
    auctioned = paths.is_short(piece, caps) and _has_room(unserved, caps)
    match, price = auction.assign(*asked) if auctioned else paths.assign(*asked, np.arange(len(unserved)))
    pays = _seat_prices(*asked, price)
    return Answer(chosen=np.sort(match[match >= 0]), prices=pays * PRICE_SCALE)


def _has_room(unserved: Longs, caps: Longs) -> bool:
    """Whether supply and costs are of a kind that an auction can count with."""
    fits = int(unserved.max(initial=0)) * auction.finest(len(unserved)) < _COST_MAX
    return fits and int(caps.max(initial=0)) <= _SLOTS_MAX


@kernel
def _seat_prices(candidate_from, worker_of, cost, unserved, services_max, price):
    """What each demand pays: its cheapest offer at the workers' prices, or its unserved cost if that is less."""
    pays = unserved.copy()
    for j in range(len(unserved)):
        for e in range(candidate_from[j], candidate_from[j + 1]):
            if services_max[worker_of[e]] > 0:
                pays[j] = min(pays[j], cost[e] + price[worker_of[e]])
    return pays
