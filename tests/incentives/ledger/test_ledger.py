"""The ledger by examples: what is posted, held, settled, reversed, refused and repeated, in amounts known by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.clocks import HandClock

from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.incentives.ledger import (
    MINUTES,
    NEVER,
    POINTS,
    Account,
    Close,
    Code,
    Command,
    Hold,
    Ledger,
    Limit,
    Open,
    Receipt,
    Reverse,
    Settle,
    Transfer,
    Void,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def watch():
    return HandClock(MONDAY)


@pytest.fixture
def ledger(watch, ledger_store):
    """Issued minutes, two members, a pool; member a has earned 100 minutes. On each store."""
    ledger = Ledger(ledger_store, clock=watch)
    accounts = [
        Account("issued", MINUTES, floor=None),
        Account("a", MINUTES),
        Account("b", MINUTES),
        Account("pool", MINUTES),
        Account("points", POINTS, floor=None),
    ]
    assert ledger.post(command("accounts", *map(Open, accounts)))
    assert ledger.post(command("earned", Transfer("issued", "a", 100)))
    return ledger


def command(key, *steps, **more):
    return Command(key, steps, **{"by": "officer-7", "cause": "test", **more})


def approved(key, *steps):
    return command(key, *steps, approved_by="officer-8")


def posted(ledger, *accounts):
    return tuple(ledger.standing(account).posted for account in accounts)


def test_what_one_account_gives_the_other_gets(ledger):
    assert ledger.post(command("gift", Transfer("a", "b", 30)))
    assert posted(ledger, "issued", "a", "b") == (-100, 70, 30)
    assert ledger.promised(MINUTES) == 100


def test_nobody_gives_more_than_they_have(ledger):
    no = ledger.post(command("gift", Transfer("a", "b", 101)))
    assert (no.code, no.available) == (Code.INSUFFICIENT, 100)
    assert not no
    assert posted(ledger, "a", "b") == (100, 0)


def test_the_same_key_and_content_is_answered_as_the_first_time(ledger):
    gift = command("gift", Transfer("a", "b", 100))
    first = ledger.post(gift)
    assert ledger.post(gift) == first
    assert posted(ledger, "a", "b") == (0, 100)


@pytest.mark.parametrize(
    "other",
    [
        command("gift", Transfer("a", "b", 31)),
        command("gift", Transfer("a", "pool", 30)),
        command("gift", Transfer("a", "b", 30), by="officer-9"),
        command("gift", Transfer("a", "b", 30), Transfer("a", "b", 30)),
        command("gift", Hold("a", "b", 30)),
    ],
)
def test_the_same_key_with_other_content_is_a_conflict_and_changes_nothing(ledger, other):
    assert ledger.post(command("gift", Transfer("a", "b", 30)))
    with pytest.raises(ConflictError, match="gift"):
        ledger.post(other)
    assert ledger.post_many([other])[0].code is Code.KEY_REUSED
    assert posted(ledger, "a", "b", "pool") == (70, 30, 0)


def test_a_refused_key_may_be_tried_again(ledger):
    gift = command("gift", Transfer("b", "a", 10))
    assert not ledger.post(gift)
    assert ledger.post(command("earned-2", Transfer("issued", "b", 10)))
    assert ledger.post(gift)


def test_linked_steps_are_done_together_or_not_at_all(ledger):
    deal = command("deal", Transfer("a", "b", 100), Transfer("b", "pool", 150))
    no = ledger.post(deal)
    assert (no.code, no.at, no.available) == (Code.INSUFFICIENT, 1, 100)
    assert posted(ledger, "a", "b", "pool") == (100, 0, 0)
    assert ledger.post(command("deal", Transfer("a", "b", 100), Transfer("b", "pool", 90)))
    assert posted(ledger, "a", "b", "pool") == (0, 10, 90)


def hold_of(ledger, amount=60, expires=None):
    return ledger.post(command("hold", Hold("a", "b", amount, expires))).first


def test_what_is_held_is_not_available_and_not_yet_posted(ledger):
    hold_of(ledger)
    standing = ledger.standing("a")
    assert (standing.posted, standing.held_out, standing.available) == (100, 60, 40)
    assert ledger.standing("b").held_in == 60
    assert ledger.post(command("gift", Transfer("a", "pool", 41))).code is Code.INSUFFICIENT


def test_a_hold_is_settled_in_part_and_the_rest_is_free(ledger):
    hold = hold_of(ledger)
    assert ledger.post(command("settle", Settle(hold, 50)))
    assert posted(ledger, "a", "b") == (50, 50)
    assert ledger.standing("a").available == 50


@pytest.mark.parametrize(("first", "ended"), [(Settle, "settle"), (Void, "void")])
@pytest.mark.parametrize("second", [Settle, Void])
def test_a_hold_ends_once(ledger, first, ended, second):
    hold = hold_of(ledger)
    assert ledger.post(command("first", first(hold)))
    no = ledger.post(command("second", second(hold)))
    assert (no.code, no.ended) == (Code.ENDED, ended)


def test_no_more_is_settled_than_was_held(ledger):
    assert ledger.post(command("settle", Settle(hold_of(ledger), 61))).code is Code.MORE_THAN_HELD


def test_a_hold_can_be_settled_up_to_its_end_and_not_from_then_on(ledger, watch):
    end = MONDAY + timedelta(days=3)
    hold = hold_of(ledger, expires=end)
    watch.moment = end - timedelta(microseconds=1)
    again = ledger.post(command("hold-2", Hold("a", "b", 40, end)))
    assert ledger.post(command("settle", Settle(hold)))
    watch.moment = end
    no = ledger.post(command("settle-2", Settle(again.first)))
    assert (no.code, no.ended) == (Code.EXPIRED, "expire")
    assert posted(ledger, "a", "b") == (40, 60)
    assert ledger.standing("a").available == 40


def test_a_hold_that_is_over_frees_its_amount_for_the_next_command(ledger, watch):
    hold_of(ledger, 100, MONDAY + timedelta(days=1))
    watch.moment = MONDAY + timedelta(days=1)
    assert ledger.post(command("gift", Transfer("a", "pool", 100)))


def test_what_is_no_hold_cannot_be_settled(ledger):
    earned = ledger.post(command("more", Transfer("issued", "a", 1))).first
    assert ledger.post(command("settle", Settle(earned))).code is Code.NOT_A_HOLD
    assert ledger.post(command("settle", Settle(999))).code is Code.UNKNOWN_ENTRY


def test_a_reversal_adds_an_entry_and_takes_none_away(ledger):
    gift = ledger.post(command("gift", Transfer("a", "b", 30)))
    before = list(ledger.entries())
    back = ledger.reverse(gift, key="undo", by="officer-7", approved_by="officer-8", cause="double-form")
    assert posted(ledger, "a", "b") == (100, 0)
    assert [*ledger.entries()][: len(before)] == before
    assert len([*ledger.entries()]) == len(before) + 1
    assert ledger.reverse(back, key="redo", by="officer-7", approved_by="officer-8", cause="it-was-right")
    assert posted(ledger, "a", "b") == (70, 30)


def test_nothing_is_reversed_twice(ledger):
    gift = ledger.post(command("gift", Transfer("a", "b", 30)))
    assert ledger.post(approved("undo", Reverse(gift.first)))
    no = ledger.post(approved("undo-2", Reverse(gift.first)))
    assert (no.code, no.ended) == (Code.ENDED, "reverse")


def test_what_was_spent_already_becomes_arrears_when_it_is_reversed(ledger):
    gift = ledger.post(command("gift", Transfer("a", "b", 30)))
    assert ledger.post(command("spent", Transfer("b", "pool", 30)))
    assert ledger.post(approved("undo", Reverse(gift.first)))
    assert posted(ledger, "a", "b") == (100, -30)
    assert (ledger.standing("b").arrears, ledger.standing("b").available) == (30, 0)
    assert ledger.post(command("more", Transfer("b", "pool", 1))).code is Code.INSUFFICIENT


def test_who_reverses_needs_somebody_else_to_approve():
    with pytest.raises(InvalidInputError, match="approved_by"):
        command("undo", Reverse(1))
    with pytest.raises(InvalidInputError, match="approved_by"):
        command("undo", Reverse(1), approved_by="officer-7")


def test_what_is_above_the_ceiling_goes_where_it_overflows_to(ledger):
    assert ledger.post(command("open", Open(Account("c", MINUTES, ceiling=90, overflow="pool"))))
    assert ledger.post(command("earned-c", Transfer("issued", "c", 80))).parts == 1
    twice = ledger.post(command("earned-c2", Transfer("issued", "c", 30)))
    assert twice.parts == 2
    assert posted(ledger, "c", "pool") == (90, 20)
    hold = ledger.post(command("hold-c", Hold("issued", "c", 60))).first
    assert ledger.post(command("settle-c", Settle(hold, 50)))
    assert posted(ledger, "c", "pool") == (90, 70)


def test_without_an_overflow_nothing_rises_above_the_ceiling(ledger):
    assert ledger.post(command("open", Open(Account("c", MINUTES, ceiling=90))))
    assert ledger.post(command("hold-c", Hold("issued", "c", 60)))
    assert ledger.post(command("earned-c", Transfer("issued", "c", 31))).code is Code.CEILING


def test_books_never_mix(ledger):
    assert ledger.post(command("mix", Transfer("points", "a", 1))).code is Code.OTHER_BOOK


def test_accounts_are_opened_once_limited_with_approval_and_closed_when_empty(ledger):
    assert ledger.post(command("open", Open(Account("a", MINUTES)))).code is Code.EXISTS
    assert ledger.post(approved("limit", Limit(Account("b", MINUTES, floor=-60))))
    assert ledger.post(command("owe", Transfer("b", "a", 60)))
    assert ledger.post(approved("limit-2", Limit(Account("b", POINTS)))).code is Code.OTHER_ACCOUNT
    assert ledger.post(command("close", Close("b"))).code is Code.NOT_EMPTY
    assert ledger.post(command("close-pool", Close("pool")))
    assert ledger.post(command("gift", Transfer("a", "pool", 1))).code is Code.CLOSED
    assert ledger.post(command("nobody", Transfer("a", "x", 1))).code is Code.UNKNOWN_ACCOUNT
    with pytest.raises(NotFoundError):
        ledger.standing("x")


JUNE, JULY = date(2027, 6, 30), date(2027, 7, 31)


@pytest.fixture
def lots(ledger):
    """Member l has 60 minutes until June and 40 until July; member k has none yet."""
    opened = [Open(Account(name, MINUTES, keeps_lots=True)) for name in "lk"]
    assert ledger.post(command("open", *opened))
    assert ledger.post(command("july", Transfer("issued", "l", 40, JULY)))
    assert ledger.post(command("june", Transfer("issued", "l", 60, JUNE)))
    return ledger


def test_what_runs_out_first_is_spent_first(lots):
    assert lots.post(command("spend", Transfer("l", "pool", 70)))
    assert lots.standing("l").lots == {JULY: 30}


def test_a_gift_keeps_the_days_on_which_it_runs_out(lots):
    assert lots.post(command("gift", Transfer("l", "k", 70)))
    assert lots.standing("k").lots == {JUNE: 60, JULY: 10}


def test_a_reversed_gift_brings_the_same_lots_back(lots):
    gift = lots.post(command("gift", Transfer("l", "k", 70)))
    assert lots.post(command("earned-k", Transfer("issued", "k", 5, JUNE)))
    assert lots.post(approved("undo", Reverse(gift.first)))
    assert lots.standing("l").lots == {JUNE: 60, JULY: 40}
    assert lots.standing("k").lots == {JUNE: 5}


def test_in_arrears_there_are_no_lots_and_what_comes_pays_the_debt_first(lots):
    gift = lots.post(command("gift", Transfer("l", "k", 70)))
    assert lots.post(command("spent", Transfer("k", "pool", 50)))
    assert lots.post(approved("undo", Reverse(gift.first)))
    assert (lots.standing("k").posted, lots.standing("k").lots) == (-50, {})
    assert lots.post(command("earned-k", Transfer("issued", "k", 60)))
    assert lots.standing("k").lots == {NEVER: 10}


@pytest.mark.parametrize("amount", [0, -1, 1.0, True, 2**63, float("nan"), "5", None])
@pytest.mark.parametrize("step", [Transfer, Hold])
def test_only_whole_amounts_in_range_are_moved(step, amount):
    with pytest.raises(InvalidInputError, match="amount"):
        step("a", "b", amount)


def test_no_account_holds_more_than_a_column_can(ledger):
    assert ledger.post(command("much", Transfer("issued", "a", 2**63 - 1))).code is Code.TOO_LARGE


def test_a_command_is_checked_as_a_whole():
    with pytest.raises(InvalidInputError) as refused:
        Command("13800000000", (), by="", cause=" x")
    assert len(refused.value.problems) == 4
    assert "138" not in str(refused.value)


@pytest.mark.parametrize("step", [Transfer, Hold])
@pytest.mark.parametrize("name", [None, 5, [], ""])
def test_what_is_no_account_is_not_moved_from_or_to(step, name):
    for pair in ((name, "b"), ("a", name)):
        with pytest.raises(InvalidInputError, match=r"debit|credit"):
            step(*pair, 1)


@pytest.mark.parametrize("step", [Open, Limit, Close])
def test_what_is_no_account_is_not_opened_limited_or_closed(step):
    with pytest.raises(InvalidInputError, match="account"):
        step(None)


def test_among_what_is_no_command_no_command_is_carried_out(ledger):
    before = ledger.verify()
    with pytest.raises(InvalidInputError, match=r"commands\[1\]"):
        ledger.post_many([command("gift", Transfer("a", "b", 5)), None])
    assert ledger.verify() == before


def test_verify_tells_how_far_it_came(ledger):
    found = ledger.verify()
    assert (found.entries, found.link) == (6, [*ledger.entries()][-1].link)


def test_a_receipt_names_the_entries(ledger):
    receipt = ledger.post(command("two", Transfer("a", "b", 1), Transfer("a", "pool", 1)))
    assert receipt == Receipt("two", 7, 2)
    assert [entry.amount for entry in ledger.entries(receipt.first, receipt.parts)] == [1, 1]
