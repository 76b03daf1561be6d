"""What is shown of a value where it may not be shown whole. A mask never raises, and hides all that it cannot read.

Where nothing is known, a mask shows nothing, so that people see what is missing; only `mask_all` hides that too.
"""

import re
from collections.abc import Callable
from datetime import date

from commgov.privacy.classification.categories import Category
from commgov.privacy.validators.bank_card import check_bank_card
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.privacy.validators.mobile import check_mobile
from commgov.privacy.validators.plate import check_plate
from commgov.privacy.validators.resident_id_number import check_resident_id

Mask = Callable[[object], str]
"""What a mask is: from any value to what is shown of it."""

HIDDEN = "***"
"""Stands for what is hidden; always as long, so that it tells no length."""

_STREET = "省市区县镇乡街道路巷弄里村社苑园"
_NUMBERED = re.compile(r"[0-9０-９A-Za-zＡ-Ｚａ-ｚ]|[〇零一二三四五六七八九十百]+(?=[号栋幢座单室楼层弄])")
_UP_TO_STREET = re.compile(rf".*[{_STREET}]", re.DOTALL)
_MAIL = re.compile(r"([^@\s])[^@\s]*@([^@\s]+\.[^@\s]+)")


def mask_all(value: object) -> str:
    """Nothing of it: not how long it is, nor whether there is anything (that somebody has an illness tells enough).

    Example:
        >>> mask_all("diabetes"), mask_all(None)
        ('***', '***')
    """
    del value
    return HIDDEN


def mask_name(value: object) -> str:
    """The first character of each word; a name of one character is hidden.

    Example:
        >>> mask_name("王小明"), mask_name("Ann Lee"), mask_name("王")
        ('王***', 'A*** L***', '***')
    """
    words = value.split() if isinstance(value, str) else []
    if not words:
        return _unread(value)
    return " ".join(f"{word[0]}{HIDDEN}" if len(word) > 1 else HIDDEN for word in words)


def mask_phone(value: object) -> str:
    """Of a mobile number the first three and the last two digits; of others nothing.

    Example:
        >>> mask_phone("138 0000 0012"), mask_phone("027-85000000")
        ('138***12', '***')
    """
    return _ends(check_mobile(value).normal, value, 3, 2)


def mask_id(value: object) -> str:
    """Of a resident ID number the province and the last character; of other documents nothing.

    Example:
        >>> mask_id("11010519491231002X"), mask_id("E12345678")
        ('11***X', '***')
    """
    return _ends(check_resident_id(value).normal, value, 2, 1)


def mask_card(value: object) -> str:
    """Of a bank card the last four digits (PCI DSS 3.4.1 allows no more than the first six and the last four).

    Example:
        >>> mask_card("6222 0200 0000 0000 000")
        '***0000'
    """
    return _ends(check_bank_card(value).normal, value, 0, 4)


def mask_plate(value: object) -> str:
    """Of a plate the authority and the last sign; of those of embassies nothing.

    Example:
        >>> mask_plate("鄂A·12345"), mask_plate("使014578")
        ('鄂A***5', '***')
    """
    plate = check_plate(value).normal
    return _ends("" if "使" in plate else plate, value, 2, 1)


def mask_address(value: object) -> str:
    """The address up to its street or estate, without any number of house, unit or room.

    Example:
        >>> mask_address("武汉市江汉区福安路12号3栋2单元501室"), mask_address("501室"), mask_address("幸福苑三栋二单元")
        ('武汉市江汉区福安路***', '***', '幸福苑***')
    """
    if not isinstance(value, str):
        return _unread(value)
    numbered = _NUMBERED.search(value)
    street = _UP_TO_STREET.match(value[: numbered.start()] if numbered else value)
    return f"{street[0]}{HIDDEN}" if street else HIDDEN


def mask_mail(value: object) -> str:
    """The first character and the domain.

    Example:
        >>> mask_mail("someone@example.org"), mask_mail("wx_12345")
        ('s***@example.org', '***')
    """
    match = _MAIL.fullmatch(value) if isinstance(value, str) else None
    return f"{match[1]}{HIDDEN}@{match[2]}" if match else _unread(value)


def mask_contact(value: object) -> str:
    """A mobile number or a mail address, whichever it is.

    Example:
        >>> mask_contact("13800000012"), mask_contact("someone@example.org")
        ('138***12', 's***@example.org')
    """
    shown = mask_phone(value)
    return mask_mail(value) if shown == HIDDEN else shown


def mask_day(value: object) -> str:
    """Of a day the year.

    Example:
        >>> from datetime import date
        >>> mask_day(date(1949, 12, 31)), mask_day("1949-12-31")
        ('1949-***', '***')
    """
    return f"{value.year}-{HIDDEN}" if isinstance(value, date) else _unread(value)


def _unread(value: object) -> str:
    """What cannot be read is hidden; what is not there is empty."""
    return "" if value is None else HIDDEN


def _ends(normal: str, value: object, first: int, last: int) -> str:
    return f"{normal[:first]}{HIDDEN}{normal[-last:]}" if normal else _unread(value)


_OF_KIND: dict[IdentifierKind, Mask] = {
    IdentifierKind.RESIDENT_ID: mask_id,
    IdentifierKind.MOBILE: mask_phone,
    IdentifierKind.BANK_CARD: mask_card,
    IdentifierKind.PLATE: mask_plate,
}
_OF_CATEGORY: dict[Category, Mask] = {
    Category.NAME: mask_name,
    Category.CONTACT: mask_contact,
    Category.ADDRESS: mask_address,
    Category.BIRTH_DATE: mask_day,
    Category.VEHICLE: mask_plate,
    Category.IDENTITY_NUMBER: mask_id,
    Category.FINANCIAL_ACCOUNT: mask_card,
}


def usual_mask(category: Category, kind: IdentifierKind | None = None) -> Mask:
    """The mask that a field has unless it names another: by its kind of identifier, by its kind of data, or all.

    Example:
        >>> usual_mask(Category.ADDRESS)("幸福苑3栋501室"), usual_mask(Category.HEALTH)("asthma")
        ('幸福苑***', '***')
    """
    own = _OF_KIND.get(kind) if kind is not None else None
    return own or _OF_CATEGORY.get(category, mask_all)
