"""The conformance kit of stream stores passes the reference, and finds stores that are wrong."""

from contextlib import contextmanager
from time import sleep

import pytest

from commgov.core import MemoryStreams
from commgov.errors import ConflictError
from commgov.testing import check_stream_store


def opening(kind):
    @contextmanager
    def open_store():
        store = kind()
        yield lambda: store

    return open_store


def test_the_reference_passes():
    check_stream_store(opening(MemoryStreams), examples=20, steps=20)


class Overwriting(MemoryStreams):
    """Takes an event whose number is taken."""

    def append(self, stream, number, body):  # noqa: ARG002 - that is what is wrong with it
        super().append(stream, len(self.read(stream)) + 1, body)


class Silent(MemoryStreams):
    """Drops what does not come next without a word."""

    def append(self, stream, number, body):
        try:
            super().append(stream, number, body)
        except ConflictError:
            return


class CaseBlind(MemoryStreams):
    """Takes record/s-1 and record/S-1 for the same."""

    def append(self, stream, number, body):
        super().append(stream.lower(), number, body)

    def read(self, stream):
        return super().read(stream.lower())


class Trimming(MemoryStreams):
    """Keeps the first thousand characters of an event."""

    def append(self, stream, number, body):
        super().append(stream, number, body[:1000])


class Backwards(MemoryStreams):
    """Gives the last event first."""

    def read(self, stream):
        return super().read(stream)[::-1]


class ByPrefix(MemoryStreams):
    """Takes an award for a record."""

    def latest(self, kind):
        return [*super().latest(kind), *(super().latest("award") if kind == "record" else [])]


class Unchained(MemoryStreams):
    """Forgets the first event of its chain."""

    def events(self):
        return iter(list(super().events())[1:])


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize("kind", [Overwriting, Silent, CaseBlind, Trimming, Backwards, ByPrefix, Unchained])
def test_a_store_that_is_wrong_is_found(kind):
    with pytest.raises(AssertionError):
        check_stream_store(opening(kind), examples=100, steps=30)


@pytest.mark.usefixtures("any_example")
def test_a_store_that_forgets_is_found():
    @contextmanager
    def open_store():
        yield MemoryStreams

    with pytest.raises(AssertionError):
        check_stream_store(open_store, examples=100, steps=30)


class Racing(MemoryStreams):
    """Right, but for several at the same moment."""

    def append(self, stream, number, body):
        there = len(self.read(stream))
        if there + 1 != number:
            raise ConflictError("not the next")
        sleep(0.01)
        super().append(stream, len(self.read(stream)) + 1, body)


def test_two_winners_of_a_race_are_found():
    with pytest.raises(AssertionError):
        check_stream_store(opening(Racing), examples=1, steps=1)
