"""Who gets a seat, and who waits for one.

A claim is granted at once if no rule refuses it (judged by `violations`, beside all that the member has already taken),
if the member's service is not worth more elsewhere, if the venues and goods that the order asks for are free then, and
if the order is not kept for better suited members. With the first seat the venues and goods are booked. Otherwise the
answer gives all reasons, or the claim waits: for its wave, or for a seat.
"""

from datetime import datetime, timedelta

import numpy as np

from commgov.core import Booking, MemberId, Service
from commgov.matching.checking import violations
from commgov.matching.claims.board import AnswerKind, BoardAnswer, MessageKind, OrderState, Suited, Waiting
from commgov.matching.claims.calls import first_wave, suited
from commgov.matching.claims.desk import Desk, services
from commgov.matching.claims.events import Claimed
from commgov.matching.columns import Pairs
from commgov.matching.plan import Reason
from commgov.matching.resources import bookable
from commgov.matching.unmet.words import not_bookable
from commgov.wording import Text


def claim(desk: Desk, event: Claimed) -> BoardAnswer:
    """Grant it, keep it for later, or say no with all reasons."""
    order, member = desk.order, event.member
    if member in order.seats:
        return refused(Reason("twice", Text("the member has a seat of it already", "该成员已承接此需求")))
    seats = tuple(range(len(order.seats))) if event.seat is None else (event.seat,)
    start = event.start or order.start or _first_start(desk, member, seats)
    against = {seat: refusals(desk, member, seat, start) for seat in seats}
    may = tuple(seat for seat in seats if not against[seat])
    reasons = [] if may else against[seats[0]]
    if order.start not in {None, start}:
        reasons.append(OTHER_TIME)
    if member in _waiting(desk):
        reasons.append(Reason("twice", Text("the member has claimed it already", "该成员已申请接单")))
    one = _suited(desk, member, may, start)
    if one is not None and one.bid >= order.unserved:
        reasons.append(Reason("reserve price", _WORTH_MORE))
    if reasons or one is None:
        return refused(*dict.fromkeys(reasons if order.free_seats else [*reasons, _TAKEN]))
    waiting = Waiting(member, may, start, first_wave(order, one, desk.policy))
    free = [seat for seat in may if order.seats[seat] is None]
    if not free:
        return _stand_by(desk, waiting)
    if order.state is OrderState.OPEN and waiting.wave > order.wave and member not in order.called:
        desk.change(deferred=(*order.deferred, waiting), out=order.out - {member})
        return BoardAnswer(AnswerKind.DEFERRED, (Reason("reserve price", _KEPT.fill(wave=waiting.wave)),), None, start)
    grant(desk, waiting, free[0])
    return BoardAnswer(AnswerKind.GRANTED, (), free[0], start)


def refusals(desk: Desk, member: MemberId, seat: int, start: datetime, *, late: bool = False) -> list[Reason]:
    """What is against a member in a seat of the order, beside all that the member has taken.

    Args:
        desk: the event at work.
        member: who.
        seat: which seat.
        start: when they would begin.
        late: whether they may begin at a time that has passed: in place of somebody who did not come.
    """
    if seat >= len(desk.demand.seats):
        return [Reason("list", Text("the demand has no such seat", "该需求没有此席位"))]
    held = [order for order in desk.board.orders.values() if member in order.seats]
    taken = [own for own in services(held, desk.problem) if own.member == member]
    more = Service(desk.demand.id, seat, member, start, start + desk.length)
    beside, others = _booked_beside(desk)
    own, lacking = bookings_at(desk, start)
    listed = [more, *taken, *(service for service in beside if service not in taken)]
    wrong = violations(desk.problem, listed, bookings=[*own, *others], unfinished=True)
    concerned = set(range(1 + len(taken)))
    reasons = [Reason(broken.rule, broken.reason) for broken in wrong if concerned & {*broken.services}]
    reasons += lacking
    if start < desk.at and not late:
        reasons.append(Reason("start", Text("the time to begin has passed", "开始时间已过")))
    return reasons


def bookings_at(desk: Desk, start: datetime) -> tuple[tuple[Booking, ...], list[Reason]]:
    """The venues and goods for the order if it begins then: those held, or the nearest that are free; what lacks."""
    held = desk.order.bookings
    if not desk.demand.resources or (held and held[0].start == start):
        return held, []
    fixed = desk.problem.held.get(desk.problem.demand_at[desk.demand.id], ())
    if fixed:
        return fixed, []
    found = bookable(desk.problem, desk.demand.id, start, _booked_beside(desk)[1])
    return found.bookings, [not_bookable(*lacking) for lacking in found.lacking]


def _booked_beside(desk: Desk) -> tuple[list[Service], list[Booking]]:
    """What is booked for other orders, with the services of these; nothing if the order needs no booking."""
    if not desk.demand.resources:
        return [], []
    others = [order for order in desk.board.orders.values() if order.bookings and order.demand != desk.demand.id]
    known = [booking for order in others for booking in order.bookings]
    on_board = {order.demand for order in others}
    fixed = [each for each in desk.problem.bookings if each.demand not in {desk.demand.id, *on_board}]
    return services(others, desk.problem), [*known, *fixed]


def grant(desk: Desk, waiting: Waiting, seat: int) -> None:
    """A seat is somebody's. With the last one the order is granted, and claims that waited for a wave stand by."""
    order = desk.order
    seats = tuple(waiting.member if at == seat else member for at, member in enumerate(order.seats))
    held, _ = bookings_at(desk, waiting.start)
    desk.change(seats=seats, start=waiting.start, bookings=held, out=order.out - {waiting.member})
    if None in seats:
        return
    if order.state is not OrderState.STARTED:
        desk.change(state=OrderState.GRANTED)
    deferred = [other for other in order.deferred if other.member != waiting.member]
    room = max(0, desk.policy.standby_max - len(order.standby))
    desk.change(wave_until=None, deferred=(), standby=(*order.standby, *deferred[:room]))
    for other in deferred[room:]:
        desk.tell(other.member, MessageKind.RELEASED, _GONE)


def seat_waiting(desk: Desk, waiting: Waiting, *, late: bool = False) -> bool:
    """Grant a free seat to a claim that waited, if nothing is against it by now; whether it was granted."""
    if desk.order.start not in {None, waiting.start}:
        return False
    for seat in desk.order.free_seats:
        if seat in waiting.seats and not refusals(desk, waiting.member, seat, waiting.start, late=late):
            grant(desk, waiting, seat)
            desk.tell(waiting.member, MessageKind.GRANTED, _YOURS)
            return True
    return False


def seat_deferred(desk: Desk, wave: int) -> None:
    """Grant the claims whose wave has come, the best suited first; whom something is against by now is told."""
    bids = {one.member: one.bid for one in desk.order.suited}
    came = [waiting for waiting in desk.order.deferred if waiting.wave <= wave]
    for waiting in sorted(came, key=lambda waiting: bids.get(waiting.member, desk.order.unserved)):
        if waiting in desk.order.deferred:  # it stands by once the order is granted
            desk.change(deferred=tuple(other for other in desk.order.deferred if other != waiting))
            if not seat_waiting(desk, waiting):
                desk.tell(waiting.member, MessageKind.RELEASED, _GONE)


def forget(desk: Desk, member: MemberId) -> None:
    """A member is not asked about this order again, and does not wait for it."""
    order = desk.order
    standby = tuple(waiting for waiting in order.standby if waiting.member != member)
    deferred = tuple(waiting for waiting in order.deferred if waiting.member != member)
    desk.change(out=order.out | {member}, standby=standby, deferred=deferred)


def leave(desk: Desk, member: MemberId, *, late: bool = False) -> None:
    """A member's seat becomes free, and goes to the first who stands by and still may have it."""
    forget(desk, member)
    seats = tuple(None if held == member else held for held in desk.order.seats)
    desk.change(seats=seats)
    if not any(seats):
        desk.change(start=None, bookings=())
    for waiting in desk.order.standby:
        if seat_waiting(desk, waiting, late=late):
            desk.change(standby=tuple(other for other in desk.order.standby if other != waiting))
            return


def refused(*reasons: Reason) -> BoardAnswer:
    """A no, with its reasons."""
    return BoardAnswer(AnswerKind.REFUSED, reasons)


def _stand_by(desk: Desk, waiting: Waiting) -> BoardAnswer:
    """All seats are taken: the claimant is next, if somebody more may stand by."""
    if len(desk.order.standby) >= desk.policy.standby_max:
        return refused(_TAKEN)
    desk.change(standby=(*desk.order.standby, waiting), out=desk.order.out - {waiting.member})
    return BoardAnswer(AnswerKind.STANDBY, (_TAKEN,), None, waiting.start)


def _waiting(desk: Desk) -> set[MemberId]:
    return {waiting.member for waiting in (*desk.order.standby, *desk.order.deferred)}


def _first_start(desk: Desk, member: MemberId, seats: tuple[int, ...]) -> datetime:
    """The earliest start, step by step, at which nothing is against the claimant; if there is none, the window's."""
    start, step = desk.demand.window.start, timedelta(minutes=desk.problem.start_step)
    while start + desk.length <= desk.demand.window.end:
        if start >= desk.at and not all(refusals(desk, member, seat, start) for seat in seats):
            return start
        start += step
    return desk.demand.window.start


def _suited(desk: Desk, member: MemberId, seats: tuple[int, ...], start: datetime) -> Suited | None:
    """What is known of the claimant for the order; of who joined after it was posted, if they may have any seats."""
    known = next((one for one in desk.order.suited if one.member == member), None)
    if known is not None or not seats:
        return known
    columns, row = desk.problem.columns, desk.problem.member_at[member]
    demand = desk.problem.demand_at[desk.demand.id]
    role = columns.demands.role_from[demand] + columns.demands.seat_role[demand][seats[0]]
    entry = (np.array([value], dtype=np.int32) for value in (row, role, columns.minute(start)))
    pair = Pairs(columns, *entry)
    cost, steps = int(desk.problem.objective.cost(pair)[0]), int(pair.steps[0])
    return suited(desk.problem, row, cost, steps, seats, desk.policy, desk.board)


OTHER_TIME = Reason("start", Text("the others begin at another time", "其他成员的开始时间不同"))
_TAKEN = Reason("taken", Text("all seats are taken", "席位已满"))
_WORTH_MORE = Text("the member's service is worth more for other orders", "该成员的服务对其他需求更有价值")
_KEPT = Text("kept for better suited members until wave {wave}", "第{wave}轮之前优先由更合适的成员承接")
_YOURS = Text("Order {demand} is yours: {when}, at {unit}.", "需求{demand}由您承接：{when}，地点{unit}。")
_GONE = Text("Order {demand} is taken; thank you.", "需求{demand}已有人承接，谢谢您。")
