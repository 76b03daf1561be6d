"""Crews: all seats of an option or none, each filled by another member."""

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
from commgov.matching.engines.compiling import kernel, step
from commgov.matching.engines.roster import fits


@step
def seat_crew(layout, roster, trail, lead, index, most):
    """Serve a demand by the option of the lead seat, with this candidate in it.

    The other seats go to the cheapest candidates that fit, or to one drawn at random who is pushed in. Whatever served
    the demand is given up first. Returns what the move costs; `REFUSED`, and everything is as it was, if that is more
    than `most`.
    """
    begin(trail)
    option = layout.role_option[layout.seat_role[lead]]
    demand = layout.role_demand[layout.seat_role[lead]]
    delta = -layout.unserved[demand]
    if roster.serving[demand] >= 0:
        delta += give_up(layout, roster, trail, demand, roster.serving[demand])
    if _seat_all(layout, roster, trail, option, lead, index):
        for seat in range(layout.seat_from[layout.role_from[option]], layout.seat_from[layout.role_from[option + 1]]):
            delta += layout.candidate[roster.filled[seat]].cost
        delta = house_ejected(layout, roster, trail, delta, most)
        if delta < REFUSED:
            return delta
    walk_back(layout, roster, trail)
    return REFUSED


@step
def drop_crew(layout, roster, trail, demand, most):
    """Leave a demand unserved: a crew can cost more than that, or stand in the way of others.

    Returns what the move costs; `REFUSED`, and everything is as it was, if that is more than `most`.
    """
    option = roster.serving[demand]
    delta = layout.unserved[demand]
    for seat in range(layout.seat_from[layout.role_from[option]], layout.seat_from[layout.role_from[option + 1]]):
        delta -= layout.candidate[roster.filled[seat]].cost
    if delta > most:
        return REFUSED
    begin(trail)
    return give_up(layout, roster, trail, demand, option)


@step
def _seat_all(layout, roster, trail, option, lead, index):
    """Fill all seats of the option, the lead first; False if one cannot be filled."""
    if not push_in(layout, roster, trail, lead, index):
        return False
    for role in range(layout.role_from[option], layout.role_from[option + 1]):
        for seat in range(layout.seat_from[role], layout.seat_from[role + 1]):
            if seat == lead:
                continue
            free = cheapest_fit(layout, roster, role, REFUSED)
            if free >= 0:
                change(layout, roster, trail, seat, free)
            elif not _push_someone_in(layout, roster, trail, role, seat):
                return False
    return True


@step
def _push_someone_in(layout, roster, trail, role, seat):
    """Push a candidate drawn at random into the seat."""
    first = layout.candidate_from[role]
    count = layout.candidate_from[role + 1] - first
    return count > 0 and push_in(layout, roster, trail, seat, first + draw(trail.random, count))


@kernel
def construct(layout, roster, trail, options, share):
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


@step
def _fill(layout, roster, trail, option, share):
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
