"""Gifts to relatives: with consent, to registered kin, so much a year, never in a circle, and lots keep their days."""

from datetime import date

import pytest

from commgov.errors import ConflictError, InvalidInputError
from commgov.incentives.ledger import Command, Reverse
from commgov.incentives.timebank import DIRECT_FAMILY, Gift, GiftPolicy, Kinship, No, Period, PersonLimit, Relation

JUNE, JULY = date(2027, 6, 30), date(2027, 7, 31)
SINCE = date(2026, 1, 1)


@pytest.fixture
def family(make):
    """mei (600 minutes), her mother and husband; gifts to parents, children and spouses; 200 minutes a year."""
    house = make(gifts=GiftPolicy(DIRECT_FAMILY, PersonLimit(200, Period.YEAR), no_return_days=90))
    house.member("mei", 600)
    house.member("mother")
    house.member("husband")
    return house


def give(house, key, donor, recipient, minutes=60, **more):
    return house.bank.gifts.give(key, donor, recipient, minutes, **{"by": donor, **more})


def test_a_gift_goes_to_a_registered_relative_and_keeps_its_days(family):
    family.member("mei", 30, lot=JUNE)
    family.earn("mei", 30, lot=JULY)
    assert give(family, "g-1", "mei", "mother", 45) == Gift("mei", "mother", 45, family.watch.moment)
    assert family.bank.balance("mother").runs_out == ((JUNE, 30), (JULY, 15))
    assert family.bank.balance("mei").runs_out == ((JULY, 15),)


def test_whoever_is_no_relative_gets_nothing(family):
    family.member("ann")
    assert give(family, "g-1", "mei", "ann").reason.en == "they are not registered as relatives on this day"
    no = give(family, "g-2", "husband", "mother")
    assert no.reasons[0].en == "gifts to this kin are not allowed: sibling"


def test_a_relation_counts_from_its_day_to_its_last_and_both_ways(make):
    ended = Relation("ann", "bo", Kinship.SPOUSE, SINCE, date(2026, 3, 2))
    house = make(relations=(ended, Relation("cy", "ann", Kinship.CHILD, date(2026, 3, 3))))
    for name in ("ann", "bo", "cy"):
        house.member(name, 60)
    assert give(house, "g-1", "bo", "ann", 10)
    assert isinstance(give(house, "g-2", "ann", "cy", 10), No)
    house.watch.forward(days=1)
    assert isinstance(give(house, "g-3", "bo", "ann", 10), No)
    assert give(house, "g-4", "ann", "cy", 10)


def test_a_clerk_needs_the_donors_consent(family):
    no = give(family, "g-1", "mei", "mother", by="officer-7")
    assert no.reason.en == "the donor's consent, if somebody else enters it"
    assert give(family, "g-1", "mei", "mother", by="officer-7", consent="form-12")
    assert any("form-12" in entry.cause for entry in family.ledger.entries())
    with pytest.raises(InvalidInputError, match="consent"):
        give(family, "g-2", "mei", "mother", by="officer-7", consent="form/12")


def test_nobody_gives_more_than_so_much_a_year(family):
    assert give(family, "g-1", "mei", "mother", 150)
    no = give(family, "g-2", "mei", "husband", 51)
    assert no.reason.en == "for each person at most 200 a year; 150 so far, 51 more"
    assert give(family, "g-2", "mei", "husband", 50)
    for month in range(10):  # somebody always does something
        family.watch.forward(days=31)
        family.bank.open_member(f"new-{month}")
    assert give(family, "g-3", "mei", "mother", 51)


def test_a_gift_that_was_reversed_does_not_count(family):
    assert give(family, "g-1", "mei", "mother", 200)
    gift = next(entry for entry in family.ledger.entries() if entry.kind == "transfer" and entry.amount == 200)
    undo = Command("undo", (Reverse(gift.seq),), by="officer-7", approved_by="officer-8", cause="not-meant")
    assert family.ledger.post(undo)
    assert give(family, "g-2", "mei", "mother", 200)


def test_minutes_do_not_come_back_within_ninety_days_on_any_way(family):
    assert give(family, "g-1", "mei", "husband")
    words = "minutes from the recipient came to the donor within 90 days, directly or through others"
    assert give(family, "g-2", "husband", "mei").reason.en == words
    family.watch.forward(days=89)
    assert give(family, "g-2", "husband", "mei").reason.en == words
    family.watch.forward(days=1)
    assert give(family, "g-2", "husband", "mei")


def test_a_circle_of_three_is_a_circle_too(make):
    ring = tuple(Relation(one, other, Kinship.SIBLING, SINCE) for one, other in ("ab", "bc", "ca"))
    house = make(relations=ring, gifts=GiftPolicy(frozenset({Kinship.SIBLING}), None))
    for name in "abc":
        house.member(name, 120)
    assert give(house, "g-1", "a", "b")
    assert give(house, "g-2", "b", "c")
    assert isinstance(give(house, "g-3", "c", "a"), No)
    assert give(house, "g-4", "a", "c")


def test_a_gift_fits_into_the_account_of_who_gets_it(make):
    house = make(ceiling=100)
    house.member("mei", 100)
    house.member("mother", 70)
    assert give(house, "g-1", "mei", "mother", 31).reason.en == "the recipient has room for 30 minutes only"
    assert give(house, "g-1", "mei", "mother", 30)
    assert give(house, "g-2", "mei", "husband", 1).reason.en == "the recipient has no account"


def test_a_gift_is_given_once(family):
    first = give(family, "g-1", "mei", "mother", 60)
    family.watch.forward(days=1)
    again = family.again().gifts.give("g-1", "mei", "mother", 60, by="mei")
    assert again == first
    assert family.available("mei", "mother") == (540, 60)
    with pytest.raises(ConflictError):
        give(family, "g-1", "mei", "mother", 61)


def test_what_is_told_of_relations_names_nobody():
    assert repr(Relation("mei", "mother", Kinship.PARENT, SINCE)) == "Relation(parent)"
    with pytest.raises(InvalidInputError, match="another person"):
        Relation("mei", "mei", Kinship.SPOUSE, SINCE)
