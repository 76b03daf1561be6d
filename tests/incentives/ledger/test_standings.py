"""How an account stands, and which lots a payment, a payment in debt and a reversal consist of."""

from datetime import date

import pytest

from commgov.incentives.ledger import MINUTES, NEVER, Account, Standing
from commgov.incentives.ledger.accounts import earliest, put, take, these_first

JUNE, JULY = date(2027, 6, 30), date(2027, 7, 31)


@pytest.mark.parametrize(
    ("floor", "posted", "held_out", "available", "arrears"),
    [
        (None, -500, 40, None, 0),
        (None, 0, 0, None, 0),
        (0, 100, 40, 60, 0),
        (0, 40, 40, 0, 0),
        (0, 30, 40, 0, 0),
        (0, -30, 0, 0, 30),
        (-50, 10, 5, 55, 0),
        (-50, -50, 0, 0, 0),
        (-50, -80, 0, 0, 30),
        (20, 25, 0, 5, 0),
        (20, 5, 0, 0, 15),
    ],
)
def test_what_can_be_taken_and_what_is_owed(floor, posted, held_out, available, arrears):
    standing = Standing(Account("a", MINUTES, floor=floor), posted, held_out)
    assert (standing.available, standing.arrears) == (available, arrears)


def test_a_copy_is_tried_on_without_the_first_one_noticing():
    first = Standing(Account("l", MINUTES, keeps_lots=True), 5, 1, 2, {JUNE: 5}, is_closed=True)
    other = first.copy()
    assert other == first
    other.lots[JULY] = 1
    assert first.lots == {JUNE: 5}
    assert Standing(Account("a", MINUTES)).copy().lots is None


def test_a_payment_takes_what_runs_out_first_and_owes_what_is_not_there():
    lots = {NEVER: 60, JULY: 10, JUNE: 20}
    assert earliest(lots, 20) == ((JUNE, 20),)
    assert earliest(lots, 25) == ((JUNE, 20), (JULY, 5))
    assert earliest(lots, 95) == ((JUNE, 20), (JULY, 10), (NEVER, 65))
    assert earliest({}, 0) == ()


def test_what_comes_pays_what_is_owed_first():
    lots = {JULY: 1}
    put(lots, ((JUNE, 3), (JULY, 10)), owed=5)
    assert lots == {JULY: 9}
    put(lots, ((JUNE, 3), (JULY, 1)), owed=3)
    assert lots == {JULY: 10}
    put(lots, ((JUNE, 3),))
    assert lots == {JUNE: 3, JULY: 10}


def test_what_is_taken_is_gone_down_to_the_last_minute():
    lots = {JUNE: 5, JULY: 5}
    take(lots, ((JUNE, 4), (JULY, 5)))
    assert lots == {JUNE: 1}
    take(lots, ((JUNE, 3), (NEVER, 7)))
    assert lots == {}


def test_a_reversal_takes_back_the_very_lots_as_far_as_they_are_there():
    assert these_first({JUNE: 5, JULY: 5}, ((JULY, 3),)) == ((JULY, 3),)
    assert these_first({JUNE: 5, JULY: 5}, ((JUNE, 5), (NEVER, 2))) == ((JUNE, 5), (JULY, 2))
    assert these_first({JULY: 5}, ((JUNE, 3), (JULY, 2))) == ((JULY, 5),)
    assert these_first({JULY: 1}, ((JUNE, 3),)) == ((JULY, 1), (NEVER, 2))
    assert these_first({}, ()) == ()
