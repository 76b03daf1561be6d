"""Cover and consent of each service: whose consent counts, what is missing, and what is kept of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from commgov.core import MemoryStreams
from commgov.errors import InvalidInputError
from commgov.incentives import RegisteredProxies
from commgov.incentives.care import Consent, ConsentTo, Protection, ProtectionBook

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEFORE = NINE - timedelta(days=1)
SERVE, BE_VISITED, RELEASE = ConsentTo
VISIT = Protection("s-1", "m-1", "r-5", NINE)
PROXIES = RegisteredProxies({"r-5": frozenset({"p-1", "m-1"}), "school-2": frozenset({"head-2"})})


def agreed(to: ConsentTo, by: str, at: datetime = BEFORE, **said) -> Consent:
    return Consent(to, by, at, **said)


BOTH = (agreed(SERVE, "m-1"), agreed(BE_VISITED, "r-5"))


def lacks(protection: Protection) -> list[str]:
    return [text.en for text in protection.missing()]


def test_a_service_with_cover_and_consent_lacks_nothing() -> None:
    assert lacks(evolve(VISIT, consents=BOTH)) == []
    assert lacks(evolve(VISIT, needs_cover=True, insured_until=NINE.date(), consents=BOTH)) == []  # the last day


def test_what_a_service_lacked_is_named_in_both_languages() -> None:
    ladder = evolve(VISIT, needs_cover=True, employer="school-2", consents=BOTH[:1])
    assert lacks(ladder) == ["no cover", "no consent: be visited", "no consent: release"]
    assert [text.zh for text in ladder.missing()] == ["无保险", "缺少：居民同意上门", "缺少：派出单位同意"]


def test_a_consent_that_was_taken_back_or_came_later_does_not_hold() -> None:
    taken_back = tuple(evolve(one, withdrawn=NINE) for one in BOTH)
    later = tuple(evolve(one, at=NINE + timedelta(hours=1)) for one in BOTH)
    for consents in (taken_back, later):
        assert lacks(evolve(VISIT, consents=consents)) == ["no consent: serve", "no consent: be visited"]


def test_the_last_day_of_cover_is_the_communitys_in_whatever_zone_a_moment_is_written() -> None:
    """Half past seven in the morning of a Sunday in Shanghai is still Saturday in UTC."""
    sunday = datetime(2026, 3, 22, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    for zone in (sunday.tzinfo, UTC):
        late = evolve(VISIT, start=sunday.astimezone(zone), needs_cover=True, insured_until=date(2026, 3, 21))
        assert lacks(late)[0] == "cover ended on 2026-03-21"


@pytest.mark.parametrize(
    "wrong",
    [
        agreed(SERVE, "r-5"),  # the resident does not agree for the member
        agreed(BE_VISITED, "m-1"),
        agreed(BE_VISITED, "p-1", on_behalf_of="r-6"),
        agreed(RELEASE, "m-1"),  # nobody has to release them
    ],
)
def test_nobody_agrees_to_what_concerns_somebody_else(wrong) -> None:
    with pytest.raises(InvalidInputError, match="consents"):
        evolve(VISIT, consents=(wrong,))


def test_a_consent_taken_back_before_it_was_given_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="not earlier"):
        agreed(SERVE, "m-1", withdrawn=BEFORE - timedelta(days=1))


def test_one_call_keeps_cover_and_consent_and_one_lists_what_lacks_it(streams) -> None:
    book = ProtectionBook(streams)
    ladder = evolve(VISIT, record="s-2", needs_cover=True, start=NINE + timedelta(days=1))
    assert book.note(evolve(VISIT, consents=BOTH), by="clerk-1", at=NINE)
    assert book.note(evolve(ladder, insured_until=date(2026, 3, 1), consents=BOTH), by="clerk-1", at=NINE)
    nobody_asked = evolve(VISIT, record="s-3")
    assert [(one.record, [text.en for text in one.missing]) for one in book.lacking([nobody_asked, ladder])] == [
        ("s-3", ["no consent: serve", "no consent: be visited"]),
        ("s-2", ["cover ended on 2026-03-01"]),
    ]
    again = ProtectionBook(streams)  # whoever opens the store later sees the same
    assert again.find("s-1") == evolve(VISIT, consents=BOTH)
    assert [one.record for one in again.lacking()] == ["s-2"]


def test_what_is_noted_later_is_added_and_a_repetition_is_not_kept_twice() -> None:
    book = ProtectionBook()
    book.note(evolve(VISIT, needs_cover=True, insured_until=NINE.date(), consents=BOTH[:1]), by="clerk-1", at=BEFORE)
    for _ in range(2):
        assert book.note(evolve(VISIT, needs_cover=True, consents=BOTH[1:]), by="clerk-1", at=NINE)
    assert book.find("s-1") == evolve(VISIT, needs_cover=True, insured_until=NINE.date(), consents=BOTH)
    assert [(event.by, event.at) for event in book.events("s-1")] == [("clerk-1", BEFORE), ("clerk-1", NINE)]


def test_what_a_member_agreed_to_is_not_what_their_substitute_agreed_to() -> None:
    book = ProtectionBook()
    covered = evolve(VISIT, needs_cover=True, insured_until=NINE.date(), consents=BOTH)
    book.note(covered, by="clerk-1", at=BEFORE)
    substitute = evolve(VISIT, member="m-2", needs_cover=True)
    assert [text.en for one in book.lacking([substitute]) for text in one.missing] == ["no cover", "no consent: serve"]
    assert book.note(evolve(substitute, consents=(agreed(SERVE, "m-2"),)), by="clerk-1", at=NINE)
    assert lacks(book.find("s-1")) == ["no cover"]


def test_who_speaks_for_another_has_to_be_authorised() -> None:
    by_proxy = evolve(VISIT, consents=(agreed(BE_VISITED, "p-1", on_behalf_of="r-5"),))
    refused = ProtectionBook().note(by_proxy, by="clerk-1", at=NINE)
    assert [text.en for text in refused.reasons] == ["not authorised to speak for who has to agree: be visited"]
    assert ProtectionBook(proxies=PROXIES).note(by_proxy, by="clerk-1", at=NINE)
    released = evolve(VISIT, employer="school-2", consents=(agreed(RELEASE, "head-2", on_behalf_of="school-2"),))
    assert ProtectionBook(proxies=PROXIES).note(released, by="clerk-1", at=NINE)


def test_who_serves_neither_gives_nor_notes_the_residents_consent() -> None:
    book = ProtectionBook(proxies=PROXIES)
    as_proxy = evolve(VISIT, consents=(agreed(BE_VISITED, "m-1", on_behalf_of="r-5"),))
    assert not book.note(as_proxy, by="clerk-1", at=NINE)
    assert not book.note(evolve(VISIT, consents=BOTH), by="m-1", at=NINE)
    assert book.note(evolve(VISIT, consents=BOTH[:1]), by="m-1", at=NINE)  # their own they do


def test_a_consent_is_taken_back_by_whose_it_is_and_holds_no_more(streams) -> None:
    book = ProtectionBook(streams, proxies=PROXIES)
    assert not book.withdraw("s-1", BE_VISITED, said_by="r-5", by="clerk-1", at=BEFORE)  # nothing was noted
    book.note(evolve(VISIT, consents=BOTH), by="clerk-1", at=BEFORE)
    for stranger in ("r-6", "clerk-1", "m-2"):
        assert not book.withdraw("s-1", BE_VISITED, said_by=stranger, by="clerk-1", at=BEFORE)
    assert book.lacking() == []
    evening = BEFORE + timedelta(hours=9)
    assert book.withdraw("s-1", BE_VISITED, said_by="p-1", by="clerk-1", at=evening)
    assert [text.en for one in book.lacking() for text in one.missing] == ["no consent: be visited"]
    assert not book.withdraw("s-1", BE_VISITED, said_by="r-5", by="clerk-1", at=evening)  # once is enough
    # Noted again from the same paper, it stays what it was; given anew, it holds.
    book.note(evolve(VISIT, consents=BOTH), by="clerk-1", at=evening)
    assert len(book.lacking()) == 1
    book.note(evolve(VISIT, consents=(agreed(BE_VISITED, "r-5", evening),)), by="clerk-1", at=evening)
    assert book.lacking() == []


def test_a_consent_taken_back_after_the_service_does_not_undo_it() -> None:
    book = ProtectionBook()
    book.note(evolve(VISIT, consents=BOTH), by="clerk-1", at=BEFORE)
    assert book.withdraw("s-1", SERVE, said_by="m-1", by="clerk-1", at=NINE + timedelta(hours=2))
    assert book.lacking() == []


def test_no_consent_is_noted_before_it_was_given_and_none_as_taken_back() -> None:
    with pytest.raises(InvalidInputError, match="not before the consents"):
        ProtectionBook().note(evolve(VISIT, consents=BOTH), by="clerk-1", at=BEFORE - timedelta(days=1))
    with pytest.raises(InvalidInputError, match="consents that stand"):
        ProtectionBook().note(evolve(VISIT, consents=(evolve(BOTH[0], withdrawn=NINE),)), by="clerk-1", at=NINE)


def test_two_who_note_at_the_same_time_are_both_heard() -> None:
    """The second finds the stream changed, looks again, and adds what it knows."""
    streams = MemoryStreams()
    first, second = ProtectionBook(streams), ProtectionBook(streams)
    append, raced = streams.append, []

    def append_after_the_other(stream: str, number: int, body: str) -> None:
        if not raced:
            raced.append(number)
            first.note(evolve(VISIT, consents=BOTH[:1]), by="clerk-1", at=NINE)
        append(stream, number, body)

    streams.append = append_after_the_other
    assert second.note(evolve(VISIT, consents=BOTH[1:]), by="clerk-2", at=NINE)
    assert [event.by for event in first.events("s-1")] == ["clerk-1", "clerk-2"]
    assert set(first.find("s-1").consents) == set(BOTH)


def test_reprs_name_nobody() -> None:
    noted = evolve(VISIT, consents=BOTH, employer="school-2")
    book = ProtectionBook()
    step = book.note(noted, by="clerk-1", at=NINE)
    shown = repr((noted, BOTH, step, book.events("s-1"), book.lacking()))
    assert not [name for name in ("m-1", "r-5", "clerk-1", "school-2") if name in shown]
