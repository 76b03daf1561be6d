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

    def keep(self, *keys: StoredKey) -> bool:
        there = [self.find(*key.place) for key in keys]
        versions = [(found.version if found else 0) + 1 for found in there]
        super().keep(*(evolve(key, version=version) for key, version in zip(keys, versions, strict=True)))
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

    def _may_be_kept(self, key: StoredKey) -> bool:
        there = self.find(*key.place)
        return key.subject not in self._destroyed and key.version == (there.version if there else 0) + 1


class Halving(MemoryKeyStore):
    """Of several keys, keeps those that it may."""

    def keep(self, *keys: StoredKey) -> bool:
        kept = [super(Halving, self).keep(key) for key in keys]
        return all(kept)


class Forgetting(MemoryKeyStore):
    """Of all tiers of a subject, finds one."""

    def find_all(self, subjects: list[str]) -> list[StoredKey]:
        return list({key.subject: key for key in super().find_all(subjects)}.values())


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


WRONG = [Forgetful, Reviving, Careless, Lenient, Halving, Forgetting, Lossy, Hasty, Short, CaseBlind]


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize("kind", WRONG)
def test_a_store_that_is_wrong_is_found(kind: type[MemoryKeyStore]) -> None:
    with pytest.raises(AssertionError):
        check_key_store(opening(kind), examples=200, steps=40)


class Racing(MemoryKeyStore):
    """Right, but for several at the same moment."""

    def keep(self, *keys: StoredKey) -> bool:
        there = [self.find(*key.place) for key in keys]
        right = super().keep(*keys)
        return right or all(
            key.version == (found.version if found else 1) for key, found in zip(keys, there, strict=True)
        )


def test_two_winners_of_a_race_are_found() -> None:
    with pytest.raises(AssertionError):
        check_key_store(opening(Racing), examples=1, steps=1)
