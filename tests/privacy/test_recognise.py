"""What stands in free text raises a tier and never lowers one; who looks into texts is not trusted blindly."""

from datetime import date

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.privacy import (
    CATEGORY_OF,
    OrderText,
    Recognised,
    Recogniser,
    Resident,
    Tier,
    content_tier,
    is_under_14,
    keep_days,
    record_tiers,
)
from commgov.privacy.classification import STANDARD_TIERS, Category
from commgov.privacy.schema import pii, reference, resident_record
from commgov.privacy.validators import IdentifierKind


@frozen
class Words:
    """Finds what its words stand for."""

    finds: dict[str, Category]
    name: str = field(default="words")

    def recognise(self, text: str) -> list[Recognised]:
        return [Recognised.of(category) for word, category in self.finds.items() if word in text]


class Failing:
    name = "failing"

    def recognise(self, text: str) -> list[Recognised]:
        raise KeyError(text)


class Lazy:
    name = "lazy"

    def recognise(self, text: str):
        yield Recognised.of(Category.NAME)
        raise KeyError(text)


class Wrong:
    name = "wrong"

    def recognise(self, text: str):
        return [text]


class Silent:
    def recognise(self, text: str):
        assert text


WORDS = Words({"透析": Category.HEALTH, "低保": Category.ASSISTANCE, "王强": Category.NAME, "3栋": Category.ADDRESS})
recogniser: Recogniser = WORDS


def test_an_illness_in_a_text_makes_it_sensitive_and_says_who_found_it():
    told = content_tier("每周三次透析", Tier.T3, [WORDS])
    assert (told.tier, told.declared, told.found) == (Tier.T4, Tier.T3, {Category.HEALTH})
    assert "words" in told.reasons[0].en
    assert "透析" not in "".join(reason.zh for reason in told.reasons), "what was found is not repeated"


def test_what_is_harmless_alone_is_judged_together():
    assert content_tier("王强", Tier.T2, [WORDS]).tier is Tier.T2
    contact = Words({"138": Category.CONTACT}, "numbers")
    told = content_tier("王强 3栋 138", Tier.T2, [WORDS, contact])
    assert told.tier is Tier.T4
    assert told.found == {Category.NAME, Category.ADDRESS, Category.CONTACT}


@pytest.mark.parametrize("broken", [Failing(), Lazy(), Wrong(), Silent()])
def test_a_recogniser_that_fails_makes_the_text_sensitive_and_stops_no_other(broken: object):
    told = content_tier("王强", Tier.T2, [broken, WORDS])
    assert told.tier is Tier.T4
    assert told.found == {Category.NAME}
    assert "failed" in told.reasons[0].en
    assert "王强" not in str(told)


kinds = st.frozensets(st.sampled_from(Category))


@given(st.text(), st.sampled_from(Tier), kinds, kinds)
def test_content_never_lowers_a_tier_and_more_finds_never_do(
    text: str, declared: Tier, some: frozenset[Category], more: frozenset[Category]
):
    less = content_tier(text, declared, [Words({"": kind}) for kind in some])
    full = content_tier(text, declared, [Words({"": kind}) for kind in some | more])
    assert declared <= less.tier <= full.tier
    assert less.tier >= max((STANDARD_TIERS.tier(kind) for kind in some), default=Tier.T1)
    assert bool(less.reasons) == (less.tier > declared)


def test_a_recogniser_may_ask_for_more_than_the_policy_but_never_for_less():
    class Strict:
        name = "strict"

        def recognise(self, text: str) -> list[Recognised]:
            return [Recognised(Category.NAME, Tier.T4), Recognised(Category.HEALTH, Tier.T1)] if text else []

    assert content_tier("x", Tier.T2, [Strict()]).tier is Tier.T4
    low = Words({}, "low")
    assert content_tier("x", Tier.T4, [low]).tier is Tier.T4


def test_every_identifier_is_a_kind_of_data():
    assert CATEGORY_OF.keys() == set(IdentifierKind)
    with pytest.raises(InvalidInputError):
        Recognised("name", 2)  # type: ignore[arg-type]


def test_only_free_text_of_a_record_is_looked_into():
    seen: list[str] = []

    class Spy:
        name = "spy"

        def recognise(self, text: str) -> list[Recognised]:
            seen.append(text)
            return []

    record_tiers(OrderText(ref="r-1", demand="d-1", text="修水管"), [Spy()])
    assert seen == ["修水管"]


def test_an_order_that_names_an_illness_is_sensitive_as_a_whole():
    told = record_tiers(OrderText(ref="r-1", demand="d-1", text="透析接送"), [WORDS])
    assert told.fields == {"demand": Tier.T2, "text": Tier.T4}
    assert told.tier is Tier.T4
    assert told.reasons[0].zh == "诉求原文：words发现健康与医疗（T4）"


def test_name_address_and_illness_in_three_fields_count_together():
    resident = Resident(ref="r-1", name="王虚构", address="幸福苑3栋501室", health="哮喘")
    assert record_tiers(resident).tier is Tier.T4
    assert record_tiers(Resident(ref="r-1", name="王虚构", address="幸福苑3栋501室")).tier is Tier.T3


@pytest.mark.parametrize(
    ("known", "is_young"),
    [
        ({}, False),
        ({"birth_date": date(2012, 6, 1)}, True),
        ({"birth_date": date(2012, 5, 31)}, False),
        ({"birth_year": 2012}, True),  # 13 or 14: the higher tier when unsure
        ({"birth_year": 2011}, False),
        ({"id_number": "420106201303051239"}, True),
        ({"id_number": "11010519491231002X"}, False),
        ({"birth_date": date(1949, 12, 31), "birth_year": 2020}, True),  # they do not agree
    ],
)
def test_somebody_under_14_is_known_by_birth_by_number_or_by_year(known: dict, is_young: bool):  # noqa: FBT001
    assert is_under_14(Resident(ref="r-1", **known), date(2026, 5, 31)) is is_young


def test_an_age_is_told_from_a_year():
    @resident_record("pupil")
    class Pupil:
        ref: str = reference()
        age: int = pii(Tier.T2, category=Category.AGE, retain=keep_days(30))

    ages = {age: is_under_14(Pupil(ref="r-1", age=age), date(2026, 5, 31)) for age in (13, 14, 2013, 1950)}
    assert ages == {13: True, 14: False, 2013: True, 1950: False}


def test_an_empty_record_is_public_and_one_about_a_child_is_sensitive():
    assert record_tiers(Resident(ref="r-1")).tier is Tier.T1
    child = record_tiers(Resident(ref="r-1", name="小虚构", sex="女"), under_14=True)
    assert set(child.fields.values()) == {Tier.T4}
    assert "14" in child.reasons[0].en or "14" in child.reasons[0].zh
