"""What one person may have in a month: counted when it is handed over, and until then wherever it may still be."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clocks import HandClock
from tests.incentives.timebank.conftest import WELFARE

from commgov.incentives import Ledger
from commgov.incentives.timebank import BankRules, Catalogue, Item, Period, PersonLimit, TimeBank, Use

MOST = 2
OFFICERS = {"by": "officer-7", "approved_by": "officer-8"}


def shop_with(pieces, watch, per_person=None):
    limit = PersonLimit(MOST, Period.MONTH)
    rice = Item("rice", Use.GOODS, minutes=1, line=WELFARE, cost=100, limit=None if per_person else limit)
    rules = BankRules(Catalogue([rice]), per_person={WELFARE: per_person} if per_person else {})
    bank = TimeBank("b", Ledger(clock=watch), rules)
    bank.open_member("mei")
    bank.pools.endow("e-1", 1_000, **OFFICERS)
    bank.pools.grant("n-1", "mei", 1_000, **OFFICERS)
    bank.funds.bring_in("grant-1", WELFARE, 100_000, **OFFICERS)
    if pieces:
        bank.stock.bring_in("delivery-1", "rice", pieces, by="shop-1")
    return bank


@pytest.fixture
def watch():
    return HandClock(datetime(2026, 3, 31, 2, tzinfo=UTC))


def redeem(bank, key, quantity=1, **more):
    return bank.shop.redeem(key, "mei", "rice", quantity=quantity, by="mei", **more)


@pytest.mark.parametrize("limit", [None, PersonLimit(MOST * 100, Period.MONTH)], ids=["pieces", "fen"])
def test_what_is_reserved_in_march_and_handed_over_in_april_is_aprils(watch, limit):
    bank = shop_with(9, watch, limit)
    assert redeem(bank, "r-1", 2)
    watch.forward(days=1)
    assert not redeem(bank, "r-2"), "it may still be collected in April"
    bank.shop.collect("r-1", by="shop-1")
    assert not redeem(bank, "r-3"), "it was collected in April"
    watch.forward(days=30)
    assert redeem(bank, "r-4", 2), "in May nothing was handed over yet"


def test_what_was_handed_over_in_march_leaves_april_free(watch):
    bank = shop_with(9, watch)
    redeem(bank, "r-1", 2)
    bank.shop.collect("r-1", by="shop-1")
    watch.forward(days=1)
    assert redeem(bank, "r-2", 2)


def test_whoever_waits_does_not_save_months_up(watch):
    """Else two places a month in the queue became all at once what others get in half a year."""
    bank = shop_with(0, watch)
    assert redeem(bank, "r-1", 2, wait=True)
    watch.forward(days=1)
    assert redeem(bank, "r-2", 2, wait=True).reason.en == "for each person at most 2 a month; 2 so far, 2 more"


def test_the_month_is_that_of_the_community(watch):
    watch.moment = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)  # a minute before April in Wuhan
    bank = shop_with(9, watch)
    redeem(bank, "r-1", 2)
    bank.shop.collect("r-1", by="shop-1")
    assert not redeem(bank, "r-2")
    watch.forward(minutes=1)
    assert redeem(bank, "r-3")


steps = st.lists(st.tuples(st.sampled_from(["ask", "collect", "cancel", "wait"]), st.integers(1, 20)), max_size=30)


@given(steps=steps)
@settings(max_examples=60)
def test_nobody_is_handed_more_in_a_month_than_a_months_limit(steps):
    watch = HandClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
    bank = shop_with(500, watch)
    for number, (what, size) in enumerate(steps):
        open_deals = [deal for deal in bank.shop.deals() if deal.state.value == "reserved"]
        if what == "ask":
            redeem(bank, f"r-{number}", 1 + size % 2)
        elif what == "wait":
            watch.forward(days=size)
        elif open_deals:
            deal = open_deals[size % len(open_deals)]
            act = bank.shop.collect if what == "collect" else bank.shop.cancel
            act(deal.key, by="shop-1")
    handed = Counter()
    for deal in bank.shop.deals():
        if deal.collected is not None:
            handed[f"{deal.collected.astimezone(UTC):%Y-%m}"] += deal.quantity
    assert all(pieces <= MOST for pieces in handed.values())
