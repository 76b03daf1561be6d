"""A list in slices: fifty people one by one are fifty people."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from tests.clocks import HandClock
from tests.privacy.vault.scene import CONSENT, NOON, RELIEF, VISIT, resident

from commgov.grid import Organisation
from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    Assignment,
    AssignmentBook,
    AuditLog,
    BasisBook,
    KeyTree,
    MemoryKeyStore,
    MemoryVaultStore,
    Origin,
    Resident,
    Tier,
    Vault,
)
from commgov.privacy.access import Action, Permit, Role, Scope
from commgov.privacy.audit import MemoryLogStore
from commgov.seal import Keyset

MANY = 50
STREET = [f"r-{number}" for number in range(1, 61)]
EXPORT = Action.EXPORT


ORGANISATION = Organisation.from_columns(["b", "grid-1", "grid-2"], [None, "b", "b"])
STAFF = AssignmentBook(
    [Assignment(who, "community-secretary", "b", NOON - timedelta(days=1)) for who in ("secretary-1", "secretary-2")]
)


def policy():
    """A secretary may take out T3 for two purposes, nothing masked."""
    rights = {
        "roles": frozenset({"community-secretary"}),
        "purposes": frozenset({"relief", "home-visit"}),
        "scope": Scope.UNIT,
    }
    taking = frozenset({EXPORT, Action.DISCLOSE, Action.READ})
    return AccessPolicy(
        "own",
        "1",
        roles=(Role("community-secretary"),),
        purposes=(VISIT, RELIEF),
        permits=(
            Permit("take", actions=taking, up_to=Tier.T3, **rights),
            Permit("enter", actions=frozenset({Action.ENTER}), up_to=Tier.T4, **rights),
        ),
    )


@pytest.fixture(scope="module")
def street():
    """Sixty people in two grids, with name and telephone; opens their vault with another log."""
    keys, records = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="b"), MemoryVaultStore()
    decides = AccessControl(policy(), ORGANISATION, STAFF, BasisBook([]))

    def open_vault(clock, log):
        return Vault(community="b", keys=keys, records=records, control=decides, log=log, clock=clock)

    with open_vault(HandClock(NOON), AuditLog("b")).session(by="secretary-1", purpose=RELIEF) as s:
        for number, ref in enumerate(STREET):
            record = resident(ref, name=f"虚{number}", phone=f"138000{number:05d}")
            assert s.put(record, basis=CONSENT, origin=Origin.PERSON, unit=f"grid-{number % 2 + 1}")
    return open_vault


class Slicer:
    """Somebody who wants everybody, however they have to ask; counts whose telephone number they have."""

    def __init__(self, open_vault, log=None):
        self.clock, self.log, self.had = HandClock(NOON), log or AuditLog("b"), set()
        self._open = open_vault
        self.restart()

    def restart(self):
        self._vault = self._open(self.clock, self.log)

    def get(self, ref, *, by="secretary-1", purpose=RELIEF, action=EXPORT, **asked):
        with self._vault.session(by=by, purpose=purpose) as s:
            seen = s.get(ref, ("phone",), action=action, **asked)
        if seen.values and not seen.masked:
            self.had.add(ref)
        return seen

    def list(self, *units, columns=("phone",)):
        with self._vault.session(by="secretary-1", purpose=RELIEF) as s:
            rows = s.list(Resident, columns, units=units, action=EXPORT)
        self.had |= {row.ref for row in rows if "phone" in row.values}
        return rows


@pytest.fixture
def slicer(street):
    return Slicer(street)


def test_fifty_people_one_by_one_are_refused_as_a_list_of_them_is(slicer):
    for ref in STREET:
        last = slicer.get(ref)
    assert len(slicer.had) == MANY - 1
    listed = slicer.list("grid-1", "grid-2")
    assert not listed
    assert last.refused["phone"].reasons == listed.refused["phone"].reasons


def test_sessions_purposes_actions_lists_and_restarts_make_it_no_less_of_a_list(slicer):
    assert len(slicer.list("grid-1")) == MANY - 20
    for number, ref in enumerate(STREET[1::2]):
        slicer.get(ref, purpose=(VISIT, RELIEF)[number % 2], action=(EXPORT, Action.DISCLOSE)[number % 3 == 0])
        if number % 5 == 0:
            slicer.restart()
    assert len(slicer.had) == MANY - 1
    assert not slicer.list("grid-2", columns=("name", "phone"))
    with slicer._vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert not s.explain(STREET[-1], "phone", action=EXPORT).allowed


class Together(MemoryLogStore):
    """A log in which the next two entries wait for each other: both were decided before either stands there."""

    waits = None

    def append(self, rows):
        if self.waits is not None:
            with suppress(BrokenBarrierError):
                self.waits.wait(timeout=5)
            self.waits.abort()
        return super().append(rows)


def test_two_who_ask_at_the_same_moment_get_no_further(street):
    slicer = Slicer(street, AuditLog("b", Together()))
    for ref in STREET[: MANY - 2]:
        slicer.get(ref)
    slicer.log.store.waits = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(slicer.get, STREET[MANY - 2 : MANY]))
    assert len(slicer.had) < MANY


def test_what_does_not_leave_whole_others_and_another_day_are_not_counted(slicer):
    for ref in STREET:
        assert slicer.get(ref, action=Action.READ)
    for ref in STREET[: MANY - 1]:
        assert slicer.get(ref)
    assert slicer.get(STREET[0])
    assert not slicer.get(STREET[-1])
    assert slicer.get(STREET[-1], masked=True)
    assert slicer.get(STREET[-1], by="secretary-2")
    slicer.clock.forward(hours=24)
    slicer.restart()
    assert slicer.get(STREET[-1])


def test_whoever_was_refused_is_not_counted_and_the_day_slides(slicer):
    for ref in STREET[:30]:
        slicer.get(ref)
    slicer.clock.forward(hours=23)
    for ref in STREET[30:]:
        slicer.get(ref)
    assert len(slicer.had) == MANY - 1
    slicer.clock.forward(hours=1)
    for ref in STREET[49:]:
        assert slicer.get(ref)
