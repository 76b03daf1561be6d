"""Dated changes of the organisation: units are added, moved, merged, split and closed.

A change takes effect at the beginning of its day. It says what is wrong with it before it is made. An id is never given
to a second unit, so that what was recorded under it stays answerable.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol, cast

from attrs import frozen

from commgov.core.checks import Checks
from commgov.core.ids import UnitId
from commgov.errors import Problem
from commgov.grid.columns import level_codes, not_below, unknown_level
from commgov.grid.draft import Draft, Ending
from commgov.grid.preorder import NONE
from commgov.grid.units import Unit
from commgov.wording import Text

_OPEN = Text("a unit that exists on that day", "应为当日存在的单元")
_NEW = Text("an id that no unit ever had", "应为从未使用过的编号")
_NOT_ROOT = Text("a unit other than the root", "不得为根单元")
_UNIT = Text("a Unit", "应为Unit")


class Change(Protocol):
    """One dated change; the built-in ones below fit it, and so can others."""

    @property
    def day(self) -> date:
        """The day on which it takes effect."""
        ...

    def problems(self, draft: Draft) -> Iterator[Problem]:
        """Why it cannot be made to the organisation as it stands then; nothing if it can."""
        ...

    def make(self, draft: Draft) -> None:
        """Make it; asked only if it has no problems."""
        ...


@frozen
class AddUnit:
    """A new unit, last of its parent's children.

    Args:
        day: its first day.
        unit: the unit; its parent must exist by then.
    """

    day: date
    unit: Unit

    def __attrs_post_init__(self) -> None:
        checks = Checks("AddUnit")
        checks.day("day", self.day)
        checks.instance("unit", self.unit, Unit, _UNIT)
        checks.refuse()

    def problems(self, draft: Draft) -> Iterator[Problem]:
        """The id was used before, the parent is not there, or the level does not fit."""
        where = f"AddUnit {self.unit.id} ({self.day})"
        if draft.knows(self.unit.id):
            yield Problem(f"{where}, id", _NEW, self.unit.id)
        if self.unit.parent is None:
            yield Problem(f"{where}, parent", _OPEN)
        elif not draft.is_open(self.unit.parent):
            yield Problem(f"{where}, parent", _OPEN, self.unit.parent)
        else:
            yield from _level_problems(where, draft, self.unit, self.unit.parent)

    def make(self, draft: Draft) -> None:
        """Add it."""
        draft.add(self.unit, cast("UnitId", self.unit.parent), self.day)


@frozen
class MoveUnit:
    """A unit, with all below it, goes under another parent.

    Args:
        day: the first day under the new parent.
        unit: what moves.
        to: the new parent.
    """

    day: date
    unit: UnitId
    to: UnitId

    def __attrs_post_init__(self) -> None:
        checks = Checks("MoveUnit")
        checks.day("day", self.day)
        checks.identifier("unit", self.unit)
        checks.identifier("to", self.to)
        checks.refuse()

    def problems(self, draft: Draft) -> Iterator[Problem]:
        """One of the two is not there, the new parent is below the unit, or on no higher level; the root stays."""
        where = f"MoveUnit {self.unit} ({self.day})"
        missing = [*_missing(f"{where}, unit", draft, [self.unit]), *_missing(f"{where}, to", draft, [self.to])]
        yield from missing
        if missing:
            return
        yield from _root_problems(f"{where}, unit", draft, self.unit)
        if draft.is_within(self.to, self.unit):
            expected = Text("a unit that is not below the moved one", "不得移至自身或其下级单元之下")
            yield Problem(f"{where}, to", expected, self.to)
        elif NONE < draft.level(self.unit) <= draft.level(self.to):
            yield not_below(where, draft.levels[draft.level(self.unit)].id)

    def make(self, draft: Draft) -> None:
        """Move it."""
        draft.place(self.unit, self.to)


@frozen
class MergeUnits:
    """Units end and another one carries on for them; what is below them goes under it.

    Args:
        day: the first day on which they are one.
        units: those that end.
        into: the one that carries on. (Add it on the same day if it is new.)
    """

    day: date
    units: tuple[UnitId, ...]
    into: UnitId

    def __attrs_post_init__(self) -> None:
        checks = Checks("MergeUnits")
        checks.day("day", self.day)
        checks.every("units", self.units, str, Text("an id", "应为编号"))
        checks.identifier("into", self.into)
        checks.refuse()
        for unit in self.units:
            checks.identifier("units", unit)
        checks.require("units", "", ok=bool(self.units), expected=Text("at least one unit", "至少一个单元"))
        checks.unique("units", self.units)
        expected = Text("a unit that does not end", "不得为被合并的单元")
        checks.require("into", self.into, ok=self.into not in self.units, expected=expected)
        checks.refuse()

    def problems(self, draft: Draft) -> Iterator[Problem]:
        """One of them is not there or the root, the one that carries on is below another, or a level does not fit."""
        where = f"MergeUnits → {self.into} ({self.day})"
        missing = [*_missing(f"{where}, units", draft, self.units), *_missing(f"{where}, into", draft, [self.into])]
        yield from missing
        if missing:
            return
        for unit in self.units:
            yield from _root_problems(f"{where}, units", draft, unit)
            if draft.is_within(self.into, unit):
                expected = Text("a unit that the remaining one is not below", "合并后的单元不得在被合并单元之下")
                yield Problem(f"{where}, units", expected, unit)
            for child in draft.children(unit):
                if child not in self.units and NONE < draft.level(child) <= draft.level(self.into):
                    yield not_below(f"{where}, {child}", draft.levels[draft.level(child)].id)

    def make(self, draft: Draft) -> None:
        """Merge them."""
        for unit in self.units:
            for child in draft.children(unit):
                draft.place(child, self.into)
            draft.end(unit, Ending(self.day, (self.into,)))


@frozen
class Part:
    """What a unit is split into.

    Args:
        unit: a new unit; it takes the place (and, if it names none, the level) of the one that is split.
        children: the units below that one which go to this part.
    """

    unit: Unit
    children: tuple[UnitId, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Part")
        checks.instance("unit", self.unit, Unit, _UNIT)
        checks.every("children", self.children, str, Text("an id", "应为编号"))
        checks.refuse()


@frozen
class SplitUnit:
    """A unit ends and several new ones carry on for it, for its members the first of them that is still there.

    Args:
        day: the parts' first day.
        unit: what is split.
        parts: at least two; together they take each unit below it once.
    """

    day: date
    unit: UnitId
    parts: tuple[Part, ...]

    def __attrs_post_init__(self) -> None:
        checks = Checks("SplitUnit")
        checks.day("day", self.day)
        checks.identifier("unit", self.unit)
        checks.every("parts", self.parts, Part, Text("a Part", "应为Part"))
        checks.refuse()
        enough = len(self.parts) >= 2  # noqa: PLR2004 - less is no split
        checks.require("parts", len(self.parts), ok=enough, expected=Text("at least two parts", "至少分为两个单元"))
        checks.unique("parts", (part.unit.id for part in self.parts))
        checks.unique("children", (child for part in self.parts for child in part.children))
        checks.refuse()

    def problems(self, draft: Draft) -> Iterator[Problem]:
        """It is not there or the root, a part is not new or elsewhere, or its children are not those of the parts."""
        where = f"SplitUnit {self.unit} ({self.day})"
        missing = _missing(f"{where}, unit", draft, [self.unit])
        yield from missing
        if missing:
            return
        yield from _root_problems(f"{where}, unit", draft, self.unit)
        yield from self._child_problems(where, draft)
        parent = draft.parent(self.unit)
        for part in self.parts:
            if draft.knows(part.unit.id):
                yield Problem(f"{where}, parts", _NEW, part.unit.id)
            if part.unit.parent not in {None, parent}:
                expected = Text("the parent of the unit that is split", "应与被拆分单元同属一个上级")
                yield Problem(f"{where}, parts, {part.unit.id}, parent", expected, part.unit.parent or "")
            elif part.unit.level and parent is not None:
                yield from _level_problems(f"{where}, {part.unit.id}", draft, part.unit, parent)

    def make(self, draft: Draft) -> None:
        """Split it."""
        parent, level = cast("UnitId", draft.parent(self.unit)), draft.level(self.unit)  # the root is never split
        for part in self.parts:
            level_id = part.unit.level or ("" if level == NONE else draft.levels[level].id)
            draft.add(Unit(part.unit.id, parent, level=level_id, name=part.unit.name), parent, self.day)
            for child in part.children:
                draft.place(child, part.unit.id)
        draft.end(self.unit, Ending(self.day, tuple(part.unit.id for part in self.parts)))

    def _child_problems(self, where: str, draft: Draft) -> Iterator[Problem]:
        codes = level_codes(draft.levels)
        own = dict.fromkeys(draft.children(self.unit))
        for part in self.parts:
            part_level = codes.get(part.unit.level, draft.level(self.unit))
            for child in part.children:
                if child not in own:
                    yield Problem(f"{where}, children", Text("a unit right below it", "应为其直接下级单元"), child)
                elif NONE < draft.level(child) <= part_level:
                    yield not_below(f"{where}, {child}", draft.levels[draft.level(child)].id)
                own.pop(child, None)
        for child in own:
            yield Problem(
                f"{where}, children", Text("each unit below it in a part", "每个下级单元都应归入一部分"), child
            )


@frozen
class CloseUnit:
    """A unit ends and nobody carries on for it.

    Args:
        day: the first day without it.
        unit: what is closed; nothing may be below it.
    """

    day: date
    unit: UnitId

    def __attrs_post_init__(self) -> None:
        checks = Checks("CloseUnit")
        checks.day("day", self.day)
        checks.identifier("unit", self.unit)
        checks.refuse()

    def problems(self, draft: Draft) -> Iterator[Problem]:
        """It is not there, it is the root, or there are units below it."""
        where = f"CloseUnit {self.unit} ({self.day})"
        missing = _missing(f"{where}, unit", draft, [self.unit])
        yield from missing
        if missing:
            return
        yield from _root_problems(f"{where}, unit", draft, self.unit)
        below = draft.children(self.unit)
        if below:
            count = len(below)
            expected = Text(
                f"a unit without units below it, not with {count}; merge it instead",
                f"其下应无单元（现有{count}个）；应改为合并",
            )
            yield Problem(f"{where}, unit", expected)

    def make(self, draft: Draft) -> None:
        """Close it."""
        draft.end(self.unit, Ending(self.day, ()))


def _missing(where: str, draft: Draft, units: Sequence[UnitId]) -> list[Problem]:
    return [Problem(where, _OPEN, unit) for unit in units if not draft.is_open(unit)]


def _root_problems(where: str, draft: Draft, unit: UnitId) -> Iterator[Problem]:
    if draft.parent(unit) is None:
        yield Problem(where, _NOT_ROOT, unit)


def _level_problems(where: str, draft: Draft, unit: Unit, parent: UnitId) -> Iterator[Problem]:
    codes = level_codes(draft.levels)
    if unit.level and unit.level not in codes:
        yield unknown_level(where, unit.level, codes)
        return
    level = draft.level_below(parent, unit.level)
    if level >= len(draft.levels) and draft.levels:
        yield Problem(f"{where}, level", Text(f"at most {len(draft.levels)} levels", f"最多{len(draft.levels)}级"))
    elif NONE < level <= draft.level(parent):
        yield not_below(where, draft.levels[level].id)
