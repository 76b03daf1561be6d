"""Values of declared fields as JSON and as words: the one way in which they leave in a copy or a package."""

from datetime import date, datetime
from enum import Enum

from commgov.seal import Json
from commgov.wording import Text

_YES, _NO, _NOTHING = Text("yes", "是"), Text("no", "否"), Text("—", "—")


def value_as_json(value: object) -> Json:
    """A value that a declared field can hold as JSON: days and moments as ISO 8601, enums as their values.

    Raises:
        TypeError: for any other value, which is not repeated.

    Example:
        >>> value_as_json((date(2026, 3, 2), True)), value_as_json(None)
        (['2026-03-02', True], None)
    """
    if isinstance(value, Enum):
        return value_as_json(value.value)
    if isinstance(value, tuple):
        return [value_as_json(each) for each in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"a value of {type(value).__name__} is none that a declared field can hold")


def value_as_words(value: Json) -> Text:
    """A value, as `value_as_json` gives it, in words of both languages: of one line, and of signs that show.

    What stands in a field was typed by somebody: it makes no line of its own in a text of ours, and hides no mark.

    Example:
        >>> print(value_as_words(["sewing", True]), value_as_words(True).zh, value_as_words(None))
        sewing, yes 是 —
    """
    if value is None or value == []:
        return _NOTHING
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, list):
        return Text(", ", "、").join(value_as_words(each) for each in value)
    words = str(value)
    if not words.isprintable():
        words = "".join(sign if sign.isprintable() else " " for sign in words)
    return Text(words, words)
