"""Bottlenecks and courses joined: whom to train, or whom to look for, and what that would save."""

from datetime import date, timedelta

import pytest

from commgov.community import what_would_help
from commgov.core import Demand, DemandKind, HeldSkill, Member, RequiredSkill, Seat, Timetable, Window
from commgov.errors import InvalidInputError
from commgov.grid import Course, Organisation, TaughtSkill, Unit
from commgov.matching import MatchingProblem, bottlenecks, solve, standard_rules
from commgov.testing.strategies import MONDAY

ORG = Organisation.from_units([Unit("garden"), Unit("grid-1", "garden"), Unit("grid-2", "garden")])
PLUMBER = Seat((RequiredSkill("plumbing", 3),))
PLUMBING = Course("plumbing-1", (TaughtSkill("plumbing", 3),))
TODAY = date(2026, 3, 2)


def repair(number, unit="grid-1", hour=9, priority=1, seat=PLUMBER):
    start = MONDAY + timedelta(hours=hour)
    window = Window(start, start + timedelta(hours=1))
    return Demand(f"d-{number}", DemandKind.APPEAL, "repair", unit, window, 60, (seat,), priority=priority)


def plan_of(members, orders):
    return solve(MatchingProblem.build(members, orders, hierarchy=ORG))


def helped(plan, courses=(PLUMBING,)):
    return what_would_help(plan, courses, TODAY, organisation=ORG)


def test_who_is_near_the_skill_and_has_time_is_named_with_the_course_and_what_it_saves():
    away = Timetable.parse("Sun 09:00-12:00")
    members = [
        Member("m-1", "grid-1", (HeldSkill("plumbing", 2),)),
        Member("m-2", "grid-1", availability=away),
        Member("m-3", "grid-2"),
    ]
    plan = plan_of(members, [repair(1, priority=2)])
    (found,) = helped(plan)
    assert [each.advice.member for each in found.train] == ["m-1"]
    trained = [Member("m-1", "grid-1", (HeldSkill("plumbing", 3),)), *members[1:]]
    assert found.train[0].worth == plan.objective - plan_of(trained, [repair(1, priority=2)]).objective
    assert str(found.train[0].text) == (
        f"course plumbing-1 for m-1: saves {found.train[0].worth} "
        "(plumbing: unmet seats from level 3 up: 1; held at level 2)"
    )
    assert found.recruit is not None
    assert "one more member with plumbing (level 3+) in grid-1" in found.lines[-1].en


def test_the_bottleneck_where_a_step_saves_most_comes_first():
    nurse = Seat((RequiredSkill("first-aid", 1),))
    members = [Member("m-1", "grid-1"), Member("m-2", "grid-2")]
    plan = plan_of(members, [repair(1), repair(2, "grid-2", priority=3, seat=nurse)])
    found = helped(plan, (PLUMBING, Course("first-aid-1", (TaughtSkill("first-aid", 1),))))
    assert [each.bottleneck.demands for each in found] == [("d-2",), ("d-1",)]
    assert [[(one.advice.member, one.advice.course) for one in each.train] for each in found] == [
        [("m-2", "first-aid-1")],
        [("m-1", "plumbing-1")],
    ]


def test_a_course_that_does_not_reach_the_level_helps_nobody():
    plan = plan_of([Member("m-1", "grid-1")], [repair(1)])
    (found,) = helped(plan, (Course("plumbing-0", (TaughtSkill("plumbing", 2),)),))
    assert found.train == ()
    assert found.worth == found.recruit.worth > 0


def test_a_course_with_one_seat_is_filled_once():
    plan = plan_of([Member("m-1", "grid-1"), Member("m-2", "grid-1")], [repair(1), repair(2)])
    one_seat = Course("plumbing-1", (TaughtSkill("plumbing", 3),), seats=1)
    assert len({one.advice.member for each in helped(plan, (one_seat,)) for one in each.train}) == 1
    assert len({one.advice.member for each in helped(plan) for one in each.train}) == 2


def test_courses_stand_once():
    with pytest.raises(InvalidInputError):
        helped(plan_of([], [repair(1)]), (PLUMBING, PLUMBING))


def test_a_grid_that_is_short_is_a_bottleneck_even_where_the_next_one_has_plenty():
    """Three orders at nine in grid-1 and one plumber who can come; five plumbers in grid-2, who cannot all."""
    skilled = (HeldSkill("plumbing", 3),)
    members = [Member("m-0", "grid-1", skilled), *(Member(f"m-{n}", "grid-2", skilled) for n in range(1, 6))]
    orders = [*(repair(n) for n in range(3)), repair(7, "grid-2")]
    plan = solve(MatchingProblem.build(members, orders, hierarchy=ORG, rules=standard_rules(distance_max=0)))
    found = bottlenecks(plan)
    assert found.unexplained == ()
    (only,) = found.found
    assert (only.unit, only.demands, only.seats, only.services) == ("grid-1", ("d-0", "d-1", "d-2"), 3, 1)
