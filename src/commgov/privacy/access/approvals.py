"""Approvals: others agree that somebody works with people's data for a purpose, until a moment."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from attrs import evolve, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.streams import BookStep, MemoryStreams, StreamStore
from commgov.core.streams.chain import stream_name
from commgov.core.timing import Clock, SystemClock
from commgov.core.wire import from_json, to_json
from commgov.privacy.access.assignments import Assignments, check_term
from commgov.privacy.purposes import Purpose
from commgov.privacy.same_person import check_same_person
from commgov.wording import Text

_KIND = "work-approval"


@frozen
class WorkApproval:
    """Somebody agreed that another works with people's data for a purpose.

    Args:
        worker: who works.
        purpose: for what, by the purpose's name.
        by: who agreed.
        at: when; it holds from then on.
        until: up to but not including this moment.
        withdrawn: whether they agree no longer.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> agreed = WorkApproval("officer-7", "relief", "leader-1", noon, noon.replace(hour=18))
        >>> agreed.holds_at(noon), agreed.holds_at(noon.replace(hour=18))
        (True, False)
    """

    worker: PersonRef
    purpose: str
    by: PersonRef
    at: datetime
    until: datetime
    withdrawn: bool = False

    def __attrs_post_init__(self) -> None:
        checks = Checks("WorkApproval")
        for name in ("worker", "purpose", "by"):
            checks.identifier(name, getattr(self, name))
        check_term(checks, self.at, self.until)
        checks.flag("withdrawn", self.withdrawn)
        checks.refuse()

    def holds_at(self, moment: datetime) -> bool:
        """Whether it holds at a moment."""
        return not self.withdrawn and self.at <= moment < self.until


class Approvals(Protocol):
    """Where a vault looks up who agreed to what somebody does."""

    def approvers(self, worker: PersonRef, purpose: Purpose, at: datetime) -> frozenset[PersonRef]:
        """Who else agrees, at a moment, that somebody works for a purpose: each once, and never the worker."""
        ...


class ApprovalBook:
    """A community's approvals of work with people's data. Fits `Approvals`.

    Whoever agrees holds one of the roles, when they agree and when it counts; nobody agrees to their own work.

    Args:
        assignments: who holds which role when.
        roles: the roles that may agree.
        days_most: for how many days at most.
        same_person: for references under which somebody also stands, the one to use.
        streams: keep them; None: in memory.
        clock: tells the time.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import FixedClock
        >>> from commgov.privacy.access import Assignment, AssignmentBook
        >>> noon, relief = datetime(2026, 3, 2, 12, tzinfo=UTC), Purpose("relief")
        >>> leaders = AssignmentBook([Assignment("leader-1", "grid-leader", "grid-1", noon)])
        >>> book = ApprovalBook(leaders, frozenset({"grid-leader"}), clock=FixedClock(noon))
        >>> book.approve("officer-7", relief, by="officer-7", until=noon.replace(day=3)).reasons[0].en
        'nobody agrees to their own work'
        >>> bool(book.approve("officer-7", relief, by="leader-1", until=noon.replace(day=3)))
        True
        >>> book.approvers("officer-7", relief, noon)
        frozenset({'leader-1'})
    """

    def __init__(
        self,
        assignments: Assignments,
        roles: frozenset[str],
        *,
        days_most: int = 30,
        same_person: Mapping[PersonRef, PersonRef] | None = None,
        streams: StreamStore | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Take the roles and who holds them."""
        checks = Checks("ApprovalBook")
        checks.texts("roles", roles)
        checks.whole("days_most", days_most, least=1)
        check_same_person(checks, {} if same_person is None else same_person)
        checks.refuse()
        self._assignments, self._roles, self._most = assignments, roles, timedelta(days=days_most)
        self._same_person = dict(same_person or {})
        self._streams: StreamStore = MemoryStreams() if streams is None else streams
        self._clock: Clock = SystemClock() if clock is None else clock

    def approve(self, worker: PersonRef, purpose: Purpose, *, by: PersonRef, until: datetime) -> BookStep[WorkApproval]:
        """Agree, as somebody else who holds a role that may; anew takes the place of what was agreed before.

        Raises:
            InvalidInputError: naming all that is malformed.
            ConflictError: if the same is agreed at the same time; then try again.
        """
        now = self._clock.now()
        approval = WorkApproval(worker, purpose.name, by, now, until)
        reasons = (
            (self._same(by) == self._same(worker), _OWN),
            (not self._may(by, now), _NO_ROLE),
            (until - now > self._most, _TOO_LONG.fill(days=self._most.days)),
        )
        refused = tuple(reason for is_so, reason in reasons if is_so)
        if refused:
            return BookStep(None, refused)
        self._keep(approval)
        return BookStep(approval)

    def withdraw(self, worker: PersonRef, purpose: Purpose, *, by: PersonRef) -> None:
        """Agree no longer, from now on. Twice does no harm."""
        for each in self.all():
            same = (self._same(each.worker), self._same(each.by)) == (self._same(worker), self._same(by))
            if same and each.purpose == purpose.name and not each.withdrawn:
                self._keep(evolve(each, withdrawn=True))

    def approvers(self, worker: PersonRef, purpose: Purpose, at: datetime) -> frozenset[PersonRef]:
        """See `Approvals`."""
        own = self._same(worker)
        return frozenset(
            self._same(each.by)
            for each in self.all()
            if (self._same(each.worker), each.purpose) == (own, purpose.name)
            and each.holds_at(at)
            and self._same(each.by) != own
            and self._may(each.by, at)
        )

    def all(self) -> list[WorkApproval]:
        """What everybody agreed to last, for each worker and purpose."""
        return [from_json(body, WorkApproval) for _, body in self._streams.latest(_KIND)]

    def _keep(self, approval: WorkApproval) -> None:
        name = stream_name(_KIND, to_json([approval.worker, approval.purpose, approval.by]))
        self._streams.append(name, len(self._streams.read(name)) + 1, to_json(approval))

    def _may(self, person: PersonRef, at: datetime) -> bool:
        held = self._assignments.held_by(person)
        return any(each.role in self._roles and each.runs_at(at) and each.subject is None for each in held)

    def _same(self, person: PersonRef) -> PersonRef:
        return self._same_person.get(person, person)


_OWN = Text("nobody agrees to their own work", "不得审批本人的工作")
_NO_ROLE = Text("no role held now may agree to this", "目前所任角色无权审批")
_TOO_LONG = Text("for {days} days at most", "最长{days}天")
