"""A community's bank with a clock that is set by hand."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from attrs import evolve
from tests.clocks import HandClock

from commgov.incentives import MINUTES, POINTS, Command, Ledger, Transfer
from commgov.incentives.timebank import (
    BankRules,
    Catalogue,
    ExpiryPolicy,
    Item,
    Kinship,
    PartnerKey,
    Period,
    PersonLimit,
    Relation,
    TimeBank,
    Use,
    accounts,
)
from commgov.seal import SigningKey

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine o'clock in Wuhan
WELFARE = ("welfare", "goods")


def key_of(community):
    """A community's signing key, the same each time."""
    return SigningKey(sha256(community.encode()).digest())


def partner_keys(*communities):
    """A register in which each of them has its key."""
    return tuple(PartnerKey(name, key_of(name).verifying_key, since=date(2026, 1, 1)) for name in communities)


class House:
    """A bank, its ledger, and what tests do again and again."""

    def __init__(self, rules, community="b"):
        self.watch = HandClock(MONDAY)
        self.ledger = Ledger(clock=self.watch)
        self.rules, self.community, self.key = rules, community, key_of(community)
        self.bank = self.again()
        self._earned = 0

    def again(self, **other_rules):
        """Another bank on the same ledger: another process, or the same one after a restart, or under other rules."""
        return TimeBank(self.community, self.ledger, evolve(self.rules, **other_rules), signing_key=self.key)

    def member(self, name, minutes=0, points=0, lot=None):
        self.bank.open_member(name)
        for book, amount in ((MINUTES, minutes), (POINTS, points)):
            if amount:
                self.earn(name, amount, book, lot)
        return name

    def earn(self, name, amount, book=MINUTES, lot=None):
        self._earned += 1
        step = Transfer(accounts.issued(self.community, book), accounts.member(name, book), amount, lot)
        assert self.ledger.post(Command(f"earned-{self._earned}", (step,), by="officer-7", cause="service"))

    def available(self, *names):
        return tuple(self.bank.balance(name).available for name in names)


def case_study(**more):
    """The case study's rules: rice for hours with a subsidy, books for points, visits for hours."""
    items = [
        Item("rice", Use.GOODS, minutes=120, points=60, line=WELFARE, cost=3_000, limit=PersonLimit(2, Period.MONTH)),
        Item("book", Use.GOODS, points=30),
        Item("visit", Use.SERVICE, minutes=1),
    ]
    relations = (
        Relation("mei", "mother", Kinship.PARENT, date(2026, 1, 1)),
        Relation("mei", "husband", Kinship.SPOUSE, date(2026, 1, 1)),
        Relation("husband", "mother", Kinship.SIBLING, date(2026, 1, 1)),
    )
    return BankRules(
        **{"catalogue": Catalogue(items), "relations": relations, "expiry": ExpiryPolicy(months=36), **more}
    )


@pytest.fixture
def make():
    """Makes a house under other rules, or of another community."""

    def made(community="b", **more):
        return House(case_study(**more), community)

    return made


@pytest.fixture
def house(make):
    """The case study's bank: 10 bags of rice and 300 yuan to subsidise them; mei has 600 minutes and 90 points."""
    house = make()
    assert house.bank.stock.bring_in("delivery-1", "rice", 10, by="shop-1")
    assert house.bank.funds.bring_in("grant-1", WELFARE, 30_000, by="officer-7", approved_by="officer-8")
    house.member("mei", 600, 90)
    return house


@pytest.fixture
def bank(house):
    return house.bank
