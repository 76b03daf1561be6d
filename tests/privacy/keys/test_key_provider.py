"""The root: a passphrase, a key management service, a keyset of Tink; each opens its tree again, nothing else does."""

import json
import unicodedata
from collections.abc import Callable

import pytest
import tink
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.keys.labels import CONSENT, PHONE
from tink import aead, secret_key_access
from tink import json_proto_keyset_format as tink_json
from tink import proto_keyset_format as tink_proto

from commgov.errors import InvalidInputError, SealError
from commgov.privacy.keys import Argon2id, KeyProvider, KeyTree, MemoryKeyStore, Scrypt
from commgov.seal import Keyset, canonical_json
from commgov.seal.cleartext import CLEARTEXT

aead.register()
CHEAP = Scrypt(cost=2**14)
PASSPHRASE = "正确 马 电池 订书钉"  # noqa: S105 - a famous one


def saying(*words: str) -> Callable[[], str]:
    """Says one after the other, and fails if asked once more."""
    rest = list(words)
    return lambda: rest.pop(0)


@pytest.mark.parametrize("kdf", [CHEAP, Argon2id(memory_kib=19 * 2**10, passes=1, lanes=1)], ids=["scrypt", "argon2id"])
def test_a_passphrase_opens_the_tree_again_and_is_asked_for_once(store: MemoryKeyStore, kdf: object) -> None:
    tree = KeyTree.open(store, KeyProvider.passphrase(saying(PASSPHRASE), kdf=kdf), tenant="community-b")
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    other_kdf = Scrypt(cost=2**15)  # what is there says itself what it was made with
    again = KeyTree.open(store, KeyProvider.passphrase(saying(PASSPHRASE), kdf=other_kdf), tenant="community-b")
    assert again.decrypt("r-1", PHONE, sealed, CONSENT) == b"text"
    again.forget()
    assert again.decrypt("r-1", PHONE, sealed, CONSENT) == b"text"
    again.rotate_community_key()


def test_a_wrong_passphrase_opens_nothing_and_a_right_one_may_follow(store: MemoryKeyStore) -> None:
    KeyTree.open(store, KeyProvider.passphrase(saying(PASSPHRASE), kdf=CHEAP), tenant="community-b")
    root = KeyProvider.passphrase(saying("another one", "", PASSPHRASE), kdf=CHEAP)
    with pytest.raises(SealError):
        KeyTree.open(store, root, tenant="community-b")
    with pytest.raises(InvalidInputError, match="a passphrase of at least 8 characters"):
        KeyTree.open(store, root, tenant="community-b")
    KeyTree.open(store, root, tenant="community-b")


@pytest.mark.parametrize("said", ["", "seven 7", None, b"bytes of bytes"])
def test_a_new_passphrase_has_eight_characters(said: object) -> None:
    with pytest.raises(InvalidInputError, match="at least 8"):
        KeyTree.open(MemoryKeyStore(), KeyProvider.passphrase(saying(said), kdf=CHEAP), tenant="community-b")


def test_a_passphrase_is_the_same_however_its_characters_are_composed() -> None:
    composed, apart = (unicodedata.normalize(form, "Lǚ Bùwéi 2026") for form in ("NFC", "NFD"))
    assert composed != apart
    sealed = KeyProvider.passphrase(saying(composed), kdf=CHEAP).encrypt(b"a key", b"")
    assert KeyProvider.passphrase(saying(apart)).decrypt(sealed, b"") == b"a key"


def test_each_root_has_a_salt_of_its_own() -> None:
    one, other = (KeyProvider.passphrase(saying(PASSPHRASE), kdf=CHEAP).encrypt(b"", b"") for _ in range(2))
    assert head_of(one)["salt"] != head_of(other)["salt"]
    assert head_of(one) | {"salt": ""} == {"kdf": "scrypt", "cost": 2**14, "block_size": 8, "parallel": 1, "salt": ""}


def head_of(sealed: bytes) -> dict:
    return json.loads(sealed[2 : 2 + int.from_bytes(sealed[:2], "big")])


def with_head(sealed: bytes, head: object) -> bytes:
    ends, content = 2 + int.from_bytes(sealed[:2], "big"), canonical_json(head)
    return len(content).to_bytes(2, "big") + content + sealed[ends:]


CHANGED = [
    {"cost": 2**40},
    {"cost": 2},
    {"cost": 2**14 + 1},
    {"cost": 2**22, "block_size": 32},
    {"parallel": 10**6},
    {"kdf": "md5"},
    {"kdf": "argon2id"},
    {"more": 1},
    {"salt": "xyz"},
    {"salt": 5},
    {"salt": ""},
]


@pytest.mark.parametrize("changed", CHANGED)
def test_a_changed_head_is_refused_before_it_costs_anything(changed: dict) -> None:
    sealed = KeyProvider.passphrase(saying(PASSPHRASE), kdf=CHEAP).encrypt(b"a key", b"")
    wrong = with_head(sealed, head_of(sealed) | changed)
    with pytest.raises(SealError):
        KeyProvider.passphrase(lambda: PASSPHRASE).decrypt(wrong, b"")


def test_a_head_with_cheaper_parameters_does_not_open_even_if_the_key_were_the_same() -> None:
    sealed = KeyProvider.passphrase(saying(PASSPHRASE), kdf=CHEAP).encrypt(b"a key", b"")
    with pytest.raises(SealError):
        KeyProvider.passphrase(saying(PASSPHRASE)).decrypt(with_head(sealed, head_of(sealed) | {"parallel": 2}), b"")


def test_whoever_makes_the_stored_cost_cheap_gets_nobody_to_use_it() -> None:
    """A cost below the least is not run at all; a lower one that is allowed opens nothing, and nothing is written."""
    dear = Argon2id(memory_kib=20 * 2**10, passes=1, lanes=1)
    sealed, asked = KeyProvider.passphrase(saying(PASSPHRASE), kdf=dear).encrypt(b"a key", b""), []
    root = KeyProvider.passphrase(lambda: asked.append(1) or PASSPHRASE, kdf=dear)
    for cheap in ({"memory_kib": 8}, {"memory_kib": 1}, {"passes": 0}, {"lanes": 0}, {"memory_kib": 8, "passes": 64}):
        with pytest.raises(SealError):
            root.decrypt(with_head(sealed, head_of(sealed) | cheap), b"")
    assert not asked
    with pytest.raises(SealError):
        root.decrypt(with_head(sealed, head_of(sealed) | {"memory_kib": 19 * 2**10}), b"")
    assert head_of(root.encrypt(b"another key", b""))["memory_kib"] == 20 * 2**10


SEALED = KeyProvider.passphrase(lambda: PASSPHRASE, kdf=CHEAP).encrypt(b"a key", b"")


@settings(max_examples=300)
@given(content=st.binary(max_size=80) | st.binary(max_size=8).map(lambda end: SEALED[:60] + end + SEALED[70:]))
def test_the_parser_of_a_passphrase_root_refuses_whatever_it_is_given(content: bytes) -> None:
    """The fuzz target: no function is run with parameters out of range, so it is quick."""
    root = KeyProvider.passphrase(lambda: PASSPHRASE)
    with pytest.raises(SealError):
        root.decrypt(content if content != SEALED else b"", b"")


@pytest.mark.parametrize(
    ("kdf", "wrong"),
    [
        (Scrypt, {"cost": 2**13}),
        (Scrypt, {"cost": 3 * 2**14}),
        (Scrypt, {"block_size": 4}),
        (Scrypt, {"cost": 2**22, "block_size": 16}),
        (Scrypt, {"parallel": True}),
        (Argon2id, {"memory_kib": 1024}),
        (Argon2id, {"passes": 0}),
        (Argon2id, {"lanes": 65}),
    ],
)
def test_parameters_that_are_too_weak_or_too_much_are_refused(kdf: type, wrong: dict) -> None:
    with pytest.raises(InvalidInputError):
        kdf(**wrong)


def test_a_key_management_service_is_asked_with_what_its_key_is_for(store: MemoryKeyStore) -> None:
    service, asked = Keyset.generate(), []

    def encrypt(plaintext: bytes, associated_data: bytes) -> bytes:
        asked.append(associated_data)
        return service.encrypt(plaintext, associated_data)

    root = KeyProvider.kms(encrypt, service.decrypt)
    tree = KeyTree.open(store, root, tenant="community-b")
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    assert [b"community-b" in each for each in asked] == [True, True]
    assert len(set(asked)) == 2
    assert KeyTree.open(store, root, tenant="community-b").decrypt("r-1", PHONE, sealed, CONSENT) == b"text"


def test_an_error_of_the_service_goes_through_to_the_caller(store: MemoryKeyStore) -> None:
    def unreachable(_content: bytes, _associated_data: bytes) -> bytes:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        KeyTree.open(store, KeyProvider.kms(unreachable, unreachable), tenant="community-b")


@pytest.mark.parametrize("form", ["json", "protobuf"])
def test_a_keyset_of_tink_is_a_root_and_tink_opens_the_whole_tree(store: MemoryKeyStore, form: str) -> None:
    """From the service down to the field with `tink` alone: no data is locked into this library."""
    token = secret_key_access.TOKEN
    service = Keyset.generate()
    their_service = tink_json.parse(service.to_json(CLEARTEXT), token).primitive(aead.Aead)
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    written = (tink_json if form == "json" else tink_proto).serialize_encrypted(handle, their_service, b"root")

    root = KeyProvider.encrypted_keyset(written, service, b"root")
    tree = KeyTree.open(store, root, tenant="community-b")
    sealed = tree.encrypt("r-1", PHONE, b"13800000000", CONSENT)

    def joined(*parts: bytes) -> bytes:
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)

    community_bound = joined(b"commgov community key 1", b"community-b")
    key_bound = joined(b"commgov subject key 1", b"community-b", b"r-1", b"\3")
    key = handle
    for wrapped, bound in ((store.community(), community_bound), (store.find("r-1", PHONE.tier), key_bound)):
        key = tink_proto.parse_encrypted(wrapped.wrapped, key.primitive(aead.Aead), bound)
    basis = (b"consent", b"c-91")
    numbers = (number.to_bytes(4, "big") for number in (3, 1, 0))
    bound = joined(b"commgov field 1", b"community-b", b"r-1", *basis, b"resident.phone", *numbers)
    assert key.primitive(aead.Aead).decrypt(sealed, bound) == b"13800000000"


def test_a_root_keyset_that_does_not_open_is_refused() -> None:
    service = Keyset.generate()
    written = Keyset.generate().to_json(service, b"root")
    for wrong, bound_to in ((Keyset.generate(), b"root"), (service, b"")):
        with pytest.raises(SealError):
            KeyProvider.encrypted_keyset(written, wrong, bound_to)
    with pytest.raises(InvalidInputError):
        KeyProvider.encrypted_keyset("{}", service)


def test_a_passphrase_can_be_changed(store: MemoryKeyStore) -> None:
    tree = KeyTree.open(store, KeyProvider.passphrase(saying(PASSPHRASE), kdf=CHEAP), tenant="community-b")
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    tree.change_root(KeyProvider.passphrase(saying("a new passphrase"), kdf=CHEAP))
    with pytest.raises(SealError):
        KeyTree.open(store, KeyProvider.passphrase(saying(PASSPHRASE)), tenant="community-b")
    again = KeyTree.open(store, KeyProvider.passphrase(saying("a new passphrase")), tenant="community-b")
    assert again.decrypt("r-1", PHONE, sealed, CONSENT) == b"text"
