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


class Way(NamedTuple):
    """What a proof consists of: the spans beside the way from a node up to the root, from below.

    Args:
        nodes: the full ones.
        place: where among them the right edge of the tree stands.
        edge: the span that is left of the log there, which need not be full; None if the way meets no edge.
    """

    nodes: list[Node]
    place: int
    edge: Span | None

    def hashes(self, find: Callable[[list[Node]], list[bytes]], fold: Callable[[Span], bytes]) -> list[bytes]:
        """The proof.

        Args:
            find: gives the kept hashes of full nodes, in their order.
            fold: gives the hash of a span.
        """
        path = find(self.nodes)
        if self.edge is not None:
            path.insert(self.place, fold(self.edge))
        return path


def inclusion_way(number: int, size: int) -> Way:
    """What proves that an entry stands in a log of a size (RFC 9162, 2.1.3.1).

    Example:
        >>> inclusion_way(2, 7)
        Way(nodes=[(0, 3), (1, 0)], place=2, edge=(4, 7))
    """
    return _way([], 0, number, size)


def consistency_way(old: int, new: int) -> Way:
    """What proves that a log only grew (RFC 9162, 2.1.4.1).

    It begins with the last full subtree of the old log, unless that is the whole of it.

    Example:
        >>> consistency_way(3, 7)
        Way(nodes=[(0, 2), (0, 3), (1, 0)], place=3, edge=(4, 7))
    """
    if old == new:
        return Way([], 0, None)
    level = (old & -old).bit_length() - 1
    place = (old - 1) >> level
    return _way([(level, place)] if place else [], level, place, new)


def _way(nodes: list[Node], level: int, place: int, size: int) -> Way:
    """The way up from a node, behind nodes that come first.

    What stands beside it is full up to where it meets the right edge; above, it climbs the edge, and has full nodes on
    its left alone.
    """
    last = (size - 1) >> level
    meets = (place ^ last).bit_length()
    nodes += [(level + up, (place >> up) ^ 1) for up in range(meets - 1)]
    below = len(nodes)
    nodes += [(level + up, (last >> up) - 1) for up in range(meets, last.bit_length()) if last >> up & 1]
    return Way(nodes, below, (last >> (meets - 1) << (level + meets - 1), size) if meets else None)


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
