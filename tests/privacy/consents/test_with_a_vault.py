"""A book of consents under a whole house: vault, sharing desk, desk of rights, retention, erasure."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.clocks import HandClock
from tests.privacy.consents.town import APP, BACK, COMMUNITY, PAPER, VOICE, WHY, ZONE
from tests.privacy.vault.scene import HEALTH, NAME, NOON, ORGANISATION, PHONE, ROOT, assignments

from commgov.core import MemoryStreams
from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    Accounts,
    AssessmentBook,
    AuditLog,
    Form,
    KeyTree,
    MemoryKeyStore,
    MemoryVaultStore,
    Origin,
    Purpose,
    Resident,
    SharingDesk,
    SharingHouse,
    SharingRequest,
    Tier,
    Vault,
    VaultOptions,
    VaultSource,
    VaultSubjectData,
    View,
    processing_register,
)
from commgov.privacy.consents import ConsentBook, ConsentHouse, ConsentNotice
from commgov.privacy.keeping import Controller
from commgov.privacy.keys import TreeSecretStore
from commgov.privacy.rights import IdentityMeans, KinshipRegister, Right, RightsDesk, RightsRequest
from commgov.privacy.schema import fields_of, record_schema
from commgov.privacy.sharing import SharingConditions, SharingPolicy
from commgov.storage import Database
from commgov.wording import Text

RELIEF = Purpose("relief", Text("assistance for those in need", "困难帮扶"))
WHAT = Text("We look whether you can get relief.", "用于核定救助资格。")
OFFICE = Text("the community office", "社区办公室")


def shown(name: str, *names: str, **more: object) -> ConsentNotice:
    told = {"controller": COMMUNITY, "days": 400, "text": WHAT, "withdrawing": BACK, **more}
    return ConsentNotice(name, 1, RELIEF, fields_of(Resident, *names), **told)


ASK = shown("relief", "name", "phone", "birth_date")
SICK = shown("relief-health", "health", necessity=WHY)
OUT = shown("relief-street", "name", "phone", recipients={"street-office": Text("street office", "街道办")})
CHILD = shown("relief-child", "name", "birth_date", days=9999, up_to=Tier.T4, necessity=WHY)  # of a child all is T4
CALLS = View("relief-calls", "street-office", RELIEF, clear=fields_of(Resident, "name", "phone"))
FORM = Form("asking", RELIEF, ASK.basis, fields_of(Resident, "name", "phone"))


class House:
    """All of it together."""

    def __init__(self, database: Database | None = None) -> None:
        self.clock = HandClock(NOON)
        keys = MemoryKeyStore() if database is None else database.key_store()
        streams = MemoryStreams() if database is None else database.streams()
        log = AuditLog("b", clock=self.clock) if database is None else database.access_log("b", clock=self.clock)
        tree = KeyTree.open(keys, ROOT, tenant="b")
        home = ConsentHouse(
            KinshipRegister(guardians=frozenset({("r-1", "r-9")})),
            self.under_14,
            log,
            self.pseudonym,
            ZONE,
        )
        names = TreeSecretStore(tree, streams, "consent-names", self.clock)
        self.book = ConsentBook([ASK, SICK, OUT, CHILD], home, streams=streams, names=names, clock=self.clock)
        control = AccessControl(AccessPolicy.community(), ORGANISATION, assignments(), self.book)
        options = VaultOptions(withdrawn=self.book.withdrawn, keepers=(self.book,))
        if database is None:
            self.vault = Vault(community="b", keys=tree, records=MemoryVaultStore(), control=control, log=log,
                clock=self.clock, options=options)  # fmt: skip
        else:
            self.vault = Vault.open(
                database, community="b", keys=ROOT, control=control, clock=self.clock, options=options
            )
        staff, day = assignments(), record_schema(Resident)
        accounts = Accounts(log, staff, control.policy.roles, ZONE, OFFICE, purposes=[RELIEF], fields=day)
        self.data = VaultSubjectData(self.vault, accounts, consents=self.book.told)
        conditions = SharingConditions(SharingPolicy(), [CALLS], self.book, AssessmentBook(), ZONE)
        house = SharingHouse(conditions, control, VaultSource(self.vault), self.vault.pseudonym, log, ROOT)
        self.desk = SharingDesk(house, streams=streams, clock=self.clock)
        self.rights = RightsDesk(self.data, home.kinship, log, self.vault.pseudonym, ZONE, clock=self.clock)

    def under_14(self, person: str, on: date) -> bool | None:
        return self.vault.is_under_14(person, on)  # the vault comes later than the book

    def pseudonym(self, person: str) -> str:
        return self.vault.pseudonym(person)

    def agrees(self, number: str, notice: ConsentNotice, person: str = "r-204", **how: object):
        how = {"by": "secretary-1", "means": PAPER, "evidence": "folder-7", **how}
        return self.book.give(number, person, notice, **how)

    def enters(self, person: str = "r-204", **values: object):
        record = Resident(ref=person, **({"name": NAME, "phone": PHONE} | values))
        with self.vault.session(by="secretary-1", purpose=RELIEF) as session:
            if "health" in values:
                return session.put(record, basis=SICK.basis, origin=Origin.PERSON, unit="grid-1")
            return session.put(record, form=FORM, origin=Origin.PERSON, unit="grid-1")

    def takes_back(self, notice: ConsentNotice, person: str = "r-204"):
        self.clock.forward(minutes=1)
        return self.book.withdraw(person, notice.id, by="secretary-1", means=VOICE)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    if request.param == "memory":
        yield House()
        return
    place = {"url": f"sqlite:///{tmp_path / 'house.db'}"}
    place = place if request.param == "sqlite" else request.getfixturevalue("postgres_schema")
    with Database.open(**place) as database:
        yield House(database)


@pytest.fixture
def small() -> House:
    return House()


def test_data_is_entered_once_somebody_agreed_and_a_running_session_sees_that_they_took_it_back(house):
    assert not house.enters(), "nobody has agreed"
    assert house.agrees("c-1", ASK)
    assert house.enters()
    with house.vault.session(by="secretary-1", purpose=RELIEF) as session:
        assert session.get("r-204", ("phone",))["phone"] == PHONE
        assert [row["phone"] for row in session.list(Resident, ("name", "phone"))] == [PHONE]
        assert house.takes_back(ASK)
        assert session.get("r-204", ("phone",)).masked == {"phone"}, "no more than without a consent"
        assert [row["phone"] for row in session.list(Resident, ("name", "phone"), masked=True)] == ["138***12"]


def test_sensitive_data_waits_for_a_consent_of_its_own(small):
    small.agrees("c-1", ASK)
    assert "health" in small.enters(health=HEALTH).refused
    small.agrees("c-2", SICK)
    assert small.enters(health=HEALTH)


def test_what_rested_on_a_consent_that_was_taken_back_is_erased_of_that_person_alone(small):
    for number, person in enumerate(("r-204", "r-205")):
        small.agrees(f"c-{number}", ASK, person)
        small.enters(person)
    small.takes_back(ASK)
    run = small.vault.tick(anew=True)
    assert {(due.person, due.key) for due in run.erased} == {("r-204", "resident.name"), ("r-204", "resident.phone")}
    assert "relief" in run.erased[0].reason.en
    assert len(list(small.vault.known("r-205").known("r-205"))) == 2


def test_a_consent_that_ran_out_takes_its_data_with_it(small):
    small.agrees("c-1", ASK)
    small.enters()
    small.clock.forward(days=399)
    assert not [due for due in small.vault.tick().erased if "relief" in due.reason.en]
    small.clock.forward(days=1)
    assert {due.key for due in small.vault.tick().erased} >= {"resident.name"}


def test_a_package_needs_a_consent_to_give_and_leaves_out_who_took_it_back(small):
    people = ("r-204", "r-205")
    for number, person in enumerate(people):
        small.agrees(f"c-{number}", ASK, person)
        small.enters(person)
    until, fields = small.clock.now() + timedelta(days=3), tuple(rule.key for rule in CALLS.fields)

    def issued(name: str, recipient: str, basis: object):
        asked = SharingRequest(name, "officer-7", recipient, RELIEF, CALLS.name, people, fields, basis, until)
        assert small.desk.request(asked)
        assert small.desk.approve(name, "leader-1")
        return small.desk.issue(name, "secretary-1")

    assert not issued("s-1", "street-office", ASK.basis), "who agreed to the use agreed to no giving"
    assert not issued("s-2", "street-office", OUT.basis)
    for number, person in enumerate(people):
        assert small.agrees(f"d-{number}", OUT, person)
    assert not issued("s-3", "insurer", OUT.basis), "another recipient is another consent"
    sent = issued("s-4", "street-office", OUT.basis)
    assert sent, sent.reasons
    package = sent.package.to_bytes()
    assert len(small.desk.open(package, "street-office").opened.rows) == 2
    assert small.takes_back(OUT)
    opened = small.desk.open(package, "street-office").opened
    assert (len(opened.rows), opened.left_out) == (1, ("r-204",))
    assert small.takes_back(OUT, "r-205")
    assert not small.desk.open(package, "street-office")


def test_people_are_told_their_consents_beside_who_saw(house):
    house.agrees("c-1", ASK)
    house.enters()
    house.rights.receive(RightsRequest("q-1", Right.ACCESS, "r-204", "r-204"), "secretary-1")
    house.rights.check_identity("q-1", IdentityMeans.DOCUMENT, "secretary-1")
    account = house.rights.answer("q-1", "secretary-1").account
    assert account.to("zh").splitlines()[-1] == (
        "2026-03-02，本人同意（书面签字）：困难帮扶（内部使用）。有效期至2027-04-06，可随时撤回。"
    )
    house.book.withdraw("r-204", "relief", by="r-204", means=APP)
    assert "：本人撤回同意，涉及姓名、手机号码、出生日期" in house.data.who_saw("r-204").to("zh")


def test_an_erasure_ends_the_consents_and_its_receipt_says_so(house):
    house.agrees("c-1", ASK)
    house.enters()
    receipt = house.vault.erase("r-204", by="secretary-1")
    assert any("consents: 1 pieces" in line.en for line in receipt.reached), receipt.reached
    assert house.book.of("r-204", "relief") == ()
    assert not house.book.is_genuine(b'{"record":"\\u0000","consent":"c-1"}'), "whatever a store makes of it"
    assert house.book.said("r-204"), "the proof is kept for its time"
    house.clock.forward(days=3 * 365)
    assert house.book.expire() == 1
    assert house.book.said("r-204") == ()


def test_the_age_that_the_vault_knows_decides_who_may_speak(small):
    day = small.clock.now().date()
    assert small.vault.is_under_14("r-9", day) is None
    assert small.agrees("c-1", SICK, "r-9", speaker="r-1"), "the guardian, though the age is not known yet"
    assert small.agrees("c-2", CHILD, "r-9", speaker="r-1")
    with small.vault.session(by="secretary-1", purpose=RELIEF) as session:
        record = Resident(ref="r-9", name="小虚构", birth_date=date(2016, 3, 3))
        assert session.put(record, basis=CHILD.basis, origin=Origin.PROXY, unit="grid-1")
    assert small.vault.is_under_14("r-9", day) is True
    assert not small.agrees("c-3", ASK, "r-9"), "a child does not agree for itself"
    small.clock.forward(days=4 * 366)
    assert small.vault.is_under_14("r-9", small.clock.now().date()) is False
    assert small.book.of("r-9", "relief") == (), "from the fourteenth birthday on their own word counts"
    assert small.agrees("c-4", ASK, "r-9")


def test_the_register_of_processing_names_the_notices(small):
    made = processing_register(
        Controller(Text("Community B", "社区B"), "office"),
        [Resident],
        [CALLS],
        [FORM],
        recipients=OUT.given_to(),
        keepers=[small.book],
    )
    (row,) = made.rows
    assert {basis.ref for basis in row.bases} == {"relief", "relief-street"}
    assert [each.name.zh for each in row.recipients] == ["街道办"]
    assert made.kept_by[0][0] == "consents"
