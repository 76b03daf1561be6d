"""The books of a community held against its access log: what was taken out of them, or set back, is missed.

Consents, approvals, packages, requests and incidents are events in streams, which hang in one chain
(`commgov.core.streams`). The chain shows a change in its middle, and not that its end was cut off. So the log, whose
roots a witness keeps, is told each night how far the chain has come.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from commgov.core import PersonRef
from commgov.core.streams import StreamHead, StreamReader
from commgov.core.streams.chain import refold_streams
from commgov.privacy.audit.entry import MARK, AuditEntry
from commgov.privacy.audit.log import AuditLog

_BOOKS = "books"  # under which name the log has them
_DOT = "."


def check_books(log: AuditLog, streams: StreamReader) -> StreamHead:
    """Judge the whole chain of events anew, also by what the log says of it; how far it has come.

    Args:
        log: the community's access log.
        streams: where its books lie.

    Raises:
        BrokenStreamsError: naming the first event that is changed, missing or out of order.
    """
    return refold_streams(streams.events(), streams.head(), _marks(log))


def mark_books(log: AuditLog, streams: StreamReader, by: PersonRef, at: datetime) -> StreamHead:
    """Check the books, and tell the log how far they have come, unless it knows: for each night.

    Args:
        log: the community's access log.
        streams: where its books lie.
        by: who does it.
        at: when.

    Raises:
        BrokenStreamsError: as `check_books`; then nothing is told.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import MemoryStreams
        >>> log, streams, noon = AuditLog("b"), MemoryStreams(), datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> streams.append("consent/k-1", 1, "{}")
        >>> mark_books(log, streams, "office", noon).place
        1
        >>> check_books(log, MemoryStreams())  # as if they were begun anew
        Traceback (most recent call last):
        commgov.core.streams.chain.BrokenStreamsError: stream event 1: the events end before a checkpoint
    """
    known = _marks(log)
    head = refold_streams(streams.events(), streams.head(), known)
    if head.place and head not in known:
        said = f"{head.place}{_DOT}{urlsafe_b64encode(head.link).decode()}"
        log.append([AuditEntry(at, by, MARK, subject=_BOOKS, about=said)])
    return head


def _marks(log: AuditLog) -> list[StreamHead]:
    """How far the books had come, as the log says."""
    said = (entry.about.partition(_DOT) for _, entry in log.about(_BOOKS) if entry.action == MARK)
    return [StreamHead(int(place), urlsafe_b64decode(link)) for place, _, link in said]
