"""The key tree: root, community key, a key for each subject and tier; fields are encrypted with the lowest.

Destroying a subject's keys makes their data unreadable wherever it lies; rotating the community key touches no data;
moving a ciphertext to another subject, field, tier, schema version or basis makes it unreadable.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from os import urandom
from struct import unpack
from time import monotonic

from attrs import frozen

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.core.personal import shown_plain
from commgov.errors import SealError
from commgov.privacy.keys.community import Community
from commgov.privacy.keys.erasing import CopyHolder, ErasureReceipt, receipt
from commgov.privacy.keys.indexing import BlindIndex, IndexPlan
from commgov.privacy.keys.label import FieldLabel, joined, padded, unpadded
from commgov.privacy.keys.limits import KeyLimits
from commgov.privacy.keys.rotating import OnRotation, Rotation, outdated, rotate
from commgov.privacy.keys.store import KeyStore
from commgov.privacy.keys.subject_keys import CLOSED, NONE_OPEN, SubjectKeys
from commgov.privacy.purposes import Basis
from commgov.privacy.tiers import Tier
from commgov.seal import IV_BYTES, Aead, KeyKind, Keyset, Secret
from commgov.wording import Text

_INDEX = b"commgov index 1"
_IV = f"{IV_BYTES}s"
_whole = b"".join  # sooner than `+` for three parts

Field = tuple[FieldLabel, bytes]
"""A field of a record: its label, and its text or its ciphertext."""


class KeyTree(Secret):
    """Encrypts subjects' fields, each subject and tier with a key of its own.

    Example:
        >>> from commgov.privacy import BasisKind, KeyProvider, MemoryKeyStore
        >>> root = Keyset.generate()  # in life: KeyProvider.passphrase(...), .kms(...) or .encrypted_keyset(...)
        >>> tree = KeyTree.open(MemoryKeyStore(), root, tenant="community-b")
        >>> phone = FieldLabel("resident.phone", Tier.T3, schema=1)
        >>> consent = Basis(BasisKind.CONSENT, "c-91")
        >>> sealed = tree.encrypt("r-1", phone, b"13800000000", consent)
        >>> tree.decrypt("r-1", phone, sealed, consent)
        b'13800000000'
        >>> tree.decrypt("r-1", phone, sealed, Basis(BasisKind.CONSENT, "c-92"))
        Traceback (most recent call last):
            ...
        commgov.errors.SealError: the ciphertext does not open
    """

    __slots__ = ("_community", "_keys", "_limits", "_open", "_store", "_tenant")

    def __init__(self, store: KeyStore, keys: Aead, tenant: str, limits: KeyLimits, kind: KeyKind) -> None:
        """Take the parts; `open` checks them."""
        self._store, self._tenant, self._limits = store, tenant, limits
        self._community = Community(store, keys, tenant, limits)
        self._keys = SubjectKeys(store, self._community, tenant, limits, kind)
        self._open = self._keys.open  # looked into at every field

    @staticmethod
    def open(
        store: KeyStore,
        keys: Aead,
        *,
        tenant: str,
        limits: KeyLimits = KeyLimits(),  # noqa: B008 - immutable
        kind: KeyKind = KeyKind.AES_GCM,
    ) -> "KeyTree":
        """Open the key tree of a community; where there is none yet, it is made.

        Args:
            store: where the wrapped keys lie.
            keys: the root: a `KeyProvider`.
            tenant: the community; everything is bound to it.
            limits: message counts, and how many keys are held open.
            kind: of subjects' new keys.

        Raises:
            InvalidInputError: if the tenant is no id, or keys of that kind do not encrypt.
            SealError: if the root is another one, or something was changed.
        """
        checks = Checks("KeyTree")
        checks.identifier("tenant", tenant)
        encrypts = Text("a kind of key that encrypts", "应为用于加密的密钥类型")
        checks.require("kind", shown_plain(kind), ok=kind in {KeyKind.AES_GCM, KeyKind.AES_GCM_SIV}, expected=encrypts)
        checks.refuse()
        tree = KeyTree(store, keys, tenant, limits, kind)
        tree._community.opened()
        return tree

    def encrypt(self, subject: PersonRef, label: FieldLabel, text: bytes, basis: Basis) -> bytes:
        """Encrypt one field.

        Args:
            subject: whose.
            label: of the field.
            text: its content.
            basis: what allows that it is held; it has to be given again to decrypt.

        Raises:
            ConflictError: if the subject's keys were destroyed.
            KeySpentError: if no key may encrypt any more.
        """
        try:
            key = self._open[subject][label.level]
        except KeyError:
            key = CLOSED
        if next(key.permits, 0.0) <= monotonic():
            key = self._keys.granted(subject, label.tier)
        else:
            key.used = True
        bound = key.bound
        if bound[0] is not basis:
            bound = key.bind(basis)
        if label.bucket:
            text = padded(text, label.bucket)
        iv = urandom(IV_BYTES)
        return _whole((key.prefix, iv, key.seal(iv, text, bound[1] + label.encoded)))

    def encrypt_fields(self, subject: PersonRef, fields: Sequence[Field], basis: Basis) -> list[bytes]:
        """Encrypt the fields of a record, with their IVs drawn at once; as `encrypt`.

        Args:
            subject: whose.
            fields: labels and contents; tiers may be mixed.
            basis: what allows that they are held.
        """
        keys, now = self._open.get(subject, NONE_OPEN).copy(), monotonic()
        ivs = unpack(_IV * len(fields), urandom(IV_BYTES * len(fields)))
        sealed = []
        for (label, text), iv in zip(fields, ivs, strict=True):
            key = keys[label.level]
            if next(key.permits, 0.0) <= now:
                key = keys[label.level] = self._keys.granted(subject, label.tier)
            else:
                key.used = True
            bound = key.bound
            if bound[0] is not basis:
                bound = key.bind(basis)
            content = padded(text, label.bucket) if label.bucket else text
            sealed.append(_whole((key.prefix, iv, key.seal(iv, content, bound[1] + label.encoded))))
        return sealed

    def set_aside(self, subject: PersonRef, tiers: Iterable[Tier]) -> None:
        """Have messages set aside for a record that is about to be written: one change of the store for all its tiers.

        `encrypt` and `encrypt_fields` do it themselves, tier by tier, if it was not done.

        Args:
            subject: whose.
            tiers: of its fields.

        Raises:
            ConflictError: if the subject's keys were destroyed.
            KeySpentError: if no key may encrypt any more.
        """
        self._keys.set_aside(subject, tiers)

    def decrypt(self, subject: PersonRef, label: FieldLabel, ciphertext: bytes, basis: Basis) -> bytes:
        """The content of one field.

        Args:
            subject: whose.
            label: of the field, the same as it was encrypted with.
            ciphertext: what `encrypt` gave.
            basis: the same.

        Raises:
            NotFoundError: if there is no key of this subject and tier: never made, or destroyed.
            SealError: if it does not open: it is another subject's, field's, basis's ..., or was changed.
        """
        try:
            key = self._open[subject][label.level]
        except KeyError:
            key = CLOSED
        if key.until <= monotonic():
            key = self._keys.found(subject, label.tier)
        else:
            key.used = True
        bound = key.bound
        if bound[0] is not basis:
            bound = key.bind(basis)
        try:
            text = key.keyset.decrypt(ciphertext, bound[1] + label.encoded)
        except SealError:
            fresh = self._keys.found(subject, label.tier)  # another process may have renewed the key
            if fresh.stored.version == key.stored.version:
                raise
            text = fresh.keyset.decrypt(ciphertext, bound[1] + label.encoded)
        return unpadded(text) if label.bucket else text

    def decrypt_fields(self, subject: PersonRef, fields: Sequence[Field], basis: Basis) -> list[bytes]:
        """The contents of a record's fields; as `decrypt`.

        Args:
            subject: whose.
            fields: labels and ciphertexts.
            basis: what they were encrypted on.
        """
        return [self.decrypt(subject, label, ciphertext, basis) for label, ciphertext in fields]

    def open_ahead(self, subjects: Iterable[PersonRef]) -> None:
        """Open the keys of people whose fields are about to be read, all at once; a list of people is read sooner.

        Args:
            subjects: whose.
        """
        self._keys.open_ahead(subjects)

    def is_current(self, subject: PersonRef, tier: Tier, ciphertext: bytes) -> bool:
        """Whether a field is encrypted with the newest key of its subject and tier.

        Raises:
            NotFoundError: if there is no key of this subject and tier.
        """
        return self._keys.found(subject, tier).keyset.is_current(ciphertext)

    def destroy(self, subject: PersonRef, *, at: datetime, holders: Iterable[CopyHolder] = ()) -> ErasureReceipt:
        """Destroy all keys of a subject: what was encrypted with them is unreadable, wherever it lies.

        There will never be another key for that subject. Asked again, it says that there was none.

        Args:
            subject: whose.
            at: now, with a time zone.
            holders: what else holds copies or traces: index rows, caches, packages; they are asked to erase them.

        Raises:
            InvalidInputError: if the time has no time zone, or the subject is no id.
            StorageError: if the store could not do it; then nothing was destroyed.

        Example:
            >>> from datetime import UTC, datetime
            >>> from commgov.privacy import MemoryKeyStore
            >>> tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
            >>> receipt = tree.destroy("r-1", at=datetime(2026, 11, 28, tzinfo=UTC))
            >>> print(receipt.reached[0])
            the key store held no key of the subject; none can be made any more
        """
        checks = Checks("destroy")
        checks.identifier("subject", subject)
        checks.aware("at", at)
        checks.refuse()
        try:
            destroyed = self._store.destroy(subject)
        finally:  # whatever became of it there, nothing of the subject's stays open here
            closed = self._keys.close_for_good(subject)
        return receipt(
            subject,
            at,
            destroyed=destroyed,
            closed=closed,
            open_seconds=self._limits.open_seconds,
            holders=holders,
        )

    def rotate_community_key(self, on_progress: OnRotation | None = None, *, anew: bool = False) -> Rotation:
        """Wrap every subject's key under a new community key. No data is touched.

        A rotation that was cancelled or broke off goes on; otherwise one begins.

        Args:
            on_progress: called after each hundred keys; to return False ends it there, to go on later.
            anew: begin a new one even if an earlier one has not come to its end, as when some keys are damaged.
        """
        return rotate(self._store, self._community, on_progress, anew=anew)

    def retire_community_keys(self) -> tuple[int, ...]:
        """Drop the community keys that wrap no subject's key any more. Returns their numbers.

        Backups of the key store made before need them: what they hold cannot be opened without.
        """
        before = frozenset(self._community.looked_up().stored.numbers)
        after = frozenset(self._community.without_idle().stored.numbers)
        return tuple(sorted(before - after))

    def renew_subject_keys(self) -> int:
        """From now on every subject's key is renewed at its next write; what it encrypted before still opens.

        Returns the generation that keys have to be of. Other processes follow within `KeyLimits.open_seconds`.
        """
        generation = self._community.with_next_generation().stored.generation
        self._keys.close_all()
        return generation

    def retire_subject_keys(self, subject: PersonRef, tier: Tier) -> None:
        """Drop all but the newest key of a subject and tier, once `is_current` holds for all that was encrypted.

        Raises:
            NotFoundError: if there is no key of this subject and tier.
        """
        self._keys.retire(subject, tier)

    def change_root(self, keys: Aead) -> None:
        """Wrap the community's keys under another root: a new passphrase, another key management service.

        Other processes, which have the old root, are refused with a `SealError` within `KeyLimits.open_seconds`: open
        the tree there anew.
        """
        self._community.under(keys)

    def blind_index(self, plan: IndexPlan) -> BlindIndex:
        """A blind index, whose key is its own: by its fields, from the branch of indexes.

        Example:
            >>> from commgov.privacy import MemoryKeyStore
            >>> tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
            >>> index = tree.blind_index(IndexPlan.of("resident.phone", distinct=9_000))
            >>> index.code("13800000000") == index.code("138 0000 0000")
            True
        """
        return BlindIndex(plan, self._community.opened().index.derive(joined(_INDEX, self._tenant, *plan.fields)))

    def rotate_index_key(self) -> None:
        """A new key for all indexes. Codes have to be worked out anew; until then look up all of `BlindIndex.codes`."""
        self._community.with_index(Keyset.rotated)

    def retire_index_keys(self) -> None:
        """Drop all but the newest index key, once every code was worked out anew."""
        self._community.with_index(lambda index: index.only([index.primary]))

    @property
    def status(self) -> "KeyTreeStatus":
        """What is due."""
        now = self._community.looked_up()
        old = outdated(self._store, now.keyset.primary)
        return KeyTreeStatus(
            community_key=now.keyset.primary,
            community_keys=len(now.stored.numbers),
            messages=now.stored.messages,
            is_due=now.stored.messages >= self._limits.soft,
            outdated=old,
            generation=now.stored.generation,
            index_keys=len(now.index.keys),
        )

    def forget(self) -> None:
        """Close all keys that this process holds open; the next use asks the root."""
        self._keys.close_all()
        self._community.forget()


@frozen
class KeyTreeStatus:
    """How a key tree stands.

    Args:
        community_key: the number of the key that wraps.
        community_keys: how many community keys there are, retired ones not counted.
        messages: how many messages the community key may have encrypted.
        is_due: whether that is so many that it should be rotated soon.
        outdated: how many subjects' keys older community keys wrap.
        generation: that subjects' keys have to be of at their next write.
        index_keys: how many index keys there are.

    Example:
        >>> from commgov.privacy import MemoryKeyStore
        >>> tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
        >>> tree.status.is_due, tree.status.outdated
        (False, 0)
    """

    community_key: int
    community_keys: int
    messages: int
    is_due: bool
    outdated: int
    generation: int
    index_keys: int
