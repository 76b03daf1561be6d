"""What one event makes of a service record: the next record and the command for the ledger, or why not."""

import pytest
from attrs import evolve, frozen
from tests.incentives.records.conftest import NOON
from tests.incentives.records.states import (
    DISPUTED,
    DRAFT,
    EARNED,
    EXPIRED,
    HOUR,
    POLICY,
    POSTED,
    REFUSED,
    REJECTED,
    SIGNED,
    SUBMITTED,
    TICK,
    WITHDRAWN,
    advance,
    refused,
    with_conflicts,
)
from tests.incentives.records.test_records import CLAIM, community, decided, disputed, resident

from commgov.core import Text, Verdict
from commgov.errors import ConflictError
from commgov.incentives import Attestation, Form, Side
from commgov.incentives.ledger import Hold, Reverse, Settle, Void
from commgov.incentives.records import (
    AttestationOverdue,
    AttestationRefused,
    Drafted,
    Grounds,
    RecordState,
    RecordWithdrawn,
    Submitted,
    advance_record,
)
from commgov.incentives.records.advancing import conflicts, next_keys, settling_key

SCAN = "ab" * 32


@pytest.mark.parametrize(
    ("record", "event", "says", "zh"),
    [
        (None, Submitted(at=NOON, by="m-1"), "the record is not there yet", "记录状态：尚不存在"),
        (POSTED, Submitted(at=NOON, by="m-1"), "the record is posted", "记录状态：已入账"),
        (DRAFT, community(), "the record is draft", "记录状态：草稿"),
    ],
)
def test_what_does_not_fit_the_state_is_told_by_the_state(record, event, says, zh):
    assert refused(record, event) == ["state"]
    reason = advance_record(record, event, POLICY).reasons[0]
    assert (reason.en, reason.zh) == (says, zh)


def test_a_record_counts_its_changes_and_knows_the_time_of_the_last():
    later = NOON + HOUR
    step = advance_record(DRAFT, Submitted(at=later, by="m-1"), POLICY)
    assert (DRAFT.version, DRAFT.at, DRAFT.entered_at) == (1, NOON, NOON)
    assert (step.record.version, step.record.at, step.record.entered_at) == (2, later, NOON)
    with pytest.raises(ConflictError, match="older"):
        advance_record(step.record, RecordWithdrawn(at=later - TICK, by="m-1"), POLICY)


def test_a_draft_is_written_anew_once_the_service_is_over_and_under_its_own_id():
    claim = evolve(CLAIM, end=NOON)
    assert advance(None, Drafted(at=NOON, by="m-1", claim=claim)).state is RecordState.DRAFT
    assert refused(DRAFT, Drafted(at=NOON, by="m-1", claim=evolve(CLAIM, end=NOON + TICK))) == ["time"]
    with pytest.raises(ConflictError, match=r"of another record than 's-1'"):
        advance_record(DRAFT, Drafted(at=NOON, by="m-1", claim=evolve(CLAIM, record="s-2")), POLICY)


def test_only_who_served_or_typed_it_in_hands_a_claim_in():
    assert refused(DRAFT, Submitted(at=NOON, by="m-2")) == ["owner"]
    typed = advance(None, Drafted(at=NOON, by="clerk-1", claim=evolve(CLAIM, entered_by="clerk-1")))
    for by in ("m-1", "clerk-1"):
        assert advance(typed, Submitted(at=NOON, by=by)).state is RecordState.SUBMITTED


def test_what_is_handed_in_again_begins_anew():
    assert (EXPIRED.satisfaction, EXPIRED.rated_by, len(EXPIRED.attestations)) == (4, "r-5", 1)
    again = NOON + 50 * HOUR
    record = advance(EXPIRED, Submitted(at=again, by="m-1"))
    assert (record.attempt, record.expires) == (2, again + 48 * HOUR)
    assert (record.attestations, record.satisfaction, record.rated_by) == ((), None, None)
    assert (record.refused_by, record.grounds) == (None, None)


HELD = Hold("issued/community-b/minutes", "member/m-1/minutes", 60, NOON + 48 * HOUR)
FROZEN = Hold("member/m-1/minutes", "issued/community-b/minutes", 45)


@pytest.mark.parametrize(
    ("record", "event", "key", "steps"),
    [
        (DRAFT, Submitted(at=NOON, by="m-1"), "s-1/1/hold", (HELD,)),
        (SIGNED, community(45), "s-1/1/settle", (Settle(7, 45),)),
        (SIGNED, community(0), "s-1/1/void", (Void(7),)),
        (SUBMITTED, RecordWithdrawn(at=NOON, by="m-1"), "s-1/1/void", (Void(7),)),
        (SUBMITTED, disputed(), "s-1/1/void", (Void(7),)),
        (SUBMITTED, AttestationOverdue(at=NOON + 48 * HOUR, by="o"), "s-1/1/overdue", (Void(7),)),
        (POSTED, disputed(), "s-1/1/freeze-1", (FROZEN,)),
        (DISPUTED, decided(30), "s-1/1/decision-1", (Void(10), Reverse(9), Reverse(8), EARNED)),
        (DISPUTED, decided(0), "s-1/1/decision-1", (Void(10), Reverse(9), Reverse(8))),
        (DISPUTED, decided(45), "s-1/1/decision-1", (Void(10),)),
        (evolve(DISPUTED, decided_by=("o-1", "o-2")), decided(45), "s-1/1/decision-2", (Void(10),)),
        (evolve(POSTED, decided_by=("o-1", "o-2")), disputed(by="m-1"), "s-1/1/freeze-2", (FROZEN,)),
    ],
)
def test_the_ledger_is_told_what_to_do_under_a_key_that_is_foreseen(record, event, key, steps):
    command = advance_record(record, event, POLICY).command
    assert (command.key, command.steps, command.by, command.cause) == (key, steps, event.by, "s-1")
    assert key in next_keys(record)


def test_what_is_decided_is_approved_by_the_second_officer():
    assert advance_record(DISPUTED, decided(0), POLICY).command.approved_by == "officer-9"


@pytest.mark.parametrize(
    ("record", "keys"),
    [
        (DRAFT, ("s-1/1/hold",)),
        (EXPIRED, ("s-1/2/hold",)),
        (SUBMITTED, ("s-1/1/settle", "s-1/1/void", "s-1/1/overdue")),
        (POSTED, ("s-1/1/freeze-1",)),
        (DISPUTED, ("s-1/1/decision-1",)),
        (REFUSED, ()),
        (WITHDRAWN, ()),
        (REJECTED, ()),
    ],
)
def test_the_keys_that_may_come_next_are_these(record, keys):
    assert next_keys(record) == keys
    assert settling_key(record) == f"s-1/{record.attempt}/settle"


def test_a_side_that_signs_without_stars_leaves_those_that_were_given():
    assert (POSTED.satisfaction, POSTED.rated_by, POSTED.minutes) == (4, "r-5", 45)


def test_no_minutes_at_all_are_a_refusal_by_who_said_so():
    nothing = advance(SIGNED, community(0))
    assert (nothing.state, nothing.refused_by) == (RecordState.REFUSED, "officer-7")
    assert (nothing.grounds, nothing.minutes) == (Grounds.NOT_SERVED, 0)


def test_the_time_for_attesting_ends_exactly_when_it_is_over():
    end = NOON + 48 * HOUR
    assert advance(SUBMITTED, community(at=end - TICK))
    assert refused(SUBMITTED, community(at=end)) == ["time"]
    assert refused(SUBMITTED, AttestationOverdue(at=end - TICK, by="o")) == ["time"]
    assert advance(SUBMITTED, AttestationOverdue(at=end, by="o")).state is RecordState.EXPIRED


def test_a_second_officer_signs_where_the_first_is_related():
    policy = with_conflicts("officer-7")
    record = advance(SUBMITTED, community(), resident(), policy=policy)
    assert (record.state, [each.by for each in conflicts(record, policy)]) == (RecordState.SUBMITTED, ["officer-7"])
    assert advance(record, community(by="officer-8"), policy=policy).state is RecordState.POSTED


def test_a_second_officer_who_is_related_too_is_not_enough():
    policy = with_conflicts("officer-7", "officer-8")
    record = advance(SUBMITTED, community(), resident(), community(by="officer-8"), policy=policy)
    assert record.state is RecordState.SUBMITTED
    assert advance(record, community(by="officer-9"), policy=policy).state is RecordState.POSTED


def test_where_the_resident_is_related_two_officers_sign():
    policy = with_conflicts("r-5")
    record = advance(SUBMITTED, community(), resident(), policy=policy)
    assert record.state is RecordState.SUBMITTED
    assert refused(record, proxy_signs(), policy) == ["wanted"]  # another signature for the resident helps nobody
    assert advance(record, community(by="officer-8"), policy=policy).state is RecordState.POSTED


def test_a_side_that_has_signed_is_not_wanted_again():
    assert refused(advance(SUBMITTED, community()), community(by="officer-8")) == ["wanted"]
    assert refused(SIGNED, proxy_signs()) == ["wanted"]


def proxy_signs():
    return resident(60, "p-1", form=Form.PROXY, on_behalf_of="r-5")


@frozen
class Listens:
    """Allows everything, and remembers what it was asked."""

    heard: list
    name: str = "listens"

    def why(self, case):
        self.heard.append(case.attestation)
        return Verdict(allowed=True, reason=Text("nothing against it", "无异议"))


@pytest.mark.parametrize(
    ("side", "by", "judged"),
    [
        (Side.RESIDENT, "r-5", Attestation(Side.RESIDENT, "r-5", NOON, 0)),
        (Side.RESIDENT, "p-1", Attestation(Side.RESIDENT, "p-1", NOON, 0, Form.PROXY, on_behalf_of="r-5")),
        (Side.COMMUNITY, "officer-7", Attestation(Side.COMMUNITY, "officer-7", NOON, 0)),
        (Side.COMMUNITY, "r-5", Attestation(Side.COMMUNITY, "r-5", NOON, 0)),
    ],
)
def test_who_refuses_is_judged_as_if_they_signed_for_no_minutes(side, by, judged):
    heard = []
    event = AttestationRefused(at=NOON, by=by, side=side, grounds=Grounds.TWICE)
    record = advance(SUBMITTED, event, policy=evolve(POLICY, rules=(Listens(heard),)))
    assert heard == [judged]
    assert (record.state, record.refused_by, record.grounds) == (RecordState.REFUSED, by, Grounds.TWICE)


@pytest.mark.parametrize(
    ("side", "by", "rule"),
    [(Side.RESIDENT, "officer-7", "the resident or a proxy"), (Side.COMMUNITY, "r-5", "an officer")],
)
def test_who_could_not_sign_for_a_side_cannot_refuse_for_it(side, by, rule):
    assert refused(SUBMITTED, AttestationRefused(at=NOON, by=by, side=side, grounds=Grounds.TWICE)) == [rule]


def test_a_draft_is_taken_back_without_the_ledger():
    step = advance_record(DRAFT, RecordWithdrawn(at=NOON, by="m-1"), POLICY)
    assert (step.record.state, step.command) == (RecordState.WITHDRAWN, None)


def test_a_paper_form_is_dated_when_it_was_typed_in():
    later = NOON + HOUR
    event = resident(60, form=Form.PAPER, scan=SCAN, entered_by="clerk-1", at=NOON)
    record = advance(SUBMITTED, evolve(event, at=later))
    assert record.attestations[0].entered_at == later
