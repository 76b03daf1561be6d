"""One look at a message before the detectors have a closer one: what can be in it at all, and where.

Most messages are Chinese characters and punctuation with a time or a number here and there. Whatever a detector finds
begins with a sign that is none of these, or with a long number, or has a number in the place of a room.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from commgov.privacy.guard.addresses import ROOM_AT_NUMBER, ROOM_AT_WORD, ROOM_SIGNS
from commgov.privacy.guard.folding import PLAIN_MARKS
from commgov.privacy.guard.numbers import DIGIT, HAN_DIGITS, JOINER, LENGTH_MIN

_CUES = "信扣QqXx"  # a number of an account may follow
_HARMLESS = r"0-9\-/_~#:.,+*()%&=!?;'\"<>{}|^$\\`\[\x20"  # of ASCII, unless a number makes something of them
_MORE_DIGITS = rf"(?:{JOINER}{{0,3}}+{DIGIT}){{{LENGTH_MIN - 1}}}"
_HAN, _HAN_LAST = "\u4e00", "\u9fff"


def _signs() -> str:
    """A set of signs at which something may begin: no Chinese character but a few, no plain mark, no space."""
    special = sorted(ord(sign) for sign in {*HAN_DIGITS, *ROOM_SIGNS, *_CUES} if _HAN <= sign <= _HAN_LAST)
    bounds = [ord(_HAN) - 1, *special, ord(_HAN_LAST) + 1]
    dull = "".join(f"{chr(one + 1)}-{chr(two - 1)}" for one, two in pairwise(bounds) if one + 1 < two)
    return f"[^ {PLAIN_MARKS}{dull}]"


# A run of digits is looked at once, at its first. Nothing but it is taken, or digits
# that follow at once, so that no hit hides another.
_HIT = re.compile(
    rf"{_signs()}(?:"
    rf"(?<=[0-9])(?<![0-9].)(?:(?P<number>[0-9]{{{LENGTH_MIN - 1}}}|(?={_MORE_DIGITS}))|(?=(?P<room>{ROOM_AT_NUMBER})))"
    rf"|(?<![0-9])(?:"
    rf"(?<=[{HAN_DIGITS}{ROOM_SIGNS}])"
    rf"(?:(?=(?P<han_number>(?<={DIGIT}){_MORE_DIGITS}))|(?=(?P<han_room>{ROOM_AT_NUMBER}|{ROOM_AT_WORD})))"
    rf"|(?=(?P<hash>(?<=#){ROOM_AT_WORD}))"
    rf"|(?P<sign>(?<=[A-Za-z])(?=(?:[ ·•.\-_–—]?[0-9A-Za-z]){{4}})"
    rf"|(?<=[{_CUES}])(?=[号码是为:： ]{{0,4}}[0-9A-Za-z]{{5}})"
    rf"|(?<=[^ {PLAIN_MARKS}{_HARMLESS}{_HAN}-{_HAN_LAST}A-Za-z–]))))"
)
_ROOM_AFTER = re.compile(f"{ROOM_AT_NUMBER}|{ROOM_AT_WORD}").match
_NUMBERS, _SIGN = frozenset({"number", "han_number"}), "sign"


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
    has_number = has_sign = False
    rooms = []
    for hit in _HIT.finditer(text):
        what = hit.lastgroup
        if what in _NUMBERS:
            has_number = True
            if _ROOM_AFTER(text, hit.start() + 1) is not None:  # "3-501 138..." is both
                rooms.append(hit.start())
        elif what == _SIGN:
            has_sign = True
        else:
            rooms.append(hit.start())
    return Glance(has_number, has_sign, rooms) if has_number or has_sign or rooms else None
