"""On communities small enough to try everything, planning anew is exactly as good as its definition asks."""

from itertools import product

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import Service
from commgov.matching import (
    Availability,
    Changes,
    Commitments,
    CommitmentState,
    Effort,
    Family,
    MatchingProblem,
    Proof,
    Skills,
    WeeklyServices,
    lower_bound,
    replan,
    solve,
    violations,
)
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.seating import seating_of
from commgov.testing import communities, demands, members

COUNTS = (Skills(), Availability(), WeeklyServices())
COSTS = (0, 1, 40, 300, 10**5)
QUICK = Effort(steps=40, passes=6, moves=4)
slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def one_seat(community):
    return [evolve(demand, seats=demand.seats[:1]) for demand in community.demands]


@st.composite
def replanned(draw, seats_max=1):
    """A small community that was planned, how its services stand, and what changes."""
    community = draw(communities(flexible=False, size_max=3))
    orders = one_seat(community) if seats_max == 1 else list(community.demands)
    rules = COUNTS if seats_max == 1 else None
    problem = MatchingProblem.build(community.members, orders, rules=rules, hierarchy=community.organisation)
    commitments = Commitments.of(solve(problem, effort=QUICK))
    states = st.sampled_from(
        [CommitmentState.DRAFT, CommitmentState.PUBLISHED, CommitmentState.ACCEPTED, CommitmentState.DECLINED]
    )
    commitments = evolve(commitments, entries=tuple(evolve(e, state=draw(states)) for e in commitments.entries))
    withdrawn = tuple(d.id for d in orders if draw(st.integers(0, 4)) == 0)
    gone = tuple(m.id for m in community.members if draw(st.integers(0, 4)) == 0)
    fresh = [draw(demands(number, flexible=False)) for number in draw(st.sets(st.integers(0, 4), max_size=2))]
    fresh = [evolve(d, seats=d.seats[:seats_max]) for d in fresh if d.id not in withdrawn]
    people = [draw(members(number)) for number in draw(st.sets(st.integers(0, 4), max_size=2))]
    people = tuple(m for m in people if m.id not in gone)
    changes = Changes(demands=tuple(fresh), withdrawn=withdrawn, members=people, gone=gone)
    return community, commitments, changes


class Everything:
    """All service lists after the changes, judged by the documents alone."""

    def __init__(self, oracle_class, community, commitments, changes):
        people = {m.id: m for m in (*commitments.plan.problem.columns.members.objects, *changes.members)}
        orders = {d.id: d for d in (*commitments.plan.problem.columns.demands.objects, *changes.demands)}
        after = evolve(
            community,
            members=tuple(m for m in people.values() if m.id not in changes.gone),
            demands=tuple(d for d in orders.values() if d.id not in changes.withdrawn),
        )
        self.judge = oracle_class(after)
        entries = commitments.entries
        self.no = {(e.service.demand, e.service.member) for e in entries if e.state is CommitmentState.DECLINED}
        self.told = [
            e.service
            for e in entries
            if e.is_told and e.service.demand in self.judge.demands and e.service.member in self.judge.members
        ]

    def changed(self, services):
        """Told services that are not kept."""
        kept = {(s.demand, s.member, s.start) for s in services}
        return sum((s.demand, s.member, s.start) not in kept for s in self.told)

    def least(self, change_cost):
        judge, ways = self.judge, []
        for demand in judge.demands.values():
            may = [m for m in judge.members.values() if (demand.id, m.id) not in self.no and self.may(m, demand)]
            window = demand.window
            ways.append([None, *(Service(demand.id, 0, m.id, window.start, window.end) for m in may)])
        lists = ([s for s in chosen if s] for chosen in product(*ways))
        fits = (some for some in lists if "services" not in judge.over_limits(some))
        return min(judge.total(some) + change_cost * self.changed(some) for some in fits)

    def may(self, member, demand):
        judge, start = self.judge, demand.window.start
        loose = evolve(member, employer_consents=True, weekly_minutes_max=10**4)
        return judge.may(loose, evolve(demand, needs_cover=False), demand.seats[0], start)


@slow
@given(replanned())
def test_cost_and_changes_together_are_the_least_there_is(oracle_class, case):
    community, commitments, changes = case
    everything = Everything(oracle_class, community, commitments, changes)
    before = None
    for change_cost in COSTS:
        found = replan(commitments, changes, change_cost=change_cost, hierarchy=community.organisation)
        assert found.plan.family is Family.COUNTS
        assert found.proof is Proof.OPTIMAL
        assert found.objective == found.bound == everything.least(change_cost)
        assert found.objective == found.cost + change_cost * found.disturbance
        assert found.disturbance == everything.changed(found.plan.services)
        assert found.told == len(everything.told)
        assert before is None or found.disturbance <= before, "the dearer a change, the fewer"
        before = found.disturbance


@slow
@given(replanned())
def test_without_a_change_cost_the_plan_is_as_good_as_one_made_from_nothing(case):
    community, commitments, changes = case
    found = replan(commitments, changes, change_cost=0, hierarchy=community.organisation)
    columns, plain = found.plan.problem.columns, found.plan.problem.objective.plain
    anew = MatchingProblem.build(
        columns.members.objects,
        columns.demands.objects,
        rules=COUNTS,
        hierarchy=community.organisation,
        bans=found.plan.problem.bans,
    )
    assert solve(anew).objective == found.cost == found.objective
    assert plain == anew.objective


@slow
@given(replanned(seats_max=2))
def test_teams_at_any_change_cost_break_no_rule_and_the_bound_holds_for_both_together(oracle_class, case):
    community, commitments, changes = case
    everything = Everything(oracle_class, community, commitments, changes)
    for change_cost in COSTS[1::2]:
        found = replan(commitments, changes, change_cost=change_cost, hierarchy=community.organisation, effort=QUICK)
        services = found.plan.services
        assert everything.judge.broken(services) == set()
        assert found.cost == everything.judge.total(services)
        assert found.objective == found.cost + change_cost * found.disturbance
        assert found.bound <= found.objective
        seating = seating_of(found.plan.problem)
        piece = cut(found.plan.problem, seating, allowed_candidates(found.plan.problem, seating))
        assert lower_bound(piece, found.plan.prices) - found.constant == found.bound
        for service in services:
            assert (service.demand, service.member) not in everything.no, "who declined is not asked again"


@slow
@given(communities(size_max=4))
def test_where_nothing_changes_nobody_who_was_told_is_moved(community):
    """Flexible teams too: what was planned is tried again, and the search starts by keeping it."""
    problem = MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation)
    plan = solve(problem, effort=QUICK)
    found = replan(plan, Changes(), change_cost=10**6, hierarchy=community.organisation, effort=QUICK)
    assert found.disturbance == 0
    assert set(found.plan.services) >= set(plan.services)
    assert found.messages == () or {m.demand for m in found.messages} <= {u.demand for u in plan.unmet}
    assert violations(problem, found.plan.services) == []


def test_the_same_changes_give_the_same_bytes(one_order):
    people, order = one_order
    plan = solve(MatchingProblem.build(people, [order]))
    first, again = (replan(plan, Changes(gone=("m-1",)), change_cost=50, seed=3) for _ in range(2))
    assert first == again
    assert repr(first.plan.services) == repr(again.plan.services)


@pytest.mark.parametrize("cost", [-1, 10**6 + 1, 1.5])
def test_a_change_cost_that_is_none_is_refused(one_order, cost):
    people, order = one_order
    with pytest.raises(ValueError, match="change_cost"):
        replan(solve(MatchingProblem.build(people, [order])), Changes(), change_cost=cost)
