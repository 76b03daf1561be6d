"""The door to hours, windows and seats: prices from dual ascent, a roster guided by them, improved by annealing."""

import numpy as np
from attrs import define

from commgov.matching.effort import Effort, OnProgress, Progress
from commgov.matching.engines.annealing import anneal
from commgov.matching.engines.ascent import Ascent, Priced, ascend
from commgov.matching.engines.chains import Trail, new_trail
from commgov.matching.engines.layout import Layout, layout_of
from commgov.matching.engines.paths import match_and_prices
from commgov.matching.engines.roster import Roster, cost_of, empty_roster, refill
from commgov.matching.engines.schedules import items_of
from commgov.matching.engines.teams import construct
from commgov.matching.piece import PRICE_SCALE, Answer, Longs, Piece

_PROMISING = 1e-3  # share of the late relaxed schedules from which a candidate is worth moves
_WARM, _COOL = 0.7, 0.01  # first and last temperature, in mean costs of the relaxed solution
_AGAIN = 0.25  # a further round starts at this part of the first temperature
_WATCHED = 10  # steps of ascent between two calls of `on_progress`


def solve(piece: Piece, effort: Effort, seed: int, on_progress: OnProgress | None = None) -> Answer:
    """Solve a piece of any family, with prices that bound how far from the optimum it can be.

    Args:
        piece: what to solve.
        effort: how much work to do.
        seed: from 0; the same piece, effort and seed give the same answer.
        on_progress: called now and then; returning False ends the work, and the best answer so far is returned.
    """
    watch = _Watch(on_progress)
    layout = layout_of(piece)
    priced = _price(piece, layout, effort, watch)
    roster = _search(layout, priced, effort, new_trail(layout, seed), watch)
    chosen = layout.origin[roster.filled[roster.filled >= 0]]
    return Answer(chosen=np.sort(chosen), prices=priced.prices)


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


def _price(piece: Piece, layout: Layout, effort: Effort, watch: _Watch) -> Priced:
    """Prices by dual ascent."""
    target = int(layout.unserved.sum())

    def told(done: int, ascent: Ascent) -> bool:
        if done % _WATCHED and done < effort.steps:
            return True
        return watch.goes_on(Progress("bound", done, effort.steps, None, ascent.priced().bound))

    return ascend(layout, items_of(layout), _first_prices(piece, layout), target=target, steps=effort.steps, watch=told)


def _first_prices(piece: Piece, layout: Layout) -> Longs:
    """Prices of the counts problem in which a worker does as many services as its minutes allow on average."""
    if piece.has_teams or not len(piece.worker):
        return np.zeros(len(layout.need), dtype=np.int64)
    services = layout.services_max
    if piece.limits_minutes:
        mean = max(1.0, float(layout.candidate["minutes"].mean()))
        services = np.minimum(services, np.maximum(1, np.round(layout.minutes_max / mean)).astype(np.int64))
    _, prices = match_and_prices(piece, layout.unserved, services)
    return prices * PRICE_SCALE


def _search(layout: Layout, priced: Priced, effort: Effort, trail: Trail, watch: _Watch) -> Roster:
    """The best roster found."""
    roster = empty_roster(layout)
    construct(layout, roster, trail, _likeliest_first(layout, priced), priced.share)
    best, best_cost = roster.filled.copy(), int(cost_of(layout, roster))
    cost = best_cost
    pool = _promising(layout, priced)
    scale = _mean_cost(layout, priced)
    total = effort.passes * effort.rounds
    for done in range(total):
        if best_cost <= priced.bound or not watch.goes_on(Progress("search", done, total, best_cost, priced.bound)):
            break
        if done and done % effort.passes == 0:
            refill(layout, roster, best)
            cost = best_cost
        temperature = scale * _temperature(done, effort)
        cost += int(anneal(layout, roster, trail, pool, temperature, effort.moves * len(pool)))
        if cost < best_cost:
            best, best_cost = roster.filled.copy(), cost
    refill(layout, roster, best)
    return roster


def _temperature(done: int, effort: Effort) -> float:
    """Falls geometrically in each round; a later round starts cooler."""
    turn, at = divmod(done, effort.passes)
    warm = _WARM if turn == 0 else _WARM * _AGAIN
    return float(warm * (_COOL / warm) ** (at / max(1, effort.passes - 1)))


def _likeliest_first(layout: Layout, priced: Priced) -> Longs:
    """Options in the order of how surely the relaxed solution serves them."""
    likely = np.zeros(len(layout.need))
    np.maximum.at(likely, layout.candidate["role"], priced.share)
    sure = np.full(len(layout.role_from) - 1, np.inf)
    np.minimum.at(sure, layout.role_option, likely)
    return np.argsort(-sure, kind="stable").astype(np.int64)


def _promising(layout: Layout, priced: Priced) -> Longs:
    """Candidates that the relaxed solution used lately; all if that leaves none."""
    pool = np.flatnonzero(priced.share >= _PROMISING)
    return (pool if len(layout.candidate) > 1000 else np.arange(len(layout.candidate))).astype(np.int64)


def _mean_cost(layout: Layout, priced: Priced) -> float:
    """What a service costs on average in the relaxed solution."""
    used = float(priced.share.sum())
    return float((priced.share * layout.candidate["cost"]).sum()) / used if used > 0 else 0.0
