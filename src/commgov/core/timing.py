"""Moments, windows and the clock.

Times are aware datetimes, durations are whole minutes, and only a `Clock` asks the system.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen

from commgov.core.checks import Checks
from commgov.wording import Text

ZONE = "Asia/Shanghai"
"""Whose days and weeks count, unless another time zone is asked for."""

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
LATER = Text("later than start", "应晚于开始时间")
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@frozen(order=True)
class Window:
    """A span of time, from `start` up to but not including `end`; both lie on whole minutes.

    Args:
        start: when it begins, with a time zone.
        end: when it is over, later than `start`.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, 30, tzinfo=UTC)).minutes
        90
    """

    start: datetime
    end: datetime

    def __attrs_post_init__(self) -> None:
        checks = Checks("Window")
        are_aware = [_on_minute(checks, name, moment) for name, moment in (("start", self.start), ("end", self.end))]
        if all(are_aware):
            checks.require("end", self.end, ok=self.start.astimezone(UTC) < self.end.astimezone(UTC), expected=LATER)
        checks.refuse()

    @property
    def minutes(self) -> int:
        """How long it is: real minutes, also in a night in which the clocks change."""
        return (self.end.astimezone(UTC) - self.start.astimezone(UTC)) // _MINUTE

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share a minute; windows that only touch do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Window") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


def _on_minute(checks: Checks, field: str, moment: datetime) -> bool:
    """Check a moment; whether it has a time zone."""
    is_aware = checks.aware(field, moment)
    if is_aware:
        whole = moment.second == 0 and moment.microsecond == 0
        checks.require(field, moment, ok=whole, expected=Text("a whole minute", "应为整分钟"))
    return is_aware


def merged(windows: list[Window]) -> list[Window]:
    """The same minutes as few, disjoint windows in order: overlapping and touching ones become one."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and window.start <= joined[-1].end:
            if window.end > joined[-1].end:
                joined[-1] = Window(joined[-1].start, window.end)
        else:
            joined.append(window)
    return joined


def monday_of(day: date) -> date:
    """The Monday of a day's week (ISO 8601: weeks begin on Monday); caps per week count from it.

    Example:
        >>> from datetime import date
        >>> monday_of(date(2026, 3, 8))
        datetime.date(2026, 3, 2)
    """
    return day - timedelta(days=day.weekday())


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment where the community is, in whatever zone the moment is written.

    Example:
        >>> day_of(datetime(2026, 3, 1, 23, tzinfo=UTC), ZoneInfo(ZONE))
        datetime.date(2026, 3, 2)
    """
    return moment.astimezone(zone).date()


def microseconds(moment: datetime) -> int:
    """A moment as it is written where bytes are signed or linked: whole microseconds since 1970, UTC.

    Example:
        >>> microseconds(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
        60000000
    """
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(count: int) -> datetime:
    """The moment that was counted."""
    return _EPOCH + count * _MICROSECOND


def check_zone(checks: Checks, zone: object) -> None:
    """Note a problem unless it is the name of a time zone."""
    checks.require("zone", zone, ok=_is_zone(zone), expected=Text("a time zone's name", "应为时区名称"))


def _is_zone(zone: object) -> bool:
    try:
        return isinstance(zone, str) and bool(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


class Clock(Protocol):
    """Tells the time; the one way for the library to learn what time it is."""

    def now(self) -> datetime:
        """The present moment, with a time zone."""
        ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


@frozen
class FixedClock:
    """A clock that stands still, for tests and for repeating a decision later.

    Args:
        moment: what it shows, with a time zone.
    """

    moment: datetime

    def __attrs_post_init__(self) -> None:
        checks = Checks("FixedClock")
        checks.aware("moment", self.moment)
        checks.refuse()

    def now(self) -> datetime:
        """The moment it was given."""
        return self.moment
