"""Dual ascent: seat prices that lift the lower bound.

A subgradient method whose steps are scaled seat by seat by the moments of past slopes (Adam; D. P. Kingma and J. Ba,
2015) and fall as the square of the work left. Prices of thousand-fold different scarcity settle in the same few hundred
steps. The volume algorithm (F. Barahona and R. Anbil, 2000) was tried first: on problems with teams and choices of time
it takes more than five times as many steps, and may seem to have settled 5 % below the best bound.

The average of the workers' latest schedules comes close to the solution of the relaxed master problem, so how often a
candidate was in them tells construction whom to seat.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from commgov.matching.engines.layout import Layout
from commgov.matching.engines.schedules import Items, demands_pay, workers_gain
from commgov.matching.piece import PRICE_SCALE, Longs

Floats = NDArray[np.float64]

_SLOPE, _SQUARE = 0.9, 0.97  # how much of the old moments each step keeps
_SLIGHT = 0.05  # a slope of less than this part of a seat hardly moves a price
_FIRST = 1.6  # the first of n steps moves a price by this part of a seat's unserved cost, over the root of n
_LAST = 0.3  # ... and the last by so many cost units
_FRESH = 0.12  # weight of the newest schedules in the average


@frozen(eq=False)
class Priced:
    """What the ascent found.

    Args:
        prices: `int64[roles]`, in units of `1 / PRICE_SCALE`.
        value: the relaxed value at these prices, in units of `1 / PRICE_SCALE`, exact.
        share: `float64[candidates]`, how often each candidate of the layout was in its worker's best schedule lately.
    """

    prices: Longs
    value: int
    share: Floats

    @property
    def bound(self) -> int:
        """The lower bound on the objective: the relaxed value rounded up."""
        return -(-self.value // PRICE_SCALE)


@define(eq=False)
class Ascent:
    """An ascent under way.

    Args:
        layout: the piece.
        items: each worker's candidates.
    """

    layout: Layout
    items: Items
    best: Longs = field(init=False)
    value: int = field(init=False)
    _at: Floats = field(init=False)
    _slope: Floats = field(init=False)
    _moments: tuple[Floats, Floats] = field(init=False)
    _steps: int = field(init=False, default=0)
    _share: Floats = field(init=False)
    _option_cap: Floats = field(init=False)
    _chosen: NDArray[np.int8] = field(init=False)
    _filled: Longs = field(init=False)
    _wanted: NDArray[np.int8] = field(init=False)

    def start(self, prices: Longs) -> None:
        """Begin at these prices."""
        layout = self.layout
        self._chosen = np.zeros(len(layout.candidate), dtype=np.int8)
        self._filled = np.zeros(len(layout.need), dtype=np.int64)
        self._wanted = np.zeros(len(layout.role_from) - 1, dtype=np.int8)
        demand_of_option = np.repeat(np.arange(len(layout.unserved)), np.diff(layout.option_from))
        self._option_cap = layout.unserved[demand_of_option].astype(np.float64) * PRICE_SCALE
        self._at = self._projected(prices.astype(np.float64))
        self._moments = np.zeros(len(prices)), np.zeros(len(prices))
        self.best = np.floor(self._at).astype(np.int64)
        self.value, self._slope = self._evaluate(self.best)
        self._share = self._chosen.astype(np.float64)

    def step(self, length: float) -> None:
        """Move every price along its slope, by about `length` (in units of `1 / PRICE_SCALE`) where it keeps its sign."""
        self._steps += 1
        first, second = self._moments
        first += (1 - _SLOPE) * (self._slope - first)
        second += (1 - _SQUARE) * (self._slope**2 - second)
        # Moments start at zero: early ones are scaled up to what they are averages of.
        mean = first / (1 - _SLOPE**self._steps)
        spread = np.sqrt(second / (1 - _SQUARE**self._steps))
        self._at = self._projected(self._at + length * mean / (spread + _SLIGHT))
        prices = np.floor(self._at).astype(np.int64)
        value, self._slope = self._evaluate(prices)
        self._share += _FRESH * (self._chosen - self._share)
        if value > self.value:
            self.value, self.best = value, prices

    def priced(self) -> Priced:
        """The best found so far; twins share what one of them was chosen for."""
        first = self.layout.pool
        most = np.maximum.reduceat(self._share, first) if len(first) else self._share
        share = np.repeat(most, np.diff(np.append(first, len(self._share))))
        return Priced(self.best, self.value, share)

    def seat_worth(self) -> float:
        """What leaving a seat unserved costs: the median over all seats' roles, in units of `1 / PRICE_SCALE`."""
        layout = self.layout
        seats = np.bincount(layout.role_option, weights=layout.need, minlength=len(self._option_cap))
        worth = (self._option_cap / np.maximum(seats, 1))[layout.role_option]
        return float(np.median(worth)) if len(worth) else 0.0

    def _evaluate(self, prices: Longs) -> tuple[int, Floats]:
        """The relaxed value at these prices, and how far each role is from filled."""
        layout = self.layout
        pays = demands_pay(layout, prices, self._wanted)
        gains = int(workers_gain(layout, self.items, prices, self._chosen, self._filled))
        wanted = layout.need * self._wanted[layout.role_option]
        return pays - gains, (wanted - self._filled).astype(np.float64)

    def _projected(self, prices: Floats) -> Floats:
        """Not negative, and no option asks more than leaving its demand unserved costs."""
        layout = self.layout
        prices = np.maximum(prices, 0.0)
        asked = np.bincount(layout.role_option, weights=prices * layout.need, minlength=len(self._option_cap))
        scale = np.minimum(1.0, self._option_cap / np.maximum(asked, 1.0))
        return prices * scale[layout.role_option]


def ascend(
    layout: Layout, items: Items, prices: Longs, *, target: int, steps: int, watch: Callable[[int, Ascent], bool]
) -> Priced:
    """Ascend for some steps.

    Args:
        layout: the piece.
        items: its items.
        prices: `int64[roles]`, where to begin.
        target: an objective that some answer has; a bound that reaches it ends the ascent.
        steps: how many steps.
        watch: called after each step with the steps done; returning False ends the ascent.
    """
    ascent = Ascent(layout, items)
    ascent.start(prices)
    first = _FIRST * ascent.seat_worth() / sqrt(max(1, steps))
    for done in range(1, steps + 1):
        if ascent.value >= target * PRICE_SCALE:
            break
        ascent.step(round(first * (1 - done / steps) ** 2 + _LAST * PRICE_SCALE))
        if not watch(done, ascent):
            break
    return ascent.priced()
