"""Profiles: what a member can do is proposed, answered by the member, and corrected by services done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import HeldSkill, Member, Outcome, OutcomeState, RequiredSkill
from commgov.errors import InvalidInputError
from commgov.grid import (
    DEFAULT_SKILL_MAP,
    AnsweredSkill,
    CorrectionPolicy,
    OccupationIndex,
    OccupationSuggestion,
    Profile,
    SkillAnswer,
    SkillEvidence,
    SkillMap,
    SkillProposal,
    SkillRule,
    SkillSource,
    corrections,
    proposals_from,
)
from commgov.wording import Text

NEW_YEAR = date(2026, 1, 1)
WHY = Text("because", "因为")


def day(number):
    return NEW_YEAR + timedelta(days=number)


def proposal(level=2, on=1, *, skill="plumbing", source=SkillSource.TRAINING, until=None):
    return SkillProposal(HeldSkill(skill, level, until), source, day(on), WHY)


def holding(level=2, on=1):
    profile, _ = Profile("m-1").declare(HeldSkill("plumbing", level), day(on))
    return profile


def done(count, *, solved, level=2, on=10):
    return [SkillEvidence(RequiredSkill("plumbing", level), solved, day(on)) for _ in range(count)]


def test_from_a_job_title_to_a_member_who_holds_the_skill():
    rows = [
        {"code": "6-31-01-03", "name": "电工", "definition": "", "alias": "维修电工"},
        {"code": "2-05-08-05", "name": "社区护士", "definition": "", "alias": ""},
    ]
    suggestions = OccupationIndex.from_rows(rows).suggest("物业维修电工（双休）")
    profile = Profile("m-1").propose_all(proposals_from(suggestions, DEFAULT_SKILL_MAP, day=day(1)))
    assert profile.held_skills(day(1)) == ()
    profile, _ = profile.answer("electrical", SkillAnswer.CONFIRMED, day(2))
    member = Member("m-1", "group-7", profile.held_skills(day(2)))
    assert member.skills == (HeldSkill("electrical", 4),)
    assert profile.held_skills(day(1)) == ()


def test_occupations_that_hardly_fit_are_not_asked_about():
    weak = OccupationSuggestion("6-31-01-03", "电工", 0.29)
    assert proposals_from([weak], DEFAULT_SKILL_MAP, day=day(1)) == ()


def test_the_likeliest_occupation_says_the_level():
    found = [
        OccupationSuggestion("2-08-01-01", "普通高等学校教师", 0.9),
        OccupationSuggestion("2-08-02-04", "小学教师", 0.8),
    ]
    (tutoring,) = proposals_from(found, DEFAULT_SKILL_MAP, day=day(1))
    assert tutoring.held == HeldSkill("tutoring", 3)
    assert tutoring.reason == Text("occupation 2-08-01-01 普通高等学校教师", "职业2-08-01-01 普通高等学校教师")


def test_what_the_member_declined_is_never_held_and_not_asked_again_because_of_the_job():
    profile, _ = Profile("m-1").propose(proposal(source=SkillSource.OCCUPATION))
    profile, _ = profile.answer("plumbing", SkillAnswer.DECLINED, day(2))
    assert profile.held_skills(day(2)) == ()
    same, verdict = profile.propose(proposal(4, 3, source=SkillSource.OCCUPATION))
    assert same is profile
    assert verdict.reason.zh == "成员已否认该技能"
    declared, _ = profile.declare(HeldSkill("plumbing", 3), day(4))
    assert declared.held_skills(day(4)) == (HeldSkill("plumbing", 3),)


def test_declining_a_higher_level_keeps_the_level_held():
    profile, _ = holding(2).propose(proposal(3, 5, source=SkillSource.SERVICES))
    profile, _ = profile.answer("plumbing", SkillAnswer.DECLINED, day(6))
    assert profile.held_skills(day(6)) == (HeldSkill("plumbing", 2),)


def test_a_skill_held_can_be_withdrawn():
    profile, _ = holding().answer("plumbing", SkillAnswer.WITHDRAWN, day(5))
    assert profile.held_skills(day(4)) == (HeldSkill("plumbing", 2),)
    assert profile.held_skills(day(5)) == ()


def test_a_skill_counts_until_the_last_day_of_its_validity():
    profile, _ = Profile("m-1").declare(HeldSkill("first-aid", 2, day(30)), day(1))
    assert profile.held_skills(day(30))
    assert not profile.held_skills(day(31))


def test_a_refused_event_leaves_the_profile_as_it_was_and_says_why():
    profile = holding(2, on=5)
    for (same, verdict), words in [
        (profile.propose(proposal(2, 6)), "held just so"),
        (profile.propose(proposal(4, 6, source=SkillSource.OCCUPATION)), "no better evidence"),
        (profile.propose(proposal(3, 4)), "days run forward"),
        (profile.declare(HeldSkill("plumbing", 2), day(6)), "held just so"),
        (profile.answer("plumbing", SkillAnswer.CONFIRMED, day(6)), "only what was proposed"),
        (profile.answer("cooking", SkillAnswer.WITHDRAWN, day(6)), "only a skill held"),
    ]:
        assert same is profile
        assert not verdict
        assert words in verdict.reason.en


def test_a_profile_names_each_event_that_is_not_possible_and_no_skill_in_its_repr():
    with pytest.raises(InvalidInputError) as caught:
        Profile(
            "m-1",
            (AnsweredSkill("a", SkillAnswer.CONFIRMED, day(1)), AnsweredSkill("b", SkillAnswer.WITHDRAWN, day(1))),
        )
    assert len(caught.value.problems) == 2
    assert repr(holding()) == "Profile('m-1')"


@pytest.mark.parametrize(
    ("build", "problems"),
    [
        (lambda: SkillProposal(None, "training", "today", "why"), 4),
        (lambda: AnsweredSkill("", "yes", None), 3),
        (lambda: Profile("", (None,)), 2),
        (lambda: SkillEvidence(None, 1, "today"), 3),
        (lambda: CorrectionPolicy(services_min=0, days=0, up_percent=101, down_percent=-1, level_max=6), 5),
        (lambda: CorrectionPolicy(up_percent=40, down_percent=50), 1),
        (lambda: SkillRule("6-", "", 9), 3),
        (lambda: SkillMap((None,)), 1),
        (lambda: SkillMap((SkillRule("6", "a", 1), SkillRule("6", "a", 2))), 1),
    ],
)
def test_each_refuses_bad_values_and_lists_them_all(build, problems):
    with pytest.raises(InvalidInputError) as caught:
        build()
    assert len(caught.value.problems) == problems


def test_a_prefix_covers_whole_parts_of_a_code_only():
    rule = SkillRule("2-05-08", "home-nursing", 4)
    assert rule.covers("2-05-08-01")
    assert rule.covers("2-05-08")
    assert not rule.covers("2-05-07-08")


def test_the_longer_prefix_says_the_level_and_the_community_can_edit_it():
    assert [held.level for held in DEFAULT_SKILL_MAP.skills_of("2-05-08-05") if held.skill == "home-nursing"] == [5]
    edited = DEFAULT_SKILL_MAP.with_rule(SkillRule("2-05-08-05", "home-nursing", 3))
    assert [held.level for held in edited.skills_of("2-05-08-05") if held.skill == "home-nursing"] == [3]
    assert DEFAULT_SKILL_MAP.without("6-31-01-03", "electrical").skills_of("6-31-01-03") == ()
    assert DEFAULT_SKILL_MAP.skills_of("8-00-00-00") == ()


def test_services_solved_speak_for_a_level_up_with_the_reason():
    (up,) = corrections(holding(2), done(5, solved=True), day(20))
    assert (up.held, up.source) == (HeldSkill("plumbing", 3), SkillSource.SERVICES)
    assert up.reason == Text("5 of 5 services solved", "5次服务中办结5次")


def test_services_not_solved_speak_for_a_level_down():
    (down,) = corrections(holding(3), done(4, solved=False) + done(2, solved=True), day(20))
    assert down.held == HeldSkill("plumbing", 2)
    assert down.reason.en == "2 of 6 services solved"


@pytest.mark.parametrize(
    ("held", "evidence"),
    [
        (2, done(4, solved=True)),  # too few
        (2, done(5, solved=True, level=1)),  # too easy to show more
        (3, done(9, solved=True, level=3)),  # services alone lift nobody above 3
        (2, done(5, solved=False, level=4)),  # too hard to show less
        (1, done(5, solved=False, level=1)),  # there is no level below
        (2, done(3, solved=True) + done(2, solved=False)),  # neither good nor bad
        (2, done(5, solved=True, on=21)),  # not yet done
        (2, done(5, solved=True, on=-400)),  # long ago
    ],
)
def test_services_that_prove_nothing_correct_nothing(held, evidence):
    assert corrections(holding(held, on=-500), evidence, day(20)) == ()


def test_a_skill_shown_again_and_again_is_proposed_to_who_does_not_hold_it():
    evidence = done(5, solved=True, level=1) + done(2, solved=True, level=3)
    (found,) = corrections(Profile("m-1"), evidence, day(20))
    assert found.held == HeldSkill("plumbing", 1)
    assert corrections(Profile("m-1"), done(5, solved=False), day(20)) == ()


def test_the_same_services_do_not_lift_a_member_twice():
    profile = holding(1)
    evidence = done(5, solved=True, level=3)
    (up,) = corrections(profile, evidence, day(20))
    profile, _ = profile.propose(up)
    profile, _ = profile.answer("plumbing", SkillAnswer.CONFIRMED, day(20))
    assert profile.held_skills(day(20)) == (HeldSkill("plumbing", 2),)
    assert corrections(profile, evidence, day(21)) == ()


@pytest.mark.parametrize(
    ("state", "solved"),
    [(OutcomeState.SOLVED, True), (OutcomeState.NOT_SOLVED, False), (OutcomeState.REOPENED, False)],
)
def test_an_outcome_is_evidence_for_the_skills_that_were_asked(state, solved):
    outcome = Outcome("d-1", state, datetime(2026, 1, 11, 9, tzinfo=UTC), "officer-1")
    assert SkillEvidence.of(RequiredSkill("plumbing", 2), outcome) == done(1, solved=solved)[0]


def test_a_withdrawn_demand_is_no_evidence():
    outcome = Outcome("d-1", OutcomeState.WITHDRAWN, datetime(2026, 1, 11, 9, tzinfo=UTC), "officer-1")
    assert SkillEvidence.of(RequiredSkill("plumbing", 2), outcome) is None


events = st.one_of(
    st.builds(
        lambda skill, level, source, number, valid: SkillProposal(
            HeldSkill(skill, level, valid and day(number + valid)), source, day(number), WHY
        ),
        st.sampled_from(["a", "b"]),
        st.integers(1, 5),
        st.sampled_from(SkillSource),
        st.integers(0, 12),
        st.sampled_from([None, 1, 3]),
    ),
    st.builds(AnsweredSkill, st.sampled_from(["a", "b"]), st.sampled_from(SkillAnswer), st.integers(0, 12).map(day)),
)


def recorded(stream):
    profile = Profile("m-1")
    for event in stream:
        if profile.why(event):
            profile = Profile("m-1", (*profile.events, event))
    return profile


@given(st.lists(events, max_size=25), st.integers(0, 12))
def test_what_was_held_on_a_past_day_never_changes(stream, asked):
    ordered = sorted(stream, key=lambda event: event.day)
    before = recorded([event for event in ordered if event.day <= day(asked)])
    after = recorded(ordered)
    assert after.held_skills(day(asked)) == before.held_skills(day(asked))
    assert after.events[: len(before.events)] == before.events


@given(st.lists(events, max_size=25), st.integers(0, 15))
def test_only_confirmed_skills_that_have_not_run_out_are_ever_held(stream, asked):
    profile = recorded(sorted(stream, key=lambda event: event.day))
    past = [event for event in profile.events if event.day <= day(asked)]
    proposed = {event.held for event in past if isinstance(event, SkillProposal)}
    confirmed = {
        event.skill for event in past if isinstance(event, AnsweredSkill) and event.answer is SkillAnswer.CONFIRMED
    }
    for held in profile.held_skills(day(asked)):
        assert held in proposed
        assert held.skill in confirmed
        assert held.until is None or held.until >= day(asked)
