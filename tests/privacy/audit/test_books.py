"""Books held against the log: what was taken out of them is missed, also at their end."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import BrokenStreamsError, MemoryStreams
from commgov.privacy.audit import AuditLog, check_books, mark_books

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def books(said):
    """Books in which this was noted, in this order."""
    streams, numbers = MemoryStreams(), dict[str, int]()
    for stream, body in said:
        numbers[stream] = numbers.get(stream, 0) + 1
        streams.append(stream, numbers[stream], body)
    return streams


GIVEN, TAKEN_BACK = ("consent/k-1", '{"said":"yes"}'), ("consent/k-1", '{"said":"no more"}')
OTHER, FORGED = ("approval/a-1", "{}"), ("approval/a-2", "{}")


def marked(*histories):
    log = AuditLog("b")
    for said in histories:
        mark_books(log, books(said), "office", NOON)
    return log


def test_a_consent_that_stands_again_since_its_end_was_cut_off_is_missed():
    log = marked([GIVEN], [GIVEN, TAKEN_BACK])
    with pytest.raises(BrokenStreamsError) as broken:
        check_books(log, books([GIVEN]))
    assert (broken.value.place, broken.value.why.zh) == (2, "事件在检查点之前就已结束")


def test_something_else_in_its_place_is_found():
    with pytest.raises(BrokenStreamsError) as broken:
        mark_books(marked([GIVEN, TAKEN_BACK]), books([GIVEN, FORGED, OTHER]), "office", NOON)
    assert broken.value.place == 2


def test_to_books_that_were_set_back_nothing_is_added():
    log = marked([GIVEN, TAKEN_BACK])
    with pytest.raises(BrokenStreamsError):
        mark_books(log, books([GIVEN]), "office", NOON)
    assert log.size == 1


def test_books_that_did_not_grow_are_told_of_once_and_empty_ones_never():
    assert marked([], [GIVEN], [GIVEN], [GIVEN]).size == 1


@given(length=st.integers(0, 8), marks=st.sets(st.integers(0, 8)), cut=st.integers(0, 8))
def test_whatever_is_cut_off_behind_a_mark_is_missed_and_nothing_else(length, marks, cut):
    said = [(f"consent/k-{at % 3}", f'"{at}"') for at in range(length)]
    known = sorted(mark for mark in marks if mark <= length)
    log = marked(*(said[:mark] for mark in known))
    kept = books(said[:cut])
    if known and cut < min(known[-1], length):
        with pytest.raises(BrokenStreamsError):
            check_books(log, kept)
    else:
        assert check_books(log, kept).place == min(cut, length)
