"""Ejection chains: put a candidate into a seat, put out whom that disturbs, and house them elsewhere.

A move is made on the roster itself and written to a trail, so whatever it does is always feasible, and a move that
does not pay is walked back.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commgov.matching.engines.compiling import step
from commgov.matching.engines.layout import Layout
from commgov.matching.engines.roster import clashes, fits, is_full, put, take
from commgov.matching.piece import Longs

REFUSED = np.int64(1) << 60
"""What a move costs that cannot be made or costs more than is allowed."""

GIVEN_UP = -2
"""In `Roster.serving`: unserved because a move gave the demand up."""

EJECTED_MOST = 10
"""A move that puts out more seats than this is not tried."""


class Trail(NamedTuple):
    """What a move has changed, and its room to work in.

    Args:
        seat: `int64[...]`, the seats changed, in order.
        was: `int64[...]`, what filled each before, or -1.
        ejected: `int64[EJECTED_MOST]`, seats put out and not yet housed.
        counts: `int64[3]`, entries in the trail, entries in `ejected`, what those ejected cost where they were.
        random: `uint64[1]`, the state of the generator.
    """

    seat: Longs
    was: Longs
    ejected: Longs
    counts: Longs
    random: NDArray[np.uint64]


def new_trail(layout: Layout, seed: int) -> Trail:
    """An empty trail with room for the longest move."""
    seats = np.bincount(layout.role_option, weights=layout.need, minlength=1).max(initial=1)
    room = 4 * (int(seats) + EJECTED_MOST) * (int(seats) + 1) + 16
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64).astype(np.uint64)
    empty = np.empty(room, dtype=np.int64)
    return Trail(empty, empty.copy(), np.empty(EJECTED_MOST, np.int64), np.zeros(3, np.int64), state)


@step
def draw(random, bound):
    """A whole number from 0 to below the bound (splitmix64; S. Vigna)."""
    random[0] += np.uint64(0x9E3779B97F4A7C15)
    z = random[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return np.int64((z >> np.uint64(32)) * np.uint64(bound) >> np.uint64(32))


@step
def change(layout, roster, trail, seat, index):
    """Empty the seat, or fill it with a candidate that fits, and note what was."""
    n = trail.counts[0]
    trail.seat[n] = seat
    trail.was[n] = roster.filled[seat]
    trail.counts[0] = n + 1
    if roster.filled[seat] >= 0:
        take(layout, roster, seat)
    if index >= 0:
        put(layout, roster, seat, index)


@step
def walk_back(layout, roster, trail):
    """Undo everything on the trail."""
    for n in range(trail.counts[0] - 1, -1, -1):
        seat = trail.seat[n]
        if roster.filled[seat] >= 0:
            take(layout, roster, seat)
        if trail.was[n] >= 0:
            put(layout, roster, seat, trail.was[n])


@step
def is_single(layout, role):
    """Whether the role is its demand's only one, with one seat: to fill it is to serve the demand."""
    demand = layout.role_demand[role]
    first = layout.role_from[layout.option_from[demand]]
    return layout.need[role] == 1 and layout.role_from[layout.option_from[demand + 1]] - first == 1


@step
def serves_already(layout, roster, index):
    """Whether the candidate's member already fills another seat of the option."""
    candidate = layout.candidate[index]
    option = layout.role_option[candidate.role]
    member = layout.member[candidate.worker]
    first = layout.seat_from[layout.role_from[option]]
    end = layout.seat_from[layout.role_from[option + 1]]
    if end - first == 1:
        return False
    for seat in range(first, end):
        other = roster.filled[seat]
        if other >= 0 and layout.member[layout.candidate[other].worker] == member:
            return True
    return False


@step
def _eject(layout, roster, trail, seat, demand):
    """Put out whoever fills a seat, unless there are too many already or it is of the demand being served."""
    n = trail.counts[1]
    if n >= EJECTED_MOST or layout.role_demand[layout.seat_role[seat]] == demand:
        return False
    trail.ejected[n] = seat
    trail.counts[1] = n + 1
    trail.counts[2] += layout.candidate[roster.filled[seat]].cost
    change(layout, roster, trail, seat, -1)
    return True


@step
def _clear_time(layout, roster, trail, worker, candidate, demand):
    """Put out everything the worker holds that clashes with the candidate."""
    base = layout.held_from[worker]
    slot = base + roster.load[worker] - 1
    while slot >= base:  # downwards, because the last one fills the hole
        held = roster.held[slot]
        if clashes(layout, held, candidate) and not _eject(layout, roster, trail, held.seat, demand):
            return False
        slot -= 1
    return True


@step
def _clear_caps(layout, roster, trail, worker, candidate, demand):
    """Put out seats until the candidate is within the worker's caps: one that suffices if there is one."""
    base = layout.held_from[worker]
    while True:
        excess = roster.used[worker] + candidate.minutes - layout.minutes_max[worker]
        count = roster.load[worker]
        if excess <= 0 and count < layout.services_max[worker]:
            return True
        if count == 0:
            return False
        slot = base + draw(trail.random, count)
        for k in range(count):
            seat = roster.held[base + (slot - base + k) % count].seat
            if layout.candidate[roster.filled[seat]].minutes >= excess:
                slot = base + (slot - base + k) % count
                break
        if not _eject(layout, roster, trail, roster.held[slot].seat, demand):
            return False


@step
def _clear_cap(layout, roster, trail, cap, demand):
    """Put out a seat, drawn at random, of those that count in a cap which allows nothing more."""
    if not is_full(layout, roster, cap):
        return True
    count = roster.counted[cap]
    if count == 0:
        return False
    return _eject(layout, roster, trail, roster.capped[layout.cap_from[cap] + draw(trail.random, count)], demand)


@step
def push_in(layout, roster, trail, seat, index):
    """Fill an empty seat with a candidate, putting out whom it disturbs; False if that cannot be."""
    candidate = layout.candidate[index]
    worker = candidate.worker
    demand = layout.role_demand[candidate.role]
    if layout.services_max[worker] == 0 or candidate.minutes > layout.minutes_max[worker]:
        return False
    if serves_already(layout, roster, index):
        return False
    if layout.no_overlap:
        if not _clear_time(layout, roster, trail, worker, candidate, demand):
            return False
        for k in range(layout.kin_from[worker], layout.kin_from[worker + 1]):
            if not _clear_time(layout, roster, trail, layout.kin[k], candidate, demand):
                return False
    if not _clear_cap(layout, roster, trail, candidate.cap, demand):
        return False
    if not _clear_caps(layout, roster, trail, worker, candidate, demand):
        return False
    change(layout, roster, trail, seat, index)
    return True


@step
def pick_start(layout, roster, trail, index):
    """Of a candidate's twins, which differ in the start alone, the first that fits; one at random if none does."""
    end = layout.twins_end[index]
    for twin in range(index, end):
        if fits(layout, roster, twin):
            return twin
    return index + draw(trail.random, end - index)


@step
def cheapest_fit(layout, roster, role, most):
    """The role's cheapest candidate that fits and costs at most so much, or -1."""
    for index in range(layout.candidate_from[role], layout.candidate_from[role + 1]):
        if layout.candidate[index].cost > most:
            return -1
        if fits(layout, roster, index) and not serves_already(layout, roster, index):
            return index
    return -1


@step
def give_up(layout, roster, trail, demand, option):
    """Empty all seats of an option; what that changes in cost."""
    delta = layout.unserved[demand]
    for seat in range(layout.seat_from[layout.role_from[option]], layout.seat_from[layout.role_from[option + 1]]):
        if roster.filled[seat] >= 0:
            delta -= layout.candidate[roster.filled[seat]].cost
            change(layout, roster, trail, seat, -1)
    roster.serving[demand] = GIVEN_UP
    return delta


@step
def house_ejected(layout, roster, trail, delta, most):
    """House the seats put out, pushing on where nobody has room, or give up their demands.

    Takes what the move costs so far, returns what it costs in all, `REFUSED` if that is more than `most`.
    """
    done = 0
    while done < trail.counts[1]:  # pushing on puts out more
        delta -= trail.counts[2]
        trail.counts[2] = 0
        if delta > most:
            return REFUSED
        seat = trail.ejected[done]
        role = layout.seat_role[seat]
        demand = layout.role_demand[role]
        done += 1
        if roster.serving[demand] == GIVEN_UP:  # with another seat of the same crew
            continue
        index = cheapest_fit(layout, roster, role, min(most - delta, layout.unserved[demand]))
        if index >= 0:
            change(layout, roster, trail, seat, index)
            delta += layout.candidate[index].cost
        elif _pushes_on(layout, trail, role, most - delta):
            if not push_in(layout, roster, trail, seat, _promising(layout, roster, trail, role)):
                return REFUSED
            delta += layout.candidate[roster.filled[seat]].cost
        else:
            delta += give_up(layout, roster, trail, demand, layout.role_option[role])
    delta -= trail.counts[2]
    return delta if delta <= most else REFUSED


@step
def _pushes_on(layout, trail, role, most):
    """Whether to push on rather than to give up: at random, and always where giving up costs too much."""
    if trail.counts[1] == EJECTED_MOST or layout.pool_from[role] == layout.pool_from[role + 1]:
        return False
    return layout.unserved[layout.role_demand[role]] > most or draw(trail.random, 2) == 0


@step
def _promising(layout, roster, trail, role):
    """A promising candidate of the role, drawn at random."""
    first = layout.pool_from[role]
    return pick_start(
        layout, roster, trail, layout.pool[first + draw(trail.random, layout.pool_from[role + 1] - first)]
    )


@step
def begin(trail):
    """Forget the last move."""
    trail.counts[:] = 0


@step
def move_seat(layout, roster, trail, seat, index, most):
    """Fill the seat with this candidate instead, and house whom that puts out.

    The seat is filled, or the only one of its demand. Returns what the move costs; `REFUSED`, and everything is as it
    was, if that is more than `most`.
    """
    begin(trail)
    old = roster.filled[seat]
    demand = layout.role_demand[layout.seat_role[seat]]
    delta = layout.candidate[index].cost - (layout.candidate[old].cost if old >= 0 else layout.unserved[demand])
    if old >= 0:
        change(layout, roster, trail, seat, -1)
    if push_in(layout, roster, trail, seat, index):
        delta = house_ejected(layout, roster, trail, delta, most)
        if delta < REFUSED:
            return delta
    walk_back(layout, roster, trail)
    return REFUSED
