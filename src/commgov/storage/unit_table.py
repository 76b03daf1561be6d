"""The table of units: the organisation's tree, one unit a row."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from commgov.core import UnitId
from commgov.errors import InvalidInputError, Place, Problem
from commgov.grid import FIVE_LEVELS, Organisation, Unit
from commgov.storage.cells import identifier, refuse, verbatim, words
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table
from commgov.wording import Text

UNITS = TableForm(
    "units",
    "单元",
    ("unit", "组织", "组织架构", "组织单元", "网格"),
    (
        Column("unit", "单元", ("id", "unit id", "编号", "单元编号", "组织编号"), required=True),
        Column("parent", "上级单元", ("parent unit", "上级", "上级编号", "上级单元编号", "所属上级")),
        Column("level", "层级", ("级别", "单元层级")),
        Column("name", "名称", ("unit name", "单元名称", "组织名称")),
    ),
)

_LEVELS = {name: level.id for level in FIVE_LEVELS for name in (level.id, level.name.en, level.name.zh)}
_LEVEL_EXPECTED = Text("one of {ids}", "应为{names}之一").fill(
    ids=", ".join(level.id for level in FIVE_LEVELS), names="、".join(level.name.zh for level in FIVE_LEVELS)
)


def read_units(table: Table, known: References, problems: list[Problem]) -> tuple[Unit, ...]:
    """The units of a table; that they make one tree is looked at once each of them is right by itself.

    Args:
        table: the rows.
        known: gets the ids, and what is asked of them.
        problems: gets what is wrong.
    """
    if table.rows:  # a table without a unit says that there is no hierarchy: then nobody's unit is looked for
        known.open("unit")
    read = [_read_unit(row, known) for row in table.read(problems)]
    _check_tree(read, table.place, problems)
    return tuple(entry.unit for entry in read if entry.unit is not None and not entry.row.broken)


@frozen(eq=False)
class _Read:
    """A row as it was read: its place in the tree counts even where its other cells are wrong."""

    own: UnitId
    parent: UnitId | None
    unit: Unit | None
    row: Row


def _read_unit(row: Row, known: References) -> _Read:
    own = UnitId(known.own_id("unit", row))
    parent = UnitId(row.may("parent", identifier, ""))
    known.refer("unit", parent, row, "parent")
    level, name = row.may("level", _level, ""), row.may("name", verbatim, "")
    unit = row.build(lambda: Unit(own, parent or None, level=level, name=name), {"id": "unit"})
    return _Read(own, parent or None, unit, row)


def _check_tree(read: Sequence[_Read], place: Place, problems: list[Problem]) -> None:
    """Note what keeps the units from being one tree, each beside the row that it is about.

    Levels are looked at once all rows are right. Ids that are none, stand twice, are not there or above themselves, are
    noted with the rows: without them there is nothing to be said of a tree.
    """
    row_of = {entry.own: entry.row for entry in read if entry.own}
    parents = [entry.parent for entry in read]
    is_row_matter = len(row_of) < len(read) or any(entry.own == entry.parent for entry in read)
    if not read or is_row_matter or not row_of.keys() >= set(parents) - {None}:
        return
    levels = [entry.unit.level for entry in read if entry.unit is not None]
    are_right = len(levels) == len(read)
    row_at = {f"Unit {own}": row for own, row in row_of.items()}
    try:
        Organisation.from_columns(
            list(row_of), parents, level_ids=levels if are_right else None, levels=FIVE_LEVELS if are_right else ()
        )
    except InvalidInputError as error:
        for problem in error.problems:
            unit, *field = map(str, problem.where.parts)
            if unit in row_at:
                row_at[unit].note(field[0] if field else "parent", problem.expected, problem.value)
            else:
                problems.append(Problem(place.at(*problem.where.parts[1:]), problem.expected, problem.value))


def _level(text: str) -> str:
    """A level's id; the Chinese and English names of the case study's levels stand for theirs."""
    level = _LEVELS.get(words(text))
    if level is None:
        refuse(_LEVEL_EXPECTED)
    return level


def unit_rows(units: Iterable[Unit]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of units, below the English headings."""
    return ((unit.id, unit.parent or "", unit.level, unit.name) for unit in units)
