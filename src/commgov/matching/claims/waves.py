"""What time does to an order: wave after wave it is shown wider, and in the end it is escalated."""

from datetime import datetime, timedelta

from attrs import evolve

from commgov.matching.claims.board import MessageKind, OrderState
from commgov.matching.claims.calls import next_to_call, with_calls
from commgov.matching.claims.desk import Desk
from commgov.matching.claims.granting import seat_deferred
from commgov.wording import Text


def next_wave(desk: Desk) -> None:
    """Claims whose wave has come are granted, then members are called; where there is nobody to call, wider still."""
    waves = desk.policy.waves
    while desk.order.free_seats:
        number = desk.order.wave
        if number == len(waves) or desk.at >= _call_until(desk):
            _escalate(desk)
            return
        until = min(desk.at + timedelta(minutes=waves[number].minutes), _call_until(desk))
        desk.change(wave=number + 1, wave_until=until)
        seat_deferred(desk, number + 1)
        if desk.order.free_seats and call(desk, waves[number].calls):
            return


def call(desk: Desk, count: int) -> bool:
    """Call the next members of the current wave; whether there was one."""
    called = next_to_call(desk.board, desk.order, desk.policy, desk.at, count)
    desk.board = evolve(desk.board, calls=with_calls(desk.board, called, desk.at))
    desk.change(called=(*desk.order.called, *called))
    for member in called:
        desk.tell(member, MessageKind.CALL, _CALL)
    return bool(called)


def reopen(desk: Desk) -> None:
    """A seat is free again: call as wide as before, while there is time. What was escalated stays so."""
    if desk.order.state is not OrderState.ESCALATED:
        desk.change(state=OrderState.OPEN, wave=max(0, desk.order.wave - 1))
        next_wave(desk)


def ask_office(desk: Desk) -> None:
    """The office is told that somebody has to be found."""
    desk.tell(None, MessageKind.ESCALATED, _ESCALATED)


def _escalate(desk: Desk) -> None:
    """Nobody better claimed it in time: all claims that wait are granted; if that is not enough, it is escalated."""
    seat_deferred(desk, len(desk.policy.waves) + 1)
    if desk.order.free_seats:
        desk.change(state=OrderState.ESCALATED, wave_until=None)
        ask_office(desk)


def _call_until(desk: Desk) -> datetime:
    """When the order goes to assignment at the latest: some notice before it has to begin."""
    last = desk.order.start or desk.demand.window.end - desk.length
    return last - timedelta(minutes=desk.policy.notice_minutes)


_CALL = Text(
    "Order {demand}: {when}, {minutes} minutes, at {unit}. Will you take it?",
    "需求{demand}：{when}，{minutes}分钟，地点{unit}。您能接单吗？",
)
_ESCALATED = Text("Order {demand}, {when}: nobody has it yet.", "需求{demand}（{when}）尚无人承接。")
