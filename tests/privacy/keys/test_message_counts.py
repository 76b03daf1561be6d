"""Messages are counted for each key: set aside before they are used, a soft stop that renews, a hard one that holds."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve
from tests.privacy.keys.labels import CONSENT, NAME, PHONE

from commgov.errors import ConflictError, InvalidInputError, KeySpentError
from commgov.privacy import Tier
from commgov.privacy.keys import KeyLimits, KeyTree, MemoryKeyStore, StoredKey
from commgov.seal import Keyset

OpenTree = Callable[..., KeyTree]


def test_messages_are_counted_before_they_are_encrypted(store: MemoryKeyStore, open_tree: OpenTree) -> None:
    tree = open_tree(block=4)
    for message in range(1, 10):
        tree.encrypt("r-1", PHONE, b"text", CONSENT)
        assert message <= store.find("r-1", Tier.T3).messages < message + 4
    tree.encrypt_fields("r-1", [(PHONE, b"text")] * 30, CONSENT)
    assert store.find("r-1", Tier.T3).messages >= 39


def test_what_a_process_did_not_use_up_counts_as_used(store: MemoryKeyStore, open_tree: OpenTree) -> None:
    for _ in range(5):
        open_tree(block=100).encrypt("r-1", PHONE, b"text", CONSENT)
    assert store.find("r-1", Tier.T3).messages == 500


def test_a_process_that_forks_does_not_share_what_was_set_aside(tree: KeyTree, store: MemoryKeyStore) -> None:
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    before = store.find("r-1", Tier.T3).messages
    child = os.fork()
    if not child:
        right = False
        try:
            right = not tree._open and tree.decrypt("r-1", PHONE, sealed, CONSENT) == b"text"
            tree.encrypt("r-1", PHONE, b"text", CONSENT)
            right = right and store.find("r-1", Tier.T3).messages > before
        finally:
            os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert "r-1" in tree._open


def test_reading_sets_nothing_aside(tree: KeyTree, store: MemoryKeyStore, open_tree: OpenTree) -> None:
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    before = store.find("r-1", Tier.T3)
    assert open_tree().decrypt("r-1", PHONE, sealed, CONSENT) == b"text"
    assert store.find("r-1", Tier.T3) == before


def test_at_the_soft_stop_a_key_is_renewed_and_what_it_wrote_still_opens(
    store: MemoryKeyStore, open_tree: OpenTree
) -> None:
    tree = open_tree(soft=6, hard=8, block=2)
    sealed = [tree.encrypt("r-1", PHONE, bytes([at]), CONSENT) for at in range(20)]
    numbers = [each[1:5] for each in sealed]
    assert max(numbers.count(number) for number in numbers) == 6
    assert len(set(numbers)) == 4
    assert [tree.decrypt("r-1", PHONE, each, CONSENT)[0] for each in sealed] == list(range(20))
    assert [tree.is_current("r-1", Tier.T3, each) for each in sealed] == [at >= 18 for at in range(20)]
    assert store.find("r-1", Tier.T3).messages <= 6


def test_nothing_is_encrypted_beyond_the_hard_stop(store: MemoryKeyStore, open_tree: OpenTree) -> None:
    """Renewal needs the community key; where that one is spent, a subject's key goes on to its own hard stop."""
    tree = open_tree(soft=4, hard=8, block=2)
    tree.encrypt("r-1", PHONE, b"text", CONSENT)
    store._community = evolve(store._community, messages=8, version=store._community.version + 1)
    tree = open_tree(soft=4, hard=8, block=2)
    for _ in range(6):
        tree.encrypt("r-1", PHONE, b"text", CONSENT)
    with pytest.raises(KeySpentError):
        tree.encrypt("r-1", PHONE, b"text", CONSENT)
    assert store.find("r-1", Tier.T3).messages <= 8
    with pytest.raises(KeySpentError, match="rotate it"):
        tree.encrypt("r-2", PHONE, b"text", CONSENT)
    assert tree.status.is_due
    tree.rotate_community_key()
    assert not tree.status.is_due
    tree.encrypt("r-1", PHONE, b"text", CONSENT)


def test_a_record_larger_than_a_key_may_encrypt_is_shared_out_among_several(open_tree: OpenTree) -> None:
    tree = open_tree(soft=4, hard=8, block=2)
    sealed = tree.encrypt_fields("r-1", [(PHONE, b"text")] * 9, CONSENT)
    numbers = [each[1:5] for each in sealed]
    assert [numbers.count(number) for number in dict.fromkeys(numbers)] == [4, 4, 1]
    assert tree.decrypt_fields("r-1", [(PHONE, each) for each in sealed], CONSENT) == [b"text"] * 9


def test_each_field_of_a_record_counts_once_for_the_key_of_its_tier(store: MemoryKeyStore, open_tree: OpenTree) -> None:
    tree = open_tree(block=8)
    for _ in range(8):
        tree.encrypt_fields("r-1", [(NAME, b"text"), *[(PHONE, b"text")] * 2], CONSENT)
    assert (store.find("r-1", Tier.T2).messages, store.find("r-1", Tier.T3).messages) == (8, 16)


def test_threads_never_encrypt_more_than_was_set_aside(store: MemoryKeyStore, open_tree: OpenTree) -> None:
    tree = open_tree(block=3)

    def write(_: int) -> list[bytes]:
        return [tree.encrypt("r-1", PHONE, b"text", CONSENT) for _ in range(50)]

    with ThreadPoolExecutor(4) as pool:
        sealed = [each for some in pool.map(write, range(4)) for each in some]
    assert all(tree.decrypt("r-1", PHONE, each, CONSENT) == b"text" for each in sealed)
    assert len({each[5:17] for each in sealed}) == 200
    assert store.find("r-1", Tier.T3).messages >= 200


def test_threads_that_make_keys_all_find_a_community_key_with_messages_left(
    store: MemoryKeyStore, open_tree: OpenTree
) -> None:
    tree = open_tree(block=1)

    def write(writer: int) -> None:
        for at in range(30):
            tree.encrypt(f"r-{writer}-{at}", PHONE, b"text", CONSENT)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert store.community().messages >= sum(store.count().values()) == 120


def test_messages_for_all_tiers_of_a_record_are_set_aside_in_one_change(root: Keyset) -> None:
    class Counting(MemoryKeyStore):
        changes = 0

        def keep(self, *keys: StoredKey) -> bool:
            self.changes += 1
            return super().keep(*keys)

    store = Counting()
    tree = KeyTree.open(store, root, tenant="community-b", limits=KeyLimits(block=4))
    tree.set_aside("r-1", [Tier.T2, Tier.T3])
    tree.set_aside("r-1", [Tier.T2, Tier.T3])
    assert store.changes == 1
    tree.encrypt_fields("r-1", [(NAME, b"text"), *[(PHONE, b"text")] * 4], CONSENT)
    assert store.changes == 1
    tree.set_aside("r-1", [Tier.T2, Tier.T3])  # the one for T3 is used up
    assert [store.find("r-1", tier).messages for tier in (Tier.T2, Tier.T3)] == [4, 8]
    store.destroy("r-2")
    with pytest.raises(ConflictError, match="were destroyed"):
        tree.set_aside("r-2", [Tier.T2, Tier.T3])


def test_of_messages_that_were_set_aside_for_one_caller_no_other_takes_any(
    store: MemoryKeyStore, open_tree: OpenTree
) -> None:
    tree = open_tree(block=1)

    def write(_: int) -> None:
        for _ in range(50):
            tree.encrypt("r-1", PHONE, b"text", CONSENT)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert store.find("r-1", Tier.T3).messages == 200


WRONG_LIMITS = [
    {"soft": 0},
    {"hard": 2**32 + 1},
    {"soft": 4, "hard": 2},
    {"block": 10, "soft": 5},
    {"open_seconds": -1},
]


@pytest.mark.parametrize("wrong", WRONG_LIMITS)
def test_what_are_no_limits_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidInputError):
        KeyLimits(**wrong)
