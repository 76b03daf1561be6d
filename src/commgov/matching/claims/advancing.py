"""The one door of the claim board: a board and an event give the next board, an answer, and what people are told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from attrs import evolve

from commgov.core.personal import shown
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, Problem
from commgov.matching.claims.board import (
    AnswerKind,
    BoardAnswer,
    BoardOrder,
    BoardStep,
    ClaimBoard,
    MessageKind,
    OrderState,
    Waiting,
)
from commgov.matching.claims.calls import ClaimPolicy, suited_members
from commgov.matching.claims.desk import Desk
from commgov.matching.claims.events import (
    BoardEvent,
    Claimed,
    Declined,
    HandedBack,
    NoShow,
    OrderAssigned,
    OrderPosted,
    OrderWithdrawn,
    ServiceDone,
    ServiceStarted,
    WaveDue,
)
from commgov.matching.claims.granting import OTHER_TIME, claim, forget, grant, leave, refusals, refused
from commgov.matching.claims.waves import ask_office, call, next_wave, reopen
from commgov.matching.plan import Reason
from commgov.matching.problem import MatchingProblem
from commgov.wording import Text


def advance_board(board: ClaimBoard, event: BoardEvent, problem: MatchingProblem, policy: ClaimPolicy) -> BoardStep:
    """What an event leads to. Same board, event, facts and policy: same step.

    Args:
        board: the board so far.
        event: what happened; events come in the order of time.
        problem: the facts, built from objects: all members, and all demands on the board and in the event.
        policy: how members are called and claims answered.

    Raises:
        InvalidInputError: if the problem was not built from objects, or has candidates of the caller.
        NotFoundError: if the problem or the board does not have the event's demand, or the problem not its member.
        ConflictError: if the event is older than the last one, or posts an order again.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> facts = MatchingProblem.build([Member("m-1", "grid-1"), Member("m-2", "grid-1")], [order])
        >>> monday, policy = datetime(2026, 3, 2, tzinfo=UTC), ClaimPolicy()
        >>> step = advance_board(ClaimBoard(), OrderPosted(at=monday, demand="d-1"), facts, policy)
        >>> [(message.to, message.kind.value) for message in step.messages]
        [('m-1', 'call'), ('m-2', 'call')]
        >>> step = advance_board(step.board, Claimed(at=monday, demand="d-1", member="m-2"), facts, policy)
        >>> print(step.answer, step.board)
        granted ClaimBoard(1 granted)
        >>> print(advance_board(step.board, Claimed(at=monday, demand="d-1", member="m-1"), facts, policy).answer)
        standby: all seats are taken
    """
    _expect_facts(board, event, problem)
    desk = Desk(board, event.at, event.demand, problem, policy)
    if isinstance(event, OrderPosted):
        answer = _post(desk)
    elif desk.order.state not in _FITS[type(event)]:
        answer = refused(Reason("state", _STATES[desk.order.state]))
    else:
        answer = _HANDLERS[type(event)](desk, event)
    if answer.kind is AnswerKind.REFUSED:
        return BoardStep(evolve(board, at=event.at), answer)
    return BoardStep(desk.board, answer, tuple(desk.messages))


def due_waves(board: ClaimBoard, at: datetime) -> tuple[WaveDue, ...]:
    """The waves that are over by a moment, as events, the longest over first.

    Args:
        board: the board.
        at: the moment.
    """
    over = [(order.wave_until, demand) for demand, order in board.orders.items() if order.wave_until is not None]
    return tuple(WaveDue(at=at, demand=demand) for until, demand in sorted(over) if until <= at)


def _expect_facts(board: ClaimBoard, event: BoardEvent, problem: MatchingProblem) -> None:
    """Refuse what cannot be dealt with at all."""
    demands = problem.columns.demands
    if (len(demands) and not demands.objects) or problem.table is not None:
        expected = Text(
            "a problem built from objects, without candidates of your own", "应由对象构建，且不含自备候选表"
        )
        raise InvalidInputError([Problem("advance_board, problem", expected)])
    if board.at is not None and event.at < board.at:
        raise ConflictError(_OLDER.fill(event=type(event).__name__, at=event.at, last=board.at))
    if event.demand not in problem.demand_at:
        raise NotFoundError(_NO_DEMAND.fill(demand=repr(shown(event.demand))))
    members = [event.member] if isinstance(event, Claimed | Declined | HandedBack | NoShow) else []
    members += [member for _, member in event.seats] if isinstance(event, OrderAssigned) else []
    for member in members:
        if member not in problem.member_at:
            raise NotFoundError(_NO_MEMBER.fill(member=repr(shown(member))))


def _post(desk: Desk) -> BoardAnswer:
    """A new order: rank whom the rules allow, call the first wave."""
    demand, problem = desk.demand, desk.problem
    if demand.id in desk.board.orders:
        raise ConflictError(_ON_BOARD.fill(demand=repr(demand.id)))
    suited, seats = suited_members(problem, demand.id, desk.policy, desk.board), len(demand.seats)
    unserved = int(problem.unserved[problem.demand_at[demand.id]]) // seats
    desk.put(BoardOrder(demand.id, OrderState.OPEN, (None,) * seats, suited, unserved))
    next_wave(desk)
    return _ACCEPTED


def _wave_due(desk: Desk, _: WaveDue) -> BoardAnswer:
    """A wave is over: the next one, or escalation."""
    if desk.order.wave_until is None or desk.at < desk.order.wave_until:
        return refused(Reason("early", Text("the wave is not over", "本轮尚未结束")))
    next_wave(desk)
    return _ACCEPTED


def _decline(desk: Desk, event: Declined) -> BoardAnswer:
    """A member does not want it: the next one is called."""
    if event.member in desk.order.seats:
        return refused(Reason("seat", Text("the member has a seat: hand it back", "该成员已接单，应先退单")))
    forget(desk, event.member)
    if desk.order.state is OrderState.OPEN and desk.policy.replaces_refusals and event.member in desk.order.called:
        call(desk, 1)
    return _ACCEPTED


def _hand_back(desk: Desk, event: HandedBack) -> BoardAnswer:
    """A seat is free again: for who stands by; else it is called again, or escalated."""
    if event.member not in desk.order.seats:
        return refused(_NO_SEAT)
    leave(desk, event.member)
    if desk.order.free_seats:
        reopen(desk)
    return _ACCEPTED


def _no_show(desk: Desk, event: NoShow) -> BoardAnswer:
    """A member did not come: who stands by goes; else the office is told."""
    if event.member not in desk.order.seats:
        return refused(_NO_SEAT)
    times = desk.board.no_shows.get(event.member, 0) + 1
    desk.board = evolve(desk.board, no_shows={**desk.board.no_shows, event.member: times})
    leave(desk, event.member, late=True)
    if desk.order.free_seats:
        if not any(desk.order.seats):
            desk.change(state=OrderState.ESCALATED, wave_until=None)
        ask_office(desk)
    return _ACCEPTED


def _assign(desk: Desk, event: OrderAssigned) -> BoardAnswer:
    """Free seats of an escalated order are filled by assignment: as given, or not at all."""
    order, seats = desk.order, [seat for seat, _ in event.seats]
    members = [member for _, member in event.seats]
    desk.change(bookings=event.bookings or order.bookings)
    reasons = [reason for seat, member in event.seats for reason in refusals(desk, member, seat, event.start)]
    if len(set(seats)) < len(seats) or not set(seats) <= set(order.free_seats) or len(set(members)) < len(members):
        reasons.append(Reason("taken", Text("one member a free seat, one seat a member", "空席一席一人，一人一席")))
    if order.start not in {None, event.start}:
        reasons.append(OTHER_TIME)
    if reasons:
        return refused(*dict.fromkeys(reasons))
    for seat, member in event.seats:
        grant(desk, Waiting(member, (seat,), event.start), seat)
        desk.tell(member, MessageKind.GRANTED, _ASSIGNED)
    return _ACCEPTED


def _withdraw(desk: Desk, _: OrderWithdrawn) -> BoardAnswer:
    """The order is taken back: everybody who has a seat, or waits for one, is told."""
    waiting = [waiting.member for waiting in (*desk.order.standby, *desk.order.deferred)]
    for member in (*filter(None, desk.order.seats), *waiting):
        desk.tell(member, MessageKind.RELEASED, _RELEASED)
    nobody = (None,) * len(desk.order.seats)
    desk.change(state=OrderState.WITHDRAWN, seats=nobody, start=None, bookings=())
    desk.change(wave_until=None, standby=(), deferred=())
    return _ACCEPTED


def _begin(desk: Desk, _: ServiceStarted) -> BoardAnswer:
    """The service begins; who stands by may still be needed."""
    desk.change(state=OrderState.STARTED)
    return _ACCEPTED


def _end(desk: Desk, _: ServiceDone) -> BoardAnswer:
    """The service is over."""
    desk.change(state=OrderState.DONE, standby=())
    return _ACCEPTED


_ACCEPTED = BoardAnswer(AnswerKind.ACCEPTED)
_CLAIMABLE = frozenset({OrderState.OPEN, OrderState.GRANTED, OrderState.ESCALATED})
_HANDLERS: dict[type[BoardEvent], Callable[[Desk, Any], BoardAnswer]] = {
    WaveDue: _wave_due,
    Claimed: claim,
    Declined: _decline,
    HandedBack: _hand_back,
    NoShow: _no_show,
    OrderAssigned: _assign,
    OrderWithdrawn: _withdraw,
    ServiceStarted: _begin,
    ServiceDone: _end,
}
_FITS: dict[type[BoardEvent], frozenset[OrderState]] = {
    WaveDue: frozenset({OrderState.OPEN}),
    Claimed: _CLAIMABLE,
    Declined: _CLAIMABLE,
    HandedBack: _CLAIMABLE,
    NoShow: frozenset({OrderState.GRANTED, OrderState.STARTED}),
    OrderAssigned: frozenset({OrderState.ESCALATED}),
    OrderWithdrawn: _CLAIMABLE,
    ServiceStarted: frozenset({OrderState.GRANTED}),
    ServiceDone: frozenset({OrderState.STARTED}),
}
_STATES = {
    OrderState.OPEN: Text("the order still has free seats", "该需求尚有空席"),
    OrderState.GRANTED: Text("all seats of the order are taken", "该需求席位已满"),
    OrderState.ESCALATED: Text("the order waits for assignment", "该需求待指派"),
    OrderState.STARTED: Text("the service has begun", "服务已开始"),
    OrderState.DONE: Text("the service is over", "服务已完成"),
    OrderState.WITHDRAWN: Text("the order was withdrawn", "该需求已撤回"),
}
_NO_SEAT = Reason("seat", Text("the member has no seat of this order", "该成员未承接此需求"))
_ASSIGNED = Text(
    "You are asked to serve order {demand}: {when}, at {unit}.", "请您承接需求{demand}：{when}，地点{unit}。"
)
_RELEASED = Text("Order {demand} was withdrawn; you are free.", "需求{demand}已撤回，您无需前往。")

_OLDER = Text("{event} at {at} is older than the last event, at {last}", "{event}（{at}）早于最近一次事件（{last}）")
_NO_DEMAND = Text("the problem has no demand {demand}", "问题中没有需求{demand}")
_NO_MEMBER = Text("the problem has no member {member}", "问题中没有成员{member}")
_ON_BOARD = Text("the order {demand} is on the board already", "服务单{demand}已在接单台上")
