"""What the other packages ask of the organisation: one Protocol, so that none of them needs to know `grid`."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from commgov.core.ids import UnitId


class Hierarchy(Protocol):
    """A tree of units as it stood on a day. `as_of=None` asks for the latest state.

    `commgov.grid.Organisation` fits it. An id that nobody has raises `NotFoundError`.
    """

    def units(self, as_of: date | None = None) -> Sequence[UnitId]:
        """All units in preorder: each before the units below it."""
        ...

    def parent(self, unit: UnitId, as_of: date | None = None) -> UnitId | None:
        """The unit above, or None at the root."""
        ...

    def ancestors(self, unit: UnitId, as_of: date | None = None) -> Sequence[UnitId]:
        """The units above, the nearest first, the root last."""
        ...

    def descendants(self, unit: UnitId, as_of: date | None = None) -> Sequence[UnitId]:
        """The units below, in preorder, without the unit itself."""
        ...

    def distance(self, one: UnitId, other: UnitId, as_of: date | None = None) -> int:
        """Steps up and down the tree from one unit to the other; 0 for the same unit."""
        ...
