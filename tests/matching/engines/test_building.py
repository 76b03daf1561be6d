"""A roster built round by round: whoever is seated may be, and what is left is only what nobody can serve any more."""

import numpy as np
import pytest
from tiny_pieces import problems, random_piece

from commgov.matching.effort import Effort
from commgov.matching.engines import lagrangian
from commgov.matching.engines.building import build
from commgov.matching.engines.chains import new_trail
from commgov.matching.engines.layout import layout_of
from commgov.matching.piece import Family, Piece


def built(piece: Piece, steps: int) -> np.ndarray:
    """The candidates seated."""
    layout = layout_of(piece)
    priced = lagrangian.price(piece, Effort(steps=50))
    filled = build(piece, layout, priced, new_trail(layout, 0), steps).filled
    return np.sort(layout.origin[filled[filled >= 0]])


@pytest.mark.parametrize("family", [Family.HOURS, Family.WINDOWS, Family.SEATS])
@pytest.mark.parametrize("steps", [0, 5])
def test_every_rule_holds_and_the_same_is_built_again(family: Family, steps: int) -> None:
    for seed in range(60):
        piece = random_piece(family, seed)
        chosen = built(piece, steps)
        assert problems(piece, chosen) == []
        np.testing.assert_array_equal(built(piece, steps), chosen)


def test_nobody_is_left_who_could_still_be_served() -> None:
    for seed in range(60):
        piece = random_piece(Family.WINDOWS, seed)
        chosen = built(piece, 5)
        role = piece.role_of_candidate()
        for candidate in np.flatnonzero(~np.isin(role, role[chosen])):
            assert problems(piece, np.sort(np.append(chosen, candidate)))
