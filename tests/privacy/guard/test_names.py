"""Names are found by the roster; words that look like names are not."""

import pytest
from tests.privacy.guard.conftest import Names

from commgov.privacy.guard import LeakGuard, LeakKind


@pytest.mark.parametrize(
    "message",
    [
        "王小虚家的电话",
        "@所有人 李虚 请到居委会",
        "李　虚，到居委会来",  # drawn apart, as tables do
        "老人李虚住在三楼",
        "李虚先生，您好",
        "户名李虚",
        "我叫李虚",
        "感谢李虚、张造",
        "高兴同志今天值班",  # a name that is a word needs a title
        "Ann Invented came",
        "ann invented，您好",
        "李\u200b虚，您好",
    ],
)
def test_a_name_that_the_text_shows_to_be_one_is_found(guard: LeakGuard, message: str) -> None:
    assert LeakKind.NAME in guard.check(message, "group").persons


@pytest.mark.parametrize(
    "message",
    [
        "大家都很高兴，谢谢",
        "去黄河边上走走",
        "张造纸厂的气味",  # two words that meet
        "行李虚线处撕开",
        "李虚路封闭施工",
        "Annabel Invented",
        "王小明来了",  # nobody of the roster
    ],
)
def test_what_is_no_name_there_is_left_alone(guard: LeakGuard, message: str) -> None:
    assert LeakKind.NAME not in guard.check(message, "group").persons


def test_beside_a_number_less_has_to_show_that_a_name_is_one(guard: LeakGuard) -> None:
    assert LeakKind.NAME not in guard.check("转告李虚", "group").persons
    assert LeakKind.NAME in guard.check("转告李虚，13800000000", "group").persons


def test_words_that_a_community_calls_ordinary_need_a_title() -> None:
    guard = LeakGuard(Names(("方圆",)), ordinary=["方圆"])
    assert guard.check("我们，方圆，都好", "group").persons == {}
    assert guard.check("方圆女士，您好", "group").persons == {LeakKind.NAME: 1}


def test_a_name_that_is_masked_once_is_masked_wherever_it_stands(guard: LeakGuard) -> None:
    masked = guard.check("联系人：李虚，13800000000。我对李虚讲过了，大家很高兴", "group").masked
    assert masked == "联系人：李**，138****00。我对李**讲过了，大家很高兴"


def test_a_name_that_is_public_is_no_leak() -> None:
    guard = LeakGuard(Names(("王小虚",)), public=["王小虚"])
    assert guard.check("王小虚书记，您好", "group").persons == {}


def test_an_empty_roster_finds_nobody() -> None:
    assert LeakGuard(Names(())).check("王小虚书记", "group").persons == {}
