"""Canonical JSON: the one way to write a value as bytes, so that equal values have equal hashes and signatures.

The form is RFC 8785 (JSON Canonicalization Scheme, JCS). Fractions are refused, although the RFC has a form for them:
no float ever holds an amount, and what two platforms round differently should not be signed. Whole numbers beyond
2^53 - 1 are refused too, as the RFC asks: other readers of JSON would round them; write such a number as a text.
"""

import json
from collections import Counter
from typing import TypeAlias, cast

from commgov.errors import InvalidInputError, Place, Problem
from commgov.wording import Text

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
"""A value that JSON can write and canonical JSON does not refuse."""

_Path: TypeAlias = "tuple[str | int, ...]"  # names of fields and numbers of entries, from the outside in

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 64
SIZE_MAX = 16 * 2**20  # characters of a text that is read

_ROOT = Text("the value", "该值")
_KIND = Text(
    "a text, a whole number, true, false, null, a list or an object", "应为文本、整数、true、false、null、列表或对象"
)
_NO_FRACTION = Text("a whole number: canonical JSON takes no fractions", "应为整数：规范JSON不接受小数")
_RANGE = Text("a whole number of at most 2^53 - 1 either way", "应为绝对值不超过2^53−1的整数")
_UNICODE = Text("text that is valid Unicode", "应为有效的Unicode文本")
_NAME = Text("a text as the name of a field", "字段名应为文本")
_DEPTH = Text("at most {n} levels of lists and objects", "列表与对象最多{n}层").fill(n=DEPTH_MAX)
_SYNTAX = Text("JSON (RFC 8259)", "应为JSON（RFC 8259）")
_ONCE = Text("each field only once", "每个字段只能出现一次")
_SIZE = Text("at most {n} characters", "最多{n}个字符").fill(n=SIZE_MAX)


def canonical_json(value: object) -> bytes:
    """A value as canonical JSON (RFC 8785), in UTF-8.

    Args:
        value: dicts with texts as keys, lists or tuples, texts, whole numbers, booleans and None, however nested.

    Raises:
        InvalidInputError: naming each place where something else stands: a fraction, a whole number beyond 2^53 - 1,
            text that is not valid Unicode, another kind of value, more than 64 levels. The values are not repeated.

    Example:
        >>> canonical_json({"minutes": 90, "kind": "帮办", "at": [True, None]}).decode()
        '{"at":[true,null],"kind":"帮办","minutes":90}'
    """
    problems: list[Problem] = []
    ordered = _ordered(value, (), problems)
    if problems:
        raise InvalidInputError(problems)
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode()


def read_json(source: str | bytes) -> Json:
    """Read JSON that somebody else wrote, taking only what `canonical_json` can write.

    Args:
        source: the text, or its UTF-8 bytes.

    Raises:
        InvalidInputError: if it is no JSON, if a field stands twice in an object (two readers might take different
            ones of them), or if a value is none that `canonical_json` takes.

    Example:
        >>> read_json('{"minutes": 90}')
        {'minutes': 90}
        >>> read_json('{"minutes": 90, "minutes": 900}')
        Traceback (most recent call last):
            ...
        commgov.errors.InvalidInputError: minutes: — each field only once
    """
    if len(source) > SIZE_MAX:
        raise InvalidInputError([_problem((), _SIZE)])
    problems: list[Problem] = []

    def fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
        times = Counter(name for name, _ in pairs)
        problems.extend(_problem((name,), _ONCE) for name, count in times.items() if count > 1)
        return dict(pairs)

    try:
        value = json.loads(source.decode() if isinstance(source, bytes) else source, object_pairs_hook=fields)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, a number of thousands of digits, lists nested too deep
        raise InvalidInputError([_problem((), _SYNTAX)]) from None
    _ordered(value, (), problems)
    if problems:
        raise InvalidInputError(problems)
    return cast("Json", value)


def _ordered(value: object, path: _Path, problems: list[Problem]) -> object:
    """The value with the fields of each object in canonical order; what cannot be written is noted."""
    expected = None
    if isinstance(value, str):
        expected = None if _is_unicode(value) else _UNICODE
    elif value is None or isinstance(value, bool):
        pass
    elif isinstance(value, int):
        expected = None if -INTEGER_MAX <= value <= INTEGER_MAX else _RANGE
    elif isinstance(value, float):
        expected = _NO_FRACTION
    elif not isinstance(value, dict | list | tuple):
        expected = _KIND
    elif len(path) == DEPTH_MAX:
        expected = _DEPTH
    elif isinstance(value, dict):
        return _ordered_fields(value, path, problems)
    else:
        return [_ordered(each, (*path, at), problems) for at, each in enumerate(value)]
    if expected is not None:
        problems.append(_problem(path, expected))
    return value


def _ordered_fields(fields: dict[object, object], path: _Path, problems: list[Problem]) -> object:
    """An object's fields in the order of their names' UTF-16 code units, as RFC 8785, 3.2.3 orders them."""
    named = [name for name in fields if isinstance(name, str) and _is_unicode(name)]
    if len(named) < len(fields):
        problems.append(_problem(path, _NAME))
    named.sort(key=None if all(map(str.isascii, named)) else _utf_16)
    return {name: _ordered(fields[name], (*path, name), problems) for name in named}


def _utf_16(name: str) -> bytes:
    return name.encode("utf-16-be")


def _is_unicode(text: str) -> bool:
    """Whether it holds no half of a surrogate pair."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(path: _Path, expected: Text) -> Problem:
    steps = (step if isinstance(step, str) else f"[{step}]" for step in path)
    return Problem(Place().at(*steps) if path else Place().at(_ROOT), expected)
