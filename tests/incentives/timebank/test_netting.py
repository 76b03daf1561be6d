"""Netting: net positions stay, payments are as few as can be, and statements that differ are refused."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.incentives.timebank import Statement, net
from commgov.incentives.timebank import netting as module

MARCH = "2026-03"


def statements(debts, names):
    """Statements of communities that owe each other so much."""
    owes = {name: {} for name in names}
    for (one, other), minutes in debts.items():
        owes[one][other] = minutes
        owes[other][one] = -minutes
    return [Statement(name, MARCH, owed) for name, owed in owes.items()]


@st.composite
def months(draw, most=7, amount=6):
    names = [f"c-{number:02}" for number in range(draw(st.integers(0, most)))]
    pairs = list(combinations(names, 2))
    return statements({pair: draw(st.integers(-amount, amount)) for pair in pairs}, names)


def fewest(positions):
    """By brute force: communities with a position, less the most groups that add up to nothing."""
    left = [minutes for minutes in positions if minutes]

    def groups(rest):
        if not rest:
            return 0
        first, others = rest[0], rest[1:]
        best = -len(rest)
        for size in range(len(others) + 1):
            for chosen in combinations(range(len(others)), size):
                if first + sum(others[at] for at in chosen) == 0:
                    best = max(best, 1 + groups([each for at, each in enumerate(others) if at not in chosen]))
        return best

    return len(left) - groups(left)


@given(months())
def test_positions_stay_and_payments_are_the_fewest(month):
    netting = net(month)
    for statement in month:
        assert sum(statement.owes.values()) == netting.positions[statement.community]
        assert sum(netting.owes(statement.community).values()) == netting.positions[statement.community]
    assert all(payment.minutes > 0 for payment in netting.payments)
    assert len({(each.debtor, each.creditor) for each in netting.payments}) == len(netting.payments)
    assert len(netting.payments) == fewest(netting.positions.values())
    assert netting.fewest


@given(months(), st.randoms())
def test_the_order_of_statements_does_not_matter(month, shuffled):
    other = list(month)
    shuffled.shuffle(other)
    assert net(other) == net(month)


def test_a_ring_cancels_out():
    ring = {(f"c-{at}", f"c-{(at + 1) % 5}"): 60 for at in range(5)}
    assert net(statements(ring, [f"c-{at}" for at in range(5)])).payments == ()


@given(months(most=9, amount=50))
def test_many_communities_need_less_payments_than_there_are_of_them(month):
    try:
        module.EXACT_MAX, before = 0, module.EXACT_MAX
        netting = net(month)
    finally:
        module.EXACT_MAX = before
    exact = net(month)
    open_positions = [minutes for minutes in netting.positions.values() if minutes]
    assert len(exact.payments) <= len(netting.payments) <= max(0, len(open_positions) - 1)
    assert netting.positions == exact.positions
    for statement in month:
        assert sum(netting.owes(statement.community).values()) == netting.positions[statement.community]
    assert not netting.fewest or len(netting.payments) == len(exact.payments)


def test_all_that_does_not_fit_is_named():
    with pytest.raises(InvalidInputError) as refused:
        net(
            [
                Statement("a", MARCH, {"b": 60, "x": 1}),
                Statement("b", MARCH, {"a": -50}),
                Statement("c", "2026-04", {}),
                Statement("c", MARCH, {"a": 1}),
            ]
        )
    said = str(refused.value)
    assert len(refused.value.problems) == 5
    assert "a says 60, b says 50" in said
    assert "a statement of every community that is named" in said


def test_a_statement_says_whole_minutes_of_others():
    with pytest.raises(InvalidInputError) as refused:
        Statement("a", "", {"a": 1, "b": 1.5})
    assert len(refused.value.problems) == 3
