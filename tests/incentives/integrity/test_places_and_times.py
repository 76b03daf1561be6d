"""Two places at once, ways that nobody can go, long days, ends of months, whole hours."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commgov.incentives import ServiceFacts
from commgov.incentives.integrity import DETECTORS, FlagKind, IntegrityPolicy, Material

TO_THE_MINUTE = IntegrityPolicy(grain_most=1)
FAST = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def found(kind: FlagKind, facts: list[ServiceFacts], policy: IntegrityPolicy | None = None, **beside) -> dict:
    """The evidence of the flags of a kind, by what they are about."""
    flags = DETECTORS[kind](Material.of(facts, **beside), policy or IntegrityPolicy())
    return {flag.about: set(flag.records) for flag in flags}


def test_a_member_in_two_units_at_once_is_flagged_with_both_records(serve) -> None:
    facts = [serve("m-1", 9, 60, unit="u-1"), serve("m-1", 9.25, 60, unit="u-2"), serve("m-1", 14, unit="u-1")]
    assert found(FlagKind.OVERLAP, facts, TO_THE_MINUTE) == {("m-1",): {"s-1", "s-2"}}


def test_a_long_service_overlaps_with_one_that_comes_after_a_short_one(serve) -> None:
    facts = [serve("m-1", 9, 300, unit="u-1"), serve("m-1", 9.5, 10, unit="u-1"), serve("m-1", 12, 60, unit="u-2")]
    assert found(FlagKind.OVERLAP, facts, TO_THE_MINUTE) == {("m-1",): {"s-1", "s-3"}}


def test_who_rounds_to_the_half_hour_is_not_in_two_places_for_half_an_hour(serve) -> None:
    usual = [serve("m-1", 24 * day + 9, 60) for day in range(1, 8)]
    facts = [*usual, serve("m-1", 9, 60, unit="u-1"), serve("m-1", 9.5, 60, unit="u-2")]
    assert found(FlagKind.OVERLAP, facts) == {}
    assert found(FlagKind.OVERLAP, [*facts, serve("m-1", 9, 90, unit="u-3")]) != {}


def test_a_couple_visited_together_is_no_overlap_unless_the_time_is_posted_twice(serve) -> None:
    shared = [serve("m-1", 9, 60, posted=30), serve("m-1", 9, 60, posted=30)]
    assert found(FlagKind.OVERLAP, shared, TO_THE_MINUTE) == {}
    twice = [serve("m-1", 9, 60), serve("m-1", 9, 60)]
    assert found(FlagKind.OVERLAP, twice, TO_THE_MINUTE) == {("m-1",): {"s-3", "s-4"}}


times = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 120), st.sampled_from(("u-1", "u-2", "u-3"))), min_size=2, max_size=9
)


@FAST
@given(spans=times)
@example(spans=[(0, 2, "u-1"), (1, 2, "u-2")])
def test_the_evidence_is_every_record_that_shares_minutes_with_one_elsewhere(serve, spans) -> None:
    facts = [serve("m-1", start / 60, length, unit=unit, posted=0) for start, length, unit in spans]
    right: set[str] = set()
    for (one, a), (other, b) in combinations(zip(facts, spans, strict=True), 2):
        shared = min(a[0] + a[1], b[0] + b[1]) - max(a[0], b[0])
        if a[2] != b[2] and shared > 1:
            right |= {one.record, other.record}
    assert set().union(*found(FlagKind.OVERLAP, facts, TO_THE_MINUTE).values()) == right


AT = {"u-1": 0, "u-2": 20, "u-3": 70}


def way(one: str, other: str) -> int:
    return abs(AT[one] - AT[other])


def test_a_way_that_takes_longer_than_there_was_time_is_flagged(serve) -> None:
    facts = [serve("m-1", 9, 60, unit="u-1"), serve("m-1", 10.2, 60, unit="u-3"), serve("m-1", 12.5, 60, unit="u-2")]
    assert found(FlagKind.TRAVEL, facts, TO_THE_MINUTE, travel=way) == {("m-1",): {"s-1", "s-2"}}


@FAST
@given(spans=times)
@example(spans=[(0, 2, "u-1"), (1, 2, "u-2")])
def test_neighbouring_services_tell_of_every_way_that_cannot_be_done(serve, spans) -> None:
    """If any two services in different units are too close in time, some flag of overlap or travel says so."""
    facts = [serve("m-1", start / 60, length, unit=unit, posted=0) for start, length, unit in spans]
    impossible = any(
        a[2] != b[2] and max(a[0], b[0]) - min(a[0] + a[1], b[0] + b[1]) < way(a[2], b[2]) - 1
        for a, b in combinations(spans, 2)
    )
    same_place = any(
        a[2] == b[2] and min(a[0] + a[1], b[0] + b[1]) > max(a[0], b[0]) for a, b in combinations(spans, 2)
    )
    flags = found(FlagKind.TRAVEL, facts, TO_THE_MINUTE, travel=way) | found(FlagKind.OVERLAP, facts, TO_THE_MINUTE)
    if not impossible:
        assert flags == {}
    elif not same_place and all(length > 1 for _, length, _ in spans):
        assert flags != {}


def test_without_travel_times_ways_are_not_looked_at(serve) -> None:
    facts = [serve("m-1", 9, 60, unit="u-1"), serve("m-1", 10, 60, unit="u-3")]
    assert found(FlagKind.TRAVEL, facts) == {}


def ordinary_days(serve, members: int = 60) -> list[ServiceFacts]:
    """Twelve services each, of different length, through a quarter."""
    return [
        serve(f"m-{who}", 24 * (7 * week + who % 7) + 9, 35 + 5 * ((who * 7 + week * 3) % 11))
        for who in range(members)
        for week in range(12)
    ]


def test_days_of_more_than_eight_hours_are_flagged_if_others_had_none(serve) -> None:
    long = [serve("m-x", 24 * day + 8, 600) for day in (3, 11, 19, 27)]
    assert set(found(FlagKind.LONG_DAYS, [*ordinary_days(serve), *long])) == {("m-x",)}


def test_the_day_of_a_flood_is_nobodys_long_day(serve) -> None:
    flood = [serve(f"m-{who}", 24 * day + 7, 600) for who in range(0, 60, 2) for day in (200, 201, 202)]
    assert found(FlagKind.LONG_DAYS, [*ordinary_days(serve), *flood]) == {}


def test_services_that_crowd_at_the_end_of_months_are_flagged_and_one_duty_a_month_is_not(serve) -> None:
    ends = [29, 59, 90, 120]  # 31 March, 30 April, 31 May, 30 June
    crowd = [serve("m-x", 24 * (end - back) + hour) for end in ends for back in (0, 1, 2) for hour in (9, 14)]
    duty = [serve("m-duty", 24 * end + 9) for end in ends]
    rest = [serve("m-duty", 24 * day + 9) for day in (3, 12, 40, 50, 70, 80, 101, 110)]
    facts = [*ordinary_days(serve), *crowd, *duty, *rest]
    assert set(found(FlagKind.PERIOD_END, facts)) == {("m-x",)}


def test_services_that_always_take_whole_hours_are_flagged(serve) -> None:
    heaped = [serve("m-x", 24 * day + 9 + day / 60, 60 * (1 + day % 3)) for day in range(20)]
    assert set(found(FlagKind.HEAPING, [*ordinary_days(serve), *heaped])) == {("m-x",)}


def test_the_weekly_hour_with_one_elder_is_no_heap(serve) -> None:
    carer = [serve("m-x", 24 * 7 * week + 9 + week / 60, 60, resident="r-elder") for week in range(25)]
    assert found(FlagKind.HEAPING, [*ordinary_days(serve), *carer]) == {}


@pytest.mark.parametrize("kind", list(FlagKind))
def test_nothing_is_flagged_where_nothing_was_served(kind: FlagKind) -> None:
    beside = {"outcomes": [], "paperwork": [], "travel": way}
    assert found(kind, [], **beside) == {}
