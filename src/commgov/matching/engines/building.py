"""A roster built while prices settle: the surest seats first, then prices for those who and what are left, and so on.

What the relaxed schedules agree on is seated. The rest of the piece, with less time in the workers' weeks, has other
prices; some steps of ascent from the old ones find them, and the next surest seats are those of the schedules at these.
So workers' weeks fill up as their best schedules would fill them, where seating all at once leaves gaps.
"""

import numpy as np

from commgov.matching.engines.ascent import Ascent, Floats, Priced
from commgov.matching.engines.chains import Trail
from commgov.matching.engines.compiling import kernel, step
from commgov.matching.engines.crews import construct
from commgov.matching.engines.layout import UNLIMITED, Layout
from commgov.matching.engines.roster import Roster, empty_roster, fits
from commgov.matching.piece import Longs, Piece

_PORTION = 0.1  # share of the options left that a round tries ...
_LEAST = 0.01  # ... and of all options, at least
_FIRST, _LAST = 40.0, 1.0  # the first and the last step of prices between two rounds, in cost units


def build(piece: Piece, layout: Layout, priced: Priced, trail: Trail, steps: int) -> Roster:
    """Seat whom the prices' schedules seat most surely, round by round.

    Args:
        piece: what to serve.
        layout: the piece, laid out.
        priced: where prices start, and who is sure at first.
        trail: room to work in.
        steps: how often prices move between two rounds; 0 seats all in one round.
    """
    roster, ascent = empty_roster(layout), Ascent(piece, priced.prices)
    ascent.share = priced.share.copy()
    items = ascent.items
    caps = items.services_max.copy(), items.minutes_max.copy()
    place = np.empty_like(layout.origin)
    place[layout.origin] = np.arange(len(place))
    demand = np.repeat(np.arange(len(layout.unserved)), np.diff(layout.option_from))
    left = np.ones(len(demand), dtype=bool)
    while True:
        share = share_of_twins(layout, ascent.share)
        order = likeliest_first(layout, share)
        order = order[left[order]]
        if steps:
            order = order[: 1 + int(max(_PORTION * len(order), _LEAST * len(left)))]
        construct(layout, roster, trail, order, share)
        left[order] = False
        left &= roster.serving[demand] < 0
        if not left.any():
            return roster
        if narrow(layout, roster, items, place, caps) == 0:  # what is left are dearer starts of loose demands, if any
            steps = 0
        ascent.settle(steps, _FIRST, _LAST)


def share_of_twins(layout: Layout, share: Floats) -> Floats:
    """Who was in the relaxed schedules how often (`float64[candidates]`, as in the piece), in the layout's order.

    Twins share what one of them was chosen for.
    """
    share = share[layout.origin]
    if not len(share):
        return share
    first = layout.pool  # of a fresh layout: the first of all twins
    return np.repeat(np.maximum.reduceat(share, first), layout.twins_end[first] - first)


def likeliest_first(layout: Layout, share: Floats) -> Longs:
    """Options in the order of how surely the relaxed solution serves them."""
    likely = np.zeros(len(layout.need))
    np.maximum.at(likely, layout.candidate["role"], share)
    sure = np.full(len(layout.role_from) - 1, np.inf)
    np.minimum.at(sure, layout.role_option, likely)
    return np.argsort(-sure, kind="stable").astype(np.int64)


@step
def _possible(layout, roster, item, index):
    """Whether an item can still be had; of a loose one's twins any will do."""
    if roster.serving[layout.role_demand[item.role]] >= 0:
        return False
    end = layout.twins_end[index] if item.loose else index + 1
    for twin in range(index, end):  # noqa: SIM110 - numba compiles no generator
        if fits(layout, roster, twin):
            return True
    return False


@kernel
def narrow(layout, roster, items, place, caps):
    """Take from the items what the roster has seated or ruled out, and from the caps what it uses.

    Args:
        layout: the piece.
        roster: who holds which seat.
        items: what is left of the piece.
        place: `int64[candidates]`, where each candidate of the piece is in the layout.
        caps: `services_max` and `minutes_max` of the items of the whole piece.

    Returns:
        How many items are left.
    """
    services_max, minutes_max = caps
    n = 0
    first = items.item_from[0]
    for worker in range(len(services_max)):
        items.services_max[worker] = services_max[worker] - roster.load[worker]
        if minutes_max[worker] < UNLIMITED:
            items.minutes_max[worker] = minutes_max[worker] - roster.used[worker]
        end = items.item_from[worker + 1]
        for k in range(first, end):
            item = items.item[k]
            if not _possible(layout, roster, item, place[item.index]):
                continue
            items.item[n] = items.item[k]
            items.was_best[n] = False
            n += 1
        first = end
        items.item_from[worker + 1] = n
    return n
