"""What runs out is told beforehand and then posted; until then it can be spent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import ConflictError
from commgov.incentives.ledger import MINUTES, NEVER, POINTS
from commgov.incentives.timebank import ExpiryPolicy, RanOut

TODAY = date(2026, 3, 2)


def test_the_last_day_is_counted_in_months():
    policy = ExpiryPolicy(months=12)
    assert policy.last_day(date(2028, 2, 29)) == date(2029, 2, 28)
    assert policy.last_day(TODAY) == date(2027, 3, 2)
    assert ExpiryPolicy().last_day(TODAY) == NEVER


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 240), st.integers(1, 400))
def test_what_was_earned_later_never_runs_out_earlier(earned, months, days):
    policy = ExpiryPolicy(months=months)
    assert policy.last_day(earned) <= policy.last_day(earned + timedelta(days=days))


@pytest.fixture
def soon(house):
    """mei has 50 minutes until 31 March, 40 until 1 May, 600 for ever, and 20 points until 31 March."""
    house.earn("mei", 50, lot=date(2026, 3, 31))
    house.earn("mei", 40, lot=date(2026, 5, 1))
    house.earn("mei", 20, POINTS, date(2026, 3, 31))
    return house


def test_each_is_told_what_runs_out_some_days_before(soon):
    told = [(each.book, each.amount, each.days_left, each.stage) for each in soon.bank.expiry.notices()]
    assert told == [(MINUTES, 50, 29, 60), (POINTS, 20, 29, 60), (MINUTES, 40, 60, 60)]
    notice = soon.bank.expiry.notices()[0]
    assert notice.words.en.startswith("50 minutes run out: the last day on which they can be spent is 2026-03-31")
    assert "mei" not in repr(notice)


def test_a_notice_has_the_same_id_until_the_next_is_due(soon):
    ids = [{each.id for each in soon.bank.expiry.notices(TODAY + timedelta(days=days))} for days in (0, 14, 15, 29)]
    assert ids[0] == ids[1]
    assert len(ids[2] - ids[1]) == 2
    assert ids[3] == ids[2]
    assert all(day > TODAY for day in (each.last_day for each in soon.bank.expiry.notices()))


def test_what_is_spent_is_not_told_of(soon):
    assert soon.bank.pools.donate("d-1", "mei", 90, by="mei")
    assert [each.book for each in soon.bank.expiry.notices()] == [POINTS]


def test_what_has_run_out_is_posted_once(soon):
    assert soon.bank.expiry.run(by="clock") == ()
    soon.watch.forward(days=29)
    assert soon.bank.expiry.run(by="clock") == ()  # the last day counts
    soon.watch.forward(days=1)
    assert soon.bank.balance("mei").available == 690
    assert soon.bank.expiry.run(by="clock") == (RanOut("mei", MINUTES, 50), RanOut("mei", POINTS, 20))
    assert soon.again().expiry.run(by="clock") == ()
    assert soon.bank.balance("mei").available == 640
    assert soon.bank.promised().expired == 50
    assert soon.bank.balance("mei").runs_out == ((date(2026, 5, 1), 40),)


def test_what_is_set_aside_for_a_deal_is_left_to_it(soon):
    assert soon.bank.pools.donate("d-1", "mei", 1, by="mei")
    for number in (1, 2):
        assert soon.bank.shop.redeem(f"r-{number}", "mei", "rice", by="mei")
    assert soon.bank.shop.redeem("r-3", "mei", "visit", quantity=430, by="mei")
    soon.watch.forward(days=13)
    assert soon.bank.balance("mei").available == 19
    soon.watch.moment = soon.watch.moment.replace(month=5, day=2)
    soon.bank.shop.deals()
    ran_out = soon.bank.expiry.run(by="clock")
    assert ran_out[0] == RanOut("mei", MINUTES, 89)
    soon.ledger.verify()


def test_a_lot_that_is_set_aside_goes_with_a_later_run(house):
    house.member("ann", 120, lot=TODAY)
    assert house.bank.shop.redeem("r-1", "ann", "rice", by="ann")
    house.watch.forward(days=1)
    assert house.bank.expiry.run(by="clock") == ()
    assert house.bank.shop.cancel("r-1", by="ann")
    assert house.bank.expiry.run(by="clock") == (RanOut("ann", MINUTES, 120),)
    assert house.available("ann") == (0,)


def test_nothing_runs_out_by_a_clock_that_is_far_ahead(house):
    house.member("ann", 120, lot=TODAY)
    house.watch.moment = house.watch.moment.replace(year=2099)
    with pytest.raises(ConflictError, match="too far ahead"):
        house.bank.expiry.run(by="clock")
    assert house.ledger.standing("member/ann/minutes").posted == 120
