"""What a vault asks of a database that holds all of it: keys, records and log."""

from contextlib import AbstractContextManager
from typing import Protocol

from commgov.core.timing import Clock
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.keys.store import KeyStore
from commgov.privacy.vault.store import VaultStore


class VaultDatabase(Protocol):
    """Where a vault lies: `commgov.storage.Database` fits it."""

    def key_store(self) -> KeyStore:
        """The wrapped keys."""
        ...

    def vault_store(self) -> VaultStore:
        """The sealed records."""
        ...

    def access_log(self, name: str, *, clock: Clock | None = None) -> AuditLog:
        """The access log."""
        ...

    def records_and_log(self, name: str) -> AbstractContextManager[tuple[VaultStore, AuditLog]]:
        """The sealed records and the access log in one transaction."""
        ...
