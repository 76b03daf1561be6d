"""The matching problem: immutable, checked, complete. Everything an answer is judged by stands in it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from commgov.core import Demand, DemandId, Hierarchy, Member, MemberId, Service
from commgov.core.checks import Checks, shown
from commgov.errors import InvalidInputError, Place, Problem
from commgov.matching.arrays import plain_columns, whole_column
from commgov.matching.asking import rule_problems
from commgov.matching.columns import ALWAYS, Columns, Ints, Longs
from commgov.matching.objective import Objective
from commgov.matching.piece import Family
from commgov.matching.reading import read_columns
from commgov.matching.rules import BUILT_IN, NoOverlap, PairRule, WeeklyMinutes, WeeklyServices, standard_rules
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


@frozen(eq=False)
class CandidateTable:
    """Candidates and costs that the caller worked out, instead of those that the objective would find.

    Args:
        role: `int32[candidates]`, for which role; for demands with one seat, the number of the demand.
        member: `int32[candidates]`, the number of the member.
        cost: `int32[candidates]`, from 0 up to below the demand's unserved cost.
        start: `int32[candidates]`, minutes since the problem's origin; None: at the start of the demand's window.
        minutes: `int32[candidates]`, how long the member takes for the demand, the same in all its rows; None: as long
            as the demand says.
    """

    role: Ints
    member: Ints
    cost: Ints
    start: Ints | None = None
    minutes: Ints | None = None


@frozen(eq=False)
class MatchingProblem:
    """Who may serve what, at what cost. Make it with `build` (from objects) or `from_columns` (from arrays).

    Args:
        columns: the facts.
        rules: who may serve what.
        unserved: `int64[demands]`, cost of leaving each demand unserved.
        objective: what each candidate pair costs; not asked if `table` is given.
        table: the candidates, if the caller worked them out.
        pins: seats given by hand.
        bans: members who must not serve a demand.
        start_step: minutes between the starts that are tried inside a flexible window.
        tried: services whose starts are tried too, whatever `start_step` is.
    """

    columns: Columns
    rules: tuple[PairRule, ...]
    unserved: Longs
    objective: Objective
    table: CandidateTable | None = None
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    start_step: int = 30
    tried: tuple[Service, ...] = ()

    @classmethod
    def build(
        cls,
        members: Iterable[Member],
        demands: Iterable[Demand],
        *,
        rules: Sequence[PairRule] | None = None,
        hierarchy: Hierarchy | None = None,
        objective: Objective | None = None,
        candidates: CandidateTable | None = None,
        pins: Sequence[Pin] = (),
        bans: Sequence[Ban] = (),
        zone: str = "Asia/Shanghai",
        start_step: int = 30,
        tried: Sequence[Service] = (),
    ) -> "MatchingProblem":
        """From objects; all cross-references are checked.

        Args:
            members: who can serve; each id once.
            demands: what is ordered; each id once.
            rules: who may serve what; None: `standard_rules()`.
            hierarchy: where the units lie; None: distance does not count.
            objective: what a good plan is; None: `Objective()`.
            candidates: the caller's own candidates and costs; None: the rules and the objective find them.
            pins: seats given by hand.
            bans: members who must not serve a demand.
            zone: the community's time zone, for days and weeks.
            start_step: minutes between the starts tried inside a flexible window.
            tried: services whose starts are tried too, if their member, demand and seat are here and the window holds
                them: those of an earlier plan, say.

        Raises:
            InvalidInputError: naming everything that does not fit together.

        Example:
            >>> from datetime import UTC, datetime
            >>> from commgov.core import Demand, DemandKind, Member, Window
            >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
            >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", window, 60)
            >>> MatchingProblem.build([Member("m-1", "grid-1")], [order])
            MatchingProblem(1 members, 1 demands, 1 seats)
        """
        members, demands = tuple(members), tuple(demands)
        columns = read_columns(members, demands, hierarchy, ZoneInfo(zone))
        objective = objective or Objective()
        rules = standard_rules() if rules is None else rules
        problems = rule_problems(rules) + _hand_problems(columns, pins, bans) + _start_problems(columns, pins)
        if candidates is not None:
            problems += _table_problems(columns, candidates, objective.unserved_cost(columns))
        if problems:
            raise InvalidInputError(problems)
        return cls(
            columns,
            tuple(rules),
            objective.unserved_cost(columns),
            objective,
            candidates,
            tuple(pins),
            tuple(bans),
            start_step,
            tuple(tried),
        )

    @classmethod
    def from_columns(
        cls,
        *,
        services_max: ArrayLike,
        unserved: ArrayLike,
        candidates: CandidateTable,
        minutes_max: ArrayLike | None = None,
        minutes: ArrayLike | None = None,
        start: ArrayLike | None = None,
        rules: Sequence[PairRule] = (WeeklyServices(),),
        zone: str = "Asia/Shanghai",
    ) -> "MatchingProblem":
        """From arrays, at any size: demands with one seat each, and candidates that the caller worked out.

        Members and demands are called by their numbers: `m0`, `d0`, ... The origin is Monday, 3 January 2000.

        Args:
            services_max: `[members]`, most services a week.
            unserved: `[demands]`, cost of leaving a demand unserved, above the cost of each of its candidates.
            candidates: who may serve what, at what cost.
            minutes_max: `[members]`, most minutes a week; needed by the rule `WeeklyMinutes`.
            minutes: `[demands]`, how long each takes; None: as long as its slowest candidate, or one minute.
            start: `[demands]`, when each begins, in minutes since the origin; None: all at minute 0.
            rules: who may serve what, built-in ones only, as rules of your own are asked about objects; the limits
                `WeeklyServices`, `WeeklyMinutes`, `NoOverlap` make the family.
            zone: the time zone of the origin.

        Raises:
            InvalidInputError: naming every array that has the wrong length, type or range, and every rule that cannot
                be asked.

        Example:
            >>> import numpy as np
            >>> table = CandidateTable(role=np.array([0, 1]), member=np.array([0, 0]), cost=np.array([5, 7]))
            >>> MatchingProblem.from_columns(services_max=[1], unserved=[100, 100], candidates=table)
            MatchingProblem(1 members, 2 demands, 2 seats)
        """
        checks = Checks("from_columns")
        price = whole_column(checks, "unserved", unserved).astype(np.int64)
        columns = plain_columns(
            checks,
            services_max=services_max,
            minutes_max=minutes_max,
            minutes=_longest(candidates, len(price)) if minutes is None else minutes,
            start=start,
            demands=len(price),
            zone=ZoneInfo(zone),
        )
        problems = rule_problems(rules) or _without_objects(rules)
        problems += _table_problems(columns, candidates, price)
        if problems:
            raise InvalidInputError(problems)
        return cls(columns, tuple(rules), price, Objective(), candidates)

    @property
    def limits_minutes(self) -> bool:
        """Whether a member's minutes a week are limited."""
        return any(isinstance(rule, WeeklyMinutes) for rule in self.rules)

    @property
    def limits_services(self) -> bool:
        """Whether a member's services a week are limited."""
        return any(isinstance(rule, WeeklyServices) for rule in self.rules)

    @property
    def no_overlap(self) -> NoOverlap | None:
        """The rule that keeps a member's services apart, if it is there."""
        return next((rule for rule in self.rules if isinstance(rule, NoOverlap)), None)

    @property
    def family(self) -> Family:
        """The hardest family that the problem needs: what limits its members."""
        demands = self.columns.demands
        return Family.needed(
            teams=demands.seats > len(demands),
            no_overlap=self.no_overlap is not None,
            limits_minutes=self.limits_minutes,
        )

    @cached_property
    def member_at(self) -> dict[MemberId, int]:
        """The row of each member."""
        return {member: at for at, member in enumerate(self.columns.members.ids)}

    @cached_property
    def demand_at(self) -> dict[DemandId, int]:
        """The row of each demand."""
        return {demand: at for at, demand in enumerate(self.columns.demands.ids)}

    def __repr__(self) -> str:
        """The size."""
        members, demands = self.columns.members, self.columns.demands
        return f"MatchingProblem({len(members)} members, {len(demands)} demands, {demands.seats} seats)"


def _without_objects(rules: Sequence[PairRule]) -> list[Problem]:
    """The rules that need members and demands as objects."""
    due = Text(
        "a built-in rule; one of your own needs a problem built from objects",
        "应为内置规则；自定义规则须由对象建立问题",
    )
    return [Problem("rules", due, shown(rule.name)) for rule in rules if type(rule) not in BUILT_IN]


def _table_problems(columns: Columns, table: CandidateTable, unserved: Longs) -> list[Problem]:
    """What is wrong with the caller's candidates, column by column, each with the number of the first bad row."""
    demands = columns.demands
    count = len(np.asarray(table.role))
    bad: list[Problem] = []
    for name, values, least, most in (
        ("role", table.role, 0, len(demands.need) - 1),
        ("member", table.member, 0, len(columns.members) - 1),
        ("cost", table.cost, 0, int(ALWAYS)),
        ("start", table.start, 0, int(ALWAYS)),
        ("minutes", table.minutes, 1, int(ALWAYS)),
    ):
        column = np.asarray(values) if values is not None else np.full(count, least, np.int32)
        where = Place.of("candidates").at(name)
        if column.shape != (count,) or (count and column.dtype.kind not in "iu"):
            bad.append(Problem(where, Text(f"{count} whole numbers", f"应为{count}个整数"), str(column.shape)))
        elif (wrong := np.flatnonzero((column < least) | (column > most))).size:
            expected = Text(f"from {least} to {most}", f"应在{least}至{most}之间")
            bad.append(Problem(where.row(wrong[0]), expected, str(column[wrong[0]])))
    if not bad and count:
        dear = np.flatnonzero(np.asarray(table.cost) >= unserved[demands.demand_of_role[table.role]])
        if dear.size:
            expected = Text("less than leaving the demand unserved", "应低于需求未服务的成本")
            bad.append(Problem(Place.of("candidates").at("cost").row(dear[0]), expected, str(table.cost[dear[0]])))
        if table.minutes is not None:
            bad += _minutes_problems(columns, table, np.asarray(table.minutes))
    return bad


def _minutes_problems(columns: Columns, table: CandidateTable, minutes: Ints) -> list[Problem]:
    """Candidates who take longer than the demand's window leaves them, or not always the same time for a demand."""
    demands, where = columns.demands, Place.of("candidates").at("minutes")
    demand = demands.demand_of_role[table.role]
    start = demands.earliest[demand] if table.start is None else np.asarray(table.start)
    bad: list[Problem] = []
    late = np.flatnonzero(minutes.astype(np.int64) + start > demands.latest[demand])
    if late.size:
        left = int(demands.latest[demand[late[0]]] - start[late[0]])
        expected = Text(f"at most the {left} minutes that the window leaves", f"至多为时段内剩余的{left}分钟")
        bad.append(Problem(where.row(late[0]), expected, str(minutes[late[0]])))
    pair = demand.astype(np.int64) * len(columns.members) + np.asarray(table.member)
    _, first, again = np.unique(pair, return_index=True, return_inverse=True)
    other = np.flatnonzero(minutes != minutes[first[again]])
    if other.size:
        usual = minutes[first[again[other[0]]]]
        expected = Text(
            f"{usual}, as in row {first[again[other[0]]]}", f"应与第{first[again[other[0]]]}行相同：{usual}"
        )
        bad.append(Problem(where.row(other[0]), expected, str(minutes[other[0]])))
    return bad


def _longest(table: CandidateTable, demands: int) -> Ints | None:
    """`int32[demands]`: the most minutes of each demand's candidates; None where they do not say, or say nonsense."""
    role, minutes = np.asarray(table.role), table.minutes if table.minutes is None else np.asarray(table.minutes)
    if minutes is None or role.shape != minutes.shape or role.ndim != 1 or not len(role):
        return None
    if {role.dtype.kind, minutes.dtype.kind} - set("iu") or role.min() < 0 or role.max() >= demands:
        return None
    longest = np.ones(demands, dtype=np.int64)
    np.maximum.at(longest, role, minutes)
    return np.minimum(longest, int(ALWAYS)).astype(np.int32)


def _hand_problems(columns: Columns, pins: Sequence[Pin], bans: Sequence[Ban]) -> list[Problem]:
    """Pins and bans that name nobody, contradict each other or the demand's seats."""
    if not pins and not bans:
        return []
    members = set(columns.members.ids)
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


def _start_problems(columns: Columns, pins: Sequence[Pin]) -> list[Problem]:
    """Pinned starts outside the demand's window, or at another time than the rest of the team."""
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
            problems.append(Problem(where, Text("one start for the whole team", "全队应同时开始")))
    return problems


def place_by_hand(entry: Pin | Ban) -> Place:
    """What a message calls a pin or a ban."""
    noun = Text("Pin", "指定") if isinstance(entry, Pin) else Text("Ban", "禁止")
    return Place().at(Text(f"{noun.en} {entry.demand} → {entry.member}", f"{noun.zh}{entry.demand} → {entry.member}"))
