"""What was closed or limited since stops nobody's truth, and nothing changes behind anybody's back."""

from datetime import UTC, datetime

import pytest

from commgov.core import FixedClock
from commgov.errors import InvalidInputError
from commgov.incentives.ledger import (
    MINUTES,
    Account,
    BrokenJournalError,
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
    Transfer,
    refold,
)
from commgov.incentives.ledger.commands import STEPS_MAX
from commgov.incentives.ledger.journal import linked

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WHO = {"by": "officer-7", "approved_by": "officer-8", "cause": "typed-in-twice"}


def command(key, *steps):
    return Command(key, steps, **WHO)


@pytest.fixture
def ledger(ledger_store):
    ledger = Ledger(ledger_store, clock=FixedClock(NOW))
    accounts = [Account("issued", MINUTES, floor=None), Account("pool", MINUTES), Account("a", MINUTES)]
    accounts.append(Account("full", MINUTES, ceiling=50, overflow="pool"))
    assert ledger.post(command("open", *map(Open, accounts)))
    return ledger


@pytest.fixture
def earned(ledger):
    """What somebody earned, spent and left the community with."""
    receipt = ledger.post(command("earned", Transfer("issued", "a", 90)))
    assert ledger.post(command("spent", Transfer("a", "pool", 90), Close("a")))
    return receipt


def test_a_closed_account_does_not_change_silently(ledger, earned):
    no = ledger.reverse(earned, key="undo", **WHO)
    assert (no.code, ledger.standing("a").posted, ledger.standing("a").is_closed) == (Code.CLOSED_SINCE, 0, True)
    assert "open it again" in no.reason.en
    assert ledger.verify()


def test_a_reversal_opens_it_again_where_that_is_asked_for(ledger, earned):
    back = ledger.reverse(earned, key="undo", reopen=True, **WHO)
    standing = ledger.standing("a")
    assert (standing.arrears, standing.is_closed) == (90, False)
    assert [entry.kind for entry in ledger.entries(back.first)] == ["reopen", "reverse"]
    assert ledger.reverse(earned, key="undo", reopen=True, **WHO) == back  # a repetition does no harm
    assert ledger.post(command("settled", Transfer("pool", "a", 90), Close("a")))
    assert ledger.reverse(earned, key="undo", reopen=True, **WHO) == back
    assert ledger.verify()


@pytest.mark.usefixtures("earned")
def test_who_opens_an_account_again_needs_approval(ledger):
    with pytest.raises(InvalidInputError, match="approved_by"):
        Command("k", (Reopen("a"),), by="officer-7", cause="test")
    assert ledger.post(command("again", Reopen("a")))
    assert ledger.post(command("twice", Reopen("a"))).code is Code.EXISTS
    assert ledger.post(command("nobody", Reopen("nobody"))).code is Code.UNKNOWN_ACCOUNT
    assert ledger.post(command("gift", Transfer("issued", "a", 5)))
    assert ledger.verify()


def test_an_account_whose_overflow_is_gone_waits_for_it(ledger):
    assert ledger.post(command("shut", Close("full"), Close("pool")))
    assert ledger.post(command("again", Reopen("full"))).code is Code.OTHER_ACCOUNT
    assert ledger.post(command("both", Reopen("pool"), Reopen("full")))
    assert ledger.verify()


@pytest.mark.parametrize("undone", ["reopen", "reverse"])
def test_verify_finds_a_reversal_on_a_closed_account_and_a_reopening_of_an_open_one(ledger, earned, undone):
    ledger.reverse(earned, key="undo", reopen=True, **WHO)
    journal = list(ledger.entries())
    if undone == "reopen":  # as if the reopening had never been
        *before, reopened, reversed_ = journal
        alone = linked(before[-1].link, (reopened.seq, reopened.key, 1, *reversed_.content[3:14], reopened.body))
        forged = [*before, alone]
    else:
        last = journal[-2]
        twice = linked(journal[-1].link, (last.seq + 2, "again", 1, *last.content[3:]))
        forged = [*journal, twice]
    with pytest.raises(BrokenJournalError) as broken:
        refold(forged)
    assert broken.value.seq == forged[-1].seq


def test_what_was_set_aside_can_be_settled_whatever_the_overflow_became(ledger):
    held = ledger.post(command("hold", Hold("issued", "full", 80)))
    assert ledger.post(command("limit", Limit(Account("pool", MINUTES, ceiling=10))))
    assert ledger.post(command("settle", Settle(held.first)))
    assert (ledger.standing("full").posted, ledger.standing("pool").posted) == (50, 30)
    assert ledger.post(command("more", Transfer("issued", "full", 1))).code is Code.CEILING
    assert ledger.verify()


def test_what_would_overflow_to_where_it_comes_from_stays_there(ledger):
    assert ledger.post(command("endowed", Transfer("issued", "pool", 80)))
    held = ledger.post(command("hold", Hold("pool", "full", 80)))
    assert ledger.post(command("settle", Settle(held.first)))
    pool = ledger.standing("pool")
    assert (ledger.standing("full").posted, pool.posted, pool.held_out) == (50, 30, 0)
    assert ledger.verify()


def test_a_hold_whose_overflow_was_closed_is_settled_once_that_is_open_again(ledger):
    held = ledger.post(command("hold", Hold("issued", "full", 80)))
    assert ledger.post(command("shut", Close("pool")))
    assert ledger.post(command("settle", Settle(held.first))).code is Code.CLOSED
    assert ledger.post(command("settle", Reopen("pool"), Settle(held.first)))
    assert ledger.verify()


def test_the_largest_command_can_be_reversed_and_that_reversed_again():
    """Each step makes two entries where it overflows; what one command made, one command undoes."""
    ledger = Ledger(clock=FixedClock(NOW))
    accounts = [Account("issued", MINUTES, floor=None), Account("pool", MINUTES)]
    full = [Account(f"m-{number}", MINUTES, ceiling=1, overflow="pool") for number in range(STEPS_MAX)]
    assert ledger.post(command("open", *map(Open, accounts)))
    assert ledger.post(command("members", *map(Open, full)))
    moved = ledger.post(command("all", *(Transfer("issued", account.id, 3) for account in full)))
    assert moved.parts == 2 * STEPS_MAX
    back = ledger.reverse(moved, key="undo", **WHO)
    assert (back.parts, ledger.standing("pool").posted, ledger.promised(MINUTES)) == (2 * STEPS_MAX, 0, 0)
    assert ledger.reverse(back, key="redo", **WHO)
    assert (ledger.standing("pool").posted, ledger.promised(MINUTES)) == (2 * STEPS_MAX, 3 * STEPS_MAX)
    assert ledger.verify()


def test_no_other_command_links_that_many():
    with pytest.raises(InvalidInputError, match=f"1–{STEPS_MAX} steps"):
        command("k", *(Transfer("issued", "a", 1) for _ in range(STEPS_MAX + 1)))
    with pytest.raises(InvalidInputError, match=f"1–{2 * STEPS_MAX} steps"):
        command("k", *map(Reverse, range(1, 2 * STEPS_MAX + 2)))
