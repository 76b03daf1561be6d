"""Expertise is used: who is a plumber by profession mends taps, and does not sweep floors."""

from attrs import evolve
from hypothesis import given

from commgov.core import HeldSkill, Member, RequiredSkill, Seat
from commgov.grid import DEFAULT_SKILL_MAP
from commgov.matching import Expertise, MatchingProblem, Objective, Skills, expertise, first_come, solve
from commgov.testing.strategies import communities

PLUMBER = DEFAULT_SKILL_MAP.skills_of("6-29-03-04")
"""What the occupation lets a community expect: plumbing, at the level of a profession."""


def asking(demand, *skills):
    return evolve(demand, seats=(Seat(tuple(RequiredSkill(skill) for skill in skills)),))


def who_serves(problem):
    return {service.demand: service.member for service in solve(problem).services}


def test_a_plumber_is_not_sent_to_sweep_floors_while_somebody_else_can(order):
    members = [Member("m-1", "u", PLUMBER), Member("m-2", "u")]
    assert who_serves(MatchingProblem.build(members, [order(1, 9, 10)])) == {"d-1": "m-2"}


def test_of_two_who_can_do_both_each_gets_the_work_of_their_profession(order):
    """The tap asks for no more than the gardener can do, and the hedge for no more than the plumber can."""
    plumber = Member("m-1", "u", (*PLUMBER, HeldSkill("gardening", 1)))
    gardener = Member("m-2", "u", (HeldSkill("gardening", 4), HeldSkill("plumbing", 1)))
    tap, hedge = asking(order(1, 9, 10), "plumbing"), asking(order(2, 9, 10), "gardening")
    for members in ([plumber, gardener], [gardener, plumber]):
        assert who_serves(MatchingProblem.build(members, [tap, hedge])) == {"d-1": "m-1", "d-2": "m-2"}
    by_level_alone = Objective(waste=40, profession=0)
    problem = MatchingProblem.build([plumber, gardener], [tap, hedge], objective=by_level_alone)
    assert problem.objective.dearest == Objective().dearest
    assert solve(problem).objective == 2 * (40 * 3 + 40)  # the level alone does not tell the two apart


def test_an_easy_tap_is_mended_by_who_can_just_do_it_and_the_plumber_stays_free(order):
    members = [Member("m-1", "u", PLUMBER), Member("m-2", "u", (HeldSkill("plumbing", 1),))]
    assert who_serves(MatchingProblem.build(members, [asking(order(1, 9, 10), "plumbing")])) == {"d-1": "m-2"}


def test_of_several_skills_asked_for_the_one_held_best_is_the_profession(order):
    both = asking(order(1, 9, 10), "gardening", "plumbing")
    handy = Member("m-1", "u", (*PLUMBER, HeldSkill("gardening", 1)))
    lesser = Member("m-2", "u", (HeldSkill("plumbing", 3), HeldSkill("gardening", 3), HeldSkill("cooking", 4)))
    assert who_serves(MatchingProblem.build([handy, lesser], [both])) == {"d-1": "m-1"}


def test_what_is_counted(order):
    plumber = Member("m-1", "u", (*PLUMBER, HeldSkill("gardening", 1)), weekly_services_max=9)
    amateur = Member("m-2", "u", (HeldSkill("gardening", 2),), weekly_services_max=9)
    anyone = Member("m-3", "u")
    demands = [
        asking(order(1, 9, 10), "plumbing"),
        asking(order(2, 10, 11), "gardening"),
        order(3, 11, 12),
    ]
    problem = MatchingProblem.build([plumber, amateur, anyone], demands, rules=[Skills()])

    def counted(*members):
        services = [
            evolve(service, member=member) for service, member in zip(solve(problem).services, members, strict=True)
        ]
        return expertise(problem, services)

    assert counted("m-1", "m-2", "m-3") == Expertise(3, used=2, specialists=1, specialists_used=1)
    assert counted("m-1", "m-1", "m-1") == Expertise(3, 1, 3, 1, specialists_unskilled=1)
    assert counted("m-1", "m-2", "m-2") == Expertise(3, 2, 1, 1, 0)
    assert expertise(problem, []) == Expertise()


@given(communities())
def test_no_part_is_larger_than_its_whole(community):
    problem = MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation)
    for services in (solve(problem).services, first_come(problem)):
        found = expertise(problem, services)
        assert found.specialists_used + found.specialists_unskilled <= found.specialists <= found.services
        assert found.specialists_used <= found.used <= found.services == len(services)
