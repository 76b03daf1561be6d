"""A message with its personal data replaced by asterisks, so that the rest stays readable.

There are as many asterisks whatever they stand for: how long a name or an address is tells something of it.
"""

from collections.abc import Iterable

from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.spans import LeakSpan

# How many characters stay, at the beginning and at the end.
_KEPT = {
    LeakKind.MOBILE: (3, 2),
    LeakKind.BANK_CARD: (0, 4),
    LeakKind.RESIDENT_ID: (2, 1),
    LeakKind.PLATE: (2, 0),
}
_HIDDEN = "****"  # more than may stand between the digits of one number: what is left joins to no other
_HIDDEN_NAME = "**"
_PLAIN_LENGTHS = {LeakKind.MOBILE: 11, LeakKind.RESIDENT_ID: 18}  # written in another way, all of it is masked


def masked(message: str, spans: Iterable[LeakSpan]) -> str:
    """The message with these spans masked.

    Args:
        message: the message as it came.
        spans: what is masked; parts of a message that hold others, such as tables, are left to those.

    Example:
        >>> masked("王小虚13800000000", [LeakSpan(0, 3, LeakKind.NAME), LeakSpan(3, 14, LeakKind.MOBILE)])
        '王**138****00'
    """
    parts, reached = [], 0
    for span in sorted(spans):
        if span.kind.is_structure and span.kind is not LeakKind.FORM_LINK:
            continue
        start = max(span.start, reached)
        if start >= span.end:
            continue
        parts += [message[reached:start], _hidden(message[start : span.end], span.kind)]
        reached = span.end
    return "".join([*parts, message[reached:]])


def _hidden(piece: str, kind: LeakKind) -> str:
    if kind is LeakKind.NAME:
        return piece[0] + _HIDDEN_NAME
    if kind is LeakKind.ADDRESS:
        return _before_number(piece) + _HIDDEN
    first, last = _KEPT.get(kind, (0, 0))
    due = _PLAIN_LENGTHS.get(kind, len(piece))
    is_plain = len(piece) == due and (piece.isascii() or kind is LeakKind.PLATE)
    if not is_plain or len(piece) <= first + last:
        return _HIDDEN
    return piece[:first] + _HIDDEN + piece[len(piece) - last :]


def _before_number(address: str) -> str:
    """The name of the estate, up to the first number."""
    for at, sign in enumerate(address):
        if sign.isnumeric() or (sign.isascii() and sign.isalnum()) or not sign.isprintable():
            return address[:at]
    return ""
