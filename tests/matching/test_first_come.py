"""First come, first served: what a plan is compared with keeps the same rules and looks at nothing else."""

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import HeldSkill, Member, RequiredSkill, Seat
from commgov.matching import Ban, CandidateTable, MatchingProblem, Pin, first_come, violations
from commgov.testing.strategies import MONDAY, communities


def taken(problem, seed=0):
    return {(service.demand, service.member) for service in first_come(problem, seed=seed)}


@given(communities(), st.integers(0, 3))
def test_whatever_is_taken_keeps_every_rule(community, seed):
    problem = MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation)
    assert violations(problem, first_come(problem, seed=seed)) == []


def test_the_order_that_came_first_is_served_and_the_later_one_finds_nobody_left(order):
    later = evolve(order(1, 9, 10), ordered_at=MONDAY)
    earlier = evolve(order(2, 9, 10), ordered_at=MONDAY - timedelta(days=1))
    unknown = order(3, 9, 10)
    assert taken(MatchingProblem.build([Member("m-1", "u")], [unknown, later, earlier])) == {("d-2", "m-1")}
    assert taken(MatchingProblem.build([Member("m-1", "u")], [unknown, later])) == {("d-1", "m-1")}


def test_whoever_sees_an_order_first_takes_it_specialist_or_not(order):
    members = [Member("m-1", "u", (HeldSkill("plumbing", 5),)), *(Member(f"m-{n}", "u") for n in range(2, 5))]
    problem = MatchingProblem.build(members, [order(1, 9, 10)])
    firsts = {member for seed in range(40) for _, member in taken(problem, seed)}
    assert firsts == {"m-1", "m-2", "m-3", "m-4"}
    assert taken(problem, 7) == taken(problem, 7)


def test_a_team_for_which_too_few_are_left_is_not_served_and_takes_nobody_away(order):
    team = evolve(order(1, 9, 10), seats=(Seat(), Seat(), Seat()), ordered_at=MONDAY)
    after = order(2, 9, 10)
    members = [Member("m-1", "u"), Member("m-2", "u")]
    served = first_come(MatchingProblem.build(members, [team, after]))
    assert [service.demand for service in served] == ["d-2"]


def test_a_lead_and_a_helper_are_two_members(order):
    team = evolve(order(1, 9, 10), seats=(Seat(), Seat((RequiredSkill("plumbing"),))))
    plumber, helper = Member("m-1", "u", (HeldSkill("plumbing"),)), Member("m-2", "u")
    for seed in range(8):
        found = taken(MatchingProblem.build([plumber, helper], [team]), seed)
        assert found in ({("d-1", "m-1"), ("d-1", "m-2")}, set())  # the plumber may have taken the helper's seat


def test_pins_and_bans_hold_here_too(order):
    members = [Member(f"m-{n}", "u") for n in range(1, 6)]
    pinned = MatchingProblem.build(members, [order(1, 9, 10)], pins=[Pin("d-1", "m-4")])
    banned = MatchingProblem.build(members[:2], [order(1, 9, 10)], bans=[Ban("d-1", "m-1")])
    for seed in range(8):
        assert taken(pinned, seed) == {("d-1", "m-4")}
        assert taken(banned, seed) == {("d-1", "m-2")}


def test_a_problem_made_of_arrays_is_served_in_its_own_order():
    table = CandidateTable(role=[0, 1], member=[0, 0], cost=[5, 1])
    problem = MatchingProblem.from_columns(services_max=[1], unserved=[100, 100], candidates=table)
    assert taken(problem) == {("d0", "m0")}
