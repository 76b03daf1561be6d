"""Few workers who serve many demands each, limited by minutes alone: the generalised assignment problem.

The prices of the relaxed problem, in which each worker is a knapsack (M. L. Fisher, R. Jaikumar and L. N. Van
Wassenhove, 1986), nearly say who serves what. A *dive* follows them: it seats the demands of which the workers' best
schedules are surest, lets the prices of the others settle again, and so on until all are seated or nobody has the time.
A *trial* takes the demands of a few workers back and dives on these alone; what it finds stays if it is no dearer
(large neighbourhood search; P. Shaw, 1998). A *descent* is one dive over all and trials until they help no more. Dives
draw lots, so that the next descent ends elsewhere.

On dense problems this beats branch and cut (`benchmarks/gap.py`): a good answer leaves the workers hardly any time
over, as do the relaxed schedules, while moves from one worker to another seldom fit.
"""

import numpy as np

from commgov.matching.effort import Effort, OnProgress, Progress
from commgov.matching.engines.ascent import Ascent, Priced, ascend
from commgov.matching.engines.dives import BOLD, LOTS, board_of, cheapest, dive, spread_of, time_of, trials
from commgov.matching.piece import Answer, Family, Longs, Piece

_DEMANDS_EACH = 3  # so many demands for each worker at least
_MATRIX_MAX = 1 << 20  # most pairs of a worker and a demand
_TABLE_MAX = 1 << 24  # most cells of a worker's table
_NARROW = 0.04  # length of the first step of a dive over all, in parts of the spread
_WARY = 0.03  # share of the demands left that a round seats; every other dive is bold
_PATIENCE = 16  # for each of the effort's moves, trials in a row without gain that end a descent
_WATCHED = 10  # steps of ascent between two calls of `on_progress`
_CELLS = 53_000_000  # for each of the effort's passes and moves, cells of tables until no further trial is begun


def suits(piece: Piece) -> bool:
    """Whether this engine is the one for a piece: minutes alone limit its workers, who are few for so many demands."""
    workers, roles = len(piece.services_max), len(piece.need)
    if piece.cap is not None or piece.family is not Family.HOURS:
        return False
    if roles < max(1, _DEMANDS_EACH * workers) or workers * roles > _MATRIX_MAX:
        return False
    if (piece.services_max < np.bincount(piece.worker, minlength=workers)).any():
        return False
    return (roles + 1) * (int(time_of(piece).max(initial=0)) + 1) <= _TABLE_MAX


def solve(piece: Piece, effort: Effort, seed: int, on_progress: OnProgress | None = None) -> Answer:
    """Solve a piece that this engine `suits`; otherwise as `lagrangian.solve`."""
    priced = price(piece, effort, on_progress)
    return Answer(chosen=search(piece, priced, effort, seed, on_progress), prices=priced.prices)


def price(piece: Piece, effort: Effort, on_progress: OnProgress | None = None, *, start: Longs | None = None) -> Priced:
    """Prices and their bound; as `lagrangian.price`.

    Steps go by how much candidates differ, not by what it costs to leave a demand unserved, which may be a thousand
    times as much. If some demand seems to stay unserved its price has to climb so far all the same; only then are
    steps of the usual length tried too.
    """
    prices = np.zeros(len(piece.need), dtype=np.int64) if start is None else start
    priced = _ascend(piece, prices, effort, on_progress, spread=spread_of(piece))
    board, held = board_of(piece, priced.prices, seed=0), np.full(len(piece.need), -1, dtype=np.int64)
    dive(board, held, _WARY, _NARROW * board.spread, 0.0)
    if (held >= 0).all():
        return priced
    usual = _ascend(piece, prices, effort, on_progress, spread=None)
    return max(priced, usual, key=lambda found: found.bound)


def search(piece: Piece, priced: Priced, effort: Effort, seed: int, on_progress: OnProgress | None = None) -> Longs:
    """The chosen candidates, ascending; as `lagrangian.search`."""
    board = board_of(piece, priced.prices, seed)
    held = np.full(len(piece.need), -1, dtype=np.int64)
    best, best_cost = held.copy(), np.inf
    total = effort.passes * effort.rounds
    cells_max = total * effort.moves * _CELLS
    for done in range(max(1, total)):
        cost = dive(board, held, (_WARY, BOLD)[done % 2], _NARROW * board.spread, LOTS if done else 0.0)
        cost -= trials(board, held, _PATIENCE * effort.moves, cells_max if total else 0)
        if cost < best_cost:
            best, best_cost = held.copy(), cost
        told = Progress("search", min(done + 1, total), total, int(best_cost), priced.bound)
        cancelled = on_progress is not None and on_progress(told) is False
        if cancelled or best_cost <= priced.bound or board.cells[0] >= cells_max:
            break
    served = np.flatnonzero(best >= 0)
    return np.sort(cheapest(piece)[best[served], served])


def _ascend(
    piece: Piece, prices: Longs, effort: Effort, on_progress: OnProgress | None, *, spread: float | None
) -> Priced:
    """Prices by dual ascent."""
    worst = int(piece.unserved.sum())

    def told(done: int, ascent: Ascent) -> bool:
        last = done % _WATCHED == 0 or done == effort.steps
        return not last or tell(Progress("bound", done, effort.steps, worst, ascent.bound)) is not False

    tell = on_progress or (lambda _: True)
    return ascend(piece, prices, target=worst, steps=effort.steps, reach=1.0, watch=told, spread=spread)
