"""Training: what a course gives or renews, and who should be trained for what."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import HeldSkill, Member
from commgov.errors import InvalidInputError, NotFoundError
from commgov.grid import (
    Attendance,
    Course,
    Organisation,
    Profile,
    Shortage,
    SkillAnswer,
    SkillSource,
    TaughtSkill,
    TrainingSession,
    Unit,
    who_should_train,
)
from commgov.wording import Text

TODAY = date(2026, 3, 2)
SATURDAY, SUNDAY = date(2026, 3, 7), date(2026, 3, 8)
A_YEAR_ON = SUNDAY + timedelta(days=365)
FIRST_AID = Course("first-aid-1", (TaughtSkill("first-aid", 2, validity_days=365),), seats=2)
PLUMBING = Course("plumbing-1", (TaughtSkill("plumbing", 3),), seats=2)


def session(*attendance, course=FIRST_AID):
    enrolled = tuple(one.member for one in attendance)
    return TrainingSession(course, "garden-1", (SATURDAY, SUNDAY), enrolled, attendance)


def completed(course=FIRST_AID):
    return session(Attendance("m-1", 2, True), course=course)


def member(name, *skills, home="group-1", minutes=240, recent=0):
    return Member(name, home, skills, weekly_minutes_max=minutes, recent_minutes=recent)


def advised(*args, **options):
    return [(advice.member, advice.course) for advice in who_should_train(*args, **options)]


def test_who_attended_and_passed_gains_the_skill_for_its_validity():
    assert completed().gains("m-1") == (HeldSkill("first-aid", 2, A_YEAR_ON),)


@pytest.mark.parametrize(
    ("attendance", "words"),
    [
        (Attendance("m-1", 1, True), "attended 50 % of the days, 80 % are needed"),
        (Attendance("m-1", 2, False), "the test was not passed"),
        (Attendance("m-2", 2, True), "no attendance is noted"),
    ],
)
def test_who_did_not_complete_the_course_gains_nothing_and_is_told_why(attendance, words):
    held = session(attendance)
    assert held.gains("m-1") == ()
    assert held.why("m-1").reason.en == words
    assert held.why("m-1").reason.zh


@pytest.mark.parametrize(
    ("held", "gained"),
    [
        (HeldSkill("first-aid", 2, SUNDAY), HeldSkill("first-aid", 2, A_YEAR_ON)),  # renewed
        (HeldSkill("first-aid", 1), HeldSkill("first-aid", 2, A_YEAR_ON)),  # better than before
        (HeldSkill("first-aid", 4, SATURDAY), HeldSkill("first-aid", 2, A_YEAR_ON)),  # had run out
        (HeldSkill("first-aid", 2), None),  # held for good
        (HeldSkill("first-aid", 2, date(2030, 1, 1)), None),  # valid for longer already
        (HeldSkill("first-aid", 4, SUNDAY), None),  # a lower course renews nothing
    ],
)
def test_a_course_renews_what_it_can_and_shortens_nothing(held, gained):
    assert completed().gains("m-1", [held]) == (() if gained is None else (gained,))


def test_a_course_without_expiry_makes_the_skill_last():
    course = Course("c", (TaughtSkill("first-aid", 2),))
    assert completed(course).gains("m-1", [HeldSkill("first-aid", 2, A_YEAR_ON)]) == (HeldSkill("first-aid", 2),)


def test_what_a_course_gave_counts_when_the_member_has_confirmed_it():
    (offered,) = completed().proposals("m-1")
    assert (offered.source, offered.day) == (SkillSource.TRAINING, SUNDAY)
    profile, _ = Profile("m-1").propose(offered)
    assert profile.held_skills(SUNDAY) == ()
    profile, _ = profile.answer("first-aid", SkillAnswer.CONFIRMED, SUNDAY)
    assert profile.held_skills(A_YEAR_ON) == (HeldSkill("first-aid", 2, A_YEAR_ON),)
    assert profile.held_skills(A_YEAR_ON + timedelta(days=1)) == ()


def test_a_session_takes_as_many_as_the_course_has_seats():
    open_session = TrainingSession(FIRST_AID, "garden-1", (SATURDAY,))
    open_session, _ = open_session.enrol("m-1")
    same, verdict = open_session.enrol("m-1")
    assert same is open_session
    assert verdict.reason.en == "enrolled already"
    full, _ = open_session.enrol("m-2")
    same, verdict = full.enrol("m-3")
    assert same is full
    assert verdict.reason.zh == "2个名额已满"


@pytest.mark.parametrize(
    ("build", "problems"),
    [
        (lambda: TaughtSkill("", 0, 0), 3),
        (lambda: Course("", (None,), 0, attended_percent_min=101), 4),
        (lambda: Course("c", ()), 1),
        (lambda: Course("c", (TaughtSkill("a", 1), TaughtSkill("a", 2))), 1),
        (lambda: Attendance("", -1, 1), 3),
        (lambda: TrainingSession(None, "", (None,), ("",), (None,)), 5),
        (lambda: TrainingSession(FIRST_AID, "u", (), ("m-1", "m-1", "m-2")), 3),
        (lambda: TrainingSession(FIRST_AID, "u", (SUNDAY, SATURDAY)), 1),
        (lambda: TrainingSession(FIRST_AID, "u", (SUNDAY,), ("m-1",), (Attendance("m-1", 2, True),) * 2), 3),
        (lambda: TrainingSession(FIRST_AID, "u", (SUNDAY,), (), (Attendance("m-1", 1, True),)), 1),
        (lambda: Shortage("", 0, 0, ""), 4),
        (lambda: who_should_train([PLUMBING, PLUMBING], [], [Shortage("a", 1, 1, "u")], TODAY, expiry_days=-1), 3),
    ],
)
def test_each_refuses_bad_values_and_lists_them_all(build, problems):
    with pytest.raises(InvalidInputError) as caught:
        build()
    assert len(caught.value.problems) == problems


def test_who_is_nearest_to_the_level_and_has_most_time_comes_first():
    members = [
        member("m-1"),
        member("m-2", HeldSkill("plumbing", 1)),
        member("m-3", HeldSkill("plumbing", 2), recent=400),
        member("m-4", HeldSkill("plumbing", 2)),
        member("m-5", HeldSkill("plumbing", 3)),  # can serve already
        member("m-6", HeldSkill("plumbing", 2), recent=960),  # has no time left
    ]
    course = Course("plumbing-1", (TaughtSkill("plumbing", 3),), seats=9)
    found = who_should_train([course], members, [Shortage("plumbing", 3, 9)], TODAY)
    assert [(advice.member, advice.levels, advice.free_minutes) for advice in found] == [
        ("m-4", 1, 240),
        ("m-3", 1, 140),
        ("m-2", 2, 240),
        ("m-1", 3, 240),
    ]
    assert found[0].reasons == (
        Text("plumbing: unmet seats from level 3 up: 9; held at level 2", "plumbing：3级及以上未满足席位9个，现为2级"),
    )


def test_no_more_are_trained_than_seats_are_unmet_or_seats_in_the_course():
    members = [member(f"m-{number}") for number in range(5)]
    assert advised([PLUMBING], members, [Shortage("plumbing", 3, 1)], TODAY) == [("m-0", "plumbing-1")]
    assert len(advised([PLUMBING], members, [Shortage("plumbing", 3, 9)], TODAY)) == 2
    assert advised([PLUMBING], members, [Shortage("plumbing", 4, 9)], TODAY) == []


def test_a_skill_that_runs_out_soon_is_renewed_even_where_nothing_is_short():
    soon, later, for_good = (
        HeldSkill("first-aid", 2, date(2026, 4, 1)),
        HeldSkill("first-aid", 2, date(2027, 1, 1)),
        HeldSkill("first-aid", 2),
    )
    members = [member("m-1", later), member("m-2", soon), member("m-3", for_good), member("m-4")]
    (advice,) = who_should_train([FIRST_AID], members, [], TODAY)
    assert (advice.member, advice.seats, advice.levels) == ("m-2", 0, 0)
    assert advice.reasons[0].en == "first-aid at level 2 runs out on 2026-04-01"
    assert advised([FIRST_AID], members, [], TODAY, expiry_days=10) == []


def test_renewing_a_short_skill_comes_before_teaching_it_and_fills_no_seat_that_is_unmet():
    members = [member("m-1"), member("m-2", HeldSkill("first-aid", 2, date(2026, 4, 1)))]
    found = advised([FIRST_AID], members, [Shortage("first-aid", 2, 1)], TODAY)
    assert found == [("m-2", "first-aid-1"), ("m-1", "first-aid-1")]


def test_a_course_too_short_or_too_low_renews_nothing():
    short = Course("c-1", (TaughtSkill("first-aid", 2, validity_days=20),))
    low = Course("c-2", (TaughtSkill("first-aid", 1, validity_days=900),))
    assert advised([short, low], [member("m-1", HeldSkill("first-aid", 2, date(2026, 4, 1)))], [], TODAY) == []


def test_a_member_is_trained_for_what_is_short_where_the_member_lives():
    org = Organisation.from_units(
        [Unit("root"), Unit("grid-1", "root"), Unit("group-1", "grid-1"), Unit("grid-2", "root")]
    )
    members = [member("m-1", home="grid-2"), member("m-2", home="group-1"), member("m-3", home="root")]
    short = [Shortage("plumbing", 2, 5, "grid-1")]
    assert advised([PLUMBING], members, short, TODAY, hierarchy=org) == [("m-2", "plumbing-1")]
    with pytest.raises(NotFoundError):
        advised([PLUMBING], members, [Shortage("plumbing", 2, 5, "grid-9")], TODAY, hierarchy=org)


levels = st.builds(
    HeldSkill, st.sampled_from(["plumbing"]), st.integers(1, 5), st.sampled_from([None, TODAY, A_YEAR_ON])
)


@given(
    st.lists(st.tuples(st.none() | levels, st.integers(0, 2000)), max_size=8),
    st.lists(st.builds(Shortage, st.just("plumbing"), st.integers(1, 5), st.integers(1, 3)), max_size=3),
    st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(1, 400), st.integers(1, 3)), max_size=3),
)
def test_advice_keeps_to_seats_and_time_whoever_is_listed_first(people, short, taught):
    courses = [
        Course(f"c-{at}", (TaughtSkill("plumbing", level, days),), seats)
        for at, (level, days, seats) in enumerate(taught)
    ]
    members = [
        member(f"m-{at}", *([skill] if skill else []), recent=recent) for at, (skill, recent) in enumerate(people)
    ]
    found = who_should_train(courses, members, short, TODAY)
    assert len({advice.member for advice in found}) == len(found)
    assert all(advice.free_minutes > 0 and advice.reasons for advice in found)
    for course in courses:
        assert sum(advice.course == course.id for advice in found) <= course.seats
    assert sum(advice.levels > 0 for advice in found) <= sum(shortage.seats for shortage in short)
    assert who_should_train(courses[::-1], members[::-1], short, TODAY) == found


@given(levels, st.integers(1, 5), st.none() | st.integers(1, 400))
def test_training_never_takes_anything_away(held, level, days):
    course = Course("c", (TaughtSkill("plumbing", level, days),))
    for gained in completed(course).gains("m-1", [held]):
        assert not held.counts_on(SUNDAY) or gained.level >= held.level
        assert gained.counts_on(SUNDAY)
        assert gained != held
