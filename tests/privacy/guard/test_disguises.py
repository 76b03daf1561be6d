"""Numbers behind letters, in several lines, and between words and pictures; and what only looks like one."""

import pytest

from commgov.privacy.guard import LeakGuard, LeakKind

GUARD = LeakGuard()


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("l38l2345678", LeakKind.MOBILE),
        ("138OO00l234", LeakKind.MOBILE),
        ("1381234567B", LeakKind.MOBILE),
        ("l38-oooo-l234", LeakKind.MOBILE),
        ("1\u0417812345678", LeakKind.MOBILE),  # a Cyrillic letter
        ("ｌ３８ｌ２３４５６７８", LeakKind.MOBILE),
        ("138\n1234\n5678", LeakKind.MOBILE),
        ("1381234\r\n5678", LeakKind.MOBILE),
        ("一三八一二三四\n五六七八", LeakKind.MOBILE),
        ("1\n3\n8\n0\n0\n1\n3\n8\n0\n0\n0", LeakKind.MOBILE),
        ("l38O000\n1234", LeakKind.MOBILE),
        ("138\U0001f6001234\U0001f600\U0001f6005678", LeakKind.MOBILE),
        ("138★1234★5678", LeakKind.MOBILE),
        ("138[微笑]1234[微笑]5678", LeakKind.MOBILE),
        ("一三八 然后 1234 再 5678", LeakKind.MOBILE),
        ("一三八然后是一二三四，再五六七八", LeakKind.MOBILE),
        ("⑬812345678", LeakKind.MOBILE),
        ("1㊳1234567⑧", LeakKind.MOBILE),
        ("㈠㈢㈧㈠㈡㈢㈣㈤㈥㈦㈧", LeakKind.MOBILE),
        ("〡〣〨〡〢〣〤〥〦〧〨", LeakKind.MOBILE),  # Suzhou numerals
        ("138\u202e\u202c12345678", LeakKind.MOBILE),
        ("11010519\n491231002X", LeakKind.RESIDENT_ID),
        ("l10l05l949l23l002X", LeakKind.RESIDENT_ID),
        ("6222 0200\n0000 0000 000", LeakKind.BANK_CARD),
    ],
)
def test_a_number_is_found_whole_behind_a_disguise(number: str, kind: LeakKind) -> None:
    for before in ("请打", "好的，", ""):
        (span,) = GUARD.check(f"{before}{number}", "group").spans
        assert (span.start, span.end, span.kind) == (len(before), len(before) + len(number), kind)


def test_what_is_shown_from_right_to_left_is_read_as_it_is_shown() -> None:
    (span,) = GUARD.check("请打\u202e00000000831\u202c谢谢", "group").spans
    assert (span.start, span.end, span.kind) == (3, 14, LeakKind.MOBILE)


def test_what_is_masked_leaves_no_piece_of_it() -> None:
    assert GUARD.check("请打138\n1234\n5678谢谢", "group").masked == "请打****谢谢"


@pytest.mark.parametrize(
    "message",
    [
        "租金\n1500\n2000\n300",  # a column of amounts
        "15000\n200000",
        "得分\n13\n15\n18\n20\n11\n9",
        "先交150再交2000",
        "1号楼然后2号楼再3号楼",
        "B2C和O2O，GB50180-2018，SOS，IOSOLOZOBIGS",
        "单号SO2013800001234A",
        "口令IBSOlOIZOgb",  # letters alone
        "507,504\n37-604;500",  # votes
        "40.554,-74.139\n60001949,2024-01-12",  # coordinates
        "1\n688,67,2015-08-24\n1124,67,2015-08-23\n1135,67,2015-08-22",
        "37-604;500,502,503,501,506\n37-605;500,5",
        "6222\n020\n0000\n0000\n0000",  # a column, though its check digit fits
        "6222\n345\n1230\n456\n0002",
        "第1条\n第3条\n第8条",
        "[微笑]9:30[微笑]10:30[微笑]",
    ],
)
def test_what_only_looks_like_one_is_left_alone(message: str) -> None:
    assert GUARD.check(message, "group").spans == ()


def test_two_numbers_in_two_lines_are_two() -> None:
    spans = GUARD.check("13800000000\n13900000000", "group").spans
    assert [(span.start, span.end) for span in spans] == [(0, 11), (12, 23)]
