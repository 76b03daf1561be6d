"""Appointments are a table like the others."""

from datetime import date

import pytest

from commgov.errors import InvalidInputError
from commgov.grid import Appointment, Unit
from commgov.storage import Inputs, read_folder, write_inputs

UNITS = (Unit("committee", level="committee"),)
TERMS = (
    Appointment("committee/secretary", "m-1", date(2025, 1, 1), date(2025, 12, 31)),
    Appointment("committee/secretary", "house-1", date(2026, 1, 1)),
)


def test_appointments_are_read_back_as_written(tmp_path):
    write_inputs(tmp_path, Inputs(units=UNITS, appointments=TERMS))
    assert read_folder(tmp_path).appointments == TERMS


def test_chinese_headings_say_the_same(tmp_path):
    write_inputs(tmp_path, Inputs(units=UNITS))
    (tmp_path / "任职.csv").write_text("岗位,任职者,开始\ncommittee/secretary,m-1,2026-01-01\n", encoding="utf-8")
    assert read_folder(tmp_path).appointments == (Appointment("committee/secretary", "m-1", date(2026, 1, 1)),)


def test_wrong_appointments_are_all_named(tmp_path):
    write_inputs(tmp_path, Inputs(units=UNITS))
    rows = (
        "post,holder,start,until\nnowhere/health,m-1,2026-01-01,\n"
        "committee/secretary,,soon,\na/b,m-1,2026-02-01,2026-01-01\n"
    )
    (tmp_path / "appointments.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InvalidInputError) as error:
        read_folder(tmp_path)
    places = [str(problem.where) for problem in error.value.problems]
    for place in ("row 2, column post", "row 3, column holder", "row 3, column start", "row 4, column until"):
        assert any(place in found for found in places)
