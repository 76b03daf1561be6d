"""From objects to columns: members, demands and a hierarchy become the immutable arrays of a problem."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import chain
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from commgov.core import (
    Demand,
    Hierarchy,
    Member,
    MemberId,
    OfferKind,
    OfferOfService,
    RequiredResource,
    Seat,
    Timetable,
    UnitId,
    Window,
    monday_of,
)
from commgov.core.timing import merged
from commgov.errors import InvalidInputError, NotFoundError, Problem
from commgov.matching.columns import (
    ALWAYS,
    NEVER,
    Columns,
    DemandColumns,
    Ints,
    MemberColumns,
    Places,
    Resource,
    Spans,
)
from commgov.wording import Text

_UTC = ZoneInfo("UTC")
_MINUTE = timedelta(minutes=1)
Thing = TypeVar("Thing", Member, Demand, OfferOfService)


def read_columns(
    members: Sequence[Member],
    demands: Sequence[Demand],
    hierarchy: Hierarchy | None,
    zone: ZoneInfo,
    offers: Sequence[OfferOfService] = (),
) -> Columns:
    """All facts as columns.

    Args:
        members: each id once.
        demands: each id once.
        hierarchy: where the units lie; None if distance does not count.
        zone: the community's time zone: weeks and days are local.
        offers: the resource list; venues and goods that no demand asks for are left out.

    Raises:
        InvalidInputError: naming every id that occurs twice and every unit that the hierarchy does not know.
    """
    problems = [*_twice("Member", members), *_twice("Demand", demands), *_twice("OfferOfService", offers)]
    resources = _resources(demands, offers)
    homes, sites = (member.home_unit for member in members), (demand.unit for demand in demands)
    known = [offer for offer in offers if offer.kind in (OfferKind.MEMBER, OfferKind.TEAM)]
    known += {resource.offer.id: resource.offer for resource in resources}.values()
    units = list(dict.fromkeys(chain(homes, sites, (offer.unit for offer in known))))
    places, lost = _places(units, hierarchy)
    if lost:
        problems += _lost_units(lost, members, demands, known)
    if problems:
        raise InvalidInputError(problems)
    days = _Days.around(demands, zone)
    skills = sorted(_skills_of(members, demands))
    categories = sorted({demand.category for demand in demands})
    unit_at = {unit: at for at, unit in enumerate(units)}
    return Columns(
        _with_resources(_member_columns(members, unit_at, skills, categories, days), resources, unit_at, days),
        _demand_columns(demands, unit_at, skills, categories, days),
        places,
        skills,
        categories,
        days.origin,
        days.weeks,
        resources,
    )


def _resources(demands: Sequence[Demand], offers: Sequence[OfferOfService]) -> list[Resource]:
    """The venues and the pieces of goods that are offered and asked for."""
    asked = Counter[str]()
    for required in (each for demand in demands for each in demand.resources):
        asked[required.resource] += required.pieces
    wanted = [offer for offer in offers if offer.is_resource and asked[offer.resource]]
    # A piece that is given away is used once, so there need be no more of them than are asked for.
    pieces = [min(each.pieces, asked[each.resource]) if each.given_away else each.pieces for each in wanted]
    return [Resource(offer, at + 1) for offer, count in zip(wanted, pieces, strict=True) for at in range(count)]


@frozen
class _Days:
    """The span of local days that the demands touch, from a Monday to a Monday."""

    origin: datetime
    last: date
    weeks: Ints

    @classmethod
    def around(cls, demands: Sequence[Demand], zone: ZoneInfo) -> "_Days":
        """The weeks that hold all the demands' windows; one week of no importance if there is none."""
        starts = {demand.window.start for demand in demands} or {datetime(2000, 1, 3, tzinfo=zone)}
        ends = {demand.window.end for demand in demands} or starts
        first = monday_of(min(starts).astimezone(zone).date())
        last = monday_of(max(ends).astimezone(zone).date()) + timedelta(days=7)
        origin = datetime.combine(first, time(), zone)
        mondays = [first + timedelta(days=7 * week) for week in range((last - first).days // 7 + 1)]
        weeks = [_minutes(origin, datetime.combine(monday, time(), zone)) for monday in mondays]
        return cls(origin, last, np.array(weeks, dtype=np.int32))

    def minute(self, moment: datetime) -> int:
        return _minutes(self.origin, moment)

    def midnight_after(self, day: date | None) -> int:
        """The minute at which a day is over; `NEVER` if there is no day."""
        if day is None:
            return int(NEVER)
        if day == date.max:  # how people write "for ever"; no day comes after it
            return int(ALWAYS)
        zone = self.origin.tzinfo
        after = _minutes(self.origin, datetime.combine(day + timedelta(days=1), time(), zone))
        return max(int(NEVER), min(int(ALWAYS), after))


def _minutes(origin: datetime, moment: datetime) -> int:
    """Real minutes between two moments, clock changes counted."""
    return (moment.astimezone(_UTC) - origin.astimezone(_UTC)) // _MINUTE


def _twice(noun: str, things: Iterable[Thing]) -> Iterable[Problem]:
    seen: set[str] = set()
    for thing in things:
        if thing.id in seen:
            yield Problem(f"{noun} {thing.id}", Text("each id only once", "同一编号只能出现一次"))
        seen.add(thing.id)


def _places(units: list[UnitId], hierarchy: Hierarchy | None) -> tuple[Places, list[UnitId]]:
    """The units' places in the tree, and the units that it does not know."""
    if hierarchy is None:
        nowhere = np.zeros((len(units), 0), dtype=np.int32)
        return Places(units, nowhere, np.zeros(len(units), dtype=np.int32)), []
    number: dict[UnitId, int] = {}
    paths: list[list[int]] = []
    lost: list[UnitId] = []
    for unit in units:
        try:
            above = list(hierarchy.ancestors(unit))
        except NotFoundError:
            lost.append(unit)
            continue
        paths.append([number.setdefault(step, len(number)) for step in (*reversed(above), unit)])
    depths = max(map(len, paths), default=0)
    table = np.array([path + [-1] * (depths - len(path)) for path in paths], dtype=np.int32).reshape(len(paths), depths)
    return Places(units, table, np.array([len(path) - 1 for path in paths], dtype=np.int32)), lost


def _lost_units(
    lost: list[UnitId], members: Sequence[Member], demands: Sequence[Demand], offers: Sequence[OfferOfService]
) -> list[Problem]:
    wanted = Text("a unit of the organisation", "应为组织中的单元")
    gone = set(lost)
    problems = [Problem(f"Member {m.id}, home_unit", wanted, m.home_unit) for m in members if m.home_unit in gone]
    problems += [Problem(f"Demand {d.id}, unit", wanted, d.unit) for d in demands if d.unit in gone]
    return problems + [Problem(f"OfferOfService {o.id}, unit", wanted, o.unit) for o in offers if o.unit in gone]


def _skills_of(members: Sequence[Member], demands: Sequence[Demand]) -> set[str]:
    held: set[str] = {held.skill for member in members for held in member.skills}
    seats = {seat for demand in demands for seat in demand.seats}
    return held | {asked.skill for seat in seats for asked in seat.skills}


def columns_of_members(members: Sequence[Member], columns: Columns) -> MemberColumns:
    """Members as rows that fit the columns of a problem which was built from objects: same units, skills, weeks.

    Args:
        members: who; their home units are among `columns.places`. Skills that nobody asks for are left out.
        columns: the problem's.
    """
    known = set(columns.skills)
    people = [evolve(each, skills=tuple(held for held in each.skills if held.skill in known)) for each in members]
    unit_at = {unit: at for at, unit in enumerate(columns.places.ids)}
    days = _Days.around(columns.demands.objects, columns.zone)
    return _member_columns(people, unit_at, list(columns.skills), list(columns.categories), days)


def _member_columns(
    members: Sequence[Member], unit_at: dict[UnitId, int], skills: list[str], categories: list[str], days: _Days
) -> MemberColumns:
    skill_at = {skill: at for at, skill in enumerate(skills)}
    category_at = {category: at for at, category in enumerate(categories)}
    level = np.zeros((len(members), len(skills)), dtype=np.uint8)
    until: Ints | None = None
    liking = np.zeros((len(members), len(categories)), dtype=np.int8)
    spans = _SpanReader(days)
    for row, member in enumerate(members):
        for held in member.skills:
            at = skill_at[held.skill]
            level[row, at] = held.level
            if held.until is not None:
                if until is None:
                    until = np.full(level.shape, ALWAYS, dtype=np.int32)
                until[row, at] = days.midnight_after(held.until)
        for preference in member.preferences:
            category = category_at.get(preference.category)
            if category is not None:
                liking[row, category] = preference.liking
    return MemberColumns(
        ids=[member.id for member in members],
        unit=np.array([unit_at[member.home_unit] for member in members], dtype=np.int32),
        minutes_max=np.array([member.weekly_minutes_max for member in members], dtype=np.int32),
        services_max=np.array([member.weekly_services_max for member in members], dtype=np.int32),
        recent=np.array([min(member.recent_minutes, int(ALWAYS)) for member in members], dtype=np.int32),
        level=level,
        skill_until=until,
        liking=liking,
        insured_until=np.array([days.midnight_after(member.insured_until) for member in members], dtype=np.int32),
        consents=np.array([member.employer_consents for member in members], dtype=bool),
        free=Spans.of([spans.read(member.availability, member.rest_days) for member in members]),
        working=Spans.of([spans.read(member.working_hours, frozenset()) for member in members]),
        objects=tuple(members),
    )


def _with_resources(
    members: MemberColumns, resources: Sequence[Resource], unit_at: dict[UnitId, int], days: _Days
) -> MemberColumns:
    """The members' columns with a row for each resource behind them, which no weekly cap limits."""
    if not resources:
        return members
    count, offers = len(resources), [resource.offer for resource in resources]
    spans = _SpanReader(days)
    open_hours = [spans.read(offer.availability, frozenset()) for offer in offers]
    cap, none = np.full(count, ALWAYS, dtype=np.int32), np.zeros(count, dtype=np.int32)
    until = members.skill_until
    return evolve(
        members,
        ids=[*members.ids, *(MemberId(f"{each.offer.id}#{each.number}") for each in resources)],
        unit=np.append(members.unit, [unit_at[offer.unit] for offer in offers]).astype(np.int32),
        minutes_max=np.append(members.minutes_max, cap),
        services_max=np.append(members.services_max, cap),
        recent=np.append(members.recent, none),
        level=_longer(members.level, count),
        skill_until=None if until is None else _longer(until, count),
        liking=_longer(members.liking, count),
        insured_until=np.append(members.insured_until, cap),
        consents=np.append(members.consents, np.ones(count, dtype=bool)),
        free=members.free.followed_by(Spans.of(open_hours)),
        working=members.working.followed_by(Spans.of([[]] * count)),
    )


def _longer(table: NDArray[Any], count: int) -> NDArray[Any]:
    """A table with so many rows of zeros more."""
    return np.concatenate([table, np.zeros((count, table.shape[1]), dtype=table.dtype)])


class _SpanReader:
    """Timetables as spans; members share few timetables, so each is worked out once."""

    def __init__(self, days: _Days) -> None:
        self._days = days
        self._by_identity: dict[tuple[int, frozenset[int]], list[tuple[int, int]]] = {}
        self._by_value: dict[tuple[Timetable, frozenset[int]], list[tuple[int, int]]] = {}

    def read(self, timetable: Timetable, rest_days: frozenset[int]) -> list[tuple[int, int]]:
        quick = (id(timetable), rest_days)
        if quick not in self._by_identity:
            key = (timetable, rest_days)
            if key not in self._by_value:
                self._by_value[key] = self._spans(timetable, rest_days)
            self._by_identity[quick] = self._by_value[key]
        return self._by_identity[quick]

    def _spans(self, timetable: Timetable, rest_days: frozenset[int]) -> list[tuple[int, int]]:
        """Minutes in which the timetable holds; spans that touch are one, also over midnight, but for rest days."""
        origin, zone = self._days.origin, self._days.origin.tzinfo
        before = origin.date() - timedelta(days=1)  # a slot may begin the day before
        windows = timetable.windows(before, self._days.last, zone)
        if rest_days:
            windows = iter(merged([part for window in windows for part in _without_rest(window, rest_days, zone)]))
        return [(self._days.minute(window.start), self._days.minute(window.end)) for window in windows]


def _without_rest(window: Window, rest_days: frozenset[int], zone: tzinfo | None) -> Iterable[Window]:
    """The parts of a window that lie on other days than the rest days."""
    start = window.start
    while start < window.end:
        next_day = datetime.combine(start.astimezone(zone).date() + timedelta(days=1), time(), zone)
        end = min(next_day, window.end)
        if start.astimezone(zone).weekday() not in rest_days:
            yield Window(start, end)
        start = end


def _demand_columns(
    demands: Sequence[Demand], unit_at: dict[UnitId, int], skills: list[str], categories: list[str], days: _Days
) -> DemandColumns:
    skill_at = {skill: at for at, skill in enumerate(skills)}
    category_at = {category: at for at, category in enumerate(categories)}
    roles_of: dict[tuple[Seat, ...], tuple[list[Seat], list[int]]] = {}
    role_from, need, asks_from, ask_skill, ask_level = [0], [], [0], [], []
    seat_role: list[Sequence[int]] = []
    resource_of_role: dict[int, RequiredResource] = {}
    minute_of: dict[datetime, int] = {}
    earliest: list[int] = []
    latest: list[int] = []
    for demand in demands:
        for moments, moment in ((earliest, demand.window.start), (latest, demand.window.end)):
            minute = minute_of.get(moment)
            if minute is None:
                minute = minute_of[moment] = days.minute(moment)
            moments.append(minute)
        known = roles_of.get(demand.seats)
        if known is None:
            known = roles_of[demand.seats] = _roles(demand.seats)
        roles, of_seat = known
        seat_role.append(of_seat)
        for at, seat in enumerate(roles):
            need.append(of_seat.count(at))
            for asked in seat.skills:
                ask_skill.append(skill_at[asked.skill])
                ask_level.append(asked.level_min)
            asks_from.append(len(ask_skill))
        for required in demand.resources:
            resource_of_role[len(need)] = required
            need.append(required.pieces)
            asks_from.append(len(ask_skill))
        role_from.append(len(need))
    return DemandColumns(
        ids=[demand.id for demand in demands],
        unit=np.array([unit_at[demand.unit] for demand in demands], dtype=np.int32),
        earliest=np.array(earliest, dtype=np.int32),
        latest=np.array(latest, dtype=np.int32),
        minutes=np.array([demand.minutes for demand in demands], dtype=np.int32),
        priority=np.array([demand.priority for demand in demands], dtype=np.int32),
        category=np.array([category_at[demand.category] for demand in demands], dtype=np.int32),
        needs_cover=np.array([demand.needs_cover for demand in demands], dtype=bool),
        role_from=np.array(role_from, dtype=np.int64),
        need=np.array(need, dtype=np.int32),
        seat_role=seat_role,
        asks_from=np.array(asks_from, dtype=np.int64),
        ask_skill=np.array(ask_skill, dtype=np.int32),
        ask_level=np.array(ask_level, dtype=np.int32),
        objects=tuple(demands),
        resource_of_role=resource_of_role,
        waited=np.array([_days_waited(demand) for demand in demands], dtype=np.int32),
    )


def _days_waited(demand: Demand) -> int:
    """Whole days from the order until its window begins."""
    return 0 if demand.ordered_at is None else max(0, (demand.window.start - demand.ordered_at).days)


def _roles(seats: tuple[Seat, ...]) -> tuple[list[Seat], list[int]]:
    """The different seats, and for each seat which of them it is. Seats that ask for the same are one role."""
    asked = [tuple(sorted((ask.skill, ask.level_min) for ask in seat.skills)) for seat in seats]
    different = list(dict.fromkeys(asked))
    first = [seats[asked.index(one)] for one in different]
    return first, [different.index(one) for one in asked]
