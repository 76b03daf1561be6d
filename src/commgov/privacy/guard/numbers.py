"""Numbers of persons in a text: resident IDs, mobiles, bank cards, landlines, in one piece or taken apart.

A *stretch* is a run of digits, Arabic or Chinese, with at most three separators between any two of them. Its *atoms*
are the runs without separators. A number begins and ends where atoms do, so that "2019-03-29 11:53" holds no mobile.
"""

import re
import string

from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.validators import bank_card, mobile, resident_id_number

Found = tuple[int, int, LeakKind]
"""Start, end and kind of what was seen in a folded text."""

HAN_DIGITS = "零〇一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_DIGITS = str.maketrans(HAN_DIGITS, "00112234567891" + "23456789")
DIGIT = f"[0-9{HAN_DIGITS}]"
JOINER = r"[ \t.,\-_/\\|*~·•、，。–—)）]"
LENGTH_MIN = 10  # of a landline with its area code: the shortest
_STRETCH = re.compile(
    rf"{DIGIT}(?<![0-9].)(?:[0-9]{{{LENGTH_MIN - 1}}}|(?:{JOINER}{{0,3}}+{DIGIT}){{{LENGTH_MIN - 1}}})"
    rf"(?:[0-9]++|{JOINER}{{0,3}}{DIGIT})*+(?:{JOINER}{{0,3}}[Xx](?![0-9A-Za-z]))?"
)
_ATOM = re.compile(rf"[0-9Xx{HAN_DIGITS}]+")

_MOBILE_LENGTH, _CARD_LENGTHS, _OLD_ID_LENGTH, _ID_LENGTH = 11, range(13, 20), 15, 18
_LONGEST = 19
_LANDLINE_GROUPS = 3
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)[1-9]\d{6,7}", re.ASCII).fullmatch
_COUNTRY = re.compile(r"(?:00)?86(?=1[3-9][0-9]{9}(?![0-9]))", re.ASCII).match
# Groups in which people write a mobile number: all other ways of taking it apart need a word such as "phone" before it.
_MOBILE_GROUPS = frozenset(
    {
        (11,),
        (3, 4, 4),
        (3, 3, 5),
        (4, 3, 4),
        (4, 4, 3),
        (3, 8),
        (7, 4),
        (5, 6),
        (6, 5),
        (3, 5, 3),
        (1,) * 11,
    }
)
_CARD_STARTS = frozenset(
    {
        *("18", "21", "22", "23", "24", "25", "26", "27", "30", "34", "35", "36", "37", "38", "39"),
        *(f"{first}{second}" for first in "4569" for second in range(10)),
    }
)
_CARD_GROUPS_MIN = 3  # digits in each group of a card but the last
_CUE_REACH = 12  # characters before a number in which a word may tell what it is
_PHONE_CUE = re.compile(r"电话|手机|联系|致电|微信|号码|拨打|tel|phone|mobile|call|[vw]x", re.IGNORECASE)
_ID_CUE = re.compile(r"身份证|身份号|证件|公民身份|id", re.IGNORECASE)
_LETTERS = frozenset(string.ascii_letters)
_UNITS = frozenset("元块万亿")
_LETTERS_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:tel|phone|mobile|mob|call|wechat|v|vx|wx|qq|id|no|m|t|p|dh|sj|sfz)$", re.IGNORECASE
)


def numbers_in(text: str) -> list[Found]:
    """Where numbers of persons stand, from left to right, none inside another.

    Args:
        text: folded text.

    Example:
        >>> [(start, end, kind.value) for start, end, kind in numbers_in("王某138-0000-0000或一三八零零零零零零零零")]
        [(2, 15, 'mobile'), (16, 27, 'mobile')]
    """
    found: list[Found] = []
    for stretch in _STRETCH.finditer(text):
        digits = stretch.group()
        if digits[:-1].isdigit() and digits.isascii():
            _add_plain(found, text, *stretch.span(), digits)
        else:
            found += _in_atoms(text, stretch.start(), digits)
    return found


def _add_plain(found: list[Found], text: str, start: int, end: int, digits: str) -> None:
    """A run of Arabic digits without separators, the last one perhaps an X."""
    if digits[0] in "08" and (country := _COUNTRY(digits)) is not None:
        start, digits = start + country.end(), digits[country.end() :]
    if len(digits) == _MOBILE_LENGTH and mobile.is_mobile(digits):
        kind: LeakKind | None = LeakKind.MOBILE
    else:
        kind = _kind_of(text, start, digits.upper(), (len(digits),))
    if kind is not None and not _touches_code(text, start, end):
        found.append((start, end, kind))


def _in_atoms(text: str, base: int, stretch: str) -> list[Found]:
    """A stretch with separators or Chinese digits: numbers that begin and end with atoms, the longest first."""
    spans = [found.span() for found in _ATOM.finditer(stretch)]
    atoms = [stretch[start:end].translate(_DIGITS).upper() for start, end in spans]
    found: list[Found] = []
    at = 0
    while at < len(atoms):
        count, kind = _longest(text, base, spans, atoms, at)
        if kind is None:
            at += 1
            continue
        start, end = base + spans[at][0], base + spans[at + count - 1][1]
        if not _touches_code(text, start, end):
            found.append((start, end, kind))
        at += count
    return found


def _longest(
    text: str, base: int, spans: list[tuple[int, int]], atoms: list[str], at: int
) -> tuple[int, LeakKind | None]:
    """How many atoms from here on are one number, and of which kind; at most 19 are looked at."""
    best: tuple[int, LeakKind | None] = (0, None)
    digits, groups = "", tuple[int, ...]()
    for count, atom in enumerate(atoms[at : at + _LONGEST], start=1):
        digits += atom
        if len(digits) > _LONGEST + 4:
            break
        groups = (*groups, len(atom))
        trimmed = digits[_COUNTRY(digits).end() :] if count == 1 and _COUNTRY(digits) else digits  # type: ignore[union-attr]
        kind = _kind_of(text, base + spans[at][0], trimmed, groups if trimmed is digits else (len(trimmed),))
        if kind is not None:
            best = count, kind
    return best


def _kind_of(text: str, start: int, digits: str, groups: tuple[int, ...]) -> LeakKind | None:
    """What number some digits are, or None. The surest kinds are asked first."""
    length = len(digits)
    if length == _MOBILE_LENGTH:
        if mobile.is_mobile(digits) and (groups in _MOBILE_GROUPS or is_called_phone(text, start)):
            return LeakKind.MOBILE
    elif (length == _ID_LENGTH and (resident_id_number.is_resident_id(digits) or _told(_ID_CUE, text, start))) or (
        length == _OLD_ID_LENGTH and resident_id_number.is_resident_id(digits) and _told(_ID_CUE, text, start)
    ):
        return LeakKind.RESIDENT_ID
    if length in _CARD_LENGTHS and digits.isdigit() and _is_card(groups, digits):
        return LeakKind.BANK_CARD
    if digits[0] == "0" and len(groups) <= _LANDLINE_GROUPS and _LANDLINE(digits):
        return LeakKind.LANDLINE
    return None


def _is_card(groups: tuple[int, ...], digits: str) -> bool:
    if digits[:2] not in _CARD_STARTS or not bank_card.luhn(digits):  # most other numbers end here
        return False
    is_grouped = all(size >= _CARD_GROUPS_MIN for size in groups[:-1]) or all(size == 1 for size in groups)
    return is_grouped and bank_card.is_bank_card(digits)


def is_called_phone(text: str, start: int) -> bool:
    """Whether a word close before a number says that it is one to call."""
    return _told(_PHONE_CUE, text, start)


def _told(cue: re.Pattern[str], text: str, start: int) -> bool:
    """Whether a word close before a place tells what follows."""
    return cue.search(text, max(0, start - _CUE_REACH), start) is not None


def _touches_code(text: str, start: int, end: int) -> bool:
    """Whether letters touch a number, so that it is a part of some code ("tel138..." is none), or a unit of money."""
    after = text[end : end + 1]
    if after and (after in _LETTERS or after in _UNITS):
        return True
    if start and text[start - 1] in _LETTERS:
        return _LETTERS_BEFORE.search(text[max(0, start - 8) : start]) is None
    return False
