"""Counts go to the public through one door: small cells, what must not be learnt, and all that was released before."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from fractions import Fraction
from random import Random

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.privacy.release.made_up import interval, people, register_at, tables

from commgov.core import MemoryStreams
from commgov.errors import InvalidInputError
from commgov.privacy import Tier
from commgov.privacy.releases import (
    Bands,
    Column,
    Counts,
    Dimension,
    PrivacyBudget,
    Released,
    ReleaseKind,
    ReleasePolicy,
    ReleaseRegister,
    Rows,
    Withheld,
    discrete_laplace,
    release,
)
from commgov.storage import Database

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def register():
    return register_at(NOON)


def by_grid(rows):
    return Counts.of("residents", rows, "grid")


def reasons(answer):
    assert isinstance(answer, Withheld)
    assert not answer
    assert all(reason.en and reason.zh for reason in answer.reasons)
    return " | ".join(reason.en for reason in answer.reasons)


def test_a_small_count_is_not_published_and_the_reason_is_said(register):
    answer = release(by_grid(people(("g1", "care", 20), ("g2", "care", 3), ("g3", "care", 8))), "q1", register)
    assert isinstance(answer, Released)
    assert [answer.content.count(grid) for grid in ("g1", "g2", "g3", None)] == [20, None, None, 31]
    assert (answer.k, answer.at) == (5, NOON)
    assert [note.en for note in answer.notes] == [
        "hidden for counting fewer than 5 persons: 1",
        "hidden so that nobody can work out those: 1",
    ]
    assert answer.notes[0].zh == "因少于5人而不予公布的数字：1个"


@pytest.mark.parametrize(
    ("dimension", "all_of_them"), [(Tier.T4, Tier.T1), (Tier.T2, Tier.T4)], ids=["a column", "to be counted at all"]
)
def test_where_t4_is_involved_k_is_11(register, dimension, all_of_them):
    needs = Dimension("need", dimension, ("care", "meals", "none"), sensitive=dimension is Tier.T4)
    cells = {("care",): 10, ("meals",): 12, ("none",): 40}
    answer = release(Counts("helped", (needs,), cells, tier=all_of_them), "q1", register)
    assert answer.k == 11
    assert [answer.content.count(need) for need in ("care", "meals", "none", None)] == [None, None, 40, 62]


def test_fewer_than_k_in_all_are_not_counted(register):
    assert "fewer than 5 persons in all" in reasons(release(by_grid(people(("g1", "care", 4))), "q1", register))
    assert register.earlier() == []


def test_nobody_learns_that_all_of_a_grid_have_the_same_need(register):
    rows = people(("g1", "care", 30), ("g2", "care", 14), ("g2", "meals", 15), ("g3", "care", 20), ("g3", "meals", 40))
    grids, needs = rows.columns
    counts = Counts.of(
        "helped", Rows(rows.subjects, (grids, evolve(needs, tier=Tier.T4, sensitive=True))), "grid", "need"
    )
    answer = release(counts, "q1", register)
    table = answer.content
    assert table.labels[0] == ("g3", "other / 其他")
    assert (table.count("other / 其他", "care"), table.count("other / 其他", "meals")) == (44, 15)
    assert "share what must not be learnt" in answer.notes[0].en
    alone = Counts("helped", (Dimension("need", Tier.T4, ("care", "meals")),), {("care",): 50})
    assert "fewer than 2 values" in reasons(release(alone, "q2", register))


@settings(max_examples=40)
@given(counts=tables(tiers=(Tier.T1, Tier.T2, Tier.T4)))
def test_whatever_is_counted_no_number_below_k_is_published(counts):
    answer = release(counts, "q1", register_at(NOON))
    if answer:
        assert all(not number or number >= answer.k for number in answer.content.numbers.values())
    else:
        assert reasons(answer)


# What a second release adds


def test_the_same_table_with_one_person_more_is_not_published_again(register):
    assert release(by_grid(people(("g1", "care", 20), ("g2", "care", 30))), "march", register)
    answer = release(by_grid(people(("g1", "care", 20), ("g2", "care", 31))), "april", register)
    shown = [answer.content.count(label) for label in ("g1", "g2", None)] if answer else []
    assert 31 not in shown
    assert 51 not in shown


def test_the_same_table_again_says_nothing_new(register):
    rows = people(("g1", "care", 20), ("g2", "care", 30))
    assert release(by_grid(rows), "march", register).content == release(by_grid(rows), "april", register).content


def test_a_table_with_enough_newcomers_is_published(register):
    assert release(by_grid(people(("g1", "care", 20), ("g2", "care", 30))), "march", register)
    answer = release(by_grid(people(("g1", "care", 20), ("g2", "care", 36))), "april", register)
    assert [answer.content.count(label) for label in ("g1", "g2", None)] == [20, 36, 56]


def test_a_group_less_three_of_its_members_is_not_published(register):
    """Nested groups: 30 residents, then 27 of them: the difference is three persons."""
    everyone = people(("g1", "care", 30))
    subjects, grids = everyone.subjects[:27], Column("grid", Tier.T1, ("g1",) * 27)
    assert release(Counts.of("residents", everyone, "grid"), "all", register)
    some = Counts.of("over-60", Rows(subjects, (grids,)), "grid")
    assert "beside 1 earlier releases" in reasons(release(some, "some", register))
    fewer = Counts.of("over-60", Rows(subjects[:25], (Column("grid", Tier.T1, ("g1",) * 25),)), "grid")
    assert release(fewer, "fewer", register), "the difference is five persons"


def test_two_tables_of_the_same_persons_by_different_things_are_published(register):
    rows = people(*((grid, need, 9) for grid in ("g1", "g2", "g3") for need in ("care", "meals", "repair")))
    for by in ("grid", "need"):
        answer = release(Counts.of("residents", rows, by), by, register)
        assert answer.content.hidden == ()


def with_needs(*cells):
    rows = people(*cells)
    grids, needs = rows.columns
    secret = Column("need", Tier.T4, needs.values)
    return Counts.of("residents", Rows(rows.subjects, (grids, secret)), "grid", "need")


# Persons are numbered through: those of the last lines are the newcomers.
MARCH = (("g1", "care", 20), ("g1", "meals", 20), ("g2", "care", 30), ("g2", "meals", 30))


def test_newcomers_who_all_have_the_same_need_are_not_told_of(register):
    """Twelve moved into grid 1. Were 32 published where 20 stood, all would know that each of them needs care."""
    assert release(with_needs(*MARCH), "march", register).content.hidden == ()
    answer = release(with_needs(*MARCH, ("g1", "care", 12)), "april", register)
    assert 32 not in (answer.content.numbers.values() if answer else ())


def test_newcomers_who_differ_are_counted(register):
    assert release(with_needs(*MARCH), "march", register)
    answer = release(with_needs(*MARCH, ("g1", "care", 12), ("g1", "meals", 15)), "april", register)
    assert (answer.content.count("g1", "care"), answer.content.hidden) == (32, ())


def test_leavers_who_all_had_the_same_need_are_not_told_of(register):
    assert release(with_needs(*MARCH, ("g1", "care", 12)), "march", register).content.hidden == ()
    answer = release(with_needs(*MARCH), "april", register)
    assert answer.content.count("g1", "care") is None if answer else answer.reasons


def test_three_sums_of_three_small_groups_are_not_all_published(register):
    """Overlapping groups, none of which is nested in another: A+B, B+C and A+C give A, B and C away."""
    of = {
        "A": [f"p-a{at}" for at in range(4)],
        "B": [f"p-b{at}" for at in range(4)],
        "C": [f"p-c{at}" for at in range(4)],
    }

    def both(*names):
        subjects = tuple(subject for name in names for subject in of[name])
        return Counts.of("-".join(names), Rows(subjects, (Column("grid", Tier.T1, ("g1",) * len(subjects)),)), "grid")

    assert release(both("A", "B"), "ab", register)
    assert release(both("B", "C"), "bc", register)
    assert "beside 2 earlier releases" in reasons(release(both("A", "C"), "ac", register))


@settings(max_examples=25)
@given(
    persons=st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("mnm")), min_size=12, max_size=60
    ),
    left=st.integers(0, 12),
    order=st.permutations(["first", "second", "both", "later"]),
)
def test_no_series_of_releases_gives_a_small_group_away(persons, left, order):
    """Whatever was released in whatever order: each small group keeps two worlds at least k apart, by MILP."""
    store = MemoryStreams()
    register = register_at(NOON, store)
    subjects = tuple(f"p-{at}" for at in range(len(persons)))
    first, second, later = zip(*persons, strict=True)
    rows = Rows(subjects, (Column("first", Tier.T1, first), Column("second", Tier.T1, second)))
    stayed = Rows(subjects[left:], (Column("first", Tier.T1, first[left:]), Column("second", Tier.T1, later[left:])))
    asked = {
        "first": Counts.of("r", rows, "first"),
        "second": Counts.of("r", rows, "second"),
        "both": Counts.of("r", rows, "first", "second"),
        "later": Counts.of("r", stayed, "first", "second"),
    }
    for name in order:
        release(asked[name], name, register)
    groups = [group for each in register.earlier() for group in each.groups]
    signatures = Counter(
        tuple(at for at, group in enumerate(groups) if person in group) for person in frozenset().union(*groups)
    )
    atoms = list(signatures)
    published = [{at for at, atom in enumerate(atoms) if number in atom} for number in range(len(groups))]
    for at, atom in enumerate(atoms):
        if signatures[atom] < 5:
            low, high = interval([signatures[each] for each in atoms], published, at)
            assert high - low >= 5


def test_counts_that_know_no_persons_are_the_first_of_their_population(register):
    grids = Dimension("grid", Tier.T1, ("g1", "g2"))
    numbers = Counts("residents", (grids,), {("g1",): 20, ("g2",): 30})
    assert release(numbers, "q1", register)
    assert "does not know its persons" in reasons(release(numbers, "q2", register))
    rows = by_grid(people(("g1", "care", 20), ("g2", "care", 30)))
    assert "does not know its persons" in reasons(release(rows, "q3", register))
    assert "does not know its persons" in reasons(release(evolve(numbers, population="shops"), "q4", register))
    register.declare_apart("residents", "shops", by="u-1")
    assert release(evolve(numbers, population="shops"), "q4", register)


def test_each_release_has_a_name_of_its_own(register):
    rows = by_grid(people(("g1", "care", 20)))
    assert release(rows, "q1", register)
    assert "released already" in reasons(release(rows, "q1", register))


def test_of_two_who_release_at_the_same_time_the_second_is_compared_with_the_first():
    """Each alone could be published; both together would tell of one person."""
    store = MemoryStreams()
    tables = [by_grid(people(("g1", "care", 20 + more), ("g2", "care", 30))) for more in range(4)]

    def ask(at):
        return release(tables[at], f"r-{at}", register_at(NOON, store))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    shown = {answer.content.count("g1") for answer in answers if answer} - {None}
    assert len(shown) == 1


def test_whoever_came_first_is_looked_at_again():
    class Slow(MemoryStreams):
        """Somebody else releases something just before the first release is written down."""

        def append(self, stream, number, body):
            if other := self.__dict__.pop("other", None):
                other()
            super().append(stream, number, body)

    store = Slow()
    store.other = lambda: release(
        by_grid(people(("g1", "care", 21), ("g2", "care", 30))), "theirs", register_at(NOON, store)
    )
    answer = release(by_grid(people(("g1", "care", 20), ("g2", "care", 30))), "ours", register_at(NOON, store))
    assert register_at(NOON, store).earlier()[0].name == "theirs"
    assert not answer or answer.content.count("g1") is None


def test_the_register_is_there_after_a_restart(database, database_place):
    rows = by_grid(people(("g1", "care", 20), ("g2", "care", 30)))
    assert release(rows, "march", register_at(NOON, database.streams()))
    with Database.open(**database_place) as again:
        kept = register_at(NOON, again.streams()).earlier()
        assert [(each.name, each.kind, each.at, len(each.groups)) for each in kept] == [
            ("march", ReleaseKind.COUNTS, NOON, 3)
        ]
        assert not release(by_grid(people(("g1", "care", 19))), "april", register_at(NOON, again.streams()))


def test_the_register_keeps_no_reference_of_anybody():
    store = MemoryStreams()
    release(by_grid(people(("g1", "care", 20))), "q1", register_at(NOON, store))
    assert "p-1" not in "".join(store.read("release/b"))
    kept = register_at(NOON, store).earlier()[0]
    assert repr(kept) == "EarlierRelease(q1, counts, 2 groups)"
    other_key = ReleaseRegister("b", bytes(32))
    assert not other_key.fingerprints(["p-1"]) & kept.groups[0]
    assert register_at(NOON).fingerprints(["p-1"]) <= kept.groups[0]


# Noise


def declared(rows):
    return Counts.of("residents", rows, "grid", labels={"grid": ("g1", "g2", "g3")})


def test_with_noise_every_number_is_published_and_the_budget_pays(register):
    budget = PrivacyBudget(register, 1)
    counts = declared(people(("g1", "care", 20), ("g2", "care", 3)))
    answer = release(counts, "q1", register, epsilon=Fraction(1, 2), budget=budget)
    numbers = [answer.content.count(grid) for grid in ("g1", "g2", "g3")]
    assert all(number >= 0 for number in numbers)
    assert answer.content.count(None) == sum(numbers)
    assert (budget.left("residents"), answer.spent.left, answer.k) == (Fraction(1, 2), Fraction(1, 2), None)
    assert register.earlier()[0].kind is ReleaseKind.NOISE
    assert register.earlier()[0].groups == ()


def test_the_noise_is_that_of_the_epsilon(register):
    """The same tosses give the same noise; what falls below 0 is shown as 0."""
    counts = declared(people(("g1", "care", 20), ("g2", "care", 3)))
    budget = PrivacyBudget(register, 10)
    seeded, again = (Random(5).randrange for _ in range(2))  # noqa: S311 - the same draws each time
    answer = release(counts, "q1", register, epsilon=Fraction(1, 3), budget=budget, below=seeded)
    expected = [max(0, number + discrete_laplace(3, again)) for number in (20, 3, 0)]
    assert [answer.content.count(grid) for grid in ("g1", "g2", "g3")] == expected
    assert expected != [20, 3, 0]
    assert "scale 3 " in answer.notes[0].en


def test_without_budget_there_is_no_release(register):
    budget = PrivacyBudget(register, Fraction(3, 4))
    counts = declared(people(("g1", "care", 20)))
    assert release(counts, "q1", register, epsilon=Fraction(1, 2), budget=budget)
    assert "1/4 left of 3/4" in reasons(release(counts, "q2", register, epsilon=Fraction(1, 2), budget=budget))
    assert "released already" in reasons(release(counts, "q1", register, epsilon=Fraction(1, 4), budget=budget))
    assert budget.left("residents") == Fraction(1, 4)
    assert [each.name for each in register.earlier()] == ["q1"]


def test_with_noise_labels_have_to_be_declared(register):
    budget = PrivacyBudget(register, 1)
    answer = release(by_grid(people(("g1", "care", 20))), "q1", register, epsilon=1, budget=budget)
    assert "have to be declared" in reasons(answer)
    assert budget.left("residents") == 1


def test_what_cannot_be_asked_is_refused(register):
    counts, budget = declared(people(("g1", "care", 20))), PrivacyBudget(register_at(NOON), 1)
    for wrong in (
        {"epsilon": 1},
        {"budget": PrivacyBudget(register, 1)},
        {"epsilon": 1, "budget": budget},
        {"epsilon": 0.5, "budget": PrivacyBudget(register, 1)},
    ):
        with pytest.raises(InvalidInputError):
            release(counts, "q1", register, **wrong)
    for what, name in ((None, "q1"), (counts, ""), (counts, "13800000000")):
        with pytest.raises(InvalidInputError):
            release(what, name, register)
    assert register.earlier() == []


@pytest.mark.parametrize(
    "looser", [{"k": 4}, {"k_sensitive": 10}, {"k": 12}, {"l": 1}, {"k": True}, {"list_days_max": 0}]
)
def test_a_policy_is_never_looser(looser):
    with pytest.raises(InvalidInputError):
        ReleasePolicy(**looser)


def test_a_stricter_policy_holds(register):
    counts = by_grid(people(("g1", "care", 20), ("g2", "care", 8), ("g3", "care", 9)))
    answer = release(counts, "q1", register, policy=ReleasePolicy(k=10, k_sensitive=15))
    assert (answer.content.count("g2"), answer.content.count("g3"), answer.k) == (None, None, 10)


@pytest.mark.parametrize("key", [b"short", "x" * 32, None])
def test_a_register_has_a_long_key(key):
    with pytest.raises(InvalidInputError):
        ReleaseRegister("b", key)


def test_numbers_become_labels_by_bands():
    rows = Rows(("p-1", "p-2"), (Column("age", Tier.T2, (61, 68), Bands(10)),)).coarser("age", 0)
    assert Counts.of("residents", rows, "age").dimensions[0].labels == ("60–69",)
    for by, labels in ((("sex",), None), (("age",), {"age": ("70–79",)})):
        with pytest.raises(InvalidInputError):
            Counts.of("residents", rows, *by, labels=labels)
