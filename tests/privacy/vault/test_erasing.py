"""Erased, restricted, kept no longer than is due; and what the receipts say."""

from datetime import date
from functools import partial

import pytest
from tests.privacy.vault.scene import (
    CONSENT,
    HEALTH,
    NAME,
    OWN,
    PHONE,
    RELIEF,
    SERVICE,
    VISIT,
    entered,
    given,
    resident,
)

from commgov.core.ids import PersonRef
from commgov.errors import ConflictError, InvalidInputError, StorageError
from commgov.privacy.entering import Filled, Form, Origin, View
from commgov.privacy.schema import fields_of
from commgov.privacy.standard import ORDER_TRACES, OrderText, Resident
from commgov.storage.vault_store import SqlVaultStore
from commgov.wording import Text


class Cache:
    """Keeps something of people, as an index of texts does."""

    def __init__(self, name="demand-index"):
        self.name, self.keeps, self.forgotten = name, Text("runs of characters", "字符片段"), []

    def forget(self, person, fields=None, *, item=None):
        self.forgotten.append((person, fields, item))
        return 1


class Broken(Cache):
    def forget(self, *_, **__):
        raise OSError(NAME)


def test_whoever_is_erased_is_gone_everywhere_and_for_good(open_vault, clock):
    cache, broken = Cache(), Broken("demand-model")
    vault = open_vault(keepers=(cache, broken), traces=ORDER_TRACES)
    entered(vault, resident(health=HEALTH))
    entered(vault, OrderText(ref="r-204", demand="d-1", text=HEALTH), unit=None, item="d-1")
    pseudonym = vault.accesses("r-204")[0][1].subject
    receipt = vault.erase("r-204", by="secretary-1", about="request-7")
    reached, missed = ("\n".join(each.en for each in some) for some in (receipt.reached, receipt.not_reached))
    assert "5 sealed fields" in reached
    assert "demand-index: 1 pieces" in reached
    assert "runs of characters: it could not (OSError)" in missed
    assert ": there is no keeper" in missed
    assert "demand-" not in missed, "a receipt goes to people: what a keeper is called says nothing to them"
    assert "backups" in missed
    assert NAME not in reached + missed
    assert cache.forgotten == [("r-204", None, None)]
    for again in (vault, open_vault()):
        assert not given(again, by="r-204", purpose=OWN).values
        with again.session(by="secretary-1", purpose=RELIEF) as s:
            assert s.find(Resident, phone=PHONE).refs == ()
            assert len(s.list(Resident, ("name",))) == 0
            assert not s.change("r-204", {"phone": PHONE}, basis=CONSENT, origin=Origin.PERSON)
            with pytest.raises(ConflictError):
                s.put(resident(), basis=CONSENT, origin=Origin.PERSON, unit="grid-1")
        assert again.known("r-204").known("r-204") == ()
        assert again.accesses("r-204") == ()
        again.log.verify()
    (entry,) = [entry for entry in vault.log.entries() if entry.action == "erase"]
    assert (entry.by, entry.about, entry.subject, entry.allowed) == ("secretary-1", "request-7", pseudonym, True)
    assert clock.moment == entry.at


def test_an_erasure_can_be_asked_for_again_and_for_somebody_unknown(vault):
    entered(vault)
    vault.erase("r-204", by="secretary-1")
    again = vault.erase("r-204", by="secretary-1")
    assert "0 sealed fields" in "\n".join(each.en for each in again.reached)
    assert vault.erase("r-999", by="secretary-1").tiers == ()
    with pytest.raises(InvalidInputError):
        vault.erase(PHONE, by="secretary-1")


def test_a_person_erases_themselves_and_nobody_else_does_it_for_them(vault):
    entered(vault)
    for who, purpose in (("officer-7", VISIT), ("secretary-1", RELIEF), ("r-205", OWN)):
        with vault.session(by=who, purpose=purpose) as s:
            refused = s.erase("r-204")
            assert not refused
            assert refused.refused["resident.phone"].reasons
            assert "resident.phone: " in refused.why("zh")
    with vault.session(by="r-204", purpose=OWN) as s:
        done = s.erase("r-204")
        assert done
        assert done.receipt.subject == "r-204"
        assert not s.erase("r-204")


def test_an_erasure_that_broke_off_is_finished_at_the_next_start(open_vault, monkeypatch):
    from commgov.privacy import KeyTree  # noqa: PLC0415 -- to break it

    vault = open_vault()
    entered(vault)
    with monkeypatch.context() as broken:
        broken.setattr(KeyTree, "destroy", lambda *_, **__: (_ for _ in ()).throw(StorageError(Text("gone", "断开"))))
        with pytest.raises(StorageError):
            vault.erase("r-204", by="secretary-1")
    assert not given(vault).values
    again = open_vault()
    assert again._holding.store.unfinished() == []
    assert not given(again, by="r-204", purpose=OWN).values


def test_nothing_of_a_removed_row_is_left_in_the_files(tmp_path, clock):
    from tests.privacy.vault.scene import ROOT, control  # noqa: PLC0415 -- used here alone

    from commgov.privacy import Vault  # noqa: PLC0415 -- as above
    from commgov.storage import Database  # noqa: PLC0415 -- as above

    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        vault = Vault.open(database, community="community-b", keys=ROOT, control=control(), clock=clock)
        entered(vault, resident(health=HEALTH))
        entered(vault, resident("r-205"))
        stored = SqlVaultStore(database._engine).load(PersonRef("r-204"))
        sealed = [stored.row.directory, *stored.slots.values()]
        keys = [database.key_store().find("r-204", tier).wrapped for tier in (2, 3, 4)]
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert all(each in content for each in keys)
        receipt = vault.erase("r-204", by="secretary-1")
        assert "SQLite" not in "\n".join(each.en for each in receipt.not_reached)
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert not [each for each in (*sealed, *keys) if each in content]


def test_restricted_data_is_kept_and_not_used(open_vault):
    vault = open_vault()
    entered(vault)
    entered(vault, resident("r-205"))
    assert vault.restrict("r-204", by="secretary-1", about="objection-1")
    assert not vault.restrict("r-204", by="secretary-1")
    assert not vault.restrict("r-999", by="secretary-1")
    again = open_vault()
    for who, purpose, more in (("officer-7", VISIT, {}), ("r-204", OWN, {}), ("m-8", SERVICE, {"service": "d-5"})):
        seen = given(again, by=who, purpose=purpose, **more)
        assert seen.refused["name"].rule == "restricted"
        assert seen.refused["name"].would_allow_if
    with again.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.find(Resident, phone=PHONE).refs == ("r-205",)
        assert [seen.ref for seen in s.list(Resident, ("name",))] == ["r-205"]
        assert not s.change("r-204", {"phone": PHONE}, origin=Origin.PERSON)
        assert not s.move("r-204", "grid-2")
        assert not s.confirm("r-204", "phone", origin=Origin.PERSON)
        order = OrderText(ref="r-204", demand="d-1", text="修灯")
        assert not s.put(order, basis=CONSENT, origin=Origin.PERSON, item="d-1")
    assert again.lift_restriction("r-204", by="secretary-1")
    assert given(open_vault())["name"] == NAME
    actions = [entry.action for entry in vault.log.entries()]
    assert (actions.count("restrict"), actions.count("lift-restriction")) == (1, 1)


def test_retention_runs_by_itself_and_leaves_a_trace(open_vault, clock):
    cache = Cache()
    vault = open_vault(keepers=(cache,))
    entered(vault, resident(health=HEALTH))
    clock.forward(days=366)
    assert "health" in given(vault, fields=("health",), by="r-204", purpose=OWN)
    again = given(open_vault(), fields=("health", "name"), by="r-204", purpose=OWN)
    assert (again["health"], again["name"]) == (None, NAME)
    assert cache.forgotten == [("r-204", frozenset({"resident.health"}), "")]
    erased = [entry for _, entry in vault.accesses("r-204") if entry.action == "erase"]
    assert [(entry.by, entry.fields, entry.rule) for entry in erased] == [
        ("vault", ("resident.health",), "vault#retention")
    ]


def test_what_a_keeper_could_not_forget_is_due_again(open_vault, clock):
    broken = Broken()
    vault = open_vault(keepers=(broken,))
    entered(vault, resident(health=HEALTH))
    clock.forward(days=366)
    run = vault.tick()
    assert [due.key for due, _ in run.missed] == ["resident.health"]
    assert vault.known("r-204").latest("r-204", "resident.health")
    broken.forget = lambda *_, **__: 0
    assert [due.key for due in vault.tick().erased] == ["resident.health"]
    assert vault.tick() is None
    assert vault.known("r-204").latest("r-204", "resident.health") is None


def test_what_is_held_for_a_dispute_or_restricted_stays(open_vault, clock):
    vault = open_vault(held=lambda: {"r-206": Text("a dispute", "存在争议")})
    for ref in ("r-204", "r-205", "r-206"):
        entered(vault, resident(ref, health=HEALTH))
    vault.restrict("r-205", by="secretary-1")
    clock.forward(days=366)
    run = vault.tick()
    assert {due.person for due in run.erased} == {"r-204"}
    assert {due.person for due in run.held} == {"r-205", "r-206"}


def test_a_basis_that_was_taken_back_takes_its_fields_with_it(open_vault):
    taken_back = {}
    vault = open_vault(withdrawn=lambda _person: taken_back)
    entered(vault, resident(health=HEALTH))
    taken_back[CONSENT.ref] = date(2026, 3, 2)
    assert vault.tick() is None
    run = vault.tick(anew=True)
    assert {due.key for due in run.erased} == {"resident.name", "resident.phone", "resident.health"}
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.find(Resident, phone=PHONE).refs == ()


def test_the_vault_is_a_keeper_as_others_are(vault):
    entered(vault, resident(health=HEALTH))
    entered(vault, OrderText(ref="r-204", demand="d-1", text="修灯"), unit=None, item="d-1")
    entered(vault, OrderText(ref="r-204", demand="d-2", text="修门"), unit=None, item="d-2")
    assert vault.forget("r-204", frozenset({"resident.health", "resident.phone"})) == 2
    assert vault.forget("r-204", frozenset({"resident.health"})) == 0
    assert vault.forget("r-204", item="d-1") == 2
    with vault.session(by="r-204", purpose=OWN) as s:
        assert s.get("r-204", ("name", "phone")).values == {"name": NAME, "phone": None}
        assert s.get("r-204", ("text",), record=OrderText, item="d-1")["text"] is None
        assert s.get("r-204", ("text",), record=OrderText, item="d-2")["text"] == "修门"
    assert {entry.key for entry in vault.known("r-204").known("r-204")} == {
        "resident.name",
        "order.demand",
        "order.text",
    }
    assert vault.forget("r-204") == 3
    assert vault.forget("r-999", frozenset({"resident.phone"})) == 0
    assert not given(vault).values


def test_single_fields_can_be_restricted(open_vault, clock):
    vault = open_vault()
    entered(vault, resident(health=HEALTH))
    entered(vault, resident("r-205"))
    disputed = frozenset({"resident.phone", "resident.health"})
    assert vault.restrict("r-204", disputed, by="secretary-1", about="objection-2")
    assert not vault.restrict("r-204", disputed, by="secretary-1")
    again = open_vault()
    assert again.restricted("r-204") == disputed
    seen = given(again, by="r-204", fields=("name", "phone"), purpose=OWN)
    assert (seen.values, seen.refused["phone"].rule) == ({"name": NAME}, "restricted")
    assert len(seen.leaves) == 2
    with again.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.find(Resident, phone=PHONE).refs == ("r-205",)
        assert s.find(Resident, name=NAME).refs == ("r-204", "r-205")
        assert [seen.values.keys() for seen in s.list(Resident, ("name", "phone"))] == [{"name"}, {"name", "phone"}]
        assert not s.change("r-204", {"phone": None}, origin=Origin.PERSON)
        assert not s.confirm("r-204", "phone", origin=Origin.PERSON)
        assert s.change("r-204", {"name": "王虚"}, origin=Origin.PERSON)
        view = View("relief", "secretary", RELIEF, fields_of(Resident, "name", "phone"))
        form = Form("relief", RELIEF, CONSENT, fields_of(Resident, "name", "phone"))
        states = [each.state for each in s.prefill(form, "r-204", role="secretary", views=[view]).answers]
        assert states == [Filled.FILLED, Filled.NOT_PERMITTED]
    clock.forward(days=366)
    assert open_vault().tick().erased == ()  # kept for the dispute
    assert again.lift_restriction("r-204", disputed, by="secretary-1")
    assert again.restricted("r-204") is False
    assert {due.key for due in open_vault().tick(anew=True).erased} == {"resident.health"}
    assert given(again, by="r-204", fields=("phone",), purpose=OWN)["phone"] == PHONE


def test_a_person_gets_a_copy_of_all_that_is_held_and_it_is_logged(vault):
    entered(vault, resident(health=HEALTH))
    entered(vault, OrderText(ref="r-204", demand="d-1", text="修灯"), unit=None, item="d-1")
    vault.restrict("r-204", by="secretary-1")
    person, order = vault.copy("r-204", by="officer-7", about="request-3")
    assert person.values == {"name": NAME, "phone": PHONE, "health": HEALTH}
    assert (order.record, order.item, order["text"]) == ("order", "d-1", "修灯")
    before = vault.log.size
    assert vault.copy("r-999", by="officer-7") == ()
    assert [entry.allowed for entry in vault.log.entries(before)] == [False]
    (entry,) = [entry for _, entry in vault.accesses("r-204") if entry.action == "copy"]
    assert (entry.by, entry.about, entry.tier, len(entry.fields)) == ("officer-7", "request-3", 4, 5)


def test_a_record_that_lost_a_field_it_needs_is_changed_only_as_a_whole(small):
    entered(small, OrderText(ref="r-204", demand="d-1", text="修灯"), item="d-1")
    small.forget("r-204", frozenset({"order.text"}), item="d-1")
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        change = partial(s.change, "r-204", record=OrderText, item="d-1", origin=Origin.PERSON, basis=CONSENT)
        with pytest.raises(InvalidInputError):
            change(values={"demand": "d-9"})
        assert change(values={"demand": "d-9", "text": "修门"})


def test_restricted_data_is_not_erased_by_a_session_either_it_is_kept_for_a_dispute(small):
    entered(small)
    small.restrict("r-204", by="secretary-1", about="objection-1")
    with small.session(by="r-204", purpose=OWN) as s:
        erased = s.erase("r-204")
        assert (bool(erased), erased.refused["r-204"].rule) == (False, "restricted")
    small.lift_restriction("r-204", by="secretary-1")
    small.restrict("r-204", frozenset({"resident.phone"}), by="secretary-1", about="objection-2")
    with small.session(by="r-204", purpose=OWN) as s:
        assert not s.erase("r-204")
    small.lift_restriction("r-204", frozenset({"resident.phone"}), by="secretary-1")
    with small.session(by="r-204", purpose=OWN) as s:
        assert s.erase("r-204")


def test_a_stranger_erases_nobody_of_whom_nothing_is_held_any_more(small):
    entered(small)
    small.forget("r-204", frozenset({"resident.name", "resident.phone"}))
    with small.session(by="stranger-1", purpose=VISIT) as s:
        assert not s.erase("r-204")
    entered(small)


def rounds(vault):
    return [entry.subject for entry in vault.log.entries() if entry.subject.startswith("round.")]


def test_whoever_comes_first_does_not_wait_for_a_round_that_a_scheduler_does(open_vault, clock):
    vault = open_vault()
    entered(vault)
    assert rounds(vault) == ["round.2026-03-02"]
    for day in range(3, 6):
        clock.forward(days=1)
        given(open_vault())
        assert open_vault().tick() is not None, "no session did it"
        assert rounds(vault)[-1] == f"round.2026-03-0{day}"
        assert open_vault().tick() is None, "one process does it"


def test_a_round_that_nobody_does_is_done_by_a_session_once_it_is_late(open_vault, clock):
    vault = open_vault()
    entered(vault)
    found = []
    for _ in range(4):
        clock.forward(days=1)
        given(open_vault())
        found.append(len(rounds(vault)))
    assert found == [1, 2, 2, 3]
    clock.forward(days=1)
    given(open_vault(days_late=0))
    assert len(rounds(vault)) == 4


def test_a_keeper_that_fails_all_the_time_does_not_hold_up_each_who_comes(open_vault, clock):
    broken = Broken()
    vault = open_vault(keepers=(broken,), days_late=0)
    entered(vault, resident(health=HEALTH))
    clock.forward(days=366)
    asked = []
    broken.forget = lambda *_, **__: asked.append(1) or 1 / 0
    for hours in (0, 0.1, 0.1, 1):
        clock.forward(hours=hours)
        given(vault)
    assert len(asked) == 2
