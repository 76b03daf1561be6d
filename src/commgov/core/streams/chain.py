"""The chain of stream events: each is linked to the one before by SHA-256, across all streams of a database.

One chain, not one for each stream: so a stream that is gone as a whole is missed too. The head, how far the chain has
come, is kept beside it; a signed checkpoint of the ledger says it as well.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from commgov.errors import CommgovError
from commgov.wording import Text


class StreamHead(NamedTuple):
    """How far the chain of stream events has come.

    Args:
        place: the place of the last event; 0 where there is none.
        link: its link.
    """

    place: int
    link: bytes


NO_EVENT = StreamHead(0, bytes(32))
"""Where a chain begins."""


class StreamEvent(NamedTuple):
    """One event, as it is kept.

    Args:
        place: its number among all events, from 1 without a gap.
        stream: the name of its stream, `kind/id`.
        number: its number in the stream, from 1.
        kind: the stream's kind.
        body: what happened.
        link: SHA-256 of the link before and of all other fields.
    """

    place: int
    stream: str
    number: int
    kind: str
    body: str
    link: bytes


def stream_name(kind: str, thing: str) -> str:
    """The name of a thing's stream.

    Example:
        >>> stream_name("record", "s-317")
        'record/s-317'
    """
    return f"{kind}/{thing}"


def kind_of(stream: str) -> str:
    """The kind of things that a stream's name tells."""
    return stream.partition("/")[0]


class BrokenStreamsError(CommgovError):
    """The events of streams are not what was once written. `place` is the first that is wrong, `why` what is wrong."""

    def __init__(self, place: int, why: Text) -> None:
        """Take the place of the event and the reason."""
        self.place, self.why = place, why
        super().__init__(_BROKEN.fill(place=place, why=why))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let the error travel between processes."""
        return type(self), (self.place, self.why)


def chained(head: StreamHead, stream: str, number: int, body: str) -> StreamEvent:
    """The event that comes next in the chain.

    Example:
        >>> first = chained(NO_EVENT, "record/s-1", 1, "{}")
        >>> first.place, first.kind, len(first.link)
        (1, 'record', 32)
    """
    place, kind = head.place + 1, kind_of(stream)
    said = json.dumps([place, stream, number, kind, body], ensure_ascii=False, separators=(",", ":"))
    return StreamEvent(place, stream, number, kind, body, sha256(head.link + said.encode()).digest())


def refold_streams(events: Iterable[StreamEvent], head: StreamHead, signed: Iterable[StreamHead] = ()) -> StreamHead:
    """Judge the whole chain anew; how far it has come.

    Args:
        events: all of them, in the order of their places.
        head: how far the store says that the chain has come.
        signed: how far it had come according to what is kept apart: signed checkpoints, an access log.

    Raises:
        BrokenStreamsError: naming the first event that is changed, missing or out of order.
    """
    at, numbers, said = NO_EVENT, dict[str, int](), sorted(mark for mark in signed if mark.place)
    marks = iter(said)
    mark = next(marks, None)
    for event in events:
        if event.place != at.place + 1:
            raise BrokenStreamsError(at.place + 1, _GAP)
        if event != chained(at, event.stream, event.number, event.body):
            raise BrokenStreamsError(event.place, _LINK)
        if event.number != numbers.get(event.stream, 0) + 1:
            raise BrokenStreamsError(event.place, _NUMBER)
        numbers[event.stream] = event.number
        at = StreamHead(event.place, event.link)
        while mark is not None and mark.place == at.place:
            if mark != at:
                raise BrokenStreamsError(at.place, _DIFFERS)
            mark = next(marks, None)
    if mark is not None:
        raise BrokenStreamsError(at.place + 1, _MISSING)
    if at != head:
        raise BrokenStreamsError(min(at.place, head.place) + 1, _HEAD)
    return at


_BROKEN = Text("stream event {place}: {why}", "第{place}条流事件：{why}")
_GAP = Text("it is missing", "缺失")
_LINK = Text("its link does not fit its content and the event before", "链接值与内容及前一条不符")
_NUMBER = Text("its number does not follow the one before in its stream", "在所属事件流中的编号不连续")
_DIFFERS = Text("a checkpoint says otherwise", "与检查点不符")
_MISSING = Text("the events end before a checkpoint", "事件在检查点之前就已结束")
_HEAD = Text("the events end elsewhere than their kept head says", "事件的末尾与所存的链头不符")
