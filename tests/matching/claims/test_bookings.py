"""An order that asks for a room or goods books them with its first seat, or the claim is refused with the reason."""

import pytest
from attrs import evolve
from street import NARROW, ORG, Street, at, order, people

from commgov.core import Booking, OfferKind, OfferOfService, RequiredResource, Seat, Timetable
from commgov.errors import InvalidInputError
from commgov.matching import (
    AnswerKind,
    MatchingProblem,
    OrderAssigned,
    assignment_events,
    assignment_problem,
    board_bookings,
    board_services,
    solve,
    violations,
)

ROOM = (RequiredResource("classroom", 10),)


def room(name="room-1", unit="committee", hours="always", setup=0, kind=OfferKind.VENUE, **more):
    when = Timetable.parse(hours)
    same = {"quantity": 20, "resource": "classroom", "setup_minutes": setup} | more
    return OfferOfService(name, kind, "committee", unit, availability=when, **same)


def class_(number, begin=18, end=None, **more):
    return evolve(order(number, begin, end, **more), resources=ROOM)


def street_of(orders, offers, **options):
    homes = ["home-111"] * 4
    return Street(people(*homes), orders, NARROW, offers=offers, **options)


def sound(street):
    services, bookings = board_services(street.board, street.problem), board_bookings(street.board)
    return violations(street.problem, services, bookings=bookings, unfinished=True) == []


def test_the_nearest_free_room_is_booked_with_the_first_claim():
    street = street_of([class_(1)], [room("far"), room("near", "grid-11")])
    street.post()
    assert street.claim("m-1").kind is AnswerKind.GRANTED
    (booking,) = board_bookings(street.board)
    assert (booking.demand, booking.offer, booking.start, booking.end) == ("d-1", "near", at(18), at(19))
    assert sound(street)


def test_a_room_that_is_booked_is_not_booked_again_and_the_claim_says_why():
    street = street_of([class_(1), class_(2)], [room()])
    street.post(1)
    street.post(2)
    street.claim("m-1", 1)
    answer = street.claim("m-2", 2)
    assert [(reason.code, str(reason.text)) for reason in answer.reasons] == [
        ("booked", "classroom: 1 suitable and open then, 0 of them not booked for others, 1 needed")
    ]
    assert len(board_bookings(street.board)) == 1
    assert sound(street)


def test_where_none_is_open_the_claim_says_so():
    street = street_of([class_(1)], [room(hours="Sun 09:00-12:00")])
    street.post()
    answer = street.claim("m-1")
    assert [reason.code for reason in answer.reasons] == ["not offered"]
    assert answer.why.zh == "classroom：合适且该时段开放的有0，需1"


def test_a_claim_without_a_time_begins_when_the_room_is_free():
    street = street_of([class_(1, 18), class_(2, 18, 21)], [room(setup=30)])
    street.post(1)
    street.post(2)
    street.claim("m-1", 1)
    assert street.claim("m-2", 2).start == at(19, 30)
    assert sound(street)


@pytest.mark.parametrize("undo", [lambda s: s.hand_back("m-1", 1), lambda s: s.withdraw(1)])
def test_who_leaves_gives_the_room_back(undo):
    street = street_of([class_(1), class_(2)], [room()])
    street.post(1)
    street.post(2)
    street.claim("m-1", 1)
    undo(street)
    assert board_bookings(street.board) == ()
    assert street.claim("m-2", 2, 8.03).kind is AnswerKind.GRANTED


def test_a_team_has_one_room_for_all_of_its_seats():
    street = street_of([class_(1, seats=(Seat(), Seat()))], [room()])
    street.post()
    street.claim("m-1")
    assert street.claim("m-2").kind is AnswerKind.GRANTED
    street.hand_back("m-1")
    assert [booking.offer for booking in board_bookings(street.board)] == ["room-1"]


def test_what_is_given_away_stays_gone_after_the_service():
    asked = [evolve(order(n, 17 + n), resources=(RequiredResource("rice"),)) for n in (1, 2)]
    rice = room("rice", kind=OfferKind.GOODS, quantity=1, resource="rice", given_away=True)
    street = street_of(asked, [rice])
    street.post(1)
    street.post(2)
    street.claim("m-1", 1)
    street.begin(1)
    street.end(1, 19)
    assert [reason.code for reason in street.claim("m-2", 2, 19).reasons if reason.code == "booked"] == ["booked"]


def test_assignment_leaves_what_is_booked_and_books_for_the_rest():
    """Of two rooms the near one is taken: what nobody claimed gets the other one, as the plan says."""
    street = street_of([class_(1, 19), class_(2, 19)], [room("near", "grid-11"), room("far")])
    street.post(1)
    street.claim("m-1", 1)
    street.post(2, 16.9)
    street.wave(2, 17)
    plan = solve(assignment_problem(street.board, street.problem, at(17, 4), hierarchy=ORG))
    assert [booking.offer for booking in plan.bookings] == ["near", "far"]
    (event,) = assignment_events(street.board, plan, at(17, 5))
    assert [booking.offer for booking in event.bookings] == ["far"]
    assert street.happen(event).kind is AnswerKind.ACCEPTED
    assert sound(street)


def test_an_assignment_by_hand_of_a_room_that_is_taken_is_refused():
    street = street_of([class_(1, 19), class_(2, 19)], [room("near", "grid-11"), room("far")])
    street.post(1)
    street.claim("m-1", 1)
    street.post(2, 16.9)
    street.wave(2, 17)
    near = Booking("d-2", "near", 1, at(19), at(20))
    by_hand = OrderAssigned(at=at(17, 5), demand="d-2", seats=((0, "m-2"),), start=at(19), bookings=(near,))
    answer = street.happen(by_hand)
    assert [str(reason.text) for reason in answer.reasons] == ["booked twice, or no time to set up between"]
    assert street.happen(evolve(by_hand, bookings=())).kind is AnswerKind.ACCEPTED
    assert [booking.offer for booking in board_bookings(street.board)] == ["near", "far"]


def test_a_room_that_is_held_by_hand_is_the_one_that_is_booked():
    held = Booking("d-1", "far", 1, at(19), at(20))
    orders, offers = [class_(1, 18, 21)], [room("near", "grid-11"), room("far")]
    members = people("home-111")
    problem = MatchingProblem.build(members, orders, hierarchy=ORG, offers=offers, bookings=[held])
    plan = solve(problem)
    assert plan.bookings == (held,)
    other = evolve(held, offer="near")
    wrong = violations(problem, plan.services, bookings=[other])
    assert [str(found.reason) for found in wrong] == ["not what is held for it"]
    street = street_of(orders, offers, bookings=[held])
    street.post()
    assert street.claim("m-1").start == at(19)
    assert board_bookings(street.board) == (held,)


def test_what_is_held_for_another_order_cannot_be_claimed():
    held = Booking("d-2", "room-1", 1, at(18), at(19))
    street = street_of([class_(1), class_(2)], [room()], bookings=[held])
    street.post(1)
    assert [reason.code for reason in street.claim("m-1", 1).reasons] == ["booked"]


def test_bookings_of_what_is_not_there_are_refused_by_name():
    wrong = [Booking("d-9", "room-1", 1, at(18), at(19)), Booking("d-1", "room-1", 2, at(18), at(19))]
    with pytest.raises(InvalidInputError) as refused:
        MatchingProblem.build(people("home-111"), [class_(1)], hierarchy=ORG, offers=[room()], bookings=wrong)
    assert [str(problem.where) for problem in refused.value.problems] == [
        "Booking room-1, demand",
        "Booking room-1, offer",
    ]
