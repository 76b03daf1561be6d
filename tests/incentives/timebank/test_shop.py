"""The shop: price, goods and money are set aside together, end together, and never go below nothing."""

import pytest

from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.incentives import POINTS
from commgov.incentives.timebank import (
    BEIJING_2022,
    NANJING_2019,
    SHANGHAI_2026,
    Convertibility,
    DealState,
    No,
    Period,
    PersonLimit,
    Redeemer,
    StockFigures,
)

WELFARE = ("welfare", "goods")


def line(bank):
    return next(each for each in bank.funds.report() if (each.fund, each.purpose) == WELFARE)


def redeem(bank, key, member="mei", item="rice", **more):
    return bank.shop.redeem(key, member, item, **{"by": member, **more})


def test_price_goods_and_money_are_set_aside_together(bank):
    deal = redeem(bank, "r-1", quantity=2)
    assert (deal.state, deal.quantity, deal.price, deal.cost) == (DealState.RESERVED, 2, 240, 6_000)
    assert (bank.balance("mei").reserved, bank.balance("mei").available) == (240, 360)
    assert bank.stock.figures("rice") == StockFigures(10, 10, 2, 8, 0, 0)
    assert (line(bank).reserved, line(bank).left) == (6_000, 24_000)


def test_what_is_collected_is_paid_for(bank):
    redeem(bank, "r-1")
    deal = bank.shop.collect("r-1", by="shop-1")
    assert deal.state is DealState.COLLECTED
    assert bank.balance("mei").posted == 480
    assert bank.stock.figures("rice") == StockFigures(10, 9, 0, 9, 1, 0)
    assert (line(bank).goods, line(bank).left) == (3_000, 27_000)
    assert bank.promised().total == 480


def test_who_takes_less_pays_less(bank):
    redeem(bank, "r-1", quantity=2)
    deal = bank.shop.collect("r-1", by="shop-1", quantity=1)
    assert (deal.quantity, deal.price, deal.cost) == (1, 120, 3_000)
    assert bank.balance("mei").available == 480
    assert bank.stock.figures("rice").available == 9
    assert bank.shop.collect("r-1", by="shop-1", quantity=1) == deal


def test_what_is_cancelled_is_free_again(bank):
    redeem(bank, "r-1", quantity=2)
    assert bank.shop.cancel("r-1", by="mei").state is DealState.CANCELLED
    assert bank.balance("mei").available == 600
    assert bank.stock.figures("rice").available == 10
    assert line(bank).left == 30_000


def test_what_nobody_collects_is_free_again_by_itself(house, bank):
    redeem(bank, "r-1")
    house.watch.forward(days=14)
    assert bank.balance("mei").available == 600
    assert bank.shop.deal("r-1").state is DealState.EXPIRED
    no = bank.shop.collect("r-1", by="shop-1")
    assert no.reason.en == "the deal is expired"


def test_a_deal_ends_once(bank):
    redeem(bank, "r-1")
    bank.shop.cancel("r-1", by="mei")
    assert bank.shop.collect("r-1", by="shop-1").reason.en == "the deal is cancelled"
    redeem(bank, "r-2")
    bank.shop.collect("r-2", by="shop-1")
    assert bank.shop.cancel("r-2", by="mei").reason.en == "the deal is collected"
    assert bank.shop.collect("r-2", by="shop-2").reason.en == "the deal is collected"


def test_what_was_collected_can_be_taken_back_with_approval(bank):
    redeem(bank, "r-1")
    bank.shop.collect("r-1", by="shop-1")
    back = bank.shop.take_back("r-1", by="shop-1", approved_by="officer-8")
    assert back.state is DealState.GIVEN_BACK
    assert bank.balance("mei").available == 600
    assert bank.stock.figures("rice") == StockFigures(10, 10, 0, 10, 0, 0)
    assert (line(bank).goods, line(bank).left) == (0, 30_000)


def test_the_same_request_again_is_the_same_deal(house, bank):
    first = redeem(bank, "r-1")
    house.watch.forward(hours=1)
    assert redeem(bank, "r-1") == first
    assert redeem(house.again(), "r-1") == first
    assert bank.balance("mei").reserved == 120


def test_the_same_request_again_is_the_same_deal_when_nothing_is_left(house, bank):
    deal = redeem(bank, "r-1")
    bank.shop.collect("r-1", by="shop-1")
    bank.stock.count("count-1", "rice", 0, by="shop-1", approved_by="officer-8")
    house.watch.forward(days=400)
    again = redeem(house.again(), "r-1")
    assert (again.key, again.state) == (deal.key, DealState.COLLECTED)


def test_another_request_under_the_same_key_is_a_conflict(bank):
    redeem(bank, "r-1")
    with pytest.raises(ConflictError, match="r-1"):
        redeem(bank, "r-1", quantity=2)
    with pytest.raises(ConflictError, match="r-1"):
        bank.stock.bring_in("r-1", "rice", 1, by="shop-1")
    assert bank.balance("mei").reserved == 120


def test_a_key_that_the_ledger_knows_is_a_conflict(bank):
    with pytest.raises(ConflictError, match="earned-1"):
        redeem(bank, "earned-1")


def test_all_reasons_are_told_at_once_in_both_languages(make):
    house = make(convertibility=BEIJING_2022)
    house.member("mei", 60)
    house.bank.stock.bring_in("delivery", "rice", 1, by="shop-1")
    no = redeem(house.bank, "r-1", quantity=3)
    assert not no
    assert [reason.en for reason in no.reasons] == [
        "Beijing 2022: hours cannot be exchanged for goods",
        "Beijing 2022: hours can be redeemed from age 60 on",
        "for each person at most 2 a month; 0 so far, 3 more",
        "the account has 60 available, 360 are needed",
        "the budget line has too little left",
    ]
    assert all(reason.zh != reason.en for reason in no.reasons)


def test_a_person_has_so_much_a_month_and_no_more(house, bank):
    redeem(bank, "r-1")
    redeem(bank, "r-2")
    no = redeem(bank, "r-3")
    assert no.reason.en == "for each person at most 2 a month; 2 so far, 1 more"
    bank.shop.cancel("r-2", by="mei")
    assert redeem(bank, "r-4")
    house.watch.forward(days=30)
    assert redeem(bank, "r-5")


def test_a_person_has_so_much_of_a_budget_line(make):
    house = make(per_person={WELFARE: PersonLimit(4_000, Period.YEAR)})
    house.member("mei", 600)
    house.bank.stock.bring_in("delivery", "rice", 9, by="shop-1")
    house.bank.funds.bring_in("grant", WELFARE, 90_000, by="officer-7", approved_by="officer-8")
    assert redeem(house.bank, "r-1")
    assert "at most 4000 a year; 3000 so far" in redeem(house.bank, "r-2").reason.en
    pay = house.bank.funds.pay("p-1", "mei", WELFARE, 1_001, by="officer-7", approved_by="officer-8")
    assert isinstance(pay, No)
    assert house.bank.funds.pay("p-2", "mei", WELFARE, 1_000, by="officer-7", approved_by="officer-8")


def test_points_pay_what_is_priced_in_points(bank):
    assert redeem(bank, "r-1", pay=POINTS).price == 60
    assert bank.balance("mei", POINTS).available == 30
    assert redeem(bank, "r-2", item="visit", pay=POINTS).reason.en == "it is not given for that"
    assert redeem(bank, "r-3", item="gold").reason.en == "it is not in the catalogue"


def test_being_served_is_a_redemption_too_and_needs_no_stock(bank):
    deal = redeem(bank, "r-1", item="visit", quantity=90)
    assert deal.price == 90
    served = bank.shop.collect("r-1", by="officer-7", quantity=60)
    assert (served.quantity, served.price) == (60, 60)
    assert bank.balance("mei").available == 540


@pytest.mark.parametrize(
    ("policy", "redeemer", "may"),
    [
        (BEIJING_2022, Redeemer(age=60), True),
        (BEIJING_2022, Redeemer(age=59), False),
        (BEIJING_2022, Redeemer(age=58, spouse_age=60), True),
        (NANJING_2019, Redeemer(age=58, spouse_age=60), False),
        (SHANGHAI_2026, Redeemer(age=64), False),
        (SHANGHAI_2026, Redeemer(age=65), True),
        (SHANGHAI_2026, Redeemer(age=60, in_hardship=True), True),
        (SHANGHAI_2026, Redeemer(age=59, in_hardship=True), False),
        (SHANGHAI_2026, Redeemer(), False),
    ],
)
def test_the_published_policies_say_from_which_age_hours_become_service(make, policy: Convertibility, redeemer, may):
    house = make(convertibility=policy)
    house.member("mei", 60)
    answer = redeem(house.bank, "r-1", item="visit", quantity=60, redeemer=redeemer)
    assert bool(answer) == may
    assert policy.source


def test_out_of_stock_is_a_no_or_a_place_in_the_queue(house, bank):
    bank.stock.count("count", "rice", 0, by="shop-1", approved_by="officer-8")
    assert redeem(bank, "r-1").reason.en == "it is out of stock, or others wait for it already"
    deal = redeem(bank, "r-2", wait=True)
    assert deal.state is DealState.WAITING
    assert bank.balance("mei").available == 600
    assert redeem(bank, "r-2", wait=True) == deal
    house.watch.forward(days=90)
    assert bank.shop.deal("r-2").state is DealState.EXPIRED


@pytest.fixture
def queue(house, bank):
    """ann, bo and cy wait for a bag of rice each, in this order; bo has spent the minutes meanwhile."""
    bank.stock.count("count", "rice", 0, by="shop-1", approved_by="officer-8")
    for name in ("ann", "bo", "cy"):
        house.member(name, 120)
        assert redeem(bank, f"r-{name}", name, wait=True).state is DealState.WAITING
    assert bank.pools.donate("gone", "bo", 60, by="bo")
    return house


def test_who_asked_first_is_called_first(queue):
    bank = queue.bank
    assert [deal.member for deal in bank.shop.queue("rice")] == ["ann", "bo", "cy"]
    bank.stock.bring_in("delivery-2", "rice", 1, by="shop-1")
    assert redeem(bank, "r-mei", wait=True).state is DealState.WAITING  # nobody overtakes
    called = bank.shop.call_waiting("rice", by="shop-1")
    assert [deal.member for deal in called.deals] == ["ann"]
    assert bank.shop.deal("r-ann").state is DealState.RESERVED
    assert bank.balance("ann").reserved == 120
    assert [deal.member for deal in bank.shop.queue("rice")] == ["bo", "cy", "mei"]


def test_who_cannot_pay_is_passed_over_and_keeps_the_place(queue):
    bank = queue.bank
    bank.stock.bring_in("delivery-2", "rice", 2, by="shop-1")
    called = bank.shop.call_waiting("rice", by="shop-1")
    assert [deal.member for deal in called.deals] == ["ann", "cy"]
    assert [(deal.member, no.reason.en) for deal, no in called.passed_over] == [
        ("bo", "the account has 60 available, 120 are needed")
    ]
    assert [deal.member for deal in bank.shop.queue("rice")] == ["bo"]
    assert bank.shop.call_waiting("rice", by="shop-1").deals == ()


def test_a_lottery_is_drawn_again_by_anybody_who_knows_the_seed(queue):
    bank = queue.bank
    orders = {seed: tuple(deal.member for deal in bank.shop.queue("rice", seed=seed)) for seed in range(50)}
    assert len(set(orders.values())) == 6
    assert orders[7] == tuple(deal.member for deal in queue.again().shop.queue("rice", seed=7))
    bank.stock.bring_in("delivery-2", "rice", 3, by="shop-1")
    called = bank.shop.call_waiting("rice", by="shop-1", seed=7)
    assert [deal.member for deal in called.deals] == [name for name in orders[7] if name != "bo"]
    assert sum("seed:7" in entry.cause for entry in queue.ledger.entries() if entry.key) == 2


def test_the_queue_keeps_the_price_that_was_asked(house, bank):
    house.member("ann", 120)
    bank.stock.count("count", "rice", 0, by="shop-1", approved_by="officer-8")
    redeem(bank, "r-ann", "ann", pay=POINTS)  # refused: no points
    assert redeem(bank, "r-ann", "ann", wait=True).price == 120
    place = bank.shop.cancel("r-ann", by="ann")
    assert place.state is DealState.CANCELLED
    assert bank.shop.queue("rice") == ()


def test_a_stock_take_corrects_the_books_with_approval(bank):
    redeem(bank, "r-1", quantity=2)
    figures = bank.stock.count("count-1", "rice", 7, by="shop-1", approved_by="officer-8")
    assert figures == StockFigures(10, 7, 2, 5, 0, 3)
    assert bank.stock.count("count-2", "rice", 1, by="shop-1", approved_by="officer-8").reason.en == (
        "more pieces are set aside for deals than were counted"
    )
    found = bank.stock.count("count-3", "rice", 8, by="shop-1", approved_by="officer-8")
    assert (found.on_hand, found.lost) == (8, 2)
    with pytest.raises(InvalidInputError, match="approved_by"):
        bank.stock.count("count-4", "rice", 9, by="shop-1", approved_by="shop-1")


def test_wrong_use_names_all_that_is_wrong(bank):
    with pytest.raises(InvalidInputError) as refused:
        bank.shop.redeem("r-1", "13800000000", "rice", by="x", quantity=0, pay="gold", wait=1)
    assert len(refused.value.problems) == 4
    assert "138" not in str(refused.value)
    with pytest.raises(InvalidInputError, match="key"):
        redeem(bank, "r#1")
    with pytest.raises(InvalidInputError, match="key"):
        redeem(bank, "r" * 49)
    with pytest.raises(NotFoundError):
        bank.shop.collect("r-9", by="shop-1")


def test_what_is_told_of_deals_names_nobody(bank):
    deal = redeem(bank, "r-1")
    assert "mei" not in repr(deal)
    assert repr(Redeemer(age=70, in_hardship=True)) == "Redeemer()"


def test_deals_are_listed_by_member_and_state(house, bank):
    redeem(bank, "r-1")
    house.member("ann", 240)
    redeem(bank, "r-2", "ann")
    bank.shop.collect("r-2", by="shop-1")
    assert [deal.key for deal in bank.shop.deals("ann")] == ["r-2"]
    assert [deal.key for deal in bank.shop.deals(state=DealState.RESERVED)] == ["r-1"]
    assert bank.shop.deals() == house.again().shop.deals()


def test_what_somebody_waits_for_counts_against_their_share_of_a_budget_line(make):
    """Else whoever asks often while it is out of stock gets more of the line than others may have."""
    house = make(per_person={WELFARE: PersonLimit(3_000, Period.MONTH)})
    house.member("mei", 600)
    assert house.bank.funds.bring_in("grant-1", WELFARE, 30_000, by="officer-7", approved_by="officer-8")
    assert house.bank.shop.redeem("r-1", "mei", "rice", by="mei", wait=True).state is DealState.WAITING
    second = house.bank.shop.redeem("r-2", "mei", "rice", by="mei", wait=True)
    assert second.reason.en == "for each person at most 3000 a month; 3000 so far, 3000 more"
    assert isinstance(house.bank.funds.pay("p-1", "mei", WELFARE, 1, by="officer-7", approved_by="officer-8"), No)
    assert house.bank.stock.bring_in("delivery-1", "rice", 10, by="shop-1")
    assert [deal.key for deal in house.bank.shop.call_waiting("rice", by="shop-1").deals] == ["r-1"]
    assert isinstance(house.bank.shop.redeem("r-3", "mei", "rice", by="mei"), No)
