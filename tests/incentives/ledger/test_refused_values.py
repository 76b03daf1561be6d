"""What an account or a command must not be is refused at the door, and every wrong field is named."""

from datetime import UTC, date, datetime

import pytest

from commgov.errors import InvalidInputError
from commgov.incentives import (
    FEN,
    MINUTES,
    NEVER,
    POINTS,
    Account,
    Close,
    Command,
    Hold,
    Limit,
    Open,
    Reopen,
    Reverse,
    Settle,
    Transfer,
    Void,
    pieces,
)
from commgov.incentives.ledger.accounts import AMOUNT_MAX
from commgov.incentives.ledger.commands import STEPS_MAX

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAIVE = datetime(2026, 3, 2, 12)  # noqa: DTZ001 -- naive is the point
GIFT = Transfer("a", "b", 5)


def command(*steps, **more):
    return Command(**{"key": "k-1", "steps": steps or (GIFT,), "by": "officer-7", "cause": "c-1", **more})


REFUSED = [
    (lambda: Account("", MINUTES), ["Account, id"]),
    (lambda: Account("a", ""), ["Account a, book"]),
    (lambda: Account("a", MINUTES, floor=-AMOUNT_MAX - 1), ["Account a, floor"]),
    (lambda: Account("a", MINUTES, floor=AMOUNT_MAX + 1), ["Account a, floor"]),
    (lambda: Account("a", MINUTES, floor=0.0, ceiling=-1), ["Account a, floor"]),  # the ceiling cannot be judged
    (lambda: Account("a", MINUTES, ceiling=-1), ["Account a, ceiling"]),
    (lambda: Account("a", MINUTES, floor=10, ceiling=9), ["Account a, ceiling"]),
    (lambda: Account("a", MINUTES, floor=None, ceiling=-AMOUNT_MAX - 1), ["Account a, ceiling"]),
    (lambda: Account("a", MINUTES, ceiling=AMOUNT_MAX + 1), ["Account a, ceiling"]),
    (lambda: Account("a", MINUTES, ceiling=5, overflow=""), ["Account a, overflow"]),
    (lambda: Account("a", MINUTES, ceiling=5, overflow="a"), ["Account a, overflow"]),
    (lambda: Account("a", MINUTES, overflow="b"), ["Account a, overflow"]),
    (lambda: Account("a", MINUTES, keeps_lots=1), ["Account a, keeps_lots"]),
    (lambda: Account("", "", floor="0"), ["Account, id", "Account, book", "Account, floor"]),
    (lambda: Transfer("", "b", 5), ["Transfer, debit"]),
    (lambda: Transfer("a", "", 5), ["Transfer, credit"]),
    (lambda: Transfer("a", "a", 5), ["Transfer, credit"]),
    (lambda: Transfer("a", "b", 0), ["Transfer, amount"]),
    (lambda: Transfer("a", "b", True), ["Transfer, amount"]),
    (lambda: Transfer("a", "b", AMOUNT_MAX + 1), ["Transfer, amount"]),
    (lambda: Transfer("a", "b", 5, NOON), ["Transfer, lot"]),
    (lambda: Transfer(7, "b", 5), ["Transfer, debit"]),
    (lambda: Transfer("a", 7, 5), ["Transfer, credit"]),
    (lambda: Transfer("a\x1f", "b", 5), ["Transfer, debit"]),  # what separates fields stands in no field
    (lambda: Transfer("a", "b\x1f5\x1f\x1eTransfer\x1fc\x1fd", 5), ["Transfer, credit"]),
    (lambda: Hold("a", "a", 5), ["Hold, credit"]),
    (lambda: Hold("a", "b", 5, NAIVE), ["Hold, expires"]),
    (lambda: Hold("a", "b", 5, None, "2027-06-30"), ["Hold, lot"]),
    (lambda: Hold("", "", 0), ["Hold, debit", "Hold, credit", "Hold, credit", "Hold, amount"]),
    (lambda: Settle(0), ["Settle, hold"]),
    (lambda: Settle(1, -1), ["Settle, amount"]),
    (lambda: Settle(1, AMOUNT_MAX + 1), ["Settle, amount"]),
    (lambda: Void(0), ["Void, hold"]),
    (lambda: Reverse(0), ["Reverse, entry"]),
    (lambda: Open("a"), ["Open, account"]),
    (lambda: Limit(None), ["Limit, account"]),
    (lambda: Close(""), ["Close, account"]),
    (lambda: Reopen(""), ["Reopen, account"]),
    (lambda: command(key=""), ["Command, key"]),
    (lambda: command(by=""), ["Command k-1, by"]),
    (lambda: command(cause=""), ["Command k-1, cause"]),
    (lambda: command(approved_by=""), ["Command k-1, approved_by"]),
    (lambda: command(approved_by="officer-7"), ["Command k-1, approved_by"]),
    (lambda: command(steps=[GIFT]), ["Command k-1, steps", "Command k-1, steps"]),
    (lambda: command(steps=()), ["Command k-1, steps"]),
    (lambda: command(GIFT, "gift", None), ["Command k-1, steps[1]", "Command k-1, steps[2]"]),
    (lambda: command(Reverse(1)), ["Command k-1, approved_by"]),
    (lambda: command(Reopen("a")), ["Command k-1, approved_by"]),
    (lambda: command(GIFT, Limit(Account("a", MINUTES))), ["Command k-1, approved_by"]),
]


@pytest.mark.parametrize(("build", "places"), REFUSED)
def test_whatever_is_wrong_is_named_field_by_field(build, places):
    with pytest.raises(InvalidInputError) as refused:
        build()
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == places


def test_what_lies_on_the_edge_is_right():
    assert Account("a", MINUTES, floor=-AMOUNT_MAX, ceiling=-AMOUNT_MAX).ceiling == -AMOUNT_MAX
    assert Account("a", MINUTES, floor=AMOUNT_MAX, ceiling=AMOUNT_MAX).floor == AMOUNT_MAX
    assert Account("a", MINUTES, floor=None, ceiling=-AMOUNT_MAX).floor is None
    assert (Account("a", MINUTES).floor, Account("a", MINUTES).keeps_lots) == (0, False)
    for amount in (1, AMOUNT_MAX):
        assert Transfer("a", "b", amount).amount == Hold("a", "b", amount).amount == amount
    assert (Settle(1, 0).amount, Settle(1, AMOUNT_MAX).amount) == (0, AMOUNT_MAX)
    assert Transfer("a", "b", 5, NEVER).lot == NEVER
    assert Hold("a", "b", 5, NOON, date(2027, 6, 30)).expires == NOON


def test_the_books_are_told_apart_by_their_names():
    assert (MINUTES, POINTS, FEN, pieces("rice-5kg")) == ("minutes", "points", "fen", "pieces:rice-5kg")
    assert AMOUNT_MAX == 9_223_372_036_854_775_807  # what a signed column of 64 bits holds


def test_a_command_may_be_as_large_as_it_may():
    assert len(command(*(GIFT for _ in range(STEPS_MAX))).steps) == STEPS_MAX == 10_000


def test_what_is_shown_of_accounts_and_commands_is_a_reference():
    assert repr(Account("member/m-1", MINUTES, ceiling=7)) == "Account('member/m-1', minutes)"
    assert repr(command()) == "Command('k-1', 1 step)"
    assert repr(command(GIFT, GIFT)) == "Command('k-1', 2 steps)"
