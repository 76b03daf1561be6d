"""What nobody claimed is assigned by `solve`, around all that was claimed."""

from attrs import evolve
from street import NARROW, ORG, Street, at, order, people

from commgov.core import Seat
from commgov.matching import (
    AnswerKind,
    HandedBack,
    OrderAssigned,
    OrderState,
    Pin,
    assignment_events,
    assignment_problem,
    board_services,
    solve,
    violations,
)


def escalated():
    """Order 1 is claimed by m-1, order 2 at the same time is open, order 3 at the same time has nobody."""
    street = Street(people("home-111", "home-111", "home-111"), [order(1, 18, 21), order(2, 19), order(3, 19)], NARROW)
    street.post(1)
    street.claim("m-1", 1, start=at(19))
    street.post(3, 16.9)
    street.wave(3, 17)
    street.post(2, 17)
    return street


def test_the_escalated_order_gets_whom_the_claimed_and_the_open_ones_can_spare():
    street = escalated()
    assert [o.state.value for o in street.board.orders.values()] == ["granted", "escalated", "escalated"]
    plan = solve(assignment_problem(street.board, street.problem, at(17, 4), hierarchy=ORG))
    assert [(s.demand, s.member, s.start) for s in plan.services if s.demand == "d-1"] == [("d-1", "m-1", at(19))]
    events = assignment_events(street.board, plan, at(17, 5))
    assert [(event.demand, len(event.seats)) for event in events] == [("d-3", 1), ("d-2", 1)]
    for event in events:
        assert street.happen(event).kind is AnswerKind.ACCEPTED
        assert [kind for _, kind in street.told] == ["granted"]
    services = board_services(street.board, street.problem)
    assert violations(street.problem, services) == []
    assert {service.member for service in services} == {"m-1", "m-2", "m-3"}


def test_who_handed_an_order_back_is_not_assigned_to_it_but_may_claim_it_again():
    street = Street(people("home-111", "home-111"), [order(1, 19)], NARROW)
    street.post(1, 16)
    street.claim("m-1", 1, 16.1)
    street.happen(HandedBack(at=at(18, 50), demand="d-1", member="m-1"))
    assert street.board.orders["d-1"].state is OrderState.ESCALATED
    plan = solve(assignment_problem(street.board, street.problem, at(18, 51), hierarchy=ORG))
    assert [service.member for service in plan.services] == ["m-2"]
    assert street.claim("m-1", 1, 18.9).kind is AnswerKind.GRANTED
    assert street.board.orders["d-1"].out == frozenset()


def test_withdrawn_orders_are_left_out_and_done_ones_still_count():
    street = Street(people("home-111", weekly_services_max=1), [order(1, 10), order(2, 18), order(3, 19)], NARROW)
    street.post(1, 7)
    street.claim("m-1", 1, 7.5)
    street.begin(1, 10)
    street.end(1, 11)
    street.post(2, 17)
    street.withdraw(2, 17.1)
    street.post(3, 17.2)
    problem = assignment_problem(street.board, street.problem, at(17, 4), hierarchy=ORG)
    assert list(problem.columns.demands.ids) == ["d-1", "d-3"]
    plan = solve(problem)
    assert [service.demand for service in plan.services] == ["d-1"], "the week's only service is done"
    assert assignment_events(street.board, plan, at(17, 30)) == ()


def test_the_free_seats_of_a_team_are_filled_at_the_time_that_was_agreed():
    team = order(1, 17, 21, seats=[Seat(), Seat(), Seat()])
    street = Street(people("home-111", "home-111", "home-111", "home-112"), [team], NARROW)
    street.post()
    street.claim("m-2", start=at(19, 30), seat=1)
    for hours in (8.2, 9, 17.6):
        street.wave(when=hours)
    assert street.order().state is OrderState.ESCALATED
    plan = solve(assignment_problem(street.board, street.problem, at(17, 40), hierarchy=ORG))
    (event,) = assignment_events(street.board, plan, at(17, 40))
    assert event.start == at(19, 30)
    assert street.happen(event).kind is AnswerKind.ACCEPTED
    assert street.order().state is OrderState.GRANTED
    assert street.order().seats[1] == "m-2"
    assert violations(street.problem, board_services(street.board, street.problem)) == []


def test_a_team_is_not_assigned_to_another_time_than_its_members_have_agreed_on():
    street = Street(people("home-111", "home-111"), [order(1, 17, 21, seats=[Seat(), Seat()])], NARROW)
    street.post(1, 17)
    street.claim("m-1", when=17.1, start=at(19))
    for hours in (17.5, 18):
        street.wave(when=hours)
    assert street.order().state is OrderState.ESCALATED
    event = OrderAssigned(at=at(18, 10), demand="d-1", seats=((1, "m-2"),), start=at(20))
    assert street.happen(event).reasons[0].code == "start"
    assert street.happen(evolve(event, start=at(19))).kind is AnswerKind.ACCEPTED


def test_an_assignment_that_does_not_fit_any_more_is_refused_as_a_whole():
    street = escalated()
    good = OrderAssigned(at=at(17, 5), demand="d-3", seats=((0, "m-2"),), start=at(19))
    assert street.happen(evolve(good, seats=((0, "m-1"),))).reasons[0].code == "no overlap"
    assert street.happen(evolve(good, seats=((1, "m-2"),))).reasons[0].code == "list"
    assert street.happen(evolve(good, seats=((0, "m-2"), (0, "m-3")))).reasons[0].code == "taken"
    assert street.happen(evolve(good, demand="d-1")).reasons[0].code == "state"
    assert street.order(3).seats == (None,)
    assert street.happen(good).kind is AnswerKind.ACCEPTED


def test_nothing_is_assigned_to_a_time_that_has_passed():
    street = Street(people("home-111", "home-111"), [order(1, 17, 21), order(2, 18)], NARROW)
    street.post(2, 16.5)
    street.post(1, 18.6)
    street.wave(1, 19)
    assert [o.state.value for o in street.board.orders.values()] == ["escalated", "escalated"]
    problem = assignment_problem(street.board, street.problem, at(19, 10), hierarchy=ORG)
    assert [(d.id, d.window.start) for d in problem.columns.demands.objects] == [("d-1", at(19, 30))]
    (event,) = assignment_events(street.board, solve(problem), at(19, 10))
    assert event.start >= at(19, 30)
    assert street.happen(event).kind is AnswerKind.ACCEPTED


def test_a_pin_by_hand_gives_way_to_what_its_member_has_taken_meanwhile():
    hands = {"pins": [Pin("d-2", "m-1")]}
    street = Street(people("home-111", "home-111"), [order(1, 19), order(2, 19)], NARROW, **hands)
    street.post(1, 8)
    assert street.claim("m-1", 1, 8.1).kind is AnswerKind.GRANTED
    street.post(2, 18.9)
    problem = assignment_problem(street.board, street.problem, at(18, 55), hierarchy=ORG)
    assert problem.pins == (Pin("d-1", "m-1"),)
    assert [(service.demand, service.member) for service in solve(problem).services] == [("d-1", "m-1"), ("d-2", "m-2")]
