"""Unified social credit codes of organisations (GB 32100-2015): 18 characters."""

import re
from operator import mul

from commgov.privacy.validators.candidate import NO_CANDIDATE, Identifier, IdentifierKind, read
from commgov.wording import Text

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, 31 characters: no I, O, S, V, Z."""

_WEIGHTS = tuple(pow(3, at, 31) for at in range(17))
_VALUES = bytes.maketrans(ALPHABET.encode(), bytes(range(31)))
_FORM_OF = re.compile(r"[1-9AGNY][\dA-HJ-NP-RTUWXY]\d{6}[\dA-HJ-NP-RTUWXY]{10}", re.ASCII).fullmatch


def is_uscc(text: object) -> bool:
    """Whether a candidate is a unified social credit code: form and check character are right. Never raises.

    A resident ID number can have the same form: ask `is_resident_id` first. Sole traders have codes, so a code can
    lead to a person.

    Source: GB 32100-2015, 4 and 5.

    Example:
        >>> is_uscc("91110000600037341L"), is_uscc("91110000600037341M"), is_uscc(91110000600037341)
        (True, False, False)
    """
    code = read(text)
    return _FORM_OF(code) is not None and _check_is_right(code)


def check_uscc(text: object) -> Identifier:
    """Whether a candidate is a unified social credit code, and why not. Never raises.

    Example:
        >>> check_uscc("91110000600037341M").reasons[0].en
        'the check character is wrong'
    """
    kind, code = IdentifierKind.USCC, read(text)
    if not code:
        return Identifier(kind, (NO_CANDIDATE,))
    if not _FORM_OF(code):
        return Identifier(kind, (_FORM,))
    if not _check_is_right(code):
        return Identifier(kind, (_WRONG,))
    return Identifier(kind, normal=code)


def _check_is_right(code: str) -> bool:
    values = code.encode().translate(_VALUES)
    total: int = sum(map(mul, _WEIGHTS, values))
    return (total + values[17]) % 31 == 0


_FORM = Text(
    "18 characters are due: authority, kind, six digits of the region, nine of the organisation, a check character",
    "应为18位：登记管理部门、机构类别、6位行政区划、9位主体标识码、校验码",
)
_WRONG = Text("the check character is wrong", "校验码不符")
