"""Points are a pure function of the facts; nothing is earned beyond the healthy limit; every point has its reason."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import Outcome, OutcomeState, Text
from commgov.errors import InvalidInputError, RuleFailedError
from commgov.incentives.facts import Effect, HealthyLimit, effects_of
from commgov.incentives.facts.healthy import counted_minutes
from commgov.incentives.points import (
    EffectPoints,
    PointsCase,
    PointsLine,
    PointsPolicy,
    SatisfactionPoints,
    TimePoints,
    award_points,
    dry_run,
)
from commgov.testing import outcomes, service_facts, service_facts_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
YEAR = date(2026, 1, 1)
POLICY = PointsPolicy("points", 1, YEAR, (TimePoints(30), EffectPoints(), SatisfactionPoints()))
TIME_ONLY = PointsPolicy("points", 1, YEAR, (TimePoints(30),))


def closed(demand: str, days: float, *, state: OutcomeState = OutcomeState.SOLVED, seen: bool = False) -> Outcome:
    return Outcome(demand, state, MONDAY + timedelta(days=days), "officer-3", seen_by_resident=seen)


def earned(services, policy=TIME_ONLY, ended=()):
    total = Counter()
    for award in award_points(services, ended, [policy]):
        total[award.member] += award.points
    return total


# The healthy limit


@given(service_facts(), st.integers(0, 600), st.integers(0, 2000))
def test_minutes_count_one_by_one_until_day_or_week_is_full(services, of_day, of_week):
    """The vectorised count beside a count of single minutes, as one would do it on paper."""
    ordered = sorted(services, key=lambda service: (service.start, service.record))
    numbers = {member: at for at, member in enumerate(sorted({service.member for service in ordered}))}
    days = [service.start.toordinal() for service in ordered]
    counted = counted_minutes(
        np.array([numbers[service.member] for service in ordered], dtype=np.int64),
        np.array(days, dtype=np.int64),
        np.array([service.minutes for service in ordered], dtype=np.int64),
        HealthyLimit(of_day, of_week),
    )
    day_full, week_full, expected = Counter(), Counter(), []
    for service in ordered:
        day = service.member, service.start.date()
        week = service.member, service.start.isocalendar()[:2]
        here = 0
        for _ in range(service.minutes):
            if day_full[day] < of_day and week_full[week] < of_week:
                day_full[day] += 1
                week_full[week] += 1
                here += 1
        expected.append(here)
    assert counted.tolist() == expected


def test_ten_hours_on_one_day_earn_no_more_than_eight():
    eight = [service_facts_of("m-1", start=MONDAY, minutes=480)]
    ten = [*eight, service_facts_of("m-1", start=MONDAY + timedelta(hours=9), minutes=120)]
    assert earned(eight) == earned(ten) == {"m-1": 16}
    award = award_points(ten, [closed(ten[1].demand, 1, seen=True)], [POLICY])[1]
    assert award.points == 0, "not even for its effect"
    assert award.reasons[0].zh == "超过健康上限，不再计入"


def test_what_was_served_first_counts_first_whatever_the_order_of_the_forms():
    early, late = (service_facts_of("m-1", start=MONDAY + timedelta(hours=at), minutes=300) for at in (0, 6))
    awards = award_points([late, early], [], [TIME_ONLY])
    assert [(award.record, award.points) for award in awards] == [(early.record, 10), (late.record, 6)]


def test_a_day_is_a_day_where_the_community_is():
    """17:00 in London is one o'clock of the next morning in Wuhan."""
    evening = datetime(2026, 3, 2, 17, tzinfo=UTC)
    services = [
        service_facts_of("m-1", start=datetime(2026, 3, 2, 1, tzinfo=UTC), minutes=480),
        service_facts_of("m-1", start=evening, minutes=60),
    ]
    assert earned(services) == {"m-1": 18}


# Pure


@given(service_facts(), outcomes(), st.randoms(use_true_random=False))
def test_points_are_a_pure_function_of_the_facts_in_any_order(services, ended, random):
    awards = award_points(services, ended, [POLICY])
    mixed, mixed_outcomes = list(services), list(ended)
    random.shuffle(mixed)
    random.shuffle(mixed_outcomes)
    assert [(a.record, a.points) for a in award_points(mixed, mixed_outcomes, [POLICY])] == [
        (a.record, a.points) for a in awards
    ]
    assert award_points(services, ended, [POLICY]) == awards


@given(service_facts(), outcomes())
def test_what_others_did_changes_nobodys_points(services, ended):
    together = earned(services, POLICY, ended)
    for member in together:
        alone = [service for service in services if service.member == member]
        assert earned(alone, POLICY, ended)[member] == together[member]


@given(service_facts(), outcomes())
def test_every_award_is_the_sum_of_its_lines_each_with_a_reason_in_both_languages(services, ended):
    for award in award_points(services, ended, [POLICY]):
        assert award.points == sum(line.points for _, line in award.lines)
        assert (award.policy, award.version) == ("points", 1)
        assert award.lines
        assert all(reason.en and reason.zh for reason in award.reasons)


@given(st.integers(1, 240), st.integers(1, 240), st.integers(1, 120))
def test_a_service_cut_in_two_earns_what_it_earned_whole(first, second, each):
    policy = PointsPolicy("points", 1, YEAR, (TimePoints(each),))
    whole = [service_facts_of("m-1", start=MONDAY, minutes=first + second)]
    halves = [
        service_facts_of("m-1", start=MONDAY, minutes=first),
        service_facts_of("m-1", start=MONDAY + timedelta(days=2), minutes=second),
    ]
    assert earned(whole, policy) == earned(halves, policy)


def test_a_record_is_awarded_once():
    service = service_facts_of("m-1")
    with pytest.raises(InvalidInputError, match="each value only once"):
        award_points([service, service], [], [POLICY])


# Effect


SERVED = service_facts_of("m-1", start=MONDAY, demand="d-1")


@pytest.mark.parametrize(
    ("entries", "effect"),
    [
        ([], Effect.OPEN),
        ([closed("d-2", 1)], Effect.OPEN),
        ([closed("d-1", 1)], Effect.SOLVED),
        ([closed("d-1", 1, seen=True)], Effect.SEEN),
        ([closed("d-1", 1), closed("d-1", 2, seen=True)], Effect.SEEN),
        ([closed("d-1", 1, state=OutcomeState.NOT_SOLVED)], Effect.NOT_SOLVED),
        ([closed("d-1", 1, state=OutcomeState.WITHDRAWN)], Effect.WITHDRAWN),
        ([closed("d-1", 1, seen=True), closed("d-1", 31, state=OutcomeState.REOPENED)], Effect.REOPENED),
        ([closed("d-1", 1, seen=True), closed("d-1", 31.01, state=OutcomeState.REOPENED)], Effect.SEEN),
        ([closed("d-1", -1)], Effect.OPEN),
        ([closed("d-1", -2), closed("d-1", -1, state=OutcomeState.REOPENED), closed("d-1", 1)], Effect.SOLVED),
        ([closed("d-1", 40, state=OutcomeState.REOPENED), closed("d-1", 41, seen=True)], Effect.SEEN),
    ],
    ids=lambda value: value.value if isinstance(value, Effect) else "",
)
def test_a_service_is_judged_by_the_first_closing_since_it_began(entries, effect):
    assert effects_of([SERVED], entries) == [effect]
    assert effects_of([SERVED], reversed(entries)) == [effect]


def test_who_served_before_a_demand_was_reopened_gets_nothing_for_what_was_mended_later():
    again = service_facts_of("m-2", start=MONDAY + timedelta(days=5), demand="d-1")
    entries = [
        closed("d-1", 1),
        closed("d-1", 4, state=OutcomeState.REOPENED),
        closed("d-1", 6, seen=True),
    ]
    assert effects_of([SERVED, again], entries) == [Effect.REOPENED, Effect.SEEN]


# Ratings


def rated(stars, **stated):
    return [
        service_facts_of(
            "m-1", start=MONDAY + timedelta(days=at), satisfaction=given, **({"resident": f"r-{at}"} | stated)
        )
        for at, given in enumerate(stars)
    ]


def test_ratings_earn_points_five_at_a_time_so_that_no_line_tells_one_of_them():
    policy = PointsPolicy("points", 1, YEAR, (SatisfactionPoints(),))
    awards = award_points(rated((1, 5, 5, 5, 4, 1)), [], [policy])
    assert [award.points for award in awards] == [0, 0, 0, 0, 5, 0]
    assert awards[0].lines == awards[1].lines, "one star and five stars look alike"
    assert [award.points for award in award_points(rated((1, 1, 5, 5, 5)), [], [policy])] == [0] * 5


def test_the_weekly_carer_of_one_elder_does_not_learn_from_points_what_the_elder_said():
    policy = PointsPolicy("points", 1, YEAR, (SatisfactionPoints(),))
    happy, unhappy = (award_points(rated((stars,) * 12, resident="r-1"), [], [policy]) for stars in (5, 1))
    assert [award.lines for award in happy] == [award.lines for award in unhappy]


# Policies


def test_each_service_falls_under_the_version_in_force_on_its_day():
    later = PointsPolicy("points", 2, date(2026, 3, 4), (TimePoints(15),))
    services = [service_facts_of("m-1", start=MONDAY + timedelta(days=day), minutes=60) for day in range(4)]
    awards = award_points(services, [], [later, TIME_ONLY])
    assert [(award.version, award.points) for award in awards] == [(1, 2), (1, 2), (2, 4), (2, 4)]


def test_a_version_that_an_award_names_is_one_policy_alone():
    again = PointsPolicy("points", 1, date(2026, 3, 4), (TimePoints(15),))
    with pytest.raises(InvalidInputError, match="points, version 1"):
        award_points([], [], [again, PointsPolicy("points", 1, YEAR)])


def test_before_any_policy_nothing_is_earned_and_it_is_said_why():
    award = award_points([service_facts_of("m-1", start=datetime(2025, 12, 31, 9, tzinfo=SHANGHAI))], [], [POLICY])[0]
    assert (award.points, award.reasons[0].zh) == (0, "当日没有生效的积分政策")


def test_a_policy_names_all_that_is_wrong_with_it():
    with pytest.raises(InvalidInputError) as refused:
        PointsPolicy("", 0, datetime(2026, 1, 1, tzinfo=UTC), (TimePoints(), TimePoints(), "no rule"), zone="Mars/Base")
    assert len(refused.value.problems) == 6


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: TimePoints(0),
        lambda: TimePoints(True),
        lambda: EffectPoints(seen=1, solved=2),
        lambda: EffectPoints(seen=2.0, solved=1),
        lambda: SatisfactionPoints(mean_min=4.5),
        lambda: SatisfactionPoints(mean_min=Fraction(6)),
        lambda: HealthyLimit(-1, 10),
        lambda: HealthyLimit(480.0, 10),
        lambda: HealthyLimit(1441, 10),
        lambda: PointsPolicy("points", 1, YEAR, reopened_within=timedelta(days=-1)),
        lambda: PointsPolicy("points", 1, YEAR, reopened_within=30),
    ],
)
def test_rules_refuse_numbers_that_are_none(wrong):
    with pytest.raises(InvalidInputError):
        wrong()


class Odd:
    """A rule of somebody else that gives what it was told to."""

    name = "odd"
    title = Text("odd", "另类")

    def __init__(self, given):
        self.given = given

    def points(self, case: PointsCase):
        return self.given if not callable(self.given) else self.given(case)


FINE = Text("fine", "可以")


@pytest.mark.parametrize(
    "given",
    [
        None,
        5,
        PointsLine(1.5, FINE),
        PointsLine(True, FINE),
        PointsLine(-1, FINE),
        PointsLine(2**63, FINE),
        PointsLine(float("nan"), FINE),
        PointsLine(1, "fine"),
        lambda _: 1 // 0,
    ],
    ids=["nothing", "a number", "half a point", "a flag", "less than none", "too many", "NaN", "no text", "raises"],
)
def test_a_rule_that_does_not_answer_is_named_and_nothing_is_awarded(given):
    policy = PointsPolicy("points", 1, YEAR, (TimePoints(), Odd(given)))
    with pytest.raises(RuleFailedError, match="'odd'"):
        award_points([service_facts_of("m-1")], [], [policy])


def test_a_rule_of_ones_own_is_asked_as_the_built_in_ones_are():
    odd = Odd(lambda case: PointsLine(case.counted, FINE))
    assert earned([service_facts_of("m-1", minutes=60)], PointsPolicy("own", 1, YEAR, (TimePoints(30), odd))) == {
        "m-1": 62
    }


# Dry runs


@given(service_facts(), outcomes(), st.integers(1, 90), st.integers(0, 10))
def test_a_dry_run_says_who_would_gain_or_lose_exactly_that(services, ended, each, seen):
    proposed = PointsPolicy("points", 2, date(2030, 1, 1), (TimePoints(each), EffectPoints(seen, 0)))
    tried = dry_run(services, ended, [POLICY], proposed)
    now = earned(services, POLICY, ended)
    then = earned(services, PointsPolicy("points", 2, YEAR, proposed.rules), ended)
    told = {change.member: change for change in tried.changes}
    assert len(told) + tried.unchanged == len(now)
    for member, before in now.items():
        if member in told:
            change = told[member]
            assert (change.before, change.after, change.gain) == (before, then[member], then[member] - before)
            assert sum(after.points - old.points for old, after in change.awards) == change.gain
        else:
            assert then[member] == before
    assert [c.gain for c in tried.changes] == sorted((c.gain for c in tried.changes), reverse=True)
    assert not {c.member for c in tried.gainers} & {c.member for c in tried.losers}


def test_a_dry_run_says_why_in_both_languages():
    services = [service_facts_of("m-1", minutes=60)]
    proposed = PointsPolicy("points", 2, YEAR, (TimePoints(60), EffectPoints(9, 7)))
    change = dry_run(services, [closed(services[0].demand, 1)], [POLICY], proposed).changes[0]
    assert change.text.en == "m-1: 4 → 8 points: effect +5, time -1"
    assert change.text.zh == "m-1：4 → 8分：成效+5、时长-1"
