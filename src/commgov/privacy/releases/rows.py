"""Rows about persons, column by column, as a release takes them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import itemgetter

import numpy as np
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from commgov.core import looks_personal
from commgov.core.checks import Checks
from commgov.core.personal import shown_plain
from commgov.errors import NotFoundError
from commgov.privacy.releases.generalising import Bands, Taxonomy
from commgov.privacy.tiers import Tier
from commgov.wording import Text

Codes = NDArray[np.int64]
Value = str | int

_VALUES = Text("texts only, or whole numbers only", "应全为文本，或全为整数")
_NOBODY = Text(
    "no mobile numbers, identity numbers or mail addresses: what identifies a person is never released",
    "不得含手机号码、身份证号或邮箱地址：可识别个人的内容一律不对外公开",
)
_BYTE_VALUES = 256
_NUMBER_MAX = 10**15  # so that spans and sums stay far within 64 bits
_RANGE = Text("whole numbers of at most 10^15 either way", "应为绝对值不超过10^15的整数")
_TIER = Text("a Tier", "应为Tier")
_FITS_BANDS = Text("whole numbers for bands", "分段（Bands）只用于整数")
_FITS_TAXONOMY = Text("values that the taxonomy knows", "应为分类树中的值")
_LENGTH = Text("as many values as there are subjects", "取值个数应与人数一致")
_ONCE = Text("each subject once: one row a person", "每人只占一行")
_SUBJECTS = Text("texts, one a row", "应为文本，每行一个")


def _kept(values: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(values)


@frozen(repr=False)
class Column:
    """One column of rows about persons.

    Args:
        name: what it is called where it is published.
        tier: how sensitive its field is.
        values: one a row, all texts or all whole numbers.
        coarser: how its values become coarser; None: texts by listing them, numbers by ranges.
        sensitive: what must not be learnt about a person, such as a need; all else is a quasi-identifier, by which
            neighbours may tell who it is. By default what is T4.

    Example:
        >>> Column("grid", Tier.T1, ("g1", "g2")), Column("disability", Tier.T4, ("none", "severe")).sensitive
        (Column(grid, T1), True)
    """

    name: str
    tier: Tier
    values: Sequence[Value] = field(converter=_kept)
    coarser: Bands | Taxonomy | None = None
    sensitive: bool = field(kw_only=True)

    @sensitive.default
    def _sensitive_tier(self) -> bool:
        return self.tier is Tier.T4

    def __attrs_post_init__(self) -> None:
        checks = Checks("Column")
        checks.text("name", self.name)
        checks.instance("tier", self.tier, Tier, _TIER)
        checks.flag("sensitive", self.sensitive)
        kinds = set(map(type, self.values))
        checks.require("values", "", ok=kinds <= {str} or kinds <= {int}, expected=_VALUES)
        said = self._different
        checks.require("values", "", ok=not any(looks_personal(str(value)) for value in said), expected=_NOBODY)
        if kinds == {int}:
            in_range = all(abs(int(value)) <= _NUMBER_MAX for value in said)
            checks.require("values", "", ok=in_range, expected=_RANGE)
        if isinstance(self.coarser, Bands):
            checks.require("coarser", "", ok=kinds <= {int}, expected=_FITS_BANDS)
        if isinstance(self.coarser, Taxonomy):
            checks.require("coarser", "", ok=said <= self.coarser.values, expected=_FITS_TAXONOMY)
        checks.refuse()

    def at(self, level: int) -> "Column":
        """The same column, coarser: values as its bands or its taxonomy say them on a level.

        Args:
            level: 0 is the finest; bands of level 0 are the narrowest.

        Raises:
            InvalidInputError: if the column has neither, or no such level.

        Example:
            >>> ages = Column("age", Tier.T2, (61, 68, 74), Bands(10, 20))
            >>> ages.at(0).values, ages.at(1).values
            (('60–69', '60–69', '70–79'), ('60–79', '60–79', '60–79'))
        """
        checks = Checks("Column")
        levels = 0 if self.coarser is None else self.coarser.levels
        if checks.whole("level", level, most=levels - 1) and self.coarser is not None:
            return Column(
                self.name,
                self.tier,
                tuple(self.coarser.at(value, level) for value in self.values),
                sensitive=self.sensitive,
            )
        checks.refuse()
        return self

    @cached_property
    def _different(self) -> frozenset[Value]:
        return frozenset(self.values)

    @cached_property
    def coded(self) -> tuple[Codes, list[Value]]:
        """The values as numbers from 0 in their order, and the different values in that order. Worked out once."""
        if self.values and isinstance(self.values[0], int):
            found, codes = np.unique(np.array(self.values, np.int64), return_inverse=True)
            return codes.astype(np.int64, copy=False), found.tolist()
        order: list[Value] = sorted(self._different, key=str)
        place = {value: at for at, value in enumerate(order)}
        if len(self.values) > 1 and len(order) <= _BYTE_VALUES:  # all looked up in one call: half again as fast
            return np.frombuffer(bytes(itemgetter(*self.values)(place)), np.uint8).astype(np.int64), order
        return np.fromiter(map(place.__getitem__, self.values), np.int64, len(self.values)), order

    def __repr__(self) -> str:
        """What it is called; no value."""
        return f"Column({self.name}, {self.tier.name})"


@define(eq=False, repr=False, slots=False, frozen=True)
class Rows:
    """Rows about persons: one row a person.

    Args:
        subjects: who each row is about, as references; they are never published.
        columns: the columns, each with one value a row.
        tier: how sensitive it is to stand in these rows at all; T4 for a list of the ill.
        population: who they are, as a reference, if it is to be known who they are not: see
            `ReleaseRegister.declare_apart`.

    Raises:
        InvalidInputError: naming all that is wrong; no value is repeated.

    Example:
        >>> rows = Rows(("p-1", "p-2"), (Column("grid", Tier.T1, ("g1", "g2")), Column("age", Tier.T2, (61, 68))))
        >>> rows, rows.column("age").tier.name
        (Rows(2 rows: grid, age), 'T2')
    """

    subjects: tuple[str, ...]
    columns: tuple[Column, ...]
    tier: Tier = field(default=Tier.T1, kw_only=True)
    population: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Rows")
        if self.population != "":
            checks.identifier("population", self.population)
        checks.instance("tier", self.tier, Tier, _TIER)
        checks.require("subjects", "", ok=set(map(type, self.subjects)) <= {str}, expected=_SUBJECTS)
        checks.require("subjects", "", ok=len(set(self.subjects)) == len(self.subjects), expected=_ONCE)
        columns = checks.every("columns", self.columns, Column, Text("a Column", "应为Column"))
        checks.unique("columns", (column.name for column in columns))
        for column in columns:
            checks.require(column.name, "", ok=len(column.values) == len(self.subjects), expected=_LENGTH)
        checks.refuse()

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def highest_tier(self) -> Tier:
        """The highest tier that is involved."""
        return max((self.tier, *(column.tier for column in self.columns)))

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return name in self._by_name

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            NotFoundError: if there is none.
        """
        if name not in self._by_name:
            raise NotFoundError(
                Text(f"the rows have no column {shown_plain(name)}", f"数据中没有“{shown_plain(name)}”列")
            )
        return self._by_name[name]

    def coarser(self, name: str, level: int) -> "Rows":
        """The same rows with one column coarser: see `Column.at`.

        Raises:
            NotFoundError: if there is no such column.
            InvalidInputError: if it has no such level.
        """
        coarse = self.column(name).at(level)
        columns = tuple(coarse if column.name == name else column for column in self.columns)
        return evolve(self, columns=columns)

    def __repr__(self) -> str:
        """How many rows, and the names of the columns."""
        return f"Rows({len(self.subjects)} rows: {', '.join(column.name for column in self.columns)})"
