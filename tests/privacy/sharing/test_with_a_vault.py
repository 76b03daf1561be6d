"""Packages out of a real vault: the access policy decides what leaves, and how."""

from datetime import timedelta, timezone

from attrs import evolve
from tests.clocks import HandClock
from tests.privacy.said import english
from tests.privacy.sharing.office import DUTY, PHONES, Office
from tests.privacy.vault.scene import NAME, NOON, OWN, PHONE, RELIEF, assignments, entered, memory_vault, resident

from commgov.privacy import Resident as Known
from commgov.privacy import SharingRequest, Tier, VaultSource, View
from commgov.privacy.schema import fields_of
from commgov.privacy.sharing import SharingGrounds


def office_with_vault() -> Office:
    office = Office()
    office.assignments += [each for who in ("secretary-1", "officer-7") for each in assignments().held_by(who)]
    vault = memory_vault(HandClock(NOON))
    entered(vault, resident())
    views = [PHONES, View("plain", "street-office", RELIEF, clear=fields_of(Known, "phone"))]
    conditions = evolve(office.house.conditions, views=views)
    parts = {"source": VaultSource(vault), "conditions": conditions, "log": vault.log, "pseudonym": vault.pseudonym}
    office.house = evolve(office.house, **parts)
    office.desk = type(office.desk)(office.house, clock=office.clock)
    return office


def ask(office: Office, view: str = "phones", person: str = "r-204", name: str = "s-1"):
    """Ask for a person's name and number, or for the number alone."""
    fields = ("resident.phone",) if view == "plain" else ("resident.name", "resident.phone")
    until = office.clock.now() + timedelta(days=3)
    return office.desk.request(
        SharingRequest(name, "worker", "street-office", RELIEF, view, (person,), fields, DUTY, until)
    )


def asked(office: Office, by: str, view: str = "phones"):
    """A package that was asked for and approved, issued by somebody."""
    assert ask(office, view)
    assert office.desk.approve("s-1", "leader")
    return office.desk.issue("s-1", by)


def test_what_the_policy_masks_leaves_masked_whatever_the_view_says():
    office = office_with_vault()
    answer = asked(office, "secretary-1", "plain")
    assert answer, answer.reasons
    opened = office.desk.open(answer.package.to_bytes(), "street-office").opened
    assert opened.rows == ({"resident.phone": "138***12"},)
    assert PHONE not in opened.to("zh")


def test_who_may_not_share_by_the_policy_seals_nothing():
    office = office_with_vault()
    answer = asked(office, "officer-7")
    assert answer.package is None
    assert answer.reasons
    assert all(reason.zh for reason in answer.reasons)
    assert NAME not in str(answer.reasons)


def test_what_the_policy_refuses_is_told_with_what_would_allow_it():
    office = office_with_vault()
    masks = View("masked", "street-office", RELIEF, masked=fields_of(Known, "phone"))
    office.house = evolve(office.house, conditions=evolve(office.house.conditions, views=[masks]))
    office.desk = type(office.desk)(office.house, clock=office.clock)
    until, phone = office.clock.now() + timedelta(days=3), ("resident.phone",)
    for name, more in (("s-1", {}), ("s-2", {"at_least": Tier.T3})):
        office.desk.request(
            SharingRequest(name, "worker", "street-office", RELIEF, "masked", ("r-204",), phone, DUTY, until, **more)
        )
    answer = office.desk.issue("s-1", "secretary-1")
    assert [reason.en for reason in answer.reasons] == ["rule share-personal-approved forbids it"]
    assert [way.en for way in answer.would_allow_if] == ["approvals: 1"]
    assert office.desk.approve("s-2", "leader")
    assert office.desk.issue("s-2", "secretary-1")


def test_each_field_that_is_read_for_a_package_stands_in_the_log():
    office = office_with_vault()
    assert asked(office, "secretary-1")
    shared = [entry for entry in office.house.log.entries() if entry.action == "share" and entry.by == "secretary-1"]
    assert {name for entry in shared for name in entry.fields} >= {"resident.name", "resident.phone"}


def test_who_opened_a_package_stands_in_the_persons_own_account_and_goes_with_their_keys():
    office = office_with_vault()
    vault = office.house.source._vault
    sent = asked(office, "secretary-1", "plain").package.to_bytes()
    assert office.desk.open(sent, "street-office")
    told = [(entry.by, entry.action) for _, entry in vault.accesses("r-204")]
    assert told[-2:] == [("secretary-1", "share"), ("street-office", "open")]
    assert all("r-204" not in entry.subject for entry in vault.log.entries())
    vault.erase("r-204", by="secretary-1")
    assert (vault.pseudonym("r-204"), vault.pseudonym("r-999")) == ("", "")


def test_what_is_restricted_goes_into_no_package():
    office = office_with_vault()
    office.house.source._vault.restrict("r-204", by="secretary-1")
    asked_for = ask(office)
    assert [reason.zh for reason in asked_for.reasons] == ["以下人员的数据仅予存储：r-204"]
    office.house.source._vault.lift_restriction("r-204", by="secretary-1")
    ask(office)
    office.desk.approve("s-1", "leader")
    office.house.source._vault.restrict("r-204", frozenset({"resident.phone"}), by="secretary-1")
    assert [reason.en for reason in office.desk.issue("s-1", "secretary-1").reasons] == [
        "what is asked for is only kept, of r-204"
    ]


def test_what_is_restricted_or_erased_after_it_was_issued_is_not_shown_when_it_is_opened():
    office = office_with_vault()
    vault = office.house.source._vault
    sent = asked(office, "secretary-1", "plain").package.to_bytes()
    vault.restrict("r-204", by="secretary-1")
    assert "restricted or erased" in office.desk.open(sent, "street-office").reasons[0].en
    vault.lift_restriction("r-204", by="secretary-1")
    assert office.desk.open(sent, "street-office")
    vault.erase("r-204", by="secretary-1")
    assert not office.desk.open(sent, "street-office")


def test_whom_the_vault_does_not_know_cannot_be_shared():
    office = office_with_vault()
    assert english(ask(office, person="r-999").reasons) == [
        "no unit of yours answers for r-999, or nothing is held of them"
    ]
    vault = office.house.source._vault
    ask(office)
    office.desk.approve("s-1", "leader")
    vault.erase("r-204", by="secretary-1")
    assert english(office.desk.issue("s-1", "secretary-1").reasons) == [
        "no unit of yours answers for r-204, or nothing is held of them"
    ]
    assert english(ask(office, name="s-2").reasons) == [
        "no unit of yours answers for r-204, or nothing is held of them"
    ]


def test_whoever_erases_themselves_is_gone_from_packages_though_nobody_named_the_desk():
    office = office_with_vault()
    vault = office.house.source._vault
    sent = asked(office, "secretary-1", "plain").package.to_bytes()
    assert office.desk in vault.keepers
    with vault.session(by="r-204", purpose=OWN) as s:
        erased = s.erase("r-204")
    assert erased
    assert "packages: 1 pieces" in "; ".join(reached.en for reached in erased.receipt.reached)
    assert office.desk.find("s-1").grounds is SharingGrounds.ERASURE
    assert not office.desk.open(sent, "street-office")


def test_whoever_is_forgotten_by_a_keepers_way_is_gone_from_packages_too():
    office = office_with_vault()
    vault = office.house.source._vault
    assert asked(office, "secretary-1", "plain")
    assert vault.forget("r-204") == 2
    assert office.desk.find("s-1").grounds is SharingGrounds.ERASURE


def test_where_no_desk_is_at_hand_the_receipt_says_that_packages_were_not_reached():
    office = office_with_vault()
    assert asked(office, "secretary-1", "plain")
    vault = office.house.source._vault
    vault._upkeep.keepers = ()  # as in a process in which no desk was made
    assert "no sharing desk" in "; ".join(left.en for left in vault.erase("r-204", by="secretary-1").not_reached)
    entered(vault, resident("r-205"))
    assert "no sharing desk" not in "; ".join(left.en for left in vault.erase("r-205", by="secretary-1").not_reached)


def test_until_when_a_package_opens_is_told_by_the_clock_of_the_community():
    office = office_with_vault()
    office.house = evolve(office.house, conditions=evolve(office.house.conditions, zone=timezone(timedelta(hours=8))))
    office.desk = type(office.desk)(office.house, clock=office.clock)
    opened = office.desk.open(asked(office, "secretary-1", "plain").package.to_bytes(), "street-office").opened
    until = (office.clock.now() + timedelta(days=3, hours=8)).strftime("%Y-%m-%d %H:%M UTC+08:00")
    assert until in opened.to("en").splitlines()[0]
