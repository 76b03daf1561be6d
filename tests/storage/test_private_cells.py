"""Names, phones, identity numbers and addresses are refused, and no message repeats them. All values are made up."""

from collections.abc import Callable

import pytest

from commgov.core.personal import holds_personal, looks_like_name
from commgov.storage.personal import is_personal_heading

Problems = Callable[..., list[str]]
PHONE, IDENTITY, MAIL = "13800001111", "110101199003070011", "somebody@example.org"


@pytest.mark.parametrize(
    "heading",
    [
        "姓名",
        "成员姓名",
        "电话",
        "联系电话",
        "手机号码",
        "身份证号",
        "证件号码",
        "家庭住址",
        "地址",
        "微信号",
        "邮箱",
        "name",
        "Name",
        "phone",
        "PHONE_NO.",
        "mobile",
        "address",
        "id_card",
        "e-mail",
        "出生日期",
        "ｎａｍｅ",
    ],
)
def test_columns_that_announce_personal_data_are_refused_with_advice(problems: Problems, heading: str):
    (line,) = problems({"members.csv": f"member,unit,{heading}\nm-1,grid-1,secret\n"})

    assert line.startswith(f"members.csv, row 1, column {heading}:")
    assert "pass references until a vault is attached" in line
    assert "secret" not in line


def test_the_name_of_a_unit_is_public():
    assert is_personal_heading("name")  # but the table of units has such a column, see the good folder


@pytest.mark.parametrize(
    "value",
    [
        PHONE,
        f"+86 {PHONE}",
        "138-0000-1111",
        "138 0000 1111",
        "１３８００００１１１１",
        IDENTITY,
        "11010119900307001X",
        MAIL,
    ],
)
@pytest.mark.parametrize("around", ["{}", "请拨打{}谢谢", "m-{}"])
def test_numbers_are_found_anywhere_in_a_cell_and_never_repeated(demand_problems: Problems, value: str, around: str):
    for column in ("demand", "category", "unit", "proxy", "skills"):
        (line, *_rest) = demand_problems(**{column: around.format(value)})

        assert line.startswith(f"demands.csv, row 2, column {column}: — a reference")
        assert value not in line


def test_a_number_in_a_list_that_only_the_id_itself_shows_is_not_repeated(member_problems: Problems):
    old_identity = "110101900307001"
    (line,) = member_problems(skills=f"nurse; {old_identity}")

    assert old_identity not in line


def test_a_name_in_the_place_of_a_reference_is_refused_and_not_repeated(member_problems: Problems):
    (line,) = member_problems(member="张小明")

    assert "looks like a person's name" in line
    assert "张小明" not in line


def test_a_number_in_a_heading_is_not_repeated(problems: Problems):
    found = problems({"members.csv": f"member,unit,{PHONE}\nm-1,grid-1,\n"})

    assert len(found) == 1
    assert PHONE not in found[0]


def test_a_table_without_headings_is_refused_without_repeating_its_first_row(problems: Problems):
    (line,) = problems({"members.csv": f"某某,grid-1,{PHONE}\n某甲,grid-1,{PHONE}\n"})

    assert line == "members.csv: — a first row of headings, with member, unit"


@pytest.mark.parametrize(
    "harmless",
    [
        "Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00; 2026-10-01 09:00-12:00; not 2026-10-02",
        "electrician:3; nurse:2@2026.12.31",
        "2026-03-02 09:00",
        "d-2610-00001",
        "20260302-000012",
        "grid-17",
        "志愿者一号",
    ],
)
def test_what_tables_are_full_of_is_not_personal(harmless: str):
    assert not holds_personal(harmless)
    assert not looks_like_name(harmless)
