"""Venues, goods, projects: which of the resource list can be booked for a demand, as candidates beside the members.

A venue, a piece of goods, or one of the people whom an employer brings and names later, fills a line of a demand as a
member fills a seat: once at a time. So every engine, every bound and every proof holds for bookings too. Unlike a
member it does not move, it has no weekly cap, and no rule about members is asked of it; what it must be is judged here.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from attrs import frozen

from commgov.core import Booking, DemandId, OfferId, RequiredResource
from commgov.matching.columns import Columns, Flags, Ints, Resource
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
    row_of = {(each.offer.id, each.number): row for row, each in enumerate(resources)}
    setup = np.array([resource.offer.setup_minutes for resource in resources], dtype=np.int32)
    found: list[tuple[Ints, ...]] = []
    for line in lines[seating.of_resources[lines]].tolist():
        role = int(seating.role[line])
        required = demands.resource_of_role[role]
        if required not in suits:
            suits[required] = _suitable(columns, required)
        demand = int(demand_of_role[role])
        row = np.flatnonzero(suits[required]).astype(np.int32)
        if demand in problem.held:
            held = [each for each in problem.held[demand] if columns.minute(each.start) == seating.start[line]]
            row = row[np.isin(row, [row_of[each.offer, each.number] for each in held])]
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


@frozen(eq=False)
class Bookable:
    """What could be booked for a demand at a time.

    Args:
        bookings: the nearest of what is free, one for each piece that the demand asks for; empty if something lacks.
        lacking: of what there is too little: what the demand asks for, how many would suit, how many of them are free.
    """

    bookings: tuple[Booking, ...]
    lacking: tuple[tuple[RequiredResource, int, int], ...]


def bookable(problem: MatchingProblem, demand: DemandId, start: datetime, taken: Sequence[Booking]) -> Bookable:
    """What could be booked for one demand, beside what is booked already.

    Args:
        problem: the problem, built from objects.
        demand: which demand.
        start: when it would begin.
        taken: what is booked for other demands.
    """
    columns, row = problem.columns, problem.demand_at[demand]
    minutes, site = int(columns.demands.minutes[row]), columns.demands.unit[row]
    begin = columns.minute(start)
    busy: dict[tuple[OfferId, int], list[tuple[int, int]]] = {}
    for booking in taken:
        span = columns.minute(booking.start), columns.minute(booking.end)
        busy.setdefault((booking.offer, booking.number), []).append(span)
    resources = columns.resources
    at = np.arange(columns.people, columns.people + len(resources), dtype=np.int32)
    moment = np.full(len(at), begin, dtype=np.int32)
    sites = np.full(len(at), site, dtype=np.int32)
    fits = columns.members.free.contain(at, moment, moment + minutes)
    fits &= columns.places.below(sites, columns.members.unit[at])
    steps = columns.places.steps(columns.members.unit[at], sites)
    found: list[Booking] = []
    lacking: list[tuple[RequiredResource, int, int]] = []
    for required in columns.demands.objects[row].resources:
        suited = np.flatnonzero(fits & _suitable(columns, required))
        suited = suited[np.argsort(steps[suited], kind="stable")]
        free = [each for each in suited.tolist() if _is_free(resources[each], busy, begin, begin + minutes)]
        if len(free) < required.pieces:
            lacking.append((required, len(suited), len(free)))
        for each in free[: required.pieces]:
            piece, end = resources[each], columns.moment(begin + minutes)
            found.append(Booking(demand, piece.offer.id, piece.number, columns.moment(begin), end))
    return Bookable(() if lacking else tuple(found), tuple(lacking))


def _is_free(piece: Resource, busy: dict[tuple[OfferId, int], list[tuple[int, int]]], start: int, end: int) -> bool:
    """Whether nothing else is booked with a piece at that time, nor too near to it; of a gift, at any time."""
    spans, setup = busy.get((piece.offer.id, piece.number), []), piece.offer.setup_minutes
    if piece.offer.given_away:
        return not spans
    return all(until + setup <= start or end + setup <= begun for begun, until in spans)


def _suitable(columns: Columns, required: RequiredResource) -> Flags:
    """`bool[resources]`: which ones are of the kind that is asked for, and large enough."""
    return np.array(
        [
            each.offer.resource == required.resource and each.offer.quantity >= required.people
            for each in columns.resources
        ],
        dtype=bool,
    )
