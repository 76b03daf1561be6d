"""What is not published cannot be worked out from what is: judged by integer programs that share no code with ours."""

from itertools import product

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from tests.privacy.release.made_up import groups_of, interval, tables

from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import Tier
from commgov.privacy.releases import Counts, CountTable, Dimension
from commgov.privacy.releases.bounds import exposed
from commgov.privacy.releases.counting import number_of
from commgov.privacy.releases.suppressing import covering_keys, suppressed, with_totals

GRIDS = Dimension("grid", Tier.T1, ("g1", "g2", "g3"))
NEEDS = Dimension("need", Tier.T2, ("care", "meals"))


def published_of(counts, k):
    numbers = with_totals(counts)
    hidden = suppressed(numbers, k)
    return numbers, hidden, [key for key in numbers if key not in hidden]


@settings(max_examples=60)
@given(counts=tables(), k=st.sampled_from([5, 11]))
def test_no_small_cell_is_shown_or_can_be_worked_out(counts, k):
    numbers, hidden, published = published_of(counts, k)
    assert all(numbers[key] == 0 or numbers[key] >= k for key in published)
    cells = [key for key, cell in counts.cells.items() if number_of(cell)]
    groups = [group for group in groups_of(cells, published) if group]
    for at, key in enumerate(cells):
        if key in hidden and any(at in group for group in groups):
            low, high = interval([numbers[cell] for cell in cells], groups, at)
            assert high - low >= k, f"{key} is between {low} and {high}"


@settings(max_examples=60)
@given(
    sizes=st.lists(st.integers(0, 9), min_size=2, max_size=7),
    groups=st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=5), min_size=1, max_size=5),
    k=st.sampled_from([3, 5]),
)
def test_what_is_called_hidden_is_hidden(sizes, groups, k):
    """Whatever the groups, also such that are no table: what is not exposed has two worlds that lie k apart."""
    groups = [{atom for atom in group if atom < len(sizes)} for group in groups]
    found = exposed(sizes, groups, k)
    for atom in {atom for group in groups for atom in group} - set(found):
        if 0 < sizes[atom] < k:
            low, high = interval(sizes, groups, atom)
            assert high - low >= k


def test_what_is_exposed_is_told():
    assert exposed([3, 9, 4], [{0, 1}, {1}], 5) == [0], "9 and 12 are published: the difference is 3"
    assert exposed([3, 2, 9], [{0, 1}, {2}], 6) == [0, 1], "two small groups that add up to 5 are not 6 apart"
    assert exposed([3, 9, 4], [], 5) == [], "nothing was published"
    assert exposed([2, 8, 9], [{0, 1}, {1, 2}, {0, 2}], 5) == [0], "three sums of three numbers"


def test_what_was_known_before_may_stay_known_and_not_become_known_better():
    assert exposed([3, 9], [{0}, {0, 1}], 5, before=[{0}]) == []
    assert exposed([3, 4, 9], [{0, 1}, {1, 2}, {0}], 5, before=[{0, 1}]) == [0, 1]


def test_a_small_cell_of_a_line_takes_the_next_smallest_with_it():
    numbers = with_totals(Counts("residents", (GRIDS,), {("g1",): 12, ("g2",): 3, ("g3",): 9}))
    assert suppressed(numbers, 5) == {("g2",), ("g3",)}
    numbers = with_totals(Counts("residents", (GRIDS,), {("g1",): 12, ("g2",): 3}))
    assert suppressed(numbers, 5) == {("g2",), ("g1",)}
    numbers = with_totals(Counts("residents", (GRIDS,), {("g1",): 1, ("g2",): 3}))
    assert suppressed(numbers, 5) == {("g2",), ("g1",), (None,)}


def test_a_small_cell_of_a_table_takes_a_rectangle_with_it():
    """Cox 1980: one hidden cell in a row and a column with totals is no secret."""
    cells = {
        ("g1", "care"): 3,
        ("g1", "meals"): 20,
        ("g2", "care"): 10,
        ("g2", "meals"): 11,
        ("g3", "care"): 30,
        ("g3", "meals"): 40,
    }
    hidden = suppressed(with_totals(Counts("residents", (GRIDS, NEEDS), cells)), 5)
    assert hidden == {("g1", "care"), ("g1", "meals"), ("g2", "care"), ("g2", "meals")}


@given(st.lists(st.text("abcdef", min_size=1), min_size=6, max_size=6, unique=True))
def test_what_is_hidden_depends_on_the_order_of_labels_not_on_what_they_say(names):
    """Whatever a set makes of them: the small numbers are looked at row by row."""
    rows, columns = sorted(names[:3]), sorted(names[3:])
    numbers = dict(zip(product(rows, columns), (7, 3, 3, 0, 6, 3, 7, 3, 7), strict=True))
    dimensions = (Dimension("grid", Tier.T1, tuple(rows)), Dimension("need", Tier.T2, tuple(columns)))
    hidden = suppressed(with_totals(Counts("residents", dimensions, numbers)), 5)
    assert hidden == {*product(rows, columns[1:]), (rows[0], None), (rows[1], None)}


def test_small_cells_that_hide_each_other_hide_no_others():
    cells = {("g1", "care"): 4, ("g1", "meals"): 4, ("g2", "care"): 4, ("g2", "meals"): 4, ("g3", "care"): 30}
    hidden = suppressed(with_totals(Counts("residents", (GRIDS, NEEDS), cells)), 5)
    assert hidden == {key for key, number in cells.items() if number == 4}


def test_a_table_without_small_numbers_is_published_whole():
    cells = {("g1", "care"): 5, ("g2", "meals"): 8}
    assert suppressed(with_totals(Counts("residents", (GRIDS, NEEDS), cells)), 5) == set()


def test_totals_are_sums_of_the_cells_they_cover():
    numbers = with_totals(Counts("residents", (GRIDS, NEEDS), {("g1", "care"): 5, ("g2", "meals"): 8}))
    assert (numbers["g1", None], numbers[None, "meals"], numbers[None, None], numbers["g3", None]) == (5, 8, 13, 0)
    assert set(covering_keys(("g1", "care"))) == {("g1", "care"), ("g1", None), (None, "care"), (None, None)}


@pytest.mark.parametrize(
    ("dimensions", "cells"),
    [
        ((), {}),
        ((GRIDS, NEEDS, Dimension("sex", Tier.T2, ("f",))), {}),
        ((GRIDS, GRIDS), {}),
        ((GRIDS,), {("g9",): 3}),
        ((GRIDS,), {("g1",): -1}),
        ((GRIDS,), {("g1",): True}),
        ((GRIDS,), {("g1",): 3, ("g2",): frozenset({"p-1"})}),
        ((GRIDS,), {("g1",): frozenset({"p-1"}), ("g2",): frozenset({"p-1"})}),
        ((GRIDS,), {("g1",): {"p-1"}}),
    ],
)
def test_counts_are_refused_if_they_are_none(dimensions, cells):
    with pytest.raises(InvalidInputError) as refused:
        Counts("residents", dimensions, cells)
    assert "p-1" not in str(refused.value)


def test_a_table_is_written_in_both_languages():
    numbers = {("g1", "care"): 7, ("g1", None): 7, (None, "care"): None, (None, None): 12}
    table = CountTable(("grid", "need"), (("g1",), ("care",)), numbers)
    assert table.lines("zh") == [["grid × need", "care", "合计"], ["g1", "7", "7"], ["合计", "…", "12"]]
    with pytest.raises(NotFoundError):
        table.count("g9", None)
    assert (table.hidden, repr(table)) == (((None, "care"),), "CountTable(grid × need: 3 of 4 numbers)")


@pytest.mark.parametrize(
    ("numbers", "also", "hidden"),
    [
        ({"a": 3, "b": 4, "c": 9, None: 16}, [], {"a", "b"}),  # 7 together: nobody needs a third
        ({"a": 2, "b": 1, "c": 9, None: 12}, [], {"a", "b", "c"}),  # 3 together: too few
        ({"a": 12, "b": 9, "c": 7, None: 28}, ["a"], {"a", "c"}),  # alone it is the total less the others
        ({"a": 12, "b": 9, "c": 7, None: 28}, ["a", "b"], {"a", "b"}),
        ({"c": 9, "b": 3, "a": 9, None: 21}, [], {"a", "b"}),  # among equals by name, in whatever order they stand
        ({"a": 3, None: 3}, [], {"a", None}),
        ({"a": 3, "b": 0, None: 3}, [], {"a", None}),
    ],
)
def test_in_a_line_as_much_is_hidden_as_has_to_be(numbers, also, hidden):
    table = {(label,): number for label, number in numbers.items()}
    assert suppressed(table, 5, [(label,) for label in also]) == {(label,) for label in hidden}


def test_a_small_cell_takes_with_it_what_costs_the_least_not_what_comes_first():
    cells = {
        ("g1", "care"): 3,
        ("g1", "meals"): 20,
        ("g2", "care"): 30,
        ("g2", "meals"): 40,
        ("g3", "care"): 10,
        ("g3", "meals"): 11,
    }
    hidden = suppressed(with_totals(Counts("residents", (GRIDS, NEEDS), cells)), 5)
    assert hidden == {("g1", "care"), ("g1", "meals"), ("g3", "care"), ("g3", "meals")}
