"""Who may serve what: the sparse candidates of a problem, found block by block, never as a members × demands matrix.

The engines look at the cheapest members of each line first (`nearest`). What that leaves out is not forgotten: once
seats have prices, all pairs are priced out, and those that a member's best schedule would use join the list.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from attrs import evolve, frozen

from commgov.matching.asking import kept_by
from commgov.matching.candidate_table import CandidateTable
from commgov.matching.columns import Columns, Flags, Ints, Longs, Pairs
from commgov.matching.piece import begins
from commgov.matching.problem import MatchingProblem
from commgov.matching.resources import resource_candidates
from commgov.matching.rules import PairRule, Skills, is_timeless
from commgov.matching.seating import FREE, NO_TEAM, Seating
from commgov.matching.starts import spread, timed_pairs

BLOCK = 1 << 17
"""Pairs that are judged at a time; bounds the memory."""


@frozen(eq=False)
class Candidates:
    """Members for lines of seats, sorted by line, then member, then start.

    Args:
        line: `int32[candidates]`.
        member: `int32[candidates]`.
        start: `int32[candidates]`, minutes since the origin.
        minutes: `int32[candidates]`, how long the service takes.
        cost: `int32[candidates]`.
    """

    line: Ints
    member: Ints
    start: Ints
    minutes: Ints
    cost: Ints

    def __len__(self) -> int:
        """How many."""
        return len(self.line)

    def joined(self, other: "Candidates") -> "Candidates":
        """Both lists as one, each candidate once."""
        line = np.concatenate([self.line, other.line])
        member = np.concatenate([self.member, other.member])
        start = np.concatenate([self.start, other.start])
        minutes = np.concatenate([self.minutes, other.minutes])
        cost = np.concatenate([self.cost, other.cost])
        order = np.lexsort((start, member, line))
        line, member, start, minutes, cost = (column[order] for column in (line, member, start, minutes, cost))
        new = begins(line, member, start)
        return Candidates(line[new], member[new], start[new], minutes[new], cost[new])

    def without(self, closed: Flags) -> "Candidates":
        """Without the candidates of closed lines (`bool[lines]`)."""
        keep = ~closed[self.line]
        return self if keep.all() else self.where(keep)

    def nearest(self, count: int) -> Flags:
        """`bool[candidates]`: each line's `count` cheapest members and each member's cheapest lines, all their starts.

        Lines alone would list the same few members all over a neighbourhood, and leave out those who have time. Of
        equally cheap ones, lots are drawn.
        """
        new = self.first_starts()
        first = np.flatnonzero(new)
        line, member = self.line[first], self.member[first]
        lot = lots(line, member)
        keep = _ranks(line, self.cost[first], lot) < count
        keep |= _ranks(member, self.cost[first], lot) < count
        listed: Flags = keep[np.cumsum(new) - 1]
        return listed

    def first_starts(self) -> Flags:
        """`bool[candidates]`: whether this is the first start of its member on its line."""
        return begins(self.line, self.member)

    def on_lines(self, lines: Ints) -> "Candidates":
        """Those of some lines, in the same order."""
        lines = np.unique(lines)
        first, end = (np.searchsorted(self.line, lines, side=side) for side in ("left", "right"))
        line, nth = spread((end - first).astype(np.int64))
        return self.where(first[line] + nth)

    def where(self, keep: Flags | Longs) -> "Candidates":
        """Some of them, in the same order."""
        line, member, start = self.line[keep], self.member[keep], self.start[keep]
        return Candidates(line, member, start, self.minutes[keep], self.cost[keep])


def _ranks(group: Ints, cost: Ints, lot: Longs) -> Longs:
    """The place of each in its group, the cheapest first, of equals the lower lot."""
    order = np.argsort((group.astype(np.int64) << 32) + (np.minimum(cost, _DEAR).astype(np.int64) << _LOT_BITS) + lot)
    sizes = np.bincount(group)
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rank


def lots(line: Ints, member: Ints) -> Longs:
    """`int64[pairs]`: a lot for each pair, always the same (the last step of splitmix64; S. Vigna)."""
    z = (line.astype(np.uint64) << np.uint64(32)) + member.astype(np.uint64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (z >> np.uint64(64 - _LOT_BITS)).astype(np.int64)


_LOT_BITS = 20
_DEAR = (1 << 32 - _LOT_BITS) - 1


def allowed_candidates(problem: MatchingProblem, seating: Seating, lines: Ints | None = None) -> Candidates:
    """Every member whom the rules allow for each line, at the starts that are tried.

    All of them are listed once: a problem never changes, and its list is kept as long as it is there. (A caller's own
    table is the list.)

    Args:
        problem: the problem.
        seating: its lines.
        lines: `int32`, which of them; None: all.
    """
    if problem.table is not None:
        found_there = _from_table(problem, seating, problem.table)
        return found_there if lines is None else found_there.on_lines(lines)
    kept = _KEPT.get(problem)
    if kept is not None:
        return kept if lines is None else kept.on_lines(lines)
    if lines is not None:
        return _listed(problem, seating, lines)
    kept = _KEPT[problem] = _listed(problem, seating, np.arange(len(seating), dtype=np.int32))
    return kept


_KEPT: WeakKeyDictionary[MatchingProblem, Candidates] = WeakKeyDictionary()


def _listed(problem: MatchingProblem, seating: Seating, lines: Ints) -> Candidates:
    """The candidates of some lines by the rules."""
    found: list[tuple[Ints, ...]] = []
    timed = [rule for rule in problem.rules if not is_timeless(rule)]
    found += resource_candidates(problem, seating, lines)
    for some, members in blocks(problem, seating, lines):
        pairs, of_pair = timed_pairs(problem, seating, some, members, _at_any_time(problem, seating, some, members))
        kept = _allowed(problem, pairs, timed)
        pairs = pairs.where(kept)
        line = some[of_pair[kept] // len(members)]
        found.append((line, pairs.member, pairs.start, pairs.minutes, problem.objective.cost(pairs)))
    if not found:
        nothing = np.zeros(0, dtype=np.int32)
        return Candidates(nothing, nothing, nothing, nothing, nothing)
    line, member, start, minutes, cost = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((start, member, line))
    usual = Candidates(line[order], member[order], start[order], minutes[order], cost[order])
    if problem.tried:
        tried = _tried(problem, seating)
        usual = usual.joined(tried.where(np.isin(tried.line, lines)))
    return usual


def _tried(problem: MatchingProblem, seating: Seating) -> Candidates:
    """The problem's `tried` services that the rules allow, on lines whose start is chosen with the member."""
    columns = problem.columns
    demands, lines_of_role = columns.demands, dict[int, list[int]]()
    for at in np.flatnonzero(seating.start == FREE).tolist():
        lines_of_role.setdefault(int(seating.role[at]), []).append(at)
    rows: list[tuple[int, int, int, int]] = []
    for service in problem.tried:
        demand, member = problem.demand_at.get(service.demand), problem.member_at.get(service.member)
        if demand is None or member is None or service.seat >= len(demands.seat_role[demand]):
            continue
        role, start = int(demands.role_from[demand]) + demands.seat_role[demand][service.seat], service.start
        if demands.earliest[demand] <= columns.minute(start) <= demands.latest[demand] - demands.minutes[demand]:
            free = (line for line in lines_of_role.get(role, ()) if seating.pin[line] in {FREE, member})
            rows += [(line, role, member, columns.minute(start)) for line in free]
    line, *pair = np.array(rows, dtype=np.int32).reshape(-1, 4).T
    pairs = Pairs(columns, pair[1], pair[0], pair[2])
    kept = _allowed(problem, pairs, problem.rules)
    pairs = pairs.where(kept)
    cost = problem.objective.cost(pairs)
    return Candidates(line[kept], pairs.member, pairs.start, pairs.minutes, cost)


def blocks(problem: MatchingProblem, seating: Seating, lines: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Lines that ask for the same skills and the members who hold them, about `BLOCK` pairs at a time.

    Args:
        problem: the problem.
        seating: its lines.
        lines: `int32`, which of them. A pinned line comes alone, with its only member; lines that venues or goods
            fill, or that nobody may fill, do not come.
    """
    columns = problem.columns
    by_skill = any(isinstance(rule, Skills) for rule in problem.rules)
    signatures = _signatures(columns) if by_skill else [()] * len(columns.demands.need)
    groups: dict[tuple[tuple[tuple[int, int], ...], int], list[int]] = {}
    lines = lines[~seating.of_resources[lines] & (seating.team[lines] != NO_TEAM)]
    free = lines[seating.pin[lines] == FREE]
    for line, role, team in zip(free.tolist(), seating.role[free].tolist(), seating.team[free].tolist(), strict=True):
        groups.setdefault((signatures[role], team), []).append(line)
    for (asks, team), own in groups.items():
        members = _holders(columns, asks)
        if team != FREE:
            members = np.array(sorted(problem.team_rows[team].intersection(members.tolist())), dtype=np.int32)
        step = max(1, BLOCK // max(1, len(members)))
        for first in range(0, len(own), step):
            yield np.array(own[first : first + step], dtype=np.int32), members
    for pinned in lines[seating.pin[lines] != FREE][:, None]:
        yield pinned, seating.pin[pinned]


def _signatures(columns: Columns) -> list[tuple[tuple[int, int], ...]]:
    """What each role asks for: (skill, level) pairs."""
    demands = columns.demands
    asks = list(zip(demands.ask_skill.tolist(), demands.ask_level.tolist(), strict=True))
    ends = demands.asks_from.tolist()
    return [tuple(asks[a:b]) for a, b in pairwise(ends)]


def _holders(columns: Columns, asks: tuple[tuple[int, int], ...]) -> Ints:
    """The members who hold all the skills asked for."""
    holds = np.ones(columns.people, dtype=bool)
    for skill, level in asks:
        holds &= columns.members.level[: columns.people, skill] >= level
    return np.flatnonzero(holds).astype(np.int32)


def _at_any_time(problem: MatchingProblem, seating: Seating, lines: Ints, members: Ints) -> Longs | None:
    """The pairs of lines and members that the timeless rules allow, before there are starts to multiply them."""
    rules = [rule for rule in problem.rules if is_timeless(rule)]
    if not rules:
        return None
    role = np.repeat(seating.role[lines], len(members))
    member = np.tile(members, len(lines))
    return kept_by(rules, Pairs(problem.columns, member, role, np.zeros(len(role), dtype=np.int32)))


def _allowed(problem: MatchingProblem, pairs: Pairs, rules: Sequence[PairRule]) -> Longs:
    """The pairs that the rules and no ban allow, as their positions."""
    at = kept_by(rules, pairs)
    return at[not_banned(problem, pairs.where(at))] if problem.bans else at


def not_banned(problem: MatchingProblem, pairs: Pairs) -> Flags:
    """`bool[pairs]`: which pairs are not banned by hand."""
    count = len(problem.columns.members)
    banned = [problem.demand_at[ban.demand] * count + problem.member_at[ban.member] for ban in problem.bans]
    return ~np.isin(pairs.demand.astype(np.int64) * count + pairs.member, banned)


def _from_table(problem: MatchingProblem, seating: Seating, table: CandidateTable) -> Candidates:
    """The caller's candidates that the rules allow, on every line of their role."""
    columns = problem.columns
    role, member, cost = (np.asarray(column, dtype=np.int32) for column in (table.role, table.member, table.cost))
    if table.start is None:
        start = columns.demands.earliest[columns.demands.demand_of_role[role]]
    else:
        start = np.asarray(table.start, dtype=np.int32)
    pairs = Pairs(columns, member, role, start)
    if table.minutes is not None:
        pairs = evolve(pairs, end=start + np.asarray(table.minutes, dtype=np.int32))
    row = _allowed(problem, pairs, problem.rules)
    line, row = _lines_of(seating, role, row)
    if (seating.start != FREE).any() or (seating.pin != FREE).any():
        fits = (seating.start[line] == FREE) | (seating.start[line] == start[row])
        fits &= (seating.pin[line] == FREE) | (seating.pin[line] == member[row])
        line, row = line[fits], row[fits]
    rises = np.diff(line) > 0
    if not (rises | ((np.diff(line) == 0) & (np.diff(member[row]) > 0))).all():
        order = np.lexsort((start[row], member[row], line))
        line, row = line[order], row[order]
    elif len(row) == len(role) and (np.diff(row) == 1).all():  # all of them, in their order
        return Candidates(line, member, start, pairs.minutes, cost)
    return Candidates(line, member[row], start[row], pairs.minutes[row], cost[row])


def _lines_of(seating: Seating, role: Ints, row: Longs) -> tuple[Ints, Longs]:
    """The lines of each row's role, and the row again for each of them."""
    lines_of_role = np.bincount(seating.role, minlength=int(role.max(initial=0)) + 1)
    if (lines_of_role == 1).all():  # then lines are numbered as roles are
        return role[row], row
    by_role = np.argsort(seating.role, kind="stable").astype(np.int32)
    first = np.cumsum(lines_of_role) - lines_of_role
    again, nth = spread(lines_of_role[role[row]])
    return by_role[first[role[row[again]]] + nth], row[again]
