"""Closing a member's accounts: settled and given by the published rule in one step, or refused with all reasons."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.incentives.timebank.conftest import partner_keys

from commgov.errors import ConflictError, InvalidInputError
from commgov.incentives.ledger import MINUTES, POINTS, Command, Hold, Reverse
from commgov.incentives.timebank import DealState, Destination, Kinship, Leaving, LeavingPolicy, No, Relation, accounts
from commgov.incentives.timebank.leaving import equal_parts, parts_of_lots

OFFICERS = {"by": "officer-7", "approved_by": "officer-8"}
JUNE = date(2027, 6, 30)


def close(house, leaving=Leaving.LEAVES, key="c-1", **more):
    return house.bank.close_member(key, "mei", leaving, **OFFICERS, **more)


def is_closed(house, account):
    return house.ledger.standing(account).is_closed


def test_what_is_open_is_settled_and_what_is_left_goes_to_the_pool(house, bank):
    bank.shop.redeem("r-1", "mei", "rice", quantity=2, by="mei")
    bank.shop.redeem("r-2", "mei", "book", pay=POINTS, wait=True, by="mei")
    before = bank.promised()
    closure = close(house)
    assert closure.cancelled == ("r-1", "r-2")
    assert (closure.pool, closure.lapsed, closure.family, closure.letter) == (600, 90, (), None)
    assert {deal.state for deal in bank.shop.deals("mei")} == {DealState.CANCELLED}
    assert bank.stock.figures("rice").available == 10
    assert bank.funds.report()[0].left == 30_000
    assert bank.shop.queue("book") == ()
    assert all(is_closed(house, name) for name in (accounts.member("mei"), accounts.member("mei", POINTS)))
    assert bank.promised().total == before.total
    assert bank.pools.holds() == 600
    assert house.ledger.verify()


def test_closed_once_it_is_the_same_closure_also_after_a_restart(house):
    house.bank.shop.redeem("r-1", "mei", "rice", by="mei")
    closure = close(house)
    assert close(house) == closure
    assert house.again().close_member("c-1", "mei", Leaving.LEAVES, **OFFICERS) == closure
    with pytest.raises(ConflictError):
        close(house, Leaving.DIES)
    assert close(house, key="c-2").reason.en == "the member has no open accounts"


def test_the_family_of_who_dies_gets_equal_parts_which_keep_their_days(house, bank):
    house.earn("mei", 61, lot=JUNE)
    for name in ("mother", "husband"):
        house.member(name)
    closure = close(house, Leaving.DIES)
    assert closure.family == (("husband", 331), ("mother", 330))
    assert house.available("husband", "mother") == (331, 330)
    assert bank.balance("husband").runs_out == ((JUNE, 31),)
    assert bank.balance("mother").runs_out == ((JUNE, 30),), "each has a part of what runs out soon"
    assert house.ledger.verify()


def test_nearer_relatives_come_first_and_only_those_who_have_accounts(make):
    relations = (
        Relation("mei", "sister", Kinship.SIBLING, date(2026, 1, 1)),
        Relation("daughter", "mei", Kinship.PARENT, date(2026, 1, 1)),
        Relation("mei", "divorced", Kinship.SPOUSE, date(2020, 1, 1), until=date(2026, 2, 1)),
    )
    for with_accounts, gets in (
        (("sister", "daughter", "divorced"), "daughter"),
        (("sister", "divorced"), "sister"),
        (("divorced",), None),
    ):
        house = make(relations=relations)
        house.member("mei", 60)
        for name in with_accounts:
            house.member(name)
        closure = close(house, Leaving.DIES)
        assert closure.family == (() if gets is None else ((gets, 60),))
        assert closure.pool == (60 if gets is None else 0)


def test_what_relatives_have_no_room_for_goes_to_the_pool(make):
    house = make(ceiling=100)
    house.member("mei", 100)
    house.member("mother", 70)
    closure = close(house, Leaving.DIES)
    assert (closure.family, closure.pool) == ((("mother", 30),), 70)
    assert house.bank.pools.holds() == 70


@pytest.fixture
def town(make):
    """Communities b and c, which let each other owe 700 minutes; mei of b has 600, her new account in c is open."""
    houses = {name: make(name, partners=partner_keys("b", "c")) for name in ("b", "c")}
    houses["b"].member("mei", 600)
    houses["c"].member("mei-c")
    houses["b"].bank.clearing.agree("with-c", "c", 700, **OFFICERS)
    houses["c"].bank.clearing.agree("with-b", "b", 700, **OFFICERS)
    return houses


def test_minutes_go_along_with_who_moves_away(town):
    closure = close(town["b"], Leaving.MOVES, partner="c")
    assert (closure.letter.message.minutes, closure.pool) == (600, 0)
    assert "mei" not in repr(closure) + closure.letter.to_json().decode()
    reply = town["c"].bank.clearing.receive(closure.letter, "mei-c", by="officer-9")
    assert town["b"].bank.clearing.settle(reply, by="officer-7") == 600
    assert town["c"].available("mei-c") == (600,)
    assert town["b"].bank.promised().partners == 600
    assert all(house.ledger.verify() for house in town.values())


def test_what_comes_back_after_the_closing_goes_to_the_pool(town):
    closure = close(town["b"], Leaving.MOVES, partner="c")
    reply = town["c"].bank.clearing.refuse(closure.letter, by="officer-9")
    assert town["b"].bank.clearing.settle(reply, by="officer-7") == 600
    assert town["b"].bank.pools.holds() == 600
    assert town["b"].ledger.verify()


def test_without_a_community_to_move_to_the_pool_gets_the_minutes(town):
    assert close(town["b"], Leaving.MOVES).pool == 600


def test_a_partner_takes_no_more_than_was_agreed_on(town):
    town["b"].bank.clearing.agree("less", "c", 599, **OFFICERS)
    no = close(town["b"], Leaving.MOVES, partner="c")
    assert no.reason.en == "it would go beyond the limit agreed on with that community"
    no = close(town["b"], Leaving.MOVES, partner="x")
    assert no.reason.en == "there is no agreement with that community"
    assert town["b"].available("mei") == (600,)
    with pytest.raises(InvalidInputError, match="only where the policy sends minutes along"):
        close(town["b"], Leaving.DIES, partner="c")


def test_it_is_refused_with_all_reasons_while_something_is_open(town):
    house = town["b"]
    mine = accounts.member("mei")
    letter = house.bank.clearing.send("s-1", "mei", "c", 100, by="mei")
    waits = Hold(accounts.issued("b"), mine, 45, house.watch.moment + timedelta(days=30))
    disputed = Hold(mine, accounts.issued("b"), 30)
    earned = next(entry.seq for entry in house.ledger.entries() if entry.credit == accounts.member("mei"))
    for key, step in (("waits", waits), ("disputed", disputed)):
        assert house.ledger.post(Command(key, (step,), by="officer-7", cause="s-9"))
    undone = Command("undo", (Reverse(earned),), by="officer-7", approved_by="officer-8", cause="s-8")
    assert house.ledger.post(undone)
    no = close(house)
    assert [reason.en for reason in no.reasons] == [
        "45 minutes wait for attestation: let it end, or take the service records back",
        "1 remittances to other communities are not answered yet",
        "30 minutes are set aside for what is no deal, such as a disputed service: it has to be decided",
        "100 minutes are owed: they have to be earned, granted or corrected first",
    ]
    assert all(reason.zh != reason.en for reason in no.reasons)
    assert not is_closed(house, mine)
    house.bank.clearing.settle(town["c"].bank.clearing.refuse(letter, by="officer-9"), by="officer-7")
    assert len(close(house).reasons) == 2, "what was settled is no reason any more, and what came back paid the debt"


def test_after_that_nothing_moves_and_every_no_says_why(house, bank):
    bank.shop.redeem("r-1", "mei", "rice", by="mei")
    bank.shop.collect("r-1", by="shop-1")
    house.member("mother", 60)
    assert close(house)
    assert bank.gifts.give("g-1", "mother", "mei", 30, by="mother").reason.zh == "账户已关闭"
    bank.pools.endow("e-1", 60, **OFFICERS)
    assert bank.pools.grant("n-1", "mei", 60, **OFFICERS).reason.en == "the account is closed"
    assert bank.shop.take_back("r-1", **OFFICERS).reason.en == "the member's accounts are closed"
    assert isinstance(bank.shop.redeem("r-2", "mei", "visit", by="mei"), No)
    with pytest.raises(ConflictError, match="new reference"):
        bank.open_member("mei")
    assert bank.balance("mei").posted == 0


def test_the_policy_is_a_value_that_can_be_read(make):
    policy = LeavingPolicy(moves=(Destination.FAMILY, Destination.POOL))
    assert policy.words(Leaving.MOVES).zh == "迁出者的时长依次转入：登记亲属、社区捐赠池"
    for wrong in ((), (Destination.FAMILY,), (Destination.POOL, Destination.POOL), (Destination.POOL, "family")):
        with pytest.raises(InvalidInputError, match="LeavingPolicy, dies"):
            LeavingPolicy(dies=wrong)
    with pytest.raises(InvalidInputError, match="approved_by"):
        make().bank.close_member("c-1", "mei", Leaving.DIES, by="officer-7", approved_by="officer-7")
    with pytest.raises(InvalidInputError, match="a Leaving"):
        close(make(), "dies")


@given(st.integers(0, 10**6), st.lists(st.text("abc", min_size=1), min_size=1, max_size=7, unique=True))
def test_parts_are_equal_to_a_minute_and_are_all(minutes, heirs):
    parts = equal_parts(minutes, tuple(heirs))
    assert sum(parts.values()) == minutes
    assert list(parts) == heirs
    assert max(parts.values()) - min(parts.values()) <= 1


@given(st.lists(st.integers(1, 1000), max_size=6), st.integers(1, 5))
def test_each_lot_is_given_out_and_all_together_stays_equal(lots, number):
    heirs = tuple(f"m-{n}" for n in range(number))
    parts = parts_of_lots(lots, heirs)
    total = {heir: sum(part for who, part in parts if who == heir) for heir in heirs}
    assert sum(total.values()) == sum(lots)
    assert max(total.values()) - min(total.values()) <= 1
    assert all(part > 0 for _, part in parts)


def test_whoever_redeems_at_that_moment_is_before_or_refused(house):
    """Five processes redeem and one closes: nothing of the member's is left behind, set aside or not."""
    with ThreadPoolExecutor(6) as several:
        asked = [several.submit(house.again().shop.redeem, f"r-{n}", "mei", "visit", by="mei") for n in range(5)]
        closed = several.submit(house.again().close_member, "c-1", "mei", Leaving.LEAVES, **OFFICERS)
    closure = closed.result()
    came_first = {f"r-{n}" for n, each in enumerate(asked) if not isinstance(each.result(), No)}
    assert set(closure.cancelled) == came_first
    assert (closure.pool, house.bank.balance("mei").posted, house.bank.balance("mei").reserved) == (600, 0, 0)
    assert house.ledger.verify()


def test_an_empty_account_is_closed_as_well(make):
    house = make()
    house.member("mei")
    closure = close(house, Leaving.DIES)
    assert (closure.pool, closure.family, closure.lapsed) == (0, (), 0)
    assert is_closed(house, accounts.member("mei", MINUTES))
