"""A member's cap is lifted by name alone: for one member, above the own cap, with a trace; nobody else's changes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import Member, Service, Window
from commgov.errors import InvalidInputError
from commgov.matching import (
    Changes,
    Effort,
    Load,
    MatchingProblem,
    Override,
    Pin,
    Skills,
    WeeklyMinutes,
    WeeklyServices,
    solve,
    solve_fairly,
    violations,
)
from commgov.matching.replan.changes import changed_problem
from commgov.testing import communities

QUICK = Effort(steps=60, passes=8, moves=6)
OWN, LIFTED = 120, 240


def override(rule="weekly minutes", most=LIFTED, member="m-1", **different):
    return evolve(Override(member, rule, most, "officer-3", "flood, decision 17"), **different)


def member(number=1, **different):
    return Member(f"m-{number}", "grid-1", weekly_minutes_max=OWN, **different)


@pytest.fixture
def four_orders(order):
    """Four hours on one day."""
    return [order(hour, hour, hour + 1) for hour in (8, 10, 12, 14)]


def test_a_cap_lifted_by_name_serves_more_and_tells_who_lifted_it(four_orders):
    assert len(solve(MatchingProblem.build([member()], four_orders)).services) == 2
    plan = solve(MatchingProblem.build([member()], four_orders, overrides=[override()]))
    [use] = plan.overrides_used
    assert (len(plan.services), use.override.by, use.own, use.load) == (4, "officer-3", OWN, LIFTED)
    assert use.week == date(2026, 3, 2)
    assert use.text.en == (
        "m-1, week of 2026-03-02: 240 where the own cap is 120 minutes a week; lifted to 240 by officer-3: "
        "flood, decision 17"
    )
    assert "officer-3" in use.text.zh
    assert "每周分钟上限" in use.text.zh


def test_an_override_that_no_week_needs_leaves_no_trace(four_orders):
    assert solve(MatchingProblem.build([member()], four_orders[:2], overrides=[override()])).overrides_used == ()


def test_nobody_else_is_asked_for_more(four_orders):
    """The colleague's cap stays, for the engines and for the judge."""
    lifted, other = member(1), member(2)
    problem = MatchingProblem.build([lifted, other], four_orders, overrides=[override(member="m-2")])
    everything = [
        Service(order.id, 0, "m-1", order.window.start, order.window.start + timedelta(hours=1))
        for order in four_orders
    ]
    assert [wrong.rule for wrong in violations(problem, everything)] == ["weekly minutes"]
    assert violations(problem, [evolve(service, member="m-2") for service in everything]) == []
    beyond = MatchingProblem.build([lifted], four_orders, overrides=[override(most=180)])
    assert [wrong.rule for wrong in violations(beyond, everything)] == ["weekly minutes"]


def test_the_other_cap_of_the_same_member_still_holds(four_orders):
    three_times = member(weekly_services_max=3)
    plan = solve(MatchingProblem.build([three_times], four_orders, overrides=[override()]))
    assert len(plan.services) == 3
    both = [override(), override("weekly services", 4)]
    plan = solve(MatchingProblem.build([three_times], four_orders, overrides=both))
    assert [(use.override.rule, use.load) for use in plan.overrides_used] == [
        ("weekly minutes", LIFTED),
        ("weekly services", 4),
    ]


def test_no_override_reaches_rest_days_or_working_hours(four_orders):
    for rule in ("availability", "employer consent", "insurance", "weekly", "", "rest days"):
        with pytest.raises(InvalidInputError, match="one of weekly minutes, weekly services"):
            override(rule)
    resting = member(rest_days=frozenset({0}))
    problem = MatchingProblem.build([resting], four_orders, overrides=[override()])
    assert solve(problem).services == ()


def test_the_member_keeps_the_own_cap_so_that_a_problem_built_anew_protects_again(four_orders):
    problem = MatchingProblem.build([member()], four_orders, overrides=[override()])
    again = MatchingProblem.build(problem.columns.members.objects, four_orders)
    assert len(solve(again).services) == 2
    same = MatchingProblem.build(problem.columns.members.objects, four_orders, overrides=problem.overrides)
    assert len(solve(same).services) == 4


def test_a_fair_plan_leaves_the_trace_too(four_orders):
    problem = MatchingProblem.build([member()], four_orders, overrides=[override()])
    fair = solve_fairly(problem, load=Load.MINUTES)
    assert [use.load for use in fair.plan.overrides_used] == [LIFTED]


def test_everything_wrong_with_overrides_is_named_at_once(four_orders):
    overrides = [
        override(member="m-9"),
        override(most=OWN),
        override(most=300),
        override("weekly services", 9),
    ]
    with pytest.raises(InvalidInputError) as caught:
        MatchingProblem.build(
            [member()], four_orders, rules=[WeeklyMinutes()], overrides=overrides, pins=[Pin("d-8", "m-8")]
        )
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 5
    assert said[0].startswith("Pin d-8 → m-8")
    assert said[1].startswith("Override m-9, member: 'm-9'")
    assert said[2] == "Override m-1, most: '120' — above the member's own 120"
    assert said[3] == "Override m-1, rule: 'weekly minutes' — each cap only once"
    assert said[4] == "Override m-1, rule: 'weekly services' — a rule that holds in the problem"


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": ""},
        {"by": None},
        {"by": "13800000000"},
        {"member": " "},
        {"most": 0},
        {"most": 10081},
        {"most": 2.5},
        {"most": True},
        {"rule": None},
        {"rule": 7},
        {"why": ""},
        {"why": "  "},
        {"why": None},
        {"why": "x" * 201},
        {"why": "flood\nforged line"},
        {"why": "call 13800000000"},
    ],
    ids=repr,
)
def test_an_override_without_a_name_a_reason_or_a_sensible_cap_is_refused(wrong):
    with pytest.raises(InvalidInputError) as caught:
        override(**wrong)
    assert len(caught.value.problems) == 1
    assert "13800000000" not in str(caught.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    communities(size_max=4).filter(lambda community: community.members),
    st.integers(1, 600),
    st.booleans(),
    st.booleans(),
)
def test_overrides_never_cost_anybody_anything_and_every_use_is_traced(oracle_class, community, extra, counts, minutes):
    """By an oracle over the members' own caps: what it finds over a cap is what the trace tells, and nothing else."""
    someone = community.members[0]
    lifted = (
        Override(someone.id, "weekly minutes", min(someone.weekly_minutes_max + extra, 10080), "o-1", "x")
        if minutes
        else Override(someone.id, "weekly services", min(someone.weekly_services_max + extra, 168), "o-1", "x")
    )
    singles = [demand for demand in community.demands if len(demand.seats) == 1]
    demands, rules = (singles, [Skills(), WeeklyMinutes(), WeeklyServices()]) if counts else (community.demands, None)
    problem = MatchingProblem.build(
        community.members, demands, rules=rules, hierarchy=community.organisation, overrides=[lifted]
    )
    plan = solve(problem, effort=QUICK)
    assert violations(problem, plan.services) == []
    without = MatchingProblem.build(community.members, demands, rules=rules, hierarchy=community.organisation)
    over = {plan.services[wrong.services[0]].member for wrong in violations(without, plan.services)}
    assert over == {use.override.member for use in plan.overrides_used} <= {someone.id}
    if not counts:
        assert bool(over) == bool(oracle_class(community).over_limits(plan.services))


@pytest.mark.parametrize("monday", [date(2026, 3, 23), date(2026, 10, 19)], ids=["shorter week", "longer week"])
def test_the_trace_names_the_local_monday_where_clocks_change(order, monday):
    zone = ZoneInfo("Europe/Berlin")
    nine = datetime.combine(monday, time(9), zone)
    starts = [nine, nine + timedelta(days=6), nine + timedelta(days=7), nine + timedelta(days=8)]
    orders = [
        evolve(order(at, 9, 10), window=Window(start, start + timedelta(hours=1))) for at, start in enumerate(starts)
    ]
    problem = MatchingProblem.build(
        [Member("m-1", "grid-1", weekly_services_max=1)],
        orders,
        overrides=[override("weekly services", 2)],
        zone="Europe/Berlin",
    )
    plan = solve(problem)
    assert len(plan.services) == 4
    assert [use.week for use in plan.overrides_used] == [monday, monday + timedelta(days=7)]


def test_a_problem_that_changes_keeps_its_overrides_as_long_as_they_lift_something(four_orders):
    """Unless their member is gone, or now offers as much."""
    problem = MatchingProblem.build([member(1), member(2)], four_orders, overrides=[override()])

    def kept(**changes):
        return changed_problem(problem, Changes(**changes), (), problem.objective, None).overrides

    assert kept(members=(member(3),)) == (override(),)
    assert kept(members=(member(2, rest_days=frozenset({0})),)) == (override(),)
    assert kept(gone=("m-1",)) == ()
    assert kept(members=(Member("m-1", "grid-1", weekly_minutes_max=LIFTED),)) == ()
