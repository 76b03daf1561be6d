"""One community, one register, one key, one budget; and people in it, not references."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from tests.privacy.release.made_up import KEY, people, register_at

from commgov.core import FixedClock, MemoryStreams
from commgov.errors import ConflictError, InvalidInputError
from commgov.privacy import Tier
from commgov.privacy.audit import AuditEntry, AuditLog
from commgov.privacy.releases import (
    Column,
    Counts,
    Dimension,
    PrivacyBudget,
    ReleaseRegister,
    Rows,
    Withheld,
    note_elsewhere,
    release,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GRIDS = Dimension("grid", Tier.T1, ("g1", "g2"))
NUMBERS = Counts("residents", (GRIDS,), {("g1",): 20, ("g2",): 30})


def register_of(same_person=None, streams=None, log=None, name="b"):
    return ReleaseRegister(name, KEY, streams, clock=FixedClock(NOON), same_person=same_person, log=log)


def by_grid(*cells, population="residents"):
    rows = people(*((grid, "care", number) for grid, number in cells))
    return Counts.of(population, rows, "grid")


def reasons(answer):
    assert isinstance(answer, Withheld)
    assert all(reason.en and reason.zh for reason in answer.reasons)
    return " | ".join(reason.en for reason in answer.reasons)


# People, not references

MEMBERS = {f"m-{at}": f"r-{at}" for at in range(100)}


def test_a_member_who_is_a_resident_counts_once():
    """Five references, four people: m-0 is r-0."""
    grid = Column("grid", Tier.T1, ("g1",) * 5)
    five = Counts.of("residents", Rows(("m-0", "r-0", "r-1", "r-2", "r-3"), (grid,)), "grid")
    assert "fewer than 5 persons" in reasons(release(five, "q1", register_of(MEMBERS)))
    assert release(five, "q1", register_of({})).content.count("g1") == 5


def test_a_row_given_twice_for_one_person_is_one_row():
    rows = Rows(
        (*(f"r-{at}" for at in range(20)), "m-3"),
        (
            Column("age", Tier.T2, (*(60 + at % 4 for at in range(20)), 63)),
            Column("need", Tier.T2, (*("ab"[at % 2] for at in range(20)), "b"), sensitive=True),
        ),
    )
    assert len(release(rows, "q1", register_of(MEMBERS)).content.lines) == 20
    assert len(release(rows, "q1", register_of({})).content.lines) == 21


@pytest.mark.parametrize("as_rows", [True, False], ids=["rows", "counts"])
def test_whoever_stands_in_two_places_has_to_be_given_one(as_rows):
    grid = Column("grid", Tier.T1, ("g1",) * 20 + ("g2",) * 20)
    rows = Rows(tuple(f"r-{at}" for at in range(20)) + tuple(f"m-{at}" for at in range(19, 39)), (grid,))
    asked = rows if as_rows else Counts.of("residents", rows, "grid")
    register = register_of(MEMBERS)
    assert "1 persons stand in several places" in reasons(release(asked, "q1", register))
    assert register.earlier() == []


def test_two_releases_know_somebody_again_under_another_reference():
    """Twenty residents, then the same people as members: nobody has come or gone. Without the mapping: all have."""
    grid = Column("grid", Tier.T1, ("g1",) * 20)
    residents, members = (
        Counts.of("all", Rows(tuple(f"{kind}-{at}" for at in range(20)), (grid,)), "grid") for kind in "rm"
    )
    register = register_of(MEMBERS)
    assert release(residents, "q1", register)
    assert release(members, "q2", register).content.count("g1") == 20
    first, second = register.earlier()
    assert first.groups == second.groups


@pytest.mark.parametrize("wrong", [{"m-7": "r-7", "r-7": "p-7"}, ["m-7"]])
def test_who_is_whom_leads_to_one_reference(wrong):
    with pytest.raises(InvalidInputError) as caught:
        register_of(wrong)
    assert "m-7" not in str(caught.value)


def test_what_nobody_can_know_of_who_is_whom_is_said():
    rows = by_grid(("g1", 20))
    assert "each reference was counted as a person" in release(rows, "q1", register_of()).notes[-1].en
    assert release(rows, "q1", register_of({})).notes == ()
    assert "counted twice in them is not known" in release(NUMBERS, "q1", register_of({})).notes[-1].en


# Populations


@pytest.mark.parametrize("population", ["residents", "residents-of-b", "over-60"])
def test_numbers_without_persons_are_held_against_everything_whatever_it_is_called(population):
    register = register_of({})
    assert release(NUMBERS, "q1", register)
    other = Counts(population, (GRIDS,), {("g1",): 19, ("g2",): 30})
    for asked in (other, by_grid(("g1", 19), population=population)):
        assert "may have counted the same people" in reasons(release(asked, "q2", register))


def survey(population=""):
    columns = Column("age", Tier.T2, tuple(range(40))), Column("need", Tier.T2, ("care", "meals") * 20, sensitive=True)
    return Rows(tuple(f"p-{at}" for at in range(40)), columns, population=population)


def test_numbers_without_persons_and_rows_are_held_against_each_other():
    register = register_of({})
    assert release(NUMBERS, "q1", register)
    assert "may have counted the same people" in reasons(release(survey(), "q2", register))
    register = register_of({})
    assert release(survey(), "q1", register)
    assert "may have counted the same people" in reasons(release(NUMBERS, "q2", register))


def test_populations_that_share_nobody_are_declared_and_that_is_kept():
    streams = MemoryStreams()
    register = register_of({}, streams)
    assert release(NUMBERS, "q1", register)
    register.declare_apart("residents", "traders", by="u-1")
    again = register_of({}, streams)
    assert release(Counts("traders", (GRIDS,), {("g1",): 9, ("g2",): 8}), "q2", again)
    assert release(survey("traders"), "q3", again) is not None
    assert "q2" in reasons(release(survey(), "q4", again))


def test_who_stands_in_two_populations_that_share_nobody_is_found():
    register = register_of({})
    assert release(by_grid(("g1", 20)), "q1", register)
    register.declare_apart("residents", "traders", by="u-1")
    said = reasons(release(by_grid(("g1", 9), population="traders"), "q2", register))
    assert said == "traders and residents are declared to share nobody, and somebody was counted in both"
    noisy = Counts.of("traders", people(("g1", "care", 9)), "grid", labels={"grid": ("g1", "g2")})
    assert said in reasons(release(noisy, "q3", register, epsilon=1, budget=PrivacyBudget(register, 1)))
    assert PrivacyBudget(register, 1).left("traders") == 1
    register = register_of({})
    assert release(by_grid(("g1", 20)), "q1", register)
    assert release(by_grid(("g1", 14), population="traders"), "q2", register)
    with pytest.raises(ConflictError, match="counted in both"):
        register.declare_apart("residents", "traders", by="u-1")


@pytest.mark.parametrize("wrong", [(), ("residents",), ("residents", "residents"), ("residents", "13800000000")])
def test_what_cannot_be_declared_is_refused(wrong):
    with pytest.raises(InvalidInputError):
        register_of().declare_apart(*wrong, by="u-1")


def with_noise(population, name, register, epsilon=Fraction(2, 3)):
    counts = Counts(population, (GRIDS,), {("g1",): 20, ("g2",): 30})
    return release(counts, name, register, epsilon=epsilon, budget=PrivacyBudget(register, 1))


def test_a_population_that_is_called_otherwise_pays_from_the_same_budget():
    register = register_of({})
    assert with_noise("residents", "q1", register)
    assert "1/3 left of 1 for over-60" in reasons(with_noise("over-60", "q2", register))
    register.declare_apart("residents", "traders", by="u-1")
    assert with_noise("traders", "q3", register)
    assert PrivacyBudget(register, 1).left("traders") == Fraction(1, 3)
    assert PrivacyBudget(register, 1).left("over-60") == 0, "whoever is in it may be in either"
    with pytest.raises(ConflictError, match="another total"):
        PrivacyBudget(register, 2).left("residents")


def test_a_question_asked_again_in_other_words_is_paid_for_again():
    register = register_of({})
    first, again = (with_noise("residents", name, register, Fraction(1, 2)) for name in ("q1", "q2"))
    assert (first.spent.left, again.spent.left) == (Fraction(1, 2), 0)
    assert "0 left of 1" in reasons(with_noise("residents", "q3", register, Fraction(1, 10**6)))


# One register


def test_a_store_has_one_register():
    streams = MemoryStreams()
    register_of(streams=streams)
    with pytest.raises(ConflictError, match="there is a register already, b"):
        register_of(streams=streams, name="c")


def test_a_register_has_one_key():
    """With another key nobody would be known again, and each release would look like the first."""
    streams = MemoryStreams()
    register_of(streams=streams)
    with pytest.raises(ConflictError, match="another key"):
        ReleaseRegister("b", bytes(32), streams)


def test_a_key_of_the_wrong_kind_is_not_shown():
    with pytest.raises(InvalidInputError) as caught:
        ReleaseRegister("b", "a secret of thirty-two characters")
    assert "thirty" not in str(caught.value)


def test_each_release_and_each_refusal_leaves_an_entry():
    log = AuditLog("b")
    register = register_of({}, log=log)
    assert release(by_grid(("g1", 20)), "q1", register, by="u-1")
    assert not release(by_grid(("g1", 19)), "q2", register, by="u-2")
    register.declare_apart("residents", "traders", by="u-3")
    said = [(entry.by, entry.action, entry.about, entry.allowed) for entry in log.entries()]
    assert said == [
        ("u-1", "release", "q1", True),
        ("u-2", "release", "q2", False),
        ("u-3", "declare-apart", "residents", True),
        ("u-3", "declare-apart", "traders", True),
    ]
    with pytest.raises(InvalidInputError, match="access log"):
        release(by_grid(("g1", 20)), "q3", register)


@pytest.mark.parametrize("name", ["b", "c"], ids=["the same name", "another name"])
def test_a_register_begun_anew_in_another_store_is_noticed(name):
    log = AuditLog("b")
    assert with_noise_logged(register_of({}, log=log))
    with pytest.raises(ConflictError, match=r"1 releases that the register b has not|a register already, b"):
        register_of({}, MemoryStreams(), log, name)


def with_noise_logged(register, name="q1"):
    counts = Counts("residents", (GRIDS,), {("g1",): 20, ("g2",): 30})
    return release(counts, name, register, by="u-1", epsilon=Fraction(2, 3), budget=PrivacyBudget(register, 1))


def test_a_budget_is_not_won_back_by_setting_the_store_back():
    log, streams = AuditLog("b"), MemoryStreams()
    register = register_of({}, streams, log)
    backup = streams.read("release/b")
    assert with_noise_logged(register)
    restored = MemoryStreams()
    for number, body in enumerate(backup, start=1):
        restored.append("release/b", number, body)
    with pytest.raises(ConflictError, match="was set back"):
        register_of({}, restored, log)
    streams._streams["release/b"] = backup  # under the feet of a register that is open
    with pytest.raises(ConflictError, match="was set back"):
        with_noise_logged(register, "q2")


def test_nothing_is_given_out_without_its_entry():
    class Broken(AuditLog):
        def append(self, entries):  # noqa: ARG002 - nothing is taken
            raise OSError("no room")

    streams = MemoryStreams()
    with pytest.raises(OSError, match="no room"):
        release(by_grid(("g1", 20)), "q1", register_of({}, streams, Broken("b")), by="u-1")
    assert [each.name for each in register_of({}, streams).earlier()] == ["q1"], "kept: others are compared with it"


def test_registers_of_one_store_go_on_together():
    streams = MemoryStreams()
    one, other = register_of({}, streams), register_of({}, streams)
    assert release(by_grid(("g1", 20)), "q1", one)
    assert not release(by_grid(("g1", 19)), "q2", other)
    assert register_at(NOON, streams).earlier() == one.earlier()


# What others have published


def test_what_others_published_does_not_give_a_hidden_number_away():
    """We show grid 1 and the total. The street office told how many live in grid 3: 32 - 20 - 9 would be grid 2."""
    ours = by_grid(("g1", 20), ("g2", 3), ("g3", 9))
    theirs = Rows(tuple(f"p-{at}" for at in range(23, 32)), (Column("grid", Tier.T1, ("g3",) * 9),))
    answer = release(ours, "q1", register_of({}))
    assert [answer.content.count(label) for label in ("g1", "g2", "g3", None)] == [20, None, None, 32]
    register = register_of({})
    assert len(note_elsewhere(Counts.of("residents", theirs, "grid"), "street-office", register).groups) == 2
    answer = release(ours, "q1", register)
    assert None in (answer.content.count("g1"), answer.content.count(None))


def test_fewer_than_those_whom_others_counted_are_not_told():
    """Others told of all twenty; were nineteen told now, everybody would know that one left."""
    register = register_of({}, log=AuditLog("b"))
    assert note_elsewhere(by_grid(("g1", 20)), "bureau", register, by="u-1")
    assert not release(by_grid(("g1", 19)), "q1", register, by="u-1")
    assert "released already" in reasons(note_elsewhere(by_grid(("g1", 20)), "bureau", register, by="u-1"))
    assert [entry.action for entry in register.log.entries()] == ["release-elsewhere", "release"]
    with pytest.raises(InvalidInputError, match="made of rows"):
        note_elsewhere(NUMBERS, "paper", register, by="u-1")
    with pytest.raises(InvalidInputError, match="access log"):
        note_elsewhere(by_grid(("g1", 20)), "paper", register)


def test_a_log_that_tells_of_another_register_is_refused_as_often_as_it_is_asked():
    log = AuditLog("b")
    register = register_of(log=log)
    log.append([AuditEntry(NOON, "u-2", "release", rule="c", about="of-another")])
    for _ in range(3):
        with pytest.raises(ConflictError, match="a register already, c"):
            register.before()


def test_what_is_declared_apart_stands_in_the_log_before_it_counts(monkeypatch):
    log, streams = AuditLog("b"), MemoryStreams()
    register = register_of(log=log, streams=streams)
    monkeypatch.setattr(streams, "append", lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        register.declare_apart("residents", "members", by="u-2")
    assert [entry.action for entry in log.entries()] == ["declare-apart"] * 2
