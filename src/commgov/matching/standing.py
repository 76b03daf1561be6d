"""Standing orders: what comes back every week or every few weeks, spread evenly, as ordinary demands.

Regular visits to elders living alone and to disabled residents ("Red Patrol"), patrols, convenience services: one
standing order each. `spread_out` says once in which weeks and in which of its slots each order falls; `occurrences`
makes the demands of any span of weeks from that. An order that has been settled stays as it is when others join.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import numpy as np
from attrs import evolve, field, frozen

from commgov.core import (
    PRIORITY_MAX,
    Channel,
    Demand,
    DemandId,
    DemandKind,
    PersonRef,
    Seat,
    Timetable,
    UnitId,
    WeeklySlot,
    Window,
    monday_of,
)
from commgov.core.checks import Checks
from commgov.core.timing import MINUTES_A_DAY, MINUTES_A_WEEK, ZONE
from commgov.matching.columns import Longs
from commgov.wording import Text

EVERY_WEEKS_MAX = 26
SLOTS_MAX = 14  # that a choice is made from: two a day; beyond, the ways to choose are too many to look at
ID_LENGTH_MAX = 48  # leaves room for what an occurrence adds
_HORIZON_MAX = 5040  # weeks that are looked at when many different rhythms meet
_OCCURRENCE = re.compile(r"(?P<order>.+)/(?P<week>\d{6})-(?P<nth>\d+)")


@frozen
class StandingOrder:
    """Something that is to be done again and again.

    Args:
        id: a reference; the ids of its occurrences begin with it.
        category: as in `Demand`.
        unit: where.
        times: the weekly slots that an occurrence may fall into, each at least `minutes` long; its days away are
            left out. An occurrence may be served at any time inside its slot.
        minutes: how long each takes.
        seats: who is needed.
        person: who is visited, as a reference; it stays here and is not in the demands. None: nobody in particular.
        kind: as in `Demand`.
        per_week: how often in a week in which it is due.
        every_weeks: it is due in every week (1), every second (2), and so on.
        gap_minutes: least time between the slots of two occurrences, so between any two visits.
        same_member: whether the same member is wanted each time; otherwise turns are to go round.
        backup: whether a second member is to be named for each occurrence.
        priority: as in `Demand`.
        needs_cover: as in `Demand`.
        slots: the slots that were chosen, `per_week` of them; empty: not yet (`spread_out` chooses).
        phase: in which of `every_weeks` weeks it is due; None: not yet chosen.

    Raises:
        InvalidInputError: naming all that is wrong; also if so many occurrences with such a gap do not fit its times.

    Example:
        >>> mornings = Timetable.parse("Mon-Sun 08:30-11:30")
        >>> StandingOrder("visit-7", "elder care visit", "group-7", mornings, 45, per_week=2, gap_minutes=2880)
        StandingOrder('visit-7')
    """

    id: str
    category: str
    unit: UnitId
    times: Timetable
    minutes: int
    seats: tuple[Seat, ...] = (Seat(),)
    person: PersonRef | None = field(default=None, kw_only=True)
    kind: DemandKind = field(default=DemandKind.DUTY, kw_only=True)
    per_week: int = field(default=1, kw_only=True)
    every_weeks: int = field(default=1, kw_only=True)
    gap_minutes: int = field(default=0, kw_only=True)
    same_member: bool = field(default=False, kw_only=True)
    backup: bool = field(default=False, kw_only=True)
    priority: int = field(default=1, kw_only=True)
    needs_cover: bool = field(default=False, kw_only=True)
    slots: tuple[WeeklySlot, ...] = field(default=(), kw_only=True)
    phase: int | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("StandingOrder", self.id)
        checks.identifier("id", self.id)
        short = len(str(self.id)) <= ID_LENGTH_MAX
        expected = Text(f"at most {ID_LENGTH_MAX} characters", f"至多{ID_LENGTH_MAX}个字符")
        checks.require("id", "", ok=short, expected=expected)
        checks.require("category", self.category, ok=bool(self.category), expected=Text("a category", "应为类别"))
        checks.identifier("unit", self.unit)
        checks.instance("times", self.times, Timetable, Text("a Timetable", "应为Timetable"))
        checks.whole("minutes", self.minutes, least=1)
        checks.every("seats", self.seats, Seat, Text("a Seat", "应为Seat"))
        checks.require("seats", "", ok=bool(self.seats), expected=Text("at least one seat", "至少一个席位"))
        if self.person is not None:
            checks.identifier("person", self.person)
        checks.instance("kind", self.kind, DemandKind, Text("a DemandKind", "应为DemandKind"))
        checks.whole("per_week", self.per_week, least=1)
        checks.whole("every_weeks", self.every_weeks, least=1, most=EVERY_WEEKS_MAX)
        checks.whole("gap_minutes", self.gap_minutes)
        checks.whole("priority", self.priority, least=1, most=PRIORITY_MAX)
        checks.every("slots", self.slots, WeeklySlot, Text("a WeeklySlot", "应为WeeklySlot"))
        checks.refuse()
        if self.phase is not None:
            checks.whole("phase", self.phase, most=self.every_weeks - 1)
        _check_times(checks, self)
        checks.refuse()

    def is_due(self, monday: date) -> bool:
        """Whether it is due in the week that begins on a day; its phase must have been chosen."""
        return week_number(monday) % self.every_weeks == self.phase

    @property
    def usable(self) -> tuple[WeeklySlot, ...]:
        """The slots of its times that are long enough."""
        return tuple(slot for slot in self.times.weekly if slot.end - slot.start >= self.minutes)

    def __repr__(self) -> str:
        """The id alone: who is visited, and when somebody is alone at home, stays out of logs."""
        return f"StandingOrder({self.id!r})"


def _check_times(checks: Checks, order: StandingOrder) -> None:
    """Whether the order's times hold as many occurrences as it asks for, and those chosen are among them."""
    usable = order.usable
    checks.require("times", "", ok=not order.times.extra, expected=Text("weekly slots alone", "只能是每周时段"))
    fewer = Text(f"at most {SLOTS_MAX} slots, or all of them used", f"至多{SLOTS_MAX}个时段，或全部使用")
    checks.require("times", len(usable), ok=len(usable) in range(SLOTS_MAX + 1) or order.per_week == len(usable),
                   expected=fewer)  # fmt: skip
    checks.refuse()
    enough = Text(
        "{n} slots a week of {minutes} minutes, {gap} minutes apart",
        "每周{n}个不短于{minutes}分钟、间隔{gap}分钟的时段",
    ).fill(n=order.per_week, minutes=order.minutes, gap=order.gap_minutes)
    checks.require("times", "", ok=bool(_ways(order)), expected=enough)
    if order.slots:
        right = set(order.slots) <= set(usable) and len(set(order.slots)) == order.per_week == len(order.slots)
        right = right and _least_gap(order.slots, order.every_weeks) >= order.gap_minutes
        checks.require("slots", "", ok=right, expected=enough)


def week_number(monday: date) -> int:
    """Weeks since the calendar began: the same whatever span is looked at."""
    return (monday.toordinal() - 1) // 7


def _least_gap(slots: Sequence[WeeklySlot], every_weeks: int) -> int:
    """Minutes from the end of a slot to the begin of the next one, round the whole rhythm; the least of these."""
    begins = [slot.weekday * MINUTES_A_DAY + slot.start for slot in sorted(slots)]
    ends = [slot.weekday * MINUTES_A_DAY + slot.end for slot in sorted(slots)]
    following = [*begins[1:], begins[0] + every_weeks * MINUTES_A_WEEK]
    return min(begin - end for end, begin in zip(ends, following, strict=True))


def _ways(order: StandingOrder) -> tuple[tuple[WeeklySlot, ...], ...]:
    """The choices of slots that are spread widest over the week; none if the widest is too narrow."""
    return _widest(order.usable, order.per_week, order.every_weeks, order.gap_minutes)


@lru_cache(maxsize=1024)
def _widest(
    usable: tuple[WeeklySlot, ...], count: int, every_weeks: int, gap: int
) -> tuple[tuple[WeeklySlot, ...], ...]:
    gap_of = {way: _least_gap(way, every_weeks) for way in combinations(usable, count)}
    widest = max(gap_of.values(), default=-1)
    return tuple(way for way, found in gap_of.items() if found == widest >= gap)


def spread_out(orders: Iterable[StandingOrder]) -> tuple[StandingOrder, ...]:
    """Choose for each order the weeks and the slots in which it falls, so that the load is level.

    Orders that are due every few weeks are given to the weeks with the least to do, and each order's slots, as wide
    apart as its times allow, to the days with the least to do. What has been chosen before stays. Same orders, same
    choice. It is a greedy choice: orders of one rhythm are shared out evenly, mixed rhythms nearly so; `weekly_visits`
    shows how evenly.

    Args:
        orders: all standing orders of the community; each id once.

    Raises:
        InvalidInputError: if an id is there twice.

    Example:
        >>> from commgov.core import Timetable
        >>> times = Timetable.parse("Mon-Fri 09:00-11:00")
        >>> orders = [StandingOrder(f"v-{n}", "visit", "grid-1", times, 60, every_weeks=2) for n in range(4)]
        >>> [(order.phase, order.slots[0].weekday) for order in spread_out(orders)]
        [(0, 0), (1, 0), (0, 1), (1, 1)]
    """
    orders = tuple(orders)
    checks = Checks("spread_out")
    checks.unique("id", (order.id for order in orders))
    checks.refuse()
    horizon = min(_HORIZON_MAX, math.lcm(*(order.every_weeks for order in orders)))
    load = np.zeros((horizon, 7), dtype=np.int64)  # occurrences by week and weekday
    settled: dict[str, StandingOrder] = {}
    # Those that are there already come first, then those that leave the least choice: they weigh on most weeks.
    for order in sorted(orders, key=lambda one: (one.phase is None or not one.slots, one.every_weeks, -one.per_week)):
        done = evolve(order, phase=_phase(order, load))
        done = evolve(done, slots=done.slots or _slots(done, load))
        for slot in done.slots:
            load[done.phase :: done.every_weeks, slot.weekday] += 1
        settled[order.id] = done
    return tuple(settled[order.id] for order in orders)


def _phase(order: StandingOrder, load: Longs) -> int:
    """The phase whose fullest week is the least full; of equals the one with less to do in all, then the first."""
    if order.phase is not None:
        return order.phase
    weeks = load.sum(axis=1)
    due = [weeks[phase :: order.every_weeks] for phase in range(order.every_weeks)]
    return min(range(order.every_weeks), key=lambda phase: (due[phase].max(initial=0), due[phase].mean()))


def _slots(order: StandingOrder, load: Longs) -> tuple[WeeklySlot, ...]:
    """Of the ways that are spread widest, the one on the days with the least to do; of equals the first."""
    days = load[order.phase :: order.every_weeks].sum(axis=0)
    return min(
        _ways(order), key=lambda way: (max(days[slot.weekday] for slot in way), sum(days[s.weekday] for s in way))
    )


def weekly_visits(orders: Iterable[StandingOrder], monday: date, *, weeks: int) -> tuple[int, ...]:
    """How many occurrences fall into each week, days away apart; max minus min says how level the load is.

    Args:
        orders: spread out.
        monday: the first week's first day.
        weeks: how many weeks.

    Raises:
        InvalidInputError: if the day is not a Monday, or an order has not been spread out.

    Example:
        >>> from datetime import date
        >>> from commgov.core import Timetable
        >>> times = Timetable.parse("Mon-Fri 09:00-11:00")
        >>> orders = [StandingOrder(f"v-{n}", "visit", "grid-1", times, 60, every_weeks=3) for n in range(7)]
        >>> weekly_visits(spread_out(orders), date(2026, 3, 2), weeks=4)
        (2, 3, 2, 2)
    """
    orders = tuple(orders)
    _check_span(orders, monday, weeks)
    mondays = [monday + timedelta(weeks=at) for at in range(weeks)]
    return tuple(sum(order.per_week for order in orders if order.is_due(day)) for day in mondays)


def occurrences(
    orders: Iterable[StandingOrder], monday: date, *, weeks: int = 1, zone: str = ZONE
) -> tuple[Demand, ...]:
    """The demands of a span of weeks: week by week, order by order.

    The id says which occurrence it is: order `v-7`, ISO year 2026, week 10, second time is `v-7/202610-2`. The same
    occurrence has the same id and the same window whatever span it is asked for in. On a day away there is no visit:
    it moves to another of the order's slots in that week that keeps the gap, and if there is none it falls out.

    Args:
        orders: spread out.
        monday: the first week's first day.
        weeks: how many weeks.
        zone: the community's time zone.

    Raises:
        InvalidInputError: if the day is not a Monday, or an order has not been spread out.

    Example:
        >>> from datetime import date
        >>> from commgov.core import Timetable
        >>> order = StandingOrder("v-7", "visit", "grid-1", Timetable.parse("Mon-Sat 09:00-11:00"), 60, per_week=2)
        >>> [(demand.id, f"{demand.window.start:%a}") for demand in occurrences(spread_out([order]), date(2026, 3, 2))]
        [('v-7/202610-1', 'Mon'), ('v-7/202610-2', 'Thu')]
    """
    orders = tuple(orders)
    _check_span(orders, monday, weeks)
    zoned = ZoneInfo(zone)
    return tuple(
        demand
        for at in range(weeks)
        for order in orders
        if order.is_due(monday + timedelta(weeks=at))
        for demand in _in_week(order, monday + timedelta(weeks=at), zoned)
    )


def occurrence_of(demand: DemandId) -> str | None:
    """The id of the standing order that a demand is an occurrence of, or None if it is none.

    Example:
        >>> occurrence_of("v-7/202610-2"), occurrence_of("d-1")
        ('v-7', None)
    """
    found = _OCCURRENCE.fullmatch(demand)
    return found["order"] if found else None


def _check_span(orders: Sequence[StandingOrder], monday: date, weeks: int) -> None:
    checks = Checks("weeks")
    checks.day("monday", monday)
    checks.whole("weeks", weeks)
    checks.refuse()
    checks.require("monday", monday, ok=monday == monday_of(monday), expected=Text("a Monday", "应为星期一"))
    for order in orders:
        settled = bool(order.slots) and order.phase is not None
        checks.require(
            order.id, "", ok=settled, expected=Text("spread out first: spread_out(orders)", "应先经spread_out")
        )
    checks.refuse()


def _in_week(order: StandingOrder, monday: date, zone: ZoneInfo) -> Iterator[Demand]:
    for nth, slot in enumerate(_slots_in(order, monday), 1):
        day = datetime.combine(monday + timedelta(days=slot.weekday), time())
        window = Window(*((day + timedelta(minutes=at)).replace(tzinfo=zone) for at in (slot.start, slot.end)))
        yield Demand(
            DemandId(f"{order.id}/{monday:%G%V}-{nth}"),
            order.kind,
            order.category,
            order.unit,
            window,
            order.minutes,
            order.seats,
            priority=order.priority,
            channel=Channel.COMMUNITY,
            needs_cover=order.needs_cover,
        )


def _slots_in(order: StandingOrder, monday: date) -> tuple[WeeklySlot, ...]:
    """The slots of an order in a week in which it is due: those chosen, or what days away leave.

    Where days away move something, all gaps are kept: to what the rhythm's week before really held, and to what the
    next one holds as chosen. What stays where it was counts most, then how wide the rest is spread.
    """
    away = {(day - monday).days for day in order.times.away}
    if not any(slot.weekday in away for slot in order.slots):
        return tuple(sorted(order.slots))
    rhythm = timedelta(weeks=order.every_weeks)
    before, week = _slots_in(order, monday - rhythm), order.every_weeks * MINUTES_A_WEEK
    earliest = max((_minute(slot, slot.end) for slot in before), default=-week) - week + order.gap_minutes
    latest = min(_minute(slot, slot.start) for slot in order.slots) + week - order.gap_minutes
    left = [
        slot
        for slot in order.usable
        if slot.weekday not in away and earliest <= _minute(slot, slot.start) and _minute(slot, slot.end) <= latest
    ]
    for count in range(min(order.per_week, len(left)), 0, -1):
        ways = [way for way in combinations(left, count) if _apart(way) >= order.gap_minutes]
        if ways:
            return max(ways, key=lambda way: (len(set(way) & set(order.slots)), _apart(way)))
    return ()


def _minute(slot: WeeklySlot, at: int) -> int:
    return slot.weekday * MINUTES_A_DAY + at


def _apart(way: Sequence[WeeklySlot]) -> int:
    """Least minutes between slots of one week; a week if there is one alone."""
    return min((_minute(b, b.start) - _minute(a, a.end) for a, b in pairwise(way)), default=MINUTES_A_WEEK)
