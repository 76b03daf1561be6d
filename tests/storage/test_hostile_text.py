"""Files that are no tables: refused with the reason, before they eat memory."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from commgov.storage import folder as folder_module
from commgov.storage.csv_sheet import LINE_MAX
from commgov.storage.sheet import COLUMNS_MAX, ROWS_MAX

Problems = Callable[..., list[str]]
HEAD = "member,unit\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the file is empty"),
        (b" \r\n \r\n", "the file is empty"),
        ("member,unit\n".encode("utf-16"), "UTF-8 or GB18030, not UTF-16"),
        (codecs.BOM_UTF16_BE + "member".encode("utf-16-be"), "not UTF-16"),
        ("member,unit\n".encode("utf-32"), "not UTF-32"),
        ("member,unit\n".encode("utf-16-le"), "NUL bytes; byte 1"),
        (b"member,unit\nm-1,\0\n", "NUL bytes; byte 16"),
        (b"PK\x03\x04rest", "this is a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is an Excel file"),
        (b"member,unit\nm-1,\xff\n", "byte 16"),
        ("成员,单元\n志愿者编号一,网格".encode() + b"\xe7\xbd\n", "byte 39"),
        (b'member,unit\n"m-1,grid-1\n', "well-formed CSV"),
        (b'member,unit\n"m-1"x,grid-1\n', "well-formed CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(problems: Problems, data: bytes, expected: str):
    (line,) = problems({"members.csv": data})

    assert line.startswith("members.csv")
    assert expected in line


def test_a_damaged_utf8_file_is_not_read_as_another_language(problems: Problems):
    damaged = "成员,单元,技能\nm-1,grid-1,家电维修\n".encode().replace("修".encode(), "修".encode()[:2])
    (line,) = problems({"members.csv": damaged})

    assert "UTF-8 or GB18030 text; byte" in line


@pytest.mark.parametrize(
    "content",
    [
        HEAD + "m-1," + "x" * (10 * 2**20) + "\n",
        HEAD + "," * (10 * 2**20) + "\n",
        HEAD + '"' + "x" * (LINE_MAX + 1) + '"\n',
    ],
)
def test_a_line_of_megabytes_is_refused(problems: Problems, content: str):
    (line,) = problems({"members.csv": content})

    assert line == f"members.csv, line 2: — lines of at most {LINE_MAX} characters"


def test_a_cell_of_many_lines_is_refused(problems: Problems):
    (line,) = problems({"members.csv": HEAD + '"' + ("x" * 1000 + "\n") * 1000 + '"\n'})

    assert "well-formed CSV: field larger than field limit" in line


def test_too_many_columns_are_refused(problems: Problems):
    (line,) = problems({"members.csv": HEAD + "," * COLUMNS_MAX + "x\n"})

    assert line == f"members.csv, row 2: — at most {COLUMNS_MAX} columns"


def test_too_many_rows_are_refused(problems: Problems):
    (line,) = problems({"members.csv": HEAD + "\n" * (ROWS_MAX + 1)})

    assert line == f"members.csv: — at most {ROWS_MAX} rows"


def test_a_file_that_is_too_large_is_not_even_read(problems: Problems, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folder_module, "FILE_MAX", 2**20)
    (line,) = problems({"members.csv": HEAD + "x" * 2**20})

    assert line == "members.csv: — at most 1 MiB"


def test_a_file_that_cannot_be_opened_is_named(problems: Problems, monkeypatch: pytest.MonkeyPatch):
    def denied(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)

    assert "units.csv: — a file that can be read: Permission denied" in problems({})


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "'=1+1"])
def test_cells_that_look_like_formulas_stay_what_they_are(problems: Problems, start: str):
    (line,) = problems({"members.csv": f'member,unit\nm-1,"{start}"\n'})

    assert "a unit that is in the table of units" in line
