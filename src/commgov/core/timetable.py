"""When someone can serve, or works: weekly slots, slots on certain days, and days away; in local time.

The text form is what people write into a table:
`Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00; 2026-10-01 09:00-12:00; not 2026-10-02`, or
`周一至周五 18:00-21:00；周六、周日 08:00-20:00；除 2026-10-02`. `always` (`随时`) is every hour of the week.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache

from attrs import frozen

from commgov.core.checks import Checks
from commgov.core.personal import shown
from commgov.core.timing import LATER, MINUTES_A_DAY, Window, merged
from commgov.errors import InvalidInputError, Problem
from commgov.wording import Text


def _check_span(checks: Checks, start: int, end: int) -> None:
    begins = checks.whole("start", start, most=MINUTES_A_DAY - 1)
    if checks.whole("end", end, least=1, most=MINUTES_A_DAY) and begins:
        checks.require("end", end, ok=start < end, expected=LATER)
    checks.refuse()


@frozen(order=True)
class WeeklySlot:
    """A span of each week.

    Args:
        weekday: 0 (Monday) to 6 (Sunday).
        start: minutes after midnight.
        end: minutes after midnight, at most 1440; later than `start`.
    """

    weekday: int
    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("WeeklySlot")
        checks.whole("weekday", self.weekday, most=6)
        _check_span(checks, self.start, self.end)


@frozen(order=True)
class DaySlot:
    """A span of one day.

    Args:
        day: the date.
        start: minutes after midnight.
        end: minutes after midnight, at most 1440; later than `start`.
    """

    day: date
    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("DaySlot")
        checks.day("day", self.day)
        _check_span(checks, self.start, self.end)


@frozen
class Timetable:
    """When someone can serve, or works.

    Args:
        weekly: slots that recur each week.
        extra: further slots on certain days.
        away: days off; they win over both.

    Raises:
        InvalidInputError: naming every entry that is not of its type.

    Example:
        >>> from datetime import date
        >>> from zoneinfo import ZoneInfo
        >>> evenings = Timetable.parse("Mon-Fri 18:00-21:00; not 2026-03-03")
        >>> week = list(evenings.windows(date(2026, 3, 2), date(2026, 3, 9), ZoneInfo("Asia/Shanghai")))
        >>> len(week), week[0].minutes, str(evenings)
        (4, 180, 'Mon-Fri 18:00-21:00; not 2026-03-03')
    """

    weekly: tuple[WeeklySlot, ...] = ()
    extra: tuple[DaySlot, ...] = ()
    away: tuple[date, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Timetable")
        checks.every("weekly", self.weekly, WeeklySlot, Text("a WeeklySlot", "应为WeeklySlot"))
        checks.every("extra", self.extra, DaySlot, Text("a DaySlot", "应为DaySlot"))
        for day in checks.every("away", self.away, date, Text("a date", "应为日期")):
            checks.day("away", day)
        checks.refuse()
        # One order for equal slots: a timetable that was written and read again is equal to the first one.
        for field, entries in (("weekly", self.weekly), ("extra", self.extra), ("away", self.away)):
            object.__setattr__(self, field, tuple(sorted(set(entries))))

    @classmethod
    @cache  # one for all: a community has thousands of members who can serve at any time
    def always(cls) -> "Timetable":
        """Every hour of the week."""
        return cls(tuple(WeeklySlot(weekday, 0, MINUTES_A_DAY) for weekday in range(7)))

    @classmethod
    def parse(cls, text: str) -> "Timetable":
        """Read the text form.

        Args:
            text: as in the head of this module, in English or Chinese; empty means never.

        Raises:
            InvalidInputError: with one problem for each entry that cannot be read.
        """
        if text.strip().lower() in _ALWAYS:
            return cls.always()
        weekly: list[WeeklySlot] = []
        extra: list[DaySlot] = []
        away: list[date] = []
        problems: list[Problem] = []
        for entry in filter(None, (part.strip() for part in re.split(r"[;；\n]", text))):
            try:
                found = _read_entry(entry)
            except ValueError:
                problems.append(Problem("Timetable", _FORM, shown(entry)))
                continue
            weekly += [slot for slot in found if isinstance(slot, WeeklySlot)]
            extra += [slot for slot in found if isinstance(slot, DaySlot)]
            away += [day for day in found if isinstance(day, date)]
        if problems:
            raise InvalidInputError(problems)
        return cls(tuple(weekly), tuple(extra), tuple(away))

    def windows(self, first: date, last: date, zone: tzinfo | None) -> Iterator[Window]:
        """The windows that begin from midnight of `first` up to midnight of `last` (not included), merged, in order."""
        by_day: dict[date, list[tuple[int, int]]] = {}
        for slot in self.extra:
            by_day.setdefault(slot.day, []).append((slot.start, slot.end))
        by_weekday: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for weekly in self.weekly:
            by_weekday[weekly.weekday].append((weekly.start, weekly.end))
        found: list[Window] = []
        for offset in range((last - first).days):
            day = first + timedelta(days=offset)
            spans = by_weekday[day.weekday()] + by_day.get(day, [])
            if spans and day not in self.away:
                midnight = datetime.combine(day, time(), zone)
                found += [Window(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in spans]
        yield from merged(found)

    def __str__(self) -> str:
        """The English text form; reading it gives the same timetable again."""
        if self == Timetable.always():
            return "always"
        days_of: dict[tuple[int, int], list[int]] = {}
        for slot in sorted(self.weekly):
            days_of.setdefault((slot.start, slot.end), []).append(slot.weekday)
        parts = [f"{_day_list(days)} {_span(*span)}" for span, days in days_of.items()]
        parts += [f"{slot.day} {_span(slot.start, slot.end)}" for slot in self.extra]
        parts += [f"not {day}" for day in self.away]
        return "; ".join(parts)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ALWAYS = {"always", "any time", "随时", "全天"}
_FORM = Text(
    "slots such as 'Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00; 2026-10-01 09:00-12:00; not 2026-10-02' or 'always'",
    "时段应写作“周一至周五 18:00-21:00；周六、周日 08:00-20:00；2026-10-01 09:00-12:00；除 2026-10-02”或“随时”",
)
_WEEKDAYS = {name.lower(): at for at, name in enumerate(_DAYS)}
_WEEKDAYS |= {f"{week}{name}": at for week in ("周", "星期", "礼拜") for at, name in enumerate("一二三四五六日")}
_WEEKDAYS |= {f"{week}天": 6 for week in ("周", "星期", "礼拜")}
_TO = "[-–—~～－至到]"  # what stands between the two ends of a range
_ENTRY = re.compile(rf"(?P<days>.+?)\s*(?P<from>\d{{1,2}}[:：]\d{{2}})\s*{_TO}\s*(?P<to>\d{{1,2}}[:：]\d{{2}})")
_AWAY = re.compile(r"(?:not|except|除|休)\s*(?P<day>\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _read_entry(entry: str) -> list[WeeklySlot | DaySlot | date]:
    """One entry of the text form; ValueError if it is none."""
    if away := _AWAY.fullmatch(entry):
        return [date.fromisoformat(away["day"])]
    match = _ENTRY.fullmatch(entry)
    if match is None:
        raise ValueError(entry)
    start, end = _clock_time(match["from"]), _clock_time(match["to"])
    days = match["days"].strip()
    if _DATE.fullmatch(days):
        return [DaySlot(date.fromisoformat(days), start, end)]
    return [WeeklySlot(weekday, start, end) for weekday in _weekdays(days)]


def _clock_time(text: str) -> int:
    hours, minutes = map(int, re.split("[:：]", text))
    if minutes >= 60:  # noqa: PLR2004 - minutes an hour
        raise ValueError(text)
    return hours * 60 + minutes


def _weekdays(text: str) -> list[int]:
    """`Mon-Wed,Fri` as [0, 1, 2, 4]; a range may wrap round the week's end."""
    found: list[int] = []
    for part in re.split(r"[,，、]", text):
        ends = [_WEEKDAYS.get(name.strip().lower()) for name in re.split(_TO, part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:  # noqa: PLR2004 - a range has two ends
            raise ValueError(text)
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return found


def _day_list(days: list[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):  # noqa: PLR2004 - a range pays from three days
        return f"{_DAYS[days[0]]}-{_DAYS[days[-1]]}"
    return ",".join(_DAYS[day] for day in days)


def _span(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
