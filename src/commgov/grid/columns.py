"""Units as columns: what makes them one tree, and everything that keeps them from it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from commgov.core.ids import UnitId, id_problem
from commgov.errors import InvalidInputError, Place, Problem
from commgov.grid.preorder import NONE, Tree, grow, in_preorder
from commgov.grid.units import Level
from commgov.wording import Text

_LISTED_MAX = 8  # units that one message names
_ORGANISATION = Place().at(Text("Organisation", "组织"))
_UNIT = Place().at(Text("Unit", "单元"))
_KNOWN_PARENT = Text("the id of one of the units", "应为某一单元的编号")
_ONCE = Text("each unit only once", "每个单元只能出现一次")
_ONE_ROOT = Text("one unit without a parent: the root", "应恰有一个没有上级的单元（根）")
_NO_CYCLE = Text("a way up to the root, not back to itself", "应能逐级上溯至根单元，不得成环")


@frozen
class UnitColumns:
    """Units column by column, as they were given.

    Args:
        ids: one a unit.
        parents: the unit above each; None for the root.
        level_ids: the level of each, "" for the one right below its parent's; None: all of them so.
        names: of the units, or None.
        levels: the scheme, from the top; empty: no levels.
    """

    ids: Sequence[UnitId]
    parents: Sequence[UnitId | None]
    level_ids: Sequence[str] | None
    names: Sequence[str] | None
    levels: tuple[Level, ...]

    def tree(self) -> Tree:
        """The tree that they make.

        Raises:
            InvalidInputError: naming all that is wrong: no units, columns of unequal length, wrong ids, duplicates,
                orphans, no root or several, cycles, unknown levels, units not below their parent's level.
        """
        problems = [*self._column_problems(), *self._id_problems()]
        if problems:
            raise InvalidInputError(problems)
        row_of = dict(zip(self.ids, range(len(self.ids)), strict=True))
        if len(row_of) < len(self.ids):
            counts = Counter(self.ids)
            problems += [Problem(_unit(unit), _ONCE, str(count)) for unit, count in counts.items() if count > 1]
        rows = [NONE if parent is None else row_of.get(parent, NONE) for parent in self.parents]
        order = in_preorder(rows)
        problems += self._parent_problems(row_of)
        problems += _cycle_problems(self.ids, rows, order)
        codes = level_codes(self.levels)
        levels = self._levels(rows, order, codes)
        problems += self._level_problems(rows, levels, codes)
        if problems:
            raise InvalidInputError(problems)
        return grow(self.ids, self.names or [""] * len(self.ids), levels, rows, order)

    def _column_problems(self) -> Iterator[Problem]:
        count = len(self.ids)
        if count == 0:
            yield Problem(_ORGANISATION.at("units"), Text("at least one unit", "至少一个单元"))
        for name, column in (("parents", self.parents), ("level_ids", self.level_ids), ("names", self.names)):
            if column is not None and len(column) != count:
                expected = Text(f"{count} entries, one for each unit", f"应有{count}项，每个单元一项")
                yield Problem(_ORGANISATION.at(name), expected, str(len(column)))

    def _id_problems(self) -> Iterator[Problem]:
        """What is not even an id; nothing else can be asked before these are right."""
        for row, unit in enumerate(self.ids, start=1):
            wrong = id_problem(unit)
            if wrong:
                yield Problem(_UNIT.row(row).at("id"), wrong)
        for row, parent in enumerate(self.parents, start=1):
            if parent is not None and not isinstance(parent, str):
                yield Problem(_UNIT.row(row).at("parent"), _KNOWN_PARENT)

    def _parent_problems(self, row_of: Mapping[UnitId, int]) -> Iterator[Problem]:
        for unit, parent in zip(self.ids, self.parents, strict=True):
            if parent is not None and parent not in row_of:
                yield Problem(_unit(unit).at("parent"), _KNOWN_PARENT, _shown(parent))
        roots = [unit for unit, parent in zip(self.ids, self.parents, strict=True) if parent is None]
        if len(roots) != 1:
            yield Problem(_ORGANISATION.at(Text("root", "根")), _ONE_ROOT, _listed(roots, ", "))

    def _levels(self, rows: list[int], order: list[int], codes: Mapping[str, int]) -> list[int]:
        """The index of each row's level; -1 where there is none. Parents come before children in `order`."""
        levels = [NONE] * len(rows)
        if not self.levels:
            return levels
        for row in order:
            given = self.level_ids[row] if self.level_ids is not None else ""
            above = NONE if rows[row] == NONE else levels[rows[row]]
            levels[row] = codes.get(given, NONE) if given else above + 1
        return levels

    def _level_problems(self, rows: list[int], levels: list[int], codes: Mapping[str, int]) -> Iterator[Problem]:
        if self.level_ids is not None:
            for unit, level in zip(self.ids, self.level_ids, strict=True):
                if level and level not in codes:
                    yield unknown_level(_unit(unit), level, codes)
        if not self.levels or (self.level_ids is None and max(levels) < len(self.levels)):
            return
        for row, code in enumerate(levels):
            above = NONE if rows[row] == NONE else levels[rows[row]]
            if code >= len(self.levels):
                most = len(self.levels)
                yield Problem(_unit(self.ids[row]).at("level"), Text(f"at most {most} levels", f"最多{most}级"))
            elif above != NONE and NONE < code <= above:
                yield not_below(_unit(self.ids[row]), self.levels[code].id)


def level_codes(levels: Sequence[Level]) -> dict[str, int]:
    """The index of each level of a scheme by its id.

    Raises:
        InvalidInputError: if two have one id.
    """
    counts = Counter(level.id for level in levels)
    twice = [level for level, count in counts.items() if count > 1]
    if twice:
        expected = Text("each level with an id of its own", "每一级应有各自的编号")
        raise InvalidInputError([Problem(_ORGANISATION.at("levels"), expected, level) for level in twice])
    return {level.id: at for at, level in enumerate(levels)}


def unknown_level(where: str | Place, level: str, codes: Mapping[str, int]) -> Problem:
    """The problem of a level that the scheme does not have."""
    names = ", ".join(codes)
    if names:
        expected = Text(f"one of the levels: {names}", f"应为以下级别：{names}")
    else:
        expected = Text("no level: there is no scheme", "不应有级别：未设级别体系")
    return Problem(Place.of(where).at("level"), expected, level)


def not_below(where: str | Place, level: str) -> Problem:
    """The problem of a unit that stands on its parent's level, or above it."""
    return Problem(Place.of(where).at("level"), Text("a level below its parent's", "级别应低于其上级单元"), level)


def _cycle_problems(ids: Sequence[UnitId], rows: list[int], order: list[int]) -> Iterator[Problem]:
    """One problem for each cycle; what merely hangs below one is not named."""
    if len(order) == len(rows):
        return
    settled = [False] * len(rows)
    for row in order:
        settled[row] = True
    for start in range(len(rows)):
        path: list[int] = []
        on_path: dict[int, int] = {}
        row = start
        while not settled[row]:
            settled[row] = True
            on_path[row] = len(path)
            path.append(row)
            row = rows[row]
        if row in on_path:
            circle = path[on_path[row] :]
            yield Problem(_unit(ids[circle[0]]), _NO_CYCLE, _listed([ids[at] for at in [*circle, circle[0]]], " → "))


def _listed(units: Sequence[UnitId], sign: str) -> str:
    """The ids, of many only the first; how many there are."""
    more = f"{sign}… ({len(units)})" if len(units) > _LISTED_MAX else ""
    return sign.join(map(_shown, units[:_LISTED_MAX])) + more


def _unit(unit: object) -> Place:
    return Place().at(Text(f"Unit {_shown(unit)}", f"单元{_shown(unit)}"))


def _shown(unit: object) -> str:
    """An id as a message may repeat it: what is none, or looks like personal data, is not."""
    return "?" if id_problem(unit) else str(unit)
