"""When hours run out: a policy of each community, and what their owners are told beforehand."""

from calendar import monthrange
from datetime import date

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import NEVER, POINTS, Book

_MONTHS = 12


@frozen
class ExpiryPolicy:
    """How long what was earned can be spent, and how many days before its end its owner is told.

    Args:
        months: how many months from the day on which it was earned; None: for ever.
        notice_days: how many days before the end its owner is told; several are several notices.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> ExpiryPolicy(months=18).last_day(date(2026, 8, 31))
        datetime.date(2028, 2, 29)
    """

    months: int | None = None
    notice_days: tuple[int, ...] = (60, 14)

    def __attrs_post_init__(self) -> None:
        checks = Checks("ExpiryPolicy")
        if self.months is not None:
            checks.whole("months", self.months, least=1, most=1200)
        days = checks.every("notice_days", self.notice_days, int, Text("whole days", "应为整天数"))
        for day in days:
            checks.whole("notice_days", day, least=1, most=3660)
        checks.unique("notice_days", days)
        checks.refuse()

    def last_day(self, earned: date) -> date:
        """The last day on which something can be spent that was earned on a day: its lot."""
        if self.months is None:
            return NEVER
        years, month = divmod(earned.month - 1 + self.months, _MONTHS)
        year, month = earned.year + years, month + 1
        return date(year, month, min(earned.day, monthrange(year, month)[1]))

    def stage(self, last_day: date, today: date) -> int | None:
        """Which notice is due for what can be spent up to a day: its number of days; None: none yet, or none more."""
        left = (last_day - today).days
        due = [days for days in self.notice_days if left <= days]
        return min(due) if due and left >= 0 else None


_SAYS = Text(
    "{amount} minutes run out: the last day on which they can be spent is {day}, in {days} days",
    "{amount}分钟即将到期：最后可用日为{day}（还有{days}天）",
)
_SAYS_POINTS = Text(
    "{amount} points run out: the last day on which they can be spent is {day}, in {days} days",
    "{amount}积分即将到期：最后可用日为{day}（还有{days}天）",
)


@frozen
class Notice:
    """Somebody is to be told that something of theirs runs out.

    Args:
        member: who is to be told.
        book: minutes or points.
        amount: how much runs out.
        last_day: the last day on which it can be spent.
        days_left: how many days that are from now.
        stage: which of the policy's notices it is, as its number of days.
    """

    member: PersonRef
    book: Book
    amount: int
    last_day: date
    days_left: int
    stage: int

    def __repr__(self) -> str:
        """How much and when; not whose."""
        return f"Notice({self.amount} {self.book} until {self.last_day}, {self.stage} days before)"

    @property
    def id(self) -> str:
        """The same for the same notice on each day: whoever sends notices keeps it and sends each once."""
        return f"{self.member}/{self.book}/{self.last_day}/{self.stage}"

    @property
    def words(self) -> Text:
        """What to tell."""
        says = _SAYS_POINTS if self.book == POINTS else _SAYS
        return says.fill(amount=self.amount, day=self.last_day, days=self.days_left)
