"""The tables of a year's end are plain rows, in both languages, and no group in them is too small."""

import csv
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from test_groups import ORGANISATION
from years import CRITERIA, NEW_YEAR, assessed, ended, years

from commgov.grid import MoveUnit
from commgov.incentives import Grade, year_end_tables
from commgov.incentives.honours.year_end import OTHERS
from commgov.storage.table_output import write_table
from commgov.testing import service_facts_of


def team(name, members, **stated):
    return [
        service_facts_of(f"{name}-{n}", start=NEW_YEAR + timedelta(days=n), team=name, minutes=60, **stated)
        for n in range(members)
    ]


def rows_of(table):
    return {row[0] if row[0] == OTHERS else str(row[0]): row for row in table.rows}


@given(years(), st.integers(1, 6))
def test_no_group_of_a_table_is_smaller_than_allowed(year, least):
    services, outcomes = year
    grades = assessed(services, outcomes, evolve(CRITERIA, group_min=least))
    _, branches, employers, teams = year_end_tables(grades, strength={"bank": 3, "school": 9})
    for table, at in ((branches, 1), (employers, 2), (teams, 1)):
        assert all(row[at] >= least for row in table.rows)
        assert len({len(row) for row in table.rows} | {len(table.header)}) == 1


@given(years())
def test_no_minute_is_lost_between_the_tables_unless_a_group_is_too_small(year):
    services, outcomes = year
    tables = year_end_tables(assessed(services, outcomes, evolve(CRITERIA, group_min=1)))
    members, branches = tables[0], tables[1]
    assert sum(row[3] for row in members.rows) == sum(service.minutes for service in services)
    assert sum(row[3] for row in branches.rows) == sum(service.minutes for service in services if service.home_unit)


def test_small_teams_are_told_together_and_never_by_difference():
    """One small team alone would be told by what is missing from the sum: the next smallest joins it."""
    services = [*team("cooks", 6), *team("drivers", 5), *team("lone", 1)]
    table = year_end_tables(assessed(services, criteria=evolve(CRITERIA, group_min=5)))[3]
    assert [(str(row[0]), row[1]) for row in table.rows] == [("cooks", 6), ("small groups together", 6)]
    few = year_end_tables(assessed(team("lone", 3), criteria=evolve(CRITERIA, group_min=5)))[3]
    assert few.rows == ()


def test_branches_are_those_asked_for_with_all_that_is_below_them():
    services = [*team("a", 3, home_unit="grid-1"), *team("b", 3, home_unit="grid-2"), *team("c", 3, home_unit="grid-3")]
    grades = assessed(services)
    table = year_end_tables(grades, hierarchy=ORGANISATION, branches=["garden-1", "garden-2"])[1]
    assert [(row[0], row[1]) for row in table.rows] == [("garden-1", 6), ("garden-2", 3)]


def test_a_branch_within_a_branch_is_counted_in_both_and_the_table_says_so():
    services = [*team("a", 3, home_unit="grid-1"), *team("b", 3, home_unit="grid-2"), *team("c", 3, home_unit="grid-3")]
    branches = ["garden-1", "grid-1", "garden-2"]
    table = year_end_tables(assessed(services), hierarchy=ORGANISATION, branches=branches)[1]
    assert [(row[0], row[1], row[-1]) for row in table.rows] == [
        ("garden-1", 6, None),
        ("garden-2", 3, None),
        ("grid-1", 3, "garden-1"),
    ]
    assert (table.header[-1].zh, len(table.header)) == ("已计入上级", len(table.rows[0]))


def test_a_branch_is_not_shown_if_the_branch_above_less_it_would_be_one_member():
    services = [*team("a", 3, home_unit="grid-1"), *team("b", 1, home_unit="grid-2"), *team("c", 3, home_unit="grid-3")]
    branches = ["garden-1", "grid-1", "garden-2"]
    table = year_end_tables(assessed(services), hierarchy=ORGANISATION, branches=branches)[1]
    assert [(row[0], row[1]) for row in table.rows] == [("garden-1", 4), ("garden-2", 3)]


def test_a_grid_that_moved_counts_in_the_branch_of_the_day():
    moved = ORGANISATION.apply(MoveUnit(date(2026, 1, 3), "grid-1", "garden-2"))
    services = [*team("a", 4, home_unit="grid-1"), *team("b", 2, home_unit="grid-2"), *team("c", 2, home_unit="grid-3")]
    table = year_end_tables(assessed(services), hierarchy=moved, branches=["garden-1", "garden-2", "grid-1"])[1]
    assert [(row[0], row[3]) for row in table.rows] == [("garden-1", 240), ("garden-2", 240)]


def test_the_table_of_members_is_no_order_of_merit_and_shows_every_grade_with_its_reason():
    services = [*team("cooks", 6), *team("drivers", 5)]
    table = year_end_tables(assessed(services, ended(services)))[0]
    assert [row[0] for row in table.rows] == sorted(row[0] for row in table.rows)
    assert {row[1] for row in table.rows} == {Grade.NOT_ENOUGH_EVIDENCE.text}
    assert all(row[-1].zh for row in table.rows)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_are_written_as_files_that_read_back_the_same(language, tmp_path):
    services = [*team("cooks", 6), *team("drivers", 5, satisfaction=4)]
    for table in year_end_tables(assessed(services, ended(services)), strength={"bank": 3}):
        header, rows = table.to(language)
        write_table(tmp_path / f"{table.name}.csv", header, rows)
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.reader(file))
        assert read == [header, *(["" if cell is None else str(cell) for cell in row] for row in rows)]
    first = (tmp_path / "members.csv").read_bytes()
    header, rows = year_end_tables(assessed(list(reversed(services)), ended(services)))[0].to(language)
    write_table(tmp_path / "again.csv", header, rows)
    assert (tmp_path / "again.csv").read_bytes() == first


@given(years())
def test_no_table_holds_a_resident(year):
    services, outcomes = year
    for table in year_end_tables(assessed(services, outcomes, evolve(CRITERIA, group_min=1))):
        cells = {str(cell) for row in table.rows for cell in row}
        assert not cells & {service.resident for service in services}
