"""What is noted of a person besides their fields: told with its place, refused by what stands against it."""

from datetime import date

import pytest
from tests.privacy.vault.scene import RELIEF, entered

from commgov.errors import InvalidInputError
from commgov.privacy import OrderText, Origin, Since


def test_what_is_wrong_with_a_note_is_told_with_its_place(small):
    entered(small)
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        with pytest.raises(InvalidInputError, match="move, unit"):
            s.move("r-204", "")
        with pytest.raises(InvalidInputError, match="note, on"):
            s.note("r-204", Since.LEFT, date(2028, 1, 1))


def test_of_restricted_data_and_of_nobodys_a_note_is_refused_by_what_stands_against_it(small):
    entered(small)
    small.restrict("r-204", by="secretary-1")
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        for ref, rule in (("r-204", "restricted"), ("r-299", "not-held")):
            assert [no.rule for no in s.move(ref, "grid-2").refused.values()] == [rule]
            assert [no.rule for no in s.confirm(ref, "phone", origin=Origin.PERSON).refused.values()] == [rule]


def test_what_is_confirmed_of_one_order_is_said_of_that_order(small, clock):
    for item in ("d-5", "d-6"):
        entered(small, OrderText(ref="r-204", demand=item, text="灯坏了"), item=item)
    clock.forward(days=1)
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.confirm("r-204", "text", origin=Origin.PERSON, record=OrderText, item="d-6")
    known = {each.item: each.confirmed for each in small.known("r-204").known("r-204") if each.key == "order.text"}
    assert known["d-5"] < known["d-6"]


def test_a_session_that_has_no_purpose_is_refused_with_its_place(small):
    with pytest.raises(InvalidInputError, match="session, purpose:"):
        small.session(by="secretary-1", purpose="relief")
