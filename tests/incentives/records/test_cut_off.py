"""Somebody was cut off after the ledger had done its part: whoever comes next goes on, and nothing counts twice."""

from datetime import UTC, datetime, timedelta

import pytest

from commgov.core import FixedClock
from commgov.incentives import MINUTES, Account, Attestation, Command, Ledger, Open, Side
from commgov.incentives.records import (
    AttestationOverdue,
    AttestationRefused,
    Attested,
    Drafted,
    Grounds,
    RecordBook,
    RecordDecided,
    RecordDisputed,
    RecordState,
    RecordWithdrawn,
    ServiceClaim,
    Submitted,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOON, ONE = NINE + timedelta(hours=3), NINE + timedelta(hours=4)
CLAIM = ServiceClaim("s-1", "d-1", "m-1", "r-5", "errand", "grid-1", NINE, NINE + timedelta(hours=1), 60, "clerk-1")


@pytest.fixture
def book():
    ledger = Ledger(clock=FixedClock(NOON))
    accounts = (
        Open(Account("issued/community-b/minutes", MINUTES, floor=None)),
        Open(Account("member/m-1/minutes", MINUTES)),
    )
    assert ledger.post(Command("open", accounts, by="officer-7", cause="begin"))
    book = RecordBook(ledger)
    assert book.take("s-1", Drafted(at=NOON, by="clerk-1", claim=CLAIM))
    return book


def cut_off(book, event):
    """The ledger does its part, and the disk is full before the record is kept."""
    append = book.streams.append
    book.streams.append = lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        book.take("s-1", event)
    book.streams.append = append
    assert book.unfinished() == ["s-1"]


def signed(side, by, minutes, at=NOON):
    return Attested(at=at, by=by, attestation=Attestation(side, by, at, minutes))


def refused(by, at=NOON):
    return AttestationRefused(at=at, by=by, side=Side.COMMUNITY, grounds=Grounds.NOT_SERVED)


def stands(book):
    """What the member has and expects; the record and the ledger agree, and nothing is left over."""
    standing = book.ledger.standing("member/m-1/minutes")
    record = book.record("s-1")
    assert (book.unfinished(), bool(book.ledger.verify())) == ([], True)
    assert (record.state is RecordState.SUBMITTED) == (record.hold in book.ledger.store.holds())
    return record.state, standing.posted, standing.held_in


def decided(by, approved_by, minutes, at=ONE):
    return RecordDecided(at=at, by=by, approved_by=approved_by, minutes=minutes, grounds=Grounds.EVIDENCE)


@pytest.fixture
def waiting(book):
    """Submitted, and attested by the resident."""
    assert book.take("s-1", Submitted(at=NOON, by="m-1"))
    assert book.take("s-1", signed(Side.RESIDENT, "r-5", 50))
    return book


@pytest.mark.parametrize(("by", "at"), [("clerk-1", NOON), ("m-1", ONE), ("clerk-1", ONE), ("m-1", NOON)])
def test_a_claim_is_submitted_by_the_other_or_later(book, by, at):
    cut_off(book, Submitted(at=NOON, by="m-1"))
    assert book.take("s-1", Submitted(at=at, by=by))
    assert stands(book) == (RecordState.SUBMITTED, 0, 60)
    assert book.take("s-1", signed(Side.RESIDENT, "r-5", 50, ONE))
    assert book.take("s-1", signed(Side.COMMUNITY, "officer-7", 60, ONE))
    assert stands(book) == (RecordState.POSTED, 50, 0)


def test_two_who_were_cut_off_one_after_the_other(book):
    cut_off(book, Submitted(at=NOON, by="m-1"))
    cut_off(book, Submitted(at=NOON, by="clerk-1"))
    assert book.take("s-1", Submitted(at=ONE, by="clerk-1"))
    assert stands(book) == (RecordState.SUBMITTED, 0, 60)


def test_a_claim_that_was_written_anew_meanwhile_is_held_as_it_is_now(book):
    cut_off(book, Submitted(at=NOON, by="m-1"))
    less = ServiceClaim("s-1", "d-1", "m-1", "r-5", "errand", "grid-1", NINE, CLAIM.end, 40, "clerk-1")
    assert book.take("s-1", Drafted(at=ONE, by="clerk-1", claim=less))
    assert book.take("s-1", Submitted(at=ONE, by="clerk-1"))
    assert stands(book) == (RecordState.SUBMITTED, 0, 40)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (refused("officer-8"), RecordState.REFUSED),
        (RecordWithdrawn(at=ONE, by="m-1"), RecordState.WITHDRAWN),
        (RecordDisputed(at=ONE, by="r-5", grounds=Grounds.OTHER_TIME), RecordState.DISPUTED),
        (AttestationOverdue(at=NOON + timedelta(days=40), by="office"), RecordState.EXPIRED),
    ],
)
def test_another_officer_goes_on_from_a_refusal(waiting, event, state):
    cut_off(waiting, refused("officer-7"))
    assert waiting.take("s-1", event)
    assert stands(waiting) == (state, 0, 0)


def test_another_officer_attests_as_many_minutes(waiting):
    cut_off(waiting, signed(Side.COMMUNITY, "officer-7", 60))
    assert waiting.take("s-1", signed(Side.COMMUNITY, "officer-8", 55, ONE))  # the resident's 50 are the least
    assert stands(waiting) == (RecordState.POSTED, 50, 0)
    assert [each.by for each in waiting.record("s-1").of(Side.COMMUNITY)] == ["officer-8"]


def test_who_saw_another_time_is_told_the_way_and_a_decision_ends_it(waiting):
    cut_off(waiting, signed(Side.COMMUNITY, "officer-7", 60))
    no = waiting.take("s-1", signed(Side.COMMUNITY, "officer-8", 30, ONE))
    assert not no
    assert "50 minutes" in no.reasons[0].en
    assert "50分钟" in no.reasons[0].zh
    assert not waiting.take("s-1", refused("officer-8", ONE))
    assert waiting.take("s-1", RecordDisputed(at=ONE, by="officer-8", grounds=Grounds.OTHER_TIME))
    assert stands(waiting) == (RecordState.DISPUTED, 50, 0)
    assert waiting.take("s-1", decided("officer-1", "officer-2", 30))
    assert stands(waiting) == (RecordState.POSTED, 30, 0)


@pytest.mark.parametrize("minutes", [0, 20, 30, 50])
@pytest.mark.parametrize("first", [0, 30])
def test_two_other_officers_decide_after_a_decision_that_was_cut_off(waiting, first, minutes):
    assert waiting.take("s-1", signed(Side.COMMUNITY, "officer-7", 60))
    assert waiting.take("s-1", RecordDisputed(at=ONE, by="r-5", grounds=Grounds.OTHER_TIME))
    cut_off(waiting, decided("officer-1", "officer-2", first))
    assert waiting.ledger.standing("member/m-1/minutes").posted == first
    assert waiting.take("s-1", decided("officer-3", "officer-4", minutes))
    assert stands(waiting) == (RecordState.POSTED if minutes else RecordState.REJECTED, minutes, 0)
    assert waiting.record("s-1").minutes == minutes


def test_decisions_that_were_cut_off_again_and_again(waiting):
    assert waiting.take("s-1", signed(Side.COMMUNITY, "officer-7", 60))
    assert waiting.take("s-1", RecordDisputed(at=ONE, by="r-5", grounds=Grounds.OTHER_TIME))
    for officers, minutes in ((("o-1", "o-2"), 30), (("o-3", "o-4"), 20), (("o-1", "o-2"), 0), (("o-5", "o-6"), 10)):
        cut_off(waiting, decided(*officers, minutes))
    assert waiting.take("s-1", decided("o-7", "o-8", 40))
    assert stands(waiting) == (RecordState.POSTED, 40, 0)


def test_the_same_people_repeat_it_as_if_nothing_had_been(waiting):
    event = signed(Side.COMMUNITY, "officer-7", 60)
    cut_off(waiting, event)
    assert waiting.take("s-1", event)
    assert stands(waiting) == (RecordState.POSTED, 50, 0)
