"""Double registration: both confirm, nothing of the past is lost."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError, NotFoundError
from commgov.grid import (
    Party,
    RegistrationBook,
    RegistrationEvent,
    RegistrationHistory,
    RegistrationState,
    RegistrationStep,
)

NEW_YEAR = date(2026, 1, 1)


def day(number):
    return NEW_YEAR + timedelta(days=number)


@pytest.fixture
def registered():
    """m-1 lives in group-7 and works at school-2; both have confirmed by day 3."""
    book, _ = RegistrationBook().enter("m-1", day(1), unit="group-7", employer="school-2")
    book, _ = book.confirm("m-1", Party.EMPLOYER, by="officer-9", day=day(2))
    book, _ = book.confirm("m-1", Party.COMMUNITY, by="officer-1", day=day(3))
    return book


def test_a_registration_takes_effect_when_the_second_of_both_confirms(registered):
    states = [registered.on("m-1", day(number)).state for number in range(4)]
    assert states == [
        RegistrationState.ABSENT,
        RegistrationState.REQUESTED,
        RegistrationState.CONFIRMED_BY_ONE,
        RegistrationState.EFFECTIVE,
    ]


def test_who_has_no_employer_needs_the_community_alone():
    book, _ = RegistrationBook().enter("m-2", day(1), unit="group-7")
    book, _ = book.confirm("m-2", Party.COMMUNITY, by="officer-1", day=day(1))
    assert book.on("m-2", day(1)).why()


def test_an_employer_alone_is_no_double_registration():
    book, _ = RegistrationBook().enter("m-2", day(1), employer="school-2")
    book, _ = book.confirm("m-2", Party.EMPLOYER, by="officer-9", day=day(1))
    standing = book.on("m-2", day(1))
    assert standing.state is RegistrationState.CONFIRMED_BY_ONE
    assert standing.why().reason.zh == "未向居住地社区报到"


def test_the_standing_says_who_has_still_to_confirm():
    book, _ = RegistrationBook().enter("m-1", day(1), unit="group-7", employer="school-2")
    reason = book.on("m-1", day(1)).why().reason
    assert reason.en == "waits for the community group-7 and the employer school-2 to confirm"
    assert reason.zh == "待社区group-7和派出单位school-2确认"


def test_moving_away_keeps_where_the_member_was_registered(registered):
    moved, verdict = registered.enter("m-1", day(40), unit="group-9")
    assert verdict
    assert moved.on("m-1", day(39)).community.at == "group-7"
    assert moved.on("m-1", day(40)).community.at == "group-9"
    assert moved.on("m-1", day(40)).state is RegistrationState.CONFIRMED_BY_ONE
    assert moved.registered_with("group-7", Party.COMMUNITY, day(39)) == ("m-1",)
    assert moved.registered_with("group-7", Party.COMMUNITY, day(40)) == ()


def test_changing_employer_keeps_the_periods_with_from_and_until(registered):
    changed, _ = registered.enter("m-1", day(50), employer="hospital-1")
    changed, _ = changed.confirm("m-1", Party.EMPLOYER, by="officer-5", day=day(52))
    periods = [(tie.at, tie.since, tie.until) for tie in changed.history("m-1").ties if tie.party is Party.EMPLOYER]
    assert periods == [("school-2", day(1), day(50)), ("hospital-1", day(50), None)]
    assert changed.registered_with("hospital-1", Party.EMPLOYER, day(52)) == ("m-1",)


def test_who_retires_stays_registered_with_the_community_alone(registered):
    retired, _ = registered.leave("m-1", Party.EMPLOYER, day=day(60))
    assert retired.on("m-1", day(60)).state is RegistrationState.EFFECTIVE
    assert retired.on("m-1", day(60)).employer is None


def test_who_was_declined_can_ask_again():
    book, _ = RegistrationBook().enter("m-1", day(1), unit="group-7")
    book, _ = book.decline("m-1", Party.COMMUNITY, by="officer-1", day=day(2))
    assert book.on("m-1", day(2)).state is RegistrationState.ABSENT
    again, verdict = book.enter("m-1", day(3), unit="group-7")
    assert verdict
    assert again.on("m-1", day(3)).state is RegistrationState.REQUESTED


def test_a_refusal_leaves_the_book_as_it_was_and_says_why(registered):
    for answer, words in [
        (registered.confirm("m-1", Party.COMMUNITY, by="officer-1", day=day(4)), "has confirmed already"),
        (registered.decline("m-1", Party.COMMUNITY, by="officer-1", day=day(4)), "has confirmed already"),
        (registered.leave("m-1", Party.COMMUNITY, day=day(2)), "days run forward"),
        (registered.confirm("m-9", Party.COMMUNITY, by="officer-1", day=day(4)), "no open registration"),
        (registered.record([event("m-1", RegistrationStep.REQUESTED, "group-8", 9)]), "leave first"),
        (registered.record([event("m-1", RegistrationStep.LEFT, "group-8", 9)]), "no open registration"),
    ]:
        book, verdict = answer
        assert book is registered
        assert not verdict
        assert words in verdict.reason.en
        assert verdict.reason.zh


def test_recording_is_all_or_nothing(registered):
    book, verdict = registered.record(
        [event("m-5", RegistrationStep.REQUESTED, "group-7", 1), event("m-6", RegistrationStep.LEFT, "group-7", 1)]
    )
    assert book is registered
    assert not verdict


def test_whoever_never_asked_is_not_found():
    with pytest.raises(NotFoundError, match="m-9"):
        RegistrationBook().on("m-9", day(1))


def test_an_event_lists_all_that_is_wrong_with_it():
    with pytest.raises(InvalidInputError) as caught:
        RegistrationEvent("13800000000", "community", " ", "confirmed", NEW_YEAR.isoformat(), "a@b.cn")
    assert len(caught.value.problems) == 6
    assert "13800000000" not in [problem.value for problem in caught.value.problems]


def test_nobody_confirms_their_own_registration():
    with pytest.raises(InvalidInputError, match="someone else"):
        RegistrationEvent("m-1", Party.COMMUNITY, "group-7", RegistrationStep.CONFIRMED, day(1), "m-1")


def test_a_confirmation_names_who_confirmed():
    with pytest.raises(InvalidInputError, match="by"):
        RegistrationEvent("m-1", Party.COMMUNITY, "group-7", RegistrationStep.CONFIRMED, day(1))


def test_a_history_names_each_event_that_is_not_possible():
    wrong = [event("m-1", RegistrationStep.LEFT, "group-7", 1), event("m-2", RegistrationStep.REQUESTED, "group-7", 2)]
    with pytest.raises(InvalidInputError) as caught:
        RegistrationHistory("m-1", tuple(wrong))
    assert [str(problem.where.parts[1]) for problem in caught.value.problems] == ["events[0]", "events[1]"]


def test_a_book_holds_each_member_under_their_own_id():
    with pytest.raises(InvalidInputError):
        RegistrationBook({"m-1": RegistrationHistory("m-2")})
    with pytest.raises(InvalidInputError):
        RegistrationBook({"m-1": None})


def test_the_book_and_what_it_was_made_of_cannot_be_changed_behind_its_back():
    source = {"m-1": RegistrationHistory("m-1")}
    book = RegistrationBook(source)
    source["m-2"] = RegistrationHistory("m-2")
    assert list(book.histories) == ["m-1"]
    with pytest.raises(TypeError):
        book.histories["m-3"] = RegistrationHistory("m-3")


def event(member, step, at, number):
    by = "officer-1" if step in {RegistrationStep.CONFIRMED, RegistrationStep.DECLINED} else None
    return RegistrationEvent(member, Party.COMMUNITY, at, step, day(number), by)


events = st.builds(
    lambda party, at, step, number: RegistrationEvent("m-1", party, at, step, day(number), "officer-1"),
    st.sampled_from(Party),
    st.sampled_from(["a", "b"]),
    st.sampled_from(RegistrationStep),
    st.integers(0, 12),
)


@given(st.lists(events, max_size=25), st.integers(0, 12))
def test_what_was_answered_for_a_past_day_never_changes(stream, asked):
    """Whatever is recorded on later days, the answer for a day stays."""
    book, _ = RegistrationBook().record([])
    before, known = None, False
    for item in sorted(stream, key=lambda item: item.day):
        if item.day > day(asked) and not known:
            before, known = book.history("m-1").on(day(asked)), True
        book, _ = book.record([item])
    if known:
        assert book.history("m-1").on(day(asked)) == before


@given(st.lists(events, max_size=25))
def test_periods_with_one_party_never_overlap_and_never_vanish(stream):
    book = RegistrationBook()
    for item in stream:
        earlier = book.history("m-1").ties
        book, verdict = book.record([item])
        ties = book.history("m-1").ties
        assert verdict or ties == earlier
        assert [(tie.at, tie.since) for tie in ties[: len(earlier)]] == [(tie.at, tie.since) for tie in earlier]
    for party in Party:
        periods = [tie for tie in book.history("m-1").ties if tie.party is party]
        assert all(one.until is not None and one.until <= two.since for one, two in pairwise(periods))
