"""One event at work: the board as it becomes, and the messages so far."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from commgov.core import Booking, DemandId, MemberId, Service
from commgov.errors import NotFoundError
from commgov.matching.claims.board import BoardMessage, BoardOrder, ClaimBoard, MessageKind
from commgov.matching.claims.calls import ClaimPolicy
from commgov.matching.problem import MatchingProblem
from commgov.wording import Text


class Desk:
    """A board while one event about one of its orders is dealt with.

    Args:
        board: the board.
        at: when the event happened.
        demand: the order that it is about.
        problem: the facts.
        policy: how members are called and claims answered.
    """

    def __init__(
        self, board: ClaimBoard, at: datetime, demand: DemandId, problem: MatchingProblem, policy: ClaimPolicy
    ) -> None:
        """Nothing has become of the event yet."""
        self.board, self.at, self.problem, self.policy = evolve(board, at=at), at, problem, policy
        self.demand = problem.columns.demands.objects[problem.demand_at[demand]]
        self.messages: list[BoardMessage] = []

    @property
    def order(self) -> BoardOrder:
        """The order as it is now."""
        order = self.board.orders.get(self.demand.id)
        if order is None:
            raise NotFoundError(
                Text(f"the board has no order {self.demand.id!r}", f"接单台没有服务单{self.demand.id!r}")
            )
        return order

    @property
    def length(self) -> timedelta:
        """How long the service takes."""
        return timedelta(minutes=self.demand.minutes)

    def put(self, order: BoardOrder) -> None:
        """Put the order on the board, or replace it."""
        self.board = evolve(self.board, orders={**self.board.orders, order.demand: order})

    def change(self, **values: Any) -> None:
        """Replace some fields of the order."""
        self.put(evolve(self.order, **values))

    def tell(self, to: MemberId | None, kind: MessageKind, text: Text) -> None:
        """Add a message; its text may name the `demand`, `when`, how many `minutes` and the `unit`."""
        start = self.order.start or self.demand.window.start
        when = f"{start.astimezone(self.problem.columns.zone):%Y-%m-%d %H:%M}"
        filled = text.fill(demand=self.demand.id, when=when, minutes=self.demand.minutes, unit=self.demand.unit)
        self.messages.append(BoardMessage(to, kind, self.demand.id, filled))


def board_services(board: ClaimBoard, problem: MatchingProblem) -> tuple[Service, ...]:
    """The services that members have taken so far, ordered by demand and seat.

    Args:
        board: the board.
        problem: the facts.
    """
    return tuple(sorted(services(board.orders.values(), problem)))


def board_bookings(board: ClaimBoard) -> tuple[Booking, ...]:
    """The venues and goods that are held for the orders on a board, ordered by demand.

    Args:
        board: the board.

    Example:
        >>> board_bookings(ClaimBoard())
        ()
    """
    return tuple(sorted(booking for order in board.orders.values() for booking in order.bookings))


def services(orders: Iterable[BoardOrder], problem: MatchingProblem) -> list[Service]:
    """The seats that are taken, as services."""
    found: list[Service] = []
    for order in orders:
        if order.start is not None:
            minutes = problem.columns.demands.objects[problem.demand_at[order.demand]].minutes
            end = order.start + timedelta(minutes=minutes)
            taken = ((seat, member) for seat, member in enumerate(order.seats) if member is not None)
            found += [Service(order.demand, seat, member, order.start, end) for seat, member in taken]
    return found
