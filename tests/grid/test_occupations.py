"""From a job title to an occupation: suggestions, never facts."""

import csv
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.grid import Occupation, OccupationIndex
from commgov.grid.titles import TitleIndex, grams

ROWS = [
    {
        "level": "4",
        "code": "6-31-01-03",
        "name": "电工",
        "definition": "安装、维修电气设备的人员",
        "alias": "电工,维修电工",
    },
    {"level": "3", "code": "2-05-08-00", "name": "护理人员", "definition": "从事护理的人员", "alias": "护士"},
    {"level": "4", "code": "4-01-06-01", "name": "电子商务师S", "definition": "", "alias": "电子商务师S,网店运营"},
    {"level": "4", "code": "4-02-02-01", "name": "道路客运汽车驾驶员", "definition": "驾驶客车的人员", "alias": ""},
]


@pytest.fixture(scope="module")
def index():
    return OccupationIndex.from_rows(ROWS)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("电工", "6-31-01-03"),
        ("小区水电工（包吃住）", "6-31-01-03"),
        ("急诊科护士", "2-05-08-00"),
        ("网店运营助理", "4-01-06-01"),
        ("大巴驾驶员", "4-02-02-01"),
    ],
)
def test_a_title_finds_the_occupation_by_name_alias_or_definition(index, title, code):
    assert index.suggest(title, k=1)[0].code == code


def test_a_title_that_has_nothing_in_common_gets_no_suggestion(index):
    assert index.suggest("qqq") == ()
    assert index.suggest("（）!!") == ()
    assert index.suggest("") == ()


def test_an_empty_classification_suggests_nothing():
    assert OccupationIndex.from_rows([]).suggest("电工") == ()


def test_known_pairs_teach_what_the_classification_does_not_say(index):
    assert index.suggest("白衣天使") == ()
    taught = OccupationIndex.from_rows(ROWS, [("白衣天使", "2-05-08-00"), ("天使投资人", "4-01-06-01")])
    assert taught.suggest("白衣天使", k=1)[0].code == "2-05-08-00"


def test_pairs_correct_the_classification():
    """电 speaks for the electrician, but people who have this title turned out to sell on line."""
    taught = OccupationIndex.from_rows(ROWS, [("电商", "4-01-06-01"), ("电商专员", "4-01-06-01")])
    assert taught.suggest("电商客服", k=1)[0].code == "4-01-06-01"


def test_repeated_rows_of_the_published_table_count_once(index):
    assert OccupationIndex.from_rows([*ROWS, ROWS[0]]).suggest("电工") == index.suggest("电工")


def test_marks_of_green_and_digital_occupations_are_no_part_of_the_name():
    assert Occupation("4-01-06-01", "电子商务师S", "", ("网店运营",)).names == ("电子商务师", "网店运营")
    assert Occupation("4-01-06-01", "绿化工L/S").names == ("绿化工",)
    assert Occupation("4-01-06-01", "ABS").names == ("ABS",)


def test_all_wrong_rows_are_named_by_their_number():
    with pytest.raises(InvalidInputError) as caught:
        OccupationIndex.from_rows([ROWS[0], {"code": "6-29", "name": " "}, {"code": None, "name": None}])
    assert [str(problem.where.parts[0]) for problem in caught.value.problems] == ["row 2", "row 2", "row 3", "row 3"]


def test_a_code_with_two_names_and_wrong_pairs_are_refused_together():
    with pytest.raises(InvalidInputError) as caught:
        OccupationIndex.from_rows([*ROWS, {**ROWS[0], "name": "焊工"}], [("电工", "9-99-99-99"), (" ", "2-05-08-00")])
    assert len(caught.value.problems) == 3


def test_an_occupation_lists_all_that_is_wrong_with_it():
    with pytest.raises(InvalidInputError) as caught:
        Occupation(6, "", None, ["电工"])
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(("title", "k"), [(None, 3), ("电工", 0), ("电工", True)])
def test_a_question_that_makes_no_sense_is_refused(index, title, k):
    with pytest.raises(InvalidInputError):
        index.suggest(title, k)


@given(st.text(max_size=40), st.integers(1, 6))
def test_any_text_gets_at_most_k_suggestions_the_likeliest_first_and_always_the_same(title, k):
    index = OccupationIndex.from_rows(ROWS)
    found = index.suggest(title, k)
    assert len(found) <= k
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.score > 0 for one in found)
    assert OccupationIndex.from_rows(ROWS[::-1]).suggest(title, k) == found


@given(st.lists(st.text("电工护士驾驶员网店", min_size=1, max_size=6), min_size=1, max_size=6))
def test_a_text_is_as_like_itself_as_can_be(texts):
    index = TitleIndex(texts)
    for at, text in enumerate(texts):
        alike = index.alike(text)
        assert alike[at] == pytest.approx(1)
        assert alike.max() <= 1 + 1e-9


def test_brackets_are_left_out_unless_nothing_else_is_there():
    assert grams("保安（南京站附近）") == grams("保安")
    assert grams("（保安）") == grams("保安")
    assert not grams("()")


def test_real_titles_find_their_occupation_as_often_as_measured(shared):
    """Every sixth real title, without and with the others as pairs; the benchmark measures all of them."""
    with gzip.open(shared / "data" / "csco2022.csv.gz", "rt", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    with (shared / "data" / "csco_jobtitles.csv").open(encoding="utf-8-sig") as file:
        pairs = [(row["job_name"], row["expected_code"]) for row in csv.DictReader(file)]
    asked, rest = pairs[::6], [pair for at, pair in enumerate(pairs) if at % 6 and pair[1]]
    new, taught = OccupationIndex.from_rows(rows), OccupationIndex.from_rows(rows, rest)
    for index, least, least3 in [(new, 0.36, 0.52), (taught, 0.53, 0.70)]:
        found = [[one.code for one in index.suggest(title)] for title, _ in asked]
        first = sum(codes[:1] == [code] for codes, (_, code) in zip(found, asked, strict=True)) / len(asked)
        three = sum(code in codes for codes, (_, code) in zip(found, asked, strict=True)) / len(asked)
        assert first >= least
        assert three >= least3
