"""On small communities, chains and recommendations are what trying everything says, by code that shares nothing."""

import pytest
from attrs import evolve
from hypothesis import given
from small_plans import COUNTS, HOURS, plan_of, service_of, slow, with_single_seats

from commgov.errors import InvalidInputError
from commgov.matching import (
    Family,
    Pin,
    explain,
    explain_member,
    recommend,
    violations,
)
from commgov.testing import communities

EVERYBODY = 99


def cost_with_pin(community, rules, demand, seat, member):
    """What the best plan costs in which a member fills a seat; None if there is none."""
    try:
        plan = plan_of(community, rules, [Pin(demand.id, member.id, seat)])
    except InvalidInputError:
        return None
    return plan.objective if any(service.demand == demand.id for service in plan.services) else None


def assert_true(judge, plan, chain):
    """The chain can be made, and costs what it says; what it drops and gains is what it says."""
    after = chain.applied_to(plan.services)
    assert not violations(plan.problem, after)
    assert set(chain.removed) <= set(plan.services)
    assert not set(chain.added) & set(plan.services)
    assert judge.total(after) - plan.objective == chain.extra_cost
    served, then = ({service.demand for service in services} for services in (plan.services, after))
    assert set(chain.dropped) == served - then
    assert set(chain.gained) == then - served
    assert chain.text.en
    assert chain.text.zh


@slow
@given(communities(size_max=4))
def test_for_counts_a_recommendation_costs_what_solving_with_a_pin_says(oracle_class, community):
    community = with_single_seats(community)
    judge, plan = oracle_class(community), plan_of(community, COUNTS)
    assert plan.family is Family.COUNTS
    for demand in community.demands:
        found = {each.member: each for each in recommend(plan, demand.id, EVERYBODY)}
        for member in community.members:
            pinned = cost_with_pin(community, COUNTS, demand, 0, member)
            told = found[member.id].extra_cost if member.id in found else None
            assert told == (None if pinned is None else pinned - plan.objective)
        for each in found.values():
            assert_true(judge, plan, each.chain)
            assert each.chain.exact


@slow
@given(communities(size_max=4))
def test_for_counts_the_first_of_few_recommendations_are_the_first_of_all(community):
    plan = plan_of(with_single_seats(community), COUNTS)
    for demand in community.demands:
        costs = [each.extra_cost for each in recommend(plan, demand.id, EVERYBODY)]
        assert [each.extra_cost for each in recommend(plan, demand.id, 2)] == costs[:2] == sorted(costs)[:2]


@slow
@given(communities(size_max=4))
def test_for_counts_an_unmet_demand_is_served_by_its_best_recommendation(community):
    plan = plan_of(with_single_seats(community), COUNTS)
    for unmet in plan.unmet:
        found = explain(plan, unmet.demand)
        best = recommend(plan, unmet.demand, 1)
        assert (found.chain is None) == (not best)
        if found.chain is not None:
            assert found.at_least == found.chain.extra_cost == best[0].extra_cost >= 0


@pytest.mark.parametrize("rules", [HOURS, None], ids=["hours", "windows and seats"])
@slow
@given(community=communities(flexible=False, size_max=3))
def test_elsewhere_a_recommendation_is_valid_and_never_claims_less_than_the_truth(oracle_class, rules, community):
    """Truth is the least cost of all service lists in which the member fills the seat."""
    judge, plan = oracle_class(community), plan_of(community, rules)
    if rules is HOURS:
        judge.clash = lambda one, two: False  # noqa: ARG005 - without the rule nothing overlaps
    for demand in community.demands:
        for seat in range(len(demand.seats)):
            for each in recommend(plan, demand.id, EVERYBODY, seat=seat):
                assert_true(judge, plan, each.chain)
                after = each.chain.applied_to(plan.services)
                assert any((s.demand, s.seat, s.member) == (demand.id, seat, each.member) for s in after)
                assert each.extra_cost >= least_with(judge, demand, seat, each.member) - plan.objective


@slow
@given(communities(flexible=True, size_max=4))
def test_every_chain_of_every_question_can_be_made_and_costs_what_it_says(oracle_class, community):
    judge, plan = oracle_class(community), plan_of(community)
    for unmet in plan.unmet:
        chain = explain(plan, unmet.demand).chain
        if chain is not None:
            assert_true(judge, plan, chain)
            assert unmet.demand in chain.gained
            assert chain.extra_cost >= plan.bound - plan.objective
    for member in community.members:
        for told in explain_member(plan, member.id).services:
            if told.otherwise is not None:
                assert_true(judge, plan, told.otherwise)
                assert told.service in told.otherwise.removed
                after = told.otherwise.applied_to(plan.services)
                seat = (told.service.demand, told.service.seat)
                assert {s.member for s in after if (s.demand, s.seat) == seat} - {member.id}
        for demand in community.demands:
            instead = explain_member(plan, member.id, demand.id).instead
            if instead is not None and instead.chain is not None:
                assert_true(judge, plan, instead.chain)
                after = instead.chain.applied_to(plan.services)
                assert any((s.demand, s.member) == (demand.id, member.id) for s in after)


def least_with(judge, demand, seat, member):
    """The least cost of all service lists in which a member fills a seat, at fixed times."""
    all_may = judge.may

    def may(who, order, asked, start):
        if order.id == demand.id and asked is marked and who.id != member:
            return False
        return all_may(who, order, asked, start)

    # A seat of its own object, so that the oracle can tell it from an equal one.
    marked = evolve(demand.seats[seat])
    seats = tuple(marked if at == seat else each for at, each in enumerate(demand.seats))
    orders = dict(judge.demands)
    judge.demands = {**orders, demand.id: evolve(demand, seats=seats)}
    judge.may = may
    weight = 10**7
    served = judge.total

    def total(services):
        there = any(service.demand == demand.id for service in services)
        return served(services) + (0 if there else weight)

    judge.total = total
    try:
        return judge.optimum(service_of)
    finally:
        judge.demands = orders
        del judge.may, judge.total
