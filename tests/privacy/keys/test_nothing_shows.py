"""No clear text and no key in a repr, a log, a traceback, a pickle, or in the store."""

import base64
import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import attrs
import pytest
import tink
from tests.privacy.keys.labels import CONSENT, DISABILITY, NAME, PHONE
from tink import aead, secret_key_access
from tink import json_proto_keyset_format as tink_json
from tink import proto_keyset_format as tink_proto

from commgov.errors import CommgovError, InvalidInputError
from commgov.privacy.keys import IndexPlan, KeyLimits, KeyProvider, KeyTree, MemoryKeyStore, Scrypt
from commgov.privacy.keys import tree as tree_module
from commgov.seal import Keyset
from commgov.seal.cleartext import CLEARTEXT

aead.register()
PASSPHRASE = "correct horse battery"  # noqa: S105 - a famous one
TEXTS = [b"13800000000", "王五".encode(), b"severe disability"]


def key_material(keyset: Keyset) -> list[bytes]:
    """The secret bytes of a keyset."""
    values = [base64.b64decode(key["keyData"]["value"]) for key in json.loads(keyset.to_json(CLEARTEXT))["key"]]
    return [value[-32:] for value in values]


@pytest.fixture
def scene() -> tuple[KeyTree, MemoryKeyStore, list[bytes]]:
    """A tree in use, its store, and everything that must never show."""
    store = MemoryKeyStore()
    root = KeyProvider.passphrase(lambda: PASSPHRASE, kdf=Scrypt(cost=2**14))
    tree = KeyTree.open(store, root, tenant="community-b", limits=KeyLimits(block=2))
    tree.encrypt_fields("r-1", list(zip([PHONE, NAME, DISABILITY], TEXTS, strict=True)), CONSENT)
    tree.renew_subject_keys()
    tree.encrypt("r-1", PHONE, TEXTS[0], CONSENT)
    opened = tree._community.opened()
    keysets = [opened.keyset, opened.index, tree._open["r-1"][3].keyset, root._root._keyset]
    secrets = [secret for keyset in keysets for secret in key_material(keyset)]
    assert len(secrets) == 5
    return tree, store, [*TEXTS, PASSPHRASE.encode(), *secrets]


def shown(secret: bytes) -> Iterator[str]:
    """The ways in which a secret could show."""
    yield from (secret.hex(), base64.b64encode(secret).decode()[:-4], repr(secret)[2:-1])
    try:
        yield secret.decode()
    except UnicodeDecodeError:
        return


def assert_hidden(text: str, secrets: list[bytes]) -> None:
    for secret in secrets:
        assert not [form for form in shown(secret) if form in text]


def parts(tree: KeyTree, store: MemoryKeyStore) -> list[object]:
    opened, open_key = tree._community.opened(), tree._open["r-1"][3]
    index = tree.blind_index(IndexPlan.of("resident.phone", distinct=9_000))
    receipt = tree.destroy("r-2", at=datetime(2026, 11, 28, tzinfo=UTC))
    secret_holders = [tree, tree._keys, tree._community, opened, open_key, index, opened.keyset, opened.keyset._keys[0]]
    secret_holders += [tree._community._root, tree._community._root._root, KeyProvider.kms(str, str)._root]
    public = [tree.status, receipt, store.community(), store.find("r-1", PHONE.tier), PHONE, opened.keyset.keys]
    return [*secret_holders, *public]


def test_no_repr_shows_anything(scene: tuple) -> None:
    tree, store, secrets = scene
    for part in parts(tree, store):
        for text in (repr(part), str(part), f"{part}", f"{part!r:>200}"):
            assert_hidden(text, secrets)


def test_what_holds_secrets_does_not_travel(scene: tuple) -> None:
    tree, store, secrets = scene
    travelled = 0
    for part in parts(tree, store):
        for travel in (pickle.dumps, copy.copy, copy.deepcopy):
            try:
                content = travel(part)
            except TypeError as error:
                assert "does not pickle or copy" in str(error)  # noqa: PT017 - either is right, and nothing else is
                continue
            travelled += 1
            if isinstance(content, bytes):
                assert not [secret for secret in secrets if secret in content]
    assert travelled == 3 * 6  # the public ones


def test_what_holds_secrets_does_not_turn_into_a_dict(scene: tuple) -> None:
    tree, store, secrets = scene
    for part in parts(tree, store):
        assert not hasattr(part, "__dict__")
        if attrs.has(type(part)) and "Open" not in type(part).__name__ and type(part).__name__ != "Key":
            assert_hidden(repr(attrs.asdict(part)), secrets)


def test_the_store_holds_no_secret(scene: tuple) -> None:
    _, store, secrets = scene
    content = pickle.dumps([store.community(), store._keys])
    assert not [secret for secret in secrets if secret in content]


def told(error: BaseException) -> list[str]:
    """What a traceback shows of the library's own frames: alone, and with the values of all variables."""
    frames = error.__traceback__
    while "src/commgov/" not in frames.tb_frame.f_code.co_filename:  # a checkout may be called so too
        frames = frames.tb_next
    kinds = ({"capture_locals": False}, {"capture_locals": True})
    return ["".join(traceback.TracebackException(type(error), error, frames, **kind).format()) for kind in kinds]


def failures(tree: KeyTree, store: MemoryKeyStore) -> list[Callable[[], object]]:
    """Ways to fail deep inside, on data that the caller does not hold in clear text."""
    sealed, stored = tree.encrypt("r-1", PHONE, TEXTS[0], CONSENT), store.find("r-1", PHONE.tier)
    another = KeyProvider.passphrase(lambda: PASSPHRASE + "!")
    return [
        lambda: tree.decrypt("r-1", NAME, sealed, CONSENT),
        lambda: tree.decrypt("r-3", PHONE, sealed, CONSENT),
        lambda: KeyTree.open(store, another, tenant="community-b"),
        lambda: KeyTree.open(store, tree._community._root, tenant="community-c"),
        lambda: tree._community.unwrapped(attrs.evolve(stored, wrapped=b"x")),
        lambda: tree._community.unwrapped(attrs.evolve(stored, commitment=b"x")),
    ]


def test_no_traceback_shows_a_secret_not_even_with_the_values_of_variables(scene: tuple) -> None:
    tree, store, secrets = scene
    for fails in failures(tree, store):
        with pytest.raises(CommgovError) as raised:
            fails()
        for text in told(raised.value):
            assert_hidden(text, secrets)


def test_no_traceback_shows_a_keyset_that_opens_and_is_refused() -> None:
    root = Keyset.generate()
    their_root = tink_json.parse(root.to_json(CLEARTEXT), secret_key_access.TOKEN).primitive(aead.Aead)
    handle = tink.new_keyset_handle(aead.aead_key_templates.XCHACHA20_POLY1305)
    content = tink_proto.serialize(handle, secret_key_access.TOKEN)
    for read, written in (
        (Keyset.from_bytes, tink_proto.serialize_encrypted(handle, their_root, b"")),
        (Keyset.from_json, tink_json.serialize_encrypted(handle, their_root, b"")),
    ):
        with pytest.raises(InvalidInputError, match="XChaCha20Poly1305Key") as raised:
            read(written, root)
        assert raised.value.__context__ is None
        for text in told(raised.value):
            assert_hidden(text, [content[-40:-8]])
            assert "XChaCha" in text


def test_no_traceback_shows_the_text_that_could_not_be_encrypted(scene: tuple, monkeypatch: pytest.MonkeyPatch) -> None:
    tree, _, secrets = scene

    def broken(_size: int) -> bytes:
        raise OSError("no randomness")

    monkeypatch.setattr(tree_module, "urandom", broken)
    for write in (
        lambda: tree.encrypt("r-1", PHONE, TEXTS[0], CONSENT),
        lambda: tree.encrypt_fields("r-1", [(PHONE, TEXTS[0])], CONSENT),
    ):
        with pytest.raises(OSError, match="no randomness") as raised:
            write()
        assert_hidden(told(raised.value)[0], secrets)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        store, root = MemoryKeyStore(), Keyset.generate()
        tree = KeyTree.open(store, root, tenant="community-b")
        sealed = tree.encrypt("r-1", PHONE, TEXTS[0], CONSENT)
        with pytest.raises(CommgovError):
            tree.decrypt("r-1", NAME, sealed, CONSENT)
        tree.rotate_community_key()
        tree.destroy("r-1", at=datetime(2026, 11, 28, tzinfo=UTC))
    assert caplog.records == []
