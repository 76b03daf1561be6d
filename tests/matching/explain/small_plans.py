"""Small plans of every family, for tests beside an oracle."""

from datetime import timedelta

from attrs import evolve
from hypothesis import HealthCheck, settings

from commgov.core import Service
from commgov.matching import Effort, MatchingProblem, NoOverlap, WeeklyMinutes, solve, standard_rules

QUICK = Effort(steps=60, passes=8, moves=6)
COUNTS = tuple(rule for rule in standard_rules() if not isinstance(rule, WeeklyMinutes | NoOverlap))
HOURS = tuple(rule for rule in standard_rules() if not isinstance(rule, NoOverlap))
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plan_of(community, rules=None, pins=()):
    problem = MatchingProblem.build(
        community.members, community.demands, hierarchy=community.organisation, rules=rules, pins=pins
    )
    return solve(problem, effort=QUICK)


def with_single_seats(community):
    return evolve(community, demands=tuple(evolve(demand, seats=demand.seats[:1]) for demand in community.demands))


def service_of(demand, seat, member, start):
    return Service(demand.id, seat, member.id, start, start + timedelta(minutes=demand.minutes))
