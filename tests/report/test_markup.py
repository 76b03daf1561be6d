"""Whatever comes from outside stays text."""

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from commgov.report.markup import data, element, visible, words
from commgov.wording import Text


@given(st.text(max_size=100))
def test_no_text_becomes_markup_and_none_is_lost(text):
    """What is shown reads back as the text, its invisible characters spelt out; it can always be stored as UTF-8."""
    shown = data(text)
    assert not set('<>"') & set(shown)
    assert unescape(shown) == visible(text)
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.text(alphabet="a\u202e\u2066\u0000\ud800\u200f\ufeff", min_size=1, max_size=20))
def test_nothing_invisible_reaches_the_page(text):
    assert set(visible(text)) <= set("a⟨⟩U+0123456789ABCDEF")


def test_emoji_and_scripts_of_the_world_stay_as_they_are():
    for text in ("👩‍👧 ok", "शर्मा", "नि‍", "مرحبا", "二〇二六年", "tab\there"):
        assert visible(text) == text


def test_long_texts_are_cut():
    assert len(visible("x" * 10_000)) == 120
    assert len(words(Text("y" * 10_000, "y" * 10_000))) == 600


def test_attributes_are_escaped():
    assert element("p", class_='" onclick="x', title=None) == '<p class="&quot; onclick=&quot;x"></p>'
