"""The checker knows no solver: a rule that the engines are made to forget is caught, rule by rule."""

from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from attrs import evolve

from commgov.core import HeldSkill, Member, RequiredSkill, Seat, Service, Timetable, Verdict
from commgov.errors import InvalidInputError, RuleFailedError, WrongAnswerError
from commgov.grid import Organisation, Unit
from commgov.matching import (
    Availability,
    Ban,
    EmployerConsent,
    Insurance,
    MatchingProblem,
    MaxDistance,
    NoOverlap,
    Pin,
    Skills,
    WeeklyMinutes,
    WeeklyServices,
    solve,
    standard_rules,
    violations,
)
from commgov.testing.strategies import UNITS
from commgov.wording import Text

ORG = Organisation.from_units(UNITS)
EVENINGS = Timetable.parse("Mon-Sun 18:00-22:00")
PLUMBING = (Seat((RequiredSkill("plumbing", 3),)),)


def member(number=1, **different):
    return evolve(Member(f"m-{number}", "grid-1"), **different)


def blind(_rule, pairs):
    """A mask that allows everything."""
    return pairs.member >= 0


CASES = {
    Skills: ({}, {"seats": PLUMBING}),
    Availability: ({"availability": EVENINGS}, {}),
    EmployerConsent: ({"working_hours": Timetable.parse("Mon 08:00-17:00")}, {}),
    Insurance: ({}, {"needs_cover": True}),
    MaxDistance: ({"home_unit": "grid-3"}, {}),
    WeeklyMinutes: ({"weekly_minutes_max": 30}, {}),
    WeeklyServices: ({"weekly_services_max": 0}, {}),
}


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.__name__)
def test_a_rule_whose_mask_forgets_is_caught(monkeypatch, order, rule):
    """With the mask of one rule gone blind (and its limit lifted), the answer is rejected and the rule is named."""
    about_member, about_demand = CASES[rule]
    problem = MatchingProblem.build(
        [member(**about_member)], [order(1, 9, 10, **about_demand)], rules=standard_rules(distance_max=2), hierarchy=ORG
    )
    assert solve(problem).services == ()
    monkeypatch.setattr(rule, "mask", blind)
    monkeypatch.setattr("commgov.matching.candidates._holders", lambda *_: np.array([0], dtype=np.int32))
    for limit, of in (("limits_minutes", WeeklyMinutes), ("limits_services", WeeklyServices)):
        if rule is of:
            monkeypatch.setattr(MatchingProblem, limit, False)
    name = "distance" if rule is MaxDistance else rule().name
    with pytest.raises(WrongAnswerError, match=name):
        solve(evolve(problem))  # a problem is listed once; this one is new


@pytest.mark.parametrize(
    ("hours", "travel"), [((9, 10, 9.5, 10.5), (0,)), ((9, 10, 10, 11), (0, 30))], ids=["overlap", "travel"]
)
def test_a_forgotten_overlap_is_caught(monkeypatch, order, hours, travel):
    first, second = order(1, *hours[:2]), order(2, *hours[2:], unit="grid-2")
    problem = MatchingProblem.build([member()], [first, second], rules=[NoOverlap(travel)], hierarchy=ORG)
    assert len(solve(problem).services) == 1
    monkeypatch.setattr(MatchingProblem, "no_overlap", None)
    with pytest.raises(WrongAnswerError, match="no overlap"):
        solve(problem)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda s: [evolve(s, demand="d-9")], "unknown"),
        (lambda s: [evolve(s, member="m-9")], "unknown"),
        (lambda s: [evolve(s, seat=1)], "no such seat"),
        (lambda s: [s, evolve(s, member="m-2")], "filled twice"),
        (lambda s: [evolve(s, start=s.start - timedelta(hours=1), end=s.end - timedelta(hours=1))], "window"),
        (lambda s: [evolve(s, end=s.end - timedelta(minutes=30))], "not as long"),
    ],
)
def test_lists_that_do_not_hold_together_are_caught(order, spoil, reason):
    demand = order(1, 9, 10)
    problem = MatchingProblem.build([member(1), member(2)], [demand])
    right = Service("d-1", 0, "m-1", demand.window.start, demand.window.end)
    assert violations(problem, [right]) == []
    assert reason in " ".join(found.reason.en for found in violations(problem, spoil(right)))


def test_half_a_team_and_a_team_at_two_times_are_caught(order):
    start = order(1, 9, 12).window.start
    demand = evolve(order(1, 9, 12), minutes=60, seats=(Seat(), Seat()))
    problem = MatchingProblem.build([member(1), member(2)], [demand])
    one = Service("d-1", 0, "m-1", start, start + timedelta(hours=1))
    late = Service("d-1", 1, "m-2", start + timedelta(hours=1), start + timedelta(hours=2))
    twice = evolve(one, seat=1)
    assert [v.reason.en for v in violations(problem, [one])] == ["some seats of the demand are empty"]
    assert [v.reason.en for v in violations(problem, [one, late])] == ["the members do not come at one time"]
    assert "one member in two seats of one demand" in [v.reason.en for v in violations(problem, [one, twice])]
    assert violations(problem, [one, evolve(one, seat=1, member="m-2")]) == []


def test_times_in_another_zone_are_the_same_times(order):
    demand = order(1, 9, 10)
    problem = MatchingProblem.build([member()], [demand])
    west = timezone(timedelta(hours=-5))
    service = Service("d-1", 0, "m-1", demand.window.start.astimezone(west), demand.window.end.astimezone(west))
    assert violations(problem, [service]) == []


def test_pins_and_bans_are_kept_and_checked(order):
    demands = [order(1, 9, 10), order(2, 9, 10)]
    people = [member(1), member(2)]
    pinned = MatchingProblem.build(people, demands, pins=[Pin("d-1", "m-2")], bans=[Ban("d-2", "m-1")])
    plan = solve(pinned)
    assert [(s.demand, s.member) for s in plan.services] == [("d-1", "m-2")]
    other = Service("d-1", 0, "m-1", demands[0].window.start, demands[0].window.end)
    assert [v.rule for v in violations(pinned, [other])] == ["pins"]
    banned = evolve(other, demand="d-2")
    assert [v.rule for v in violations(pinned, [banned])] == ["bans"]


def test_a_pinned_seat_of_a_team_goes_to_the_pinned_member(order):
    demand = evolve(order(1, 9, 10), seats=(Seat(), Seat(), Seat()))
    people = [member(number) for number in range(1, 5)]
    plan = solve(MatchingProblem.build(people, [demand], pins=[Pin("d-1", "m-4", 1)]))
    assert {s.seat: s.member for s in plan.services}[1] == "m-4"
    assert len({s.member for s in plan.services}) == 3


def test_pins_that_cannot_be_are_refused_at_once(order):
    demands = [order(1, 9, 10)]
    pins = [Pin("d-1", "m-9"), Pin("d-9", "m-1"), Pin("d-1", "m-1", 3), Pin("d-1", "m-1"), Pin("d-1", "m-2")]
    with pytest.raises(InvalidInputError) as error:
        MatchingProblem.build([member(1), member(2)], demands, pins=pins, bans=[Ban("d-1", "m-2")])
    assert len(error.value.problems) == 7


class OddDays:
    """A plug-in: members serve on odd days of the month only."""

    name = "odd days"

    def why(self, pairing):
        return Verdict(pairing.start.day % 2 == 1, Text("odd days only", "仅限单日"))

    def mask(self, pairs):
        return np.array([pairs.columns.moment(int(start)).day % 2 == 1 for start in pairs.start], dtype=bool)


def test_a_plug_in_rule_is_obeyed_and_checked(monkeypatch, order):
    even, odd = order(1, 9, 10), order(2, 24 + 9, 24 + 10)
    problem = MatchingProblem.build([member()], [even, odd], rules=[*standard_rules(), OddDays()])
    assert [service.demand for service in solve(problem).services] == ["d-2"]
    assert "odd days" in str(solve(problem).unmet[0].reasons[0].text)
    monkeypatch.setattr(OddDays, "mask", blind)
    with pytest.raises(RuleFailedError, match="rule 'odd days': its mask allows a pair for d-1 that its why refuses"):
        solve(evolve(problem))


def test_a_plug_in_rule_that_raises_fails_closed(order):
    class Broken(OddDays):
        def why(self, _pairing):
            raise ZeroDivisionError

    problem = MatchingProblem.build([member()], [order(1, 24 + 9, 24 + 10)], rules=[Broken()])
    with pytest.raises(RuleFailedError, match="odd days"):
        solve(problem)


def test_skills_run_out(order):
    holder = member(skills=(HeldSkill("plumbing", 4, date(2026, 3, 2)),))
    today, tomorrow = order(1, 9, 10, seats=PLUMBING), order(2, 24 + 9, 24 + 10, seats=PLUMBING)
    plan = solve(MatchingProblem.build([holder], [today, tomorrow]))
    assert [service.demand for service in plan.services] == ["d-1"]


def test_weekly_caps_count_from_monday_to_sunday(order):
    """One service a week: Sunday evening and Monday morning are two weeks."""
    sunday, monday, tuesday = order(1, 150, 151), order(2, 7 * 24 + 8, 7 * 24 + 9), order(3, 8 * 24 + 8, 8 * 24 + 9)
    plan = solve(MatchingProblem.build([member(weekly_services_max=1)], [sunday, monday, tuesday]))
    assert len(plan.services) == 2
    assert plan.services[0].demand == "d-1"


def test_violations_name_positions_in_the_whole_list_strangers_included(order):
    orders = [order(1, 150, 151), order(2, 152, 153), order(3, 7 * 24 + 8, 7 * 24 + 9)]
    problem = MatchingProblem.build([member(weekly_services_max=1), member(2)], orders)
    listed = [Service(each.id, 0, "m-1", each.window.start, each.window.end) for each in orders]
    listed.insert(1, evolve(listed[0], member="m-9"))
    found = {violation.rule: violation.services for violation in violations(problem, listed)}
    assert found == {"list": (1,), "weekly services": (0, 2)}


def test_two_weeks_of_one_member_do_not_overlap_at_midnight(order):
    over_midnight, after = order(1, 167, 169), order(2, 168, 169)
    plan = solve(MatchingProblem.build([member()], [over_midnight, after]))
    assert len(plan.services) == 1


def test_services_keep_the_datetimes_of_the_zone(order):
    plan = solve(MatchingProblem.build([member()], [order(1, 9, 10)], zone="Asia/Shanghai"))
    assert plan.services[0].start == datetime.fromisoformat("2026-03-02T09:00+08:00")
    assert plan.services[0].start.utcoffset() == timedelta(hours=8)


def test_an_unknown_unit_names_every_member_and_demand(order):
    with pytest.raises(InvalidInputError) as error:
        MatchingProblem.build(
            [member(1, home_unit="nowhere"), member(2)],
            [order(1, 9, 10, unit="elsewhere"), order(1, 9, 10)],
            hierarchy=Organisation.from_units([Unit("root"), Unit("grid-1", "root")]),
        )
    assert [str(problem.where) for problem in error.value.problems] == [
        "Demand d-1",
        "Member m-1, home_unit",
        "Demand d-1, unit",
    ]
