"""A privacy office: its parts know each other, and all of them outlive the process."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from commgov.community import PrivacyHouse, PrivacyOffice
from commgov.core import BrokenStreamsError, Text
from commgov.errors import InvalidInputError
from commgov.grid import Organisation
from commgov.privacy import (
    Assignment,
    AssignmentBook,
    Form,
    ImpactAssessment,
    Origin,
    Purpose,
    Resident,
    Right,
    RightsRequest,
    Risk,
    SharingRequest,
    Tier,
    VaultOptions,
    View,
)
from commgov.privacy.audit import BrokenLogError, WitnessFile
from commgov.privacy.consents import ConsentMeans, ConsentNotice
from commgov.privacy.incidents import IncidentKind
from commgov.privacy.keeping import Controller
from commgov.privacy.rights import DataLimits, IdentityMeans, KinshipRegister
from commgov.privacy.schema import fields_of
from commgov.seal import Keyset, SigningKey
from commgov.storage import Database

SPRING = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)
RELIEF, VISIT = Purpose("relief", Text("relief", "困难帮扶")), Purpose("home-visit", Text("visits", "入户走访"))
OFFICE = Controller(Text("the office", "社区办公室"), "building 1")
FIELDS = fields_of(Resident, "name", "phone", "birth_date")
CALLS = View("calls", "street-office", RELIEF, clear=fields_of(Resident, "name", "phone"))
LINDEN = Organisation.from_columns(["linden", "g-1"], [None, "linden"])
STAFF = AssignmentBook(
    [
        Assignment("u-1", "grid-leader", "g-1", SPRING),
        Assignment("u-0", "community-secretary", "linden", SPRING),
        Assignment("u-9", "auditor", "linden", SPRING),
    ]
)


def notice(name: str, purpose: Purpose = RELIEF, **more: object) -> ConsentNotice:
    why, back = Text("We call you.", "用于与您联系。"), Text("tell us.", "告诉我们。")
    return ConsentNotice(name, 1, purpose, FIELDS, controller=OFFICE, days=400, text=why, withdrawing=back, **more)


ASK, ASK_VISIT = notice("relief"), notice("visits", VISIT)
CHILD = notice("relief-child", up_to=Tier.T4, necessity=Text("to help children", "用于帮助儿童"))
STREET = notice("street", recipients={"street-office": Text("the street office", "街道办")})


class Linden:
    """A community whose days pass, and whose process begins anew whenever it is opened."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now_is, self.root = folder, SPRING, Keyset.generate()
        self.database: Database | None = None

    def now(self) -> datetime:
        return self.now_is

    def open(self, file: str = "linden.db", *, witness: WitnessFile | None = None, **more: object) -> PrivacyOffice:
        self.close()
        house = PrivacyHouse(
            "linden", OFFICE, LINDEN, STAFF, notices=(ASK, ASK_VISIT, STREET, CHILD), views=(CALLS,), **more
        )
        self.database = Database.open(f"sqlite:///{self.folder / file}")
        return PrivacyOffice(self.database, self.root, house, clock=self, witness=witness)

    def close(self) -> None:
        if self.database is not None:
            self.database.close()
            self.database = None


@pytest.fixture
def linden(tmp_path: Path) -> Iterator[Linden]:
    community = Linden(tmp_path)
    yield community
    community.close()


def enter(office: PrivacyOffice, who: str, *notices: ConsentNotice, birth: date = date(1950, 5, 1)) -> None:
    for each in notices:
        assert office.consents.give(
            f"{each.id}-{who}", who, each, by="u-1", means=ConsentMeans.PAPER, evidence="folder-1"
        )
    person = Resident(ref=who, name="王虚构", phone="13800000012", birth_date=birth)
    with office.vault.session(by="u-1", purpose=RELIEF) as session:
        assert session.put(person, basis=notices[0].basis, origin=Origin.PERSON, unit="g-1")


def send(office: PrivacyOffice, *people: str) -> bytes:
    keys, until = tuple(rule.key for rule in CALLS.fields), SPRING + 5 * DAY
    office.sharing.request(
        SharingRequest("s-1", "u-1", "street-office", RELIEF, "calls", people, keys, STREET.basis, until)
    )
    office.sharing.approve("s-1", "u-0")
    package = office.sharing.issue("s-1", "u-1").package
    assert package is not None
    return package.to_bytes()


def sees_phone(office: PrivacyOffice, who: str) -> bool:
    with office.vault.session(by="u-1", purpose=RELIEF) as session:
        given = session.get(who, ("phone",))
    return "phone" in given and "phone" not in given.masked


def erase(office: PrivacyOffice, who: str) -> None:
    office.rights.receive(RightsRequest("q-1", Right.ERASE, who, who), "u-0")
    office.rights.check_identity("q-1", IdentityMeans.DOCUMENT, "u-0")
    assert office.rights.answer("q-1", "u-0").reply is not None


def test_without_a_consent_nothing_is_entered(linden: Linden) -> None:
    with linden.open().vault.session(by="u-1", purpose=RELIEF) as session:
        written = session.put(Resident(ref="r-1", name="王虚构"), basis=ASK.basis, origin=Origin.PERSON, unit="g-1")
    assert not written


def test_what_was_taken_back_is_not_used_any_more_and_goes_the_next_night(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK)
    assert sees_phone(office, "r-1")
    assert office.consents.withdraw("r-1", "relief", by="u-1", means=ConsentMeans.VOICE)
    assert not sees_phone(office, "r-1")
    linden.now_is += DAY
    run = office.night().retention
    assert run is not None
    assert {row["field"] for row in run.rows()} == {"resident.name", "resident.phone", "resident.birth_date"}


@pytest.mark.parametrize(("notices", "state"), [((ASK,), "not-permitted"), ((ASK, ASK_VISIT), "filled")])
def test_what_was_told_for_relief_fills_in_a_form_for_visits_once_the_person_agreed(
    linden: Linden, notices: tuple[ConsentNotice, ...], state: str
) -> None:
    office = linden.open()
    enter(office, "r-1", *notices)
    form = Form("visit", VISIT, ASK_VISIT.basis, required=fields_of(Resident, "name"))
    view = View("visit", "grid-leader", VISIT, clear=fields_of(Resident, "name"))
    with office.vault.session(by="u-1", purpose=VISIT) as session:
        (answer,) = session.prefill(form, "r-1", role="grid-leader", views=[view]).answers
    assert answer.state.value == state


def test_an_erasure_ends_consents_and_packages(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK, STREET)
    package = send(office, "r-1")
    assert office.sharing.open(package, "street-office")
    erase(office, "r-1")
    assert not office.sharing.open(package, "street-office")
    assert office.consents.of("r-1", "relief") == ()


def test_a_new_process_opens_where_another_ended(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK, STREET)
    package, told = send(office, "r-1"), office.data.who_saw("r-1")
    office.approvals.approve("u-0", RELIEF, by="u-9", until=SPRING + DAY)
    until, risk, kept = (SPRING + DAY).date(), Risk.LOW, (Text("sealed", "加密"),)
    low = ImpactAssessment(
        "ia-1", RELIEF, ("resident.name",), SPRING.date(), "u-9", Text("relief", "救助"), risk, kept, until=until
    )
    office.assessments.add(low)
    office.incidents.detect("i-1", IncidentKind.WRONG_GROUP, "u-0")
    office.rights.receive(RightsRequest("q-2", Right.ACCESS, "r-1", "r-1"), "u-0")
    again = linden.open()
    assert sees_phone(again, "r-1")
    assert again.sharing.open(package, "street-office")
    assert again.data.who_saw("r-1").sightings[: len(told.sightings)] == told.sightings
    assert again.data.who_saw("r-1").consents == told.consents
    assert again.approvals.approvers("u-0", RELIEF, SPRING) == {"u-9"}
    assert again.assessments.find("ia-1") is not None
    assert [each.id for each in again.incidents.all()] == ["i-1"]
    assert again.rights.find("q-2") is not None


def test_for_a_child_in_the_vault_the_guardian_decides(linden: Linden) -> None:
    office = linden.open(kinship=KinshipRegister(guardians=frozenset({("r-1", "r-9")})))
    give = office.consents.give
    paper = {"by": "u-0", "means": ConsentMeans.PAPER, "evidence": "folder-1"}
    assert give("c-1", "r-9", CHILD, speaker="r-1", **paper)
    with office.vault.session(by="u-0", purpose=RELIEF) as session:
        child = Resident(ref="r-9", name="小虚构", birth_date=date(2018, 5, 1))
        assert session.put(child, basis=CHILD.basis, origin=Origin.PERSON, unit="g-1")
    assert give("c-2", "r-9", ASK_VISIT, **paper).reasons[0].zh == "不满十四周岁：由监护人决定"


def test_who_is_staff_and_resident_is_one_person_everywhere(linden: Linden) -> None:
    office = linden.open(same_person={"u-9": "u-0"})
    enter(office, "r-1", ASK)
    assert not office.approvals.approve("u-0", RELIEF, by="u-9", until=SPRING + DAY)
    office.rights.receive(RightsRequest("q-1", Right.COPY, "u-0", "u-0"), "u-1")
    assert not office.rights.check_identity("q-1", IdentityMeans.DOCUMENT, "u-9")


def test_nobody_agrees_under_another_reference_of_somebody_who_has_died(linden: Linden) -> None:
    office = linden.open(kinship=KinshipRegister(deceased=frozenset({"r-1"})), same_person={"m-1": "r-1"})
    paper = {"by": "u-1", "means": ConsentMeans.PAPER, "evidence": "folder-1"}
    assert office.consents.give("c-1", "m-1", ASK, **paper).reasons[0].zh == "该人已登记为去世"


def test_what_law_wants_kept_is_kept_after_an_erasure(linden: Linden) -> None:
    by_law = DataLimits(kept={"resident.name": Text("relief act, ten years", "救助法，十年")})
    office = linden.open(limits=lambda person: by_law if person == "r-1" else DataLimits())
    enter(office, "r-1", ASK)
    erase(office, "r-1")
    assert [rule.key for rule in office.vault.known("r-1").known("r-1")] == ["resident.name"]


def test_who_has_authority_says_yes_for_somebody(linden: Linden) -> None:
    office = linden.open(speaks_for=lambda *who: who[:2] == ("r-4", "r-1"))
    paper = {"by": "u-1", "means": ConsentMeans.PAPER, "evidence": "folder-1"}
    assert office.consents.give("c-1", "r-1", ASK, speaker="r-4", **paper)
    assert not office.consents.give("c-2", "r-2", ASK, speaker="r-4", **paper)


def test_the_account_names_who_opened_a_package_as_the_notice_does(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK, STREET)
    office.sharing.open(send(office, "r-1"), "street-office")
    assert "街道办打开了含有以下内容的数据包：姓名、手机号码" in office.data.who_saw("r-1").to("zh")
    assert office.house.outside["property-company"].zh == "物业企业"


def test_an_incident_is_contained_with_what_the_office_can_do(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK, STREET)
    package = send(office, "r-1")
    office.incidents.detect("i-1", IncidentKind.WRONG_GROUP, "u-0")
    assert office.incidents.contain("i-1", office.containment("u-0"), "u-0")
    assert not office.sharing.open(package, "street-office")
    assert sees_phone(office, "r-1")


def test_a_night_says_what_waits_for_people(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK)
    office.incidents.detect("i-1", IncidentKind.WRONG_GROUP, "u-0")
    office.rights.receive(RightsRequest("q-1", Right.ACCESS, "r-1", "r-1"), "u-0")
    with office.vault.session(by="u-1", purpose=Purpose("emergency"), emergency=True) as session:
        assert "phone" in session.get("r-1", ("phone",))
    linden.now_is += 60 * DAY
    night = office.night()
    assert [case.request.id for case in night.late_requests] == ["q-1"]
    assert {late.incident for late in night.late_tasks} == {"i-1"}
    (review,) = night.reviews
    office.vault.close_review(review.id, by="u-9", is_justified=True)
    assert office.night().reviews == ()


def test_a_night_done_twice_does_its_work_once(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK, STREET)
    send(office, "r-1")
    linden.now_is += 10 * DAY
    first, second = office.night(), office.night()
    assert first.packages == ("s-1",)
    assert first.retention is not None
    assert (second.packages, second.retention) == ((), None)


def test_on_a_backup_that_was_put_back_no_office_opens_and_nobody_who_was_erased_is_shown(
    linden: Linden, tmp_path: Path
) -> None:
    key = SigningKey.generate()
    witness = WitnessFile(tmp_path / "roots.jsonl", keys=[key.verifying_key])
    enter(linden.open(witness=witness), "r-1", ASK)
    linden.close()
    (tmp_path / "backup.db").write_bytes((tmp_path / "linden.db").read_bytes())
    erase(linden.open(witness=witness), "r-1")
    linden.now_is += DAY
    assert linden.open(witness=witness).night(key).root is not None
    for file in ("backup.db", "another.db"):
        with pytest.raises(BrokenLogError):
            linden.open(file, witness=witness)
    assert linden.open(witness=witness).night(key).root is not None


def test_to_a_log_that_is_not_the_witness_s_a_night_adds_nothing(linden: Linden, tmp_path: Path) -> None:
    key = SigningKey.generate()
    witness = WitnessFile(tmp_path / "roots.jsonl", keys=[key.verifying_key])
    office, elsewhere = linden.open(witness=witness), Linden(tmp_path)
    before, longer = office.vault.log.size, elsewhere.open("elsewhere.db", witness=witness)
    enter(longer, "r-1", ASK)
    longer.night(key)
    elsewhere.close()
    with pytest.raises(BrokenLogError):
        office.night(key)
    assert office.vault.log.size == before


def test_a_consent_that_stands_again_since_books_were_set_back_is_missed_by_the_night(
    linden: Linden, tmp_path: Path
) -> None:
    office = linden.open()
    enter(office, "r-1", ASK)
    office.night()
    office.consents.withdraw("r-1", "relief", by="r-1", means=ConsentMeans.APP)
    linden.now_is += DAY
    office.night()
    linden.close()
    with sqlite3.connect(tmp_path / "linden.db") as database:  # as whoever may write to it
        place, link = database.execute(
            "SELECT place, link FROM stream_event ORDER BY place DESC LIMIT 1 OFFSET 1"
        ).fetchone()
        for trigger in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger[0]}")
        database.execute("DELETE FROM stream_event WHERE place > ?", (place,))
        database.execute("UPDATE stream_head SET place = ?, link = ?", (place, link))
    office = linden.open()
    assert office.consents.of("r-1", "relief")
    with pytest.raises(BrokenStreamsError):
        office.night()


def test_the_register_of_releases_knows_that_somebody_stands_under_two_references(linden: Linden) -> None:
    assert not linden.open().releases(bytes(32)).knows_same_persons
    assert linden.open(same_person={"m-1": "r-1"}).releases(bytes(32)).knows_same_persons


def test_what_the_community_gives_for_its_vault_holds_in_its_office(linden: Linden) -> None:
    linden.open().vault.log.verify()
    database = linden.database
    assert database is not None
    house = PrivacyHouse("linden", OFFICE, LINDEN, STAFF)
    office = PrivacyOffice(database, linden.root, house, clock=linden, options=VaultOptions(kinds=(Resident,)))
    assert office.vault.kinds == (Resident,)


def test_all_that_is_wrong_with_a_house_is_told_at_once() -> None:
    with pytest.raises(InvalidInputError) as refused:
        PrivacyHouse("", "the office", LINDEN, STAFF, notices=("relief",), speaks_for=None)
    told = str(refused.value)
    assert all(name in told for name in ("community", "controller", "notices", "speaks_for"))


def test_an_office_shows_nothing_of_itself(linden: Linden) -> None:
    office = linden.open()
    enter(office, "r-1", ASK)
    assert repr(office) == "PrivacyOffice(...)"
