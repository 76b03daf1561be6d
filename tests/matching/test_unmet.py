"""Unmet demands say why in plain words, in both languages."""

import pytest
from attrs import evolve

from commgov.core import HeldSkill, Member, RequiredSkill, Seat, Timetable
from commgov.grid import Organisation
from commgov.matching import CandidateTable, MatchingProblem, Pin, WeeklyServices, solve, standard_rules
from commgov.testing.strategies import UNITS

ORG = Organisation.from_units(UNITS)
PLUMBER = (HeldSkill("plumbing", 4),)
NEEDS_PLUMBER = (Seat((RequiredSkill("plumbing", 3),)),)


def why(members, demands, left, **options):
    """The reasons of one demand that stays unmet, as (code, English, Chinese)."""
    plan = solve(
        MatchingProblem.build(members, demands, hierarchy=ORG, rules=standard_rules(distance_max=2), **options)
    )
    reasons = {unmet.demand: unmet.reasons for unmet in plan.unmet}[left]
    return [(reason.code, reason.text.en, reason.text.zh) for reason in reasons]


def plumber(number, **different):
    return evolve(Member(f"m-{number}", "grid-1", PLUMBER), **different)


def test_all_at_their_weekly_limit(order):
    demands = [order(n, 9 + n, 10 + n, seats=NEEDS_PLUMBER) for n in range(4)]
    people = [plumber(number, weekly_services_max=1) for number in range(3)]
    left = next(
        iter({d.id for d in demands} - {s.demand for s in solve(MatchingProblem.build(people, demands)).services})
    )
    assert why(people, demands, left) == [
        (
            "weekly limit",
            "members with plumbing: 3, all at their weekly limit",
            "具备plumbing技能的成员3名，本周均已达上限",
        )
    ]


CASES = {
    "nobody has the skill": (
        Member("m-1", "grid-1"),
        {},
        ("skills", "members with plumbing: none at the level asked for"),
    ),
    "nobody is free": (
        plumber(1, availability=Timetable.parse("Sun 09:00-12:00")),
        {},
        ("availability", "members with plumbing: 1, none is available at that time"),
    ),
    "all are at work": (
        plumber(1, working_hours=Timetable.parse("Mon-Fri 08:00-17:00")),
        {},
        ("employer consent", "members with plumbing: 1, all are at work, and no employer has consented"),
    ),
    "nobody is insured": (
        plumber(1),
        {"needs_cover": True},
        ("insurance", "members with plumbing: 1, none has insurance cover on that day"),
    ),
    "nobody lives near": (
        plumber(1, home_unit="grid-3"),
        {},
        ("distance", "members with plumbing: 1, none lives near enough"),
    ),
    "it takes too long": (
        plumber(1, weekly_minutes_max=30),
        {},
        ("weekly minutes", "members with plumbing: 1, it takes longer than any of them serves in a week"),
    ),
    "nobody takes services": (
        plumber(1, weekly_services_max=0),
        {},
        ("weekly services", "members with plumbing: 1, none of them takes services"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_rule_that_leaves_nobody_is_named(order, case):
    member, about_demand, expected = CASES[case]
    [(code, english, chinese)] = why([member], [order(1, 9, 10, seats=NEEDS_PLUMBER, **about_demand)], "d-1")
    assert (code, english) == expected
    assert chinese


def test_a_team_names_only_the_seats_that_are_short(order):
    team = order(1, 9, 10, seats=(*NEEDS_PLUMBER, Seat()))
    [(code, english, _)] = why([Member("m-1", "grid-1"), Member("m-2", "grid-1")], [team], "d-1")
    assert (code, english) == ("skills", "members with plumbing: none at the level asked for")


def test_too_few_for_the_team(order):
    team = order(1, 9, 10, seats=(Seat(), Seat(), Seat()))
    [(code, english, chinese)] = why([Member("m-1", "grid-1"), Member("m-2", "grid-1")], [team], "d-1")
    assert (code, english, chinese) == ("too few", "members: 2, where 3 are needed", "成员2名，需3名")


def test_whoever_serves_another_order_is_needed_there(order):
    urgent, ordinary = order(1, 9, 10, priority=3), order(2, 9, 10)
    [(code, english, chinese)] = why([Member("m-1", "grid-1")], [urgent, ordinary], "d-2")
    assert (code, english) == ("needed elsewhere", "members: 1, all are needed for other orders")
    assert chinese == "成员1名，均已安排其他服务"


def test_with_the_callers_candidates_only_those_count(order):
    table = CandidateTable(role=[0], member=[0], cost=[5])
    people = [Member("m-1", "grid-1", weekly_services_max=1), Member("m-2", "grid-1")]
    problem = MatchingProblem.build(
        people, [order(1, 9, 10), order(2, 11, 12)], rules=[WeeklyServices()], candidates=table
    )
    [unmet] = solve(problem).unmet
    assert unmet.demand == "d-2"
    assert unmet.reasons[0].text.en == "nobody on the list of candidates is allowed"


def test_a_pin_that_the_rules_refuse_is_explained(order):
    away = plumber(1, availability=Timetable())
    [(code, _, _)] = why([away, plumber(2)], [order(1, 9, 10)], "d-1", pins=[Pin("d-1", "m-1")])
    assert code == "availability"
