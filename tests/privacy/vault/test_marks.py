"""What is read back from the marks that the log keeps of a vault."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from commgov.privacy.vault.marks import round_mark, round_name, state_mark, state_of

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize("erased", [True, False])
def test_a_mark_tells_whose_state_it_is_which_and_whether_they_are_gone(erased):
    mark = state_mark("p-1.x", 3, "officer-7", NOON, erased=erased)
    assert state_of(mark) == ("p-1.x", 3, erased)
    assert state_of(evolve(mark, action="read")) is None


def test_the_mark_of_a_round_is_nobodys_state():
    mark = round_mark(date(2026, 3, 2), "officer-7", NOON)
    assert (mark.subject, mark.rule) == (round_name(date(2026, 3, 2)), "vault#retention")
    assert state_of(mark) is None
