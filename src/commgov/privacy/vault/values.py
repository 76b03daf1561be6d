"""The values of declared fields as bytes, and back: what the key tree seals."""

import json
from datetime import date, datetime
from enum import Enum
from typing import Any

from commgov.errors import SealError
from commgov.privacy.keys.label import BUCKET
from commgov.privacy.schema.rules import FieldRule, Trait
from commgov.privacy.schema.types import Storable
from commgov.wording import Text

FEW_VALUES_BUCKET = 4 * BUCKET
"""Fields with few values are padded to a multiple of so many bytes, so that their length does not tell them apart."""


def is_empty(value: object) -> bool:
    """Whether a field with this value is not filled in."""
    return value is None or value == ()


def bucket_of(rule: FieldRule) -> int:
    """To a multiple of how many bytes a field is padded; 0: not at all."""
    if Trait.FEW_VALUES in rule.traits:
        return FEW_VALUES_BUCKET
    return BUCKET if issubclass(rule.holds.kind, bool | Enum) else 0


def to_bytes(value: object) -> bytes:
    """A value that is filled in, as JSON.

    Example:
        >>> from_bytes(to_bytes((date(2026, 3, 2),)), Storable(date, many=True))
        (datetime.date(2026, 3, 2),)
    """
    plain = [_plain(each) for each in value] if isinstance(value, tuple) else _plain(value)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(content: bytes, holds: Storable) -> Any:
    """The value again.

    Raises:
        SealError: if it is none that the field holds; what stands there is not repeated.
    """
    try:
        said = json.loads(content)
        value = tuple(_value(each, holds.kind) for each in said) if holds.many else _value(said, holds.kind)
    except (ValueError, TypeError):
        value = None
    if not holds.fits(value) or value is None:
        raise SealError(_NO_VALUE) from None  # an error would repeat the value
    return value


def as_text(value: object) -> str:
    """A value as it is looked up."""
    return str(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        value = value.value
    return value.isoformat() if isinstance(value, date) else value


def _value(said: Any, kind: type) -> object:
    if issubclass(kind, Enum):
        inner = next(base for base in kind.__mro__ if base in {str, int, date, datetime})
        return kind(_value(said, inner))
    if issubclass(kind, date):
        return kind.fromisoformat(said)
    return said


_NO_VALUE = Text("what was sealed is no value of its field", "解封的内容不是该字段的取值")
