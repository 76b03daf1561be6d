"""What shows only when rows are looked at together is named beside its row too, in the same go as all the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commgov.errors import InvalidInputError
from commgov.storage import read_folder

Problems = Callable[..., list[str]]
Folder = Callable[..., Path]
UNITS = (
    "unit,parent,level\ncommittee,,committee\ngarden-1,committee,garden\ngrid-1,garden-1,grid\ngroup-1,grid-1,group\n"
)


def said(lines: list[str]) -> list[str]:
    """Places and values alone."""
    return [line.split(" — ")[0] for line in lines]


def test_a_cycle_is_named_at_one_of_its_rows(problems: Problems):
    found = problems({"units.csv": "unit,parent\ncommittee,\ngrid-1,grid-3\ngrid-2,grid-1\ngrid-3,grid-2\n"})

    assert said(found) == ["units.csv, row 3, column parent: 'grid-1 → grid-3 → grid-2 → grid-1'"]


def test_a_unit_above_itself_is_named(problems: Problems):
    assert said(problems({"units.csv": "unit,parent\ncommittee,\ngrid-1,grid-1\n"})) == [
        "units.csv, row 3, column parent: 'grid-1'"
    ]


def test_two_roots_and_a_wrong_level_are_named_in_one_go(problems: Problems):
    """The place of a unit in the tree counts even where its level is wrong."""
    found = problems({"units.csv": "单元,上级单元,层级\ncommittee,,社区党委\ngrid-1,,街道\n"})

    assert said(found) == ["units.csv, root: 'committee, grid-1'", "units.csv, row 3, column 层级: '街道'"]
    assert "one of committee, garden, grid, group" in found[1]


@pytest.mark.parametrize(
    ("units", "place"),
    [
        (UNITS + "grid-9,group-1,grid\n", "units.csv, row 6, column level: 'grid'"),
        (
            UNITS.replace("group-1,grid-1,group", "group-1,grid-1,") + "flat-1,group-1,\n",
            "units.csv, row 6, column level:",
        ),
    ],
)
def test_a_unit_that_is_not_below_its_parents_level_is_named(problems: Problems, units: str, place: str):
    assert said(problems({"units.csv": units})) == [place]


def test_a_parent_that_is_not_there_is_said_once(problems: Problems):
    assert said(problems({"units.csv": "unit,parent\ncommittee,\ngrid-1,nowhere\n"})) == [
        "units.csv, row 3, column parent: 'nowhere'"
    ]


def test_posts_that_a_unit_does_not_have_and_posts_held_twice_are_named(problems: Problems):
    found = problems(
        {
            "units.csv": UNITS.replace("grid-1,garden-1,grid\n", "grid-1,garden-1,\n"),
            "appointments.csv": (
                "post,holder,start,until\ngroup-1/health,m-1,2026-01-01,\ngroup-1/helth,m-1,2026-01-01,\n"
                "group-1/health,m-2,2026-02-01,\ngrid-9/secretary,m-1,2026-01-01,\ngroup-1/house,m-1,2026-01-01,2025-01-01\n"
                "grid-1/secretary,m-1,2026-01-01,2026-06-30\ngrid-1/secretary,m-2,2026-07-01,\n"
            ),
        }
    )

    assert said(found) == [
        "appointments.csv, row 3, column post: 'group-1/helth'",
        "appointments.csv, row 4, column post: 'group-1/health'",
        "appointments.csv, row 5, column post: 'grid-9'",
        "appointments.csv, row 6, column until: '2025-01-01'",
    ]
    assert "did you mean 'group-1/health'" in found[0]
    assert "one holder at a time" in found[1]


def test_the_same_appointment_twice_is_held_by_two(problems: Problems):
    line = "grid-1/secretary,m-1,2026-01-01,\n"
    found = problems({"units.csv": UNITS, "appointments.csv": "post,holder,start,until\n" + line + line})

    assert said(found) == ["appointments.csv, row 3, column post: 'grid-1/secretary'"]


def test_pins_that_contradict_the_seats_a_ban_or_each_other_are_named(problems: Problems):
    found = problems(
        {
            "demands.csv": (
                "demand,kind,category,unit,start,minutes,seats\nd-1,wish,x,grid-1,2026-03-02 09:00,60,2\n"
                "d-2,wish,x,grid-1,2026-03-02 09:00,60,1\n"
            ),
            "pins.csv": (
                "demand,member,decision,seat\nd-1,m-1,pin,1\nd-1,m-2,pin,1\nd-1,m-1,pin,2\nd-2,m-1,pin,2\n"
                "d-2,m-2,pin,1\nd-2,m-2,ban,\n"
            ),
        }
    )

    assert said(found) == [
        "pins.csv, row 3, column seat:",
        "pins.csv, row 4, column member:",
        "pins.csv, row 5, column seat: '2'",
        "pins.csv, row 6, column decision:",
    ]
    assert "see row 2" in found[0]
    assert "a seat from 1 to 1" in found[2]
    assert "row 7 bans" in found[3]


def test_a_table_under_another_name_is_pointed_out(folder: Folder):
    place = folder({"members.csv": None, "members_2026.csv": "member,unit\n", "services.csv": "demand\n"})
    with pytest.raises(InvalidInputError) as caught:
        read_folder(place)

    assert (
        str(caught.value) == "members.csv: — this table is needed: members; not called like a table: members_2026.csv"
    )


@pytest.mark.parametrize("name", ["members.csv", "policy.toml", "notes.txt"])
def test_one_file_that_is_no_workbook_is_refused(folder: Folder, name: str):
    place = folder({"notes.txt": "anything", "policy.toml": ""})
    with pytest.raises(InvalidInputError, match="a folder of tables, or a workbook"):
        read_folder(place / name)


def test_a_name_that_slipped_into_another_column_is_not_repeated(problems: Problems):
    """A cell is missing, so the name stands where the unit should be."""
    [line] = problems({"members.csv": "member,unit,skills\nm-1,王小明,\n"})

    assert line == "members.csv, row 2, column unit: — a unit that is in the table of units"


def test_an_end_is_not_blamed_for_a_start_that_cannot_be_read(demand_problems: Callable[..., list[str]]):
    assert said(demand_problems(start="Saturday", end="12:00")) == ["demands.csv, row 2, column start: 'Saturday'"]
    assert said(demand_problems(start="Saturday", end="noon")) == [
        "demands.csv, row 2, column start: 'Saturday'",
        "demands.csv, row 2, column end: 'noon'",
    ]


def test_every_entry_of_a_list_of_seats_is_looked_at(problems: Problems):
    head = "demand,kind,category,unit,start,minutes,seats\n"
    found = problems({"demands.csv": f"{head}d-1,wish,x,grid-1,2026-03-02 09:00,60,a:9 | (lead | 2*b | a@b\n"})

    assert len(found) == 3


def test_the_night_in_which_the_clocks_change_has_real_minutes(folder: Folder):
    """From one to four there are two hours, and an hour from half past one ends at half past three."""
    head = "demand,kind,category,unit,start,end,minutes\n"
    lines = "d-1,wish,x,grid-1,2026-03-29 01:00,2026-03-29 04:00,150\nd-2,wish,x,grid-1,2026-03-29 01:30,,60\n"
    place = folder({"policy.toml": 'zone = "Europe/Berlin"', "demands.csv": head + lines})
    with pytest.raises(InvalidInputError, match="at most the 120 minutes from start to end"):
        read_folder(place)

    (place / "demands.csv").write_text(head + lines.replace("150", "120"), encoding="utf-8")
    assert [str(demand.window.end) for demand in read_folder(place).demands] == [
        "2026-03-29 04:00:00+02:00",
        "2026-03-29 03:30:00+02:00",
    ]
