"""What an access log asks of whoever keeps it, and the reference that keeps it in memory.

`commgov.storage` keeps it in SQLite and PostgreSQL; `commgov.testing` has the tests that every store must pass.
"""

from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter
from threading import Lock
from typing import NamedTuple, Protocol

from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.audit.merkle import Frontier, Node
from commgov.privacy.audit.roots import SignedRoot


class Row(NamedTuple):
    """An entry as it is kept.

    Args:
        subject: whose data it is about, to look entries up by; empty for nobody's.
        content: the entry's bytes, which say the same.
    """

    subject: Pseudonym
    content: bytes


_CONTENT = itemgetter(1)


class LogStore(Protocol):
    """Keeps one community's access log. Rows and nodes are only ever added."""

    def append(self, rows: Sequence[Row]) -> int:
        """Add rows and the nodes that become full by them, all or none; the number of the first, counted from 0.

        Raises:
            StorageError: if the store could not do it; nothing of it was kept.
        """
        ...

    def size(self) -> int:
        """How many rows there are."""
        ...

    def rows(self, first: int = 0, end: int | None = None) -> Iterator[Row]:
        """The rows from a number up to, not including, another, or to the last, in order."""
        ...

    def nodes(self, wanted: Sequence[Node]) -> list[bytes | None]:
        """The hashes of full subtrees, in the order in which they are asked for; None for what is not there."""
        ...

    def about(self, subject: Pseudonym) -> Iterator[tuple[int, Row]]:
        """The rows about a subject with their numbers, in order."""
        ...

    def mentions(self, subjects: Collection[Pseudonym]) -> frozenset[Pseudonym]:
        """Those of the subjects that there is any row about; it does not take longer as the log grows."""
        ...

    def keep_root(self, root: SignedRoot) -> None:
        """Add a signed root; none is ever changed or removed."""
        ...

    def roots(self) -> list[SignedRoot]:
        """The signed roots, in order."""
        ...


class MemoryLogStore:
    """Keeps an access log in memory: the reference. Threads may share it.

    Example:
        >>> store = MemoryLogStore()
        >>> store.append([Row("", b"one"), Row("", b"two")]), store.size()
        (0, 2)
    """

    def __init__(self) -> None:
        """Begin with no entry."""
        self._rows, self._levels, self._roots = list[Row](), list[list[bytes]](), list[SignedRoot]()
        self._frontier, self._lock, self._about = Frontier(), Lock(), dict[Pseudonym, list[int]]()

    def append(self, rows: Sequence[Row]) -> int:
        """See `LogStore`."""
        with self._lock:
            first = len(self._rows)
            self._frontier.add(map(_CONTENT, rows), self._levels)
            self._rows += rows
            for number, row in enumerate(rows, first):
                self._about.setdefault(row.subject, []).append(number)
            return first

    def size(self) -> int:
        """See `LogStore`."""
        return len(self._rows)

    def rows(self, first: int = 0, end: int | None = None) -> Iterator[Row]:
        """See `LogStore`."""
        rows = self._rows
        while first < len(rows) and first != end:
            yield rows[first]
            first += 1

    def nodes(self, wanted: Sequence[Node]) -> list[bytes | None]:
        """See `LogStore`."""
        levels = self._levels
        try:
            return [levels[level][number] for level, number in wanted]
        except IndexError:
            return [levels[level][number] if number < self.size() >> level else None for level, number in wanted]

    def about(self, subject: Pseudonym) -> Iterator[tuple[int, Row]]:
        """See `LogStore`."""
        return iter([(number, self._rows[number]) for number in self._about.get(subject, ())])

    def mentions(self, subjects: Collection[Pseudonym]) -> frozenset[Pseudonym]:
        """See `LogStore`."""
        return frozenset(each for each in subjects if each in self._about)

    def keep_root(self, root: SignedRoot) -> None:
        """See `LogStore`."""
        self._roots.append(root)

    def roots(self) -> list[SignedRoot]:
        """See `LogStore`."""
        return list(self._roots)
