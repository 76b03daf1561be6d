"""Caps of offers: "calligraphy, at most twice a month", as caps on candidates, across a member's weeks if need be.

A service counts for the first of its member's offers that it lies in, whatever else the member is available for. An
order that a team takes counts once, for the first of the team's offers that it lies in, and not for what its members
offer by themselves.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from attrs import evolve, frozen

from commgov.core import OfferId, OfferOfService, Service, Window
from commgov.matching.candidates import Candidates
from commgov.matching.columns import Ints, Longs, Pairs
from commgov.matching.offers import Offers
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import Seating, offer_of_team

Counted = tuple[OfferId, date]
"""What a cap counts: an offer, and the first day of the week or month."""

_Found = tuple[Longs, Ints, Sequence[OfferOfService]]  # positions, the number of the offer of each, the offers


@frozen(eq=False)
class Caps:
    """The caps that candidates count in.

    Args:
        of: `int32[candidates]`, which cap each counts in, or -1.
        most: `int32[caps]`, how often each can still be taken up.
        counted: what each counts.
    """

    of: Ints
    most: Ints
    counted: tuple[Counted, ...] = ()


def caps_of(problem: MatchingProblem, seating: Seating, candidates: Candidates) -> Caps:
    """The caps of some candidates.

    Args:
        problem: the problem.
        seating: its lines.
        candidates: some of its candidates.
    """
    if not _has_caps(problem):
        return _numbered(problem, candidates.start, [])
    alone = np.flatnonzero(((seating.team < 0) & ~seating.of_resources)[candidates.line])
    some = candidates.where(alone)
    pairs = Pairs(problem.columns, some.member, seating.role[some.line], some.start)
    at, offer, listed = _of_members(problem, evolve(pairs, end=some.start + some.minutes))
    found = [(alone[at], offer, listed), _of_teams(problem, seating, candidates)]
    return _numbered(problem, candidates.start, found)


def caps_of_pairs(problem: MatchingProblem, pairs: Pairs) -> Caps:
    """The caps of some pairs, whose members serve by themselves and not with a team."""
    return _numbered(problem, pairs.start, [_of_members(problem, pairs)] if _has_caps(problem) else [])


def _has_caps(problem: MatchingProblem) -> bool:
    return any(offer.cap for offer in problem.offers)


def _numbered(problem: MatchingProblem, start: Ints, found: Sequence[_Found]) -> Caps:
    """Each offer in each of its weeks or months is a cap."""
    of, numbers, left = np.full(len(start), -1, dtype=np.int32), dict[Counted, int](), list[int]()
    for at, offer, listed in found:
        keys, of_key = np.unique((offer.astype(np.int64) << 32) + start[at], return_inverse=True)
        caps = np.full(len(keys), -1, dtype=np.int32)
        for row, key in enumerate(keys.tolist()):
            one, day = listed[key >> 32], problem.columns.moment(key & _LOW).date()
            if one.cap is not None:
                period = one.cap.period_of(day)
                caps[row] = numbers.setdefault((one.id, period), len(numbers))
                if len(left) < len(numbers):
                    left.append(one.left_in(period))
        of[at] = caps[of_key]
    return Caps(of, np.array(left, dtype=np.int32), tuple(numbers))


_LOW = (1 << 32) - 1


def _of_members(problem: MatchingProblem, pairs: Pairs) -> _Found:
    """The pairs that count for an offer of their member, and for which."""
    rule = next((rule for rule in problem.rules if isinstance(rule, Offers)), None)
    if rule is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32), ()
    offer, listed = rule.first_of(pairs)
    at = np.flatnonzero(offer >= 0)
    return at, offer[at], listed


def _of_teams(problem: MatchingProblem, seating: Seating, candidates: Candidates) -> _Found:
    """The candidates for the first seat of orders that a team takes within one of its offers, and which it is."""
    columns, listed = problem.columns, list[OfferOfService]()
    offer_of_line = np.full(len(seating), -1, dtype=np.int32)
    for line in np.unique(candidates.line[seating.team[candidates.line] >= 0]).tolist():
        team = problem.teams[seating.team[line]]
        if team.id not in problem.offers_of_team or 0 not in seating.seats_of(line):
            continue
        demand = columns.demands.objects[columns.demands.demand_of_role[seating.role[line]]]
        begin = columns.moment(int(seating.start[line]))
        offer = offer_of_team(problem, team, demand, Window(begin, begin + timedelta(minutes=demand.minutes)))
        if offer is not None:
            offer_of_line[line] = len(listed)
            listed.append(offer)
    offer_of = offer_of_line[candidates.line]
    at = np.flatnonzero(offer_of >= 0)
    return at, offer_of[at], listed


def taken_caps(problem: MatchingProblem, services: Sequence[Service]) -> Counter[Counted]:
    """How often each cap is used by some services.

    Args:
        problem: the problem, which has the members and demands as objects if it has offers.
        services: the services.
    """
    found: Counter[Counted] = Counter()
    if not _has_caps(problem):
        return found
    rule = next((rule for rule in problem.rules if isinstance(rule, Offers)), None)
    teams = {team.id: team for team in problem.teams}
    zone, demands = problem.columns.zone, problem.columns.demands.objects
    for service in services:
        demand = demands[problem.demand_at[service.demand]]
        when = Window(service.start.astimezone(zone), service.end.astimezone(zone))
        offer: OfferOfService | None = None
        if service.team is not None:
            offer = offer_of_team(problem, teams[service.team], demand, when) if service.seat == 0 else None
        elif rule is not None:
            offer = rule.offer_for(service.member, demand, when)
        if offer is not None and offer.cap is not None:
            found[offer.id, offer.cap.period_of(when.start.date())] += 1
    return found
