"""The rating book keeps what both sides say until it is revealed, in every store, and says why where it takes none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from tests.clocks import HandClock

from commgov.core import MemoryStreams
from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.incentives import Form, RatingBook, RatingSide, RegisteredProxies
from commgov.testing import service_facts_of

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
RESIDENT, MEMBER = RatingSide.RESIDENT, RatingSide.MEMBER
VISIT = service_facts_of("m-1", record="s-1", resident="r-5")
SCAN = "ab" * 32
PAPER = {"form": Form.PAPER, "scan": SCAN, "entered_by": "clerk-1"}


@pytest.fixture
def book(streams):
    """A book in each kind of store, with the window of one visit open."""
    kept = RatingBook(streams, clock=HandClock(NOON), proxies=RegisteredProxies({"r-5": frozenset({"p-1"})}))
    assert kept.open(VISIT, organiser="grid-1") == NOON + 14 * DAY
    return kept


def test_both_are_revealed_together_also_to_who_opens_the_book_again(book, streams):
    assert book.rate("s-1", RESIDENT, "r-5", 2)
    book.clock.moment += DAY
    assert book.revealed() == ()
    assert book.rate("s-1", MEMBER, "m-1", 5)
    book.clock.moment += SECOND
    again = RatingBook(streams, clock=book.clock)
    assert [[rating.stars for rating in pair.ratings] for pair in again.revealed()] == [[2, 5]]


def test_one_word_alone_is_revealed_when_the_window_is_closed(book):
    book.rate("s-1", RESIDENT, "r-5", 2)
    book.clock.moment = NOON + 14 * DAY
    assert book.revealed() == ()
    book.clock.moment += SECOND
    assert [pair.record for pair in book.revealed()] == ["s-1"]
    assert book.revealed(NOON + 13 * DAY) == (), "as it was then"


def test_nobody_looks_ahead(book):
    book.rate("s-1", RESIDENT, "r-5", 2)
    for look in (book.revealed, lambda at: book.shown(RESIDENT, [VISIT], at), lambda at: book.of_community([], at)):
        with pytest.raises(InvalidInputError, match="not later than now"):
            look(NOON + 15 * DAY)


def test_a_rating_said_twice_is_one_and_another_is_refused(book):
    assert all(book.rate("s-1", RESIDENT, "r-5", 2) for _ in range(3))
    refused = book.rate("s-1", RESIDENT, "r-5", 5)
    assert (refused.allowed, refused.reason.zh) == (False, "居民已评价")
    assert len(book.streams.read("rating/s-1")) == 2


def test_a_window_is_opened_once_for_one_organiser(book):
    book.clock.moment += 3 * DAY
    assert book.open(evolve(VISIT, satisfaction=1), organiser="grid-1") == NOON + 14 * DAY
    assert book.rate("s-1", RESIDENT, "r-5", 4), "the window stays as it was opened"
    with pytest.raises(ConflictError, match="another organiser"):
        book.open(VISIT, organiser="grid-2")


def test_a_paper_form_counts_from_when_it_was_typed_in_and_only_while_the_window_is_open(book):
    book.clock.moment = NOON + 14 * DAY - SECOND
    assert book.rate("s-1", RESIDENT, "r-5", 3, **PAPER)
    late = service_facts_of("m-1", record="s-2", resident="r-5")
    book.open(late, organiser="grid-1")
    book.clock.moment += 14 * DAY
    refused = book.rate("s-2", RESIDENT, "r-5", 3, **PAPER)
    assert not refused
    assert refused.reason.en.startswith("ratings are taken from")
    assert [rating.at for pair in book.revealed() for rating in pair.ratings] == [NOON + 14 * DAY - SECOND]


def test_a_proxy_rates_who_is_authorised_to(book):
    assert (
        str(book.rate("s-1", RESIDENT, "p-2", 3, form=Form.PROXY).reason) == "not authorised to speak for the resident"
    )
    assert book.rate("s-1", RESIDENT, "p-1", 3, form=Form.PROXY)


@pytest.mark.parametrize(
    ("side", "by", "stated"),
    [
        (RESIDENT, "r-6", {}),
        (RESIDENT, "m-1", {"form": Form.PROXY}),
        (MEMBER, "r-5", {}),
        (RESIDENT, "r-5", {"form": Form.DECISION}),
        (RESIDENT, "r-5", {"form": Form.PAPER}),
        (RESIDENT, "r-5", {**PAPER, "entered_by": "m-1"}),
        (RESIDENT, "r-5", {**PAPER, "entered_by": "r-5"}),
        (RESIDENT, "r-5", {**PAPER, "scan": "scan.pdf"}),
        (RESIDENT, "r-5", {"entered_by": "clerk-1"}),
    ],
)
def test_what_is_no_rating_by_the_right_person_is_refused_and_leaves_no_trace(side, by, stated):
    book = RatingBook(clock=HandClock(NOON), proxies=RegisteredProxies({"r-5": frozenset({"m-1"})}))
    book.open(VISIT, organiser="grid-1")
    with pytest.raises(InvalidInputError):
        book.rate("s-1", side, by, 3, **stated)
    assert len(book.streams.read("rating/s-1")) == 1


def test_without_a_window_nobody_rates(book):
    with pytest.raises(NotFoundError, match="no window"):
        book.rate("s-9", RESIDENT, "r-5", 3)
    with pytest.raises(InvalidInputError, match="above zero"):
        RatingBook(open_for=timedelta())


def test_of_many_who_rate_at_once_each_side_is_heard_once(book):
    words = [(RESIDENT, "r-5", 1), (MEMBER, "m-1", 2), (RESIDENT, "r-5", 3), (MEMBER, "m-1", 4)] * 2
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda word: bool(book.rate("s-1", *word)), words))
    book.clock.moment += SECOND
    [pair] = book.revealed()
    assert len(pair.ratings) == 2
    kept = {(rating.side, rating.by, rating.stars) for rating in pair.ratings}
    assert {word for word, was in zip(words, taken, strict=True) if was} == kept


class Contested(MemoryStreams):
    """Somebody else is always there before."""

    def append(self, stream, number, body):
        if number > 1:
            raise ConflictError(stream)
        super().append(stream, number, body)


def test_who_never_comes_next_is_told():
    book = RatingBook(Contested(), clock=HandClock(NOON))
    book.open(VISIT, organiser="grid-1")
    with pytest.raises(ConflictError, match="keep being changed"):
        book.rate("s-1", RESIDENT, "r-5", 3)


def rated_back(book, organiser, members, *, stars=4, first=0):
    """So many members, each with a service that they rate back."""
    services = [
        service_facts_of(f"m-{at}", record=f"{organiser}-{at}", resident="r-1") for at in range(first, first + members)
    ]
    for service in services:
        book.open(service, organiser=organiser)
        assert book.rate(service.record, MEMBER, service.member, stars)
    return services


def test_members_rate_the_communitys_activities_and_few_of_them_are_not_told():
    book = RatingBook(clock=HandClock(NOON))
    many, few = rated_back(book, "festival", 7), rated_back(book, "patrol", 4, stars=1)
    book.clock.moment += 20 * DAY
    shown = book.shown(MEMBER, [*many, *few])
    assert {organiser: (one.number, one.mean) for organiser, one in shown.items()} == {"festival": (5, 4)}
    assert book.of_community([*many, *few]) == shown["festival"], "or the patrol's were the difference"
    more = rated_back(book, "patrol", 2, stars=1, first=9)
    book.clock.moment += 20 * DAY
    whole = book.of_community([*many, *few, *more])
    assert (whole.number, whole.mean) == (10, (20 + 5) / 10)
    assert book.of_community([*many[1:], *few]) is None, "a batch that lost a service is not shown"


def test_what_one_member_says_again_and_again_is_not_told():
    book = RatingBook(clock=HandClock(NOON))
    services = [service_facts_of("m-1", record=f"s-{at}") for at in range(9)]
    for service in services:
        book.open(service, organiser="festival")
        book.rate(service.record, MEMBER, "m-1", 1)
    book.clock.moment += 20 * DAY
    assert (book.shown(MEMBER, services), book.of_community(services)) == ({}, None)


def test_what_is_kept_and_said_names_nobody(book):
    book.rate("s-1", RESIDENT, "r-5", 2)
    book.clock.moment += 20 * DAY
    assert "r-5" not in repr(book.revealed())
    assert "r-5" not in str(book.rate("s-1", RESIDENT, "r-5", 5).reason)
