"""The conformance kit of key stores: the reference passes, and each way to be wrong is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from attrs import evolve

from commgov.privacy.keys import KeyStore, MemoryKeyStore, StoredKey
from commgov.testing import check_key_store


def opening(kind: Callable[[], KeyStore]) -> Callable:
    @contextmanager
    def open_store() -> Iterator[Callable[[], KeyStore]]:
        store = kind()
        yield lambda: store

    return open_store


def test_the_reference_passes() -> None:
    check_key_store(opening(MemoryKeyStore), examples=60, steps=30)


class Forgetful(MemoryKeyStore):
    """Takes any version."""

    def keep(self, key: StoredKey) -> bool:
        there = self.find(*key.place)
        super().keep(evolve(key, version=(there.version if there else 0) + 1))
        return True


class Reviving(MemoryKeyStore):
    """Forgets whom it destroyed."""

    def destroy(self, subject: str) -> tuple:
        gone = super().destroy(subject)
        self._destroyed.clear()
        return gone


class Careless(MemoryKeyStore):
    """Lets a community key go that still wraps something."""

    def keep_community(self, keys: object) -> bool:
        if keys.version != (self._community.version if self._community else 0) + 1:
            return False
        self._community = keys
        return True


class Lenient(MemoryKeyStore):
    """Takes keys wrapped by nobody's key."""

    def keep(self, key: StoredKey) -> bool:
        if (
            key.subject in self._destroyed
            or key.version != (there.version if (there := self.find(*key.place)) else 0) + 1
        ):
            return False
        self._keys[key.place] = key
        return True


class Lossy(MemoryKeyStore):
    """Destroys one tier of two."""

    def destroy(self, subject: str) -> tuple:
        gone = super().destroy(subject)
        for key in gone[1:]:
            self._keys[key.place] = key
        return gone


class Hasty(MemoryKeyStore):
    """Pages that overlap."""

    def wrapped_otherwise(self, community_key: int, *, after: object, limit: int) -> tuple:
        del after
        return super().wrapped_otherwise(community_key, after=None, limit=limit)


class Short(MemoryKeyStore):
    """Pages that leave one out."""

    def wrapped_otherwise(self, community_key: int, *, after: object, limit: int) -> tuple:
        return super().wrapped_otherwise(community_key, after=after, limit=limit)[1:]


class CaseBlind(MemoryKeyStore):
    """Takes r-1 and R-1 for the same."""

    def find(self, subject: str, tier: object) -> StoredKey | None:
        return super().find(subject.lower(), tier)


@pytest.mark.usefixtures("unshrunk")
@pytest.mark.parametrize("kind", [Forgetful, Reviving, Careless, Lenient, Lossy, Hasty, Short, CaseBlind])
def test_a_store_that_is_wrong_is_found(kind: type[MemoryKeyStore]) -> None:
    with pytest.raises(AssertionError):
        check_key_store(opening(kind), examples=200, steps=40)


class Racing(MemoryKeyStore):
    """Right, but for several at the same moment."""

    def keep(self, key: StoredKey) -> bool:
        there = self.find(*key.place)
        right = super().keep(key)
        return right or (there is None and key.version == 1) or (there is not None and there.version == key.version)


def test_two_winners_of_a_race_are_found() -> None:
    with pytest.raises(AssertionError):
        check_key_store(opening(Racing), examples=1, steps=1)
