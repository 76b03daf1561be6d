"""Streams: what happened to one thing, event by event, never changed. One shape for all that is kept beside the ledger.

A stream is called `kind/id`: `record/s-317`. Its events are texts (JSON, by `wire`), numbered from 1. Who appends says
which number comes next, so that two who saw the same state do not both go on from it.
`commgov.storage` keeps streams in SQLite and PostgreSQL.
"""

from collections.abc import Iterable
from threading import Lock
from typing import Protocol

from commgov.core.checks import shown
from commgov.errors import ConflictError


class StreamStore(Protocol):
    """Keeps streams."""

    def append(self, stream: str, number: int, body: str) -> None:
        """Add the next event to a stream.

        Args:
            stream: its name, `kind/id`.
            number: the event's number: one more than the stream has.
            body: the event.

        Raises:
            ConflictError: if another number comes next: somebody else was there before.
        """
        ...

    def read(self, stream: str) -> list[str]:
        """All events of a stream, in order; none if there is no such stream."""
        ...

    def last(self, stream: str) -> str | None:
        """The last event of a stream."""
        ...

    def latest(self, kind: str) -> Iterable[tuple[str, str]]:
        """Each stream of a kind with its last event, in the order of the streams' names."""
        ...


class MemoryStreams:
    """Keeps streams in memory: the reference. Threads may share it.

    Example:
        >>> streams = MemoryStreams()
        >>> streams.append("record/s-1", 1, "{}")
        >>> streams.read("record/s-1"), list(streams.latest("record"))
        (['{}'], [('record/s-1', '{}')])
    """

    def __init__(self) -> None:
        """Begin with no stream."""
        self._streams, self._lock = dict[str, list[str]](), Lock()

    def append(self, stream: str, number: int, body: str) -> None:
        """See `StreamStore`."""
        with self._lock:
            if number != len(self._streams.get(stream, ())) + 1:
                raise changed_meanwhile(stream)
            self._streams.setdefault(stream, []).append(body)

    def read(self, stream: str) -> list[str]:
        """See `StreamStore`."""
        with self._lock:
            return list(self._streams.get(stream, ()))

    def last(self, stream: str) -> str | None:
        """See `StreamStore`."""
        with self._lock:
            events = self._streams.get(stream)
            return events[-1] if events else None

    def latest(self, kind: str) -> Iterable[tuple[str, str]]:
        """See `StreamStore`."""
        with self._lock:
            names = sorted(name for name in self._streams if name.partition("/")[0] == kind)
            return [(name, self._streams[name][-1]) for name in names]


def changed_meanwhile(stream: str) -> ConflictError:
    """What a store raises when another number comes next."""
    return ConflictError(f"{shown(stream)} was changed meanwhile")
