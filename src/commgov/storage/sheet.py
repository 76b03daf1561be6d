"""A table as it stands in a file: rows of texts, each with the number that people see beside it."""

from attrs import frozen

from commgov.errors import Place

COLUMNS_MAX = 256
"""Columns that a table may have; ours have fourteen."""

ROWS_MAX = 200_000
"""Rows that a table may have."""


@frozen
class SheetRow:
    """A row that is not empty.

    Args:
        number: its number in the file, counted from 1 as a spreadsheet program counts.
        cells: its cells as texts.
    """

    number: int
    cells: tuple[str, ...]

    def __repr__(self) -> str:
        """The number alone: what stands in the cells stays out of logs."""
        return f"SheetRow({self.number})"


@frozen
class Sheet:
    """The rows of a file or of a workbook's sheet.

    Args:
        place: where it is, for messages: a file, or a workbook and its sheet.
        rows: the rows that are not empty.
    """

    place: Place
    rows: tuple[SheetRow, ...]

    def __repr__(self) -> str:
        """The place and the size."""
        return f"Sheet({self.place}, {len(self.rows)} rows)"
