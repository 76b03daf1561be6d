"""Small secrets that are kept apart from what they open or name, each so that it can be destroyed for good."""

from base64 import b64decode, b64encode
from hashlib import sha256
from threading import Lock
from typing import Protocol

from commgov.core.ids import PersonRef
from commgov.core.streams import StreamStore
from commgov.core.timing import Clock, SystemClock
from commgov.errors import ConflictError, NotFoundError
from commgov.privacy.keys.label import FieldLabel
from commgov.privacy.keys.tree import KeyTree
from commgov.privacy.purposes import Basis, BasisKind
from commgov.privacy.tiers import Tier


class SecretStore(Protocol):
    """Keeps small secrets by name: a package's keys, the pseudonym of a person."""

    def keep(self, name: str, secret: bytes) -> bool:
        """Keep a secret. Returns False, and changes nothing, if there is or ever was one of this name."""
        ...

    def find(self, name: str) -> bytes | None:
        """The secret of a name, or None if there is none any more."""
        ...

    def destroy(self, name: str) -> bool:
        """Remove a secret for good, overwritten where the store can. Twice is no harm. Returns if there was one."""
        ...

    def names(self) -> list[str]:
        """The names of all secrets that there are, in order."""
        ...


class MemorySecretStore:
    """Keeps small secrets in memory: the reference. Threads may share it.

    Example:
        >>> store = MemorySecretStore()
        >>> store.keep("r-1", b"p-7"), store.names(), store.destroy("r-1"), store.find("r-1"), store.keep("r-1", b"p-8")
        (True, ['r-1'], True, None, False)
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._keys, self._lock = dict[str, bytes | None](), Lock()

    def keep(self, name: str, secret: bytes) -> bool:
        """See `SecretStore`."""
        with self._lock:
            is_first = name not in self._keys
            self._keys.setdefault(name, secret)
            return is_first

    def find(self, name: str) -> bytes | None:
        """See `SecretStore`."""
        return self._keys.get(name)

    def destroy(self, name: str) -> bool:
        """See `SecretStore`."""
        with self._lock:
            was = self._keys.get(name)
            self._keys[name] = None
            return was is not None

    def names(self) -> list[str]:
        """See `SecretStore`."""
        with self._lock:
            return sorted(name for name, secret in self._keys.items() if secret is not None)

    def __repr__(self) -> str:
        """How many there are."""
        return f"{type(self).__name__}({len(self.names())})"


class TreeSecretStore:
    """Keeps small secrets in streams, each under a key of its own in a key tree: that is what is destroyed.

    Streams forget nothing; without its key in the tree, what stands there opens never again. A backup of the key store
    brings it back until it runs out, as with everything that a key tree erases.

    Args:
        tree: the key tree, over `Database.key_store()`.
        streams: `Database.streams()`.
        kind: what the secrets are of: the kind of the streams.
        clock: tells when keys are destroyed.

    Example:
        >>> from commgov.core import MemoryStreams
        >>> from commgov.privacy import MemoryKeyStore
        >>> from commgov.seal import Keyset
        >>> tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
        >>> store = TreeSecretStore(tree, MemoryStreams(), "consent-names")
        >>> store.keep("r-1", b"p-7"), store.find("r-1"), store.names(), store.destroy("r-1"), store.names()
        (True, b'p-7', ['r-1'], True, [])
    """

    def __init__(self, tree: KeyTree, streams: StreamStore, kind: str, clock: Clock | None = None) -> None:
        """Take tree, streams, kind and clock."""
        self._tree, self._streams, self._kind = tree, streams, kind
        self._label, self._basis = FieldLabel(f"{kind}.secret", Tier.T4, schema=1), Basis(BasisKind.DUTY, kind)
        self._clock: Clock = SystemClock() if clock is None else clock

    def keep(self, name: str, secret: bytes) -> bool:
        """See `SecretStore`."""
        try:
            sealed = self._tree.encrypt(self._subject(name), self._label, secret, self._basis)
            self._streams.append(f"{self._kind}/{name}", 1, b64encode(sealed).decode())
        except ConflictError:
            return False
        return True

    def find(self, name: str) -> bytes | None:
        """See `SecretStore`.

        Raises:
            SealError: if what is kept was changed.
        """
        kept = self._streams.last(f"{self._kind}/{name}")
        if kept is None:
            return None
        try:
            return self._tree.decrypt(self._subject(name), self._label, b64decode(kept), self._basis)
        except NotFoundError:
            return None

    def destroy(self, name: str) -> bool:
        """See `SecretStore`."""
        return bool(self._tree.destroy(self._subject(name), at=self._clock.now()).tiers)

    def names(self) -> list[str]:
        """See `SecretStore`."""
        kept = (stream.partition("/")[2] for stream, _ in self._streams.latest(self._kind))
        return [name for name in kept if self.find(name) is not None]

    def _subject(self, name: str) -> PersonRef:
        """What a secret is called in a key tree: no person is called so, however long the name is."""
        return PersonRef(f"{self._kind}-{sha256(name.encode()).hexdigest()[:40]}")
