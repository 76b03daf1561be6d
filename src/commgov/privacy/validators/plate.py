"""Number plates of mainland China: civil ones by GA 36, new-energy ones, embassies and consulates."""

import re

from commgov.privacy.validators.candidate import NO_CANDIDATE, Identifier, IdentifierKind, read
from commgov.wording import Text

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
"""The first characters: provinces, autonomous regions and municipalities."""

_PLAIN = r"[A-HJ-NP-Z\d]"  # no I, no O: they look like 1 and 0
_ENERGY = r"[A-HJK]"  # A to E: electric; F to H, J, K: other new energy
_PLATE = re.compile(
    rf"[{PROVINCES}][A-HJ-Z](?:"
    rf"{_PLAIN}{{4}}[A-HJ-NP-Z\d挂学警港澳领]"  # trailers, driving schools, police, cross-border, consulates
    rf"|(?P<energy>{_ENERGY}{_PLAIN}\d{{4}}|\d{{5}}{_ENERGY})"  # small vehicles, large vehicles
    r")|使\d{6}|\d{6}使",  # embassies, today's and older plates
    re.ASCII,
).fullmatch


def is_plate(text: object) -> bool:
    """Whether a candidate is a number plate, with or without a dot, of five signs or six (new energy). Never raises.

    Not read: plates of the forces and temporary ones.

    Source: GA 36-2018, 5.

    Example:
        >>> is_plate("鄂A·12345"), is_plate("鄂AD12345"), is_plate("鄂A1234I"), is_plate("")
        (True, True, False, False)
    """
    return _PLATE(read(text)) is not None


def check_plate(text: object) -> Identifier:
    """Whether a candidate is a number plate, and why not. Never raises.

    Example:
        >>> check_plate("鄂ad12345").remarks[0].zh
        '新能源号牌'
    """
    kind, plate = IdentifierKind.PLATE, read(text)
    if not plate:
        return Identifier(kind, (NO_CANDIDATE,))
    match = _PLATE(plate)
    if match is None:
        return Identifier(kind, (_FORM,))
    return Identifier(kind, (), (_NEW_ENERGY,) if match["energy"] else (), normal=plate)


_FORM = Text(
    "a province's character, a letter, and five signs without I and O are due, or six for new energy",
    "应为省份简称加字母加5位（不含I、O），新能源为6位",
)
_NEW_ENERGY = Text("new-energy plate", "新能源号牌")
