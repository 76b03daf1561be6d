"""The table of units: the organisation's tree, one unit a row."""

from collections.abc import Iterable

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
    rows: dict[UnitId, Row] = {}
    units: list[Unit] = []
    for row in table.read(problems):
        unit = _read_unit(row, known)
        if unit is not None:
            units.append(unit)
            rows[unit.id] = row
    are_all_right = len(units) == len(table.rows) and all(unit.parent in rows for unit in units if unit.parent)
    if units and are_all_right:
        _check_tree(units, rows, table.place, problems)
    return tuple(units)


def _check_tree(units: list[Unit], rows: dict[UnitId, Row], place: Place, problems: list[Problem]) -> None:
    """Note what keeps the units from being one tree, each beside the row that it is about."""
    row_of = {f"Unit {unit}": row for unit, row in rows.items()}
    try:
        Organisation.from_units(units)
    except InvalidInputError as error:
        for problem in error.problems:
            unit, *field = map(str, problem.where.parts)
            if unit in row_of:
                row_of[unit].note(field[0] if field else "parent", problem.expected, problem.value)
            else:
                problems.append(Problem(place.at(*problem.where.parts[1:]), problem.expected, problem.value))


def _read_unit(row: Row, known: References) -> Unit | None:
    own = UnitId(row.must("unit", identifier, ""))
    known.declare("unit", own, row)
    parent = UnitId(row.may("parent", identifier, ""))
    known.refer("unit", parent, row, "parent")
    level, name = row.may("level", _level, ""), row.may("name", verbatim, "")
    return row.build(lambda: Unit(own, parent or None, level=level, name=name), {"id": "unit"})


def _level(text: str) -> str:
    """A level's id; the Chinese and English names of the case study's levels stand for theirs."""
    level = _LEVELS.get(words(text))
    if level is None:
        refuse(_LEVEL_EXPECTED)
    return level


def unit_rows(units: Iterable[Unit]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of units, below the English headings."""
    return ((unit.id, unit.parent or "", unit.level, unit.name) for unit in units)
