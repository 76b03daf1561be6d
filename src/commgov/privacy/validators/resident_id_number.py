"""Resident ID numbers of the People's Republic of China: 18 characters by GB 11643-1999, 15 digits before."""

import re
from datetime import date
from operator import mul

from attrs import frozen

from commgov.privacy.validators.candidate import NO_CANDIDATE, Identifier, IdentifierKind, read
from commgov.wording import Text

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, of the first 17 digits: 2^(17-i) mod 11 (ISO 7064, MOD 11-2)."""

_CHECK_CHARACTERS = b"10X98765432"
_ZEROS = 48 * sum(WEIGHTS)  # digits are summed up as bytes: '0' is 48
_PROVINCE = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"  # 81, 82, 83: residence cards of HK, Macau, Taiwan
_AREA = rf"(?:{_PROVINCE})\d{{4}}|9(?:{_PROVINCE})\d{{3}}"  # leading 9: permanent residence cards since 2023
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NEW_FORM = re.compile(rf"(?:{_AREA})(?:18|19|20)\d\d{_MONTH_DAY}\d{{3}}[\dX]", re.ASCII).fullmatch
_OLD_FORM = re.compile(rf"(?:{_PROVINCE})\d{{4}}\d\d{_MONTH_DAY}\d{{3}}", re.ASCII).fullmatch
_AREA_OF = re.compile(_AREA, re.ASCII).match
_DIGITS = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII).fullmatch
_SURE_DAYS = 28  # every month has so many


@frozen(repr=False)
class ResidentId:
    """What a resident ID number tells of a person. Personal data: a repr shows none of it.

    Args:
        normal: the number, 18 characters or 15 digits.
        born: the day of birth.
        is_male: whether the sequence number is odd, as men's are.
        is_old: whether it is one of 15 digits, which has no check digit and was withdrawn in 2013.

    Example:
        >>> known = resident_id("11010519491231002x")
        >>> known.born.isoformat(), known.is_male, known.age_on(date(2026, 12, 30)), known
        ('1949-12-31', False, 76, ResidentId())
    """

    normal: str
    born: date
    is_male: bool
    is_old: bool = False

    def age_on(self, day: date) -> int:
        """Whole years on a day, see `whole_years`."""
        return whole_years(self.born, day)

    def __repr__(self) -> str:
        """Nothing of it."""
        return "ResidentId()"


def whole_years(born: date, day: date) -> int:
    """How old somebody is on a day; negative if it lies before the birth. Born on 29 February: a year older on 1 March.

    Example:
        >>> whole_years(date(2012, 2, 29), date(2026, 2, 28)), whole_years(date(2012, 2, 29), date(2026, 3, 1))
        (13, 14)
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_resident_id(text: object) -> bool:
    """Whether a candidate is a resident ID number: province, day of birth and check digit are right.

    Not judged: whether the county existed in the year of birth (numbers are also given later), nor the future. The old
    form of 15 digits counts, see `check_resident_id`. Never raises, whatever it is given.

    Source: GB 11643-1999, sections 3 and 4; ISO 7064, MOD 11-2.

    Example:
        >>> is_resident_id("11010519491231002X"), is_resident_id("110105 19491231 0021"), is_resident_id(None)
        (True, False, False)
    """
    if type(text) is str and len(text) == 18 and _NEW_FORM(text):  # noqa: PLR2004 - as it is mostly written
        return _is_new(text)
    number = read(text)
    if _NEW_FORM(number):
        return _is_new(number)
    return _OLD_FORM(number) is not None and _day(f"19{number[6:12]}") is not None


def check_resident_id(text: object) -> Identifier:
    """Whether a candidate is a resident ID number, and all that is wrong with it. Never raises.

    Example:
        >>> print(*check_resident_id("990105194902310021").reasons, sep="; ")
        no province has these first digits; no such day of birth; the check digit is wrong
        >>> check_resident_id("110105491231002").needs_context
        True
    """
    kind, number = IdentifierKind.RESIDENT_ID, read(text)
    if not number:
        return Identifier(kind, (NO_CANDIDATE,))
    if not _DIGITS(number):
        return Identifier(kind, (_FORM,))
    is_old = len(number) == 15  # noqa: PLR2004 - the old form
    birth = f"19{number[6:12]}" if is_old else number[6:14]
    faults = {
        _NO_PROVINCE: not _AREA_OF(number) or (is_old and number[0] == "9"),
        _NO_DAY: birth[:2] not in {"18", "19", "20"} or _day(birth) is None,
        _WRONG_DIGIT: not is_old and not _digit_is_right(number),
    }
    reasons = tuple(reason for reason, is_so in faults.items() if is_so)
    if reasons:
        return Identifier(kind, reasons)
    return Identifier(kind, (), (_OLD,) if is_old else (), needs_context=is_old, normal=number)


def resident_id(text: object) -> ResidentId | None:
    """What a resident ID number tells: day of birth and sex; None if it is none. Never raises.

    Example:
        >>> resident_id("11010519491231002X").born
        datetime.date(1949, 12, 31)
    """
    if not is_resident_id(text):
        return None
    number = read(text)
    is_old = len(number) == 15  # noqa: PLR2004 - the old form
    born = _day(f"19{number[6:12]}" if is_old else number[6:14])
    sequence = number[14] if is_old else number[16]
    return None if born is None else ResidentId(number, born, int(sequence) % 2 == 1, is_old)


def _is_new(number: str) -> bool:
    day_exists = int(number[12:14]) <= _SURE_DAYS or _day(number[6:14]) is not None
    return day_exists and _digit_is_right(number)


def _digit_is_right(number: str) -> bool:
    code = number.encode()
    total: int = sum(map(mul, WEIGHTS, code))
    return _CHECK_CHARACTERS[(total - _ZEROS) % 11] == code[17]


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


_FORM = Text(
    "17 digits and a digit or X are due, or the 15 digits of the old form", "应为17位数字加1位数字或X，或旧式15位数字"
)
_NO_PROVINCE = Text("no province has these first digits", "前几位不是任何省级代码")
_NO_DAY = Text("no such day of birth", "出生日期不存在")
_WRONG_DIGIT = Text("the check digit is wrong", "校验码不符")
_OLD = Text("the old form, withdrawn in 2013: no check digit", "旧式15位号码（2013年停用），无校验码")
