"""An order is shown to few, then to more; nobody is called too often; what nobody claims is escalated."""

from datetime import timedelta

import pytest
from attrs import evolve
from street import ANYBODY, ELECTRICIAN, NARROW, WIRING, Street, at, order, people

from commgov.core import HeldSkill, Member
from commgov.errors import InvalidInputError
from commgov.matching import GRID_TO_COMMUNITY, AnswerKind, ClaimPolicy, OrderState, Wave, due_waves

EVERYWHERE = ("home-111", "home-112", "home-111", "home-121", "home-122", "home-211", "home-212", "home-221")


def called(street):
    return [who for who, kind in street.told if kind == "call"]


def test_waves_widen_from_the_grid_over_the_branch_to_the_community_and_then_escalate():
    street = Street(people(*EVERYWHERE), [order(1)], NARROW)
    waves = []
    street.post()
    waves.append(called(street))
    for hours in (8.5, 9, 10):
        assert street.wave(when=hours).kind is AnswerKind.ACCEPTED
        waves.append(called(street))
    assert waves == [["m-1", "m-3"], ["m-2", "m-4"], ["m-5", "m-6"], []]
    assert street.told == [(None, "escalated")]
    assert street.order().state is OrderState.ESCALATED
    assert street.claim("m-8", when=10.1).kind is AnswerKind.GRANTED, "it can still be claimed by anybody"


def test_the_best_suited_are_called_first():
    members = [
        Member("m-1", "home-111", (HeldSkill("electrical", 5),)),  # an expert is wasted on it
        Member("m-2", "home-111", (HeldSkill("electrical", 2),)),
        Member("m-3", "home-111", (HeldSkill("electrical", 3),)),
        Member("m-4", "home-111"),
    ]
    street = Street(members, [order(1, seats=[WIRING])], NARROW)
    street.post()
    assert called(street) == ["m-2", "m-3"]


def test_each_who_declines_is_replaced_by_the_next():
    street = Street(people(*EVERYWHERE), [order(1)], NARROW)
    street.post()
    street.decline("m-1")
    assert called(street) == ["m-2"]
    street.decline("m-2")
    assert called(street) == [], "there is nobody else in this grid"
    street.decline("m-8")
    assert called(street) == [], "who was not called need not be replaced"
    street = Street(people(*EVERYWHERE), [order(1)], evolve(NARROW, replaces_refusals=False))
    street.post()
    street.decline("m-1")
    assert called(street) == []


def test_a_wave_that_reaches_nobody_is_passed_over_at_once():
    street = Street(people("home-211", "home-222"), [order(1)], NARROW)
    street.post()
    assert called(street) == ["m-1", "m-2"]
    assert street.order().wave == 3
    street = Street(people("home-111"), [order(1, seats=[WIRING])], NARROW)
    street.post()
    assert street.told == [(None, "escalated")], "nobody can do it"


def test_nobody_is_called_more_often_than_the_budget_allows_within_seven_days():
    policy = evolve(NARROW, budget=2, standby_max=0)
    orders = [order(number, 18 + 24 * number) for number in range(1, 5)]
    street = Street(people("home-111", weekly_services_max=9), orders, policy)
    for number in (1, 2, 3):
        street.post(number, 8 + number)
    assert street.order(3).state is OrderState.ESCALATED
    assert street.board.calls == {"m-1": (at(9), at(10))}
    week = Street(people("home-111"), [*orders, order(5, 24 * 8)], policy)
    week.board, week.policy = street.board, street.policy
    week.post(4, 11)
    assert called(week) == []
    week.post(5, 7 * 24 + 9)
    assert called(week) == ["m-1"], "the first call is a week old"
    assert week.board.calls == {"m-1": (at(10), at(7 * 24 + 9))}


def test_of_equals_whoever_was_called_longest_ago_comes_first():
    policy = ClaimPolicy((Wave(1, 10),), budget=9)
    orders = [order(number) for number in range(1, 7)]
    street = Street(people("home-111", "home-111", "home-111"), orders, policy)
    found = []
    for number in range(1, 7):
        street.post(number, 8 + number / 10)
        found += called(street)
    assert found == ["m-1", "m-2", "m-3"] * 2


def test_an_order_that_has_to_begin_soon_is_escalated_at_once_and_a_wave_never_ends_later():
    street = Street(people("home-111"), [order(1), order(2), order(3, 17, 19)], NARROW)
    street.post(2, 15)
    assert street.order(2).wave_until == at(15, 10)
    street.post(1, 16.5)
    assert street.told == [(None, "escalated")]
    late = Street(people("home-111"), [order(1), order(3, 17, 19)], NARROW)
    late.post(1, 15.9)
    assert late.order(1).wave_until == at(16), "two hours before it begins"
    late.post(3, 15.95)
    assert late.order(3).state is OrderState.OPEN, "a flexible order can wait for its last start"


def test_due_tells_which_waves_are_over_the_longest_over_first():
    street = Street(people(*EVERYWHERE), [order(1), order(2), order(3)], NARROW)
    street.post(2, 8)
    street.post(1, 8.1)
    street.post(3, 9)
    assert due_waves(street.board, at(8, 9)) == ()
    assert [event.demand for event in due_waves(street.board, at(9, 5))] == ["d-2", "d-1"]
    assert {event.at for event in due_waves(street.board, at(9, 5))} == {at(9, 5)}
    answer = street.wave(3, 9.05)
    assert (answer.kind, answer.reasons[0].code) == (AnswerKind.REFUSED, "early")


def test_a_taken_order_calls_nobody_any_more():
    street = Street(people(*EVERYWHERE), [order(1)], NARROW)
    street.post()
    street.claim("m-1")
    assert due_waves(street.board, at(17)) == ()
    assert street.wave().reasons[0].code == "state"


def test_who_holds_a_seat_or_waits_is_not_called_for_the_next_seat():
    street = Street(people("home-111", "home-111", "home-111"), [order(1, seats=[WIRING, WIRING])], NARROW)
    skilled = Street(
        [*(Member(f"m-{n}", "home-111", ELECTRICIAN) for n in range(1, 5))], [order(1, seats=[WIRING, WIRING])], NARROW
    )
    street.post()
    assert called(street) == []
    skilled.post()
    skilled.claim("m-1")
    skilled.wave(when=9)
    assert called(skilled) == ["m-3", "m-4"]


def test_a_wrong_policy_names_all_that_is_wrong():
    with pytest.raises(InvalidInputError) as caught:
        Wave(-1, 0, steps_max=-2, margin=-3)
    assert len(caught.value.problems) == 4
    with pytest.raises(InvalidInputError) as caught:
        ClaimPolicy((), budget=-1, notice_minutes=-1, standby_max=-1, no_show_cost=-1)
    assert len(caught.value.problems) == 5
    with pytest.raises(InvalidInputError, match="a Wave"):
        ClaimPolicy((7,))


def test_the_waves_of_the_house_go_from_the_grid_to_the_community():
    assert [wave.steps_max for wave in GRID_TO_COMMUNITY] == [2, 4, None]
    assert GRID_TO_COMMUNITY[-1].margin is None, "in the end nobody is kept waiting for somebody better"
    assert sum((timedelta(minutes=wave.minutes) for wave in GRID_TO_COMMUNITY), timedelta()) == timedelta(hours=1)


def test_a_specialist_is_not_called_for_easy_work_before_wave_and_margin_allow_it():
    class Worth:
        def price(self, member):
            return 250 if member.skills else 0

    members = [Member("m-1", "home-111", ELECTRICIAN), Member("m-2", "home-112")]
    street = Street(members, [order(1)], evolve(NARROW, reserve=Worth()))
    street.post()
    assert called(street) == ["m-2"]
    street.decline("m-2")
    assert called(street) == ["m-1"], "nobody is better suited any more"


def test_before_an_order_is_escalated_it_goes_to_who_wants_it_however_far_away():
    near = ClaimPolicy((Wave(2, 10, 2), Wave(2, 10, 4)))
    street = Street(people("home-111", "home-221"), [order(1)], near)
    street.post()
    assert street.claim("m-2").why.en == "kept for better suited members until wave 3"
    street.wave(when=8.5)
    assert street.told == [("m-2", "granted")], "nobody else in the branch can be called"


def test_a_kept_claim_is_judged_again_when_its_wave_comes():
    flexible = order(1, 17, 21, seats=[*ANYBODY, *ANYBODY])
    members = people("home-111", "home-111", "home-221", "home-221")
    street = Street(members, [flexible, order(2, 18)], NARROW)
    street.post(1)
    assert street.claim("m-3", start=at(19)).kind is AnswerKind.DEFERRED
    assert street.claim("m-4", start=at(18)).kind is AnswerKind.DEFERRED
    street.post(2, 8.02)
    street.claim("m-1", 2, 8.03)
    assert street.claim("m-2", when=8.04, start=at(18)).kind is AnswerKind.GRANTED
    street.wave(when=9)
    assert ("m-3", "released") in street.told, "the others begin at another time"
    assert ("m-4", "granted") in street.told
    street = Street(members, [order(1), order(2, home="home-221")], NARROW)
    street.post(1)
    street.claim("m-3")
    street.post(2, 8.02)
    assert street.claim("m-3", 2, 8.03).kind is AnswerKind.GRANTED
    street.wave(1, 8.5)
    assert ("m-3", "released") in street.told, "they serve elsewhere by now"
