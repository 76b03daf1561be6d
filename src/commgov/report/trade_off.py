"""The plot of fairness against service: an SVG file of its own, that needs no style sheet and no script."""

from collections.abc import Sequence

from attrs import frozen

from commgov.core.checks import Checks
from commgov.report.markup import Html, data, element, join
from commgov.wording import Language, Text

WIDTH, HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 64, 96
_INK, _GRID, _LINE = "#333333", "#dddddd", "#b3261e"
_FONT = "system-ui, 'Noto Sans SC', 'Microsoft YaHei', sans-serif"


@frozen
class TradeOffRow:
    """A point of the plot.

    Args:
        load: the highest load of a member in a week, as shown.
        served: how many demands are served.
        unmet: how many are not.
        gini: how unevenly the load is spread, 0 to 1.
        proven: whether it is proven that no plan with so low a highest load serves more.
    """

    load: str
    served: int
    unmet: int
    gini: float
    proven: bool


def trade_off_svg(rows: Sequence[TradeOffRow], *, along: Text, language: Language = "en") -> str:
    """How much is served, by the highest load that a member is asked for; under each point its Gini coefficient.

    Args:
        rows: the points, by rising load.
        along: what load is measured.
        language: of the words in the plot.

    Raises:
        InvalidInputError: if there is no point, or a number of demands is negative or none.

    Example:
        >>> rows = [TradeOffRow("1", 5, 3, 0.2, proven=True), TradeOffRow("2", 8, 0, 0.3, proven=True)]
        >>> svg = trade_off_svg(rows, along=Text("services a week", "每周服务次数"), language="zh")
        >>> svg.startswith("<svg"), "每周服务次数" in svg
        (True, True)
    """
    checks = Checks("trade_off_svg")
    checks.require("rows", "", ok=len(rows) > 0, expected=Text("at least one point", "至少一个点"))
    for at, row in enumerate(rows):
        checks.whole(f"rows[{at}], served", row.served)
        checks.whole(f"rows[{at}], unmet", row.unmet)
    checks.refuse()
    every = max(row.served + row.unmet for row in rows)
    points = [(_x(at, len(rows)), _y(row.served, every)) for at, row in enumerate(rows)]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    drawing = (
        element("rect", width=f"{WIDTH}", height=f"{HEIGHT}", fill="#ffffff"),
        *(_level(quarter, every) for quarter in range(5)),
        element("path", d=line, fill="none", stroke=_LINE, stroke_width="2"),
        *(_point(row, *point) for row, point in zip(rows, points, strict=True)),
        *_names(along, language),
    )
    return element(
        "svg",
        join(drawing),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=f"{WIDTH}",
        height=f"{HEIGHT}",
        font_family=_FONT,
        font_size="13",
        role="img",
        lang="zh-CN" if language == "zh" else "en",
    )


def _x(at: int, count: int) -> float:
    """Where a point stands: with room on both sides."""
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * (at + 0.5) / count


def _y(served: int, every: int) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * served / max(every, 1)


def _level(quarter: int, every: int) -> Html:
    """A line across the plot at a quarter of all demands, with its share."""
    y = _y(quarter, 4)
    line = element("path", d=f"M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}", stroke=_GRID)
    label = f"{quarter * 25}%" if every else "–"
    return join((line, _words(label, _LEFT - 8, y + 4, "end")))


def _point(row: TradeOffRow, x: float, y: float) -> Html:
    """A point, filled where it is proven, with how many are served above it and load and Gini under the axis."""
    dot = element(
        "circle",
        cx=f"{x:.1f}",
        cy=f"{y:.1f}",
        r="5",
        fill=_LINE if row.proven else "#ffffff",
        stroke=_LINE,
        stroke_width="2",
    )
    floor = HEIGHT - _BOTTOM
    texts = ((f"{row.served:,}", y - 12), (row.load, floor + 20), (f"{row.gini:.2f}", floor + 40))
    return join((dot, *(_words(text, x, at, "middle") for text, at in texts)))


def _names(along: Text, language: Language) -> tuple[Html, ...]:
    """What the plot is called, and what its numbers mean."""
    title = Text("Fairness against service", "公平与服务量的权衡")
    above = Text("demands served, of all", "已满足需求占比")
    below = Text(
        "highest load of a member: {along}",
        "成员最高负荷：{along}",
    ).fill(along=along)
    full = Text(
        "second row: Gini coefficient of all loads; full point: proven that no such load serves more; open: not proven",
        "第二行：全体负荷的基尼系数；实心点：已证明同等负荷下无法服务更多；空心点：尚未证明",
    )
    return (
        _words(title.to(language), _LEFT, 24, "start", font_size="16", font_weight="600"),
        _words(above.to(language), _LEFT, 44, "start"),
        _words(below.to(language), _LEFT, HEIGHT - 34, "start"),
        _words(full.to(language), _LEFT, HEIGHT - 14, "start", font_size="11"),
    )


def _words(text: str, x: float, y: float, anchor: str, **attributes: str) -> Html:
    return element("text", data(text), x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, fill=_INK, **attributes)
