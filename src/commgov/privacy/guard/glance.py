"""One look at a message before the detectors have a closer one: what can be in it at all, and where.

Most messages are Chinese characters and punctuation with a time or a number here and there. Whatever a detector finds
begins with a sign that is none of these, or with a long number, or has a number in the place of a room. What is none of
that is skipped inside one pattern, so that an ordinary message costs one step of Python.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from commgov.privacy.guard.addresses import ROOM_AT_NUMBER, ROOM_AT_WORD, ROOM_SIGNS
from commgov.privacy.guard.disguises import FILLED, LOOK_ALIKES
from commgov.privacy.guard.folding import PLAIN_MARKS
from commgov.privacy.guard.numbers import DIGIT, HAN_DIGITS, JOINER, LENGTH_MIN

_HAN, _HAN_LAST = "\u4e00", "\u9fff"
_HAN_CUES, _CUES = "信扣", "QqXx"  # a number of an account may follow
_COUNTED = f"{HAN_DIGITS}{ROOM_SIGNS}"
_CUED = "[号码是为:： ]{0,4}[0-9A-Za-z]{5}"
_MORE_DIGITS = rf"(?:{JOINER}{{0,3}}+{DIGIT}){{{LENGTH_MIN - 1}}}"
# What has to come next for a Chinese numeral or word of an address to begin anything: mostly it does not.
_HOPE = rf"(?=[0-9A-Za-z#{_COUNTED}室房左中右东西然再接后跟加\[]|{JOINER})"


def _dull() -> str:
    """A set of signs at which nothing begins: Chinese characters but for a few, plain marks, most of ASCII's."""
    special = sorted(ord(sign) for sign in {*_COUNTED, *_HAN_CUES} if _HAN <= sign <= _HAN_LAST)
    bounds = [ord(_HAN) - 1, *special, ord(_HAN_LAST) + 1]
    plain = "".join(f"{chr(one + 1)}-{chr(two - 1)}" for one, two in pairwise(bounds) if one + 1 < two)
    return rf"\x20\-/_~:.,+*()%&=!?;'\"<>{{}}|^$\\`\[–{PLAIN_MARKS}{plain}"


_DULL = _dull()
_STRANGE = f"[^0-9A-Za-z#{_COUNTED}{_HAN_CUES}{_DULL}]"
# Where something begins: at a sign of a set, if it is hoped for and what follows has one of some forms. The rest of a
# run is passed with its first sign, so that it is looked at once.
_BEGINNINGS = (
    ("[0-9]", "", {"number": _MORE_DIGITS, "room": ROOM_AT_NUMBER, "filled": f"[0-9]*+{FILLED}"}, "[0-9]*+"),
    (
        f"[{_COUNTED}]",
        _HOPE,
        {
            "han_number": f"(?<={DIGIT}){_MORE_DIGITS}",
            "han_room": f"{ROOM_AT_NUMBER}|{ROOM_AT_WORD}",
            "han_filled": f"(?<={DIGIT}){FILLED}",
        },
        "",
    ),
    (
        "[A-Za-z]",
        "",
        {
            "letters": r"(?:[ ·•.\-_–—]?[0-9A-Za-z]){4}",
            "account": f"(?<=[{_CUES}]){_CUED}",
            "spelt": rf"(?<=[{LOOK_ALIKES}])(?:(?<=[0-9]{{2}}.)|(?<=[0-9][ .\-].))",
        },
        "[A-PR-WYZa-pr-wyz]*+",  # what a letter behind another one begins, that one does too, but for the cues
    ),
    (f"[{_HAN_CUES}]", "", {"han_account": _CUED}, ""),
    ("#", "", {"hash": ROOM_AT_WORD}, ""),
    (_STRANGE, "", {"strange": ""}, f"{_STRANGE}*+"),
)
_SKIPPED = "|".join(f"{sign}(?!{hope}(?:{'|'.join(forms.values())})){rest}" for sign, hope, forms, rest in _BEGINNINGS)
_HIT = "|".join(
    f"{sign}(?:{'|'.join(f'(?={form})(?P<{name}>)' for name, form in forms.items())}){rest}"
    for sign, _, forms, rest in _BEGINNINGS
)
_DULL_TEXT = f"(?:[{_DULL}]++|{_SKIPPED})*+"
_SKIP = re.compile(_DULL_TEXT).match
_SIGHT = re.compile(f"{_DULL_TEXT}(?:{_HIT})?")
_ROOM_AFTER = re.compile(f"{ROOM_AT_NUMBER}|{ROOM_AT_WORD}").match
_NUMBERS, _ROOMS = frozenset({"number", "han_number"}), frozenset({"room", "han_room", "hash"})


class Glance(NamedTuple):  # made for every message: cheaper than a class
    """What can be in a message.

    Args:
        has_number: a long number.
        has_sign: a sign that is no plain character: a letter, a line's end, a disguise.
        rooms: where numbers stand in the place of a room.
    """

    has_number: bool
    has_sign: bool
    rooms: list[int]


def glance(text: str) -> Glance | None:
    """What can be in a text; None: nothing that a detector could find, names of persons aside.

    Args:
        text: a message as it came, or folded.

    Example:
        >>> glance("周六上午9:30义诊，三号楼一百二十人报名") is None
        True
        >>> glance("三栋五零一，电话13800000000")
        Glance(has_number=True, has_sign=False, rooms=[1])
    """
    dull = _SKIP(text).end()  # type: ignore[union-attr]
    if dull == len(text):
        return None
    has_number = has_sign = False
    rooms = []
    for sight in _SIGHT.finditer(text, dull):
        what = sight.lastgroup
        if what is None:  # all the rest was skipped
            break
        at = sight.start(what) - 1
        if what in _ROOMS:
            rooms.append(at)
        elif what in _NUMBERS:
            has_number = True
            if _ROOM_AFTER(text, at + 1) is not None:  # "3-501 138..." is both
                rooms.append(at)
        else:
            has_sign = True
    return Glance(has_number, has_sign, rooms)
