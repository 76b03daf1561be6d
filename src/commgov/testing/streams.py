"""The conformance kit of stream stores: what every store must do in which books, desks and registers keep events."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from commgov.core import MemoryStreams, StreamStore
from commgov.errors import ConflictError
from commgov.testing.machines import OpenStore, StoreMachine, one_wins, run_machine
from commgov.testing.rules import require

_STREAMS = ["record/s-1", "record/S-1", "record/s-10", "record/s/1", "release/社区", "award/s-1"]
_KINDS = ["record", "release", "award", "nothing"]
_BODIES = st.one_of(st.sampled_from(["{}", "", "居民", "a'b\"c\\n\n%s", "x" * 5000]), st.integers().map(str))
_RACERS = 4


def check_stream_store(open_store: OpenStore[StreamStore], *, examples: int = 60, steps: int = 30) -> None:
    """Judge a stream store: do to it whatever can be done, in any order, and hold it against the reference in memory.

    Events come in order and are found as they came; one that does not come next changes nothing; streams that differ
    in a letter's case are two; all events make one chain; what was kept is there after a restart; and of several who
    add the same event's number at the same moment one does.

    Args:
        open_store: a context manager that makes an empty store, and gives a function that opens this store, each time
            anew; what it has kept must be there again.
        examples: how many histories.
        steps: how long each is, at most.

    Raises:
        AssertionError: with the shortest history after which the store is wrong.

    Example:
        >>> from contextlib import contextmanager
        >>> @contextmanager
        ... def open_store():
        ...     streams = MemoryStreams()
        ...     yield lambda: streams
        >>> check_stream_store(open_store, examples=2, steps=5)
    """
    run_machine(StreamMachine, open_store, examples=examples, steps=steps)
    _check_races(open_store)


class StreamMachine(StoreMachine[StreamStore]):
    """A store, and the reference beside it."""

    reference = MemoryStreams

    @initialize()
    def first_events(self) -> None:
        """An empty store says so, and takes the first events."""
        require(list(self._store.events()) == [], "an empty store has no events")
        for stream in _STREAMS[:2]:
            self.append(stream, 1, "{}")

    @rule(stream=st.sampled_from(_STREAMS), ahead=st.sampled_from([1, 1, 1, 1, 0, 2, -1]), body=_BODIES)
    def append(self, stream: str, ahead: int, body: str) -> None:
        """The next event is kept; another number is a conflict."""
        number = len(self._model.read(stream)) + ahead
        expected, found = (_is_kept(streams, stream, number, body) for streams in (self._model, self._store))
        require(found is expected, f"append: event {number} of {stream} is {'kept' if expected else 'a conflict'}")

    @invariant()
    def same(self) -> None:
        """Both stand the same."""
        for stream in _STREAMS:
            events = self._model.read(stream)
            require(self._store.read(stream) == events, f"read: all events of {stream}, in order")
            require(self._store.last(stream) == self._model.last(stream), f"last: the last event of {stream}, or None")
        for kind in _KINDS:
            expected = list(self._model.latest(kind))
            require(list(self._store.latest(kind)) == expected, f"latest: the last of each {kind}, by name")
        require(list(self._store.events()) == list(self._model.events()), "events: all as they came, chained")
        require(self._store.head() == self._model.head(), "head: how far the chain has come")


def _is_kept(streams: StreamStore, stream: str, number: int, body: str) -> bool:
    try:
        streams.append(stream, number, body)
    except ConflictError:
        return False
    return True


def _check_races(open_store: OpenStore[StreamStore]) -> None:
    """Of several who add the same number at the same moment, one does."""
    with open_store() as open_again:
        store = open_again()
        for number in range(1, 6):
            tries = [partial(_is_kept, store, "record/s-1", number, str(at)) for at in range(_RACERS)]
            won = one_wins(tries, "append")
            require(store.last("record/s-1") == str(won), "append: what is found is the winner's")
