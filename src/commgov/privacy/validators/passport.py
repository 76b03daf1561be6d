"""Passport numbers of the People's Republic of China, with those of Hong Kong and Macau. They have no check digit."""

import re

from commgov.privacy.validators.candidate import NO_CANDIDATE, Identifier, IdentifierKind, read
from commgov.wording import Text

_PASSPORT = re.compile(
    r"E(?:\d{8}|[A-HJ-NP-Z]\d{7})"  # ordinary, electronic; since 2017 with a second letter
    r"|G\d{8}"  # ordinary, before 2012
    r"|[DSP]\d{8}|[DSP]E\d{7}"  # diplomatic, service, for public affairs
    r"|[HK]\d{8}|KJ\d{7}|M[AB]\d{7}",  # Hong Kong, Macau
    re.ASCII,
).fullmatch


def is_passport(text: object) -> bool:
    """Whether a candidate has the form of a Chinese passport number. Never raises.

    There is no check digit: nine signs that begin with E, G or K are often something else, so this counts only beside
    a word that tells what it is.

    Example:
        >>> is_passport("E12345678"), is_passport("ea1234567"), is_passport("EI1234567"), is_passport(("E",))
        (True, True, False, False)
    """
    return _PASSPORT(read(text)) is not None


def check_passport(text: object) -> Identifier:
    """Whether a candidate has the form of a Chinese passport number, and why not. Never raises.

    Example:
        >>> check_passport("E12345678").needs_context
        True
    """
    kind, number = IdentifierKind.PASSPORT, read(text)
    if not number:
        return Identifier(kind, (NO_CANDIDATE,))
    if not _PASSPORT(number):
        return Identifier(kind, (_FORM,))
    return Identifier(kind, needs_context=True, normal=number)


_FORM = Text("one or two letters of a kind of passport and 7 or 8 digits are due", "应为护照类别字母1–2位加7–8位数字")
