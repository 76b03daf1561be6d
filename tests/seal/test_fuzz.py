"""A fuzz target for every parser of the seal: whatever the bytes are, there is an answer or the refusal it may give.

Each target takes bytes. They are run on random bytes and on valid input that was cut, joined and changed; `SEARCH=1`
draws new examples.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.errors import InvalidInputError, SealError
from commgov.seal import Envelope, KeyKind, Keyset
from commgov.seal.cleartext import CLEARTEXT

_RANDOM = Random(7)  # noqa: S311 - so that the examples are the same in every run
_PLACES = ("commgov.seal.keyset.urandom", "commgov.seal.envelope.urandom", "secrets.token_bytes")


@contextmanager
def same_each_time() -> Iterator[None]:
    """Keys and IVs from a seed."""
    with ExitStack() as stack:
        for place in _PLACES:
            stack.enter_context(patch(place, _RANDOM.randbytes))
        stack.enter_context(patch("secrets.randbelow", _RANDOM.randrange))
        yield


with same_each_time():
    ROOT = Keyset.generate()
    KEYSET = Keyset.generate().rotated(KeyKind.AES_GCM_SIV)
ENVELOPE = Envelope(ROOT)


def ciphertext(content: bytes) -> None:
    refused_or(SealError, lambda: KEYSET.decrypt(content, b""))


def envelope(content: bytes) -> None:
    refused_or(SealError, lambda: ENVELOPE.decrypt(content, b""))


def keyset_protobuf(content: bytes) -> None:
    read = refused_or(InvalidInputError, lambda: Keyset.from_bytes(content, CLEARTEXT))
    assert read is None or read.to_bytes(CLEARTEXT) == content


def keyset_json(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")
    read = refused_or(InvalidInputError, lambda: Keyset.from_json(text, CLEARTEXT))
    assert read is None or Keyset.from_json(read.to_json(CLEARTEXT), CLEARTEXT).keys == read.keys


def encrypted_protobuf(content: bytes) -> None:
    refused_or((InvalidInputError, SealError), lambda: Keyset.from_bytes(content, ROOT))


def encrypted_json(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")
    refused_or((InvalidInputError, SealError), lambda: Keyset.from_json(text, ROOT))


def refused_or(refusal: type | tuple[type, ...], read: Callable) -> object:
    try:
        return read()
    except refusal:
        return None


with same_each_time():
    SEEDS = {
        ciphertext: KEYSET.encrypt(b"a name", b""),
        envelope: ENVELOPE.encrypt(b"a name", b""),
        keyset_protobuf: KEYSET.to_bytes(CLEARTEXT),
        keyset_json: KEYSET.to_json(CLEARTEXT).encode(),
        encrypted_protobuf: KEYSET.to_bytes(ROOT),
        encrypted_json: KEYSET.to_json(ROOT).encode(),
    }
every_target = pytest.mark.parametrize("target", SEEDS, ids=lambda target: target.__name__)


@every_target
@settings(max_examples=200)
@given(content=st.binary(max_size=300))
def test_random_bytes(target: Callable[[bytes], None], content: bytes) -> None:
    target(content)


@every_target
@settings(max_examples=300)
@given(data=st.data())
def test_changed_input(target: Callable[[bytes], None], data: st.DataObject) -> None:
    content = SEEDS[target]
    for _ in range(data.draw(st.integers(1, 4))):
        at, to = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        piece = data.draw(st.sampled_from([b"", content[at:to] * 2]) | st.binary(max_size=8))
        content = content[:at] + piece + content[to:]
    target(content)


@every_target
def test_unchanged_input_is_taken(target: Callable[[bytes], None]) -> None:
    target(SEEDS[target])
    assert KEYSET.decrypt(SEEDS[ciphertext], b"") == ENVELOPE.decrypt(SEEDS[envelope], b"") == b"a name"
    for read in (
        lambda: Keyset.from_bytes(SEEDS[keyset_protobuf], CLEARTEXT),
        lambda: Keyset.from_json(SEEDS[keyset_json].decode(), CLEARTEXT),
        lambda: Keyset.from_bytes(SEEDS[encrypted_protobuf], ROOT),
        lambda: Keyset.from_json(SEEDS[encrypted_json].decode(), ROOT),
    ):
        assert read().keys == KEYSET.keys
