"""A case: a flag, whom it concerns, and what people made of it. Data only; made by `advance_case`, never by hand."""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core import PersonRef
from commgov.incentives.facts.service import RecordId
from commgov.incentives.integrity.flag import Flag
from commgov.incentives.integrity.review.events import Appeal, Review
from commgov.wording import Text


class CaseState(StrEnum):
    """How a case stands."""

    OPEN = "open"  # evidence waits for a reviewer
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"  # waits for somebody who has had no part in it

    @property
    def label(self) -> Text:
        """What people call it."""
        return _LABELS[self]

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide."""
        return self in {CaseState.OPEN, CaseState.APPEALED}


_LABELS = {
    CaseState.OPEN: Text("open", "待复核"),
    CaseState.CLEARED: Text("cleared", "已排除"),
    CaseState.CONFIRMED: Text("confirmed", "已确认"),
    CaseState.APPEALED: Text("appealed, awaiting a decision", "已申诉，待裁定"),
}


@frozen
class Case:
    """A flag and what people made of it.

    Args:
        flag: the flag with its latest evidence.
        state: how it stands.
        at: when it last changed.
        concerned: who may appeal.
        involved: who has had a part in the evidence.
        due: until when somebody should decide; None where nobody has to.
        reviews: the findings so far, in order.
        appeals: the appeals so far, in order.
        acted: who opened it, held it or decided it so far.
        held_until: until when what depends on the evidence is asked to wait.
        is_final: whether an appeal was decided; then only new evidence opens it again.
    """

    flag: Flag
    state: CaseState
    at: datetime
    concerned: tuple[str, ...] = field(repr=False)
    involved: tuple[str, ...] = field(repr=False)
    due: datetime | None = None
    reviews: tuple[Review, ...] = field(default=(), repr=False)
    appeals: tuple[Appeal, ...] = field(default=(), repr=False)
    acted: tuple[PersonRef, ...] = field(default=(), repr=False)
    held_until: datetime | None = None
    is_final: bool = False

    @property
    def id(self) -> str:
        """The flag's: the same for the same kind and the same people."""
        return self.flag.id

    @property
    def unseen(self) -> tuple[RecordId, ...]:
        """The evidence that no reviewer has seen."""
        seen = {record for review in self.reviews for record in review.seen}
        return tuple(record for record in self.flag.records if record not in seen)

    @property
    def outcome(self) -> Text | None:
        """What was found last and why, in both languages; None while somebody has to decide."""
        return None if self.state.waits else self.reviews[-1].outcome

    def is_held(self, at: datetime) -> bool:
        """Whether what depends on the evidence is asked to wait at a moment."""
        return self.state.waits and self.held_until is not None and at < self.held_until

    def is_overdue(self, at: datetime) -> bool:
        """Whether somebody should have decided by a moment."""
        return self.due is not None and at > self.due

    def __repr__(self) -> str:
        """The kind and the state; whom it is about stays out of it."""
        return f"Case({self.flag.kind.value}, {self.state.value})"
