"""The ledger at the edges of what it may do: exactly the floor, the ceiling, the largest amount, the last moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from commgov.core import FixedClock
from commgov.core.timing import microseconds
from commgov.incentives.ledger import (
    MINUTES,
    Account,
    Close,
    Code,
    Command,
    Hold,
    Ledger,
    Limit,
    Open,
    Reopen,
    Reverse,
    Settle,
    State,
    Transfer,
    Void,
    apply,
)
from commgov.incentives.ledger.accounts import AMOUNT_MAX
from commgov.incentives.ledger.answering import carry_out, expire
from commgov.incentives.ledger.applying import movements

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def command(key, *steps):
    return Command(key, steps, by="officer-7", cause="c-1", approved_by="officer-8")


@pytest.fixture
def ledger():
    ledger = Ledger(clock=FixedClock(NOW))
    accounts = (
        Account("issued", MINUTES, floor=None),
        Account("other", MINUTES, floor=None),
        Account("a", MINUTES),
        Account("tight", MINUTES, ceiling=80),
        Account("pool", MINUTES),
        Account("full", MINUTES, ceiling=50, overflow="pool"),
    )
    assert ledger.post(command("open", *map(Open, accounts)))
    return ledger


def code(ledger, *steps, key="k"):
    answer = ledger.post(command(key, *steps))
    return "done" if answer else answer.code


def test_up_to_the_ceiling_and_not_above_it_with_what_is_on_its_way(ledger):
    assert code(ledger, Transfer("issued", "tight", 81)) is Code.CEILING
    assert code(ledger, Transfer("issued", "tight", 50), key="most") == "done"
    assert code(ledger, Hold("issued", "tight", 31)) is Code.CEILING
    assert code(ledger, Hold("issued", "tight", 20), key="aside") == "done"
    assert code(ledger, Transfer("issued", "tight", 11)) is Code.CEILING
    assert code(ledger, Transfer("issued", "tight", 10), key="rest") == "done"
    assert ledger.standing("tight").posted == 60


def test_down_to_the_floor_and_not_below_it_with_what_is_set_aside(ledger):
    assert code(ledger, Transfer("issued", "a", 100), key="earned") == "done"
    assert code(ledger, Hold("a", "pool", 60), key="aside") == "done"
    no = ledger.post(command("gift", Transfer("a", "pool", 41)))
    assert (no.code, no.at, no.available) == (Code.INSUFFICIENT, 0, 40)
    assert code(ledger, Transfer("a", "pool", 40), key="all") == "done"
    assert ledger.standing("a").available == 0


@pytest.mark.parametrize("step", [Transfer, Hold])
def test_an_account_holds_the_largest_amount_and_not_more(ledger, step):
    assert code(ledger, step("issued", "other", AMOUNT_MAX), key="most") == "done"
    assert code(ledger, Transfer("a", "other", 1)) is Code.INSUFFICIENT
    assert code(ledger, step("issued", "pool", 1)) is Code.TOO_LARGE  # nor does a source owe more
    assert ledger.verify()


@pytest.mark.parametrize("step", [Transfer, Hold])
def test_what_an_account_expects_counts_towards_the_largest_amount(ledger, step):
    assert code(ledger, Hold("issued", "pool", AMOUNT_MAX - 1), key="aside") == "done"
    assert code(ledger, step("other", "pool", 2)) is Code.TOO_LARGE
    assert code(ledger, step("other", "pool", 1), key="last") == "done"
    assert code(ledger, step("other", "pool", 1)) is Code.TOO_LARGE
    assert ledger.verify()


def test_what_overflows_is_no_more_than_there_is_room_for(ledger):
    assert code(ledger, Hold("issued", "pool", AMOUNT_MAX - 2), key="aside") == "done"
    assert code(ledger, Transfer("other", "full", 53)) is Code.TOO_LARGE
    assert code(ledger, Transfer("other", "full", 52), key="room") == "done"
    assert (ledger.standing("full").posted, ledger.standing("pool").posted) == (50, 2)
    assert ledger.verify()


def test_a_ceiling_that_came_later_does_not_stop_what_was_set_aside(ledger):
    held = ledger.post(command("aside", Hold("issued", "tight", 60)))
    assert code(ledger, Limit(Account("tight", MINUTES, ceiling=10)), key="limit") == "done"
    assert code(ledger, Settle(held.first)) == "done"
    assert ledger.standing("tight").posted == 60
    assert ledger.verify()


@pytest.mark.parametrize("step", [Transfer, Hold])
def test_a_reversal_takes_nobody_beyond_the_largest_amount(ledger, step):
    """Neither who gives it back, which owes the largest amount already, nor who gets it, which holds it already."""
    assert code(ledger, Open(Account("third", MINUTES, floor=None)), key="third") == "done"
    owed = ledger.post(command("owed", Transfer("third", "issued", 1)))
    assert code(ledger, Transfer("issued", "tight", 1), step("issued", "other", AMOUNT_MAX - 1), key="most") == "done"
    assert code(ledger, Reverse(owed.first), key="undo-1") == "done"
    more = ledger.post(command("more", Transfer("third", "issued", 1)))
    assert code(ledger, Transfer("issued", "pool", 1), key="all") == "done"
    assert code(ledger, Reverse(more.first), key="undo-2") is Code.TOO_LARGE
    got = ledger.post(command("got", Transfer("other", "third", 1)))
    assert code(ledger, step("third", "other", 2), key="full") == "done"
    assert code(ledger, Reverse(got.first), key="undo-3") is Code.TOO_LARGE
    assert ledger.verify()


def test_a_hold_may_end_within_the_command_that_makes_it(ledger):
    seq = ledger.verify().entries
    steps = Hold("issued", "a", 60), Settle(seq + 1, 45), Hold("issued", "a", 9), Void(seq + 3)
    assert code(ledger, *steps) == "done"
    standing = ledger.standing("a")
    assert (standing.posted, standing.held_in) == (45, 0)
    assert ledger.verify()


def test_a_hold_that_ends_at_once_is_none(ledger):
    assert code(ledger, Hold("issued", "a", 60, NOW)) is Code.EXPIRED
    assert code(ledger, Hold("issued", "a", 60, NOW + TICK)) == "done"


def test_less_was_set_aside_tells_how_much(ledger):
    held = ledger.post(command("aside", Hold("issued", "a", 60)))
    no = ledger.post(command("settle", Settle(held.first, 61)))
    assert (no.code, no.available) == (Code.MORE_THAN_HELD, 60)
    assert ledger.post(command("settle", Settle(held.first, 60)))
    no = ledger.post(command("again", Void(held.first)))
    assert (no.code, no.ended) == (Code.ENDED, "settle")


@pytest.mark.parametrize("step", [Settle, Void])
def test_what_is_no_hold_and_what_is_not_there_are_told_apart(ledger, step):
    last = ledger.verify().entries
    assert code(ledger, step(last)) is Code.NOT_A_HOLD
    assert code(ledger, step(last + 1)) is Code.UNKNOWN_ENTRY


def test_only_what_moved_is_reversed_and_once(ledger):
    last = ledger.verify().entries
    assert code(ledger, Reverse(last)) is Code.NOT_REVERSIBLE
    assert code(ledger, Reverse(last + 1)) is Code.UNKNOWN_ENTRY
    held = ledger.post(command("aside", Hold("issued", "a", 60)))
    assert code(ledger, Reverse(held.first)) is Code.NOT_REVERSIBLE
    settled = ledger.post(command("settle", Settle(held.first)))
    assert code(ledger, Reverse(settled.first), key="undo") == "done"
    no = ledger.post(command("twice", Reverse(settled.first)))
    assert (no.code, no.ended) == (Code.ENDED, "reverse")


def test_of_linked_steps_the_one_that_cannot_be_done_is_named(ledger):
    steps = Transfer("issued", "a", 60), Transfer("a", "pool", 60), Transfer("a", "pool", 1)
    no = ledger.post(command("deal", *steps))
    assert (no.code, no.at, no.available) == (Code.INSUFFICIENT, 2, 0)


def test_an_account_that_waits_for_something_is_not_closed(ledger):
    held = ledger.post(command("aside", Hold("issued", "a", 60)))
    assert code(ledger, Close("a")) is Code.NOT_EMPTY  # it is to get something
    assert code(ledger, Close("issued")) is Code.NOT_EMPTY  # it is to give something
    assert code(ledger, Close("nobody")) is Code.UNKNOWN_ACCOUNT
    assert code(ledger, Void(held.first), Close("a"), key="close") == "done"
    assert code(ledger, Close("a")) is Code.CLOSED
    for step in (
        Transfer("issued", "a", 1),
        Transfer("a", "issued", 1),
        Hold("issued", "a", 1),
        Hold("a", "issued", 1),
    ):
        assert code(ledger, step) is Code.CLOSED
    assert code(ledger, Limit(Account("a", MINUTES))) is Code.CLOSED


@pytest.mark.parametrize("closed", ["pool", "a"])
def test_what_was_set_aside_waits_for_whichever_side_was_closed_since(ledger, closed):
    """An account with a hold cannot be closed, so one that is was closed by somebody who wrote into the store."""
    assert code(ledger, Transfer("issued", "a", 60), key="earned") == "done"
    held = ledger.post(command("aside", Hold("a", "pool", 60)))
    ledger.store._state.accounts[closed].is_closed = True
    assert code(ledger, Settle(held.first)) is Code.CLOSED


@pytest.mark.parametrize("over", [Account("pool", MINUTES, ceiling=90), Account("pool", "points"), None])
def test_an_overflow_is_an_open_account_of_the_book_that_takes_any_amount(over):
    ledger = Ledger(clock=FixedClock(NOW))
    assert over is None or ledger.post(command("pool", Open(over)))
    full = Open(Account("full", MINUTES, ceiling=50, overflow="pool"))
    assert code(ledger, full) is Code.OTHER_ACCOUNT
    assert code(ledger, Open(Account("full", MINUTES)), key="full") == "done"
    assert code(ledger, Limit(full.account)) is Code.OTHER_ACCOUNT
    if over is not None:
        assert code(ledger, Close("pool"), Reopen("pool"), key="again") == "done"
    assert ledger.verify()


def test_a_ceiling_that_the_overflow_got_later_counts_with_what_is_on_its_way(ledger):
    assert code(ledger, Hold("issued", "pool", 20), key="aside") == "done"
    assert code(ledger, Limit(Account("pool", MINUTES, ceiling=50)), key="limit") == "done"
    assert code(ledger, Transfer("issued", "full", 81)) is Code.CEILING
    assert code(ledger, Transfer("issued", "full", 80), key="room") == "done"
    assert (ledger.standing("full").posted, ledger.standing("pool").posted) == (50, 30)
    assert code(ledger, Transfer("issued", "full", 1)) is Code.CEILING
    assert ledger.verify()


def test_what_overflows_keeps_the_day_on_which_it_runs_out(ledger):
    lots = (Account("l", MINUTES, keeps_lots=True), Account("k", MINUTES, ceiling=10, overflow="l"))
    assert code(ledger, *map(Open, lots), key="lots") == "done"
    day = date(2027, 6, 30)
    assert code(ledger, Transfer("issued", "k", 25, day), key="earned") == "done"
    assert [entry.detail for entry in ledger.entries(ledger.verify().entries - 1)] == ["", "2027-06-30:15"]
    assert ledger.standing("l").lots == {day: 15}
    assert code(ledger, Open(Account("m", MINUTES, keeps_lots=True, ceiling=10, overflow="pool")), key="m") == "done"
    assert code(ledger, Transfer("issued", "m", 8, day), Transfer("l", "m", 5), key="more") == "done"
    assert [entry.detail for entry in ledger.entries(ledger.verify().entries - 1)] == ["2027-06-30:2", "2027-06-30:3"]
    assert (ledger.standing("m").lots, ledger.standing("l").lots, ledger.standing("pool").posted) == (
        {day: 10},
        {day: 10},
        3,
    )
    assert ledger.verify()


def test_what_finds_no_room_at_all_goes_on_in_one_entry(ledger):
    assert code(ledger, Transfer("issued", "full", 50), key="full") == "done"
    receipt = ledger.post(command("more", Transfer("issued", "full", 5)))
    assert [(entry.kind, entry.credit, entry.amount) for entry in ledger.entries(receipt.first)] == [
        ("transfer", "pool", 5)
    ]


def test_nothing_overflows_to_where_it_comes_from(ledger):
    assert code(ledger, Transfer("issued", "pool", 80), key="endowed") == "done"
    assert code(ledger, Transfer("pool", "full", 51)) is Code.CEILING
    assert code(ledger, Transfer("pool", "full", 50)) == "done"


def test_lots_of_two_days_are_divided_where_the_room_ends(ledger):
    june, july = date(2027, 6, 30), date(2027, 7, 31)
    lots = Account("l", MINUTES, keeps_lots=True), Account("m", MINUTES, ceiling=10, overflow="pool", keeps_lots=True)
    earned = Transfer("issued", "l", 15, june), Transfer("issued", "l", 10, july)
    assert code(ledger, *map(Open, lots), *earned, key="lots") == "done"
    receipt = ledger.post(command("move", Transfer("l", "m", 25)))
    assert [entry.detail for entry in ledger.entries(receipt.first)] == ["2027-06-30:10", "2027-06-30:5,2027-07-31:10"]
    assert ledger.verify()


def test_what_is_held_with_a_day_is_settled_with_it(ledger):
    june = date(2027, 6, 30)
    assert code(ledger, Open(Account("l", MINUTES, keeps_lots=True)), key="l") == "done"
    held = ledger.post(command("aside", Hold("issued", "l", 60, None, june)))
    assert code(ledger, Settle(held.first, 40)) == "done"
    assert ledger.standing("l").lots == {june: 40}


def test_a_reversal_says_which_lots_it_takes_and_which_it_gives(ledger):
    june = date(2027, 6, 30)
    assert code(ledger, Open(Account("l", MINUTES, keeps_lots=True)), key="l") == "done"
    earned = ledger.post(command("earned", Transfer("issued", "l", 40, june)))
    assert code(ledger, Transfer("l", "a", 30), key="spent") == "done"
    back = ledger.post(command("undo", Reverse(earned.first)))
    assert next(ledger.entries(back.first)).detail == "2027-06-30:10,never:30|2027-06-30:40"
    plain = ledger.post(command("plain", Transfer("issued", "a", 1)))
    back = ledger.post(command("plain-back", Reverse(plain.first)))
    assert next(ledger.entries(back.first)).detail == ""
    assert ledger.verify()


def test_nothing_is_reversed_to_an_account_that_was_closed_since(ledger):
    assert code(ledger, Transfer("issued", "a", 60), key="earned") == "done"
    gift = ledger.post(command("gift", Transfer("a", "pool", 60), Close("a")))
    assert code(ledger, Reverse(gift.first)) is Code.CLOSED_SINCE
    assert code(ledger, Limit(Account("nobody", MINUTES))) is Code.UNKNOWN_ACCOUNT


def test_a_reversal_may_make_the_largest_amount(ledger):
    assert code(ledger, Open(Account("third", MINUTES, floor=None)), key="third") == "done"
    gift = ledger.post(command("gift", Transfer("other", "issued", 1)))
    assert code(ledger, Transfer("third", "other", AMOUNT_MAX), key="most") == "done"
    assert code(ledger, Reverse(gift.first)) == "done"
    assert ledger.standing("other").posted == AMOUNT_MAX


def test_linked_steps_end_holds_and_reverse_entries_of_accounts_that_they_do_not_name(ledger):
    ledger.post(command("earned", Transfer("issued", "a", 60)))
    one = ledger.post(command("one", Hold("a", "pool", 20))).first
    two = ledger.post(command("two", Hold("other", "tight", 30))).first
    gift = ledger.post(command("gift", Transfer("a", "full", 10))).first
    assert code(ledger, Settle(one), Void(two), Reverse(gift), key="all") == "done"
    accounts = ("a", "pool", "tight", "full")
    assert [ledger.standing(name).posted for name in accounts] == [40, 20, 0, 0]
    no = ledger.post(command("late", Transfer("a", "pool", 1), Settle(one)))
    assert (no.code, no.at, no.ended) == (Code.ENDED, 1, "settle")
    no = ledger.post(command("nothing", Transfer("a", "pool", 1), Void(one - 1)))
    assert (no.code, no.at) == (Code.NOT_A_HOLD, 1)
    no = ledger.post(command("unknown", Transfer("a", "pool", 1), Void(999)))
    assert (no.code, no.at) == (Code.UNKNOWN_ENTRY, 1)
    assert ledger.receipt("") is None  # only the first entry of a command has its key
    assert ledger.verify()


def test_the_core_itself_ends_nothing_that_is_over():
    """A store ends holds whose time is over before it asks; whoever asks the core alone gets the same answer."""
    state, journal = State(), []
    accounts = Open(Account("issued", MINUTES, floor=None)), Open(Account("a", MINUTES))
    assert all(carry_out(state, [command("open", *accounts)], 1, journal))
    assert all(carry_out(state, [command("aside", Hold("issued", "a", 60, NOW))], 2, journal))
    end = microseconds(NOW)
    assert apply(state, command("settle", Settle(3)), end).code is Code.EXPIRED
    assert [entry.kind for entry in apply(state, command("settle", Settle(3)), end - 1)] == ["settle"]
    assert expire(state, end - 1) == ()
    (ended,) = expire(state, end)
    said = (ended.kind, ended.key, ended.parts, ended.amount, ended.refers, ended.by, ended.approved_by, ended.cause)
    assert said == ("expire", "", 1, 0, 3, "ledger", "", "hold/3")
    assert (state.accounts["a"].held_in, state.accounts["issued"].held_out, state.holds) == (0, 0, {})


def test_linked_steps_find_the_accounts_of_the_holds_that_they_end():
    """A store may give the core the open holds without the entries that made them."""
    state, names = State(), ("issued", "a", "b", "c")
    assert all(carry_out(state, [command("open", *(Open(Account(name, MINUTES, None)) for name in names))], 1, []))
    holds = Hold("issued", "a", 60), Hold("b", "c", 30)
    assert all(carry_out(state, [command("aside", *holds)], 2, []))
    state.entries.clear()
    made = movements(state, (Settle(5), Void(6)), 3)
    assert [(each.kind, each.debit, each.credit) for each in made] == [("settle", "issued", "a"), ("void", "b", "c")]


def test_what_is_not_kept_for_reversal_was_none():
    """A store gives the core the entries that can be reversed; of the others only their number is known."""
    state = State(seq=5)
    assert movements(state, (Reverse(5),), 1).code is Code.NOT_REVERSIBLE
    assert movements(state, (Reverse(6),), 1).code is Code.UNKNOWN_ENTRY


@pytest.mark.parametrize("step", [Transfer, Hold])
def test_nobody_gives_or_gets_who_has_no_account_or_no_longer_one(ledger, step):
    assert code(ledger, step("nobody", "a", 5)) is Code.UNKNOWN_ACCOUNT
    assert code(ledger, step("issued", "nobody", 5)) is Code.UNKNOWN_ACCOUNT
    assert code(ledger, Close("other"), key="close") == "done"  # a source, which has no floor to stop it
    assert code(ledger, step("other", "a", 5)) is Code.CLOSED
    assert code(ledger, step("issued", "other", 5)) is Code.CLOSED
