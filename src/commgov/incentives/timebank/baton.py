"""The baton: whoever spends, or decides something from more than balances, has to hold it.

"At most two a month", "no gift back within 90 days", "who waits longest comes first", "these lots are over": the ledger
cannot check these, and between looking and writing somebody else may write. So there is one hold, the baton, which
every decision gives up and takes anew in the same command. Of two that looked at the same journal, the second finds the
baton gone, is refused as a whole, and looks again. This works on every store and between processes, without locks.
"""

from commgov.incentives.ledger.accounts import Account, AccountId, Book
from commgov.incentives.ledger.answers import Code, Refusal
from commgov.incentives.ledger.commands import Hold, Open, Step, Void

BATON_SOURCE, BATON_HELD = AccountId("baton/source"), AccountId("baton/held")
_BATON = Book("baton")
STEPS = 2
"""How many steps passing the baton takes."""


def first_baton() -> tuple[Step, ...]:
    """The steps that make the baton, once for each ledger."""
    accounts = Account(BATON_SOURCE, _BATON, floor=None), Account(BATON_HELD, _BATON)
    return (*map(Open, accounts), Hold(BATON_SOURCE, BATON_HELD, 1))


def passing(baton: int) -> tuple[Step, ...]:
    """The steps that give the baton up and take it anew.

    Args:
        baton: the number of the hold that is the baton now, as far as the caller knows.
    """
    return Void(baton), Hold(BATON_SOURCE, BATON_HELD, 1)


def is_stale(refusal: Refusal) -> bool:
    """Whether a command that passes the baton was refused because somebody else had passed it before."""
    return refusal.at == 0 and refusal.code is Code.ENDED
