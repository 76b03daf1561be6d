"""The bound that prices prove on a piece, and the candidates by which its workers' best schedules would use it.

`solve` asks this of the piece that holds every pair cheaper than its seat: what comes back and was not shortlisted is
what the shortlist was missing.
"""

import numpy as np

from commgov.matching.engines.layout import layout_of
from commgov.matching.engines.schedules import demands_pay, items_of, workers_gain
from commgov.matching.piece import PRICE_SCALE, Longs, Piece


def price_out(piece: Piece, prices: Longs) -> tuple[int, Longs]:
    """The lower bound at these prices, and the candidates in the workers' best schedules.

    Args:
        piece: the piece.
        prices: `int64[roles]`, in units of `1 / PRICE_SCALE`.

    Returns:
        The bound, and the candidates' indices in the piece, ascending.
    """
    layout = layout_of(piece)
    chosen = np.zeros(len(layout.candidate), dtype=np.int8)
    filled = np.zeros(len(layout.need), dtype=np.int64)
    wanted = np.zeros(len(layout.role_from) - 1, dtype=np.int8)
    value = int(demands_pay(layout, prices, wanted))
    value -= int(workers_gain(layout, items_of(layout), prices, chosen, filled))
    return -(-value // PRICE_SCALE), np.sort(layout.origin[np.flatnonzero(chosen)])
