"""A step that was cut off: the ledger had done its part, and the record was not kept. Others go on from there.

The ledger's key tells the record, the attempt and what is done, but the command also says who does it, and until when.
So whoever comes after somebody who was cut off finds the key taken. What they then ask of the ledger is found here.
"""

from collections.abc import Container, Sequence

from attrs import evolve, frozen

from commgov.core import Text
from commgov.incentives.ledger.answers import Receipt
from commgov.incentives.ledger.commands import Command, Settle, Void
from commgov.incentives.ledger.journal import Entry
from commgov.incentives.records.advancing import RecordStep
from commgov.incentives.records.record import ServiceRecord

_MOVES = frozenset({"transfer", "settle"})


@frozen
class CutOff:
    """What the ledger did under the key of a command that was cut off.

    Args:
        receipt: of that command.
        entries: what it wrote.
    """

    receipt: Receipt
    entries: Sequence[Entry]

    @property
    def amount(self) -> int:
        """The minutes that it posted."""
        return sum(entry.amount for entry in self.entries if entry.kind in _MOVES)


def resumed(step: RecordStep, command: Command, before: CutOff, holds: Container[int]) -> RecordStep | Receipt:
    """How to go on after a command that was cut off: its receipt, if it did the same; the step with another command.

    Args:
        step: what an event leads to.
        command: what the ledger was asked for, and had another answer to already.
        before: what it did then.
        holds: the holds that are open.
    """
    if only_releases(command):
        return before.receipt
    if any(isinstance(each, Settle) for each in command.steps):
        if [each.amount for each in command.steps if isinstance(each, Settle)] == [before.amount]:
            return before.receipt
        return evolve(step, refused=(("cut off", _POSTED.fill(minutes=before.amount)),))
    held = [Void(entry.seq) for entry in before.entries if entry.kind == "hold" and entry.seq in holds]
    key = next_key(command.key, before.receipt)
    anew = Command(key, (*held, *command.steps), by=command.by, cause=command.cause, approved_by=command.approved_by)
    return evolve(step, command=anew)


def next_key(key: str, before: Receipt) -> str:
    """The key of what comes after a command that was cut off: another one each time."""
    return f"{key}/{before.first}"


def caught_up(record: ServiceRecord, before: CutOff) -> ServiceRecord:
    """A disputed record with what the ledger holds after a decision that was cut off, for the next decision."""
    moved = tuple(entry.seq for entry in before.entries if entry.kind == "transfer")
    if not moved and all(entry.kind != "reverse" for entry in before.entries):
        return evolve(record, hold=0)  # what had been posted stands; it is no longer set aside
    return evolve(record, hold=0, entries=moved, minutes=before.amount)


def only_releases(command: Command) -> bool:
    """Whether a command does nothing but give held minutes up."""
    return all(isinstance(each, Void) for each in command.steps)


_POSTED = Text(
    "an attestation over {minutes} minutes was cut off after they were posted: attest as many, or dispute the record",
    "一次{minutes}分钟的核验在入账后中断：请按相同分钟数核验，或对该记录提出异议",
)
