"""How much of a limit somebody has used, and what to say if it is too much.

What was handed over counts in the period in which it was: whoever reserves on the last of March and collects in April
had it in April. What is still waited for, or set aside, counts in each period until then, since it may be collected in
that one. So nobody is handed more in a calendar month than a month's limit, whenever they asked.
"""

from collections.abc import Iterable
from datetime import datetime

from commgov.core import PersonRef, Text
from commgov.incentives.timebank.answers import No, unless
from commgov.incentives.timebank.catalogue import Catalogue
from commgov.incentives.timebank.deals import COUNTS, DealState
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.office import Office
from commgov.incentives.timebank.periods import PersonLimit, begin_of
from commgov.incentives.timebank.rules import Line

NOT_ENOUGH = Text("the account has {available} available, {wanted} are needed", "账户可用{available}，需要{wanted}")
_OVER = Text("for each person {limit}; {used} so far, {wanted} more", "每人{limit}；已用{used}，再申请{wanted}")


def used(office: Office, limit: PersonLimit, amounts: Iterable[tuple[datetime | None, int]]) -> int:
    """How much falls into the limit's present period.

    Args:
        office: knows which day it is.
        limit: what counts over which period.
        amounts: when it was handed over, None if it still may be, and how much.
    """
    first = begin_of(limit.period, office.today())
    return sum(amount for at, amount in amounts if at is None or office.day_of(at) >= first)


def over(limit: PersonLimit, have: int, wanted: int) -> No | None:
    """A no, if what somebody had and what they want are together more than the limit."""
    return unless((have + wanted <= limit.most, _OVER.fill(limit=limit.words, used=have, wanted=wanted)))


def line_used(
    office: Office, history: History, limit: PersonLimit, member: PersonRef, line: Line, catalogue: Catalogue
) -> int:
    """What somebody had of a budget line in the limit's present period: goods, money paid out, and what they wait for.

    What is waited for has taken nothing from the line yet: it counts as the catalogue has it now.
    """
    deals = [(deal, catalogue.get(deal.item)) for deal in history.of_member(member) if deal.state in COUNTS]
    had = [(deal.collected, deal.cost) for deal, _ in deals if deal.line == line]
    waits = [
        (None, item.cost * deal.quantity)
        for deal, item in deals
        if deal.state is DealState.WAITING and item is not None and item.line == line
    ]
    paid = [payout for payout in history.payouts.values() if (payout.member, payout.line) == (member, line)]
    return used(office, limit, [*had, *waits, *((payout.at, payout.fen) for payout in paid)])
