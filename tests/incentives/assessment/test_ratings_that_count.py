"""Ratings of the two-way window count once they are revealed, in whole batches, in the period of their service."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import combinations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.clocks import HandClock
from years import CRITERIA, FIRST, LAST, NEW_YEAR, SATISFACTION, assessed, ended

from commgov.incentives import Attestation, Criteria, Form, RatingBook, RatingSide, RegisteredProxies, Side
from commgov.incentives.assessment.evidence import UNKNOWN
from commgov.incentives.points import PointsPolicy, SatisfactionPoints, award_points, dry_run
from commgov.testing import service_facts_of

DAY = timedelta(days=1)
SCAN = "ab" * 32
RESIDENT, MEMBER = RatingSide.RESIDENT, RatingSide.MEMBER
POLICY = PointsPolicy("points", 1, FIRST, (SatisfactionPoints(),))
DEEP = evolve(CRITERIA, ratings_min=3, raters_min=3)


def visits(number, *, stars=None, member="m-1", first=0, start=NEW_YEAR):
    return [
        service_facts_of(
            member, start=start + at * DAY, record=f"s-{at}", resident=f"r-{at}", satisfaction=stars, minutes=240
        )
        for at in range(first, first + number)
    ]


def opened(services, **stated):
    book = RatingBook(clock=HandClock(NEW_YEAR + 30 * DAY), **stated)
    for service in services:
        book.open(service, organiser="grid-1")
    return book


def counted(assessment):
    """The services whose ratings count, with who judged them."""
    columns = assessment.columns
    rated = zip(columns.services, columns.satisfaction.tolist(), strict=True)
    return {service.record for service, stars in rated if stars != UNKNOWN}


def test_what_residents_say_in_the_window_counts_once_it_is_revealed():
    services = visits(5)
    book = opened(services)
    for at, service in enumerate(services):
        assert book.rate(service.record, RESIDENT, service.resident, (5, 5, 4, 4, 5)[at])
    book.clock.moment += DAY
    assert counted(assessed(services, ratings=book.revealed())) == set()
    assert sum(award.points for award in award_points(services, [], [POLICY], ratings=book.revealed())) == 0
    book.clock.moment += 14 * DAY
    year = assessed(services, ended(services), ratings=book.revealed())
    told = year.result("m-1").marks[2]
    assert (counted(year), told.number, year.result("m-1").raters) == ({s.record for s in services[:4]}, 4, 4)
    assert told.score == 782_353, "(1000 + 1000 + 750 + 750 + 4.5 x 700) / 8.5, in thousandths of it"
    assert sum(award.points for award in award_points(services, [], [POLICY], ratings=book.revealed())) == 5


def test_a_service_has_one_rating_of_its_resident_the_first():
    """Stars at the attestation are the rating; nothing is counted twice, and the window takes no other."""
    services = visits(3, stars=2)
    book = opened(services)
    for service in services:
        assert not book.rate(service.record, RESIDENT, service.resident, 5)
        assert book.rate(service.record, MEMBER, "m-1", 3)
    book.clock.moment += DAY
    with_book, without = assessed(services, ratings=book.revealed()), assessed(services)
    assert counted(with_book) == counted(without)
    assert with_book.result("m-1").marks[2] == without.result("m-1").marks[2]


def test_stars_at_the_attestation_wait_for_the_members_word_like_any_other():
    services = visits(4, stars=1)
    book = opened(services)
    book.clock.moment += DAY
    assert counted(assessed(services, ratings=book.revealed())) == set()
    for service in services[:2]:
        assert book.rate(service.record, MEMBER, "m-1", 5)
    book.clock.moment += DAY
    assert counted(assessed(services, ratings=book.revealed())) == {"s-0", "s-1"}


def test_a_rating_belongs_to_the_period_of_its_service_whenever_it_was_typed_in():
    """December's visits, on paper forms typed in in January: they are last year's, and not this year's."""
    december = visits(4, start=datetime(2026, 12, 20, 9, tzinfo=NEW_YEAR.tzinfo))
    book = RatingBook(clock=HandClock(datetime(2027, 1, 5, 9, tzinfo=NEW_YEAR.tzinfo)))
    for service in december:
        book.open(service, organiser="grid-1")
        paper = {"form": Form.PAPER, "scan": SCAN, "entered_by": "clerk-1"}
        assert book.rate(service.record, RESIDENT, service.resident, 4, **paper)
    book.clock.moment += 20 * DAY
    assert len(counted(assessed(december, ratings=book.revealed()))) == 4
    later = evolve(CRITERIA, first=date(2027, 1, 1), last=date(2027, 12, 31))
    january = visits(1, first=20, start=datetime(2027, 1, 2, 9, tzinfo=NEW_YEAR.tzinfo))
    assert (LAST.year, counted(assessed([*december, *january], (), later, ratings=book.revealed()))) == (2026, set())


def test_a_batch_does_not_reach_over_the_end_of_a_period():
    """Else a few of its ratings would enter each year's figures alone."""
    new_year = datetime(2027, 1, 1, 9, tzinfo=NEW_YEAR.tzinfo)
    services = visits(7, start=new_year - 4 * DAY)
    book = RatingBook(clock=HandClock(new_year + 9 * DAY))
    for service in services:
        book.open(service, organiser="grid-1")
        book.rate(service.record, RESIDENT, service.resident, 4)
    book.clock.moment += 20 * DAY
    following = evolve(DEEP, first=date(2027, 1, 1), last=date(2027, 12, 31))
    years = [assessed(services, (), criteria, ratings=book.revealed()) for criteria in (DEEP, following)]
    assert [len(counted(year)) for year in years] == [3, 3]


def test_one_proxy_of_many_residents_is_one_rater():
    services = visits(5)
    register = RegisteredProxies({service.resident: frozenset({"p-1"}) for service in services})
    book = opened(services, proxies=register)
    for service in services:
        assert book.rate(service.record, RESIDENT, "p-1", 5, form=Form.PROXY)
    book.clock.moment += 20 * DAY
    assert counted(assessed(services, ratings=book.revealed())) == set()
    signed = [
        evolve(
            service,
            satisfaction=5,
            attested=Attestation(
                Side.RESIDENT, "p-1", service.end, service.minutes, Form.PROXY, on_behalf_of=service.resident
            ),
        )
        for service in services
    ]
    assert counted(assessed(signed)) == set(), "nor when they attested"
    assert sum(award.points for award in award_points(signed, [], [POLICY])) == 0


def test_a_record_that_counts_no_more_takes_its_batch_with_it():
    """Without it, the others' sum would tell what was said of it; filled up, two would differ."""
    services = visits(6, stars=4)
    book = opened(services)
    book.clock.moment += 20 * DAY
    whole = assessed(services, (), DEEP, ratings=book.revealed())
    less = assessed([s for s in services if s.record != "s-1"], (), DEEP, ratings=book.revealed())
    assert (len(counted(whole)), counted(less)) == (6, {"s-3", "s-4", "s-5"})


def test_what_is_revealed_later_comes_later_and_moves_no_batch():
    services = visits(7, stars=4)
    book = opened(services)
    seen = []
    for record in ("s-3", "s-5", "s-4", "s-0", "s-1", "s-2"):
        assert book.rate(record, MEMBER, "m-1", 3)
        book.clock.moment += DAY
        seen.append(counted(assessed(services, (), DEEP, ratings=book.revealed())))
    first, second = {"s-3", "s-4", "s-5"}, {"s-0", "s-1", "s-2"}
    assert seen == [set(), set(), first, first, first, first | second]


def test_points_grades_and_what_is_shown_are_made_of_the_same_batches():
    """Else two of these figures would differ by what one or two people said."""
    criteria = Criteria("assessment 2026", 1, FIRST, LAST, satisfaction_calibration=SATISFACTION)
    services = visits(13, stars=4)
    book = opened(services)
    for service in services:
        book.rate(service.record, MEMBER, "m-1", 4)
        book.clock.moment += DAY
        standing = services[: services.index(service) + 1]
        year = assessed(standing, (), criteria, ratings=book.revealed())
        shown = book.shown(RESIDENT, standing)
        points = sum(award.points for award in award_points(standing, [], [POLICY], ratings=book.revealed()))
        number = len(standing) // 5 * 5
        told = shown["m-1"].number if shown else 0
        assert (year.result("m-1").marks[2].number, told, points) == (number, number, number)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("serve"), st.integers(0, 3), st.none() | st.integers(1, 5)),
        st.tuples(st.just("rate"), st.integers(0, 20), st.sampled_from(RatingSide), st.integers(1, 5)),
        st.tuples(st.just("wait"), st.integers(0, 9)),
        st.tuples(st.just("contest"), st.integers(0, 20)),
    ),
    min_size=10,
    max_size=50,
)


@given(STEPS, st.sampled_from([3, 5]))
def test_no_two_assessments_differ_by_what_fewer_than_three_people_said(steps, enough):
    """Whatever comes between them: services, ratings of either side, time, records that are contested or decided."""
    criteria = evolve(DEEP, ratings_min=enough)
    book, services, contested, seen = RatingBook(clock=HandClock(NEW_YEAR + 30 * DAY)), [], set(), []
    for kind, *what in steps:
        if kind == "serve":
            number, (resident, stars) = len(services), what
            service = service_facts_of(
                "m-1", start=NEW_YEAR + number * DAY, record=f"s-{number}", resident=f"r-{resident}", satisfaction=stars
            )
            services.append(service)
            book.open(service, organiser="grid-1")
        elif kind == "rate" and services:
            at, side, stars = what
            service = services[at % len(services)]
            book.rate(service.record, side, service.resident if side is RESIDENT else "m-1", stars)
        elif kind == "wait":
            book.clock.moment += what[0] * DAY
        elif kind == "contest":
            contested ^= {f"s-{what[0]}"}
        standing = [service for service in services if service.record not in contested]
        year = assessed(standing, (), criteria, ratings=book.revealed(), members=["m-1"])
        seen.append((counted(year), year.result("m-1").marks[2].score))
    rater = {service.record: service.rater for service in services}
    for (one, score), (other, another) in combinations(seen, 2):
        if one == other:
            assert score == another, "nothing else moves the figure"
        else:
            assert len({rater[record] for record in one ^ other}) >= DEEP.raters_min


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5), st.integers(0, 8)), min_size=1, max_size=25))
def test_nor_without_a_window_as_attestations_come_in_online_and_on_paper(said):
    """Paper forms lie for days before they are typed in: what is known later never comes before what was counted."""
    services = []
    for at, (resident, stars, lain) in enumerate(said):
        service = service_facts_of(
            "m-1", start=NEW_YEAR + at * DAY, record=f"s-{at:02}", resident=f"r-{resident}", satisfaction=stars
        )
        if lain:
            typed = service.end + lain * DAY
            paper = {"form": Form.PAPER, "scan": SCAN, "entered_by": "clerk-1", "entered_at": typed}
            signed = Attestation(Side.RESIDENT, service.resident, service.end, service.minutes, **paper)
            service = evolve(service, attested=signed)
        services.append(service)
    moments = sorted({service.known_at for service in services})
    seen = [counted(assessed([s for s in services if s.known_at <= moment], (), DEEP)) for moment in moments]
    rater = {service.record: service.rater for service in services}
    for before, after in combinations(seen, 2):
        assert before <= after
        assert before == after or len({rater[record] for record in after - before}) >= DEEP.raters_min


def test_a_dry_run_counts_the_same_ratings():
    services = visits(5)
    book = opened(services)
    for service in services:
        book.rate(service.record, RESIDENT, service.resident, 5)
    book.clock.moment += 20 * DAY
    generous = evolve(POLICY, version=2, rules=(SatisfactionPoints(points_a_batch=9, mean_min=Fraction(5)),))
    change = dry_run(services, [], [POLICY], generous, ratings=book.revealed()).changes[0]
    assert change.text.zh == "m-1：5 → 9分：满意度+4"
