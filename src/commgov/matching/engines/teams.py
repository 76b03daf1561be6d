"""Teams: all seats of an option or none, each filled by another member."""

import numba as nb

from commgov.matching.engines.chains import (
    REFUSED,
    begin,
    change,
    cheapest_fit,
    draw,
    give_up,
    house_ejected,
    push_in,
    serves_already,
    walk_back,
)
from commgov.matching.engines.roster import fits


@nb.njit(cache=True, nogil=True)
def seat_team(layout, roster, trail, option, most):  # type: ignore[no-untyped-def]
    """Serve the option's demand by it, by free candidates where there are, else by pushing in.

    Whatever served the demand is given up first. Returns what the move costs; `REFUSED`, and everything is as it was,
    if that is more than `most`.
    """
    begin(trail)
    demand = layout.role_demand[layout.role_from[option]]
    delta = -layout.unserved[demand]
    if roster.serving[demand] >= 0:
        delta += give_up(layout, roster, trail, demand, roster.serving[demand])
    for role in range(layout.role_from[option], layout.role_from[option + 1]):
        for seat in range(layout.seat_from[role], layout.seat_from[role + 1]):
            index = cheapest_fit(layout, roster, role, layout.unserved[demand])
            if index >= 0:
                change(layout, roster, trail, seat, index)
            elif not _push_someone_in(layout, roster, trail, role, seat):
                walk_back(layout, roster, trail)
                return REFUSED
            delta += layout.candidate[roster.filled[seat]].cost
    delta = house_ejected(layout, roster, trail, delta, most)
    if delta == REFUSED:
        walk_back(layout, roster, trail)
    return delta


@nb.njit(cache=True, nogil=True)
def _push_someone_in(layout, roster, trail, role, seat):  # type: ignore[no-untyped-def]
    """Push a candidate drawn at random into the seat."""
    first = layout.candidate_from[role]
    count = layout.candidate_from[role + 1] - first
    return count > 0 and push_in(layout, roster, trail, seat, first + draw(trail.random, count))


@nb.njit(cache=True, nogil=True)
def construct(layout, roster, trail, options, share):  # type: ignore[no-untyped-def]
    """Serve options one after the other wherever they still fit, each seat by the likeliest candidate.

    Args:
        layout: the piece.
        roster: where to seat them; whatever is seated stays.
        trail: room to work in.
        options: `int64[...]`, in which order to try.
        share: `float64[candidates]`, how often a candidate was in the relaxed solution; the cheaper of equals first.
    """
    for k in range(len(options)):
        option = options[k]
        if layout.role_from[option] == layout.role_from[option + 1]:
            continue
        if roster.serving[layout.role_demand[layout.role_from[option]]] >= 0:
            continue
        begin(trail)
        if not _fill(layout, roster, trail, option, share):
            walk_back(layout, roster, trail)


@nb.njit(cache=True, nogil=True)
def _fill(layout, roster, trail, option, share):  # type: ignore[no-untyped-def]
    """Fill the option's seats by candidates that fit; False if one stays empty."""
    for role in range(layout.role_from[option], layout.role_from[option + 1]):
        for seat in range(layout.seat_from[role], layout.seat_from[role + 1]):
            best = -1
            for index in range(layout.candidate_from[role], layout.candidate_from[role + 1]):
                if best >= 0 and share[index] <= share[best]:
                    continue
                if fits(layout, roster, index) and not serves_already(layout, roster, index):
                    best = index
            if best < 0:
                return False
            change(layout, roster, trail, seat, best)
    return True
