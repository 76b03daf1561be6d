"""What is written for people: opens right in a spreadsheet program, runs no formula, and is the same every time."""

import csv
import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import MissingExtraError
from commgov.storage import table_bytes, workbook_bytes, write_table, write_workbook
from commgov.storage.table import guarded, unguarded


def test_a_table_opens_as_chinese_and_keeps_numbers(tmp_path: Path):
    write_table(tmp_path / "t.csv", ["成员", "分钟", "备注"], [["m-1", -5, None]])

    assert (tmp_path / "t.csv").read_bytes() == "\ufeff成员,分钟,备注\r\nm-1,-5,\r\n".encode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'="])
def test_no_cell_of_text_begins_like_a_formula(start: str):
    data = table_bytes([start + "h"], [[start + 'cmd|"/C calc"!A0']])
    cells = [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]

    assert all(cell.startswith("'") for cell in cells)
    assert [unguarded(cell) for cell in cells] == [start + "h", start + 'cmd|"/C calc"!A0']


@given(st.text() | st.text("'=+-@\tab", max_size=6))
def test_guarding_a_text_loses_nothing(text: str):
    assert unguarded(guarded(text)) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5))
def test_any_text_stays_in_its_cell(rows: list[list[str]]):
    data = table_bytes(["a", "b"], rows).decode("utf-8").removeprefix("\ufeff")
    found = list(csv.reader(io.StringIO(data, newline=""), strict=True))[1:]

    assert [[unguarded(cell) for cell in row] for row in found] == rows


SHEETS = {"services": (["demand", "minutes"], [["d-1", 60], ["=1+1", None]]), "未满足": (["需求"], [["电工\x00紧缺"]])}


def test_a_workbook_has_texts_as_texts_and_headings_that_stay_in_sight(tmp_path: Path):
    write_workbook(tmp_path / "t.xlsx", SHEETS)
    found = openpyxl.load_workbook(tmp_path / "t.xlsx")

    assert found.sheetnames == ["services", "未满足"]
    sheet = found["services"]
    assert [[cell.value for cell in row] for row in sheet.rows] == [["demand", "minutes"], ["d-1", 60], ["=1+1", None]]
    assert sheet["A3"].data_type == "s"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert sheet["A1"].font.bold
    assert found["未满足"]["A2"].value == "电工\ufffd紧缺"


def test_the_same_content_gives_the_same_bytes_without_the_moment_of_writing():
    data = workbook_bytes(SHEETS)

    assert data == workbook_bytes(SHEETS)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


def test_without_the_extra_the_error_names_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"pip install commgov\[excel\]"):
        workbook_bytes(SHEETS)
