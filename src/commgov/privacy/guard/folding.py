"""Plain text behind disguises: full width, circled and keycap digits, zero-width characters; and the way back.

Every character becomes one character or none, so a span of the folded text is a span of the message.
"""

import re
import unicodedata

from attrs import frozen

PLAIN_MARKS = "，。！？：；、“”‘’（）《》【…—·"
# What stays as it is. Texts of nothing else, the ordinary case, are not looked at character by character.
_STRANGE = re.compile(rf"[^\t\n\r\x20-\x7e\u4e00-\u9fff{PLAIN_MARKS}】]++")
_KEPT = frozenset(f"{PLAIN_MARKS}】")
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc"})
_ONE_DIGIT, _HAN_ZEROS = frozenset(map(float, range(10))), frozenset("○〇")
RIGHT_TO_LEFT, AS_BEFORE = "\u202e", "\u202c"
"""What stands between these is shown from right to left: they have no width, and change what is read."""
_SPACES = frozenset(f"\t\n\r{RIGHT_TO_LEFT}{AS_BEFORE}")
_REMEMBERED_MAX = 4096  # characters: a hostile message cannot fill the memory


class _Folds(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < _REMEMBERED_MAX:
            self[code] = plain
        return plain


def _plain(character: str) -> str:
    if character in _KEPT or character in _SPACES:
        return character
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    number = unicodedata.numeric(character, None)
    if number in _ONE_DIGIT and character not in _HAN_ZEROS:
        return str(int(number))
    if character in _HAN_ZEROS:
        return "〇"
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 else character


_FOLDS = _Folds()


@frozen
class Folded:
    """A message as plain text.

    Args:
        text: the plain text.
        offsets: for each of its characters the place in the message; None: they are the same.
        length: characters of the message.
    """

    text: str
    offsets: tuple[int, ...] | None
    length: int

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the plain text stands in the message, with the invisible characters that hang on it."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end] if end < len(self.offsets) else self.length


def fold(message: str) -> Folded:
    r"""A message as plain text (NFKC where that is one character), with the way back to its places.

    Args:
        message: any text, lone surrogates included.

    Example:
        >>> folded = fold("电话１３８\u200b①②③④")
        >>> folded.text, folded.place(2, 9)
        ('电话1381234', (2, 10))
    """
    text = _STRANGE.sub(_plainer, message)
    if len(text) == len(message):  # no character became more than one, so none was dropped
        return Folded(text, None, len(message))
    offsets, reached = list[int](), 0
    for strange in _STRANGE.finditer(message):
        start, end = strange.span()
        offsets += range(reached, start)
        offsets += [at for at in range(start, end) if _FOLDS[ord(message[at])]]
        reached = end
    offsets += range(reached, len(message))
    return Folded(text, tuple(offsets), len(message))


def _plainer(strange: re.Match[str]) -> str:
    return strange.group().translate(_FOLDS)
