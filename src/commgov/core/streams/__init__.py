"""Streams: what happened to one thing, event by event, never changed; where all but amounts is kept.

* `store`: what is asked of whoever keeps streams; the reference in memory.
* `chain`: each event is linked to the one before, across all streams.
* `book`: things that events change, each in a stream of its own.
"""

from commgov.core.streams.book import BookStep as BookStep
from commgov.core.streams.chain import BrokenStreamsError as BrokenStreamsError
from commgov.core.streams.chain import StreamEvent as StreamEvent
from commgov.core.streams.chain import StreamHead as StreamHead
from commgov.core.streams.store import MemoryStreams as MemoryStreams
from commgov.core.streams.store import StreamReader as StreamReader
from commgov.core.streams.store import StreamStore as StreamStore

__all__ = [
    "BookStep",
    "BrokenStreamsError",
    "MemoryStreams",
    "StreamEvent",
    "StreamHead",
    "StreamReader",
    "StreamStore",
]
