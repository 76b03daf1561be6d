"""Where the keys of packages are kept, each wrapped: apart from the packages, so that a package can be taken back."""

from typing import Protocol

from commgov.core.streams import StreamStore
from commgov.core.timing import Clock
from commgov.privacy.keys.apart import MemorySecretStore, TreeSecretStore
from commgov.privacy.keys.tree import KeyTree


class PackageKeys(Protocol):
    """Keeps wrapped keys of packages, by the package's id: what a `SecretStore` can do is more than enough."""

    def keep(self, name: str, secret: bytes) -> bool:
        """Keep a package's keys. Returns False, and changes nothing, if the package has or ever had any."""
        ...

    def find(self, name: str) -> bytes | None:
        """A package's keys, or None if there are none any more."""
        ...

    def destroy(self, name: str) -> bool:
        """Remove a package's keys for good, overwritten where the store can; the package never opens again.

        Returns whether there were any. Twice does no harm.
        """
        ...


class MemoryPackageKeys(MemorySecretStore):
    """Keeps wrapped keys of packages in memory: the reference. Threads may share it.

    Example:
        >>> keys = MemoryPackageKeys()
        >>> keys.keep("s-1", b"wrapped"), keys.destroy("s-1"), keys.find("s-1"), keys.keep("s-1", b"others")
        (True, True, None, False)
    """


class TreePackageKeys(TreeSecretStore):
    """Keeps keys of packages in streams, each under a key of its own in a key tree: that is what is destroyed.

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
        super().__init__(tree, streams, "package-keys", clock)
