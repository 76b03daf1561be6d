"""Ed25519 with the vectors of RFC 8032, keys in the forms of the rest of the world, and no secret that shows itself."""

import copy
import pickle
import subprocess
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.seal import SigningKey, VerifyingKey

RFC_8032 = [  # section 7.1: secret key, public key, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
W3C_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"  # noqa: S105 - the published key of the test vectors
W3C_PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SEED = bytes(range(32))


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032, ids=["1", "2", "3", "SHA(abc)"])
def test_the_vectors_of_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key = SigningKey(bytes.fromhex(secret))
    assert key.to_bytes().hex() == secret
    assert key.verifying_key.to_bytes().hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert VerifyingKey(bytes.fromhex(public)).verifies(bytes.fromhex(message), bytes.fromhex(signature))


def test_the_key_pair_of_the_data_integrity_specification_is_read_in_its_own_form() -> None:
    assert SigningKey.from_multibase(W3C_SECRET).verifying_key.to_multibase() == W3C_PUBLIC
    assert VerifyingKey.from_did(f"did:key:{W3C_PUBLIC}") == VerifyingKey.from_multibase(W3C_PUBLIC)


@given(st.binary(max_size=200), st.integers(min_value=0))
def test_one_flipped_bit_in_message_signature_or_key_is_seen(message: bytes, at: int) -> None:
    key = SigningKey(SEED)
    signature, public = key.sign(message), key.verifying_key
    assert public.verifies(message, signature)
    assert not public.verifies(message, flipped(signature, at))
    if message:
        assert not public.verifies(flipped(message, at), signature)
    assert not VerifyingKey(flipped(public.to_bytes(), at)).verifies(message, signature)


def flipped(content: bytes, at: int) -> bytes:
    at %= 8 * len(content)
    return bytes(byte ^ (1 << at % 8 if number == at // 8 else 0) for number, byte in enumerate(content))


@given(st.binary(max_size=100))
def test_any_other_bytes_are_no_signature_and_no_error(signature: bytes) -> None:
    assert not SigningKey(SEED).verifying_key.verifies(b"90 minutes", signature)


@given(st.binary(min_size=32, max_size=32))
def test_a_key_is_the_same_in_every_form(seed: bytes) -> None:
    key = SigningKey(seed)
    public = key.verifying_key
    forms = (
        VerifyingKey(public.to_bytes()),
        VerifyingKey.from_multibase(public.to_multibase()),
        VerifyingKey.from_did(public.to_did()),
        VerifyingKey.from_pem(public.to_pem()),
        pickle.loads(pickle.dumps(public)),  # noqa: S301 - our own bytes
    )
    assert {public, *forms} == {public}
    assert public != SigningKey(bytes(byte ^ 1 for byte in seed)).verifying_key
    assert public.to_did().startswith("did:key:z6Mk")


def test_openssl_reads_what_we_write_and_we_read_what_it_writes(tmp_path) -> None:
    ours, theirs = tmp_path / "ours.pem", tmp_path / "theirs.pem"
    key = SigningKey.generate()
    ours.write_text(key.to_pem("correct horse"), encoding="utf-8")
    told = subprocess.run(
        ["openssl", "pkey", "-in", ours, "-passin", "pass:correct horse", "-pubout"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert VerifyingKey.from_pem(told.stdout) == key.verifying_key
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", theirs], check=True, timeout=60)
    assert SigningKey.from_pem(theirs.read_text(encoding="utf-8")).sign(b"")


@pytest.mark.parametrize("password", [None, "", "wrong horse"])
def test_a_key_under_a_password_opens_with_that_password_only(password: str | None) -> None:
    key = SigningKey(SEED)
    assert SigningKey.from_pem(key.to_pem("correct horse"), "correct horse").to_bytes() == SEED
    with pytest.raises(InvalidInputError, match="Ed25519 private key as PEM"):
        SigningKey.from_pem(key.to_pem("correct horse"), password)


def test_a_signing_key_is_not_written_without_a_password() -> None:
    with pytest.raises(InvalidInputError, match="not written in clear text"):
        SigningKey(SEED).to_pem("")


def test_nothing_of_a_signing_key_shows_or_travels() -> None:
    key = SigningKey(SEED)
    assert repr(key) == str(key) == f"{key}" == "SigningKey(...)"
    for travel in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="does not pickle or copy"):
            travel(key)
    assert not hasattr(key, "__dict__")


@pytest.mark.parametrize("seed", [b"", SEED[:31], SEED + b"x", bytearray(SEED), "0" * 32, None])
def test_what_is_no_seed_is_refused_and_not_repeated(seed: object) -> None:
    with pytest.raises(InvalidInputError) as refused:
        SigningKey(seed)
    assert str(refused.value) == "SigningKey: — 32 bytes"


@pytest.mark.parametrize(
    ("read", "given_text"),
    [
        (SigningKey.from_multibase, W3C_SECRET[:-1]),
        (SigningKey.from_multibase, W3C_PUBLIC),
        (VerifyingKey.from_multibase, W3C_SECRET),
        (VerifyingKey.from_multibase, W3C_PUBLIC + "1"),
        (VerifyingKey.from_multibase, ""),
        (VerifyingKey.from_multibase, "z" + "1" * 5_000),
        (VerifyingKey.from_did, W3C_PUBLIC),
        (VerifyingKey.from_did, "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"),  # of P-256
        (VerifyingKey.from_did, "did:web:example.com"),
        (VerifyingKey.from_did, None),
        (VerifyingKey.from_pem, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
        (SigningKey.from_pem, "no pem"),
    ],
)
def test_what_is_no_key_is_refused_and_not_repeated(read, given_text: str | None) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read(given_text)
    if given_text:
        assert given_text not in "".join(traceback.format_exception(refused.value, chain=True)).split("Error: ")[-1]


def test_a_key_of_another_kind_is_refused(tmp_path) -> None:
    secret, public = tmp_path / "secret.pem", tmp_path / "public.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "x25519", "-out", secret], check=True, timeout=60)
    subprocess.run(["openssl", "pkey", "-in", secret, "-pubout", "-out", public], check=True, timeout=60)
    with pytest.raises(InvalidInputError, match="Ed25519 private key"):
        SigningKey.from_pem(secret.read_text(encoding="utf-8"))
    with pytest.raises(InvalidInputError, match="Ed25519 public key"):
        VerifyingKey.from_pem(public.read_text(encoding="utf-8"))
