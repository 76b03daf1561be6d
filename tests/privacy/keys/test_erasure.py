"""Crypto-erasure: what was encrypted is unreadable, and the receipt says what that reached and what it did not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import frozen
from tests.privacy.keys.labels import CONSENT, DISABILITY, NAME, PHONE

from commgov.core import PersonRef
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, StorageError
from commgov.privacy import Tier
from commgov.privacy.keys import ErasureReceipt, KeyTree, MemoryKeyStore
from commgov.seal import Keyset, canonical_json
from commgov.wording import Text

OpenTree = Callable[..., KeyTree]
NOON = datetime(2026, 11, 28, 12, tzinfo=timezone(timedelta(hours=8)))


@frozen
class Holder:
    """Holds copies; erases them, says what is left, or raises."""

    name: Text
    left: Text | None = None
    error: Exception | None = None

    def erase(self, subject: PersonRef) -> Text | None:
        assert subject == "r-1"
        if self.error:
            raise self.error
        return self.left


@pytest.fixture
def sealed(tree: KeyTree) -> list:
    fields = [(PHONE, b"13800000000"), (NAME, "王五".encode()), (DISABILITY, b"none")]
    return [(label, each) for (label, _), each in zip(fields, tree.encrypt_fields("r-1", fields, CONSENT), strict=True)]


def test_nothing_of_an_erased_subject_opens_any_more(tree: KeyTree, open_tree: OpenTree, sealed: list) -> None:
    others = tree.encrypt("r-2", PHONE, b"text", CONSENT)
    receipt = tree.destroy("r-1", at=NOON)
    assert receipt.tiers == (Tier.T2, Tier.T3, Tier.T4)
    for reader in (tree, open_tree()):
        for label, each in sealed:
            with pytest.raises(NotFoundError):
                reader.decrypt("r-1", label, each, CONSENT)
        assert reader.decrypt("r-2", PHONE, others, CONSENT) == b"text"


def test_an_erased_subject_never_has_keys_again(tree: KeyTree, open_tree: OpenTree, sealed: list) -> None:
    del sealed
    tree.destroy("r-1", at=NOON)
    for writer in (tree, open_tree()):
        with pytest.raises(ConflictError, match="the keys of r-1 were destroyed"):
            writer.encrypt("r-1", NAME, b"text", CONSENT)


def test_a_restored_key_is_refused_by_the_store(tree: KeyTree, store: MemoryKeyStore, sealed: list) -> None:
    del sealed
    backup = store.find("r-1", Tier.T3)
    tree.destroy("r-1", at=NOON)
    assert not store.keep(backup)


def test_the_receipt_says_what_was_reached_and_what_was_not(tree: KeyTree, sealed: list) -> None:
    del sealed
    number = tree.status.community_key
    backups = (
        "backups of the key store made before 2026-11-28T12:00:00+08:00: with them and the root, the keys can be "
        f"restored until the community keys {number} are rotated, retired, and gone from every backup"
    )
    holders = [
        Holder(Text("index rows", "索引行")),
        Holder(Text("export packages", "导出包"), left=Text("2 packages with the street office", "街道办的2个包")),
        Holder(Text("search cache", "检索缓存"), error=ValueError("13800000000")),
    ]
    receipt = tree.destroy("r-1", at=NOON, holders=holders)
    assert [each.en for each in receipt.reached] == [
        "3 keys in the key store (T2, T3, T4)",
        "3 keys held open in this process",
        "index rows",
    ]
    assert [each.en for each in receipt.not_reached] == [
        "export packages: 2 packages with the street office",
        "search cache: it raised ValueError",
        backups,
        "keys held open in other processes, for 300 seconds at most",
        "bytes in the memory of this process, which Python cannot wipe, until it ends",
        "what was decrypted before: exports, prints, messages, screens, other systems",
    ]
    assert receipt.not_reached[0].zh == "导出包：街道办的2个包"
    assert "13800000000" not in repr(receipt)


def test_what_a_receipt_says_of_other_processes_is_so(tree: KeyTree, open_tree: OpenTree, sealed: list) -> None:
    other = open_tree()
    label, each = sealed[0]
    assert other.decrypt("r-1", label, each, CONSENT) == b"13800000000"
    tree.destroy("r-1", at=NOON)
    assert other.decrypt("r-1", label, each, CONSENT) == b"13800000000"
    other.forget()
    with pytest.raises(NotFoundError):
        other.decrypt("r-1", label, each, CONSENT)


def test_a_reader_who_was_underway_holds_no_key_open_afterwards(root: Keyset) -> None:
    """The erasure comes between the look into the store and the opening of the key."""

    class Slow(MemoryKeyStore):
        def find(self, subject: PersonRef, tier: Tier) -> object:
            found = super().find(subject, tier)
            if underway:
                underway.pop()()
            return found

    underway: list = []
    tree = KeyTree.open(Slow(), root, tenant="community-b")
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    tree._keys.close_all()
    underway.append(lambda: tree.destroy("r-1", at=NOON))
    assert tree.decrypt("r-1", PHONE, sealed, CONSENT) == b"text"
    assert "r-1" not in tree._open
    with pytest.raises(NotFoundError):
        tree.decrypt("r-1", PHONE, sealed, CONSENT)


def test_of_a_subject_without_keys_the_receipt_says_so_and_no_key_can_be_made(tree: KeyTree) -> None:
    for _ in range(2):
        receipt = tree.destroy("r-1", at=NOON)
        assert receipt.tiers == ()
        assert receipt.reached[0].en == "the key store held no key of the subject; none can be made any more"
        assert "what was decrypted before" in receipt.not_reached[-1].en
    with pytest.raises(ConflictError):
        tree.encrypt("r-1", NAME, b"text", CONSENT)


def test_a_receipt_can_be_logged(tree: KeyTree, sealed: list) -> None:
    del sealed
    receipt = tree.destroy("r-1", at=NOON)
    written = receipt.to_json()
    assert canonical_json(written)
    assert (written["subject"], written["at"], written["tiers"]) == (
        "r-1",
        "2026-11-28T12:00:00+08:00",
        ["T2", "T3", "T4"],
    )
    assert len(written["not_reached"]) == len(receipt.not_reached) == 4


class Failing(MemoryKeyStore):
    """Cannot destroy."""

    def destroy(self, subject: PersonRef) -> tuple:
        raise StorageError(f"locked: {subject}")


def test_if_the_store_fails_there_is_no_receipt_and_no_holder_is_asked(tree: KeyTree) -> None:
    broken = KeyTree.open(Failing(), tree._community._root, tenant="community-b")
    asked = Holder(Text("index rows", "索引行"), error=AssertionError("asked"))
    sealed = broken.encrypt("r-1", NAME, b"text", CONSENT)
    with pytest.raises(StorageError):
        broken.destroy("r-1", at=NOON, holders=[asked])
    assert broken.decrypt("r-1", NAME, sealed, CONSENT) == b"text"


@pytest.mark.parametrize("wrong", [("r-1", datetime(2026, 11, 28, 12)), ("", datetime(2026, 11, 28, tzinfo=UTC))])  # noqa: DTZ001
def test_a_time_without_zone_and_a_subject_without_name_are_refused(tree: KeyTree, wrong: tuple) -> None:
    with pytest.raises(InvalidInputError):
        tree.destroy(wrong[0], at=wrong[1])


def test_every_sentence_of_a_receipt_speaks_both_languages(tree: KeyTree, sealed: list) -> None:
    del sealed
    receipt: ErasureReceipt = tree.destroy("r-1", at=NOON)
    for each in (*receipt.reached, *receipt.not_reached):
        assert each.en != each.zh
        assert "{" not in each.en + each.zh
