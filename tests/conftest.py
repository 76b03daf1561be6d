"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from tools import postgres

from commgov.core import MemoryStreams, StreamStore
from commgov.incentives import LedgerStore, MemoryStore
from commgov.storage import Database

# Nothing here asserts a time: examples may take long on a busy machine, and so may drawing them.
# A check has one answer for one state of the code: the same examples each time. `make test SEARCH=1` draws new ones.
settings.register_profile(
    "patient", deadline=None, derandomize="SEARCH" not in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "patient, and content", settings.get_profile("patient"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def any_example() -> Iterator[None]:
    """That something is wrong has to be found, and whichever example shows it will do: none is made smaller."""
    settings.load_profile("patient, and content")
    yield
    settings.load_profile("patient")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared real data beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared real data is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the tests; never skipped, for `.ci/run` sees to it."""
    with postgres.server() as url:
        yield url


@pytest.fixture
def postgres_schema(postgres_server: str) -> dict[str, str]:
    """What opens a fresh community on the PostgreSQL server."""
    return {"url": postgres_server, "schema": f"test_{uuid4().hex}"}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_place(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """What opens a fresh database, on each kind."""
    if request.param == "sqlite":
        return {"url": f"sqlite:///{tmp_path / 'community.db'}"}
    place: dict[str, str] = request.getfixturevalue("postgres_schema")
    return place


@pytest.fixture
def database(database_place: dict[str, str]) -> Iterator[Database]:
    """A fresh database, on each kind."""
    with Database.open(**database_place) as opened:
        yield opened


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def ledger_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LedgerStore]:
    """An empty store of a ledger, of each kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    place = {"url": f"sqlite:///{tmp_path / 'community.db'}"}
    with Database.open(
        **(place if request.param == "sqlite" else request.getfixturevalue("postgres_schema"))
    ) as opened:
        yield opened.ledger().store


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def streams(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StreamStore]:
    """An empty store of streams, of each kind."""
    if request.param == "memory":
        yield MemoryStreams()
        return
    is_file = request.param == "sqlite"
    place = {"url": f"sqlite:///{tmp_path / 'b.db'}"} if is_file else request.getfixturevalue("postgres_schema")
    with Database.open(**place) as opened:
        yield opened.streams()


@pytest.fixture
def unshrunk() -> Iterator[None]:
    """That a conformance kit finds a wrong store is enough; the shortest history takes a minute."""
    settings.register_profile("unshrunk", settings.get_profile("patient"), phases=[Phase.generate])
    settings.load_profile("unshrunk")
    yield
    settings.load_profile("patient")
