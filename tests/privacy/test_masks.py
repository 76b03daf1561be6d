"""A mask shows little of what it knows, and nothing of what it does not."""

import re
from datetime import date

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from commgov.privacy import (
    Category,
    mask_address,
    mask_all,
    mask_card,
    mask_contact,
    mask_day,
    mask_id,
    mask_mail,
    mask_name,
    mask_phone,
    mask_plate,
    usual_mask,
)
from commgov.privacy.validators import IdentifierKind
from commgov.testing import identifiers

MASKS = (
    mask_all,
    mask_name,
    mask_phone,
    mask_id,
    mask_card,
    mask_plate,
    mask_address,
    mask_mail,
    mask_contact,
    mask_day,
)
ANYTHING = (
    st.text()
    | st.text("\ud800·。\u200b １2号栋室路", max_size=30)
    | st.binary()
    | st.none()
    | st.integers()
    | st.dates()
)


@given(ANYTHING)
def test_no_mask_raises_and_what_it_cannot_read_is_hidden(value: object):
    for mask in MASKS:
        shown = mask(value)
        assert "***" in shown or value is None
        if not isinstance(value, str | date):
            assert shown == ("" if value is None and mask is not mask_all else "***")


@given(st.text(min_size=1), st.text(min_size=1))
def test_nothing_is_nothing_whatever_it_is(one: str, other: str):
    assert mask_all(one) == mask_all(other) == mask_all(None) == "***"


@given(st.data(), st.sampled_from(IdentifierKind))
def test_of_any_identifier_at_most_five_signs_are_shown(data: st.DataObject, kind: IdentifierKind):
    number = data.draw(identifiers(kind))
    shown = usual_mask(Category.IDENTITY_NUMBER, kind)(number)
    first, _, last = shown.partition("***")
    assert number.startswith(first)
    assert number.endswith(last)
    assert len(first) + len(last) <= 5


def test_of_invented_people_no_identifier_is_left_whole():
    people = Faker("zh_CN")
    people.seed_instance(3)
    for _ in range(300):
        number, phone, card = people.ssn(), people.phone_number(), people.credit_card_number()
        assert number[2:17] not in mask_id(number)
        assert sum(sign.isdigit() for sign in mask_id(number)) <= 3
        assert sum(sign.isdigit() for sign in mask_phone(phone)) == 5
        assert mask_card(card) == f"***{card[-4:]}"
        name = people.name()
        assert mask_name(name) == f"{name[0]}***"


@given(st.from_regex(r"[1-9][0-9]{0,3}", fullmatch=True), st.sampled_from(["号", "栋", "幢", "单元", "室", "座", "楼"]))
def test_no_number_of_house_or_room_is_left_in_an_address(number: str, unit: str):
    chinese = "".join("〇一二三四五六七八九"[int(digit)] for digit in number)
    for written in (number, chinese):
        shown = mask_address(f"武汉市江汉区福安路{written}{unit}2单元501室王家")
        assert shown == "武汉市江汉区福安路***"
    assert not re.search(r"\d", mask_address(f"某处{number}{unit}"))


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "欧阳小明", "欧***"),
        (mask_name, " Ann  Lee ", "A*** L***"),
        (mask_name, "王", "***"),
        (mask_phone, "+86 138-0000-0012", "138***12"),
        (mask_phone, "13800000", "***"),
        (mask_id, "11010519491231002x", "11***X"),
        (mask_id, "110105194912310021", "***"),
        (mask_card, "6222020000000000001", "***"),
        (mask_plate, "鄂AD12345", "鄂A***5"),
        (mask_plate, "使014578", "***"),
        (mask_address, "B座501", "***"),
        (mask_address, "十二号", "***"),
        (mask_mail, "someone@example", "***"),
        (mask_contact, "someone@example.org", "s***@example.org"),
        (mask_contact, "13800000012", "138***12"),
        (mask_day, date(1949, 12, 31), "1949-***"),
    ],
)
def test_what_is_shown(mask, value: object, shown: str):
    assert mask(value) == shown


def test_a_field_has_the_mask_of_its_kind_of_identifier_then_of_data_then_all():
    assert usual_mask(Category.CONTACT, IdentifierKind.MOBILE) is mask_phone
    assert usual_mask(Category.CONTACT) is mask_contact
    assert usual_mask(Category.HEALTH) is mask_all
    assert usual_mask(Category.IDENTITY_NUMBER, IdentifierKind.PASSPORT)("E12345678") == "***"
