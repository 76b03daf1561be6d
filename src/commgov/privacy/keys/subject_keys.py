"""The lower half of the key tree: subjects' keys, held open for a while, each with the messages set aside for it.

A count of messages is set aside in the store, in blocks, before it is used, so a process that dies counts too many
messages and never too few.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import repeat
from operator import length_hint
from threading import Lock
from time import monotonic
from typing import Any
from weakref import WeakSet

from attrs import evolve

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.errors import ConflictError, KeySpentError, NotFoundError, SealError
from commgov.privacy.keys.community import ATTEMPTS, Community
from commgov.privacy.keys.label import head
from commgov.privacy.keys.limits import KeyLimits
from commgov.privacy.keys.store import KeyStore, StoredKey
from commgov.privacy.purposes import Basis
from commgov.privacy.tiers import Tier
from commgov.seal import KeyKind, Keyset, Secret
from commgov.wording import Text

Bound = tuple[object, bytes]
"""A basis, and what a subject's fields on that basis are bound to."""

_TOO_FAST = Text("others change the same key all the time", "同一密钥不断被他人更改")
_NO_KEY = Text(
    "{subject} has no key for {tier}: none was made, or it was destroyed", "{subject}没有{tier}级密钥：未曾生成或已销毁"
)
_DESTROYED = Text(
    "the keys of {subject} were destroyed; there will be no others", "{subject}的密钥已销毁，不再另行生成"
)


class OpenKey(Secret):
    """The key of a subject and tier, unwrapped.

    Args:
        stored: as it was found.
        keyset: unwrapped.
        tenant: the community.
        permits: how many messages were set aside for this process.
        until: by `time.monotonic`, when to look into the store again. Each permit is that moment too.
    """

    __slots__ = ("_tenant", "bound", "keyset", "permits", "prefix", "seal", "stored", "until", "used")

    def __init__(self, stored: StoredKey, keyset: Keyset, tenant: str, permits: int, until: float) -> None:
        """Take the key."""
        self.stored, self.keyset, self._tenant, self.until = stored, keyset, tenant, until
        self.permits: Iterator[float] = repeat(until, permits)  # two threads never take the same one
        self.prefix, self.seal = keyset.sealing
        self.used = False  # again, since it was opened or the cache was last short of room
        self.bound: Bound = (object(), b"")  # of the last basis: a record has one for all its fields

    def bind(self, basis: Basis) -> Bound:
        """What this subject's fields on a basis are bound to."""
        self.bound = bound = (basis, head(self._tenant, self.stored.subject, basis))
        return bound


class ClosedKey(OpenKey):
    """Stands where no key is held open: its time is over, and it has no permits."""

    def __init__(self) -> None:
        """Have nothing."""
        self.until, self.permits, self.used = 0.0, iter(()), False


CLOSED = ClosedKey()
NONE_OPEN: list[OpenKey] = [CLOSED] * (max(Tier) + 1)
"""For each tier a key that is not open."""


_IN_THIS_PROCESS: WeakSet["SubjectKeys"] = WeakSet()


class SubjectKeys(Secret):
    """Finds, makes, renews and holds open the keys of subjects."""

    __slots__ = ("__weakref__", "_community", "_gone", "_kind", "_limits", "_lock", "_store", "_tenant", "open")

    def __init__(self, store: KeyStore, community: Community, tenant: str, limits: KeyLimits, kind: KeyKind) -> None:
        """Take the store, and what wraps."""
        self._store, self._community, self._tenant = store, community, tenant
        self._limits, self._kind, self._lock = limits, kind, Lock()
        self.open: dict[PersonRef, list[OpenKey]] = {}
        self._gone: set[PersonRef] = set()  # whose keys were destroyed here: a reader underway must not keep one open
        _IN_THIS_PROCESS.add(self)

    def found(self, subject: PersonRef, tier: Tier) -> OpenKey:
        """The key as it is stored now, for reading: nothing is set aside for it.

        Raises:
            NotFoundError: if there is none: never made, or destroyed.
        """
        stored = self._store.find(subject, tier)
        if stored is None:
            self.close(subject)
            raise NotFoundError(_NO_KEY.fill(subject=subject, tier=tier.name))
        return self._opened(stored, self._community.unwrapped(stored), 0)

    def open_ahead(self, subjects: Iterable[PersonRef]) -> None:
        """Open the keys of people who are about to be read, with one question to the store instead of one for each.

        It promises nothing: what does not open is left to whoever needs it.
        """
        now = monotonic()
        closed = [each for each in subjects if all(key.until <= now for key in self.open.get(each, NONE_OPEN))]
        if not closed:
            return
        for stored in self._store.find_all(closed[: self._limits.open_subjects]):
            with suppress(SealError):
                self._opened(stored, self._community.unwrapped(stored), 0)

    def granted(self, subject: PersonRef, tier: Tier) -> OpenKey:
        """The key for writing, made or renewed if need be, with messages set aside; the first of them is taken.

        Raises:
            ConflictError: if the subject's keys were destroyed.
            KeySpentError: if no key may encrypt any more.
        """
        (key,) = self._set_aside(subject, [tier], taken=1)
        return key

    def set_aside(self, subject: PersonRef, tiers: Iterable[Tier]) -> None:
        """Have messages set aside for a record that is about to be written, in one change of the store.

        Raises:
            ConflictError: if the subject's keys were destroyed.
            KeySpentError: if no key may encrypt any more.
        """
        now, keys = monotonic(), self.open.get(subject, NONE_OPEN)
        wanting = [tier for tier in tiers if keys[tier].until <= now or not length_hint(keys[tier].permits)]
        if wanting:
            self._set_aside(subject, wanting, taken=0)

    def _set_aside(self, subject: PersonRef, tiers: list[Tier], *, taken: int) -> list[OpenKey]:
        """The keys of some tiers, each with a block of messages, of which so many are the caller's own."""
        block = self._limits.block
        for _ in range(ATTEMPTS):
            stored = {key.tier: key for key in self._store.find_all([subject])}
            there = [stored.get(tier) for tier in tiers]
            if None in there and self._store.is_destroyed(subject):
                self.close(subject)
                raise ConflictError(_DESTROYED.fill(subject=subject))
            made = [
                self._advanced(key, block) if key else self._new(subject, tier, block)
                for tier, key in zip(tiers, there, strict=True)
            ]
            if self._store.keep(*(key for key, _ in made)):
                return [self._opened(key, keyset, block - taken) for key, keyset in made]
            self._community.looked_up()
        raise ConflictError(_TOO_FAST)

    def retire(self, subject: PersonRef, tier: Tier) -> None:
        """Drop all but the newest key of a subject and tier.

        Raises:
            NotFoundError: if there is no key of this subject and tier.
        """
        for _ in range(ATTEMPTS):
            key = self.found(subject, tier)
            newest = key.keyset.only([key.keyset.primary])
            if self._store.keep(self._community.wrapped(_next(key.stored), newest)):
                self.found(subject, tier)
                return
            self._community.looked_up()
        raise ConflictError(_TOO_FAST)

    def close(self, subject: PersonRef) -> int:
        """Close the keys that are held open of a subject. Returns how many there were."""
        with self._lock:
            keys = self.open.pop(subject, NONE_OPEN)
        return sum(key is not CLOSED for key in keys)

    def close_for_good(self, subject: PersonRef) -> int:
        """Close the keys of a subject and hold none open any more. Returns how many there were."""
        with self._lock:
            self._gone.add(subject)
        return self.close(subject)

    def start_anew(self) -> None:
        """Close all keys in a process that was just forked, whoever held the lock in its parent."""
        self._lock = Lock()
        self.open.clear()
        self._community.forget()

    def close_all(self) -> None:
        """Close all keys that are held open."""
        with self._lock:
            self.open.clear()

    def _new(self, subject: PersonRef, tier: Tier, block: int) -> tuple[StoredKey, Keyset]:
        """The first key of a subject and tier."""
        checks = Checks("KeyTree")
        checks.identifier("subject", subject)
        checks.refuse()
        keyset, generation = Keyset.generate(self._kind), self._community.opened().stored.generation
        key = StoredKey(subject, tier, b"", b"", 0, block, generation)
        return self._community.wrapped(key, keyset), keyset

    def _advanced(self, stored: StoredKey, block: int) -> tuple[StoredKey, Keyset]:
        """A key with more messages set aside; renewed if it is due."""
        keyset, generation = self._unwrapped(stored), self._community.opened().stored.generation
        messages = stored.messages + block
        more = _next(stored, messages=messages)
        if stored.generation >= generation and messages <= self._limits.soft:
            return more, keyset
        try:
            renewed = keyset.rotated(self._kind)
            return self._community.wrapped(evolve(more, messages=block, generation=generation), renewed), renewed
        except KeySpentError:
            if messages > self._limits.hard:
                raise
            return more, keyset

    def _unwrapped(self, stored: StoredKey) -> Keyset:
        """The keyset of a key, the one that is held open if it is the same."""
        key = self.open.get(stored.subject, NONE_OPEN)[stored.tier]
        if key is not CLOSED and (key.stored.wrapped, key.stored.commitment) == (stored.wrapped, stored.commitment):
            return key.keyset
        return self._community.unwrapped(stored)

    def _opened(self, stored: StoredKey, keyset: Keyset, permits: int) -> OpenKey:
        """Hold a key open; if there are too many, those of the subject longest out of use are closed."""
        key = OpenKey(stored, keyset, self._tenant, permits, monotonic() + self._limits.open_seconds)
        with self._lock:
            if stored.subject in self._gone:
                return key
            keys = self.open.setdefault(stored.subject, NONE_OPEN.copy())
            keys[stored.tier] = key
            while len(self.open) > self._limits.open_subjects:
                oldest = next(iter(self.open))
                old_keys = self.open.pop(oldest)
                if oldest == stored.subject or any(old.used for old in old_keys):  # in use: a second chance
                    self.open[oldest] = old_keys
                    for old in old_keys:
                        old.used = False
        return key


def _after_fork() -> None:
    """A child looks into the store itself: what was set aside for its parent is not set aside for both."""
    for keys in _IN_THIS_PROCESS:
        keys.start_anew()


if hasattr(os, "register_at_fork"):  # where processes can fork
    os.register_at_fork(after_in_child=_after_fork)


def _next(stored: StoredKey, **changes: Any) -> StoredKey:
    return evolve(stored, version=stored.version + 1, **changes)
