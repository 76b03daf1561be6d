"""What runs out: told beforehand, then posted. Until it is posted it can be spent; nothing is hidden by a query."""

from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.incentives.ledger.accounts import MINUTES, POINTS, AccountId, Book, Standing
from commgov.incentives.ledger.answers import CLOCK_IS_AHEAD
from commgov.incentives.ledger.commands import Transfer
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.lots import Notice
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.rules import BankRules


class RanOut(NamedTuple):
    """Something ran out.

    Args:
        member: whose it was.
        book: minutes or points.
        amount: how much.
    """

    member: PersonRef
    book: Book
    amount: int


class Expiry:
    """The counter that looks after what runs out.

    Example:
        >>> from commgov.incentives import Ledger, TimeBank
        >>> expiry = TimeBank("b", Ledger()).expiry
        >>> expiry.notices(), expiry.run(by="officer-7")
        ((), ())
    """

    def __init__(self, office: Office, rules: BankRules) -> None:
        """Stand at the counter of an office."""
        self._office, self._rules = office, rules

    def notices(self, today: date | None = None) -> tuple[Notice, ...]:
        """Who is to be told of what, as of a day. Ask each day and send each `Notice.id` once.

        Args:
            today: the day; None: the present one.
        """
        day = self._office.today() if today is None else today
        found = []
        for member, standing in self._members():
            for last_day, amount in sorted((standing.lots or {}).items()):
                stage = self._rules.expiry.stage(last_day, day)
                if stage is not None:
                    left = (last_day - day).days
                    found.append(Notice(member, standing.account.book, amount, last_day, left, stage))
        return tuple(sorted(found, key=lambda notice: (notice.last_day, notice.member, notice.book)))

    def run(self, *, by: PersonRef) -> tuple[RanOut, ...]:
        """Post what has run out: lots whose last day is over. What is set aside for a deal is left to it.

        It may be run each day, or again on the same day: what has gone has gone. A lot that a cancelled deal gives
        back goes with the next day's run.

        Args:
            by: who runs it.

        Returns:
            What this run found and posted.

        Raises:
            ConflictError: if the ledger's clock is too far ahead: then nothing runs out.
        """
        checks = Checks("run")
        checks.identifier("by", by)
        checks.refuse()
        today, gone = self._office.today(), []
        with self._office.reading() as history:
            done_today = set(history.commands)
        for member, standing in self._members():
            key = _key(standing.account.id, by, today)
            if _over(standing, today) and key not in done_today:
                posted = self._office.once(Intention("expire", key, by, ()), self._build(standing, today), decides=True)
                if isinstance(posted, No) and CLOCK_IS_AHEAD in posted.reasons:
                    raise ConflictError(CLOCK_IS_AHEAD)
                if not isinstance(posted, No):
                    entry = self._office.entries(posted)[-1]
                    gone.append(RanOut(member, standing.account.book, entry.amount))
        return tuple(gone)

    def _members(self) -> Iterator[tuple[PersonRef, Standing]]:
        """Members' accounts, by their names."""
        for book in (MINUTES, POINTS):
            for account, standing in sorted(self._office.standings(book).items()):
                name = accounts.parsed(account)
                if name.kind == "member":
                    yield PersonRef(name.parts[0]), standing

    def _build(self, seen: Standing, today: date) -> Callable[[History], Built]:
        """The transfer of what is over when it is posted, which may be less than when it was looked at."""
        account, book = seen.account.id, seen.account.book

        def build(_: History) -> Built:
            now = self._office.standing(account)
            amount = 0 if now is None else _over(now, today)
            expired = accounts.expired(self._office.community, book)
            return Deed([Part(Transfer(account, expired, amount))]) if amount else No((_NOTHING,))

        return build


_NOTHING = Text("nothing is over any more", "已无到期数额")


def _over(standing: Standing, today: date) -> int:
    """How much of an account is over and not set aside."""
    over = sum(amount for last_day, amount in (standing.lots or {}).items() if last_day < today)
    return min(over, standing.available or 0)


def _key(account: AccountId, by: PersonRef, today: date) -> str:
    """One transfer a day for each account, of each who runs it."""
    return f"expire/{today:%Y%m%d}/{sha256(f'{account} {by}'.encode()).hexdigest()[:28]}"
