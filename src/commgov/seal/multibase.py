"""Bytes as text that names its own alphabet: multibase, the two bases that credentials use.

"z" announces base58btc, which keys and signatures take; "u" announces base64url without padding, for long bitstrings
(W3C Controlled Identifiers 1.0, section 2.4).
"""

import base64
import re
from typing import Literal

from commgov.errors import InvalidInputError, Place, Problem
from commgov.wording import Text

Base = Literal["z", "u"]

LENGTH_MAX = 2**20
_SHORT_MAX = 1024  # base58 takes time by the square of its length, so only keys and signatures are written in it
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # as Bitcoin orders it, without 0, O, I, l
_DIGIT = {letter: digit for digit, letter in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_EXPECTED = Text(
    "multibase: “z” and base58btc, or “u” and base64url without padding",
    "应为multibase文本：“z”加base58btc，或“u”加不带填充的base64url",
)


def to_multibase(content: bytes, base: Base = "z") -> str:
    """Bytes as text.

    Args:
        content: any bytes; at most 1,024 for "z".
        base: "z" for base58btc, "u" for base64url without padding.

    Raises:
        InvalidInputError: if there are too many bytes for the base, or it is another base.

    Example:
        >>> to_multibase(b"Hello World!"), to_multibase(b"Hello World!", "u")
        ('z2NEpo7TZRRrLZSi2U', 'uSGVsbG8gV29ybGQh')
    """
    announced: object = base
    if announced == "u":
        return "u" + base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    if announced != "z" or len(content) > _SHORT_MAX:
        raise _refusal()
    number, digits = int.from_bytes(content, "big"), ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + digits


def from_multibase(text: str) -> bytes:
    """The bytes of a text that `to_multibase` wrote; of each there is one text only.

    Raises:
        InvalidInputError: if it is not of that form.

    Example:
        >>> from_multibase("z2NEpo7TZRRrLZSi2U")
        b'Hello World!'
    """
    given: object = text
    if not isinstance(given, str) or not 0 < len(given) <= LENGTH_MAX:
        raise _refusal()
    read = {"u": _from_base64url, "z": _from_base58}.get(given[0])
    content = read(given[1:]) if read is not None else None
    if content is None:
        raise _refusal()
    return content


def _from_base64url(digits: str) -> bytes | None:
    if not _BASE64URL.fullmatch(digits) or len(digits) % 4 == 1:
        return None
    content = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    return content if to_multibase(content, "u")[1:] == digits else None  # bits beyond the last byte are zero


def _from_base58(digits: str) -> bytes | None:
    if len(digits) > 2 * _SHORT_MAX or not _DIGIT.keys() >= set(digits):
        return None
    number = 0
    for letter in digits:
        number = number * len(_ALPHABET) + _DIGIT[letter]
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _refusal() -> InvalidInputError:
    return InvalidInputError([Problem(Place().at("multibase"), _EXPECTED)])
