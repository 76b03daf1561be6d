"""A time bank on a database: the same after a restart, and with several processes at one shop."""

import multiprocessing
from datetime import UTC, datetime

import pytest

from commgov.core import FixedClock
from commgov.errors import ConflictError
from commgov.incentives import Command, Transfer
from commgov.incentives.timebank import (
    BankRules,
    Catalogue,
    DealState,
    Item,
    Kinship,
    Period,
    PersonLimit,
    Relation,
    TimeBank,
    Use,
)
from commgov.storage import Database

CLOCK = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
MEMBERS = [f"m-{number}" for number in range(6)]
LINE, STOCK, BUDGET = ("welfare", "goods"), 9, 2_000
RULES = BankRules(
    Catalogue([Item("rice", Use.GOODS, minutes=10, line=LINE, cost=100, limit=PersonLimit(2, Period.MONTH))]),
    relations=(Relation("m-0", "m-1", Kinship.SPOUSE, datetime(2026, 1, 1, tzinfo=UTC).date()),),
)


def begin(database):
    """A shop with nine bags of rice, and six members with 100 minutes each."""
    ledger = database.ledger(clock=CLOCK)
    bank = TimeBank("b", ledger, RULES)
    bank.stock.bring_in("delivery", "rice", STOCK, by="shop-1")
    bank.funds.bring_in("grant", LINE, BUDGET, by="officer-7", approved_by="officer-8")
    for member in MEMBERS:
        bank.open_member(member)
        earned = Transfer("issued/b/minutes", f"member/{member}/minutes", 100)
        assert ledger.post(Command(f"earned-{member}", (earned,), by="officer-7", cause="service"))
    return bank


def test_after_a_restart_the_same_deals_stand_and_the_same_request_gives_the_same_answer(database_place):
    with Database.open(**database_place) as database:
        bank = begin(database)
        deal = bank.shop.redeem("r-1", "m-0", "rice", by="m-0")
        gift = bank.gifts.give("g-1", "m-0", "m-1", 30, by="m-0")
        collected = bank.shop.redeem("r-2", "m-1", "rice", by="m-1")
        assert bank.shop.collect("r-2", by="shop-1").state is DealState.COLLECTED
        before = bank.shop.deals(), bank.funds.report(), bank.promised(), database.ledger().verify()
    with Database.open(**database_place) as database:
        bank = TimeBank("b", database.ledger(clock=CLOCK), RULES)
        assert (bank.shop.deals(), bank.funds.report(), bank.promised(), database.ledger().verify()) == before
        assert bank.shop.redeem("r-1", "m-0", "rice", by="m-0") == deal
        assert bank.gifts.give("g-1", "m-0", "m-1", 30, by="m-0") == gift
        assert bank.shop.redeem("r-2", "m-1", "rice", by="m-1").key == collected.key
        with pytest.raises(ConflictError):
            bank.shop.redeem("r-1", "m-0", "rice", quantity=2, by="m-0")
        assert database.ledger().verify() == before[-1]
        back = bank.gifts.give("g-2", "m-1", "m-0", 30, by="m-1")
        assert back.reason.en.startswith("minutes from the recipient came to the donor")


def _shop(place, name, told):
    """One of several processes: asks for a bag for everybody, three times over."""
    with Database.open(**place) as database:
        bank = TimeBank("b", database.ledger(clock=CLOCK), RULES)
        sold = 0
        for number in range(3):
            for member in MEMBERS:
                deal = bank.shop.redeem(f"{name}-{member}-{number}", member, "rice", by=member)
                sold += bool(deal)
                if deal and number % 2:
                    assert bank.shop.collect(deal.key, by=name)
        told.put(sold)


def test_several_processes_sell_what_there_is_and_nobody_gets_more_than_the_limit(database_place):
    with Database.open(**database_place) as database:
        begin(database)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    sellers = [context.Process(target=_shop, args=(database_place, f"shop-{n}", told)) for n in range(3)]
    for seller in sellers:
        seller.start()
    sold = sum(told.get(timeout=240) for _ in sellers)
    for seller in sellers:
        seller.join()
    assert sold == STOCK
    with Database.open(**database_place) as database:
        bank = TimeBank("b", database.ledger(clock=CLOCK), RULES)
        figures = bank.stock.figures("rice")
        assert (figures.available, figures.taken + figures.reserved) == (0, STOCK)
        assert max(sum(deal.quantity for deal in bank.shop.deals(member)) for member in MEMBERS) <= 2
        assert bank.funds.report()[0].left == BUDGET - 100 * STOCK
        database.ledger().verify()
