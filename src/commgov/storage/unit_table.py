"""The table of units: the organisation's tree, one unit a row."""

from collections.abc import Iterable

from commgov.core import UnitId
from commgov.errors import Problem
from commgov.grid.units import FIVE_LEVELS, Unit
from commgov.storage.cells import identifier, verbatim, words
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table

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

_LEVELS = {level.name.zh: level.id for level in FIVE_LEVELS} | {level.name.en: level.id for level in FIVE_LEVELS}


def read_units(table: Table, known: References, problems: list[Problem]) -> tuple[Unit, ...]:
    """The units of a table.

    Args:
        table: the rows.
        known: gets the ids, and what is asked of them.
        problems: gets what is wrong.
    """
    if table.rows:  # a table without a unit says that there is no hierarchy: then nobody's unit is looked for
        known.open("unit")
    units: list[Unit] = []
    for row in table.read(problems):
        unit = _read_unit(row, known)
        if unit is not None:
            units.append(unit)
    return tuple(units)


def _read_unit(row: Row, known: References) -> Unit | None:
    own = UnitId(row.must("unit", identifier, ""))
    known.declare("unit", own, row)
    parent = UnitId(row.may("parent", identifier, ""))
    known.refer("unit", parent, row, "parent")
    level, name = row.may("level", _level, ""), row.may("name", verbatim, "")
    return row.build(lambda: Unit(own, parent or None, level=level, name=name), {"id": "unit"})


def _level(text: str) -> str:
    """A level's id; the Chinese and English names of the case study's levels stand for theirs."""
    level = words(text)
    return _LEVELS.get(level, level)


def unit_rows(units: Iterable[Unit]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of units, below the English headings."""
    return ((unit.id, unit.parent or "", unit.level, unit.name) for unit in units)
