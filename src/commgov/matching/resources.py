"""Venues, goods, projects: which of the resource list can be booked for a demand, as candidates beside the members.

A venue, a piece of goods, or one of the people whom an employer brings and names later, fills a line of a demand as a
member fills a seat: once at a time. So every engine, every bound and every proof holds for bookings too. Unlike a
member it does not move, it has no weekly cap, and no rule about members is asked of it; what it must be is judged here.
"""

import numpy as np

from commgov.core import RequiredResource
from commgov.matching.columns import Columns, Flags, Ints
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import Seating

STEPS_MAX = 10
"""Steps in the hierarchy that make a resource dearer: as for members."""


def resource_candidates(problem: MatchingProblem, seating: Seating, lines: Ints) -> list[tuple[Ints, ...]]:
    """The (line, row, start, minutes, cost) of all resources that can be booked, as columns.

    They are of the kind that is asked for, large enough, open all the time, and offered to the demand's unit: offered
    in that unit or in one above. The minutes include those to set up. The nearer they are offered, the cheaper.

    Args:
        problem: the problem.
        seating: its lines.
        lines: `int32`, which of them are looked at.
    """
    columns = problem.columns
    demands, resources = columns.demands, columns.resources
    demand_of_role = demands.demand_of_role
    suits: dict[RequiredResource, Flags] = {}
    setup = np.array([resource.offer.setup_minutes for resource in resources], dtype=np.int32)
    found: list[tuple[Ints, ...]] = []
    for line in lines[seating.of_resources[lines]].tolist():
        role = int(seating.role[line])
        required = demands.resource_of_role[role]
        if required not in suits:
            suits[required] = _suitable(columns, required)
        demand = int(demand_of_role[role])
        row = np.flatnonzero(suits[required]).astype(np.int32)
        start = np.full(len(row), seating.start[line], dtype=np.int32)
        minutes = np.full(len(row), demands.minutes[demand], dtype=np.int32)
        site = np.full(len(row), demands.unit[demand], dtype=np.int32)
        member = (row + columns.people).astype(np.int32)
        fits = columns.members.free.contain(member, start, start + minutes)
        fits &= columns.places.below(site, columns.members.unit[member])
        steps = np.minimum(columns.places.steps(columns.members.unit[member], site), STEPS_MAX)
        cost = (problem.objective.distance * steps).astype(np.int32)
        rows = (np.full(len(row), line, dtype=np.int32), member, start, minutes + setup[row], cost)
        found.append(tuple(column[fits] for column in rows))
    return found


def _suitable(columns: Columns, required: RequiredResource) -> Flags:
    """`bool[resources]`: which ones are of the kind that is asked for, and large enough."""
    return np.array(
        [
            each.offer.resource == required.resource and each.offer.quantity >= required.people
            for each in columns.resources
        ],
        dtype=bool,
    )
