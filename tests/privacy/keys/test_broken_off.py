"""Machines that stop between two writes, others who come between, roots that answer wrongly: no key is lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve
from tests.privacy.keys.labels import CONSENT, PHONE

from commgov.errors import ConflictError, InvalidInputError, NotFoundError, SealError, StorageError
from commgov.privacy import Tier
from commgov.privacy.keys import IndexPlan, KeyLimits, KeyTree, MemoryKeyStore, rotating
from commgov.seal import Keyset

PLAN = IndexPlan.of("resident.phone", distinct=1000)
SUBJECTS = [f"r-{at}" for at in range(7)]
NEW_ROOT = Keyset.generate()
NOON = datetime(2026, 11, 28, 4, tzinfo=UTC)
CALLS = ("community", "keep_community", "find", "keep", "wrapped_otherwise", "count", "destroy", "is_destroyed")
WRITES = ("keep_community", "keep", "destroy")


class Watched(MemoryKeyStore):
    """Does something before or after a call of these names, counted from one."""

    def __init__(self) -> None:
        super().__init__()
        self.names, self.at, self.is_after, self.does = CALLS, 0, False, lambda: None

    def watch(self, names: tuple[str, ...], at: int, does: Callable[[], object], *, is_after: bool = False) -> None:
        self.names, self.at, self.does, self.is_after = names, at, does, is_after

    def rest(self) -> None:
        self.watch((), 0, stop)

    def _called(self, name: str, *arguments: Any, **named: Any) -> Any:
        self.at -= name in self.names
        is_now = name in self.names and self.at == 0
        if is_now and not self.is_after:
            self.does()
        answer = getattr(MemoryKeyStore, name)(self, *arguments, **named)
        if is_now and self.is_after:
            self.does()
        return answer


for _name in CALLS:
    setattr(Watched, _name, lambda self, *some, _name=_name, **named: self._called(_name, *some, **named))


def stop() -> None:
    raise ConnectionError


def opened(store: MemoryKeyStore, root: Keyset) -> KeyTree:
    return KeyTree.open(store, root, tenant="community-b", limits=KeyLimits(block=2))


def filled(tree: KeyTree) -> dict[str, bytes]:
    return {subject: tree.encrypt(subject, PHONE, subject.encode(), CONSENT) for subject in SUBJECTS}


def read(tree: KeyTree, sealed: dict[str, bytes]) -> None:
    for subject, each in sealed.items():
        assert tree.decrypt(subject, PHONE, each, CONSENT) == subject.encode()


CHANGES: dict[str, Callable[[KeyTree], object]] = {
    "rotate": lambda tree: tree.rotate_community_key(),
    "retire": lambda tree: tree.retire_community_keys(),
    "renew": lambda tree: (tree.renew_subject_keys(), tree.encrypt("r-3", PHONE, b"new", CONSENT)),
    "retire a subject's": lambda tree: tree.retire_subject_keys("r-3", Tier.T3),
    "rotate the index": lambda tree: tree.rotate_index_key(),
    "change the root": lambda tree: tree.change_root(NEW_ROOT),
}


@pytest.mark.parametrize("is_after", [False, True], ids=["before the write", "after it"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_stops_at_any_write_loses_nothing_and_can_be_made_again(
    change: str, root: Keyset, *, is_after: bool
) -> None:
    for write in range(1, 20):
        store = Watched()
        tree = opened(store, root)
        tree.rotate_community_key()
        sealed, code = filled(tree), tree.blind_index(PLAN).code("13800000000")
        store.watch(WRITES, write, stop, is_after=is_after)
        try:
            CHANGES[change](tree)
        except ConnectionError:
            stopped = True
        else:
            stopped = False
        store.rest()
        roots = [NEW_ROOT, root] if change == "change the root" else [root]
        again = first_that_opens(store, roots)
        read(again, sealed)
        assert code in again.blind_index(PLAN).codes("13800000000")
        CHANGES[change](again)
        read(first_that_opens(store, roots), sealed)
        if not stopped:
            assert write > 1
            return
    pytest.fail("it never came to its end")


def first_that_opens(store: MemoryKeyStore, roots: list[Keyset]) -> KeyTree:
    for root in roots:
        try:
            return opened(store, root)
        except SealError:
            continue
    pytest.fail("no root opens the tree")


MEDDLING: dict[str, Callable[[KeyTree], object]] = {
    **{name: change for name, change in CHANGES.items() if name != "change the root"},
    "erase": lambda tree: tree.destroy("r-5", at=NOON),
    "write": lambda tree: tree.encrypt("r-new", PHONE, b"text", CONSENT),
}


@pytest.mark.parametrize("meddling", MEDDLING)
def test_a_rotation_comes_to_its_end_whatever_another_process_does_at_any_call(
    meddling: str, root: Keyset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "BATCH", 3)
    at = 1
    while rotated_beside(meddling, at, root):
        at += 1
    assert at > 10


def rotated_beside(meddling: str, at: int, root: Keyset) -> bool:
    """Rotates; another process meddles at one of its calls. Returns whether there was such a call."""
    store, happened = Watched(), []
    mine, others = opened(store, root), opened(store, root)
    sealed = filled(mine)

    def meddle() -> None:
        store.rest()
        happened.append(MEDDLING[meddling](others))

    store.watch(CALLS, at, meddle)
    rotation = mine.rotate_community_key()
    store.rest()
    assert rotation.damaged == ()
    again = opened(store, root)
    if again.status.outdated:
        assert again.rotate_community_key().is_complete
    again.retire_community_keys()
    if meddling == "erase" and happened:
        with pytest.raises(NotFoundError):
            again.decrypt("r-5", PHONE, sealed.pop("r-5"), CONSENT)
        with pytest.raises(ConflictError):
            again.encrypt("r-5", PHONE, b"text", CONSENT)
    read(opened(store, root), sealed)
    return bool(happened)


def test_of_two_rotations_at_once_the_one_overtaken_goes_over_to_the_newer_key(
    root: Keyset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "BATCH", 3)
    store = Watched()
    mine, others = opened(store, root), opened(store, root)
    sealed = filled(mine)
    begun = []

    def begin(_progress: object) -> None:
        if not begun:
            begun.append(others.rotate_community_key(lambda _progress: False, anew=True))

    rotation = mine.rotate_community_key(begin)
    assert (rotation.number, rotation.left) == (begun[0].number, 0)
    assert store.count() == {begun[0].number: len(SUBJECTS)}
    read(opened(store, root), sealed)


class Answering:
    """A root that answers as it is told to."""

    def __init__(self, root: Keyset) -> None:
        self.right = root
        self.encrypts: Callable[[bytes], object] | None = None
        self.decrypts: Callable[[bytes], object] | None = None

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> object:
        sealed = self.right.encrypt(plaintext, associated_data)
        return self.encrypts(sealed) if self.encrypts else sealed

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> object:
        content = self.right.decrypt(ciphertext, associated_data)
        return self.decrypts(content) if self.decrypts else content


WRONG: dict[str, Callable[[bytes], object]] = {
    "None": lambda _: None,
    "nothing": lambda _: b"",
    "a text": lambda content: content.decode("latin-1"),
    "a bytearray": bytearray,
    "too little": lambda content: content[:-1],
    "something else": lambda content: bytes(len(content)),
    "another key's": lambda _: Keyset.generate().encrypt(b"a key", b""),
}
REFUSED = (SealError, InvalidInputError)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_root_that_encrypts_wrongly_is_found_out_before_anything_is_kept(
    wrong: str, store: MemoryKeyStore, root: Keyset
) -> None:
    service = Answering(root)
    service.encrypts = WRONG[wrong]
    with pytest.raises(REFUSED):
        opened(store, service)
    assert store.community() is None
    service.encrypts = None
    tree = opened(store, service)
    sealed, before = filled(tree), store.community()
    service.encrypts = WRONG[wrong]
    for change in (tree.rotate_community_key, tree.rotate_index_key, lambda: tree.change_root(service)):
        with pytest.raises(REFUSED):
            change()
        assert (store.community().wrapped, store.community().index) == (before.wrapped, before.index)
    read(opened(store, root), sealed)


def test_a_new_root_that_does_not_open_what_it_wraps_never_becomes_the_root(tree: KeyTree, root: Keyset) -> None:
    """As a service that lets one encrypt, and refuses to decrypt."""

    class OneWay:
        encrypt = staticmethod(Keyset.generate().encrypt)
        decrypt = staticmethod(Keyset.generate().decrypt)

    class Forgetful:
        encrypt = staticmethod(root.encrypt)

        @staticmethod
        def decrypt(_ciphertext: bytes, _associated_data: bytes) -> bytes:
            return community_of_another()

    sealed = filled(tree)
    for wrong in (OneWay(), Forgetful()):
        with pytest.raises(SealError):
            tree.change_root(wrong)
    read(opened(tree._store, root), sealed)


def community_of_another() -> bytes:
    seen: list[bytes] = []

    class Telling:
        @staticmethod
        def encrypt(plaintext: bytes, _associated_data: bytes) -> bytes:
            seen.append(plaintext)
            return plaintext

    Keyset.generate().to_bytes(Telling())  # type: ignore[arg-type]
    return seen[0]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_root_that_decrypts_wrongly_opens_no_tree(wrong: str, store: MemoryKeyStore, root: Keyset) -> None:
    sealed = filled(opened(store, root))
    service = Answering(root)
    service.decrypts = WRONG[wrong]
    with pytest.raises(REFUSED):
        opened(store, service)
    service.decrypts = lambda _: community_of_another()
    with pytest.raises(SealError, match="other keys than those of this community"):
        opened(store, service)
    service.decrypts = None
    read(opened(store, service), sealed)


def test_while_the_root_cannot_be_reached_open_trees_go_on(store: MemoryKeyStore, root: Keyset) -> None:
    service = Answering(root)
    tree = KeyTree.open(store, service, tenant="community-b", limits=KeyLimits(open_seconds=0))
    sealed = filled(tree)

    def late(_content: bytes) -> bytes:
        raise TimeoutError

    service.encrypts = service.decrypts = late
    read(tree, sealed | filled(tree))
    with pytest.raises(TimeoutError):
        tree.rotate_community_key()
    opened(store, root).rotate_community_key()  # somebody else's process, which reaches it
    with pytest.raises(TimeoutError):
        read(tree, sealed)
    service.encrypts = service.decrypts = None
    read(tree, sealed)


def test_where_the_communitys_keys_are_lost_no_others_take_their_place(tree: KeyTree, store: MemoryKeyStore) -> None:
    """As after a restore of one table: new keys would open nothing, and codes made with them would find nothing."""
    sealed, lost = filled(tree), store.community()
    tree.forget()
    store._community = None
    for use in (
        lambda: opened(store, tree._community._root),
        lambda: tree.blind_index(PLAN),
        lambda: tree.decrypt("r-1", PHONE, sealed["r-1"], CONSENT),
        tree.rotate_community_key,
    ):
        with pytest.raises((StorageError, SealError), match="restore"):
            use()
        tree.forget()
    store._community = lost
    read(tree, sealed)


def test_numbers_of_community_keys_that_were_changed_in_the_store_are_noticed(
    tree: KeyTree, store: MemoryKeyStore, root: Keyset
) -> None:
    tree.rotate_community_key()
    right = store.community()
    for numbers in ((*right.numbers, 7), right.numbers[1:], right.numbers[::-1]):
        store._community = evolve(right, numbers=numbers)
        with pytest.raises(SealError):
            opened(store, root)


def test_an_old_store_that_was_put_back_opens_what_was_written_until_then(store: MemoryKeyStore, root: Keyset) -> None:
    tree = opened(store, root)
    sealed = filled(tree)
    backup = store.community(), dict(store._keys)
    tree.renew_subject_keys()
    later = tree.encrypt("r-1", PHONE, b"later", CONSENT)
    tree.rotate_community_key()
    tree.retire_community_keys()
    store._community, store._keys = backup
    again = opened(store, root)
    read(again, sealed)
    with pytest.raises(SealError):
        again.decrypt("r-1", PHONE, later, CONSENT)
    assert again.rotate_community_key().is_complete
    read(again, sealed | filled(again))


def test_what_was_counted_before_a_crash_stays_counted(store: MemoryKeyStore, root: Keyset) -> None:
    for crash in range(1, 6):
        watched = Watched()
        watched._community, watched._keys = store._community, store._keys
        tree = opened(watched, root)
        watched.watch(("keep",), 2, stop, is_after=True)
        for _ in range(2):
            tree.encrypt("r-1", PHONE, b"text", CONSENT)
        with pytest.raises(ConnectionError):
            tree.encrypt("r-1", PHONE, b"text", CONSENT)
        store._community = watched._community
        assert store.find("r-1", Tier.T3).messages == 4 * crash  # what was set aside and never used counts too


def test_an_erasure_that_breaks_off_leaves_nothing_open_and_can_be_asked_for_again(root: Keyset) -> None:
    for is_after in (False, True):
        store = Watched()
        tree = opened(store, root)
        sealed = filled(tree)
        store.watch(("destroy",), 1, stop, is_after=is_after)
        with pytest.raises(ConnectionError):
            tree.destroy("r-1", at=NOON)
        assert "r-1" not in tree._open
        assert tree.destroy("r-1", at=NOON).tiers == (() if is_after else (Tier.T3,))
        with pytest.raises(NotFoundError):
            tree.decrypt("r-1", PHONE, sealed["r-1"], CONSENT)
