"""Columns from plain arrays: for problems too large for objects. Members and demands are called by their numbers."""

from collections.abc import Sequence
from datetime import datetime
from typing import overload
from zoneinfo import ZoneInfo

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from commgov.core.checks import Checks
from commgov.matching.columns import ALWAYS, NEVER, Columns, DemandColumns, Ints, MemberColumns, Places, Spans
from commgov.wording import Text


def plain_columns(
    checks: Checks,
    *,
    services_max: ArrayLike,
    minutes_max: ArrayLike | None,
    minutes: ArrayLike | None,
    start: ArrayLike | None,
    demands: int,
    zone: ZoneInfo,
) -> Columns:
    """Columns of members and of demands with one seat each.

    Args:
        checks: takes the problems found, and refuses before anything is built of wrong arrays.
        services_max: `[members]`.
        minutes_max: `[members]`, or None for no limit.
        minutes: `[demands]`, or None for one minute each.
        start: `[demands]`, minutes since the origin, or None for 0.
        demands: how many demands.
        zone: the zone of the origin.

    Raises:
        InvalidInputError: naming every array that has the wrong length, type or range.
    """
    services = whole_column(checks, "services_max", services_max)
    spare = np.full(len(services), ALWAYS, dtype=np.int32)
    limit = whole_column(checks, "minutes_max", minutes_max, spare)
    takes = whole_column(checks, "minutes", minutes, np.ones(demands, dtype=np.int32), least=1)
    begins = whole_column(checks, "start", start, np.zeros(demands, dtype=np.int32))
    checks.refuse()
    return _columns(services, limit, takes, begins, zone)


@frozen
class _Numbered(Sequence[str]):
    """Ids that are numbers: nothing is stored for each."""

    prefix: str
    size: int

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [f"{self.prefix}{row}" for row in range(*at.indices(self.size))]
        if not -self.size <= at < self.size:
            raise IndexError(at)
        return f"{self.prefix}{at % self.size}"

    def __len__(self) -> int:
        return self.size


@frozen
class _OneSeatEach(Sequence[Sequence[int]]):
    """The seats of demands that have one seat each."""

    size: int

    @overload
    def __getitem__(self, at: int) -> Sequence[int]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[int]]: ...
    def __getitem__(self, at: int | slice) -> Sequence[int] | Sequence[Sequence[int]]:
        return [(0,)] * len(range(*at.indices(self.size))) if isinstance(at, slice) else (0,)

    def __len__(self) -> int:
        return self.size


def whole_column(
    checks: Checks, name: str, values: ArrayLike | None, default: Ints | None = None, *, least: int = 0
) -> Ints:
    """A column of whole numbers as `int32`, of the default's length if there is a default."""
    if values is None and default is not None:
        return default
    column = np.asarray(values)
    whole = column.ndim == 1 and (column.dtype.kind in "iu" or column.size == 0)
    fits = whole and (column.size == 0 or (column.min() >= least and column.max() <= int(ALWAYS)))
    right = fits and (default is None or len(column) == len(default))
    length = "" if default is None else f" of length {len(default)}"
    expected = Text(
        f"a column{length} of whole numbers from {least} to {int(ALWAYS)}",
        f"应为{least}至{int(ALWAYS)}的整数列{length}",
    )
    checks.require(name, f"{column.dtype}{list(column.shape)}", ok=bool(right), expected=expected)
    return column.astype(np.int32) if right else np.zeros(0, dtype=np.int32)


def _columns(services: Ints, limit: Ints, takes: Ints, begins: Ints, zone: ZoneInfo) -> Columns:
    members, demands = len(services), len(takes)
    nothing = Spans(np.zeros(members + 1, dtype=np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
    week = 7 * 24 * 60
    weeks = int((begins + takes).max(initial=0)) // week + 1
    return Columns(
        MemberColumns(
            _Numbered("m", members),  # type: ignore[arg-type]  # a NewType is its str at run time
            np.zeros(members, np.int32),
            limit,
            services,
            np.zeros(members, np.int32),
            np.zeros((members, 0), np.uint8),
            None,
            np.zeros((members, 1), np.int8),
            np.full(members, NEVER, np.int32),
            np.ones(members, bool),
            nothing,
            nothing,
        ),
        DemandColumns(
            _Numbered("d", demands),  # type: ignore[arg-type]  # as above
            np.zeros(demands, np.int32),
            begins,
            begins + takes,
            takes,
            np.ones(demands, np.int32),
            np.zeros(demands, np.int32),
            np.zeros(demands, bool),
            np.arange(demands + 1, dtype=np.int64),
            np.ones(demands, np.int32),
            _OneSeatEach(demands),
            np.zeros(demands + 1, np.int64),
            np.zeros(0, np.int32),
            np.zeros(0, np.int32),
        ),
        Places([], np.zeros((1, 0), np.int32), np.zeros(1, np.int32)),
        [],
        [""],
        datetime(2000, 1, 3, tzinfo=zone),
        np.arange(weeks + 1, dtype=np.int32) * week,
    )
