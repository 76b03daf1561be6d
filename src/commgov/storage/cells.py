"""How a cell's text becomes a value. Each reader takes the text and raises `InvalidInputError` with what is right."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from commgov.core import looks_personal
from commgov.core.ids import id_problem
from commgov.core.personal import fold_width, looks_like_name
from commgov.errors import InvalidInputError, Place, Problem
from commgov.storage.personal import CELL_REFUSED, NAME_REFUSED
from commgov.wording import Text

Value = TypeVar("Value")
Reader = Callable[[str], Value]
Kind = TypeVar("Kind", bound=StrEnum)

_WHOLE = re.compile(r"([+-]?\d{1,15})(?:\.0+)?\s*(?:分钟|分|min|minutes|人|次)?", re.IGNORECASE)
_YEAR_FIRST, _YEAR_LAST = 1900, 2199  # a year beyond is a slip of the hand, and time zones end somewhere
YEAR_MINUTES = 366 * 24 * 60
"""The most minutes that a cell can mean; more is a slip of the hand."""

_YES = frozenset(["yes", "y", "true", "1", "是", "有", "√", "✓", "需要", "需", "同意"])
_NO = frozenset(["no", "n", "false", "0", "否", "无", "×", "不需要", "不需", "不同意"])
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{2})?\s*分?(?::(\d{2}))?")
_MOMENT = re.compile(rf"({_DAY.pattern})[\sT]*({_TIME.pattern})")
_DAY_EXPECTED = Text("a date such as 2026-03-02", "应为日期，如2026-03-02")
_MOMENT_EXPECTED = Text(
    "a date and time such as 2026-03-02 09:00 or 2026-03-02T09:00+08:00",
    "应为日期和时间，如2026-03-02 09:00或2026-03-02T09:00+08:00",
)


def refuse(expected: Text, value: str = "") -> NoReturn:
    """Refuse a cell, or the part `value` of it."""
    raise InvalidInputError([Problem(Place(), expected, value)])


def words(text: str) -> str:
    """Any text, with plain instead of full-width letters, so that equal words are equal."""
    return fold_width(text).strip()


def verbatim(text: str) -> str:
    """Any text, as it stands."""
    return text


def identifier(text: str) -> str:
    """An id, as `commgov.core.ids` wants it."""
    folded = words(text)
    if looks_personal(folded):
        refuse(CELL_REFUSED)
    problem = id_problem(folded)
    if problem is not None:
        refuse(problem)
    return folded


def person(text: str) -> str:
    """The id of a person, which must not be the person's name."""
    if looks_like_name(words(text)):
        refuse(NAME_REFUSED)
    return identifier(text)


def whole(least: int, most: int | None = None) -> Reader[int]:
    """A reader of whole numbers between `least` and `most`; a unit may follow, such as `分钟`."""
    span = f"≥ {least}" if most is None else f"{least}–{most}"
    expected = Text(f"a whole number {span}", f"应为整数 {span}")

    def read(text: str) -> int:
        match = _WHOLE.fullmatch(words(text))
        number = int(match[1]) if match else None
        if number is None or number < least or (most is not None and number > most):
            refuse(expected)
        return number

    return read


def yes_no(text: str) -> bool:
    """Yes or no, in English or Chinese."""
    word = words(text).lower()
    if word not in _YES | _NO:
        refuse(Text("yes or no", "应为“是”或“否”"))
    return word in _YES


def choice(kind: type[Kind], spoken: Mapping[Kind, tuple[str, ...]]) -> Reader[Kind]:
    """A reader of an enum's values and of what people call them; the first spoken word is the Chinese one."""
    known = {entry.value: entry for entry in kind}
    known |= {word.lower(): entry for entry, names in spoken.items() for word in names}
    english = ", ".join(kind)
    chinese = "、".join(names[0] for names in spoken.values())
    expected = Text(f"one of {english}", f"应为{chinese}之一")

    def read(text: str) -> Kind:
        entry = known.get(words(text).lower())
        if entry is None:
            refuse(expected)
        return entry

    return read


def day(text: str) -> date:
    """A date: 2026-03-02, 2026/3/2, 2026.3.2 or 2026年3月2日."""
    match = _DAY.fullmatch(words(text).removesuffix("00:00").removesuffix("00:00:").strip())
    if match is None:
        refuse(_DAY_EXPECTED)
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        refuse(_DAY_EXPECTED)


def moment(zone: ZoneInfo, *, on: date | None = None) -> Reader[datetime]:
    """A reader of moments: local time in `zone` unless the text names its own offset.

    Args:
        zone: the community's zone.
        on: the day that a time without date is on; None: the date is needed.
    """

    def read(text: str) -> datetime:
        folded = words(text)
        if on is not None and _TIME.fullmatch(folded):
            folded = f"{on} {folded}"
        try:
            found = _moment(folded)
        except (ValueError, OverflowError):  # the latter: the midnight after the last day of the calendar
            refuse(_MOMENT_EXPECTED)
        if not _YEAR_FIRST <= found.year <= _YEAR_LAST:
            refuse(_MOMENT_EXPECTED)
        return _local(found, zone) if found.tzinfo is None else found.astimezone(zone)

    return read


def _moment(text: str) -> datetime:
    """A moment, with or without offset; ValueError if it is none."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        if ":" not in text:  # a date alone would be read as its midnight
            raise ValueError(text)
        return datetime.fromisoformat(text)
    year, month, in_month, hours, minutes, seconds = (int(match[at] or 0) for at in (2, 3, 4, 6, 7, 8))
    if (hours, minutes, seconds) == (24, 0, 0):
        return datetime(year, month, in_month) + timedelta(days=1)  # noqa: DTZ001 - the zone is given by the caller
    return datetime(year, month, in_month, hours, minutes, seconds)  # noqa: DTZ001 - as above


def _local(found: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks of a zone show a time; refused if they show it twice or never."""
    there = found.replace(tzinfo=zone)
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        refuse(
            Text(
                f"a time with its offset, such as {found:%Y-%m-%dT%H:%M}+01:00: the clocks of {zone.key} change then",
                f"请写明时差，如{found:%Y-%m-%dT%H:%M}+01:00：{zone.key}此时正在调整时钟",
            )
        )
    return there


def moment_text(found: datetime, zone: ZoneInfo) -> str:
    """A moment as `moment` reads it: local time, with the offset only where the clocks change."""
    there = found.astimezone(zone)
    plain = there.replace(tzinfo=None, fold=0)
    clear = plain.replace(tzinfo=zone).utcoffset() == plain.replace(tzinfo=zone, fold=1).utcoffset()
    shown = plain if clear else there
    exact = shown.second or shown.microsecond
    return shown.isoformat(sep=" ") if exact else shown.isoformat(sep=" ", timespec="minutes")


def yes_no_text(*, answer: bool) -> str:
    """Yes or no as `yes_no` reads it."""
    return "yes" if answer else "no"


def cached(read: Reader[Value]) -> Reader[Value]:
    """The same reader, reading equal texts once: thousands of rows hold the same few timetables."""
    return cache(read)
