"""Posts, appointments and vacancies: who holds what when, and who answers for whom."""

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from commgov.core import Member, Text
from commgov.errors import InvalidInputError
from commgov.grid import (
    BUILDING_POSTS,
    FIVE_LEVEL_POSTS,
    AddUnit,
    Appointment,
    CloseUnit,
    Duty,
    Level,
    MergeUnits,
    Organisation,
    PostTemplate,
    Roster,
    Unit,
)

YEAR = date(2026, 1, 1)
JUNE = date(2026, 6, 1)
EVE = timedelta(days=1)


@pytest.fixture
def bare():
    """One line of four units and a second building group."""
    return Organisation.from_units(
        [
            Unit("committee"),
            Unit("east", "committee"),
            Unit("grid-1", "east"),
            Unit("group-1", "grid-1"),
            Unit("group-2", "grid-1"),
        ]
    )


@pytest.fixture
def org(bare):
    return bare.with_roster(Roster(FIVE_LEVEL_POSTS))


def problems_of(call):
    with pytest.raises(InvalidInputError) as caught:
        call()
    assert all(problem.expected.zh for problem in caught.value.problems)
    return [str(problem.where) for problem in caught.value.problems]


def vacant(org, as_of=None):
    return [post.id for post in org.vacancies(as_of)]


def test_a_building_has_two_leaders_and_four_members():
    assert [duty.title.zh for duty in BUILDING_POSTS.duties] == [
        "楼栋党小组组长",
        "楼栋长",
        "卫生员",
        "治安员",
        "文体员",
        "物业管家",
    ]
    assert [post.id for post in BUILDING_POSTS.posts("group-7")][2] == "group-7/health"


def test_a_duty_with_several_places_gives_numbered_posts():
    template = PostTemplate("grid", (Duty("patrol", Text("patrol", "巡逻员"), 2),))
    assert [post.id for post in template.posts("grid-1")] == ["grid-1/patrol-1", "grid-1/patrol-2"]


def test_every_post_without_a_holder_is_vacant(org):
    assert len(org.posts()) == 3 + 2 * 6
    assert vacant(org) == [post.id for post in org.posts()]
    assert vacant(org)[:4] == ["committee/secretary", "east/secretary", "grid-1/secretary", "group-1/leader"]


def test_without_a_roster_there_are_no_posts(bare):
    assert bare.posts() == bare.vacancies() == ()


def test_a_term_fills_its_post_from_its_first_to_its_last_day(org):
    filled = org.appoint(Appointment("grid-1/secretary", "m-1", YEAR, JUNE))
    for day, holder in ((YEAR - EVE, None), (YEAR, "m-1"), (JUNE, "m-1"), (JUNE + EVE, None)):
        assert filled.holder("grid-1/secretary", day) == holder
        assert ("grid-1/secretary" in vacant(filled, day)) is (holder is None)
    assert filled.holder("grid-1/secretary") == "m-1"
    assert "grid-1/secretary" in vacant(org, YEAR)


def test_the_latest_state_is_that_of_the_last_known_day(org):
    filled = org.appoint(Appointment("grid-1/secretary", "m-1", YEAR, JUNE))
    assert "grid-1/secretary" not in vacant(filled)
    assert "grid-1/secretary" in vacant(filled.appoint(Appointment("east/secretary", "m-2", JUNE + EVE)))
    assert "grid-1/secretary" in vacant(filled.apply(AddUnit(JUNE + EVE, Unit("group-3", "grid-1"))))


def test_one_person_may_hold_several_posts(org):
    filled = org.appoint(Appointment("group-1/health", "m-1", YEAR), Appointment("group-2/health", "m-1", YEAR))
    assert filled.roster.held_by("m-1", JUNE) == ("group-1/health", "group-2/health")
    assert filled.roster.held_by("m-1", YEAR - EVE) == ()


def test_a_term_that_is_ended_leaves_its_post_vacant_for_the_next(org):
    first = org.appoint(Appointment("group-1/health", "m-1", YEAR))
    ended = first.end_term("group-1/health", "m-1", JUNE)
    assert ended.holder("group-1/health", JUNE + EVE) is None
    handed_over = ended.appoint(Appointment("group-1/health", "m-2", JUNE + EVE))
    assert handed_over.holder("group-1/health", JUNE) == "m-1"
    assert handed_over.holder("group-1/health", JUNE + EVE) == "m-2"
    assert first.holder("group-1/health", JUNE + EVE) == "m-1"


@pytest.mark.parametrize(
    ("post", "holder", "last"),
    [
        ("group-1/health", "m-2", JUNE),
        ("group-2/health", "m-1", JUNE),
        ("group-1/health", "m-1", YEAR - EVE),
        ("no post", "m-1", JUNE),
    ],
)
def test_a_term_that_does_not_run_cannot_be_ended(org, post, holder, last):
    filled = org.appoint(Appointment("group-1/health", "m-1", YEAR))
    assert problems_of(lambda: filled.end_term(post, holder, last)) == [f"Roster.end_term ({last})"]


def test_unknown_posts_and_overfilled_posts_are_named_at_once(org):
    assert problems_of(
        lambda: org.appoint(
            Appointment("group-9/health", "m-1", YEAR),
            Appointment("group-1/cook", "m-1", YEAR),
            Appointment("grid-1/health", "m-1", YEAR),
            Appointment("health", "m-1", YEAR),
            Appointment("group-1/health", "m-3", JUNE),
            Appointment("group-1/health", "m-2", YEAR, JUNE),
        )
    ) == [
        "Appointment group-9/health (2026-01-01)",
        "Appointment group-1/cook (2026-01-01)",
        "Appointment grid-1/health (2026-01-01)",
        "Appointment health (2026-01-01)",
        "Appointment group-1/health (2026-06-01)",
    ]


def test_a_short_term_within_a_long_one_does_not_hide_the_next_overlap(org):
    assert problems_of(
        lambda: org.appoint(
            Appointment("group-1/health", "m-1", YEAR),
            Appointment("group-1/health", "m-2", YEAR + EVE, YEAR + 2 * EVE),
            Appointment("group-1/health", "m-3", JUNE),
        )
    ) == ["Appointment group-1/health (2026-01-02)", "Appointment group-1/health (2026-06-01)"]


def test_a_template_for_a_level_that_the_scheme_lacks_is_refused(bare):
    template = PostTemplate("galaxy", (Duty("captain", Text("captain", "队长")),))
    assert problems_of(lambda: bare.with_roster(Roster((template,)))) == ["PostTemplate galaxy, level"]


def test_posts_come_and_go_with_their_units(org):
    later = org.apply(AddUnit(JUNE, Unit("group-3", "grid-1")), MergeUnits(JUNE, ("group-2",), "group-1"))
    assert "group-3/health" in vacant(later, JUNE)
    assert "group-3/health" not in vacant(later, JUNE - EVE)
    assert "group-2/health" in vacant(later, JUNE - EVE)
    assert "group-2/health" not in vacant(later, JUNE)
    filled = later.appoint(Appointment("group-2/health", "m-1", YEAR), Appointment("group-3/health", "m-1", JUNE))
    assert filled.holder("group-2/health", JUNE - EVE) == "m-1"
    assert problems_of(
        lambda: later.appoint(
            Appointment("group-3/health", "m-1", JUNE - EVE), Appointment("group-2/health", "m-1", JUNE)
        )
    ) == ["Appointment group-3/health (2026-05-31)", "Appointment group-2/health (2026-06-01)"]


def test_a_unit_cannot_be_closed_before_somebody_was_appointed_in_it(org):
    filled = org.appoint(Appointment("group-2/health", "m-1", JUNE))
    assert problems_of(lambda: filled.apply(CloseUnit(YEAR, "group-2"))) == ["Appointment group-2/health (2026-06-01)"]
    assert filled.apply(CloseUnit(JUNE + EVE, "group-2")).holder("group-2/health", JUNE) == "m-1"


def test_the_chain_of_responsibility_has_five_levels(org):
    filled = org.appoint(
        Appointment("committee/secretary", "m-1", YEAR),
        Appointment("grid-1/secretary", "m-3", YEAR, JUNE),
        Appointment("group-1/leader", "m-4", YEAR),
        Appointment("group-1/building", "m-5", YEAR),
    )
    chain = filled.responsibility_chain(Member("m-9", "group-1"), JUNE)
    assert [(link.unit, link.level, link.title.zh, link.holder) for link in chain] == [
        ("committee", "committee", "社区党委书记", "m-1"),
        ("east", "garden", "苑区党支部书记", None),
        ("grid-1", "grid", "网格党支部书记", "m-3"),
        ("group-1", "group", "楼栋党小组组长", "m-4"),
        ("group-1", "member", "成员", "m-9"),
    ]
    assert filled.responsibility_chain(Member("m-9", "group-1"), JUNE + EVE)[2].holder is None


def test_the_chain_has_titles_without_posts_and_without_levels(bare):
    assert [link.title.en for link in bare.responsibility_chain(Member("m-9", "grid-1"))] == [
        "committee secretary",
        "garden branch secretary",
        "grid branch secretary",
        "member",
    ]
    flat = Organisation.from_units([Unit("a")], levels=())
    assert [link.title.en for link in flat.responsibility_chain(Member("m-9", "a"))] == ["head", "member"]


def test_reprs_show_no_holder(org):
    assert "m-1" not in repr(org.appoint(Appointment("group-1/health", "m-1", YEAR)))


@given(
    terms=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=6),
    day=st.integers(-1, 42),
)
def test_a_roster_is_accepted_exactly_if_no_day_has_two_holders(terms, day):
    """Beside a plain count of holders a day."""
    appointments = tuple(
        Appointment("u/health", f"m-{n}", YEAR + timedelta(start), YEAR + timedelta(start + length))
        for n, (start, length) in enumerate(terms)
    )
    org = Organisation.from_units([Unit("u", level="group")])
    holders = [[n for n, (start, length) in enumerate(terms) if start <= at <= start + length] for at in range(-1, 43)]
    roster = Roster((BUILDING_POSTS,), appointments)
    if max(map(len, holders)) > 1:
        with pytest.raises(InvalidInputError, match="one holder at a time"):
            org.with_roster(roster)
    else:
        expected = [f"m-{n}" for n in holders[day + 1]] or [None]
        assert [org.with_roster(roster).holder("u/health", YEAR + timedelta(day))] == expected


@pytest.mark.parametrize(
    "build",
    [
        lambda: Duty("", Text("x", "某")),
        lambda: Duty("a/b", Text("x", "某")),
        lambda: Duty("a", "x"),
        lambda: Duty("a", Text("x", "某"), 0),
        lambda: Duty("a", Text("x", "某"), leads=1),
        lambda: PostTemplate("grid", ()),
        lambda: PostTemplate("", (Duty("a", Text("x", "某")),)),
        lambda: PostTemplate("grid", ("a",)),
        lambda: PostTemplate("grid", (Duty("a", Text("x", "某")), Duty("a", Text("y", "某")))),
        lambda: PostTemplate("grid", (Duty("a", Text("x", "某"), 2), Duty("a-2", Text("y", "某")))),
        lambda: PostTemplate("grid", (Duty("a", Text("x", "某"), 2, leads=True),)),
        lambda: Level("", Text("x", "某")),
        lambda: Level("grid", "grid branch"),
        lambda: Level("grid", Text("x", "某"), None),
        lambda: Appointment("", "m-1", YEAR),
        lambda: Appointment("u/a", "13800000000", YEAR),
        lambda: Appointment("u/a", "m-1", "2026-01-01"),
        lambda: Appointment("u/a", "m-1", YEAR, "later"),
        lambda: Appointment("u/a", "m-1", JUNE, YEAR),
        lambda: Roster(("grid",)),
        lambda: Roster((), ("m-1",)),
        lambda: Roster((BUILDING_POSTS, BUILDING_POSTS)),
    ],
)
def test_what_makes_no_sense_cannot_be_built(build):
    assert len(problems_of(build)) == 1


def test_a_refused_holder_is_not_repeated():
    with pytest.raises(InvalidInputError) as caught:
        Appointment("13900000000", "13800000000", YEAR)
    assert "13" not in str(caught.value).replace("1–64", "")
