"""A sharing problem as a network: what one person more for a community can push on to.

Community → desk (a community in a period) → request → skill (in a period; from there also to higher levels) → kind
(members who differ in nothing that matters, in a period) → employer (in a period) → sink. From a request there is also
an arc to each kind at home there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

import numpy as np

from commgov.core import EmployerId, RequiredSkill, UnitId
from commgov.matching.columns import Flags, Ints, Longs
from commgov.matching.sharing import Quota, Request, SendableMember, SharingProblem

Name = TypeVar("Name")

URGENCY = 1_000_000
"""What a step of priority counts beside a member who does not go where they would rather serve."""

Desk = tuple[UnitId, str]
Kind = tuple[EmployerId, frozenset[int], UnitId | None]
_SHARE_BITS = 64  # shares of whole numbers below 2^31 that differ, differ by more than 2^-62


def share_key(sent: int, asked: int) -> tuple[int, int]:
    """Sorts the next person of each community: the least share first, of equals whose share rises the most."""
    return (sent << _SHARE_BITS) // asked, asked


class SharingNetwork:
    """Nodes and arcs, numbered in an order that does not depend on how things were given."""

    def __init__(self, problem: SharingProblem) -> None:
        """Number the nodes; the arcs follow when they are asked for."""
        self.problem = problem
        self.limit = {limit.employer: limit.people for limit in problem.limits}
        self.limit_of_all = sum(self.limit.values())
        self.asked: Counter[UnitId] = Counter()
        self.desk_asked: Counter[Desk] = Counter()
        for request in problem.requests:
            self.asked[request.community] += request.people
            self.desk_asked[request.community, request.period] += request.people
        self.skills = sorted({request.skill for request in problem.requests}, key=_skill_key)
        self.pool = self._kinds()
        order = {period: at for at, period in enumerate(problem.periods)}
        requests = sorted(enumerate(problem.requests), key=lambda row: (*_rank(row[1], order), row[0]))
        self.nodes = 0
        self.community = self._numbered(sorted(self.asked))
        self.desk = self._numbered(sorted(self.desk_asked, key=lambda key: (key[0], order[key[1]])))
        self.request = self._numbered([at for at, _ in requests])
        wanted = {(self.skills.index(request.skill), order[request.period]) for request in problem.requests}
        self.skill = self._numbered([(skill, problem.periods[at]) for skill, at in sorted(wanted)])
        kinds = sorted(self.pool, key=lambda key: (order[key[1]], key[0][0], sorted(key[0][1]), key[0][2] or ""))
        self.kind = self._numbered(kinds)
        self.employer = self._numbered(sorted({(kind[0], period) for kind, period in kinds}))
        (self.sink,) = self._numbered([0]).values()

    def _numbered(self, names: list[Name]) -> dict[Name, int]:
        first = self.nodes
        self.nodes += len(names)
        return {name: first + at for at, name in enumerate(names)}

    def _kinds(self) -> dict[tuple[Kind, str], list[SendableMember]]:
        """The members of each kind who can go in each period, by their ids."""
        pool: dict[tuple[Kind, str], list[SendableMember]] = defaultdict(list)
        known: dict[tuple[object, ...], Kind] = {}
        for member in sorted(self.problem.members, key=lambda member: member.id):
            look = (member.employer, member.skills, member.home)
            if look not in known:
                able = frozenset(n for n, skill in enumerate(self.skills) if member.can(skill))
                known[look] = (member.employer, able, member.home if member.home in self.asked else None)
            for period in self.problem.periods if member.periods is None else member.periods:
                pool[known[look], period].append(member)
        return pool

    @cached_property
    def quota(self) -> dict[Desk, Quota]:
        """The quota of each desk."""
        found: dict[Desk, Quota] = {}
        for quota in self.problem.quotas:
            for period in self.problem.periods if quota.period is None else (quota.period,):
                found[quota.community, period] = quota
        return {key: found.get(key, Quota(key[0])) for key in self.desk}

    @cached_property
    def desks_of(self) -> dict[UnitId, list[Desk]]:
        """The desks of each community."""
        own: dict[UnitId, list[Desk]] = defaultdict(list)
        for key in self.desk:
            own[key[0]].append(key)
        return own

    @cached_property
    def arcs(self) -> list[tuple[int, int, int, int]]:
        """The arcs: tail, head, room, cost."""
        rows = [
            (self.community[key[0]], self.desk[key], self.most(key) - quota.least, 0)
            for key, quota in self.quota.items()
        ]
        at_home: dict[Desk, list[Kind]] = defaultdict(list)
        for kind, period in self.kind:
            if kind[2] is not None:
                at_home[kind[2], period].append(kind)
        for at, node in self.request.items():
            request = self.problem.requests[at]
            key, wanted = (request.community, request.period), self.skills.index(request.skill)
            rows.append((self.desk[key], node, request.people, (3 - request.priority) * URGENCY))
            rows.append((node, self.skill[wanted, request.period], request.people, 1))
            local = (self.kind[kind, request.period] for kind in at_home[key] if wanted in kind[1])
            rows.extend((node, kind, request.people, 0) for kind in local)
        for (kind, period), node in self.kind.items():
            count = len(self.pool[kind, period])
            rows.extend((self.skill[n, period], node, count, 0) for n in self._highest(kind[1], period))
            rows.append((node, self.employer[kind[0], period], count, 0))
        rows.extend(
            (self.skill[n, period], self.skill[m, period], self.limit_of_all, 0) for n, m, period in self._steps()
        )
        rows.extend((node, self.sink, self.limit[employer], 0) for (employer, _), node in self.employer.items())
        return rows

    def _highest(self, able: frozenset[int], period: str) -> list[int]:
        """Of what a kind can do, the highest level of each skill; without any, what anyone can do."""
        best = {self._name(n): n for n in sorted(able) if (n, period) in self.skill}
        return sorted(n for name, n in best.items() if name or len(best) == 1)

    def _steps(self) -> Iterator[tuple[int, int, str]]:
        """From each level of a skill to the next one asked for, and from what anyone can do to each skill's first."""
        last: dict[tuple[str, str], int] = {}
        for n, period in self.skill:
            name = self._name(n)
            under = last.get((name, period), last.get(("", period)))
            if under is not None:
                yield under, n, period
            last[name, period] = n

    def _name(self, n: int) -> str:
        """The skill asked for; empty for what anyone can do."""
        asked = self.skills[n]
        return "" if asked is None else asked.skill

    def most(self, desk: Desk) -> int:
        """The most people that a desk can get."""
        asked, most = self.desk_asked[desk], self.quota[desk].most
        return asked if most is None else min(asked, most)

    def columns(self) -> tuple[Ints, Ints, Longs, Longs]:
        """The arcs, column by column."""
        table = np.array(self.arcs, dtype=np.int64).reshape(-1, 4)
        tail, head, room, cost = (np.ascontiguousarray(column) for column in table.T)
        return tail.astype(np.int32), head.astype(np.int32), room, cost

    def least_people(self) -> list[Desk]:
        """Each person of the least quotas, as the desk they are for; in balance."""
        people = [(key, nth) for key, quota in self.quota.items() for nth in range(quota.least)]
        people.sort(key=lambda one: share_key(one[1], self.quota[one[0]].least))
        return [key for key, _ in people]

    def people_beyond(self, had: Counter[UnitId]) -> list[UnitId]:
        """Each person asked for beyond what communities had, as the community they are for; the least share first."""
        people = [(at, nth) for at in self.community for nth in range(had[at], self.asked[at])]
        people.sort(key=lambda one: share_key(one[1], self.asked[one[0]]))
        return [at for at, _ in people]

    def room_out_of(self, inside: Flags) -> int:
        """How much the arcs that leave some nodes hold."""
        tail, head, room, _ = self.columns()
        return int(room[inside[tail] & ~inside[head]].sum())


def _skill_key(skill: RequiredSkill | None) -> tuple[str, int]:
    return ("", 0) if skill is None else (skill.skill, skill.level_min)


def _rank(request: Request, order: dict[str, int]) -> tuple[str, int, tuple[str, int], int, int]:
    skill = _skill_key(request.skill)
    return request.community, order[request.period], skill, -request.priority, request.people
