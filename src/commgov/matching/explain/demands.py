"""Why a demand is served as it is, or not at all: whom each rule removes, who holds the slots, what it takes."""

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen

from commgov.core import DemandId, MemberId, RequiredSkill, Service
from commgov.matching.candidates import Candidates, allowed_candidates
from commgov.matching.columns import Columns
from commgov.matching.explain.chain import Chain
from commgov.matching.explain.chains import chains_of, demand_row, judged
from commgov.matching.explain.words import UNLISTED, asked_for, removed_by
from commgov.matching.plan import Plan
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import FREE, Seating, seating_of
from commgov.matching.unmet import Loads, told_lines
from commgov.matching.unmet.crowds import Crowd, crowds_of, stages_of
from commgov.matching.unmet.words import skills_asked
from commgov.wording import Text

HOLDERS_MAX = 5
"""So many of those who hold the slots are named, the cheapest first."""


@frozen
class Removal:
    """Whom one rule removes from those whom the rules before it left.

    Args:
        rule: the name of the rule; `"ban"` for bans by hand, `"candidates"` for those who are not on the caller's list.
        members: how many it removes.
        left: how many it leaves.
        timed: whether it depends on when the service begins: of skills, those that have run out by then.

    Example:
        >>> print(Removal("availability", members=80, left=12).text)
        80 are not available then
    """

    rule: str
    members: int
    left: int
    timed: bool = False

    @property
    def text(self) -> Text:
        """Whom it removes, in plain words."""
        return removed_by(self.rule, self.members, timed=self.timed)


@frozen
class Holder:
    """A member who may serve a demand and has no time for it: the plan asks something else of them.

    Args:
        member: who.
        services: what stands in the way: the services at that time, or else all of a week that is full.
        cost: what the member would cost for the demand.

    Example:
        >>> Holder("m-1", services=(), cost=40).cost
        40
    """

    member: MemberId
    services: tuple[Service, ...]
    cost: int


@frozen
class SeatsExplained:
    """Seats of a demand that ask for the same, and who could fill them.

    Args:
        seats: which seats.
        skills: what they ask for.
        removed: rule after rule, whom it removes; rules that remove nobody are left out.
        eligible: how many members all rules allow.
        full: how many of them are at a weekly limit.
        busy: how many of the others serve elsewhere at that time.
        free: how many are left.
        holders: those who are full or busy, the cheapest `HOLDERS_MAX`.
        start: when a crew would come, `MM-DD HH:MM`; empty where the start is chosen with the member.

    Example:
        >>> lapsed = Removal("skills", 2, 3, timed=True)
        >>> print(SeatsExplained((0,), (), (lapsed,), eligible=3, full=1, busy=2, free=0, holders=()).text)
        seat 1 (anyone): 2 hold skills that have run out by then; 3 may serve: 1 full, 2 busy, 0 free
    """

    seats: tuple[int, ...]
    skills: tuple[RequiredSkill, ...]
    removed: tuple[Removal, ...]
    eligible: int
    full: int
    busy: int
    free: int
    holders: tuple[Holder, ...] = field(repr=False)
    start: str = ""

    @property
    def text(self) -> Text:
        """Who could fill the seats, in one line."""
        removed = Text("; ", "；").join(removal.text for removal in self.removed)
        start = Text(" at {start}", "（{start}）").fill(start=self.start) if self.start else Text("", "")
        return _SEATS.fill(
            seats=", ".join(str(seat + 1) for seat in self.seats),
            skills=asked_for(self.skills),
            start=start,
            removed=removed if self.removed else Text("nobody is removed", "无人被排除"),
            eligible=self.eligible,
            full=self.full,
            busy=self.busy,
            free=self.free,
        )


@frozen
class Explanation:
    """Why a demand is served as it is, or not at all.

    Args:
        demand: which one.
        services: who serves it; empty if it stays unmet.
        seats: who could fill its seats; of a demand with several possible starts, at the one that is told of.
        chain: the cheapest changes that would serve it; None if it is served, if there is no way, or none was found.
        at_least: an unmet demand cannot be served for less than this: by so much at least would the plan's cost rise.
            For counts it is what the chain costs; else what the plan's bound leaves open, which may be below zero.

    Example:
        >>> for line in Explanation("d-1", services=(), seats=(), chain=None, at_least=0).lines:
        ...     print(line)
        d-1 stays unmet
        No way to serve it was found
    """

    demand: DemandId
    services: tuple[Service, ...]
    seats: tuple[SeatsExplained, ...]
    chain: Chain | None
    at_least: int

    @property
    def lines(self) -> tuple[Text, ...]:
        """The whole explanation, line by line."""
        told = [_SERVED.fill(demand=self.demand, who=", ".join(str(service.member) for service in self.services))]
        if not self.services:
            told = [_UNMET.fill(demand=self.demand)]
        told += [seats.text for seats in self.seats]
        for holder in (holder for seats in self.seats for holder in seats.holders):
            serves = "; ".join(f"{service.demand} {service.start:%m-%d %H:%M}" for service in holder.services)
            told.append(_HOLDER.fill(member=holder.member, serves=serves))
        if not self.services:
            nobody = any(seats.eligible < len(seats.seats) for seats in self.seats)
            no_way = _NOBODY if nobody else _NO_WAY
            told.append(no_way if self.chain is None else _WAY.fill(chain=self.chain.text))
        return tuple(told)

    @property
    def text(self) -> Text:
        """The whole explanation, one line below the other."""
        return Text("\n", "\n").join(self.lines)


def explain(plan: Plan, demand: str) -> Explanation:
    """Why a demand is served as it is, or not at all, and what it would take to serve it.

    Args:
        plan: the plan.
        demand: the id of the demand.

    Raises:
        NotFoundError: if the plan's problem has no such demand.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> orders = [Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", window, 60, priority=3 - n) for n in (1, 2)]
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1")], orders))
        >>> print(explain(plan, "d-2").text)
        d-2 stays unmet
        seat 1 (anyone): nobody is removed; 1 may serve: 0 full, 1 busy, 0 free
        m-1 serves d-1 03-02 17:00
        To serve it: m-1 serves d-2 on 03-02 17:00; d-1 stays unmet: the plan costs 1000 more (the cheapest way found)
    """
    row = demand_row(plan, demand)
    problem, seating = plan.problem, seating_of(plan.problem)
    services = tuple(service for service in plan.services if service.demand == demand)
    chain = None if services else chains_of(plan).serve(row, None)
    chain = None if chain is None else judged(plan, chain)
    options = range(int(seating.option_from[row]), int(seating.option_from[row + 1]))
    ways = [range(int(seating.line_from[at]), int(seating.line_from[at + 1])) for at in options]
    lines = np.array([line for way in ways for line in way], dtype=np.int32)
    candidates = allowed_candidates(problem, seating, lines)
    loads = Loads.of_services(problem, plan.services)
    crowds = crowds_of(problem, seating, candidates, loads, lines)
    starts = {problem.columns.minute(service.start) for service in services}
    served = [way for way in ways if seating.start[way[0]] in starts]
    told = served[0] if served else told_lines(seating, crowds, options)
    removed = _removed(problem, seating, [line for line in told if not seating.of_resources[line]], crowds)
    by_member: dict[str, list[Service]] = {}
    for service in plan.services:
        by_member.setdefault(service.member, []).append(service)
    found = []
    for line in told:
        own = candidates.where(candidates.line == line)
        holders = _holders(problem, own, crowds[line], by_member)
        found.append(_seats(problem, seating, line, removed.get(line, ()), crowds[line], holders))
    exact = chain.extra_cost if chain is not None and chain.exact else plan.bound - plan.objective
    return Explanation(DemandId(demand), services, tuple(found), chain, 0 if services else exact)


def _removed(
    problem: MatchingProblem, seating: Seating, lines: Sequence[int], crowds: dict[int, Crowd]
) -> dict[int, tuple[Removal, ...]]:
    """Whom each rule removes from each of some lines."""
    people = problem.columns.people
    if problem.table is not None:
        off = {line: people - crowds[line].members for line in lines}
        return {line: (Removal(UNLISTED, gone, people - gone),) if gone else () for line, gone in off.items()}
    stages = stages_of(problem, seating, np.array(lines, dtype=np.int32))
    return {
        line: tuple(Removal(s.rule, s.before - s.left, s.left, s.timed) for s in some if s.left < s.before)
        for line, some in stages
    }


def _holders(
    problem: MatchingProblem, candidates: Candidates, crowd: Crowd, by_member: dict[str, list[Service]]
) -> tuple[Holder, ...]:
    """Those who may serve and have no time, the cheapest first."""
    idle, columns = set(crowd.idle.tolist()), problem.columns
    found: dict[int, Holder] = {}
    for at in np.argsort(candidates.cost, kind="stable").tolist():
        member = int(candidates.member[at])
        if member in idle or member in found:
            continue
        start, minutes = int(candidates.start[at]), int(candidates.minutes[at])
        services = _in_the_way(columns, by_member.get(columns.members.ids[member], []), start, minutes)
        if services:
            found[member] = Holder(columns.members.ids[member], services, int(candidates.cost[at]))
        if len(found) == HOLDERS_MAX:
            break
    return tuple(found.values())


def _in_the_way(columns: Columns, services: list[Service], start: int, minutes: int) -> tuple[Service, ...]:
    """The services at that time; if there are none, those of the same week."""
    begin, end = columns.moment(start), columns.moment(start + minutes)
    same = [service for service in services if service.start < end and begin < service.end]
    if not same:
        week = columns.week_of(np.array([start]))[0]
        same = [each for each in services if columns.week_of(np.array([columns.minute(each.start)]))[0] == week]
    return tuple(sorted(same, key=lambda service: (service.start, service.demand)))


def _seats(
    problem: MatchingProblem,
    seating: Seating,
    line: int,
    removed: tuple[Removal, ...],
    crowd: Crowd,
    holders: tuple[Holder, ...],
) -> SeatsExplained:
    start = int(seating.start[line])
    return SeatsExplained(
        seats=tuple(seating.seats_of(line)),
        skills=skills_asked(problem.columns, int(seating.role[line])),
        removed=removed,
        eligible=crowd.members,
        full=crowd.full,
        busy=crowd.busy,
        free=len(crowd.idle),
        holders=holders,
        start="" if start == FREE else f"{problem.columns.moment(start):%m-%d %H:%M}",
    )


_UNMET = Text("{demand} stays unmet", "{demand}未安排")
_SERVED = Text("{demand} is served by {who}", "{demand}由{who}承接")
_SEATS = Text(
    "seat {seats} ({skills}){start}: {removed}; {eligible} may serve: {full} full, {busy} busy, {free} free",
    "席位{seats}（{skills}）{start}：{removed}；可承接{eligible}名：已达上限{full}名，同时段另有服务{busy}名，有空{free}名",
)
_HOLDER = Text("{member} serves {serves}", "{member}已承接{serves}")
_WAY = Text("To serve it: {chain}", "若要安排：{chain}")
_NOBODY = Text("No change of the plan can serve it: too few may serve", "无论如何调整均无法安排：可承接人数不足")
_NO_WAY = Text("No way to serve it was found", "未找到可安排的办法")
