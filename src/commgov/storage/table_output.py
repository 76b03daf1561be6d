"""Tables for people: CSV that a spreadsheet program opens as it is meant."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from commgov.storage.table import guarded
from commgov.storage.whole_files import write_all

BOM = b"\xef\xbb\xbf"
"""The mark by which spreadsheet programs know UTF-8; without it they show Chinese as garbage."""

Cell = str | int | None


def table_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    r"""A table as CSV: UTF-8 with mark, lines as in RFC 4180, no cell that could run as a formula.

    Args:
        header: the headings.
        rows: the cells; numbers stay numbers, None is empty.

    Example:
        >>> table_bytes(["unit", "minutes"], [["=1+1", 60]])
        b"\xef\xbb\xbfunit,minutes\r\n'=1+1,60\r\n"
    """
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([_shown(cell) for cell in header])
    lines.writerows([_shown(cell) for cell in row] for row in rows)
    return BOM + text.getvalue().encode("utf-8")


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table as CSV, whole or not at all.

    Args:
        path: the file; one that is there is replaced.
        header: the headings.
        rows: the cells.

    Raises:
        OSError: if it cannot be written.
    """
    write_all(path.parent, {path.name: table_bytes(header, rows)})


def _shown(cell: Cell) -> Cell:
    return guarded(cell) if isinstance(cell, str) else cell
