"""A tree laid out in preorder: what is below a unit is one slice.

Every unit stands before the units below it, so a subtree is the run of positions from its unit to the first one that
is no longer below it. Questions of whole subtrees cost a slice instead of a walk.
"""

from array import array
from collections.abc import Mapping, Sequence
from operator import add

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from commgov.core.ids import UnitId, id_problem
from commgov.errors import NotFoundError
from commgov.grid.units import Unit
from commgov.wording import Text

NONE = -1
"""No row, no position, no level."""


@frozen
class Tree:
    """The units of one day, by position in preorder. Built by `grow`.

    The arrays have one 32-bit entry a unit. They are `array`s, not numpy's: those give single entries twice as fast,
    and numpy sees them without a copy (`column`).

    Args:
        ids: the units.
        names: what they are called.
        level: the index of each unit's level in the scheme, or -1 where there is no scheme.
        up: the position of the unit above, -1 for the root.
        end: the first position after the unit's subtree.
        depth: steps from the root.
        position: where each id stands.
    """

    ids: tuple[UnitId, ...]
    names: tuple[str, ...]
    level: "array[int]" = field(hash=False)
    up: "array[int]" = field(hash=False)
    end: "array[int]" = field(eq=False)
    depth: "array[int]" = field(eq=False)
    position: Mapping[UnitId, int] = field(eq=False)

    def at(self, unit: UnitId) -> int:
        """The position of a unit.

        Raises:
            NotFoundError: if there is no such unit on this day.
        """
        try:
            return self.position[unit]
        except KeyError:
            raise not_found(unit) from None

    def parent(self, unit: UnitId) -> UnitId | None:
        """The unit above, or None at the root."""
        up = self.up[self.at(unit)]
        return None if up == NONE else self.ids[up]

    def ancestors(self, unit: UnitId) -> tuple[UnitId, ...]:
        """The units above, the nearest first."""
        found = []
        at = self.up[self.at(unit)]
        while at != NONE:
            found.append(self.ids[at])
            at = self.up[at]
        return tuple(found)

    def children(self, unit: UnitId) -> tuple[UnitId, ...]:
        """The units right below, in preorder."""
        at = self.at(unit)
        end = self.end[at]
        found = []
        child = at + 1
        while child < end:
            found.append(self.ids[child])
            child = self.end[child]
        return tuple(found)

    def descendants(self, unit: UnitId) -> tuple[UnitId, ...]:
        """The units below, in preorder."""
        try:  # `at`, written out: the question asked most often, and mostly of leaves
            at = self.position[unit]
        except KeyError:
            raise not_found(unit) from None
        return self.ids[at + 1 : self.end[at]]

    def distance(self, one: UnitId, other: UnitId) -> int:
        """Steps up and down from one to the other."""
        here, there = self.at(one), self.at(other)
        steps = 0
        # What stands later is never above what stands earlier: the later of the two has to climb.
        while here != there:
            if here > there:
                here = self.up[here]
            else:
                there = self.up[there]
            steps += 1
        return steps

    def below(self, unit: UnitId) -> range:
        """The positions of the unit's subtree, the unit first."""
        at = self.at(unit)
        return range(at, self.end[at])

    def totals(self, amounts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """For each position the sum of the amounts in its subtree.

        Args:
            amounts: int[units], one for each position.
        """
        running = np.concatenate(([0], np.cumsum(amounts, dtype=np.int64)))
        return running[column(self.end)] - running[:-1]


def column(entries: "array[int]") -> npt.NDArray[np.int32]:
    """An array of the tree as numpy sees it, int32[units], without a copy; not to be written to."""
    return np.frombuffer(entries, dtype=np.int32)


def not_found(unit: object) -> NotFoundError:
    """The error for an id that nobody has; it repeats the id only if it is one, and no personal data."""
    shown = "" if id_problem(unit) else f" {unit!r}"
    return NotFoundError(Text(f"no unit{shown} on that day", f"当日没有单元{shown}"))


def in_preorder(parent_rows: Sequence[int]) -> list[int]:
    """The rows in preorder, siblings in the order of their rows, from every row without a parent.

    Args:
        parent_rows: the row of each row's parent, -1 for none.

    Returns:
        All rows but those on or below a cycle.
    """
    first_child = [NONE] * len(parent_rows)
    next_sibling = [NONE] * len(parent_rows)
    for row in range(len(parent_rows) - 1, -1, -1):
        parent = parent_rows[row]
        if parent != NONE:
            next_sibling[row] = first_child[parent]
            first_child[parent] = row
    order = []
    stack = [row for row in range(len(parent_rows) - 1, -1, -1) if parent_rows[row] == NONE]
    while stack:
        row = stack.pop()
        order.append(row)
        if next_sibling[row] != NONE:
            stack.append(next_sibling[row])
        if first_child[row] != NONE:
            stack.append(first_child[row])
    return order


def grow(
    units: Sequence[UnitId],
    names: Sequence[str],
    levels: Sequence[int],
    parent_rows: Sequence[int],
    rows_in_preorder: Sequence[int],
) -> Tree:
    """Lay out a tree.

    Args:
        units: each once; their order is the order of siblings.
        names: of the units.
        levels: the index of each unit's level.
        parent_rows: the row of each unit's parent; -1 for the one root. No cycles (see `commgov.grid.columns`).
        rows_in_preorder: what `in_preorder` says of them.
    """
    order = rows_in_preorder
    rank = [0] * len(order)
    for at, row in enumerate(order):
        rank[row] = at
    above = [parent_rows[row] for row in order]
    up = [NONE if parent == NONE else rank[parent] for parent in above]
    depth, size = _depths_and_sizes(up)
    ids = tuple(map(units.__getitem__, order))
    return Tree(
        ids,
        tuple(map(names.__getitem__, order)),
        array("i", map(levels.__getitem__, order)),
        array("i", up),
        array("i", map(add, range(len(order)), size)),
        array("i", depth),
        dict(zip(ids, range(len(ids)), strict=True)),
    )


def unit_at(tree: Tree, at: int, level: str) -> Unit:
    """The unit at a position, as a value."""
    up = tree.up[at]
    return Unit(tree.ids[at], None if up == NONE else tree.ids[up], level=level, name=tree.names[at])


def _depths_and_sizes(up: list[int]) -> tuple[list[int], list[int]]:
    depth, size = [0] * len(up), [1] * len(up)
    for at in range(1, len(up)):
        depth[at] = depth[up[at]] + 1
    for at in range(len(up) - 1, 0, -1):
        size[up[at]] += size[at]
    return depth, size
