"""Collect everything that is wrong with a value before refusing it: one error, all problems."""

from collections.abc import Iterable
from datetime import date, datetime

from commgov.core.ids import id_problem
from commgov.errors import InvalidInputError, Place, Problem
from commgov.wording import Text


class Checks:
    """The problems of one object, found field by field and raised together.

    Args:
        owner: what is checked, for the place in each problem: `"Member m-12"`.

    Example:
        >>> from commgov.errors import InvalidInputError
        >>> checks = Checks("Demand d-1")
        >>> checks.whole("minutes", 0, least=1)
        >>> checks.identifier("unit", "")
        >>> try:
        ...     checks.refuse()
        ... except InvalidInputError as error:
        ...     len(error.problems)
        2
    """

    __slots__ = ("_owner", "_problems")

    def __init__(self, owner: str) -> None:
        """Start with no problem."""
        self._owner = owner
        self._problems: list[Problem] = []

    def require(self, field: str, value: object, *, ok: bool, expected: Text) -> None:
        """Note a problem unless `ok`."""
        if not ok:
            self._problems.append(Problem(Place.of(self._owner).at(field), expected, shown(value)))

    def whole(self, field: str, value: object, *, least: int = 0, most: int | None = None) -> None:
        """A whole number (no bool, no float) between `least` and `most`, both included."""
        right = type(value) is int and value >= least and (most is None or value <= most)
        if not right:
            span = f"≥ {least}" if most is None else f"{least}–{most}"
            self._add(field, value, Text(f"a whole number {span}", f"应为整数 {span}"))

    def identifier(self, field: str, value: object) -> None:
        """An id as `commgov.core.ids` wants it; the value is never repeated in the message."""
        problem = id_problem(value)
        if problem is not None:
            self._problems.append(Problem(Place.of(self._owner).at(field), problem))

    def instance(self, field: str, value: object, kind: type | tuple[type, ...], expected: Text) -> None:
        """A value of a type."""
        if not isinstance(value, kind):
            self._add(field, value, expected)

    def every(self, field: str, values: object, kind: type, expected: Text) -> None:
        """A tuple whose entries all have one type."""
        if not isinstance(values, tuple):
            self._add(field, type(values).__name__, Text("a tuple", "应为元组（tuple）"))
            return
        for at, entry in enumerate(values):
            if not isinstance(entry, kind):
                self._add(f"{field}[{at}]", entry, expected)

    def unique(self, field: str, values: Iterable[object]) -> None:
        """No value twice."""
        seen: set[object] = set()
        for value in values:
            if value in seen:
                self._add(field, value, Text("each value only once", "同一值只能出现一次"))
            seen.add(value)

    def aware(self, field: str, value: object) -> None:
        """A datetime with a time zone."""
        if not (isinstance(value, datetime) and value.utcoffset() is not None):
            self._add(field, value, Text("a datetime with a time zone", "应为带时区的日期时间"))

    def day(self, field: str, value: object) -> None:
        """A date, not a datetime."""
        if not isinstance(value, date) or isinstance(value, datetime):
            self._add(field, value, Text("a date", "应为日期"))

    def refuse(self) -> None:
        """Raise all problems found so far.

        Raises:
            InvalidInputError: if there is at least one.
        """
        if self._problems:
            raise InvalidInputError(self._problems)

    def _add(self, field: str, value: object, expected: Text) -> None:
        self._problems.append(Problem(Place.of(self._owner).at(field), expected, shown(value)))


_SHOWN_MAX = 40  # characters of a wrong value that a message repeats


def shown(value: object) -> str:
    """A wrong value as a message repeats it: not all of one that is long."""
    text = str(value)
    return text if len(text) <= _SHOWN_MAX else f"{text[: _SHOWN_MAX - 3]}..."
