"""Blocks, charts and the hierarchy on their own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.report import Bar, Bin, Column, Table, UnitRow, bar_list, bins, hierarchy, histogram, lorenz_curves
from commgov.report.charts import percent
from commgov.report.quality import at_most
from commgov.wording import Text

LEVEL = Text("level", "层级")
WHAT = Text("what", "内容")


def table(rows, **options):
    return Table("t", WHAT, (Column(WHAT), Column(WHAT, "number")), rows, **options).html()


def test_a_table_that_leaves_rows_out_says_so_in_both_languages():
    shown = table([(f"row {at}", at) for at in range(10_000)], rows_max=500, source="all.csv")
    assert shown.count("<td>") == 500
    assert "The first 500 of 10,000 are shown; all are in all.csv." in shown
    assert "仅显示前500条，共10,000条；全部内容见all.csv。" in shown


def test_a_table_that_shows_everything_says_nothing():
    assert "note" not in table([("a", 1)] * 500, rows_max=500)


def test_numbers_with_names_are_shown_by_their_names_and_sorted_as_numbers():
    column = Column(Text("priority", "优先级"), "number", names={3: Text("urgent", "紧急")})
    html = Table("key", Text("a", "甲"), [column], [(3,), (4,)]).html()
    assert '<td class="n" data-value="3"><span lang="en">urgent</span><span lang="zh-CN">紧急</span></td>' in html
    assert '<td class="n">4</td>' in html


def test_many_columns_are_set_closer():
    few, many = ([Column(Text(f"c{n}", f"列{n}")) for n in range(count)] for count in (7, 8))
    assert "dense" not in Table("key", Text("a", "甲"), few, []).html()
    assert 'class="sortable dense"' in Table("key", Text("a", "甲"), many, []).html()


def test_a_row_with_a_missing_cell_is_refused():
    with pytest.raises(ValueError, match="zip"):
        table([("a",)])


@given(st.lists(st.integers(0, 10**7)))
def test_bins_count_every_value_once_in_few_bars_of_one_width(values):
    counted = bins(values, steps=(15, 60))
    assert sum(each.count for each in counted) == sum(value > 0 for value in values)
    assert len(counted) <= 12
    assert len({each.high - each.low for each in counted}) <= 1
    for each in counted:
        assert each.count == sum(each.low < value <= each.high for value in values)


def test_bins_of_nothing_are_none():
    assert bins([0, 0], steps=(15,)) == ()


@pytest.mark.parametrize("most", [0, 1, 4, 5, 6, 99, 441, 10**6])
def test_a_histogram_has_round_levels_and_no_bar_outside(most):
    drawn = histogram([Bin(0, 15, most), Bin(15, 30, 0)], ["0:15", "0:30"], along=WHAT, up=WHAT)
    levels = [int(text.replace(",", "")) for text in re.findall(r'text-anchor="end">([\d,]+)<', drawn)]
    step = levels[1] - levels[0]
    assert levels == list(range(0, levels[-1] + 1, step))
    assert 2 <= len(levels) <= 7
    assert str(step)[0] in "125"
    assert set(str(step)[1:]) <= {"0"}
    assert levels[-1] >= most
    assert all(float(y) >= 28 for y in re.findall(r'<rect x="[\d.]+" y="([\d.]+)"', drawn))


def test_a_histogram_and_lorenz_curves_of_nobody_are_drawn():
    assert "<rect" not in histogram([], [], along=WHAT, up=WHAT)
    assert lorenz_curves([], [], along=WHAT, up=WHAT).count("<path") == 8


def test_bars_are_in_proportion_and_their_numbers_are_text():
    drawn = bar_list([Bar(WHAT, 30, 60), Bar(WHAT, 0, 120)])
    assert re.findall(r'd="M0 0H(\S+?)V6H0Z" class="(\w+)"', drawn) == [
        ("50", "whole"),
        ("25", "part"),
        ("100", "whole"),
    ]
    assert "30 / 60" in drawn
    assert "0 / 120" in drawn


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_is_never_rounded_to_all_or_nothing(value, rest):
    shown = percent(value, value + rest)
    assert (shown == "100%") == (rest == 0 < value)
    assert (shown == "0%") == (value == 0 < rest)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_limit_never_looks_tighter_than_it_is(part, whole):
    shown = float(at_most(part, whole).removesuffix("%"))
    assert 0 <= round(shown * 10) * whole - 1000 * part < whole


def test_units_are_summed_up_over_all_that_lies_under_them():
    rows = [
        UnitRow("grid", "garden", LEVEL, demands=4, served=1, members=10, posts=2, vacant=1),
        UnitRow("top", None, LEVEL, posts=1),
        UnitRow("garden", "top", LEVEL, "North Garden", demands=1, served=1, members=1),
        UnitRow("garden-2", "top", LEVEL, demands=5, served=5),
    ]
    shown = hierarchy(rows)
    assert "7 of 10 served" in shown
    assert "2 of 5 served" in shown
    assert "North Garden" in shown
    assert "1 of 3 posts vacant" in shown
    assert "70%" in shown
    assert shown.index("North Garden") < shown.index("garden-2")


def test_a_very_deep_hierarchy_is_shown_without_nesting_as_deep(read_page):
    """A parser gives up at some 500 levels, and so would a reader."""
    rows = [UnitRow(f"u{at}", f"u{at - 1}" if at else None, LEVEL, members=1) for at in range(1400)]
    page = read_page(hierarchy(rows))
    assert page.words().count("u1399") == 1
    assert len(page.named("details")) == 2


def test_a_hierarchy_too_large_to_list_is_summed_up_and_says_so():
    rows = [UnitRow("top", None, LEVEL)]
    rows += [UnitRow(f"g{at}", "top", LEVEL) for at in range(10)]
    rows += [UnitRow(f"b{at}", f"g{at % 10}", LEVEL, members=1) for at in range(100)]
    shown = hierarchy(rows, units_max=50)
    assert "b0" not in shown
    assert "10 members" in shown
    assert "100 units of the lowest levels are not listed" in shown
    assert "最下层100个单元未逐一列出" in shown


def test_a_flat_hierarchy_of_very_many_is_cut_and_says_so():
    rows = [UnitRow("top", None, LEVEL)] + [UnitRow(f"g{at}", "top", LEVEL) for at in range(3000)]
    assert "The first 50 of 3,000 are shown." in hierarchy(rows, units_max=50)
