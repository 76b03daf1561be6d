"""Bytes as text: known answers, round trips, and one text only for the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.seal import from_multibase, to_multibase

KNOWN = [  # draft-msporny-base58-03, section 5
    (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
    (
        b"The quick brown fox jumps over the lazy dog.",
        "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
    ),
    (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
    (b"", "z"),
    (b"yes mani !", "ueWVzIG1hbmkgIQ"),  # the test vectors of multibase
    (b"", "u"),
]


@pytest.mark.parametrize(("content", "text"), KNOWN)
def test_known_answers(content: bytes, text: str) -> None:
    assert to_multibase(content, text[0]) == text
    assert from_multibase(text) == content


@given(st.binary(max_size=200), st.sampled_from("zu"))
def test_bytes_come_back(content: bytes, base: str) -> None:
    assert from_multibase(to_multibase(content, base)) == content


@given(st.text("zu012345abcdefIOl+/=-_", max_size=12))
def test_of_the_same_bytes_there_is_one_text(text: str) -> None:
    try:
        content = from_multibase(text)
    except InvalidInputError:
        return  # it is none
    assert to_multibase(content, text[0]) == text


@pytest.mark.parametrize(
    "text", ["", "z0", "zI", "x2NEpo7", "uA", "uAB", "uAA==", "u+/8", "z" + "2" * 3_000, None, b"z2"]
)
def test_what_is_no_multibase_is_refused(text: object) -> None:
    with pytest.raises(InvalidInputError, match="base58btc"):
        from_multibase(text)


@pytest.mark.parametrize(("content", "base"), [(b"x" * 1_025, "z"), (b"x", "m")])
def test_what_has_no_text_is_refused(content: bytes, base: str) -> None:
    with pytest.raises(InvalidInputError, match="base58btc"):
        to_multibase(content, base)
