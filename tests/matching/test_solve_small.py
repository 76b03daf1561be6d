"""On communities small enough to try everything, plans are right by an oracle that shares no code with the library."""

import gc
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from commgov.core import Service
from commgov.matching import (
    Effort,
    Family,
    MatchingProblem,
    NoOverlap,
    Proof,
    Skills,
    WeeklyMinutes,
    WeeklyServices,
    lower_bound,
    solve,
    standard_rules,
    violations,
)
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.seating import seating_of
from commgov.testing import communities

QUICK = Effort(steps=60, passes=8, moves=6)


def service_of(demand, seat, member, start):
    return Service(demand.id, seat, member.id, start, start + timedelta(minutes=demand.minutes))


def problem_of(community, **options):
    return MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation, **options)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities(flexible=False, size_max=3))
def test_bound_optimum_and_plan_stand_in_order(oracle_class, community):
    """bound ≤ the least cost of all service lists ≤ the plan's cost, and the plan breaks no rule."""
    judge = oracle_class(community)
    plan = solve(problem_of(community), effort=QUICK)
    assert judge.broken(plan.services) == set()
    assert judge.total(plan.services) == plan.objective
    assert plan.bound <= judge.optimum(service_of) <= plan.objective


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities(size_max=4))
def test_plans_of_flexible_demands_break_no_rule(oracle_class, community):
    judge = oracle_class(community)
    plan = solve(problem_of(community), effort=QUICK)
    assert judge.broken(plan.services) == set()
    assert plan.bound <= plan.objective == judge.total(plan.services)
    assert {unmet.demand for unmet in plan.unmet} == set(judge.demands) - {s.demand for s in plan.services}
    assert all(reason.text.en and reason.text.zh for unmet in plan.unmet for reason in unmet.reasons)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities(size_max=4))
def test_a_short_list_gives_the_same_proof_as_the_whole_list(community):
    """Pricing out: with one member listed at first, the bound never passes the cost of the plan from the full list."""
    problem = problem_of(community)
    short, full = solve(problem, nearest=1, effort=QUICK), solve(problem, nearest=None, effort=QUICK)
    assert short.bound <= full.objective
    assert full.bound <= short.objective


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities(size_max=4))
def test_prices_alone_prove_the_bound(community):
    problem = problem_of(community)
    plan = solve(problem, nearest=None, effort=QUICK)
    seating = seating_of(problem)
    piece = cut(problem, seating, allowed_candidates(problem, seating))
    assert lower_bound(piece, plan.prices) == plan.bound


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities(flexible=False, size_max=4))
def test_counts_are_solved_to_proof(community):
    """With services as the only limit and one seat a demand, the plan is optimal and says so."""
    singles = [demand for demand in community.demands if len(demand.seats) == 1]
    problem = MatchingProblem.build(
        community.members, singles, rules=[Skills(), WeeklyServices()], hierarchy=community.organisation
    )
    for nearest in (1, None):
        plan = solve(problem, nearest=nearest)
        assert plan.family is Family.COUNTS
        assert plan.proof is Proof.OPTIMAL
        assert violations(problem, plan.services) == []


@pytest.mark.parametrize(
    ("rules", "family"),
    [
        ([WeeklyServices()], Family.COUNTS),
        ([WeeklyMinutes(), WeeklyServices()], Family.HOURS),
        (standard_rules(), Family.WINDOWS),
        ([NoOverlap()], Family.WINDOWS),
    ],
    ids=["services", "minutes", "all rules", "no overlap"],
)
def test_the_rules_make_the_family(rules, family, one_order):
    members, demand = one_order
    assert solve(MatchingProblem.build(members, [demand], rules=rules)).family is family


def test_a_team_makes_the_family_of_seats(one_order, team_of):
    members, demand = one_order
    assert solve(MatchingProblem.build(members, [team_of(demand, 2)])).family is Family.SEATS


@pytest.mark.parametrize("collects", [True, False])
def test_the_search_for_garbage_is_as_the_caller_left_it(collects, one_order):
    members, demand = one_order
    (gc.enable if collects else gc.disable)()
    try:
        assert solve(MatchingProblem.build(members, [demand])).services
        assert gc.isenabled() is collects
    finally:
        gc.enable()
