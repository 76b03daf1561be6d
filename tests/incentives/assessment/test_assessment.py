"""Grades follow from published criteria and evidence, and from nothing else; each can be worked out again by hand."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st
from years import BEFORE, CRITERIA, DURATION_ONLY, NEW_YEAR, assessed, by_duration, ended, served, years

from commgov.core import DemandId, MemberId, Outcome, PersonRef
from commgov.errors import InvalidInputError, NotFoundError
from commgov.incentives import RecordId
from commgov.incentives.assessment import Grade, Ties, explain_grade, publish_criteria
from commgov.incentives.assessment.assessing import assess_columns
from commgov.incentives.ratings.means import FULL
from commgov.testing import service_facts_of


def excellent_of(assessment):
    return {member for member in assessment.members if assessment.grade(member) is Grade.EXCELLENT}


# Duration


def test_more_than_the_full_mark_gives_nothing_more():
    grades = assessed(served({"m-1": 1200, "m-2": 4800}), criteria=evolve(CRITERIA, weights=DURATION_ONLY))
    assert [result.marks[0].score for result in grades.results()] == [FULL, FULL]
    assert [result.minutes for result in grades.results()] == [1200, 4800]


def test_hours_beyond_the_healthy_limit_do_not_count():
    long_day = [service_facts_of("m-1", start=NEW_YEAR, minutes=700)]
    result = assessed(long_day, criteria=evolve(CRITERIA, weights=DURATION_ONLY)).result("m-1")
    assert (result.minutes, result.counting) == (700, 480)


def test_a_period_is_its_days_where_the_community_is():
    moments = (
        NEW_YEAR - timedelta(hours=9, minutes=1),
        NEW_YEAR - timedelta(hours=9),
        datetime(2026, 12, 31, 15, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 16, 0, tzinfo=UTC),
    )
    services = [service_facts_of("m-1", start=moment, minutes=60) for moment in moments]
    assert assessed(services).result("m-1").services == 2


# Evidence


def liked(member, stars, *, raters=9, seen=True):
    """A member with so many rated services for so many residents, and their outcomes."""
    services = [
        service_facts_of(
            member,
            start=NEW_YEAR + timedelta(days=3 * at),
            satisfaction=given_stars,
            resident=f"r-{at % raters}",
            minutes=120,
        )
        for at, given_stars in enumerate(stars)
    ]
    return services, ended(services, seen=seen)


@pytest.mark.parametrize(
    ("stars", "raters", "why"),
    [
        ((5, None, None), 9, "satisfaction: 0 count, 3 are needed, and they count in batches by 2 people or more"),
        ((5, 5, 5), 1, "satisfaction: 0 count, 3 are needed, and they count in batches by 2 people or more"),
        ((5, 5), 9, "satisfaction: 0 count, 3 are needed, and they count in batches by 2 people or more"),
    ],
)
def test_little_evidence_is_a_grade_of_its_own_with_its_reason(stars, raters, why):
    services, outcomes = liked("m-1", stars, raters=raters)
    result = assessed(services, outcomes, evolve(CRITERIA, ratings_min=3)).result("m-1")
    assert (result.grade, result.reason.en) == (Grade.NOT_ENOUGH_EVIDENCE, why)
    assert (result.total, result.grade.rank) == (None, None)
    assert result.marks[2].score is None, "few ratings would tell what single residents said"


def test_demands_whose_end_is_not_known_are_no_evidence_and_do_no_harm():
    services, outcomes = liked("m-1", (5, 4, 5))
    assert assessed(services, []).grade("m-1") is Grade.NOT_ENOUGH_EVIDENCE
    known, more = assessed(services[:2], outcomes), assessed(services, outcomes[:2])
    assert known.result("m-1").marks[1].score == more.result("m-1").marks[1].score


def test_who_has_not_served_is_listed_and_nothing_is_held_against_them():
    grades = assessed([], members=["m-7", "m-8"])
    assert [result.grade for result in grades.results()] == [Grade.NOT_ENOUGH_EVIDENCE] * 2
    with pytest.raises(NotFoundError):
        grades.grade("m-9")


def test_where_merit_cannot_be_told_from_chance_it_is_said():
    services, outcomes = liked("m-1", (5, 4, 5))
    result = assessed(services, outcomes, evolve(CRITERIA, satisfaction_calibration=None)).result("m-1")
    assert result.reason.zh == "满意度：全体数据过少，无法区分成绩与偶然"


@given(years(), st.data())
def test_not_knowing_is_never_worse_than_not_enough_evidence(year, data):
    """Taking all that residents said of a member away gives no low grade, only none."""
    services, outcomes = year
    member = data.draw(st.sampled_from(sorted({service.member for service in services})))
    silent = [evolve(s, satisfaction=None) if s.member == member else s for s in services]
    assert assessed(silent, outcomes).grade(member) is Grade.NOT_ENOUGH_EVIDENCE


def test_a_criterion_without_weight_needs_no_evidence():
    services, _ = liked("m-1", (None,))
    assert assessed(services, [], evolve(CRITERIA, weights=DURATION_ONLY)).grade("m-1") is Grade.QUALIFIED


# Excellent


def test_a_fifth_of_ten_are_the_best_two():
    grades = by_duration({f"m-{n}": 100 * (n + 1) for n in range(10)})
    assert excellent_of(grades) == {"m-8", "m-9"}
    assert grades.result("m-7").reason.en.endswith("the 2 excellent grades of the pool went to higher totals")


@pytest.mark.parametrize(("ties", "best"), [(Ties.DROP, {"m-9"}), (Ties.KEEP, {"m-9", "m-8", "m-7"})])
def test_a_tie_on_the_line_is_decided_by_the_published_rule_and_said_so(ties, best):
    minutes = {f"m-{n}": 100 * (n + 1) for n in range(10)} | {"m-7": 900}
    grades = by_duration(minutes, ties=ties)
    assert excellent_of(grades) == best
    for member in ("m-7", "m-8"):
        result = grades.result(member)
        assert result.is_contested
        assert "2 with the same total stand on the line of 2" in result.reason.en
    assert not grades.result("m-9").is_contested


def test_the_next_criterion_decides_where_that_was_published():
    services, outcomes = [], []
    for number in range(10):
        stars = (5, 5) if number == 3 else (4, 4)
        more, ends = liked(f"m-{number}", stars)
        services += more
        outcomes += ends
    criteria = evolve(CRITERIA, weights=DURATION_ONLY, excellent=Fraction(1, 10), good_from=Fraction(0))
    assert excellent_of(assessed(services, outcomes, criteria)) == set()
    assert excellent_of(assessed(services, outcomes, evolve(criteria, ties=Ties.NEXT))) == {"m-3"}


def test_small_teams_are_pooled_so_that_none_has_a_quota_of_its_own():
    minutes = {f"cook-{n}": 100 + n for n in range(3)} | {f"driver-{n}": 900 + n for n in range(4)}
    minutes |= {f"visitor-{n}": 50 + n for n in range(10)}
    criteria = evolve(CRITERIA, weights=DURATION_ONLY, minutes_full=100_000, good_from=Fraction(0))
    pool_of = {member: member.partition("-")[0] for member in minutes}
    grades = assessed(served(minutes), criteria=criteria, pool_of=pool_of)
    assert excellent_of(grades) == {"driver-3", "visitor-9", "visitor-8"}
    assert grades.result("cook-0").pool == "joined"


def test_a_community_that_is_too_small_has_no_quota_and_is_told_so():
    result = by_duration({"m-1": 100, "m-2": 200}).result("m-2")
    assert (result.grade, result.reason.zh[-13:]) == (Grade.GOOD, "组内人数不足，不设优秀名额")


def test_even_a_large_share_gives_no_seats_in_a_pool_that_is_too_small():
    minutes = {f"m-{n}": 100 * n for n in range(1, 5)}
    assert excellent_of(by_duration(minutes, excellent=Fraction(1, 2))) == set()
    assert excellent_of(by_duration({**minutes, "m-5": 500}, excellent=Fraction(1, 2))) == {"m-4", "m-5"}


def test_the_share_is_of_all_who_are_graded_and_of_nobody_else():
    """Whoever is below the line of good counts; whoever has no grade does not."""
    criteria = evolve(CRITERIA, weights=DURATION_ONLY, good_from=Fraction(1, 2))
    services = served({f"m-{n}": 120 * n for n in range(1, 11)})
    idle = [f"idle-{n}" for n in range(90)]
    grades = assessed(services, criteria=criteria, members=idle)
    assert [grades.grades.count(grade) for grade in Grade] == [2, 4, 4, 90]


def test_nobody_below_the_line_of_good_is_excellent_however_large_the_share():
    criteria = evolve(CRITERIA, weights=DURATION_ONLY, excellent=Fraction(1), good_from=Fraction(1, 2))
    grades = assessed(served({f"m-{n}": 100 * n for n in range(1, 12)}), criteria=criteria)
    assert excellent_of(grades) == {"m-6", "m-7", "m-8", "m-9", "m-10", "m-11"}
    assert grades.grade("m-5") is Grade.QUALIFIED


@given(years(members=9), st.randoms())
def test_the_order_in_which_records_come_does_not_matter(year, random):
    services, outcomes = year
    mixed, mixed_outcomes = list(services), list(outcomes)
    random.shuffle(mixed)
    random.shuffle(mixed_outcomes)
    assert assessed(mixed, mixed_outcomes).grades == assessed(services, outcomes).grades


@given(st.lists(st.integers(1, 40), min_size=5, max_size=15), st.sampled_from(Ties))
def test_a_newcomer_who_did_less_takes_nobodys_grade(amounts, ties):
    minutes = {f"m-{n}": 10 * amount + 10 for n, amount in enumerate(amounts)}
    before = by_duration(minutes, ties=ties)
    after = by_duration({**minutes, "newcomer": 5}, ties=ties)
    assert excellent_of(before) <= excellent_of(after)


def batched(assessment, member):
    """The services of a member whose ratings count: a good rating more may fill a batch with worse ones that waited."""
    columns = assessment.columns
    return {
        service.record
        for service, batch in zip(columns.services, columns.batch.tolist(), strict=True)
        if service.member == member and batch >= 0
    }


@given(years(), st.data())
def test_a_good_service_more_never_lowers_ones_own_grade(year, data):
    services, outcomes = year
    member = data.draw(st.sampled_from(sorted({service.member for service in services})))
    more = service_facts_of(
        member, start=NEW_YEAR + timedelta(days=200), satisfaction=5, resident="r-new", minutes=60, record="s-more"
    )
    before = assessed(services, outcomes)
    after = assessed([*services, more], [*outcomes, *ended([more])])
    if before.grade(member).rank is not None and batched(after, member) <= batched(before, member) | {"s-more"}:
        assert after.grade(member).rank >= before.grade(member).rank


# Comparable across communities


def clone(services, outcomes, number):
    """The same community once more, with other people, demands and places."""

    def other(value):
        return f"{value}-{number}"

    again = [
        evolve(
            service,
            record=RecordId(other(service.record)),
            demand=DemandId(other(service.demand)),
            member=MemberId(other(service.member)),
            resident=PersonRef(other(service.resident)),
            attested=evolve(service.attested, by=PersonRef(other(service.resident))),
            unit=other(service.unit),
        )
        for service in services
    ]
    return again, [evolve(outcome, demand=DemandId(other(outcome.demand))) for outcome in outcomes]


@given(years(members=10), st.integers(2, 5), st.sampled_from([Ties.DROP, Ties.NEXT]))
def test_the_size_of_a_community_does_not_move_its_members_grades(year, times, ties):
    """The same people many times over: everybody keeps the grade they had where they were few."""
    services, outcomes = year
    criteria = evolve(CRITERIA, pool_min=1, ties=ties)
    alone = assessed(services, outcomes, criteria)
    many, many_outcomes = list(services), list(outcomes)
    for number in range(1, times):
        more, more_outcomes = clone(services, outcomes, number)
        many += more
        many_outcomes += more_outcomes
    together = assessed(many, many_outcomes, criteria)
    for member in alone.members:
        assert together.grade(member) is alone.grade(member)
        assert together.grade(f"{member}-1") is alone.grade(member)


@given(years(members=10), st.data())
def test_cutting_a_community_in_two_moves_no_grade(year, data):
    """Units, employers and teams may be another community's: under the same criteria that is no input."""
    services, outcomes = year
    units = st.sampled_from(["here-1", "here-2", "there-1"])
    moved = [evolve(s, unit=data.draw(units), home_unit=data.draw(units), employer=None, team=None) for s in services]
    criteria = evolve(CRITERIA, places=False)
    assert assessed(moved, outcomes, criteria).grades == assessed(services, outcomes, criteria).grades


def test_columns_and_facts_give_the_same_grades():
    services, outcomes = liked("m-1", (5, 4, 5, 3))
    from_facts = assessed(services, outcomes)
    columns = evolve(from_facts.columns, services=(), effects=())
    published = publish_criteria(CRITERIA, at=BEFORE, by="office-1")
    from_columns = assess_columns(columns, CRITERIA, published)
    assert from_columns.results() == from_facts.results()
    assert explain_grade(from_columns, "m-1").lines == explain_grade(from_facts, "m-1").lines


# Explained


@given(years(), st.data())
def test_every_number_of_a_grade_can_be_worked_out_again_from_its_rows(year, data):
    services, outcomes = year
    grades = assessed(services, outcomes)
    member = data.draw(st.sampled_from(grades.members))
    told = explain_grade(grades, member)
    result = told.result
    assert {line.record for line in told.services} == {s.record for s in services if s.member == member}
    assert sum(line.minutes for line in told.services) == result.minutes
    assert sum(line.counted for line in told.services) == result.counting
    assert result.marks[0].score == min(result.counting, 1200) * FULL // 1200
    if result.total is not None:
        assert result.total == sum(mark.weight * mark.score for mark in result.marks)
        assert all(0 <= mark.low <= mark.score <= mark.high <= FULL for mark in result.marks[1:])
    assert all(line.en and line.zh for line in told.lines)


@given(years(), st.data())
def test_no_explanation_repeats_what_a_resident_said_or_who_it_was(year, data):
    services, outcomes = year
    grades = assessed(services, outcomes)
    member = data.draw(st.sampled_from(grades.members))
    told = explain_grade(grades, member)
    assert not any(field.name in {"satisfaction", "resident", "stars"} for field in fields(type(told.services[0])))
    for service in services:
        assert service.resident not in told.text.en.replace(str(service.record), "")


def test_a_grade_is_explained_in_both_languages():
    """By hand: effect (3 x 1000 + 5 x 600) / 8, plus and minus 1.96 x sqrt(20,000 x 100,000 / 160,000).

    Satisfaction (1000 + 750 + 4.5 x 700) / 6.5: the third rating waits for a batch. Each resident rated once, so their
    severity is noise, and k is (40,000 + 5,000) / 10,000; plus and minus 1.96 x sqrt(10,000 x 45,000 / 65,000).
    """
    services, outcomes = liked("m-1", (5, 4, 5))
    told = explain_grade(assessed(services, outcomes), "m-1")
    assert told.text.en.splitlines() == [
        "m-1: good",
        "60.1% of the full mark; the pool is too small for excellent grades",
        "duration: 360 minutes (services: 3), of which 360 count; full mark at 1200: 30.0%",
        "effect: 75.0% from 3, between 53.0% and 96.9%",
        "satisfaction: 75.3% from 2, between 59.0% and 91.6%",
        "total: (1 × 30.0% + 1 × 75.0% + 1 × 75.3%) / 3 = 60.1%",
    ]
    assert told.text.zh.splitlines()[0] == "m-1：良好"


def test_the_repr_of_an_assessment_names_nobody():
    services, outcomes = liked("m-1", (5, 4, 5))
    assert repr(assessed(services, outcomes)) == "Assessment('assessment 2026', 1 members, 3 services)"


def test_a_record_counts_once():
    service = service_facts_of("m-1", start=NEW_YEAR)
    with pytest.raises(InvalidInputError, match="each value only once"):
        assessed([service, service])


def test_outcomes_of_other_demands_are_nobodys_business():
    services, outcomes = liked("m-1", (5, 4, 5))
    foreign = [Outcome("d-x", outcome.state, outcome.at, outcome.by) for outcome in outcomes]
    assert assessed(services, [*outcomes, *foreign]).results() == assessed(services, outcomes).results()
