"""A claim is answered at once: granted, kept for later, next in line, or refused with all reasons."""

from datetime import datetime

import numpy as np
import pytest
from attrs import evolve
from street import ELECTRICIAN, NARROW, WIRING, Street, at, order, people

from commgov.core import Member, Seat, Text, Timetable, Verdict
from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.matching import (
    AnswerKind,
    Ban,
    CandidateTable,
    Claimed,
    ClaimPolicy,
    MatchingProblem,
    OrderPosted,
    OrderState,
    Pin,
    WeeklyServices,
    advance_board,
    board_services,
    violations,
)


class Worth:
    """Reserve prices by hand."""

    def __init__(self, **prices):
        self.prices = prices

    def price(self, member):
        return self.prices.get(member.id.replace("-", "_"), 0)


def codes(answer):
    return [reason.code for reason in answer.reasons]


def test_who_was_called_and_claims_first_gets_the_order():
    street = Street(people("home-111", "home-112"), [order(1)])
    street.post()
    assert street.told == [("m-1", "call"), ("m-2", "call")]
    answer = street.claim("m-2")
    assert (answer.kind, answer.seat, answer.start) == (AnswerKind.GRANTED, 0, at(18))
    assert street.order().state is OrderState.GRANTED
    assert [str(service) for service in board_services(street.board, street.problem)] == [
        "m-2 serves d-1, 2026-03-02 18:00-19:00"
    ]


def test_when_all_seats_are_taken_the_next_stands_by_and_the_one_after_is_refused():
    street = Street(people("home-111", "home-111", "home-111"), [order(1)])
    street.post()
    street.claim("m-1")
    second, third, again = street.claim("m-2"), street.claim("m-3"), street.claim("m-2")
    assert (second.kind, codes(second)) == (AnswerKind.STANDBY, ["taken"])
    assert (third.kind, codes(third)) == (AnswerKind.REFUSED, ["taken"])
    assert codes(again) == ["twice", "taken"]
    assert third.why.zh == "席位已满"


def test_a_rule_refuses_and_every_reason_is_told_in_both_languages():
    clerk = Member("m-1", "home-111", (), Timetable(), weekly_services_max=0, weekly_minutes_max=30)
    street = Street([clerk, *people("home-112")[1:]], [order(1, seats=[WIRING])])
    street.post()
    answer = street.claim("m-1")
    assert answer.kind is AnswerKind.REFUSED
    assert codes(answer) == ["skills", "availability", "weekly minutes", "weekly services"]
    assert "缺少技能electrical" in answer.why.zh
    assert "lacks the skill electrical" in str(answer)


def test_what_a_member_has_taken_counts_against_the_next_claim():
    street = Street(people("home-111", weekly_services_max=1), [order(1), order(2, 20), order(3, 18, minutes=30)])
    for number in (1, 2, 3):
        street.post(number)
    assert street.claim("m-1", 1).kind is AnswerKind.GRANTED
    assert codes(street.claim("m-1", 2)) == ["weekly services"]
    assert codes(street.claim("m-1", 3)) == ["weekly services", "no overlap"]
    street.hand_back("m-1", 1)
    assert street.claim("m-1", 2, 8.03).kind is AnswerKind.GRANTED


def test_a_specialist_whose_service_is_worth_more_elsewhere_is_refused_easy_work():
    policy = evolve(NARROW, reserve=Worth(m_1=995))
    street = Street(people("home-111", "home-112", skills=ELECTRICIAN), [order(1), order(2, priority=3)], policy)
    street.post(1)
    assert street.told == [("m-2", "call")], "nobody is called in vain"
    answer = street.claim("m-1")
    assert (answer.kind, codes(answer)) == (AnswerKind.REFUSED, ["reserve price"])
    street.post(2, 8.02)
    street.decline("m-2", 2, 8.03)
    assert street.told == [("m-1", "call")], "an urgent order is worth it"
    assert street.claim("m-1", 2, 8.04).kind is AnswerKind.GRANTED


def test_a_claim_of_somebody_less_suited_is_kept_until_its_wave_and_then_granted():
    policy = evolve(NARROW, reserve=Worth(m_1=250))
    street = Street(people("home-111", "home-112", "home-112"), [order(1)], policy)
    street.post()
    assert street.told == [("m-2", "call"), ("m-3", "call")]
    answer = street.claim("m-1")
    assert (answer.kind, codes(answer)) == (AnswerKind.DEFERRED, ["reserve price"])
    assert answer.why.en == "kept for better suited members until wave 2"
    assert street.claim("m-1", when=8.02).kind is AnswerKind.REFUSED, "it waits already"
    street.wave(when=8.2)
    assert street.told == [("m-1", "granted")]
    assert street.order().seats == ("m-1",)


def test_a_kept_claim_stands_by_when_somebody_better_suited_takes_the_order():
    policy = evolve(NARROW, reserve=Worth(m_1=250, m_2=250))
    street = Street(people("home-111", "home-111", "home-112"), [order(1)], policy)
    street.post()
    assert street.told == [("m-3", "call")]
    waits = [member for member in ("m-1", "m-2") if street.claim(member).kind is AnswerKind.DEFERRED]
    assert waits == ["m-1", "m-2"]
    assert street.claim("m-3").kind is AnswerKind.GRANTED
    assert [waiting.member for waiting in street.order().standby] == ["m-1"]
    assert street.told == [("m-2", "released")], "only one may stand by"


def test_somebody_from_afar_waits_until_the_wave_reaches_them():
    street = Street(people("home-111", "home-221"), [order(1)], NARROW)
    street.post()
    assert street.claim("m-2").kind is AnswerKind.DEFERRED
    assert street.order().deferred[0].wave == 3


def test_a_team_is_claimed_seat_by_seat_and_begins_together():
    lead = Seat(WIRING.skills, "lead")
    flexible = order(1, 17, 20, seats=[lead, Seat()])
    members = [
        Member("m-1", "home-111"),
        Member("m-2", "home-111", ELECTRICIAN),
        Member("m-3", "home-111", availability=Timetable.parse("Mon 17:00-18:00")),
        Member("m-4", "home-111"),
    ]
    street = Street(members, [flexible])
    street.post()
    answer = street.claim("m-1", start=at(18, 30))
    assert (answer.seat, answer.start) == (1, at(18, 30)), "the lead's seat is not for everybody"
    assert street.order().state is OrderState.OPEN
    assert codes(street.claim("m-2", start=at(17))) == ["start"], "not at another time"
    assert codes(street.claim("m-3")) == ["skills", "availability"]
    assert codes(street.claim("m-4", seat=0)) == ["skills"]
    assert codes(street.claim("m-1", seat=1)) == ["twice"], "one member in two seats"
    answer = street.claim("m-2")
    assert (answer.kind, answer.seat, answer.start) == (AnswerKind.GRANTED, 0, at(18, 30))
    assert violations(street.problem, board_services(street.board, street.problem)) == []


def test_a_flexible_order_begins_as_early_as_the_claimant_can():
    free = Timetable.parse("Mon 18:20-20:30")
    street = Street([Member("m-1", "home-111", availability=free)], [order(1, 17, 21)])
    street.post()
    assert street.claim("m-1").start == at(18, 30), "on the half hour"
    street = Street([Member("m-1", "home-111", availability=free)], [order(1, 17, 21)])
    street.post()
    assert street.claim("m-1", when=18.9).start == at(19), "not in the past"


def test_a_seat_that_the_order_does_not_have_and_a_time_outside_its_window_are_refused():
    street = Street(people("home-111"), [order(1)])
    street.post()
    assert codes(street.claim("m-1", seat=1)) == ["list"]
    assert codes(street.claim("m-1", start=at(19))) == ["list"]
    assert codes(street.claim("m-1", when=18.5)) == ["start"]
    assert street.order().seats == (None,)


def test_bans_and_pins_hold_on_the_board_too():
    hands = {"bans": [Ban("d-1", "m-1")], "pins": [Pin("d-2", "m-2")]}
    street = Street(people("home-111", "home-111"), [order(1), order(2, 20)], **hands)
    street.post(1)
    assert street.told == [("m-2", "call")]
    assert codes(street.claim("m-1", 1)) == ["bans"]
    street.post(2, 8.02)
    assert street.told == [("m-2", "call")]
    assert codes(street.claim("m-1", 2, 8.03)) == ["pins"]
    assert street.claim("m-2", 2, 8.03).kind is AnswerKind.GRANTED


def test_who_joins_after_an_order_was_posted_may_claim_it():
    street = Street(people("home-111"), [order(1)], ClaimPolicy(reserve=Worth(m_3=999)))
    street.post()
    joined = [*people("home-111", "home-112"), Member("m-3", "home-111")]
    street.problem = Street(joined, [order(1)]).problem
    assert codes(street.claim("m-3")) == ["reserve price"]
    assert street.claim("m-2").kind is AnswerKind.GRANTED


def test_a_rule_of_ones_own_is_asked():
    class OnlyOdd:
        name = "odd"

        def why(self, pairing):
            return Verdict(allowed=pairing.member.id[-1] in "13579", reason=Text("odd numbers only", "仅限单号"))

        def mask(self, pairs):
            return pairs.member % 2 == 0

    street = Street(people("home-111", "home-111"), [order(1)], rules=[OnlyOdd()])
    street.post()
    assert street.told == [("m-1", "call")]
    assert codes(street.claim("m-2")) == ["odd"]
    assert codes(street.claim("m-2", seat=7)) == ["list"]


def test_what_cannot_be_dealt_with_at_all_is_an_error():
    street = Street(people("home-111"), [order(1), order(2)])
    street.post()
    with pytest.raises(ConflictError, match="on the board already"):
        street.post()
    with pytest.raises(ConflictError, match="older than the last event"):
        street.claim("m-1", when=7)
    with pytest.raises(NotFoundError, match="no member"):
        street.claim("m-9")
    with pytest.raises(NotFoundError, match="no demand"):
        street.claim("m-1", 9)
    with pytest.raises(NotFoundError, match="the board has no order"):
        street.claim("m-1", 2)
    none = np.zeros(0, dtype=np.int32)
    table = CandidateTable(none, none, none)
    numbers = MatchingProblem.from_columns(services_max=[1], unserved=[10], candidates=table, rules=[WeeklyServices()])
    with pytest.raises(InvalidInputError, match="built from objects"):
        advance_board(street.board, OrderPosted(at=at(9), demand="d0"), numbers, street.policy)
    with pytest.raises(InvalidInputError, match=r"(?s)at.*member.*seat"):
        Claimed(at=datetime(2026, 3, 2), demand="d-1", member="", seat=-1)  # noqa: DTZ001 - that is the point
