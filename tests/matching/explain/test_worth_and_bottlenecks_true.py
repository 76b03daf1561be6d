"""On small communities, prices are what solving anew says, and every deficient set is one by trying everything."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from small_plans import COUNTS, HOURS, QUICK, plan_of, service_of, slow, with_single_seats

from commgov.core import HeldSkill
from commgov.matching import MatchingProblem, bottlenecks, explain, prices, solve
from commgov.matching.explain.one_more import with_members
from commgov.testing import communities

GROUPINGS = st.sampled_from([("skill", "unit"), ("skill",), ("unit",), ("skill", "unit", "window"), ("window",)])


@slow
@given(communities(), GROUPINGS)
def test_for_counts_a_price_is_what_a_problem_built_with_that_member_saves(community, by):
    """The problem is built from the objects, the new member among them: a way that `prices` does not go."""
    community = with_single_seats(community)
    plan = plan_of(community, COUNTS)
    found = prices(plan, by=by, confirm=3)
    assert [each.estimate for each in found] == sorted((each.estimate for each in found), reverse=True)
    for each in found[:3]:
        more = evolve(community, members=(*community.members, each.member))
        assert each.confirmed == plan.objective - plan_of(more, COUNTS).objective
        assert 0 <= each.confirmed <= each.estimate == each.at_most


@pytest.mark.parametrize("rules", [HOURS, None], ids=["hours", "windows and seats"])
@slow
@given(community=communities(flexible=False, size_max=3))
def test_elsewhere_no_plan_gains_more_by_a_member_than_is_said(oracle_class, rules, community):
    plan = plan_of(community, rules)
    for each in prices(plan, confirm=1)[:3]:
        judge = oracle_class(evolve(community, members=(*community.members, each.member)))
        if rules is HOURS:
            judge.clash = lambda one, two: False  # noqa: ARG005 - without the rule nothing overlaps
        least = judge.optimum(service_of)
        assert plan.objective - least <= each.at_most
        assert each.confirmed is None or 0 <= each.confirmed <= plan.objective - least


@slow
@given(communities())
def test_a_member_who_comes_later_has_the_same_columns_as_one_who_was_there(community):
    problem = MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation)
    for each in prices(solve(problem, effort=QUICK), confirm=0)[:2]:
        columns = with_members(problem, [each.member]).columns
        later = columns.members
        members = (*community.members, each.member)
        built = MatchingProblem.build(members, community.demands, hierarchy=community.organisation).columns
        there = built.members
        homes = [[each.places.ids[unit] for unit in each.members.unit] for each in (columns, built)]
        assert homes[0] == homes[1]
        for name in ("minutes_max", "services_max", "recent", "level", "liking", "insured_until", "consents"):
            assert np.array_equal(getattr(later, name), getattr(there, name)), name
        assert list(later.ids) == list(there.ids)
        for name in ("free", "working"):
            one, other = getattr(later, name), getattr(there, name)
            assert [one.first.tolist(), one.start.tolist(), one.end.tolist()] == [
                other.first.tolist(),
                other.start.tolist(),
                other.end.tolist(),
            ]


@pytest.mark.parametrize("rules", [COUNTS, HOURS, None], ids=["counts", "hours", "windows and seats"])
@slow
@given(community=communities(flexible=False, size_max=3))
def test_the_demands_of_a_bottleneck_cannot_all_be_served(oracle_class, rules, community):
    """By trying every service list of these demands alone."""
    community = with_single_seats(community) if rules is COUNTS else community
    plan = plan_of(community, rules)
    found = bottlenecks(plan)
    unmet = {each.demand for each in plan.unmet}
    assert {demand for each in found.found for demand in each.unmet} | set(found.unexplained) == unmet
    for each in found.found:
        assert each.seats > each.services or each.minutes > each.minutes_possible
        judge = oracle_class(evolve(community, demands=tuple(d for d in community.demands if d.id in each.demands)))
        judge.total = lambda services, judge=judge: len(judge.demands) - len({s.demand for s in services})
        if rules is not None:
            judge.clash = lambda one, two: False  # noqa: ARG005 - without the rule nothing overlaps
        if rules is COUNTS:
            judge.members = {id_: evolve(m, weekly_minutes_max=10_000) for id_, m in judge.members.items()}
        assert judge.optimum(service_of) > 0
        assert each.text.en
        assert each.text.zh


@slow
@given(communities())
def test_for_counts_what_no_set_explains_could_be_served_at_a_cost(community):
    """And what a set explains could only be served instead of something else."""
    plan = plan_of(with_single_seats(community), COUNTS)
    found = bottlenecks(plan)
    for demand in found.unexplained:
        assert explain(plan, demand).chain is not None
    for demand in {demand for each in found.found for demand in each.unmet}:
        chain = explain(plan, demand).chain
        assert chain is None or chain.dropped


@slow
@given(communities(size_max=4))
def test_whoever_is_trained_saves_what_is_said(community):
    """The problem is built from the objects, with the member as trained."""
    community = with_single_seats(community)
    plan = plan_of(community, COUNTS)
    for remedy in (remedy for each in bottlenecks(plan).found for remedy in each.remedies if remedy.member):
        trained = [
            member if member.id != remedy.member else taught(member, remedy.skills) for member in community.members
        ]
        then = plan_of(evolve(community, members=tuple(trained)), COUNTS)
        assert plan.objective - then.objective >= remedy.worth > 0


def taught(member, skills):
    level = {held.skill: held for held in member.skills}
    for asked in skills:
        held = level.get(asked.skill)
        level[asked.skill] = HeldSkill(asked.skill, max(asked.level_min, held.level if held else 0))
    return evolve(member, skills=tuple(level.values()))
