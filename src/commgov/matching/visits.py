"""Around regular visits: who stands by, how much everybody has served lately, and what was heard becomes a demand.

A week of visits is planned as any other week::

    orders ──spread_out──▶ orders ──occurrences──▶ demands ──▶ MatchingProblem ──solve──▶ plan ──▶ backups
                              └───── past services ──▶ Continuity, Rotation ──┘
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
from attrs import evolve, frozen

from commgov.core import Channel, Demand, DemandId, DemandKind, Member, MemberId, Outcome, Seat, Service, Window
from commgov.core.checks import Checks
from commgov.matching.asking import kept_by
from commgov.matching.columns import Flags, Ints, Pairs
from commgov.matching.offer_caps import caps_of_pairs, taken_caps
from commgov.matching.plan import Reason
from commgov.matching.problem import MatchingProblem
from commgov.matching.standing import StandingOrder, occurrence_of
from commgov.matching.unmet import Loads
from commgov.wording import Text

RECENT_DAYS = 28
"""`Member.recent_minutes` are those of the last four weeks."""

_REFERENCE = re.compile(r"[A-Za-z0-9._:/#@-]+")


@frozen
class Backup:
    """Who stands by for a service, without being booked.

    Args:
        demand: which demand.
        seat: which of its seats.
        member: who could step in; None if nobody can.
        reason: why nobody can; None if somebody can.
    """

    demand: DemandId
    seat: int
    member: MemberId | None
    reason: Reason | None = None


def backups(
    problem: MatchingProblem, services: Sequence[Service], orders: Iterable[StandingOrder]
) -> tuple[Backup, ...]:
    """For each service whose standing order wants a backup, a second member who could take it over.

    The backup is allowed by every rule, has no service then (with the way between) and room under the weekly limits,
    and stands by for one visit at a time; of all these, the one whom the objective likes best. Nobody is booked: the
    backup may be given other services at other times, and then has to be named anew.

    Args:
        problem: the week's problem.
        services: the plan's services.
        orders: the standing orders.

    Example:
        >>> from datetime import date
        >>> from commgov.core import Member, Timetable
        >>> from commgov.matching import MatchingProblem, StandingOrder, occurrences, solve, spread_out
        >>> times = Timetable.parse("Tue 09:00-10:00")
        >>> orders = spread_out([StandingOrder("v-7", "visit", "grid-1", times, 60, backup=True)])
        >>> members = [Member("m-1", "grid-1"), Member("m-2", "grid-1", recent_minutes=120)]
        >>> problem = MatchingProblem.build(members, occurrences(orders, date(2026, 3, 2)))
        >>> plan = solve(problem)
        >>> plan.services[0].member, backups(problem, plan.services, orders)[0].member
        ('m-1', 'm-2')
    """
    wanted = {order.id for order in orders if order.backup}
    busy = _Busy(problem, services)
    found: list[Backup] = []
    for at, service in sorted(enumerate(services), key=lambda entry: entry[1]):
        if occurrence_of(service.demand) in wanted:
            found.append(busy.backup(at))
    return tuple(found)


class _Busy:
    """The services of a plan as columns, and behind them those that backups would have."""

    def __init__(self, problem: MatchingProblem, services: Sequence[Service]) -> None:
        columns = problem.columns
        self.problem, self.services = problem, services
        self.demand = [problem.demand_at[service.demand] for service in services]
        self.member = [problem.member_at[service.member] for service in services]
        self.start = [columns.minute(service.start) for service in services]
        self.loads = Loads.of(
            columns,
            np.array(self.member, dtype=np.int32),
            np.array(self.start, dtype=np.int32),
            columns.demands.minutes[np.array(self.demand, dtype=np.int64)],
            taken_caps(problem, services),
        )

    def backup(self, at: int) -> Backup:
        """Who could take over a service; from then on that member stands by."""
        service, columns = self.services[at], self.problem.columns
        pairs, cost = self._allowed(at)
        free = ~self._busy(self.demand[at], self.start[at])[pairs.member] & ~self.loads.full(self.problem, pairs)
        free &= ~self.loads.used_up(caps_of_pairs(self.problem, pairs))
        if not free.any():
            return Backup(service.demand, service.seat, None, _nobody(len(pairs)))
        member = int(pairs.member[np.lexsort((pairs.member, cost, ~free))[0]])
        self.demand.append(self.demand[at])
        self.member.append(member)
        self.start.append(self.start[at])
        return Backup(service.demand, service.seat, columns.members.ids[member])

    def _allowed(self, at: int) -> tuple[Pairs, Ints]:
        """Whom the rules allow for a service's seat at its time, without the demand's own members; and their costs."""
        problem, demand = self.problem, self.demand[at]
        columns, table = problem.columns, problem.table
        role = int(columns.demands.role_from[demand]) + columns.demands.seat_role[demand][self.services[at].seat]
        if table is None:
            member = np.arange(len(columns.members), dtype=np.int32)
            cost = None
        else:
            rows = np.flatnonzero(np.asarray(table.role) == role)
            rows = rows if table.start is None else rows[np.asarray(table.start)[rows] == self.start[at]]
            member, cost = np.asarray(table.member, np.int32)[rows], np.asarray(table.cost, np.int32)[rows]
        own = [self.member[n] for n in range(len(self.services)) if self.demand[n] == demand]
        banned = [problem.member_at[ban.member] for ban in problem.bans if ban.demand == columns.demands.ids[demand]]
        left = np.flatnonzero(~np.isin(member, own + banned))
        roles, starts = (np.full(len(left), value, dtype=np.int32) for value in (role, self.start[at]))
        pairs = Pairs(columns, member[left], roles, starts)
        kept = kept_by(problem.rules, pairs)
        pairs, left = pairs.where(kept), left[kept]
        return pairs, problem.objective.cost(pairs) if cost is None else cost[left]

    def _busy(self, demand: int, start: int) -> Flags:
        """`bool[members]`: who has a service at that time, or too near to it to get there."""
        columns, rule = self.problem.columns, self.problem.no_overlap
        others = np.array(self.demand, dtype=np.int32)
        begin = np.array(self.start, dtype=np.int64)
        end = begin + columns.demands.minutes[others]
        way = np.zeros(len(others), dtype=np.int64)
        if rule is not None and rule.travel:
            unit = columns.demands.unit
            steps = columns.places.steps(unit[others], np.full(len(others), unit[demand]))
            way = np.array(rule.travel)[np.minimum(steps, len(rule.travel) - 1)]
        until = start + int(columns.demands.minutes[demand])
        busy = np.zeros(len(columns.members), dtype=bool)
        busy[np.array(self.member, dtype=np.int64)[(begin < until + way) & (start < end + way)]] = True
        return busy


def _nobody(allowed: int) -> Reason:
    if not allowed:
        return Reason("no other", Text("the rules allow nobody else", "没有其他成员符合规则"))
    rest = Text("{n} others are allowed, none of them is free then", "另有{n}名成员符合规则，但该时段均无空闲")
    return Reason("busy", rest.fill(n=allowed))


def with_recent_minutes(members: Iterable[Member], past: Iterable[Service], day: date) -> tuple[Member, ...]:
    """The members with what they have served in the four weeks before a day, so that work goes round.

    Args:
        members: the members; their own `recent_minutes` are replaced.
        past: services, whenever they were.
        day: the first day that is not looked at any more.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.core import Member, Service
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> been = Service("d-1", 0, "m-1", nine, ten)
        >>> with_recent_minutes([Member("m-1", "grid-1")], [been], date(2026, 3, 9))[0].recent_minutes
        60
    """
    first = day - timedelta(days=RECENT_DAYS)
    minutes: Counter[MemberId] = Counter()
    for service in past:
        if first <= service.start.date() < day:
            minutes[service.member] += service.minutes
    return tuple(evolve(member, recent_minutes=minutes[member.id]) for member in members)


def heard_at(
    visit: Outcome,
    note: str,
    order: StandingOrder,
    category: str,
    window: Window,
    minutes: int,
    *,
    kind: DemandKind = DemandKind.APPEAL,
    seats: tuple[Seat, ...] = (Seat(),),
    priority: int = 1,
) -> Demand:
    """What was heard at a visit, as a new demand at the same place.

    What was said stays where notes are kept; the demand has the note's reference as its id, whoever reported
    the visit as the proxy, and the channel `VISIT`.

    Args:
        visit: how the visit ended; says who reported it and when.
        note: the reference under which the note is kept: letters, digits and `._:/#@-`, never words.
        order: the standing order of the visit; says where.
        category: as in `Demand`.
        window: when it can be served.
        minutes: how long that takes.
        kind: as in `Demand`.
        seats: who is needed.
        priority: as in `Demand`.

    Raises:
        InvalidInputError: if the note is no reference, or the visit is no occurrence of the order.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Outcome, OutcomeState, Timetable, Window
        >>> from commgov.matching import StandingOrder
        >>> order = StandingOrder("v-7", "visit", "group-7", Timetable.parse("Tue 09:00-10:00"), 60)
        >>> visit = Outcome("v-7/202610-1", OutcomeState.SOLVED, datetime(2026, 3, 3, 10, tzinfo=UTC), "m-1")
        >>> evening = Window(datetime(2026, 3, 4, 9, tzinfo=UTC), datetime(2026, 3, 4, 12, tzinfo=UTC))
        >>> repair = heard_at(visit, "note-81", order, "home repair", evening, 60)
        >>> repair.id, repair.unit, repair.channel.value, repair.proxy
        ('note-81', 'group-7', 'visit', 'm-1')
    """
    checks = Checks("heard_at")
    expected = Text(
        "a reference, no words: letters, digits and ._:/#@-", "应为引用编号，不得为文字：字母、数字和._:/#@-"
    )
    checks.require("note", "", ok=bool(_REFERENCE.fullmatch(str(note))), expected=expected)
    same = occurrence_of(visit.demand) == order.id
    of_order = Text("an occurrence of the standing order {id}", "应为常态服务{id}的一次").fill(id=order.id)
    checks.require("visit", visit.demand, ok=same, expected=of_order)
    checks.refuse()
    return Demand(
        DemandId(note),
        kind,
        category,
        order.unit,
        window,
        minutes,
        seats,
        priority=priority,
        channel=Channel.VISIT,
        proxy=visit.by,
        ordered_at=visit.at,
    )
