"""The door to hours, windows and seats: prices from dual ascent, a roster guided by them, improved by annealing."""

from operator import itemgetter

import numpy as np
from attrs import define

from commgov.matching.effort import Effort, OnProgress, Progress
from commgov.matching.engines.annealing import anneal
from commgov.matching.engines.ascent import Ascent, Floats, Priced, ascend
from commgov.matching.engines.building import build, share_of_twins
from commgov.matching.engines.chains import Trail, new_trail
from commgov.matching.engines.crews import construct
from commgov.matching.engines.layout import Layout, layout_of, with_pool
from commgov.matching.engines.roster import Roster, copy_of, cost_of, empty_roster
from commgov.matching.piece import Answer, Longs, Piece

_FEW = 1000  # so few candidates are all worth moves
_PROMISING = 3e-3  # share of the late relaxed schedules from which a candidate is worth moves
_SETTLING = 20  # for so many steps of ascent, one between two rounds of building
_WARM, _COOL = 0.25, 0.05  # first and last temperature, in mean costs of the relaxed solution
_AGAIN = 0.25  # a further round starts at this part of the first temperature
_NEAR = 0.1  # how far prices move that start from those of nearly the same piece
_WATCHED = 10  # steps of ascent between two calls of `on_progress`


def solve(piece: Piece, effort: Effort, seed: int, on_progress: OnProgress | None = None) -> Answer:
    """Solve a piece of any family, with prices that bound how far from the optimum it can be.

    Args:
        piece: what to solve.
        effort: how much work to do.
        seed: from 0; the same piece, effort and seed give the same answer.
        on_progress: called now and then; returning False ends the work, and the best answer so far is returned.
    """
    priced = price(piece, effort, on_progress)
    return Answer(chosen=search(piece, priced, effort, seed, on_progress), prices=priced.prices)


def price(piece: Piece, effort: Effort, on_progress: OnProgress | None = None, *, start: Longs | None = None) -> Priced:
    """The first half of `solve`: prices and their bound. They may show that candidates are missing.

    Args:
        piece: what to price.
        effort: how much work to do.
        on_progress: as for `solve`.
        start: prices to begin at, those of nearly the same piece; None: prices of 0.
    """
    layout, watch = layout_of(piece), _Watch(on_progress)
    target = cost_of(layout, _first_roster(layout, new_trail(layout, 0)))

    def told(done: int, ascent: Ascent) -> bool:
        return done % _WATCHED > 0 or watch.goes_on(Progress("bound", done, effort.steps, target, ascent.bound))

    prices = np.zeros(piece.priced, dtype=np.int64) if start is None else start
    reach = 1.0 if start is None else _NEAR
    priced = ascend(piece, prices, target=target, steps=effort.steps, reach=reach, watch=told)
    watch.goes_on(Progress("bound", effort.steps, effort.steps, target, priced.bound))
    return priced


def search(piece: Piece, priced: Priced, effort: Effort, seed: int, on_progress: OnProgress | None = None) -> Longs:
    """The second half of `solve`: the chosen candidates, ascending.

    Args:
        piece: what to solve.
        priced: what `price` found for it.
        effort: how much work to do.
        seed: from 0.
        on_progress: as for `solve`.
    """
    layout = layout_of(piece)
    trail = new_trail(layout, seed)
    first = _first_roster(layout, trail)
    built = build(piece, layout, priced, trail, effort.steps // _SETTLING)
    share = share_of_twins(layout, priced.share)
    layout = with_pool(layout, _promising(layout, share))
    scale = _mean_cost(layout, share)
    filled = _search(layout, scale, priced.bound, effort, trail, _Watch(on_progress), rosters=(built, first))
    return np.sort(layout.origin[filled[filled >= 0]])


@define
class _Watch:
    """Passes progress on, and remembers that someone cancelled."""

    on_progress: OnProgress | None
    cancelled: bool = False

    def goes_on(self, progress: Progress) -> bool:
        """Tell; whether to go on."""
        if not self.cancelled and self.on_progress is not None:
            self.cancelled = self.on_progress(progress) is False
        return not self.cancelled


def _first_roster(layout: Layout, trail: Trail) -> Roster:
    """The cheapest that fit, the dearest demands first: something to return, and a target for the ascent."""
    roster = empty_roster(layout)
    demand = np.repeat(np.arange(len(layout.unserved)), np.diff(layout.option_from))
    order = np.argsort(-layout.unserved[demand], kind="stable").astype(np.int64)
    construct(layout, roster, trail, order, np.zeros(len(layout.candidate)))
    return roster


def _search(
    layout: Layout,
    scale: float,
    bound: int,
    effort: Effort,
    trail: Trail,
    watch: _Watch,
    *,
    rosters: tuple[Roster, ...],
) -> Longs:
    """How the seats are filled in the best roster found, starting from the best of some."""
    best_cost, best = min(((cost_of(layout, roster), roster) for roster in rosters), key=itemgetter(0))
    roster, cost = copy_of(best), best_cost
    total = effort.passes * effort.rounds
    for done in range(total):
        if best_cost <= bound or not watch.goes_on(Progress("search", done, total, best_cost, bound)):
            break
        if done and done % effort.passes == 0:
            roster, cost = copy_of(best), best_cost
        cost += int(anneal(layout, roster, trail, scale * _temperature(done, effort), effort.moves * len(layout.pool)))
        if cost < best_cost:
            best, best_cost = copy_of(roster), cost
    return best.filled


def _temperature(done: int, effort: Effort) -> float:
    """Falls geometrically in each round; a later round starts cooler."""
    turn, at = divmod(done, effort.passes)
    warm = _WARM if turn == 0 else _WARM * _AGAIN
    return float(warm * (_COOL / warm) ** (at / max(1, effort.passes - 1)))


def _promising(layout: Layout, share: Floats) -> Longs:
    """Candidates that the relaxed solution used lately; all of them where they are few. The first of their twins."""
    if len(layout.pool) <= _FEW:
        return layout.pool
    return layout.pool[share[layout.pool] >= _PROMISING]


def _mean_cost(layout: Layout, share: Floats) -> float:
    """What a service costs on average in the relaxed solution."""
    share = share[layout.pool]
    used = float(share.sum())
    return float((share * layout.candidate["cost"][layout.pool]).sum()) / used if used > 0 else 0.0
