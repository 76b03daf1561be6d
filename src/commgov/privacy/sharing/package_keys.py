"""Where the keys of packages are kept, each wrapped: apart from the packages, so that a package can be taken back."""

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

_KIND = "package-keys"
_LABEL = FieldLabel("package.keys", Tier.T4, schema=1)
_BASIS = Basis(BasisKind.DUTY, "sharing")


class PackageKeys(Protocol):
    """Keeps wrapped keys of packages."""

    def keep(self, package: str, wrapped: bytes) -> bool:
        """Keep a package's keys. Returns False, and changes nothing, if the package has or ever had any."""
        ...

    def find(self, package: str) -> bytes | None:
        """A package's keys, or None if there are none any more."""
        ...

    def destroy(self, package: str) -> bool:
        """Remove a package's keys for good, overwritten where the store can; the package never opens again.

        Returns whether there were any. Twice does no harm.
        """
        ...


class MemoryPackageKeys:
    """Keeps wrapped keys of packages in memory: the reference. Threads may share it.

    Example:
        >>> keys = MemoryPackageKeys()
        >>> keys.keep("s-1", b"wrapped"), keys.destroy("s-1"), keys.find("s-1"), keys.keep("s-1", b"others")
        (True, True, None, False)
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._keys, self._lock = dict[str, bytes | None](), Lock()

    def keep(self, package: str, wrapped: bytes) -> bool:
        """See `PackageKeys`."""
        with self._lock:
            is_first = package not in self._keys
            self._keys.setdefault(package, wrapped)
            return is_first

    def find(self, package: str) -> bytes | None:
        """See `PackageKeys`."""
        return self._keys.get(package)

    def destroy(self, package: str) -> bool:
        """See `PackageKeys`."""
        with self._lock:
            was = self._keys.get(package)
            self._keys[package] = None
            return was is not None

    def __repr__(self) -> str:
        """How many there are."""
        return f"MemoryPackageKeys({sum(each is not None for each in self._keys.values())})"


class TreePackageKeys:
    """Keeps keys of packages in streams, each under a key of its own in a key tree: that is what is destroyed.

    Streams forget nothing; without its key in the tree, what stands there opens never again. A backup of the key store
    brings it back until it runs out, as with everything that a key tree erases.

    Args:
        tree: the key tree, over `Database.key_store()`.
        streams: `Database.streams()`.
        clock: tells when keys are destroyed.

    Example:
        >>> from commgov.core import MemoryStreams
        >>> from commgov.privacy import MemoryKeyStore
        >>> from commgov.seal import Keyset
        >>> tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
        >>> keys = TreePackageKeys(tree, MemoryStreams())
        >>> keys.keep("s-1", b"wrapped"), keys.find("s-1"), keys.destroy("s-1"), keys.find("s-1")
        (True, b'wrapped', True, None)
    """

    def __init__(self, tree: KeyTree, streams: StreamStore, clock: Clock | None = None) -> None:
        """Take tree, streams and clock."""
        self._tree, self._streams = tree, streams
        self._clock: Clock = SystemClock() if clock is None else clock

    def keep(self, package: str, wrapped: bytes) -> bool:
        """See `PackageKeys`."""
        try:
            sealed = self._tree.encrypt(_subject(package), _LABEL, wrapped, _BASIS)
            self._streams.append(f"{_KIND}/{package}", 1, b64encode(sealed).decode())
        except ConflictError:
            return False
        return True

    def find(self, package: str) -> bytes | None:
        """See `PackageKeys`.

        Raises:
            SealError: if what is kept was changed.
        """
        kept = self._streams.last(f"{_KIND}/{package}")
        if kept is None:
            return None
        try:
            return self._tree.decrypt(_subject(package), _LABEL, b64decode(kept), _BASIS)
        except NotFoundError:
            return None

    def destroy(self, package: str) -> bool:
        """See `PackageKeys`."""
        return bool(self._tree.destroy(_subject(package), at=self._clock.now()).tiers)


def _subject(package: str) -> PersonRef:
    """What a package is called in a key tree: no person is called so, however long the package's id is."""
    return PersonRef(f"package-{sha256(package.encode()).hexdigest()[:40]}")
