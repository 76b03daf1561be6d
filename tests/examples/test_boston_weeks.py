"""Real service requests: every one is accounted for, its real columns are kept, invented ones are named."""

import gzip
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from commgov.core import Channel
from commgov.errors import InvalidInputError
from commgov.simulation import SKILLS, Scenario, community_b
from commgov.storage import read_folder
from examples import boston_weeks as boston

HEADER = "id,open,target,reason,neighborhood,lat,lon,source"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return community_b(since=boston.FIRST_MONDAY)


def packed(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / boston.FILE
    path.write_bytes(gzip.compress("\n".join([header, *rows]).encode()))
    return path


def test_every_real_request_is_accounted_for(shared: Path, scenario: Scenario):
    found = boston.to_demands(shared / "data" / boston.FILE, scenario)
    assert found.rows == 41_827
    assert len(found.weeks) == 17
    assert min(found.weeks) == date(2011, 7, 4)
    assert sum(map(len, found.weeks.values())) + found.outside == found.rows
    assert 2_000 < sum(map(len, found.weeks.values())) / 17 < 2_500
    units = {unit.id for unit in scenario.units if unit.level == "grid"}
    for monday, demands in found.weeks.items():
        assert len({demand.id for demand in demands}) == len(demands)
        for demand in demands:
            assert demand.unit in units
            assert demand.ordered_at is not None
            assert monday <= demand.ordered_at.date() < monday + timedelta(days=7)
            assert demand.ordered_at <= demand.window.start < demand.ordered_at + timedelta(minutes=30)


def test_the_columns_of_a_request_become_those_of_a_demand(tmp_path: Path, scenario: Scenario):
    path = packed(
        tmp_path,
        "101,2011-07-05 10:07:33,2011-07-06 10:07:30,Street Lights,Roslindale,42.2839,-71.1447,Citizens Connect App",
        "102,2011-07-05 10:30:00,,Trees,Roslindale,42.2839,-71.1447,Constituent Call",
        "103,2011-07-10 23:50:00,2011-08-10 00:00:00,Something New,,,,Twitter",
    )
    lights, tree, odd = boston.to_demands(path, scenario).weeks[date(2011, 7, 4)]
    assert (lights.id, lights.category, lights.channel) == ("boston-101", "street lighting", Channel.APP)
    assert lights.window.start == datetime(2011, 7, 5, 10, 30, tzinfo=boston.ZONE)
    assert lights.window.end == datetime(2011, 7, 6, 10, 7, tzinfo=boston.ZONE)
    assert (lights.priority, lights.needs_cover) == (3, True)
    assert tree.window.end == datetime(2011, 7, 11, tzinfo=boston.ZONE)
    assert (tree.priority, tree.unit) == (1, lights.unit)
    assert (odd.category, odd.channel) == ("street watch", Channel.CHAT)
    assert odd.window.end == datetime(2011, 7, 13, tzinfo=boston.ZONE)


def test_rows_and_targets_that_make_no_sense_are_reported(tmp_path: Path, scenario: Scenario):
    path = packed(
        tmp_path,
        "101,2011-07-05 10:00:00,2011-07-05 09:00:00,Trees,Roslindale,42.28,-71.14,Twitter",
        "102,yesterday,,Trees,Roslindale,42.28,-71.14,Twitter",
        ",2011-07-05 10:00:00,,Trees,Roslindale,42.28,-71.14,Twitter",
        "104,2011-07-02 10:00:00,,Trees,Roslindale,42.28,-71.14,Twitter",
    )
    found = boston.to_demands(path, scenario)
    assert [str(problem.where) for problem in found.dirty] == [
        "boston311_2011.csv.gz, row 2, column target",
        "boston311_2011.csv.gz, row 3",
        "boston311_2011.csv.gz, row 4",
    ]
    assert (found.rows, found.outside, sum(map(len, found.weeks.values()))) == (4, 1, 1)


def test_a_missing_file_or_column_is_named(tmp_path: Path, scenario: Scenario):
    with pytest.raises(InvalidInputError, match="a file that exists"):
        boston.to_demands(tmp_path / boston.FILE, scenario)
    with pytest.raises(InvalidInputError, match="column target"):
        boston.to_demands(packed(tmp_path, header=HEADER.replace("target", "due")), scenario)


def test_the_skills_asked_for_are_those_of_the_community():
    asked = {needed.skill for work in boston.WORK.values() for seat in work.seats for needed in seat.skills}
    assert asked <= {skill.id for skill in SKILLS}


def test_the_folder_of_a_week_reads_back_and_the_invented_columns_are_listed(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    boston.main([str(shared / "data"), str(tmp_path), "--weeks", "1"])
    inputs = read_folder(tmp_path / "2011-07-04")
    assert (len(inputs.demands), len(inputs.members), inputs.zone.key) == (2339, 5600, "America/New_York")
    assert Counter(demand.id.split("-")[0] for demand in inputs.demands) == {"boston": 2339}
    said = capsys.readouterr().out
    for column in ("minutes", "seats", "priority", "members", "units", "kind", "needs_cover"):
        assert f"\n{column}: invented" in said
