"""What a message leads to: passed, masked, held, blocked, with spans and reasons, and never a word of it in a repr."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.privacy.guard.conftest import Names

from commgov.core import Text
from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import Tier
from commgov.privacy.guard import (
    STANDARD_CHANNELS,
    ChannelRules,
    Gazetteer,
    GuardAction,
    GuardPolicy,
    LeakGuard,
    LeakKind,
    LeakSpan,
)
from commgov.privacy.guard.verdict import causes

CARD = "6222020000000000000"
IDENTITY = "11010519491231002X"  # the example of GB 11643


@pytest.mark.parametrize(
    ("message", "kinds", "action"),
    [
        ("请打13800000000", {LeakKind.MOBILE}, GuardAction.MASK),
        (f"身份证 {IDENTITY}", {LeakKind.RESIDENT_ID}, GuardAction.MASK),
        (f"卡号{CARD}", {LeakKind.BANK_CARD}, GuardAction.MASK),
        ("鄂A·12345挡道", {LeakKind.PLATE}, GuardAction.MASK),
        ("鄂AD12345 挡道", {LeakKind.PLATE}, GuardAction.MASK),
        ("写到 a.b@example.org", {LeakKind.EMAIL}, GuardAction.MASK),
        ("护照E12345678", {LeakKind.PASSPORT}, GuardAction.MASK),
        ("通行证：C12345678", {LeakKind.PASSPORT}, GuardAction.MASK),
        ("微信号：xu_gou88", {LeakKind.ACCOUNT}, GuardAction.MASK),
        ("QQ 123456789", {LeakKind.ACCOUNT}, GuardAction.MASK),
        ("物业电话027-87654321", {LeakKind.LANDLINE}, GuardAction.PASS),
        ("向阳里3-2-501漏水", {LeakKind.ADDRESS}, GuardAction.MASK),
        ("三栋二单元五零一室漏水", {LeakKind.ADDRESS}, GuardAction.MASK),
        ("填 https://docs.qq.com/form/page/X1", {LeakKind.FORM_LINK}, GuardAction.HOLD),
        ("【腾讯文档】人员登记", {LeakKind.FORM_LINK}, GuardAction.HOLD),  # what chat programs show for a link
        ("【在线表格】", {LeakKind.FORM_LINK}, GuardAction.HOLD),
        ("感谢王小虚、李虚", {LeakKind.NAME}, GuardAction.PASS),
        ("王小虚家电话13800000000", {LeakKind.NAME, LeakKind.MOBILE}, GuardAction.MASK),
        ("王小虚查出高血压", {LeakKind.NAME, LeakKind.SENSITIVE}, GuardAction.HOLD),
        ("李虚是低保户", {LeakKind.NAME, LeakKind.SENSITIVE}, GuardAction.HOLD),
        ("矫正对象李虚，请到所里", {LeakKind.NAME, LeakKind.SENSITIVE}, GuardAction.HOLD),
        ("周三有高血压讲座", set(), GuardAction.PASS),
        ("3栋电梯坏了", set(), GuardAction.PASS),
        ("取件码12-3-4567", set(), GuardAction.PASS),
        ("护照办理请看E12345678号公告", set(), GuardAction.PASS),
    ],
)
def test_each_kind_is_seen_and_leads_to_what_the_groups_rules_say(
    guard: LeakGuard, message: str, kinds: set[LeakKind], action: GuardAction
) -> None:
    verdict = guard.check(message, "group")
    assert ({span.kind for span in verdict.spans}, verdict.action) == (kinds, action)


def test_spans_are_places_in_the_message_as_it_came(guard: LeakGuard) -> None:
    message = "电话1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣，鄂A12345"
    spans = guard.check(message, "group").spans
    assert [message[span.start : span.end][:1] for span in spans] == ["1", "鄂"]
    assert spans == (LeakSpan(2, 35, LeakKind.MOBILE), LeakSpan(36, 43, LeakKind.PLATE))


def test_the_masked_message_keeps_what_helps_and_hides_the_rest(guard: LeakGuard) -> None:
    message = f"王小虚住幸福花园3栋2单元501室，13800000000，{IDENTITY}，{CARD}，a.b@example.org，鄂A12345"
    assert guard.check(message, "group").masked == ("王**住幸福花园****，138****00，11****X，****0000，****，鄂A****")


def test_asterisks_do_not_tell_how_long_a_name_an_address_or_a_mail_address_is() -> None:
    for short, long in (("李虚", "李虚构人"), ("3栋501", "13栋2单元1501室"), ("a@b.cn", "someone@example.org")):
        guard = LeakGuard(Names(("李虚", "李虚构人")))
        told = {guard.check(f"联系人：{it}，13800000000", "group").masked for it in (short, long)}
        assert len(told) == 1


def test_a_masked_message_passes(guard: LeakGuard) -> None:
    message = f"王小虚住幸福花园3栋2单元501室，13800000000，{IDENTITY}，{CARD}，a.b@example.org，鄂A12345"
    assert guard.check(guard.check(message, "group").masked, "group").action is GuardAction.PASS


def test_three_persons_are_a_list(guard: LeakGuard) -> None:
    numbers = ["13800000000", "13900000000", "13700000000"]
    two, three = (guard.check("，".join(numbers[:count]), "group") for count in (2, 3))
    assert (two.action, three.action) == (GuardAction.MASK, GuardAction.BLOCK)
    assert three.reasons[0] == Text("mobile of 3 persons: a list", "含3人的手机号：属批量名单")


def test_names_with_bare_rooms_beside_them_are_a_list(guard: LeakGuard) -> None:
    verdict = guard.check("王小虚 3-2-501\n李虚\t3-2-502\n3-2-503：张造", "group")
    assert (verdict.action, verdict.persons) == (GuardAction.BLOCK, {LeakKind.NAME: 3, LeakKind.ADDRESS: 3})
    assert guard.check("取件码 3-2-501\n取件码 3-2-502", "group").action is GuardAction.PASS


def test_one_number_three_times_is_one_person(guard: LeakGuard) -> None:
    verdict = guard.check("13800000000，138-0000-0000，１３８００００００００", "group")
    assert (verdict.action, verdict.persons) == (GuardAction.MASK, {LeakKind.MOBILE: 1})


@pytest.mark.parametrize(
    ("table", "is_one"),
    [
        ("姓名\t电话\n王某\t13800000000", True),
        ("姓名,住址\n王某,三楼东头\n李某,一楼", True),
        ("| 姓名 | 身份证号 |\n| --- | --- |\n| 王某 | 见附件 |", True),
        ("名单\n姓名  房号\n王某  501\n谢谢", True),
        ("姓名\t电话\n王某\t138****0000", False),  # how lists are made public
        ("姓名\t积分\n王某\t120", False),
        ("姓名\t电话", False),  # nobody in it
        ("请提供姓名、电话。\n谢谢、再见", False),
    ],
)
def test_a_table_that_shows_numbers_or_addresses_is_blocked(guard: LeakGuard, table: str, *, is_one: bool) -> None:
    verdict = guard.check(table, "group")
    assert (LeakKind.TABLE in verdict.persons) is is_one
    assert (verdict.action is GuardAction.BLOCK) is is_one


@pytest.mark.parametrize(
    ("channel", "message", "action"),
    [
        ("honour list", "光荣榜：王小虚、李虚", GuardAction.PASS),
        ("honour list", "光荣榜：王小虚 13800000000", GuardAction.HOLD),
        ("honour list", "王小虚，残疾", GuardAction.BLOCK),
        ("notice board", "王小虚 13800000000", GuardAction.HOLD),
        ("notice board", f"卡号{CARD}", GuardAction.HOLD),
        ("work group", "13800000000", GuardAction.MASK),
        ("family group", "王小虚、李虚", GuardAction.HOLD),
        ("family group", "13800000000", GuardAction.BLOCK),
    ],
)
def test_what_may_go_depends_on_where_it_goes(
    guard: LeakGuard, channel: str, message: str, action: GuardAction
) -> None:
    assert guard.check(message, channel).action is action


def test_a_channel_without_rules_gets_nothing(guard: LeakGuard) -> None:
    with pytest.raises(NotFoundError, match="no rules for this channel"):
        guard.check("收到", "somewhere")


def test_a_community_has_rules_of_its_own() -> None:
    strict = ChannelRules("group", Text("group", "群"), personal=GuardAction.BLOCK, bulk_from=2)
    guard = LeakGuard(policy=STANDARD_CHANNELS.with_rules(strict))
    assert guard.check("13800000000", "group").action is GuardAction.BLOCK
    assert guard.check("13800000000", "work group").action is GuardAction.MASK


def test_rules_that_are_none_are_refused_all_at_once() -> None:
    with pytest.raises(InvalidInputError) as refused:
        ChannelRules("", Text("", ""), personal="mask", bulk_from=1)
    assert len(refused.value.problems) == 3
    with pytest.raises(InvalidInputError):
        GuardPolicy(STANDARD_CHANNELS.channels * 2)


def test_every_tier_and_kind_has_an_action() -> None:
    for rules in STANDARD_CHANNELS.channels:
        assert {rules.single(tier) for tier in Tier} <= set(GuardAction)
        assert rules.by_kind.keys() == set(LeakKind)
        assert rules.single(Tier.T3) <= rules.bulk


def test_what_everybody_may_know_is_no_leak() -> None:
    guard = LeakGuard(public=["138-0000-0000"])
    assert guard.check("社区电话13800000000", "group").action is GuardAction.PASS
    assert guard.check("社区电话13900000000", "group").action is GuardAction.MASK


def test_reasons_are_told_in_both_languages_the_weightiest_first(guard: LeakGuard) -> None:
    reasons = guard.check("王小虚低保，13800000000", "group").reasons
    assert reasons[0].zh == "姓名旁出现涉及健康、困难、违法或信仰的敏感词"
    assert [reason.en for reason in reasons[1:]] == ["mobile: 1", "a name stands with a number or an address"]


def test_no_repr_shows_anything_of_a_message_or_a_roster(guard: LeakGuard) -> None:
    verdict = guard.check("王小虚 13800000000", "group")
    assert repr(verdict) == "GuardVerdict(MASK, 'group', {name: 1, mobile: 1})"
    assert str(verdict) == repr(verdict)
    assert repr(guard) == "LeakGuard(NameIndex(7 names), Gazetteer(3 names))"


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_gets_one_verdict_and_always_the_same(text: str) -> None:
    guard = LeakGuard(gazetteer=Gazetteer(["向阳里"]))
    verdict = guard.check(text, "group")
    assert verdict == guard.check(text, "group")
    assert all(0 <= span.start < span.end <= len(text) for span in verdict.spans)
    assert list(verdict.spans) == sorted(verdict.spans)


@given(
    st.lists(
        st.sampled_from(
            [
                "王小虚",
                "低保",
                "13800000000",
                IDENTITY,
                CARD,
                "３栋５０１",
                "，",
                " ",
                "\u200b",
                "\n",
                "好的",
                "a@b.example",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_whatever_is_masked_shows_no_number_any_more(text: str) -> None:
    guard = LeakGuard()
    masked = guard.check(text, "group").masked
    assert guard.check(masked, "group").persons.keys() <= {LeakKind.TABLE}


def test_a_name_alone_or_a_number_alone_is_no_name_that_stands_with_a_number():
    group = LeakGuard().check("", "group").rules
    words = "a name stands with a number"
    for persons, told in (
        ({LeakKind.NAME: 2}, False),
        ({LeakKind.MOBILE: 2}, False),
        ({LeakKind.NAME: 1, LeakKind.MOBILE: 1}, True),
    ):
        assert any(words in reason.en for _, reason, _, _ in causes(persons, group)) is told


def test_masking_leaves_what_may_pass_and_a_name_beside_which_nothing_personal_stands(
    guard: LeakGuard,
):
    link = guard.check("感谢王小虚，物业027-87654321，填 https://docs.qq.com/form/page/X1", "group")
    assert (link.action, link.masked) == (GuardAction.HOLD, "感谢王小虚，物业027-87654321，填 ****")
    assert guard.check("王小虚 13800000000，物业027-87654321", "group").masked == "王** 138****00，物业027-87654321"


@pytest.mark.parametrize("message", ["王小虚查出高血压", "李虚是低保户"])
def test_a_name_beside_something_sensitive_is_masked(guard: LeakGuard, message: str) -> None:
    shown = guard.check(message, "group").masked
    assert not any(name in shown for name in ("王小虚", "李虚"))
