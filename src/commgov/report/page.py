"""The page itself: one file that needs nothing else, in both languages, for the screen and for paper."""

import base64
import hashlib
from importlib.resources import files

from commgov.report.markup import TAG_OF, Html, data, element, join, void, words
from commgov.report.palette import DARK, LIGHT, variables
from commgov.wording import Language, Text

_OWN_NAMES: dict[Language, str] = {"en": "English", "zh": "中文"}
_CHOICE = Text("Language", "语言")


def page(
    title: Text,
    *sections: Html,
    generated_from: Text,
    date: str,
    language: Language = "en",
    follow_reader: bool = True,
) -> str:
    """A whole HTML file. The same arguments give the same bytes.

    It loads nothing: styles, script and drawings stand inside, and its Content-Security-Policy forbids the rest. It
    works without JavaScript; with it, tables can be sorted and folds open on paper in older browsers too.

    Args:
        title: what the page is about.
        sections: its parts, built with the blocks of this package.
        generated_from: what it was made from, for the line under the title.
        date: the day it was made, as shown.
        language: the language it opens in.
        follow_reader: open in the language of the reader's browser where that is English or Chinese (with JavaScript).

    Example:
        >>> html = page(Text("Week 10", "第10周"), generated_from=Text("test", "测试"), date="2026-03-02")
        >>> html[:30], "://" in html
        ('<!DOCTYPE html><html lang="en"', False)
    """
    style, script = _style(), _resource("page.js")
    head = element(
        "head",
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="color-scheme", content="light dark"),
        void("meta", name="robots", content="noindex"),
        void("meta", name="format-detection", content="telephone=no"),
        element("title", data(title.to(language)), data_en=title.en, data_zh=title.zh),
        element("style", style),
    )
    origin = element("p", words(generated_from), Html(" · "), element("span", data(date), class_="date"), class_="note")
    body = element(
        "body",
        *_switch(language),
        element(
            "div",
            element("header", element("h1", words(title)), origin),
            element("main", *sections),
            class_="page",
        ),
        element("script", script),
    )
    follow = "" if follow_reader else None
    return f"<!DOCTYPE html>{element('html', head, body, lang=TAG_OF[language], data_follow=follow)}\n"


def _switch(language: Language) -> tuple[Html, Html]:
    """The choice of language: radio buttons before the page, so that style alone can show one and hide the other."""
    chosen = (
        void("input", type="radio", name="language", id=f"in-{each}", checked="" if each == language else None)
        for each in TAG_OF
    )
    labels = (element("label", data(_OWN_NAMES[each]), for_=f"in-{each}", lang=tag) for each, tag in TAG_OF.items())
    named = f"{_CHOICE.en} / {_CHOICE.zh}"
    return join(chosen), element("div", *labels, class_="switch", role="group", aria_label=named)


def _style() -> Html:
    day, night = variables(LIGHT), variables(DARK)
    colours = f":root{{{day}}}@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}"
    return Html(colours + _resource("page.css"))


def _resource(name: str) -> Html:
    """A file of this package, written by us: it goes into the page as it stands."""
    return Html(files("commgov.report").joinpath(name).read_text("utf-8"))


def _policy(style: str, script: str) -> str:
    """Only this very style and this very script; no request of any kind."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"
