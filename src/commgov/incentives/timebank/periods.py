"""How much somebody may have in a month, a quarter, a year, or ever."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from commgov.core import Text
from commgov.core.checks import Checks

_MONTHS_A_QUARTER = 3


class Period(StrEnum):
    """What a limit counts over; each begins anew with the calendar."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    EVER = "ever"


PERIOD_WORDS = {
    Period.MONTH: Text("a month", "每月"),
    Period.QUARTER: Text("a quarter", "每季度"),
    Period.YEAR: Text("a year", "每年"),
    Period.EVER: Text("in all", "累计"),
}


def begin_of(period: Period, day: date) -> date:
    """The first day of the period that a day lies in.

    Example:
        >>> begin_of(Period.QUARTER, date(2026, 5, 20))
        datetime.date(2026, 4, 1)
    """
    if period is Period.EVER:
        return date.min
    if period is Period.YEAR:
        return day.replace(month=1, day=1)
    month = day.month if period is Period.MONTH else day.month - (day.month - 1) % _MONTHS_A_QUARTER
    return day.replace(month=month, day=1)


@frozen
class PersonLimit:
    """The most that one person may have in a period.

    What was handed over counts in the period in which it was; what is waited for, or set aside, counts until then.

    Args:
        most: how much: pieces, minutes or fen.
        period: in which time.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> PersonLimit(2, Period.MONTH).words.en
        'at most 2 a month'
    """

    most: int
    period: Period

    def __attrs_post_init__(self) -> None:
        checks = Checks("PersonLimit")
        checks.whole("most", self.most)
        checks.instance("period", self.period, Period, Text("a Period", "应为期间（Period）"))
        checks.refuse()

    @property
    def words(self) -> Text:
        """The limit in words."""
        return Text("at most {most} {period}", "{period}至多{most}").fill(
            most=self.most, period=PERIOD_WORDS[self.period]
        )
