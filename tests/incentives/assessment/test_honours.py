"""Only those are on an honour list who want to be, in the form they chose; nobody else notices who is not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from years import NEW_YEAR, by_duration

from commgov.errors import InvalidInputError
from commgov.incentives import Grade
from commgov.incentives.honours import DisplayConsent, DisplayLevel, HonourList, grade_list, star_list, stars

HOUR = timedelta(hours=1)
LEVELS = st.sampled_from(DisplayLevel)
GRADES = by_duration({f"m-{n}": 60 * (n + 1) for n in range(40)})
GRADE_LIST = grade_list(GRADES)
STAR_LIST = star_list({f"m-{n}": 60 * 60 * (n + 1) for n in range(40)})


def consents():
    return st.lists(
        st.builds(
            DisplayConsent,
            st.integers(0, 39).map("m-{}".format),
            LEVELS,
            st.integers(0, 9).map(lambda hours: NEW_YEAR + hours * HOUR),
        ),
        max_size=30,
    )


def all_agree(level=DisplayLevel.FULL):
    return [DisplayConsent(f"m-{n}", level, NEW_YEAR) for n in range(40)]


@pytest.mark.parametrize("honours", [GRADE_LIST, STAR_LIST], ids=["grades", "stars"])
def test_without_a_word_nobody_is_shown(honours):
    assert honours.shown([], NEW_YEAR) == ()
    assert honours.shown(all_agree(), NEW_YEAR - HOUR) == ()
    assert len(honours.shown(all_agree(), NEW_YEAR)) > 0


@given(st.sampled_from([GRADE_LIST, STAR_LIST]), consents(), st.integers(0, 39), st.integers(0, 10))
def test_who_withdraws_is_gone_at_once_and_nobody_elses_line_moves(honours, said, number, hours):
    at = NEW_YEAR + hours * HOUR
    member = f"m-{number}"
    before = honours.shown(said, at)
    after = honours.shown([*said, DisplayConsent(member, DisplayLevel.ABSENT, at)], at)
    assert after == tuple(line for line in before if line.member != member)
    assert member not in {line.member for line in after}


@given(st.sampled_from([GRADE_LIST, STAR_LIST]), consents(), st.randoms())
def test_what_was_said_last_counts_in_whatever_order_it_comes(honours, said, random):
    mixed = list(said)
    random.shuffle(mixed)
    at = NEW_YEAR + 5 * HOUR
    assert honours.shown(mixed, at) == honours.shown(said, at)
    for line in honours.shown(said, at):
        own = [consent for consent in said if consent.member == line.member and consent.at <= at]
        last = max(consent.at for consent in own)
        order = list(DisplayLevel)
        assert order.index(line.level) == max(order.index(c.level) for c in own if c.at == last)


def test_a_list_of_grades_has_the_excellent_and_nobody_else():
    shown = GRADE_LIST.shown(all_agree(), NEW_YEAR)
    assert {line.member for line in shown} == {
        member for member in GRADES.members if GRADES.grade(member) is Grade.EXCELLENT
    }
    assert [line.rank for line in shown] == list(range(1, 9))
    assert {line.honour.zh for line in shown} == {"优秀"}


def test_equals_share_a_rank():
    grades = by_duration({f"m-{n}": 60 * (n + 1 if n < 35 else 99) for n in range(40)})
    assert [line.rank for line in grade_list(grades).shown(all_agree(), NEW_YEAR)] == [1, 1, 1, 1, 1, 6, 7, 8]


def test_the_excellent_of_a_small_branch_are_not_told_by_branch():
    section_of = {f"m-{n}": "branch-1" if n in {33, 35, 36, 37, 38, 39} else "branch-2" for n in range(40)}
    shown = grade_list(GRADES, section_of=section_of, group_min=5).shown(all_agree(), NEW_YEAR)
    assert {line.section.zh for line in shown} == {"人数较少的合并公示"}, (
        "two of one branch alone, so both are told together"
    )
    assert grade_list(GRADES, group_min=9).shown(all_agree(), NEW_YEAR) == ()


@pytest.mark.parametrize(
    ("hours", "number"),
    [(0, 0), (99, 0), (100, 1), (299, 1), (300, 2), (600, 3), (999, 3), (1000, 4), (1499, 4), (1500, 5), (9000, 5)],
)
def test_stars_are_hours_without_a_quota(hours, number):
    assert stars(60 * hours) == number
    assert stars(60 * hours + 59) == number


def test_stars_that_few_have_are_shown_with_the_next_lower_ones():
    minutes = {f"m-{n}": 60 * hours for n, hours in enumerate([1600, 1600, 700, 700, 700, 150, 150])}
    shown = star_list(minutes, group_min=5).shown(all_agree(), NEW_YEAR)
    assert [line.honour.en for line in shown] == ["three stars and more"] * 5
    each = star_list(minutes, group_min=1).shown(all_agree(), NEW_YEAR)
    assert [line.honour.zh for line in each] == ["五星级"] * 2 + ["三星级"] * 3 + ["一星级"] * 2
    assert {line.rank for line in each} == {None}


def test_stars_and_grades_are_lists_of_their_own():
    told = {line.honour.en for line in STAR_LIST.shown(all_agree(), NEW_YEAR)}
    assert not told & {grade.value for grade in Grade}


@pytest.mark.parametrize("honours", [GRADE_LIST, STAR_LIST], ids=["grades", "stars"])
def test_the_repr_of_a_list_names_nobody(honours):
    assert "m-" not in repr(honours)
    assert isinstance(honours, HonourList)


def test_wrong_words_are_refused():
    with pytest.raises(InvalidInputError) as refused:
        DisplayConsent("", "full name", "today")
    assert len(refused.value.problems) == 3
    for wrong in (-1, 60.5, True):
        with pytest.raises(InvalidInputError):
            stars(wrong)
