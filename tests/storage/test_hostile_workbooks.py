"""Workbooks: what they hold is read as from CSV, and what would eat the memory is refused before it is loaded."""

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commgov.errors import InvalidInputError, MissingExtraError
from commgov.storage import folder, read_folder, workbook_bytes, workbook_check, workbook_stream
from commgov.storage.demand_table import DEMANDS
from commgov.storage.member_table import MEMBERS
from commgov.storage.workbook_sheet import workbook_sheets

Refused = Callable[[bytes], str]
DAY, NINE = datetime.fromisoformat("2026-12-31"), datetime.fromisoformat("2026-03-02 09:00")  # as Excel has them
UNITS = [["unit", "parent", "level"], ["committee", None, "committee"], ["grid-1", "committee", "grid"]]
PEOPLE = [
    ["成员", "单元", "技能", "每周分钟上限", "保险到期"],
    ["m-1", "grid-1", "电工:3", 120, DAY],
]
ORDERS = [
    ["demand", "kind", "category", "unit", "start", "end", "minutes", "seats", "needs_cover"],
    ["d-1", "wish", "repair", "grid-1", NINE, time(12, 20), 60, 2, True],
]
SHEET = "xl/worksheets/sheet2.xml"  # the members, see `book`


def book(people: Iterable[list[Any]] = PEOPLE, **more: list[list[Any]]) -> bytes:
    """A workbook with units, members, demands and more sheets."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in {"units": UNITS, "成员": people, "demands": ORDERS, **more}.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def spoilt(**parts: bytes) -> bytes:
    """A good workbook with parts replaced or added; `__` stands for `/` and `_` for `.`."""
    data = io.BytesIO()
    changed = {name.replace("__", "/").replace("_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(book())) as good, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, changed.pop(name, None) or good.read(name))
        for name, part in changed.items():
            bad.writestr(name, part)
    return data.getvalue()


def sheet_of(cells: str, head: str = "") -> bytes:
    """A sheet's XML around some rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}">{head}<sheetData>{cells}</sheetData></worksheet>'.encode()


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """The one problem of a hostile workbook."""

    def read(data: bytes) -> str:
        (tmp_path / "all.xlsx").write_bytes(data)
        with pytest.raises(InvalidInputError) as caught:
            read_folder(tmp_path)
        (problem,) = caught.value.problems
        return str(problem)

    return read


def test_a_workbook_is_read_as_the_same_tables_would_be(tmp_path: Path):
    (tmp_path / "all.xlsx").write_bytes(book(notes=[["anything", "at all"], ["=1+1"]]))
    inputs = read_folder(tmp_path)

    assert inputs == read_folder(tmp_path / "all.xlsx")
    assert inputs.members[0].weekly_minutes_max == 120
    assert str(inputs.members[0].insured_until) == "2026-12-31"
    (demand,) = inputs.demands
    assert (str(demand.window.end), len(demand.seats), demand.needs_cover) == ("2026-03-02 12:20:00+08:00", 2, True)


def test_every_minute_of_a_day_survives_a_spreadsheets_fractions():
    minutes = [DAY + timedelta(minutes=minute) for minute in range(1, 24 * 60)]
    (sheet,) = workbook_sheets("all.xlsx", book([["m"], *([minute] for minute in minutes)]), [MEMBERS]).values()

    assert [row.cells[0] for row in sheet.rows[1:]] == [str(minute) for minute in minutes]


def test_problems_in_a_workbook_are_named_by_sheet_and_row(refused: Refused):
    line = refused(book([["成员", "单元"], [None, None], ["m-1", "grid-9"]]))

    assert line.startswith("all.xlsx, sheet 成员, row 3, column 单元: 'grid-9'")


def test_formulas_and_error_values_are_named_cell_by_cell(tmp_path: Path):
    (tmp_path / "all.xlsx").write_bytes(book([["成员", "单元", "技能"], ["m-1", '="grid-"&1', "=VLOOKUP(1,A:B,2)"]]))
    with pytest.raises(InvalidInputError) as caught:
        read_folder(tmp_path)

    assert [str(problem.where) for problem in caught.value.problems] == [
        "all.xlsx, sheet 成员, row 2, column B",
        "all.xlsx, sheet 成员, row 2, column C",
    ]
    assert "a value, not a formula" in str(caught.value)


def test_an_error_value_is_no_value(refused: Refused):
    line = refused(spoilt(xl__worksheets__sheet2_xml=sheet_of('<row r="2"><c r="AB2" t="e"><v>#N/A</v></c></row>')))

    assert line.startswith("all.xlsx, sheet 成员, row 2, column AB: — a value, not an error")


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',  # the corner
        '<row r="1"><c r="XFE1"/></row>',  # a column that does not exist
        '<row r="1">' + "<c/>" * 1_000_000 + "</row>",  # a million empty columns, without names
        '<row r="1"><c r="A9999999"/></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="300000"><c r="A300000"><v>1</v></c></row>',
        '<row r="1"><c r="ZZ1" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="100000"><c r="A100000"><v>1</v></c><c r="AZ1"><v>1</v></c></row>',  # narrow and long, wide and short
    ],
)
def test_far_away_cells_are_refused(refused: Refused, cells: str):
    line = refused(spoilt(xl__worksheets__sheet2_xml=sheet_of(cells)))

    assert line == "all.xlsx, sheet 成员: — a table of at most 200000 rows and 256 columns, without far-away cells"


def test_short_comments_in_a_part_do_no_harm(tmp_path: Path):
    cells = '<!-- made by hand --><row r="1"><c r="A1" t="inlineStr"><is><t>member</t></is></c>'
    cells += '<c r="B1" t="inlineStr"><is><t>unit</t></is></c></row><!---->'
    (tmp_path / "all.xlsx").write_bytes(spoilt(xl__worksheets__sheet2_xml=sheet_of(cells)))

    assert read_folder(tmp_path).members == ()


def test_an_aside_that_never_ends_is_refused(refused: Refused):
    data = b"<worksheet><!--" + b"<" * 100_000

    assert refused(spoilt(xl__worksheets__sheet2_xml=data)) == "all.xlsx: — a whole .xlsx workbook"


def test_a_declared_size_beyond_any_spreadsheet_is_refused(refused: Refused):
    head = '<dimension ref="A1:BDWGN1"/>'

    assert "far-away cells" in refused(spoilt(xl__worksheets__sheet2_xml=sheet_of("", head)))


def test_styled_but_empty_columns_do_no_harm(tmp_path: Path):
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>member</t></is></c><c r="B1" t="inlineStr"><is><t>unit</t></is></c>'
    )
    data = spoilt(xl__worksheets__sheet2_xml=sheet_of(cells + '<c r="XFD1" s="1"/></row>'))
    (tmp_path / "all.xlsx").write_bytes(data)

    assert read_folder(tmp_path).members == ()


def bomb(path: Path, *, declared: int | None = None) -> None:
    """A good workbook with 256 MiB of blanks in its second sheet, packed into a quarter of a megabyte."""
    before, after = sheet_of("|").split(b"|")
    with zipfile.ZipFile(io.BytesIO(book())) as good, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            if name != SHEET:
                bad.writestr(name, good.read(name))
        with bad.open(SHEET, "w") as part:
            part.write(before)
            for _ in range(256):
                part.write(b" " * 2**20)
            part.write(after)
    if declared is not None:
        data = bytearray(path.read_bytes())
        for at in (data.index(SHEET.encode()) - 8, data.rindex(SHEET.encode()) - 22):
            data[at : at + 4] = declared.to_bytes(4, "little")
        path.write_bytes(data)


def numbered_parts(count: int) -> bytes:
    """A zip with very many empty parts, which are called by their numbers."""
    local, directory = bytearray(), bytearray()
    for number in range(count):
        name = b"%d" % number
        directory += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, *[0] * 7, len(name), *[0] * 5, len(local)) + name
        local += struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, *[0] * 7, len(name), 0) + name
    last = (b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(local), 0)
    return bytes(local + directory + struct.pack("<4s4H2IH", *last))


def laughs() -> bytes:
    """Entities within entities: a billion letters from a few lines."""
    names = "abcdefghij"
    nested = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names))
    text = '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
    return f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{nested}]>'.encode() + sheet_of(text)


def sheet2(data: bytes) -> dict[str, bytes]:
    return {"all.xlsx": spoilt(xl__worksheets__sheet2_xml=data)}


def demands_csv(data: bytes) -> dict[str, bytes]:
    return {"units.csv": b"unit\nu\n", "members.csv": b"member,unit\n", "demands.csv": b"demand,kind\n" + data}


MANY = 10_000_000
EATERS: dict[str, Callable[[], dict[str, bytes]]] = {
    "a cell in the last row and column": lambda: sheet2(
        sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "a million empty columns": lambda: sheet2(sheet_of('<row r="1">' + "<c/>" * 1_000_000 + "</row>")),
    "half a million formulas": lambda: sheet2(sheet_of("<row><c><f>1+1</f><v>2</v></c></row>" * 500_000)),
    "three million attributes": lambda: sheet2(
        sheet_of("<row" + "".join(f" a{n}=''" for n in range(3 * 10**6)) + "/>")
    ),
    "ten million open elements": lambda: sheet2(b"<worksheet>" + b"<a>" * MANY + b"</a>" * MANY + b"</worksheet>"),
    "one endless name": lambda: sheet2(sheet_of('<c r="' + "A" * 8 * MANY + '"/>')),
    "one endless comment": lambda: sheet2(b"<worksheet><!--" + b"<" * 8 * MANY + b"--></worksheet>"),
    "entities within entities": lambda: sheet2(laughs()),
    "one text used a hundred thousand times": lambda: {
        "all.xlsx": spoilt(
            xl__worksheets__sheet2_xml=sheet_of('<row><c t="s"><v>0</v></c></row>' * 100_000),
            xl__sharedStrings_xml=b"<sst><si><t>" + b"x" * 100_000 + b"</t></si></sst>",
        )
    },
    "six million texts": lambda: {
        "all.xlsx": spoilt(xl__sharedStrings_xml=b"<sst>" + b"<si/>" * 6_000_000 + b"</sst>")
    },
    "half a million parts": lambda: {"all.xlsx": numbered_parts(500_000)},
    "sixteen million lines": lambda: demands_csv(b"a,b\n" * (16 * 2**20 - 100)),
    "one endless line": lambda: demands_csv(b"a," * (31 * 2**20)),
    "one endless cell": lambda: demands_csv(b'"' + b"a\n" * (31 * 2**20)),
    "letters of four bytes": lambda: demands_csv("\U00020000,b\n".encode() * (8 * 2**20)),
    "two bytes a letter": lambda: demands_csv("中,文\n".encode("gb18030") * (10 * 2**20)),
}

READ_IN_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
import defusedxml.sax, python_calamine
from commgov.storage import read_folder
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + int(sys.argv[2]) * 2**20, -1))
try:
    read_folder(Path(sys.argv[1]))
except ValueError as error:
    print(error)
"""


def read_in(folder: Path, *, mebibytes: int) -> str:
    """What is said of a folder by a process that may take so much more memory once all is loaded."""
    command = [sys.executable, "-c", READ_IN_LITTLE_MEMORY, str(folder), str(mebibytes)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


linux = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is limited as Linux does it")


@linux
@pytest.mark.parametrize("declared", [None, 1000, 90 * 2**20])
def test_a_decompression_bomb_is_refused_in_little_memory_whatever_size_it_declares(tmp_path: Path, declared: int):
    bomb(tmp_path / "all.xlsx", declared=declared)

    assert read_in(tmp_path, mebibytes=200).startswith("all.xlsx: — a w")


@linux
@pytest.mark.parametrize("eater", EATERS)
def test_whatever_would_eat_the_memory_is_refused_before_it_does(tmp_path: Path, eater: str):
    """A file may have 64 MiB and a workbook 96 when unpacked: a few times that is all that it ever gets."""
    for name, data in EATERS[eater]().items():
        (tmp_path / name).write_bytes(data)
        assert len(data) <= folder.FILE_MAX

    assert read_in(tmp_path, mebibytes=400).startswith(("all.xlsx", "demands.csv"))


def test_a_declared_size_that_lies_helps_nobody(refused: Refused):
    """The directory says that the sheet has ten bytes; the library must not see more than was checked."""
    data = bytearray(book())
    at = data.rindex(SHEET.encode()) - 46  # its entry in the directory at the end
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")

    assert refused(bytes(data)) == "all.xlsx: — a whole .xlsx workbook"


def test_one_long_text_used_a_million_times_is_refused(refused: Refused, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook_stream, "TEXT_MAX", 10_000)
    shared = b"<sst><si><t>" + b"x" * 1000 + b"</t></si></sst>"
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 12))
    data = spoilt(xl__worksheets__sheet2_xml=sheet_of(cells), xl__sharedStrings_xml=shared)

    assert "texts of at most" in refused(data)


def test_a_text_that_is_not_there_is_refused(refused: Refused):
    cells = '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'

    assert "a whole workbook" in refused(spoilt(xl__worksheets__sheet2_xml=sheet_of(cells)))


@pytest.mark.parametrize(
    "entity", ['<!DOCTYPE x [<!ENTITY a "aaaa">]>', '<!DOCTYPE x SYSTEM "file:///etc/hostname">', "<!DOCTYPE x>"]
)
def test_xml_with_a_document_type_is_refused(refused: Refused, entity: str):
    data = spoilt(xl__worksheets__sheet2_xml=entity.encode() + sheet_of(""))

    assert refused(data) == "all.xlsx: — a whole .xlsx workbook"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"not a zip", "a whole .xlsx workbook"),
        (b"", "a whole .xlsx workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "a whole .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "without password"),
        (book()[:-300], "a whole .xlsx workbook"),
        (spoilt(xl__vbaProject_bin=b"x"), "without macros"),
        (spoilt(xl__externalLinks__externalLink1_xml=b"<x/>"), "without links to other files"),
        (spoilt(xl__connections_xml=b"<x/>"), "without links to other files"),
        (spoilt(xl__worksheets__sheet2_xml=b"<worksheet><sheetData>"), "a whole .xlsx workbook"),
        (spoilt(xl__Workbook_xml=b"<x/>"), "each part once"),
    ],
)
def test_what_is_no_plain_workbook_is_refused_with_the_reason(refused: Refused, data: bytes, expected: str):
    assert expected in refused(data)


def test_an_encrypted_part_is_refused(refused: Refused):
    data = bytearray(book())
    at = data.rindex(SHEET.encode()) - 46
    data[at + 8] |= 1

    assert "without password" in refused(bytes(data))


def test_too_many_parts_are_refused(refused: Refused, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook_check, "PARTS_MAX", 5)

    assert "each part once" in refused(book())


def test_two_sheets_of_one_table_are_refused(refused: Refused):
    assert refused(book(members=PEOPLE)) == "all.xlsx, sheet members: — one sheet of members"


def test_a_missing_sheet_is_named(tmp_path: Path):
    (tmp_path / "all.xlsx").write_bytes(workbook_bytes({"units": (["unit"], [])}))
    with pytest.raises(InvalidInputError) as caught:
        read_folder(tmp_path)

    assert [str(problem.where) for problem in caught.value.problems] == [
        "all.xlsx, sheet members",
        "all.xlsx, sheet demands",
    ]


def test_a_workbook_with_macros_is_named_and_not_passed_over(tmp_path: Path):
    (tmp_path / "all.xlsm").write_bytes(spoilt(xl__vbaProject_bin=b"x"))
    with pytest.raises(InvalidInputError, match=r"all\.xlsm: — a workbook without macros: save it as \.xlsx"):
        read_folder(tmp_path)


@pytest.mark.parametrize("missing", ["python_calamine", "defusedxml"])
def test_without_the_extra_the_error_names_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=r"pip install commgov\[excel\]"):
        workbook_sheets("all.xlsx", book(), [MEMBERS, DEMANDS])
