"""Unmet demands say why in plain words, in both languages."""

from datetime import date, timedelta

import numpy as np
import pytest
from attrs import evolve

from commgov.core import HeldSkill, Member, RequiredSkill, Seat, Timetable, Window
from commgov.grid import Organisation
from commgov.matching import (
    Availability,
    Ban,
    CandidateTable,
    MatchingProblem,
    MaxDistance,
    WeeklyServices,
    solve,
    standard_rules,
)
from commgov.matching.candidates import allowed_candidates
from commgov.matching.seating import seating_of
from commgov.matching.unmet import Loads, why_unmet
from commgov.testing.strategies import UNITS

ORG = Organisation.from_units(UNITS)
PLUMBER = (HeldSkill("plumbing", 4),)
NEEDS_PLUMBER = (Seat((RequiredSkill("plumbing", 3),)),)


def why(members, demands, left, *, distance_max=None, rules=None, **options):
    """The reasons of one demand that stays unmet, as (code, English, Chinese)."""
    rules = standard_rules(distance_max=distance_max) if rules is None else rules
    plan = solve(MatchingProblem.build(members, demands, **{"hierarchy": ORG, "rules": rules} | options))
    reasons = {unmet.demand: unmet.reasons for unmet in plan.unmet}[left]
    return [(reason.code, reason.text.en, reason.text.zh) for reason in reasons]


def plumber(number, **different):
    return evolve(Member(f"m-{number}", "grid-1", PLUMBER), **different)


def left_of(members, demands, **options):
    """The one demand that stays unmet."""
    [unmet] = solve(MatchingProblem.build(members, demands, hierarchy=ORG, **options)).unmet
    return unmet.demand


@pytest.mark.parametrize(
    ("distance_max", "en", "zh"),
    [
        (
            None,
            "members with plumbing (level 3+): 3 (3 in grid-1), ",
            "具备plumbing（3级及以上）技能的成员3名（grid-1内3名），",
        ),
        (
            0,
            "members with plumbing (level 3+) in grid-1 itself: 3, ",
            "grid-1本单元具备plumbing（3级及以上）技能的成员3名，",
        ),
        (
            1,
            "members with plumbing (level 3+) within 1 step of grid-1: 3, ",
            "grid-1周边1级以内具备plumbing（3级及以上）技能的成员3名，",
        ),
        (
            2,
            "members with plumbing (level 3+) within 2 steps of grid-1: 3, ",
            "grid-1周边2级以内具备plumbing（3级及以上）技能的成员3名，",
        ),
    ],
)
def test_all_at_their_weekly_limit_and_where_they_live(order, distance_max, en, zh):
    """As in "3 electricians in grid 17, all at their weekly cap"; who lives too far away is not counted."""
    demands = [order(n, 9 + n, 10 + n, seats=NEEDS_PLUMBER) for n in range(4)]
    people = [plumber(number, weekly_services_max=1) for number in range(3)]
    people += [] if distance_max is None else [plumber(9, home_unit="grid-3")]
    left = left_of(people, demands, rules=standard_rules(distance_max=distance_max))
    assert why(people, demands, left, distance_max=distance_max) == [
        ("weekly limit", en + "all at their weekly limit", zh + "本周均已达上限")
    ]


def test_how_many_of_them_live_in_the_place_itself(order):
    demands = [order(n, 9, 10, unit="garden-1") for n in (1, 2, 3)]
    people = [Member("m-1", "grid-2"), Member("m-2", "garden-2")]
    [(code, english, chinese)] = why(people, demands, left_of(people, demands))
    assert (code, english) == ("needed elsewhere", "members: 2 (1 in garden-1), all are needed for other orders")
    assert chinese == "成员2名（garden-1内1名），均已安排其他服务"


def test_no_place_is_named_where_there_is_no_hierarchy_or_the_demand_is_everywhere(order):
    demands = [order(1, 9, 10, unit="root", seats=(Seat(), Seat()))]
    people = [Member("m-1", "grid-2")]
    for options in ({}, {"hierarchy": None}, {"hierarchy": None, "distance_max": 2}):
        assert why(people, demands, "d-1", **options)[0][1] == "members: 1, where 2 are needed"


WITH = "members with plumbing (level 3+): 1 (1 in grid-1), "
CASES = {
    "nobody has the skill": (
        Member("m-1", "grid-1"),
        {},
        ("skills", "members with plumbing: none at the level asked for"),
    ),
    "nobody has it any more": (
        plumber(1, skills=(HeldSkill("plumbing", 4, date(2026, 3, 1)),)),
        {},
        ("skills", WITH + "the skill has run out for all by that day"),
    ),
    "nobody is free": (
        plumber(1, availability=Timetable.parse("Sun 09:00-12:00")),
        {},
        ("availability", WITH + "none is available at that time"),
    ),
    "all are at work": (
        plumber(1, working_hours=Timetable.parse("Mon-Fri 08:00-17:00")),
        {},
        ("employer consent", WITH + "all are at work, and no employer has consented"),
    ),
    "nobody is insured": (
        plumber(1),
        {"needs_cover": True},
        ("insurance", WITH + "none has insurance cover on that day"),
    ),
    "it takes too long": (
        plumber(1, weekly_minutes_max=30),
        {},
        ("weekly minutes", WITH + "it takes longer than any of them serves in a week"),
    ),
    "nobody takes services": (
        plumber(1, weekly_services_max=0),
        {},
        ("weekly services", WITH + "none of them takes services"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_rule_that_leaves_nobody_is_named(order, case):
    member, about_demand, expected = CASES[case]
    [(code, english, chinese)] = why([member], [order(1, 9, 10, seats=NEEDS_PLUMBER, **about_demand)], "d-1")
    assert (code, english) == expected
    assert chinese


def test_nobody_lives_near(order):
    [(code, english, chinese)] = why(
        [plumber(1, home_unit="grid-3")], [order(1, 9, 10, seats=NEEDS_PLUMBER)], "d-1", distance_max=2
    )
    assert (code, english) == ("distance", "members with plumbing (level 3+): 1, none lives within 2 steps of grid-1")
    assert chinese == "具备plumbing（3级及以上）技能的成员1名，无人居住于grid-1周边2级以内"


def test_where_skills_are_no_rule_everybody_is_counted(order):
    rules = [Availability(), MaxDistance(2)]
    [(code, english, _)] = why(
        [Member("m-1", "grid-1", availability=Timetable())], [order(1, 9, 10, seats=NEEDS_PLUMBER)], "d-1", rules=rules
    )
    assert (code, english) == ("availability", "members within 2 steps of grid-1: 1, none is available at that time")


def test_without_members_there_is_nobody(order):
    assert why([], [order(1, 9, 10)], "d-1") == [("no candidate", "there are no members", "没有成员")]


def test_whoever_is_never_free_in_a_long_window_is_not_available(order):
    """The window is flexible; that nobody fits into it is no matter of skills."""
    people = [plumber(1, availability=Timetable.parse("Sun 09:00-12:00"))]
    [(code, english, _)] = why(people, [order(1, 9, 17, minutes=60, seats=NEEDS_PLUMBER)], "d-1")
    assert (code, english) == ("availability", WITH + "none is available at that time")


def test_a_ban_by_hand_is_a_reason_of_its_own(order):
    [(code, english, chinese)] = why([Member("m-1", "grid-1")], [order(1, 9, 10)], "d-1", bans=[Ban("d-1", "m-1")])
    assert (code, english) == ("ban", "members: 1 (1 in grid-1), all are banned from it by hand")
    assert chinese == "成员1名（grid-1内1名），均已被人工禁止承接"


def test_a_team_names_only_the_seats_that_are_short(order):
    """Helpers are free: that a plumber is missing is no reason to say that helpers serve others."""
    team = order(1, 9, 10, seats=(*NEEDS_PLUMBER, Seat()))
    [(code, english, _)] = why([Member("m-1", "grid-1"), Member("m-2", "grid-1")], [team], "d-1")
    assert (code, english) == ("skills", "members with plumbing: none at the level asked for")


def test_each_role_that_is_short_gives_a_reason_with_its_skills_and_seats(order):
    nurses = (Seat((RequiredSkill("first-aid", 1),)),) * 2
    problem = MatchingProblem.build([Member("m-1", "grid-1")], [order(1, 9, 10, seats=(*NEEDS_PLUMBER, *nurses))])
    [unmet] = solve(problem).unmet
    assert [(reason.skills, reason.seats) for reason in unmet.reasons] == [
        ((RequiredSkill("plumbing", 3),), 1),
        ((RequiredSkill("first-aid", 1),), 2),
    ]


def test_too_few_for_the_team(order):
    team = order(1, 9, 10, seats=(Seat(), Seat(), Seat()))
    [(code, english, chinese)] = why([Member("m-1", "grid-1"), Member("m-2", "grid-1")], [team], "d-1")
    assert (code, english) == ("too few", "members: 2 (2 in grid-1), where 3 are needed")
    assert chinese == "成员2名（grid-1内2名），需3名"


def test_one_person_who_could_fill_either_seat_does_not_fill_both(order):
    team = order(1, 9, 10, seats=(*NEEDS_PLUMBER, Seat()))
    [(code, english, chinese)] = why([plumber(1)], [team], "d-1", hierarchy=None)
    assert code == "too few"
    assert english == "members with plumbing (level 3+), members: 1 free for all these seats, where 2 are needed"
    assert chinese == "具备plumbing（3级及以上）技能的成员、成员合计有空1名，需2名"


def test_what_the_others_do_who_could_fill_a_seat(order):
    """Of four, one is at the limit, one serves a more urgent order, one is free, where two are needed."""
    team = order(1, 9, 10, seats=(*NEEDS_PLUMBER, *NEEDS_PLUMBER))
    urgent = order(2, 9, 10, seats=(Seat((RequiredSkill("first-aid", 1),)),), priority=3)
    before = order(3, 7, 8, seats=(Seat((RequiredSkill("singing", 1),)),), priority=3)
    people = [
        plumber(1, skills=(*PLUMBER, HeldSkill("singing")), weekly_services_max=1),
        plumber(2, skills=(*PLUMBER, HeldSkill("first-aid"))),
        plumber(3),
    ]
    [(code, english, chinese)] = why(people, [team, urgent, before], "d-1", hierarchy=None)
    assert code == "busy"
    assert english == (
        "members with plumbing (level 3+): 3, of whom 1 at their weekly limit and 1 serving others around that time "
        "and 1 free where 2 are needed"
    )
    assert chinese == (
        "具备plumbing（3级及以上）技能的成员3名，其中1名已达每周上限，1名同时段前后另有服务，1名有空（需2名）"
    )


def test_of_several_starts_the_one_that_lacks_least_is_told(order):
    """Nobody is free at nine; at ten one is, where two are needed."""
    window = Window(order(1, 9, 10).window.start, order(1, 9, 10).window.start + timedelta(hours=2))
    team = order(1, 9, 10, seats=(Seat(), Seat()), window=window)
    people = [
        Member("m-1", "grid-1", availability=Timetable.parse("Mon 10:00-11:00")),
        Member("m-2", "grid-1", availability=Timetable()),
    ]
    [(code, english, chinese)] = why(people, [team], "d-1", hierarchy=None)
    assert (code, english) == ("too few", "members: 1, where 2 are needed (at 03-02 10:00, where least is lacking)")
    assert chinese == "成员1名，需2名（按缺口最小的03-02 10:00开始计）"


def test_a_start_at_which_people_are_free_is_told_rather_than_one_at_which_they_serve_others(order):
    """At nine both serve another team, until ten; from ten on one of them is with a long order."""
    start = order(1, 9, 10).window.start
    first = order(1, 9, 10, seats=(Seat(), Seat()), priority=3)
    team = order(2, 9, 10, seats=(Seat(), Seat()), window=Window(start, start + timedelta(hours=3)))
    people = [Member(f"m-{n}", "grid-1", weekly_services_max=4) for n in (1, 2)]
    third = order(3, 10, 12, priority=3)
    [(code, english, _)] = why(people, [first, team, third], "d-2", hierarchy=None, start_step=60)
    assert code == "busy"
    assert english == (
        "members: 2, of whom 1 serving others around that time and 1 free where 2 are needed "
        "(at 03-02 11:00, where least is lacking)"
    )


def test_a_start_at_which_people_serve_others_is_told_rather_than_one_at_which_nobody_is_there(order):
    window = Window(order(1, 9, 10).window.start, order(1, 9, 10).window.start + timedelta(hours=2))
    urgent = [order(n, 10, 11, priority=3) for n in (1, 2)]
    team = order(3, 9, 10, seats=(Seat(), Seat()), window=window)
    people = [Member(f"m-{n}", "grid-1", availability=Timetable.parse("Mon 10:00-11:00")) for n in (1, 2)]
    [(code, english, _)] = why(people, [*urgent, team], "d-3", hierarchy=None, start_step=60)
    assert (code, english) == (
        "needed elsewhere",
        "members: 2, all are needed for other orders (at 03-02 10:00, where least is lacking)",
    )


def test_no_start_is_named_where_it_does_not_matter(order):
    window = Window(order(1, 9, 10).window.start, order(1, 9, 10).window.start + timedelta(hours=2))
    team = order(1, 9, 10, seats=(*NEEDS_PLUMBER, *NEEDS_PLUMBER), window=window)
    far = [plumber(1, home_unit="grid-3")]
    expected = "members with plumbing (level 3+): 1, none lives within 2 steps of grid-1"
    assert why(far, [team], "d-1", distance_max=2)[0][1] == expected


def test_a_plan_that_leaves_people_idle_says_who_is_free(order):
    """Nobody is missing and nothing is at its limit: a plan that serves nobody has only itself to blame."""
    problem = MatchingProblem.build([Member("m-1", "grid-1"), Member("m-2", "grid-1")], [order(1, 9, 10)])
    seating, nothing = seating_of(problem), np.zeros(0, np.int32)
    idle = Loads.of(problem.columns, nothing, nothing, nothing)
    [[reason]] = why_unmet(problem, seating, allowed_candidates(problem, seating), idle, np.array([0]))
    assert (reason.code, reason.seats) == ("no gain", 0)
    assert reason.text.en == "members: 2, 2 of them free, but no plan was found that gains by serving this"
    assert reason.text.zh == "成员2名，其中2名有空，但未找到更优的安排"


def test_whoever_serves_another_order_is_needed_there(order):
    urgent, ordinary = order(1, 9, 10, priority=3), order(2, 9, 10)
    [(code, english, chinese)] = why([Member("m-1", "grid-1")], [urgent, ordinary], "d-2")
    assert (code, english) == ("needed elsewhere", "members: 1 (1 in grid-1), all are needed for other orders")
    assert chinese == "成员1名（grid-1内1名），均已安排其他服务"


def test_with_the_callers_candidates_only_those_count(order):
    table = CandidateTable(role=[0], member=[0], cost=[5])
    people = [Member("m-1", "grid-1", weekly_services_max=1), Member("m-2", "grid-1")]
    problem = MatchingProblem.build(
        people, [order(1, 9, 10), order(2, 11, 12)], rules=[WeeklyServices()], candidates=table
    )
    [unmet] = solve(problem).unmet
    assert unmet.demand == "d-2"
    assert unmet.reasons[0].text.en == "nobody on the list of candidates is allowed"
