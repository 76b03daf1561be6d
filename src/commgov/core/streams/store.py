"""Streams: what happened to one thing, event by event, never changed. One shape for all that is kept beside the ledger.

A stream is called `kind/id`: `record/s-317`. Its events are texts (JSON, by `wire`), numbered from 1. Who appends says
which number comes next, so that two who saw the same state do not both go on from it. All events of a store make one
chain (`chain`), which `Ledger.verify` judges where ledger and streams are kept together.
`commgov.storage` keeps streams in SQLite and PostgreSQL.
"""

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Protocol

from commgov.core.personal import shown
from commgov.core.streams.chain import NO_EVENT, StreamEvent, StreamHead, chained, kind_of
from commgov.errors import ConflictError
from commgov.wording import Text


class StreamReader(Protocol):
    """Reads all events of all streams, as they are chained."""

    def events(self) -> Iterator[StreamEvent]:
        """All events, in the order in which they came."""
        ...

    def head(self) -> StreamHead:
        """How far the chain has come, as it is kept."""
        ...


class StreamStore(StreamReader, Protocol):
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
        self._events, self._head = list[StreamEvent](), NO_EVENT

    def append(self, stream: str, number: int, body: str) -> None:
        """See `StreamStore`."""
        with self._lock:
            if number != len(self._streams.get(stream, ())) + 1:
                raise changed_meanwhile(stream)
            self._streams.setdefault(stream, []).append(body)
            event = chained(self._head, stream, number, body)
            self._events.append(event)
            self._head = StreamHead(event.place, event.link)

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
            names = sorted(name for name in self._streams if kind_of(name) == kind)
            return [(name, self._streams[name][-1]) for name in names]

    def events(self) -> Iterator[StreamEvent]:
        """See `StreamReader`."""
        with self._lock:
            return iter(list(self._events))

    def head(self) -> StreamHead:
        """See `StreamReader`."""
        with self._lock:
            return self._head


def changed_meanwhile(stream: str) -> ConflictError:
    """What a store raises when another number comes next."""
    return ConflictError(Text(f"{shown(stream)} was changed meanwhile", f"{shown(stream)}已被他人更改"))
