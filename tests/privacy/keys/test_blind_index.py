"""Blind indexes: equal values are found, others mostly not, and the bits follow the rule of cardinality."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.privacy.keys import BlindIndex, IndexPlan, KeyTree, MemoryKeyStore, normalised
from commgov.seal import Keyset, hkdf_sha256, hmac_sha256

PLAN = IndexPlan.of("resident.phone", distinct=9_000)


@pytest.fixture
def index(tree: KeyTree) -> BlindIndex:
    return tree.blind_index(PLAN)


@given(st.integers(256, 10**12))
def test_a_value_shares_its_code_with_two_others_or_more_and_no_more_bits_would_do(distinct: int) -> None:
    bits = IndexPlan.of("x", distinct=distinct).bits
    assert (distinct - 1) / 2**bits >= 2
    assert (distinct - 1) / 2 ** (bits + 1) < 2 or bits == 31


def test_codes_are_spread_as_the_plan_expects(index: BlindIndex) -> None:
    codes = Counter(index.code(f"138{at:08}") for at in range(9_000))
    assert all(0 <= code < 2**PLAN.bits for code in codes)
    others = sum(count * (count - 1) for count in codes.values()) / 9_000
    assert 2 <= 8_999 / 2**PLAN.bits <= 4
    assert abs(others - 8_999 / 2**PLAN.bits) < 0.2


@pytest.mark.parametrize("distinct", [0, 1, 2, 5, 255, -1, 2.5, None])
def test_fields_with_few_values_are_refused(distinct: object) -> None:
    with pytest.raises(InvalidInputError):
        IndexPlan.of("resident.disability", distinct=distinct)


def test_several_fields_together_can_be_indexed(tree: KeyTree) -> None:
    index = tree.blind_index(IndexPlan.of("resident.disability", "resident.birth_year", distinct=300))
    assert index.code("mild", "1950") == index.code("mild", "1950")
    assert len({index.code("mild", str(year)) for year in range(1930, 1990)}) > 20
    for wrong in (("mild",), ("mild", "1950", "x"), ("mild", 1950), ()):
        with pytest.raises(InvalidInputError, match="a text for each of 2 fields") as refused:
            index.code(*wrong)
        assert "1950" not in str(refused.value)


def test_values_do_not_run_into_each_other(tree: KeyTree) -> None:
    index = tree.blind_index(IndexPlan(("a", "b"), 31))
    assert index.code("12", "3") != index.code("1", "23")


@pytest.mark.parametrize(
    ("one", "other"),
    [("13800000000", " １３８ 0000 0000"), ("Li Lei", "LI LEI"), ("ﬁ", "FI"), ("鄂A·12345", "鄂a·12345")],
)
def test_values_that_look_alike_are_found_as_each_other(index: BlindIndex, one: str, other: str) -> None:
    assert normalised(one) == normalised(other)
    assert index.code(one) == index.code(other)


@given(st.text())
def test_normalising_twice_changes_nothing_more_for_common_text(value: str) -> None:
    once = normalised(value)
    assert not any(char.isspace() for char in once)


def test_each_index_tenant_and_root_has_codes_of_its_own(index: BlindIndex, tree: KeyTree) -> None:
    values = [f"138{at:08}" for at in range(50)]
    other = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
    same = tree.blind_index(PLAN)
    assert [same.code(value) for value in values] == [index.code(value) for value in values]
    for different in (tree.blind_index(IndexPlan(("resident.name",), PLAN.bits)), other.blind_index(PLAN)):
        assert [different.code(value) for value in values] != [index.code(value) for value in values]


def test_a_code_is_the_first_bits_of_an_hmac_under_a_key_derived_for_the_index() -> None:
    branch = b"k" * 32
    key = hkdf_sha256(branch, info=b"use")
    index = BlindIndex(IndexPlan(("resident.phone",), 12), (key,))
    message = b"\0\0\0\x0b13800000000"
    assert index.code("13800000000") == int(hmac_sha256(key, message).hex()[:3], 16)


def test_while_index_keys_change_both_codes_are_looked_up_and_then_one(tree: KeyTree) -> None:
    plan = IndexPlan(("resident.phone",), 31)
    old = tree.blind_index(plan).code("13800000000")
    tree.rotate_index_key()
    both = tree.blind_index(plan)
    assert both.codes("13800000000") == (both.code("13800000000"), old)
    assert both.code("13800000000") != old
    tree.retire_index_keys()
    assert tree.blind_index(plan).codes("13800000000") == (both.code("13800000000"),)


@pytest.mark.parametrize("wrong", [((), 5), (("",), 5), (("a", "a"), 5), (("a",), 0), (("a",), 32)])
def test_what_is_no_plan_is_refused(wrong: tuple) -> None:
    with pytest.raises(InvalidInputError):
        IndexPlan(*wrong)
