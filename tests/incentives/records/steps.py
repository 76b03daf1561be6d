"""A record, and what people do with it, as the tests of records say it."""

from datetime import timedelta

from tests.incentives.records.conftest import NINE, NOON

from commgov.incentives import Attestation, Side
from commgov.incentives.records import (
    Attested,
    Drafted,
    Grounds,
    RecordDecided,
    RecordDisputed,
    ServiceClaim,
    Submitted,
)

SCAN = "ab" * 32
CLAIM = ServiceClaim("s-1", "d-1", "m-1", "r-5", "errand", "grid-1", NINE, NINE + timedelta(minutes=60), 60, "m-1")


def submitted(book, claim=CLAIM):
    assert book.take("s-1", Drafted(at=NOON, by=claim.entered_by, claim=claim))
    assert book.take("s-1", Submitted(at=NOON, by=claim.entered_by))


def community(minutes=60, by="officer-7", at=NOON):
    return Attested(at=at, by=by, attestation=Attestation(Side.COMMUNITY, by, at, minutes))


def resident(minutes=60, by="r-5", at=NOON, satisfaction=None, **more):
    attestation = Attestation(Side.RESIDENT, by, at, minutes, **more)
    return Attested(at=at, by=more.get("entered_by", by), attestation=attestation, satisfaction=satisfaction)


def posted(book):
    return book.ledger.standing("member/m-1/minutes").posted


def why(step):
    return [name for name, _ in step.refused]


def disputed(by="r-5", at=NOON):
    return RecordDisputed(at=at, by=by, grounds=Grounds.OTHER_TIME)


def decided(minutes, by="officer-8", approved_by="officer-9", at=NOON):
    return RecordDecided(at=at, by=by, approved_by=approved_by, minutes=minutes, grounds=Grounds.EVIDENCE)
