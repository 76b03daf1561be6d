"""The organisation through time: what stood at first, every dated change, and the tree of any day."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from attrs import evolve, field, frozen

from commgov.core.ids import UnitId
from commgov.errors import InvalidInputError, Problem
from commgov.grid.changes import Change
from commgov.grid.draft import Draft
from commgov.grid.preorder import Tree, not_found
from commgov.grid.units import Level

_TREES_KEPT = 8  # of the past days asked last, beside the first and the latest: a country's takes some 100 MB


@frozen
class History:
    """A first state and the changes since. What is derived from them is kept beside, and is not compared.

    Args:
        base: the tree before any change.
        levels: the scheme.
        changes: in the order of their days, those of one day in the order in which they were given.

    Raises:
        InvalidInputError: naming every change that cannot be made on its day, and why.
    """

    base: Tree
    levels: tuple[Level, ...]
    changes: tuple[Change, ...] = ()
    _days: tuple[date, ...] = field(init=False, eq=False)
    _all: Draft = field(init=False, eq=False)
    _trees: dict[int, Tree] = field(init=False, eq=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_days", tuple(change.day for change in self.changes))
        draft = Draft(self.base, self.levels)
        problems: list[Problem] = []
        for change in self.changes:
            found = list(change.problems(draft))
            problems += found
            if not found:
                change.make(draft)
        if problems:
            raise InvalidInputError(problems)
        object.__setattr__(self, "_all", draft)
        self._trees[0] = self.base

    def changed(self, changes: Sequence[Change]) -> "History":
        """With further changes, each on its day, be it before or after those that are known."""
        return evolve(self, changes=tuple(sorted((*self.changes, *changes), key=lambda change: change.day)))

    def tree(self, as_of: date | None) -> Tree:
        """The tree of a day, or the latest one."""
        made = len(self.changes) if as_of is None else bisect_right(self._days, as_of)
        found = self._trees.get(made)
        return self._grown(made) if found is None else found

    def latest_day(self) -> date | None:
        """The day of the last change, if there is one."""
        return self._days[-1] if self._days else None

    def knows(self, unit: UnitId) -> bool:
        """Whether there ever was such a unit."""
        return self._all.knows(unit)

    def is_open(self, unit: UnitId, day: date) -> bool:
        """Whether a unit existed on a day."""
        if not self.knows(unit):
            return False
        founded, ended = self._all.founded.get(unit), self._all.ended.get(unit)
        return (founded is None or founded <= day) and (ended is None or day < ended.day)

    def level(self, unit: UnitId) -> str:
        """The id of a unit's level, "" without scheme; it never changes."""
        return self.levels[self._all.level(unit)].id if self.levels else ""

    def successors(self, unit: UnitId, as_of: date | None) -> tuple[UnitId, ...]:
        """The units that stand for a unit on a day: itself while it is there, then those that carry on for it.

        Raises:
            NotFoundError: if there never was such a unit, or not yet.
        """
        founded = self._all.founded.get(unit)
        if not self.knows(unit) or (as_of is not None and founded is not None and as_of < founded):
            raise not_found(unit)
        found: dict[UnitId, None] = {}
        stack = [unit]
        while stack:
            here = stack.pop()
            ending = self._all.ended.get(here)
            if ending is None or (as_of is not None and as_of < ending.day):
                found[here] = None
            else:
                stack.extend(reversed(ending.successors))
        return tuple(found)

    def _grown(self, made: int) -> Tree:
        draft = Draft(self.base, self.levels)
        for change in self.changes[:made]:
            change.make(draft)
        past = [known for known in self._trees if known not in {0, len(self.changes)}]
        if len(past) >= _TREES_KEPT:
            self._trees.pop(past[0], None)
        return self._trees.setdefault(made, draft.grown())
