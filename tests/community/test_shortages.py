"""Seats that a plan leaves empty become shortages, and shortages say who should be trained."""

from datetime import date, timedelta

import pytest

from commgov.community import shortages
from commgov.core import Demand, DemandKind, HeldSkill, Member, RequiredSkill, Seat, Window
from commgov.errors import NotFoundError
from commgov.grid import Course, Organisation, Shortage, TaughtSkill, Unit, who_should_train
from commgov.matching import MatchingProblem, solve
from commgov.testing.strategies import MONDAY

ORG = Organisation.from_units(
    [
        Unit("committee"),
        Unit("east", "committee"),
        Unit("grid-1", "east"),
        Unit("group-1", "grid-1"),
        Unit("group-2", "grid-1"),
        Unit("grid-2", "east"),
    ]
)
PLUMBER, NURSE = Seat((RequiredSkill("plumbing", 3),)), Seat((RequiredSkill("first-aid", 1),))


def order(number, unit, *seats):
    window = Window(MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=10))
    return Demand(f"d-{number}", DemandKind.WISH, "repair", unit, window, 60, seats)


def short(members, demands, **options):
    plan = solve(MatchingProblem.build(members, demands, hierarchy=ORG))
    return shortages(demands, plan, ORG, **options)


DEMANDS = [
    order(1, "group-1", PLUMBER, Seat()),
    order(2, "group-2", PLUMBER, PLUMBER, NURSE),
    order(3, "grid-2", PLUMBER),
    order(4, "east", NURSE),
    order(5, "grid-2", Seat(), Seat()),
]


def test_seats_are_counted_by_skill_level_and_place():
    assert short([Member("m-1", "grid-2")], DEMANDS, level="grid") == (
        Shortage("plumbing", 3, 3, "grid-1"),
        Shortage("first-aid", 1, 1, "east"),
        Shortage("first-aid", 1, 1, "grid-1"),
        Shortage("plumbing", 3, 1, "grid-2"),
    )


def test_without_a_level_all_places_count_together():
    assert short([], DEMANDS) == (Shortage("plumbing", 3, 4), Shortage("first-aid", 1, 2))
    plan = solve(MatchingProblem.build([], DEMANDS))
    assert shortages(DEMANDS, plan) == short([], DEMANDS)


def test_only_the_seats_that_nobody_is_left_for_are_short():
    """One plumber is free: of two seats one is short."""
    members = [Member("m-1", "grid-2", (HeldSkill("plumbing", 4),))]
    assert short(members, [order(1, "grid-2", PLUMBER, PLUMBER)]) == (Shortage("plumbing", 3, 1),)


def test_nothing_is_short_where_everything_is_served():
    assert short([Member("m-1", "grid-2", (HeldSkill("plumbing", 4),))], [order(1, "grid-2", PLUMBER)]) == ()


def test_a_level_that_is_not_there_is_not_found():
    with pytest.raises(NotFoundError, match="no level"):
        short([], DEMANDS, level="street")


def test_whoever_lives_where_a_skill_is_short_is_trained_for_it():
    members = [Member("m-1", "group-1"), Member("m-2", "grid-2"), Member("m-3", "group-2", (HeldSkill("plumbing", 2),))]
    course = Course("plumbing-1", (TaughtSkill("plumbing", 3),))
    found = who_should_train(
        [course], members, short(members, [DEMANDS[1]], level="grid"), date(2026, 3, 9), hierarchy=ORG
    )
    assert [advice.member for advice in found] == ["m-3", "m-1"]
