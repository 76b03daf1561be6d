"""When something fails: nothing is given out without its entry, and nothing half written stays."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from faults.full_disk import fill
from tests.privacy.vault.scene import (
    CONSENT,
    EMERGENCY,
    HEALTH,
    NAME,
    OWN,
    PHONE,
    RELIEF,
    ROOT,
    VISIT,
    control,
    entered,
    given,
    memory_vault,
    resident,
)

from commgov.errors import ConflictError, StorageError
from commgov.privacy import MemoryVaultStore, Origin, Resident, Vault
from commgov.privacy.audit import AuditLog, MemoryLogStore
from commgov.storage import Database
from commgov.wording import Text


class Shaky(MemoryLogStore):
    """A log that fails when told to."""

    fails = False

    def append(self, rows):
        if self.fails:
            raise StorageError(Text("the disk is full", "磁盘已满"))
        return super().append(rows)


@pytest.fixture
def shaky():
    return Shaky()


@pytest.fixture
def shaken(clock, shaky):
    vault = memory_vault(clock, log=AuditLog("community-b", shaky, clock=clock))
    entered(vault, resident(health=HEALTH))
    return vault


def test_if_the_log_fails_nothing_is_given_out_and_nothing_is_written(shaken, shaky, monkeypatch):
    shaky.fails = True
    opened = []
    real = type(shaken._holding.sealer).value
    monkeypatch.setattr(
        type(shaken._holding.sealer), "value", lambda self, *args: opened.append(args[1].key) or real(self, *args)
    )
    with shaken.session(by="secretary-1", purpose=RELIEF) as s:
        for call in (
            lambda: s.get("r-204"),
            lambda: s.get("r-999"),
            lambda: s.list(Resident, ("name",)),
            lambda: s.find(Resident, phone=PHONE),
            lambda: s.change("r-204", {"phone": None}, origin=Origin.PERSON),
            lambda: s.put(resident("r-205"), basis=CONSENT, origin=Origin.PERSON, unit="grid-1"),
            lambda: s.erase("r-204"),
            lambda: s.move("r-204", "grid-2"),
        ):
            with pytest.raises(StorageError):
                call()
    with pytest.raises(StorageError):
        shaken.erase("r-204", by="secretary-1")
    with pytest.raises(StorageError):
        shaken.restrict("r-204", by="secretary-1")
    with pytest.raises(StorageError):
        shaken.forget("r-204", frozenset({"resident.phone"}))
    shaky.fails = False
    own = given(shaken, fields=("name", "phone", "health"), by="r-204", purpose=OWN)
    assert own.values == {"name": NAME, "phone": PHONE, "health": HEALTH}
    assert not given(shaken, "r-205", by="r-205", purpose=OWN).values


def test_if_nobody_can_be_told_nothing_is_given_out(clock):
    def fails(notice):
        raise OSError(notice.to)

    vault = memory_vault(clock, on_notice=fails)
    entered(vault)
    with pytest.raises(OSError, match="community-secretary"):
        given(vault, fields=("health",), purpose=EMERGENCY, emergency=True)
    actions = [entry.action for entry in vault.log.entries()]
    assert actions[-4:] == ["read", "owe-notice", "owe-notice", "owe-review"]


@pytest.fixture
def full(tmp_path, clock):
    """A vault in a file of SQLite whose disk can be made full."""
    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        yield Vault.open(database, community="community-b", keys=ROOT, control=control(), clock=clock), database


def test_a_full_disk_leaves_nothing_half_written(full):
    vault, database = full
    entered(vault)
    before = vault.log.size
    fill(database)

    def change_on():
        with vault.session(by="secretary-1", purpose=RELIEF) as s:
            for number in range(500):
                s.change("r-204", {"education": f"虚构{number}" * 50}, basis=CONSENT, origin=Origin.WORKER)

    def read_on():
        for _ in range(500):
            given(vault)

    with pytest.raises(StorageError):
        change_on()
    entries = list(vault.log.entries())
    vault.log.verify()
    changed = [entry for entry in entries[before:] if entry.action in {"enter", "correct"}]
    (held,) = [held for held in vault._holding.file("r-204").directory.held if held.key == "resident.education"]
    row = vault._holding.file("r-204")
    assert row.version == 1 + len(changed)
    assert held.slot == 2 + len(changed)
    with pytest.raises(StorageError):
        read_on()


def test_a_change_and_its_entry_are_there_together_or_not_at_all(full, monkeypatch):
    from commgov.storage.vault_store import BoundVaultStore  # noqa: PLC0415 -- to break it

    vault, _ = full
    entered(vault)
    before = vault.log.size
    monkeypatch.setattr(BoundVaultStore, "keep", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("gone")))
    with vault.session(by="secretary-1", purpose=RELIEF) as s, pytest.raises(StorageError):
        s.change("r-204", {"phone": None}, origin=Origin.PERSON)
    assert vault.log.size == before


def test_whoever_is_overtaken_all_the_time_is_told(clock, monkeypatch):
    store = MemoryVaultStore()
    vault = memory_vault(clock, store=store)
    entered(vault)
    monkeypatch.setattr(store, "keep", lambda _: False)
    with vault.session(by="secretary-1", purpose=RELIEF) as s, pytest.raises(ConflictError):
        s.change("r-204", {"phone": None}, origin=Origin.PERSON)


def test_readers_beside_an_erasure_get_all_or_nothing_and_afterwards_nothing(open_vault):
    vaults = [open_vault() for _ in range(4)]
    entered(vaults[0])
    barrier = Barrier(len(vaults))

    def read(vault):
        barrier.wait()
        found = []
        for _ in range(8):
            seen = given(vault, by="r-204", purpose=OWN)
            found.append(tuple(seen.values.values()))
        return found

    def erase(vault):
        barrier.wait()
        vault.erase("r-204", by="secretary-1")
        return [(), (NAME, PHONE)]

    with ThreadPoolExecutor(len(vaults)) as pool:
        work = [pool.submit(read, vault) for vault in vaults[1:]] + [pool.submit(erase, vaults[0])]
        found = {values for each in work for values in each.result()}
    assert found == {(), (NAME, PHONE)}
    for vault in vaults:
        assert not given(vault, by="r-204", purpose=OWN).values
    vaults[0].log.verify()


def test_many_sessions_at_once_leave_an_entry_each(open_vault):
    vault = open_vault()
    entered(vault)
    before, readers, reads = vault.log.size, 4, 5
    barrier = Barrier(readers)

    def read(_):
        mine = open_vault()
        barrier.wait()
        return [given(mine, fields=("name",), purpose=VISIT).leaves.start for _ in range(reads)]

    with ThreadPoolExecutor(readers) as pool:
        leaves = [leaf for each in pool.map(read, range(readers)) for leaf in each]
    assert sorted(leaves) == list(range(before, before + readers * reads))
    vault.log.verify()
