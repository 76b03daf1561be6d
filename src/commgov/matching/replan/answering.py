"""What events do to bookings: publishing, the members' answers, locks and beginnings. Pure; the time is theirs."""

from collections.abc import Callable, Iterable
from datetime import datetime

from attrs import evolve, frozen

from commgov.core import DemandId, MemberId, PersonRef
from commgov.core.checks import Checks
from commgov.matching.claims.board import AnswerKind, BoardAnswer, MessageKind
from commgov.matching.claims.events import BoardEvent, Declined, HandedBack, MemberEvent, ServiceStarted
from commgov.matching.plan import Reason
from commgov.matching.replan.bookings import (
    TOLD,
    Booking,
    Bookings,
    BookingState,
    BookingStep,
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


def publish(bookings: Bookings, at: datetime, demands: Iterable[DemandId] | None = None) -> BookingStep:
    """Members are told of their services, and of what is no longer theirs.

    Args:
        bookings: the bookings so far.
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
        >>> step = publish(Bookings.of(plan), datetime(2026, 3, 1, tzinfo=UTC))
        >>> step.bookings, [(message.to, message.kind.value) for message in step.messages]
        (Bookings(1 published), [('m-1', 'granted')])
    """
    checks = Checks("publish")
    checks.aware("at", at)
    checks.refuse()
    expect_later(bookings, at, "publish")
    demands = None if demands is None else tuple(demands)
    return BookingStep(published(bookings, at, demands), _NOTED, messages_owed(bookings, demands))


def advance_bookings(bookings: Bookings, event: BoardEvent) -> BookingStep:
    """What an event leads to: `Accepted`, `Declined`, `HandedBack`, `Locked`, `Unlocked` or `ServiceStarted`.

    Args:
        bookings: the bookings so far.
        event: what happened; events come in the order of time.

    Raises:
        TypeError: if it is an event of the claim board that no booking can have.
        ConflictError: if the event is older than the last one.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> draft = Bookings.of(solve(MatchingProblem.build([Member("m-1", "grid-1")], [order])))
        >>> accepted = Accepted(at=nine, demand="d-1", member="m-1")
        >>> print(advance_bookings(draft, accepted).answer)
        refused: the member has not been told yet
        >>> advance_bookings(publish(draft, nine).bookings, accepted).bookings
        Bookings(1 accepted)
    """
    if type(event) not in _FITS:
        raise TypeError(f"{type(event).__name__} is no event of a booking")
    expect_later(bookings, event.at, type(event).__name__)
    member = getattr(event, "member", None)
    own = [entry for entry in bookings.entries if entry.service.demand == event.demand]
    own = [entry for entry in own if member is None or entry.service.member == member]
    fits = [entry for entry in own if entry.state in _FITS[type(event)]]
    if not fits:
        reasons = {_STATES[entry.state] for entry in own} or {_NOBODY if member is None else _NOT_THEIRS}
        why = tuple(Reason("state", text) for text in sorted(reasons, key=str))
        return BookingStep(evolve(bookings, at=event.at), BoardAnswer(AnswerKind.REFUSED, why))
    change, zone = _CHANGES[type(event)], bookings.plan.problem.columns.zone
    after = tuple(change(entry, event) if entry in fits else entry for entry in bookings.entries)
    lost = fits if isinstance(event, Declined | HandedBack) else []
    messages = [message_of(entry, MessageKind.ESCALATED, _ESCALATED, zone, office=True) for entry in lost]
    return BookingStep(evolve(bookings, entries=after, at=event.at), _NOTED, tuple(messages))


def _accept(entry: Booking, event: BoardEvent) -> Booking:
    return evolve(entry, state=BookingState.ACCEPTED, at=event.at)


def _decline(entry: Booking, event: BoardEvent) -> Booking:
    """Nobody can be held to what they declined: a lock ends too."""
    return evolve(entry, state=BookingState.DECLINED, at=event.at, locked_by=None)


def _begin(entry: Booking, event: BoardEvent) -> Booking:
    return evolve(entry, state=BookingState.STARTED, at=event.at)


def _lock(entry: Booking, event: BoardEvent) -> Booking:
    assert isinstance(event, Locked)  # noqa: S101 - the table below pairs them
    return evolve(entry, locked_by=event.by)


def _unlock(entry: Booking, _: BoardEvent) -> Booking:
    return evolve(entry, locked_by=None)


_NOTED = BoardAnswer(AnswerKind.ACCEPTED)
_AHEAD = frozenset({BookingState.DRAFT, BookingState.PUBLISHED, BookingState.ACCEPTED})
_FITS: dict[type[BoardEvent], frozenset[BookingState]] = {
    Accepted: frozenset({BookingState.PUBLISHED}),
    Declined: frozenset({BookingState.PUBLISHED}),
    HandedBack: frozenset({BookingState.ACCEPTED}),
    Locked: _AHEAD,
    Unlocked: _AHEAD,
    ServiceStarted: TOLD - {BookingState.STARTED},
}
_CHANGES: dict[type[BoardEvent], Callable[[Booking, BoardEvent], Booking]] = {
    Accepted: _accept,
    Declined: _decline,
    HandedBack: _decline,
    Locked: _lock,
    Unlocked: _unlock,
    ServiceStarted: _begin,
}
_STATES = {
    BookingState.DRAFT: Text("the member has not been told yet", "尚未通知该成员"),
    BookingState.PUBLISHED: Text("the member was told and has not answered", "已通知该成员，尚未答复"),
    BookingState.ACCEPTED: Text("the member has accepted: hand it back", "该成员已接受，如有变应退单"),
    BookingState.DECLINED: Text("the member has declined: plan anew", "该成员已谢绝，应重新排班"),
    BookingState.STARTED: Text("the service has begun", "服务已开始"),
}
_NOBODY = Text("nobody is booked for the order", "该需求无人承接")
_NOT_THEIRS = Text("the member has no service of this order", "该成员未承接此需求")
_ESCALATED = Text("Order {demand}, {when}: a member will not come.", "需求{demand}，{when}：有成员不能前往。")
