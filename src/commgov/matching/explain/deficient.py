"""Deficient sets: seats for which there are too few services or minutes in all those together who may fill them.

Whatever plan is made, some of their demands stay unmet (P. Hall, 1935, for counts: a set of demands whose members can
serve fewer). For counts the set is read off the optimal plan: from an unmet demand to everybody who may serve it, to
all that they serve, to everybody who may serve that, and so on. Where everybody met on the way is full, the demands are
a deficient set; where somebody has room, there is a way to serve the demand and only its cost stands against it: then
no set explains it. In all other families sets are tried that people would think of: seats that ask for the same, or
more, in the same window, day or week, and in the same unit or one above it. A set is taken only if arithmetic that
knows no plan proves it deficient.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from attrs import frozen

from commgov.matching.candidates import Candidates, allowed_candidates
from commgov.matching.columns import ALWAYS, Flags, Ints, Longs
from commgov.matching.piece import Family
from commgov.matching.plan import Plan
from commgov.matching.seating import seating_of


@frozen(eq=False)
class Capacity:
    """What some seats ask for, and what all who may fill them can give at most, whatever plan is made.

    Args:
        roles: `int64`, the roles whose seats these are.
        members: how many members may fill one of them.
        seats: how many seats there are.
        services: how many services those members can give them at most.
        minutes: how many minutes the seats take.
        minutes_possible: how many minutes those members can give them at most.
    """

    roles: Longs
    members: int
    seats: int
    services: int
    minutes: int
    minutes_possible: int

    @property
    def lacking(self) -> tuple[int, int]:
        """How many services are too few, and how many minutes."""
        return max(0, self.seats - self.services), max(0, self.minutes - self.minutes_possible)

    @property
    def is_deficient(self) -> bool:
        """Whether some of the seats stay empty in any plan."""
        return any(self.lacking)


_SHRUNK_MAX = 24  # roles of a set; each is left out once to see whether it matters


class Shortage:
    """Looks for the deficient sets of a plan's problem."""

    def __init__(self, plan: Plan) -> None:
        """Nothing is looked up yet."""
        self.plan, self.problem = plan, plan.problem
        self._columns = plan.problem.columns
        self._seating = seating_of(plan.problem)
        self._demand = self._columns.demands.demand_of_role
        lines: dict[int, list[int]] = {}
        for line, role in enumerate(self._seating.role.tolist()):
            if not self._seating.of_resources[line]:
                lines.setdefault(role, []).append(line)
        self._lines = lines
        self._known: dict[int, Candidates] = {}

    def deficient(self, demand: int) -> Capacity | None:
        """A deficient set with a demand in it, as small as could be found; None if there is none, or none was found."""
        own = [role for role in self._roles(demand) if role in self._lines]
        for role in own:
            for roles in self._sets(role):
                found = self.capacity(roles)
                if found.is_deficient:
                    return self._shrunk(found, role)
        return None

    def _shrunk(self, found: Capacity, kept: int) -> Capacity:
        """A smaller set that lacks as much: without the roles that do not matter, if they are few."""
        if len(found.roles) > _SHRUNK_MAX:
            return found
        for role in found.roles.tolist():
            if role != kept:
                smaller = self.capacity(found.roles[found.roles != role])
                found = smaller if smaller.lacking >= found.lacking else found
        return found

    def _roles(self, demand: int) -> range:
        return range(*self._columns.demands.role_from[demand : demand + 2].tolist())

    def _sets(self, role: int) -> Iterator[Longs]:
        """Sets of roles to look at, from small to large."""
        yield np.array([role], dtype=np.int64)
        if self.plan.family is Family.COUNTS:
            closed = self._closed(role)
            if closed is not None:
                yield closed
            return
        alike = self._asking_as_much(role)
        demands, weeks = self._columns.demands, self._columns.weeks
        first, last = int(demands.earliest[self._demand[role]]), int(demands.latest[self._demand[role]])
        day = 24 * 60
        windows = [(first, last), (first - first % day, -(-last // day) * day)]
        windows += [(int(a), int(b)) for a, b in pairwise(weeks.tolist()) if a <= first < b]
        seen = {np.array([role], dtype=np.int64).tobytes()}
        for begin, end in (*windows, (int(weeks[0]), int(weeks[-1]))):
            inside = alike & (demands.earliest[self._demand] >= begin) & (demands.latest[self._demand] <= end)
            for near in self._areas(role):
                roles = np.flatnonzero(inside & near)
                if role in roles and roles.tobytes() not in seen:
                    seen.add(roles.tobytes())
                    yield roles

    def _areas(self, role: int) -> Iterator[Flags]:
        """`bool[roles]`: the roles of demands in the unit of a role's demand and below, then in the next one above."""
        places, unit = self._columns.places, self._columns.demands.unit[self._demand]
        own = int(unit[role])
        if places.path.shape[1] == 0:
            yield unit == own
        for depth in range(int(places.depth[own]), -1, -1) if places.path.shape[1] else ():
            yield (places.depth[unit] >= depth) & (places.path[unit, depth] == places.path[own, depth])
        yield np.ones(len(unit), dtype=bool)

    def _asking_as_much(self, role: int) -> Flags:
        """`bool[roles]`: which roles ask for all that this one asks for, at its level or above, and maybe for more."""
        demands = self._columns.demands
        owner = np.repeat(np.arange(len(demands.need)), np.diff(demands.asks_from))
        found = np.zeros(len(demands.need), dtype=bool)
        found[list(self._lines)] = True
        for ask in range(demands.asks_from[role], demands.asks_from[role + 1]):
            same = (demands.ask_skill == demands.ask_skill[ask]) & (demands.ask_level >= demands.ask_level[ask])
            found &= np.isin(np.arange(len(found)), owner[same])
        return found

    def _closed(self, role: int) -> Longs | None:
        """Counts: all roles that an unmet one is tied to by those who may serve them; None if one of those has room."""
        held = self._held()
        found, new = {role}, [role]
        while new:
            offered = self._offered(new)
            week = self._columns.week_of(offered.start)
            workers = {*zip(offered.member.tolist(), week.tolist(), strict=True)}
            if any(self._has_room(worker, held) for worker in workers):
                return None
            new = sorted({each for worker in workers for each in held.get(worker, ())} - found)
            found.update(new)
        return np.array(sorted(found), dtype=np.int64)

    def _held(self) -> dict[tuple[int, int], list[int]]:
        """The roles that the plan has each member serve in each week."""
        problem, columns = self.problem, self._columns
        held: dict[tuple[int, int], list[int]] = {}
        for service in self.plan.services:
            demand = problem.demand_at[service.demand]
            role = int(columns.demands.role_from[demand]) + columns.demands.seat_role[demand][service.seat]
            week = int(columns.week_of(np.array([columns.minute(service.start)], dtype=np.int32))[0])
            held.setdefault((problem.member_at[service.member], week), []).append(role)
        return held

    def _has_room(self, worker: tuple[int, int], held: dict[tuple[int, int], list[int]]) -> bool:
        most = self._columns.members.services_max[worker[0]] if self.problem.limits_services else ALWAYS
        return len(held.get(worker, ())) < int(most)

    def _offered(self, roles: list[int] | Longs) -> Candidates:
        """Who may fill seats of some roles, each looked up once."""
        asked = [int(role) for role in roles]
        new = [role for role in asked if role not in self._known]
        if new:
            lines = np.array(sorted(line for role in new for line in self._lines[role]), dtype=np.int32)
            found = allowed_candidates(self.problem, self._seating, lines)
            of_role = self._seating.role[found.line]
            order = np.argsort(of_role, kind="stable")
            ends = np.searchsorted(of_role[order], new, side="right").tolist()
            firsts = np.searchsorted(of_role[order], new, side="left").tolist()
            for role, first, last in zip(new, firsts, ends, strict=True):
                self._known[role] = found.where(order[first:last])
        every = [self._known[role] for role in asked]
        line, member, start, minutes, cost = (
            np.concatenate([getattr(each, name) for each in every])
            for name in ("line", "member", "start", "minutes", "cost")
        )
        return Candidates(line, member, start, minutes, cost)

    def capacity(self, roles: Longs) -> Capacity:
        """What the seats of some roles ask for, and what all who may fill them can give at most."""
        demands = self._columns.demands
        offered = self._offered(roles)
        need = demands.need[roles].astype(np.int64)
        week = self._columns.week_of(offered.start).astype(np.int64)
        order = np.lexsort((offered.start, week, offered.member))
        worker = (offered.member.astype(np.int64) * (len(self._columns.weeks) + 1) + week)[order]
        services = minutes = 0
        for rows in np.split(order, np.flatnonzero(np.diff(worker)) + 1):
            if len(rows):
                most = self._most(offered, rows)
                services, minutes = services + most[0], minutes + most[1]
        return Capacity(
            roles=np.asarray(roles),
            members=len(np.unique(offered.member)),
            seats=int(need.sum()),
            services=services,
            minutes=int((need * demands.minutes[self._demand[roles]]).sum()),
            minutes_possible=minutes,
        )

    def _most(self, offered: Candidates, rows: Longs) -> tuple[int, int]:
        """The most services and the most minutes that one member can give in one week, out of some candidates."""
        problem, members = self.problem, self._columns.members
        member = int(offered.member[rows[0]])
        demand = self._demand[self._seating.role[offered.line[rows]]]
        start, takes = offered.start[rows], offered.minutes[rows].astype(np.int64)
        _, first = np.unique(demand, return_index=True)
        longest = np.sort(_longest(demand, takes))  # a member serves a demand once
        shortest = np.sort(takes[first]) if problem.table is None else np.sort(_longest(demand, -takes) * -1)
        cap = int(members.services_max[member]) if problem.limits_services else int(ALWAYS)
        if problem.no_overlap is not None:
            cap = min(cap, _apart(start, start + takes))
        time = int(longest[max(0, len(longest) - cap) :].sum()) if cap > 0 else 0
        if problem.no_overlap is not None:
            time = min(time, _covered(start, start + takes))
        if problem.limits_minutes:
            time = min(time, int(members.minutes_max[member]))
            cap = min(cap, int(np.searchsorted(np.cumsum(shortest), time, side="right")))
        return min(cap, len(longest)), time


def _longest(demand: Ints, takes: Longs) -> Longs:
    """The most of each demand's candidates."""
    order = np.lexsort((takes, demand))
    last = np.flatnonzero(np.diff(demand[order], append=-1))
    return takes[order][last]


def _apart(start: Ints, end: Longs) -> int:
    """The most spans that do not overlap (the earliest end first)."""
    free, found = -(1 << 60), 0
    for at in np.argsort(end, kind="stable").tolist():
        if start[at] >= free:
            free, found = int(end[at]), found + 1
    return found


def _covered(start: Ints, end: Longs) -> int:
    """Minutes that lie in at least one of the spans, which come by start."""
    total, reached = 0, -(1 << 60)
    for begin, over in zip(start.tolist(), end.tolist(), strict=True):
        total += max(0, over - max(begin, reached))
        reached = max(reached, over)
    return total
