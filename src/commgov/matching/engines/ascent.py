"""Dual ascent: seat prices that lift the lower bound.

A subgradient method whose steps are scaled seat by seat by the moments of past slopes (Adam; D. P. Kingma and J. Ba,
2015) and fall as the square of the work left. Prices of thousand-fold different scarcity settle in the same few hundred
steps. The volume algorithm (F. Barahona and R. Anbil, 2000) was tried first: on problems with crews and choices of time
it takes more than five times as many steps, and may seem to have settled 5 % below the best bound.

The average of the workers' latest schedules comes close to the solution of the relaxed master problem, so how often a
candidate was in them tells construction whom to seat.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from commgov.matching.engines.items import items_of
from commgov.matching.engines.layout import capped_unserved
from commgov.matching.engines.schedules import caps_cost, demands_pay, workers_gain
from commgov.matching.piece import PRICE_SCALE, Longs, Piece

Floats = NDArray[np.float64]

SLOPE, SQUARE = 0.9, 0.97  # how much of the old moments each step keeps
SLIGHT = 0.05  # a slope of less than this part of a seat hardly moves a price
_FIRST = 1.6  # the first of n steps moves a price by this part of a seat's unserved cost, over the root of n
_LAST = 0.3  # ... and the last by so many cost units
_FIRST_OF_SPREAD, _LAST_OF_FINE = 0.3, 0.02  # where a spread is given: the first in parts of it, the last in cost units
FRESH = 0.12  # weight of the newest schedules in the average


@frozen(eq=False)
class Priced:
    """What the ascent found.

    Args:
        prices: `int64[roles + caps]`, in units of `1 / PRICE_SCALE`.
        bound: the lower bound that they prove.
        share: `float64[candidates]`, how often each candidate of the piece was in its worker's best schedule lately; of
            twins, which differ in the start alone, one can stand for all.
    """

    prices: Longs
    bound: int
    share: Floats


class Ascent:
    """An ascent under way.

    Args:
        items: the candidates as its dynamic programs read them; who narrows them narrows the piece.
        share: `float64[candidates]`, see `Priced`.
    """

    def __init__(self, piece: Piece, prices: Longs) -> None:
        """Begin at some prices.

        Args:
            piece: the piece.
            prices: `int64[roles + caps]`, in units of `1 / PRICE_SCALE`.
        """
        self._piece = piece
        self.items = items_of(piece)
        self._role_option = piece.option_of_role()
        self._option_cap = capped_unserved(piece)[piece.demand_of_option()].astype(np.float64) * PRICE_SCALE
        self._chosen = np.zeros(len(piece.cost), dtype=np.int8)
        self._filled = np.zeros(piece.priced, dtype=np.int64)
        self._wanted = np.zeros(len(piece.role_from) - 1, dtype=np.int8)
        self._moments = np.zeros(len(prices)), np.zeros(len(prices))
        self._steps = 0
        nobody = np.diff(piece.candidate_from) == 0  # such seats stay empty, at whatever price
        roles = len(nobody)
        at_most = np.where(nobody, self._seat_cap(), prices[:roles])
        self._at = self._projected(np.concatenate([at_most, prices[roles:]]))
        self.best: Longs = np.floor(self._at).astype(np.int64)
        self.value, self._slope = self._evaluate(self.best)
        self.share = self._chosen.astype(np.float64)

    def step(self, length: float) -> None:
        """Move each price along its slope: by about `length` (in `1 / PRICE_SCALE`) where the slope keeps its sign."""
        self._steps += 1
        first, second = self._moments
        first += (1 - SLOPE) * (self._slope - first)
        second += (1 - SQUARE) * (self._slope**2 - second)
        # Moments start at zero: early ones are scaled up to what they are averages of.
        mean = first / (1 - SLOPE**self._steps)
        spread = np.sqrt(second / (1 - SQUARE**self._steps))
        self._at = self._projected(self._at + length * mean / (spread + SLIGHT))
        prices = np.floor(self._at).astype(np.int64)
        value, self._slope = self._evaluate(prices)
        self.share += FRESH * (self._chosen - self.share)
        if value > self.value:
            self.value, self.best = value, prices

    def settle(self, steps: int, first: float, last: float) -> None:
        """Some steps with fresh moments, their lengths falling from `first` to `last` (cost units)."""
        self._moments = np.zeros(len(self._at)), np.zeros(len(self._at))
        self._steps = 0
        for done in range(steps):
            self.step(round((first * (1 - done / steps) ** 2 + last) * PRICE_SCALE))

    @property
    def bound(self) -> int:
        """The best lower bound so far."""
        return -(-self.value // PRICE_SCALE)

    def priced(self) -> Priced:
        """The best found so far."""
        return Priced(self.best, self.bound, self.share)

    def seat_worth(self) -> float:
        """What leaving a seat unserved costs, in units of `1 / PRICE_SCALE`: the lower quartile over the roles.

        A few demands may be weighted a thousandfold (pins are): they must not set the pace.
        """
        worth = self._seat_cap()
        return float(np.quantile(worth, 0.25, method="lower")) if len(worth) else 0.0

    def _seat_cap(self) -> Floats:
        """What each role can ask for a seat if all seats of its option ask for the same."""
        seats = np.bincount(self._role_option, weights=self._piece.need, minlength=len(self._option_cap))
        return (self._option_cap / np.maximum(seats, 1))[self._role_option]

    def _evaluate(self, prices: Longs) -> tuple[int, Floats]:
        """The relaxed value at these prices, how far each role is from filled, and how far each cap is overrun."""
        pays = demands_pay(self._piece, prices, self._wanted)
        gains = int(workers_gain(self.items, prices, self._chosen, self._filled))
        piece, roles = self._piece, len(self._piece.need)
        slope = np.zeros(len(prices))
        slope[:roles] = piece.need * self._wanted[self._role_option] - self._filled[:roles]
        slope[roles:] = self._filled[roles:] - piece.cap_max
        return pays - gains - caps_cost(piece, prices), slope

    def _projected(self, prices: Floats) -> Floats:
        """Not negative, and no option asks more than leaving its demand unserved costs."""
        prices = np.maximum(prices, 0.0)
        seats = prices[: len(self._piece.need)]  # the prices of caps have no upper end
        asked = np.bincount(self._role_option, weights=seats * self._piece.need, minlength=len(self._option_cap))
        scale = np.minimum(1.0, self._option_cap / np.maximum(asked, 1.0))
        seats *= scale[self._role_option]
        return prices


def ascend(
    piece: Piece,
    prices: Longs,
    *,
    target: int,
    steps: int,
    reach: float,
    watch: Callable[[int, Ascent], bool],
    spread: float | None = None,
) -> Priced:
    """Ascend for some steps.

    Args:
        piece: the piece.
        prices: `int64[roles + caps]`, where to begin.
        target: an objective that some answer has; a bound that reaches it ends the ascent.
        steps: how many steps.
        reach: how long the first step is, 1 for prices that may lie anywhere, less for good ones.
        watch: called after each step with the steps done; returning False ends the ascent.
        spread: how much candidates of one seat differ in cost, where prices hang on that and not on what leaving a
            seat unserved costs; None: they hang on the latter.
    """
    ascent = Ascent(piece, prices)
    first, last = reach * _FIRST * ascent.seat_worth() / sqrt(max(1, steps)), _LAST
    if spread is not None:
        first, last = reach * _FIRST_OF_SPREAD * spread * PRICE_SCALE, _LAST_OF_FINE
    for done in range(1, steps + 1):
        if ascent.bound >= target:
            break
        ascent.step(round(first * (1 - (done - 1) / steps) ** 2 + last * PRICE_SCALE))
        if not watch(done, ascent):
            break
    return ascent.priced()
