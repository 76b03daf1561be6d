"""Who came or went between two releases is many, and shares what must not be learnt: then the difference tells it."""

from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from tests.privacy.release.made_up import register_at

from commgov.errors import InvalidInputError
from commgov.privacy import Tier
from commgov.privacy.releases import Column, Counts, Dimension, ReleasePolicy, Rows, Withheld, release

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEEDS = ["care"] * 60 + ["meals"] * 40 + ["repair"] * 30


@pytest.fixture
def register():
    return register_at(NOON)


def survey(gone=(), ages=lambda at: 20 + at * 7 % 60):
    """130 persons by age and need, but for some; the first sixty need care."""
    kept = [at for at in range(130) if at not in gone]
    columns = Column("age", Tier.T2, [ages(at) for at in kept]), Column("need", Tier.T4, [NEEDS[at] for at in kept])
    return Rows(tuple(f"p-{at}" for at in kept), columns)


def needs_of(rows):
    return Counts.of("asked", rows, "need")


ALL_CARE, MIXED = range(15), [*range(8), *range(60, 68)]
ONE_CLASS, MANY_CLASSES = (lambda _: 60), (lambda at: 20 + at * 7 % 60)


@pytest.mark.parametrize("ages", [ONE_CLASS, MANY_CLASSES], ids=["one class", "several classes"])
def test_a_table_after_rows_does_not_tell_what_all_who_left_needed(register, ages):
    """The rows said that 60 need care. Were 45 published now, everybody would know what each of the fifteen needed."""
    assert release(survey(ages=ages), "march", register)
    answer = release(needs_of(survey(ALL_CARE, ages)), "april", register)
    shown = {need: answer.content.count(need) for need in ("care", None)} if answer else {}
    assert not any(shown.values())


def test_a_table_after_rows_counts_where_those_who_left_differed(register):
    assert release(survey(ages=ONE_CLASS), "march", register)
    answer = release(needs_of(survey([*range(12), *range(60, 72)], ONE_CLASS)), "april", register)
    assert [answer.content.count(need) for need in ("care", "meals", "repair", None)] == [48, 28, 30, 106]


def test_rows_after_rows_do_not_tell_what_all_who_left_needed(register):
    assert release(survey(ages=ONE_CLASS), "march", register)
    assert isinstance(release(survey(ALL_CARE, ONE_CLASS), "april", register), Withheld)
    assert release(survey(MIXED, ONE_CLASS), "may", register)


def by_grid_and_need(gone, grids=("g1", "g2", "g3"), tier=Tier.T1, by=("grid", "need")):
    """Forty persons for each grid and need, but for the first so many of each grid who need care."""
    said = [(grid, need, at) for grid in grids for need in ("care", "meals") for at in range(40)]
    kept = [number for number, (_, need, at) in enumerate(said) if need == "meals" or at >= gone]
    columns = (
        Column("grid", Tier.T1, [said[number][0] for number in kept]),
        Column("need", Tier.T4, [said[number][1] for number in kept]),
    )
    return Counts.of("asked", Rows(tuple(f"p-{number}" for number in kept), columns, tier=tier), *by)


@pytest.mark.parametrize("first", [0, 5], ids=["leavers", "newcomers"])
def test_few_in_each_grid_who_are_alike_are_many_in_all(register, first):
    """Five leave (or come to) each of three grids, and all fifteen need care: 120 and 105 in all would tell of each."""
    assert release(by_grid_and_need(first), "march", register).content.hidden == ()
    answer = release(by_grid_and_need(5 - first), "april", register)
    assert answer.content.count(None, "meals") == 120
    assert answer.content.count(None, "care") is None
    assert answer.content.count(None, None) is None


def test_few_in_each_grid_who_leave_a_list_of_the_ill_are_many_in_all(register):
    """That somebody stood in the table at all is T4: fifteen fewer in all would tell that those who left were ill."""
    assert release(by_grid_and_need(0, tier=Tier.T4, by=("grid",)), "march", register)
    answer = release(by_grid_and_need(5, tier=Tier.T4, by=("grid",)), "april", register)
    assert not answer or answer.content.count(None) is None


def test_rows_about_the_ill_are_held_against_counts_of_the_ill(register):
    """Twenty ill by the table, nineteen by the rows: somebody is ill no more."""

    def ill(number):
        columns = Column("grid", Tier.T1, ["g1"] * number), Column("need", Tier.T4, NEEDS[60 - number // 2 :][:number])
        return Rows(tuple(f"p-{at}" for at in range(number)), columns, tier=Tier.T4)

    assert release(Counts.of("ill", ill(24), "grid"), "march", register)
    assert isinstance(release(ill(23), "april", register), Withheld)
    assert release(ill(24), "may", register)


def test_what_is_t4_cannot_be_called_harmless():
    with pytest.raises(InvalidInputError, match="sensitive"):
        Dimension("need", Tier.T4, ("care", "meals"), sensitive=False)


@pytest.mark.parametrize("cell", [frozenset({1, 2, 3}), frozenset({None}), -1, 2.0, True, 5.5, "5", {"p-1"}])
def test_a_cell_counts_or_names_references_and_nothing_else(cell):
    with pytest.raises(InvalidInputError):
        Counts("asked", (Dimension("grid", Tier.T1, ("g1",)),), {("g1",): cell})


# Nearly all alike


def aged(*cells):
    """Rows by age and need: (age, need, how many) ..."""
    said = [(age, need) for age, need, number in cells for _ in range(number)]
    ages, needs = zip(*said, strict=True)
    return Rows(
        tuple(f"p-{at}" for at in range(len(said))), (Column("age", Tier.T2, ages), Column("need", Tier.T4, needs))
    )


def shares(answer):
    """Of each published class, the share that its most frequent need has."""
    classes = Counter(line[:-1] for line in answer.content.lines)
    return {max(number / classes[line[:-1]] for line, number in Counter(answer.content.lines).items())}


def test_no_class_is_published_in_which_nearly_all_need_the_same(register):
    """Two needs each, and yet: whoever is known to be sixty needs care, with 30 to 1."""
    rows = aged((60, "care", 30), (60, "meals", 1), (70, "care", 15), (70, "meals", 30))
    answer = release(rows, "q1", register)
    assert answer.anonymity.classes == 1
    assert max(shares(answer)) <= 0.9
    finer = aged((60, "care", 27), (60, "meals", 4), (70, "care", 15), (70, "meals", 30))
    assert release(finer, "q1", register_at(NOON)).anonymity.classes == 2


def test_what_nearly_everybody_has_may_still_be_told_of_each_class(register):
    """95 in 100 have no disability; that 96 in a class have none says nothing new of them."""
    rows = aged((60, "none", 96), (60, "severe", 4), (70, "none", 94), (70, "severe", 6))
    assert release(rows, "q1", register).anonymity.classes == 2


def test_a_stricter_share_holds(register):
    finer = aged((60, "care", 27), (60, "meals", 4), (70, "care", 15), (70, "meals", 30))
    answer = release(finer, "q1", register, policy=ReleasePolicy(alike_max=Fraction(4, 5)))
    assert answer.anonymity.classes == 1


@pytest.mark.parametrize("looser", [Fraction(19, 20), Fraction(0), 0.9, 1])
def test_a_share_is_never_looser(looser):
    with pytest.raises(InvalidInputError, match="alike_max"):
        ReleasePolicy(alike_max=looser)


def test_a_grid_in_which_nearly_all_need_the_same_is_put_together_with_another(register):
    grids, needs = Dimension("grid", Tier.T1, ("g1", "g2", "g3")), Dimension("need", Tier.T4, ("care", "meals"))
    cells = {("g1", "care"): 300, ("g1", "meals"): 12}
    cells |= {(grid, need): 200 for grid in ("g2", "g3") for need in ("care", "meals")}
    answer = release(Counts("asked", (grids, needs), cells), "q1", register)
    assert answer.content.labels[0] == ("g3", "other / 其他")
    assert "share what must not be learnt" in answer.notes[0].en


# Labels


def test_a_label_that_few_have_is_not_named(register):
    """The number could be hidden; the label would still tell that there is somebody."""
    jobs = ["cook"] * 20 + ["nurse"] * 30 + ["diver"] + ["bellfounder"] * 2
    rows = Rows(tuple(f"p-{at}" for at in range(53)), (Column("job", Tier.T2, jobs),))
    answer = release(Counts.of("asked", rows, "job"), "q1", register)
    assert answer.content.labels == (("cook", "nurse", "other / 其他"),)
    assert "not named" in answer.notes[0].en
    named = Counts.of("asked", rows, "job", labels={"job": ("bellfounder", "cook", "diver", "nurse")})
    assert "diver" in release(named, "q1", register_at(NOON)).content.labels[0]
