"""Pins that cannot hold are refused: each against its rule, or as the smallest set against a limit."""

from datetime import datetime, timedelta
from itertools import chain, combinations, product
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import Demand, DemandKind, HeldSkill, Member, RequiredSkill, Seat, Service, Timetable, Verdict, Window
from commgov.errors import InvalidInputError
from commgov.matching import (
    Ban,
    CandidateTable,
    MatchingProblem,
    NoOverlap,
    Pin,
    WeeklyMinutes,
    WeeklyServices,
    pin_conflicts,
    solve,
    standard_rules,
    violations,
)
from commgov.wording import Text

MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13800000000"


def found(problem):
    return [(tuple(pin.demand for pin in conflict.pins), conflict.reason.en) for conflict in pin_conflicts(problem)]


def alone(member, demand, **more):
    [(demands, reason)] = found(MatchingProblem.build([member], [demand], pins=[Pin(demand.id, member.id)], **more))
    assert demands == (demand.id,)
    return reason


def test_a_pin_against_a_rule_is_a_set_of_one_with_the_rules_reason(order):
    hour = order(1, 9, 10)
    assert alone(Member("m-1", "u", availability=Timetable()), hour) == (
        "rule “availability”: not available at that time"
    )
    assert alone(Member("m-1", "u", weekly_minutes_max=30, weekly_services_max=0), hour) == (
        "rule “weekly minutes”: takes 60 minutes, the weekly limit is 30; rule “weekly services”: takes no services"
    )
    skilled = evolve(hour, seats=(Seat((RequiredSkill("electrical", 2),)),))
    assert alone(Member("m-1", "u", (HeldSkill("electrical", 1),)), skilled) == (
        "rule “skills”: lacks electrical at level 2"
    )


def test_a_rule_that_refuses_only_some_starts_is_not_blamed_for_the_others(order):
    long = order(1, 9, 12, minutes=60, needs_cover=True)
    evening = Member("m-1", "u", availability=Timetable.parse("Mon 11:30-20:00"))
    assert alone(evening, long) == (
        "rule “availability”: not available at that time; rule “insurance”: no insurance cover on that day"
    )


def test_a_member_who_is_not_among_the_callers_candidates_is_named(order):
    table = CandidateTable(role=[0], member=[0], cost=[5])
    people = [Member("m-1", "u"), Member("m-2", "u")]
    problem = MatchingProblem.build(people, [order(1, 9, 10)], candidates=table, pins=[Pin("d-1", "m-2")])
    assert found(problem) == [(("d-1",), "the member is not among the candidates given for it")]


def test_nothing_personal_of_a_rules_reason_is_repeated(order):
    class Phones:
        name = "phones"

        def why(self, _):
            return Verdict(allowed=False, reason=Text(PHONE, PHONE))

        def mask(self, pairs):
            return pairs.start < 0

    assert alone(Member("m-1", "u"), order(1, 9, 10), rules=[Phones()]) == "rule “phones”"


def test_every_two_that_overlap_are_listed(order):
    demands = [order(1, 9, 10), order(2, 9.5, 10.5), order(3, 10.25, 11), order(4, 12, 13)]
    pins = [Pin(demand.id, "m-1") for demand in demands]
    problem = MatchingProblem.build([Member("m-1", "u", weekly_services_max=9)], demands, pins=pins)
    assert [demands for demands, _ in found(problem)] == [("d-1", "d-2"), ("d-2", "d-3")]


def test_a_weekly_cap_is_broken_by_the_fewest_pins_longest_first(order):
    demands = [order(n, 8 + 2 * n, 8 + 2 * n + hours) for n, hours in enumerate([0.5, 1.5, 0.5, 1, 0.5, 1.5])]
    pins = [Pin(demand.id, "m-1") for demand in demands]
    problem = MatchingProblem.build(
        [Member("m-1", "u", weekly_minutes_max=330, weekly_services_max=9)], demands, pins=pins
    )
    assert found(problem) == []
    tight = MatchingProblem.build([Member("m-1", "u", weekly_minutes_max=200)], demands, pins=pins)
    assert found(tight) == [
        (("d-1", "d-3", "d-5"), "rule “weekly minutes”: together 240 minutes, the weekly limit is 200")
    ]
    few = MatchingProblem.build([Member("m-1", "u", weekly_minutes_max=330, weekly_services_max=3)], demands, pins=pins)
    assert found(few) == [(("d-0", "d-1", "d-3", "d-5"), "rule “weekly services”: 4 services, the weekly limit is 3")]


def test_many_pins_of_one_member_are_quick_to_judge(order):
    demands = [order(n, 24 * (n % 7) + 8 + n // 7, 24 * (n % 7) + 8.5 + n // 7) for n in range(60)]
    pins = [Pin(demand.id, "m-1") for demand in demands]
    member = Member("m-1", "u", weekly_minutes_max=900, weekly_services_max=99)
    [(many, reason)] = found(MatchingProblem.build([member], demands, pins=pins))
    assert (len(many), reason) == (31, "rule “weekly minutes”: together 930 minutes, the weekly limit is 900")


def test_flexible_orders_conflict_only_if_no_starts_keep_them_apart(order):
    three = [order(n, 9, 12, minutes=60) for n in (1, 2, 3)]
    pins = [Pin(demand.id, "m-1") for demand in three]
    member = Member("m-1", "u")
    assert found(MatchingProblem.build([member], three, pins=pins)) == []
    longer = [evolve(demand, minutes=75) for demand in three]
    assert found(MatchingProblem.build([member], longer, pins=pins)) == [
        (
            ("d-1", "d-2", "d-3"),
            "rule “no overlap”: the services overlap, or leave no time to travel, at every start that is tried",
        )
    ]


def test_a_team_begins_at_one_time(order):
    team = order(1, 9, 12, minutes=60, seats=(Seat(), Seat()))
    early = Member("m-1", "u", availability=Timetable.parse("Mon 09:00-10:00"))
    late = Member("m-2", "u", availability=Timetable.parse("Mon 11:00-12:00"))
    problem = MatchingProblem.build([early, late], [team], pins=[Pin("d-1", "m-1", 0), Pin("d-1", "m-2", 1)])
    assert found(problem) == [(("d-1", "d-1"), "they have no common start among those that are tried")]


def test_a_team_that_nobody_can_complete_is_a_shortage_not_a_conflict(order, team_of):
    problem = MatchingProblem.build([Member("m-1", "u")], [team_of(order(1, 9, 10), 2)], pins=[Pin("d-1", "m-1")])
    assert found(problem) == []
    assert [unmet.demand for unmet in solve(problem).unmet] == ["d-1"]


def test_solve_refuses_all_conflicts_at_once_in_both_languages(order):
    demands = [order(1, 9, 10), order(2, 9, 10), order(3, 9, 10)]
    people = [Member("m-1", "u"), Member("m-2", "u", availability=Timetable())]
    pins = [Pin("d-1", "m-1"), Pin("d-2", "m-1"), Pin("d-3", "m-2")]
    with pytest.raises(InvalidInputError) as caught:
        solve(MatchingProblem.build(people, demands, pins=pins))
    assert [problem.to("en") for problem in caught.value.problems] == [
        (
            "Pin d-1 → m-1: — not together with Pin d-2 → m-1: rule “no overlap”: "
            "the services overlap, or leave no time to travel, at every start that is tried"
        ),
        "Pin d-3 → m-2: — rule “availability”: not available at that time",
    ]
    assert (
        caught.value.problems[0].to("zh").startswith("指定d-1 → m-1：— 不能与指定d-2 → m-1同时成立：规则“no overlap”")
    )


# The oracle: `violations` alone, over every choice of starts.

MEMBERS = [
    Member("m-0", "u", weekly_minutes_max=120, weekly_services_max=3),
    Member("m-1", "u", weekly_minutes_max=240, weekly_services_max=2, availability=Timetable.parse("Mon 09:00-11:00")),
]


@st.composite
def problems(draw):
    demands, pins = [], []
    for number in range(draw(st.integers(1, 5))):
        start, slack = draw(st.sampled_from([9, 9.5, 10, 11])), draw(st.sampled_from([0, 0, 0.5, 1]))
        length, seats = draw(st.sampled_from([0.5, 1])), draw(st.integers(1, 2))
        window = Window(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=start + length + slack))
        team = (Seat(),) * seats
        demands.append(Demand(f"d-{number}", DemandKind.WISH, "errand", "u", window, int(60 * length), team))
        first = draw(st.integers(0, 1))
        pins.append(Pin(f"d-{number}", f"m-{first}", 0))
        if seats > 1 and draw(st.booleans()):
            pins.append(Pin(f"d-{number}", f"m-{1 - first}", 1))
    return demands, pins


def starts_of(demand, step):
    last = demand.window.end - timedelta(minutes=demand.minutes)
    start = demand.window.start
    while start <= last:
        yield start
        start += timedelta(minutes=step)


def can_hold(problem, pins):
    """Whether some starts let these pins hold, judged by the independent checker."""
    demands = {demand.id: demand for demand in problem.columns.demands.objects}
    ids = sorted({pin.demand for pin in pins})
    for starts in product(*(list(starts_of(demands[id_], problem.start_step)) for id_ in ids)):
        begin = dict(zip(ids, starts, strict=True))
        services = [
            Service(
                pin.demand,
                pin.seat,
                pin.member,
                begin[pin.demand],
                begin[pin.demand] + timedelta(minutes=demands[pin.demand].minutes),
            )
            for pin in pins
        ]
        if not violations(problem, services, unfinished=True):
            return True
    return False


@given(problems())
@settings(max_examples=150, deadline=None)
def test_listed_sets_conflict_are_minimal_and_the_smallest(case):
    demands, pins = case
    problem = MatchingProblem.build(MEMBERS, demands, pins=pins)
    sets = [frozenset(conflict.pins) for conflict in pin_conflicts(problem)]
    every = list(chain.from_iterable(combinations(pins, size) for size in range(1, len(pins) + 1)))
    wrong = [frozenset(some) for some in every if not can_hold(problem, list(some))]
    minimal = [some for some in wrong if not any(other < some for other in wrong)]
    assert set(sets) <= set(minimal)
    assert bool(sets) == bool(wrong)
    small = {some for some in minimal if len(some) <= 2}
    assert {some for some in sets if len(some) <= 2} == small
    large = [some for some in minimal if len(some) > 2]
    mine = [some for some in sets if len(some) > 2]
    assert all(any(some & other for other in mine) for some in large)  # none is left that shares no pin with these
    if large:
        assert min(map(len, mine)) == min(map(len, large))


def test_a_ban_beside_a_pin_of_another_member_is_no_conflict(order):
    people = [Member("m-1", "u"), Member("m-2", "u")]
    problem = MatchingProblem.build(people, [order(1, 9, 10)], pins=[Pin("d-1", "m-1")], bans=[Ban("d-1", "m-2")])
    assert found(problem) == []


def test_limits_that_are_not_among_the_rules_are_not_asked(order):
    demands = [order(1, 9, 10), order(2, 9, 10)]
    pins = [Pin("d-1", "m-1"), Pin("d-2", "m-1")]
    member = Member("m-1", "u", weekly_minutes_max=60, weekly_services_max=1)
    limits = (NoOverlap, WeeklyMinutes, WeeklyServices)
    for kept in limits:
        rules = [rule for rule in standard_rules() if not isinstance(rule, limits) or isinstance(rule, kept)]
        [(_, reason)] = found(MatchingProblem.build([member], demands, rules=rules, pins=pins))
        assert kept().name in reason
    rules = [rule for rule in standard_rules() if not isinstance(rule, limits)]
    assert found(MatchingProblem.build([member], demands, rules=rules, pins=pins)) == []
