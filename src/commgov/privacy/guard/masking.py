"""A message with its personal data replaced by asterisks, sign by sign, so that the rest stays readable."""

from collections.abc import Iterable

from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.spans import LeakSpan

# How many characters stay, at the beginning and at the end: as people mask such numbers by hand.
_KEPT = {
    LeakKind.NAME: (1, 0),
    LeakKind.MOBILE: (3, 4),
    LeakKind.BANK_CARD: (0, 4),
    LeakKind.RESIDENT_ID: (3, 0),
    LeakKind.PLATE: (2, 0),
}
_PLAIN_LENGTHS = {LeakKind.MOBILE: 11, LeakKind.RESIDENT_ID: 18}  # written in another way, all of it is masked


def masked(message: str, spans: Iterable[LeakSpan]) -> str:
    """The message with these spans masked.

    Args:
        message: the message as it came.
        spans: what is masked; parts of a message that hold others, such as tables, are left to those.

    Example:
        >>> masked("王小虚13800000000", [LeakSpan(0, 3, LeakKind.NAME), LeakSpan(3, 14, LeakKind.MOBILE)])
        '王**138****0000'
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
    if kind is LeakKind.FORM_LINK:
        return "*" * min(len(piece), 8)
    if kind is LeakKind.ADDRESS:
        return _hidden_address(piece)
    first, last = _KEPT.get(kind, (0, 0))
    due = _PLAIN_LENGTHS.get(kind)
    is_plain = piece.isascii() if kind is not LeakKind.NAME and kind is not LeakKind.PLATE else True
    if not is_plain or (due is not None and len(piece) != due) or len(piece) <= first + last:
        first = 1 if kind is LeakKind.NAME else 0
        last = 0
    return piece[:first] + "*" * (len(piece) - first - last) + piece[len(piece) - last :]


def _hidden_address(piece: str) -> str:
    """The name of the estate stays up to the first number; all behind it goes."""
    for at, sign in enumerate(piece):
        if sign.isnumeric() or (sign.isascii() and sign.isalnum()) or not sign.isprintable():
            return piece[:at] + "*" * (len(piece) - at)
    return "*" * len(piece)
