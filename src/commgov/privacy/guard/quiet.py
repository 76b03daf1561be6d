"""Whether a message can hold anything at all: one look, before the detectors have a closer one.

Most messages are Chinese characters and punctuation with a time or a number here and there. Everything that a detector
finds begins with a sign that is none of these, or with a long number, or has a number in the place of a room.
"""

import re

from commgov.privacy.guard.addresses import ROOM_AT
from commgov.privacy.guard.folding import PLAIN_MARKS
from commgov.privacy.guard.numbers import DIGIT, HAN_DIGITS, JOINER, LENGTH_MIN

_WORDS = "栋幢座楼元门层"  # a room follows these
_CUES = "信扣"  # a number of an account follows these
_BEFORE_ROOM = rf"[{_WORDS}#\-–—_~/]"
_HARMLESS = r"0-9\-/_~#:.,+*()%&=!?;'\"<>{}|^$\\`\[\x20"  # of ASCII, unless a number makes something of them
_HAN, _HAN_LAST = "\u4e00", "\u9fff"


def _signs() -> str:
    """A set of signs at which something may begin: all but Chinese characters, plain marks and spaces, and a few of these."""
    special = sorted(ord(sign) for sign in {*HAN_DIGITS, *_WORDS, *_CUES, "十"} if _HAN <= sign <= _HAN_LAST)
    bounds = [ord(_HAN) - 1, *special, ord(_HAN_LAST) + 1]
    dull = "".join(
        f"{chr(one + 1)}-{chr(two - 1)}" for one, two in zip(bounds, bounds[1:], strict=False) if one + 1 < two
    )
    return f"[^ {PLAIN_MARKS}{dull}]"


_LOUD = re.compile(
    rf"{_signs()}(?:"
    rf"(?<={DIGIT}){JOINER}{{0,2}}{DIGIT}(?:{JOINER}{{0,2}}{DIGIT}){{{LENGTH_MIN - 2}}}"
    rf"|{ROOM_AT}"
    rf"|(?<=[{_CUES}])[号码是为:： ]{{0,4}}[0-9]{{5}}"
    rf"|(?<=[^{_HARMLESS}{HAN_DIGITS}十{_WORDS}{_CUES}–—])"
    rf")"
)


def is_quiet(message: str) -> bool:
    """Whether a message holds nothing that a detector could find, names of persons aside.

    Args:
        message: the message as it came.

    Example:
        >>> is_quiet("周六上午9:30义诊，三号楼一百二十人报名"), is_quiet("请打13800000000"), is_quiet("三栋五零一")
        (True, False, False)
    """
    return _LOUD.search(message) is None
