"""The many ways in which people write an address or a number, and what only looks like one."""

import pytest

from commgov.privacy import Gazetteer, LeakGuard, LeakKind

ADDRESSES = """
幸福花园3栋2单元501室 幸福花园A区3栋501 幸福花园3栋1单元1201号 幸福花园3号501 幸福花园3号楼501 向阳里2幢2-501 向阳里3栋2-501
向阳里3-501 向阳里3-2-501 幸福花园5栋东单元301 幸福花园五栋301 幸福花园3座12C 幸福花园12号302室 向阳里12号楼3单元8层802
幸福花园3栋1门501 幸福花园3栋501-2 幸福花园三期5-1-1203 幸福花园３－２－５０１ 幸福花园B3栋1202 向阳里三栋一单元一二零三
幸福花园3.2.501 幸福花园3/2/501 幸福花园3_2_501 东湖景园17栋A座2203 东湖景园17栋-2-2203 幸福花园（3栋）501
幸福花园-3栋-2单元-501室 向阳里5栋1-1 向阳里五栋二单元三楼左户 幸福花园二区12-302 幸福花园③栋②单元⑤⓪① 幸福花园3棟501
幸福花园3栋二单元302房间 幸福花园8-1-602号 向阳里八栋六零二 听涛阁12楼1203 听涛阁501 幸福花园听涛阁501室 幸福花园3单元602
幸福花园3#501 幸福花园\u200b3栋501 3-2-501室 3栋501 三栋501室 三栋五零一
""".split()
NO_ADDRESSES = """
3栋电梯坏了 6栋100多户 8栋2019年交房 9栋1-3层 3号楼三百人 2单元门口 取件码12-3-4567 9#10#11#栋 一座650吨 a座，0731-〈电话〉 5栋105商铺
3号线501路 第三栋楼 小区共1200户 幸福花园2019年 幸福花园500米 向阳里120人报名 三楼一百二十人 2019-3-12 建设路12号 7:00-9:00投放
""".split()
NUMBERS = {
    LeakKind.MOBILE: """
138-1234-5678 (+86)13812345678 +86-138-1234-5678 8613812345678 微信同号13812345678 13812345678（微信同号） Tel:13812345678
tel13812345678 Mobile:138.1234.5678 一3八0013八000 1３8零0一3八000 138_0013_8000 138*0013*8000 1—3—8—0—0—1—3—8—0—0—0
1、3、8、0、0、1、3、8、0、0、0 1,3,8,0,0,1,3,8,0,0,0 壹叁捌零零壹叁捌零零零 ❶❸❽⓿⓿❶❸❽⓿⓿⓿ 𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎 १३८००१३८००० ⑴⑶⑻00⑴⑶⑻000
手机138/0013/8000 v信13812345678
""".split(),
    LeakKind.RESIDENT_ID: """
11010519491231002x ID11010519491231002X 110105-19491231-002X 身份证110105194912310021 身份证号110105491231002
""".split(),
    LeakKind.BANK_CARD: ["6222-0200-0000-0000-000", "6222020000000000000"],
    LeakKind.PLATE: "鄂A.12345 鄂A—12345 鄂A·1234学 沪AD12345 粤Z1234港 鄂a12345 鄂Ａ１２３４５".split(),
    LeakKind.EMAIL: ["a_b@163.com", "a＠163.com", "写xu.gou@mail.example.com.cn吧"],
    LeakKind.LANDLINE: ["027-87654321", "(027)87654321", "02787654321"],
    LeakKind.ACCOUNT: "微信：xugou 加V：abc12345 wx:abc_12345 QQ:123456 QQ号码是12345678 扣扣12345678".split(),
    LeakKind.PASSPORT: ["护照号码：EA1234567", "港澳通行证C12345678", "passport E12345678"],
}
NO_NUMBERS = """
12345热线 400-123-4567 12345678901 2024051300012345 2024-01-02 房款15000000000元 单号YT13812345678901 编号13812345678X
20240513138001380001 价格13,800,000,000 QQ群123456789 护照E12 新iPhone13 9:30-11:30 0.5-1.5元 第13800号
""".split()
SENTENCES = ("{}的水管漏了", "快递放{}，谢谢", "王阿姨住{}")

guard = LeakGuard(gazetteer=Gazetteer(["幸福花园", "向阳里", "听涛阁", "东湖景园"]))


def kinds(message: str) -> set[LeakKind]:
    return {span.kind for span in guard.check(message, "group").spans}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_found_whole_in_any_sentence(address: str) -> None:
    for sentence in SENTENCES:
        message = sentence.format(address)
        start = message.index(address)
        (span,) = guard.check(message, "group").spans
        covered = min(span.end, start + len(address)) - max(span.start, start)
        assert (span.kind, covered >= 0.8 * len(address)) == (LeakKind.ADDRESS, True), message


@pytest.mark.parametrize("words", NO_ADDRESSES)
def test_what_is_no_households_address_is_left_alone(words: str) -> None:
    assert LeakKind.ADDRESS not in kinds(f"请看{words}，谢谢")


@pytest.mark.parametrize(("kind", "number"), [(kind, number) for kind, all_ in NUMBERS.items() for number in all_])
def test_a_number_is_found_however_it_is_written(kind: LeakKind, number: str) -> None:
    assert kinds(f"请看{number}吧") == {kind}


@pytest.mark.parametrize("words", NO_NUMBERS)
def test_what_is_no_persons_number_is_left_alone(words: str) -> None:
    assert kinds(f"请看{words}，谢谢") == set()


def test_two_numbers_side_by_side_are_two() -> None:
    spans = guard.check("手机13812345678/13912345678 身份证11010519491231002X", "group").spans
    assert [span.kind for span in spans] == [LeakKind.MOBILE, LeakKind.MOBILE, LeakKind.RESIDENT_ID]
