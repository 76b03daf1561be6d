"""The Merkle tree of a log (RFC 9162, 2.1): which hashes a proof consists of, and which ones new entries add.

A subtree that is full never changes, so its hash is kept once and for all: node (level, number) covers the entries
from number * 2^level on, 2^level of them. Whatever else is asked for is a *span* of entries that begins at a multiple
of a power of two no smaller than itself; it is put together from the full nodes that cover it.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from commgov.privacy.audit.verifier import EMPTY_ROOT, node_hash

Span = tuple[int, int]
"""The entries from the first up to, not including, the second."""


Node = tuple[int, int]
"""A full subtree: its level (0 is a leaf; each level doubles), and which one of its level, from the left."""


def covering(span: Span) -> list[Node]:
    """The full nodes that a span consists of, from the left, the largest first.

    Example:
        >>> covering((0, 7))
        [(2, 0), (1, 2), (0, 6)]
    """
    first, end = span
    nodes = list[Node]()
    while first < end:
        level = (end - first).bit_length() - 1
        nodes.append((level, first >> level))
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


def inclusion_covers(number: int, size: int) -> list[list[Node]]:
    """What covers each part of the proof that an entry stands in a log of a size (RFC 9162, 2.1.3.1).

    On the way up from the leaf, that is at each level the node beside, if there is one; only the last one on the right
    need not be full.

    Example:
        >>> inclusion_covers(2, 7)[1:]
        [[(1, 0)], [(1, 2), (0, 6)]]
    """
    covers = list[list[Node]]()
    for level in range((size - 1).bit_length()):
        beside = (number >> level) ^ 1
        if (beside + 1) << level <= size:
            covers.append([(level, beside)])
        elif beside << level < size:
            covers.append(covering((beside << level, size)))
    return covers


def consistency_covers(old: int, new: int) -> list[list[Node]]:
    """What covers each part of the proof that a log only grew (RFC 9162, 2.1.4.1).

    Example:
        >>> consistency_covers(3, 4)
        [[(0, 2)], [(0, 3)], [(1, 0)]]
    """
    first, end, spans, is_whole = 0, new, list[Span](), True
    while old < end:
        half = first + (1 << ((end - first - 1).bit_length() - 1))  # the largest power of two stands to the left
        if old <= half:
            spans.append((half, end))
            end = half
        else:
            spans.append((first, half))
            first, is_whole = half, False
    return [covering(span) for span in ([] if is_whole else [(first, end)]) + spans[::-1]]


def hashes_of(covers: Iterable[list[Node]], find: Callable[[list[Node]], dict[Node, bytes]]) -> list[bytes]:
    """The hash of each span, from the nodes that cover it; all nodes are looked up at once.

    Args:
        covers: of spans.
        find: gives the kept hashes of nodes.
    """
    wanted = list(covers)
    kept = find([node for cover in wanted for node in cover])
    return [kept[cover[0]] if len(cover) == 1 else folded([kept[node] for node in cover]) for cover in wanted]


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

    def add(self, entries: Iterable[bytes], levels: list[list[bytes]] | None = None) -> list[list[bytes]]:
        """Take in entries; the hashes of the nodes that have become full, level by level from the leaves, in order.

        If there were n entries, the first new node of a level is number n >> level.

        Args:
            entries: their bytes.
            levels: what the hashes join, for who keeps those of all nodes; None: new lists.
        """
        edge, number = self._edge, self.size
        levels = [] if levels is None else levels
        if not levels:
            levels.append([])
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
