"""Keys from passphrases and from keys, with known answers; a peer for HKDF."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from commgov.seal import argon2id, hkdf_sha256, scrypt

RFC_7914 = [
    (b"", b"", 16, 1, 1, "77d6576238657b203b19ca42c18a0497"),
    (b"password", b"NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe"),
    (b"pleaseletmein", b"SodiumChloride", 16384, 8, 1, "7023bdcb3afd7348461c06cd81fd38eb"),
]


@pytest.mark.parametrize(("passphrase", "salt", "cost", "block_size", "parallel", "begins"), RFC_7914)
def test_scrypt_gives_the_answers_of_rfc_7914(
    passphrase: bytes, salt: bytes, cost: int, block_size: int, parallel: int, begins: str
) -> None:
    key = scrypt(passphrase, salt=salt, cost=cost, block_size=block_size, parallel=parallel, length=64)
    assert key.hex().startswith(begins)
    assert len(key) == 64


def test_argon2id_gives_the_answer_of_its_reference_implementation() -> None:
    key = argon2id(b"password", salt=b"somesalt", memory_kib=2**16, passes=2, lanes=1, length=32)
    assert key.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


@given(st.binary(max_size=100), st.binary(max_size=100), st.binary(max_size=100), st.integers(1, 8160))
def test_hkdf_is_that_of_the_peer(secret: bytes, salt: bytes, info: bytes, length: int) -> None:
    peer = HKDF(hashes.SHA256(), length, salt, info)
    assert hkdf_sha256(secret, salt=salt, info=info, length=length) == peer.derive(secret)


@pytest.mark.parametrize("length", [-1, 0, 8161])
def test_no_more_is_derived_than_the_rfc_allows(length: int) -> None:
    with pytest.raises(ValueError, match="1 to 8,160"):
        hkdf_sha256(b"secret", length=length)
