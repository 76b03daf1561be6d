"""The sheets of a workbook, checked first, as texts: numbers, dates and times as people write them."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from commgov.errors import InvalidInputError, MissingExtraError, Place, Problem
from commgov.storage.cells import yes_no_text
from commgov.storage.headings import TableForm
from commgov.storage.sheet import Sheet, SheetRow
from commgov.storage.workbook_check import READING_NEEDS, checked_workbook
from commgov.wording import Text


def workbook_sheets(place: str, data: bytes, forms: Sequence[TableForm]) -> dict[TableForm, Sheet]:
    """Read the sheets that are called like one of the tables; other sheets are not looked at.

    Args:
        place: the file's name, for messages.
        data: its bytes.
        forms: the tables.

    Raises:
        InvalidInputError: if the workbook is hostile, damaged or encrypted, a table has two sheets, or a cell holds a
            formula.
        MissingExtraError: if the extra `commgov[excel]` is not installed.
    """
    checked = checked_workbook(place, data, lambda name: _form_of(name, forms) is not None)
    try:
        from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise MissingExtraError(READING_NEEDS) from error
    found: dict[TableForm, Sheet] = {}
    names: dict[TableForm, str] = {}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(checked.data)) as workbook:
            for name in checked.sheets:
                form = _form_of(name, forms)
                if form is None:
                    continue
                if form in names:
                    expected = Text(f"one sheet of {form.name}", f"{form.zh}表只能有一个工作表")
                    raise InvalidInputError([Problem(Place.of(place).sheet(name), expected)])
                names[form] = name
                cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                found[form] = Sheet(Place.of(place).sheet(name), _rows(cells))
    except CalamineError as error:
        raise InvalidInputError([Problem(place, Text("a workbook that is whole", "应为完好的工作簿"))]) from error
    return found


def _form_of(name: str, forms: Sequence[TableForm]) -> TableForm | None:
    return next((form for form in forms if form.is_called(name)), None)


def _rows(cells: list[list[Any]]) -> tuple[SheetRow, ...]:
    rows = (SheetRow(number, tuple(map(_text, row))) for number, row in enumerate(cells, start=1))
    return tuple(row for row in rows if any(cell.strip() for cell in row.cells))


def _text(cell: Any) -> str:
    """A cell as people would write it: `60` for 60.0, ISO 8601 for dates and times."""
    if isinstance(cell, bool):
        return yes_no_text(answer=cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return _rounded(cell).isoformat(sep=" ")
    if isinstance(cell, timedelta):
        return _rounded(datetime.min + cell).strftime("%H:%M:%S")  # noqa: DTZ901 - a time of day, no moment
    return str(cell)  # texts; and dates and times, in ISO 8601


def _rounded(moment: datetime) -> datetime:
    """To the whole second: spreadsheets keep times as fractions of a day, which are never exact."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
