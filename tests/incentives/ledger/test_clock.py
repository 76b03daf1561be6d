"""A clock that is wrong once does not move the ledger's time for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from commgov.core import FixedClock
from commgov.errors import InvalidInputError
from commgov.incentives.ledger import MINUTES, Account, Code, Command, Hold, Ledger, Open, Settle, Transfer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATE = datetime(2099, 3, 2, 9, tzinfo=UTC)
ACCOUNTS = (Open(Account("issued", MINUTES, floor=None)), Open(Account("a", MINUTES)))


def command(key, *steps):
    return Command(key, steps, by="officer-7", cause="test")


def at(store, moment, **more):
    return Ledger(store, clock=FixedClock(moment), **more)


def test_a_post_far_ahead_is_refused_with_the_reason_and_moves_nothing(ledger_store):
    ledger = at(ledger_store, NOW)
    assert ledger.post(command("open", *ACCOUNTS))
    held = ledger.post(command("hold", Hold("issued", "a", 60, NOW + timedelta(days=30))))
    wrong = at(ledger_store, LATE)
    no = wrong.post(command("gift", Transfer("issued", "a", 5)))
    assert (no.code, bool(no.reason.zh)) == (Code.CLOCK, True)
    wrong.expire_holds()
    assert [entry.moment for entry in ledger.entries(4)] == []
    assert ledger.post(command("settle", Settle(held.first)))  # the clock that is right goes on
    assert [entry.moment for entry in ledger.entries()] == [NOW] * 4
    assert ledger.verify()


def test_each_command_of_a_batch_is_refused(ledger_store):
    assert at(ledger_store, NOW).post(command("open", *ACCOUNTS))
    wrong = at(ledger_store, LATE)
    answers = wrong.post_many([command("k-1", Transfer("issued", "a", 5)), command("k-2", Transfer("issued", "a", 6))])
    assert [answer.code for answer in answers] == [Code.CLOCK, Code.CLOCK]


def test_what_an_idle_ledger_needs_is_allowed_by_name(ledger_store):
    """Nobody posted for half a year: who has looked at the clock allows more, once; then it goes on as ever."""
    assert at(ledger_store, NOW).post(command("open", *ACCOUNTS))
    later = NOW + timedelta(days=183)
    assert at(ledger_store, later).post(command("gift", Transfer("issued", "a", 5))).code is Code.CLOCK
    assert at(ledger_store, later, ahead_max=timedelta(days=200)).post(command("gift", Transfer("issued", "a", 5)))
    assert at(ledger_store, later + timedelta(days=1)).post(command("more", Transfer("issued", "a", 5)))


def test_a_clock_that_is_ahead_within_the_allowance_is_caught_up_with(ledger_store):
    ledger = at(ledger_store, NOW + timedelta(days=20))
    assert ledger.post(command("open", *ACCOUNTS))
    assert at(ledger_store, NOW).post(command("gift", Transfer("issued", "a", 5)))
    assert at(ledger_store, NOW + timedelta(days=21)).post(command("more", Transfer("issued", "a", 5)))
    moments = [entry.moment - NOW for entry in ledger.entries(3)]
    assert moments == [timedelta(days=20), timedelta(days=21)]


def test_an_empty_ledger_begins_whenever_its_clock_says(ledger_store):
    assert at(ledger_store, LATE).post(command("open", *ACCOUNTS))


def test_the_allowance_is_exact(ledger_store):
    assert at(ledger_store, NOW).post(command("open", *ACCOUNTS))
    hour, more = timedelta(hours=1), command("gift", Transfer("issued", "a", 5))
    tick = timedelta(microseconds=1)
    assert at(ledger_store, NOW + hour + tick, ahead_max=hour).post(more).code is Code.CLOCK
    assert at(ledger_store, NOW + hour, ahead_max=hour).post(more)


@pytest.mark.parametrize("ahead_max", [timedelta(0), timedelta(days=-1), 31, None])
def test_an_allowance_is_a_time_span(ahead_max):
    with pytest.raises(InvalidInputError, match="ahead_max"):
        Ledger(ahead_max=ahead_max)


@pytest.mark.parametrize("moment", [datetime(2026, 3, 2, 9), "2026-03-02", None])  # noqa: DTZ001 -- naive is the point
def test_a_clock_without_a_time_zone_is_named(moment):
    class Naive:
        def now(self):
            return moment

    ledger = Ledger(clock=Naive())
    with pytest.raises(InvalidInputError, match=r"Ledger.*clock"):
        ledger.post(command("open", *ACCOUNTS))
    with pytest.raises(InvalidInputError, match=r"Ledger.*clock"):
        ledger.expire_holds()
