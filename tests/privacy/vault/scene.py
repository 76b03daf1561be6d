"""A small community with a vault: two grids, workers, a secretary, an auditor, members. All people are invented."""

from datetime import UTC, datetime, timedelta

from commgov.grid import Organisation
from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    Assignment,
    AssignmentBook,
    AuditLog,
    Basis,
    BasisBook,
    BasisKind,
    KeyTree,
    MemoryKeyStore,
    MemoryVaultStore,
    Origin,
    Purpose,
    Resident,
    SubjectBasis,
    Tier,
    Vault,
    VaultOptions,
)
from commgov.seal import Keyset

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # noon in Wuhan
ORGANISATION = Organisation.from_columns(["b", "grid-1", "grid-2"], [None, "b", "b"])
VISIT, SERVICE, RELIEF = Purpose("home-visit"), Purpose("service"), Purpose("relief")
REGISTRATION, EMERGENCY, OWN = Purpose("registration"), Purpose("emergency"), Purpose("own-rights")
PURPOSES = (VISIT, SERVICE, RELIEF, REGISTRATION)
DUTY = Basis(BasisKind.DUTY, "regulation-9")
CONSENT = Basis(BasisKind.CONSENT, "c-91")
PEOPLE = [f"r-{number}" for number in range(200, 212)]
NAME, PHONE, ID, HEALTH = "王小虚", "13800000012", "11010519491231002X", "需要透析，每周三次"
ADDRESS = "虚构苑3栋2单元501室"
PLANTED = [NAME, PHONE, ID, HEALTH, ADDRESS]
ROOT = Keyset.generate()


def assignments():
    year = timedelta(days=4000)
    held = [
        ("officer-7", "grid-worker", "grid-1"),
        ("officer-8", "grid-worker", "grid-2"),
        ("leader-1", "grid-leader", "grid-1"),
        ("secretary-1", "community-secretary", "b"),
        ("auditor-1", "auditor", "b"),
    ]
    staff = [Assignment(who, role, unit, NOON - year, NOON + year) for who, role, unit in held]
    serves = {"subject": "r-204", "service": "d-5"}
    member = Assignment("m-8", "member", "grid-1", NOON, NOON + timedelta(hours=2), **serves)
    return AssignmentBook([*staff, member])


def bases():
    start = NOON - timedelta(days=4000)
    return BasisBook(
        [SubjectBasis(who, purpose.name, DUTY, start) for who in (*PEOPLE, "r-1", "r-2") for purpose in PURPOSES]
        + [SubjectBasis(who, RELIEF.name, CONSENT, start, up_to=Tier.T4) for who in (*PEOPLE, "r-1", "r-2")]
    )


def control(policy=None, book=None):
    return AccessControl(policy or AccessPolicy.community(), ORGANISATION, book or assignments(), bases())


def memory_vault(clock, *, keys=None, store=None, log=None, policy=None, **options):
    return Vault(
        community="community-b",
        keys=KeyTree.open(keys or MemoryKeyStore(), ROOT, tenant="community-b"),
        records=store or MemoryVaultStore(),
        control=control(policy),
        log=log or AuditLog("community-b", clock=clock),
        clock=clock,
        options=VaultOptions(**options),
    )


def resident(ref="r-204", **values):
    return Resident(ref=ref, **({"name": NAME, "phone": PHONE} | values))


def entered(vault, record=None, *, by="secretary-1", purpose=RELIEF, unit="grid-1", basis=CONSENT, item=""):
    """Enter a record, as the secretary may for everybody."""
    with vault.session(by=by, purpose=purpose) as s:
        written = s.put(record or resident(), basis=basis, origin=Origin.PERSON, unit=unit, item=item)
    assert written, written.why("en")
    return written


def given(vault, ref="r-204", fields=("name", "phone"), *, by="officer-7", purpose=VISIT, **session):
    with vault.session(by=by, purpose=purpose, **session) as s:
        return s.get(ref, fields)
