"""What identifies a person and is no plain number: mail addresses, number plates, passports and permits, chat accounts.

Passports, permits and accounts have no check digit: they count only behind a word that tells what they are.
"""

import re

from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.numbers import Found
from commgov.privacy.validators import hk_macau_permit, passport
from commgov.privacy.validators.plate import PROVINCES

_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,18}[A-Za-z0-9.\-]{0,40}",
    re.ASCII,
)
# Letters I and O, which no plate has, are taken too: whoever reads a plate aloud or aslant writes them.
_GAP = r"[ ·•.\-–—]?"
_PLATE = re.compile(
    rf"[{PROVINCES}][ ]?[A-Za-z]{_GAP}[0-9A-Za-z](?:[ .\-]?[0-9A-Za-z]){{3,4}}[ .\-]?[0-9A-Za-z挂学警港澳领]"
)
_PLATE_DIGITS_MIN = 3
# One set of first characters, so that a look at a text without any of them costs next to nothing.
_CUED = re.compile(
    r"[护通回返微薇扣VvWwQqPp](?:(?<=护)照|(?<=通)行证|(?<=[回返])乡证|(?<=[Pp])assport"
    r"|(?<=[微薇])信|(?<=[VvWw])[Xx]|(?<=加[Vv])(?=[:：号 ])|(?<=[Ww])e[Cc]hat|(?<=扣)扣|(?<=Q)Q|(?<=q)q)"
    r"(?:号码|号|账号|帐号|id|ID)?(?:是|为)?[:： ]{0,2}"
    r"(?P<code>[A-Za-z0-9][A-Za-z0-9_\-]{4,19})(?![A-Za-z0-9_\-])",
    re.ASCII,
)
_PAPERS = frozenset("护通回返Pp")
_QQ = re.compile(r"[1-9]\d{4,10}", re.ASCII).fullmatch
_WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{5,19}", re.ASCII).fullmatch
_HAS_DIGIT = re.compile("[0-9]", re.ASCII).search


def codes_in(text: str) -> list[Found]:
    """Where codes of persons stand, kind by kind.

    Args:
        text: folded text.

    Example:
        >>> [(start, end, kind.value) for start, end, kind in codes_in("鄂A·12345 护照E12345678 a.b@example.org")]
        [(21, 36, 'email'), (0, 8, 'plate'), (11, 20, 'passport or permit')]
    """
    found: list[Found] = []
    if "@" in text:
        found += [(*mail.span(), LeakKind.EMAIL) for mail in _MAIL.finditer(text)]
    found += [(*plate.span(), LeakKind.PLATE) for plate in _PLATE.finditer(text) if _is_plate(text, *plate.span())]
    for cued in _CUED.finditer(text):
        is_told = text[cued.start("code") - 1] in ":： 号"
        kind = _cued_kind(cued.group()[0], cued["code"], is_told=is_told)
        if kind is not None:
            found.append((*cued.span("code"), kind))
    return found


def _is_plate(text: str, start: int, end: int) -> bool:
    """Whether it is a plate: capitals, or mostly digits; five signs or six behind the letter."""
    signs = [at for at in range(start, end) if text[at] not in " ·•.-–—"]
    tail = text[end : end + 1]
    if tail.isascii() and tail.isalnum():
        return False
    body = "".join(text[at] for at in signs[2:])
    digits = sum(sign.isdigit() for sign in body)
    letters_are_capitals = body.upper() == body and text[signs[1]].isupper()
    return digits >= _PLATE_DIGITS_MIN and (letters_are_capitals or digits == len(body))


def _cued_kind(first: str, code: str, *, is_told: bool) -> LeakKind | None:
    if first in _PAPERS:
        is_paper = passport.is_passport(code) or hk_macau_permit.is_hk_macau_permit(code)
        return LeakKind.PASSPORT if is_paper else None
    if _QQ(code) or (_WECHAT(code) and (is_told or _HAS_DIGIT(code))):
        return LeakKind.ACCOUNT
    return None
