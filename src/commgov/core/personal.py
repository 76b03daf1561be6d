"""What looks like somebody's data: numbers, mail addresses and names, by their form.

Ids show up in reprs, logs and reports, and a message repeats what was wrong: neither may be a person's number or name.
Forms are all that is known here; what a text says of a person is for `commgov.privacy` to find.
"""

import re
from datetime import date
from enum import Enum

_NUMBER = re.compile(  # one pattern: hundreds of thousands of ids are asked at once
    r"(?:\+?86)?[-\s]?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"  # a mobile number
    r"|\d{17}[\dXx]|\d{15}"  # GB 11643-1999: 18 characters, 15 before 1999
    r"|[^@\s]+@[^@\s]+\.[^@\s]+"  # a mail address
)

# Digits are bounded by "no digit", not by \b: between a Chinese character and a digit there is no word boundary.
_SHORTEST = 11  # characters of a mobile number
_SUSPECT = re.compile(r"\d[\d\s-]{9,}|@")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
_FORMS = (_MOBILE, _IDENTITY, _MAIL)

# The hundred most frequent family names: enough to notice that a column of references holds names.
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_TWO_CHARACTERS = re.compile(  # family names of two characters
    "欧阳|司徒|上官|司马|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司空|端木|闻人|钟离|呼延|南宫"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){11,}")  # longer than a moment to the minute, 2026-03-02 0900: a card's

_WIDE: dict[int, int | str | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE |= {0x3000: " ", 0x00A0: " ", 0xFEFF: None, 0x200B: None}  # spaces that look empty, and marks that nobody sees
_SHOWN_MAX = 40  # characters of a wrong value that a message repeats


def fold_width(text: str) -> str:
    """Full-width letters, digits and punctuation as their plain forms.

    Example:
        >>> fold_width("２０２６－０３－０２　０９：００")
        '2026-03-02 09:00'
    """
    return text if text.isascii() else text.translate(_WIDE)


def looks_personal(text: str) -> bool:
    """Whether a text has the form of a mobile number, an identity number (GB 11643) or a mail address.

    Example:
        >>> looks_personal("13800000000"), looks_personal("d-13800")
        (True, False)
    """
    if text[:1].isalpha() and "@" not in text:
        return False  # as nearly all ids: a number begins otherwise, a mail address has its sign
    return _NUMBER.fullmatch(text) is not None


def holds_personal(text: str) -> bool:
    """Whether a mobile number, an identity number or a mail address stands anywhere in a text.

    Example:
        >>> holds_personal("请打13800000000"), holds_personal("Sat 08:00-20:00")
        (True, False)
    """
    if len(text) < _SHORTEST and "@" not in text and "＠" not in text:
        return False
    folded = fold_width(text).strip()
    if _SUSPECT.search(folded) is None:
        return False
    return looks_personal(folded) or any(form.search(folded) for form in _FORMS)


def looks_like_name(text: str) -> bool:
    """Whether a text has the form of a Chinese person's name: a frequent family name and up to three characters.

    Example:
        >>> looks_like_name("张小明"), looks_like_name("志愿者1"), looks_like_name("m-12")
        (True, False, False)
    """
    has_family = text[:1] in _FAMILY_NAMES or _TWO_CHARACTERS.match(text) is not None
    return has_family and _HAN_NAME.fullmatch(text) is not None


def shown(value: object) -> str:
    """A wrong value as a message repeats it: not all of one that is long, and nothing that looks personal.

    Example:
        >>> shown("every Saturday"), shown("请打13800000000"), shown("张小明"), shown("6222 0200 0000 0000 000")
        ('every Saturday', '', '', '')
    """
    text = str(value)
    if looks_like_name(text) or holds_personal(text) or _LONG_NUMBER.search(fold_width(text)):
        return ""
    return text if len(text) <= _SHOWN_MAX else f"{text[: _SHOWN_MAX - 3]}..."


def shown_plain(value: object) -> str:
    """A wrong value where no words are due: an ASCII text, a number, a day; of anything else, what kind it is.

    Where a field's name or a moment is due, whatever else stands there may be what somebody said.

    Example:
        >>> shown_plain("phnoe"), shown_plain("家里老人需要送药"), shown_plain(b"13800000000"), shown_plain(7)
        ('phnoe', 'str', 'bytes', '7')
    """
    is_plain = value is None or isinstance(value, str | int | float | date | Enum)
    return shown(value) if is_plain and str(value).isascii() else type(value).__name__
