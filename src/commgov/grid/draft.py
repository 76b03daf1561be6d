"""The organisation while changes are made to it: a tree and what has become different since."""

from datetime import date

from attrs import define, field, frozen

from commgov.core.ids import UnitId
from commgov.grid.columns import level_codes
from commgov.grid.preorder import NONE, Tree, grow, in_preorder
from commgov.grid.units import Level, Unit


@frozen
class Ending:
    """How a unit ended.

    Args:
        day: the first day on which it was no longer there.
        successors: the units that carry on for it, the main one first; empty if it was closed for good.
    """

    day: date
    successors: tuple[UnitId, ...]


@define
class Draft:
    """A tree with changes on top; each change costs what it changes, not the size of the tree.

    Args:
        tree: what stood at first.
        levels: the scheme.
        founded: the units that were added, with their days.
        ended: the units that are no longer there.
    """

    tree: Tree
    levels: tuple[Level, ...]
    founded: dict[UnitId, date] = field(factory=dict)
    ended: dict[UnitId, Ending] = field(factory=dict)
    _added: dict[UnitId, tuple[str, int]] = field(factory=dict)  # name, level
    _moved: dict[UnitId, UnitId] = field(factory=dict)  # in the order of arrival: parents of added and moved units
    _arrived: dict[UnitId, dict[UnitId, None]] = field(factory=dict)

    def knows(self, unit: UnitId) -> bool:
        """Whether there is such a unit, or ever was."""
        return unit in self.tree.position or unit in self._added

    def is_open(self, unit: UnitId) -> bool:
        """Whether there is such a unit now."""
        return unit not in self.ended and self.knows(unit)

    def parent(self, unit: UnitId) -> UnitId | None:
        """The unit above an open unit, or None at the root."""
        return self._moved[unit] if unit in self._moved else self.tree.parent(unit)

    def children(self, unit: UnitId) -> list[UnitId]:
        """The open units right below, in their order."""
        stayed = self.tree.children(unit) if unit in self.tree.position else ()
        found = [child for child in stayed if child not in self._moved and child not in self.ended]
        return found + [child for child in self._arrived.get(unit, ()) if child not in self.ended]

    def is_within(self, unit: UnitId, above: UnitId) -> bool:
        """Whether an open unit is another one or stands somewhere below it."""
        here: UnitId | None = unit
        while here is not None and here != above:
            here = self.parent(here)
        return here == above

    def level(self, unit: UnitId) -> int:
        """The index of a unit's level, or -1 where there is no scheme."""
        return self._added[unit][1] if unit in self._added else self.tree.level[self.tree.at(unit)]

    def level_below(self, parent: UnitId, level: str) -> int:
        """The index that a unit below `parent` gets: of the level it names, or the one right below; -1 without scheme.

        Raises:
            KeyError: if the scheme has no such level.
        """
        if not self.levels and not level:
            return NONE
        return level_codes(self.levels)[level] if level else self.level(parent) + 1

    def add(self, unit: Unit, parent: UnitId, day: date) -> None:
        """Put a new unit below a parent, last of its children."""
        self._added[unit.id] = (unit.name, self.level_below(parent, unit.level))
        self.founded[unit.id] = day
        self.place(unit.id, parent)

    def place(self, unit: UnitId, parent: UnitId) -> None:
        """Put a unit, with all below it, under a parent, last of its children."""
        before = self._moved.pop(unit, None)
        if before is not None:
            del self._arrived[before][unit]
        self._moved[unit] = parent
        self._arrived.setdefault(parent, {})[unit] = None

    def end(self, unit: UnitId, ending: Ending) -> None:
        """Take a unit without open children out."""
        self.ended[unit] = ending

    def grown(self) -> Tree:
        """The tree as it stands now."""
        kept = [unit for unit in self.tree.ids if unit not in self.ended and unit not in self._moved]
        units = kept + [unit for unit in self._moved if unit not in self.ended]
        row_of = {unit: row for row, unit in enumerate(units)}
        parents = [self.parent(unit) for unit in units]
        rows = [NONE if parent is None else row_of[parent] for parent in parents]
        return grow(
            units,
            [self._name(unit) for unit in units],
            [self.level(unit) for unit in units],
            rows,
            in_preorder(rows),
        )

    def _name(self, unit: UnitId) -> str:
        return self._added[unit][0] if unit in self._added else self.tree.names[self.tree.at(unit)]
