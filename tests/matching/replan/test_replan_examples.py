"""Planning anew in the words of the house: who is moved, who is told what, what is locked, and why a lock breaks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from commgov.core import HeldSkill, Member, RequiredSkill, Seat, Service, Timetable, Window
from commgov.errors import InvalidInputError
from commgov.grid import Organisation
from commgov.matching import (
    Accepted,
    Ban,
    CandidateTable,
    Changes,
    Commitments,
    CommitmentState,
    Declined,
    Effect,
    Locked,
    MatchingProblem,
    MessageKind,
    NotBefore,
    Objective,
    Pin,
    ServiceStarted,
    advance_commitments,
    publish,
    replan,
    replan_frontier,
    solve,
    violations,
)
from commgov.testing import check_rule
from commgov.testing.strategies import UNITS

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LATE = Timetable.parse("Mon-Sun 12:00-20:00")


def published(people, orders, **options):
    return publish(Commitments.of(solve(MatchingProblem.build(people, orders, **options))), SUNDAY).commitments


def happens(commitments, kind, demand, **fields):
    step = advance_commitments(commitments, kind(at=SUNDAY, demand=demand, **fields))
    assert step.answer.kind == "accepted"
    return step.commitments


def told(found):
    return [(message.to, message.kind) for message in found.messages]


def pairs_of(found):
    return [(service.demand, service.member) for service in found.plan.services]


def test_a_declined_service_goes_to_another_and_never_back(one_order):
    people, order = one_order
    declined = happens(published(people, [order]), Declined, "d-1", member="m-1")
    found = replan(declined, Changes(), change_cost=100)
    assert pairs_of(found) == [("d-1", "m-2")]
    assert told(found) == [("m-2", MessageKind.GRANTED)], "who declined knows"
    assert found.effects == {"d-1": Effect.MOVED}
    later = publish(found.commitments, SUNDAY).commitments
    again = replan(later, Changes(gone=("m-2",)), change_cost=100)
    assert pairs_of(again) == [], "m-1 is not asked for it again"
    lifted = replan(later, Changes(gone=("m-2",), lifted=(Ban("d-1", "m-1"),)), change_cost=100)
    assert pairs_of(lifted) == [("d-1", "m-1")], "but may change their mind"


def test_a_pin_of_who_declined_ends_and_a_new_one_stands(one_order):
    people, order = one_order
    commitments = published(people, [order], pins=[Pin("d-1", "m-1")])
    declined = happens(commitments, Declined, "d-1", member="m-1")
    assert pairs_of(replan(declined, Changes(), change_cost=0)) == [("d-1", "m-2")]
    assert pairs_of(replan(declined, Changes(pins=(Pin("d-1", "m-1"),)), change_cost=0)) == [("d-1", "m-1")]


def test_a_withdrawn_order_frees_its_member_who_is_told(order):
    commitments = published([Member("m-1", "grid-1")], [order(1, 9, 10), order(2, 9, 10)])
    (held,) = {entry.service.demand for entry in commitments.entries}
    other = {"d-1": "d-2", "d-2": "d-1"}[held]
    found = replan(commitments, Changes(withdrawn=(held,)), change_cost=100)
    assert found.effects == {other: Effect.NEW, held: Effect.WITHDRAWN}
    assert told(found) == [("m-1", MessageKind.RELEASED), ("m-1", MessageKind.GRANTED)]
    assert (found.told, found.disturbance) == (0, 0), "nobody's plan but the resident's has changed it"
    assert str(found.messages[0].text) == f"Order {held}, 2026-03-02 09:00, is no longer yours; you are free."


def test_an_order_at_another_place_stays_with_its_member_who_is_told(one_order):
    people, order = one_order
    commitments = happens(published(people, [order]), Accepted, "d-1", member="m-1")
    found = replan(commitments, Changes(demands=(evolve(order, unit="grid-2"),)), change_cost=1)
    assert pairs_of(found) == [("d-1", "m-1")]
    assert told(found) == [("m-1", MessageKind.CHANGED)]
    assert found.disturbance == 0
    assert "at grid-2" in str(found.messages[0].text)
    assert [entry.state for entry in found.commitments.entries] == [CommitmentState.DRAFT], "to be accepted anew"


def test_a_change_is_made_where_it_is_worth_its_cost(order):
    """The second member is 24 dearer (two hours served lately), but then the first one is free for a new order."""
    people = [Member("m-1", "grid-1", weekly_services_max=1), Member("m-2", "grid-1", recent_minutes=120)]
    plumber = (Seat((RequiredSkill("plumbing"),)),)
    people[0] = evolve(people[0], skills=(HeldSkill("plumbing", 1),))
    commitments = published(people, [order(1, 9, 10)], objective=Objective(waste=0))
    assert pairs_of(replan(commitments, Changes(), change_cost=0)) == [("d-1", "m-1")]
    repair = order(2, 14, 15, seats=plumber)
    costs = (0, 900, 1000, 10**6)
    frontier = replan_frontier(commitments, Changes(demands=(repair,)), change_costs=costs)
    assert [found.disturbance for found in frontier] == [1, 1, 0, 0]
    assert [found.cost - frontier[0].cost for found in frontier] == [0, 0, 1000 - 24 - 20, 1000 - 24 - 20]
    assert frontier[0].effects == {"d-1": Effect.MOVED, "d-2": Effect.NEW}
    assert frontier[2].effects == {"d-1": Effect.KEPT, "d-2": Effect.UNMET}


def test_drafts_are_free_to_move(order):
    people = [Member("m-1", "grid-1", recent_minutes=60)]
    draft = Commitments.of(solve(MatchingProblem.build(people, [order(1, 9, 10)])))
    found = replan(draft, Changes(members=(Member("m-2", "grid-1"),)), change_cost=10**6)
    assert pairs_of(found) == [("d-1", "m-2")]
    assert told(found) == [("m-2", MessageKind.GRANTED)], "who was not told of it is not told that it ended"


def test_a_locked_service_stays_whatever_would_be_better(order):
    people = [Member("m-1", "grid-1", recent_minutes=600)]
    flexible = evolve(order(1, 8, 18), minutes=60)
    problem = MatchingProblem.build(people, [flexible], pins=[Pin("d-1", "m-1", 0, SUNDAY + timedelta(hours=25))])
    plan = solve(problem)
    assert f"{plan.services[0].start:%H:%M}" == "13:00"
    locked = happens(Commitments.of(plan), Locked, "d-1", by="officer-1")
    changes = Changes(members=(Member("m-2", "grid-1"),), lifted=problem.pins)
    found = replan(locked, changes, change_cost=0)
    assert found.plan.services == plan.services
    assert found.broken == ()
    assert found.commitments.entries == locked.entries


def test_a_start_off_the_grid_can_be_pinned_and_is_judged(order):
    flexible = evolve(order(1, 8, 18), minutes=60)
    start = SUNDAY + timedelta(hours=21, minutes=7)
    for seats in (1, 2):
        team = evolve(flexible, seats=(Seat(),) * seats)
        people = [Member("m-1", "grid-1"), Member("m-2", "grid-1")]
        problem = MatchingProblem.build(people, [team], pins=[Pin("d-1", "m-2", 0, start)])
        plan = solve(problem)
        assert {service.start for service in plan.services} == {start}
        assert plan.services[0].member == "m-2"
        later = timedelta(minutes=3)
        moved = [evolve(service, start=service.start + later, end=service.end + later) for service in plan.services]
        assert {found.rule for found in violations(problem, moved)} == {"pins"}


def test_pinned_starts_that_cannot_be_are_refused_all_at_once(one_order):
    people, order = one_order
    team = evolve(order, seats=(Seat(), Seat()))
    nine = order.window.start
    for pins in (
        [Pin("d-1", "m-1", 0, nine.replace(tzinfo=None)), Pin("d-1", "m-2", 1, nine - timedelta(minutes=1))],
        [Pin("d-1", "m-1", 0, nine + timedelta(minutes=1)), Pin("d-1", "m-2", 1, nine + timedelta(seconds=1))],
    ):
        with pytest.raises(InvalidInputError) as error:
            MatchingProblem.build(people, [team], pins=pins)
        assert len(error.value.problems) == 2
    flexible = evolve(team, window=Window(nine, nine + timedelta(hours=3)))
    pins = [Pin("d-1", "m-1", 0, nine), Pin("d-1", "m-2", 1, nine + timedelta(hours=1))]
    with pytest.raises(InvalidInputError, match="one start for all of its seats"):
        MatchingProblem.build(people, [flexible], pins=pins)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (Changes(members=(Member("m-1", "grid-1", availability=LATE),)), "not available then"),
        (Changes(gone=("m-1",)), "the member serves no more"),
        (Changes(withdrawn=("d-1",)), "the order was withdrawn"),
        (Changes(pins=(Pin("d-1", "m-2"),)), "the seat is pinned to somebody else"),
        (Changes(bans=(Ban("d-1", "m-1"),)), "the member is banned from the demand"),
    ],
)
def test_a_lock_that_cannot_hold_is_reported_with_the_reason(one_order, changes, reason):
    people, order = one_order
    started = happens(published(people, [order]), ServiceStarted, "d-1")
    found = replan(started, changes, change_cost=10**6)
    assert [str(broken.why) for broken in found.broken] == [reason]
    assert found.broken[0].why.zh
    assert found.broken[0].commitment == started.entries[0]
    assert ("d-1", "m-1") not in pairs_of(found)


def test_of_locks_that_cannot_stay_together_as_many_stay_as_can(order):
    people = [Member("m-1", "grid-1", weekly_services_max=3, weekly_minutes_max=600)]
    commitments = published(people, [order(n, 8 + 2 * n, 9 + 2 * n) for n in range(3)])
    for number in range(3):
        commitments = happens(commitments, Locked, f"d-{number}", by="officer-1")
    less = Changes(members=(evolve(people[0], weekly_services_max=2),))
    found = replan(commitments, less, change_cost=0)
    assert [broken.commitment.service.demand for broken in found.broken] == ["d-2"]
    assert [entry.locked_by for entry in found.commitments.entries] == ["officer-1", "officer-1"]


def test_a_lock_in_a_team_that_cannot_be_filled_any_more_is_reported(order, team_of):
    people = [Member("m-1", "grid-1"), Member("m-2", "grid-1")]
    commitments = published(people, [team_of(order(1, 9, 10), 2)])
    locked = happens(commitments, Locked, "d-1", by="officer-1", member="m-1")
    found = replan(happens(locked, Declined, "d-1", member="m-2"), Changes(), change_cost=0)
    assert [broken.commitment.service.member for broken in found.broken] == ["m-1"]
    assert found.effects == {"d-1": Effect.DROPPED}
    assert told(found) == [("m-1", MessageKind.RELEASED)]


def test_the_rest_of_a_team_keeps_its_seats_when_one_declines(order, team_of):
    people = [Member(f"m-{n}", "grid-1", recent_minutes=60 * n) for n in range(1, 5)]
    commitments = published(people, [team_of(order(1, 9, 10), 3)])
    found = replan(happens(commitments, Declined, "d-1", member="m-1"), Changes(), change_cost=1)
    before = {entry.service.member: entry.service.seat for entry in commitments.entries}
    after = {service.member: service.seat for service in found.plan.services}
    assert after == {"m-2": before["m-2"], "m-3": before["m-3"], "m-4": before["m-1"]}
    assert found.disturbance == 0
    assert (found.objective, found.constant) == (found.cost, 1), "the free seat costs no change"
    assert told(found) == [("m-4", MessageKind.GRANTED)]


def test_a_told_start_is_kept_also_where_it_would_not_be_tried(order):
    """A wider window shifts the starts that are tried: what was told is tried in any case."""
    flexible = evolve(order(1, 8, 18), minutes=60)
    start = SUNDAY + timedelta(hours=21, minutes=7)
    for seats in (1, 2):
        people = [Member("m-1", "grid-1"), Member("m-2", "grid-1")]
        team = evolve(flexible, seats=(Seat(),) * seats)
        commitments = published(people, [team], pins=[Pin("d-1", "m-1", 0, start)])
        wider = evolve(team, window=Window(team.window.start - timedelta(minutes=30), team.window.end))
        found = replan(commitments, Changes(demands=(wider,), lifted=(Pin("d-1", "m-1", 0, start),)), change_cost=1)
        assert {service.start for service in found.plan.services} == {start}
        assert found.disturbance == 0


def test_replanning_twice_before_telling_tells_only_what_is_true_in_the_end(one_order):
    people, order = one_order
    accepted = happens(published(people, [order]), Accepted, "d-1", member="m-1")
    away = replan(accepted, Changes(members=(Member("m-1", "grid-1", availability=LATE),)), change_cost=1)
    assert told(away) == [("m-1", MessageKind.RELEASED), ("m-2", MessageKind.GRANTED)]
    back = replan(away.commitments, Changes(members=(people[0],)), change_cost=1)
    assert told(back) == []
    assert back.commitments.entries == accepted.entries, "it is accepted as it was"


def test_the_objective_of_later_replans_holds_no_earlier_change_cost(one_order):
    people, order = one_order
    commitments = published(people, [order])
    for _ in range(3):
        found = replan(commitments, Changes(), change_cost=500)
        commitments = found.commitments
    assert found.plan.problem.objective.plain == Objective()
    assert found.cost == found.objective == found.bound == solve(MatchingProblem.build(people, [order])).objective


def test_in_the_middle_of_the_week_nothing_new_begins_in_the_past(order):
    people = [Member("m-1", "grid-1", weekly_services_max=1), Member("m-2", "grid-1", recent_minutes=60)]
    commitments = published(people, [order(1, 9, 10)])
    missed, ahead = order(2, 9, 10), evolve(order(3, 8, 16), minutes=60)
    noon = SUNDAY + timedelta(hours=24, minutes=10)
    found = replan(commitments, Changes(demands=(missed, ahead)), change_cost=50, at=noon)
    assert found.effects == {"d-1": Effect.KEPT, "d-2": Effect.UNMET, "d-3": Effect.NEW}
    assert found.plan.services[1].start >= noon, "in what is left of its window"
    assert str(found.plan.unmet[0].reasons[0].code) == "not before"
    sunday = replan(found.commitments, Changes(), change_cost=50, at=SUNDAY)
    assert sunday.effects["d-2"] is Effect.NEW, "the present is that of the last planning"


@pytest.mark.parametrize("seconds", [0, 1])
def test_the_rule_of_the_present_keeps_the_contract(order, seconds):
    windows = [order(number, hour, hour + 1).window for number, hour in enumerate((0, 8, 9))]
    known = [Service(f"d-{n}", 0, f"m-{n}", window.start, window.end) for n, window in enumerate(windows)]
    check_rule(NotBefore(windows[2].start + timedelta(seconds=seconds), frozenset(known)))


def test_changes_that_do_not_fit_are_refused_all_at_once(one_order):
    people, order = one_order
    commitments = published(people, [order])
    with pytest.raises(InvalidInputError) as error:
        replan(commitments, Changes(withdrawn=("d-8", "d-9"), gone=("m-9",)), change_cost=0)
    assert len(error.value.problems) == 3
    with pytest.raises(InvalidInputError) as error:
        Changes(demands=(order,), withdrawn=("d-1",), members=(people[0], people[0]))
    assert len(error.value.problems) == 2
    with pytest.raises(InvalidInputError, match="lifted"):
        Changes(lifted=("d-1",))


def test_what_distances_were_measured_with_is_asked_for_again(one_order):
    people, order = one_order
    tree = Organisation.from_units(UNITS)
    plan = solve(MatchingProblem.build(people, [order], hierarchy=tree))
    with pytest.raises(InvalidInputError, match="hierarchy"):
        replan(plan, Changes(), change_cost=0)
    assert replan(plan, Changes(), change_cost=0, hierarchy=tree).cost == plan.objective


def test_a_problem_with_candidates_of_the_caller_is_refused(one_order):
    people, order = one_order
    table = CandidateTable(role=[0], member=[0], cost=[5])
    plans = [
        solve(MatchingProblem.from_columns(services_max=[1], unserved=[100], candidates=table)),
        solve(MatchingProblem.build(people, [order], candidates=table)),
    ]
    for plan in plans:
        with pytest.raises(InvalidInputError, match="built from objects"):
            replan(plan, Changes(), change_cost=0)
