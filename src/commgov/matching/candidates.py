"""Who may serve what: the sparse candidates of a problem, found block by block, never as a members × demands matrix.

`shortlist` keeps the cheapest members of each line of seats. What it leaves out is not forgotten: `beyond` finds, once
seats have prices, every pair that is cheaper than its seat's price. A bound over those is a bound over all pairs,
because a pair that costs more than its seat is worth cannot improve any member's schedule.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from attrs import evolve, frozen

from commgov.matching.columns import Columns, Flags, Ints, Longs, Pairs
from commgov.matching.piece import PRICE_SCALE
from commgov.matching.problem import CandidateTable, MatchingProblem
from commgov.matching.rules import Skills
from commgov.matching.seating import FREE, Seating
from commgov.matching.starts import spread, timed_pairs

BLOCK = 1 << 20
"""Pairs that are judged at a time; bounds the memory."""


@frozen(eq=False)
class Candidates:
    """Members for lines of seats, sorted by line, then member, then start.

    Args:
        line: `int32[candidates]`.
        member: `int32[candidates]`.
        start: `int32[candidates]`, minutes since the origin.
        cost: `int32[candidates]`.
        complete: whether every allowed pair is here.
    """

    line: Ints
    member: Ints
    start: Ints
    cost: Ints
    complete: bool

    def __len__(self) -> int:
        """How many."""
        return len(self.line)

    def joined(self, other: "Candidates") -> "Candidates":
        """Both lists as one, each candidate once; complete only if this one was."""
        line = np.concatenate([self.line, other.line])
        member = np.concatenate([self.member, other.member])
        start = np.concatenate([self.start, other.start])
        cost = np.concatenate([self.cost, other.cost])
        order = np.lexsort((start, member, line))
        line, member, start, cost = (column[order] for column in (line, member, start, cost))
        new = np.ones(len(line), dtype=bool)
        new[1:] = (line[1:] != line[:-1]) | (member[1:] != member[:-1]) | (start[1:] != start[:-1])
        return Candidates(line[new], member[new], start[new], cost[new], self.complete)

    def without(self, closed: Flags) -> "Candidates":
        """Without the candidates of closed lines (`bool[lines]`); as complete as before."""
        keep = ~closed[self.line]
        return self if keep.all() else evolve(self.where(keep), complete=self.complete)

    def where(self, keep: Flags | Longs) -> "Candidates":
        """Some of them, in the same order; no longer complete."""
        return Candidates(self.line[keep], self.member[keep], self.start[keep], self.cost[keep], complete=False)


def shortlist(problem: MatchingProblem, seating: Seating, *, nearest: int | None) -> Candidates:
    """The cheapest allowed members of each line.

    Args:
        problem: the problem.
        seating: its lines.
        nearest: how many members a line, each with all their starts; None: all that are allowed.
    """
    if problem.table is not None:
        return _from_table(problem, seating, problem.table)
    if nearest is None:
        return _sweep(problem, seating, lambda _lines, _members, cost: np.ones(cost.shape, dtype=bool), complete=True)

    def cheapest(_lines: Ints, members: Ints, cost: Longs) -> Flags:
        if cost.shape[1] <= nearest:
            return np.ones(cost.shape, dtype=bool)
        rank = cost * (int(members.max(initial=0)) + 1) + members  # ties: the lower number, on every machine
        chosen = np.argpartition(rank, nearest - 1, axis=1)[:, :nearest]
        keep = np.zeros(cost.shape, dtype=bool)
        np.put_along_axis(keep, chosen, values=True, axis=1)
        return keep

    return _sweep(problem, seating, cheapest, complete=False)


def beyond(problem: MatchingProblem, seating: Seating, prices: Longs) -> Candidates:
    """Every allowed pair that costs less than its seat's price, shortlisted or not.

    Args:
        problem: the problem.
        seating: its lines.
        prices: `int64[lines]`, in units of `1 / PRICE_SCALE`.
    """
    worth = -(-prices // PRICE_SCALE)

    def cheaper(lines: Ints, _members: Ints, cost: Longs) -> Flags:
        return cost < worth[lines][:, None]

    return _sweep(problem, seating, cheaper, complete=False)


_Keep = Callable[[Ints, Ints, Longs], Flags]
_REFUSED = np.int64(1) << 31


def _sweep(problem: MatchingProblem, seating: Seating, keep: _Keep, *, complete: bool) -> Candidates:
    """Judge all members who hold a line's skills, in blocks of lines that ask for the same."""
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    for lines, members in blocks(problem, seating, np.arange(len(seating), dtype=np.int32)):
        pairs, of_pair = timed_pairs(problem, seating, lines, members)
        allowed = _allowed(problem, pairs)
        pairs, of_pair = pairs.where(allowed), of_pair[allowed]
        cost = np.full(len(lines) * len(members), _REFUSED)
        price = problem.objective.cost(pairs)
        cost[of_pair] = price
        kept = keep(lines, members, cost.reshape(len(lines), len(members))).ravel()[of_pair]
        found.append((lines[of_pair[kept] // len(members)], pairs.member[kept], pairs.start[kept], price[kept]))
    if not found:
        nothing = np.zeros(0, dtype=np.int32)
        return Candidates(nothing, nothing, nothing, nothing, complete)
    line, member, start, cost32 = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((start, member, line))
    return Candidates(line[order], member[order], start[order], cost32[order], complete)


def blocks(problem: MatchingProblem, seating: Seating, lines: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Lines that ask for the same skills and the members who hold them, about `BLOCK` pairs at a time.

    Args:
        problem: the problem.
        seating: its lines.
        lines: `int32`, which of them. A pinned line comes alone, with its only member.
    """
    columns = problem.columns
    by_skill = any(isinstance(rule, Skills) for rule in problem.rules)
    signatures = _signatures(columns) if by_skill else [()] * len(columns.demands.need)
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    open_lines = lines[seating.pin[lines] == FREE]
    for line, role in zip(open_lines.tolist(), seating.role[open_lines].tolist(), strict=True):
        groups.setdefault(signatures[role], []).append(line)
    for asks, own in groups.items():
        members = _holders(columns, asks)
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
    holds = np.ones(len(columns.members), dtype=bool)
    for skill, level in asks:
        holds &= columns.members.level[:, skill] >= level
    return np.flatnonzero(holds).astype(np.int32)


def _allowed(problem: MatchingProblem, pairs: Pairs) -> Longs:
    """The pairs that every rule and no ban allows, as their positions. Each rule sees what the ones before left."""
    at = np.arange(len(pairs))
    left = pairs
    for rule in problem.rules:
        mask = rule.mask(left)
        if not mask.all():
            left, at = left.where(mask), at[mask]
    if problem.bans:
        count = len(problem.columns.members)
        banned = [problem.demand_at[ban.demand] * count + problem.member_at[ban.member] for ban in problem.bans]
        at = at[~np.isin(left.demand.astype(np.int64) * count + left.member, banned)]
    return at


def _from_table(problem: MatchingProblem, seating: Seating, table: CandidateTable) -> Candidates:
    """The caller's candidates that the rules allow, on every line of their role."""
    columns = problem.columns
    role, member, cost = (np.asarray(column, dtype=np.int32) for column in (table.role, table.member, table.cost))
    if table.start is None:
        start = columns.demands.earliest[columns.demands.demand_of_role[role]]
    else:
        start = np.asarray(table.start, dtype=np.int32)
    row = _allowed(problem, Pairs(columns, member, role, start))
    line, row = _lines_of(seating, role, row)
    fits = (seating.start[line] == FREE) | (seating.start[line] == start[row])
    fits &= (seating.pin[line] == FREE) | (seating.pin[line] == member[row])
    line, row = line[fits], row[fits]
    member, start, cost = member[row], start[row], cost[row]
    if not (np.diff((line.astype(np.int64) << 32) + member) > 0).all():
        order = np.lexsort((start, member, line))
        line, member, start, cost = line[order], member[order], start[order], cost[order]
    return Candidates(line, member, start, cost, complete=True)


def _lines_of(seating: Seating, role: Ints, row: Longs) -> tuple[Ints, Longs]:
    """The lines of each row's role, and the row again for each of them."""
    lines_of_role = np.bincount(seating.role, minlength=int(role.max(initial=0)) + 1)
    if (lines_of_role == 1).all():  # then lines are numbered as roles are
        return role[row], row
    by_role = np.argsort(seating.role, kind="stable").astype(np.int32)
    first = np.cumsum(lines_of_role) - lines_of_role
    again, nth = spread(lines_of_role[role[row]])
    return by_role[first[role[row[again]]] + nth], row[again]
