"""Values as JSON text, and back: how they are kept in streams.

A choice among several classes (the events of a record) is written with the class's name.
"""

from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from cattrs.preconf.json import JsonConverter

Value = TypeVar("Value")


@cache
def _converter() -> "JsonConverter":
    """Made when the first value is written: importing the package stays light."""
    from cattrs.preconf.json import make_converter  # noqa: PLC0415 -- as the docstring says

    converter = make_converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(Fraction, str)
    converter.register_structure_hook(Fraction, lambda text, _: Fraction(text))
    return converter


def to_json(value: object) -> str:
    """A value of attrs classes, enums, times, texts and whole numbers, or plain data with such, as one line of JSON.

    Example:
        >>> from commgov.core import Window
        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> slot = Window(noon, noon.replace(hour=13))
        >>> from_json(to_json(slot), Window) == slot
        True
    """
    return _converter().dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, kind: type[Value]) -> Value:
    """The value that a text was written from; its class checks it anew."""
    return _converter().loads(text, kind)


def tagged(value: object) -> dict[str, Any]:
    """A value as plain data, with the name of its class.

    Raises:
        TypeError: if it has a field `kind` of its own, which would take the name's place.
    """
    content = _converter().unstructure(value)
    if "kind" in content:
        raise TypeError(f"{type(value).__name__} has a field `kind`, where the name of its class would stand")
    return {"kind": type(value).__name__, **content}


def untagged(data: dict[str, Any], kinds: dict[str, type[Value]]) -> Value:
    """The value that plain data was made from, of the class whose name it carries."""
    content = dict(data)
    return _converter().structure(content, kinds[content.pop("kind")])


def plain(value: object) -> Any:
    """A value as plain data."""
    return _converter().unstructure(value)


def valued(data: object, kind: type[Value]) -> Value:
    """The value that plain data was made from."""
    return _converter().structure(data, kind)
