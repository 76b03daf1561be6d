"""Deals: what a member takes from the catalogue, from the first request to the end. The journal is the only record."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.incentives.ledger.accounts import Book


class DealState(StrEnum):
    """How a deal stands."""

    WAITING = "waiting"  # out of stock: the member waits in the queue, and nothing is set aside
    RESERVED = "reserved"  # price, goods and money are set aside
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody came in time: all is free again
    GIVEN_BACK = "given back"  # collected, and reversed later


STATE_WORDS = {
    DealState.WAITING: Text("waiting", "排队"),
    DealState.RESERVED: Text("reserved", "预留"),
    DealState.COLLECTED: Text("collected", "领取"),
    DealState.CANCELLED: Text("cancelled", "取消"),
    DealState.EXPIRED: Text("expired", "过期"),
    DealState.GIVEN_BACK: Text("given back", "退回"),
}
COUNTS = frozenset({DealState.WAITING, DealState.RESERVED, DealState.COLLECTED})
"""What counts against a person's limits."""


@frozen(repr=False)
class Deal:
    """One redemption.

    Args:
        key: the caller's key, which is the deal's name.
        member: who redeems.
        item: what, as the catalogue calls it.
        quantity: how many pieces; of a service, how many minutes or times.
        book: what is paid with.
        price: how much in all.
        state: how it stands.
        since: when it was asked for.
        until: when it ends by itself; None: not.
        collected: when it was handed over; None: not yet.
        line: the fund and the purpose whose money is spent; None where no money is.
        cost: how much of that money in all, in fen.
        holds: the numbers of the journal entries that set its parts aside.
        posted: the numbers of the journal entries that settled them.
    """

    key: str
    member: PersonRef
    item: str
    quantity: int
    book: Book
    price: int
    state: DealState
    since: datetime
    until: datetime | None = None
    collected: datetime | None = None
    line: tuple[str, str] | None = None
    cost: int = 0
    holds: tuple[int, ...] = ()
    posted: tuple[int, ...] = ()

    def __repr__(self) -> str:
        """What and how it stands; not who."""
        return f"Deal({self.key!r}, {self.quantity} x {self.item}, {self.state.value})"
