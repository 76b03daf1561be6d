"""The upper half of the key tree: the community's keys under the root, and subjects' keys wrapped by them."""

import hmac
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from attrs import evolve, frozen

from commgov.core import PersonRef
from commgov.errors import ConflictError, InvalidInputError, KeySpentError, SealError, StorageError
from commgov.privacy.keys.label import joined
from commgov.privacy.keys.limits import KeyLimits
from commgov.privacy.keys.store import CommunityKeys, KeyStore, StoredKey
from commgov.privacy.tiers import Tier
from commgov.seal import Aead, KeyKind, Keyset, Secret
from commgov.wording import Text

ATTEMPTS = 16  # of a change, while others are faster
_SPENT = Text(
    "the community key has encrypted as many messages as it may: rotate it", "社区密钥已达加密次数上限：请轮换"
)
_OTHERS = Text("the root opened other keys than those of this community", "根密钥打开的并非本社区的密钥")
_NOT_ITS_OWN = Text(
    "the root does not open what it has just wrapped; nothing was changed", "根密钥无法打开其刚包裹的内容；未作任何更改"
)
_LOST = Text(
    "the community's keys are gone from the key store, and keys that they wrap are there: restore them from a backup",
    "密钥库中社区密钥已丢失，而由其包裹的密钥仍在：请从备份恢复",
)
_COMMUNITY, _INDEX, _KEY = b"commgov community key 1", b"commgov index key 1", b"commgov subject key 1"


@frozen(eq=False, repr=False)
class OpenCommunity(Secret):
    """The community's keys, unwrapped.

    Args:
        stored: as they were found.
        keyset: wraps subjects' keys.
        index: index keys are derived of it.
        permits: one for each message that was set aside for this process.
        until: when to look into the store again.
    """

    stored: CommunityKeys
    keyset: Keyset
    index: Keyset
    permits: Iterator[int]
    until: float


class Community(Secret):
    """Opens and keeps the community's keys; wraps and unwraps subjects' keys with them."""

    __slots__ = ("_limits", "_open", "_root", "_store", "_tenant")

    def __init__(self, store: KeyStore, root: Aead, tenant: str, limits: KeyLimits) -> None:
        """Take the store and the root."""
        self._store, self._root, self._tenant, self._limits = store, root, tenant, limits
        self._open: OpenCommunity | None = None

    def opened(self) -> OpenCommunity:
        """The keys; made where there are none yet.

        Raises:
            SealError: if the root is another one, or something was changed.
        """
        opened = self._open
        return opened if opened is not None and monotonic() < opened.until else self.looked_up()

    def looked_up(self) -> OpenCommunity:
        """The keys as they are stored now; the root is asked only if they changed."""
        opened, stored = self._open, self._store.community() or self._made()
        if opened is not None and opened.stored == stored:
            self._open = evolve(opened, until=self._until())
        else:
            keyset = Keyset.from_bytes(stored.wrapped, self._root, self._bound(_COMMUNITY))
            index = Keyset.from_bytes(stored.index, self._root, self._bound(_INDEX))
            if stored.numbers != _numbers(keyset):
                raise SealError(_OTHERS)
            self._open = OpenCommunity(stored, keyset, index, iter(()), self._until())
        return self._open

    def forget(self) -> None:
        """Drop the keys; the next use asks the root."""
        self._open = None

    def wrapped(self, key: StoredKey, keyset: Keyset) -> StoredKey:
        """A subject's key as it is to be stored: with this keyset, wrapped under the primary community key.

        Raises:
            KeySpentError: if the community key has encrypted as much as it may.
        """
        now = self._permitted()
        bound = self._bound_key(key.subject, key.tier)
        return evolve(
            key,
            wrapped=keyset.to_bytes(now.keyset, bound),
            commitment=keyset.commitment(bound),
            community_key=now.keyset.primary,
        )

    def unwrapped(self, key: StoredKey) -> Keyset:
        """A subject's keyset.

        Raises:
            SealError: if it does not open, or is not the one that was committed to.
        """
        now, bound = self.opened(), self._bound_key(key.subject, key.tier)
        if key.community_key not in now.stored.numbers:
            now = self.looked_up()  # somebody else has rotated it
        try:
            keyset = Keyset.from_bytes(key.wrapped, now.keyset, bound)
        except InvalidInputError:  # what was cut off is as bad as what was changed
            raise SealError from None
        if not hmac.compare_digest(keyset.commitment(bound), key.commitment):
            raise SealError(Text("the key is not the one that was committed to", "密钥与其承诺值不符"))
        return keyset

    def rotated(self) -> OpenCommunity:
        """With a new primary key; the others go on to unwrap."""
        return self._changed(lambda now: self._rewritten(now, now.keyset.rotated(), now.index))

    def without_idle(self) -> OpenCommunity:
        """With the keys that wrap something, and the primary one."""

        def only(now: OpenCommunity) -> OpenCommunity:
            in_use = {number for number, count in self._store.count().items() if count}
            return self._rewritten(now, now.keyset.only({*in_use, now.keyset.primary}), now.index)

        return self._changed(only)

    def with_index(self, change: Callable[[Keyset], Keyset]) -> OpenCommunity:
        """With other keys in the branch of indexes."""
        return self._changed(lambda now: self._rewritten(now, now.keyset, change(now.index)))

    def with_next_generation(self) -> OpenCommunity:
        """With subjects' keys due for renewal at their next write."""
        return self._changed(lambda now: evolve(now, stored=_next(now.stored, generation=now.stored.generation + 1)))

    def under(self, root: Aead) -> OpenCommunity:
        """The same keys wrapped under another root, with which this goes on."""
        changed = self._changed(lambda now: self._rewritten(now, now.keyset, now.index, root))
        self._root = root
        return changed

    def _made(self) -> CommunityKeys:
        """The first keys of a community: ours, or those of who was faster."""
        keyset, index = Keyset.generate(), Keyset.generate(KeyKind.HKDF_PRF)
        wrapped, wrapped_index = self._wrapped(keyset, _COMMUNITY), self._wrapped(index, _INDEX)
        self._store.keep_community(CommunityKeys(wrapped, wrapped_index, _numbers(keyset)))
        kept = self._store.community()
        if kept is None:  # the store has subjects' keys: new ones of the community would open none of them
            raise StorageError(_LOST)
        return kept

    def _permitted(self) -> OpenCommunity:
        """The keys, with one more message counted."""
        now = self.opened()
        if next(now.permits, None) is None:
            now = self._changed(self._with_permits)
        return now

    def _with_permits(self, now: OpenCommunity) -> OpenCommunity:
        """With a block of messages set aside; the first of them is taken by who asked."""
        messages = now.stored.messages + self._limits.block
        if messages > self._limits.hard:
            raise KeySpentError(_SPENT)
        return evolve(now, stored=_next(now.stored, messages=messages), permits=iter(range(1, self._limits.block)))

    def _rewritten(self, now: OpenCommunity, keyset: Keyset, index: Keyset, root: Aead | None = None) -> OpenCommunity:
        """With these keysets, wrapped under the root."""
        same = keyset.primary == now.keyset.primary
        stored = _next(
            now.stored,
            wrapped=self._wrapped(keyset, _COMMUNITY, root),
            index=self._wrapped(index, _INDEX, root),
            numbers=_numbers(keyset),
            messages=now.stored.messages if same else 0,
        )
        return OpenCommunity(stored, keyset, index, now.permits if same else iter(()), now.until)

    def _changed(self, change: Callable[[OpenCommunity], OpenCommunity]) -> OpenCommunity:
        """The keys after a change, which is made again while others are faster."""
        for _ in range(ATTEMPTS):
            new = change(self.looked_up())
            if self._store.keep_community(new.stored):
                self._open = new
                return new
        raise ConflictError(Text("others change the community's keys all the time", "社区密钥不断被他人更改"))

    def _wrapped(self, keyset: Keyset, use: bytes, root: Aead | None = None) -> bytes:
        """A keyset under the root, which has shown that it opens it again: what is kept otherwise is lost for ever."""
        root, bound = root or self._root, self._bound(use)
        wrapped = keyset.to_bytes(root, bound)
        if Keyset.from_bytes(wrapped, root, bound).commitment(bound) != keyset.commitment(bound):
            raise SealError(_NOT_ITS_OWN)
        return wrapped

    def _until(self) -> float:
        return monotonic() + self._limits.open_seconds

    def _bound(self, use: bytes) -> bytes:
        return joined(use, self._tenant)

    def _bound_key(self, subject: PersonRef, tier: Tier) -> bytes:
        return joined(_KEY, self._tenant, subject, bytes([tier]))


def _numbers(keyset: Keyset) -> tuple[int, ...]:
    """The numbers of its keys, the primary one last."""
    return (*(key.number for key in keyset.keys if not key.is_primary), keyset.primary)


def _next(stored: CommunityKeys, **changes: Any) -> CommunityKeys:
    return evolve(stored, version=stored.version + 1, **changes)
