"""What happens to the orders on a claim board: events, each with its time. They are data, all that is to be stored."""

from datetime import datetime

from attrs import frozen

from commgov.core import Booking, DemandId, MemberId, PersonRef
from commgov.core.checks import Checks
from commgov.wording import Text


@frozen(kw_only=True)
class BoardEvent:
    """Something that happened to an order; see the classes made of it.

    Args:
        at: when, with a time zone.
        demand: to which order.
    """

    at: datetime
    demand: DemandId

    def __attrs_post_init__(self) -> None:
        checks = Checks(type(self).__name__)
        checks.aware("at", self.at)
        checks.identifier("demand", self.demand)
        self._check(checks)
        checks.refuse()

    def _check(self, checks: Checks) -> None:
        """What the classes made of it check beside."""


@frozen(kw_only=True)
class MemberEvent(BoardEvent):
    """Something that a member did about an order, or did not do.

    Args:
        member: who.
    """

    member: MemberId

    def _check(self, checks: Checks) -> None:
        checks.identifier("member", self.member)


@frozen(kw_only=True)
class OrderPosted(BoardEvent):
    """An order came in; the first wave is called."""


@frozen(kw_only=True)
class WaveDue(BoardEvent):
    """The time of a wave is over; `due` says when."""


@frozen(kw_only=True)
class Claimed(MemberEvent):
    """A member wants an order.

    Args:
        seat: which seat; None: any that the member may fill.
        start: when they would begin; None: as the others of the crew, or as early as they can.
    """

    seat: int | None = None
    start: datetime | None = None

    def _check(self, checks: Checks) -> None:
        super()._check(checks)
        if self.seat is not None:
            checks.whole("seat", self.seat)
        if self.start is not None:
            checks.aware("start", self.start)


@frozen(kw_only=True)
class Declined(MemberEvent):
    """A member who was called, or waits, does not want the order."""


@frozen(kw_only=True)
class HandedBack(MemberEvent):
    """A member gives a seat back before the service begins."""


@frozen(kw_only=True)
class NoShow(MemberEvent):
    """A member did not come."""


@frozen(kw_only=True)
class OrderAssigned(BoardEvent):
    """Free seats of an escalated order are given out by assignment.

    Args:
        seats: who is to fill which seat.
        start: when they begin.
        bookings: the venues and goods that a plan holds for it; empty: the nearest that are free.
    """

    seats: tuple[tuple[int, MemberId], ...]
    start: datetime
    bookings: tuple[Booking, ...] = ()

    def _check(self, checks: Checks) -> None:
        checks.require("seats", "", ok=bool(self.seats), expected=Text("at least one seat", "至少一个席位"))
        for seat, member in self.seats:
            checks.whole("seats", seat)
            checks.identifier("seats", member)
        checks.aware("start", self.start)
        checks.every("bookings", self.bookings, Booking, Text("a Booking", "应为Booking"))


@frozen(kw_only=True)
class OrderWithdrawn(BoardEvent):
    """The resident, or the community, takes the order back.

    Args:
        by: who, as a reference.
    """

    by: PersonRef

    def _check(self, checks: Checks) -> None:
        checks.identifier("by", self.by)


@frozen(kw_only=True)
class ServiceStarted(BoardEvent):
    """The service begins; nobody is moved any more."""


@frozen(kw_only=True)
class ServiceDone(BoardEvent):
    """The service is over."""
