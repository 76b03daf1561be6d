"""The record book: events go through the rules, their minutes through the ledger, and the record is kept.

The ledger is told first, under a key that the record's id makes; then the record is kept. Whoever stops in between and
tries again gets the same receipt, so nothing is counted twice; and somebody else goes on from there (`resuming`).
Within one database transaction nothing stops in between.
"""

import json
from datetime import datetime

from attrs import evolve

from commgov.core import PersonRef, Text
from commgov.core.personal import shown
from commgov.core.streams.chain import stream_name
from commgov.core.streams.store import MemoryStreams, StreamStore
from commgov.core.wire import tagged, to_json, untagged, valued
from commgov.errors import ConflictError, NotFoundError
from commgov.incentives.facts.service import RecordId, ServiceFacts
from commgov.incentives.ledger.accounts import AccountId
from commgov.incentives.ledger.answers import Code, Receipt, Refusal
from commgov.incentives.ledger.commands import Command, Hold, Reopen, Reverse, Void
from commgov.incentives.ledger.ledger import KEY_TAKEN, Ledger
from commgov.incentives.records.advancing import OTHER_RECORD, RecordStep, advance_record, next_keys, settling_key
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
from commgov.incentives.records.record import RecordState, ServiceRecord
from commgov.incentives.records.resuming import CutOff, caught_up, next_key, only_releases, resumed
from commgov.incentives.timebank.accounts import member

KIND = "record"
_RELEASED = {"expire", "void"}  # how a hold ends without a minute posted; never `settle`: then it was attested
TRIES = 5  # how often a step is tried anew when somebody else changed the record meanwhile


class RecordBook:
    """A community's service records and the minutes behind them.

    Args:
        ledger: keeps the minutes.
        streams: keep the records, event by event; None: in memory.
        policy: how the community attests.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import FixedClock
        >>> from commgov.incentives import MINUTES, Account, Attestation, Command, Open, Side
        >>> from commgov.incentives import Attested, Drafted, ServiceClaim, Submitted
        >>> nine, ten, noon = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10, 12))
        >>> ledger = Ledger(clock=FixedClock(noon))
        >>> accounts = (
        ...     Open(Account("issued/community-b/minutes", MINUTES, floor=None)),
        ...     Open(Account("member/m-1/minutes", MINUTES)),
        ... )
        >>> opened = ledger.post(Command("open", accounts, by="officer-7", cause="begin"))
        >>> book = RecordBook(ledger)
        >>> claim = ServiceClaim("s-1", "d-1", "m-1", "r-5", "errand", "grid-1", nine, ten, 60, "m-1")
        >>> for event in (
        ...     Drafted(at=noon, by="m-1", claim=claim),
        ...     Submitted(at=noon, by="m-1"),
        ...     Attested(at=noon, by="r-5", attestation=Attestation(Side.RESIDENT, "r-5", noon, 50)),
        ...     Attested(at=noon, by="officer-7", attestation=Attestation(Side.COMMUNITY, "officer-7", noon, 60)),
        ... ):
        ...     step = book.take("s-1", event)
        >>> step.record, step.record.minutes, ledger.standing("member/m-1/minutes").posted
        (ServiceRecord('s-1', posted), 50, 50)
    """

    def __init__(self, ledger: Ledger, streams: StreamStore | None = None, policy: RecordPolicy | None = None) -> None:
        """Take ledger, streams and policy."""
        self.ledger = ledger
        self.streams: StreamStore = MemoryStreams() if streams is None else streams
        self.policy = RecordPolicy() if policy is None else policy

    def take(self, record: RecordId, event: RecordEvent) -> RecordStep:
        """Take an event in: the ledger does its part, and the record is kept; or say why not.

        Args:
            record: which record.
            event: what happened.

        Raises:
            ConflictError: if the event is older than the record's last one or drafts another record, or others keep
                changing the record.
        """
        if isinstance(event, Drafted) and event.claim.record != record:
            raise ConflictError(OTHER_RECORD.fill(record=repr(shown(record))))
        for _ in range(TRIES):
            step = self._post(advance_record(self._caught_up(self.find(record)), event, self.policy))
            if not step or step.record is None:
                return step
            body = to_json({"event": tagged(event), "record": step.record})
            try:
                self.streams.append(stream_name(KIND, record), step.record.version, body)
            except ConflictError:
                continue
            return step
        raise ConflictError(_KEEPS_CHANGING.fill(record=repr(shown(record))))

    def _post(self, step: RecordStep) -> RecordStep:
        """Let the ledger do its part of a step; its numbers are noted in the record."""
        if step.command is None or step.record is None:
            return step
        command = step.command
        if step.record.state is RecordState.DISPUTED and isinstance(command.steps[0], Hold):
            return self._frozen(step, step.record, command.steps[0])
        try:
            answer = self.ledger.post(command)
        except ConflictError:  # somebody was cut off
            return self._resumed(step, command)
        if isinstance(answer, Refusal):
            return self._refused(step, command, answer)
        return evolve(step, record=_noted(step.record, command, answer))

    def _caught_up(self, record: ServiceRecord | None) -> ServiceRecord | None:
        """A record as the next event finds it: of a decision that was cut off the ledger knows what counts now."""
        if record is None or record.state is not RecordState.DISPUTED:
            return record
        key, receipt = next_keys(record)[0], None
        while (found := self.ledger.receipt(key)) is not None:
            key, receipt = next_key(key, found), found
        return record if receipt is None else caught_up(record, self._cut_off(receipt))

    def _cut_off(self, receipt: Receipt) -> CutOff:
        return CutOff(receipt, tuple(self.ledger.entries(receipt.first, receipt.parts)))

    def _resumed(self, step: RecordStep, command: Command) -> RecordStep:
        """Go on where somebody was cut off after the ledger had done its part."""
        receipt = self.ledger.receipt(command.key)
        if receipt is None or step.record is None:  # the key stands for something of another kind
            raise ConflictError(KEY_TAKEN.fill(key=repr(command.key)))
        found = resumed(step, command, self._cut_off(receipt), self.ledger.store.holds())
        if isinstance(found, RecordStep):
            return self._post(found) if found else found
        return evolve(step, record=_noted(step.record, command, found))

    def _refused(self, step: RecordStep, command: Command, answer: Refusal) -> RecordStep:
        """What the ledger's no means: of a hold that has ended, that there is nothing left to give up."""
        record = step.record
        if record is not None and answer.code in {Code.CLOSED, Code.CLOSED_SINCE}:
            return self._reopened(step, command, answer, member(record.claim.member))
        if record is None or answer.ended is None or not only_releases(command):
            return evolve(step, refused=(("ledger", answer.reason),))
        if answer.ended in _RELEASED:
            return evolve(step, record=evolve(record, hold=0))
        receipt = self.ledger.receipt(settling_key(record))
        if record.state is not RecordState.DISPUTED or receipt is None:
            return evolve(step, refused=(("cut off", _WAS_POSTED),))
        minutes = self._cut_off(receipt).amount
        return evolve(step, record=evolve(record, hold=0, entries=tuple(receipt.entries), minutes=minutes))

    def _reopened(self, step: RecordStep, command: Command, answer: Refusal, account: AccountId) -> RecordStep:
        """What two officers decide of somebody who has left: their account is opened again in the same command."""
        decides = command.approved_by is not None and self.ledger.standing(account).is_closed
        if not decides or any(isinstance(each, Reopen) for each in command.steps):
            return evolve(step, refused=(("ledger", answer.reason),))
        return self._post(evolve(step, command=evolve(command, steps=(Reopen(account), *command.steps))))

    def unfinished(self) -> list[RecordId]:
        """The records whose last step was cut off: the ledger has done its part, and the record was not kept.

        Nobody has to find who was cut off: the next event of anybody who may send one goes on from there.
        """
        return [
            record.claim.record
            for record in self.records()
            if any(self.ledger.receipt(key) is not None for key in next_keys(record))
        ]

    def _frozen(self, step: RecordStep, record: ServiceRecord, wanted: Hold) -> RecordStep:
        """Set aside what was posted and is disputed, as far as it is still there: the rest would become arrears.

        An attempt that was cut off may have set aside more or less under the same key; what it did holds.
        """
        assert step.command is not None  # noqa: S101 - `_post` has seen its first step
        for _ in range(TRIES):
            for number, hold in self.ledger.store.holds().items():
                if hold.debit == wanted.debit and next(self.ledger.entries(number, 1)).key == step.command.key:
                    return evolve(step, record=evolve(record, hold=number))
            came = [
                each.amount
                for entry in record.entries
                for each in self.ledger.entries(entry, 1)
                if each.credit == wanted.debit
            ]
            standing = self.ledger.standing(wanted.debit)
            amount = min(sum(came), standing.available or 0)
            if amount == 0 or standing.is_closed:
                return evolve(step, command=None, record=evolve(record, hold=0))
            command = evolve(step.command, steps=(evolve(wanted, amount=amount),))
            answer = self.ledger.post_many([command])[0]
            if isinstance(answer, Receipt):
                return evolve(step, command=command, record=evolve(record, hold=answer.first))
            if answer.code not in {Code.INSUFFICIENT, Code.KEY_REUSED}:
                return evolve(step, refused=(("ledger", answer.reason),))
        raise ConflictError(_KEEPS_CHANGING.fill(record=repr(shown(record.claim.record))))

    def end_overdue(self, at: datetime, *, by: PersonRef) -> list[RecordStep]:
        """Take in that the time is over of all records that wait for attestations or a decision; run it each day.

        Args:
            at: the present.
            by: who runs it.

        Returns:
            What became of each, in the order of the records' ids.
        """
        over = [record for record in self.records() if record.expires is not None and record.expires <= at]
        events = {RecordState.SUBMITTED: AttestationOverdue, RecordState.DISPUTED: DecisionOverdue}
        late = [(record.claim.record, events[record.state]) for record in over if record.state in events]
        return [self.take(record, event(at=at, by=by)) for record, event in late]

    def find(self, record: RecordId) -> ServiceRecord | None:
        """A record as it stands, or None."""
        last = self.streams.last(stream_name(KIND, record))
        return None if last is None else _record_of(last)

    def record(self, record: RecordId) -> ServiceRecord:
        """A record as it stands.

        Raises:
            NotFoundError: if there is none.
        """
        found = self.find(record)
        if found is None:
            raise NotFoundError(_NO_RECORD.fill(record=repr(shown(record))))
        return found

    def records(self) -> list[ServiceRecord]:
        """All records as they stand, in the order of their ids."""
        return [_record_of(body) for _, body in self.streams.latest(KIND)]

    def events(self, record: RecordId) -> list[RecordEvent]:
        """What happened to a record, in order."""
        return [untagged(json.loads(body)["event"], _EVENTS) for body in self.streams.read(stream_name(KIND, record))]

    def posted(self) -> list[ServiceFacts]:
        """The facts of all posted records, in the order of their ids: what points, grades and flags are made of."""
        facts = (record.facts() for record in self.records() if record.state is RecordState.POSTED)
        return [each for each in facts if each is not None]


def _record_of(body: str) -> ServiceRecord:
    return valued(json.loads(body)["record"], ServiceRecord)


def _noted(record: ServiceRecord, command: Command, receipt: Receipt) -> ServiceRecord:
    """The numbers of the journal entries that a step made, in the record."""
    if record.state is RecordState.SUBMITTED:
        return evolve(record, hold=receipt.entries[-1])
    if record.state is RecordState.POSTED:
        before = sum(isinstance(each, Void | Reverse | Reopen) for each in command.steps)
        return evolve(record, hold=0, entries=tuple(receipt.entries)[before:] or record.entries)
    return evolve(record, hold=0, entries=())


_EVENTS: dict[str, type[RecordEvent]] = {
    kind.__name__: kind
    for kind in (
        Drafted,
        Submitted,
        Attested,
        AttestationRefused,
        RecordWithdrawn,
        AttestationOverdue,
        DecisionOverdue,
        RecordDisputed,
        RecordDecided,
    )
}

_KEEPS_CHANGING = Text("the record {record} keeps being changed meanwhile", "记录{record}不断被他人更改")
_NO_RECORD = Text("there is no service record {record}", "服务记录{record}不存在")
_WAS_POSTED = Text(
    "an attestation was cut off after its minutes were posted: attest as many, or dispute the record",
    "一次核验在入账后中断：请按相同分钟数核验，或对该记录提出异议",
)
