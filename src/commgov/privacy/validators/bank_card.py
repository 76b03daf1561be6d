"""Bank card numbers: the issuer's first digits (ISO/IEC 7812-1), the length, and the check digit by Luhn."""

import re

from commgov.privacy.validators.candidate import NO_CANDIDATE, Identifier, IdentifierKind, read
from commgov.wording import Text

_ISSUERS = (
    r"62\d{14,17}",  # UnionPay
    r"9\d{15,18}",  # domestic cards from before UnionPay's own range
    r"4(?:\d{12}|\d{15}|\d{18})",  # Visa
    r"(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}",  # Mastercard
    r"3[47]\d{13}",  # American Express
    r"35(?:2[89]|[3-8]\d)\d{12,15}|(?:2131|1800)\d{11}",  # JCB
    r"3(?:0[0-5]|[689]\d)\d{11,16}",  # Diners Club
    r"6(?:0|4[4-9]|[58]\d)\d{13,16}",  # Discover, and domestic cards
    r"(?:5[06-9])\d{11,17}",  # Maestro
)
_CARD = re.compile("|".join(_ISSUERS), re.ASCII).fullmatch
_DIGITS = re.compile(r"\d{13,19}", re.ASCII).fullmatch
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_ZERO = ord("0")


def is_bank_card(text: object) -> bool:
    """Whether a candidate is a bank card number: first digits, length and check digit are right. Never raises.

    One in ten numbers of the right form passes the check digit, some resident ID numbers among them: ask
    `is_resident_id` first.

    Source: ISO/IEC 7812-1, annex B (Luhn).

    Example:
        >>> is_bank_card("6222 0200 0000 0000 001"), is_bank_card("6222 0200 0000 0000 000"), is_bank_card(b"4")
        (False, True, False)
    """
    number = read(text)
    return _CARD(number) is not None and luhn(number)


def check_bank_card(text: object) -> Identifier:
    """Whether a candidate is a bank card number, and all that is wrong with it. Never raises.

    Example:
        >>> print(*check_bank_card("1111 1111 1111 1111").reasons, sep="; ")
        no issuer has these first digits with this length; the check digit is wrong
    """
    kind, number = IdentifierKind.BANK_CARD, read(text)
    if not number:
        return Identifier(kind, (NO_CANDIDATE,))
    if not _DIGITS(number):
        return Identifier(kind, (_FORM,))
    reasons = tuple(
        reason for reason, is_so in ((_NO_ISSUER, not _CARD(number)), (_WRONG_DIGIT, not luhn(number))) if is_so
    )
    return Identifier(kind, reasons, normal="" if reasons else number)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others by Luhn's formula.

    Args:
        digits: ASCII digits, nothing else.

    Example:
        >>> luhn("79927398713"), luhn("79927398710")
        (True, False)
    """
    code = digits.encode()[::-1]
    plain, doubled = code[::2], code[1::2]
    return (sum(plain) - _ZERO * len(plain) + sum(doubled.translate(_DOUBLED))) % 10 == 0


_FORM = Text("13 to 19 digits are due", "应为13–19位数字")
_NO_ISSUER = Text("no issuer has these first digits with this length", "没有发卡机构使用该号段与位数")
_WRONG_DIGIT = Text("the check digit is wrong", "校验码不符")
