"""Judge any service list, whoever made it: its own code from the raw facts, which knows no solver and asks no mask.

`solve` calls it on each answer before it is returned. A violation is a value, with the rule and the reason.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np
from attrs import frozen

from commgov.core import Booking, Service, refusals
from commgov.matching.checking_supply import Violation, bookings_broken, offer_caps_broken, one_team_broken
from commgov.matching.columns import Columns, DemandColumns, Flags, Ints, Longs, Spans
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import (
    Availability,
    EmployerConsent,
    Insurance,
    MaxDistance,
    NoOverlap,
    Pairing,
    PairRule,
    Skills,
    WeeklyMinutes,
    WeeklyServices,
)
from commgov.wording import Text


def violations(
    problem: MatchingProblem,
    services: Sequence[Service],
    *,
    bookings: Sequence[Booking] = (),
    unfinished: bool = False,
) -> list[Violation]:
    """Everything that is wrong with a service list; an empty list means that it is right.

    Args:
        problem: what the list is to serve.
        services: the list, in any order.
        bookings: the venues and goods that are held for the services.
        unfinished: whether more is to come: then seats may still be empty, and bookings missing.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", window, 60)
        >>> problem = MatchingProblem.build([Member("m-1", "grid-1", weekly_minutes_max=30)], [order])
        >>> [found.rule for found in violations(problem, [Service("d-1", 0, "m-1", window.start, window.end)])]
        ['weekly minutes']
    """
    demand, member = _rows(problem, services)
    stranger = (demand < 0) | (member < 0)
    unknown = Text("unknown member or demand", "未知的成员或需求")
    found = [Violation("list", unknown, (at,)) for at in np.flatnonzero(stranger).tolist()]
    known = np.flatnonzero(~stranger)
    if found:
        services = [services[at] for at in known.tolist()]
    booked = _Booked.of(problem, services, demand[known], member[known])
    own: list[Violation] = [*_wrong_seats(booked), *_wrong_times(booked), *_by_hand(booked)]
    own += _half_crews(booked, empty_seats=unfinished)
    for rule in problem.rules:
        check = _CHECKS.get(type(rule))
        own += _asked(booked, rule) if check is None else check(booked, rule)
    own += one_team_broken(problem, booked.services)
    own += offer_caps_broken(problem, booked.services)
    own += bookings_broken(problem, booked.services, bookings, unfinished=unfinished)
    return found + [Violation(v.rule, v.reason, tuple(known[list(v.services)].tolist())) for v in own]


@frozen(eq=False)
class _Booked:
    """A service list as columns; every id is known."""

    problem: MatchingProblem
    services: Sequence[Service]
    demand: Ints
    seat: Ints
    member: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, problem: MatchingProblem, services: Sequence[Service], demand: Ints, member: Ints) -> "_Booked":
        minute_of: dict[datetime, int] = {}

        def minutes(moments: Iterator[datetime]) -> Ints:
            column = np.empty(len(services), dtype=np.int32)
            for at, moment in enumerate(moments):
                minute = minute_of.get(moment)
                if minute is None:
                    minute = minute_of[moment] = problem.columns.minute(moment)
                column[at] = minute
            return column

        seat = np.fromiter((service.seat for service in services), dtype=np.int32, count=len(services))
        start = minutes(service.start for service in services)
        return cls(problem, services, demand, seat, member, start, minutes(service.end for service in services))

    @property
    def columns(self) -> Columns:
        return self.problem.columns

    def each(self, wrong: Flags, rule: str, reason: Text) -> Iterator[Violation]:
        """A violation for each service that is wrong by itself."""
        for at in np.flatnonzero(wrong).tolist():
            yield Violation(rule, reason, (at,))


def _rows(problem: MatchingProblem, services: Sequence[Service]) -> tuple[Ints, Ints]:
    """The row of each service's demand and member, or -1 where the problem does not have them."""
    demand_at, member_at, count = problem.demand_at, problem.member_at, len(services)
    return (
        np.fromiter((demand_at.get(service.demand, -1) for service in services), dtype=np.int32, count=count),
        np.fromiter((member_at.get(service.member, -1) for service in services), dtype=np.int32, count=count),
    )


def _wrong_seats(booked: _Booked) -> Iterator[Violation]:
    """Seats that the demand does not have, that are filled twice, or members who fill two seats of one demand."""
    outside = (booked.seat < 0) | (booked.seat >= _seats_of(booked.columns.demands)[booked.demand])
    yield from booked.each(outside, "list", Text("the demand has no such seat", "该需求没有此席位"))
    for key, reason in (
        (booked.seat, Text("the seat is filled twice", "同一席位重复安排")),
        (booked.member, Text("one member in two seats of one demand", "同一成员占同一需求两个席位")),
    ):
        order = np.lexsort((key, booked.demand))
        same = (np.diff(booked.demand[order]) == 0) & (np.diff(key[order]) == 0)
        for at in np.flatnonzero(same):
            yield Violation("list", reason, (int(order[at]), int(order[at + 1])))


def _seats_of(demands: DemandColumns) -> Longs:
    """`int64[demands]`: how many seats each has."""
    return np.diff(np.concatenate([np.zeros(1, np.int64), np.cumsum(demands.need)])[demands.role_from])


def _wrong_times(booked: _Booked) -> Iterator[Violation]:
    """Services outside the demand's window, or longer or shorter than it takes."""
    demands = booked.columns.demands
    outside = (booked.start < demands.earliest[booked.demand]) | (booked.end > demands.latest[booked.demand])
    yield from booked.each(outside, "list", Text("outside the demand's window", "超出需求时段"))
    length = booked.end - booked.start != _minutes(booked)
    yield from booked.each(length, "list", Text("not as long as the demand takes", "时长与需求不符"))


def _minutes(booked: _Booked) -> Ints:
    """How long each service should be: as the demand says, or as the caller's candidates say of this member."""
    takes = booked.columns.demands.minutes[booked.demand]
    table = booked.problem.table
    if table is None or table.minutes is None:
        return takes
    demand_of_role = booked.columns.demands.demand_of_role.tolist()
    rows = zip(np.asarray(table.role).tolist(), np.asarray(table.member).tolist(), strict=True)
    pairs = [(demand_of_role[role], member) for role, member in rows]
    own = dict(zip(pairs, np.asarray(table.minutes).tolist(), strict=True))
    entries = zip(booked.demand.tolist(), booked.member.tolist(), takes.tolist(), strict=True)
    return np.array([own.get((demand, member), usual) for demand, member, usual in entries], dtype=np.int32)


def _half_crews(booked: _Booked, *, empty_seats: bool) -> Iterator[Violation]:
    """Demands with some seats filled and (unless that is all right) some not, or whose members come at other times."""
    demands = booked.columns.demands
    seats_of = _seats_of(demands)
    times = np.bincount(booked.demand, minlength=len(demands))
    order = np.argsort(booked.demand, kind="stable")
    order = order[(np.maximum(seats_of, times) > 1)[booked.demand[order]]]  # one seat, filled once, is no crew
    for rows in np.split(order, np.flatnonzero(np.diff(booked.demand[order])) + 1):
        if not len(rows):
            continue
        crew = tuple(rows.tolist())
        seats = len(booked.columns.demands.seat_role[booked.demand[rows[0]]])
        if len(set(booked.seat[rows].tolist())) < seats and not empty_seats:
            yield Violation("list", Text("some seats of the demand are empty", "该需求尚有空席"), crew)
        if len(rows) > 1 and np.ptp(booked.start[rows]) > 0:
            yield Violation("list", Text("the members do not come at one time", "成员时间不一致"), crew)


def _by_hand(booked: _Booked) -> Iterator[Violation]:
    """Pinned seats that somebody else fills, and banned members."""
    problem = booked.problem
    pinned = {(problem.demand_at[pin.demand], pin.seat): problem.member_at[pin.member] for pin in problem.pins}
    banned = {(problem.demand_at[ban.demand], problem.member_at[ban.member]) for ban in problem.bans}
    if not pinned and not banned:
        return
    entries = zip(booked.demand.tolist(), booked.seat.tolist(), booked.member.tolist(), strict=True)
    begin = {problem.demand_at[pin.demand]: pin.start for pin in problem.pins if pin.start is not None}
    for at, (demand, seat, member) in enumerate(entries):
        if begin.get(demand, booked.services[at].start) != booked.services[at].start:
            yield Violation("pins", Text("the start is pinned to another time", "开始时间已另行指定"), (at,))
        if pinned.get((demand, seat), member) != member:
            yield Violation("pins", Text("the seat is pinned to somebody else", "该席位已指定他人"), (at,))
        if (demand, member) in banned:
            yield Violation("bans", Text("the member is banned from the demand", "该成员被禁止承接此需求"), (at,))


def _skills(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    columns = booked.columns
    demands, members = columns.demands, columns.members
    if not len(demands.ask_skill):
        return
    entries = zip(
        booked.demand.tolist(), booked.seat.tolist(), booked.member.tolist(), booked.start.tolist(), strict=True
    )
    for at, (demand, seat, member, start) in enumerate(entries):
        seats = demands.seat_role[demand]
        if not 0 <= seat < len(seats):
            continue
        role = demands.role_from[demand] + seats[seat]
        for ask in range(demands.asks_from[role], demands.asks_from[role + 1]):
            skill = demands.ask_skill[ask]
            held = members.level[member, skill] >= demands.ask_level[ask]
            if held and members.skill_until is not None:
                held = start < members.skill_until[member, skill]
            if not held:
                reason = Text("lacks the skill {skill}", "缺少技能{skill}").fill(skill=columns.skills[skill])
                yield Violation(rule.name, reason, (at,))


def _availability(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    free = booked.columns.members.free
    inside = [any(a <= start and end <= b for a, b in spans) for start, end, spans in _with_spans(booked, free)]
    yield from booked.each(~np.array(inside, dtype=bool), rule.name, Text("not available then", "该时段无法服务"))


def _employer(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    members = booked.columns.members
    at_work = [
        any(a < end and start < b for a, b in spans) for start, end, spans in _with_spans(booked, members.working)
    ]
    wrong = np.array(at_work, dtype=bool) & ~members.consents[booked.member]
    yield from booked.each(
        wrong, rule.name, Text("at work, and the employer has not consented", "在岗时间，单位未同意")
    )


def _with_spans(booked: _Booked, spans: Spans) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Each service's start and end with the spans of its member."""
    first, last = spans.first[booked.member].tolist(), spans.first[booked.member + 1].tolist()
    for begins, ends, *own in zip(booked.start.tolist(), booked.end.tolist(), first, last, strict=True):
        rows = slice(*own)
        yield begins, ends, list(zip(spans.start[rows].tolist(), spans.end[rows].tolist(), strict=True))


def _insurance(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    uncovered = booked.columns.members.insured_until[booked.member] < booked.end
    wrong = booked.columns.demands.needs_cover[booked.demand] & uncovered
    yield from booked.each(wrong, rule.name, Text("no insurance cover", "无保险保障"))


def _distance(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    assert isinstance(rule, MaxDistance)  # noqa: S101 - the table below pairs them
    places, members, demands = booked.columns.places, booked.columns.members, booked.columns.demands
    for at, (member, demand) in enumerate(zip(booked.member.tolist(), booked.demand.tolist(), strict=True)):
        home, site = int(members.unit[member]), int(demands.unit[demand])
        if _steps(places.path[home].tolist(), places.path[site].tolist()) > rule.steps:
            yield Violation(rule.name, Text("too far from home", "距居住单元过远"), (at,))


def _steps(one: list[int], other: list[int]) -> int:
    """Units on either path, the way from the root to the unit, that are not on both."""
    return len({unit for unit in one if unit >= 0} ^ {unit for unit in other if unit >= 0})


def _weekly_minutes(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    minutes = (booked.end - booked.start).astype(np.int64)
    reason = Text("more minutes in the week than the member serves", "超过该成员每周服务分钟上限")
    yield from _over_cap(booked, minutes, booked.columns.members.minutes_max, rule, reason)


def _weekly_services(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    ones = np.ones(len(booked.services), dtype=np.int64)
    reason = Text("more services in the week than the member takes", "超过该成员每周服务次数上限")
    yield from _over_cap(booked, ones, booked.columns.members.services_max, rule, reason)


def _over_cap(booked: _Booked, load: Longs, cap: Ints, rule: PairRule, reason: Text) -> Iterator[Violation]:
    """Members whose load in a calendar week passes the cap."""
    week = booked.columns.week_of(booked.start).astype(np.int64)
    week -= week.min(initial=0)
    key = booked.member * (week.max(initial=0) + 1) + week
    weeks, at, again = np.unique(key, return_index=True, return_inverse=True)
    loads = np.zeros(len(weeks), dtype=np.int64)
    np.add.at(loads, again, load)
    for over in np.flatnonzero(loads > cap[booked.member[at]]).tolist():
        yield Violation(rule.name, reason, tuple(np.flatnonzero(again == over).tolist()))


def _overlap(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    assert isinstance(rule, NoOverlap)  # noqa: S101 - the table below pairs them
    places, unit = booked.columns.places, booked.columns.demands.unit
    order = np.lexsort((booked.end, booked.start, booked.member)).tolist()
    for at, next_at in pairwise(order):
        if booked.member[at] != booked.member[next_at]:
            continue
        steps = 0
        if places.path.shape[1]:
            one, other = int(unit[booked.demand[at]]), int(unit[booked.demand[next_at]])
            steps = _steps(places.path[one].tolist(), places.path[other].tolist())
        gap = rule.travel[min(steps, len(rule.travel) - 1)] if rule.travel else 0
        if booked.end[at] + gap > booked.start[next_at]:
            reason = Text("two services overlap, or leave no time to travel", "两项服务时间重叠或路途时间不足")
            yield Violation(rule.name, reason, (at, next_at))


_Check = Callable[[_Booked, PairRule], Iterator[Violation]]
_CHECKS: dict[type, _Check] = {
    Skills: _skills,
    Availability: _availability,
    EmployerConsent: _employer,
    Insurance: _insurance,
    MaxDistance: _distance,
    WeeklyMinutes: _weekly_minutes,
    WeeklyServices: _weekly_services,
    NoOverlap: _overlap,
}


def _asked(booked: _Booked, rule: PairRule) -> Iterator[Violation]:
    """A rule that is not built in: ask it about each service."""
    for at in range(len(booked.services)):
        for name, reason in refusals([rule], pairing_of(booked.problem, booked.services[at])):
            yield Violation(name, reason, (at,))


def pairing_of(problem: MatchingProblem, service: Service) -> Pairing:
    """A service as the subject that rules are asked about. Its member and demand must be objects of the problem."""
    columns = problem.columns
    member, demand = problem.member_at[service.member], problem.demand_at[service.demand]
    if not columns.members.objects or not columns.demands.objects:
        raise TypeError("a rule of your own needs a problem built from objects")
    steps = columns.places.steps(columns.members.unit[[member]], columns.demands.unit[[demand]])
    order = columns.demands.objects[demand]
    start = service.start.astimezone(columns.zone)
    seat = order.seats[service.seat]
    return Pairing(columns.members.objects[member], order, seat, start, int(steps[0]), service.minutes)
