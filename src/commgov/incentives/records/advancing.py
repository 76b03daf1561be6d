"""What an event makes of a service record: the next record, a command for the ledger, or why not.

::

    draft ─▶ submitted ─▶ posted        both sides attested: the least of claim and attestations is posted
               │   │ ╲      │
               ▼   ▼  ▼     ▼
         refused expired disputed ─▶ posted | rejected      two officers without part in it decide, in time; then the
                                                            next ones, and at last a rule

The minutes are held while a record waits, so that nothing is promised twice; nothing is posted without two signatures
of two different people. While what was posted is disputed it is held too, as far as it was not spent before.
Everything here is pure: time and people come with the event.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from commgov.core import PersonRef, Text, refusals
from commgov.errors import ConflictError
from commgov.incentives.facts.service import Attestation, Form, Side
from commgov.incentives.ledger.commands import Command, Hold, Reverse, Settle, Step, Transfer, Void
from commgov.incentives.records.attesting import AnOfficer, AttestationCase
from commgov.incentives.records.events import (
    AttestationOverdue,
    AttestationRefused,
    Attested,
    DecisionOverdue,
    Drafted,
    RecordDecided,
    RecordDisputed,
    RecordEvent,
    RecordWithdrawn,
    Submitted,
)
from commgov.incentives.records.policy import RecordPolicy
from commgov.incentives.records.record import Grounds, RecordState, ServiceRecord
from commgov.incentives.timebank.accounts import issued, member

Reasons = tuple[tuple[str, Text], ...]
"""Why not: the names of rules, each with its reason."""


@frozen
class RecordStep:
    """What an event leads to.

    Args:
        record: the record afterwards; the one before, where the event is refused; None where there is none.
        refused: why not, each with the name of the rule that says so; empty if the event is taken in.
        command: what the ledger has to do first, if anything: without its receipt the step has not happened.
    """

    record: ServiceRecord | None
    refused: Reasons = ()
    command: Command | None = None

    def __bool__(self) -> bool:
        """Whether the event is taken in."""
        return not self.refused

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why not, each in both languages; `refused` has them by rule. Empty if the event is taken in."""
        return tuple(reason for _, reason in self.refused)


def advance_record(record: ServiceRecord | None, event: RecordEvent, policy: RecordPolicy) -> RecordStep:
    """What an event makes of a record. Same record, event and policy: same step.

    Args:
        record: the record so far; None before it is drafted.
        event: what happened.
        policy: how the community attests.

    Raises:
        ConflictError: if the event is older than the record's last one, or drafts another record.

    Example:
        >>> from datetime import UTC
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> from commgov.incentives import ServiceClaim
        >>> claim = ServiceClaim("s-1", "d-1", "m-1", "r-5", "errand", "grid-1", nine, ten, 60, "m-1")
        >>> draft = advance_record(None, Drafted(at=ten, by="m-1", claim=claim), RecordPolicy())
        >>> step = advance_record(draft.record, Submitted(at=ten, by="m-1"), RecordPolicy())
        >>> step.record, step.command
        (ServiceRecord('s-1', submitted), Command('s-1/1/hold', 1 step))
        >>> own = Attested(at=ten, by="m-1", attestation=Attestation(Side.COMMUNITY, "m-1", ten, 60))
        >>> advance_record(step.record, own, RecordPolicy()).reasons[0].en
        'nobody attests their own service'
    """
    if record is not None and event.at < record.at:
        raise ConflictError(_OLDER.fill(event=type(event).__name__, at=event.at))
    state = None if record is None else record.state
    if state not in _FITS[type(event)]:
        return RecordStep(record, (("state", _state_reason(state)),))
    step = _HANDLERS[type(event)](record, event, policy)
    if step.record is None:  # refused
        return evolve(step, record=record)
    version = 1 if record is None else record.version + 1
    return evolve(step, record=evolve(step.record, at=event.at, version=version))


def _state_reason(state: RecordState | None) -> Text:
    label = Text("not there yet", "尚不存在") if state is None else state.label
    return Text("the record is {state}", "记录状态：{state}").fill(state=label)


def _no(rule: str, reason: Text) -> RecordStep:
    return RecordStep(None, ((rule, reason),))


def _draft(record: ServiceRecord | None, event: Drafted, _: RecordPolicy) -> RecordStep:
    claim = event.claim
    if record is not None and record.claim.record != claim.record:
        raise ConflictError(OTHER_RECORD.fill(record=repr(record.claim.record)))
    if record is not None and not _is_owner(record, event.by):
        return _no("owner", _OWNER)
    if claim.end > event.at:
        return _no("time", Text("the service is not over yet", "服务尚未结束"))
    return RecordStep(ServiceRecord(claim, RecordState.DRAFT, event.at, event.at))


def _is_owner(record: ServiceRecord, person: PersonRef) -> bool:
    """Whether somebody served, or typed the claim in."""
    return str(person) in {record.claim.member, record.claim.entered_by}


def _submit(record: ServiceRecord, event: Submitted, policy: RecordPolicy) -> RecordStep:
    if not _is_owner(record, event.by):
        return _no("owner", _OWNER)
    attempt, until, claim = record.attempt + 1, event.at + policy.attest_within, record.claim
    hold = Hold(issued(policy.community), member(claim.member), claim.minutes, until, policy.lot_of(claim))
    submitted = evolve(
        record,
        state=RecordState.SUBMITTED,
        attempt=attempt,
        expires=until,
        attestations=(),
        satisfaction=None,
        rated_by=None,
    )
    return RecordStep(submitted, command=_command(submitted, "hold", (hold,), event.by))


def _command(
    record: ServiceRecord, what: str, steps: tuple[Step, ...], by: PersonRef, approved_by: PersonRef | None = None
) -> Command:
    """A command whose key tells the record, the attempt and what is done: a repetition does no harm."""
    return Command(_key(record, what), steps, by=by, cause=str(record.claim.record), approved_by=approved_by)


def _key(record: ServiceRecord, what: str) -> str:
    return f"{record.claim.record}/{record.attempt}/{what}"


def settling_key(record: ServiceRecord) -> str:
    """The key under which a record's held minutes are posted."""
    return _key(record, "settle")


def next_keys(record: ServiceRecord) -> tuple[str, ...]:
    """The keys of all commands that a record's next event may lead to."""
    match record.state:
        case RecordState.DRAFT | RecordState.EXPIRED:
            return (_key(evolve(record, attempt=record.attempt + 1), "hold"),)
        case RecordState.SUBMITTED:
            return settling_key(record), _key(record, "void"), _key(record, "overdue")
        case RecordState.DISPUTED:
            return (_key(record, _numbered("decision", record)),)
        case RecordState.POSTED:
            return (_key(record, _numbered("freeze", record)),)
        case _:
            return ()


def _release(record: ServiceRecord, event: RecordEvent, what: str = "void") -> Command:
    """Give the held minutes up. Where their time is over the ledger may have done so by itself: `RecordBook` knows."""
    return _command(record, what, (Void(record.hold),), event.by)


def _attest(record: ServiceRecord, event: Attested, policy: RecordPolicy) -> RecordStep:
    if record.expires is not None and event.at >= record.expires:
        return _no("time", Text("the time for attesting is over", "核验期已过"))
    new = event.attestation
    if new.form is Form.PAPER:
        new = evolve(new, entered_at=event.at)
    refused = refusals(policy.rules, AttestationCase(record, new))
    if not _is_wanted(record, new.side, policy):
        refused.append(("wanted", Text("this side has signed already", "该方已核验")))
    if refused:
        return RecordStep(None, tuple(refused))
    signed = evolve(record, attestations=(*record.attestations, new))
    if event.satisfaction is not None:
        signed = evolve(signed, satisfaction=event.satisfaction, rated_by=new.by)
    if not _is_complete(signed, policy):
        return RecordStep(signed)
    if signed.agreed == 0:
        nothing = evolve(signed, state=RecordState.REFUSED, refused_by=new.by, grounds=Grounds.NOT_SERVED)
        return RecordStep(nothing, command=_release(signed, event))
    settle = _command(signed, "settle", (Settle(record.hold, signed.agreed),), event.by)
    return RecordStep(evolve(signed, state=RecordState.POSTED, minutes=signed.agreed), command=settle)


def conflicts(record: ServiceRecord, policy: RecordPolicy) -> tuple[Attestation, ...]:
    """The attestations whose signer has a conflict of interest."""
    return tuple(each for each in record.attestations if refusals(policy.conflicts, AttestationCase(record, each)))


def _is_complete(record: ServiceRecord, policy: RecordPolicy) -> bool:
    """Whether both sides signed, and a second officer where there is a conflict of interest."""
    community, resident = record.of(Side.COMMUNITY), record.of(Side.RESIDENT)
    return bool(community and resident) and not _needs_officer(record, policy)


def _needs_officer(record: ServiceRecord, policy: RecordPolicy) -> bool:
    """Whether a conflict of interest still waits for a second officer who has none."""
    biased, community = conflicts(record, policy), record.of(Side.COMMUNITY)
    free = [each for each in community if each not in biased]
    return bool(biased) and not (len(community) > 1 and free)


def _is_wanted(record: ServiceRecord, side: Side, policy: RecordPolicy) -> bool:
    return not record.of(side) or (side is Side.COMMUNITY and _needs_officer(record, policy))


def _as_signature(record: ServiceRecord, side: Side, by: PersonRef, at: datetime) -> Attestation:
    """Who speaks for a side without attesting, as the signature that the rules would judge."""
    resident = record.claim.resident
    if side is Side.RESIDENT and by != resident:
        return Attestation(side, by, at, 0, Form.PROXY, on_behalf_of=resident)
    return Attestation(side, by, at, 0)


def _refuse(record: ServiceRecord, event: AttestationRefused, policy: RecordPolicy) -> RecordStep:
    refused = refusals(policy.rules, AttestationCase(record, _as_signature(record, event.side, event.by, event.at)))
    if refused:
        return RecordStep(None, tuple(refused))
    gone = evolve(record, state=RecordState.REFUSED, refused_by=event.by, grounds=event.grounds)
    return RecordStep(gone, command=_release(record, event))


def _withdraw(record: ServiceRecord, event: RecordWithdrawn, _: RecordPolicy) -> RecordStep:
    if not _is_owner(record, event.by):
        return _no("owner", _OWNER)
    gone = evolve(record, state=RecordState.WITHDRAWN)
    if record.state is RecordState.DRAFT:
        return RecordStep(gone)
    return RecordStep(gone, command=_release(record, event))


def _overdue(record: ServiceRecord, event: AttestationOverdue, _: RecordPolicy) -> RecordStep:
    if record.expires is None or event.at < record.expires:
        return _no("time", Text("there is time left for attesting", "核验期未满"))
    return RecordStep(evolve(record, state=RecordState.EXPIRED), command=_release(record, event, "overdue"))


def _dispute(record: ServiceRecord, event: RecordDisputed, policy: RecordPolicy) -> RecordStep:
    if len(record.decided_by) >= 2 * policy.decisions_max:
        return _no("decided", Text("it was decided for the last time", "已作终局裁定"))
    if record.state is not RecordState.SUBMITTED and event.at > record.at + policy.dispute_within:
        return _no("time", Text("the time for disputes is over", "异议期已过"))
    is_appeal = record.state not in {RecordState.SUBMITTED, RecordState.POSTED}
    if not (_is_owner(record, event.by) or (not is_appeal and _is_party(record, event, policy))):
        return _no("party", Text("only who has a part in it can contest it", "仅相关方可提出异议"))
    until = event.at + policy.decide_within
    disputed = evolve(record, state=RecordState.DISPUTED, grounds=event.grounds, expires=until, passed_on=0)
    if record.state is RecordState.SUBMITTED:
        return RecordStep(disputed, command=_release(record, event))
    if not record.entries:
        return RecordStep(disputed)
    frozen_minutes = Hold(member(record.claim.member), issued(policy.community), record.minutes)
    return RecordStep(disputed, command=_command(disputed, _numbered("freeze", disputed), (frozen_minutes,), event.by))


def _numbered(what: str, record: ServiceRecord) -> str:
    """What is done for a dispute, with the number of the decision that will end it."""
    return f"{what}-{len(record.decided_by) // 2 + 1}"


def _is_party(record: ServiceRecord, event: RecordDisputed, policy: RecordPolicy) -> bool:
    """Whether somebody signed, or could speak for a side."""
    sides = (_as_signature(record, side, event.by, event.at) for side in Side)
    bare = evolve(record, attestations=())
    could = any(not refusals(policy.rules, AttestationCase(bare, each)) for each in sides)
    return could or str(event.by) in record.involved


def _why_not_decide(record: ServiceRecord, event: RecordDecided, policy: RecordPolicy) -> list[tuple[str, Text]]:
    """Why these two officers cannot decide it so; empty if they can."""
    officers, bare = (event.by, event.approved_by), evolve(record, attestations=())
    if record.involved & set(officers):
        return [("part", Text("who has had a part in it does not decide", "参与过该记录者不得裁定"))]
    if record.expires is not None and event.at >= record.expires:
        return [("time", Text("the time for deciding is over", "裁定期已过"))]
    signatures = (Attestation(Side.COMMUNITY, officer, event.at, event.minutes) for officer in officers)
    cases = [AttestationCase(bare, signature) for signature in signatures]
    rules = policy.rules
    refused: list[tuple[str, Text]] = []
    if policy.deciders:  # then these say who holds the post for it, and not the rule about signatures
        deciders = policy.deciders[min(record.passed_on, len(policy.deciders) - 1)]
        rules = tuple(rule for rule in rules if not isinstance(rule, AnOfficer))
        if not all(deciders.speaks_for(officer, record.claim.unit, event.at) for officer in officers):
            refused.append(("decider", Text("it is not theirs to decide it at this stage", "现阶段无权裁定")))
    refused += [reason for case in cases for reason in refusals(rules, case)]
    if all(refusals(policy.conflicts, case) for case in cases):
        refused.append(("conflict", Text("both have a conflict of interest", "两名裁定人均有利益冲突")))
    if event.minutes > record.claim.minutes:
        refused.append(("minutes", Text("no more counts than was claimed", "不得超过申报时长")))
    return refused


def _decide(record: ServiceRecord, event: RecordDecided, policy: RecordPolicy) -> RecordStep:
    refused = _why_not_decide(record, event, policy)
    if refused:
        return RecordStep(None, tuple(refused))
    officers = (event.by, event.approved_by)
    decided = evolve(record, attestations=_decided(event), grounds=event.grounds)
    return _ended(record, decided, event.minutes, officers, policy)


def _undecided(record: ServiceRecord, event: DecisionOverdue, policy: RecordPolicy) -> RecordStep:
    if record.expires is not None and event.at < record.expires:
        return _no("time", Text("there is time left for deciding", "裁定期未满"))
    if record.passed_on + 1 < len(policy.deciders):
        until = event.at + policy.decide_within
        return RecordStep(evolve(record, passed_on=record.passed_on + 1, expires=until))
    posted = record.minutes if record.entries else 0
    rule = PersonRef(policy.undecided.name)
    return _ended(record, record, max(0, min(posted, policy.undecided.minutes(record))), (event.by, rule), policy)


def _ended(
    record: ServiceRecord, decided: ServiceRecord, minutes: int, by: tuple[PersonRef, PersonRef], policy: RecordPolicy
) -> RecordStep:
    """The end of a dispute: what was frozen is free, and what was posted otherwise than decided is reversed."""
    state = RecordState.POSTED if minutes else RecordState.REJECTED
    decided = evolve(decided, state=state, minutes=minutes, decided_by=(*record.decided_by, *by))
    steps: list[Step] = [Void(record.hold)] if record.hold else []
    if minutes != record.minutes or not record.entries:
        steps += [Reverse(entry) for entry in reversed(record.entries)]
        if minutes:
            earned = (issued(policy.community), member(record.claim.member), minutes)
            steps.append(Transfer(*earned, policy.lot_of(record.claim)))
    if not steps:
        return RecordStep(decided)
    return RecordStep(decided, command=_command(record, _numbered("decision", record), tuple(steps), *by))


def _decided(event: RecordDecided) -> tuple[Attestation, ...]:
    """A decision as two signatures: one officer's for each side."""
    sides = ((Side.COMMUNITY, event.by), (Side.RESIDENT, event.approved_by))
    return tuple(Attestation(side, by, event.at, event.minutes, Form.DECISION) for side, by in sides)


_OWNER = Text("only who served, or typed it in, can do this", "仅服务人或录入人可办理")
_HANDLERS: dict[type[RecordEvent], Callable[[Any, Any, RecordPolicy], RecordStep]] = {
    Drafted: _draft,
    Submitted: _submit,
    Attested: _attest,
    AttestationRefused: _refuse,
    RecordWithdrawn: _withdraw,
    AttestationOverdue: _overdue,
    DecisionOverdue: _undecided,
    RecordDisputed: _dispute,
    RecordDecided: _decide,
}
_FITS: dict[type[RecordEvent], frozenset[RecordState | None]] = {
    Drafted: frozenset({None, RecordState.DRAFT}),
    Submitted: frozenset({RecordState.DRAFT, RecordState.EXPIRED}),
    Attested: frozenset({RecordState.SUBMITTED}),
    AttestationRefused: frozenset({RecordState.SUBMITTED}),
    RecordWithdrawn: frozenset({RecordState.DRAFT, RecordState.SUBMITTED}),
    AttestationOverdue: frozenset({RecordState.SUBMITTED}),
    RecordDisputed: frozenset(
        {
            RecordState.SUBMITTED,
            RecordState.POSTED,
            RecordState.REFUSED,
            RecordState.EXPIRED,
            RecordState.REJECTED,
        }
    ),
    RecordDecided: frozenset({RecordState.DISPUTED}),
    DecisionOverdue: frozenset({RecordState.DISPUTED}),
}

OTHER_RECORD = Text("the claim is of another record than {record}", "该申报不属于记录{record}")
_OLDER = Text("{event} at {at} is older than the record's last event", "{event}（{at}）早于该记录最近一次事件")
