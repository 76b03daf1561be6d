"""A vault on each kind of store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.clocks import HandClock
from tests.privacy.vault.scene import NOON, ROOT, control, memory_vault

from commgov.privacy import AuditLog, MemoryKeyStore, MemoryVaultStore, Vault, VaultOptions
from commgov.storage import Database


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def open_vault(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Callable[..., Vault]]:
    """Opens the same vault anew each time, as another process would."""
    if request.param == "memory":
        parts = {"keys": MemoryKeyStore(), "store": MemoryVaultStore(), "log": AuditLog("community-b", clock=clock)}
        yield lambda **options: memory_vault(clock, **parts, **options)
        return
    place = {"url": f"sqlite:///{tmp_path / 'vault.db'}"}
    place = place if request.param == "sqlite" else request.getfixturevalue("postgres_schema")
    opened: list[Database] = []

    def again(policy: object = None, **options: object) -> Vault:
        opened.append(Database.open(**place))
        return Vault.open(
            opened[-1],
            community="community-b",
            keys=ROOT,
            control=control(policy),
            clock=clock,
            options=VaultOptions(**options),
        )

    yield again
    for database in opened:
        database.close()


@pytest.fixture
def vault(open_vault: Callable[..., Vault]) -> Vault:
    return open_vault()


@pytest.fixture
def small(clock: HandClock) -> Vault:
    """A vault in memory."""
    return memory_vault(clock)
