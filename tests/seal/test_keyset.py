"""Keysets: rotation, status, what opens and what does not, all that is refused, and no secret that shows itself."""

import copy
import json
import pickle
import subprocess
import sys
import traceback
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError, SealError
from commgov.seal import Envelope, KeyKind, Keyset, KeyStatus, OutputPrefix
from commgov.seal.cleartext import CLEARTEXT
from commgov.seal.key import ID_MAX, Key
from commgov.seal.keyset_form import KEYS_MAX
from commgov.seal.wire import number_field

AES = [KeyKind.AES_GCM, KeyKind.AES_GCM_SIV]
every_kind = pytest.mark.parametrize("kind", AES)


def fields(keyset: Keyset) -> dict:
    return json.loads(keyset.to_json(CLEARTEXT))


def read(changed: dict) -> Keyset:
    return Keyset.from_json(json.dumps(changed), CLEARTEXT)


def problems_of(changed: dict) -> list[str]:
    with pytest.raises(InvalidInputError) as refused:
        read(changed)
    return [str(problem) for problem in refused.value.problems]


@every_kind
@pytest.mark.parametrize("prefix", OutputPrefix)
def test_what_one_encrypts_is_prefix_iv_text_and_tag(kind: KeyKind, prefix: OutputPrefix) -> None:
    keyset = Keyset.generate(kind, prefix)
    begins = {OutputPrefix.TINK: b"\1", OutputPrefix.CRUNCHY: b"\0", OutputPrefix.RAW: b""}[prefix]
    hint = begins + keyset.primary.to_bytes(4, "big") if begins else b""
    sealed = keyset.encrypt(b"a name", b"")
    assert sealed.startswith(hint)
    assert len(sealed) == len(hint) + 12 + 6 + 16


@every_kind
@given(messages=st.lists(st.tuples(st.binary(max_size=50), st.binary(max_size=50)), max_size=10))
def test_many_messages_are_encrypted_as_one_is_each_with_an_iv_of_its_own(kind: KeyKind, messages: list) -> None:
    keyset = Keyset.generate(kind)
    sealed = keyset.encrypt_all(messages)
    opened = [keyset.decrypt(each, bound_to) for each, (_, bound_to) in zip(sealed, messages, strict=True)]
    assert opened == [text for text, _ in messages]
    assert len({each[5:17] for each in sealed}) == len(messages)


@every_kind
@given(text=st.binary(max_size=40), bound_to=st.binary(max_size=40), at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_single_changed_bit_anywhere_is_noticed(
    kind: KeyKind, text: bytes, bound_to: bytes, at: int, bit: int
) -> None:
    keyset = Keyset.generate(kind)
    changed = bytearray(keyset.encrypt(text, bound_to))
    changed[at % len(changed)] ^= 1 << bit
    with pytest.raises(SealError, match=r"^the ciphertext does not open$"):
        keyset.decrypt(bytes(changed), bound_to)


@every_kind
@given(text=st.binary(max_size=40), left=st.integers(0, 100))
def test_a_ciphertext_that_ends_early_or_late_does_not_open(kind: KeyKind, text: bytes, left: int) -> None:
    keyset = Keyset.generate(kind)
    sealed = keyset.encrypt(text, b"")
    for changed in (sealed[: min(left, len(sealed) - 1)], sealed + b"x"):
        with pytest.raises(SealError):
            keyset.decrypt(changed, b"")


def test_two_encryptions_of_the_same_text_differ() -> None:
    keyset = Keyset.generate()
    assert keyset.encrypt(b"low income", b"") != keyset.encrypt(b"low income", b"")


def test_a_rotation_keeps_what_was_encrypted_and_says_what_is_not_current() -> None:
    old = Keyset.generate()
    sealed, new = old.encrypt(b"text", b""), old.rotated(KeyKind.AES_GCM_SIV)
    assert old.is_current(sealed)
    assert not new.is_current(sealed)
    assert new.is_current(new.encrypt(b"text", b""))
    assert new.decrypt(sealed, b"") == b"text"
    assert [(key.kind, key.is_primary) for key in new.keys] == [(AES[0], False), (AES[1], True)]
    with pytest.raises(SealError):
        old.decrypt(new.encrypt(b"text", b""), b"")
    assert new.promoted(old.primary).is_current(sealed)
    with pytest.raises(SealError):
        new.only([new.primary]).decrypt(sealed, b"")


def test_a_disabled_key_can_come_back_and_a_destroyed_one_cannot() -> None:
    old = Keyset.generate()
    sealed, new = old.encrypt(b"text", b""), old.rotated()
    disabled = new.with_status(old.primary, KeyStatus.DISABLED)
    with pytest.raises(SealError):
        disabled.decrypt(sealed, b"")
    assert disabled.with_status(old.primary, KeyStatus.ENABLED).decrypt(sealed, b"") == b"text"
    destroyed = disabled.with_status(old.primary, KeyStatus.DESTROYED)
    with pytest.raises(InvalidInputError, match="not destroyed"):
        destroyed.with_status(old.primary, KeyStatus.ENABLED)
    assert "keyData" not in fields(destroyed)["key"][0]
    assert Keyset.from_bytes(destroyed.to_bytes(CLEARTEXT), CLEARTEXT).keys == destroyed.keys


def test_the_primary_key_stays_enabled_and_known() -> None:
    keyset = Keyset.generate()
    for status in (KeyStatus.DISABLED, KeyStatus.DESTROYED):
        with pytest.raises(InvalidInputError, match="the number of an enabled key"):
            keyset.with_status(keyset.primary, status)
    for wrong in (
        lambda: keyset.promoted(1),
        lambda: keyset.only([]),
        lambda: keyset.with_status(1, KeyStatus.ENABLED),
    ):
        with pytest.raises(InvalidInputError):
            wrong()


def test_keys_that_encrypt_and_keys_that_derive_do_not_mix() -> None:
    encrypts, derives = Keyset.generate(), Keyset.generate(KeyKind.HKDF_PRF)
    mixed = fields(encrypts) | {"key": fields(encrypts)["key"] + fields(derives)["key"]}
    assert problems_of(mixed) == ["Keyset: — keys that all encrypt, or all derive other keys"]
    for wrong in (
        lambda: encrypts.rotated(KeyKind.HKDF_PRF),
        lambda: derives.rotated(KeyKind.AES_GCM),
        lambda: derives.encrypt(b"", b""),
        lambda: derives.encrypt_all([(b"", b"")]),
        lambda: encrypts.derive(b"use"),
        lambda: Envelope(encrypts, KeyKind.HKDF_PRF),
    ):
        with pytest.raises(InvalidInputError):
            wrong()
    with pytest.raises(SealError):
        derives.decrypt(encrypts.encrypt(b"", b""), b"")


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33), bytearray(32), "0" * 32, None])
def test_a_key_that_was_derived_elsewhere_has_32_bytes(secret: object) -> None:
    with pytest.raises(InvalidInputError, match="32 secret bytes") as refused:
        Keyset.of_secret(secret)
    assert "0000" not in str(refused.value)
    sealed = Keyset.of_secret(bytes(32)).encrypt(b"text", b"")
    assert Keyset.of_secret(bytes(32)).decrypt(sealed, b"") == b"text"


def test_a_commitment_is_that_of_one_keyset_and_context_only() -> None:
    keyset = Keyset.generate()
    again = Keyset.from_bytes(keyset.to_bytes(CLEARTEXT), CLEARTEXT)
    assert keyset.commitment(b"a") == again.commitment(b"a")
    assert len({keyset.commitment(b"a"), keyset.commitment(b"b"), keyset.rotated().commitment(b"a")}) == 3


def test_each_use_has_a_key_of_its_own() -> None:
    branch = Keyset.generate(KeyKind.HKDF_PRF)
    assert len({branch.derive(use)[0] for use in (b"", b"phones", b"names")}) == 3


def test_everything_that_is_wrong_is_named_at_once_and_no_secret_is_repeated() -> None:
    one, two, three = (fields(Keyset.generate())["key"][0] for _ in range(3))
    secret = one["keyData"]["value"]
    one["keyData"]["typeUrl"] = "type.googleapis.com/google.crypto.tink.ChaCha20Poly1305Key"
    two["outputPrefixType"] = "LEGACY"
    two["status"] = "UNKNOWN_STATUS"
    three["keyData"]["value"] = "GgMxMjM="  # three bytes of key
    assert problems_of({"primaryKeyId": 1, "key": [one, two, three]}) == [
        f"Keyset, key {one['keyId']}: 'ChaCha20Poly1305Key' — a key of one of these types: {', '.join(KeyKind)}",
        f"Keyset, key {two['keyId']}: 'UNKNOWN_STATUS' — ENABLED, DISABLED or DESTROYED",
        f"Keyset, key {two['keyId']}: 'LEGACY' — the output prefix TINK, RAW or CRUNCHY",
        f"Keyset, key {three['keyId']}: 'AesGcmKey' — secret bytes of a size that its type has",
    ]
    one["keyData"]["typeUrl"] = secret  # a secret in the wrong place
    assert secret not in "".join(problems_of({"primaryKeyId": 1, "key": [one]}))


def change(*path: str | int, to: object) -> dict:
    changed = fields(Keyset.generate())
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return changed


DATA = ("key", 0, "keyData")
WRONG = {
    "no keys": change("key", to=[]),
    "keys that are no list": change("key", to={}),
    "a key that is none": change("key", 0, to="x"),
    "a primary key that is none": change("primaryKeyId", to=5),
    "a primary key that is a text": change("primaryKeyId", to="5"),
    "another field": change("more", to=1),
    "another field in a key": change("key", 0, "more", to=1),
    "the number 0": change("key", 0, "keyId", to=0) | {"primaryKeyId": 0},
    "a number beyond 32 bits": change("key", 0, "keyId", to=2**32) | {"primaryKeyId": 2**32},
    "True as a number": change("key", 0, "keyId", to=True) | {"primaryKeyId": 1},
    "public material": change(*DATA, "keyMaterialType", to="ASYMMETRIC_PUBLIC"),
    "no base64": change(*DATA, "value", to="?"),
    "no ASCII": change(*DATA, "value", to="密"),
    "base64 of no message": change(*DATA, "value", to="////"),
    "a newer version of a key": change(*DATA, "value", to="CAEaIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    "no type": change(*DATA, "typeUrl", to="AesGcmKey"),
    "a destroyed key with its bytes": change("key", 0, "status", to="DESTROYED"),
    "a disabled primary key": change("key", 0, "status", to="DISABLED"),
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_keyset_is_refused(changed: dict) -> None:
    assert problems_of(changed)


def test_two_keys_of_the_same_number_are_refused() -> None:
    keyset = fields(Keyset.generate())
    assert len(problems_of(keyset | {"key": keyset["key"] * 2})) == 1


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "null", '{"key": 1.5}', '{"primaryKeyId": 1}', None, b"{}", "[" * 10**5]
)
def test_what_is_no_json_of_a_keyset_is_refused(text: object) -> None:
    for access in (CLEARTEXT, Keyset.generate()):
        with pytest.raises(InvalidInputError):
            Keyset.from_json(text, access)


def test_a_keyset_has_one_form_in_protobuf() -> None:
    """Other forms that protobuf would read as the same are refused: what is read is written again byte for byte."""
    keyset = Keyset.generate()
    content = keyset.to_bytes(CLEARTEXT)
    primary = number_field(1, keyset.primary)
    key = content.removeprefix(primary)
    long_number = primary[:-1] + bytes([primary[-1] | 0x80, 0])
    assert Keyset.from_bytes(primary + key, CLEARTEXT).keys == keyset.keys
    for other in (
        key + primary,
        long_number + key,
        primary + primary + key,
        primary + key + key,
        content + b"\x08\x00",
    ):
        with pytest.raises(InvalidInputError):
            Keyset.from_bytes(other, CLEARTEXT)


def test_what_is_no_protobuf_is_refused() -> None:
    content = Keyset.generate().to_bytes(CLEARTEXT)
    endless, fixed, other = b"\x08" + b"\xff" * 10, b"\x0d1234", b"\x18\x01"
    for wrong in (
        b"",
        content[:-1],
        content + other,
        endless,
        fixed,
        b"\x10\x01",
        b"\x0a\x01x",
        b"\x12\x05x",
        bytes(2**20 + 1),
        "text",
        None,
    ):
        with pytest.raises(InvalidInputError):
            Keyset.from_bytes(wrong, CLEARTEXT)


def test_an_encrypted_keyset_opens_only_with_its_root_and_for_what_it_was_wrapped() -> None:
    root, keyset = Keyset.generate(), Keyset.generate()
    sealed = keyset.encrypt(b"text", b"")
    for written, reader in (
        (keyset.to_json(root, b"a"), Keyset.from_json),
        (keyset.to_bytes(root, b"a"), Keyset.from_bytes),
    ):
        assert reader(written, root, b"a").decrypt(sealed, b"") == b"text"
        for wrong in ((root, b"b"), (Keyset.generate(), b"a"), (root, b"")):
            with pytest.raises(SealError):
                reader(written, *wrong)
        with pytest.raises(InvalidInputError):
            reader(written, CLEARTEXT)


def test_without_something_that_wraps_nothing_is_written_or_read() -> None:
    keyset = Keyset.generate()
    written = keyset.to_json(Keyset.generate())
    for wrong in (
        lambda: keyset.to_json(None),
        lambda: keyset.to_bytes("x"),
        lambda: Keyset.from_json(written, b"key"),
    ):
        with pytest.raises(InvalidInputError, match="CLEARTEXT"):
            wrong()


@pytest.mark.parametrize("answer", [None, b"", "text", 5, bytearray(b"x"), [b"x"]])
def test_what_a_service_answers_is_bytes_or_refused(answer: object) -> None:
    """A `None` that was written as a wrapped keyset would be a keyset lost."""

    class Service:
        encrypt = decrypt = staticmethod(lambda _content, _associated_data: answer)

    keyset = Keyset.generate()
    written = keyset.to_json(keyset), keyset.to_bytes(keyset)
    for use in (
        lambda: keyset.to_json(Service()),
        lambda: keyset.to_bytes(Service()),
        lambda: Keyset.from_json(written[0], Service()),
        lambda: Keyset.from_bytes(written[1], Service()),
    ):
        with pytest.raises(InvalidInputError, match="bytes from what wraps"):
            use()


def test_a_keyset_never_grows_beyond_what_is_read_again() -> None:
    service, numbers = Keyset.generate(), range(ID_MAX, ID_MAX - KEYS_MAX, -1)
    how = (KeyKind.AES_GCM_SIV, KeyStatus.ENABLED, OutputPrefix.CRUNCHY, bytes(32))
    keys = [Key(number, *how) for number in numbers]
    largest = Keyset(keys, ID_MAX)
    for access in (service, CLEARTEXT):
        assert Keyset.from_json(largest.to_json(access), access).keys == largest.keys
        assert Keyset.from_bytes(largest.to_bytes(access), access).keys == largest.keys
    with pytest.raises(InvalidInputError, match="at most 2000 keys"):
        largest.rotated()
    one_more = Keyset([*keys, Key(7, KeyKind.AES_GCM, KeyStatus.ENABLED, OutputPrefix.TINK, bytes(32))], 7)
    for read in (
        lambda: Keyset.from_json(one_more.to_json(CLEARTEXT), CLEARTEXT),
        lambda: Keyset.from_bytes(one_more.to_bytes(CLEARTEXT), CLEARTEXT),
        lambda: Keyset.from_bytes(b"\x12\x00" * 400_000, CLEARTEXT),
    ):
        with pytest.raises(InvalidInputError, match="at most 2000 keys") as refused:
            read()
        assert len(refused.value.problems) == 1


def test_a_new_key_never_has_a_number_that_is_taken() -> None:
    keyset = Keyset.generate()
    with patch("secrets.randbelow", side_effect=[keyset.primary, 0, keyset.primary, 7]):
        assert [key.number for key in keyset.rotated().keys] == [keyset.primary, 7]


def test_no_import_of_the_library_reaches_clear_text_keysets() -> None:
    found = "import sys, commgov.privacy, commgov.storage, commgov.community, commgov.seal as s; s.Keyset.generate()"
    code = f"{found}; print('commgov.seal.cleartext' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False"]


def test_nothing_of_a_keyset_shows_or_travels() -> None:
    keyset = Keyset.generate()
    for secret in (keyset, Envelope(keyset)):
        name = type(secret).__name__
        assert repr(secret) == str(secret) == f"{secret}" == f"{name}(...)"
        assert not hasattr(secret, "__dict__")
        for travel in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="does not pickle or copy"):
                travel(secret)
    assert repr(keyset.keys[0]).startswith("KeyInfo(number=")


def test_a_traceback_shows_no_clear_text_and_no_key() -> None:
    keyset = Keyset.generate()
    wrong = json.dumps(fields(keyset) | {"primaryKeyId": 1})
    secret = fields(keyset)["key"][0]["keyData"]["value"]
    for fails in (
        lambda: Keyset.from_json(wrong, CLEARTEXT),
        lambda: keyset.decrypt(keyset.encrypt(b"13812345678", b"r-1"), b"r-2"),
        lambda: keyset.encrypt("13812345678", b"r-1"),
    ):
        with pytest.raises((InvalidInputError, SealError, TypeError)) as failed:
            fails()
        shown = "".join(traceback.format_exception(failed.value))
        assert secret not in shown
        assert "13812345678" not in shown.replace('b"13812345678"', "").replace('"13812345678"', "")
