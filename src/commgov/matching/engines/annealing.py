"""Local search: random ejection chains and moves of crews while the temperature falls."""

from math import log

import numpy as np

from commgov.matching.engines.chains import REFUSED, draw, is_single, move_seat, pick_start
from commgov.matching.engines.compiling import kernel
from commgov.matching.engines.crews import drop_crew, seat_crew

_FINE = 1 << 30


@kernel
def anneal(layout, roster, trail, temperature, moves):
    """Try so many random moves; one that costs something is made with the probability `exp(-cost / temperature)`.

    Args:
        layout: the piece; candidates are drawn from its pool.
        roster: what the moves change.
        trail: room to work in, and the random numbers.
        temperature: in cost units.
        moves: how many moves to try.

    Returns:
        What the moves made cost in all.
    """
    total = np.int64(0)
    for _ in range(moves):
        index = pick_start(layout, roster, trail, layout.pool[draw(trail.random, len(layout.pool))])
        role = layout.candidate[index].role
        seat = layout.seat_from[role]
        if layout.need[role] > 1:
            seat += draw(trail.random, layout.need[role])
        most = np.int64(-temperature * log((draw(trail.random, _FINE) + 1) / _FINE))
        if index == roster.filled[seat]:
            cost = drop_crew(layout, roster, trail, layout.role_demand[role], most)
        elif roster.filled[seat] >= 0 or is_single(layout, role):
            cost = move_seat(layout, roster, trail, seat, index, most)
        else:
            cost = seat_crew(layout, roster, trail, seat, index, most)
        if cost < REFUSED:
            total += cost
    return total
