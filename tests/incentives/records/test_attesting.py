"""Who may attest, rule by rule: what each says, and why."""

from datetime import timedelta

import pytest
from attrs import evolve, frozen
from tests.incentives.records.conftest import NOON, Officers
from tests.incentives.records.test_records import CLAIM

from commgov.core import Text
from commgov.incentives import Attestation, Form, RecordState, RegisteredProxies, Side
from commgov.incentives.records import (
    AnOfficer,
    AttestationCase,
    NotRelated,
    NotTheClerk,
    NotTheMember,
    NotTwice,
    ServiceRecord,
    TheResidentOrProxy,
)

SCAN = "ab" * 32
FINE = "nothing against it"
PROXIES = TheResidentOrProxy(RegisteredProxies({"r-5": frozenset({"p-1"})}))
TYPED = evolve(CLAIM, entered_by="clerk-1")


def community(by, **more):
    return Attestation(Side.COMMUNITY, by, NOON, 60, **more)


def resident(by, **more):
    return Attestation(Side.RESIDENT, by, NOON, 60, **more)


def paper(by, clerk):
    return resident(by, form=Form.PAPER, scan=SCAN, entered_by=clerk)


def proxy(by, resident_="r-5"):
    return resident(by, form=Form.PROXY, on_behalf_of=resident_)


@frozen
class Household:
    """Officer 7 lives with member 1, officer 8 with resident 5, and so the lists say it, this way round."""

    def between(self, one, other):
        pairs = {("officer-7", "m-1"), ("officer-8", "r-5"), ("r-5", "r-5"), ("p-1", "m-1")}
        return Text("one household", "同一家庭") if (one, other) in pairs else None


RELATED = NotRelated(Household())
OWN, TYPED_IT = "nobody attests their own service", "who typed it in does not attest"
EACH, NEITHER = "the two sides sign each for itself", "neither the person served nor authorised by them"
PARTY, NO_POST = "the person served does not speak for the community", "does not speak for the community there"


@pytest.mark.parametrize(
    ("rule", "claim", "before", "new", "says"),
    [
        (NotTheMember(), CLAIM, (), resident("r-5"), FINE),
        (NotTheMember(), CLAIM, (), community("m-1"), OWN),
        (NotTheMember(), CLAIM, (), paper("r-5", "m-1"), OWN),
        (NotTheClerk(), CLAIM, (), community("officer-7"), FINE),
        (NotTheClerk(), CLAIM, (), paper("r-5", "clerk-1"), FINE),
        (NotTheClerk(), TYPED, (), community("clerk-1"), TYPED_IT),
        (NotTheClerk(), CLAIM, (), paper("r-5", "r-5"), TYPED_IT),
        (NotTheClerk(), CLAIM, (paper("r-5", "clerk-1"),), community("clerk-1"), TYPED_IT),
        (NotTheClerk(), CLAIM, (community("officer-7"),), paper("r-5", "officer-7"), TYPED_IT),
        (NotTwice(), CLAIM, (), resident("r-5"), FINE),
        (NotTwice(), CLAIM, (community("officer-7"),), resident("r-5"), FINE),
        (NotTwice(), CLAIM, (community("officer-7"),), resident("officer-7"), EACH),
        (TheResidentOrProxy(), CLAIM, (), resident("r-5"), FINE),
        (TheResidentOrProxy(), CLAIM, (), community("officer-7"), FINE),
        (TheResidentOrProxy(), CLAIM, (), proxy("p-1"), NEITHER),
        (PROXIES, CLAIM, (), proxy("p-1"), FINE),
        (PROXIES, CLAIM, (), proxy("p-2"), NEITHER),
        (PROXIES, CLAIM, (), proxy("p-1", "r-6"), NEITHER),
        (PROXIES, CLAIM, (), resident("p-1"), NEITHER),  # authorised, but signs as if for itself
        (AnOfficer(), CLAIM, (), community("whoever"), FINE),
        (AnOfficer(), CLAIM, (), resident("r-5"), FINE),
        (AnOfficer(), CLAIM, (), community("r-5"), PARTY),
        (AnOfficer(Officers()), CLAIM, (), community("officer-7"), FINE),
        (AnOfficer(Officers()), CLAIM, (), community("r-5"), NO_POST),
        (AnOfficer(Officers()), CLAIM, (), resident("r-5"), FINE),
        (AnOfficer(Officers()), evolve(CLAIM, unit="grid-2"), (), community("officer-7"), NO_POST),
        (RELATED, CLAIM, (), community("officer-9"), FINE),
        (RELATED, CLAIM, (), community("officer-7"), "one household"),
        (RELATED, CLAIM, (), community("officer-8"), "one household"),
        (RELATED, CLAIM, (), resident("r-5"), FINE),  # of the resident's side only the member is asked about
        (RELATED, CLAIM, (), proxy("p-1"), "one household"),
    ],
)
def test_each_rule_says_whether_and_why(rule, claim, before, new, says):
    record = ServiceRecord(claim, RecordState.SUBMITTED, NOON, NOON, attestations=before)
    verdict = rule.why(AttestationCase(record, new))
    assert (verdict.allowed, verdict.reason.en) == (says == FINE, says)


def test_an_officer_speaks_at_the_time_of_signing():
    record = ServiceRecord(CLAIM, RecordState.SUBMITTED, NOON, NOON)
    late = Attestation(Side.COMMUNITY, "officer-7", NOON + timedelta(days=365), 60)
    assert not AnOfficer(Officers()).why(AttestationCase(record, late)).allowed
