"""The kits of keepers and recognisers pass those that keep the contract and catch those that break it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.privacy import Basis, BasisKind, Category, Purpose, Recognised, Resident
from commgov.privacy.entering import FieldEntry, FieldLedger, Origin
from commgov.privacy.schema import record_schema
from commgov.privacy.validators import IdentifierKind, check_identifier, identifier_kinds
from commgov.testing import check_keeper, check_recogniser, identifiers, residents
from commgov.wording import Text

CARE, CONSENT = Purpose("care"), Basis(BasisKind.CONSENT, "c-1")


class Shelf:
    """A keeper that keeps the contract; the ones below each break it in one way."""

    name, keeps = "shelf", Text("values", "内容")

    def __init__(self, pieces):
        self.pieces = set(pieces)

    def forget(self, person, fields=None, *, item=None):
        gone = {each for each in self.pieces if self.goes(each, person, fields, item)}
        self.pieces -= gone
        return len(gone)

    def goes(self, piece, person, fields, item):
        return piece[0] == person and (fields is None or piece[1] in fields) and item in (None, piece[2])


class Silent(Shelf):
    keeps = Text("values", "")


class Deaf(Shelf):
    def forget(self, person, fields=None, *, item=None):
        del person, fields, item
        return 0


class Careless(Shelf):
    def goes(self, piece, person, fields, item):
        del fields, item
        return piece[0] == person


class Mixing(Shelf):
    def goes(self, piece, person, fields, item):
        del person
        return super().goes(piece, piece[0], fields, item)


class Boasting(Shelf):
    def forget(self, person, fields=None, *, item=None):
        return super().forget(person, fields, item=item) + 1


class OneRecord(Shelf):
    def goes(self, piece, person, fields, item):
        del item
        return super().goes(piece, person, fields, None)


def test_keepers_that_keep_the_contract_pass():
    check_keeper(Shelf, examples=40)
    check_keeper(
        lambda pieces: FieldLedger(
            [Resident],
            [
                FieldEntry(person, key, Origin.PERSON, "visit", date(2026, 1, 5), CARE, CONSENT, item=item)
                for person, key, item in pieces
            ],
        ),
        examples=40,
    )


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize("broken", [Silent, Deaf, Careless, Mixing, Boasting, OneRecord])
def test_a_keeper_that_breaks_the_contract_is_caught(broken):
    with pytest.raises(AssertionError):
        check_keeper(broken, examples=40)


class Words:
    """A recogniser that keeps the contract; the ones below each break it in one way."""

    name = "words"

    def recognise(self, text):
        return [Recognised.of(Category.HEALTH)] if "透析" in text else []


class Nameless(Words):
    name = " "


class Loose(Words):
    def recognise(self, text):
        return ["health"] if "透析" in text else []


class Moody(Words):
    calls = 0

    def recognise(self, text):
        self.calls += 1
        return super().recognise(text if self.calls % 3 else "透析")


class Frail(Words):
    def recognise(self, text):
        return super().recognise(text.encode().decode())


def test_a_recogniser_that_keeps_the_contract_passes():
    check_recogniser(Words(), examples=60)


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize("broken", [Nameless, Loose, Moody])
def test_a_recogniser_that_breaks_the_contract_is_caught(broken):
    with pytest.raises(AssertionError):
        check_recogniser(broken())


@pytest.mark.usefixtures("any_example")
def test_a_recogniser_that_raises_is_caught():
    with pytest.raises(UnicodeEncodeError):
        check_recogniser(Frail())


@given(st.data(), st.sampled_from(IdentifierKind))
def test_invented_identifiers_pass_their_check_and_are_in_normal_form(data, kind):
    number = data.draw(identifiers(kind))
    assert check_identifier(kind, number).normal == number
    assert kind in identifier_kinds(number)


@given(residents())
def test_invented_residents_are_residents_and_show_nothing(resident):
    assert resident.ref in repr(resident)
    for rule in record_schema(resident):
        value = getattr(resident, rule.name)
        if isinstance(value, str) and rule.mask(value) != value:
            assert value not in repr(resident)
            assert value not in rule.mask(value)
