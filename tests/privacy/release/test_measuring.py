"""How well rows hide persons: known answers of the literature, and pycanon's answers on seeded tables."""

import json
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from benchmarks.release import persons_of, same_answers, small_tables
from hypothesis import given

from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import Tier
from commgov.privacy.releases import Bands, Column, Rows, Taxonomy, measure
from commgov.privacy.releases.measuring import classes_of

RECORD = json.loads(Path(__file__).with_name("pycanon.json").read_text(encoding="utf-8"))

# Machanavajjhala et al. 2006, figure 3: a 3-diverse inpatient table.
FIGURE_3 = Rows(
    tuple(f"p-{at}" for at in range(12)),
    (
        Column("zip", Tier.T2, ("1305*",) * 4 + ("1485*",) * 4 + ("1306*",) * 4),
        Column("age", Tier.T2, ("<=40",) * 4 + (">40",) * 4 + ("<=40",) * 4),
        Column(
            "condition",
            Tier.T4,
            (
                "heart",
                "viral",
                "cancer",
                "cancer",
                "cancer",
                "heart",
                "viral",
                "viral",
                "heart",
                "viral",
                "cancer",
                "cancer",
            ),
        ),
    ),
)


def rows_of(**columns):
    size = len(next(iter(columns.values())))
    return Rows(
        tuple(f"p-{at}" for at in range(size)),
        tuple(Column(name, Tier.T4 if name == "need" else Tier.T2, values) for name, values in columns.items()),
    )


def test_sweeneys_example_is_2_anonymous():
    """Sweeney 2002, figure 2: quasi-identifiers race, birth, gender and ZIP; k = 2."""
    people = [
        *[("Black", "1965", "m", "0214*")] * 2,
        *[("Black", "1965", "f", "0213*")] * 2,
        *[("Black", "1964", "f", "0213*")] * 2,
        *[("White", "1964", "m", "0213*")] * 3,
        *[("White", "1967", "m", "0213*")] * 2,
    ]
    rows = rows_of(**dict(zip(("race", "birth", "gender", "zip"), zip(*people, strict=True), strict=True)))
    assert measure(rows, ["race", "birth", "gender", "zip"]).k == 2


def test_the_table_of_machanavajjhala_is_4_anonymous_and_3_diverse():
    found = measure(FIGURE_3, ["zip", "age"], ["condition"])
    assert (found.classes, found.k, found.distinct_l) == (3, 4, 3)
    # Each class has counts 2, 1, 1: entropy (log 2)/2 + (2 log 4)/4 = 1.5 log 2, and 2 < c * 1.
    assert found.entropy_l == pytest.approx(2**1.5)
    assert found.recursive_c == 3


def test_the_salaries_of_li_are_as_far_as_the_paper_says():
    """Li, Li and Venkatasubramanian 2007, section 4.3: D[{3k, 4k, 5k}] = 0.375, D[{6k, 8k, 11k}] = 0.167."""
    salaries = [3, 4, 5, 6, 8, 11, 7, 9, 10]
    rows = rows_of(group=["low"] * 3 + ["middle"] * 3 + ["high"] * 3, need=salaries)
    assert measure(rows, ["group"], ["need"]).t == pytest.approx(0.375)
    two = rows_of(group=["middle"] * 3 + ["rest"] * 6, need=[6, 8, 11, 3, 4, 5, 7, 9, 10])
    assert measure(two, ["group"], ["need"]).t == pytest.approx(1 / 6)


@pytest.mark.parametrize("number", range(len(RECORD["answers"])))
def test_the_answers_are_those_of_pycanon(number):
    """Recorded by `python -m benchmarks.release --record`; the benchmark asks pycanon itself."""
    table, quasi, sensitive = small_tables()[number]
    assert same_answers(measure(persons_of(table, sensitive), quasi, sensitive), RECORD["answers"][number])


def test_the_record_has_tables_of_every_sort():
    answers = RECORD["answers"]
    assert {answer["l"] for answer in answers} >= {1, 2, 3}
    assert {answer["c"] for answer in answers} >= {None, 1, 2}
    assert len({answer["t"] for answer in answers}) > 40


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.sampled_from("xyz")), min_size=1, max_size=40))
def test_k_and_l_are_what_counting_says(drawn):
    groups = {}
    for age, sex, need in drawn:
        groups.setdefault((age, sex), []).append(need)
    ages, sexes, needs = zip(*drawn, strict=True)
    found = measure(rows_of(age=ages, sex=sexes, need=needs), ["age", "sex"], ["need"])
    assert found.k == min(map(len, groups.values()))
    assert found.distinct_l == min(len(set(needs)) for needs in groups.values())
    assert found.classes == len(groups)
    if found.recursive_c is not None:
        for c, holds in ((found.recursive_c, True), (found.recursive_c - 1, False)):
            counts = [sorted((needs.count(each) for each in set(needs)), reverse=True) for needs in groups.values()]
            assert all(many[0] < c * sum(many[found.distinct_l - 1 :]) for many in counts) is holds


def test_classes_are_numbered_without_gaps_however_many_columns_there_are():
    draw = np.random.default_rng(5)
    columns = [(draw.integers(0, 1000, 300), list(range(1000))) for _ in range(12)]
    assert sorted(classes_of(columns).tolist()) == list(range(300))  # 1000^12 keys would not fit whole numbers


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257])
def test_a_column_is_numbered_in_the_order_of_its_values_however_many_there_are(size):
    values = [f"v-{at * 7919 % size:03d}" for at in range(3 * size if size > 1 else 1)]
    codes, order = Column("need", Tier.T2, values).coded
    assert [order[at] for at in codes.tolist()] == values
    assert order == sorted(set(values))
    assert codes.dtype == np.int64


def test_a_measure_of_nothing_is_refused():
    rows = rows_of(age=[1, 2])
    for quasi, sensitive in ((["sex"], []), ([], []), (["age"], ["need"])):
        with pytest.raises(InvalidInputError):
            measure(rows, quasi, sensitive)
    with pytest.raises(InvalidInputError):
        measure(Rows((), (Column("age", Tier.T2, ()),)), ["age"])


@pytest.mark.parametrize("values", [("a", 1), (1.5,), (True,), ("13800000000",), (None,), (10**16,)])
def test_a_column_holds_texts_or_numbers_and_nothing_personal(values):
    with pytest.raises(InvalidInputError) as refused:
        Column("need", Tier.T2, values)
    assert "13800000000" not in str(refused.value)


def test_rows_are_one_a_person_and_say_nothing_of_anybody():
    grids = Column("grid", Tier.T1, ("g1", "g2"))
    for subjects, columns in ((("p-1", "p-1"), (grids,)), (("p-1",), (grids,)), (("p-1", "p-2"), (grids, grids))):
        with pytest.raises(InvalidInputError):
            Rows(subjects, columns)
    rows = Rows(("p-1", "p-2"), (grids,))
    assert "p-1" not in repr(rows)
    with pytest.raises(NotFoundError):
        rows.column("age")
    assert "g1" not in repr(grids)


def test_values_become_coarser_level_by_level():
    tree = Taxonomy({"a": "x", "b": "x", "c": "y", "x": "all", "y": "all"})
    rows = Rows(
        ("p-1", "p-2"), (Column("age", Tier.T2, (9, 10), Bands(10, 30)), Column("kind", Tier.T2, ("a", "c"), tree))
    )
    assert rows.coarser("age", 0).column("age").values == ("0–9", "10–19")
    assert rows.coarser("age", 1).column("age").values == ("0–29", "0–29")
    assert [rows.coarser("kind", level).column("kind").values for level in (0, 1, 2)] == [
        ("a", "c"),
        ("x", "y"),
        ("all", "all"),
    ]
    for name, level in (("age", 2), ("kind", 3), ("kind", -1)):
        with pytest.raises(InvalidInputError):
            rows.coarser(name, level)


@pytest.mark.parametrize(
    "parents", [{}, {"a": "b", "b": "a"}, {"a": "x", "b": "y"}, {"a": "x", "x": "all", "b": "all"}]
)
def test_what_is_no_tree_is_no_taxonomy(parents):
    with pytest.raises(InvalidInputError):
        Taxonomy(parents)


@pytest.mark.parametrize("widths", [(), (0,), (10, 15), (5.0,)])
def test_bands_nest(widths):
    with pytest.raises(InvalidInputError):
        Bands(*widths)
