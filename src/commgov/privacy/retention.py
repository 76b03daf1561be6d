"""How long a field is kept, and from when that counts."""

from enum import StrEnum

from attrs import frozen

from commgov.core.checks import Checks
from commgov.wording import Text


class Since(StrEnum):
    """From when a field's time is counted.

    Example:
        >>> Since.LEFT.words.zh
        '迁出或退出之日'
    """

    COLLECTED = "collected"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    LEFT = "left"

    @property
    def words(self) -> Text:
        """What it counts from, in both languages."""
        return _SINCE[self]


_SINCE = {
    Since.COLLECTED: Text("the day it was collected", "采集之日"),
    Since.CONFIRMED: Text("the day it was last confirmed", "最近核实之日"),
    Since.CLOSED: Text("the day the matter was closed", "事项办结之日"),
    Since.LEFT: Text("the day the person moved out or left", "迁出或退出之日"),
}


@frozen
class Retention:
    """How long a field is kept: the shortest time that its purpose needs (PIPL article 19; GDPR article 5(1)e).

    Args:
        days: so many whole days, at least 0; None: without limit, which only data that is no person's may have.
        since: from when they count.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> print(keep_days(730), keep_days(90, Since.LEFT).words.zh, KEEP, sep="; ")
        730 days from the day it was collected; 迁出或退出之日起90天; without limit
    """

    days: int | None
    since: Since = Since.COLLECTED

    def __attrs_post_init__(self) -> None:
        checks = Checks("Retention")
        if self.days is not None:
            checks.whole("days", self.days, most=_DAYS_MOST)
        checks.instance("since", self.since, Since, Text("a Since", "应为Since"))
        checks.refuse()

    @property
    def words(self) -> Text:
        """How long, in both languages."""
        if self.days is None:
            return _UNLIMITED
        return _LIMITED.fill(days=self.days, since=self.since.words)

    def __str__(self) -> str:
        """How long, in English."""
        return str(self.words)


def keep_days(days: int, since: Since = Since.COLLECTED) -> Retention:
    """Keep a field for so many days.

    Example:
        >>> keep_days(30).days
        30
    """
    return Retention(days, since)


_DAYS_MOST = 365 * 150  # longer than anybody lives
_UNLIMITED = Text("without limit", "不设期限")
_LIMITED = Text("{days} days from {since}", "{since}起{days}天")
KEEP = Retention(None)
"""Without limit: for what is no person's."""
