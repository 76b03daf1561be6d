"""A community office that shares data: a clock that can be moved, a few people nobody is, and a desk over them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.clocks import HandClock

from commgov.grid import Organisation
from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    AssessmentBook,
    Assignment,
    AssignmentBook,
    AuditLog,
    Basis,
    BasisBook,
    BasisKind,
    ImpactAssessment,
    Purpose,
    Resident,
    Risk,
    SubjectBasis,
    Tier,
    View,
)
from commgov.privacy.access import Cover
from commgov.privacy.schema import fields_of
from commgov.privacy.sharing import (
    MemoryPackageKeys,
    MemorySource,
    SharingConditions,
    SharingDesk,
    SharingHouse,
    SharingPolicy,
    SharingRequest,
)
from commgov.seal import Keyset
from commgov.wording import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RELIEF = Purpose("relief", Text("paying relief", "发放救助"))
DUTY = Basis(BasisKind.DUTY, "relief-regulation-11")
CONSENT = Basis(BasisKind.CONSENT, "consent-form-7")
STATUTE = Basis(BasisKind.STATUTE, "relief-act-3")
NAMES = View("names", "street-office", RELIEF, clear=fields_of(Resident, "name"))
CALLS = View("calls", "street-office", RELIEF, fields_of(Resident, "name"), fields_of(Resident, "id_number"))
PHONES = View("phones", "street-office", RELIEF, fields_of(Resident, "name", "phone"), fields_of(Resident, "id_number"))
ILLNESS = View("illness", "family-doctor", RELIEF, fields_of(Resident, "name", "phone", "address", "health"))
VIEWS = (NAMES, CALLS, PHONES, ILLNESS)
ORGANISATION = Organisation.from_columns(["b", "grid-1", "grid-2"], [None, "b", "b"])
POLICY = AccessPolicy.community()
STAFF = (
    ("leader", "grid-leader"),
    ("leader-2", "grid-leader"),
    ("secretary", "community-secretary"),
    ("auditor", "auditor"),
    ("auditor-2", "auditor"),
    ("worker", "grid-worker"),
)
PEOPLE = {
    f"r-{n}": Resident(
        ref=f"r-{n}",
        name=f"王虚构{n}",
        phone=f"1380000{n:04}",
        id_number="11010519491231002X",
        address=f"幸福苑{n}栋501室",
        health="哮喘",
        birth_date=NOON.date().replace(year=1949),
    )
    for n in range(60)
}


def assessment(name: str = "ia-7", **given: object) -> ImpactAssessment:
    """An impact assessment that covers what the office shares."""
    plain: dict[str, object] = {
        "purpose": RELIEF,
        "fields": tuple(rule.key for rule in fields_of(Resident)),
        "done": NOON.date(),
        "by": "auditor",
        "necessity": Text("relief is paid by the street office", "救助由街道发放"),
        "risk": Risk.LOW,
        "measures": (Text("sealed", "加密"),),
        "recipients": ("street-office",),
        "until": NOON.date() + timedelta(days=300),
    }
    return ImpactAssessment(name, **plain | given)


class Office:
    """A sharing desk with everything it works with, each part within a test's reach."""

    def __init__(self, *, package_keys: object = None, streams: object = None, **given: object) -> None:
        self.clock, self.log, self.keys = HandClock(NOON), AuditLog("b"), package_keys or MemoryPackageKeys()
        self.records: dict[str, object] = dict(PEOPLE)
        self.units = dict.fromkeys(PEOPLE, "grid-1")
        self.bases: list[SubjectBasis] = []
        self.assessments = AssessmentBook()
        self.assignments = [Assignment(who, role, "b", NOON) for who, role in STAFF]
        self.covers: list[Cover] = []
        self.views = list(VIEWS)
        conditions = SharingConditions(SharingPolicy(), self.views, self, self.assessments, UTC)
        self.house = SharingHouse(
            conditions,
            AccessControl(given.pop("policy", POLICY), ORGANISATION, self, zone=ZoneInfo("UTC")),
            MemorySource(self.records, self.units),
            "p-{}".format,
            self.log,
            Keyset.generate(),
            **given,
        )
        self.desk = SharingDesk(self.house, package_keys=self.keys, streams=streams, clock=self.clock)

    def held_by(self, person: str) -> tuple[Assignment, ...]:
        return AssignmentBook(self.assignments, self.covers).held_by(person)

    def of(self, subject: str, purpose: str) -> tuple[SubjectBasis, ...]:
        return tuple(BasisBook(self.bases).of(subject, purpose))

    def agrees(self, *people: str, basis: Basis = CONSENT, up_to: Tier = Tier.T4) -> None:
        self.bases += [SubjectBasis(who, "relief", basis, NOON, up_to=up_to) for who in people]

    def takes_back(self, person: str) -> None:
        self.bases = [each for each in self.bases if each.subject != person]

    def ask(self, name: str = "s-1", view: View = PHONES, people: tuple[str, ...] = ("r-1",), **given: object):
        plain = {
            "recipient": "street-office",
            "purpose": RELIEF,
            "fields": tuple(rule.key for rule in view.fields),
            "basis": DUTY,
            "expires": self.clock.now() + timedelta(days=7),
        }
        said = plain | given
        return self.desk.request(
            SharingRequest(
                name, "worker", said.pop("recipient"), said.pop("purpose"), view.name, people, said.pop("fields"),
                said.pop("basis"), said.pop("expires"), **said,
            )
        )  # fmt: skip

    def issued(self, name: str = "s-1", *approvers: str, **given: object) -> bytes:
        """A package that was asked for, approved and issued."""
        assert self.ask(name, **given), "asked"
        for who in approvers or ("leader",):
            assert self.desk.approve(name, who), who
        answer = self.desk.issue(name, "worker")
        assert answer, answer.reasons
        return answer.package.to_bytes()

    def sensitive(self, name: str = "s-1", people: tuple[str, ...] = ("r-1", "r-2"), **given: object) -> bytes:
        """A package of T4 that was issued, by the consent of each."""
        self.agrees(*people)
        if self.assessments.find("ia-7") is None:
            self.assessments.add(assessment())
        plain = {"view": ILLNESS, "basis": CONSENT, "assessment": "ia-7"}
        return self.issued(name, "secretary", "auditor", people=people, **plain | given)
