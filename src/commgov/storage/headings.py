"""The headings of tables: which columns a table has, what people call them, and what they may have meant.

Headings are compared without case, width, white space, punctuation and anything in brackets: `Weekly minutes`,
`weekly_minutes` and `每周分钟上限（分钟）` all find their column.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from attrs import frozen

from commgov.wording import Text

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def fold_heading(text: str) -> str:
    """A heading as it is compared.

    Example:
        >>> fold_heading("Weekly minutes *"), fold_heading("时长（分钟）")
        ('weeklyminutes', '时长')
    """
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in plain if sign.isalnum())


@frozen
class Column:
    """A column of a table.

    Args:
        name: its English heading.
        zh: its Chinese heading.
        also: further headings that people use for it.
        required: whether the table needs it, and a value in each row.
    """

    name: str
    zh: str
    also: tuple[str, ...] = ()
    required: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """All headings under which it is known."""
        return (self.name, self.zh, *self.also)


@frozen
class TableForm:
    """What a table is called and which columns it has.

    Args:
        name: the file's or sheet's English name.
        zh: its Chinese name.
        also: further names of the file or the sheet.
        columns: its columns.
    """

    name: str
    zh: str
    also: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def headings(self) -> Mapping[str, Column]:
        """The column of each folded heading."""
        return {fold_heading(spelling): column for column in self.columns for spelling in column.spellings}

    def is_called(self, name: str) -> bool:
        """Whether a file or sheet of this name is this table."""
        folded = fold_heading(name).removesuffix("表")
        return folded in {fold_heading(known) for known in (self.name, self.zh, *self.also)}

    def expected(self, heading: str) -> Text:
        """What would be right instead of an unknown heading: the nearest known one, or the list of all."""
        headings = self.headings
        near = closest(fold_heading(heading), headings)
        if near is None:
            return Text("a known column: {all}", "应为已知列：{all_zh}").fill(
                all=", ".join(column.name for column in self.columns),
                all_zh="、".join(column.zh for column in self.columns),
            )
        column = headings[near]
        meant = column.zh if _HAN.search(heading) else column.name
        return Text(f"a known column; did you mean {meant!r}?", f"应为已知列；是否指“{meant}”？")


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that comes nearest to a mistyped one, or None.

    Example:
        >>> closest("availabilty", ["availability", "skills"])
        'availability'
    """
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> Text:
    """What would be right instead of an unknown word: all known words, the nearest one first."""
    words = sorted(known)
    near = closest(word, words)
    listed = ", ".join(words)
    if near is None:
        return Text(f"one of {listed}", f"应为{listed}之一")
    return Text(f"one of {listed}; did you mean {near!r}?", f"应为{listed}之一；是否指“{near}”？")
