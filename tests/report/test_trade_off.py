"""The plot of fairness against service, and the section on waiting."""

import xml.etree.ElementTree as ET

import pytest

from commgov.errors import InvalidInputError
from commgov.report import PlanTables, TradeOffRow, WaitRow, plan_page, trade_off_svg
from commgov.wording import Text

ROWS = [TradeOffRow(f"{at}", 2 * at, 8 - 2 * at, at / 10, proven=at % 2 == 0) for at in range(5)]
ALONG = Text("services a week", "每周服务次数")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(rows=ROWS, language="en"):
    return ET.fromstring(trade_off_svg(rows, along=ALONG, language=language))  # noqa: S314 - as above


def test_every_point_stands_higher_and_further_right_and_is_full_where_proven():
    dots = [(float(c.get("cx")), float(c.get("cy")), c.get("fill")) for c in drawn().iter(f"{SVG}circle")]
    assert [x for x, _, _ in dots] == sorted(x for x, _, _ in dots)
    assert [y for _, y, _ in dots] == sorted((y for _, y, _ in dots), reverse=True)
    assert [fill == "#ffffff" for _, _, fill in dots] == [not row.proven for row in ROWS]


@pytest.mark.parametrize(("language", "said"), [("en", "services a week"), ("zh", "每周服务次数")])
def test_the_plot_speaks_one_language(language, said):
    texts = [text.text for text in drawn(language=language).iter(f"{SVG}text")]
    assert any(said in text for text in texts)
    assert {row.load for row in ROWS} <= set(texts)
    assert any("\u4e00" <= sign <= "\u9fff" for text in texts for sign in text) == (language == "zh")


def test_a_plot_of_nothing_served_of_nothing_asked_is_drawn():
    assert len(list(drawn([TradeOffRow("0", 0, 0, 0.0, proven=True)]).iter(f"{SVG}circle"))) == 1


def test_words_from_outside_are_text():
    svg = trade_off_svg([TradeOffRow("<script>", 1, 0, 0.0, proven=True)], along=Text("<b>", "<b>"))
    assert "<script" not in svg
    assert "<b>" not in svg


def test_a_plot_without_points_or_with_impossible_numbers_is_refused():
    with pytest.raises(InvalidInputError, match="at least one point"):
        trade_off_svg([], along=ALONG)
    with pytest.raises(InvalidInputError) as caught:
        trade_off_svg([TradeOffRow("1", -1, 2.5, 0.0, proven=True)], along=ALONG)
    assert len(caught.value.problems) == 2


def page(waits):
    words = Text("Plan", "方案")
    return plan_page(PlanTables(waits=waits), title=words, generated_from=words, date="2026-03-02")


def test_the_report_tells_how_long_residents_wait():
    html = page((WaitRow("", 4, 30, 12, 0.25), WaitRow("grid-1", 2, 5, 3, 0.1), WaitRow("grid-2", 2, 25, 15, 0.1)))
    assert "They wait 7.5 days on average, nine of ten at most 12 days" in html
    assert "0.25 among orders, 0.33 among the places" in html
    assert html.index("<td>grid-2") < html.index("<td>grid-1")
    assert "How long residents wait" not in page(())


def test_waits_that_cannot_be_are_refused():
    with pytest.raises(InvalidInputError) as caught:
        PlanTables(waits=(WaitRow("", 0, -1, 1.5, 0.0),))
    assert len(caught.value.problems) == 3
