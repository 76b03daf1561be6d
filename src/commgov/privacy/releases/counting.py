"""Tables of counts by one or two dimensions: what is counted, and what is published of it."""

from collections.abc import Mapping
from itertools import product

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.personal import shown
from commgov.errors import NotFoundError
from commgov.privacy.releases.rows import Rows
from commgov.privacy.tiers import Tier
from commgov.wording import Language, Text

HIDDEN = "…"
"""Stands in a published table for a number that is not published."""

Label = str | None
"""A label of a dimension; None: all of them together."""

Key = tuple[Label, ...]

_ALL = Text("all", "合计")
_DIMENSIONS_MAX = 2
_T4 = Text("True: what is T4 must not be learnt", "应为True：T4级信息一律不得被得知")
_BY = Text("one or two dimensions", "应为一至两个维度")
_CELLS = Text(
    "a label of each dimension, with a whole number ≥ 0 or with subjects who stand in no other cell; all of one kind",
    "应为各维度的一个标签，对应非负整数或不与其他单元重复的人员；全表同一种",
)
_LABELS = Text("all values that the rows have", "应包含数据中的全部取值")
_COLUMN = Text("a column of the rows", "应为数据中的一列")


@frozen
class Dimension:
    """One dimension of a table of counts.

    Args:
        name: what it is called.
        tier: how sensitive it is to know where a person stands in it.
        labels: all of them, in the order in which they are published; also those that nobody has.
        sensitive: what must not be learnt about a person; what is T4 always.
        declared: whether the labels are known to all, whoever is counted; False if they are those that came up.

    Example:
        >>> Dimension("sex", Tier.T2, ("female", "male")).sensitive
        False
    """

    name: str
    tier: Tier
    labels: tuple[str, ...]
    sensitive: bool = field(kw_only=True)
    declared: bool = field(default=True, kw_only=True)

    @sensitive.default
    def _sensitive_tier(self) -> bool:
        return self.tier is Tier.T4

    def __attrs_post_init__(self) -> None:
        checks = Checks("Dimension")
        checks.text("name", self.name)
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        checks.flag("sensitive", self.sensitive)
        checks.require("sensitive", self.sensitive, ok=self.sensitive or self.tier is not Tier.T4, expected=_T4)
        checks.unique("labels", checks.every("labels", self.labels, str, Text("a text", "应为文本")))
        checks.refuse()


Cell = int | frozenset[str]
"""How many persons, or who they are."""


def _kept_cells(cells: Mapping[tuple[str, ...], Cell]) -> dict[tuple[str, ...], Cell]:
    return dict(cells)


def _kept_numbers(numbers: Mapping[Key, int | None]) -> dict[Key, int | None]:
    return dict(numbers)


@frozen(repr=False)
class Counts:
    """How many persons there are by one or two dimensions.

    Made of rows (`Counts.of`), it knows the persons as references, so that a release can be compared with earlier
    ones. Made of numbers alone, it can be compared with none, and is the first of its population or is refused.

    Args:
        population: who is counted, as a reference: two populations of one name are the same.
        dimensions: one or two.
        cells: of each pair of labels (or label) the number, or the subjects; what is left out is empty.
        tier: how sensitive it is to be counted at all; T4 for a count of the ill.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> grids = Dimension("grid", Tier.T1, ("g1", "g2"))
        >>> Counts("residents", (grids,), {("g1",): 120, ("g2",): 95})
        Counts(residents by grid)
    """

    population: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[tuple[str, ...], Cell] = field(converter=_kept_cells)
    tier: Tier = field(default=Tier.T1, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Counts")
        checks.identifier("population", self.population)
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        dimensions = checks.every("dimensions", self.dimensions, Dimension, Text("a Dimension", "应为Dimension"))
        checks.require("dimensions", "", ok=1 <= len(dimensions) <= _DIMENSIONS_MAX, expected=_BY)
        checks.unique("dimensions", (dimension.name for dimension in dimensions))
        checks.require("cells", "", ok=self._are_cells(dimensions), expected=_CELLS)
        checks.refuse()

    def _are_cells(self, dimensions: tuple[Dimension, ...]) -> bool:
        keys = set(product(*(dimension.labels for dimension in dimensions)))
        said = list(self.cells.values())
        if all(type(cell) is int and cell >= 0 for cell in said):
            return keys >= self.cells.keys()
        persons = [person for cell in said if isinstance(cell, frozenset) for person in cell]
        are_sets = all(isinstance(cell, frozenset) for cell in said) and set(map(type, persons)) <= {str}
        return keys >= self.cells.keys() and are_sets and len(persons) == len(set(persons))

    @staticmethod
    def of(population: str, rows: Rows, *by: str, labels: Mapping[str, tuple[str, ...]] | None = None) -> "Counts":
        """Count rows.

        Args:
            population: see `Counts`.
            rows: one row a person.
            by: one or two columns; numbers by `Rows.coarser`, for each single number would be a label.
            labels: of the columns whose labels are known to all, all labels in order; noise asks for them.

        Raises:
            InvalidInputError: naming all that is wrong.

        Example:
            >>> from commgov.privacy.releases import Column
            >>> rows = Rows(("p-1", "p-2", "p-3"), (Column("grid", Tier.T1, ("g1", "g2", "g1")),))
            >>> Counts.of("residents", rows, "grid").size
            3
        """
        checks = Checks("Counts")
        for name in by:
            checks.require("by", name, ok=rows.has(name), expected=_COLUMN)
        checks.refuse()
        columns = [rows.column(name) for name in by]
        said = [[str(value) for value in column.values] for column in columns]
        dimensions = []
        for column, values in zip(columns, said, strict=True):
            known = (labels or {}).get(column.name)
            found = sorted(set(column.values)) if known is None else known
            checks.require(column.name, "", ok=set(map(str, found)) >= set(values), expected=_LABELS)
            named = tuple(map(str, found))
            dimensions.append(
                Dimension(column.name, column.tier, named, sensitive=column.sensitive, declared=known is not None)
            )
        checks.refuse()
        cells: dict[tuple[str, ...], set[str]] = {}
        for subject, key in zip(rows.subjects, zip(*said, strict=True), strict=True):
            cells.setdefault(key, set()).add(subject)
        persons: dict[tuple[str, ...], Cell] = {key: frozenset(cell) for key, cell in cells.items()}
        return Counts(population, tuple(dimensions), persons, tier=rows.tier)

    @property
    def size(self) -> int:
        """How many persons are counted."""
        return sum(map(number_of, self.cells.values()))

    @property
    def knows_persons(self) -> bool:
        """Whether it was made of rows."""
        return any(isinstance(cell, frozenset) for cell in self.cells.values())

    @property
    def highest_tier(self) -> Tier:
        """The highest tier that is involved."""
        return max(self.tier, *(dimension.tier for dimension in self.dimensions))

    def __repr__(self) -> str:
        """Who is counted by what; no number."""
        return f"Counts({self.population} by {', '.join(dimension.name for dimension in self.dimensions)})"


def number_of(cell: Cell) -> int:
    """How many persons are in a cell."""
    return cell if isinstance(cell, int) else len(cell)


@frozen(repr=False)
class CountTable:
    """What is published of counts.

    Args:
        dimensions: their names.
        labels: the labels of each, in order.
        numbers: of each key the number; None: not published. In a key, None stands for all labels together.

    Example:
        >>> table = CountTable(("grid",), (("g1", "g2"),), {("g1",): 7, ("g2",): None, (None,): 10})
        >>> table.count("g1"), table.count(None), table.lines("en")
        (7, 10, [['grid', ''], ['g1', '7'], ['g2', '…'], ['all', '10']])
    """

    dimensions: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    numbers: Mapping[Key, int | None] = field(converter=_kept_numbers)

    def count(self, *key: Label) -> int | None:
        """The number of a key; None: not published.

        Raises:
            NotFoundError: if there is no such key.
        """
        if key not in self.numbers:
            named = " × ".join(map(shown, key))
            raise NotFoundError(Text(f"the table has no {named}", f"表中没有{named}"))
        return self.numbers[key]

    @property
    def hidden(self) -> tuple[Key, ...]:
        """The keys whose numbers are not published."""
        return tuple(key for key, number in self.numbers.items() if number is None)

    def lines(self, language: Language) -> list[list[str]]:
        """The table as lines of texts: a heading, then a line a label. Totals stand last, if they are there."""
        rows = [label for label in (*self.labels[0], None) if self._has_line(label)]
        one_way = len(self.dimensions) == 1
        columns = [] if one_way else [*self.labels[1], *([None] if (rows[0], None) in self.numbers else [])]
        heading = [" × ".join(self.dimensions), *([""] if one_way else [_said(label, language) for label in columns])]
        keys = [[(row,)] if one_way else [(row, column) for column in columns] for row in rows]
        said = [[_shown(self.numbers[key]) for key in line] for line in keys]
        return [heading, *([_said(row, language), *line] for row, line in zip(rows, said, strict=True))]

    def _has_line(self, label: Label) -> bool:
        return any(key[0] == label for key in self.numbers)

    def __repr__(self) -> str:
        """Its dimensions, and how much of it is published."""
        shown = len(self.numbers) - len(self.hidden)
        return f"CountTable({' × '.join(self.dimensions)}: {shown} of {len(self.numbers)} numbers)"


def _said(label: Label, language: Language) -> str:
    return _ALL.to(language) if label is None else label


def _shown(number: int | None) -> str:
    return HIDDEN if number is None else str(number)
