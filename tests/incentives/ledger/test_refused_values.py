"""What an account or a command must not be is refused at the door, and every wrong field is named."""

from datetime import UTC, date, datetime

import pytest

from commgov.errors import InvalidInputError
from commgov.incentives.ledger import (
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
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == places
    ids = ("id", "book", "overflow", "debit", "credit", "account", "key", "by", "cause", "approved_by")
    for line in lines:  # whatever should have been an id may be somebody's name, and is not repeated
        assert ": — " in line or not line.partition(":")[0].endswith(tuple(f", {name}" for name in ids)), line


def test_what_lies_on_the_edge_is_right():
    assert Account("a", MINUTES, floor=-AMOUNT_MAX, ceiling=-AMOUNT_MAX).ceiling == -AMOUNT_MAX
    assert Account("a", MINUTES, floor=AMOUNT_MAX, ceiling=AMOUNT_MAX).floor == AMOUNT_MAX
    assert Account("a", MINUTES, floor=None, ceiling=-AMOUNT_MAX).floor is None
    assert (Account("a", MINUTES).floor, Account("a", MINUTES).keeps_lots) == (0, False)
    for amount in (1, AMOUNT_MAX):
        assert Transfer("a", "b", amount).amount == Hold("a", "b", amount).amount == amount
    assert (Settle(1, 0).amount, Settle(1, AMOUNT_MAX).amount) == (0, AMOUNT_MAX)
    assert (Settle(1).hold, Void(1).hold, Reverse(1).entry) == (1, 1, 1)
    assert Transfer("a", "b", 5, NEVER).lot == NEVER
    assert Hold("a", "b", 5, NOON, date(2027, 6, 30)).expires == NOON


def test_the_books_are_told_apart_by_their_names():
    assert (MINUTES, POINTS, FEN, pieces("rice-5kg")) == ("minutes", "points", "fen", "pieces:rice-5kg")
    assert AMOUNT_MAX == 9_223_372_036_854_775_807  # what a signed column of 64 bits holds


def test_a_command_may_be_as_large_as_it_may():
    assert len(command(*(GIFT for _ in range(STEPS_MAX))).steps) == STEPS_MAX == 10_000


def test_what_the_largest_command_made_can_be_reversed_by_one_and_nothing_else_is_as_large():
    back, again = [Reverse(1)] * (2 * STEPS_MAX), [Reopen("a"), Reopen("b")]
    assert len(command(*again, *back, approved_by="officer-8").steps) == 2 * STEPS_MAX + 2
    for steps, most in (
        ((*again, *back, Reverse(1)), 2 * STEPS_MAX + 2),
        ((*back[:STEPS_MAX], GIFT), STEPS_MAX),
        ((GIFT, *back[:STEPS_MAX]), STEPS_MAX),
    ):
        with pytest.raises(InvalidInputError, match=f"1–{most} steps"):
            command(*steps, approved_by="officer-8")
    with pytest.raises(InvalidInputError, match=f"1–{STEPS_MAX} steps"):
        command(steps=())


@pytest.mark.parametrize("step", [Open, Limit])
@pytest.mark.parametrize("wrong", ["a", None])
def test_only_accounts_are_opened_and_limited(step, wrong):
    with pytest.raises(InvalidInputError, match=f"{step.__name__}, account:"):
        step(wrong)


def test_what_is_shown_of_accounts_and_commands_is_a_reference():
    assert repr(Account("member/m-1", MINUTES, ceiling=7)) == "Account('member/m-1', minutes)"
    assert repr(command()) == "Command('k-1', 1 step)"
    assert repr(command(GIFT, GIFT)) == "Command('k-1', 2 steps)"
