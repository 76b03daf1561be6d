"""Pools: what is donated is given out by a published rule, the same by whoever applies it, and says why."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import ConflictError, InvalidInputError
from commgov.incentives.timebank import Applicant, LoneEldersFirst, No, shared_out

RULE = LoneEldersFirst()
APPLICANTS = (
    Applicant("ann", 60, date(2026, 2, 1)),
    Applicant("bo", 60, date(2026, 1, 5)),
    Applicant("cy", 60, date(2026, 2, 20), lives_alone=True),
)


@pytest.fixture
def pool(house):
    """The pool holds 90 minutes that mei donated; ann, bo and cy have accounts."""
    for name in ("ann", "bo", "cy"):
        house.member(name)
    assert house.bank.pools.donate("d-1", "mei", 90, by="mei") == 90
    return house


def allocate(bank, key="a-1", applicants=APPLICANTS, **more):
    return bank.pools.allocate(key, applicants, RULE, by="officer-7", **more)


def test_lone_elders_come_first_then_who_waits_longest(pool):
    shares = allocate(pool.bank)
    assert [(share.member, share.minutes, share.place) for share in shares] == [
        ("cy", 60, 1),
        ("bo", 30, 2),
        ("ann", 0, 3),
    ]
    assert shares[0].reason.en == "place 1: lives alone, waits since 2026-02-20; 60 of 60 minutes"
    assert shares[1].reason.zh == "第2位：非独居，自2026-01-05起等候；获30/60分钟"
    assert pool.available("ann", "bo", "cy") == (0, 30, 60)
    assert pool.bank.pools.holds() == 0


def test_the_same_allocation_again_is_the_same_answer(pool):
    first = allocate(pool.bank)
    assert pool.bank.pools.donate("d-2", "mei", 90, by="mei") == 90
    assert allocate(pool.again()) == first
    assert pool.bank.pools.holds() == 90
    with pytest.raises(ConflictError):
        allocate(pool.bank, applicants=APPLICANTS[:2])


def test_what_is_given_out_can_be_spent_as_if_earned_today(pool):
    allocate(pool.bank)
    assert pool.bank.balance("cy").runs_out == ((date(2029, 3, 2), 60),)


def test_an_empty_pool_gives_nothing(pool):
    allocate(pool.bank)
    assert isinstance(allocate(pool.bank, "a-2"), No)


def test_each_asks_once(pool):
    with pytest.raises(InvalidInputError, match="only once"):
        allocate(pool.bank, applicants=(*APPLICANTS, APPLICANTS[0]))


def test_a_decision_grants_what_the_rule_would_not(pool):
    bank = pool.bank
    assert bank.pools.grant("n-1", "ann", 60, by="officer-7", approved_by="officer-8") == 30
    assert pool.available("ann") == (60,)
    no = bank.pools.grant("n-2", "ann", 60, by="officer-7", approved_by="officer-8")
    assert no.reason.en == "the pool has too little"
    with pytest.raises(InvalidInputError, match="approved_by"):
        bank.pools.grant("n-3", "ann", 1, by="officer-7", approved_by="officer-7")


def test_a_community_may_endow_a_pool_and_promises_so_much_more(pool):
    before = pool.bank.promised()
    assert pool.bank.pools.endow("e-1", 600, by="officer-7", approved_by="officer-8", pool="elders") == 600
    after = pool.bank.promised()
    assert (after.pools - before.pools, after.issued - before.issued) == (600, 600)


def test_what_is_above_the_ceiling_goes_to_the_pool(make):
    house = make(ceiling=1_500 * 60)
    house.member("mei", 1_500 * 60 - 30)
    house.earn("mei", 90)
    assert house.available("mei") == (90_000,)
    assert house.bank.pools.holds() == 60


def test_donating_needs_the_donor(pool):
    assert isinstance(pool.bank.pools.donate("d-2", "mei", 10, by="officer-7"), No)
    assert pool.bank.pools.donate("d-2", "mei", 10, by="officer-7", consent="form-3") == 100
    assert pool.bank.pools.donate("d-3", "mei", 9_999, by="mei").reason.en.startswith("the account has 500 available")


applicants = st.lists(
    st.builds(
        Applicant,
        st.sampled_from([f"m-{number}" for number in range(9)]),
        st.integers(1, 200),
        st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        st.booleans(),
    ),
    unique_by=lambda each: each.member,
)


@given(applicants, st.integers(0, 500), st.integers(0, 9), st.randoms())
def test_an_allocation_depends_on_nothing_but_the_rule(applicants, minutes, seed, shuffled):
    shares = shared_out(minutes, applicants, RULE, seed=seed)
    other = list(applicants)
    shuffled.shuffle(other)
    assert shared_out(minutes, other, RULE, seed=seed) == shares
    assert sum(share.minutes for share in shares) == min(minutes, sum(each.minutes for each in applicants))
    asked = {each.member: each for each in applicants}
    ranks = [RULE.rank(asked[share.member]) for share in shares]
    assert ranks == sorted(ranks)
    short = [share.place for share in shares if share.minutes < asked[share.member].minutes]
    assert all(share.minutes == 0 for share in shares if short and share.place > short[0])


@given(applicants.filter(bool), st.integers(0, 500))
def test_who_comes_first_loses_nothing_to_who_comes_later(applicants, minutes):
    shares = {share.member: share.minutes for share in shared_out(minutes, applicants, RULE, seed=1)}
    last = max(applicants, key=lambda each: (RULE.rank(each), each.member))
    rest = [each for each in applicants if RULE.rank(each) < RULE.rank(last)]
    assert all(share.minutes == shares[share.member] for share in shared_out(minutes, rest, RULE, seed=1))
