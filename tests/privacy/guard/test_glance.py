"""One look lets through whatever a detector could find, and folding finds its way back."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from commgov.privacy import Gazetteer
from commgov.privacy.guard.addresses import addresses_in
from commgov.privacy.guard.codes import codes_in
from commgov.privacy.guard.disguises import disguised_numbers
from commgov.privacy.guard.folding import fold
from commgov.privacy.guard.glance import glance
from commgov.privacy.guard.links import form_links
from commgov.privacy.guard.numbers import numbers_in

PIECES = st.sampled_from(
    [
        *("138", "0000", "13800000000", "110105", "19491231", "002X", "027", "87654321", "一三八", "零零", "6222"),
        *("鄂A", "12345", "鄂", "A", "·", "-", " ", "，", ".", "：", "/", "#", "(", "）", "@", "a.b", "example.org"),
        *(
            "docs.qq.com",
            "/x",
            "微信",
            "QQ",
            "护照",
            "E12345678",
            "住",
            "花园",
            "里",
            "3栋",
            "2单元",
            "501",
            "室",
            "号",
            "楼",
        ),
        *("三栋", "五零一", "路", "12", "好的", "\n", "x", "座", "东", "户"),
        *("l", "O", "l38O", "然后", "再", "[微笑]", "\U0001f600"),
    ]
)
TEXTS = st.lists(PIECES, max_size=10).map("".join)
NOWHERE = Gazetteer()


@settings(max_examples=600)
@given(TEXTS)
@example("QQ12345")
@example("座一三八87654321")
@example("花园3-501 13800000000")
@example("A1B2C")
@example("1380000000l")
@example("138 0000 000 O")
@example("一三八然后零零零零再零零零零")
def test_whatever_a_detector_finds_is_seen_at_a_glance(text: str) -> None:
    seen = glance(text)
    has_number, has_sign, rooms = seen if seen is not None else (False, False, [])
    assert has_number or not numbers_in(text)
    assert has_sign or not codes_in(text)
    assert has_sign or not form_links(text)
    assert has_sign or not disguised_numbers(text)
    everywhere = addresses_in(text, NOWHERE, list(range(len(text))))
    assert bool(rooms) or not everywhere


@given(st.text(alphabet=st.characters(), max_size=40))
@example("\u200b\u200b1\u200b")
@example("1\ufe0f\u20e32\ufe0f\u20e3")
def test_every_span_of_the_folded_text_is_a_span_of_the_message(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) <= len(text)
    for at, sign in enumerate(folded.text):
        start, end = folded.place(at, at + 1)
        assert 0 <= start < end <= len(text)
        piece = text[start:end]
        assert sign in {piece[0], unicodedata.normalize("NFKC", piece[0]), "〇"} or sign.isdigit()


@given(st.text(alphabet="0123456789ABCXYZabcxyz @.-", max_size=30))
def test_full_width_folds_to_half_width(text: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign != " " else "\u3000" for sign in text)
    assert fold(wide).text == text


def test_folding_twice_changes_nothing_more() -> None:
    text = "①②③ １２３\u200b１️⃣ ⑩ ㈠ ﷺ ½ 〇○"
    assert fold(fold(text).text).text == fold(text).text
