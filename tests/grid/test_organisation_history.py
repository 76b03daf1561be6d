"""Dated changes: what each does on the day before and on the day itself, and what is refused."""

from datetime import date, timedelta

import pytest

from commgov.core import Member
from commgov.errors import InvalidInputError, NotFoundError
from commgov.grid import AddUnit, CloseUnit, MergeUnits, MoveUnit, Organisation, Part, SplitUnit, Unit

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
JULY = date(2026, 7, 1)
EVE = timedelta(days=1)


@pytest.fixture
def org():
    """Two garden branches, three grids, two building groups in the first grid."""
    return Organisation.from_units(
        [
            Unit("committee"),
            Unit("east", "committee"),
            Unit("west", "committee"),
            Unit("grid-1", "east"),
            Unit("grid-2", "east"),
            Unit("grid-3", "west"),
            Unit("group-1", "grid-1"),
            Unit("group-2", "grid-1"),
        ]
    )


def test_a_unit_is_added_on_its_day_and_not_before(org):
    later = org.apply(AddUnit(JUNE, Unit("grid-9", "west", name="new")))
    assert later.units(JUNE)[-1] == "grid-9"
    assert later.units(JUNE - EVE) == org.units()
    assert later.level_of("grid-9") == "grid"
    assert later.unit("grid-9").name == "new"
    with pytest.raises(NotFoundError):
        later.parent("grid-9", JUNE - EVE)
    assert "grid-9" not in org


def test_a_unit_moves_with_all_below_it(org):
    later = org.apply(MoveUnit(JUNE, "grid-1", "west"))
    assert later.ancestors("group-2", JUNE) == ("grid-1", "west", "committee")
    assert later.ancestors("group-2", JUNE - EVE) == ("grid-1", "east", "committee")
    assert later.children("west") == ("grid-3", "grid-1")
    assert later.distance("grid-1", "grid-2", JUNE) == 4
    assert later.distance("grid-1", "grid-2", MAY) == 2


def test_a_unit_that_moves_away_and_back_stands_last(org):
    later = org.apply(MoveUnit(MAY, "grid-1", "west"), MoveUnit(JUNE, "grid-1", "east"))
    assert later.children("east") == ("grid-2", "grid-1")
    assert later.children("west", MAY) == ("grid-3", "grid-1")


def test_a_merged_unit_hands_over_what_is_below_it_and_names_its_successor(org):
    later = org.apply(MergeUnits(JUNE, ("grid-1", "grid-3"), "grid-2"))
    assert later.children("grid-2") == ("group-1", "group-2")
    assert later.successor("grid-1", JUNE) == "grid-2"
    assert later.successor("grid-1", JUNE - EVE) == "grid-1"
    assert "grid-1" not in later
    assert "grid-1" in later.units(JUNE - EVE)


def test_members_of_a_merged_unit_count_with_its_successor(org):
    later = org.apply(MergeUnits(JUNE, ("group-1",), "group-2"), MergeUnits(JULY, ("grid-1",), "grid-3"))
    member = Member("m-1", "group-1")
    assert later.members_under("east", [member], JUNE) == (member,)
    assert later.members_under("group-2", [member], JUNE - EVE) == ()
    assert later.members_under("west", [member], JULY) == (member,)
    assert [link.unit for link in later.responsibility_chain(member)] == [
        "committee",
        "west",
        "grid-3",
        "group-2",
        "group-2",
    ]


def test_two_units_merge_into_a_new_one_on_one_day(org):
    later = org.apply(AddUnit(JUNE, Unit("grid-12", "east")), MergeUnits(JUNE, ("grid-1", "grid-2"), "grid-12"))
    assert later.children("east", JUNE) == ("grid-12",)
    assert later.children("grid-12") == ("group-1", "group-2")


def test_a_unit_and_one_below_it_merge_into_a_third(org):
    later = org.apply(MergeUnits(JUNE, ("east", "grid-1"), "west"))
    assert later.descendants("west") == ("grid-3", "grid-2", "group-1", "group-2")


def test_a_split_unit_gives_its_place_level_and_children_to_its_parts(org):
    later = org.apply(
        SplitUnit(
            JUNE, "grid-1", (Part(Unit("grid-1a"), ("group-2",)), Part(Unit("grid-1b", name="half"), ("group-1",)))
        )
    )
    assert later.children("east") == ("grid-2", "grid-1a", "grid-1b")
    assert later.level_of("grid-1b") == "grid"
    assert later.parent("group-2") == "grid-1a"
    assert later.successors("grid-1") == ("grid-1a", "grid-1b")
    assert later.successor("grid-1") == "grid-1a"
    assert later.children("grid-1", JUNE - EVE) == ("group-1", "group-2")


def test_successors_are_followed_through_several_endings(org):
    later = org.apply(
        SplitUnit(MAY, "grid-2", (Part(Unit("grid-2a")), Part(Unit("grid-2b")))),
        MergeUnits(JUNE, ("grid-2a",), "grid-3"),
        CloseUnit(JULY, "grid-2b"),
    )
    assert later.successors("grid-2", MAY) == ("grid-2a", "grid-2b")
    assert later.successors("grid-2", JUNE) == ("grid-3", "grid-2b")
    assert later.successors("grid-2", JULY) == ("grid-3",)
    assert later.successor("grid-2b", JULY) is None


def test_a_closed_unit_has_no_successor_and_its_members_stand_nowhere(org):
    later = org.apply(CloseUnit(JUNE, "grid-2"))
    member = Member("m-1", "grid-2")
    assert later.successors("grid-2") == ()
    assert later.members_under("committee", [member]) == ()
    assert later.members_under("committee", [member], MAY) == (member,)
    with pytest.raises(NotFoundError, match="grid-2"):
        later.responsibility_chain(member)


def test_a_unit_has_no_successor_before_it_was_there(org):
    later = org.apply(AddUnit(JUNE, Unit("grid-9", "west")))
    with pytest.raises(NotFoundError):
        later.successor("grid-9", JUNE - EVE)
    assert later.members_under("committee", [Member("m-1", "grid-9")], JUNE - EVE) == ()


def test_a_change_entered_late_takes_effect_on_its_own_day(org):
    late = org.apply(MoveUnit(JULY, "grid-1", "west")).apply(AddUnit(MAY, Unit("group-3", "grid-1")))
    assert late == org.apply(AddUnit(MAY, Unit("group-3", "grid-1")), MoveUnit(JULY, "grid-1", "west"))
    assert late.ancestors("group-3", JUNE) == ("grid-1", "east", "committee")
    assert late.ancestors("group-3", JULY) == ("grid-1", "west", "committee")
    assert [change.day for change in late.changes] == [MAY, JULY]


def test_a_change_entered_late_may_not_contradict_a_later_one(org):
    moved = org.apply(MoveUnit(JULY, "grid-1", "west"))
    with pytest.raises(InvalidInputError) as caught:
        moved.apply(MergeUnits(MAY, ("west",), "east"))
    assert [str(problem.where) for problem in caught.value.problems] == ["MoveUnit grid-1 (2026-07-01), to"]


def test_many_days_can_be_asked_in_any_order(org):
    days = [MAY + timedelta(days=n) for n in range(30)]
    later = org.apply(*(AddUnit(day, Unit(f"new-{day.day}", "west")) for day in days))
    for day in (*days, *reversed(days)):
        assert later.count("west", day) == 2 + day.day


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (AddUnit(JUNE, Unit("grid-1", "west")), "AddUnit grid-1 (2026-06-01), id", "ever had"),
        (AddUnit(JUNE, Unit("x", "nobody")), "AddUnit x (2026-06-01), parent", "exists on that day"),
        (AddUnit(JUNE, Unit("x")), "AddUnit x (2026-06-01), parent", "exists on that day"),
        (AddUnit(JUNE, Unit("x", "group-1")), "AddUnit x (2026-06-01), level", "at most 4"),
        (AddUnit(JUNE, Unit("x", "east", level="galaxy")), "AddUnit x (2026-06-01), level", "one of the levels"),
        (AddUnit(JUNE, Unit("x", "grid-1", level="garden")), "AddUnit x (2026-06-01), level", "below its parent's"),
        (MoveUnit(JUNE, "nobody", "east"), "MoveUnit nobody (2026-06-01), unit", "exists on that day"),
        (MoveUnit(JUNE, "east", "nobody"), "MoveUnit east (2026-06-01), to", "exists on that day"),
        (MoveUnit(JUNE, "east", "grid-1"), "MoveUnit east (2026-06-01), to", "not below the moved one"),
        (MoveUnit(JUNE, "east", "east"), "MoveUnit east (2026-06-01), to", "not below the moved one"),
        (MoveUnit(JUNE, "east", "west"), "MoveUnit east (2026-06-01), level", "below its parent's"),
        (MergeUnits(JUNE, ("nobody",), "east"), "MergeUnits → east (2026-06-01), units", "exists on that day"),
        (MergeUnits(JUNE, ("east",), "nobody"), "MergeUnits → nobody (2026-06-01), into", "exists on that day"),
        (MergeUnits(JUNE, ("east",), "grid-3"), "MergeUnits → grid-3 (2026-06-01), grid-1, level", "below its"),
        (SplitUnit(JUNE, "x", (Part(Unit("a")), Part(Unit("b")))), "SplitUnit x (2026-06-01), unit", "exists on that"),
        (CloseUnit(JUNE, "nobody"), "CloseUnit nobody (2026-06-01), unit", "exists on that day"),
        (CloseUnit(JUNE, "grid-1"), "CloseUnit grid-1 (2026-06-01), unit", "without units below it, not with 2"),
    ],
)
def test_impossible_changes_are_refused(org, change, where, what):
    with pytest.raises(InvalidInputError) as caught:
        org.apply(change)
    first = caught.value.problems[0]
    assert str(first.where) == where
    assert what in first.expected.en
    assert first.expected.zh


@pytest.mark.parametrize(
    "change",
    [
        MoveUnit(JUNE, "committee", "east"),
        MergeUnits(JUNE, ("committee",), "east"),
        SplitUnit(JUNE, "committee", (Part(Unit("x"), ("east",)), Part(Unit("y"), ("west",)))),
        CloseUnit(JUNE, "committee"),
    ],
)
def test_the_root_stays(org, change):
    with pytest.raises(InvalidInputError, match="a unit other than the root"):
        org.apply(change)


def test_a_unit_cannot_merge_into_one_below_it(org):
    with pytest.raises(InvalidInputError, match="a unit that the remaining one is not below"):
        org.apply(MergeUnits(JUNE, ("east",), "grid-2"))


def test_nothing_changes_before_a_unit_is_there_or_after_it_ended(org):
    later = org.apply(AddUnit(JUNE, Unit("grid-9", "west")), CloseUnit(JULY, "grid-9"))
    for day in (MAY, JULY):
        with pytest.raises(InvalidInputError, match="a unit that exists on that day"):
            later.apply(MoveUnit(day, "grid-9", "east"))


def test_the_id_of_an_ended_unit_is_never_given_again(org):
    with pytest.raises(InvalidInputError, match="an id that no unit ever had"):
        org.apply(CloseUnit(JUNE, "grid-2"), AddUnit(JULY, Unit("grid-2", "west")))


def test_all_that_is_wrong_with_a_split_is_named_at_once(org):
    with pytest.raises(InvalidInputError) as caught:
        org.apply(
            SplitUnit(
                JUNE,
                "grid-1",
                (Part(Unit("grid-2"), ("grid-3",)), Part(Unit("b", "west")), Part(Unit("c", level="galaxy"))),
            )
        )
    assert [str(problem.where).partition(", ")[2] + " " + problem.value for problem in caught.value.problems] == [
        "children grid-3",
        "children group-1",
        "children group-2",
        "parts grid-2",
        "parts, b, parent west",
        "c, level galaxy",
    ]


def test_parts_on_the_level_of_the_children_are_refused(org):
    with pytest.raises(InvalidInputError, match="a level below its parent's"):
        org.apply(
            SplitUnit(JUNE, "grid-1", (Part(Unit("a", level="group"), ("group-1",)), Part(Unit("b"), ("group-2",))))
        )


def test_the_problems_of_all_changes_are_named_and_none_is_made(org):
    with pytest.raises(InvalidInputError) as caught:
        org.apply(CloseUnit(JUNE, "grid-1"), CloseUnit(MAY, "grid-2"), MoveUnit(JULY, "grid-2", "west"))
    assert len(caught.value.problems) == 2
    assert org.changes == ()


@pytest.mark.parametrize(
    "build",
    [
        lambda: AddUnit("today", Unit("x", "east")),
        lambda: AddUnit(JUNE, "x"),
        lambda: MoveUnit(JUNE, "", "east"),
        lambda: MoveUnit(JUNE, "grid-1", None),
        lambda: MoveUnit(None, "grid-1", "east"),
        lambda: MergeUnits(JUNE, (), "east"),
        lambda: MergeUnits(JUNE, ("grid-1", "grid-1"), "east"),
        lambda: MergeUnits(JUNE, ("east",), "east"),
        lambda: MergeUnits(JUNE, ["grid-1"], "east"),
        lambda: MergeUnits(JUNE, (7,), "east"),
        lambda: MergeUnits(JUNE, ("13800000000",), "east"),
        lambda: SplitUnit(JUNE, "grid-1", ()),
        lambda: SplitUnit(JUNE, "grid-1", (Part(Unit("a")),)),
        lambda: SplitUnit(JUNE, "grid-1", (Part(Unit("a")), Part(Unit("a")))),
        lambda: SplitUnit(JUNE, "grid-1", (Part(Unit("a"), ("c",)), Part(Unit("b"), ("c",)))),
        lambda: SplitUnit(JUNE, "grid-1", ("a", "b")),
        lambda: Part("a"),
        lambda: Part(Unit("a"), (7,)),
        lambda: CloseUnit(JUNE, " "),
        lambda: CloseUnit("2026-06-01", "grid-1"),
    ],
)
def test_changes_that_make_no_sense_cannot_be_built(build):
    with pytest.raises(InvalidInputError):
        build()
