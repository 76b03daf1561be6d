"""The rows of a report refuse what cannot be, all at once."""

import pytest

from commgov.errors import InvalidInputError
from commgov.report import ExpertiseRow, LoadRow, PlanTables, Quality, UnitRow
from commgov.wording import Text

LEVEL = Text("grid branch", "网格党支部")


def places(**rows):
    """Where the problems of some tables lie."""
    with pytest.raises(InvalidInputError) as caught:
        PlanTables(**rows)
    assert all(problem.expected.en and problem.expected.zh for problem in caught.value.problems)
    return [str(problem.where).removeprefix("PlanTables, ") for problem in caught.value.problems]


def test_all_wrong_numbers_are_named_together():
    loads = (LoadRow("m-1", -1, 0), LoadRow("m-2", 60, 1), LoadRow("m-3", 60, 1.5, -5))
    units = (UnitRow("a", None, LEVEL, demands=-1, posts="3"),)
    assert places(loads=loads, units=units) == [
        "loads[0], minutes",
        "loads[2], services",
        "loads[2], minutes_max",
        "units[0], demands",
        "units[0], posts",
    ]


def test_a_part_is_not_larger_than_its_whole():
    units = (UnitRow("a", None, LEVEL, demands=3, served=4), UnitRow("b", "a", LEVEL, posts=1, vacant=2))
    assert places(units=units) == ["units[0], served", "units[1], vacant"]


def test_no_more_services_use_expertise_than_there_are():
    name = Text("this plan", "本方案")
    rows = (
        ExpertiseRow(name, 1, 1, 2, 3, 2, 2),
        ExpertiseRow(name, 1, 4, 1, 2, 1, 1),
        ExpertiseRow(name, 1, -1, 0, 0, 0, 0),
    )
    assert places(expertise=rows) == ["expertise[2], services"]
    wrong = ["expertise[0], used", "expertise[0], specialists", "expertise[0], specialists_used"]
    assert places(expertise=rows[:2]) == wrong


def test_units_stand_once_under_units_that_exist():
    units = (UnitRow("a", None, LEVEL), UnitRow("a", None, LEVEL), UnitRow("b", "nobody", LEVEL))
    assert places(units=units) == ["units", "units[2], parent"]


def test_units_do_not_circle():
    units = (UnitRow("a", "c", LEVEL), UnitRow("b", "a", LEVEL), UnitRow("c", "b", LEVEL), UnitRow("d", "d", LEVEL))
    assert places(units=units) == ["units", "units"]


@pytest.mark.parametrize(
    ("quality", "wrong"),
    [
        (Quality(90, 100, 500), ["objective"]),
        (Quality(90, 100, 50), ["objective", "nothing"]),
        (Quality(110, 100, 500, "optimal"), ["proof"]),
        (Quality(110, 100, 500, "surely"), ["proof"]),
    ],
)
def test_a_proof_that_cannot_be_is_refused(quality, wrong):
    assert places(quality=quality) == wrong


def test_rows_of_another_kind_and_lists_are_refused():
    assert places(services=("d-1",), unmet=[], loads=(LoadRow("m", 1, 1),)) == ["services[0]", "unmet"]


def test_a_repr_shows_sizes_and_no_row():
    assert repr(PlanTables(loads=(LoadRow("m-1", 60, 1),))) == "PlanTables(0 services, 0 unmet, 1 loads, 0 units)"
