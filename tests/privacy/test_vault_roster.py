"""The guard knows the names in the vault: as far as somebody may read them, as long as they are held."""

import pickle
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clocks import HandClock
from tests.privacy.vault.scene import CONSENT, NOON, RELIEF, assignments, entered, memory_vault, resident

from commgov.errors import ConflictError
from commgov.privacy import AccessPolicy, LeakGuard, Origin, Purpose, Tier, VaultRoster
from commgov.privacy.access import Action, ApprovalBook, Obligation, ObligationKind, Permit
from commgov.privacy.guard import LeakKind
from commgov.wording import Text

GUARDING = Purpose("leak-guard", Text("seeing leaks before they happen", "防止信息泄露"))


def policy(*obligations):
    """The community's policy, with names for the guard, which is no list for people."""
    base = AccessPolicy.community()
    permit = Permit(
        "names-for-the-guard",
        roles=frozenset({"community-secretary"}),
        actions=frozenset({Action.READ}),
        up_to=Tier.T4,
        purposes=frozenset({GUARDING.name}),
        fields=frozenset({"name"}),
        obligations=obligations,
    )
    return evolve(base, purposes=(*base.purposes, GUARDING), permits=(*base.permits, permit))


class Office:
    """A vault, a roster among its keepers, and a guard."""

    def __init__(self, *, by="secretary-1", policy=policy(), approved_by=()):  # noqa: B008 - immutable
        self.roster = VaultRoster(by=by, purpose=GUARDING)
        clock = HandClock(NOON)
        book = ApprovalBook(assignments(), frozenset({"grid-leader", "auditor"}), clock=clock)
        for other in approved_by:
            assert book.approve(by, GUARDING, by=other, until=NOON + timedelta(days=7))
        self.vault = memory_vault(clock, policy=policy, keepers=(self.roster,), approvals=book)
        for ref, name in (("r-204", "王小虚"), ("r-205", "李子虚"), ("r-206", "王小虚")):
            entered(self.vault, resident(ref, name=name))
        self.guard = LeakGuard(self.roster)

    def sees(self, name):
        return LeakKind.NAME in self.guard.check(f"{name}来了", "group").persons


@pytest.fixture
def office():
    made = Office()
    assert made.roster.read(made.vault)
    return made


def test_names_in_the_vault_are_known_to_the_guard_and_the_log_tells_of_it(office):
    assert office.sees("王小虚")
    assert not office.sees("赵乌有")
    last = office.vault.accesses("r-204")[-1][1]
    assert (last.by, last.purpose, last.fields, last.allowed) == (
        "secretary-1",
        "leak-guard",
        ("resident.name",),
        True,
    )


def test_no_message_reads_the_vault(office):
    before = office.vault.log.size
    first = office.roster.index()
    for _ in range(5):
        office.sees("王小虚")
    assert office.roster.index() is first
    assert office.vault.log.size == before


def test_whoever_is_erased_is_forgotten_at_once_and_a_namesake_is_not(office):
    office.vault.erase("r-205", by="officer-9")
    assert not office.sees("李子虚")
    office.vault.erase("r-204", by="officer-9")
    assert office.sees("王小虚")  # of r-206
    office.vault.erase("r-206", by="officer-9")
    with pytest.raises(ConflictError, match="no names"):
        office.sees("王小虚")


def test_the_receipt_of_an_erasure_says_that_the_roster_was_reached(office):
    receipt = office.vault.erase("r-205", by="officer-9")
    assert "guard-roster" in str(receipt)


def test_a_name_that_is_taken_away_is_forgotten(office):
    assert office.roster.forget("r-205", frozenset({"resident.phone"})) == 0
    assert office.roster.forget("r-205", frozenset({"resident.name"}), item="other") == 0
    assert office.roster.forget("r-205", frozenset({"resident.name"})) == 1
    assert office.roster.forget("r-205") == 0
    assert not office.sees("李子虚")


def test_who_was_entered_restricted_or_renamed_since_is_known_after_a_refresh(office):
    entered(office.vault, resident("r-207", name="赵乌有"))
    assert not office.sees("赵乌有")
    assert office.roster.refresh()
    assert office.sees("赵乌有")
    office.vault.restrict("r-207", by="officer-9")
    office.roster.refresh()
    assert not office.sees("赵乌有")
    with office.vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.change("r-205", {"name": "李亡是"}, origin=Origin.PERSON, basis=CONSENT)
    office.roster.refresh()
    assert (office.sees("李亡是"), office.sees("李子虚")) == (True, False)


def test_a_refresh_reads_nobody_if_no_name_changed(office):
    with office.vault.session(by="secretary-1", purpose=RELIEF) as s:
        s.change("r-205", {"phone": "13800000099"}, origin=Origin.PERSON, basis=CONSENT)
        s.get("r-205", ("name",))
    before = office.vault.log.size
    assert office.roster.refresh()
    assert office.roster.refresh()
    assert office.vault.log.size == before


def test_one_newcomer_is_learnt_alone(office):
    entered(office.vault, resident("r-207", name="赵乌有"))
    before = office.vault.log.size
    assert office.roster.learn("r-207")
    assert office.sees("赵乌有")
    office.roster.refresh()
    assert office.vault.log.size == before + 1
    assert not office.roster.learn("r-211")  # nobody is held under it


def test_without_a_permit_there_are_no_names_and_the_guard_says_so():
    office = Office(by="officer-7")
    with pytest.raises(ConflictError, match="not read yet"):
        office.sees("王小虚")
    with pytest.raises(ConflictError, match="not read yet"):
        office.roster.refresh()
    told = office.roster.read(office.vault)
    assert not told
    assert told.reason.zh
    with pytest.raises(ConflictError, match="no names"):
        office.sees("王小虚")


def test_names_that_are_shown_masked_are_no_names():
    office = Office(policy=policy(Obligation(ObligationKind.MASK)))
    assert not office.roster.read(office.vault)
    assert repr(office.roster) == "VaultRoster(0 names)"


def test_names_of_children_come_with_two_approvals():
    for approved_by, known in (((), False), (("leader-1", "auditor-1"), True)):
        office = Office(approved_by=approved_by)
        entered(office.vault, resident("r-207", name="赵乌有", birth_date=date(2020, 1, 1)))
        assert office.roster.read(office.vault)
        assert office.sees("赵乌有") is known


def test_somebody_erased_while_names_are_read_is_not_among_them(office, monkeypatch):
    listed = type(office.roster)._listed
    calls = []

    def slow(roster, vault):
        found = listed(roster, vault)
        if not calls:
            calls.append("first")
            vault.erase("r-205", by="officer-9")
        return found

    monkeypatch.setattr(VaultRoster, "_listed", slow)
    office.roster.read(office.vault)
    assert not office.sees("李子虚")


def test_no_name_shows_or_pickles(office):
    assert repr(office.roster) == "VaultRoster(3 names)"
    assert "虚" not in repr(office.guard) + repr(office.roster.index())
    for holder in (office.roster, office.roster.index(), office.guard):
        with pytest.raises(TypeError, match="does not pickle"):
            pickle.dumps(holder)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("enter", "rename", "erase", "restrict", "lift", "learn", "refresh")),
            st.sampled_from(("r-207", "r-208", "r-209")),
            st.sampled_from(("赵乌有", "钱子虚", "孙亡是")),
        ),
        max_size=12,
    )
)
def test_whatever_happens_a_refreshed_roster_knows_those_who_may_be_read_and_nobody_else(events):
    office, held, restricted, gone = Office(), {}, set(), set()
    office.roster.read(office.vault)
    for what, ref, name in events:
        if what == "enter" and ref not in held and ref not in gone:
            entered(office.vault, resident(ref, name=name))
            held[ref] = name
        elif what == "rename" and ref in held and ref not in restricted:
            with office.vault.session(by="secretary-1", purpose=RELIEF) as s:
                assert s.change(ref, {"name": name}, origin=Origin.PERSON, basis=CONSENT)
            held[ref] = name
        elif what == "erase" and ref in held:
            office.vault.erase(ref, by="officer-9")
            gone.add(ref)
            restricted.discard(ref)
            del held[ref]
        elif what == "restrict" and ref in held:
            office.vault.restrict(ref, by="officer-9")
            restricted.add(ref)
        elif what == "lift":
            office.vault.lift_restriction(ref, by="officer-9")
            restricted.discard(ref)
        elif what == "learn":
            office.roster.learn(ref)
        elif what == "refresh":
            office.roster.refresh()
    office.roster.refresh()
    known = {name for ref, name in held.items() if ref not in restricted}
    assert {name for name in ("赵乌有", "钱子虚", "孙亡是") if office.sees(name)} == known
