"""HTML that is safe by construction: what comes from outside is text, and text is escaped on its way in."""

import re
from collections.abc import Iterable
from html import escape
from typing import NewType

from commgov.wording import Language, Text

Html = NewType("Html", str)
"""Markup that was built here. A plain string is never markup: `data` makes it so."""

TAG_OF: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""The language tags (BCP 47) of the two languages."""

DATA_LENGTH_MAX = 120
TEXT_LENGTH_MAX = 600
NOTHING = Html("")

# Controls, overrides of the writing direction, separators and lone surrogates: invisible, invalid in HTML, or able to
# make a text look like another one. The joiners of emoji and Indic scripts (U+200C, U+200D) are not among them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)


def visible(text: str, *, length_max: int = DATA_LENGTH_MAX) -> str:
    """The text with invisible characters spelt out, cut where it is too long for a page; not yet escaped.

    Args:
        text: any text.
        length_max: the most characters to show.

    Example:
        >>> visible("a" + chr(0x202E) + "b"), visible("long" * 99, length_max=6)
        ('a⟨U+202E⟩b', 'longl…')
    """
    cut = text if len(text) <= length_max else f"{text[: length_max - 1]}…"
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", cut)


def data(text: str) -> Html:
    """A text from outside, as text.

    Example:
        >>> data("<script>")
        '&lt;script&gt;'
    """
    return Html(escape(visible(text)))


def words(text: Text) -> Html:
    """A text in both languages; the page shows one of them.

    Example:
        >>> words(Text("served", "已服务"))
        '<span lang="en">served</span><span lang="zh-CN">已服务</span>'
    """
    if text.en == text.zh:
        return _wording(text.en)
    return join(element("span", _wording(text.to(language)), lang=tag) for language, tag in TAG_OF.items())


def _wording(text: str) -> Html:
    return Html(escape(visible(text, length_max=TEXT_LENGTH_MAX)))


def join(parts: Iterable[Html]) -> Html:
    """Parts one after the other."""
    return Html("".join(parts))


def element(name: str, /, *children: Html, **attributes: str | float | None) -> Html:
    """An element with its children.

    Args:
        name: the tag.
        children: what stands inside, already markup.
        attributes: escaped here; `class_` becomes `class`, `aria_hidden` becomes `aria-hidden`; None leaves it out.

    Example:
        >>> element("p", data("a & b"), class_="note")
        '<p class="note">a &amp; b</p>'
    """
    return Html(f"{_start(name, attributes)}{''.join(children)}</{name}>")


def void(name: str, /, **attributes: str | float | None) -> Html:
    """An element that has no end tag, such as `meta` and `input`."""
    return Html(_start(name, attributes))


def _start(name: str, attributes: dict[str, str | float | None]) -> str:
    written = (
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(written)}>"
