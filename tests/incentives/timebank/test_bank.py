"""The door: accounts, balances, conversion, and what a community promises."""

from fractions import Fraction

import pytest

from commgov.core import Text
from commgov.errors import InvalidInputError, NotFoundError
from commgov.incentives import MINUTES, POINTS, Command, Hold, Ledger
from commgov.incentives.timebank import (
    BEIJING_2022,
    CASE_STUDY,
    BankRules,
    Catalogue,
    Convertibility,
    Item,
    No,
    Period,
    PersonLimit,
    TimeBank,
    Use,
    accounts,
)

POINTS_TOO = Convertibility(
    Text("test", "测试"),
    frozenset({(MINUTES, Use.POINTS), (POINTS, Use.GOODS)}),
    points_an_hour=Fraction(3, 2),
)


def test_opening_a_members_accounts_twice_changes_nothing(house):
    assert house.bank.open_member("mei").available == 600
    assert house.again().open_member("mei").available == 600
    with pytest.raises(NotFoundError):
        house.bank.balance("nobody")


def test_what_is_submitted_is_expected_and_promised_once_posted(house):
    hold = Hold(accounts.issued("b"), accounts.member("mei"), 90)
    assert house.ledger.post(Command("record-1", (hold,), by="mei", cause="s-1"))
    assert house.bank.balance("mei").expected == 90
    assert (house.bank.promised().expected, house.bank.promised().total) == (90, 600)


def test_what_a_community_promises_adds_up(house):
    bank = house.bank
    house.member("ann", 100)
    assert bank.pools.donate("d-1", "mei", 50, by="mei")
    assert bank.shop.redeem("r-1", "mei", "rice", by="mei")
    assert bank.shop.collect("r-1", by="shop-1")
    found = bank.promised()
    assert (found.members, found.pools, found.issued, found.redeemed) == (530, 50, 700, 120)
    assert found.total == found.issued - found.redeemed - found.expired + found.claims
    assert bank.promised(POINTS).total == 90


def test_hours_become_points_where_the_policy_allows_it(make):
    house = make(convertibility=POINTS_TOO)
    house.member("mei", 100)
    assert house.bank.convert("c-1", "mei", 80, by="mei").available == 2
    assert house.again().convert("c-1", "mei", 80, by="mei").available == 2
    assert house.available("mei") == (20,)
    assert house.bank.convert("c-2", "mei", 21, by="mei").reason.en.startswith("the account has 20 available")
    assert house.bank.convert("c-3", "mei", 10, by="mei").reason.en == "these minutes become no whole number of points"
    assert len(house.bank.balance("mei", POINTS).runs_out) == 1


@pytest.mark.parametrize("policy", [BEIJING_2022, CASE_STUDY])
def test_hours_become_no_points_where_it_does_not(make, policy):
    house = make(convertibility=policy)
    house.member("mei", 100)
    no = house.bank.convert("c-1", "mei", 60, by="mei")
    assert isinstance(no, No)
    assert "cannot be exchanged for points" in no.reason.en


def test_rules_are_checked_as_a_whole():
    with pytest.raises(InvalidInputError) as refused:
        Item("", Use.POINTS, line=("welfare",), cost=0)
    assert len(refused.value.problems) == 5
    with pytest.raises(InvalidInputError, match="only once"):
        Catalogue([Item("a", Use.GOODS, points=1), Item("a", Use.SERVICE, points=1)])
    with pytest.raises(InvalidInputError) as refused:
        BankRules(catalogue=None, ceiling=0, donations="", per_person={("f", "p"): 3})
    assert len(refused.value.problems) == 4
    with pytest.raises(InvalidInputError, match="points_an_hour"):
        Convertibility(Text("a", "b"), frozenset({(MINUTES, Use.POINTS)}))
    with pytest.raises(InvalidInputError, match="most"):
        PersonLimit(-1, Period.YEAR)
    with pytest.raises(InvalidInputError, match="community"):
        TimeBank("", None)


def test_other_rules_change_nothing_that_was_agreed_on(house):
    assert house.bank.shop.redeem("r-1", "mei", "rice", by="mei")
    dearer = BankRules(Catalogue([Item("rice", Use.GOODS, minutes=500)]))
    later = TimeBank("b", house.ledger, dearer)
    assert later.shop.collect("r-1", by="shop-1").price == 120
    assert later.shop.redeem("r-2", "mei", "rice", by="mei").reason.en.endswith("500 are needed")


def test_the_journal_of_all_this_is_right(house):
    bank = house.bank
    assert bank.shop.redeem("r-1", "mei", "rice", by="mei")
    assert bank.shop.collect("r-1", by="shop-1")
    assert bank.shop.take_back("r-1", by="shop-1", approved_by="officer-8")
    assert bank.gifts.give("g-1", "mei", "mother", 10, by="mei") is not None
    assert house.ledger.verify().entries > 10


def test_who_began_a_bank_and_who_approved_it_stand_in_the_journal():
    ledger = Ledger()
    with pytest.raises(InvalidInputError, match="approved_by"):
        TimeBank("community-b", ledger, by="officer-7", approved_by="officer-7")
    TimeBank("community-b", ledger, by="officer-7", approved_by="officer-8")
    TimeBank("community-b", ledger)  # as after a restart: they are there already
    opened = [entry for entry in ledger.entries() if entry.kind == "open" and "community-b" in entry.debit]
    assert {(entry.by, entry.approved_by) for entry in opened} == {("officer-7", "officer-8")}
