"""The matching problem: immutable, checked, complete. Everything an answer is judged by stands in it."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from commgov.core import Demand, DemandId, Hierarchy, Member, MemberId, OfferKind, OfferOfService, Team, UnitId
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Place, Problem
from commgov.matching.arrays import plain_columns, whole_column
from commgov.matching.columns import ALWAYS, Columns, Ints, Longs
from commgov.matching.objective import Objective
from commgov.matching.offers import supply_problems, with_offers
from commgov.matching.piece import Family
from commgov.matching.reading import read_columns
from commgov.matching.rules import Availability, NoOverlap, PairRule, WeeklyMinutes, WeeklyServices, standard_rules
from commgov.wording import Text


@frozen
class Pin:
    """A seat that a person has given to a member by hand.

    Args:
        demand: which demand.
        member: who is to serve it; the rules still hold.
        seat: which of its seats, counted from 0.
    """

    demand: DemandId
    member: MemberId
    seat: int = 0


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
        teams: the volunteer teams, of which one takes each demand that asks for one.
        team_offers: what teams published: a team that did takes orders only within its offers.
    """

    columns: Columns
    rules: tuple[PairRule, ...]
    unserved: Longs
    objective: Objective
    table: CandidateTable | None = None
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    start_step: int = 30
    teams: tuple[Team, ...] = ()
    team_offers: tuple[OfferOfService, ...] = ()

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
        teams: Sequence[Team] = (),
        offers: Sequence[OfferOfService] = (),
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
            teams: the volunteer teams, which take orders as a team; each id once, of members of the problem.
            offers: the resource list: when members and teams serve besides, and for what; venues and goods, employers'
                projects, which are booked for the demands that ask for them.

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
        members, offered = with_offers(tuple(members), offers, hierarchy)
        demands = tuple(demands)
        columns = read_columns(members, demands, hierarchy, ZoneInfo(zone), offers)
        objective = objective or Objective()
        rules = tuple(standard_rules() if rules is None else rules)
        if offered is not None and any(isinstance(rule, Availability) for rule in rules):
            rules = (*rules, offered)
        problems = _hand_problems(columns, pins, bans) + supply_problems(columns, teams, offers, rules)
        if candidates is not None:
            problems += _table_problems(columns, candidates, objective.unserved_cost(columns))
        if problems:
            raise InvalidInputError(problems)
        return cls(
            columns,
            rules,
            objective.unserved_cost(columns),
            objective,
            candidates,
            tuple(pins),
            tuple(bans),
            start_step,
            tuple(teams),
            tuple(offer for offer in offers if offer.kind is OfferKind.TEAM),
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
            rules: who may serve what; the limits `WeeklyServices`, `WeeklyMinutes`, `NoOverlap` make the family.
            zone: the time zone of the origin.

        Raises:
            InvalidInputError: naming every array that has the wrong length, type or range.

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
        problems = _table_problems(columns, candidates, price)
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
            teams=len(demands.need) != len(demands)
            or bool((demands.need != 1).any())
            or any(demand.one_team for demand in demands.objects),
            no_overlap=self.no_overlap is not None,
            limits_minutes=self.limits_minutes,
        )

    @cached_property
    def member_at(self) -> dict[MemberId, int]:
        """The row of each member."""
        return {member: at for at, member in enumerate(self.columns.members.ids[: self.columns.people])}

    @cached_property
    def team_rows(self) -> list[frozenset[int]]:
        """The rows of each team's members."""
        return [frozenset(self.member_at[member] for member in team.members) for team in self.teams]

    @cached_property
    def offers_of_team(self) -> dict[str, list[OfferOfService]]:
        """What each team published, of those that published something."""
        found: dict[str, list[OfferOfService]] = {}
        for offer in self.team_offers:
            found.setdefault(offer.provider, []).append(offer)
        return found

    def offered_in(self, top: UnitId, unit: UnitId) -> bool:
        """Whether what is offered in one unit is offered in another: in itself and in all below."""
        places = self.columns.places
        rows = (np.array([self._place_at[each]], dtype=np.int32) for each in (unit, top))
        return bool(places.below(*rows)[0])

    @cached_property
    def _place_at(self) -> dict[UnitId, int]:
        return {unit: at for at, unit in enumerate(self.columns.places.ids)}

    @cached_property
    def demand_at(self) -> dict[DemandId, int]:
        """The row of each demand."""
        return {demand: at for at, demand in enumerate(self.columns.demands.ids)}

    def __repr__(self) -> str:
        """The size."""
        demands = self.columns.demands
        return f"MatchingProblem({self.columns.people} members, {len(demands)} demands, {demands.seats} seats)"


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
    members = set(columns.members.ids[: columns.people])
    seats = dict(zip(columns.demands.ids, map(len, columns.demands.seat_role), strict=True))
    banned = {(ban.demand, ban.member) for ban in bans}
    problems: list[Problem] = []
    taken: set[object] = set()
    entries: list[Pin | Ban] = [*pins, *bans]
    for entry in entries:
        where = _by_hand(entry)
        if entry.member not in members:
            problems.append(Problem(where, Text("a member of the problem", "应为已登记的成员"), entry.member))
        if entry.demand not in seats:
            problems.append(Problem(where, Text("a demand of the problem", "应为已登记的需求"), entry.demand))
        elif isinstance(entry, Pin) and not 0 <= entry.seat < seats[entry.demand]:
            expected = Text(f"a seat from 0 to {seats[entry.demand] - 1}", f"席位应为0至{seats[entry.demand] - 1}")
            problems.append(Problem(where, expected, str(entry.seat)))
    for pin in pins:
        where = _by_hand(pin)
        if (pin.demand, pin.member) in banned:
            problems.append(Problem(where, Text("not pinned and banned at once", "不能既指定又禁止")))
        for key in ((pin.demand, pin.seat), (pin.demand, pin.member)):
            if key in taken:
                problems.append(Problem(where, Text("one member a seat, one seat a member", "一席一人，一人一席")))
            taken.add(key)
    return problems


def _by_hand(entry: Pin | Ban) -> Place:
    noun = Text("Pin", "指定") if isinstance(entry, Pin) else Text("Ban", "禁止")
    return Place().at(Text(f"{noun.en} {entry.demand} → {entry.member}", f"{noun.zh}{entry.demand} → {entry.member}"))
