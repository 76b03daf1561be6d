"""Impact assessments are kept for three years and found again; values leave as JSON and words in one way only."""

import json
from datetime import date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.privacy.sharing.office import NOON, assessment

from commgov.core import MemoryStreams
from commgov.errors import ConflictError, InvalidInputError
from commgov.privacy import AssessmentBook, Right, Risk
from commgov.privacy.showing import value_as_json, value_as_words


def test_an_assessment_is_kept_for_three_years_and_found_by_its_id():
    streams = MemoryStreams()
    book = AssessmentBook(streams)
    book.add(assessment("ia-7"))
    book.add(assessment("ia-8", done=date(2024, 2, 29)))
    again = AssessmentBook(streams)
    assert again.find("ia-7") == assessment("ia-7")
    assert again.find("ia-9") is None
    assert [each.id for each in again.all()] == ["ia-7", "ia-8"]
    assert again.find("ia-8").kept_until == date(2027, 2, 28)
    assert [each.id for each in again.to_keep(date(2027, 2, 28))] == ["ia-7", "ia-8"]
    assert [each.id for each in again.to_keep(date(2027, 3, 1))] == ["ia-7"]
    with pytest.raises(ConflictError):
        again.add(assessment("ia-7", risk=Risk.HIGH))


@given(st.dates(date(1990, 1, 1), date(2190, 1, 1)))
def test_three_years_are_three_years(day):
    kept = assessment(done=day, until=day).kept_until
    assert (kept.year - day.year, kept.month) == (3, day.month)
    assert kept.day in {day.day, 28}


def test_an_assessment_says_all_that_law_wants_thought_of():
    with pytest.raises(InvalidInputError) as refused:
        assessment(measures=(), by="13800000012", fields=("a", "a"), risk="low")
    told = str(refused.value)
    for part in ("at least one measure", "by", "each value only once", "a Risk"):
        assert part in told
    assert "13800000012" not in told
    with pytest.raises(InvalidInputError, match="not before the day it was done"):
        assessment(until=NOON.date() - timedelta(days=1))


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, 0),
        ({"recipients": ()}, 1),
        ({"risk": Risk.HIGH, "recipients": ()}, 2),
        ({"until": NOON.date()}, 0),
        ({"done": NOON.date() + timedelta(days=1)}, 1),
    ],
)
def test_all_that_stands_against_it_is_told(change, reasons):
    relief = assessment()
    changed = evolve(relief, **change)
    assert len(changed.why_not(relief.purpose, ["resident.name"], "street-office", NOON.date())) == reasons


PLAIN = st.none() | st.text() | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.dates() | st.datetimes()


@given(PLAIN | st.tuples(PLAIN, PLAIN))
def test_every_value_that_a_field_can_hold_has_its_json_and_its_words(value):
    shown = value_as_json(value)
    assert json.loads(json.dumps(shown)) == shown
    assert value_as_words(shown).en or value in ("", ("", ""))


def test_what_no_field_can_hold_is_not_shown():
    assert value_as_json(Right.COPY) == "copy"
    assert value_as_json(datetime(2026, 3, 2, 9)) == "2026-03-02T09:00:00"  # noqa: DTZ001 - as a field may hold it
    for value in (1.5, b"bytes", {"a": 1}, object()):
        with pytest.raises(TypeError, match="none that a declared field can hold"):
            value_as_json(value)
