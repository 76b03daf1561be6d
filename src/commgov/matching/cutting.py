"""Cut a piece for the engines out of a problem: its lines, its candidates, its limits, as plain arrays."""

import numpy as np

from commgov.matching.candidates import Candidates
from commgov.matching.columns import ALWAYS, Columns, Flags, Ints, Longs
from commgov.matching.offer_caps import Caps, caps_of
from commgov.matching.piece import Piece
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import NoOverlap
from commgov.matching.seating import FREE, Seating

PIN_WEIGHT = 1000
"""How much dearer than usual it is to leave a pinned demand unserved: a pin beats every preference."""


def cut(problem: MatchingProblem, seating: Seating, candidates: Candidates) -> Piece:
    """The whole problem as one piece.

    Args:
        problem: the problem.
        seating: its lines, which become the piece's roles.
        candidates: who may fill them; a worker of the piece is a member in a week in which they are candidate, or a
            piece of goods that is given away, whenever that is.
    """
    columns = problem.columns
    members = columns.members
    weeks = len(columns.weeks) - 1
    given = columns.given_away
    if weeks == 1:
        member, worker = np.arange(len(members), dtype=np.int32), candidates.member
    else:
        week = np.where(given[candidates.member], 0, columns.week_of(candidates.start))
        used, at = np.unique(candidates.member.astype(np.int64) * weeks + week, return_inverse=True)
        member, worker = (used // weeks).astype(np.int32), at.astype(np.int32)
    services_max = members.services_max[member] if problem.limits_services else np.full(len(member), ALWAYS)
    services_max = np.where(given[member], 1, services_max).astype(np.int32)
    services_max, cap, cap_max = _capped(
        caps_of(problem, seating, candidates), candidates, seating, worker, services_max
    )
    first = np.zeros(len(seating) + 1, dtype=np.int64)
    np.cumsum(np.bincount(candidates.line, minlength=len(seating)), out=first[1:])
    place, travel = _travel(columns, problem.no_overlap)
    if seating.of_resources.any():
        travel = np.pad(travel, (0, 1))  # nowhere: venues and goods do not move
    return Piece(
        services_max=services_max,
        minutes_max=members.minutes_max[member],
        member=member,
        unserved=problem.unserved * pin_weights(problem, seating, candidates),
        place=place,
        option_from=seating.option_from,
        role_from=seating.line_from,
        need=seating.need,
        candidate_from=first,
        worker=worker,
        start=candidates.start,
        minutes=candidates.minutes,
        cost=candidates.cost,
        travel=travel,
        limits_minutes=problem.limits_minutes,
        no_overlap=problem.no_overlap is not None,
        stays=seating.of_resources if seating.of_resources.any() else None,
        cap=cap if len(cap_max) else None,
        cap_max=cap_max,
    )


def _capped(
    caps: Caps, candidates: Candidates, seating: Seating, worker: Ints, services_max: Ints
) -> tuple[Ints, Ints, Ints]:
    """What workers serve at most, the caps of candidates, and what these allow.

    A cap that holds so many demands or fewer is none. Where all that a worker could do, and nothing else, counts in a
    cap, it is a limit of the worker like any other, and the piece stays as easy as it was.
    """
    counted = np.flatnonzero(caps.of >= 0)
    if not len(counted):
        return services_max, caps.of, caps.most[:0]
    of, own = caps.of[counted], worker[counted]
    demand = seating.demand_of_line()[candidates.line[counted]].astype(np.int64)
    asked = np.bincount(np.unique((of.astype(np.int64) << 32) + demand) >> 32, minlength=len(caps.most))
    first, last = np.full(len(caps.most), len(services_max)), np.full(len(caps.most), -1)
    np.minimum.at(first, of, own)
    np.maximum.at(last, of, own)
    whole: Flags = np.bincount(worker, minlength=len(services_max))[np.maximum(last, 0)] == np.bincount(of)
    whole &= first == last
    services_max = services_max.copy()
    services_max[last[whole]] = np.minimum(services_max[last[whole]], caps.most[whole])
    stays = np.flatnonzero(~whole & (asked > caps.most))
    number = np.full(len(caps.most) + 1, -1, dtype=np.int32)
    number[stays] = np.arange(len(stays), dtype=np.int32)
    return services_max, number[caps.of], caps.most[stays]


def pin_weights(problem: MatchingProblem, seating: Seating, candidates: Candidates) -> Longs:
    """`int64[demands]`: 1, or `PIN_WEIGHT` where a pinned member may fill the pinned seat."""
    weights = np.ones(len(problem.unserved), dtype=np.int64)
    if problem.pins:
        pinned = np.unique(candidates.line[seating.pin[candidates.line] != FREE])
        weights[seating.demand_of_line()[pinned]] = PIN_WEIGHT
    return weights


def _travel(columns: Columns, rule: NoOverlap | None) -> tuple[Ints, Ints]:
    """The place of each demand, and the minutes to keep free between places."""
    units, place = np.unique(columns.demands.unit, return_inverse=True)
    if rule is None or not any(rule.travel):
        return np.zeros(len(place), dtype=np.int32), np.zeros((1, 1), dtype=np.int32)
    steps = columns.places.steps(units[:, None], units[None, :])
    table = np.array(rule.travel, dtype=np.int32)
    travel = table[np.minimum(steps, len(table) - 1)]
    np.fill_diagonal(travel, table[0])
    return place.astype(np.int32), travel
