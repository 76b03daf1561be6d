"""Between decision, log and store: what is taken back, set, or broken off in the middle of something."""

import copy
import pickle
from datetime import timedelta

import pytest
from tests.clocks import HandClock
from tests.privacy.vault.scene import NOON, PHONE, RELIEF, assignments, entered, given, memory_vault, resident
from tests.privacy.vault.test_backing import LEADERS, assessment

from commgov.errors import InvalidInputError
from commgov.privacy import AssessmentBook, AuditLog, MemoryKeyStore, MemoryVaultStore, Resident
from commgov.privacy.access import Action, ApprovalBook
from commgov.privacy.audit import MemoryLogStore
from commgov.wording import Text


class StoppedError(BaseException):
    """The machine stops here."""


class Keeps:
    """Keeps something of people; stops, or fails, where a test wants it."""

    name, keeps = "demand-index", Text("runs of characters", "字符片段")

    def __init__(self):
        self.raises, self.forgotten = None, []

    def forget(self, person, fields=None, *, item=None):  # noqa: ARG002 - as `Keeper`
        if self.raises is not None:
            raise self.raises
        self.forgotten.append(person)
        return 1


class House:
    """The parts of a vault, which another process opens too."""

    def __init__(self):
        self.clock, self.keeper, self.store = HandClock(NOON), Keeps(), MemoryVaultStore()
        self.keys, self.log = MemoryKeyStore(), AuditLog("community-b", MemoryLogStore())

    def opened(self, **options):
        given_options = {"keepers": (self.keeper,)} | options
        return memory_vault(self.clock, keys=self.keys, store=self.store, log=self.log, **given_options)


@pytest.fixture
def house():
    return House()


# What was agreed to ends while somebody is at work


def test_a_session_outlasts_neither_the_approvals_behind_it_nor_the_assessment(house):
    approvals = ApprovalBook(assignments(), LEADERS, clock=house.clock)
    assessments = AssessmentBook()
    assessments.add(assessment(until=NOON.date() + timedelta(days=14)))
    vault = house.opened(approvals=approvals, assessments=assessments)
    entered(vault, resident(health="asthma"))
    for who in ("leader-1", "auditor-1"):
        assert approvals.approve("secretary-1", RELIEF, by=who, until=NOON + timedelta(hours=1))
    with vault.session(by="secretary-1", purpose=RELIEF, assessment="ia-7") as s:
        assert s.get("r-204", ("health",), action=Action.SHARE)
        approvals.withdraw("secretary-1", RELIEF, by="auditor-1")
        assert not s.get("r-204", ("health",), action=Action.SHARE)
        assert s.get("r-204", ("phone",), action=Action.SHARE), "one is left"
        house.clock.forward(hours=1)
        assert not s.get("r-204", ("phone",), action=Action.SHARE)
        assert approvals.approve("secretary-1", RELIEF, by="leader-1", until=NOON + timedelta(days=20))
        assert approvals.approve("secretary-1", RELIEF, by="auditor-1", until=NOON + timedelta(days=20))
        assert s.get("r-204", ("health",), action=Action.SHARE)
        house.clock.forward(days=15)
        assert s.get("r-204", ("phone",), action=Action.SHARE)
        assert not s.get("r-204", ("health",), action=Action.SHARE), "the assessment has run out"


# An erasure breaks off


@pytest.mark.parametrize("fails", [None, OSError("switched off")])
def test_an_erasure_that_broke_off_before_others_forgot_asks_them_when_it_goes_on(house, fails):
    vault = house.opened()
    entered(vault)
    house.keeper.raises = StoppedError()
    with pytest.raises(StoppedError):
        vault.erase("r-204", by="secretary-1")
    assert house.store.unfinished() == ["r-204"]
    house.keeper.raises = fails
    house.opened()
    assert house.keeper.forgotten == ([] if fails else ["r-204"])
    assert house.store.unfinished() == (["r-204"] if fails else [])
    house.keeper.raises = None
    house.opened().tick(anew=True)
    assert house.keeper.forgotten == ["r-204"]
    assert house.store.unfinished() == []


def test_whoever_is_half_erased_is_read_by_nobody_and_erased_when_it_is_asked_again(house, monkeypatch):
    entered(house.opened())

    def stops(*_given):
        raise StoppedError

    with monkeypatch.context() as patch:
        patch.setattr(MemoryVaultStore, "begin_erasure", stops)
        with pytest.raises(StoppedError):
            house.opened().erase("r-204", by="secretary-1")
    assert house.opened().verify().set_back == ("r-204",)
    assert house.opened().erase("r-204", by="secretary-1")
    assert house.opened().verify(), "nobody is missing"
    assert given(house.opened()).refused["phone"].rule == "not-held"


# Retention


def test_who_is_restricted_while_a_round_of_retention_is_on_its_way_keeps_their_data(house):
    def taken_back(person):
        vaults[0].restrict(person, by="judge-1")  # just when the round looks
        return {"c-91": NOON.date()}

    vaults = [house.opened(withdrawn=taken_back)]
    entered(vaults[0])
    run = vaults[0].tick(anew=True)
    assert (run.erased, {out.keeper for _, out in run.missed}) == ((), {"vault"})
    vaults[0].lift_restriction("r-204", by="judge-1")
    assert given(vaults[0]).refused == {}
    vaults[0].restrict("r-204", by="judge-1")
    assert {due.key for due in vaults[0].tick(anew=True).held} == {"resident.name", "resident.phone"}


def test_a_clock_that_once_stood_years_ahead_does_not_end_retention(house):
    vault = house.opened()
    house.clock.forward(days=3650)
    assert vault.tick() is not None
    house.clock.forward(days=-3649)
    assert vault.tick() is not None
    assert vault.tick() is None
    house.keeper.raises = OSError("switched off")
    entered(vault)
    house.clock.forward(days=3650)
    vault.session(by="secretary-1", purpose=RELIEF)  # tries in vain, and again in an hour
    house.clock.forward(days=-3640)
    house.keeper.raises = None
    vault.session(by="secretary-1", purpose=RELIEF)
    assert "round.2026-03-13" in house.log.mentions(["round.2026-03-13"])


# Values


def test_half_a_sign_is_no_text_and_no_error_repeats_it():
    for wrong in ("虚\ud800", "\udfff"):
        with pytest.raises(InvalidInputError, match="name") as raised:
            Resident(ref="r-204", name=wrong, phone=PHONE)
        assert wrong not in repr(raised.value)


def test_what_is_held_of_somebody_does_not_pickle(house):
    vault = house.opened()
    entered(vault)
    file = vault._holding.file("r-204")
    for each in (file, file.directory):
        for leave in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="does not pickle"):
                leave(each)
