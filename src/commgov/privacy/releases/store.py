"""What releases ask of whoever keeps them: streams of events. `Database.streams()` of `commgov.storage` lasts."""

from threading import Lock
from typing import Protocol

from commgov.errors import ConflictError
from commgov.wording import Text


class ReleaseStore(Protocol):
    """Keeps streams of events, each numbered from 1; nothing in them is ever changed or removed."""

    def append(self, stream: str, number: int, body: str) -> None:
        """Add the next event to a stream.

        Raises:
            ConflictError: if another number comes next: somebody else was there before.
        """
        ...

    def read(self, stream: str) -> list[str]:
        """All events of a stream, in order."""
        ...


class MemoryReleaseStore:
    """Keeps streams in memory: the reference. Threads may share it; it is gone with the process.

    Example:
        >>> store = MemoryReleaseStore()
        >>> store.append("release/b", 1, "{}")
        >>> store.read("release/b")
        ['{}']
    """

    def __init__(self) -> None:
        """Begin with no stream."""
        self._streams, self._lock = dict[str, list[str]](), Lock()

    def append(self, stream: str, number: int, body: str) -> None:
        """See `ReleaseStore`."""
        with self._lock:
            if number != len(self._streams.get(stream, ())) + 1:
                raise ConflictError(Text(f"{stream} was changed meanwhile", f"{stream}已被他人更改"))
            self._streams.setdefault(stream, []).append(body)

    def read(self, stream: str) -> list[str]:
        """See `ReleaseStore`."""
        with self._lock:
            return list(self._streams.get(stream, ()))
