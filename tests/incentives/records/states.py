"""One record in each of its states, and the step that an event makes of it."""

from datetime import timedelta

from attrs import evolve, frozen
from tests.incentives.records.conftest import NOON, RULES
from tests.incentives.records.test_records import CLAIM, community, decided, disputed, resident, why

from commgov.core import Text
from commgov.incentives import Side
from commgov.incentives.ledger import Transfer
from commgov.incentives.records import (
    AttestationOverdue,
    AttestationRefused,
    Drafted,
    Grounds,
    NotRelated,
    RecordPolicy,
    RecordState,
    RecordWithdrawn,
    Submitted,
    advance_record,
)

HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
POLICY = RecordPolicy(rules=RULES, attest_within=48 * HOUR, dispute_within=24 * HOUR, decide_within=12 * HOUR)


def advance(record, *events, policy=POLICY):
    """The record after events that are all taken in; what is held or posted is numbered as a ledger would."""
    for event in events:
        step = advance_record(record, event, policy)
        assert step, step.refused
        record = step.record
        if step.command is None:
            continue
        if record.state is RecordState.SUBMITTED:
            record = evolve(record, hold=7)
        elif record.state is RecordState.POSTED:
            record = evolve(record, hold=0, entries=(8, 9))
        elif record.state is RecordState.DISPUTED and record.entries:
            record = evolve(record, hold=10)
        else:
            record = evolve(record, hold=0, entries=())
    return record


DRAFT = advance(None, Drafted(at=NOON, by="m-1", claim=CLAIM))
SUBMITTED = advance(DRAFT, Submitted(at=NOON, by="m-1"))
SIGNED = advance(SUBMITTED, resident(50, satisfaction=4))
POSTED = advance(SIGNED, community(45))
DISPUTED = advance(POSTED, disputed())
EXPIRED = advance(SIGNED, AttestationOverdue(at=NOON + 48 * HOUR, by="office"))
REFUSED = advance(SUBMITTED, AttestationRefused(at=NOON, by="r-5", side=Side.RESIDENT, grounds=Grounds.OTHER_PERSON))
WITHDRAWN = advance(SUBMITTED, RecordWithdrawn(at=NOON, by="m-1"))
REJECTED = advance(DISPUTED, decided(0))


def refused(record, event, policy=POLICY):
    """Why an event is not taken in; then the record stays as it was and the ledger has nothing to do."""
    step = advance_record(record, event, policy)
    assert not step
    assert (step.record, step.command) == (record, None)
    return why(step)


EARNED = Transfer("issued/community-b/minutes", "member/m-1/minutes", 30)


@frozen
class Families:
    """Who is related to the member."""

    members: frozenset

    def between(self, one, other):
        return Text("one family", "同一家庭") if str(other) == "m-1" and one in self.members else None


def with_conflicts(*related):
    return evolve(POLICY, conflicts=(NotRelated(Families(frozenset(related))),))
