"""What somebody did of late, read from the end of the log."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.privacy.audit import AuditEntry, AuditLog, lately
from commgov.privacy.audit.lately import Lately

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(hours=24)
STEPS = st.tuples(
    st.sampled_from([0, 1, 50, 400, 1500]),
    st.sampled_from(["officer-7", "officer-8"]),
    st.sampled_from(["export", "read"]),
    st.sampled_from(["", "p-1", "p-2", "p-3"]),
    st.booleans(),
)


@given(steps=st.lists(STEPS, min_size=1, max_size=20), before=st.integers(0, 20))
def test_whose_data_somebody_had_in_the_last_day_is_what_the_whole_log_tells(steps, before):
    minutes = accumulate(minutes for minutes, *_ in steps)
    entries = [
        AuditEntry(START + timedelta(minutes=at), by, action, subject=subject, allowed=allowed)
        for at, (_, by, action, subject, allowed) in zip(minutes, steps, strict=True)
    ]
    log, now = AuditLog("b"), entries[-1].at
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lately, "_PAGE", 3)
        seen = Lately(log.store, ["export"], DAY)
        for some in (entries[:before], entries[before:]):
            log.append(some)
            if some:
                seen.subjects("officer-7", some[-1].at)
    assert seen.subjects("officer-7", now) == {
        each.subject
        for each in entries
        if (each.by, each.action, each.allowed) == ("officer-7", "export", True)
        and each.subject
        and each.at > now - DAY
    }


def exported(number):
    log = AuditLog("b")
    log.append(AuditEntry(START, "officer-7", "export", subject=f"p-{each}") for each in range(number))
    return log


def test_a_clock_that_stood_far_ahead_for_a_moment_makes_nobody_forget_what_was_taken_out():
    seen = Lately(exported(30).store, ["export"], DAY)
    assert len(seen.subjects("officer-7", START)) == 30
    assert not seen.subjects("officer-7", START + timedelta(days=40))
    assert len(seen.subjects("officer-7", START + timedelta(hours=1))) == 30


def test_an_entry_of_a_clock_that_stood_far_back_does_not_end_the_looking():
    log, page = exported(30), lately._PAGE
    log.append([AuditEntry(START - timedelta(days=9), "officer-8", "read")])
    log.append([AuditEntry(START, "officer-8", "read")] * (page - 1))  # so that a page begins with the one before
    assert len(Lately(log.store, ["export"], DAY).subjects("officer-7", START)) == 30
