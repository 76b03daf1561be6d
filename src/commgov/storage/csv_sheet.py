"""CSV text as a sheet: comma, semicolon or tab, quoted cells, and nothing that would eat the memory."""

import csv
import re
from collections.abc import Iterator
from itertools import islice

from commgov.errors import InvalidInputError, Place, Problem
from commgov.storage.sheet import COLUMNS_MAX, ROWS_MAX, Sheet, SheetRow
from commgov.storage.text_file import decode
from commgov.wording import Text

LINE_MAX = 100_000
"""Characters that a line may have."""

_SEPARATORS = ",;\t"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_QUOTED = re.compile(r'"[^"]*"')
_LOOK_AT = 5  # lines in which the separator is looked for: a title may stand above the headings


def csv_sheet(place: str, data: bytes) -> Sheet:
    r"""Read a CSV file's bytes.

    Args:
        place: the file's name, for messages.
        data: its bytes.

    Raises:
        InvalidInputError: if it is no text, is empty, or a line, a row or the table is too large, or a quote is
            never closed.

    Example:
        >>> [row.number for row in csv_sheet("units.csv", b"unit;parent\r\n\r\ngrid-1;\r\n").rows]
        [1, 3]
    """
    text = decode(place, data)
    if not text or text.isspace():
        raise InvalidInputError([Problem(place, Text("a table; the file is empty", "应有表格内容；文件为空"))])
    rows: list[SheetRow] = []
    # strict: an open quote would otherwise swallow the rest of the file as one cell
    lines = csv.reader(_lines(place, text), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(lines, start=1):
            _check_size(place, number, len(cells))
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(number, tuple(cells)))
    except csv.Error as error:
        expected = Text(f"well-formed CSV: {error}", f"应为格式正确的CSV：{error}")
        raise InvalidInputError([Problem(Place.of(place).row(number + 1), expected)]) from error
    return Sheet(Place.of(place), tuple(rows))


def _separator(text: str) -> str:
    """The separator that stands most often outside quotes in the first lines."""
    head = _QUOTED.sub("", "".join(match[0][:LINE_MAX] for match in islice(_LINE.finditer(text), _LOOK_AT)))
    return max(_SEPARATORS, key=head.count)


def _lines(place: str, text: str) -> Iterator[str]:
    """Line by line, without a copy of them all; a line that no person wrote is refused before cells are made of it."""
    for number, match in enumerate(_LINE.finditer(text), start=1):
        if match.end() - match.start() > LINE_MAX:
            expected = Text(f"lines of at most {LINE_MAX} characters", f"每行不超过{LINE_MAX}个字符")
            where = Place.of(place).at(Text(f"line {number}", f"文本第{number}行"))
            raise InvalidInputError([Problem(where, expected)])
        yield match[0]


def _check_size(place: str, number: int, width: int) -> None:
    if width > COLUMNS_MAX:
        expected = Text(f"at most {COLUMNS_MAX} columns", f"不超过{COLUMNS_MAX}列")
        raise InvalidInputError([Problem(Place.of(place).row(number), expected)])
    if number > ROWS_MAX:
        expected = Text(f"at most {ROWS_MAX} rows", f"不超过{ROWS_MAX}行")
        raise InvalidInputError([Problem(place, expected)])
