"""Account names: each tells what it stands for, and no two things share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core.ids import id_problem
from commgov.errors import InvalidInputError
from commgov.incentives.timebank import accounts

ids = st.text(st.sampled_from("ab-/%2F水"), min_size=1, max_size=6).filter(lambda text: id_problem(text) is None)


@given(st.lists(ids, min_size=1, max_size=3))
def test_a_name_tells_what_it_was_made_of(parts):
    assert accounts.parsed(accounts.named("budget", *parts)) == ("budget", tuple(parts))


@given(st.lists(ids, min_size=1, max_size=3), st.lists(ids, min_size=1, max_size=3))
def test_different_things_have_different_names(these, those):
    assert (accounts.named("x", *these) == accounts.named("x", *those)) == (these == those)


def test_ids_that_are_too_long_together_are_refused():
    accounts.budget("f" * 28, "p" * 28)
    with pytest.raises(InvalidInputError, match="shorter ids"):
        accounts.budget("f" * 29, "p" * 29)


def test_a_phone_number_is_no_member():
    with pytest.raises(InvalidInputError) as refused:
        accounts.member("13800000000")
    assert "138" not in str(refused.value)
