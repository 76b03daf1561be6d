"""The list of revocations: the example of the specification, an independent reader, and lists that are none."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openvc.status import check_credential_status

from commgov.errors import InvalidInputError
from commgov.incentives.certificates import StatusEntry
from commgov.incentives.certificates.status_list import PLACES, entry_in, is_revoked, status_list
from commgov.seal import to_multibase

LIST = "https://b.example/status/1"
# W3C Bitstring Status List v1.0, example 4: nobody is revoked.
NOBODY = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
ENTRY = StatusEntry(LIST, 94_567)


def published(encoded: object, **changes: object) -> dict:
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": encoded}
    return {"id": LIST, "credentialSubject": subject | changes}


@pytest.fixture(scope="module")
def made(key, issuer, noon, day):
    def made(revoked: frozenset[int]) -> dict:
        return json.loads(status_list(LIST, revoked, key, issuer=issuer.id, at=noon, until=noon + day))

    return made


def test_the_example_of_the_specification_revokes_nobody() -> None:
    assert all(is_revoked(published(NOBODY), StatusEntry(LIST, place)) is False for place in range(0, PLACES, 997))


@given(st.frozensets(st.integers(0, PLACES - 1), max_size=20), st.integers(0, PLACES - 1))
def test_an_independent_reader_reads_the_same_revocations(made, revoked: frozenset[int], other: int) -> None:
    document = made(revoked)
    for place in {*revoked, other, 0, PLACES - 1}:
        entry = StatusEntry(LIST, place)
        theirs = check_credential_status({"credentialStatus": entry.told()}, resolve_status_list=lambda _: document)
        assert is_revoked(document, entry) is theirs.revoked is (place in revoked)


def test_the_same_revocations_give_the_same_bytes(key, issuer, noon, day) -> None:
    once, again = (status_list(LIST, frozenset({9, 8}), key, issuer=issuer.id, at=noon, until=noon + day) for _ in "12")
    assert once == again


NOT_LISTS = {
    "another list": published(NOBODY) | {"id": "https://b.example/status/2"},
    "another purpose": published(NOBODY, statusPurpose="suspension"),
    "another type": published(NOBODY, type="StatusList2021"),
    "no list": published(None),
    "no multibase": published(NOBODY[1:]),
    "another base": published("z" + NOBODY[1:]),
    "no gzip": published("uAAAA"),
    "cut off": published(NOBODY[:-8]),
    "more behind it": published(to_multibase(gzip.compress(bytes(PLACES // 8)) + b"more", "u")),
    "too short": published(to_multibase(gzip.compress(bytes(PLACES // 8 - 1)), "u")),
    "a bomb": published(to_multibase(gzip.compress(bytes(2**26)), "u")),
    "no subject": {"id": LIST, "credentialSubject": [NOBODY]},
}


@pytest.mark.parametrize("document", NOT_LISTS.values(), ids=NOT_LISTS.keys())
def test_of_what_is_not_the_list_nothing_is_said(document: dict) -> None:
    assert is_revoked(published(NOBODY), ENTRY) is False
    assert is_revoked(document, ENTRY) is None


def test_an_entry_is_read_as_it_was_written() -> None:
    assert entry_in(ENTRY.told()) == ENTRY


@pytest.mark.parametrize(
    "change",
    [
        {"statusListIndex": 94_567},
        {"statusListIndex": "-1"},
        {"statusListIndex": "131072"},
        {"statusListIndex": "9" * 5_000},
        {"statusListIndex": "٩"},
        {"statusListIndex": "094567"},
        {"statusListCredential": "http://b.example/status/1"},
        {"statusListCredential": None},
        {"statusPurpose": "suspension"},
        {"type": "StatusList2021Entry"},
        {"statusSize": 2},
    ],
    ids=str,
)
def test_an_entry_of_another_form_is_none(change: dict) -> None:
    assert entry_in(ENTRY.told() | change) is None
    assert entry_in([ENTRY.told()]) is None


def test_a_place_that_the_list_does_not_have_is_refused_with_what_would_be_right(key, issuer, noon, day) -> None:
    with pytest.raises(InvalidInputError, match="place: '131072' — a place from 0 to 131071"):
        status_list(LIST, frozenset({PLACES}), key, issuer=issuer.id, at=noon, until=noon + day)
    with pytest.raises(InvalidInputError) as refused:
        StatusEntry("b.example", True)
    assert len(refused.value.problems) == 2
