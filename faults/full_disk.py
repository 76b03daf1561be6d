"""A full disk and a file that nobody may write: a clear error, and the journal is as it was."""

import os
import resource
import signal
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from commgov.errors import StorageError
from commgov.storage import Database
from faults.books import gift, open_books, standings_after, standings_of
from faults.children import in_children

NOBODY = 65534


def told_when_full(folder: Path) -> tuple[str, int]:
    """Post until the file may not grow any more; what was said then, and how many commands were carried out.

    The limit is the operating system's own, on the size of a file: to the writer it is a disk without room.
    """
    url = f"sqlite:///{folder / 'full.db'}"
    with Database.open(url) as database:
        open_books(database.ledger())

    def work() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with Database.open(url) as database:
            most = (folder / "full.db").stat().st_size + 64 * 1024
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            for number in range(100_000):
                try:
                    assert database.ledger().post(gift(f"full-{number}", f"full-{number}"))
                except StorageError as error:
                    return f"{number}|{error}"
        return "-1|it never was full"

    number, said = in_children([work])[0].split("|", 1)
    with Database.open(url) as database:
        ledger = database.ledger()
        done = [gift(f"full-{at}", f"full-{at}") for at in range(int(number))]
        assert standings_of(ledger) == standings_after(done)
        ledger.verify()
        assert ledger.post(gift("room-again", "room-again"))
    return said, int(number)


def fill(database: Database, pages: int = 0) -> None:
    """Let a file of SQLite grow by so many pages more, for whoever opens it: to the writer it is a full disk."""
    with database.transaction() as connection:
        most = connection.execute(text("PRAGMA page_count")).scalar_one() + pages

    engine = database._engine  # noqa: SLF001 -- a disk is not filled through the front door

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}").close()

    engine.dispose()


def told_when_read_only() -> str:
    """Post to a file that may only be read; what was said."""
    with tempfile.TemporaryDirectory(prefix="commgov-faults-") as name:
        return _told_when_read_only(Path(name))


def _told_when_read_only(folder: Path) -> str:
    folder.chmod(0o755)  # somebody else than root has to be able to look into it
    file = folder / "read-only.db"
    with Database.open(f"sqlite:///{file}") as database:
        open_books(database.ledger())
        before = standings_of(database.ledger())

    def work() -> str:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setuid(NOBODY)
        try:
            with Database.open(f"sqlite:///{file}") as database:
                database.ledger().post(gift("never", "never"))
        except StorageError as error:
            return str(error)
        return "it was written"

    modes = [(path, path.stat().st_mode) for path in (folder, *folder.glob("read-only.db*"))]
    for path, mode in modes:
        path.chmod(mode & 0o7555 | 0o055 if path == folder else 0o444)
    try:
        [said] = in_children([work])
    finally:
        for path, mode in modes:
            path.chmod(mode)
    with Database.open(f"sqlite:///{file}") as database:
        database.ledger().verify()
        assert standings_of(database.ledger()) == before
    return said
