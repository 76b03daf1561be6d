"""Whatever bytes a file has, reading it gives a result or a list of problems, and nothing else."""

import io
import zipfile
from collections.abc import Callable
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.errors import InvalidInputError, Place, Problem
from commgov.storage import workbook_bytes
from commgov.storage.csv_sheet import csv_sheet
from commgov.storage.demand_table import DEMANDS, read_demands
from commgov.storage.member_table import MEMBERS, read_members
from commgov.storage.policy_file import read_policy
from commgov.storage.references import References
from commgov.storage.sheet import Sheet, SheetRow
from commgov.storage.table import open_table
from commgov.storage.workbook_sheet import workbook_sheets

ROWS = [["m-1", "grid-1", "电工:3; nurse:2@2026-12-31", "Mon-Fri 18:00-21:00", 120], ["m-2", "grid-1", "", "", None]]
BOOK = workbook_bytes({"members": (["member", "unit", "skills", "availability", "weekly_minutes"], ROWS)})
with zipfile.ZipFile(io.BytesIO(BOOK)) as parts:
    PARTS = {name: parts.read(name) for name in parts.namelist()}

quickly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answered(read: Callable[[], object]) -> bool:
    """Whether it was read, or refused with at least one problem in both languages."""
    try:
        read()
    except InvalidInputError as error:
        return bool(error.problems) and all(problem.to("zh") and problem.to("en") for problem in error.problems)
    return True


def spoil(data: bytes, changes: list[tuple[int, int]], cut: int | None) -> bytes:
    changed = bytearray(data)
    for at, value in changes:
        changed[at % len(changed)] = value
    return bytes(changed if cut is None else changed[: cut % len(changed)])


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6)
CUTS = st.none() | st.integers(0, 10**6)


@given(CHANGES, CUTS)
@quickly
def test_a_damaged_workbook(changes: list[tuple[int, int]], cut: int | None):
    assert answered(lambda: workbook_sheets("all.xlsx", spoil(BOOK, changes, cut), [MEMBERS]))


@given(st.sampled_from(sorted(PARTS)), CHANGES, CUTS)
@quickly
def test_a_workbook_with_a_damaged_part(part: str, changes: list[tuple[int, int]], cut: int | None):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, content in PARTS.items():
            packed.writestr(name, spoil(content, changes, cut) if name == part else content)

    assert answered(lambda: workbook_sheets("all.xlsx", data.getvalue(), [MEMBERS]))


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text("成员,单元\t;\"'\n1=", max_size=60).map(str.encode)
)
@quickly
def test_any_bytes_in_the_place_of_a_table(data: bytes):
    def read() -> None:
        found: list[Problem] = []
        table = open_table(csv_sheet("members.csv", data), MEMBERS, found)
        if table is not None:
            list(table.read(found))
        if found:
            raise InvalidInputError(found)

    assert answered(read)


CELLS = st.text("0123456789-:;,、/ @|()*+.T年月日a电\n张", max_size=16) | st.text(max_size=12)


@given(st.lists(CELLS, min_size=13, max_size=13))
@settings(max_examples=200, deadline=None)
def test_any_text_in_any_cell_of_a_member(cells: list[str]):
    header = SheetRow(1, tuple(column.name for column in MEMBERS.columns))
    problems: list[Problem] = []
    table = open_table(Sheet(Place.of("members.csv"), (header, SheetRow(2, tuple(cells)))), MEMBERS, problems)
    members = read_members(table, References(), problems)

    assert len(members) == 1 or problems


@given(st.lists(CELLS, min_size=14, max_size=14))
@settings(max_examples=200, deadline=None)
def test_any_text_in_any_cell_of_a_demand(cells: list[str]):
    header = SheetRow(1, tuple(column.name for column in DEMANDS.columns))
    problems: list[Problem] = []
    table = open_table(Sheet(Place.of("demands.csv"), (header, SheetRow(2, tuple(cells)))), DEMANDS, problems)
    demands = read_demands(table, References(), ZoneInfo("Asia/Shanghai"), problems)

    assert len(demands) == 1 or problems


@given(st.text(max_size=60) | st.text("zone=seed[]\"'\n1.-,weights", max_size=40))
@quickly
def test_any_text_in_the_place_of_a_policy(text: str):
    assert answered(lambda: read_policy("policy.toml", text.encode("utf-8", "surrogatepass")))
