"""The table of overrides: read in both languages, written back, and refused with every problem named."""

import pytest

from commgov.core import Member
from commgov.grid import Unit
from commgov.matching import Override
from commgov.storage import Inputs, read_folder, write_inputs

UNITS = (Unit("grid-1"),)
MEMBERS = (Member("m-1", "grid-1", weekly_minutes_max=120), Member("m-2", "grid-1"))
OVERRIDES = (
    Override("m-1", "weekly minutes", 360, "officer-3", "flood, decision 17"),
    Override("m-2", "weekly services", 6, "officer-4", "=1+1"),
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_overrides_are_read_back_as_written(tmp_path, language):
    inputs = Inputs(units=UNITS, members=MEMBERS, overrides=OVERRIDES)
    write_inputs(tmp_path, inputs, language=language)
    assert read_folder(tmp_path).overrides == OVERRIDES


def test_no_table_is_written_where_nothing_is_lifted(tmp_path):
    write_inputs(tmp_path, Inputs(units=UNITS, members=MEMBERS))
    assert not (tmp_path / "overrides.csv").exists()


def test_a_chinese_table_is_read(tmp_path):
    write_inputs(tmp_path, Inputs(units=UNITS, members=MEMBERS))
    rows = "成员,规则,放宽至,批准人,理由\nm-1,每周分钟上限,360分钟,officer-3,防汛\n"
    (tmp_path / "放宽.csv").write_text(rows, encoding="utf-8")
    assert read_folder(tmp_path).overrides == (Override("m-1", "weekly minutes", 360, "officer-3", "防汛"),)


def test_everything_wrong_is_named_with_its_row_and_column(tmp_path):
    write_inputs(tmp_path, Inputs(units=UNITS, members=MEMBERS))
    rows = (
        "m-9,weekly minutes,360,officer-3,flood",
        "m-1,weekly minutes,120,officer-3,flood",
        "m-1,weekly minutes,360,,flood",
        "m-1,rest days,360,officer-3,",
        "m-2,weekly services,169,officer-3,flood",
        "m-2,weekly services,9,13800000000,flood",
        "m-2,weekly services,9,officer-3,call 13800000000",
        "m-2,weekly services,9,officer-3,flood",
        "m-2,weekly services,10,officer-3,flood",
    )
    (tmp_path / "overrides.csv").write_text("member,rule,most,by,why\n" + "\n".join(rows), encoding="utf-8")
    with pytest.raises(ValueError, match="overrides") as caught:
        read_folder(tmp_path)
    said = str(caught.value)
    assert "13800000000" not in said
    places = [
        "row 2, column member: 'm-9'",
        "row 3, column most: '120'",
        "row 4, column by",
        "row 5, column rule: 'rest days'",
        "row 5, column why",
        "row 6, column most: '169'",
        "row 7, column by",
        "row 8, column why",
        "row 10, column rule",
    ]
    lines = [str(problem) for problem in caught.value.problems]
    assert len(lines) == len(places)
    for place, line in zip(places, lines, strict=True):
        assert line.startswith(f"overrides.csv, {place}"), line
