"""Several banks on one ledger: what one looked at may have changed when it writes. The baton sees to it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from commgov.errors import ConflictError
from commgov.incentives import Command, Ledger, MemoryStore, Transfer
from commgov.incentives.timebank import (
    BankRules,
    Catalogue,
    DealState,
    GiftPolicy,
    Item,
    Kinship,
    Period,
    PersonLimit,
    Relation,
    TimeBank,
    Use,
)

WELFARE = ("welfare", "goods")


class Meddling(MemoryStore):
    """A store in which, once, somebody else writes: after some looks, or between the last look and writing."""

    def __init__(self):
        super().__init__()
        self.meddle, self.looks = None, None

    def run(self, commands, now):
        if any("#" in command.key or "r-" in command.key for command in commands):
            self._meddle()
        return super().run(commands, now)

    def standing(self, account):
        if self.meddle is not None and self.looks is not None:
            self.looks -= 1
            if self.looks < 0:
                self._meddle()
        return super().standing(account)

    def _meddle(self):
        if self.meddle is not None:
            meddle, self.meddle = self.meddle, None
            meddle()


@pytest.fixture
def two(make):
    """Two banks on one ledger: as two processes. ann and bo are spouses with 600 minutes each; two bags of rice."""
    house = make(relations=(Relation("ann", "bo", Kinship.SPOUSE, make().watch.now().date()),), gifts=GiftPolicy())
    store = Meddling()
    house.ledger = Ledger(store, clock=house.watch)
    house.bank, house.other = house.again(), house.again()
    house.store = store
    house.bank.stock.bring_in("delivery", "rice", 2, by="shop-1")
    house.bank.funds.bring_in("grant", WELFARE, 90_000, by="officer-7", approved_by="officer-8")
    for name in ("ann", "bo"):
        house.member(name, 600)
    return house


def redeem(bank, key, member, quantity=1, **more):
    return bank.shop.redeem(key, member, "rice", quantity=quantity, by=member, **more)


whenever = pytest.mark.parametrize("looks", [None, 0, 1, 2])


@whenever
def test_a_limit_holds_although_somebody_else_redeems_in_between(two, looks):
    two.bank.stock.bring_in("delivery-2", "rice", 5, by="shop-1")
    two.store.looks = looks
    two.store.meddle = lambda: redeem(two.other, "r-2", "ann", 2)
    no = redeem(two.bank, "r-1", "ann")
    assert no.reason.en == "for each person at most 2 a month; 2 so far, 1 more"


def test_the_last_piece_goes_once(two):
    two.store.meddle = lambda: redeem(two.other, "r-2", "bo", 2)
    assert redeem(two.bank, "r-1", "ann").reason.en == "it is out of stock, or others wait for it already"
    assert two.bank.stock.figures("rice").available == 0


def test_nobody_overtakes_who_joined_the_queue_in_between(two):
    two.store.meddle = lambda: redeem(two.other, "r-2", "bo", 2) and redeem(two.other, "r-3", "ann", 2)
    assert redeem(two.bank, "r-1", "ann", wait=True).state is DealState.WAITING


def test_the_same_request_from_two_places_is_one_deal(two):
    two.store.meddle = lambda: redeem(two.other, "r-1", "ann")
    deal = redeem(two.bank, "r-1", "ann")
    assert deal == two.other.shop.deal("r-1")
    assert two.bank.stock.figures("rice").reserved == 1


def test_another_request_under_the_same_key_in_between_is_a_conflict(two):
    two.store.meddle = lambda: redeem(two.other, "r-1", "bo")
    with pytest.raises(ConflictError):
        redeem(two.bank, "r-1", "ann")


@whenever
def test_of_two_gifts_in_a_circle_one_is_given(two, looks):
    two.store.looks = looks
    two.store.meddle = lambda: two.other.gifts.give("r-2", "bo", "ann", 60, by="bo")
    no = two.bank.gifts.give("r-1", "ann", "bo", 60, by="ann")
    assert no.reason.en.startswith("minutes from the recipient came to the donor")
    assert two.available("ann", "bo") == (660, 540)


def test_a_deal_is_collected_or_cancelled_not_both(two):
    redeem(two.bank, "r-1", "ann")
    two.store.meddle = lambda: two.other.shop.cancel("r-1", by="ann")
    assert two.bank.shop.collect("r-1", by="shop-1").reason.en == "the deal is cancelled"
    assert two.bank.balance("ann").posted == 600
    two.ledger.verify()


def test_a_command_behind_the_banks_back_is_seen(two):
    redeem(two.bank, "r-1", "ann")
    hold = two.bank.shop.deal("r-1").holds[0]
    from_outside = Command("x", (Transfer("member/ann/minutes", "member/bo/minutes", 480),), by="x", cause="x")
    assert two.ledger.post(from_outside)
    assert hold in two.ledger.store.holds()
    assert redeem(two.bank, "r-2", "ann").reason.en == "the account has 0 available, 120 are needed"


MEMBERS = [f"m-{number}" for number in range(12)]


@pytest.mark.parametrize("seed", range(3))
def test_many_at_the_same_time_take_no_more_than_there_is(seed):
    """12 members ask 4 times each for a bag, 8 at a time, each through a bank of its own; there are 20, 2 for each."""
    item = Item("rice", Use.GOODS, minutes=10, line=WELFARE, cost=100, limit=PersonLimit(2, Period.YEAR))
    ledger, rules = Ledger(), BankRules(Catalogue([item]))
    first = TimeBank("b", ledger, rules)
    first.stock.bring_in("delivery", "rice", 20, by="shop-1")
    first.funds.bring_in("grant", WELFARE, 1_700, by="officer-7", approved_by="officer-8")
    for member in MEMBERS:
        first.open_member(member)
        earned = Transfer("issued/b/minutes", f"member/{member}/minutes", 30)
        assert ledger.post(Command(f"earned-{member}", (earned,), by="officer-7", cause="service"))

    def one(job):
        bank, (member, number) = TimeBank("b", ledger, rules), job
        deal = bank.shop.redeem(f"{member}-{number // 2}-{number % 2}", member, "rice", by=member)
        if deal and number % 3:
            assert bank.shop.collect(deal.key, by="shop-1")
        return deal

    jobs = [(member, number) for number in range(4) for member in MEMBERS]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, jobs[seed:] + jobs[:seed]))
    sold = sum(bool(answer) for answer in answers)
    figures, line = first.stock.figures("rice"), first.funds.report()[0]
    assert sold == 17, "the budget is the scarcest: 17 times 100"
    assert (figures.on_hand, figures.taken + figures.reserved) == (20 - figures.taken, 17)
    assert (line.left, line.goods + line.reserved) == (0, 1_700)
    each = [sum(deal.quantity for deal in first.shop.deals(member)) for member in MEMBERS]
    assert max(each) <= 2
    ledger.verify()


def test_the_same_request_from_many_threads_is_one_deal():
    ledger, rules = Ledger(), BankRules(Catalogue([Item("visit", Use.SERVICE, minutes=1)]))
    TimeBank("b", ledger, rules).open_member("m-1")
    earned = Transfer("issued/b/minutes", "member/m-1/minutes", 600)
    assert ledger.post(Command("earned", (earned,), by="officer-7", cause="service"))
    shared = TimeBank("b", ledger, rules)

    def ask(number):
        bank = shared if number % 2 else TimeBank("b", ledger, rules)
        return bank.shop.redeem("r-1", "m-1", "visit", quantity=60, by="m-1")

    with ThreadPoolExecutor(8) as pool:
        deals = list(pool.map(ask, range(24)))
    assert len(set(deals)) == 1
    assert shared.balance("m-1").reserved == 60
