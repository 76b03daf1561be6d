"""What is given of a person: whole, masked or refused, and the entry of the log before it."""

from datetime import date, timedelta

import pytest
from tests.privacy.vault.scene import (
    ADDRESS,
    CONSENT,
    DUTY,
    EMERGENCY,
    HEALTH,
    NAME,
    NOON,
    OWN,
    PHONE,
    RELIEF,
    ROOT,
    SERVICE,
    VISIT,
    assignments,
    control,
    entered,
    given,
    memory_vault,
    resident,
)

from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.privacy import (
    AssignmentBook,
    AuditEntry,
    AuditLog,
    Category,
    KeyTree,
    MemoryKeyStore,
    MemoryVaultStore,
    OrderText,
    Origin,
    Recognised,
    Resident,
    Tier,
    Vault,
    View,
)
from commgov.privacy.access import AccessPolicy, Action, Cover, Permit, Role, Scope
from commgov.privacy.schema import fields_of


def last(vault, number=1):
    return list(vault.log.entries())[-number:]


def test_what_was_entered_is_given_again_also_after_a_restart(open_vault):
    entered(open_vault(), resident(birth_date=date(1950, 1, 2), needs=("meals", "repairs"), lives_alone=True))
    seen = given(open_vault(), fields=None, by="r-204", purpose=OWN)
    assert seen["name"] == NAME
    assert seen["phone"] == PHONE
    assert seen["birth_date"] == date(1950, 1, 2)
    assert seen["needs"] == ("meals", "repairs")
    assert seen["lives_alone"] is True
    assert seen["health"] is None
    assert not seen.refused


def test_a_value_is_masked_where_the_policy_obliges_to(vault):
    entered(vault)
    seen = given(vault)
    assert (seen["name"], seen["phone"]) == (NAME, "138***12")
    assert seen.masked == {"phone"}
    assert [(entry.action, entry.fields, entry.rule) for entry in last(vault, 2)] == [
        ("read", ("resident.name",), "community 2026-1#grid-worker-own-grid"),
        ("read", ("resident.phone",), "community 2026-1#personal-masked"),
    ]


def test_a_refusal_says_why_in_both_languages_and_what_would_allow_it_and_is_logged(vault):
    entered(vault, resident(health=HEALTH))
    seen = given(vault, fields=("health",))
    assert "health" not in seen
    no = seen.refused["health"]
    assert no.reasons
    assert all(reason.zh != reason.en for reason in no.reasons)
    assert no.would_allow_if
    assert "health: " in seen.why("en")
    assert "如满足以下条件" in seen.why("zh")
    (entry,) = last(vault)
    assert (entry.allowed, entry.tier, entry.purpose) == (False, Tier.T4, "home-visit")


def test_nothing_tells_the_unknown_from_the_erased(vault):
    entered(vault)
    vault.erase("r-204", by="secretary-1")
    erased, unknown = given(vault), given(vault, "r-999")
    assert erased.refused["name"] is unknown.refused["name"]
    assert not erased.values
    assert not unknown.values
    assert [(entry.allowed, entry.subject) for entry in last(vault, 2)] == [(False, ""), (False, "")]


def test_a_worker_sees_nobody_of_another_grid(vault):
    entered(vault)
    assert set(given(vault, by="officer-8").refused) == {"name", "phone"}


def test_a_member_sees_a_phone_only_for_a_service_they_hold_while_they_hold_it(vault, clock):
    entered(vault)
    holding = given(vault, by="m-8", purpose=SERVICE, service="d-5")
    assert holding["phone"] == PHONE
    assert "m-8" in holding.watermark
    assert f"#{holding.leaves.start}" in holding.watermark
    assert last(vault)[0].about == "d-5"
    assert "phone" in given(vault, by="m-8", purpose=SERVICE, service="d-6").refused
    assert "phone" in given(vault, by="m-8", purpose=SERVICE).refused
    assert "phone" in given(vault, by="m-9", purpose=SERVICE, service="d-5").refused
    assert "phone" in given(vault, by="m-8", purpose=VISIT, service="d-5").refused
    clock.forward(hours=2)
    assert "phone" in given(vault, by="m-8", purpose=SERVICE, service="d-5").refused
    clock.forward(hours=-3)
    assert "phone" in given(vault, by="m-8", purpose=SERVICE, service="d-5").refused


def test_free_text_that_says_more_counts_as_more(clock):
    class Words:
        name = "words"

        def recognise(self, text):
            return [Recognised.of(Category.HEALTH)] if "透析" in text else []

    vault = memory_vault(clock, recognisers=(Words(),))
    plain, telling = OrderText(ref="r-204", demand="d-1", text="修水管"), "家里老人透析要接送"
    entered(vault, resident())
    entered(vault, plain, unit=None, item="d-1")
    entered(vault, OrderText(ref="r-204", demand="d-2", text=telling), unit=None, item="d-2")
    with vault.session(by="officer-7", purpose=VISIT) as s:
        assert "text" in s.get("r-204", ("text",), record=OrderText, item="d-1")
        assert "text" in s.get("r-204", ("text",), record=OrderText, item="d-2").refused
        assert s.explain("r-204", "text", record=OrderText, item="d-2").request.tier is Tier.T4


def test_everything_of_a_child_is_sensitive_until_they_are_fourteen(small):
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        child = Resident(ref="r-205", name="小虚构", birth_date=date(2012, 6, 1))
        assert s.put(child, basis=CONSENT, origin=Origin.PROXY, unit="grid-1")
    assert small.known("r-205")
    assert "name" in given(small, "r-205", ("name",)).refused
    entered(small, OrderText(ref="r-205", demand="d-1", text="要一个书包"), unit=None, item="d-1")
    with small.session(by="officer-7", purpose=VISIT) as s:
        assert "text" in s.get("r-205", ("text",), record=OrderText, item="d-1").refused


def test_a_person_reads_their_own_data_and_nobody_elses(vault):
    entered(vault, resident(health=HEALTH))
    entered(vault, resident("r-205"))
    own = given(vault, fields=("health", "phone"), by="r-204", purpose=OWN)
    assert (own["health"], own["phone"]) == (HEALTH, PHONE)
    assert set(given(vault, "r-205", by="r-204", purpose=OWN).refused) == {"name", "phone"}


def test_what_is_shared_is_masked_where_the_policy_obliges_to(small):
    entered(small, resident(address=ADDRESS))
    with small.session_after_procedure(by="leader-1", purpose=RELIEF, approvers=["secretary-1"]) as s:
        alone = s.get("r-204", ("name", "phone"), action=Action.SHARE)
        assert alone.values.keys() == {"name", "phone"}
        assert alone.masked == {"name", "phone"}


def test_an_export_of_a_name_with_two_ways_to_reach_it_is_sensitive(clock):
    whole = Permit(
        "whole",
        roles=frozenset({"grid-worker"}),
        actions=frozenset({Action.EXPORT, Action.READ}),
        up_to=Tier.T3,
        purposes=frozenset({"home-visit"}),
        scope=Scope.UNIT,
    )
    collect = Permit(
        "collect",
        roles=frozenset({"community-secretary"}),
        actions=frozenset({Action.ENTER}),
        up_to=Tier.T4,
        purposes=frozenset({"relief"}),
    )
    roles = (Role("grid-worker"), Role("community-secretary"))
    policy = AccessPolicy("own", "1", roles=roles, purposes=(VISIT, RELIEF), permits=(whole, collect))
    vault = memory_vault(clock, policy=policy)
    entered(vault, resident(address=ADDRESS))
    fields = ("name", "phone", "address")
    with vault.session(by="officer-7", purpose=VISIT) as s:
        assert s.get("r-204", fields)
        assert s.get("r-204", ("name", "phone"), action=Action.EXPORT)
        assert s.get("r-204", fields, action=Action.EXPORT).refused.keys() == set(fields)
        masked = s.get("r-204", fields, action=Action.EXPORT, masked=True)
        assert masked
        assert masked.masked == set(fields)


def test_a_view_masks_what_the_policy_would_show_whole(small):
    entered(small)
    view = View("names", "grid-worker", VISIT, masked=fields_of(Resident, "name"), clear=fields_of(Resident, "phone"))
    with small.session(by="officer-7", purpose=VISIT) as s:
        seen = s.show(view, "r-204")
        assert seen["name"] != NAME
        assert seen["phone"] != PHONE
    with small.session(by="officer-7", purpose=RELIEF) as s, pytest.raises(InvalidInputError):
        s.show(view, "r-204")


def test_explaining_gives_the_decision_that_reading_would_meet(small):
    entered(small, resident(health=HEALTH))
    with small.session(by="officer-7", purpose=VISIT) as s:
        for name in ("name", "phone", "health"):
            assert s.explain("r-204", name).allowed is (name in s.get("r-204", (name,)))
        assert not s.explain("r-999", "name").allowed


def test_nobody_asks_about_a_person_without_a_trace_though_no_value_is_given(small):
    entered(small, resident(birth_date=date(2018, 1, 1)))
    with small.session(by="officer-8", purpose=VISIT) as s:
        decision = s.explain("r-204", "name")
    assert not decision.allowed
    assert decision.request.is_minor, "a decision tells of the person: where they live, and that they are a child"
    _, asked = small.accesses("r-204")[-1]
    assert "is_minor" not in repr(decision)
    assert (asked.by, asked.action, asked.fields, asked.allowed) == ("officer-8", "explain", ("resident.name",), False)


def test_a_session_that_is_over_answers_no_more(small):
    entered(small)
    with small.session(by="officer-7", purpose=VISIT) as s:
        pass
    for call in (lambda: s.get("r-204"), lambda: s.find(Resident, phone=PHONE), lambda: s.erase("r-204")):
        with pytest.raises(ConflictError):
            call()


def test_wrong_questions_are_told_at_once(small):
    with small.session(by="officer-7", purpose=VISIT) as s:
        for fields, error in (
            (("nickname",), NotFoundError),
            ((), InvalidInputError),
            (("name",) * 2, InvalidInputError),
        ):
            with pytest.raises(error):
                s.get("r-204", fields)
        with pytest.raises(InvalidInputError):
            s.get("r-204", ("name",), action=Action.ERASE)
    with pytest.raises(InvalidInputError):
        small.session(by=PHONE, purpose=VISIT)


def test_an_emergency_is_noticed_and_reviewed_within_72_hours_by_somebody_else(open_vault, clock):
    notices = []
    vault = open_vault(on_notice=notices.append)
    entered(vault, resident(health=HEALTH))
    notices.clear()
    assert "health" in given(vault, fields=("health",), purpose=EMERGENCY).refused
    seen = given(vault, fields=("health",), purpose=EMERGENCY, emergency=True)
    assert seen["health"] == HEALTH
    assert seen.watermark
    at_once, afterwards = notices
    assert (at_once.to, at_once.by, at_once.subject) == ("community-secretary", "officer-7", "r-204")
    assert (afterwards.to, afterwards.due) == ("self", NOON + timedelta(hours=72)), "the resident is told too"
    again = open_vault()
    (review,) = again.reviews()
    assert (review.by_role, review.actor, review.due) == ("auditor", "officer-7", NOON + timedelta(hours=72))
    clock.forward(hours=70)
    for wrong in ("officer-7", "officer-8"):
        with pytest.raises(InvalidInputError):
            again.close_review(review.id, by=wrong, is_justified=True)
    done = again.close_review(review.id, by="auditor-1", is_justified=False)
    assert not done.was_late
    assert open_vault().reviews() == (done,) == again.reviews()
    with pytest.raises(ConflictError):
        again.close_review(review.id, by="auditor-1", is_justified=True)
    with pytest.raises(NotFoundError):
        again.close_review("leaf-0", by="auditor-1", is_justified=True)


def test_who_stands_in_for_the_auditor_reviews_nothing_for_that_role_is_not_covered(clock):
    cover = Cover("auditor-1", "auditor", "officer-8", NOON - timedelta(hours=1), NOON + timedelta(days=9))
    own = assignments()
    book = AssignmentBook([held for who in own.people() for held in own.held_by(who)], [cover])
    vault = Vault(
        community="community-b",
        keys=KeyTree.open(MemoryKeyStore(), ROOT, tenant="community-b"),
        records=MemoryVaultStore(),
        control=control(book=book),
        log=AuditLog("community-b", clock=clock),
        clock=clock,
    )
    entered(vault)
    given(vault, fields=("name",), purpose=EMERGENCY, emergency=True)
    (review,) = vault.reviews()
    with pytest.raises(InvalidInputError, match="auditor"):
        vault.close_review(review.id, by="officer-8", is_justified=True)
    assert vault.close_review(review.id, by="auditor-1", is_justified=True).reviewer == "auditor-1"


def test_a_resident_learns_who_did_what_to_their_data(vault):
    entered(vault)
    entered(vault, resident("r-205"))
    given(vault)
    given(vault, "r-205", by="officer-8")
    actions = [(entry.by, entry.action, entry.allowed) for _, entry in vault.accesses("r-204")]
    assert actions[-2:] == [("officer-7", "read", True)] * 2
    assert {entry.by for _, entry in vault.accesses("r-205")} == {"secretary-1", "officer-8"}
    assert "r-204" not in {entry.subject for entry in vault.log.entries()}
    vault.log.verify()


def test_duty_and_consent_are_what_they_are(small):
    """Who has only a duty as a basis may not collect what needs consent."""
    with small.session(by="officer-7", purpose=VISIT) as s:
        written = s.put(resident(health=HEALTH), basis=DUTY, origin=Origin.PERSON, unit="grid-1")
        assert not written
        assert written.refused.keys() == {"health"}
        assert "health: " in written.why("zh")
    assert small.known("r-204").known("r-204") == ()
    assert [entry.allowed for entry in last(small, 2)] == [True, False]


def test_what_was_entered_before_a_child_was_known_to_be_one_is_sensitive_too(small):
    entered(small, OrderText(ref="r-205", demand="d-1", text="要一个书包"), item="d-1")
    with small.session(by="officer-7", purpose=VISIT) as s:
        assert "text" in s.get("r-205", ("text",), record=OrderText, item="d-1")
    entered(small, Resident(ref="r-205", birth_date=date(2016, 6, 1)), unit=None)
    with small.session(by="officer-7", purpose=VISIT) as s:
        assert "text" in s.get("r-205", ("text",), record=OrderText, item="d-1").refused
        assert len(s.list(OrderText, ("text",))) == 0


def test_nobody_reviews_themselves_whatever_stands_in_the_log(small):
    entered(small, resident(health=HEALTH))
    given(small, fields=("health",), purpose=EMERGENCY, emergency=True)
    (review,) = small.reviews()
    small.log.append([AuditEntry(NOON, "officer-7", "review", about=review.id)])
    assert small.reviews() == (review,)
