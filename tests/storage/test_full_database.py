"""A database that has no room left: said in its own words, and nothing half written."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from faults.full_disk import fill
from sqlalchemy import text

from commgov.errors import StorageError
from commgov.incentives import MINUTES, Account, Command, Open
from commgov.privacy import AuditEntry
from commgov.storage import Database

READ = AuditEntry(datetime(2026, 3, 2, tzinfo=UTC), "officer-7", "read", subject="p-1", fields=("phone",))
MANY = 3000


@pytest.fixture
def nearly_full(tmp_path):
    """A database that may grow by a few pages, and a log with two entries."""
    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        database.access_log("b").append([READ] * 2)
        with database.transaction() as connection:
            connection.execute(text("CREATE TABLE own (n INTEGER)"))
        fill(database, pages=8)
        yield database


def log_much(database, connection):
    database.access_log("b", within=connection).append([READ] * MANY)


def post_much(database, connection):
    accounts = tuple(Open(Account(f"m-{number}", MINUTES)) for number in range(MANY))
    database.ledger(within=connection).post(Command("many", accounts, by="officer-7", cause="many"))


def stream_much(database, connection):
    database.streams(within=connection).append("service/s-1", 1, "x" * MANY * 100)


def test_a_log_without_room_says_so_and_is_as_it_was(nearly_full):
    log = nearly_full.access_log("b")
    with pytest.raises(StorageError, match="full"):
        log.append([READ] * MANY)
    assert log.verify().size == 2
    log.append([READ])
    assert log.verify().size == 3


@pytest.mark.parametrize("write", [log_much, post_much, stream_much])
def test_what_comes_after_the_disk_was_full_never_stands_without_what_came_before(nearly_full, write):
    """SQLite may take back the whole transaction by itself: then nothing more is written in it."""
    with suppress(StorageError), nearly_full.transaction() as connection:
        connection.execute(text("INSERT INTO own VALUES (1)"))
        with pytest.raises(StorageError, match="full"):
            write(nearly_full, connection)
        connection.execute(text("INSERT INTO own VALUES (2)"))
    with nearly_full.transaction() as connection:
        assert connection.execute(text("SELECT n FROM own ORDER BY n")).scalars().all() in ([], [1, 2])
    assert nearly_full.access_log("b").verify().size == 2
    assert nearly_full.ledger().verify().entries == 0
