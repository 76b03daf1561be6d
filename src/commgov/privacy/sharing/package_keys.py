"""Where the keys of packages are kept, each wrapped: apart from the packages, so that a package can be taken back."""

from threading import Lock
from typing import Protocol


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
            return self._keys.setdefault(package, wrapped) is wrapped

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
