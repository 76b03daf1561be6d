"""Roll-up: units are the sum of what was posted, as of the day of service; shares count, not heads."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from years import BEFORE, CRITERIA, DURATION_ONLY, NEW_YEAR, assessed, by_duration, ended, served, years

from commgov.errors import InvalidInputError, NotFoundError
from commgov.grid import MoveUnit, Organisation, Unit
from commgov.incentives.assessment import (
    Grade,
    GroupKind,
    SendingWeights,
    assess_sending_units,
    publish_criteria,
    roll_up,
)
from commgov.incentives.assessment.assessing import assess_columns
from commgov.incentives.ratings.means import FULL
from commgov.testing import service_facts_of

TREE = {
    "root": None,
    "garden-1": "root",
    "garden-2": "root",
    "grid-1": "garden-1",
    "grid-2": "garden-1",
    "grid-3": "garden-2",
}
ORGANISATION = Organisation.from_units(Unit(unit, above) for unit, above in TREE.items())
KEYS = {
    GroupKind.EMPLOYER: lambda service: service.employer,
    GroupKind.TEAM: lambda service: service.team,
    GroupKind.HOME_UNIT: lambda service: service.home_unit,
    GroupKind.PLACE: lambda service: service.unit,
}


@given(years(), st.sampled_from(GroupKind))
def test_a_group_is_the_fold_of_its_posted_services(year, kind):
    services, outcomes = year
    grades = assessed(services, outcomes)
    found = {group.group: group for group in roll_up(grades, kind)}
    assert set(found) == {KEYS[kind](service) for service in services} - {None}
    for name, group in found.items():
        inside = [service for service in services if KEYS[kind](service) == name]
        assert group.services == len(inside)
        assert group.minutes == sum(service.minutes for service in inside)
        assert group.members == len({service.member for service in inside})
        assert group.ratings <= sum(service.satisfaction is not None for service in inside)
        assert group.ratings == 0 or group.raters >= CRITERIA.raters_min
        assert group.counting <= group.minutes


@given(years(), st.integers(1, 30))
def test_moving_a_member_does_not_rewrite_the_past(year, day):
    """Whoever changes employer on a day: what was served before stays with the old one, minute for minute."""
    services, outcomes = year
    at = NEW_YEAR + timedelta(days=day)
    moved = [evolve(s, employer="new") if s.start >= at and s.member == "m-0" else s for s in services]
    before, after = (
        {group.group: group for group in roll_up(assessed(made, outcomes), GroupKind.EMPLOYER)}
        for made in (services, moved)
    )
    for name, group in before.items():
        gone = [s for s in services if s.start >= at and s.member == "m-0" and s.employer == name]
        stayed = after[name].minutes if name in after else 0
        assert stayed == group.minutes - sum(service.minutes for service in gone)
    assert assessed(services, outcomes).grades == assessed(moved, outcomes).grades


@given(years())
def test_a_unit_counts_all_that_is_below_it(year):
    services, outcomes = year
    grades = assessed(services, outcomes)
    found = {group.group: group for group in roll_up(grades, GroupKind.HOME_UNIT, hierarchy=ORGANISATION)}
    for name, group in found.items():
        below = {name, *ORGANISATION.descendants(name)}
        assert group.minutes == sum(service.minutes for service in services if service.home_unit in below)


def test_a_grid_that_moved_counts_where_it_was_on_the_day():
    moved = ORGANISATION.apply(MoveUnit(date(2026, 7, 1), "grid-1", "garden-2"))
    services = [
        service_facts_of("m-1", start=NEW_YEAR + timedelta(days=day), minutes=60, home_unit="grid-1")
        for day in (0, 200)
    ]
    found = {group.group: group.minutes for group in roll_up(assessed(services), GroupKind.HOME_UNIT, hierarchy=moved)}
    assert found == {"root": 120, "grid-1": 120, "garden-1": 60, "garden-2": 60}


def test_a_unit_that_nobody_knows_is_named():
    services = [service_facts_of("m-1", start=NEW_YEAR, home_unit="grid-99")]
    with pytest.raises(NotFoundError, match="grid-99"):
        roll_up(assessed(services), GroupKind.HOME_UNIT, hierarchy=ORGANISATION)


@given(years())
def test_who_served_for_two_employers_is_counted_once_in_all(year):
    """Each excellent member counts by the share of minutes served for each, so the shares add up to whole people."""
    services, outcomes = year
    grades = assessed(services, outcomes, evolve(CRITERIA, pool_min=1))
    groups = roll_up(grades, GroupKind.PLACE)
    counted = [
        result.grade for result in grades.results() if result.minutes and result.grade is not Grade.NOT_ENOUGH_EVIDENCE
    ]
    assert sum(group.graded for group in groups) == len(counted)
    assert sum(group.excellent for group in groups) == counted.count(Grade.EXCELLENT)


def test_what_few_residents_said_of_a_group_is_not_told():
    services = [
        service_facts_of("m-1", start=NEW_YEAR + timedelta(days=at), satisfaction=5, resident="r-1", team="cooks")
        for at in range(6)
    ]
    group = roll_up(assessed(services), GroupKind.TEAM)[0]
    assert (group.ratings, group.raters, group.satisfaction) == (0, 0, None)
    assert group.effect is None


def test_an_assessment_from_columns_knows_no_groups():
    columns = evolve(by_duration({"m-1": 60}).columns, services=(), effects=())
    grades = assess_columns(columns, CRITERIA, publish_criteria(CRITERIA, at=BEFORE, by="office-1"))
    with pytest.raises(InvalidInputError, match="one made from facts"):
        roll_up(grades, GroupKind.TEAM)


# Sending units


SENDING = evolve(CRITERIA, weights=DURATION_ONLY, sending=SendingWeights(effect=0, satisfaction=0))


def test_a_sending_unit_is_assessed_by_what_its_members_served():
    services = served({"m-1": 600, "m-2": 2400}, employer="bank")
    bank = assess_sending_units(assessed(services, criteria=SENDING), {"bank": 4})[0]
    assert [mark.score for mark in bank.marks[:2]] == [FULL // 2, FULL * 3 // 8], "1,200 of each member at most count"
    assert bank.total == FULL * 7 // 16
    assert bank.reason.zh == "参与率50.0% × 1，时长37.5% × 1：43.7%"


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(0, 4), st.integers(2, 4))
def test_a_large_unit_does_not_win_by_its_size(minutes, idle, times):
    """A unit of so many times the same people has the same total."""
    small = {f"m-{n}": 30 * amount for n, amount in enumerate(minutes)}
    large = {f"x-{n}-{copy}": 30 * amount for n, amount in enumerate(minutes) for copy in range(times)}
    strength = {"small": len(small) + idle, "large": times * (len(small) + idle)}
    services = [*served(small, employer="small"), *served(large, employer="large")]
    results = {r.employer: r for r in assess_sending_units(assessed(services, criteria=SENDING), strength)}
    assert results["small"].total == results["large"].total is not None


def test_a_unit_of_whom_too_little_is_known_has_no_total_and_no_bad_one():
    services = [*served({"m-1": 60, "m-2": 60}, employer="bank"), *served({"m-3": 60}, employer="school")]
    results = {
        r.employer: r for r in assess_sending_units(assessed(services, criteria=SENDING), {"mill": 9, "school": 2})
    }
    assert {name: result.total for name, result in results.items()} == {"bank": None, "school": None, "mill": None}
    assert results["bank"].reason.en.endswith("how many members it has registered is not known")
    assert results["school"].reason.en.endswith("1 of its members served, 2 are needed")
    assert results["mill"].reason.zh == "依据不足，暂不评定：参与服务0人，至少需要2人"


def test_effect_and_satisfaction_count_where_enough_is_known():
    services = [
        service_facts_of(
            f"m-{at % 2}",
            start=NEW_YEAR + timedelta(days=at),
            satisfaction=5,
            resident=f"r-{at}",
            employer="bank",
            minutes=60,
        )
        for at in range(4)
    ]
    with_all = assess_sending_units(assessed(services, ended(services)), {"bank": 4})[0]
    assert [mark.score is not None for mark in with_all.marks] == [True] * 4
    without = assess_sending_units(assessed(services, []), {"bank": 4})[0]
    assert (without.total, without.reason.en) == (None, "not enough evidence: effect")


@pytest.mark.parametrize("strength", [{"bank": 0}, {"bank": 1.5}, {"bank": True}])
def test_a_strength_is_a_whole_number(strength):
    with pytest.raises(InvalidInputError):
        assess_sending_units(assessed([], criteria=SENDING), strength)


def test_shares_are_exact():
    grades = by_duration({f"m-{n}": 60 * (n + 1) for n in range(5)})
    assert roll_up(grades, GroupKind.PLACE)[0].excellent_share == Fraction(1, 5)
