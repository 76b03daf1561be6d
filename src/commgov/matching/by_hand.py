"""What a person decides by hand: pins and bans, and what is wrong with them one by one."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from commgov.core import DemandId, MemberId
from commgov.errors import Place, Problem
from commgov.matching.columns import Columns
from commgov.wording import Text


@frozen
class Pin:
    """A seat that a person has given to a member by hand.

    Args:
        demand: which demand.
        member: who is to serve it; the rules still hold, and `solve` refuses pins that they keep from holding
            (`pin_conflicts`).
        seat: which of its seats, counted from 0.
        start: when they begin, inside the demand's window; None: whenever suits best.
    """

    demand: DemandId
    member: MemberId
    seat: int = 0
    start: datetime | None = None


@frozen
class Ban:
    """A member who must not serve a demand.

    Args:
        demand: which demand.
        member: who must not serve it.
    """

    demand: DemandId
    member: MemberId


def hand_problems(columns: Columns, pins: Sequence[Pin], bans: Sequence[Ban]) -> list[Problem]:
    """Pins and bans that name nobody, contradict each other or the demand's seats."""
    if not pins and not bans:
        return []
    members = set(columns.members.ids[: columns.people])
    seats = dict(zip(columns.demands.ids, map(len, columns.demands.seat_role), strict=True))
    banned = {(ban.demand, ban.member) for ban in bans}
    problems: list[Problem] = []
    taken: set[object] = set()
    entries: list[Pin | Ban] = [*pins, *bans]
    for entry in entries:
        where = place_by_hand(entry)
        if entry.member not in members:
            problems.append(Problem(where, Text("a member of the problem", "应为已登记的成员"), entry.member))
        if entry.demand not in seats:
            problems.append(Problem(where, Text("a demand of the problem", "应为已登记的需求"), entry.demand))
        elif isinstance(entry, Pin) and not 0 <= entry.seat < seats[entry.demand]:
            expected = Text(f"a seat from 0 to {seats[entry.demand] - 1}", f"席位应为0至{seats[entry.demand] - 1}")
            problems.append(Problem(where, expected, str(entry.seat)))
    for pin in pins:
        where = place_by_hand(pin)
        if (pin.demand, pin.member) in banned:
            problems.append(Problem(where, Text("not pinned and banned at once", "不能既指定又禁止")))
        for key in ((pin.demand, pin.seat), (pin.demand, pin.member)):
            if key in taken:
                problems.append(Problem(where, Text("one member a seat, one seat a member", "一席一人，一人一席")))
            taken.add(key)
    return problems


def start_problems(columns: Columns, pins: Sequence[Pin]) -> list[Problem]:
    """Pinned starts outside the demand's window, or at another time than the rest of the crew."""
    demands, first_said = columns.demands, dict[DemandId, datetime]()
    timed = [pin for pin in pins if pin.start is not None]
    row_of = {demand: row for row, demand in enumerate(demands.ids)} if timed else {}
    problems: list[Problem] = []
    for pin in timed:
        where = place_by_hand(pin).at("start")
        if pin.start is None or pin.demand not in row_of:
            continue
        if pin.start.utcoffset() is None:
            problems.append(Problem(where, Text("a datetime with a time zone", "应为带时区的日期时间")))
            continue
        row, start = row_of[pin.demand], columns.minute(pin.start)
        first, last = int(demands.earliest[row]), int(demands.latest[row] - demands.minutes[row])
        if pin.start != columns.moment(start) or not first <= start <= last:
            span = [f"{columns.moment(minute):%Y-%m-%d %H:%M}" for minute in (first, last)]
            expected = Text(f"a whole minute from {span[0]} to {span[1]}", f"应为{span[0]}至{span[1]}之间的整分钟")
            problems.append(Problem(where, expected, f"{pin.start:%Y-%m-%d %H:%M}"))
        elif pin.start != first_said.setdefault(pin.demand, pin.start):
            problems.append(Problem(where, Text("one start for all of its seats", "各席位应同时开始")))
    return problems


def place_by_hand(entry: Pin | Ban) -> Place:
    """What a message calls a pin or a ban."""
    noun = Text("Pin", "指定") if isinstance(entry, Pin) else Text("Ban", "禁止")
    return Place().at(Text(f"{noun.en} {entry.demand} → {entry.member}", f"{noun.zh}{entry.demand} → {entry.member}"))
