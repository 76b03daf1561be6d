"""What an event makes of a record that is contested or decided: by whom, in time, and what counts then."""

import pytest
from attrs import evolve, frozen
from tests.incentives.records.conftest import NINE, NOON, RULES
from tests.incentives.records.states import (
    DISPUTED,
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
    advance,
    refused,
    with_conflicts,
)
from tests.incentives.records.test_records import decided, disputed

from commgov.core import Text, Verdict
from commgov.incentives import Attestation, Form, Side
from commgov.incentives.records import (
    DecisionOverdue,
    Grounds,
    RecordState,
    advance_record,
)


@pytest.mark.parametrize("record", [POSTED, REFUSED, EXPIRED, REJECTED])
def test_there_is_a_day_for_disputes_and_not_more(record):
    end = record.at + 24 * HOUR
    assert advance(record, disputed(by="m-1", at=end)).state is RecordState.DISPUTED
    assert refused(record, disputed(by="m-1", at=end + TICK)) == ["time"]


def test_while_it_waits_for_signatures_a_record_can_be_contested_at_any_time():
    assert advance(SUBMITTED, disputed(at=NOON + 40 * HOUR)).state is RecordState.DISPUTED


def test_who_contests_says_why_and_begins_the_time_for_deciding():
    record = advance(POSTED, disputed(at=NOON + HOUR))
    assert (record.grounds, record.expires, record.passed_on) == (Grounds.OTHER_TIME, NOON + 13 * HOUR, 0)


@pytest.mark.parametrize("by", ["m-1", "r-5", "p-1", "officer-7", "officer-9"])
def test_whoever_has_or_could_have_a_part_in_it_contests_what_was_posted(by):
    assert advance(POSTED, disputed(by=by)).state is RecordState.DISPUTED


def test_a_stranger_contests_nothing():
    for record in (SUBMITTED, POSTED):
        assert refused(record, disputed(by="m-9")) == ["party"]


@pytest.mark.parametrize("record", [REFUSED, EXPIRED, REJECTED])
@pytest.mark.parametrize("by", ["r-5", "officer-7", "officer-9", "m-9"])
def test_only_who_served_or_typed_it_in_appeals(record, by):
    assert refused(record, disputed(by=by, at=record.at)) == ["party"]


@frozen
class AtMostTwo:
    """Not more than two signatures come under a record."""

    name: str = "at most two"

    def why(self, case):
        return Verdict(len(case.record.attestations) < 2, Text("two are enough", "两份即可"))


def test_the_signatures_that_are_there_hinder_neither_a_dispute_nor_a_decision():
    policy = evolve(POLICY, rules=(*RULES, AtMostTwo()))
    record = advance(POSTED, disputed(by="officer-9"), policy=policy)
    by = {"by": "officer-8", "approved_by": "officer-9"}
    assert advance(DISPUTED, decided(45, **by), policy=policy).state is RecordState.POSTED
    assert record.state is RecordState.DISPUTED


def test_the_time_for_deciding_ends_exactly_when_it_is_over():
    end = NOON + 12 * HOUR
    assert advance(DISPUTED, decided(30, at=end - TICK))
    assert refused(DISPUTED, decided(30, at=end)) == ["time"]
    assert refused(DISPUTED, DecisionOverdue(at=end - TICK, by="office")) == ["time"]
    assert advance(DISPUTED, DecisionOverdue(at=end, by="office")).state is RecordState.POSTED


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        (decided(30, by="officer-7"), ["part"]),
        (decided(30, approved_by="officer-7"), ["part"]),
        (decided(30, by="m-9"), ["an officer"]),
        (decided(30, by="m-9", approved_by="m-8"), ["an officer", "an officer"]),
        (decided(61), ["minutes"]),
    ],
)
def test_who_cannot_decide_it_or_not_so_is_told_why(event, rules):
    assert refused(DISPUTED, event) == rules


@frozen
class Head:
    """Some people decide, at their stage."""

    people: frozenset

    def speaks_for(self, person, unit, at):
        return person in self.people and unit == "grid-1" and at >= NINE


def test_those_who_decide_stage_by_stage_need_no_post_for_signing():
    stages = Head(frozenset({"head-1", "head-2"})), Head(frozenset({"chief-1", "chief-2"}))
    policy = evolve(POLICY, deciders=stages)
    heads, chiefs = {"by": "head-1", "approved_by": "head-2"}, {"by": "chief-1", "approved_by": "chief-2"}
    assert advance(DISPUTED, decided(30, **heads), policy=policy).minutes == 30
    assert refused(DISPUTED, decided(30, **chiefs), policy) == ["decider"]
    assert refused(DISPUTED, decided(30, by="head-1", approved_by="chief-1"), policy) == ["decider"]
    end = NOON + 12 * HOUR
    passed = advance(DISPUTED, DecisionOverdue(at=end, by="office"), policy=policy)
    assert (passed.state, passed.passed_on, passed.expires) == (RecordState.DISPUTED, 1, end + 12 * HOUR)
    assert refused(passed, decided(30, at=end, **heads), policy) == ["decider"]
    assert advance(passed, decided(30, at=end, **chiefs), policy=policy).minutes == 30
    beyond = evolve(passed, passed_on=2)  # a policy with fewer stages came meanwhile
    assert advance(beyond, decided(30, at=end, **chiefs), policy=policy).minutes == 30
    last = advance(passed, DecisionOverdue(at=end + 12 * HOUR, by="office"), policy=policy)
    assert (last.state, last.minutes, last.decided_by) == (RecordState.POSTED, 45, ("office", "what-stood-stands"))


def test_a_decision_stands_as_two_signatures_with_its_grounds():
    record = advance(DISPUTED, decided(30, at=NOON + HOUR))
    at = NOON + HOUR
    signed = Attestation(Side.COMMUNITY, "officer-8", at, 30, Form.DECISION)
    assert record.attestations == (signed, Attestation(Side.RESIDENT, "officer-9", at, 30, Form.DECISION))
    assert (record.grounds, record.decided_by) == (Grounds.EVIDENCE, ("officer-8", "officer-9"))


def test_what_was_never_posted_counts_nothing_where_nobody_decides_and_is_posted_where_somebody_does():
    waits = advance(SIGNED, disputed())
    step = advance_record(waits, DecisionOverdue(at=NOON + 12 * HOUR, by="office"), POLICY)
    assert (step.record.state, step.record.minutes, step.command) == (RecordState.REJECTED, 0, None)
    step = advance_record(evolve(waits, minutes=30), decided(30), POLICY)
    assert step.command.steps == (EARNED,)


@pytest.mark.parametrize("both", [True, False])
def test_of_those_who_decide_one_may_have_a_conflict_of_interest(both):
    policy = with_conflicts("officer-8", *(["officer-9"] if both else []))
    event = decided(30)
    if both:
        assert refused(DISPUTED, event, policy) == ["conflict"]
    else:
        assert advance(DISPUTED, event, policy=policy).minutes == 30


def test_a_record_is_decided_as_often_as_the_policy_says():
    once = evolve(POLICY, decisions_max=1)
    record = advance(DISPUTED, decided(30))
    assert refused(record, disputed(by="m-1"), once) == ["decided"]
    assert advance(record, disputed(by="m-1")).state is RecordState.DISPUTED
