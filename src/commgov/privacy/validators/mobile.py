"""Mobile numbers of mainland China."""

import re

from commgov.privacy.validators.candidate import NO_CANDIDATE, Identifier, IdentifierKind, read
from commgov.wording import Text

UNALLOCATED = frozenset({"142", "143", "154", "161", "164", "194"})
"""Ranges that nobody had been given in 2022. They may be by now: a remark, never a refusal."""

_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.ASCII).fullmatch


def is_mobile(text: object) -> bool:
    """Whether a candidate is a mobile number: 1, then 3 to 9, then nine digits, with or without +86. Never raises.

    Numbers of 13 digits, which things have and people have not, are none.

    Example:
        >>> is_mobile("138 0000 0000"), is_mobile("+86-13800000000"), is_mobile("12800000000")
        (True, True, False)
    """
    return _MOBILE(text if type(text) is str and len(text) == 11 and text.isascii() else read(text)) is not None  # noqa: PLR2004


def check_mobile(text: object) -> Identifier:
    """Whether a candidate is a mobile number, why not, and whether its range had been given out. Never raises.

    Example:
        >>> check_mobile("138-0000-0000").normal
        '13800000000'
    """
    number = read(text)
    if not number:
        return Identifier(IdentifierKind.MOBILE, (NO_CANDIDATE,))
    match = _MOBILE(number)
    if match is None:
        return Identifier(IdentifierKind.MOBILE, (_FORM,))
    normal = match[1]
    remarks = (_RANGE.fill(range=normal[:3]),) if normal[:3] in UNALLOCATED else ()
    return Identifier(IdentifierKind.MOBILE, (), remarks, normal=normal)


_FORM = Text("11 digits are due: 1, then 3 to 9, then nine more", "应为11位数字，以1开头，第二位为3–9")
_RANGE = Text("the range {range} had not been given out in 2022", "号段{range}截至2022年未启用")
