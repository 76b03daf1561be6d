"""Who holds which seat: the state that local search changes, small compiled steps.

A worker holds up to `services_max` seats, in no order, in its own stretch of `held`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commgov.matching.engines.compiling import step
from commgov.matching.engines.layout import Layout
from commgov.matching.piece import Longs

HELD = np.dtype([("seat", np.int64), ("start", np.int64), ("end", np.int64), ("place", np.int64)])
"""A seat that a worker holds; times are copied here because every clash test reads them."""


class Roster(NamedTuple):
    """Which candidate fills which seat.

    Args:
        filled: `int64[seats]`, the candidate (index in the layout) or -1.
        held: records `HELD`, the stretch of a worker starts at `layout.held_from`.
        load: `int64[workers]`, how many seats it holds.
        used: `int64[workers]`, how many minutes that is, in the layout's unit.
        capped: `int64[...]`, the seats that count in a cap, its stretch starts at `layout.cap_from`.
        counted: `int64[caps]`, how many these are.
        serving: `int64[demands]`, the option that serves the demand, or -1; while a crew is being seated, the option
            that its last change was for.
    """

    filled: Longs
    held: NDArray[np.void]
    load: Longs
    used: Longs
    capped: Longs
    counted: Longs
    serving: Longs


def empty_roster(layout: Layout) -> Roster:
    """Nobody holds anything."""
    return Roster(
        filled=np.full(len(layout.seat_role), -1, dtype=np.int64),
        held=np.zeros(int(layout.held_from[-1]), dtype=HELD),
        load=np.zeros(len(layout.member), dtype=np.int64),
        used=np.zeros(len(layout.member), dtype=np.int64),
        capped=np.zeros(int(layout.cap_from[-1]), dtype=np.int64),
        counted=np.zeros(len(layout.cap_from) - 1, dtype=np.int64),
        serving=np.full(len(layout.unserved), -1, dtype=np.int64),
    )


@step
def clashes(layout, held, candidate):
    """Whether a candidate's service and a held one overlap, travel between them included."""
    between = layout.travel[held.place, candidate.place]
    return held.end + between > candidate.start and candidate.end + between > held.start


@step
def clashes_with_any(layout, roster, worker, candidate):
    """Whether the worker holds something at that time."""
    base = layout.held_from[worker]
    for slot in range(base, base + roster.load[worker]):  # noqa: SIM110 - numba compiles no generator
        if clashes(layout, roster.held[slot], candidate):
            return True
    return False


@step
def is_full(layout, roster, cap):
    """Whether a cap allows nothing more; -1 is none."""
    return cap >= 0 and roster.counted[cap] >= layout.cap_from[cap + 1] - layout.cap_from[cap]


@step
def fits(layout, roster, index):
    """Whether the candidate can be put in without taking anything out."""
    candidate = layout.candidate[index]
    worker = candidate.worker
    if roster.load[worker] >= layout.services_max[worker]:
        return False
    if roster.used[worker] + candidate.minutes > layout.minutes_max[worker]:
        return False
    if is_full(layout, roster, candidate.cap):
        return False
    if not layout.no_overlap:
        return True
    if clashes_with_any(layout, roster, worker, candidate):
        return False
    for k in range(layout.kin_from[worker], layout.kin_from[worker + 1]):
        if clashes_with_any(layout, roster, layout.kin[k], candidate):
            return False
    return True


@step
def put(layout, roster, seat, index):
    """Fill an empty seat with a candidate that fits."""
    candidate = layout.candidate[index]
    worker = candidate.worker
    slot = layout.held_from[worker] + roster.load[worker]
    held = roster.held[slot]
    held.seat = seat
    held.start = candidate.start
    held.end = candidate.end
    held.place = candidate.place
    roster.load[worker] += 1
    roster.used[worker] += candidate.minutes
    roster.filled[seat] = index
    if candidate.cap >= 0:
        roster.capped[layout.cap_from[candidate.cap] + roster.counted[candidate.cap]] = seat
        roster.counted[candidate.cap] += 1
    roster.serving[layout.role_demand[candidate.role]] = layout.role_option[candidate.role]


@step
def take(layout, roster, seat):
    """Empty a filled seat."""
    candidate = layout.candidate[roster.filled[seat]]
    worker = candidate.worker
    base = layout.held_from[worker]
    last = base + roster.load[worker] - 1
    slot = base
    while roster.held[slot].seat != seat:
        slot += 1
    moved = roster.held[last]
    hole = roster.held[slot]
    hole.seat = moved.seat
    hole.start = moved.start
    hole.end = moved.end
    hole.place = moved.place
    roster.load[worker] -= 1
    roster.used[worker] -= candidate.minutes
    roster.filled[seat] = -1
    if candidate.cap >= 0:
        roster.counted[candidate.cap] -= 1
        last = layout.cap_from[candidate.cap] + roster.counted[candidate.cap]
        slot = layout.cap_from[candidate.cap]
        while roster.capped[slot] != seat:
            slot += 1
        roster.capped[slot] = roster.capped[last]
    roster.serving[layout.role_demand[candidate.role]] = -1


def cost_of(layout: Layout, roster: Roster) -> int:
    """The objective: what the filled seats cost and what is left unserved costs."""
    cost = layout.candidate["cost"][roster.filled[roster.filled >= 0]]
    return int(cost.sum()) + int(layout.unserved[roster.serving < 0].sum())


def copy_of(roster: Roster) -> Roster:
    """A roster like this one, to go back to."""
    return Roster._make(column.copy() for column in roster)
