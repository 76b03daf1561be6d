"""Entered once, corrected, confirmed, moved: all or nothing, each with its entry."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from attrs import evolve
from tests.privacy.vault.scene import (
    ADDRESS,
    CONSENT,
    DUTY,
    HEALTH,
    NAME,
    OWN,
    PHONE,
    REGISTRATION,
    RELIEF,
    VISIT,
    entered,
    given,
    memory_vault,
    resident,
)

from commgov.errors import ConflictError, InvalidInputError, NotFoundError, Place, Problem
from commgov.privacy import Basis, BasisKind, Category, MemberPerson, OrderText, Resident, Since, Tier, keep_days
from commgov.privacy.access import AccessPolicy, Action, Forbid
from commgov.privacy.entering import Filled, Form, Freshness, Origin, View
from commgov.privacy.schema import fields_of, pii, reference, resident_record
from commgov.wording import Text

OTHER = "13900000034"


def test_a_record_is_entered_once_and_then_changed(vault):
    entered(vault)
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        with pytest.raises(ConflictError):
            s.put(resident(), basis=CONSENT, origin=Origin.PERSON)
        written = s.change("r-204", {"phone": OTHER, "health": HEALTH}, basis=CONSENT, origin=Origin.WORKER)
        assert written.fields == ("phone", "health")
    own = given(vault, fields=("phone", "health", "name"), by="r-204", purpose=OWN)
    assert (own["phone"], own["health"]) == (OTHER, HEALTH)
    actions = [(entry.action, entry.fields) for entry in vault.log.entries()]
    assert ("enter", ("resident.health",)) in actions
    assert ("correct", ("resident.phone",)) in actions


def test_a_field_is_taken_away_with_what_is_known_of_it(vault):
    entered(vault, resident(health=HEALTH))
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.change("r-204", {"health": None, "phone": None}, origin=Origin.PERSON)
        assert not s.find(Resident, phone=PHONE).refs
    known = {entry.key for entry in vault.known("r-204").known("r-204")}
    assert known == {"resident.name"}
    assert given(vault, fields=("health",), by="r-204", purpose=OWN)["health"] is None


def test_all_is_written_or_nothing(small):
    entered(small)
    with small.session(by="officer-7", purpose=VISIT) as s:
        written = s.change("r-204", {"phone": OTHER, "health": HEALTH}, basis=DUTY, origin=Origin.PERSON)
        assert not written
        assert written.fields == ()
        assert written.refused.keys() == {"health"}
        with pytest.raises(InvalidInputError) as caught:
            s.change("r-204", {"phone": "12"}, origin=Origin.PERSON)
        assert "12" not in str(caught.value).replace("r-204", "")
    assert given(small, fields=("phone",), by="r-204", purpose=OWN)["phone"] == PHONE


def test_what_is_missing_is_said_all_at_once(small):
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        for wrong in ({"unit": "grid-1"}, {"basis": CONSENT}, {"unit": "grid-1", "basis": None}):
            with pytest.raises(InvalidInputError):
                s.put(resident(), origin=Origin.PERSON, **wrong)
        with pytest.raises(InvalidInputError):
            s.put(Resident(ref="r-204"), basis=CONSENT, origin=Origin.PERSON, unit="grid-1")
        assert not s.change("r-204", {"phone": OTHER}, origin=Origin.PERSON)
        entered(small)
        with pytest.raises(InvalidInputError):
            s.change("r-204", {"health": HEALTH}, origin=Origin.PERSON)
        with pytest.raises(InvalidInputError):
            s.change("r-204", {}, origin=Origin.PERSON)
    with pytest.raises(NotFoundError):
        memory_vault(None, kinds=(Resident,)).session(by="m-8", purpose=VISIT).put(
            MemberPerson(ref="m-8"), basis=DUTY, origin=Origin.PERSON, unit="grid-1"
        )


def test_a_form_lets_in_what_it_asks_for_and_no_more(small):
    form = Form("relief", RELIEF, CONSENT, fields_of(Resident, "name"), fields_of(Resident, "phone"))
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        for wrong in (resident(health=HEALTH), Resident(ref="r-204", phone=PHONE)):
            with pytest.raises(InvalidInputError):
                s.put(wrong, form=form, origin=Origin.PERSON, unit="grid-1")
        assert s.put(resident(), form=form, origin=Origin.PROXY, unit="grid-1")
    (name, phone) = small.known("r-204").known("r-204")
    assert (name.form, name.origin, name.basis, phone.key) == ("relief", Origin.PROXY, CONSENT, "resident.phone")


def test_a_field_that_is_confirmed_is_fresh_again(open_vault, clock):
    vault = open_vault()
    entered(vault)
    clock.forward(days=400)
    today = clock.moment.date()
    assert vault.known("r-204").freshness("r-204", "resident.phone", today) is Freshness.STALE
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.confirm("r-204", "phone", origin=Origin.WORKER)
        assert not s.confirm("r-204", "health", origin=Origin.WORKER)
        assert not s.confirm("r-999", "phone", origin=Origin.WORKER)
    assert open_vault().known("r-204").freshness("r-204", "resident.phone", today) is Freshness.FRESH
    assert len(vault.known("r-204").history("r-204")) == 3


def test_whoever_moves_is_seen_in_the_other_grid(vault):
    entered(vault)
    with vault.session(by="officer-7", purpose=VISIT) as s:
        assert not s.move("r-204", "grid-2")
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.move("r-204", "grid-2")
    assert "name" in given(vault).refused
    assert "name" in given(vault, by="officer-8")


def test_two_orders_of_one_person_are_two_records(vault):
    entered(vault, OrderText(ref="r-204", demand="d-1", text="一楼灯坏了"), item="d-1")
    entered(vault, OrderText(ref="r-204", demand="d-2", text="想学书法"), unit=None, item="d-2")
    with vault.session(by="r-204", purpose=OWN) as s:
        assert s.get("r-204", ("text",), record=OrderText, item="d-1")["text"] == "一楼灯坏了"
        assert s.get("r-204", ("text",), record=OrderText, item="d-2")["text"] == "想学书法"
        assert s.get("r-204", ("text",), record=OrderText)["text"] is None


def test_a_second_form_is_filled_in_from_the_first_and_every_value_is_logged(small):
    entered(small, resident(address=ADDRESS))
    form = Form("visit", VISIT, DUTY, fields_of(Resident, "name", "phone", "address", "education", "health"))
    view = View("visit", "grid-worker", VISIT, fields_of(Resident, "name", "phone", "education", "health"))
    before = small.log.size
    with small.session(by="officer-7", purpose=VISIT) as s:
        filled = s.prefill(form, "r-204", role="grid-worker", views=[view])
    states = [answer.state for answer in filled.answers]
    assert states == [Filled.FILLED, Filled.FILLED, Filled.NOT_PERMITTED, Filled.MISSING, Filled.NOT_PERMITTED]
    assert filled.answer("phone").value == "138***12"
    assert filled.answer("phone").masked
    told = [(entry.fields, entry.allowed) for entry in small.log.entries(before)]
    assert told == [(("resident.health",), False), (("resident.name",), True), (("resident.phone",), True)]
    entered(small, resident("r-205", name="李虚拟"), unit="grid-2")
    with small.session(by="officer-7", purpose=VISIT) as s:
        other = s.prefill(form, "r-205", role="grid-worker", views=[view]).answer("name")
        assert other.state is Filled.NOT_PERMITTED
        with pytest.raises(InvalidInputError):
            s.prefill(Form("relief", RELIEF, DUTY, fields_of(Resident, "name")), "r-204", role="x", views=[])


def test_a_form_that_is_filled_in_does_not_tell_whether_something_is_held_that_may_not_be_seen(small):
    entered(small, resident(correction="社区矫正", health=HEALTH))
    entered(small, resident("r-205"))
    asked = fields_of(Resident, "name", "health", "correction")
    form, view = Form("visit", VISIT, DUTY, asked), View("all", "grid-worker", VISIT, asked)

    def answers(ref, by):
        before = small.log.size
        with small.session(by=by, purpose=VISIT) as s:
            filled = s.prefill(form, ref, role="grid-worker", views=[view])
        told = [(entry.fields, entry.allowed) for entry in small.log.entries(before)]
        return [(answer.state, answer.value, answer.reasons) for answer in filled.answers], told

    assert answers("r-204", "officer-7") == answers("r-205", "officer-7")
    assert answers("r-204", "officer-8") == answers("r-205", "officer-8")
    assert len(answers("r-204", "officer-8")[1]) == 3, "each refusal leaves its entry"


def test_of_restricted_data_a_form_is_told_nothing(small):
    entered(small)
    small.restrict("r-204", by="secretary-1")
    form = Form("visit", VISIT, DUTY, fields_of(Resident, "name", "health"))
    view = View("all", "grid-worker", VISIT, form.fields)
    with small.session(by="officer-7", purpose=VISIT) as s:
        filled = s.prefill(form, "r-204", role="grid-worker", views=[view])
    assert {answer.state for answer in filled.answers} == {Filled.NOT_PERMITTED}


def test_what_a_form_was_filled_in_with_does_not_pickle_or_copy(small):
    entered(small)
    form = Form("visit", VISIT, DUTY, fields_of(Resident, "name"))
    view = View("visit", "grid-worker", VISIT, form.fields)
    with small.session(by="officer-7", purpose=VISIT) as s:
        filled = s.prefill(form, "r-204", role="grid-worker", views=[view])
    assert filled.answer("name").value == NAME
    assert NAME not in repr(filled)
    for travel in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            travel(filled.answer("name"))
    with pytest.raises(TypeError):
        pickle.dumps(filled)


def test_who_may_not_change_a_record_does_not_learn_what_would_be_wrong_with_it(clock):
    @resident_record(name="pair")
    class Pair:
        ref: str = reference()
        first: str = pii(Tier.T3, category=Category.HOUSING, retain=keep_days(30), words=Text("first", "一"))
        second: str = pii(Tier.T3, category=Category.HOUSING, retain=keep_days(30), words=Text("second", "二"))

        def __attrs_post_init__(self) -> None:
            if self.first != self.second:
                raise InvalidInputError([Problem(Place.of("pair"), Text("both alike", "两者应一致"))])

    vault = memory_vault(clock, kinds=(Pair,))
    entered(vault, Pair(ref="r-204", first="虚构", second="虚构"))
    before = vault.log.size
    with vault.session(by="officer-8", purpose=VISIT) as s:
        guesses = [s.change("r-204", {"second": guess}, origin=Origin.WORKER) for guess in ("虚构", "乌有")]
    assert [set(guess.refused) for guess in guesses] == [{"second"}] * 2
    assert [entry.allowed for entry in vault.log.entries(before)] == [False, False]
    with vault.session(by="secretary-1", purpose=RELIEF) as s, pytest.raises(InvalidInputError, match="both alike"):
        s.change("r-204", {"second": "乌有"}, origin=Origin.WORKER)


def test_nobody_makes_a_child_older_to_be_allowed_more(clock):
    community = AccessPolicy.community()
    guarded = Forbid("children-corrected-on-consent", actions=frozenset({Action.CORRECT, Action.ENTER}), minors=True,
        unless_purposes=frozenset({"relief"}))  # fmt: skip
    vault = memory_vault(clock, policy=evolve(community, forbids=(*community.forbids, guarded)))
    entered(vault, resident(birth_date=date(2018, 1, 1)))
    with vault.session(by="secretary-1", purpose=REGISTRATION) as s:
        older = {"birth_date": date(1950, 1, 1), "education": "小学"}
        assert set(s.change("r-204", older, origin=Origin.WORKER, basis=DUTY).refused) == set(older)
        assert not s.change("r-204", {"birth_date": None}, origin=Origin.WORKER)
        second = s.put(resident(), basis=DUTY, origin=Origin.PERSON, item="second")
        assert set(second.refused) == {"name", "phone"}, "another record says that they are a child"
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.change("r-204", {"birth_date": date(1950, 1, 1)}, origin=Origin.WORKER), "a wrong date is corrected"


def test_a_departure_is_noted_and_retention_counts_from_it(open_vault, clock):
    vault = open_vault()
    entered(vault)
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.note("r-204", Since.LEFT, date(2026, 3, 2))
        assert not s.note("r-999", Since.LEFT, date(2026, 3, 2))
    clock.forward(days=89)
    assert open_vault().tick().erased == ()
    clock.forward(days=1)
    assert {due.key for due in open_vault().tick().erased} == {"resident.name", "resident.phone"}
    assert open_vault().known("r-204").known("r-204") == ()


def test_of_many_who_change_one_person_at_once_nobody_is_lost(open_vault):
    vault = open_vault()
    entered(vault)
    fields = ["occupation", "education", "address", "employer"]
    barrier = Barrier(len(fields))

    def change(field):
        mine = open_vault()
        barrier.wait()
        with mine.session(by="secretary-1", purpose=RELIEF) as s:
            return s.change("r-204", {field: f"虚构{field}"}, basis=CONSENT, origin=Origin.WORKER)

    with ThreadPoolExecutor(len(fields)) as pool:
        assert all(pool.map(change, fields))
    own = given(vault, fields=fields, by="r-204", purpose=OWN)
    assert own.values == {field: f"虚构{field}" for field in fields}
    corrections = [entry for _, entry in vault.accesses("r-204") if entry.fields[0].split(".")[1] in fields]
    assert len([entry for entry in corrections if entry.by == "secretary-1"]) >= len(fields)


def test_a_changed_basis_holds_for_what_is_written_on_it(small):
    entered(small)
    law = Basis(BasisKind.STATUTE, "law-3")
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.change("r-204", {"phone": OTHER}, origin=Origin.REGISTER, basis=law)
        assert s.change("r-204", {"phone": PHONE}, origin=Origin.PERSON)
    assert small.known("r-204").latest("r-204", "resident.phone").basis == law


def test_only_who_may_enter_a_record_learns_that_it_is_there(small):
    entered(small)
    entered(small, resident("r-205"))
    small.erase("r-205", by="secretary-1")
    with small.session(by="officer-8", purpose=VISIT) as s:
        for ref in ("r-204", "r-205", "r-206"):
            assert not s.put(resident(ref), basis=DUTY, origin=Origin.PERSON, unit="grid-1")
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        for ref in ("r-204", "r-205"):
            with pytest.raises(ConflictError):
                s.put(resident(ref), basis=CONSENT, origin=Origin.PERSON, unit="grid-1")
        order = OrderText(ref="r-204", demand="d-1", text="修灯")
        with pytest.raises(InvalidInputError):
            s.put(order, basis=CONSENT, origin=Origin.PERSON, unit="grid-2", item="d-1")


def gone_after(vault, clock, days):
    """Which fields of r-204 retention has erased after so many days."""
    clock.forward(days=days)
    return {due.key for due in vault.tick(anew=True).erased if due.person == "r-204"}


def test_a_departure_that_is_noted_too_early_erases_nothing_for_whoever_may_not_erase(open_vault, clock):
    vault = open_vault()
    entered(vault, resident(health=HEALTH))
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        early = s.note("r-204", Since.LEFT, date(1990, 1, 1))
        assert set(early.refused) == {"resident.name", "resident.phone"}
        later, *ways = early.refused["resident.name"].would_allow_if
        assert later.en == "the day that is noted is 2026-01-01 or later"
        assert ways, "and what would let them erase it by the policy"
        assert [(each.action, each.allowed) for each in list(vault.log.entries())[-2:]] == [
            ("correct", True),
            ("erase", False),
        ]
    assert gone_after(vault, clock, 0) == set()
    assert vault.known("r-204").noted("r-204", Since.LEFT) is None


def test_several_notes_bring_an_erasure_no_nearer_than_one(open_vault, clock):
    vault = open_vault()
    entered(vault)
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.note("r-204", Since.LEFT, date(2026, 1, 1)), "a late note leaves thirty days to object"
        assert not s.note("r-204", Since.LEFT, date(2025, 12, 31))
        assert not s.note("r-204", Since.LEFT, date(1990, 1, 1), item="")
        assert s.note("r-204", Since.LEFT, date(2026, 3, 2))
        assert not s.note("r-204", Since.LEFT, date(1990, 1, 1)), "what was put off is not brought nearer again"
        assert s.note("r-204", Since.LEFT, date(2026, 1, 1))
    assert gone_after(vault, clock, 29) == set()
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert not s.note("r-204", Since.LEFT, date(2025, 12, 31)), "not even by a day"
        assert s.note("r-204", Since.LEFT, date(2026, 1, 1)), "but it may be said again"
    assert gone_after(vault, clock, 1) == {"resident.name", "resident.phone"}


def test_a_matter_that_is_noted_as_closed_too_early_is_no_way_round_either(small, clock):
    entered(small, OrderText(ref="r-204", demand="d-1", text="修灯"), item="d-1")
    entered(small, OrderText(ref="r-204", demand="d-2", text="修门"), unit=None, item="d-2")
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        for item in ("d-1", ""):
            assert not s.note("r-204", Since.CLOSED, date(1990, 1, 1), item=item)
    assert gone_after(small, clock, 0) == set()
    assert len(small.known("r-204").known("r-204")) == 4


def test_whoever_may_erase_may_note_any_day(small, clock):
    entered(small)
    with small.session(by="r-204", purpose=OWN) as s:
        assert s.note("r-204", Since.LEFT, date(1990, 1, 1))
    assert gone_after(small, clock, 0) == {"resident.name", "resident.phone"}


def test_a_departure_is_noted_a_year_ahead_at_most(small):
    entered(small)
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.note("r-204", Since.LEFT, date(2027, 3, 3))
        with pytest.raises(InvalidInputError, match="2027-03-03 at the latest"):
            s.note("r-204", Since.LEFT, date.max)


def test_whoever_learns_by_an_error_what_is_held_leaves_an_entry(small):
    entered(small)
    entered(small, resident("r-205"))
    small.erase("r-205", by="secretary-1")
    before = small.log.size
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        for error, ask in (
            (ConflictError, lambda: s.put(resident(), basis=CONSENT, origin=Origin.PERSON)),
            (ConflictError, lambda: s.put(resident("r-205"), basis=CONSENT, origin=Origin.PERSON, unit="grid-1")),
            (InvalidInputError, lambda: s.change("r-204", {"health": HEALTH}, origin=Origin.PERSON)),
            (InvalidInputError, lambda: s.change("r-204", {"phone": "12"}, origin=Origin.PERSON)),
        ):
            with pytest.raises(error):
                ask()
    told = list(small.log.entries(before))
    assert {(entry.allowed, entry.rule.partition("#")[2], entry.by) for entry in told} == {
        (False, "not-made", "secretary-1")
    }
    assert [entry.fields for entry in told] == [
        ("resident.name", "resident.phone"),
        ("resident.name", "resident.phone"),
        ("resident.health",),
        ("resident.phone",),
    ]
