"""Two-way ratings are revealed together, and what residents said is never shown singly."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import ConflictError, InvalidInputError
from commgov.incentives import Attestation, Form, Side
from commgov.incentives.ratings import Rating, RatingSide, TwoWayRating, shown_ratings
from commgov.incentives.ratings.batches import BATCH, RATERS_MIN, resident_batches
from commgov.testing import service_facts, service_facts_of

OPENED = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOSES = OPENED + timedelta(days=14)
HOUR = timedelta(hours=1)


def batches(services):
    """The stars of each batch, by the service that filled it."""
    return {
        batch.said[-1].record: tuple(sorted(one.stars for one in batch.said)) for batch in resident_batches(services)
    }


def pair(number=0, resident=None):
    return TwoWayRating(f"s-{number}", "m-1", resident or f"r-{number}", "grid-1", OPENED, OPENED, CLOSES)


def by_resident(pair, stars, at=OPENED + HOUR, form=Form.ONLINE):
    paper = {"scan": "ab" * 32, "entered_by": "clerk-1"} if form is Form.PAPER else {}
    return Rating(pair.record, RatingSide.RESIDENT, pair.resident, stars, at, form, **paper)


def by_member(pair, stars, at=OPENED + HOUR):
    return Rating(pair.record, RatingSide.MEMBER, pair.member, stars, at)


@given(st.booleans(), st.booleans(), st.integers(0, 20 * 24), st.integers(1, 13 * 24), st.integers(1, 13 * 24))
def test_nobody_sees_a_rating_before_both_are_in_or_the_window_is_closed(resident, member, now, first, second):
    both = pair()
    if resident:
        both = both.with_rating(by_resident(both, 1, OPENED + first * HOUR))
    if member:
        both = both.with_rating(by_member(both, 5, OPENED + second * HOUR))
    at = OPENED + now * HOUR
    seen = both.revealed(at)
    given_by_now = [rating for rating in both.ratings if rating.at <= at]
    if at < CLOSES and len(given_by_now) < 2:
        assert seen == ()
    else:
        assert set(seen) == set(both.ratings)


def test_what_was_said_stays_once_the_others_word_is_known():
    both = pair().with_rating(by_resident(pair(), 1))
    with pytest.raises(ConflictError, match="has rated it already"):
        both.with_rating(by_resident(both, 5))


@pytest.mark.parametrize("at", [OPENED - HOUR, CLOSES, CLOSES + HOUR])
def test_ratings_are_taken_while_the_window_is_open(at):
    with pytest.raises(ConflictError, match="ratings are taken from"):
        pair().with_rating(by_resident(pair(), 5, at))


def test_nobody_rates_for_another_but_a_proxy_for_the_resident():
    one = pair()
    by_proxy = Rating(one.record, RatingSide.RESIDENT, "r-77", 4, OPENED, Form.PROXY)
    assert one.with_rating(by_proxy).ratings == (by_proxy,)
    for wrong in (
        Rating(one.record, RatingSide.RESIDENT, "r-77", 4, OPENED),
        Rating(one.record, RatingSide.RESIDENT, "m-1", 5, OPENED, Form.PROXY),
        Rating(one.record, RatingSide.MEMBER, "m-2", 5, OPENED),
        Rating("s-9", RatingSide.RESIDENT, one.resident, 5, OPENED),
    ):
        with pytest.raises(InvalidInputError, match="a rating of this service"):
            one.with_rating(wrong)


def rated(stars, *, on_paper=0, residents=None):
    """Pairs of which the residents have said so many stars, the first `on_paper` of them on paper."""
    made = []
    for at, given_stars in enumerate(stars):
        one = pair(at, resident=f"r-{at % residents}" if residents else None)
        form = Form.PAPER if at < on_paper else Form.ONLINE
        made.append(one.with_rating(by_resident(one, given_stars, form=form)))
    return made


@given(st.lists(st.integers(1, 5), max_size=23))
def test_one_rating_more_changes_nothing_until_a_batch_is_full(stars):
    """So the difference of what is shown before and after is never one resident's word."""
    later = TwoWayRating("s-later", "m-1", "r-later", "grid-1", OPENED, OPENED, CLOSES + HOUR)
    before = shown_ratings(rated(stars), RatingSide.RESIDENT, CLOSES)
    after = shown_ratings([later.with_rating(by_resident(later, 1)), *rated(stars)], RatingSide.RESIDENT, CLOSES + HOUR)
    if (len(stars) + 1) % BATCH:
        assert before == after
    else:
        assert after["m-1"].number == len(stars) + 1


@given(st.lists(st.integers(1, 5), min_size=5, max_size=30), st.integers(1, 2))
def test_what_one_or_two_people_said_is_not_shown_however_often_they_said_it(stars, residents):
    assert shown_ratings(rated(stars, residents=residents), RatingSide.RESIDENT, CLOSES) == {}


def test_paper_forms_count_like_clicks_and_are_counted_apart():
    found = shown_ratings(rated([5, 4, 3, 5, 5], on_paper=2), RatingSide.RESIDENT, CLOSES)["m-1"]
    assert (found.number, found.on_paper, found.mean) == (5, 2, Fraction(22, 5))
    assert found.text.zh == "5条评价平均4.4星；满意率在38%至96%之间"


def test_members_rate_the_community_back_and_are_protected_alike():
    pairs = [one.with_rating(by_member(one, 2)) for one in (pair(at) for at in range(5))]
    assert shown_ratings(pairs, RatingSide.MEMBER, CLOSES) == {}, "all five are one member's word"
    five = [TwoWayRating(f"s-{at}", f"m-{at}", "r-1", "grid-1", OPENED, OPENED, CLOSES) for at in range(5)]
    pairs = [one.with_rating(by_member(one, 2)) for one in five]
    assert shown_ratings(pairs, RatingSide.MEMBER, CLOSES)["grid-1"].mean == 2


@given(service_facts(size_max=20))
def test_batches_are_full_and_in_no_order_that_tells_whose_is_which(services):
    found = batches(services)
    at = {service.record: service for service in services}
    rated_of = {service.member: 0 for service in services}
    for service in services:
        rated_of[service.member] += service.satisfaction is not None
    for member, number in rated_of.items():
        assert sum(len(stars) for record, stars in found.items() if at[record].member == member) <= number
    assert all(list(stars) == sorted(stars) and len(stars) >= BATCH for stars in found.values())
    assert batches(reversed(services)) == found


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=BATCH, max_size=20))
def test_each_batch_is_the_word_of_three_residents_or_more(said):
    """So neither its sum nor what it adds to a mean is one person's."""
    services = [
        service_facts_of("m-1", record=f"s-{at:02}", satisfaction=stars, resident=f"r-{who}")
        for at, (stars, who) in enumerate(said)
    ]
    begin = 0
    for record, stars in sorted(batches(services).items()):
        end = int(record.removeprefix("s-")) + 1
        assert sorted(each for each, _ in said[begin:end]) == list(stars)
        assert len({who for _, who in said[begin:end]}) >= RATERS_MIN
        begin = end
    assert len(said[begin:]) < BATCH or len({who for _, who in said[begin:]}) < RATERS_MIN


def test_a_mean_does_not_move_by_what_one_resident_alone_said_since():
    five = rated([5] * 5)
    later = [
        TwoWayRating(f"s-{at}", "m-1", "r-9", "grid-1", OPENED, OPENED, CLOSES + HOUR).with_rating(
            Rating(f"s-{at}", RatingSide.RESIDENT, "r-9", 1, OPENED)
        )
        for at in range(5, 15)
    ]
    before, after = (shown_ratings([*five, *later], RatingSide.RESIDENT, at) for at in (CLOSES, CLOSES + HOUR))
    assert before == after
    assert after["m-1"].number == 5


def test_after_a_decision_the_stars_are_still_the_residents():
    visit = service_facts_of("m-1", satisfaction=4)
    signed = Attestation(Side.RESIDENT, "officer-9", visit.attested.at, 60, Form.DECISION)
    said = TwoWayRating.of_service(evolve(visit, attested=signed), organiser="grid-1").ratings[0]
    assert (said.by, said.stars, said.form) == (visit.resident, 4, Form.DECISION)


def test_no_repr_tells_who_rated_or_how():
    one = rated([1])[0]
    told = repr(one) + repr(one.ratings[0])
    assert "r-0" not in told
    assert "stars" not in told


def test_wrong_ratings_are_refused_with_all_that_is_wrong():
    with pytest.raises(InvalidInputError) as refused:
        Rating("", "resident", "", 6, datetime(2026, 3, 2), "paper")  # noqa: DTZ001 - a time without a zone is wrong
    assert len(refused.value.problems) == 6
    with pytest.raises(InvalidInputError, match="later than start"):
        TwoWayRating("s-1", "m-1", "r-1", "grid-1", OPENED, CLOSES, OPENED)


def test_satisfaction_of_a_service_on_paper_is_a_rating_like_any_other():
    services = [
        service_facts_of("m-1", record=f"s-{at}", satisfaction=4, on_paper=at % 2 == 0, resident=f"r-{at}")
        for at in range(5)
    ]
    assert batches(services) == {"s-4": (4, 4, 4, 4, 4)}
