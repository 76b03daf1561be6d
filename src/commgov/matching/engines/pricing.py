"""The bound that prices prove on a piece, and the candidates by which its workers' best schedules would use it.

`solve` asks this of the piece that holds every allowed pair: what comes back and was not shortlisted is what the
shortlist was missing.
"""

import numpy as np
from attrs import frozen

from commgov.matching.engines.items import Items, items_of
from commgov.matching.engines.schedules import caps_cost, demands_pay, workers_gain
from commgov.matching.piece import PRICE_SCALE, Longs, Piece


@frozen(eq=False)
class Pricing:
    """A piece to ask for the bound of one price after the other; arranged once, because that takes longest.

    Args:
        piece: the piece.
    """

    piece: Piece
    _items: Items

    @classmethod
    def of(cls, piece: Piece) -> "Pricing":
        """Arrange a piece's candidates."""
        return cls(piece, items_of(piece))

    def at(self, prices: Longs) -> tuple[int, Longs]:
        """The lower bound at these prices, and the candidates in the workers' best schedules.

        Args:
            prices: `int64[roles + caps]`, in units of `1 / PRICE_SCALE`.

        Returns:
            The bound, and the candidates' indices in the piece, ascending; of a loose demand's twins only one.
        """
        piece = self.piece
        chosen = np.zeros(len(piece.cost), dtype=np.int8)
        filled = np.zeros(piece.priced, dtype=np.int64)
        wanted = np.zeros(len(piece.role_from) - 1, dtype=np.int8)
        value = demands_pay(piece, prices, wanted) - int(workers_gain(self._items, prices, chosen, filled))
        value -= caps_cost(piece, prices)
        return -(-value // PRICE_SCALE), np.flatnonzero(chosen)
