"""How long residents wait, as a section of the report: in words, and place by place."""

from collections.abc import Sequence

from commgov.core import gini
from commgov.report.blocks import Column, Table, fold, paragraph, section
from commgov.report.markup import NOTHING, Html, element, words
from commgov.report.tables import WaitRow
from commgov.wording import Text

_COLUMNS = (
    Column(Text("place", "地点")),
    Column(Text("orders", "需求数"), "number"),
    Column(Text("days on average", "平均等候天数"), "number"),
    Column(Text("nine of ten wait at most", "九成不超过（天）"), "number"),
    Column(Text("Gini", "基尼系数"), "number"),
)


def waiting(rows: Sequence[WaitRow]) -> Html:
    """The section, or nothing where no order tells when it came.

    Args:
        rows: first all orders together, then a row a place.
    """
    if not rows:
        return NOTHING
    every, places = rows[0], rows[1:]
    said = Text(
        "{n:,} orders tell when they came. They wait {mean} days on average, nine of ten at most {often} days. Gini "
        "coefficient (0: all wait alike): {single:.2f} among orders, {between:.2f} among the places' averages.",
        "{n:,}项需求有下单时间。平均等候{mean}天，九成不超过{often}天。基尼系数（0：人人等候相同）：各需求之间{single:.2f}，"
        "各地点平均值之间{between:.2f}。",
    ).fill(
        n=every.orders,
        mean=_mean(every),
        often=every.days_often,
        single=every.gini,
        between=gini([1000 * place.days // place.orders for place in places]),
    )
    longest_first = sorted(places, key=lambda row: (-row.days / row.orders, row.unit))
    shown = [(row.unit, row.orders, _mean(row), row.days_often, f"{row.gini:.2f}") for row in longest_first]
    caption = Text("places, those that wait longest first", "各地点（等候最久者在前）")
    table = Table("waits", caption, _COLUMNS, shown, rows_max=len(shown))
    summary = Text("How long they wait, place by place", "各地点的等候时间")
    inside = fold(words(summary), element("div", table.html(), class_="inside"))
    return section("waiting", Text("How long residents wait", "居民等候多久"), paragraph(said), inside)


def _mean(row: WaitRow) -> str:
    """Days on average, with one decimal."""
    tenths = (20 * row.days + row.orders) // (2 * row.orders)
    return f"{tenths // 10}.{tenths % 10}"
