"""A sheet under known headings, read row by row; every problem is noted with its file, row and column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from commgov.core.personal import holds_personal, looks_like_name, shown
from commgov.errors import InvalidInputError, Place, Problem
from commgov.storage.headings import TableForm, fold_heading
from commgov.storage.personal import (
    CELL_REFUSED,
    COLUMN_REFUSED,
    NAME_REFUSED,
    is_personal_heading,
)
from commgov.storage.sheet import Sheet, SheetRow
from commgov.wording import Text

Value = TypeVar("Value")
_BLANKS = " \r\n\t\u3000\ufeff\u200b\u00a0"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """A text that no spreadsheet program takes for a formula: a quote before `=`, `+`, `-`, `@`, tab or return.

    Source: OWASP, CSV injection. A text that already looks guarded gets one more quote, so `unguarded` is exact.

    Example:
        >>> guarded("=1+1"), guarded("grid-1")
        ("'=1+1", 'grid-1')
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """The text before `guarded`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA_STARTS) else text


@frozen
class FoundColumn:
    """Where a column stands in the table at hand: its position, and its heading as people see it."""

    at: int
    heading: str


class Row:
    """One row while it is read: gives its cells as values and notes what is wrong with them.

    Args:
        place: where the table is.
        columns: where each column stands.
        row: the texts.
        problems: gets what is wrong.
    """

    __slots__ = ("_columns", "_place", "_problems", "_row", "broken")

    def __init__(
        self, place: Place, columns: Mapping[str, FoundColumn], row: SheetRow, problems: list[Problem]
    ) -> None:
        """Start with nothing wrong."""
        self._place, self._columns, self._row, self._problems = place, columns, row, problems
        self.broken = False

    @property
    def number(self) -> int:
        """The row's number, as people see it."""
        return self._row.number

    @property
    def place(self) -> Place:
        """Where the row is."""
        return self._place.row(self.number)

    def text(self, column: str) -> str:
        """A cell's text without white space around it; empty if the cell or its column is missing."""
        found = self._columns.get(column)
        if found is None or found.at >= len(self._row.cells):
            return ""
        return unguarded(self._row.cells[found.at].strip(_BLANKS))

    def may(self, column: str, read: Callable[[str], Value], default: Value) -> Value:
        """A cell's value; the default if it is empty, or wrong (which is noted)."""
        text = self.text(column)
        return self._value(column, text, read, default) if text else default

    def must(self, column: str, read: Callable[[str], Value], instead: Value) -> Value:
        """The same for a cell that must not be empty; `instead` stands in for the value of a broken row."""
        text = self.text(column)
        if text:
            return self._value(column, text, read, instead)
        self.broken = True
        if column in self._columns:  # a missing column is one problem of the table, not one of each row
            self.note(column, Text("a value", "此处不得为空"))
        return instead

    def _value(self, column: str, text: str, read: Callable[[str], Value], default: Value) -> Value:
        if holds_personal(text):
            self.note(column, CELL_REFUSED)
            return default
        try:
            return read(text)
        except InvalidInputError as error:
            for problem in error.problems:
                is_private = problem.expected in (CELL_REFUSED, NAME_REFUSED)
                self.note(column, problem.expected, "" if is_private else problem.value or text)
            return default

    def build(self, make: Callable[[], Value], columns: Mapping[str, str]) -> Value | None:
        """The row's object, or None if the row is broken.

        Args:
            make: makes it; what it refuses is noted.
            columns: the column of each field whose name is another.
        """
        if self.broken:
            return None
        try:
            return make()
        except InvalidInputError as error:
            for problem in error.problems:
                field = str(problem.where.parts[-1]).partition("[")[0]
                self.note(columns.get(field, field), problem.expected, problem.value)
            return None

    def note(self, column: str, expected: Text, value: str = "") -> None:
        """Note what is wrong with a cell."""
        self.broken = True
        found = self._columns.get(column)
        heading = found.heading if found else column
        value = "" if looks_like_name(value) else value  # it may have slipped in from a column beside this one
        self._problems.append(Problem(self._place.row(self.number).column(heading), expected, shown(value)))


@frozen
class Table:
    """A sheet whose headings are known; `open_table` makes it.

    Args:
        place: where it is, for messages.
        columns: where each column stands, by the column's name.
        rows: the rows below the headings.
        width: how many cells a row may have.
    """

    place: Place
    columns: Mapping[str, FoundColumn]
    rows: Sequence[SheetRow]
    width: int

    def read(self, problems: list[Problem]) -> Iterator[Row]:
        """The rows below the headings, in order; what is wrong is added to `problems`."""
        for entry in self.rows:
            row = Row(self.place, self.columns, entry, problems)
            if any(cell.strip() for cell in entry.cells[self.width :]):
                expected = Text(
                    f"at most {self.width} cells, like the headings", f"单元格应与表头一致，至多{self.width}个"
                )
                problems.append(Problem(self.place.row(entry.number), expected, f"{len(entry.cells)}"))
                row.broken = True
            yield row


def open_table(sheet: Sheet, form: TableForm, problems: list[Problem]) -> Table | None:
    """Find a table's columns under its headings.

    Args:
        sheet: the rows; the first one with a known heading holds the headings, a title may stand above.
        form: the columns that the table can have.
        problems: gets every heading that is unknown, there twice, missing, or announces personal data.

    Returns:
        The table, or None if no heading is known.
    """
    headings = form.headings
    at = next((at for at, row in enumerate(sheet.rows) if _has_heading(row, headings)), None)
    # A row of data is never taken for headings that nobody knows: its cells must not be repeated in messages.
    if at is None or any(len(list(filter(None, row.cells))) > 1 for row in sheet.rows[:at]):
        names = ", ".join(column.name for column in form.columns if column.required)
        names_zh = "、".join(column.zh for column in form.columns if column.required)
        expected = Text(f"a first row of headings, with {names}", f"首行应为表头，含{names_zh}")
        problems.append(Problem(sheet.place, expected))
        return None
    header = sheet.rows[at]
    where = sheet.place.row(header.number)
    columns: dict[str, FoundColumn] = {}
    for position, cell in enumerate(header.cells):
        heading = cell.strip(_BLANKS)
        if heading:
            _place_column(where, FoundColumn(position, heading), form, columns, problems)
    for column in form.columns:
        if column.required and column.name not in columns:
            expected = Text(f"a column {column.name}", f"应有“{column.zh}”列")
            problems.append(Problem(where, expected))
    return Table(sheet.place, columns, sheet.rows[at + 1 :], len(header.cells))


def _has_heading(row: SheetRow, headings: Mapping[str, object]) -> bool:
    return any(fold_heading(cell) in headings or is_personal_heading(cell) for cell in row.cells if cell)


def _place_column(
    where: Place, found: FoundColumn, form: TableForm, columns: dict[str, FoundColumn], problems: list[Problem]
) -> None:
    """Note where a heading's column stands, or what is wrong with the heading."""
    column = form.headings.get(fold_heading(found.heading))
    if holds_personal(found.heading):
        problems.append(Problem(where, CELL_REFUSED))
    elif column is None:
        is_personal = is_personal_heading(found.heading)
        expected = COLUMN_REFUSED if is_personal else form.expected(found.heading)
        problems.append(Problem(where.column(shown(found.heading)), expected))
    elif column.name in columns:
        expected = Text(
            f"each column once; {columns[column.name].heading!r} is the same one",
            f"每列只能出现一次；“{columns[column.name].heading}”与此列相同",
        )
        problems.append(Problem(where.column(found.heading), expected))
    else:
        columns[column.name] = found
