"""The Merkle tree of a log (RFC 9162, 2.1): which hashes a proof consists of, and which ones new entries add.

A subtree that is full never changes, so its hash is kept once and for all: node (level, number) covers the entries
from number * 2^level on, 2^level of them. Whatever else is asked for is a *span* of entries that begins at a multiple
of a power of two no smaller than itself; it is put together from the full nodes that cover it.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from commgov.privacy.audit.verifier import EMPTY_ROOT, node_hash

Span = tuple[int, int]
"""The entries from the first up to, not including, the second."""


class Node(NamedTuple):
    """A full subtree.

    Args:
        level: 0 is a leaf; each level doubles.
        number: which one of its level, from the left.
    """

    level: int
    number: int


def covering(span: Span) -> list[Node]:
    """The full nodes that a span consists of, from the left, the largest first.

    Example:
        >>> covering((0, 7))
        [Node(level=2, number=0), Node(level=1, number=2), Node(level=0, number=6)]
    """
    first, end = span
    nodes = []
    while first < end:
        level = (end - first).bit_length() - 1
        nodes.append(Node(level, first >> level))
        first += 1 << level
    return nodes


def folded(hashes: Sequence[bytes]) -> bytes:
    """The hash of a span, from those of the nodes that cover it."""
    if not hashes:
        return EMPTY_ROOT
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_hash(left, found)
    return found


def _half(first: int, end: int) -> int:
    """Where a tree splits: the largest power of two below its size stands to the left."""
    return first + (1 << ((end - first - 1).bit_length() - 1))


def inclusion_spans(number: int, size: int) -> list[Span]:
    """The spans whose hashes are the proof that an entry stands in a log of a size (RFC 9162, 2.1.3.1).

    Example:
        >>> inclusion_spans(2, 5)
        [(3, 4), (0, 2), (4, 5)]
    """
    first, end, spans = 0, size, list[Span]()
    while end - first > 1:
        half = _half(first, end)
        if number < half:
            spans.append((half, end))
            end = half
        else:
            spans.append((first, half))
            first = half
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The spans whose hashes are the proof that a log only grew (RFC 9162, 2.1.4.1).

    Example:
        >>> consistency_spans(3, 7)
        [(2, 3), (3, 4), (0, 2), (4, 7)]
    """
    first, end, spans, is_whole = 0, new, list[Span](), True
    while old < end:
        half = _half(first, end)
        if old <= half:
            spans.append((half, end))
            end = half
        else:
            spans.append((first, half))
            first, is_whole = half, False
    return ([] if is_whole else [(first, end)]) + spans[::-1]


def hashes_of(spans: Iterable[Span], find: Callable[[list[Node]], dict[Node, bytes]]) -> list[bytes]:
    """The hashes of spans, all nodes looked up at once.

    Args:
        spans: which.
        find: gives the kept hashes of nodes.
    """
    covers = [covering(span) for span in spans]
    kept = find([node for cover in covers for node in cover])
    return [folded([kept[node] for node in cover]) for cover in covers]


class Frontier:
    """The right edge of a growing tree: what new entries are hashed together with.

    Args:
        size: how many entries there are.
        hashes: of the nodes that cover all of them, as `covering` gives these.

    Example:
        >>> frontier = Frontier()
        >>> [len(level) for level in frontier.add([b"one", b"two", b"three"])]
        [3, 1]
        >>> frontier.size
        3
    """

    __slots__ = ("_edge", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Take where the tree has come to."""
        self.size, self._edge = size, list(hashes)

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return folded(self._edge)

    def add(self, entries: Sequence[bytes]) -> list[list[bytes]]:
        """Take in entries; the hashes of the nodes that have become full, level by level from the leaves, in order.

        If there were n entries, the first new node of a level is number n >> level.
        """
        edge, number = self._edge, self.size
        levels: list[list[bytes]] = [[]]
        for entry in entries:
            found = sha256(b"\x00" + entry).digest()  # as `leaf_hash` and `node_hash`, without calling them
            levels[0].append(found)
            level, place = 0, number
            while place & 1:
                found = sha256(b"\x01" + edge.pop() + found).digest()
                level, place = level + 1, place >> 1
                if level == len(levels):
                    levels.append([])
                levels[level].append(found)
            edge.append(found)
            number += 1
        self.size = number
        return levels
