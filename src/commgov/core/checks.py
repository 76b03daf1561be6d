"""Collect everything that is wrong with a value before refusing it: one error, all problems."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from commgov.core.ids import id_problem
from commgov.core.personal import holds_personal, shown, shown_plain
from commgov.errors import InvalidInputError, Place, Problem
from commgov.wording import Text

Kind = TypeVar("Kind")
_TEXT = Text("a text that is not empty", "应为非空文本")
_FROZENSET = Text("a frozenset", "应为不可变集合（frozenset）")


class Checks:
    """The problems of one object, found field by field and raised together.

    Args:
        owner: what is checked, for the place in each problem: `"Member"`.
        own: its id, which stands beside it, if it is one: whatever it is, no personal data is repeated.

    Example:
        >>> from commgov.errors import InvalidInputError
        >>> checks = Checks("Demand", "d-1")
        >>> checks.whole("minutes", 0, least=1)
        False
        >>> checks.identifier("unit", "")
        >>> try:
        ...     checks.refuse()
        ... except InvalidInputError as error:
        ...     len(error.problems)
        2
    """

    __slots__ = ("_own", "_owner", "_problems")

    def __init__(self, owner: str, own: object = None) -> None:
        """Start with no problem."""
        self._owner, self._own = owner, own
        self._problems: list[Problem] = []

    def require(self, field: str, value: object, *, ok: bool, expected: Text) -> None:
        """Note a problem unless `ok`."""
        if not ok:
            self._add(field, value, expected)

    def whole(self, field: str, value: object, *, least: int = 0, most: int | None = None) -> bool:
        """A whole number (no bool, no float) between `least` and `most`, both included. Returns whether it is."""
        right = type(value) is int and value >= least and (most is None or value <= most)
        if not right:
            span = f"≥ {least}" if most is None else f"{least}–{most}"
            self._add(field, shown_plain(value), Text(f"a whole number {span}", f"应为整数 {span}"))
        return right

    def identifier(self, field: str, value: object) -> None:
        """An id as `commgov.core.ids` wants it; the value is never repeated in the message."""
        problem = id_problem(value)
        if problem is not None:
            self._add(field, "", problem)

    def instance(self, field: str, value: object, kind: type | tuple[type, ...], expected: Text) -> bool:
        """A value of a type. Returns whether it is."""
        right = isinstance(value, kind)
        self.require(field, shown_plain(value), ok=right, expected=expected)
        return right

    def text(self, field: str, value: object, expected: Text = _TEXT) -> None:
        """A text that is not empty."""
        if not isinstance(value, str) or not value.strip():
            self._add(field, value, expected)

    def flag(self, field: str, value: object) -> None:
        """True or False, and nothing that merely counts as one."""
        if not isinstance(value, bool):
            self._add(field, shown_plain(value), Text("True or False", "应为True或False"))

    def every(self, field: str, values: object, kind: type[Kind], expected: Text) -> tuple[Kind, ...]:
        """A tuple whose entries all have one type. Returns those that do, for further questions."""
        if not isinstance(values, tuple):
            self._add(field, type(values).__name__, Text("a tuple", "应为元组（tuple）"))
            return ()
        for at, entry in enumerate(values):
            if not isinstance(entry, kind):
                self._add(f"{field}[{at}]", shown_plain(entry), expected)
        return tuple(entry for entry in values if isinstance(entry, kind))

    def identifiers(self, field: str, values: object) -> None:
        """A tuple of ids, each once."""
        entries = self.every(field, values, object, _TEXT)
        for entry in entries:
            self.identifier(field, entry)
        self.unique(field, (entry for entry in entries if isinstance(entry, str)))

    def entries(self, field: str, values: object) -> frozenset[object]:
        """A frozenset. Returns its entries, for further questions."""
        if isinstance(values, frozenset):
            return values
        self._add(field, type(values).__name__, _FROZENSET)
        return frozenset()

    def texts(self, field: str, values: object) -> None:
        """A frozenset of texts, none empty."""
        for entry in self.entries(field, values):
            self.text(field, entry)

    def unique(self, field: str, values: Iterable[object]) -> None:
        """No value twice."""
        seen: set[object] = set()
        for value in values:
            if value in seen:
                self._add(field, value, Text("each value only once", "同一值只能出现一次"))
            seen.add(value)

    def aware(self, field: str, value: object) -> bool:
        """A datetime with a time zone. Returns whether it is."""
        right = isinstance(value, datetime) and value.utcoffset() is not None
        self.require(
            field, shown_plain(value), ok=right, expected=Text("a datetime with a time zone", "应为带时区的日期时间")
        )
        return right

    def day(self, field: str, value: object) -> None:
        """A date, not a datetime."""
        if not isinstance(value, date) or isinstance(value, datetime):
            self._add(field, shown_plain(value), Text("a date", "应为日期"))

    def refuse(self) -> None:
        """Raise all problems found so far.

        Raises:
            InvalidInputError: if there is at least one.
        """
        if self._problems:
            raise InvalidInputError(self._problems)

    def _add(self, field: str, value: object, expected: Text) -> None:
        known = self._own is not None and id_problem(self._own) is None and not holds_personal(str(self._own))
        owner = f"{self._owner} {self._own}" if known else self._owner
        self._problems.append(Problem(Place.of(owner).at(field), expected, shown(value)))
