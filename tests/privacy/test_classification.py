"""Tiers follow from law, row by row, and from decisions with reasons; combinations raise them and never lower them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.privacy import Tier
from commgov.privacy.classification import (
    COMBINATIONS,
    DECISIONS,
    LAW,
    STANDARD_TIERS,
    Category,
    Combination,
    LegalSource,
    TierDecision,
    TierPolicy,
    combined_tier,
)
from commgov.wording import Text

PIPL_28 = {
    Category.BIOMETRIC,
    Category.RELIGION,
    Category.SPECIFIC_IDENTITY,
    Category.HEALTH,
    Category.FINANCIAL_ACCOUNT,
    Category.TRACK,
    Category.UNDER_14,
}
LOW = TierPolicy(decisions=tuple(TierDecision(each, Tier.T2, Text("low", "低")) for each in Category))
"""Kinds that are all low alone."""
categories = st.frozensets(st.sampled_from(Category))


def test_what_pipl_28_lists_by_name_is_t4_by_pipl_alone():
    listed = {row.category for row in LAW if row.article == "art. 28(1)" and "by name" in row.says.en}
    assert listed == PIPL_28
    alone = TierPolicy(sources=frozenset({LegalSource.PIPL}), decisions=())
    assert all(alone.tier(category) is Tier.T4 for category in PIPL_28)


def test_what_gdpr_9_lists_is_t4_by_the_gdpr_alone():
    alone = TierPolicy(sources=frozenset({LegalSource.GDPR}), decisions=())
    listed = {row.category for row in LAW if row.source is LegalSource.GDPR and row.article == "art. 9(1)"}
    assert {Category.ETHNICITY, Category.UNION_MEMBERSHIP, Category.SEX_LIFE, Category.PARTY_MEMBERSHIP} < listed
    assert all(alone.tier(category) is Tier.T4 for category in listed)


@pytest.mark.parametrize(
    ("tier", "kinds"),
    [
        (Tier.T1, {Category.PLACE}),
        (Tier.T2, {Category.NAME, Category.SEX, Category.AGE, Category.EDUCATION, Category.OCCUPATION, Category.NEEDS}),
        (
            Tier.T3,
            {
                Category.BIRTH_DATE,
                Category.IDENTITY_NUMBER,
                Category.CONTACT,
                Category.ADDRESS,
                Category.HOUSEHOLD,
                Category.HOUSING,
                Category.VEHICLE,
                Category.EMPLOYER,
                Category.PARTY_MEMBERSHIP,
                Category.ETHNICITY,
                Category.LIVING_ALONE,
            },
        ),
        (Tier.T4, PIPL_28 | {Category.IDENTITY_DOCUMENT, Category.ASSISTANCE, Category.OFFENCE}),
    ],
)
def test_the_kinds_that_grid_workers_collect_have_their_tiers(tier: Tier, kinds: set[Category]):
    assert {STANDARD_TIERS.tier(kind) for kind in kinds} == {tier}


def test_each_kind_of_data_is_named_by_a_row_that_cites_its_article():
    assert {row.category for row in LAW} == set(Category)
    assert {row.source for row in LAW} == set(LegalSource)
    assert all(row.article and row.says.en and row.says.zh for row in LAW)
    assert len({(row.source, row.article, row.category) for row in LAW}) == len(LAW), "no row twice"


def test_no_source_is_ignored_but_by_a_decision():
    decided = {decision.category for decision in DECISIONS}
    for row in LAW:
        assert STANDARD_TIERS.tier(row.category) >= row.tier or row.category in decided


def test_what_the_list_of_2020_has_is_sensitive_by_it_and_lower_only_by_a_decision():
    old = {row.category for row in LAW if row.source is LegalSource.GBT_35273}
    assert {Category.IDENTITY_NUMBER, Category.MARRIAGE, Category.CREDENTIAL, Category.UNDER_14} < old
    alone = TierPolicy(sources=frozenset({LegalSource.GBT_35273}), decisions=())
    assert {alone.tier(category) for category in old} == {Tier.T4}
    lower = {category for category in old if STANDARD_TIERS.tier(category) < Tier.T4}
    assert lower == {decision.category for decision in DECISIONS} & old


def test_the_rows_that_rest_on_no_text_are_those_of_annexes_that_were_not_found():
    unread = {(row.source, row.article) for row in LAW if not row.checked}
    assert {source for source, _ in unread} == {LegalSource.GBT_43697, LegalSource.GBT_45574}
    assert all("annex" in article for _, article in unread)


def test_every_tier_has_reasons_that_name_what_they_rest_on():
    for category in Category:
        reasons = STANDARD_TIERS.reasons(category)
        assert reasons
        assert STANDARD_TIERS.tier(category).name in reasons[0].en or "decided" in reasons[0].en


def test_a_kind_that_nothing_names_is_sensitive():
    silent = TierPolicy(law=(), decisions=())
    assert silent.tier(Category.NAME) is Tier.T4
    assert "敏感" in silent.reasons(Category.NAME)[0].zh


def test_one_line_makes_party_membership_sensitive():
    line = TierDecision(Category.PARTY_MEMBERSHIP, Tier.T4, Text("as we see it", "从严"))
    others = tuple(each for each in DECISIONS if each.category is not Category.PARTY_MEMBERSHIP)
    assert TierPolicy(decisions=(line, *others)).tier(Category.PARTY_MEMBERSHIP) is Tier.T4
    assert STANDARD_TIERS.tier(Category.PARTY_MEMBERSHIP) is Tier.T3


def test_all_that_is_wrong_with_a_policy_or_a_row_is_told_at_once():
    line = TierDecision(Category.NAME, Tier.T3, Text("so", "定"))
    with pytest.raises(InvalidInputError) as told:
        TierPolicy(law=("row",), decisions=(line, line))  # type: ignore[arg-type]
    assert len(told.value.problems) == 2
    with pytest.raises(InvalidInputError) as told:
        TierDecision("name", 3, "because")  # type: ignore[arg-type]
    assert len(told.value.problems) == 3
    with pytest.raises(InvalidInputError) as told:
        Combination("", Tier.T4, Text("so", "定"), persons=0)
    assert len(told.value.problems) == 3
    with pytest.raises(InvalidInputError, match="least"):
        Combination("some", Tier.T4, Text("so", "定"), some=frozenset({Category.NAME}))


def test_who_is_ill_and_where_is_sensitive_whatever_it_is_alone():
    kinds = {Category.NAME, Category.ADDRESS, Category.HEALTH}
    assert combined_tier(kinds, tiers=LOW).tier is Tier.T4
    assert combined_tier(kinds - {Category.ADDRESS}, tiers=LOW).tier is Tier.T2


@pytest.mark.parametrize(
    ("kinds", "persons", "tier"),
    [
        ({Category.NAME}, 1, Tier.T2),
        ({Category.NAME, Category.CONTACT}, 1, Tier.T3),
        ({Category.NAME, Category.CONTACT, Category.IDENTITY_NUMBER}, 1, Tier.T4),
        ({Category.CONTACT, Category.IDENTITY_NUMBER}, 1, Tier.T3),
        ({Category.ADDRESS, Category.LIVING_ALONE}, 1, Tier.T4),
        ({Category.CONTACT}, 49, Tier.T3),
        ({Category.CONTACT}, 50, Tier.T4),
        ({Category.NAME, Category.SEX}, 50, Tier.T3),
        ({Category.SEX, Category.AGE, Category.OCCUPATION}, 1, Tier.T2),
        ({Category.SEX, Category.AGE, Category.OCCUPATION, Category.EDUCATION}, 1, Tier.T3),
        ({Category.PLACE}, 5000, Tier.T1),
        (set(), 1, Tier.T1),
    ],
)
def test_combinations_and_numbers_raise_the_tier(kinds: set[Category], persons: int, tier: Tier):
    assert combined_tier(kinds, persons=persons).tier is tier


def test_each_kind_that_a_combination_names_counts_in_it_and_without_what_it_asks_for_nothing_is_raised():
    reaches = (Category.IDENTITY_NUMBER, Category.CONTACT, Category.ADDRESS, Category.BIRTH_DATE)
    for pair in combinations(reaches, 2):
        assert combined_tier({Category.NAME, *pair}, tiers=LOW).tier is Tier.T4
        assert combined_tier(pair, tiers=LOW).tier is Tier.T2
    ill = {Category.NAME, Category.ADDRESS, Category.HEALTH}
    assert all(combined_tier(ill - {kind}, tiers=LOW).tier is Tier.T2 for kind in ill)
    for telling in (Category.LIVING_ALONE, Category.PROPERTY):
        assert combined_tier({Category.ADDRESS, telling}, tiers=LOW).tier is Tier.T4
        assert combined_tier({telling}, tiers=LOW).tier is Tier.T2
    for name in (Category.NAME, Category.ONLINE_ID, *reaches[:3]):
        assert [combined_tier({name}, persons=count, tiers=LOW).tier for count in (49, 50)] == [Tier.T2, Tier.T3]
    plain = ("SEX", "AGE", "EDUCATION", "OCCUPATION", "COARSE_LOCATION", "NEEDS")
    for four in combinations(plain, 4):
        assert combined_tier({Category[kind] for kind in four}, tiers=LOW).tier is Tier.T3


def test_what_is_together_is_about_one_person_unless_more_are_said():
    pair = Combination("pair", Tier.T4, Text("two", "二人"), every=frozenset({Category.SEX}), persons=2)
    assert combined_tier({Category.SEX}, combinations=[pair]).tier is Tier.T2
    assert combined_tier({Category.SEX}, combinations=[pair], persons=2).tier is Tier.T4


@given(categories, categories, st.integers(1, 99), st.integers(0, 99))
def test_more_kinds_or_more_people_never_lower_the_tier(
    some: frozenset[Category], more: frozenset[Category], persons: int, extra: int
):
    less, full = combined_tier(some, persons=persons), combined_tier(some | more, persons=persons + extra)
    assert less.tier <= full.tier
    assert less.tier >= less.alone == max((STANDARD_TIERS.tier(each) for each in some), default=Tier.T1)
    assert bool(less.reasons) == (less.tier > less.alone), "what is raised says why, and nothing else does"


def test_each_combination_raises_something_that_no_other_does():
    """No dead row: without it, what it asks for would have a lower tier (given kinds that are low alone)."""
    for row in COMBINATIONS:
        if row.held is None:
            kinds = row.every | frozenset(sorted(row.some)[: row.least])
            rest = [other for other in COMBINATIONS if other is not row]
            whole, without = (
                combined_tier(kinds, persons=row.persons, tiers=LOW, combinations=table).tier
                for table in (COMBINATIONS, rest)
            )
            assert without < whole == row.tier, row.name


def test_what_is_wrong_is_told_with_its_place():
    line = TierDecision(Category.NAME, Tier.T3, Text("so", "定"))
    for make, places in (
        (lambda: TierDecision("name", 3, "because"), ("TierDecision, category:", "TierDecision, tier:", "reason:")),
        (lambda: TierPolicy(law=("row",), decisions=(line, line)), ("TierPolicy, law[0]:", "TierPolicy, decisions:")),
        (lambda: Combination("", Tier.T4, line.reason, persons=0), ("Combination, name:", "every:", "persons:")),
        (lambda: Combination("x", Tier.T4, line.reason, every=frozenset({"n"})), ("Combination x, every:",)),
        (lambda: Combination("x", Tier.T4, line.reason, some=frozenset({"n"}), least=1), ("Combination x, some:",)),
    ):
        with pytest.raises(InvalidInputError) as told:
            make()
        assert [place for place in places if place not in str(told.value).replace(" —", ": —")] == [], told.value


def test_some_of_several_kinds_are_enough_for_a_combination():
    row = Combination("some", Tier.T4, Text("so", "定"), some=frozenset({Category.NAME, Category.SEX}), least=1)
    assert row.holds({Category.SEX}, 1, STANDARD_TIERS)
    assert not row.holds({Category.AGE}, 1, STANDARD_TIERS)


def test_what_was_decided_of_a_kind_is_told_of_this_kind_alone():
    decided = {each for each in Category if any("decided" in why.en for why in STANDARD_TIERS.reasons(each))}
    assert decided == {decision.category for decision in DECISIONS}
    assert all(sum("decided" in why.en for why in STANDARD_TIERS.reasons(each)) == 1 for each in decided)
