"""Rotation of the community key: every key is wrapped anew, whatever comes between; other keys and roots change too."""

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from tests.privacy.keys.labels import CONSENT, NAME, PHONE

from commgov.errors import ConflictError, KeySpentError, NotFoundError, SealError
from commgov.privacy import Tier
from commgov.privacy.keys import IndexPlan, KeyLimits, KeyTree, MemoryKeyStore, RotationProgress, StoredKey
from commgov.seal import Keyset

OpenTree = Callable[..., KeyTree]
PLAN = IndexPlan.of("resident.phone", distinct=1000)


def filled(tree: KeyTree, number: int) -> dict[str, bytes]:
    return {f"r-{at}": tree.encrypt(f"r-{at}", PHONE, str(at).encode(), CONSENT) for at in range(number)}


def assert_readable(tree: KeyTree, sealed: dict[str, bytes]) -> None:
    for subject, each in sealed.items():
        assert tree.decrypt(subject, PHONE, each, CONSENT) == subject.removeprefix("r-").encode()


def test_after_a_rotation_the_new_key_wraps_everything_and_no_data_has_changed(
    tree: KeyTree, open_tree: OpenTree, store: MemoryKeyStore
) -> None:
    sealed, seen = filled(tree, 250), list[RotationProgress]()
    old = tree.status.community_key
    rotation = tree.rotate_community_key(seen.append)
    assert (rotation.rewrapped, rotation.left, rotation.resumed, rotation.is_complete) == (250, 0, False, True)
    assert seen == [RotationProgress(done, 250) for done in (100, 200, 250)]
    assert rotation.number == tree.status.community_key != old
    assert store.count() == {rotation.number: 250}
    for reader in (tree, open_tree()):
        assert_readable(reader, sealed)
        assert all(reader.is_current(subject, Tier.T3, each) for subject, each in sealed.items())


def test_a_cancelled_rotation_goes_on_where_it_ended(tree: KeyTree, open_tree: OpenTree) -> None:
    sealed = filled(tree, 250)
    first = tree.rotate_community_key(lambda progress: progress.done < 100)
    assert (first.rewrapped, first.left, first.is_complete) == (100, 150, False)
    assert tree.status.outdated == 150
    assert_readable(open_tree(), sealed)
    second = open_tree().rotate_community_key()
    assert (second.number, second.resumed, second.rewrapped, second.left) == (first.number, True, 150, 0)
    assert_readable(tree, sealed)


class Breaking(MemoryKeyStore):
    """Breaks off after so many writes, as a machine does."""

    left = 10**9

    def keep(self, key: StoredKey) -> bool:
        self.left -= 1
        if self.left < 0:
            raise ConnectionError
        return super().keep(key)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_a_rotation_that_breaks_off_anywhere_goes_on(breaks: list[int]) -> None:
    store, root = Breaking(), Keyset.generate()
    tree = KeyTree.open(store, root, tenant="community-b")
    sealed = filled(tree, 20)
    for after in breaks:
        store.left = after
        with pytest.raises(ConnectionError):
            KeyTree.open(store, root, tenant="community-b").rotate_community_key()
        store.left = 10**9
        assert_readable(KeyTree.open(store, root, tenant="community-b"), sealed)
        if sum(breaks) >= 20:
            break
    last = tree.rotate_community_key()
    assert last.is_complete
    assert_readable(tree, sealed)


def test_a_rotation_changes_nothing_for_a_process_that_does_not_know_of_it(tree: KeyTree, open_tree: OpenTree) -> None:
    other = open_tree()
    sealed = filled(other, 3)
    tree.rotate_community_key()
    assert_readable(other, sealed)
    late = other.encrypt("r-9", PHONE, b"9", CONSENT)  # under the old key, if it was still open
    assert tree.decrypt("r-9", PHONE, late, CONSENT) == b"9"
    tree.rotate_community_key()
    assert tree.status.outdated == 0


def test_a_damaged_key_is_named_and_does_not_keep_others_from_being_wrapped(
    tree: KeyTree, store: MemoryKeyStore
) -> None:
    sealed = filled(tree, 5)
    broken = store.find("r-2", Tier.T3)
    store._keys[broken.place] = evolve(broken, wrapped=broken.wrapped[:-1])
    rotation = tree.rotate_community_key()
    assert (rotation.rewrapped, rotation.left, rotation.damaged) == (4, 1, (("r-2", Tier.T3),))
    again = tree.rotate_community_key()
    assert (again.number, again.resumed, again.rewrapped, again.left) == (rotation.number, True, 0, 1)
    anew = tree.rotate_community_key(anew=True)
    assert (anew.resumed, anew.rewrapped, anew.left) == (False, 4, 1)
    assert anew.number != rotation.number
    del sealed["r-2"]
    assert_readable(tree, sealed)


def test_only_keys_that_wrap_nothing_are_retired(tree: KeyTree, open_tree: OpenTree) -> None:
    sealed, first = filled(tree, 150), tree.status.community_key
    tree.rotate_community_key(lambda _progress: False)
    assert tree.retire_community_keys() == ()
    tree.rotate_community_key()
    assert tree.retire_community_keys() == (first,)
    assert tree.retire_community_keys() == ()
    assert tree.status.community_keys == 1
    assert_readable(open_tree(), sealed)


def test_a_process_with_a_retired_key_writes_under_the_new_one(tree: KeyTree, open_tree: OpenTree) -> None:
    other = open_tree()
    filled(other, 1)
    tree.rotate_community_key()
    tree.retire_community_keys()
    sealed = other.encrypt("r-9", PHONE, b"9", CONSENT)
    assert open_tree().decrypt("r-9", PHONE, sealed, CONSENT) == b"9"


def test_a_backup_from_before_opens_nothing_once_its_community_key_is_retired(
    tree: KeyTree, store: MemoryKeyStore, open_tree: OpenTree
) -> None:
    sealed = filled(tree, 1)
    backup = store.find("r-0", Tier.T3)
    tree.rotate_community_key()
    store._keys[backup.place] = backup
    assert_readable(open_tree(), sealed)  # the old community key is still there
    store._keys[backup.place] = evolve(backup, community_key=tree.status.community_key)
    tree.retire_community_keys()
    store._keys[backup.place] = backup
    with pytest.raises(SealError):
        assert_readable(open_tree(), sealed)


def test_under_another_root_the_old_one_opens_nothing(tree: KeyTree, store: MemoryKeyStore, root: Keyset) -> None:
    sealed, new = filled(tree, 3), Keyset.generate()
    codes = tree.blind_index(PLAN).codes("13800000000")
    tree.change_root(new)
    with pytest.raises(SealError):
        KeyTree.open(store, root, tenant="community-b")
    for reader in (tree, KeyTree.open(store, new, tenant="community-b")):
        assert_readable(reader, sealed)
        assert reader.blind_index(PLAN).codes("13800000000") == codes
    tree.rotate_community_key()
    assert_readable(KeyTree.open(store, new, tenant="community-b"), sealed)


def test_a_process_with_the_old_root_is_refused_when_it_looks_again(tree: KeyTree, open_tree: OpenTree) -> None:
    other = open_tree()
    sealed = filled(tree, 1)
    assert_readable(other, sealed)
    tree.change_root(Keyset.generate())
    assert_readable(other, sealed)
    other.forget()
    with pytest.raises(SealError):
        assert_readable(other, sealed)


def test_status_counts_what_is_due(tree: KeyTree) -> None:
    filled(tree, 5)
    status = tree.status
    assert (status.community_keys, status.outdated, status.generation, status.index_keys) == (1, 0, 1, 1)
    assert not status.is_due
    tree.rotate_community_key(lambda _progress: False)
    tree.renew_subject_keys()
    tree.rotate_index_key()
    status = tree.status
    assert (status.community_keys, status.outdated, status.generation, status.index_keys) == (2, 0, 2, 2)


class Contended(MemoryKeyStore):
    """Somebody else changes the community's keys all the time."""

    def keep_community(self, keys: object) -> bool:
        return super().keep_community(keys) if self._community is None else False


def test_who_never_gets_a_turn_at_the_community_keys_is_told(root: Keyset) -> None:
    tree = KeyTree.open(Contended(), root, tenant="community-b")
    with pytest.raises(ConflictError, match="all the time"):
        tree.rotate_community_key()


def test_of_two_that_open_an_empty_store_both_get_the_same_keys(root: Keyset) -> None:
    class Raced(MemoryKeyStore):
        """Empty when first looked at."""

        looked = 0

        def community(self) -> object:
            self.looked += 1
            return None if self.looked == 1 else super().community()

    store = Raced()
    first = KeyTree.open(MemoryKeyStore(), root, tenant="community-b")
    store.keep_community(first._store.community())
    second = KeyTree.open(store, root, tenant="community-b")
    assert second.status.community_key == first.status.community_key


class KeyTreeMachine(RuleBasedStateMachine):
    """Everything that can happen to a key tree, by three processes; what was written is read, unless it was erased."""

    SUBJECTS = st.sampled_from(["r-1", "r-2", "r-3"])
    PROCESSES = st.integers(0, 2)

    def __init__(self) -> None:
        super().__init__()
        self.store, self.root = MemoryKeyStore(), Keyset.generate()
        self.trees = [self.opened() for _ in range(3)]
        self.written: dict[tuple, list[tuple[bytes, bytes]]] = {}
        self.destroyed: set[str] = set()

    def opened(self) -> KeyTree:
        limits = KeyLimits(soft=12, hard=16, block=3, open_subjects=2)
        return KeyTree.open(self.store, self.root, tenant="community-b", limits=limits)

    @rule(process=PROCESSES, subject=SUBJECTS, label=st.sampled_from([PHONE, NAME]), text=st.binary(max_size=5))
    def write(self, process: int, subject: str, label: object, text: bytes) -> None:
        try:
            sealed = self.trees[process].encrypt(subject, label, text, CONSENT)
        except ConflictError:
            assert subject in self.destroyed
        except KeySpentError:
            assert self.trees[process].status.messages > 16 - 3
            self.rotate(process, cancel=False, anew=False)
        else:
            self.written.setdefault((subject, label), []).append((text, sealed))

    @rule(process=PROCESSES)
    def read(self, process: int) -> None:
        for (subject, label), entries in self.written.items():
            for text, sealed in entries:
                try:
                    assert self.trees[process].decrypt(subject, label, sealed, CONSENT) == text
                    assert subject not in self.destroyed or subject in self.trees[process]._open
                except NotFoundError:
                    assert subject in self.destroyed

    @rule(process=PROCESSES, cancel=st.booleans(), anew=st.booleans())
    def rotate(self, process: int, *, cancel: bool, anew: bool) -> None:
        rotation = self.trees[process].rotate_community_key(lambda _progress: not cancel, anew=anew)
        assert rotation.damaged == ()

    @rule(process=PROCESSES)
    def retire(self, process: int) -> None:
        self.trees[process].retire_community_keys()

    @rule(process=PROCESSES)
    def renew(self, process: int) -> None:
        self.trees[process].renew_subject_keys()

    @rule(process=PROCESSES, subject=SUBJECTS)
    def destroy(self, process: int, subject: str) -> None:
        self.store.destroy(subject)
        self.trees[process]._keys.close(subject)
        self.destroyed.add(subject)

    @rule(process=PROCESSES)
    def restart(self, process: int) -> None:
        self.trees[process] = self.opened()


def test_whatever_happens_in_any_order_what_was_written_is_read() -> None:
    run_state_machine_as_test(KeyTreeMachine, settings=settings(max_examples=60, stateful_step_count=40, deadline=None))
