"""What becomes of a seat: handed back, not kept, withdrawn, begun, done."""

from street import NARROW, Street, at, order, people

from commgov.core import Seat
from commgov.matching import AnswerKind, OrderState


def granted(**policy):
    """An order that m-1 has taken, with m-2 standing by and m-3 at home."""
    street = Street(people("home-111", "home-111", "home-111"), [order(1), order(2)], **policy)
    street.post()
    street.claim("m-1")
    street.claim("m-2")
    return street


def test_a_seat_handed_back_goes_to_who_stands_by():
    street = granted()
    assert street.hand_back("m-1").kind is AnswerKind.ACCEPTED
    assert (street.told, street.order().seats, street.order().standby) == ([("m-2", "granted")], ("m-2",), ())
    assert street.order().state is OrderState.GRANTED


def test_who_stands_by_is_judged_again():
    street = granted()
    street.post(2, 8.02)
    assert street.claim("m-2", 2, 8.03).kind is AnswerKind.GRANTED, "at the same time"
    street.hand_back("m-1", when=8.04)
    assert street.order().seats == (None,)
    assert [waiting.member for waiting in street.order().standby] == ["m-2"], "until they are free again"


def test_without_a_standby_the_order_is_called_again_but_not_to_who_gave_it_back():
    street = Street(people("home-111", "home-111", "home-111", "home-111"), [order(1)], NARROW)
    street.post()
    street.claim("m-1")
    street.hand_back("m-1")
    assert street.told == [("m-3", "call"), ("m-4", "call")]
    assert (street.order().state, street.order().wave, street.order().start) == (OrderState.OPEN, 1, None)
    assert street.order().out == {"m-1"}


def test_handed_back_too_late_the_order_is_escalated():
    street = Street(people("home-111", "home-111"), [order(1)], NARROW)
    street.post()
    street.claim("m-1")
    street.hand_back("m-1", when=17)
    assert street.told == [(None, "escalated")]
    assert street.order().state is OrderState.ESCALATED
    assert street.claim("m-2", when=17.1).kind is AnswerKind.GRANTED
    street.hand_back("m-2", when=17.2)
    assert street.told == [(None, "escalated")]


def test_who_does_not_come_is_replaced_by_who_stands_by_even_when_it_has_begun():
    street = granted()
    street.begin()
    street.no_show("m-1", when=18.2)
    assert (street.told, street.order().seats) == ([("m-2", "granted")], ("m-2",))
    assert (street.order().state, street.board.no_shows) == (OrderState.STARTED, {"m-1": 1})


def test_where_nobody_stands_by_for_who_does_not_come_the_office_is_told():
    street = Street(people("home-111", "home-111"), [order(1, seats=[Seat(), Seat()])])
    street.post()
    street.claim("m-1")
    street.claim("m-2")
    street.begin()
    street.no_show("m-1")
    assert (street.told, street.order().state) == ([(None, "escalated")], OrderState.STARTED), "the other one serves"
    street.no_show("m-2", when=18.2)
    assert (street.told, street.order().state) == ([(None, "escalated")], OrderState.ESCALATED)
    assert street.board.no_shows == {"m-1": 1, "m-2": 1}


def test_who_did_not_come_is_called_later_next_time():
    street = Street(people("home-111", "home-111", "home-111"), [order(1), order(2, 42)], NARROW)
    street.post()
    street.claim("m-1")
    street.no_show("m-1")
    street.post(2, 19)
    assert [who for who, _ in street.told] == ["m-3", "m-2"]
    assert [one.cost for one in street.order(2).suited] == [40, 40, 140]


def test_a_withdrawn_order_releases_everybody_and_takes_no_claims():
    street = granted()
    street.withdraw()
    assert street.told == [("m-1", "released"), ("m-2", "released")]
    assert (street.order().state, street.order().seats) == (OrderState.WITHDRAWN, (None,))
    answer = street.claim("m-3", when=8.03)
    assert (answer.kind, str(answer.reasons[0].text)) == (AnswerKind.REFUSED, "the order was withdrawn")
    street.post(2, 8.04)
    assert street.claim("m-1", 2, 8.05).kind is AnswerKind.GRANTED, "the time is free again"


def test_a_service_begins_and_ends_and_nothing_changes_it_afterwards():
    street = granted()
    assert street.end(when=17).reasons[0].code == "state"
    assert street.begin().kind is AnswerKind.ACCEPTED
    for late in (street.claim("m-3", when=18.1), street.hand_back("m-1", when=18.1), street.withdraw(when=18.1)):
        assert (late.kind, late.why.zh) == (AnswerKind.REFUSED, "服务已开始")
    assert street.end().kind is AnswerKind.ACCEPTED
    assert (street.order().state, street.order().seats, street.order().standby) == (OrderState.DONE, ("m-1",), ())
    assert street.no_show("m-1", when=19.1).why.en == "the service is over"


def test_an_order_with_a_free_seat_does_not_begin():
    street = Street(people("home-111"), [order(1)])
    street.post()
    assert street.begin().why.en == "the order still has free seats"


def test_who_has_no_seat_cannot_give_one_back_and_who_has_one_cannot_just_decline():
    street = granted()
    assert street.hand_back("m-3").why.en == "the member has no seat of this order"
    assert street.decline("m-1", when=8.03).why.en == "the member has a seat: hand it back"
    assert street.no_show("m-2", when=18).reasons[0].code == "seat"
    assert street.decline("m-2", when=18.1).kind is AnswerKind.ACCEPTED, "who stands by may change their mind"
    assert street.order().standby == ()


def test_a_refused_event_changes_nothing_but_the_time():
    street = granted()
    before = street.board
    street.hand_back("m-3", when=9)
    assert (street.board.orders, street.board.calls, street.board.at) == (before.orders, before.calls, at(9))
    assert street.told == []


def test_a_board_shows_no_member():
    street = granted()
    assert repr(street.board) == "ClaimBoard(1 granted)"
    assert "m-2" not in repr(street.order())
