"""What events do to commitments: publishing, the members' answers, locks and beginnings. Pure; the time is theirs."""

from collections.abc import Callable, Iterable
from datetime import datetime

from attrs import evolve, frozen

from commgov.core import DemandId, MemberId, PersonRef
from commgov.core.checks import Checks
from commgov.matching.claims.board import AnswerKind, BoardAnswer, MessageKind
from commgov.matching.claims.events import BoardEvent, Declined, HandedBack, MemberEvent, ServiceStarted
from commgov.matching.plan import Reason
from commgov.matching.replan.commitments import (
    TOLD,
    Commitment,
    Commitments,
    CommitmentState,
    CommitmentStep,
    expect_later,
    message_of,
    messages_owed,
    published,
)
from commgov.wording import Text


@frozen(kw_only=True)
class Accepted(MemberEvent):
    """A member who was told of a service will come."""


@frozen(kw_only=True)
class Locked(BoardEvent):
    """A coordinator fixes services of a demand: whatever is planned anew, they stay as they are.

    Args:
        by: who fixes them, as a reference.
        member: whose service; None: all of the demand.
    """

    by: PersonRef
    member: MemberId | None = None

    def _check(self, checks: Checks) -> None:
        checks.identifier("by", self.by)
        if self.member is not None:
            checks.identifier("member", self.member)


@frozen(kw_only=True)
class Unlocked(Locked):
    """A coordinator lets services of a demand move again; what has begun stays."""


def publish(commitments: Commitments, at: datetime, demands: Iterable[DemandId] | None = None) -> CommitmentStep:
    """Members are told of their services, and of what is no longer theirs.

    Args:
        commitments: the commitments so far.
        at: when they are told.
        demands: the demands that are published; None: all.

    Raises:
        InvalidInputError: if the moment has no time zone.
        ConflictError: if it is before the last event.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1")], [order]))
        >>> step = publish(Commitments.of(plan), datetime(2026, 3, 1, tzinfo=UTC))
        >>> step.commitments, [(message.to, message.kind.value) for message in step.messages]
        (Commitments(1 published), [('m-1', 'granted')])
    """
    checks = Checks("publish")
    checks.aware("at", at)
    checks.refuse()
    expect_later(commitments, at, "publish")
    demands = None if demands is None else tuple(demands)
    return CommitmentStep(published(commitments, at, demands), _NOTED, messages_owed(commitments, demands))


def advance_commitments(commitments: Commitments, event: BoardEvent) -> CommitmentStep:
    """What an event leads to: `Accepted`, `Declined`, `HandedBack`, `Locked`, `Unlocked` or `ServiceStarted`.

    Args:
        commitments: the commitments so far.
        event: what happened; events come in the order of time.

    Raises:
        TypeError: if it is an event of the claim board that no commitment can have.
        ConflictError: if the event is older than the last one.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> draft = Commitments.of(solve(MatchingProblem.build([Member("m-1", "grid-1")], [order])))
        >>> accepted = Accepted(at=nine, demand="d-1", member="m-1")
        >>> print(advance_commitments(draft, accepted).answer)
        refused: the member has not been told yet
        >>> advance_commitments(publish(draft, nine).commitments, accepted).commitments
        Commitments(1 accepted)
    """
    if type(event) not in _FITS:
        raise TypeError(f"{type(event).__name__} is no event of a commitment")
    expect_later(commitments, event.at, type(event).__name__)
    member = getattr(event, "member", None)
    own = [entry for entry in commitments.entries if entry.service.demand == event.demand]
    own = [entry for entry in own if member is None or entry.service.member == member]
    fits = [entry for entry in own if entry.state in _FITS[type(event)]]
    if not fits:
        reasons = {_STATES[entry.state] for entry in own} or {_NOBODY if member is None else _NOT_THEIRS}
        why = tuple(Reason("state", text) for text in sorted(reasons, key=str))
        return CommitmentStep(evolve(commitments, at=event.at), BoardAnswer(AnswerKind.REFUSED, why))
    change, zone = _CHANGES[type(event)], commitments.plan.problem.columns.zone
    after = tuple(change(entry, event) if entry in fits else entry for entry in commitments.entries)
    lost = fits if isinstance(event, Declined | HandedBack) else []
    messages = [message_of(entry, MessageKind.ESCALATED, _ESCALATED, zone, office=True) for entry in lost]
    return CommitmentStep(evolve(commitments, entries=after, at=event.at), _NOTED, tuple(messages))


def _accept(entry: Commitment, event: BoardEvent) -> Commitment:
    return evolve(entry, state=CommitmentState.ACCEPTED, at=event.at)


def _decline(entry: Commitment, event: BoardEvent) -> Commitment:
    """Nobody can be held to what they declined: a lock ends too."""
    return evolve(entry, state=CommitmentState.DECLINED, at=event.at, locked_by=None)


def _begin(entry: Commitment, event: BoardEvent) -> Commitment:
    return evolve(entry, state=CommitmentState.STARTED, at=event.at)


def _lock(entry: Commitment, event: BoardEvent) -> Commitment:
    assert isinstance(event, Locked)  # noqa: S101 - the table below pairs them
    return evolve(entry, locked_by=event.by)


def _unlock(entry: Commitment, _: BoardEvent) -> Commitment:
    return evolve(entry, locked_by=None)


_NOTED = BoardAnswer(AnswerKind.ACCEPTED)
_AHEAD = frozenset({CommitmentState.DRAFT, CommitmentState.PUBLISHED, CommitmentState.ACCEPTED})
_FITS: dict[type[BoardEvent], frozenset[CommitmentState]] = {
    Accepted: frozenset({CommitmentState.PUBLISHED}),
    Declined: frozenset({CommitmentState.PUBLISHED}),
    HandedBack: frozenset({CommitmentState.ACCEPTED}),
    Locked: _AHEAD,
    Unlocked: _AHEAD,
    ServiceStarted: TOLD - {CommitmentState.STARTED},
}
_CHANGES: dict[type[BoardEvent], Callable[[Commitment, BoardEvent], Commitment]] = {
    Accepted: _accept,
    Declined: _decline,
    HandedBack: _decline,
    Locked: _lock,
    Unlocked: _unlock,
    ServiceStarted: _begin,
}
_STATES = {
    CommitmentState.DRAFT: Text("the member has not been told yet", "尚未通知该成员"),
    CommitmentState.PUBLISHED: Text("the member was told and has not answered", "已通知该成员，尚未答复"),
    CommitmentState.ACCEPTED: Text("the member has accepted: hand it back", "该成员已接受，如有变应退单"),
    CommitmentState.DECLINED: Text("the member has declined: plan anew", "该成员已谢绝，应重新排班"),
    CommitmentState.STARTED: Text("the service has begun", "服务已开始"),
}
_NOBODY = Text("nobody has taken the order", "该需求无人承接")
_NOT_THEIRS = Text("the member has no service of this order", "该成员未承接此需求")
_ESCALATED = Text("Order {demand}, {when}: a member will not come.", "需求{demand}，{when}：有成员不能前往。")
