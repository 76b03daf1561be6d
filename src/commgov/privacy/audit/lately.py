"""What somebody did of late, as the log tells: whoever asks person by person is seen to ask for a list."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock

from commgov.core import PersonRef
from commgov.privacy.audit.entry import AuditEntry, Pseudonym
from commgov.privacy.audit.store import LogStore

_PAGE = 500
_OUT_OF_ORDER = timedelta(
    hours=1
)  # entries of several writers, and of clocks that differ, do not stand in order of time


class Lately:
    """Keeps whom entries of some actions of the last while were about. What was refused does not count.

    It reads the end of the log once, and then only what is new; so it knows what other processes wrote.

    Args:
        store: of the log.
        actions: what counts.
        span: how far back.
    """

    def __init__(self, store: LogStore, actions: Iterable[str], span: timedelta) -> None:
        """Have read nothing yet."""
        self._store, self._span, self._lock = store, span, Lock()
        self._marks = [AuditEntry.mark(action) for action in actions]
        self._seen, self._read = deque[tuple[datetime, PersonRef, Pseudonym]](), 0
        self._since: datetime | None = None  # before it, what was seen is let go

    def subjects(self, by: PersonRef, at: datetime) -> frozenset[Pseudonym]:
        """Whose data somebody had in the span before a moment."""
        since = at - self._span
        with self._lock:
            if self._since is None or since < self._since - _OUT_OF_ORDER:  # the clock went back: look again
                self._seen.clear()
                self._since, self._read = since, self._first(since - _OUT_OF_ORDER)
            self._since = max(self._since, since)
            for row in self._store.rows(self._read):
                if any(mark in row.content for mark in self._marks):
                    entry = AuditEntry.from_bytes(row.content)
                    if entry.allowed and entry.subject:
                        self._seen.append((entry.at, entry.by, entry.subject))
                self._read += 1
            while self._seen and self._seen[0][0] <= since - _OUT_OF_ORDER:
                self._seen.popleft()
            return frozenset(subject for when, who, subject in self._seen if who == by and when > since)

    def _first(self, since: datetime) -> int:
        """From which entry on the log has to be read: back from its end, until all of a page is of before a moment.

        One entry of a clock that was wrong ends it as little as it does the counting.
        """
        first = self._store.size()
        while first > 0:
            page = self._store.rows(max(0, first - _PAGE), first)
            if all(AuditEntry.from_bytes(row.content).at <= since for row in page):
                break
            first = max(0, first - _PAGE)
        return first
