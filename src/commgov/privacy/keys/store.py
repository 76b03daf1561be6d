"""What the key tree asks of whoever keeps its wrapped keys, and the reference that keeps them in memory.

The store never sees a key in clear text. `commgov.testing.check_key_store` judges every store.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Protocol

from attrs import field, frozen

from commgov.core import PersonRef
from commgov.privacy.tiers import Tier


@frozen
class CommunityKeys:
    """The community's keys as they are stored: wrapped under the root.

    Args:
        wrapped: the keyset that wraps subjects' keys, as an encrypted keyset of Tink.
        index: the keyset that index keys are derived from, likewise: a branch of its own.
        numbers: the keys of `wrapped` that may wrap; the last one is the primary.
        messages: how many messages the primary one may have encrypted.
        generation: grows when subjects' keys are to be renewed at their next write.
        version: 1, and one more with each change.
    """

    wrapped: bytes = field(repr=False)
    index: bytes = field(repr=False)
    numbers: tuple[int, ...]
    messages: int = 0
    generation: int = 1
    version: int = 1


@frozen
class StoredKey:
    """The key of one subject and tier as it is stored: wrapped under the community key.

    Args:
        subject: whose.
        tier: for which tier.
        wrapped: the keyset, as an encrypted keyset of Tink.
        commitment: 32 bytes that only this keyset gives.
        community_key: the number of the community key that wraps it.
        messages: how many messages its primary key may have encrypted.
        generation: that of the community when its primary key was made.
        version: 1, and one more with each change.
    """

    subject: PersonRef
    tier: Tier
    wrapped: bytes = field(repr=False)
    commitment: bytes = field(repr=False)
    community_key: int
    messages: int = 0
    generation: int = 1
    version: int = 1

    @property
    def place(self) -> tuple[PersonRef, Tier]:
        """Under what it is found."""
        return self.subject, self.tier


class KeyStore(Protocol):
    """Keeps one community's wrapped keys. Each method is one transaction; several processes may call at once."""

    def community(self) -> CommunityKeys | None:
        """The community's keys, if there are any yet."""
        ...

    def keep_community(self, keys: CommunityKeys) -> bool:
        """Keep the community's keys if nobody was faster. Returns whether it was so; otherwise nothing changes.

        Nobody was if those that are there have the version before, or there are none and this is version 1. They are
        not kept either if a community key that wraps a subject's key is not among `numbers`.

        Raises:
            StorageError: if the store could not do it.
        """
        ...

    def find(self, subject: PersonRef, tier: Tier) -> StoredKey | None:
        """The key of a subject and tier."""
        ...

    def find_all(self, subjects: Sequence[PersonRef]) -> Sequence[StoredKey]:
        """The keys of some subjects, of all tiers, in any order: what `find` gives, for a page of people at once."""
        ...

    def keep(self, *keys: StoredKey) -> bool:
        """Keep keys, each of another place, if nobody was faster, as `keep_community` does: all of them or none.

        They are not kept either if a subject's keys were ever destroyed, or if a community key that wraps one is none
        of `CommunityKeys.numbers`.

        Raises:
            StorageError: if the store could not do it.
        """
        ...

    def wrapped_otherwise(
        self, community_key: int, *, after: tuple[PersonRef, Tier] | None, limit: int
    ) -> Sequence[StoredKey]:
        """Keys that another community key wraps, in an order by subject and tier that is the store's own.

        Args:
            community_key: not this one.
            after: only subjects and tiers behind this one, in that order.
            limit: at most so many.
        """
        ...

    def count(self) -> Mapping[int, int]:
        """How many keys each community key wraps; those that wrap none may be left out."""
        ...

    def destroy(self, subject: PersonRef) -> Sequence[StoredKey]:
        """Remove all keys of a subject for good, and remember that there will never be another.

        What was removed must not be found again by what the store itself can do: deleted rows are overwritten where the
        database can. Returns what was there.

        Raises:
            StorageError: if the store could not do it; then nothing was removed.
        """
        ...

    def is_destroyed(self, subject: PersonRef) -> bool:
        """Whether the keys of a subject were destroyed."""
        ...


class MemoryKeyStore:
    """Keeps wrapped keys in memory, for tests and demonstrations: the reference of `KeyStore`.

    Example:
        >>> store = MemoryKeyStore()
        >>> store.community() is None, store.destroy("r-1"), store.is_destroyed("r-1")
        (True, (), True)
    """

    def __init__(self) -> None:
        """Start with no key."""
        self._community: CommunityKeys | None = None
        self._keys: dict[tuple[PersonRef, Tier], StoredKey] = {}
        self._destroyed: set[PersonRef] = set()
        self._lock = Lock()

    def community(self) -> CommunityKeys | None:
        """The community's keys, if there are any yet."""
        return self._community

    def keep_community(self, keys: CommunityKeys) -> bool:
        """Keep the community's keys if nobody was faster."""
        with self._lock:
            in_use = {key.community_key for key in self._keys.values()}
            if keys.version != (self._community.version if self._community else 0) + 1 or in_use - {*keys.numbers}:
                return False
            self._community = keys
            return True

    def find(self, subject: PersonRef, tier: Tier) -> StoredKey | None:
        """The key of a subject and tier."""
        return self._keys.get((subject, tier))

    def find_all(self, subjects: Sequence[PersonRef]) -> Sequence[StoredKey]:
        """The keys of some subjects."""
        return [key for subject in dict.fromkeys(subjects) for tier in Tier if (key := self.find(subject, tier))]

    def keep(self, *keys: StoredKey) -> bool:
        """Keep keys if nobody was faster, no subject was destroyed, and their community keys are in use."""
        with self._lock:
            if not all(map(self._may_be_kept, keys)):
                return False
            self._keys |= {key.place: key for key in keys}
            return True

    def _may_be_kept(self, key: StoredKey) -> bool:
        there = self._keys.get(key.place)
        in_use = self._community is not None and key.community_key in self._community.numbers
        return key.version == (there.version if there else 0) + 1 and key.subject not in self._destroyed and in_use

    def wrapped_otherwise(
        self, community_key: int, *, after: tuple[PersonRef, Tier] | None, limit: int
    ) -> Sequence[StoredKey]:
        """Keys that another community key wraps, by subject and tier."""
        with self._lock:
            found = [key for key in self._keys.values() if key.community_key != community_key]
        behind = [key for key in found if after is None or key.place > after]
        return tuple(sorted(behind, key=lambda key: key.place)[:limit])

    def count(self) -> Mapping[int, int]:
        """How many keys each community key wraps."""
        with self._lock:
            return Counter(key.community_key for key in self._keys.values())

    def destroy(self, subject: PersonRef) -> Sequence[StoredKey]:
        """Remove all keys of a subject for good."""
        with self._lock:
            self._destroyed.add(subject)
            places = sorted(place for place in self._keys if place[0] == subject)
            return tuple(self._keys.pop(place) for place in places)

    def is_destroyed(self, subject: PersonRef) -> bool:
        """Whether the keys of a subject were destroyed."""
        return subject in self._destroyed
