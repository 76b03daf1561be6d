"""Dives: seat one demand after the other where the relaxed schedules are surest, while prices settle on what is left.

The room they work in, and the compiled steps; `few` says what they are for.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commgov.matching.engines.ascent import FRESH, SLIGHT, SLOPE, SQUARE, Floats
from commgov.matching.engines.chains import draw
from commgov.matching.engines.compiling import allocating_step, kernel, step
from commgov.matching.engines.layout import capped_unserved, unit_and_caps
from commgov.matching.piece import PRICE_SCALE, Longs, Piece

NEVER = 1 << 60
"""Minutes that nobody has."""

BOLD = 0.1
"""The share of the demands left that a round of a trial seats."""

LOTS = 0.3
"""How much a lot counts beside how sure a seat is, which is from 0 to 1."""

_STEPS = 20  # of prices between two rounds of seating
_LAST = 0.05  # the last step of a settling, in cost units
_LOCAL = 0.1  # length of the first step of a trial, in parts of the spread
_WORKERS_MAX = 5  # most workers of a trial
_FINE = 1 << 30


def spread_of(piece: Piece) -> float:
    """How much dearer than the cheapest candidate of a demand the fifth cheapest is: the median over the demands."""
    order = np.lexsort((piece.cost, piece.role_of_candidate()))
    count = np.diff(piece.candidate_from)
    first = piece.candidate_from[:-1][count > 0]
    fifth = first + np.minimum(count[count > 0] - 1, 4)
    dearer = piece.cost[order][fifth] - piece.cost[order][first]
    return max(1.0, float(np.median(dearer))) if len(dearer) else 1.0


def time_of(piece: Piece) -> Longs:
    """`int64[workers]`: the time each worker has, in the piece's unit, but never more than all its candidates take."""
    unit, _, minutes_max = unit_and_caps(piece)
    all_take = np.bincount(piece.worker, weights=piece.minutes // unit, minlength=len(minutes_max))
    return np.minimum(minutes_max, all_take.astype(np.int64))


def cheapest(piece: Piece) -> Longs:
    """`int64[workers, roles]`: the cheapest candidate of each worker for each role, or -1."""
    index = np.full((len(piece.services_max), len(piece.need)), -1, dtype=np.int64)
    dearest_first = np.argsort(-piece.cost.astype(np.int64), kind="stable")
    index[piece.worker[dearest_first], piece.role_of_candidate()[dearest_first]] = dearest_first
    return index


class Board(NamedTuple):
    """A piece with one role a demand as matrices, and room to work in: cost units, and the piece's unit of time.

    Args:
        cost: `float64[workers, roles]`.
        minutes: `int64[workers, roles]`; `NEVER` where there is no candidate.
        time: `int64[workers]`, what each worker has left.
        unserved: `float64[roles]`.
        base: `float64[roles]`, the prices where each dive begins.
        spread: see `spread_of`.
        price: `float64[roles]`, the prices as they move.
        first: `float64[roles]`, their slopes' first moments, as in the dual ascent.
        second: `float64[roles]`, and the second moments.
        chosen: `bool[workers, roles]`, whether the role is in the worker's best schedule.
        filled: `int64[roles]`, in how many schedules it is.
        share: `float64[workers, roles]`, how often it was lately.
        picked: `int64[roles]`, roles that are worth something to a worker.
        gain: `float64[roles]`, what they are worth.
        table: `float64[roles + 1, time + 1]`, the most that the first roles picked are worth in so much time.
        random: `uint64[1]`, the state of the generator.
        cells: `int64[1]`, the work done so far: cells of the table filled.
    """

    cost: Floats
    minutes: Longs
    time: Longs
    unserved: Floats
    base: Floats
    spread: float
    price: Floats
    first: Floats
    second: Floats
    chosen: NDArray[np.bool_]
    filled: Longs
    share: Floats
    picked: Longs
    gain: Floats
    table: Floats
    random: NDArray[np.uint64]
    cells: Longs


def board_of(piece: Piece, prices: Longs, seed: int) -> Board:
    """Lay a piece out, with nothing served."""
    index, time = cheapest(piece), time_of(piece)
    workers, roles = index.shape
    unit, _, _ = unit_and_caps(piece)
    cost, minutes = np.zeros((workers, roles)), np.full((workers, roles), NEVER, dtype=np.int64)
    some = index >= 0
    cost[some] = piece.cost[index[some]]
    minutes[some] = piece.minutes[index[some]] // unit
    return Board(
        cost=cost,
        minutes=minutes,
        time=time,
        unserved=capped_unserved(piece).astype(np.float64),
        base=prices / PRICE_SCALE,
        spread=spread_of(piece),
        price=np.zeros(roles),
        first=np.zeros(roles),
        second=np.zeros(roles),
        chosen=np.zeros((workers, roles), dtype=np.bool_),
        filled=np.zeros(roles, dtype=np.int64),
        share=np.zeros((workers, roles)),
        picked=np.zeros(roles, dtype=np.int64),
        gain=np.zeros(roles),
        table=np.zeros((roles + 1, int(time.max(initial=0)) + 1)),
        random=np.random.SeedSequence(seed).generate_state(1, np.uint64).astype(np.uint64),
        cells=np.zeros(1, dtype=np.int64),
    )


@step
def _knapsack(board, worker, left):
    """Mark the worker's best schedule of the roles left at these prices."""
    time = board.time[worker]
    n = 0
    load = 0
    for role in left:
        board.chosen[worker, role] = False
        gain = board.price[role] - board.cost[worker, role]
        if gain > 0.0 and board.minutes[worker, role] <= time:
            board.picked[n] = role
            board.gain[n] = gain
            load += board.minutes[worker, role]
            n += 1
    if load <= time:
        for k in range(n):
            board.chosen[worker, board.picked[k]] = True
            board.filled[board.picked[k]] += 1
        return
    board.cells[0] += n * (time + 1)
    table = board.table
    table[0, : time + 1] = 0.0
    for k in range(n):
        takes = board.minutes[worker, board.picked[k]]
        gain = board.gain[k]
        for c in range(takes):
            table[k + 1, c] = table[k, c]
        for c in range(takes, time + 1):
            table[k + 1, c] = max(table[k, c], table[k, c - takes] + gain)
    for k in range(n - 1, -1, -1):
        if table[k + 1, time] != table[k, time]:
            role = board.picked[k]
            board.chosen[worker, role] = True
            board.filled[role] += 1
            time -= board.minutes[worker, role]


@step
def _settle(board, within, left, length):
    """Let the prices of the roles left settle in some steps, the first of about `length`."""
    for role in left:
        board.first[role] = 0.0
        board.second[role] = 0.0
    for done in range(_STEPS):
        board.filled[left] = 0
        for worker in within:
            _knapsack(board, worker, left)
        rest = 1.0 - done / _STEPS
        stride = length * rest * rest + _LAST
        grown, grown_square = 1.0 - SLOPE ** (done + 1), 1.0 - SQUARE ** (done + 1)
        for role in left:
            slope = 1.0 - board.filled[role]
            board.first[role] += (1.0 - SLOPE) * (slope - board.first[role])
            board.second[role] += (1.0 - SQUARE) * (slope * slope - board.second[role])
            mean, size = board.first[role] / grown, np.sqrt(board.second[role] / grown_square)
            moved = board.price[role] + stride * mean / (size + SLIGHT)
            board.price[role] = min(max(moved, 0.0), board.unserved[role])
        fresh = FRESH if done > 0 else 1.0
        for worker in within:
            for role in left:
                board.share[worker, role] += fresh * (board.chosen[worker, role] - board.share[worker, role])


@step
def _surest(board, within, role):
    """Who of the workers has the time and had the role most often lately, of equals the cheapest; -1 if none has."""
    best = -1
    for worker in within:
        if board.minutes[worker, role] > board.time[worker]:
            continue
        more = 1.0 if best < 0 else board.share[worker, role] - board.share[best, role]
        if more > 0.0 or (more == 0.0 and board.cost[worker, role] < board.cost[best, role]):
            best = worker
    return best


@allocating_step
def _dive(board, held, within, left, portion, length, lots):
    """Seat the roles left with the workers `within`; what it costs, demands left unserved included."""
    total = 0.0
    board.price[left] = board.base[left]
    while len(left) > 0:
        _settle(board, within, left, length)
        surest = np.empty(len(left), np.int64)
        sure = np.empty(len(left), np.float64)
        for k in range(len(left)):
            surest[k] = _surest(board, within, left[k])
            sure[k] = 2.0  # nobody has the time, and nobody will: that is settled first
            if surest[k] >= 0:
                sure[k] = board.share[surest[k], left[k]] + lots * (draw(board.random, _FINE) / _FINE)
        most = max(1, int(portion * len(left)))
        stays = np.ones(len(left), np.bool_)
        seated = 0
        for k in np.argsort(-sure, kind="mergesort"):
            role, worker = left[k], surest[k]
            if worker < 0:
                total += board.unserved[role]
                stays[k] = False
            elif seated < most and board.minutes[worker, role] <= board.time[worker]:
                board.time[worker] -= board.minutes[worker, role]
                held[role] = worker
                total += board.cost[worker, role]
                stays[k] = False
                seated += 1
        left = left[stays]
    return total


@step
def _release(board, held, role):
    """Take the role from its worker, if it has one; what it cost."""
    worker = held[role]
    if worker < 0:
        return board.unserved[role]
    board.time[worker] += board.minutes[worker, role]
    held[role] = -1
    return board.cost[worker, role]


@kernel
def dive(board, held, portion, length, lots):
    """Seat all roles anew in `held` (`int64[roles]`, workers or -1); what that costs.

    Args:
        board: the piece; the time left is what `held` leaves.
        held: what is seated.
        portion: the share of the roles left that a round seats.
        length: of the first step of prices.
        lots: how much a lot counts beside how sure a seat is.
    """
    for role in range(len(held)):
        _release(board, held, role)
    return _dive(board, held, np.arange(len(board.time)), np.arange(len(held)), portion, length, lots)


@kernel
def trials(board, held, patience, cells_max):
    """Dive on the demands of a few workers, until so many trials in a row gained nothing; what they gained in all."""
    gained = 0.0
    since = 0
    workers = np.arange(len(board.time))
    most = max(2, min(_WORKERS_MAX, len(workers) // 2))
    before = held.copy()
    while since < patience and board.cells[0] < cells_max:
        since += 1
        size = min(len(workers), 2 + draw(board.random, most - 1))
        for k in range(size):
            other = k + draw(board.random, len(workers) - k)
            workers[k], workers[other] = workers[other], workers[k]
        within = workers[:size].copy()
        inside = np.zeros(len(workers) + 1, np.bool_)
        inside[within] = True
        inside[-1] = True  # what nobody serves
        left = np.flatnonzero(inside[held])
        was = 0.0
        for role in left:
            before[role] = held[role]
            was += _release(board, held, role)
        now = _dive(board, held, within, left, BOLD, _LOCAL * board.spread, LOTS)
        if now < was:
            since = 0
        if now <= was:
            gained += was - now
            continue
        for role in left:
            _release(board, held, role)
        for role in left:
            worker = before[role]
            held[role] = worker
            if worker >= 0:
                board.time[worker] -= board.minutes[worker, role]
    return gained
