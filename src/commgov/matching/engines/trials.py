"""What if: a counts assignment that tries changes, tells what they would cost, and takes them back."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from commgov.matching.engines.augmenting import Holding
from commgov.matching.engines.insertion import IN, LiveAssignment
from commgov.matching.piece import Longs, Piece


class TrialAssignment(LiveAssignment):
    """A live assignment that starts from an answer, not from nothing, and whose changes can be undone.

    Example:
        >>> import numpy as np
        >>> live = TrialAssignment(np.array([1]))
        >>> live.add(np.array([0]), np.array([10]), unserved=100)
        (0,)
        >>> with live.trial():
        ...     live.add(np.array([0]), np.array([20]), unserved=300), live.objective
        ((0, 1), 120)
        >>> live.objective
        10
    """

    @classmethod
    def held_by(cls, piece: Piece, chosen: Longs, prices: Longs) -> "TrialAssignment":
        """All demands of a counts piece, as an optimal answer serves them.

        Args:
            piece: the piece.
            chosen: `int64[services]`, the candidates of an optimal answer.
            prices: `int64[demands]`, what each demand pays in cost units: the prices that prove the answer optimal.
        """
        live = cls(piece.services_max)
        live.know(np.diff(piece.candidate_from), piece.worker, piece.cost, piece.unserved)
        live._state[: len(piece.unserved)] = IN
        owner = live._offers.owner
        live._held.match[owner[chosen]] = chosen
        live._held.used[:] = np.bincount(piece.worker[chosen], minlength=len(piece.services_max))
        gain = np.asarray(prices, dtype=np.int64)[owner[: len(piece.cost)]] - piece.cost
        np.maximum.at(live._held.price, piece.worker, gain)
        live._lay_out_slots()
        return live

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Whatever changes inside is undone at the end. Nobody may have been told anything."""
        if self._charged.any():
            raise ValueError("a trial needs that nobody was told anything")
        names = ("_demands", "_candidates", "_offers", "_following", "_search", "_true_unserved", "_true_cost")
        kept = {name: getattr(self, name) for name in names}
        copied = {name: getattr(self, name).copy() for name in ("_heads", "_asked", "_fixed", "_state", "_charged")}
        held = Holding(*(column.copy() for column in self._held))
        try:
            yield
        finally:
            for name, value in {**kept, **copied}.items():
                setattr(self, name, value)
            self._held = held
