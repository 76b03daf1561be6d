"""The lower bound that prices prove, worked out by code that knows no engine: it reads only the piece and the prices.

Give each seat of role r a price p(r) ≥ 0. Whoever pays a demand's unserved cost, or each of its seats' prices, is done
with it, so no plan costs less than (Lagrangian duality; Geoffrion 1974)::

    Σ over demands   min(unserved, min over options Σ over roles need · price)
  + Σ over workers   the cheapest schedule, where a candidate costs  cost − price of its seat   (at most 0)

Where candidates count in caps, each cap too has a price: a candidate then costs as much more, and what the caps allow
at these prices is taken off the sum.

Options for which there are too few members are left out: no answer can choose them. A worker's cheapest schedule
respects the worker's limits alone; this is a small dynamic program. A demand that the worker could serve at two starts
that do not overlap is *loose*: it is taken at most once, and its time is not looked at; in exchange a worker with loose
demands serves no longer than the time that its candidates cover. All of it is exact integer arithmetic in units of
`1 / PRICE_SCALE`.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from commgov.matching.piece import PRICE_SCALE, Longs, Piece


def lower_bound(piece: Piece, prices: Longs) -> int:
    """No answer to the piece costs less than this.

    Args:
        piece: the piece.
        prices: `int64[roles + caps]`, in units of `1 / PRICE_SCALE`; any are valid, good ones give a high bound.

    Raises:
        ValueError: if the prices are not one whole number for each role and each cap, or one is negative.

    Example:
        >>> import numpy as np
        >>> one = np.array([1], dtype=np.int32)
        >>> zero, ends = np.array([0], dtype=np.int32), np.array([0, 1])
        >>> piece = Piece(
        ...     one,
        ...     one,
        ...     zero,
        ...     np.array([100]),
        ...     zero,
        ...     ends,
        ...     ends,
        ...     one,
        ...     ends,
        ...     zero,
        ...     zero,
        ...     one,
        ...     np.array([30], dtype=np.int32),
        ...     np.zeros((1, 1), np.int32),
        ... )
        >>> lower_bound(piece, np.array([0])), lower_bound(piece, np.array([50 * PRICE_SCALE]))
        (0, 30)
    """
    prices = np.asarray(prices)
    if prices.shape != (piece.priced,) or prices.dtype.kind not in "iu" or (prices < 0).any():
        raise ValueError("prices: one whole number ≥ 0 for each role and each cap")
    seats, caps = np.split(prices.astype(np.int64), [len(piece.need)])
    closed = _closed_options(piece)
    total = _paid(piece, seats, closed) - int((piece.cap_max * caps).sum())
    profits = _profits(piece, seats, caps, closed)
    if not piece.limits_minutes and not piece.no_overlap:
        total -= _best_counts(piece, profits)
    else:
        total -= sum(_best_schedule(piece, own) for own in _by_worker(list(profits)))
    return -(-total // PRICE_SCALE)


@frozen(eq=False)
class _Profits:
    """Candidates that cost less than the price of their seat.

    Args:
        candidate: `int64`, ascending within a demand.
        demand: `int64`.
        worker: `int64`.
        profit: `int64`, the price less the cost, in units of `1 / PRICE_SCALE`.
    """

    candidate: Longs
    demand: Longs
    worker: Longs
    profit: Longs

    def where(self, at: Longs | NDArray[np.bool_]) -> "_Profits":
        return _Profits(self.candidate[at], self.demand[at], self.worker[at], self.profit[at])


def _profits(piece: Piece, prices: Longs, caps: Longs, closed: NDArray[np.bool_]) -> Iterator[_Profits]:
    """All of them, some demands at a time: what is at hand at once then fits a processor's cache."""
    role_from = piece.role_from[piece.option_from]
    candidate_from = piece.candidate_from[role_from]
    demand_of_role = piece.demand_of_role()
    least = np.where(closed[piece.option_of_role()], 0, prices)  # no candidate costs less than nothing
    edges = np.searchsorted(candidate_from, np.arange(0, int(candidate_from[-1]) + _BLOCK, _BLOCK))
    for first, last in pairwise(np.unique(np.minimum(edges, len(piece.unserved))).tolist()):
        roles = np.arange(role_from[first], role_from[last])
        counts = np.diff(piece.candidate_from[role_from[first] : role_from[last] + 1])
        candidate = np.arange(candidate_from[first], candidate_from[last])
        profit = np.repeat(least[roles], counts) - piece.cost[candidate].astype(np.int64) * PRICE_SCALE
        if piece.cap is not None:
            profit -= np.append(caps, 0)[piece.cap[candidate]]  # -1: no cap, for nothing
        found = _Profits(
            candidate,
            np.repeat(demand_of_role[roles], counts).astype(np.int64),
            piece.worker[candidate].astype(np.int64),
            profit,
        ).where(profit > 0)
        yield found if piece.no_overlap else _best_of_each_demand(found)


def _by_worker(blocks: list[_Profits]) -> Iterator[_Profits]:
    """The candidates of each worker."""
    if not blocks:
        return
    columns = zip(*((one.candidate, one.demand, one.worker, one.profit) for one in blocks), strict=True)
    together = _Profits(*(np.concatenate(column) for column in columns))
    together = together.where(np.argsort(together.worker, kind="stable"))
    ends = [0, *(np.flatnonzero(np.diff(together.worker)) + 1).tolist(), len(together.worker)]
    for first, last in pairwise(ends):
        if first < last:
            yield together.where(np.arange(first, last))


def _closed_options(piece: Piece) -> NDArray[np.bool_]:
    """`bool[options]`: options of crews with a role for which there are too few members; no answer can choose them."""
    closed = np.zeros(len(piece.role_from) - 1, dtype=bool)
    if not piece.has_crews:
        return closed
    member = piece.member[piece.worker].astype(np.int64)
    pairs = np.unique((piece.role_of_candidate().astype(np.int64) << 32) + member)
    members = np.bincount(pairs >> 32, minlength=len(piece.need))
    closed[piece.option_of_role()[members < piece.need]] = True
    return closed


def _paid(piece: Piece, prices: Longs, closed: NDArray[np.bool_]) -> int:
    """What all demands pay: each the least of being left and of one of its open options' prices."""
    by_role = np.concatenate([[0], np.cumsum(piece.need * prices)])
    option = by_role[piece.role_from[1:]] - by_role[piece.role_from[:-1]]
    paid = piece.unserved * PRICE_SCALE
    np.minimum.at(paid, piece.demand_of_option()[~closed], option[~closed])
    return int(paid.sum())


def _best_of_each_demand(found: _Profits) -> _Profits:
    """Each worker's most profitable candidate of each demand: without times, no schedule has two of them."""
    if not ((np.diff(found.demand) == 0) & (np.diff(found.worker) <= 0)).any():
        return found  # each demand's workers ascend: each stands once
    order = np.lexsort((-found.profit, found.demand, found.worker))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(found.worker[order]) != 0) | (np.diff(found.demand[order]) != 0)
    return found.where(np.sort(order[first]))


def _best_counts(piece: Piece, profits: Iterator[_Profits]) -> int:
    """The highest profits of all workers, where only the number of services is limited."""
    cap = piece.services_max
    best = np.zeros(len(cap), dtype=np.int64)
    workers, gains = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for found in profits:
        single = cap[found.worker] == 1  # then the one best will do, and nothing has to be sorted
        np.maximum.at(best, found.worker[single], found.profit[single])
        workers.append(found.worker[~single])
        gains.append(found.profit[~single])
    worker, profit = np.concatenate(workers), np.concatenate(gains)
    dearest = int(profit.max(initial=0)) + 1
    if int(worker.max(initial=0)) * dearest < _KEY_MAX:
        order = np.argsort(worker * dearest - profit)  # one sort, of numbers that hold both keys
    else:
        order = np.lexsort((-profit, worker))
    worker, profit = worker[order], profit[order]
    first = np.searchsorted(worker, worker, side="left")
    return int(best.sum()) + int(profit[np.arange(len(worker)) - first < cap[worker]].sum())


def _best_schedule(piece: Piece, own: _Profits) -> int:
    """The highest profit that one worker's limits allow, out of its candidates."""
    worker, candidates, profit, demand = int(own.worker[0]), own.candidate, own.profit, own.demand
    services = min(int(piece.services_max[worker]), len(candidates))
    if services <= 0:
        return 0
    takes = piece.minutes[candidates].astype(np.int64)
    begin = piece.start[candidates].astype(np.int64)
    end = begin + takes
    loose = _loose(begin, end, demand) if piece.no_overlap else np.zeros(len(candidates), dtype=bool)
    limit = int(piece.minutes_max[worker]) if piece.limits_minutes else int(takes.sum())
    if loose.any():
        limit = min(limit, _covered(begin, end))
    counts = piece.limits_minutes or bool(loose.any())
    unit = int(np.gcd.reduce(takes)) if counts else 1
    cap = min(limit, int(takes.sum())) // unit if counts else 0
    weight = takes // unit if counts else np.zeros_like(takes)
    if not piece.no_overlap:
        return _knapsack(profit, weight, cap, services)
    order = np.lexsort((np.where(loose, demand, end), ~loose))
    loose, begin, end, demand = loose[order], begin[order], end[order], demand[order]
    role = np.searchsorted(piece.candidate_from, candidates[order], side="right") - 1
    places = piece.place_of_role()[role]
    later = end[:, None] + piece.travel[places[:, None], places[None, :]] <= begin[None, :]
    fits = np.where(loose[None, :], demand[:, None] != demand[None, :], loose[:, None] | later)
    return _timed_knapsack(profit[order], weight[order], cap, services, fits)


def _loose(begin: Longs, end: Longs, demand: Longs) -> NDArray[np.bool_]:
    """`bool[candidates]`: whether two candidates of the same demand do not overlap."""
    apart = end[:, None] <= begin[None, :]
    same = demand[:, None] == demand[None, :]
    has_later = (apart & same).any(axis=1)
    loose: NDArray[np.bool_] = (same & has_later[None, :]).any(axis=1)
    return loose


def _covered(begin: Longs, end: Longs) -> int:
    """Minutes that lie in at least one of the spans."""
    order = np.argsort(begin, kind="stable")
    reached, total = int(begin.min()), 0
    for first, last in zip(begin[order].tolist(), end[order].tolist(), strict=True):
        total += max(0, last - max(first, reached))
        reached = max(reached, last)
    return total


def _knapsack(profit: Longs, weight: Longs, cap: int, services: int) -> int:
    """Most profit of at most `services` items of at most `cap` weight together."""
    best = np.zeros((services + 1, cap + 1), dtype=np.int64)
    for gain, load in zip(profit.tolist(), weight.tolist(), strict=True):
        if load <= cap:
            best[1:, load:] = np.maximum(best[1:, load:], best[:-1, : cap + 1 - load] + gain)
    return int(best[-1, -1])


def _timed_knapsack(profit: Longs, weight: Longs, cap: int, services: int, fits: NDArray[np.bool_]) -> int:
    """The same, where the items chosen follow each other: `fits[a, b]` tells whether b can come right after a."""
    count = len(profit)
    ending = np.full((count, services + 1, cap + 1), _NONE)  # best profit of schedules that end with the item
    for item in range(count):
        load = int(weight[item])
        if load > cap:
            continue
        before = np.flatnonzero(fits[:item, item])
        room = cap + 1 - load
        start = np.zeros((services, room), dtype=np.int64)
        for other in before:
            np.maximum(start, ending[other, :-1, :room], out=start)
        ending[item, 1:, load:] = start + int(profit[item])
    return max(0, int(ending.max()))


_BLOCK = 1 << 17
_KEY_MAX = 1 << 62
_NONE = np.int64(-(1 << 60))
