"""Rows that are set back to an earlier state are true in themselves, and found out by the log."""

import copy
from datetime import timedelta

import pytest
from attrs import evolve
from sqlalchemy import delete, insert, select
from tests.privacy.vault.scene import (
    HEALTH,
    NAME,
    NOON,
    OWN,
    PHONE,
    RELIEF,
    entered,
    given,
    memory_vault,
    resident,
)

from commgov.errors import SealError, StorageError
from commgov.privacy import AuditLog, MemoryKeyStore, MemoryVaultStore, Origin, Resident
from commgov.privacy.incidents import who_had_access
from commgov.privacy.vault import SetBackError, VerifiedVault
from commgov.storage.vault_tables import CODES, FIELDS, SUBJECTS
from commgov.wording import Text

TABLES = (SUBJECTS, FIELDS, CODES)


class Writer:
    """Somebody who writes to the database: takes a person's rows as they are, and puts them there again later."""

    def __init__(self, store, ref="r-204"):
        self.store, self.ref = store, ref
        if isinstance(store, MemoryVaultStore):
            self.rows = [copy.copy(each.get(ref)) for each in (store._rows, store._slots, store._codes)]
            return
        with store._engine.connect() as database:
            self.rows = [
                [row._asdict() for row in database.execute(select(table).where(table.c.subject == ref))]
                for table in TABLES
            ]

    def put_back(self):
        if isinstance(self.store, MemoryVaultStore):
            for there, before in zip((self.store._rows, self.store._slots, self.store._codes), self.rows, strict=True):
                there[self.ref] = copy.copy(before)
            return
        self.remove()
        with self.store._engine.begin() as database:
            for table, rows in zip(TABLES, self.rows, strict=True):
                for row in rows:
                    database.execute(insert(table), row)

    def remove(self):
        if isinstance(self.store, MemoryVaultStore):
            for there in (self.store._rows, self.store._slots, self.store._codes):
                there.pop(self.ref, None)
            return
        with self.store._engine.begin() as database:
            for table in TABLES:
                database.execute(delete(table).where(table.c.subject == self.ref))


def nobody_uses(vault):
    """Nothing is given out of r-204, and nothing written."""
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        for ask in (
            lambda: s.get("r-204", ("name",)),
            lambda: s.list(Resident, ("name",)),
            lambda: s.find(Resident, phone=PHONE),
            lambda: s.explain("r-204", "name"),
            lambda: s.change("r-204", {"phone": None}, origin=Origin.PERSON),
            lambda: s.move("r-204", "grid-2"),
            lambda: s.erase("r-204"),
            lambda: vault.copy("r-204", by="secretary-1"),
            lambda: vault.restrict("r-204", by="secretary-1"),
            lambda: vault.accesses("r-204"),
            vault.renew,
        ):
            with pytest.raises(SetBackError, match="older than what was written last"):
                ask()
    return True


def test_a_field_that_went_does_not_come_back(open_vault):
    vault = open_vault()
    entered(vault, resident(health=HEALTH))
    entered(vault, resident("r-205", phone="13900000034"))
    before = Writer(vault._holding.store)
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.change("r-204", {"health": None}, origin=Origin.PERSON)
    assert vault.verify() == VerifiedVault(2)
    before.put_back()
    size = vault.log.size
    assert nobody_uses(open_vault())
    assert vault.log.size == size
    found = vault.verify()
    assert (bool(found), found) == (False, VerifiedVault(1, set_back=("r-204",)))
    assert given(vault, "r-205", by="r-205", purpose=OWN)["name"] == NAME, "the others are as they were"


def test_a_restriction_is_not_lifted_by_whoever_writes_to_the_database(open_vault):
    vault = open_vault()
    entered(vault)
    before = Writer(vault._holding.store)
    vault.restrict("r-204", by="secretary-1", about="objection-1")
    before.put_back()
    assert nobody_uses(open_vault())
    assert not vault.verify()


def test_whatever_is_written_counts_as_a_state_also_what_leaves_no_entry_of_its_own(open_vault, clock):
    vault = open_vault()
    entered(vault, resident(health=HEALTH))
    for write in (
        vault.renew,
        lambda: vault.restrict("r-204", frozenset({"resident.phone"}), by="secretary-1"),
        lambda: vault.lift_restriction("r-204", by="secretary-1"),
        lambda: clock.forward(days=366) or vault.tick(anew=True),
        lambda: vault.forget("r-204", frozenset({"resident.phone"})),
    ):
        before = Writer(vault._holding.store)
        write()
        after = Writer(vault._holding.store)
        before.put_back()
        with pytest.raises(SetBackError):
            vault.known("r-204")
        after.put_back()
        assert vault.verify() == VerifiedVault(1)


def test_whoever_was_erased_does_not_come_back_from_a_backup_of_rows_and_keys(clock):
    keys, store, log = MemoryKeyStore(), MemoryVaultStore(), AuditLog("community-b", clock=clock)
    vault = memory_vault(clock, keys=keys, store=store, log=log)
    entered(vault)
    before, wrapped, destroyed = Writer(store), dict(keys._keys), set(keys._destroyed)
    vault.erase("r-204", by="secretary-1")
    assert vault.verify() == VerifiedVault(0)
    before.put_back()
    keys._keys.update(wrapped)
    keys._destroyed.clear()
    keys._destroyed.update(destroyed)
    again = memory_vault(clock, keys=keys, store=store, log=log)
    with pytest.raises(SetBackError):
        given(again)
    assert again.verify().set_back == ("r-204",)
    assert again.erase("r-204", by="secretary-1")
    assert again.verify() == VerifiedVault(0)


def test_whose_rows_were_taken_away_is_missed_though_nobody_can_say_who_it_is(open_vault):
    vault = open_vault()
    entered(vault)
    entered(vault, resident("r-205"))
    pseudonym = vault.pseudonym("r-204")
    Writer(vault._holding.store).remove()
    assert vault.verify() == VerifiedVault(1, missing=(pseudonym,))
    assert pseudonym not in repr(vault.verify())


def test_rows_that_are_broken_are_named(small):
    entered(small)
    entered(small, resident("r-205"))
    small._holding.store._slots["r-204"].clear()
    assert small.verify() == VerifiedVault(1, broken=("r-204",))
    rows = small._holding.store._rows
    rows["r-204"] = evolve(rows["r-204"], directory=rows["r-205"].directory)
    found = small.verify()
    assert (found.people, found.broken, len(found.missing)) == (1, ("r-204",), 1)


def test_a_write_that_broke_off_before_its_mark_is_no_setting_back(clock, monkeypatch):
    """Only where records and log share no database: the rows are newer than the log knows, and stand."""
    vault = memory_vault(clock)
    entered(vault)
    real = vault.log.append
    with monkeypatch.context() as broken:
        entries = []

        def append(some):
            entries.extend(made := list(some))
            if any(each.action == "mark" for each in made):
                raise StorageError(Text("gone", "断开"))
            return real(made)

        broken.setattr(AuditLog, "append", lambda _, some: append(some))
        with vault.session(by="secretary-1", purpose=RELIEF) as s, pytest.raises(StorageError):
            s.change("r-204", {"phone": "13900000034"}, origin=Origin.PERSON)
    assert given(vault, by="r-204", purpose=OWN)["phone"] == "13900000034"
    assert vault.verify() == VerifiedVault(1)
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.change("r-204", {"phone": PHONE}, origin=Origin.PERSON)
    assert vault.verify() == VerifiedVault(1)


def test_an_attempt_whose_rows_were_never_written_is_no_state(clock, monkeypatch):
    store = MemoryVaultStore()
    vault = memory_vault(clock, store=store)
    entered(vault)
    with monkeypatch.context() as broken:
        broken.setattr(store, "keep", lambda _: (_ for _ in ()).throw(StorageError(Text("gone", "断开"))))
        with vault.session(by="secretary-1", purpose=RELIEF) as s, pytest.raises(StorageError):
            s.change("r-204", {"phone": None}, origin=Origin.PERSON)
    assert given(vault)["name"] == NAME
    assert vault.verify() == VerifiedVault(1)


def test_whoever_reads_while_others_write_is_told_of_no_setting_back(open_vault, monkeypatch):
    """The log knows of the next state before the reader asks it: then the reader reads anew."""
    vault, other = open_vault(), open_vault()
    entered(vault)
    real = type(vault._holding.store).load
    changed = []

    def load(store, ref):
        found = real(store, ref)
        if store is vault._holding.store and not changed:
            changed.append(ref)
            other.restrict("r-204", frozenset({"resident.health"}), by="secretary-1")
        return found

    monkeypatch.setattr(type(vault._holding.store), "load", load)
    assert vault.restricted("r-204") == {"resident.health"}


def test_the_marks_of_states_are_nobodys_accesses(vault):
    entered(vault)
    given(vault)
    assert "mark" not in {entry.action for _, entry in vault.accesses("r-204")}
    exposed = who_had_access(vault.log.entries(), NOON, NOON + timedelta(hours=1))
    assert exposed.subjects == (vault.pseudonym("r-204"),)
    assert "vault" not in exposed.actors
    assert issubclass(SetBackError, SealError)


def test_retention_goes_round_whoever_was_set_back_and_says_so(small, clock):
    entered(small, resident(health=HEALTH))
    entered(small, resident("r-205", health=HEALTH))
    before = Writer(small._holding.store)
    small.restrict("r-204", frozenset({"resident.phone"}), by="secretary-1")
    before.put_back()
    clock.forward(days=366)
    run = small.tick()
    assert (run.unread, [due.person for due in run.erased]) == (("r-204",), ["r-205"])
