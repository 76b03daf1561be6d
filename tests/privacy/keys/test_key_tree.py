"""The key tree: fields come back, nothing opens where it does not belong, keys are counted and renewed."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.privacy.keys.labels import CONSENT, DISABILITY, NAME, PHONE

from commgov.errors import ConflictError, InvalidInputError, NotFoundError, SealError
from commgov.privacy import Basis, BasisKind, Tier
from commgov.privacy.keys import (
    FieldLabel,
    KeyLimits,
    KeyTree,
    MemoryKeyStore,
    StoredKey,
    bucket_for,
    community,
    subject_keys,
)
from commgov.privacy.keys import tree as tree_module
from commgov.privacy.keys.label import head, joined, padded, unpadded
from commgov.seal import KeyKind, Keyset

OpenTree = Callable[..., KeyTree]
DUTY = Basis(BasisKind.DUTY, "c-91")


@pytest.mark.parametrize("kind", [KeyKind.AES_GCM, KeyKind.AES_GCM_SIV])
@given(text=st.binary(max_size=100), label=st.sampled_from([PHONE, NAME, DISABILITY]))
def test_a_field_comes_back(kind: KeyKind, text: bytes, label: FieldLabel) -> None:
    tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b", kind=kind)
    sealed = tree.encrypt("r-1", label, text, CONSENT)
    assert tree.decrypt("r-1", label, sealed, CONSENT) == text
    assert text not in sealed or len(text) < 4


@given(fields=st.lists(st.tuples(st.sampled_from([PHONE, NAME, DISABILITY]), st.binary(max_size=40)), max_size=12))
def test_the_fields_of_a_record_come_back_each_with_an_iv_of_its_own(fields: list) -> None:
    tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b", limits=KeyLimits(block=2))
    sealed = tree.encrypt_fields("r-1", fields, CONSENT)
    stored = [(label, each) for (label, _), each in zip(fields, sealed, strict=True)]
    assert tree.decrypt_fields("r-1", stored, CONSENT) == [text for _, text in fields]
    assert [tree.decrypt("r-1", label, each, CONSENT) for label, each in stored] == [text for _, text in fields]
    assert len({each[5:17] for each in sealed}) == len(fields)


def test_another_process_reads_what_one_wrote(tree: KeyTree, open_tree: OpenTree) -> None:
    sealed = tree.encrypt("r-1", PHONE, b"13800000000", CONSENT)
    assert open_tree().decrypt("r-1", PHONE, sealed, CONSENT) == b"13800000000"


TENANTS, SUBJECTS = ("community-a", "community-b"), ("r-1", "r-2")
LABELS = [FieldLabel(*parts) for parts in product(("resident.phone", "resident.name"), (Tier.T3, Tier.T4), (1, 2))]
BASES = [CONSENT, DUTY, Basis(BasisKind.CONSENT, "c-92")]


def test_whatever_is_swapped_nothing_opens() -> None:
    """Tenant, subject, field, tier, schema version and basis: 96 bindings, each against all others."""
    trees = {tenant: KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant=tenant) for tenant in TENANTS}
    bindings = list(product(TENANTS, SUBJECTS, LABELS, BASES))
    sealed = {
        (tenant, subject, label, basis): trees[tenant].encrypt(subject, label, b"text", basis)
        for tenant, subject, label, basis in bindings
    }
    opened = set()
    for written, (tenant, subject, label, basis) in product(bindings, repeat=2):
        try:
            assert trees[tenant].decrypt(subject, label, sealed[written], basis) == b"text"
        except SealError:
            continue
        opened.add((written, (tenant, subject, label, basis)))
    assert opened == {(binding, binding) for binding in bindings}


def test_whatever_is_swapped_nothing_opens_even_if_all_had_the_same_key() -> None:
    """What the keys of the tree keep apart is kept apart by the associated data too."""
    keyset = Keyset.generate()
    bound = [
        head(tenant, subject, basis) + label.encoded
        for tenant, subject, label, basis in product(TENANTS, SUBJECTS, LABELS, BASES)
    ]
    for one, other in permutations(bound, 2):
        with pytest.raises(SealError):
            keyset.decrypt(keyset.encrypt(b"", one), other)


texts = st.text(max_size=6)


@given(st.lists(texts, max_size=4), st.lists(texts, max_size=4))
def test_different_parts_never_give_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (joined(*one) == joined(*other)) == (one == other)


def test_a_padded_field_does_not_open_as_one_that_is_not(tree: KeyTree) -> None:
    plain = evolve(DISABILITY, bucket=0)
    for written, read in permutations((DISABILITY, plain, evolve(DISABILITY, bucket=32)), 2):
        with pytest.raises(SealError):
            tree.decrypt("r-1", read, tree.encrypt("r-1", written, b"none", CONSENT), CONSENT)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=6))
def test_the_words_of_a_small_vocabulary_have_ciphertexts_of_one_length(words: list[str]) -> None:
    tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
    bucket = bucket_for(words)
    label = FieldLabel("resident.disability", Tier.T4, 1, bucket=bucket)
    sealed = [tree.encrypt("r-1", label, word.encode(), CONSENT) for word in words]
    assert {len(each) for each in sealed} == {bucket + 33}
    assert [tree.decrypt("r-1", label, each, CONSENT).decode() for each in sealed] == words
    longest = max(len(word.encode()) for word in words)
    assert bucket % 16 == 0
    assert longest < bucket <= longest + 16


@given(st.binary(max_size=70), st.sampled_from([16, 32]))
def test_padding_comes_off_again(text: bytes, bucket: int) -> None:
    assert unpadded(padded(text, bucket)) == text
    assert len(padded(text, bucket)) % bucket == 0


def test_a_wrapped_key_opens_for_its_subject_and_tier_only(
    tree: KeyTree, store: MemoryKeyStore, open_tree: OpenTree
) -> None:
    places = list(product(SUBJECTS, (NAME, PHONE)))
    for subject, label in places:
        tree.encrypt(subject, label, b"text", CONSENT)
    for (subject, label), (other, other_label) in permutations(places, 2):
        moved = evolve(store.find(subject, label.tier), subject=other, tier=other_label.tier)
        kept, store._keys[moved.place] = store._keys[moved.place], moved
        with pytest.raises(SealError):
            open_tree().encrypt(other, other_label, b"text", CONSENT)
        store._keys[moved.place] = kept


def test_a_key_that_was_not_committed_to_is_refused(tree: KeyTree, store: MemoryKeyStore, open_tree: OpenTree) -> None:
    """An older wrapped key of the same subject and tier put back, and a commitment that was changed."""
    tree.encrypt("r-1", PHONE, b"text", CONSENT)
    old = store.find("r-1", Tier.T3)
    tree.renew_subject_keys()
    tree.encrypt("r-1", PHONE, b"text", CONSENT)
    new = store.find("r-1", Tier.T3)
    assert new.commitment != old.commitment
    for wrong in (evolve(new, wrapped=old.wrapped), evolve(new, commitment=bytes(32)), evolve(new, commitment=b"")):
        store._keys["r-1", Tier.T3] = wrong
        with pytest.raises(SealError, match="not the one that was committed to"):
            open_tree().encrypt("r-1", PHONE, b"text", CONSENT)


def test_another_root_or_tenant_does_not_open_the_tree(tree: KeyTree, store: MemoryKeyStore, root: Keyset) -> None:
    del tree
    for wrong, tenant in ((Keyset.generate(), "community-b"), (root, "community-a")):
        with pytest.raises(SealError):
            KeyTree.open(store, wrong, tenant=tenant)


def test_the_branches_of_the_community_are_not_mixed_up(
    tree: KeyTree, store: MemoryKeyStore, open_tree: OpenTree
) -> None:
    del tree
    there = store.community()
    store._community = evolve(there, wrapped=there.index, index=there.wrapped)
    with pytest.raises(SealError):
        open_tree()


@pytest.mark.parametrize(("name", "value"), [("tenant", ""), ("tenant", "13800000000"), ("kind", KeyKind.HKDF_PRF)])
def test_what_is_no_tenant_or_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(InvalidInputError):
        KeyTree.open(MemoryKeyStore(), Keyset.generate(), **({"tenant": "community-b"} | {name: value}))


@pytest.mark.parametrize(
    "wrong",
    [
        ("", Tier.T1, 1),
        ("x", 3, 1),
        ("x", Tier.T1, 0),
        ("x", Tier.T1, 1, 8),
        ("x", Tier.T1, 1, -16),
        ("x", Tier.T1, 2**32),
    ],
)
def test_what_is_no_label_is_refused(wrong: tuple) -> None:
    with pytest.raises(InvalidInputError):
        FieldLabel(*wrong)


def test_a_subject_is_a_reference_and_no_personal_data(tree: KeyTree) -> None:
    with pytest.raises(InvalidInputError) as refused:
        tree.encrypt("13800000000", PHONE, b"text", CONSENT)
    assert "13800000000" not in str(refused.value)


def test_nothing_is_encrypted_without_a_basis(tree: KeyTree) -> None:
    tree.encrypt("r-1", PHONE, b"text", CONSENT)
    for subject in ("r-1", "r-2"):
        with pytest.raises(AttributeError):
            tree.encrypt(subject, PHONE, b"text", None)
        with pytest.raises(AttributeError):
            tree.encrypt_fields(subject, [(PHONE, b"text")], None)


def test_a_subject_without_keys_has_nothing_to_read(tree: KeyTree) -> None:
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    for subject, label in (("r-2", PHONE), ("r-1", NAME)):
        with pytest.raises(NotFoundError, match="has no key for"):
            tree.decrypt(subject, label, sealed, CONSENT)
        with pytest.raises(NotFoundError):
            tree.is_current(subject, label.tier, sealed)


# Renewal


def test_after_renewal_writes_use_new_keys_and_old_fields_still_open(tree: KeyTree, open_tree: OpenTree) -> None:
    other = open_tree()
    old = tree.encrypt("r-1", PHONE, b"old", CONSENT)
    assert other.decrypt("r-1", PHONE, old, CONSENT) == b"old"
    assert tree.renew_subject_keys() == 2
    assert tree.is_current("r-1", Tier.T3, old)  # lazily: nothing happens before the next write
    new = tree.encrypt("r-1", PHONE, b"new", CONSENT)
    assert not tree.is_current("r-1", Tier.T3, old)
    assert tree.is_current("r-1", Tier.T3, new)
    for reader in (tree, other, open_tree()):  # the other has an older keyset open, and looks again
        assert reader.decrypt("r-1", PHONE, new, CONSENT) == b"new"
        assert reader.decrypt("r-1", PHONE, old, CONSENT) == b"old"


def test_retired_keys_do_not_open_anything(tree: KeyTree, open_tree: OpenTree) -> None:
    old = tree.encrypt("r-1", PHONE, b"old", CONSENT)
    tree.renew_subject_keys()
    new = tree.encrypt("r-1", PHONE, b"new", CONSENT)
    tree.retire_subject_keys("r-1", Tier.T3)
    for reader in (tree, open_tree()):
        assert reader.decrypt("r-1", PHONE, new, CONSENT) == b"new"
        with pytest.raises(SealError):
            reader.decrypt("r-1", PHONE, old, CONSENT)


def test_two_processes_that_write_at_once_both_succeed(open_tree: OpenTree) -> None:
    one, other = open_tree(block=1), open_tree(block=1)
    sealed = [tree.encrypt("r-1", PHONE, b"text", CONSENT) for _ in range(5) for tree in (one, other)]
    assert [other.decrypt("r-1", PHONE, each, CONSENT) for each in sealed] == [b"text"] * 10


class Busy(MemoryKeyStore):
    """Somebody else is always faster, once it is busy."""

    busy = False

    def keep(self, key: StoredKey) -> bool:
        return False if self.busy else super().keep(key)


def test_who_never_gets_a_turn_is_told(root: Keyset) -> None:
    store = Busy()
    tree = KeyTree.open(store, root, tenant="community-b")
    tree.encrypt("r-1", PHONE, b"text", CONSENT)
    store.busy = True
    with pytest.raises(ConflictError, match="all the time"):
        tree.encrypt("r-2", PHONE, b"text", CONSENT)
    with pytest.raises(ConflictError, match="all the time"):
        tree.retire_subject_keys("r-1", Tier.T3)


# Keys held open


def test_no_more_keys_are_held_open_than_asked_for_and_those_in_use_stay(open_tree: OpenTree) -> None:
    tree = open_tree(open_subjects=3)
    for at in range(10):
        tree.encrypt("r-0", NAME, b"text", CONSENT)
        tree.encrypt(f"r-{at}", PHONE, b"text", CONSENT)
        assert len(tree._open) <= 3
        assert "r-0" in tree._open


def test_a_key_is_looked_up_again_when_its_time_is_over(
    tree: KeyTree, store: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = tree.encrypt("r-1", PHONE, b"text", CONSENT)
    store.destroy("r-1")  # as another process would
    assert tree.decrypt("r-1", PHONE, sealed, CONSENT) == b"text"  # which the receipt says
    later = tree._open["r-1"][3].until
    for module in (tree_module, subject_keys, community):
        monkeypatch.setattr(module, "monotonic", lambda: later)
    for _ in range(2):
        with pytest.raises(NotFoundError):
            tree.decrypt("r-1", PHONE, sealed, CONSENT)
        with pytest.raises(ConflictError, match="destroyed"):
            tree.encrypt("r-1", PHONE, b"text", CONSENT)
    assert "r-1" not in tree._open


def test_the_root_is_asked_once_and_again_only_after_the_tree_forgot(store: MemoryKeyStore, root: Keyset) -> None:
    asked = []

    class Counted:
        encrypt = staticmethod(root.encrypt)

        @staticmethod
        def decrypt(ciphertext: bytes, associated_data: bytes) -> bytes:
            asked.append(1)
            return root.decrypt(ciphertext, associated_data)

    KeyTree.open(store, root, tenant="community-b")
    tree = KeyTree.open(store, Counted(), tenant="community-b", limits=KeyLimits(open_seconds=0))
    sealed = [tree.encrypt(f"r-{at}", PHONE, b"text", CONSENT) for at in range(20)]
    assert len(asked) == 2  # the community's key, and the branch of indexes
    tree.forget()
    assert not tree._open
    assert tree.decrypt("r-7", PHONE, sealed[7], CONSENT) == b"text"
    assert len(asked) == 4


def test_a_page_of_people_is_opened_with_one_question_to_the_store(root: Keyset) -> None:
    class Asked(MemoryKeyStore):
        """Counts questions for one key."""

        singles = 0

        def find(self, subject: str, tier: Tier) -> StoredKey | None:
            self.singles += 1
            return super().find(subject, tier)

        def find_all(self, subjects: list[str]) -> list[StoredKey]:
            before = self.singles
            found = super().find_all(subjects)
            self.singles = before
            return found

    store = Asked()
    writer = KeyTree.open(store, root, tenant="community-b")
    people = [f"r-{at}" for at in range(5)]
    sealed = {who: writer.encrypt_fields(who, [(PHONE, b"text"), (NAME, b"text")], CONSENT) for who in people}
    damaged = store._keys["r-4", Tier.T2]
    store._keys["r-4", Tier.T2] = evolve(damaged, wrapped=damaged.wrapped[:-1])
    tree, store.singles = KeyTree.open(store, root, tenant="community-b"), 0
    tree.open_ahead([*people, "r-nobody"])
    for who, (phone, name) in sealed.items():
        assert tree.decrypt(who, PHONE, phone, CONSENT) == b"text"
        if who != "r-4":
            assert tree.decrypt(who, NAME, name, CONSENT) == b"text"
    assert store.singles == 0
    with pytest.raises(SealError):
        tree.decrypt("r-4", NAME, sealed["r-4"][1], CONSENT)
    tree.destroy("r-1", at=datetime(2026, 11, 28, tzinfo=UTC))
    tree.open_ahead(people)
    with pytest.raises(NotFoundError):
        tree.decrypt("r-1", PHONE, sealed["r-1"][0], CONSENT)


def test_to_open_ahead_holds_no_more_keys_open_than_asked_for(open_tree: OpenTree) -> None:
    people = [f"r-{at}" for at in range(9)]
    for who in people:
        open_tree().encrypt(who, PHONE, b"text", CONSENT)
    tree = open_tree(open_subjects=3)
    tree.open_ahead(people)
    assert len(tree._open) == 3


@pytest.mark.parametrize(
    ("wrong", "place"),
    [(("", Tier.T1, 1), "FieldLabel, name"), (("x", Tier.T1, 2**32), "schema:"), (("x", Tier.T1, 1, 2**16), "bucket")],
)
def test_what_is_wrong_with_a_label_is_told_with_its_place(wrong: tuple, place: str) -> None:
    with pytest.raises(InvalidInputError, match=place):
        FieldLabel(*wrong)


def test_labels_of_two_tiers_differ_as_bytes() -> None:
    assert len({FieldLabel("x", tier, 1).encoded for tier in Tier}) == len(Tier)


def test_a_vocabulary_without_a_word_needs_the_smallest_bucket() -> None:
    assert bucket_for([]) == 16


@pytest.mark.parametrize("schema", [1, 100, 2**32 - 1])
def test_a_schema_has_any_number_that_four_bytes_hold(schema: int) -> None:
    assert FieldLabel("x", Tier.T1, schema).schema == schema
