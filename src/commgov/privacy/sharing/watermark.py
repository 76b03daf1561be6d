"""Marks in what a recipient reads, by which a leaked copy leads back to its package. They deter, and prevent nothing.

There are three, each of them of the package, and so of its recipient:

- a **visible** line above and below: for whom, for what, until when. It goes as soon as somebody cuts it off.
- an **invisible** code of zero-width characters in every line of the text. It survives copying and pasting text, of a
  single line too. It does not survive a picture, a print, typing it out, or a program that removes such characters, and
  whoever knows of it can remove it.
- the **order** of the people, drawn from the mark. It survives a picture, a print and typing out a list of some length.
  It does not survive sorting, and says nothing of a few people alone.

None resists a recipient who wants to hide where a copy came from. None is proof of who leaked: a package can be read
over somebody's shoulder.
"""

import hmac
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from math import factorial

from attrs import frozen

from commgov.core.ids import PersonRef
from commgov.privacy.sharing.sharing import Sharing
from commgov.wording import Text

MARK_BYTES = 8
_ZERO, _ONE, _EDGE = "\u200b", "\u200c", "\u2060"  # zero-width space, non-joiner, word joiner
_BITS = MARK_BYTES * 8
_ORDER = b"commgov order of rows 1"


def hidden_code(mark: str) -> str:
    """A mark (16 hexadecimal digits) as characters that do not show.

    Example:
        >>> len(hidden_code("00ff00ff00ff00ff")), read_codes("a" + hidden_code("00ff00ff00ff00ff") + "b")
        (66, ('00ff00ff00ff00ff',))
    """
    bits = f"{int(mark, 16):0{_BITS}b}"
    return _EDGE + "".join(_ONE if bit == "1" else _ZERO for bit in bits) + _EDGE


def read_codes(text: str) -> tuple[str, ...]:
    """The marks that stand hidden in a text, each once. Whatever the text is, this does not raise."""
    codes = [part for part in text.split(_EDGE) if len(part) == _BITS and not set(part) - {_ZERO, _ONE}]
    bits = [code.replace(_ZERO, "0").replace(_ONE, "1") for code in codes]
    return tuple(dict.fromkeys(f"{int(each, 2):0{MARK_BYTES * 2}x}" for each in bits))


def in_marked_order(persons: Iterable[PersonRef], mark: str) -> tuple[PersonRef, ...]:
    """People in the order that belongs to a mark.

    Example:
        >>> people = [f"r-{n}" for n in range(6)]
        >>> in_marked_order(people, "00" * 8) == in_marked_order(reversed(people), "00" * 8)
        True
    """
    key = bytes.fromhex(mark)
    return tuple(sorted(persons, key=lambda person: hmac.digest(key, _ORDER + person.encode(), sha256)))


@frozen
class Traced:
    """A package that a leaked copy may come from, and what points to it.

    Args:
        sharing: the id of the request and its package.
        recipient: to whom it was issued.
        reason: what points to it, in both languages.
    """

    sharing: str
    recipient: PersonRef
    reason: Text


def trace_text(text: str, sharings: Iterable[Sharing]) -> tuple[Traced, ...]:
    """The packages whose hidden code stands in a text.

    Args:
        text: a leaked copy, or a part of it.
        sharings: those that were ever issued.
    """
    marks = read_codes(text)
    return tuple(
        Traced(each.id, each.request.recipient, _CODE) for each in sharings if each.mark and each.mark in marks
    )


def trace_order(persons: Sequence[PersonRef], sharings: Collection[Sharing]) -> tuple[Traced, ...]:
    """The packages that have people in just this order. Fewer than five people say nothing.

    Args:
        persons: the people of a leaked list, by reference, in its order; some may be missing.
        sharings: those that were ever issued.

    Example:
        >>> trace_order(["r-1", "r-2"], [])  # two people stand in some order in any case
        ()
    """
    if len(persons) < _FEWEST or len(set(persons)) < len(persons):
        return ()
    listed = frozenset(persons)
    return tuple(
        Traced(each.id, each.request.recipient, _IN_ORDER.fill(n=len(persons), chance=f"{factorial(len(persons)):,}"))
        for each in sharings
        if each.mark
        and listed <= frozenset(each.request.persons)
        and in_marked_order(persons, each.mark) == tuple(persons)
    )


_FEWEST = 5  # of so many, one order in 120 comes about by chance
_CODE = Text("the hidden code of the package stands in the text", "文本中含有该数据包的隐藏标记")
_IN_ORDER = Text(
    "{n} people stand in the order of the package; by chance they would once in {chance} lists",
    "{n}人的排列与该数据包一致，随机出现的可能为{chance}分之一",
)
