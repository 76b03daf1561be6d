"""Power loss: the disk forgets what was not synced, or keeps some of it, or half of it.

SQLite runs on a file system of our own (a VFS of `apsw`), which hands all that is written to the real files, as an
operating system's cache would, and keeps apart what a disk would have kept: all up to the last sync, and of the
writes since then whatever the lots say, sector by sector. The power goes at a moment that the seed names, in the
middle of writing or syncing. Then the files are set back to what the disk has, and the books are opened with the
ordinary store.

What runs is the store's own code (`carry_out_calls`), on apsw's cursor: its SQLite is another build than Python's
own, so this shows that transactions, the write-ahead log and FULL are used rightly, not that a certain build of
SQLite or a certain disk is right. That a file was made or removed is taken as kept.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Self

import apsw
from attrs import Factory, define

from commgov.incentives import Command
from commgov.storage import Database
from commgov.storage.ledger_sql import SqliteSql
from commgov.storage.ledger_writing import Call, carry_out_calls
from faults.books import gifts, keys_of, open_books, standings_after, standings_of

SECTOR = 512
BATCHES, BATCH = 8, 3
LATEST = 90  # the last operation of the disk at which the power may go
CHECKPOINT_PAGES = 12  # the log is copied into the database often, since that is what can go wrong


@define
class Disk:
    """What a disk has kept of each file, and what was written since the last sync.

    Args:
        left: how many operations until the power goes.
        kept: the bytes that are safe, by file.
        since: what was written since: (place, bytes), or (size, None) where the file was cut.
    """

    left: int
    kept: dict[str, bytearray] = Factory(dict)
    since: dict[str, list[tuple[int, bytes | None]]] = Factory(dict)

    def operate(self) -> None:
        """One more operation, if there is power."""
        self.left -= 1
        if self.left < 0:
            raise apsw.IOError("the power is gone")

    def sync(self, name: str) -> None:
        for change in self.since.pop(name, []):
            _apply(self.kept.setdefault(name, bytearray()), change)

    def after_the_cut(self, name: str, lots: Random) -> bytes:
        """What the disk has once the power is back."""
        content = bytearray(self.kept.get(name, b""))
        for place, written in self.since.get(name, []):
            fate = lots.random()
            if fate < 1 / 3:
                continue
            if written is None or fate < 2 / 3:
                _apply(content, (place, written))
                continue
            for at in range(0, len(written), SECTOR):
                if lots.random() < 1 / 2:
                    _apply(content, (place + at, written[at : at + SECTOR]))
        return bytes(content)


def _apply(content: bytearray, change: tuple[int, bytes | None]) -> None:
    place, written = change
    if written is None:
        del content[place:]
        return
    content.extend(bytes(max(0, place - len(content))))
    content[place : place + len(written)] = written


class FadingFiles(apsw.VFS):  # type: ignore[misc, name-defined]  # apsw has no types for it
    """A file system on the real one, whose disk forgets."""

    def __init__(self, disk: Disk) -> None:
        self.disk, self.label = disk, f"fading-{id(disk)}"
        super().__init__(self.label, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802 -- SQLite's name
        return _FadingFile(self.disk, name, flags)


class _FadingFile(apsw.VFSFile):  # type: ignore[misc, name-defined]  # as above
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._name = "" if name is None else Path(name.filename() if hasattr(name, "filename") else str(name)).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 -- SQLite's name
        self._disk.operate()
        self._disk.since.setdefault(self._name, []).append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 -- SQLite's name
        self._disk.operate()
        self._disk.since.setdefault(self._name, []).append((newsize, None))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 -- SQLite's name
        self._disk.operate()
        self._disk.sync(self._name)
        super().xSync(flags)


class _Cursor:
    """apsw's cursor as PEP 249 has it."""

    def __init__(self, connection: Any) -> None:
        self._connection, self._cursor, self.rowcount = connection, connection.cursor(), 0

    def execute(self, statement: str, parameters: Any = ()) -> Self:
        self._cursor.execute(statement, parameters)
        return self

    def executemany(self, statement: str, parameters: Any) -> Self:
        before = self._connection.total_changes()
        self._cursor.executemany(statement, parameters)
        self.rowcount = self._connection.total_changes() - before
        return self

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        return list(self._cursor.fetchall())


@define
class Found:
    """What the seeds have shown.

    Args:
        seeds: how often the power went.
        told: commands that were answered before it did.
        untold: commands that were there though nobody was answered.
        lost: commands that were answered and are not there.
        broken: seeds after which the books did not open, did not add up, or had half a batch.
    """

    seeds: int = 0
    told: int = 0
    untold: int = 0
    lost: int = 0
    broken: int = 0

    @property
    def faults(self) -> int:
        return self.lost + self.broken


def lose_power(folder: Path, seeds: Iterator[int], *, synchronous: str = "FULL") -> Found:
    """Lose the power once for each seed, each time on fresh books.

    Args:
        folder: where there is room for a few small files.
        seeds: of the moments, and of what the disk keeps.
        synchronous: how SQLite syncs; OFF is a planted fault.
    """
    first = folder / "first.db"
    with Database.open(f"sqlite:///{first}") as database:
        open_books(database.ledger())
    content, found = first.read_bytes(), Found()
    for seed in seeds:
        _one(folder / "books.db", content, seed, synchronous, found)
    return found


def _one(file: Path, content: bytes, seed: int, synchronous: str, found: Found) -> None:
    lots = Random(seed)
    _lay_down(file, {file.name: content})
    disk = Disk(lots.randint(1, LATEST), {file.name: bytearray(content)})
    commands = list(islice(gifts(f"p{seed}"), BATCHES * BATCH))
    told = _write(file, disk, commands, synchronous)
    names = [file.name, f"{file.name}-wal"]
    _lay_down(file, {name: disk.after_the_cut(name, lots) for name in names if name in disk.kept | disk.since})
    found.seeds += 1
    found.told += told
    try:
        with Database.open(f"sqlite:///{file}") as database:
            ledger = database.ledger()
            there = len(keys_of(ledger, f"p{seed}-"))
            found.lost += max(0, told - there)
            found.untold += max(0, there - told)
            assert there % BATCH == 0, "half a batch"
            assert standings_of(ledger) == standings_after(commands[:there])
            ledger.verify()
    except Exception:  # a file that the disk has spoilt may raise anything
        found.broken += 1


def _lay_down(file: Path, contents: dict[str, bytes]) -> None:
    """The files as they are now, and no other ones beside them."""
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    for name, content in contents.items():
        (file.parent / name).write_bytes(content)


def _write(file: Path, disk: Disk, commands: list[Command], synchronous: str) -> int:
    """Carry commands out, batch by batch, until they are done or the power is gone; how many were answered."""
    files = FadingFiles(disk)
    told = 0
    try:
        connection = apsw.Connection(str(file), vfs=files.label)
        try:
            cursor = _Cursor(connection)
            for pragma in (
                "locking_mode = EXCLUSIVE",  # so that no memory is shared, which a VFS in Python cannot do
                "journal_mode = WAL",
                f"synchronous = {synchronous}",
                f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
            ):
                cursor.execute(f"PRAGMA {pragma}").fetchall()
            for at in range(0, len(commands), BATCH):
                cursor.execute("BEGIN IMMEDIATE")
                [answers], _ = carry_out_calls(cursor, SqliteSql(), [Call(commands[at : at + BATCH], 0)], None)  # type: ignore[arg-type]
                cursor.execute("COMMIT")
                assert all(answers)
                told += BATCH
        finally:
            disk.left = -1  # nothing that closing does reaches the disk
            _close(connection)
    except apsw.Error:
        pass
    return told


def _close(connection: Any) -> None:
    try:
        connection.close()
    except apsw.Error:
        connection.close(True)
