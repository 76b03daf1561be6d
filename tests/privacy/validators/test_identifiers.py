"""Each identifier is told from what is none; nothing raises; a peer and known numbers agree."""

import random
from datetime import date
from decimal import Decimal

import pytest
import stdnum.cn.ric
import stdnum.cn.uscc
import stdnum.luhn
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from commgov.privacy.validators import (
    IdentifierKind,
    check_bank_card,
    check_identifier,
    check_mobile,
    check_resident_id,
    identifier_kinds,
    is_bank_card,
    is_hk_macau_permit,
    is_mobile,
    is_passport,
    is_plate,
    is_resident_id,
    is_uscc,
    resident_id,
)
from commgov.privacy.validators.bank_card import luhn
from commgov.privacy.validators.checking import CHECKS, TESTS
from commgov.privacy.validators.resident_id_number import WEIGHTS

GOOD = {
    IdentifierKind.RESIDENT_ID: (
        "11010519491231002X",  # the standard's own example
        "440524188001010014",  # as above: more than a hundred years old
        "110105194912310 02x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105491231002",
        "810000199001010019",
        "911124198108030024",
    ),
    IdentifierKind.MOBILE: (
        "13800000000",
        "+86 138-0000-0000",
        "0086 199 0000 0000",
        "１３８００００００００",
        "16400000000",
    ),
    IdentifierKind.BANK_CARD: ("6222020000000000000", "4111 1111 1111 1111", "5500000000000004", "378282246310005"),
    IdentifierKind.PLATE: (
        "鄂A12345",
        "鄂A·12345",
        "鄂a-d12345",
        "粤Z1234港",
        "京A1234警",
        "沪AF1234Q"[:-1] + "5",
        "鄂A12345D",
        "使014578",
    ),
    IdentifierKind.USCC: ("91110000600037341L", "9111 0000 6000 37341L"),
    IdentifierKind.PASSPORT: ("E12345678", "EA1234567", "g12345678", "DE1234567", "KJ1234567", "MA1234567"),
    IdentifierKind.HK_MACAU_PERMIT: ("C12345678", "CA1234567", "W12345678", "H12345678", "M1234567801"),
}
BAD = {
    IdentifierKind.RESIDENT_ID: (
        "110105194912310021",  # check digit
        "99010519491231002X",  # no such province
        "110105194902300020",  # 30 February
        "110105194913310020",
        "11010519491231002",
        "110105491331002",
        "",
    ),
    IdentifierKind.MOBILE: (
        "12800000000",
        "1380000000",
        "138000000000",
        "+1 13800000000",
        "1440000000000",
        "o3800000000",
    ),
    IdentifierKind.BANK_CARD: ("6222020000000000001", "1111111111111117", "0000000000000000", "411111111111"),
    IdentifierKind.PLATE: ("鄂A1234O", "鄂I12345", "湖A12345", "鄂A123456", "鄂AL12345", "A12345", "鄂A1234"),
    IdentifierKind.USCC: ("91110000600037341M", "91110000600037341", "Z1110000600037341L", "9111000060003734IL"),
    IdentifierKind.PASSPORT: ("E1234567", "EI1234567", "X12345678", "E123456789"),
    IdentifierKind.HK_MACAU_PERMIT: ("C1234567", "H123456789", "B12345678", "CO1234567"),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in GOOD.items() for text in texts])
def test_an_identifier_is_one_however_it_is_written(kind: IdentifierKind, text: str):
    told = check_identifier(kind, text)
    assert TESTS[kind](text)
    assert told
    assert told.normal
    assert told.normal not in repr(told), "a repr shows no personal data"
    assert TESTS[kind](told.normal), "the normal form is one too"


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in BAD.items() for text in texts])
def test_what_is_none_is_told_why_in_both_languages(kind: IdentifierKind, text: str):
    told = check_identifier(kind, text)
    assert not TESTS[kind](text)
    assert not told
    assert all(reason.en and reason.zh for reason in told.reasons)
    assert told.normal == ""


class Sly(str):
    """A text that answers every question wrongly."""

    __slots__ = ()

    def __len__(self) -> int:
        raise RuntimeError

    def translate(self, _table: object) -> str:
        raise RuntimeError

    def upper(self) -> str:
        raise RuntimeError

    def __str__(self) -> str:
        raise RuntimeError


class Masked:
    """An object that fails when it is asked what it is."""

    @property
    def __class__(self) -> type:  # type: ignore[override]
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError


HOSTILE = (None, b"13800000000", bytearray(b"1"), memoryview(b"1"), 13800000000, Decimal(1), [], "1" * 10**7)


@pytest.mark.parametrize("kind", IdentifierKind)
@pytest.mark.parametrize("thing", HOSTILE, ids=lambda thing: type(thing).__name__)
def test_what_is_no_short_text_is_no_identifier(kind: IdentifierKind, thing: object):
    assert not TESTS[kind](thing)
    assert check_identifier(kind, thing).reasons


def test_an_object_that_fails_when_asked_what_it_is_is_none():
    assert not any(test(Masked()) for test in TESTS.values())
    assert identifier_kinds(Masked()) == ()


@pytest.mark.parametrize("kind", IdentifierKind)
def test_a_text_is_read_as_it_is_whatever_its_class_says(kind: IdentifierKind):
    assert TESTS[kind](Sly(GOOD[kind][0]))


ANY_CHARACTER = st.characters() | st.sampled_from("\ud800\udfff\x00\u200b\ufeffßŉ０９ＸxX·-+ 京鄂使领0123456789")
ANYTHING = st.text(ANY_CHARACTER, max_size=80) | st.binary(max_size=40) | st.none() | st.integers() | st.floats()
NEARLY = st.sampled_from([text for texts in (*GOOD.values(), *BAD.values()) for text in texts])


@given(ANYTHING)
def test_no_check_raises_and_both_answers_agree(thing: object):
    for kind, test in TESTS.items():
        assert test(thing) == bool(CHECKS[kind](thing))
    assert (resident_id(thing) is not None) == is_resident_id(thing)


@given(NEARLY, st.integers(0, 20), ANY_CHARACTER)
def test_one_character_changed_never_makes_a_check_raise(text: str, at: int, character: str):
    changed = text[:at] + character + text[at + 1 :]
    for kind, test in TESTS.items():
        assert test(changed) == bool(CHECKS[kind](changed))


def test_every_kind_has_its_check_and_its_test():
    assert CHECKS.keys() == TESTS.keys() == set(IdentifierKind)


@given(
    st.from_regex(r"42010[1-6](19[3-9][0-9]|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True)
)
def test_any_one_digit_changed_or_two_swapped_spoils_a_resident_id(body: str):
    """ISO 7064: MOD 11-2 finds every single error and every swap of neighbours."""
    number = body + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]
    assert is_resident_id(number)
    for at in range(17):
        digit = str((int(number[at]) + 1) % 10)
        assert not is_resident_id(number[:at] + digit + number[at + 1 :])
        if at < 16 and number[at] != number[at + 1]:
            assert not is_resident_id(number[:at] + number[at + 1] + number[at] + number[at + 2 :])


def test_every_resident_id_of_the_peer_and_of_invented_people_is_accepted():
    """The peer also wants the county to have existed in the year of birth, which refuses many whose number is right."""
    people = Faker("zh_CN")
    people.seed_instance(7)
    numbers = [people.ssn(min_age=0, max_age=105) for _ in range(3000)]
    assert all(is_resident_id(number) for number in numbers)
    refused = sum(not stdnum.cn.ric.is_valid(number) for number in numbers if _peer_answers(number))
    assert refused > 1000, "what the peer refuses although the number is right"


def _peer_answers(number: str) -> bool:
    try:
        stdnum.cn.ric.is_valid(number)
    except KeyError:
        return False
    return True


@given(st.from_regex(r"[1-8][0-9]{16}[0-9X]", fullmatch=True))
def test_what_the_peer_accepts_we_accept(number: str):
    fixed = number[:17] + stdnum.cn.ric.calc_check_digit(number)
    for each in (number, fixed):
        if _peer_answers(each) and stdnum.cn.ric.is_valid(each):
            assert is_resident_id(each)


@given(st.from_regex(r"[1-9][1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", fullmatch=True))
def test_codes_of_organisations_are_judged_as_the_peer_judges_them(code: str):
    fixed = code[:17] + stdnum.cn.uscc.calc_check_digit(code[:17])
    assert is_uscc(fixed)
    assert is_uscc(code) == stdnum.cn.uscc.is_valid(code)


@given(st.text("0123456789", min_size=2, max_size=30))
def test_luhn_is_as_the_peer_has_it(digits: str):
    assert luhn(digits) == stdnum.luhn.is_valid(digits)


def test_cards_of_invented_people_are_cards():
    people = Faker("zh_CN")
    people.seed_instance(11)
    cards = [people.credit_card_number() for _ in range(1000)]
    assert all(is_bank_card(card) for card in cards)


@given(st.from_regex(r"62[0-9]{16}", fullmatch=True))
def test_exactly_one_last_digit_makes_a_card(body: str):
    assert sum(is_bank_card(f"{body}{digit}") for digit in range(10)) == 1


def test_a_resident_id_tells_birth_and_sex_and_shows_neither():
    known = resident_id("11010519491231002X")
    assert known is not None
    assert (known.born, known.is_male, known.is_old) == (date(1949, 12, 31), False, False)
    assert "1949" not in f"{known!r}{known}"
    assert (known.age_on(date(1999, 12, 30)), known.age_on(date(1999, 12, 31))) == (49, 50)
    old = resident_id("110105491231001")
    assert old is not None
    assert (old.born, old.is_male, old.is_old) == (date(1949, 12, 31), True, True)
    assert resident_id("110105194912310021") is None


def test_all_that_is_wrong_with_a_resident_id_is_told_at_once():
    assert len(check_resident_id("99010519490230002X").reasons) == 3
    assert len(check_bank_card("1111111111111111").reasons) == 2


def test_what_has_no_check_digit_counts_only_beside_a_word():
    bare = [kind for kind, texts in GOOD.items() if check_identifier(kind, texts[0]).needs_context]
    assert bare == [IdentifierKind.PASSPORT, IdentifierKind.HK_MACAU_PERMIT]
    assert check_resident_id("110105491231002").needs_context


def test_a_range_that_was_not_given_out_is_a_remark_and_no_refusal():
    told = check_mobile("19400000000")
    assert told
    assert "194" in told.remarks[0].zh
    assert check_mobile("13800000000").remarks == ()


def test_a_candidate_can_be_several_things_the_most_certain_first():
    """A number of Gansu can also be a card: who asks decides, in this order."""
    rng = random.Random(5)  # noqa: S311 - not to keep a secret
    for _ in range(5000):
        body = f"620102{rng.randint(1950, 2009)}0{rng.randint(1, 9)}{rng.randint(10, 28)}{rng.randint(0, 999):03}"
        number = body + stdnum.cn.ric.calc_check_digit(body + "0")
        if is_bank_card(number):
            break
    assert identifier_kinds(number)[:2] == (IdentifierKind.RESIDENT_ID, IdentifierKind.BANK_CARD)
    assert identifier_kinds("two words") == ()


def test_forms_without_a_check_digit_are_told_apart():
    assert is_passport("E12345678")
    assert not is_hk_macau_permit("E12345678")
    assert is_hk_macau_permit("C12345678")
    assert not is_passport("C12345678")
    assert is_mobile("13800000000")
    assert not is_plate("13800000000")
