"""Who holds which seat: the state that local search changes, small compiled steps.

A worker holds up to `services_max` seats, in no order, in its own stretch of `held`.
"""

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from commgov.matching.engines.layout import Layout
from commgov.matching.piece import Longs

HELD = np.dtype([("seat", np.int64), ("start", np.int64), ("end", np.int64), ("place", np.int64)])
"""A seat that a worker holds; times are copied here because every clash test reads them."""


class Roster(NamedTuple):
    """Which candidate fills which seat.

    Args:
        filled: `int64[seats]`, the candidate (index in the layout) or -1.
        held: records `HELD`, the stretch of a worker starts at `layout.held_from`.
        count: `int64[workers]`, how many seats it holds.
        used: `int64[workers]`, how many minutes that is, in the layout's unit.
        serving: `int64[demands]`, the option that serves the demand, or -1; while a team is being seated, the option
            that its last change was for.
    """

    filled: Longs
    held: NDArray[np.void]
    count: Longs
    used: Longs
    serving: Longs


def empty_roster(layout: Layout) -> Roster:
    """Nobody holds anything."""
    return Roster(
        filled=np.full(len(layout.seat_role), -1, dtype=np.int64),
        held=np.zeros(int(layout.held_from[-1]), dtype=HELD),
        count=np.zeros(len(layout.member), dtype=np.int64),
        used=np.zeros(len(layout.member), dtype=np.int64),
        serving=np.full(len(layout.unserved), -1, dtype=np.int64),
    )


@nb.njit(cache=True, nogil=True)
def clashes(layout, held, candidate):  # type: ignore[no-untyped-def]
    """Whether a candidate's service and a held one overlap, travel between them included."""
    between = layout.travel[held.place, candidate.place]
    return held.end + between > candidate.start and candidate.end + between > held.start


@nb.njit(cache=True, nogil=True)
def clashes_with_any(layout, roster, worker, candidate):  # type: ignore[no-untyped-def]
    """Whether the worker holds something at that time."""
    base = layout.held_from[worker]
    for slot in range(base, base + roster.count[worker]):
        if clashes(layout, roster.held[slot], candidate):
            return True
    return False


@nb.njit(cache=True, nogil=True)
def fits(layout, roster, index):  # type: ignore[no-untyped-def]
    """Whether the candidate can be put in without taking anything out."""
    candidate = layout.candidate[index]
    worker = candidate.worker
    if roster.count[worker] >= layout.services_max[worker]:
        return False
    if roster.used[worker] + candidate.minutes > layout.minutes_max[worker]:
        return False
    if not layout.no_overlap:
        return True
    if clashes_with_any(layout, roster, worker, candidate):
        return False
    for k in range(layout.kin_from[worker], layout.kin_from[worker + 1]):
        if clashes_with_any(layout, roster, layout.kin[k], candidate):
            return False
    return True


@nb.njit(cache=True, nogil=True)
def put(layout, roster, seat, index):  # type: ignore[no-untyped-def]
    """Fill an empty seat with a candidate that fits."""
    candidate = layout.candidate[index]
    worker = candidate.worker
    slot = layout.held_from[worker] + roster.count[worker]
    held = roster.held[slot]
    held.seat = seat
    held.start = candidate.start
    held.end = candidate.end
    held.place = candidate.place
    roster.count[worker] += 1
    roster.used[worker] += candidate.minutes
    roster.filled[seat] = index
    roster.serving[layout.role_demand[candidate.role]] = layout.role_option[candidate.role]


@nb.njit(cache=True, nogil=True)
def take(layout, roster, seat):  # type: ignore[no-untyped-def]
    """Empty a filled seat."""
    candidate = layout.candidate[roster.filled[seat]]
    worker = candidate.worker
    base = layout.held_from[worker]
    last = base + roster.count[worker] - 1
    slot = base
    while roster.held[slot].seat != seat:
        slot += 1
    moved = roster.held[last]
    hole = roster.held[slot]
    hole.seat = moved.seat
    hole.start = moved.start
    hole.end = moved.end
    hole.place = moved.place
    roster.count[worker] -= 1
    roster.used[worker] -= candidate.minutes
    roster.filled[seat] = -1
    roster.serving[layout.role_demand[candidate.role]] = -1


@nb.njit(cache=True, nogil=True)
def cost_of(layout, roster):  # type: ignore[no-untyped-def]
    """The objective: what the filled seats cost and what is left unserved costs."""
    total = np.int64(0)
    for demand in range(len(layout.unserved)):
        if roster.serving[demand] < 0:
            total += layout.unserved[demand]
    for seat in range(len(layout.seat_role)):
        if roster.filled[seat] >= 0:
            total += layout.candidate[roster.filled[seat]].cost
    return total


@nb.njit(cache=True, nogil=True)
def refill(layout, roster, filled):  # type: ignore[no-untyped-def]
    """Make the roster one that had these seats filled."""
    for seat in range(len(filled)):
        if roster.filled[seat] >= 0:
            take(layout, roster, seat)
    for seat in range(len(filled)):
        if filled[seat] >= 0:
            put(layout, roster, seat, filled[seat])
