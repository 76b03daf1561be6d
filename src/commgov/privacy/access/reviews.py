"""Emergency access is judged afterwards, by somebody else and in time."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.errors import ConflictError
from commgov.privacy.access.decisions import AccessDecision
from commgov.privacy.access.obligations import ObligationKind
from commgov.wording import Text

_OWES_ONE = Text("an allowed access that owes a review", "应为须复核的已允许访问")
_ANOTHER = Text("somebody else than who had the access", "应为访问者本人以外的人")
_NOT_BEFORE = Text("not before the access", "不得早于访问时间")


class ReviewState(StrEnum):
    """How a review stands."""

    DUE = "due"
    OVERDUE = "overdue"
    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not-justified"


@frozen
class AccessReview:
    """The review that an emergency access owes: who shall judge it until when, and what they found.

    Args:
        id: of the review, or of the log's entry of the access.
        actor: who had the access.
        rule: the permit it was by.
        by_role: the role whose holder reviews it.
        opened: when the access was.
        due: when the review has to be done.
        reviewer: who did it; None: nobody yet.
        closed: when.
        is_justified: what they found; None: nothing yet.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime, timedelta
        >>> night = datetime(2026, 3, 2, 2, tzinfo=UTC)
        >>> review = AccessReview("a-1", "u-17", "emergency", "auditor", night, night + timedelta(hours=72))
        >>> review.state(night).value, review.state(review.due).value
        ('due', 'overdue')
        >>> review.close("u-90", night + timedelta(hours=5), is_justified=True).state(review.due).value
        'justified'
    """

    id: str
    actor: PersonRef
    rule: str
    by_role: str
    opened: datetime
    due: datetime
    reviewer: PersonRef | None = field(default=None, kw_only=True)
    closed: datetime | None = field(default=None, kw_only=True)
    is_justified: bool | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("AccessReview", self.id)
        for name in ("id", "actor", "rule", "by_role"):
            checks.identifier(name, getattr(self, name))
        known = [checks.aware(name, getattr(self, name)) for name in ("opened", "due")]
        if all(known):
            checks.require(
                "due", self.due, ok=self.opened < self.due, expected=Text("after the access", "应晚于访问时间")
            )
        result = (self.reviewer, self.closed, self.is_justified)
        if result != (None, None, None):
            checks.identifier("reviewer", self.reviewer)
            checks.require("reviewer", "", ok=self.reviewer != self.actor, expected=_ANOTHER)
            checks.flag("is_justified", self.is_justified)
            if checks.aware("closed", self.closed) and all(known):
                in_order = self.closed is not None and self.opened <= self.closed
                checks.require("closed", self.closed, ok=in_order, expected=_NOT_BEFORE)
        checks.refuse()

    @classmethod
    def of(cls, decision: AccessDecision, id: str) -> "AccessReview":  # noqa: A002 -- what it is called everywhere
        """The review that an access owes; the earliest, if it owes several.

        Raises:
            InvalidInputError: if it owes none.
        """
        owed = [each for each in decision.obligations if each.kind is ObligationKind.REVIEW]
        checks = Checks("AccessReview")
        checks.require("decision", decision.rule, ok=bool(decision.allowed and owed), expected=_OWES_ONE)
        checks.refuse()
        first = min(owed, key=lambda each: (each.within_hours, each.to))
        opened = decision.request.at
        due = opened + timedelta(hours=first.within_hours)
        return cls(id, decision.request.actor, decision.rule, first.to, opened, due)

    def close(self, reviewer: PersonRef, at: datetime, *, is_justified: bool) -> "AccessReview":
        """The review with what was found. A late one may still be done; the log shows that it was late.

        Raises:
            ConflictError: if it was done already.
            InvalidInputError: if the reviewer is who had the access, or the moment lies before it.
        """
        if self.reviewer is not None:
            raise ConflictError(Text("review {id} was done already", "复核{id}已完成").fill(id=self.id))
        return evolve(self, reviewer=reviewer, closed=at, is_justified=is_justified)

    def state(self, at: datetime) -> ReviewState:
        """How the review stands at a moment: found justified or not, due, or overdue."""
        if self.closed is not None and self.closed <= at:
            return ReviewState.JUSTIFIED if self.is_justified else ReviewState.NOT_JUSTIFIED
        return ReviewState.DUE if at < self.due else ReviewState.OVERDUE

    @property
    def was_late(self) -> bool:
        """Whether it was done after it was due."""
        return self.closed is not None and self.closed >= self.due
