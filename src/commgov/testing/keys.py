"""The conformance kit of key stores: what every store must do, whoever wrote it."""

from functools import partial

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from commgov.core import PersonRef
from commgov.privacy import Tier
from commgov.privacy.keys import CommunityKeys, KeyStore, MemoryKeyStore, StoredKey
from commgov.testing.machines import OpenStore, StoreMachine, one_wins, run_machine
from commgov.testing.rules import require

_SUBJECTS = [PersonRef(name) for name in ("r-1", "R-1", "居民-3")]
_PLACES = [(subject, tier) for subject in _SUBJECTS for tier in (Tier.T2, Tier.T4)]
_NUMBERS = [1, 7, 2**31, 2**32 - 1]
_RACERS = 4


def check_key_store(open_store: OpenStore[KeyStore], *, examples: int = 100, steps: int = 40) -> None:
    """Judge a key store: do to it whatever can be done, in any order, and hold it against the reference in memory.

    Keys that come, change and go, stale versions, community keys in use and not, destroyed subjects that ask for keys
    again, pages of what is wrapped otherwise, restarts; and several writers at the same moment, of whom one must win.

    Args:
        open_store: a context manager that makes an empty store, and gives a function that opens this store, each time
            anew; what it has kept must be there again.
        examples: how many histories.
        steps: how long each is, at most.

    Raises:
        AssertionError: with the shortest history after which the store is wrong.

    Example:
        >>> from contextlib import contextmanager
        >>> @contextmanager
        ... def open_store():
        ...     store = MemoryKeyStore()
        ...     yield lambda: store
        >>> check_key_store(open_store, examples=2, steps=5)
    """
    run_machine(KeyStoreMachine, open_store, examples=examples, steps=steps)
    _check_races(open_store)


class KeyStoreMachine(StoreMachine[KeyStore]):
    """A store of keys, and the reference beside it."""

    reference = MemoryKeyStore

    @initialize()
    def first_keys(self) -> None:
        """An empty store says so, and takes the first keys."""
        require(self._store.community() is None, "an empty store has no community keys")
        require(not any(self._store.count().values()), "an empty store counts no key")
        self.keep_community(1, [1, 7], b"wrapped", 0)
        for place in _PLACES[:3]:
            self.keep(place, 1, 7, b"wrapped", 256)

    @rule(
        ahead=st.sampled_from([1, 1, 1, 1, 0, 2, -1]),
        numbers=st.lists(st.sampled_from(_NUMBERS), min_size=1, unique=True),
        content=st.binary(min_size=1, max_size=40),
        messages=st.sampled_from([0, 256, 2**32]),
    )
    def keep_community(self, ahead: int, numbers: list[int], content: bytes, messages: int) -> None:
        """Community keys of the next version are kept, if what is in use stays; others are not."""
        there = self._model.community()
        version = (there.version if there else 0) + ahead
        keys = CommunityKeys(content, content[::-1], tuple(numbers), messages, 3, version)
        expected = self._model.keep_community(keys)
        require(self._store.keep_community(keys) is expected, f"keep_community({keys}) is {expected}")

    @rule(
        place=st.sampled_from(_PLACES),
        ahead=st.sampled_from([1, 1, 1, 1, 0, 2, -1]),
        number=st.sampled_from(_NUMBERS),
        content=st.binary(min_size=1, max_size=40),
        messages=st.sampled_from([0, 256, 2**32]),
    )
    def keep(self, place: tuple[PersonRef, Tier], ahead: int, number: int, content: bytes, messages: int) -> None:
        """A key of the next version is kept, under a community key that is in use; others are not."""
        there = self._model.find(*place)
        version = (there.version if there else 0) + ahead
        key = StoredKey(*place, content, content[:32], number, messages, 2, version)
        expected = self._model.keep(key)
        require(self._store.keep(key) is expected, f"keep({key}) is {expected}")

    @rule(
        places=st.lists(st.sampled_from(_PLACES), max_size=3, unique=True),
        ahead=st.sampled_from([1, 1, 1, 0]),
        number=st.sampled_from(_NUMBERS),
    )
    def keep_several(self, places: list[tuple[PersonRef, Tier]], ahead: int, number: int) -> None:
        """Several keys are kept together or not at all; `ahead` is how far the last one is before what is there."""
        there = [self._model.find(*place) for place in places]
        steps = [1] * (len(places) - 1) + [ahead]
        keys = [
            StoredKey(*place, b"wrapped", b"c", number, 1, 2, (found.version if found else 0) + step)
            for place, found, step in zip(places, there, steps[: len(places)], strict=True)
        ]
        expected = self._model.keep(*keys)
        require(self._store.keep(*keys) is expected, f"keep of {len(keys)} keys is {expected}: all of them or none")

    @rule(subject=st.sampled_from(_SUBJECTS))
    def destroy(self, subject: PersonRef) -> None:
        """All keys of a subject go, and are given back once."""
        expected = {key.place: key for key in self._model.destroy(subject)}
        found = {key.place: key for key in self._store.destroy(subject)}
        require(found == expected, f"destroy({subject}) gives the keys that were there")

    @rule(number=st.sampled_from(_NUMBERS), limit=st.integers(1, 4))
    def page(self, number: int, limit: int) -> None:
        """Page by page, everything that another key wraps comes once."""
        everything = self._model.wrapped_otherwise(number, after=None, limit=len(_PLACES))
        expected = {key.place: key for key in everything}
        found: list[StoredKey] = []
        after = None
        while batch := self._store.wrapped_otherwise(number, after=after, limit=limit):
            require(len(batch) <= limit, f"wrapped_otherwise gives at most {limit}")
            found += batch
            after = batch[-1].place
            require(len(found) <= len(expected), "wrapped_otherwise: behind `after` only")
        require({key.place: key for key in found} == expected, "wrapped_otherwise: all that another key wraps")

    @invariant()
    def same(self) -> None:
        """Both stand the same."""
        require(self._store.community() == self._model.community(), "community: what was kept last")
        for place in _PLACES:
            require(self._store.find(*place) == self._model.find(*place), f"find{place}: what was kept last")
        asked = _SUBJECTS[:2]
        found = {key.place: key for key in self._store.find_all(asked)}
        require(found == {key.place: key for key in self._model.find_all(asked)}, "find_all: what `find` gives, of all")
        require(not self._store.find_all([]), "find_all: of nobody nothing")
        for subject in _SUBJECTS:
            expected = self._model.is_destroyed(subject)
            require(self._store.is_destroyed(subject) is expected, f"is_destroyed({subject}) is {expected}")
        counts = {number: count for number, count in self._store.count().items() if count}
        require(counts == dict(self._model.count()), "count: by community key")


def _check_races(open_store: OpenStore[KeyStore]) -> None:
    """Of several who change the same thing at the same moment, one wins."""
    with open_store() as open_again:
        stores = [open_again() for _ in range(_RACERS)]
        community = CommunityKeys(b"w", b"i", (1, 7))
        one_wins([partial(store.keep_community, community) for store in stores], "keep_community")
        key = StoredKey(PersonRef("r-1"), Tier.T3, b"w", b"c", 7)
        for version in range(1, 6):
            mine = [evolve(key, version=version, messages=at) for at in range(_RACERS)]
            one_wins([partial(store.keep, each) for store, each in zip(stores, mine, strict=True)], "keep")
        retire = evolve(community, numbers=(1,), version=2)
        require(not stores[0].keep_community(retire), "keep_community: a community key that wraps something stays")
