"""The blocks of a page: sections, key figures, tables, folds, notes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from attrs import field, frozen

from commgov.report.markup import NOTHING, Html, data, element, join, words
from commgov.wording import Text

Cell = str | int | Text
ROWS_MAX = 500
_COLUMNS_MAX = 7  # that have room beside each other; more are set closer
_LINE_MAX = 24  # characters that stay on one line of a table


@frozen
class Column:
    """A column of a table.

    Args:
        name: what stands at its head.
        kind: "number" stands to the right.
        names: what its whole numbers are called, if they are shown by their names; they are sorted as numbers.
    """

    name: Text
    kind: Literal["text", "number"] = "text"
    names: Mapping[int, Text] = field(factory=dict, kw_only=True)


@frozen
class Table:
    """A table that scrolls in its own box where the page is narrow.

    Args:
        key: a short word, unique on the page.
        caption: what it shows.
        columns: its columns.
        rows: its rows, a cell a column.
        rows_max: the most rows to show.
        source: the file that has all the rows, for the note under a table that does not show them.
        sortable: whether readers can sort it by a column (with JavaScript).
        flowing: whether on a phone its cells follow each other like words, and do not scroll to the side: for rows of
            words that are understood without their headings.
    """

    key: str
    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    rows_max: int = field(default=ROWS_MAX, kw_only=True)
    source: str = field(default="", kw_only=True)
    sortable: bool = field(default=True, kw_only=True)
    flowing: bool = field(default=False, kw_only=True)

    def html(self) -> Html:
        """The table with its box and, where rows are left out, the note that says so."""
        name = f"{self.key}-name"
        kinds = {"sortable": self.sortable, "flowing": self.flowing, "dense": len(self.columns) > _COLUMNS_MAX}
        box = element(
            "table",
            element("caption", words(self.caption), id=name),
            element("thead", element("tr", *(self._head(column) for column in self.columns))),
            element("tbody", *(self._row(row) for row in self.rows[: self.rows_max])),
            class_=" ".join(kind for kind, holds in kinds.items() if holds) or None,
        )
        scroll = element("div", box, class_="scroll", role="region", tabindex=0, aria_labelledby=name)
        return join((scroll, left_out(self.rows_max, len(self.rows), self.source)))

    def _head(self, column: Column) -> Html:
        return element("th", words(column.name), scope="col", class_="n" if column.kind == "number" else None)

    def _row(self, row: Sequence[Cell]) -> Html:
        return element("tr", *(self._cell(value, column) for value, column in zip(row, self.columns, strict=True)))

    def _cell(self, value: Cell, column: Column) -> Html:
        name = column.names.get(value) if isinstance(value, int) else None
        if name is None:
            return element("td", cell(value), class_=_layout(value, column))
        return element("td", words(name), class_=_layout("", column), data_value=str(value))


def _layout(value: Cell, column: Column) -> str | None:
    """How a cell is set: numbers to the right, words wrapped; what is short stays on its line."""
    if column.kind == "number":
        return "n"
    return "w" if isinstance(value, Text) or len(str(value)) > _LINE_MAX else None


def cell(value: Cell) -> Html:
    """A value as it stands in a table: numbers with separators, texts in both languages.

    Example:
        >>> cell(1450)
        '1,450'
    """
    if isinstance(value, Text):
        return words(value)
    return Html(f"{value:,}") if isinstance(value, int) else data(value)


def left_out(shown: int, total: int, source: str) -> Html:
    """What is said under rows that do not show everything; nothing where they do."""
    if total <= shown:
        return NOTHING
    first = Text("The first {shown:,} of {total:,} are shown", "仅显示前{shown:,}条，共{total:,}条")
    rest = Text("; all are in {source}.", "；全部内容见{source}。") if source else Text(".", "。")
    return note(Text(first.en + rest.en, first.zh + rest.zh).fill(shown=shown, total=total, source=source))


def note(text: Text) -> Html:
    """A quiet sentence."""
    return element("p", words(text), class_="note")


def paragraph(text: Text) -> Html:
    """A sentence."""
    return element("p", words(text))


def section(key: str, title: Text, *children: Html) -> Html:
    """A part of the page with its heading."""
    head = f"{key}-head"
    return element("section", element("h2", words(title), id=head), *children, id=key, aria_labelledby=head)


def card(title: Text, *children: Html) -> Html:
    """A part of a section, set apart."""
    return element("div", element("h3", words(title)), *children, class_="card")


def columns(*cards: Html) -> Html:
    """Cards beside each other where the page is wide."""
    return element("div", *cards, class_="columns")


def fold(summary: Html, *children: Html, class_: str | None = None) -> Html:
    """A part that opens on a click, and by itself on paper."""
    return element("details", element("summary", summary), *children, class_=class_)


def key_figures(figures: Iterable[tuple[Text, str]]) -> Html:
    """The figures that matter, large."""
    shown = (
        element("div", element("dt", words(label)), element("dd", data(value)), class_="figure")
        for label, value in figures
    )
    return element("dl", *shown, class_="figures")
