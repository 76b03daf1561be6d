"""Everything that can be wrong in a table is named with its file, row, column and value, all in one go."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commgov.errors import InvalidInputError
from commgov.storage import read_folder

Problems = Callable[..., list[str]]


def test_all_problems_of_all_files_come_at_once_in_reading_order(problems: Problems):
    found = problems(
        {
            "policy.toml": "sede = 7",
            "units.csv": "unit,parent\ncommittee,\ngrid-1,comittee\n",
            "members.csv": "member,unit,skils\nm-1,grid-9,\nm-1,grid-1,\n",
            "demands.csv": "demand,kind,category,unit,start,minutes\nd-1,whish,,grid-1,tomorrow,0\n",
        }
    )

    assert [line.split(" — ")[0] for line in found] == [
        "policy.toml, sede:",
        "units.csv, row 3, column parent: 'comittee'",
        "members.csv, row 1, column skils:",
        "members.csv, row 2, column unit: 'grid-9'",
        "members.csv, row 3, column member: 'm-1'",
        "demands.csv, row 2, column kind: 'whish'",
        "demands.csv, row 2, column category:",
        "demands.csv, row 2, column minutes: '0'",
        "demands.csv, row 2, column start: 'tomorrow'",
    ]
    assert "did you mean 'seed'" in found[0]
    assert "did you mean 'committee'" in found[1]
    assert "did you mean 'skills'" in found[2]
    assert "did you mean 'grid-1'" in found[3]
    assert "row 2 has this one" in found[4]


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"kind": "whim"}, "kind", "one of appeal, wish, dream, governance, duty"),
        ({"start": "2026-03-02"}, "start", "a date and time"),
        ({"start": "3/2/2026 9:00"}, "start", "a date and time"),
        ({"start": "2026-02-30 09:00"}, "start", "a date and time"),
        ({"start": ""}, "start", "a value"),
        ({"start": "2026-03-02 13:00"}, "end", "later than start"),
        ({"start": "2026-03-02 09:00:30"}, "start", "a whole minute"),
        ({"end": "2026-03-02 09:00"}, "end", "later than start"),
        ({"minutes": "181"}, "minutes", "at most the 180 minutes"),
        ({"minutes": "-5"}, "minutes", "a whole number 1–527040"),
        ({"minutes": "1.5"}, "minutes", "a whole number 1–527040"),
        ({"minutes": "9" * 14}, "minutes", "a whole number 1–527040"),
        ({"start": "9999-12-31 24:00", "end": ""}, "start", "a date and time"),
        ({"start": "0001-01-01 00:00+14:00", "end": ""}, "start", "a date and time"),
        ({"minutes": "an hour"}, "minutes", "a whole number 1–527040"),
        ({"seats": "0"}, "seats", "a whole number 1–100"),
        ({"seats": "101"}, "seats", "a whole number 1–100"),
        ({"seats": "99*anyone | 2*anyone"}, "seats", "a number of seats"),
        ({"seats": "a | (b"}, "seats", "a number of seats"),
        ({"seats": "driver | anyone", "skills": "nurse"}, "skills", "empty, as the seats name their skills"),
        ({"skills": "nurse:6"}, "skills", "a whole number 1–5"),
        ({"skills": "nurse@2026-12-31"}, "skills", "skills such as 'electrician:3; driver'"),
        ({"skills": "nurse; nurse:2"}, "skills", "each entry only once"),
        ({"priority": "4"}, "priority", "a whole number 1–3"),
        ({"channel": "pigeon"}, "channel", "one of app, chat"),
        ({"needs_cover": "perhaps"}, "needs_cover", "yes or no"),
        ({"ordered_at": "yesterday"}, "ordered_at", "a date and time"),
        ({"unit": "grid-2"}, "unit", "did you mean 'grid-1'"),
        ({"unit": "elsewhere"}, "unit", "a unit that is in the table of units"),
        ({"demand": "x" * 65}, "demand", "1–64 printable characters"),
    ],
)
def test_a_wrong_cell_of_a_demand_is_named(
    demand_problems: Problems, cells: dict[str, str], column: str, expected: str
):
    (line,) = demand_problems(**cells)

    assert line.startswith(f"demands.csv, row 2, column {column}:")
    assert expected in line


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"skills": "nurse:0"}, "skills", "a whole number 1–5"),
        ({"skills": "nurse@soon"}, "skills", "skills such as"),
        ({"skills": "nurse:high"}, "skills", "skills such as"),
        ({"skills": "nurse:2@2026-13-01"}, "skills", "a date such as"),
        ({"availability": "evenings"}, "availability", "slots such as"),
        ({"availability": "Mon 25:00-26:00"}, "availability", "slots such as"),
        ({"working_hours": "Mon 17:00-09:00"}, "working_hours", "slots such as"),
        ({"weekly_minutes": "10081"}, "weekly_minutes", "a whole number 0–10080"),
        ({"weekly_services": "169"}, "weekly_services", "a whole number 0–168"),
        ({"recent_minutes": "many"}, "recent_minutes", "a whole number 0–527040"),
        ({"employer_consents": "x"}, "employer_consents", "yes or no"),
        ({"insured_until": "next year"}, "insured_until", "a date such as"),
        ({"preferences": "patrol"}, "preferences", "preferences such as"),
        ({"preferences": "patrol:+3"}, "preferences", "a whole number -2–2"),
        ({"rest_days": "Caturday"}, "rest_days", "weekdays such as"),
        ({"member": ""}, "member", "a value"),
    ],
)
def test_a_wrong_cell_of_a_member_is_named(
    member_problems: Problems, cells: dict[str, str], column: str, expected: str
):
    (line,) = member_problems(**cells)

    assert line.startswith(f"members.csv, row 2, column {column}:")
    assert expected in line


def test_each_wrong_entry_of_a_list_is_named(member_problems: Problems):
    found = member_problems(skills="nurse:9; driver; cook:7")

    assert [line.split(" — ")[0] for line in found] == [
        "members.csv, row 2, column skills: 'nurse:9'",
        "members.csv, row 2, column skills: 'cook:7'",
    ]


def test_a_row_that_is_wrong_elsewhere_still_has_its_times_checked(demand_problems: Problems):
    assert len(demand_problems(kind="whim", minutes="500")) == 2


def test_columns_are_named_by_the_heading_that_people_see(problems: Problems):
    (line,) = problems({"members.csv": "成员,所属单元\nm-1,grid-7\n"})

    assert line.startswith("members.csv, row 2, column 所属单元: 'grid-7'")


def test_a_required_column_that_is_missing_is_one_problem_and_not_one_of_each_row(problems: Problems):
    (line,) = problems({"members.csv": "member,skills\nm-1,\nm-2,\n"})

    assert line == "members.csv, row 1: — a column unit"


def test_a_column_may_stand_there_once(problems: Problems):
    (line,) = problems({"members.csv": "member,unit,home unit\nm-1,grid-1,grid-1\n"})

    assert "each column once; 'unit' is the same one" in line


def test_a_row_with_more_cells_than_headings_is_named(problems: Problems):
    (line,) = problems({"members.csv": "member,unit\nm-1,grid-1,electrician,3\n"})

    assert line.startswith("members.csv, row 2: '4' — at most 2 cells")


def test_a_chinese_heading_gets_a_chinese_suggestion(problems: Problems):
    (line,) = problems({"members.csv": "成员,单元,可服务时\nm-1,grid-1,\n"})

    assert "did you mean '可服务时间'" in line


def test_an_unknown_heading_that_resembles_none_gets_the_list_of_all(problems: Problems):
    (line,) = problems({"members.csv": "member,unit,xyzzy\nm-1,grid-1,\n"})

    assert "a known column: member, unit, skills" in line


def test_pins_name_demands_and_members_that_are_there(problems: Problems):
    found = problems({"pins.csv": "demand,member,decision,seat\nd-7,m-9,pin,0\nd-1,m-1,perhaps,1\n"})

    assert [line.split(" — ")[0] for line in found] == [
        "pins.csv, row 2, column seat: '0'",
        "pins.csv, row 2, column demand: 'd-7'",
        "pins.csv, row 2, column member: 'm-9'",
        "pins.csv, row 3, column decision: 'perhaps'",
    ]


def test_ids_of_a_table_that_could_not_be_read_are_not_asked_for(problems: Problems):
    assert len(problems({"units.csv": b"\xff\xfeu\0"})) == 1


def test_missing_tables_are_all_named(problems: Problems):
    assert problems({"units.csv": None, "demands.csv": None}) == [
        "units.csv: — this table is needed: units",
        "demands.csv: — this table is needed: demands",
    ]


def test_two_files_of_one_table_are_refused(problems: Problems):
    (line,) = problems({"成员.csv": "成员,单元\nm-1,grid-1\n"})

    assert line == "成员.csv: — one file of members; members.csv is one"


def test_csv_files_and_a_workbook_together_are_refused(problems: Problems):
    (line,) = problems({"all.xlsx": b"PK"})

    assert line == "all.xlsx: — either CSV files or one workbook"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(InvalidInputError, match="a folder or a workbook that exists"):
        read_folder(tmp_path / "nowhere")


def test_a_folder_in_the_place_of_a_table_is_refused(folder: Callable[..., Path]):
    place = folder({"members.csv": None})
    (place / "members.csv").mkdir()
    with pytest.raises(InvalidInputError, match=r"members\.csv: — a file"):
        read_folder(place)


@pytest.mark.parametrize("local", ["2026-10-25 02:30", "2026-03-29 02:30"])
def test_a_time_that_the_clocks_show_twice_or_never_needs_its_offset(problems: Problems, local: str):
    head = "demand,kind,category,unit,start,minutes\n"
    berlin = 'zone = "Europe/Berlin"'
    (line,) = problems({"policy.toml": berlin, "demands.csv": f"{head}d-1,duty,patrol,grid-1,{local},60\n"})

    assert "a time with its offset" in line


def test_an_offset_makes_it_clear(folder: Callable[..., Path]):
    table = "demand,kind,category,unit,start,minutes\nd-1,duty,patrol,grid-1,2026-10-25T02:30+01:00,60\n"
    inputs = read_folder(folder({"policy.toml": 'zone = "Europe/Berlin"', "demands.csv": table}))

    assert inputs.demands[0].window.start.isoformat() == "2026-10-25T02:30:00+01:00"
