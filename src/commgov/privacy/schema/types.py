"""Which values a declared field can hold: few plain types, so that a vault can store and a check can judge them."""

import re
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from attrs import frozen

from commgov.wording import Text

_HALF_SIGN = re.compile("[\ud800-\udfff]")  # a surrogate: no bytes stand for it
_PLAIN = (str, int, bool, date, datetime)
STORABLE = Text(
    "str, int, bool, date, datetime, an enum of these, a tuple of one of them (tuple[str, ...]), or None beside it",
    "应为str、int、bool、date、datetime或其枚举、由其一组成的元组（tuple[str, ...]），可并列None",
)


@frozen
class Storable:
    """The values of a field.

    Args:
        kind: the plain type.
        many: whether it holds a tuple of them.
        optional: whether it may be None.
    """

    kind: type
    many: bool = False
    optional: bool = False

    def fits(self, value: object) -> bool:
        """Whether a value is such a one: a bool is no int, a datetime no date, half a sign no text."""
        if value is None:
            return self.optional
        if self.many:
            return isinstance(value, tuple) and all(map(self._is_one, value))
        return self._is_one(value)

    def _is_one(self, value: object) -> bool:
        if self.kind is int and isinstance(value, bool):
            return False
        if self.kind is date and isinstance(value, datetime):
            return False
        return isinstance(value, self.kind) and not (isinstance(value, str) and _HALF_SIGN.search(value))


def storable(hint: Any) -> Storable | None:
    """What a type annotation allows, or None if it is not among what a field can hold."""
    parts = [_base(part) for part in get_args(hint)] if get_origin(hint) in (Union, UnionType) else [_base(hint)]
    optional = NoneType in parts
    others = [part for part in parts if part is not NoneType]
    if len(others) != 1:
        return None
    only = others[0]
    if get_origin(only) is tuple:
        inside = get_args(only)
        several = len(inside) == 2 and inside[1] is Ellipsis  # noqa: PLR2004 - tuple[kind, ...]
        return Storable(_base(inside[0]), True, optional) if several and _is_plain(_base(inside[0])) else None
    return Storable(only, False, optional) if _is_plain(only) else None


def _base(hint: Any) -> Any:
    """A type, or the type behind a NewType."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    return hint


def _is_plain(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, _PLAIN)
