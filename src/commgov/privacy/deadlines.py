"""Until when law, or the community itself, wants something done: hours, days, months, working days, with the source."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.wording import Text

WorkingDay = Callable[[date], bool]
"""Says whether people work on a day."""

_SATURDAY = 5
_MONTHS = 12


def is_weekday(day: date) -> bool:
    """Whether a day is one from Monday to Friday. Public holidays, and the Saturdays worked for them, it does not know.

    The State Council announces those each year; a community that counts working days passes a calendar of its own.

    Example:
        >>> is_weekday(date(2026, 3, 6)), is_weekday(date(2026, 3, 7))
        (True, False)
    """
    return day.weekday() < _SATURDAY


@frozen
class Deadline:
    """How soon something has to be done. Exactly one of the four units is given.

    Hours run from the moment. Days, months and working days count from the day after, and end with the last of them
    (Civil Code of the People's Republic of China, articles 200 to 203; Regulation (EEC) 1182/71, article 3). A month
    that has no such day ends with its last one. An end on a holiday is not put off, as law would allow: sooner is never
    too late.

    Args:
        source: the article, or who decided it: "GDPR art. 12(3)".
        hours: so many.
        days: the same.
        months: the same.
        working_days: the same.
        at_once: whether the source says "at once" or "without delay": the number is then the community's, as a limit.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> asked = datetime(2026, 1, 31, 9, tzinfo=UTC)
        >>> month = Deadline("GDPR art. 12(3)", months=1)
        >>> month.due(asked, UTC).isoformat(), month.words.zh
        ('2026-03-01T00:00:00+00:00', '1个月')
        >>> Deadline("community policy", working_days=15).due(asked, UTC).isoformat()
        '2026-02-21T00:00:00+00:00'
    """

    source: str
    hours: int = field(default=0, kw_only=True)
    days: int = field(default=0, kw_only=True)
    months: int = field(default=0, kw_only=True)
    working_days: int = field(default=0, kw_only=True)
    at_once: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Deadline")
        checks.text("source", self.source)
        units = [
            name for name in ("hours", "days", "months", "working_days") if checks.whole(name, getattr(self, name))
        ]
        given = [name for name in units if getattr(self, name)]
        checks.require("hours", "", ok=len(given) == 1, expected=_ONE_UNIT)
        checks.flag("at_once", self.at_once)
        checks.refuse()

    @property
    def words(self) -> Text:
        """How soon, in both languages."""
        unit, number = next((name, getattr(self, name)) for name in _UNITS if getattr(self, name))
        words = _UNITS[unit].fill(n=number, s="" if number == 1 else "s")
        return _AT_ONCE.fill(most=words) if self.at_once else words

    def due(self, since: datetime, zone: tzinfo, *, is_working_day: WorkingDay = is_weekday) -> datetime:
        """The first moment that is too late.

        Args:
            since: from when it counts, with a time zone.
            zone: in which time zone days begin.
            is_working_day: which days count as working days.

        Raises:
            InvalidInputError: if `since` has no time zone.
        """
        checks = Checks("Deadline")
        checks.aware("since", since)
        checks.refuse()
        if self.hours:
            return since + timedelta(hours=self.hours)
        last = since.astimezone(zone).date() + timedelta(days=self.days)
        if self.months:
            last = _months_on(last, self.months)
        left = self.working_days
        while left:
            last += timedelta(days=1)
            left -= is_working_day(last)
        return datetime.combine(last + timedelta(days=1), time(), zone)


def _months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    following = date(day.year + years + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    last = following - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


_UNITS = {
    "hours": Text("{n} hour{s}", "{n}小时"),
    "days": Text("{n} day{s}", "{n}天"),
    "months": Text("{n} month{s}", "{n}个月"),
    "working_days": Text("{n} working day{s}", "{n}个工作日"),
}
_AT_ONCE = Text("at once, {most} at most", "立即，最迟{most}")
_ONE_UNIT = Text("exactly one of hours, days, months and working_days", "hours、days、months、working_days应恰好填一项")
