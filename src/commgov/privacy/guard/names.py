"""Names of residents in a text, by the community's roster and by nothing else.

The characters of family names stand everywhere in a text, and words such as 高兴 or 方向 have the form of a name. So a
name of two characters counts only where the text shows that it is one: beside punctuation or a word that goes with
names, on both sides; beside a title or "named" on one side; or in a message that holds a number or an address.
Ordinary words that are somebody's name need a title. Longer names are seldom anything else.
"""

import re
import string
from collections.abc import Collection, Iterable
from enum import IntEnum
from typing import Protocol, runtime_checkable

from attrs import frozen

from commgov.privacy.guard.ordinary import ORDINARY_WORDS
from commgov.seal import Secret

_SHORT = 2
_BEFORE_MAX = 5  # characters of a word that announces a name
_TITLES = (
    "先生|女士|小姐|同志|老师|师傅|阿姨|大爷|大妈|大叔|叔叔|爷爷|奶奶|伯伯|婆婆|大姐|大哥|书记|主任|医生|护士|律师|同学|老人|家属|"
    "本人|家的|身份证|电话|手机|微信|住址|家住"
)
_TITLE_AFTER = re.compile(f"[ ：:]?(?:{_TITLES})")
_NAMED_BEFORE = re.compile(
    "(?:姓名|名字|我叫|名叫|叫做|户名|户主|业主|居民|住户|老人|患者|病人|联系人|同志|村民|党员|邻居|"
    "儿子|女儿|丈夫|妻子|孩子|父亲|母亲)[是为:： ]?$"
)
_PLACE_AFTER = re.compile(
    "自然村|[东南西北中]?[镇乡村路街县市区州府省巷弄]|大道|大街|大桥|社区|公司|集团|药业|超市|酒店|宾馆|广场|大厦|小学|中学|大学|医院|平?方?米|平方"
)
_LEFT = frozenset("的是叫找请和跟给对被由让把为与及户员长人师友邻谢问说")
_RIGHT = frozenset(
    "家是在和与跟等住女男电同老已因患被给去来先阿说查得有欠领享属系曾正刚不没要想请今昨前从到把向又也都就还能会可将由对自您你我他她这那"
)
_THANKS = frozenset({"感", "致", "多", "答"})
_HAN = re.compile("[\u4e00-\u9fff]")
_LETTER = re.compile("[A-Za-z]")
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# It begins with the first space, so that a look at a text with few of them costs next to nothing.
_SPACED = re.compile(r" (?<=([\u4e00-\u9fff]) )(?<![\u4e00-\u9fff]{2} ) {0,3}([\u4e00-\u9fff])(?![\u4e00-\u9fff])")


class Roster(Protocol):
    """Who the names are. The guard reads them once, when it is made, and never shows them."""

    def names(self) -> Iterable[str]:
        """The names of the residents, in any order."""
        ...


@runtime_checkable
class LiveRoster(Protocol):
    """A roster whose names come and go while guards are at work: the roster keeps them, and the guard keeps none.

    `commgov.privacy.VaultRoster` is one.
    """

    def index(self) -> "NameIndex":
        """The names as they are now. It is asked for at every message, so it is made when names change, not then."""
        ...


class NameSign(IntEnum):
    """How much a text shows that a name of the roster stands there as a name."""

    WORD = 0  # an ordinary word or a part of a place's name
    NONE = 1  # nothing beside it goes with names: two words may just meet there
    ENDS = 2  # a word that goes with names, or a comma, comes next: it is no part of a longer name
    SURE = 3  # on both sides, or a title, or three characters and more


@frozen
class NameFound:
    """A name of the roster in a text.

    Args:
        start: its first character.
        end: behind the last.
        sign: how much the text itself shows that it is a name.
    """

    start: int
    end: int
    sign: "NameSign"


class NameIndex(Secret):
    """The names of a roster, ready to be looked for: by their first two characters. It does not pickle.

    Args:
        names: the names; white space and case do not matter; those of one character are left out.

    Example:
        >>> index = NameIndex(["高兴", "王小虚"])
        >>> [(found.start, found.sign.name) for found in index.find("大家很高兴，王小虚来了")]
        [(3, 'WORD'), (6, 'SURE')]
        >>> index
        NameIndex(2 names)
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Sort the names by how they begin, the longest first."""
        cleaned = {_cleaned(name) for name in names}
        self._names = frozenset(name for name in cleaned if len(name) >= _SHORT)
        self._has_letters = any(_LETTER.search(name) for name in self._names)
        heads: dict[str, list[str]] = {}
        for name in sorted(self._names, key=lambda name: (-len(name), name)):
            heads.setdefault(name[:_SHORT], []).append(name)
        self._heads = {head: tuple(found) for head, found in heads.items()}
        first, second = ("".join(sorted({head[at] for head in heads})) for at in (0, 1))
        # One look for each pair of characters that may begin a name; the dictionary decides.
        self._pairs = re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])") if heads else None

    def find(self, text: str, ordinary: Collection[str] = ORDINARY_WORDS) -> list[NameFound]:
        """Names in a text, from left to right, none overlapping.

        Args:
            text: folded text.
            ordinary: words that are seldom a name although somebody is called so.
        """
        found: list[NameFound] = []
        if self._pairs is None:
            return found
        lower, reached = text.translate(_LOWER) if self._has_letters else text, 0
        for pair in self._pairs.finditer(lower):
            at = pair.start()
            candidates = self._heads.get(lower[at : at + _SHORT])
            if candidates is None or at < reached:
                continue
            for name in candidates:
                if lower.startswith(name, at) and self._is_whole(lower, at, at + len(name)):
                    found.append(_judged(lower, at, name, ordinary))
                    reached = at + len(name)
                    break
        if " " in text:
            found += self._spaced(text)
        return found

    def _is_whole(self, text: str, start: int, end: int) -> bool:
        """Whether a name in Latin letters stands between other characters than letters."""
        if not text[start].isascii():
            return True
        before, after = text[start - 1 : start], text[end : end + 1]
        return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())

    def _spaced(self, text: str) -> list[NameFound]:
        """Names of two characters that are drawn apart, as tables do to make all names equally wide."""
        return [
            NameFound(pair.start(1), pair.end(), NameSign.SURE)
            for pair in _SPACED.finditer(text)
            if pair[1] + pair[2] in self._names
        ]

    def __bool__(self) -> bool:
        """Whether there is any name to look for."""
        return self._pairs is not None

    def __repr__(self) -> str:
        """How many; no name."""
        return f"NameIndex({len(self._names)} names)"


def _judged(text: str, start: int, name: str, ordinary: Collection[str]) -> NameFound:
    end = start + len(name)
    if text[start] == "谢" and text[start - 1 : start] in _THANKS:
        return NameFound(start, end, NameSign.WORD)
    if _TITLE_AFTER.match(text, end) is not None:
        return NameFound(start, end, NameSign.SURE)
    if _NAMED_BEFORE.search(text[max(0, start - _BEFORE_MAX) : start]) is not None:
        return NameFound(start, end, NameSign.SURE if _is_free(text[end : end + 1]) else NameSign.ENDS)
    if name in ordinary or _PLACE_AFTER.match(text, end) is not None:
        return NameFound(start, end, NameSign.WORD)
    return NameFound(start, end, NameSign.SURE if len(name) > _SHORT else _sides(text, start, end))


def _cleaned(name: str) -> str:
    """A name as it is looked for: Chinese ones without spaces, those in Latin letters in small ones."""
    parts = name.translate(_LOWER).split()
    return " ".join(parts) if _LETTER.search(name) else "".join(parts)


def _sides(text: str, start: int, end: int) -> NameSign:
    """On which sides punctuation, the text's edge, or a word that goes with names stands."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    is_free_left = not before or before in _LEFT or _HAN.match(before) is None
    if is_free_left and (_is_free(after) or after == "的"):
        return NameSign.SURE
    return NameSign.ENDS if _is_free(after) else NameSign.NONE


def _is_free(after: str) -> bool:
    """Whether what comes next can be no part of a name: nothing, punctuation, or a word that goes with names."""
    return not after or after in _RIGHT or _HAN.match(after) is None
