"""Column generation: what all schedules of single members can prove, worked out by linear programming.

A column is a schedule of one member that keeps the hours and, if asked, overlaps nowhere. The master problem takes at
most one schedule a member and each demand at most once; HiGHS, as scipy brings it, solves its linear relaxation. Its
prices ask each member for a better schedule, which an exact dynamic program finds. With few columns the master's value
is above that of all columns: an upper end. At any prices, what demands pay less what the best schedules gain is a lower
end (Lagrangian duality). Besides the master's own prices, those half way to the best ones so far are asked, or the
master would swing (P. Wentges, 1997).
"""

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array

Numbers = NDArray[np.float64]
Longs = NDArray[np.int64]
_CLOSE = 1e-4
"""Share of the value by which the two ends may still differ at the end."""
_ROUNDS = 400


@frozen
class Ends:
    """Between them lies the value of the relaxation over all schedules."""

    lower: float
    upper: float
    columns: int


def column_generation(made: SimpleNamespace, *, windows: bool) -> Ends:
    """The two ends, as near to each other as the rounds allow.

    Args:
        made: an instance of the generator.
        windows: whether a member's services must not overlap.
    """
    unserved = made.unserved.astype(float)
    owner = made.dem_of_edge()
    saved = made.cost - unserved[owner]
    columns: dict[tuple[int, bytes], Longs] = {}
    members = list(_members(made, owner, windows=windows))
    best = prices = unserved
    lower, upper = -np.inf, float(unserved.sum())
    for _ in range(_ROUNDS):
        for asked in (prices, (prices + best) / 2):
            value = float(asked.sum())
            for member in members:
                gain, edges = member.best_schedule(asked)
                value -= gain
                columns[member.number, edges.tobytes()] = edges
            if value > lower:
                lower, best = value, asked
        upper, prices = _master(made, owner, saved, columns)
        if upper - lower <= _CLOSE * upper:
            break
    return Ends(lower, upper, len(columns))


@frozen(eq=False)
class _Member:
    """A member's candidates by end, and how many of them ended before each begins."""

    number: int
    edges: Longs
    demand: Longs
    cost: Numbers
    hours: Longs
    start: Longs
    end: Longs
    cap: int
    windows: bool

    def best_schedule(self, prices: Numbers) -> tuple[float, Longs]:
        """What the member gains at most at these prices, and by which candidates, ascending."""
        gain = prices[self.demand] - self.cost
        worth = np.flatnonzero(gain > 0)
        gain, hours = gain[worth], self.hours[worth].tolist()
        before = list(range(len(worth)))
        if self.windows:
            before = np.searchsorted(self.end[worth], self.start[worth], side="right").tolist()
        table = np.zeros((len(worth) + 1, self.cap + 1))
        for k, takes in enumerate(hours):
            table[k + 1] = table[k]
            if takes <= self.cap:
                served = table[before[k], : self.cap + 1 - takes] + gain[k]
                np.maximum(table[k + 1, takes:], served, out=table[k + 1, takes:])
        chosen, k, left = [], len(worth), self.cap
        while k:
            k -= 1
            if table[k + 1, left] != table[k, left]:
                chosen.append(worth[k])
                left, k = left - hours[k], before[k]
        return float(table[-1, -1]), np.sort(self.edges[chosen]) if chosen else np.zeros(0, dtype=np.int64)


def _members(made: SimpleNamespace, owner: Longs, *, windows: bool) -> Iterator[_Member]:
    """The members who are candidates somewhere."""
    end = (made.start + made.dur)[owner]
    order = np.lexsort((end, made.mem))
    for edges in np.split(order, np.flatnonzero(np.diff(made.mem[order])) + 1):
        number, demand = int(made.mem[edges[0]]), owner[edges].astype(np.int64)
        cap = min(int(made.hours[number]), int(made.dur[demand].sum()))
        columns = made.cost[edges].astype(float), made.dur[demand], made.start[demand], end[edges]
        yield _Member(number, edges, demand, *columns, cap, windows)


def _master(
    made: SimpleNamespace, owner: Longs, saved: Numbers, columns: dict[tuple[int, bytes], Longs]
) -> tuple[float, Numbers]:
    """The master's value over the columns so far, and each demand's price."""
    sizes = np.array([len(edges) for edges in columns.values()])
    edges = np.concatenate(list(columns.values()))
    column = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.concatenate([owner[edges], made.nd + np.array([member for member, _ in columns])])
    entries = np.ones(len(rows)), (rows, np.concatenate([column, np.arange(len(sizes))]))
    found = linprog(
        np.bincount(column, weights=saved[edges], minlength=len(sizes)),
        A_ub=csc_array(entries, shape=(made.nd + made.nm, len(sizes))),
        b_ub=np.ones(made.nd + made.nm),
        method="highs",
    )
    assert found.status == 0, found.message
    prices = made.unserved + found.ineqlin.marginals[: made.nd]
    return float(found.fun + made.unserved.sum()), np.clip(prices, 0, made.unserved)
