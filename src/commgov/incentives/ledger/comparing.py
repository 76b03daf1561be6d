"""Holding what a store keeps against what its journal adds up to."""

from collections.abc import Iterable

from commgov.core import Text
from commgov.incentives.ledger.accounts import Standing
from commgov.incentives.ledger.broken import BrokenJournalError
from commgov.incentives.ledger.state import OpenHold, State

_STANDS = Text("an account stands otherwise than the journal adds up to: {account}", "账户余额与日记账不符：{account}")
_HELD = Text("open holds differ from the journal", "未了结的预留与日记账不符")


def compare(state: State, standings: Iterable[Standing], holds: dict[int, OpenHold]) -> None:
    """Hold the amounts that a store keeps against what its journal adds up to.

    Args:
        state: from `refold`.
        standings: the accounts as the store keeps them.
        holds: the open holds as the store keeps them.

    Raises:
        BrokenJournalError: naming the account and the last entry.
    """
    kept = {standing.account.id: standing for standing in standings}
    for name in sorted(kept.keys() | state.accounts.keys()):
        if kept.get(name) != state.accounts.get(name):
            raise BrokenJournalError(state.seq, _STANDS.fill(account=name))
    if holds != state.holds:
        raise BrokenJournalError(state.seq, _HELD)
