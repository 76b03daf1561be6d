"""Numbers of persons behind disguises that plain folding leaves: letters for digits, pieces held apart, text set back.

A second reading of the text puts digits for letters that look like them ("l38OOOO1234"), two digits for one sign (⑬),
and one space for what stands between two pieces of a number: the end of a line, pictures, a word such as 然后. What a
control character shows from right to left is read as it is shown. A number counts only if it is one of a kind that is
checked or begins as few numbers do.
"""

import re
import unicodedata

from commgov.privacy.guard.folding import AS_BEFORE, RIGHT_TO_LEFT, Folded
from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.numbers import DIGIT, Found, is_called_phone, numbers_in

LOOK_ALIKES = "OoQDlIizZsSbGBgq"
_AS_DIGITS = str.maketrans(
    f"{LOOK_ALIKES}\u041e\u043e\u039f\u03bf\u0406\u0456\u0417\u0437", "0000111225566899" + "00001133"
)
_ALIKE = "".join(map(chr, _AS_DIGITS))
# Part of no word; the last sign of a resident ID may be an X.
_SPELT = re.compile(
    rf"[0-9{_ALIKE}](?<![0-9A-Za-z{_ALIKE}].)(?:[ .\-]?[0-9{_ALIKE}]){{10,18}}(?:[ .\-]?[Xx])?(?![0-9A-Za-z{_ALIKE}])"
)
_IS_DIGIT = re.compile("[0-9]")
_DIGITS_MIN = 4  # of such a word; else it may be one of letters

_GAP = "[ ,，、:：]{0,2}"
_FILLER = r"(?:(?:然后|再|接着|接|后面|跟着|跟|加)[是上]?|\[[\u4e00-\u9fff]{1,4}\])"  # [微笑] is a picture as text
_PICTURE = "\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
FILLED = f"{_GAP}{_FILLER}{_GAP}{DIGIT}"
"""A pattern of what follows one piece of a number and leads to the next."""
_TWO_DIGITS = {
    chr(code): str(int(number))
    for start, end in ((0x2460, 0x2500), (0x3248, 0x32C0))
    for code in range(start, end)
    if 10 <= (number := unicodedata.numeric(chr(code), 0)) < 100  # noqa: PLR2004 - two digits
}
_TWO = f"[{''.join(_TWO_DIGITS)}]"
_BREAK = rf"(?!{_TWO})[\r\n{RIGHT_TO_LEFT}{AS_BEFORE}{_PICTURE}]"
# What has to come next for a gap to begin: mostly it does not.
_HOPE = rf"(?=[ ,，、:：然再接后跟加\[\r\n{RIGHT_TO_LEFT}{AS_BEFORE}{_PICTURE}])"
_HELD_APART = re.compile(
    rf"{DIGIT[:-1]}{_TWO[1:]}(?:(?<={_TWO})|"
    rf"{_HOPE}{_GAP}(?:{_FILLER}|{_BREAK}(?:[ \t]|{_BREAK}){{0,8}}){_GAP}(?={DIGIT}))"
)
_SET_BACK = re.compile(f"{RIGHT_TO_LEFT}([^{AS_BEFORE}\\n]*)")
_KINDS = frozenset({LeakKind.MOBILE, LeakKind.RESIDENT_ID, LeakKind.BANK_CARD})
_DIGITS = re.compile(f"{DIGIT}+").findall
_LINE = re.compile(r"[\r\n]")
# Digits in each line: other pieces in lines are a column of numbers, unless a word such as "phone" stands before it.
_MOBILE_LINES = frozenset({(7, 4), (3, 8), (3, 4, 4), (1,) * 11})
_CARD_PIECE_MIN, _ID_PIECES_MAX = 4, 4
_IN_ROW_BEFORE = re.compile(r"[0-9][.,;:|/\-]\Z").search
_IN_ROW_AFTER = re.compile(r"[.,;:|/\-][0-9]").match


def disguised_numbers(text: str) -> list[Found]:
    r"""Where numbers stand that show in the second reading only.

    Args:
        text: folded text.

    Example:
        >>> [(start, end, kind.value) for start, end, kind in disguised_numbers("打l38OOOOl234，或138\n0000\n0000")]
        [(1, 12, 'mobile'), (14, 27, 'mobile')]
    """
    shown = _shown_backwards(text) if RIGHT_TO_LEFT in text else []
    reading = _second_reading(text)
    if reading is None:
        return shown
    for first, last, kind in numbers_in(reading.text):
        start, end = reading.place(first, last)
        read, written = reading.text[first:last], text[start:end]
        is_shown = read != written and kind in _KINDS
        if is_shown and (_LINE.search(written) is None or _is_no_column(text, (start, end), read, kind)):
            shown.append((start, end, kind))
    return shown


def _shown_backwards(text: str) -> list[Found]:
    """What a reader sees behind the sign that turns the direction: the last character first."""
    return [
        (line.end(1) - last, line.end(1) - first, kind)
        for line in _SET_BACK.finditer(text)
        for first, last, kind in numbers_in(line[1][::-1])
    ]


def _is_no_column(text: str, place: tuple[int, int], read: str, kind: LeakKind) -> bool:
    """Whether a number in several lines is hardly a column of numbers, or the end of one row and the next."""
    start, end = place
    if _IN_ROW_BEFORE(text[max(0, start - 2) : start]) is not None or _IN_ROW_AFTER(text, end) is not None:
        return False
    sizes = tuple(map(len, _DIGITS(read)))
    if kind is LeakKind.MOBILE:
        return sizes in _MOBILE_LINES or is_called_phone(text, start)
    return len(sizes) <= _ID_PIECES_MAX if kind is LeakKind.RESIDENT_ID else min(sizes[:-1]) >= _CARD_PIECE_MIN


def _second_reading(text: str) -> Folded | None:
    """The text with one space for each gap, two digits for one sign, and digits for letters; None: it has none."""
    plain, offsets = (text, None) if _HELD_APART.search(text) is None else _joined(text)
    spelt = _SPELT.sub(_respelt, plain)
    return None if spelt == text else Folded(spelt, offsets, len(text))


def _joined(text: str) -> tuple[str, tuple[int, ...]]:
    parts, offsets, reached = list[str](), list[int](), 0
    for gap in _HELD_APART.finditer(text):
        two = _TWO_DIGITS.get(text[gap.start()])
        kept = gap.start() + (two is None)
        parts += text[reached:kept], two or " "
        offsets += range(reached, kept)
        offsets += [kept] * len(parts[-1])
        reached = gap.end()
    offsets += range(reached, len(text))
    return "".join([*parts, text[reached:]]), tuple(offsets)


def _respelt(token: re.Match[str]) -> str:
    word = token.group()
    return word.translate(_AS_DIGITS) if len(_IS_DIGIT.findall(word)) >= _DIGITS_MIN else word
