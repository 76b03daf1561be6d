"""A book of things that events change: each event is kept in the thing's stream, with the state that it led to.

What an event leads to is a pure function's to say; the book only keeps it, and tries again when somebody else was there
first.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.personal import shown
from commgov.core.streams.chain import stream_name
from commgov.core.streams.store import MemoryStreams, StreamStore
from commgov.core.wire import tagged, to_json, untagged, valued
from commgov.errors import ConflictError
from commgov.wording import Text

State = TypeVar("State")
Event = TypeVar("Event", bound="BookEvent")
_TRIES = 5  # how often an event is tried anew when somebody else changed the thing meanwhile


@frozen(kw_only=True)
class BookEvent:
    """What all events of a book have in common.

    Args:
        at: when, with a time zone.
        by: who, as a reference.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    at: datetime
    by: PersonRef = field(repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks(type(self).__name__)
        checks.aware("at", self.at)
        checks.identifier("by", self.by)
        self._check(checks)
        checks.refuse()

    def _check(self, checks: Checks) -> None:
        """Check what only this kind of event has."""


@frozen
class BookStep(Generic[State]):
    """What an event led to.

    Args:
        state: how the thing stands afterwards; as before where the event is refused; None where there is none.
        reasons: why not, each in both languages; empty if the event was taken in.

    Example:
        >>> bool(BookStep(None, (Text("nobody agreed to it", "无人同意"),)))
        False
    """

    state: State | None
    reasons: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        """Whether the event was taken in."""
        return not self.reasons


class EventBook(Generic[State, Event]):
    """Keeps things of one kind, each in a stream of its own.

    Args:
        kind: the kind of its streams: `kind/id`.
        state: the class of their states.
        events: the classes of their events.
        streams: keep them; None: in memory.
    """

    def __init__(
        self, kind: str, state: type[State], events: tuple[type[Event], ...], streams: StreamStore | None
    ) -> None:
        """Take kind, classes and streams."""
        self._kind, self._state = kind, state
        self._events: dict[str, type[Event]] = {each.__name__: each for each in events}
        self._streams: StreamStore = MemoryStreams() if streams is None else streams

    def take(self, thing: str, event: Event, advance: Callable[[State | None], BookStep[State]]) -> BookStep[State]:
        """Take an event in, or say why not. An event that changes nothing is not kept a second time.

        Args:
            thing: whose event, as an id.
            event: what happened.
            advance: what it makes of the state so far.

        Raises:
            ConflictError: if others keep changing the thing.
        """
        for _ in range(_TRIES):
            last = self._streams.last(self._name(thing))
            kept = None if last is None else json.loads(last)
            before = None if kept is None else valued(kept["state"], self._state)
            step = advance(before)
            if not step or step.state == before:
                return step
            number = 1 if kept is None else int(kept["number"]) + 1
            body = {"number": number, "event": tagged(event), "state": step.state}
            try:
                self._streams.append(self._name(thing), number, to_json(body))
            except ConflictError:
                continue
            return step
        raise ConflictError(_KEEPS_CHANGING.fill(thing=repr(shown(thing))))

    def find(self, thing: str) -> State | None:
        """How a thing stands, or None."""
        last = self._streams.last(self._name(thing))
        return None if last is None else valued(json.loads(last)["state"], self._state)

    def all(self) -> list[State]:
        """How all things stand, in the order of their ids."""
        return [valued(json.loads(body)["state"], self._state) for _, body in self._streams.latest(self._kind)]

    def events(self, thing: str) -> list[Event]:
        """What happened to a thing, in order."""
        return [untagged(json.loads(body)["event"], self._events) for body in self._streams.read(self._name(thing))]

    def _name(self, thing: str) -> str:
        return stream_name(self._kind, thing)


_KEEPS_CHANGING = Text("{thing} keeps being changed meanwhile", "{thing}不断被他人更改")
