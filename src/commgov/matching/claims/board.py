"""The claim board as data: the orders on it, what happens to them, and what people are told. No rules, no clock.

"You order, I supply": an order is shown to members in waves, members claim it, the first who may have it gets it. A
board holds ids, times and costs only. It never changes: each event gives a new board, so whoever stores the events has
stored the board.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core import Booking, DemandId, MemberId
from commgov.matching.plan import Reason
from commgov.wording import Text


class OrderState(StrEnum):
    """How an order on the board stands."""

    OPEN = "open"  # members are called, seats are free
    GRANTED = "granted"  # every seat has a member
    ESCALATED = "escalated"  # nobody claimed it in time: it goes to assignment
    STARTED = "started"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@frozen
class Suited:
    """A member whom all rules allow for an order.

    Args:
        member: who.
        cost: what the pair costs by the objective.
        reserve: what the member's next service is worth elsewhere.
        steps: steps in the hierarchy between the member's home and the order's unit.
        seats: the seats that the member may fill.
    """

    member: MemberId
    cost: int
    reserve: int
    steps: int
    seats: tuple[int, ...]

    @property
    def bid(self) -> int:
        """What it costs to spend this member on this order; the lowest bid suits best."""
        return self.cost + self.reserve


@frozen
class Waiting:
    """A claim that waits: for a seat to become free (standby), or for its wave (deferred).

    Args:
        member: who claimed.
        seats: the seats that they may have; the first that becomes free is theirs.
        start: when they would begin.
        wave: from which wave on they may have it.
    """

    member: MemberId
    seats: tuple[int, ...]
    start: datetime
    wave: int = 0


@frozen
class BoardOrder:
    """An order on the board.

    Args:
        demand: which demand.
        state: how it stands.
        seats: who has each seat, or None.
        suited: whom the rules allow, the best suited first.
        unserved: what leaving a seat unserved costs; nobody whose bid is not below that is worth spending on it.
        wave: how many waves have been called.
        wave_until: when the next wave is due, or the order is escalated; None where neither can be.
        start: when its members begin; None as long as it is open when.
        called: who was called, in this order.
        standby: who stands by, in this order.
        deferred: claims that wait for their wave.
        bookings: the venues and goods that are held for it while somebody has a seat.
        out: who declined, handed back or did not come; they are not asked again.
    """

    demand: DemandId
    state: OrderState
    seats: tuple[MemberId | None, ...]
    suited: tuple[Suited, ...] = field(repr=False)
    unserved: int
    wave: int = 0
    wave_until: datetime | None = None
    start: datetime | None = None
    bookings: tuple[Booking, ...] = field(default=(), repr=False)
    called: tuple[MemberId, ...] = field(default=(), repr=False)
    standby: tuple[Waiting, ...] = field(default=(), repr=False)
    deferred: tuple[Waiting, ...] = field(default=(), repr=False)
    out: frozenset[MemberId] = field(default=frozenset(), repr=False)

    @property
    def free_seats(self) -> tuple[int, ...]:
        """The seats that nobody has."""
        return tuple(seat for seat, member in enumerate(self.seats) if member is None)


@frozen
class ClaimBoard:
    """All orders on the board, and how often members were called.

    Args:
        orders: the orders by their demand's id, in the order in which they were posted.
        calls: when each member was called lately; older calls are forgotten when the member is called again.
        no_shows: how often each member did not come.
        at: when the last event happened.
    """

    orders: Mapping[DemandId, BoardOrder] = field(factory=dict)
    calls: Mapping[MemberId, tuple[datetime, ...]] = field(factory=dict, repr=False)
    no_shows: Mapping[MemberId, int] = field(factory=dict, repr=False)
    at: datetime | None = None

    def __repr__(self) -> str:
        """How many orders are in each state."""
        states = [order.state for order in self.orders.values()]
        counts = ", ".join(f"{states.count(state)} {state}" for state in OrderState if state in states)
        return f"ClaimBoard({counts})"


class AnswerKind(StrEnum):
    """What the board says to an event."""

    ACCEPTED = "accepted"  # noted, as all events but claims are
    GRANTED = "granted"  # the claimant has a seat
    STANDBY = "standby"  # all seats are taken; the claimant is next
    DEFERRED = "deferred"  # the order is kept for better suited members first
    REFUSED = "refused"  # and nothing has changed


@frozen
class BoardAnswer:
    """The board's answer to an event: an ordinary "no" is one too.

    Args:
        kind: what became of it.
        reasons: all reasons of a refusal, or why a claim waits.
        seat: the seat that was granted.
        start: when the claimant is to begin, if granted, or would.
    """

    kind: AnswerKind
    reasons: tuple[Reason, ...] = ()
    seat: int | None = None
    start: datetime | None = None

    @property
    def why(self) -> Text:
        """All reasons in one line."""
        return Text("; ", "；").join(reason.text for reason in self.reasons)

    def __str__(self) -> str:
        """The kind and why, as one line of English."""
        return f"{self.kind}: {self.why}" if self.reasons else str(self.kind)


class MessageKind(StrEnum):
    """What people are told."""

    CALL = "call"  # will you take it?
    GRANTED = "granted"  # it is yours
    CHANGED = "changed"  # it is still yours, at another time or place
    RELEASED = "released"  # it is no longer yours
    ESCALATED = "escalated"  # to the office: somebody has to be found


@frozen
class BoardMessage:
    """Something that somebody has to be told.

    Args:
        to: which member; None: the community's office.
        kind: what it is.
        demand: about which order.
        text: the words, with references only.
    """

    to: MemberId | None
    kind: MessageKind
    demand: DemandId
    text: Text


@frozen
class BoardStep:
    """What an event led to.

    Args:
        board: the board afterwards.
        answer: the answer to who sent the event.
        messages: what others have to be told, in this order.
    """

    board: ClaimBoard
    answer: BoardAnswer
    messages: tuple[BoardMessage, ...] = ()
