"""What an event makes of a service record: the next record, a command for the ledger, or why not.

::

    draft ─▶ submitted ─▶ posted        both sides attested: the least of claim and attestations is posted
               │   │ ╲      │
               ▼   ▼  ▼     ▼
         refused expired disputed ─▶ posted | rejected      two officers without part in it decide

The minutes are held while a record waits, so that nothing is promised twice; nothing is posted without two signatures
of two different people. Everything here is pure: time and people come with the event.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from commgov.core import PersonRef, Text, refusals
from commgov.errors import ConflictError
from commgov.incentives.facts import Attestation, Form, Side
from commgov.incentives.ledger.commands import Command, Hold, Reverse, Settle, Step, Transfer, Void
from commgov.incentives.records.attesting import (
    AttestationCase,
)
from commgov.incentives.records.events import (
    AttestationOverdue,
    AttestationRefused,
    Attested,
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
        refused: why not; empty if the event is taken in.
        command: what the ledger has to do first, if anything: without its receipt the step has not happened.
    """

    record: ServiceRecord | None
    refused: Reasons = ()
    command: Command | None = None

    def __bool__(self) -> bool:
        """Whether the event is taken in."""
        return not self.refused


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
        >>> [reason.en for _, reason in advance_record(step.record, own, RecordPolicy()).refused][0]
        'nobody attests their own service'
    """
    if record is not None and event.at < record.at:
        raise ConflictError(_OLDER.fill(event=type(event).__name__, at=event.at))
    state = None if record is None else record.state
    if state not in _FITS[type(event)]:
        return RecordStep(record, (("state", _state_reason(state)),))
    step = _HANDLERS[type(event)](record, event, policy)
    if not step or step.record is None:
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
        refused_by=None,
        grounds=None,
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
            return (_key(record, f"decision-{len(record.decided_by) // 2 + 1}"),)
        case _:
            return ()


def _release(record: ServiceRecord, event: RecordEvent, what: str = "void") -> Command:
    """Give the held minutes up. Where their time is over the ledger may have done so by itself: `RecordBook` knows."""
    return _command(record, what, (Void(record.hold),), event.by)


def _attest(record: ServiceRecord, event: Attested, policy: RecordPolicy) -> RecordStep:
    if record.expires is not None and event.at >= record.expires:
        return _no("time", Text("the time for attesting is over", "核验期已过"))
    new = event.attestation
    refused = refusals(policy.rules, AttestationCase(record, new))
    if not _is_wanted(record, new.side, policy):
        refused.append(("wanted", Text("this side has signed already", "该方已核验")))
    if refused:
        return RecordStep(None, tuple(refused))
    rating = record.satisfaction if event.satisfaction is None else event.satisfaction
    signed = evolve(record, attestations=(*record.attestations, new), satisfaction=rating)
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
    disputed = evolve(record, state=RecordState.DISPUTED, grounds=event.grounds)
    if record.state is RecordState.SUBMITTED:
        return RecordStep(disputed, command=_release(record, event))
    return RecordStep(disputed)


def _is_party(record: ServiceRecord, event: RecordDisputed, policy: RecordPolicy) -> bool:
    """Whether somebody signed, or could speak for a side."""
    sides = (_as_signature(evolve(record, attestations=()), side, event.by, event.at) for side in Side)
    bare = evolve(record, attestations=())
    could = any(not refusals(policy.rules, AttestationCase(bare, each)) for each in sides)
    return could or str(event.by) in record.involved


def _why_not_decide(record: ServiceRecord, event: RecordDecided, policy: RecordPolicy) -> list[tuple[str, Text]]:
    """Why these two officers cannot decide it so; empty if they can."""
    officers, bare = (event.by, event.approved_by), evolve(record, attestations=())
    if record.involved & set(officers):
        return [("part", Text("who has had a part in it does not decide", "参与过该记录者不得裁定"))]
    signatures = (Attestation(Side.COMMUNITY, officer, event.at, event.minutes) for officer in officers)
    cases = [AttestationCase(bare, signature) for signature in signatures]
    refused = [reason for case in cases for reason in refusals(policy.rules, case)]
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
    decided = evolve(
        record,
        state=RecordState.POSTED if event.minutes else RecordState.REJECTED,
        minutes=event.minutes,
        attestations=_decided(event),
        decided_by=(*record.decided_by, *officers),
        grounds=event.grounds,
    )
    if record.entries and event.minutes == record.minutes:
        return RecordStep(decided)
    steps: list[Step] = [Reverse(entry) for entry in reversed(record.entries)]
    if event.minutes:
        earned = (issued(policy.community), member(record.claim.member), event.minutes)
        steps.append(Transfer(*earned, policy.lot_of(record.claim)))
    if not steps:
        return RecordStep(decided)
    what = f"decision-{len(decided.decided_by) // 2}"
    return RecordStep(decided, command=_command(record, what, tuple(steps), event.by, event.approved_by))


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
}

OTHER_RECORD = Text("the claim is of another record than {record}", "该申报不属于记录{record}")
_OLDER = Text("{event} at {at} is older than the record's last event", "{event}（{at}）早于该记录最近一次事件")
