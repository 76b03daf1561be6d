"""Charts as inline SVG, each with its name, its numbers in words, and nothing to load."""

from collections.abc import Sequence

from attrs import frozen

from commgov.core import lorenz
from commgov.report.blocks import cell
from commgov.report.markup import Html, element, join, words
from commgov.wording import Text

WIDTH, HEIGHT = 360, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 20, 28, 42
_BARS_MAX = 12


@frozen
class Bar:
    """A bar of a bar list.

    Args:
        label: what it is.
        value: its length, 0 or more.
        whole: what the value is a part of; the bar shows the part in the whole. None: the value stands for itself.
    """

    label: Text
    value: int
    whole: int | None = None


@frozen
class Bin:
    """A bar of a histogram: how many values lie above `low` and up to `high`."""

    low: int
    high: int
    count: int


def bins(values: Sequence[int], *, steps: Sequence[int], bars_max: int = _BARS_MAX) -> tuple[Bin, ...]:
    """Values above 0 counted in bars of equal width: the first width that needs few enough bars, doubled at need.

    Args:
        values: whole numbers; those of 0 are not counted.
        steps: widths to choose from, ascending.
        bars_max: the most bars.

    Example:
        >>> bins([10, 60, 61, 0], steps=(30, 60))
        (Bin(low=0, high=30, count=1), Bin(low=30, high=60, count=1), Bin(low=60, high=90, count=1))
    """
    counted = [value for value in values if value > 0]
    most = max(counted, default=0)
    fitting = (step for step in steps if step * bars_max >= most)
    width = next(fitting, steps[-1])
    while width * bars_max < most:
        width *= 2
    heights = [0] * -(-most // width)
    for value in counted:
        heights[(value - 1) // width] += 1
    return tuple(Bin(at * width, (at + 1) * width, height) for at, height in enumerate(heights))


def figure(key: str, name: Text, description: Text, drawing: Html) -> Html:
    """An SVG drawing with its name above and what it shows, in words, under it; both are read out for it.

    Args:
        key: a short word, unique on the page.
        name: its name.
        description: what it shows, with the numbers that matter.
        drawing: what stands inside the SVG.
    """
    picture = element(
        "svg",
        drawing,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_labelledby=f"{key}-name",
        aria_describedby=f"{key}-words",
    )
    return element(
        "figure",
        element("h3", words(name), id=f"{key}-name"),
        picture,
        element("figcaption", words(description), id=f"{key}-words"),
        class_="card",
    )


_LABEL = 40  # room that a label needs, in the units of the drawing


def histogram(shown: Sequence[Bin], labels: Sequence[str], *, along: Text, up: Text) -> Html:
    """The drawing of a histogram.

    Args:
        shown: its bars.
        labels: what stands under the right end of each bar.
        along: what is measured.
        up: what is counted.
    """
    tick = _tick(max((each.count for each in shown), default=0))
    top = max(tick * -(-max((each.count for each in shown), default=0) // tick), tick)
    step = (WIDTH - _LEFT - _RIGHT) / max(len(shown), 1)
    marks = [_level(count / top, f"{count:,}") for count in range(0, top + 1, tick)]
    every = max(1, -(-_LABEL // max(1, int(step))))  # labels must not touch
    for at, (each, label) in enumerate(zip(shown, labels, strict=True)):
        left, height = _LEFT + at * step, _plot_height() * each.count / top
        bar = element(
            "rect",
            element("title", cell(f"{each.count:,}")),
            x=_number(left + 1),
            y=_number(_floor() - height),
            width=_number(step - 2),
            height=_number(height),
            class_="bar",
        )
        marks.append(bar)
        if at % every == every - 1:
            marks.append(_words_at(left + step, _floor() + 14, cell(label)))
    return join((*marks, *_axes(along, up)))


def lorenz_curves(everyone: Sequence[int], some: Sequence[int], *, along: Text, up: Text) -> Html:
    """The drawing of two Lorenz curves over the line of equal shares: everyone's dashed, some people's full.

    Args:
        everyone: what each has.
        some: the same of a part of them.
        along: what the share of people is called.
        up: what the share held is called.
    """
    ticks = [_level(share / 4, f"{share * 25}%") for share in range(5)]
    ticks += [_words_at(_x(share / 4), _floor() + 14, cell(f"{share * 25}%")) for share in range(5)]
    curves = (
        element("path", d=_path(((0.0, 0.0), (1.0, 1.0))), class_="equal"),
        element("path", d=_path(lorenz(everyone)), class_="curve dashed"),
        element("path", d=_path(lorenz(some)), class_="curve"),
    )
    return join((*ticks, *curves, *_axes(along, up)))


def bar_list(bars: Sequence[Bar]) -> Html:
    """Bars under each other, each with its label and its number as text, so that long labels wrap."""
    most = max((bar.whole or bar.value for bar in bars), default=0) or 1
    return element("ul", *(element("li", *_labelled(bar, most)) for bar in bars), class_="bars")


def meter(value: int, whole: int, *, lack: bool = False) -> Html:
    """A thin bar that shows a part of a whole; the number stands beside it as text."""
    return _strip(value, whole, whole, "meter lack" if lack else "meter")


def percent(value: int, whole: int) -> str:
    """A part of a whole in whole percent, never rounded up to 100 nor down to 0; a dash where there is no whole.

    Example:
        >>> percent(2, 3), percent(999, 1000), percent(0, 0)
        ('67%', '99%', '–')
    """
    if not whole:
        return "–"
    rounded = (200 * value + whole) // (2 * whole)
    if 0 < value < whole:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded}%"


def _labelled(bar: Bar, most: int) -> tuple[Html, ...]:
    number = f"{bar.value:,}" if bar.whole is None else f"{bar.value:,} / {bar.whole:,}"
    return (
        element("span", words(bar.label), class_="label"),
        element("b", cell(number)),
        _strip(bar.value, bar.whole or 0, most, "strip"),
    )


def _strip(value: int, whole: int, most: int, class_: str) -> Html:
    """Two bars in one: the whole in a soft colour, the part in a strong one."""
    parts = ((whole, "whole"), (value, "part"))
    drawn = (
        element("path", d=f"M0 0H{_number(100 * length / most)}V6H0Z", class_=name) for length, name in parts if length
    )
    return element("svg", *drawn, class_=class_, viewBox="0 0 100 6", preserveAspectRatio="none", aria_hidden="true")


def _tick(most: int) -> int:
    """The step of an axis with at most five steps: 1, 2 or 5 times a power of ten."""
    step, factors = 1, (2, 5, 10)
    while most > 5 * step:
        power = 10 ** (len(str(step)) - 1)
        step = next(factor * power for factor in factors if factor * power > step)
    return step


def _level(share: float, label: str) -> Html:
    """A line across the plot at a share of its height, with its label."""
    y = _floor() - _plot_height() * share
    line = element("path", d=f"M{_LEFT} {_number(y)}H{WIDTH - _RIGHT}", class_="grid")
    return join((line, _words_at(_LEFT - 6, y + 4, cell(label), anchor="end")))


def _axes(along: Text, up: Text) -> tuple[Html, Html]:
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    return _named(along, middle, HEIGHT - 6, None), _named(up, 0, 11, "start")


def _named(name: Text, x: float, y: float, anchor: str | None) -> Html:
    """Words in the drawing, one text a language: SVG text holds no spans."""
    tags = (("en", name.en), ("zh-CN", name.zh))
    return join(_words_at(x, y, cell(text), lang=tag, class_="axis", anchor=anchor) for tag, text in tags)


def _words_at(x: float, y: float, text: Html, *, anchor: str | None = None, **attributes: str) -> Html:
    return element("text", text, x=_number(x), y=_number(y), text_anchor=anchor, **attributes)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(_x(x))} {_number(_floor() - _plot_height() * y)}" for x, y in points)


def _x(share: float) -> float:
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * share


def _floor() -> int:
    return HEIGHT - _BOTTOM


def _plot_height() -> int:
    return HEIGHT - _BOTTOM - _TOP


def _number(value: float) -> str:
    """A coordinate with one decimal at most: the same bytes everywhere."""
    return f"{value:.1f}".removesuffix(".0")
