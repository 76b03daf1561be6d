"""Escalation: what nobody claimed in time goes to assignment, around all that was claimed and booked.

The problem for `solve` has every order that is alive. Taken seats are pinned, at their time; who declined an order or
handed it back is not assigned to it; open orders are in it too, so that the escalated ones do not take the people whom
open orders need. Of the plan, only the escalated orders are
taken over, as events which the board judges as any other.
"""

from datetime import datetime, timedelta

from attrs import evolve

from commgov.core import Demand, DemandId, Hierarchy, Service, Window
from commgov.matching.by_hand import Ban, Pin
from commgov.matching.claims.board import BoardOrder, ClaimBoard, OrderState
from commgov.matching.claims.desk import board_bookings
from commgov.matching.claims.events import OrderAssigned
from commgov.matching.offers import before_offers
from commgov.matching.pin_conflicts import pin_conflicts
from commgov.matching.plan import Plan
from commgov.matching.problem import MatchingProblem


def assignment_problem(
    board: ClaimBoard, problem: MatchingProblem, at: datetime, *, hierarchy: Hierarchy | None = None
) -> MatchingProblem:
    """The problem that `solve` is to solve for the escalated orders.

    Args:
        board: the board.
        problem: the facts, built from objects.
        at: the present: what begins anew begins later; orders that cannot any more are left out.
        hierarchy: where the units lie, as it was given to the problem.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import DemandKind, Member
        >>> from commgov.matching.claims.advancing import advance_board
        >>> from commgov.matching.claims.calls import ClaimPolicy
        >>> from commgov.matching.claims.events import OrderPosted
        >>> from commgov.matching.solve import solve
        >>> eight, nine, ten = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (8, 9, 10))
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> facts = MatchingProblem.build([Member("m-1", "grid-1")], [order])
        >>> late = advance_board(ClaimBoard(), OrderPosted(at=eight, demand="d-1"), facts, ClaimPolicy())
        >>> late.board, str(late.messages[0].text)
        (ClaimBoard(1 escalated), 'Order d-1, 2026-03-02 17:00: nobody has it yet.')
        >>> plan = solve(assignment_problem(late.board, facts, eight))
        >>> [
        ...     advance_board(late.board, event, facts, ClaimPolicy()).board
        ...     for event in assignment_events(late.board, plan, eight)
        ... ]
        [ClaimBoard(1 granted)]
    """
    columns = problem.columns
    demands: dict[DemandId, Demand] = {}
    for order in board.orders.values():
        demand = columns.demands.objects[problem.demand_at[order.demand]]
        window = _as_agreed(order, demand) if order.start else _still_ahead(demand, at, problem.start_step)
        if window is not None and order.state is not OrderState.WITHDRAWN:
            demands[order.demand] = evolve(demand, window=window)
    taken = {
        (demand, seat): Pin(demand, member, seat)
        for demand in demands
        for seat, member in enumerate(board.orders[demand].seats)
        if member is not None
    }
    by_hand = {(pin.demand, pin.seat): pin for pin in problem.pins if pin.demand in demands}
    named = {(pin.demand, pin.member) for pin in by_hand.values()}  # a person's word is above what a member said once
    declined = [
        Ban(demand, member)
        for demand in demands
        for member in sorted(board.orders[demand].out)
        if (demand, member) not in named
    ]
    members, rules = before_offers(columns.members.objects, problem.rules)
    held = [*board_bookings(board), *(each for each in problem.bookings if each.demand not in board.orders)]
    found = MatchingProblem.build(
        members,
        demands.values(),
        rules=rules,
        hierarchy=hierarchy,
        objective=problem.objective,
        pins=[*(by_hand | taken).values()],
        bans=[*(ban for ban in problem.bans if ban.demand in demands), *declined],
        overrides=problem.overrides,
        zone=str(columns.zone),
        start_step=problem.start_step,
        teams=problem.teams,
        offers=problem.offers,
        bookings=[booking for booking in held if booking.demand in demands],
    )
    return _with_pins_that_hold(found, set(taken.values()))


def _with_pins_that_hold(problem: MatchingProblem, taken: set[Pin]) -> MatchingProblem:
    """Without the pins that cannot hold any more: what was given by hand gives way to what members have taken."""
    while conflicts := pin_conflicts(problem):
        gone = {pin for conflict in conflicts for pin in set(conflict.pins) - taken or conflict.pins}
        problem = evolve(problem, pins=tuple(pin for pin in problem.pins if pin not in gone))
    return problem


def assignment_events(board: ClaimBoard, plan: Plan, at: datetime) -> tuple[OrderAssigned, ...]:
    """What a plan for `assignment_problem` gives to the escalated orders, as events.

    Args:
        board: the board that the problem was made of.
        plan: its plan.
        at: when the events happen.
    """
    found: dict[DemandId, list[Service]] = {}
    for service in plan.services:
        order = board.orders[service.demand]
        if order.state is OrderState.ESCALATED and order.seats[service.seat] is None:
            found.setdefault(service.demand, []).append(service)
    return tuple(
        OrderAssigned(
            at=at,
            demand=services[0].demand,
            seats=tuple((service.seat, service.member) for service in services),
            start=services[0].start,
            bookings=tuple(booking for booking in plan.bookings if booking.demand == services[0].demand),
        )
        for services in found.values()
    )


def _as_agreed(order: BoardOrder, demand: Demand) -> Window | None:
    """The time that the order's members have agreed on."""
    return None if order.start is None else Window(order.start, order.start + timedelta(minutes=demand.minutes))


def _still_ahead(demand: Demand, at: datetime, step: int) -> Window | None:
    """What is left of the demand's window, from a start that would have been tried on; None if that is too short."""
    late = max(timedelta(), at - demand.window.start)
    start = demand.window.start + -(-late // timedelta(minutes=step)) * timedelta(minutes=step)
    fits = start + timedelta(minutes=demand.minutes) <= demand.window.end
    return Window(start, demand.window.end) if fits else None
