"""The organisation as a tree: what it refuses, and what it answers on small trees with known answers."""

import pickle
from datetime import date

import pytest

from commgov.core import Member, Text
from commgov.errors import InvalidInputError, NotFoundError
from commgov.grid import FIVE_LEVELS, Level, Organisation, Unit

NO_LEVELS = ()


@pytest.fixture
def org():
    """A committee with two garden branches; the east one has two grids, one with two building groups."""
    return Organisation.from_units(
        [
            Unit("group-1", "grid-1"),
            Unit("group-2", "grid-1"),
            Unit("grid-1", "east", name="first grid"),
            Unit("grid-2", "east"),
            Unit("east", "committee"),
            Unit("west", "committee"),
            Unit("committee"),
        ]
    )


def problems_of(units, levels=FIVE_LEVELS):
    with pytest.raises(InvalidInputError) as caught:
        Organisation.from_units(units, levels=levels)
    assert all(problem.expected.zh for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def test_units_come_in_preorder_and_siblings_in_the_order_given(org):
    assert org.units() == ("committee", "east", "grid-1", "group-1", "group-2", "grid-2", "west")
    assert list(org) == list(org.units())


def test_relations_of_a_known_tree(org):
    assert org.root() == "committee"
    assert org.parent("grid-1") == "east"
    assert org.parent("committee") is None
    assert org.children("east") == ("grid-1", "grid-2")
    assert org.children("west") == ()
    assert org.ancestors("group-2") == ("grid-1", "east", "committee")
    assert org.ancestors("committee") == ()
    assert org.descendants("east") == ("grid-1", "group-1", "group-2", "grid-2")
    assert org.descendants("group-1") == ()
    assert org.depth("committee") == 0
    assert org.depth("group-2") == 3


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("grid-1", "grid-1", 0),
        ("group-1", "group-2", 2),
        ("group-1", "grid-2", 3),
        ("group-1", "west", 4),
        ("committee", "group-1", 3),
    ],
)
def test_distance_goes_up_to_the_lowest_common_unit_and_down(org, one, other, steps):
    assert org.distance(one, other) == org.distance(other, one) == steps


def test_a_unit_without_a_level_gets_the_one_below_its_parents(org):
    assert [org.level_of(unit) for unit in ("committee", "east", "grid-1", "group-1")] == [
        "committee",
        "garden",
        "grid",
        "group",
    ]
    assert org.unit("grid-1") == Unit("grid-1", "east", level="grid", name="first grid")


def test_a_unit_may_skip_levels():
    org = Organisation.from_units([Unit("c"), Unit("b", "c", level="group")])
    assert org.level_of("b") == "group"


def test_units_of_a_level_and_counts(org):
    assert org.at_level("group") == ("group-1", "group-2")
    assert org.at_level("grid", below="west") == ()
    assert org.at_level("garden", below="west") == ("west",)
    assert org.count("east") == 5
    assert org.count("east", level="grid") == 2
    assert org.count("west") == 1


def test_totals_roll_amounts_up_to_every_unit_above(org):
    totals = org.totals({"group-1": 3, "group-2": 4, "west": 10, "east": 1})
    assert totals["grid-1"] == 7
    assert totals["east"] == 8
    assert totals["committee"] == 18
    assert totals["grid-2"] == 0


def test_size_and_membership(org):
    assert len(org) == 7
    assert "grid-1" in org
    assert "grid-9" not in org
    assert repr(org) == "Organisation(7 units, 0 changes)"


def test_members_under_a_unit_are_those_at_home_in_it_or_below(org):
    members = [Member("m-1", "group-1"), Member("m-2", "west"), Member("m-3", "east"), Member("m-4", "group-1")]
    assert [member.id for member in org.members_under("east", members)] == ["m-1", "m-3", "m-4"]
    assert org.members_under("grid-2", members) == ()
    assert org.members_under("committee", members) == tuple(members)


def test_members_of_unknown_homes_are_all_named(org):
    members = [Member("m-1", "nowhere"), Member("m-2", "west"), Member("m-3", "elsewhere")]
    with pytest.raises(InvalidInputError) as caught:
        org.members_under("east", members)
    assert [str(problem.where) for problem in caught.value.problems] == [
        "Member m-1, home_unit",
        "Member m-3, home_unit",
    ]


def test_any_scheme_of_levels():
    scheme = (Level("city", Text("city", "市")), Level("district", Text("district", "区")))
    org = Organisation.from_units([Unit("wh"), Unit("wc", "wh", level="district")], levels=scheme)
    assert org.levels == scheme
    assert org.at_level("district") == ("wc",)


def test_no_scheme_at_all_allows_any_depth():
    units = [Unit("u-0"), *(Unit(f"u-{n}", f"u-{n - 1}") for n in range(1, 2000))]
    org = Organisation.from_units(units, levels=NO_LEVELS)
    assert org.depth("u-1999") == 1999
    assert org.level_of("u-7") == ""
    assert org.distance("u-0", "u-1999") == 1999


def test_columns_give_the_same_organisation_as_units(org):
    units = [org.unit(unit) for unit in org]
    columns = Organisation.from_columns(
        [unit.id for unit in units],
        [unit.parent for unit in units],
        level_ids=[unit.level for unit in units],
        names=[unit.name for unit in units],
    )
    assert columns == org
    assert columns != Organisation.from_units([Unit("committee")])
    assert hash(columns) == hash(org)


def test_it_travels_between_processes(org):
    assert pickle.loads(pickle.dumps(org)) == org  # noqa: S301 - our own bytes


def test_the_graph_others_see(org):
    graph = org.to_networkx()
    assert list(graph.successors("east")) == ["grid-1", "grid-2"]
    assert graph.nodes["grid-1"] == {"level": "grid", "name": "first grid"}
    assert graph.number_of_edges() == 6


def test_no_units_are_refused():
    assert problems_of([]) == ["Organisation, units: — at least one unit"]


def test_a_cycle_is_named_once_without_what_hangs_below_it():
    found = problems_of([Unit("root"), Unit("a", "c"), Unit("b", "a"), Unit("c", "b"), Unit("tail", "a")], NO_LEVELS)
    assert found == ["Unit a: 'a → c → b → a' — a way up to the root, not back to itself"]


def test_a_long_cycle_is_named_in_short():
    found = problems_of([Unit("root"), *(Unit(f"u-{n}", f"u-{(n + 1) % 500}") for n in range(500))], NO_LEVELS)
    assert len(found) == 1
    assert "u-0 → u-1 → u-2" in found[0]
    assert "… (501)" in found[0]


def test_two_cycles_are_both_named():
    found = problems_of([Unit("root"), Unit("a", "b"), Unit("b", "a"), Unit("x", "y"), Unit("y", "x")], NO_LEVELS)
    assert len(found) == 2


def test_only_a_cycle_has_no_root_either():
    found = problems_of([Unit("a", "b"), Unit("b", "a")], NO_LEVELS)
    assert [line.split(":")[0] for line in found] == ["Organisation, root", "Unit a"]


def test_orphans_roots_duplicates_and_levels_are_all_named_at_once():
    found = problems_of(
        [
            Unit("root"),
            Unit("other root"),
            Unit("orphan", "nobody"),
            Unit("twin", "root"),
            Unit("twin", "root"),
            Unit("odd", "root", level="galaxy"),
            Unit("upside", "twin", level="committee"),
        ]
    )
    assert found == [
        "Unit twin: '2' — each unit only once",
        "Unit orphan, parent: 'nobody' — the id of one of the units",
        "Organisation, root: 'root, other root' — one unit without a parent: the root",
        "Unit odd, level: 'galaxy' — one of the levels: committee, garden, grid, group",
        "Unit upside, level: 'committee' — a level below its parent's",
    ]


def test_a_tree_deeper_than_its_scheme_is_refused():
    units = [Unit("u-0"), *(Unit(f"u-{n}", f"u-{n - 1}") for n in range(1, 6))]
    assert problems_of(units) == [
        "Unit u-4, level: — at most 4 levels",
        "Unit u-5, level: — at most 4 levels",
    ]


def test_a_level_without_a_scheme_is_refused():
    assert problems_of([Unit("root", level="grid")], NO_LEVELS) == [
        "Unit root, level: 'grid' — no level: there is no scheme"
    ]


def test_a_scheme_with_the_same_level_twice_is_refused():
    twice = (Level("a", Text("a", "甲")), Level("a", Text("b", "乙")))
    assert problems_of([Unit("root")], twice) == ["Organisation, levels: 'a' — each level with an id of its own"]


def test_what_is_no_unit_is_refused():
    assert problems_of([Unit("root"), "grid-1", None]) == [
        "Organisation, units[1]: 'grid-1' — a Unit",
        "Organisation, units[2]: 'None' — a Unit",
    ]


@pytest.mark.parametrize("hostile", ["", " ", 7, None, ["a"], "13800000000", "x" * 65])
def test_columns_with_wrong_ids_are_refused_without_repeating_them(hostile):
    with pytest.raises(InvalidInputError) as caught:
        Organisation.from_columns(["root", hostile], [None, "root"])
    assert [str(problem.where) for problem in caught.value.problems] == ["Unit, row 2, id"]
    assert "13800000000" not in str(caught.value)


@pytest.mark.parametrize("hostile", [7, ["a"], "13800000000"])
def test_columns_with_wrong_parents_are_refused_without_repeating_personal_data(hostile):
    with pytest.raises(InvalidInputError) as caught:
        Organisation.from_columns(["root", "a"], [None, hostile])
    assert len(caught.value.problems) == 1
    assert "13800000000" not in str(caught.value)


def test_columns_of_unequal_length_are_all_named():
    with pytest.raises(InvalidInputError) as caught:
        Organisation.from_columns(["root", "a"], [None], names=["x"], level_ids=["", "", ""])
    assert [str(problem.where) for problem in caught.value.problems] == [
        "Organisation, parents",
        "Organisation, level_ids",
        "Organisation, names",
    ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda org: org.parent("no-one"),
        lambda org: org.children("no-one"),
        lambda org: org.ancestors("no-one"),
        lambda org: org.descendants("no-one"),
        lambda org: org.distance("east", "no-one"),
        lambda org: org.distance("no-one", "east"),
        lambda org: org.depth("no-one"),
        lambda org: org.level_of("no-one"),
        lambda org: org.unit("no-one"),
        lambda org: org.count("no-one"),
        lambda org: org.at_level("grid", below="no-one"),
        lambda org: org.totals({"no-one": 1}),
        lambda org: org.members_under("no-one", []),
        lambda org: org.successor("no-one"),
        lambda org: org.parent("no-one", date(2026, 1, 1)),
    ],
)
def test_an_id_that_nobody_has_is_not_found(org, ask):
    with pytest.raises(NotFoundError, match="no unit 'no-one'"):
        ask(org)


def test_a_level_that_the_scheme_does_not_have_is_not_found(org):
    with pytest.raises(NotFoundError, match="no level 'galaxy'"):
        org.at_level("galaxy")
    with pytest.raises(NotFoundError, match="no level 'galaxy'"):
        org.count("east", level="galaxy")


def test_an_unknown_id_that_looks_personal_is_not_repeated(org):
    with pytest.raises(NotFoundError) as caught:
        org.parent("13800000000")
    assert "138" not in str(caught.value)
