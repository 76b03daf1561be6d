"""Permits to travel between the mainland and Hong Kong or Macau, in both directions. They have no check digit."""

import re

from commgov.privacy.validators.candidate import NO_CANDIDATE, Identifier, IdentifierKind, read
from commgov.wording import Text

_PERMIT = re.compile(
    r"C(?:\d{8}|[A-HJ-NP-Z]\d{7})|W\d{8}"  # of mainland residents, today's and the booklet before
    r"|[HM]\d{8}(?:\d{2})?",  # of residents of Hong Kong and Macau, with or without the number of the issue
    re.ASCII,
).fullmatch


def is_hk_macau_permit(text: object) -> bool:
    """Whether a candidate has the form of a permit for Hong Kong and Macau, or of a home return permit. Never raises.

    There is no check digit, so this counts only beside a word that tells what it is. (Residence cards of people from
    Hong Kong, Macau and Taiwan have resident ID numbers, which begin with 81, 82, 83.)

    Example:
        >>> is_hk_macau_permit("C12345678"), is_hk_macau_permit("H1234567801"), is_hk_macau_permit("X12345678")
        (True, True, False)
    """
    return _PERMIT(read(text)) is not None


def check_hk_macau_permit(text: object) -> Identifier:
    """Whether a candidate has the form of such a permit, and why not. Never raises.

    Example:
        >>> check_hk_macau_permit("M12345678").normal
        'M12345678'
    """
    kind, number = IdentifierKind.HK_MACAU_PERMIT, read(text)
    if not number:
        return Identifier(kind, (NO_CANDIDATE,))
    if not _PERMIT(number):
        return Identifier(kind, (_FORM,))
    return Identifier(kind, needs_context=True, normal=number)


_FORM = Text("C or W, or H or M, and the permit's digits are due", "应以C、W或H、M开头，后接证件数字")
