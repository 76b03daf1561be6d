"""Workbooks for people: a heading that stays in sight, columns that fit, filters; the same content, the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commgov.errors import MissingExtraError
from commgov.storage.table_output import Cell
from commgov.storage.whole_files import write_all
from commgov.wording import Text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 has no such characters
_WIDTH_LEAST, _WIDTH_MOST = 8, 60
_LOOK_AT = 200  # rows by which a column's width is chosen


SheetContent = tuple[Sequence[str], Iterable[Sequence[Cell]]]
"""The headings and the rows of a sheet; numbers stay numbers, None is empty."""


def write_workbook(path: Path, sheets: Mapping[str, SheetContent]) -> None:
    """Write a workbook, whole or not at all.

    Args:
        path: the file; one that is there is replaced.
        sheets: headings and rows of each sheet, by its name, in order; at least one.

    Raises:
        MissingExtraError: if the extra `commgov[excel]` is not installed.
        OSError: if it cannot be written.
    """
    write_all(path.parent, {path.name: workbook_bytes(sheets)})


def workbook_bytes(sheets: Mapping[str, SheetContent]) -> bytes:
    """A workbook's bytes; the same content gives the same bytes.

    Args:
        sheets: headings and rows of each sheet, by its name, in order; at least one.

    Raises:
        MissingExtraError: if the extra `commgov[excel]` is not installed.

    Example:
        >>> workbook_bytes({"units": (["unit"], [["grid-1"]])})[:2]
        b'PK'
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise MissingExtraError(_WRITING_NEEDS) from error
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "commgov"
    for name, content in sheets.items():
        _fill(workbook.create_sheet(name), content)
    raw = io.BytesIO()
    workbook.save(raw)
    return _timeless(raw.getvalue())


def _fill(sheet: "Worksheet", content: SheetContent) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - an extra
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - an extra

    header, rows = content
    widths = [_width(heading) for heading in header]
    _put_row(sheet, 1, header)
    number = 1
    for number, row in enumerate(rows, start=2):
        _put_row(sheet, number, row)
        if number <= _LOOK_AT:
            widths = [max(width, _width(cell)) for width, cell in zip(widths, row, strict=True)]
    for heading in sheet[1]:
        heading.font, heading.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = min(max(width + 2, _WIDTH_LEAST), _WIDTH_MOST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{number}"


def _put_row(sheet: "Worksheet", number: int, row: Sequence[Cell]) -> None:
    for at, value in enumerate(row, start=1):
        if value is None:
            continue
        cell = sheet.cell(number, at)
        if isinstance(value, str):
            cell.value = _UNPRINTABLE.sub("\ufffd", value)
            cell.data_type = "s"  # a text that begins with = stays a text
        else:
            cell.value = value


def _width(cell: Cell) -> int:
    """Roughly how wide a cell is shown, in Latin characters: Chinese ones take two."""
    return sum(1 if sign.isascii() else 2 for sign in str(cell or ""))


def _timeless(data: bytes) -> bytes:
    """The same workbook without the moment at which it was saved."""
    plain = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as dated, zipfile.ZipFile(plain, "w") as packed:
        for name in dated.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            part = dated.read(name)
            packed.writestr(
                entry, _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", part) if name == "docProps/core.xml" else part
            )
    return plain.getvalue()


_WRITING_NEEDS = Text(
    "writing workbooks needs: pip install commgov[excel]", "生成工作簿需要：pip install commgov[excel]"
)
