"""Dual ascent: seat prices that lift the lower bound.

The volume algorithm (F. Barahona and R. Anbil, 2000): a subgradient method that steps along an average of the
subgradients. The average of the workers' schedules comes close to the solution of the relaxed master problem, so how
often a candidate was in them tells construction whom to seat.
"""

from collections.abc import Callable

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from commgov.matching.engines.layout import Layout
from commgov.matching.engines.schedules import Items, demands_pay, workers_gain
from commgov.matching.piece import PRICE_SCALE, Longs

Floats = NDArray[np.float64]

_SMALL = 1e-9  # of rounding, not of meaning
_FRESH = 0.12  # weight of the newest schedules in the averages
_WORTH = 1e-5  # a lift below this part of the value counts as none
_PATIENCE = 8  # steps without a lift before steps get shorter
_SHORT = 1e-3  # steps shorter than this part of what is missing can be the last
_WINDOW = 40  # steps over which the ascent has to show a lift
_NOTHING = 1e-5  # ... of more than this part of what is missing


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
        target: an objective that some answer has.
    """

    layout: Layout
    items: Items
    target: int
    centre: Floats = field(init=False)
    best: Longs = field(init=False)
    value: int = field(init=False)
    share: Floats = field(init=False)
    _slope: Floats = field(init=False)
    _step: float = field(init=False, default=1.0)
    _stalled: int = field(init=False, default=0)
    _past: list[int] = field(init=False, factory=list)
    _chosen: NDArray[np.int8] = field(init=False)
    _filled: Longs = field(init=False)
    _wanted: NDArray[np.int8] = field(init=False)
    _option_cap: Floats = field(init=False)

    def start(self, prices: Longs) -> None:
        """Begin at these prices."""
        layout = self.layout
        self._chosen = np.zeros(len(layout.candidate), dtype=np.int8)
        self._filled = np.zeros(len(layout.need), dtype=np.int64)
        self._wanted = np.zeros(len(layout.role_from) - 1, dtype=np.int8)
        demand_of_option = np.repeat(np.arange(len(layout.unserved)), np.diff(layout.option_from))
        self._option_cap = layout.unserved[demand_of_option].astype(np.float64) * PRICE_SCALE
        self.centre = self._projected(prices.astype(np.float64))
        self.best = np.floor(self.centre).astype(np.int64)
        self.value, self._slope = self._evaluate(self.best)
        self.share = self._chosen.astype(np.float64)

    def step(self) -> bool:
        """One step; False when there is nothing left to gain."""
        missing = self.target * PRICE_SCALE - self.value
        norm = self._room(self._slope)
        if norm < _SMALL and missing > 0:  # slopes of long ago point nowhere: ask the best prices alone
            _, self._slope = self._evaluate(self.best)
            norm = self._room(self._slope)
        if norm < _SMALL or missing <= 0 or self._settled(missing):
            return False
        slope = self._slope
        trial = self._projected(self.centre + self._step * missing / norm * slope)
        prices = np.floor(trial).astype(np.int64)
        value, found = self._evaluate(prices)
        self._slope = _FRESH * found + (1 - _FRESH) * slope
        self.share += _FRESH * (self._chosen - self.share)
        self._adapt(value)
        if value > self.value:
            self.value, self.best, self.centre = value, prices, trial
        return True

    def priced(self) -> Priced:
        """The best found so far."""
        return Priced(self.best, self.value, self.share)

    def _room(self, slope: Floats) -> float:
        """The squared length of a slope along the prices that can still move its way."""
        free = ~((self.centre <= 0) & (slope < 0)) & ~(self._at_cap() & (slope > 0))
        return float((slope[free] ** 2).sum())

    def _settled(self, missing: int) -> bool:
        """Whether steps are short and the last ones lifted next to nothing.

        To go on would also spoil `share`: at prices that hardly move, each worker has the same schedule all the time.
        """
        self._past.append(self.value)
        if self._step >= _SHORT or len(self._past) <= _WINDOW:
            return False
        return self.value - self._past[-1 - _WINDOW] < _NOTHING * missing

    def _adapt(self, value: int) -> None:
        """Longer steps while they pay, shorter ones after some that did not."""
        gained = value - self.value
        if gained > 0 and gained >= _WORTH * abs(value):
            self._stalled = 0
            self._step = min(2.0, self._step * 1.08)
            return
        self._stalled += 1
        if self._stalled >= _PATIENCE:
            self._step *= 0.6
            self._stalled = 0

    def _evaluate(self, prices: Longs) -> tuple[int, Floats]:
        """The relaxed value at these prices, and how far each role is from filled."""
        layout = self.layout
        pays = demands_pay(layout, prices, self._wanted)
        gains = int(workers_gain(layout, self.items, prices, self._chosen, self._filled))
        wanted = layout.need * self._wanted[layout.role_option]
        return pays - gains, (wanted - self._filled).astype(np.float64)

    def _asked(self, prices: Floats) -> Floats:
        """What each option asks in all."""
        return np.bincount(
            self.layout.role_option, weights=prices * self.layout.need, minlength=len(self._option_cap)
        ).astype(np.float64)

    def _at_cap(self) -> NDArray[np.bool_]:
        """Roles of options that already ask as much as leaving the demand unserved costs."""
        return (self._asked(self.centre) >= self._option_cap * (1 - _SMALL))[self.layout.role_option]

    def _projected(self, prices: Floats) -> Floats:
        """Not negative, and no option asks more than leaving its demand unserved costs."""
        prices = np.maximum(prices, 0.0)
        asked = self._asked(prices)
        scale = np.minimum(1.0, self._option_cap / np.maximum(asked, 1.0))
        return prices * scale[self.layout.role_option]


def ascend(
    layout: Layout, items: Items, prices: Longs, *, target: int, steps: int, watch: Callable[[int, Ascent], bool]
) -> Priced:
    """Ascend for some steps.

    Prices of a counts problem with guessed caps were tried as a start: they begin lower and end no higher.

    Args:
        layout: the piece.
        items: its items.
        prices: `int64[roles]`, where to begin.
        target: an objective that some answer has.
        steps: how many steps.
        watch: called now and then with the steps done; returning False ends the ascent.
    """
    ascent = Ascent(layout, items, target)
    ascent.start(prices)
    for done in range(steps):
        if not ascent.step() or not watch(done + 1, ascent):
            break
    return ascent.priced()
