"""Who is left to fill the seats of an unmet demand: rule after rule, and then what the plan already asks of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from attrs import evolve, frozen

from commgov.core import Service
from commgov.matching.asking import mask_of
from commgov.matching.candidates import Candidates, blocks, not_banned
from commgov.matching.columns import Columns, Flags, Ints, Longs, Pairs, Spans
from commgov.matching.offer_caps import Caps, Counted, caps_of, taken_caps
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import Availability, MaxDistance, Skills
from commgov.matching.seating import FREE, Seating
from commgov.matching.starts import timed_pairs

BANNED = "ban"
"""The kind of reason that bans by hand are."""


@frozen(eq=False)
class Loads:
    """What a plan already asks of the members.

    Args:
        minutes: `int64[members, weeks]`.
        services: `int64[members, weeks]`.
        serving: when each member serves.
        taken: how often offers with a cap are taken up.
    """

    minutes: Longs
    services: Longs
    serving: Spans
    taken: Counter[Counted]

    @classmethod
    def of(
        cls, columns: Columns, member: Ints, start: Ints, minutes: Ints, taken: Counter[Counted] | None = None
    ) -> "Loads":
        """From the services of a plan, as columns."""
        shape = (len(columns.members), len(columns.weeks) - 1)
        at = np.ravel_multi_index((member, columns.week_of(start)), shape)
        order = np.lexsort((start, member))
        first = np.searchsorted(member[order], np.arange(shape[0] + 1)).astype(np.int64)
        return cls(
            np.bincount(at, weights=minutes, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape),
            np.bincount(at, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape),
            Spans(first, start[order], (start + minutes)[order].astype(np.int32)),
            Counter() if taken is None else taken,
        )

    @classmethod
    def of_services(cls, problem: MatchingProblem, services: Sequence[Service]) -> "Loads":
        """From the services of a plan."""
        columns = problem.columns
        member = np.array([problem.member_at[service.member] for service in services], dtype=np.int32)
        start = np.array([columns.minute(service.start) for service in services], dtype=np.int32)
        minutes = np.array([service.minutes for service in services], dtype=np.int32)
        return cls.of(columns, member, start, minutes, taken_caps(problem, services))

    def full(self, problem: MatchingProblem, pairs: Pairs) -> Flags:
        """Which pairs would take the member over a weekly cap."""
        columns = problem.columns
        week = columns.week_of(pairs.start)
        over: Flags = columns.given_away[pairs.member] & (self.services[pairs.member].sum(axis=1) > 0)
        if problem.limits_minutes:
            then = self.minutes[pairs.member, week] + pairs.minutes
            over |= then > columns.members.minutes_max[pairs.member]
        if problem.limits_services:
            over |= self.services[pairs.member, week] >= columns.members.services_max[pairs.member]
        return over

    def used_up(self, caps: Caps) -> Flags:
        """Which of the candidates whose caps these are count for an offer that is taken up as often as it says."""
        over = np.array([self.taken[name] >= most for name, most in zip(caps.counted, caps.most, strict=True)])
        used_up: Flags = np.append(over.astype(bool), [False])[caps.of]
        return used_up

    def busy(self, problem: MatchingProblem, pairs: Pairs) -> Flags:
        """Which pairs find the member serving others at that time, or so near to it that a long way would not fit."""
        if problem.no_overlap is None:
            return np.zeros(len(pairs), dtype=bool)
        way = problem.no_overlap.travel[-1]
        return self.serving.touch(pairs.member, pairs.start - way, pairs.end + way)


@frozen(eq=False)
class Crowd:
    """Those whom all rules allow on a line of seats, and what the plan asks of them.

    Args:
        need: how many seats there are.
        members: how many are allowed.
        local: how many of them live in the demand's unit or below it.
        full: how many are at a weekly limit, or have taken their offer up as often as it says.
        busy: how many of the others serve elsewhere at that time.
        idle: `int64`, the rest, who could still serve.
        spent: how many of the full are so because what they offer has been taken up as often as it can be.
    """

    need: int
    members: int
    local: int
    full: int
    busy: int
    idle: Longs
    spent: int = 0

    @property
    def lacking(self) -> int:
        """How many seats nobody is left for."""
        return max(0, self.need - len(self.idle))


def crowds_of(
    problem: MatchingProblem, seating: Seating, candidates: Candidates, loads: Loads, lines: Ints
) -> dict[int, Crowd]:
    """The crowd of each of some lines, by the line.

    Args:
        problem: the problem.
        seating: its lines.
        candidates: all that the rules allow, of every line.
        loads: what the plan asks of the members.
        lines: `int32`, which lines.
    """
    position = np.full(len(seating), -1, dtype=np.int64)
    position[lines] = np.arange(len(lines))
    own = np.flatnonzero(position[candidates.line] >= 0)
    start = candidates.start[own]
    pairs = Pairs(problem.columns, candidates.member[own], seating.role[candidates.line[own]], start)
    pairs = evolve(pairs, end=start + candidates.minutes[own])
    of_line = position[candidates.line[own]]
    used_up = loads.used_up(caps_of(problem, seating, candidates.where(own)))
    can = ~loads.full(problem, pairs) & ~used_up
    idle = can & ~loads.busy(problem, pairs)
    here = _is_local(problem.columns, pairs.member, pairs.demand)
    kinds = (np.ones_like(can), here, can, idle, used_up)
    members, local, able, free, spent = (_distinct(of_line[kind], pairs.member[kind], len(lines)) for kind in kinds)
    idlers = _distinct_pairs(of_line[idle], pairs.member[idle]) & _LOW
    idle_of = np.split(idlers, np.cumsum(free)[:-1]) if len(lines) else []
    figures = (seating.need[lines], members, local, able, spent)
    counts = zip(*(figure.tolist() for figure in figures), idle_of, strict=True)
    return {
        line: Crowd(need, allowed, near, full=allowed - left, busy=left - len(who), idle=who, spent=used)
        for line, (need, allowed, near, left, used, who) in zip(lines.tolist(), counts, strict=True)
    }


@frozen
class Stage:
    """One step on the way from all members to those whom the rules allow on a line.

    Args:
        rule: what removes people here: the name of a rule, or `BANNED`.
        before: how many there were before it.
        left: how many it leaves.
        local: how many of those before it live in the demand's unit or below it.
        near: whether only those were counted who live near enough.
        timed: whether it depends on when the service begins.
    """

    rule: str
    before: int
    left: int
    local: int
    near: bool
    timed: bool


def rules_that_leave_nobody(problem: MatchingProblem, seating: Seating, lines: Ints) -> Iterator[tuple[int, Stage]]:
    """The first stage that leaves nobody for each of some lines."""
    for line, stages in stages_of(problem, seating, lines):
        for stage in stages:
            if stage.left == 0:
                yield line, stage
                break


def stages_of(problem: MatchingProblem, seating: Seating, lines: Ints) -> Iterator[tuple[int, tuple[Stage, ...]]]:
    """Ask rule after rule whom it removes from some lines: where people live first, as that narrows the place."""
    columns = problem.columns
    for own, members in blocks(problem, seating, lines):
        demand = columns.demands.demand_of_role[seating.role[own]]
        who, where = np.tile(members, len(own)), np.repeat(demand, len(members))
        anyone = seating.team[own[0]] == FREE and seating.pin[own[0]] == FREE
        everybody = columns.people if anyone else len(members)  # of a team, or whoever was given by hand
        stages = _Stages(own, _is_local(columns, who, where), everybody, len(members))
        left = np.ones(len(who), dtype=bool)
        stages.enter(Skills().name, left)
        most = distance_max(problem)
        if most is not None:
            left = columns.places.steps(columns.members.unit[who], columns.demands.unit[where]) <= most
            stages.enter(MaxDistance(most).name, left)
            stages.near = True
        stages.timed = True
        pairs, of_pair = timed_pairs(problem, seating, own, members)
        pairs, of_pair = pairs.where(left[of_pair]), of_pair[left[of_pair]]
        # A flexible demand has no pair with whoever is never free long enough.
        stages.enter(Availability().name, _those(of_pair, len(who)))
        for rule in problem.rules:
            mask = mask_of(rule, pairs)
            pairs, of_pair = pairs.where(mask), of_pair[mask]
            stages.enter(rule.name, _those(of_pair, len(who)))
        stages.enter(BANNED, _those(of_pair[not_banned(problem, pairs)], len(who)))
        yield from zip(own.tolist(), map(tuple, stages.found), strict=True)


class _Stages:
    """Who is left for some lines, stage by stage; notes the stages that remove somebody, and those with nobody left.

    Set `near` once only those are left who live near enough, `timed` from where on it matters when a service begins.
    """

    def __init__(self, lines: Ints, here: Flags, everybody: int, members: int) -> None:
        self.found: list[list[Stage]] = [[] for _ in lines]
        self.near = self.timed = False
        self._here = here.reshape(len(lines), members)
        self._left = np.full(len(lines), everybody)
        self._local = self._here.sum(axis=1)

    def enter(self, rule: str, left: Flags) -> None:
        """Go on with those who are left (`bool[lines * members]`)."""
        table = left.reshape(self._here.shape)
        then = table.sum(axis=1)
        for at in np.flatnonzero((then < self._left) | (then == 0)).tolist():
            stage = Stage(rule, int(self._left[at]), int(then[at]), int(self._local[at]), self.near, self.timed)
            self.found[at].append(stage)
        self._left, self._local = then, (table & self._here).sum(axis=1)


def _those(of_pair: Longs, count: int) -> Flags:
    """`bool[count]`: which numbers there are."""
    there = np.zeros(count, dtype=bool)
    there[of_pair] = True
    return there


def distance_max(problem: MatchingProblem) -> int | None:
    """How many steps from the demand a member may live, if that is limited and there is a tree to count them in."""
    if problem.columns.places.path.shape[1] == 0:
        return None
    limits = [rule.steps for rule in problem.rules if isinstance(rule, MaxDistance)]
    return min(limits, default=None)


def _is_local(columns: Columns, member: Ints, demand: Ints) -> Flags:
    """`bool[pairs]`: whether the member lives in the demand's unit or below it."""
    places = columns.places
    home, site = columns.members.unit[member], columns.demands.unit[demand]
    if places.path.shape[1] == 0:
        return np.equal(home, site)
    depth = places.depth[site]
    return np.equal(places.path[home, depth], places.path[site, depth])


_LOW = (1 << 32) - 1


def _distinct_pairs(of_line: Longs, member: Ints) -> Longs:
    """Each line and member once, sorted: the line in the upper 32 bits, the member in the lower ones."""
    return np.unique((of_line.astype(np.int64) << 32) + member)


def _distinct(of_line: Longs, member: Ints, lines: int) -> Longs:
    """How many different members each line has."""
    return np.bincount(_distinct_pairs(of_line, member) >> 32, minlength=lines)


def idle_on(crowds: dict[int, Crowd], lines: Iterable[int]) -> Longs:
    """Whoever could still serve on one of the lines."""
    return np.unique(np.concatenate([crowds[at].idle for at in lines]))
