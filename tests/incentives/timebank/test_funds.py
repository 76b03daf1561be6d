"""Funds: money from several sources is set apart for purposes, and no line is overspent."""

import pytest

from commgov.errors import ConflictError, InvalidInputError
from commgov.incentives.timebank import LineReport, No, Payout, fund_totals

GOODS, REWARDS, OTHER = ("welfare", "goods"), ("welfare", "rewards"), ("donors", "rewards")
OFFICERS = {"by": "officer-7", "approved_by": "officer-8"}


@pytest.fixture
def funds(house):
    """The welfare fund gave 300 yuan for goods and 100 for rewards, donors gave 50 for rewards."""
    assert house.bank.funds.bring_in("grant-2", REWARDS, 10_000, **OFFICERS)
    assert house.bank.funds.bring_in("grant-3", OTHER, 5_000, **OFFICERS)
    return house.bank.funds


def test_a_line_gives_what_it_was_given_and_no_more(funds, house):
    assert funds.pay("p-1", "mei", REWARDS, 10_001, **OFFICERS).reason.en == (
        "the account has 10000 available, 10001 are needed"
    )
    assert funds.pay("p-1", "mei", REWARDS, 10_000, **OFFICERS) == Payout("mei", REWARDS, 10_000, house.watch.moment)
    assert isinstance(funds.pay("p-2", "mei", REWARDS, 1, **OFFICERS), No)
    assert isinstance(funds.pay("p-3", "mei", ("nobody", "rewards"), 1, **OFFICERS), No)


def test_money_moves_between_purposes_of_a_fund_by_decision(funds):
    report = funds.move("m-1", GOODS, "rewards", 5_000, **OFFICERS)
    assert (report.moved, report.left) == (-5_000, 25_000)
    assert funds.move("m-2", GOODS, "rewards", 25_001, **OFFICERS).reason.en == "the budget line has too little left"
    assert funds.pay("p-1", "mei", REWARDS, 15_000, **OFFICERS)


def test_the_report_adds_up_by_source_and_purpose(funds, house):
    assert funds.pay("p-1", "mei", REWARDS, 4_000, **OFFICERS)
    assert house.bank.shop.redeem("r-1", "mei", "rice", by="mei")
    assert house.bank.shop.redeem("r-2", "mei", "rice", by="mei")
    assert house.bank.shop.collect("r-2", by="shop-1")
    report = funds.report()
    assert report == (
        LineReport("donors", "rewards", 5_000, 0, 0, 0, 0, 5_000),
        LineReport("welfare", "goods", 30_000, 0, 3_000, 0, 3_000, 24_000),
        LineReport("welfare", "rewards", 10_000, 0, 0, 4_000, 0, 6_000),
    )
    assert fund_totals(report, purpose="rewards") == LineReport("", "rewards", 15_000, 0, 0, 4_000, 0, 11_000)
    assert fund_totals(report, fund="welfare").given == 40_000
    assert fund_totals(report).left == 35_000
    assert house.again().funds.report() == report
    for each in report:
        assert each.given + each.moved == each.goods + each.payouts + each.reserved + each.left


def test_a_payment_is_made_once(funds, house):
    first = funds.pay("p-1", "mei", REWARDS, 4_000, **OFFICERS)
    house.watch.forward(days=3)
    assert house.again().funds.pay("p-1", "mei", REWARDS, 4_000, **OFFICERS) == first
    with pytest.raises(ConflictError):
        funds.pay("p-1", "ann", REWARDS, 4_000, **OFFICERS)


def test_a_deal_waits_for_no_money_that_is_not_there(house, funds):
    assert funds.move("m-1", GOODS, "rewards", 28_000, **OFFICERS)
    no = house.bank.shop.redeem("r-1", "mei", "rice", by="mei")
    assert no.reason.en == "the budget line has too little left"
    assert house.bank.stock.figures("rice").reserved == 0
    assert house.bank.balance("mei").reserved == 0


def test_wrong_use_is_refused_as_a_whole(funds):
    with pytest.raises(InvalidInputError) as refused:
        funds.pay("p-1", "", ("welfare", ""), 1.5, **OFFICERS)
    assert len(refused.value.problems) == 3
    with pytest.raises(InvalidInputError, match="approved_by"):
        funds.pay("p-1", "mei", REWARDS, 1, by="officer-7", approved_by="officer-7")


def test_two_people_answer_for_a_source_of_money(funds, house):
    opened = {entry.debit: entry for entry in house.ledger.entries() if entry.kind == "open"}
    source = opened["given/donors"]
    assert (source.by, source.approved_by) == ("officer-7", "officer-8")
    with pytest.raises(InvalidInputError, match="approved_by"):
        funds.bring_in("grant-4", ("new", "rewards"), 1, by="officer-7", approved_by="officer-7")
    assert house.ledger.store.standing("given/new") is None


def test_who_took_goods_in_is_who_opened_their_accounts(house):
    house.bank.stock.bring_in("delivery-9", "umbrella", 3, by="shop-2")
    opened = [entry.by for entry in house.ledger.entries() if entry.kind == "open" and "umbrella" in entry.debit]
    assert set(opened) == {"shop-2"}
