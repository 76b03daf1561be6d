"""What somebody tries who is allowed a little: nothing more is learnt by it, and nothing goes without a trace."""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.clocks import HandClock
from tests.privacy.vault.scene import (
    NAME,
    NOON,
    OWN,
    PHONE,
    RELIEF,
    SERVICE,
    VISIT,
    entered,
    given,
    memory_vault,
    resident,
)

from commgov.privacy import OrderText, Resident, Since, Tier
from commgov.privacy.access import AccessPolicy, Action, Obligation
from commgov.privacy.keeping import due_fields


def searched(vault, by="leader-1", **values):
    """What somebody is told by a search: who was found, and how many entries came of it."""
    with vault.session(by=by, purpose=RELIEF) as s:
        before = vault.log.size
        found = s.find(Resident, **values)
    return found.refs, vault.log.size - before


def test_how_far_the_log_grew_does_not_tell_that_there_is_somebody_who_may_not_be_found(small):
    nobody = searched(small, phone=PHONE)
    entered(small, resident("r-205"), unit="grid-2")
    assert searched(small, phone=PHONE) == nobody == ((), 1)
    entered(small, resident("r-204"))
    assert searched(small, phone=PHONE) == (("r-204",), 2)


def test_a_search_that_finds_one_does_not_change_when_there_are_others_who_may_not_be_found(clock):
    community = AccessPolicy.community()
    alone = evolve(
        next(each for each in community.forbids if each.id == "no-lists-of-sensitive"),
        id="nobody-beside-others",
        from_tier=Tier.T1,
        actions=frozenset({Action.SEARCH}),
    )
    vault = memory_vault(clock, policy=evolve(community, forbids=(*community.forbids, alone)))
    entered(vault, resident("r-204"))
    entered(vault, resident("r-205"), unit="grid-2")
    assert searched(vault, phone=PHONE) == (("r-204",), 2)
    entered(vault, resident("r-206"))
    assert searched(vault, phone=PHONE) == ((), 1)


def test_whoever_is_owed_word_of_an_erasure_gets_it_before_it_is_done(clock):
    community = AccessPolicy.community()
    told = Obligation.parse("notify community-secretary")
    watched = tuple(
        evolve(each, obligations=(*each.obligations, told, Obligation.parse("review auditor 72h")))
        if each.id == "own-data"
        else each
        for each in community.permits
    )
    notices = []
    vault = memory_vault(clock, policy=evolve(community, permits=watched), on_notice=notices.append)
    entered(vault)
    before = vault.log.size
    with vault.session(by="r-204", purpose=OWN) as s:
        assert s.erase("r-204")
    assert [(each.to, each.action, each.fields) for each in notices if each.subject == "r-204"][-1] == (
        "community-secretary",
        "erase",
        ("resident.name", "resident.phone"),
    )
    assert [entry.action for entry in vault.log.entries(before)][:4] == ["erase", "owe-notice", "owe-review", "erase"]
    assert [review.actor for review in vault.reviews()] == ["r-204"]


def test_if_nobody_can_be_told_of_an_erasure_nothing_is_erased(clock):
    def fails(notice):
        raise OSError(notice.to)

    community = AccessPolicy.community()
    owed = (Obligation.parse("notify community-secretary"),)
    permits = tuple(evolve(each, obligations=owed) if each.id == "own-data" else each for each in community.permits)
    vault = memory_vault(clock, policy=evolve(community, permits=permits), on_notice=fails)
    entered(vault)
    with vault.session(by="r-204", purpose=OWN) as s:
        try:
            s.erase("r-204")
        except OSError:
            pass
        else:
            raise AssertionError("it was erased in silence")
    assert given(vault)["name"] == NAME


def test_a_watermark_tells_the_time_of_the_community(small):
    entered(small)
    marked = given(small, by="m-8", purpose=SERVICE, service="d-5")
    assert " · 2026-03-02T12:00+08:00 · " in marked.watermark


def test_why_something_is_allowed_tells_the_time_of_the_community(small):
    entered(small)
    with small.session(by="officer-7", purpose=VISIT) as s:
        (ends, *_) = s.explain("r-204", "name").reasons
    assert ends.en.endswith("12:00+08:00")
    assert date.fromisoformat(ends.en.split()[-1][:10]) > date(2026, 3, 2)


NOTES = st.tuples(st.sampled_from(["", "d-1"]), st.integers(-40_000, 366), st.integers(0, 40))


@drawn(notes=st.lists(NOTES, max_size=6))
@settings(max_examples=30, deadline=None)
def test_no_notes_in_whatever_order_leave_less_than_thirty_days_to_object(notes):
    clock = HandClock(NOON)
    vault = memory_vault(clock)
    entered(vault)
    entered(vault, OrderText(ref="r-204", demand="d-1", text="修灯"), unit=None, item="d-1")

    def due():
        return {(each.key, each.item): each.since for each in due_fields(vault.known("r-204"), date.max)}

    for item, offset, wait in notes:
        today, before = clock.moment.date(), due()
        with vault.session(by="secretary-1", purpose=RELIEF) as s:
            s.note("r-204", Since.CLOSED if item else Since.LEFT, today + timedelta(days=offset), item=item)
        for place, day in due().items():
            assert day >= min(before.get(place, date.max), today + timedelta(days=30))
        clock.forward(days=wait)
