"""Rows go to the public generalised: nobody stands alone, nor with others who share what must not be learnt."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from tests.privacy.release.made_up import register_at

from commgov.errors import InvalidInputError
from commgov.privacy import Basis, BasisKind, Tier
from commgov.privacy.releases import (
    Column,
    Counts,
    ListEntry,
    Released,
    ReleaseKind,
    ReleasePolicy,
    Rows,
    StatutoryList,
    Withheld,
    release,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEEDS = ("care", "meals", "repair")

PERSONS = st.lists(
    st.tuples(st.integers(0, 95), st.sampled_from("FM"), st.sampled_from(NEEDS)), min_size=1, max_size=70
)


@pytest.fixture
def register():
    return register_at(NOON)


def rows_of(persons, tier=Tier.T2, first=0):
    ages, sexes, needs = zip(*persons, strict=True)
    columns = (
        Column("age", Tier.T2, ages),
        Column("sex", Tier.T2, sexes),
        Column("need", tier, needs, sensitive=True),
    )
    return Rows(tuple(f"p-{first + at}" for at in range(len(persons))), columns)


def many(number, first=0):
    return [((7 * at + first) % 90, "FM"[at % 2], NEEDS[at % 3]) for at in range(number)]


def seen_groups(earlier):
    """The groups of a release of which everybody can tell who stands in them."""
    return [group for number, group in enumerate(earlier.groups) if number not in earlier.secret]


def reasons(answer):
    assert isinstance(answer, Withheld)
    assert all(reason.en and reason.zh for reason in answer.reasons)
    return " | ".join(reason.en for reason in answer.reasons)


@settings(max_examples=60)
@given(persons=PERSONS, tier=st.sampled_from([Tier.T2, Tier.T4]))
def test_every_class_that_is_published_is_large_and_diverse_enough(persons, tier):
    answer = release(rows_of(persons, tier), "q1", register_at(NOON))
    k = 11 if tier is Tier.T4 else 5
    needs = {need for _, _, need in persons}
    assert isinstance(answer, Released) is (len(persons) >= k and len(needs) >= 2)
    if answer:
        classes = defaultdict(list)
        for *quasi, need in answer.content.lines:
            classes[tuple(quasi)].append(need)
        assert min(map(len, classes.values())) >= k
        assert min(len(set(each)) for each in classes.values()) >= 2
        assert Counter(line[-1] for line in answer.content.lines) == Counter(need for _, _, need in persons)
        assert (answer.anonymity.k, answer.anonymity.classes) == (min(map(len, classes.values())), len(classes))
        assert answer.anonymity.distinct_l >= 2


def test_rows_are_published_in_an_order_that_says_nothing(register):
    persons = many(40)
    answer = release(rows_of(persons), "q1", register)
    back = release(rows_of(persons[::-1]), "q1", register_at(NOON))
    assert list(answer.content.lines) == sorted(answer.content.lines) == sorted(back.content.lines)
    assert repr(answer) == "Released(q1, PublicRows(40 rows: age, sex, need))"
    assert "p-1" not in str(answer.content.lines)


def test_all_that_speaks_against_rows_is_said_at_once(register):
    rows = Rows(
        ("p-1", "p-2", "p-3"),
        (
            Column("employer", Tier.T3, ("bank", "school", "bank")),
            Column("disability", Tier.T4, ("none", "none", "severe"), sensitive=False),
            Column("need", Tier.T4, ("care",) * 3),
        ),
    )
    said = reasons(release(rows, "q1", register))
    for part in (
        "employer is of tier T3",
        "disability is of tier T4",
        "fewer than 11 persons",
        "need has fewer than 2",
    ):
        assert part in said
    lonely = Rows(tuple(f"p-{at}" for at in range(20)), (Column("need", Tier.T4, ("care", "meals") * 10),))
    assert "no column by which the rows could be grouped" in reasons(release(lonely, "q2", register))
    assert register.earlier() == []


def test_rows_without_one_who_left_are_not_published_again(register):
    """Ganta, Kasiviswanathan and Smith 2008: two anonymous releases of the same persons can single one out."""
    persons = many(40)
    assert release(rows_of(persons), "march", register)
    said = reasons(release(rows_of(persons[:39]), "april", register))
    assert "side by side" in said


def test_rows_with_one_newcomer_are_not_published_again(register):
    persons = many(40)
    assert release(rows_of(persons), "march", register)
    assert "side by side" in reasons(release(rows_of([*persons, (50, "F", "care")]), "april", register))


def test_rows_of_other_persons_are_published(register):
    assert release(rows_of(many(40)), "march", register)
    assert release(rows_of(many(40, first=3), first=100), "april", register)


def test_whoever_stood_together_before_is_cut_apart_into_k_or_more(register):
    persons = many(120)
    assert release(rows_of(persons), "march", register)
    assert release(rows_of(persons), "april", register)
    march, april = map(seen_groups, register.earlier())
    assert len(march) > 3
    assert all(len(old & new) in {0, *range(5, 121)} for old in march for new in april)


def test_rows_are_held_against_tables_of_what_everybody_knows(register):
    """Beside a table by grid, rows without grids must not leave fewer than k of a grid in a class."""
    persons = many(60)
    rows = rows_of(persons)
    grids = Column("grid", Tier.T1, tuple(f"g{at % 2}" for at in range(60)))
    assert release(Counts.of("residents", Rows(rows.subjects, (grids,)), "grid"), "table", register)
    assert release(rows, "rows", register)
    table, published = register.earlier()
    assert published.kind is ReleaseKind.ROWS
    for group in table.groups:
        for part in seen_groups(published):
            assert len(group & part) == 0 or len(group & part) >= 5


# Lists with names that a law makes public

LAW, DAY = Basis(BasisKind.STATUTE, "social-assistance-measures"), date(2026, 3, 2)
ENTRY = ListEntry("测试甲", "苑区一", 68_000, id_number="11010519491231002X", phone="13800000012")


def listed(*entries, basis=LAW, start=DAY, end=date(2026, 3, 8)):
    return StatutoryList("low-income assistance", entries, basis, start, end)


def test_a_list_by_law_shows_name_estate_and_amount_and_masks_the_rest(register):
    answer = release(listed(ENTRY, ListEntry("测试乙", "苑区二", 0)), "list-1", register)
    assert answer.content.lines_on(DAY) == (
        ("测试甲", "苑区一", 68_000, "11***X", "138***12"),
        ("测试乙", "苑区二", 0, "", ""),
    )
    assert (register.earlier()[0].kind, register.earlier()[0].groups) == (ReleaseKind.LIST, ())


def test_a_list_is_over_when_its_time_is_over(register):
    content = release(listed(ENTRY), "list-1", register).content
    days = [content.lines_on(day) != () for day in (date(2026, 3, 1), DAY, date(2026, 3, 8), date(2026, 3, 9))]
    assert days == [False, True, True, False]


def test_all_that_speaks_against_a_list_is_said(register):
    consent = Basis(BasisKind.CONSENT, "c-1")
    assert "needs a law" in reasons(release(listed(ENTRY, basis=consent), "l", register))
    assert "at most 30 days" in reasons(release(listed(ENTRY, end=date(2026, 4, 1)), "l", register))
    assert release(listed(ENTRY, end=date(2026, 3, 31)), "thirty-days", register)
    assert "at most 7 days" in reasons(
        release(listed(ENTRY, end=date(2026, 3, 9)), "l", register, policy=ReleasePolicy(list_days_max=7))
    )
    past = listed(basis=consent, start=date(2026, 2, 1), end=date(2026, 2, 9))
    assert reasons(release(past, "l", register)).count(" | ") == 2


def test_nobodys_name_or_number_is_in_a_repr_or_an_error(register):
    answer = release(listed(ENTRY), "list-1", register)
    for value in (ENTRY, listed(ENTRY), answer, answer.content, register.earlier()):
        for secret in ("测试甲", "1949", "1380", "68000"):
            assert secret not in repr(value)
    with pytest.raises(InvalidInputError) as refused:
        ListEntry("测试甲", "苑区一3栋2单元", -5, id_number=11010519491231002)
    assert len(refused.value.problems) == 3
    assert "测试甲" not in str(refused.value)
    assert "3栋" not in str(refused.value)


@pytest.mark.parametrize(
    "estate", ["阳光小区3栋", "东湖苑二单元", "阳光小区 3-201", "晓月楼12号", "阳光小区五号楼", ""]
)
def test_a_list_shows_no_building_and_no_room(estate):
    with pytest.raises(InvalidInputError):
        ListEntry("测试甲", estate, 1)


@pytest.mark.parametrize("estate", ["阳光小区", "阳光小区二期", "东湖苑", "Garden 2"])
def test_an_estate_is_one(estate):
    assert ListEntry("测试甲", estate, 1).estate == estate
