"""A service record by examples: who may attest, what is posted, how refusals and timeouts end, what a crash leaves."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.incentives.records.conftest import NINE, NOON, RULES
from tests.incentives.records.steps import CLAIM, SCAN, community, decided, disputed, posted, resident, submitted, why

from commgov.core import MemoryStreams, Text
from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.incentives import Attestation, Form, RegisteredProxies, Side
from commgov.incentives.records import (
    AttestationOverdue,
    AttestationRefused,
    Attested,
    Drafted,
    Grounds,
    NotRelated,
    RecordBook,
    RecordDecided,
    RecordDisputed,
    RecordState,
    RecordWithdrawn,
    Submitted,
    TheResidentOrProxy,
)


class Relations:
    """Officer 7 and member 1 share a household."""

    def between(self, one, other):
        related = {str(one), str(other)} in [{"officer-7", "m-1"}, {"r-5", "m-1"} & {"r-5"}]
        return Text("one household", "同一家庭") if related else None


@pytest.mark.parametrize("first", [community, resident])
def test_a_record_is_posted_when_both_sides_have_attested_whichever_comes_first(book, first):
    second = resident if first is community else community
    submitted(book)
    assert book.take("s-1", first()).record.state is RecordState.SUBMITTED
    assert posted(book) == 0
    assert book.take("s-1", second()).record.state is RecordState.POSTED
    assert posted(book) == 60


@pytest.mark.parametrize(("said", "heard", "counts"), [(60, 50, 50), (40, 60, 40), (60, 60, 60), (90, 90, 60)])
def test_the_least_of_claim_and_attestations_is_posted(book, said, heard, counts):
    submitted(book)
    book.take("s-1", community(said))
    step = book.take("s-1", resident(heard, satisfaction=5))
    assert (step.record.minutes, posted(book)) == (counts, counts)
    facts = step.record.facts()
    assert (facts.minutes, facts.claimed, facts.satisfaction) == (counts, 60, 5)
    assert book.posted() == [facts]


def test_until_then_the_minutes_are_held_and_counted_nowhere(book):
    submitted(book)
    standing = book.ledger.standing("member/m-1/minutes")
    assert (standing.posted, standing.held_in) == (0, 60)
    assert book.record("s-1").facts() is None


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (community(by="m-1"), "not the member"),
        (community(by="p-1"), "an officer"),
        (community(by="officer-7", at=NOON.replace(year=2027)), "time"),
        (resident(by="r-6"), "the resident or a proxy"),
        (resident(by="p-1"), "the resident or a proxy"),
        (resident(by="p-1", form=Form.PROXY, on_behalf_of="r-6"), "the resident or a proxy"),
        (resident(by="p-2", form=Form.PROXY, on_behalf_of="r-5"), "the resident or a proxy"),
        (resident(form=Form.PAPER, scan=SCAN, entered_by="m-1"), "not the member"),
    ],
)
def test_who_may_not_attest_is_told_why_and_nothing_changes(book, event, rule):
    submitted(book)
    before = book.record("s-1")
    assert rule in why(book.take("s-1", event))
    assert book.record("s-1") == before


def test_a_proxy_signs_for_the_resident(book):
    submitted(book)
    book.take("s-1", community())
    assert book.take("s-1", resident(by="p-1", form=Form.PROXY, on_behalf_of="r-5")).record.state is RecordState.POSTED


def test_a_paper_form_is_typed_in_by_a_clerk_who_signs_nothing_else(book):
    submitted(book)
    book.take("s-1", resident(form=Form.PAPER, scan=SCAN, entered_by="officer-8"))
    assert why(book.take("s-1", community(by="officer-8"))) == ["not the clerk"]
    assert book.take("s-1", community()).record.facts().attested.scan == SCAN


def test_who_typed_the_claim_in_does_not_attest_it(book):
    submitted(book, evolve(CLAIM, entered_by="officer-7"))
    assert why(book.take("s-1", community())) == ["not the clerk"]
    assert book.take("s-1", community(by="officer-8"))


def test_one_person_never_signs_for_both_sides(book):
    book.policy = evolve(book.policy, rules=(*RULES[:3], TheResidentOrProxy(RegisteredProxies({"r-5": {"officer-7"}}))))
    submitted(book)
    book.take("s-1", community())
    both = resident(by="officer-7", form=Form.PROXY, on_behalf_of="r-5")
    assert why(book.take("s-1", both)) == ["not twice"]


def test_one_side_signs_once(book):
    submitted(book)
    book.take("s-1", community())
    assert why(book.take("s-1", community(by="officer-8"))) == ["wanted"]


def test_a_conflict_of_interest_needs_a_second_officer_without_one(book):
    book.policy = evolve(book.policy, conflicts=(NotRelated(Relations()),))
    submitted(book)
    book.take("s-1", community(60))
    assert book.take("s-1", resident(60)).record.state is RecordState.SUBMITTED
    assert book.take("s-1", community(45, by="officer-8")).record.state is RecordState.POSTED
    assert posted(book) == 45
    assert book.record("s-1").facts().community.minutes == 45


def test_a_side_refuses_and_nothing_is_held_any_more(book):
    submitted(book)
    refusal = AttestationRefused(at=NOON, by="r-5", side=Side.RESIDENT, grounds=Grounds.NOT_SERVED)
    assert book.take("s-1", refusal).record.state is RecordState.REFUSED
    assert book.ledger.standing("member/m-1/minutes").held_in == 0
    assert why(book.take("s-1", community())) == ["state"]


def test_only_who_could_attest_can_refuse(book):
    submitted(book)
    refusal = AttestationRefused(at=NOON, by="r-6", side=Side.RESIDENT, grounds=Grounds.NOT_SERVED)
    assert why(book.take("s-1", refusal)) == ["the resident or a proxy"]


def test_attesting_no_minutes_is_a_refusal(book):
    submitted(book)
    book.take("s-1", community(0))
    assert book.take("s-1", resident()).record.state is RecordState.REFUSED
    assert posted(book) == 0


def test_what_nobody_attests_in_time_expires_and_can_be_handed_in_again(book, watch):
    submitted(book)
    late = NOON + timedelta(days=30)
    assert why(book.take("s-1", AttestationOverdue(at=late - timedelta(seconds=1), by="office"))) == ["time"]
    watch.moment = late
    assert why(book.take("s-1", community(at=late))) == ["time"]
    assert book.take("s-1", AttestationOverdue(at=late, by="office")).record.state is RecordState.EXPIRED
    book.ledger.expire_holds()
    assert book.ledger.standing("member/m-1/minutes").held_in == 0
    assert book.take("s-1", Submitted(at=late, by="m-1")).record.attempt == 2
    book.take("s-1", community(at=late))
    assert book.take("s-1", resident(at=late)).record.state is RecordState.POSTED


def test_a_member_takes_a_record_back_others_do_not(book):
    submitted(book)
    assert why(book.take("s-1", RecordWithdrawn(at=NOON, by="m-2"))) == ["owner"]
    assert book.take("s-1", RecordWithdrawn(at=NOON, by="m-1")).record.state is RecordState.WITHDRAWN
    assert book.ledger.standing("member/m-1/minutes").held_in == 0


def test_a_step_that_is_repeated_after_a_crash_posts_once(book):
    """The ledger did its part, and the record was not kept: the same event again ends as if nothing had happened."""
    submitted(book)
    book.take("s-1", community())
    append = book.streams.append
    book.streams.append = lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        book.take("s-1", resident(50))
    book.streams.append = append
    assert book.record("s-1").state is RecordState.SUBMITTED
    assert book.take("s-1", resident(50)).record.state is RecordState.POSTED
    assert posted(book) == 50
    assert book.ledger.verify()


def test_what_was_posted_before_a_crash_is_not_free_to_be_posted_again_when_the_time_is_over(book, watch):
    """The ledger has the minutes, the record does not know: they are not given up as if they had never been posted."""
    submitted(book)
    book.take("s-1", community())
    append = book.streams.append
    book.streams.append = lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        book.take("s-1", resident(50))
    book.streams.append = append
    watch.moment = late = NOON + timedelta(days=31)
    for event in (AttestationOverdue(at=late, by="office"), RecordWithdrawn(at=late, by="m-1")):
        assert why(book.take("s-1", event)) == ["cut off"]
    assert book.take("s-1", resident(50)).record.state is RecordState.POSTED
    assert posted(book) == 50


@pytest.mark.parametrize("swept", [True, False])
def test_what_is_overdue_ends_whether_or_not_the_ledger_has_ended_the_hold_already(book, watch, swept):
    submitted(book)
    watch.moment = late = NOON + timedelta(days=30)
    if swept:
        book.ledger.expire_holds()
    step = book.take("s-1", AttestationOverdue(at=late, by="office"))
    assert (step.record.state, step.record.hold) == (RecordState.EXPIRED, 0)
    assert book.ledger.standing("member/m-1/minutes").held_in == 0
    assert book.ledger.verify()


def test_a_draft_is_kept_under_its_own_id_and_no_other(book):
    """Else two records would share one claim, and one service would count twice."""
    with pytest.raises(ConflictError, match="another record"):
        book.take("s-9", Drafted(at=NOON, by="m-1", claim=CLAIM))
    assert book.records() == []


def test_no_repr_of_an_event_tells_who_it_was_or_how_satisfied():
    told = repr(resident(50, satisfaction=4)) + repr(disputed()) + repr(decided(30))
    assert not any(word in told for word in ("r-5", "officer", "satisfaction"))


def test_nobody_writes_anothers_draft_anew(book):
    assert book.take("s-1", Drafted(at=NOON, by="m-1", claim=CLAIM))
    taken = Drafted(at=NOON, by="m-2", claim=evolve(CLAIM, member="m-2", entered_by="m-2"))
    assert why(book.take("s-1", taken)) == ["owner"]
    assert book.take("s-1", Drafted(at=NOON, by="m-1", claim=evolve(CLAIM, minutes=40))).record.claim.minutes == 40


@pytest.mark.parametrize("off", [timedelta(days=-400), timedelta(days=1)])
def test_no_signature_is_dated_otherwise_than_when_it_was_given(off):
    """A proxy's mandate is asked for on that day."""
    signed = Attestation(Side.RESIDENT, "r-5", NOON + off, 50)
    with pytest.raises(InvalidInputError, match="when it was signed"):
        Attested(at=NOON, by="r-5", attestation=signed)


def test_a_paper_form_is_typed_in_after_it_was_signed():
    form = Attestation(Side.RESIDENT, "r-5", NOON, 50, Form.PAPER, scan=SCAN, entered_by="clerk-1")
    assert Attested(at=NOON + timedelta(days=3), by="clerk-1", attestation=form).at > form.at
    with pytest.raises(InvalidInputError, match="not before"):
        Attested(at=NINE, by="clerk-1", attestation=form)


def test_a_record_changed_by_another_meanwhile_is_read_again(book):
    submitted(book)
    streams, other = book.streams, RecordBook(book.ledger, book.streams, book.policy)
    read = streams.last

    def read_late(name):
        found = read(name)
        streams.last = read
        other.take("s-1", community())
        return found

    streams.last = read_late
    assert book.take("s-1", resident()).record.state is RecordState.POSTED


def test_events_come_in_the_order_of_time_and_belong_to_their_record(book):
    submitted(book)
    with pytest.raises(ConflictError, match="older"):
        book.take("s-1", community(at=NOON - timedelta(hours=1)))
    with pytest.raises(NotFoundError):
        book.record("s-2")
    draft = Drafted(at=NOON, by="m-1", claim=evolve(CLAIM, record="s-3"))
    assert book.take("s-3", draft)
    with pytest.raises(ConflictError, match="another record"):
        book.take("s-3", Drafted(at=NOON, by="m-1", claim=CLAIM))


def test_what_happened_is_kept_event_by_event(book):
    submitted(book)
    book.take("s-1", community())
    events = book.events("s-1")
    assert events == [Drafted(at=NOON, by="m-1", claim=CLAIM), Submitted(at=NOON, by="m-1"), community()]
    assert book.records() == [book.record("s-1")]
    with pytest.raises(ConflictError):
        MemoryStreams().append("record/s-1", 2, "{}")


def test_nothing_is_recorded_before_it_is_over(book):
    early = Drafted(at=NINE, by="m-1", claim=CLAIM)
    assert why(book.take("s-1", early)) == ["time"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 61},
        {"minutes": 0},
        {"minutes": 60.0},
        {"resident": "m-1"},
        {"end": NINE},
        {"content": "the words"},
        {"unit": ""},
    ],
)
def test_a_claim_is_refused_as_a_whole(wrong):
    with pytest.raises(InvalidInputError, match=next(iter(wrong))):
        evolve(CLAIM, **wrong)


def test_a_paper_form_without_scan_or_clerk_is_none():
    with pytest.raises(InvalidInputError) as refused:
        Attestation(Side.RESIDENT, "r-5", NOON, 60, Form.PAPER)
    assert len(refused.value.problems) == 2


def test_satisfaction_is_the_residents():
    with pytest.raises(InvalidInputError, match="satisfaction"):
        Attested(at=NOON, by="o", attestation=Attestation(Side.COMMUNITY, "o", NOON, 60), satisfaction=5)


def test_a_paper_form_keeps_when_it_was_typed_in_beside_when_it_was_signed(book):
    submitted(book)
    book.take("s-1", community())
    signed, typed = NOON + timedelta(hours=1), NOON + timedelta(days=5)
    paper = Attestation(Side.RESIDENT, "r-5", signed, 60, Form.PAPER, scan=SCAN, entered_by="clerk-1")
    assert book.take("s-1", Attested(at=typed, by="clerk-1", attestation=paper, satisfaction=4))
    facts = book.posted()[0]
    assert (facts.attested.at, facts.attested.entered_at, facts.known_at) == (signed, typed, typed)


def test_the_stars_stay_the_proxys_who_gave_them_whatever_officers_decide(book):
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident(by="p-1", satisfaction=2, form=Form.PROXY, on_behalf_of="r-5"))
    book.take("s-1", RecordDisputed(at=NOON, by="r-5", grounds=Grounds.OTHER_TIME))
    decided = {"by": "officer-8", "approved_by": "officer-9", "minutes": 30, "grounds": Grounds.OTHER_TIME}
    assert book.take("s-1", RecordDecided(at=NOON, **decided))
    facts = book.posted()[0]
    assert (facts.satisfaction, facts.rater, facts.attested.by) == (2, "p-1", "officer-9")
