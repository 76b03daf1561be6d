"""The ledger, beside raw SQL that writes exactly the same rows into the same tables, indexes and constraints.

*Raw* is the driver's own `executemany` of ready rows: an insert for each entry and an update of each of its two
balances, 1,000 entries a commit, waiting for the disk (SQLite: WAL, FULL). It checks no key and no floor and hashes
nothing: its links are ready. *Raw, added up* writes each balance once a commit. Ours are ready commands through
`post_many`, unless said otherwise: keys looked up, floors and books checked, two hashes an entry.

All of this waits for the disk, so it is measured by the wall clock, in interleaved rounds: each round gives one ratio,
and their median counts. All ways must end with the same balances, ours and raw with the same journal.

TigerBeetle's package brings a client and no server, so it is not measured here.
"""

import gc
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import uuid4

import numpy as np
import psycopg
import sqlalchemy as sa
from tools import postgres

from commgov.core import FixedClock
from commgov.incentives.ledger import MINUTES, Account, Command, Entry, Ledger, Open, Transfer
from commgov.incentives.ledger.journal import FIRST_LINK, packed
from commgov.storage import Database
from commgov.storage.ledger_tables import ACCOUNTS, ENTRIES

Rows = list[tuple[str, str, str]]
Ways = dict[str, Callable[[], object]]

ROUNDS = 7
MEMBERS = 5_300  # the case study's: 5,000 volunteers, 290 teams, some funds
BATCH = 1_000
POSTS = 50_000
SINGLES = 200
LINES = 1_000_000
CLOCK = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
_INSERT = f"INSERT INTO ledger_entry VALUES ({', '.join('?' * 16)})"  # noqa: S608 -- constants
_GIVE = "UPDATE ledger_account SET posted = posted - ? WHERE id = ?"
_GET = "UPDATE ledger_account SET posted = posted + ? WHERE id = ?"


def measure() -> Rows:
    """Rows: batches on SQLite, single posts and many callers, PostgreSQL, verifying."""
    with TemporaryDirectory(prefix="commgov-bench-") as folder:
        rows = [*_sqlite_batches(Path(folder)), *_sqlite_singles(Path(folder)), *_verifying(Path(folder))]
    with postgres.server(is_durable=True) as url:
        return [*rows, *_postgresql(url)]


def accounts() -> list[Command]:
    """All accounts are opened; they may owe, so that each transfer goes through, and each is checked."""
    opened = [Open(Account(f"member/m-{n}", MINUTES, floor=-(10**9))) for n in range(MEMBERS)]
    return [Command("accounts", tuple(opened), by="officer-7", cause="opening")]


def transfers(number: int, prefix: str = "k") -> list[Command]:
    """Transfers between members, as they come."""
    draw = random.Random(7)  # noqa: S311 -- a benchmark
    commands = []
    for n in range(number):
        debit, credit = draw.sample(range(MEMBERS), 2)
        step = Transfer(f"member/m-{debit}", f"member/m-{credit}", draw.choice((30, 60, 90, 120, 180)))
        commands.append(Command(f"{prefix}-{n}", (step,), by="officer-7", cause=f"s-{n}"))
    return commands


def batches(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many as go into one commit, again and again."""
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


def entries_of(commands: list[Command]) -> list[tuple[Any, ...]]:
    """The very rows that the commands lead to."""
    ledger = Ledger(clock=CLOCK)
    ledger.post_many(accounts())
    ledger.post_many(commands)
    return [tuple(entry) for entry in ledger.entries(MEMBERS + 1)]


class Fresh:
    """Fresh databases with the accounts opened: copies of one file."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._first = folder, folder / f"{uuid4().hex}.db"
        with Database.open(f"sqlite:///{self._first}") as database:
            database.ledger(clock=CLOCK).post_many(accounts())
        with sqlite3.connect(self._first) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def file(self) -> Path:
        file = self._folder / f"{uuid4().hex}.db"  # a new name: an old one may have left a log beside it
        file.write_bytes(self._first.read_bytes())
        return file

    def raw(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file(), isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _raw(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    for some in batches(rows):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_INSERT, some)
        connection.executemany(_GIVE, [(row[6], row[4]) for row in some])
        connection.executemany(_GET, [(row[6], row[5]) for row in some])
        connection.execute("COMMIT")


def _raw_added_up(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    for some in batches(rows):
        moved: Counter[str] = Counter()
        for row in some:
            moved[row[4]] -= row[6]
            moved[row[5]] += row[6]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_INSERT, some)
        connection.executemany(_GET, [(amount, account) for account, amount in moved.items()])
        connection.execute("COMMIT")


def _core(engine: sa.Engine, rows: Sequence[tuple[Any, ...]]) -> None:
    """The same rows through SQLAlchemy Core, as its documentation shows."""
    posted = ACCOUNTS.c.posted
    give = sa.update(ACCOUNTS).where(ACCOUNTS.c.id == sa.bindparam("who")).values(posted=posted - sa.bindparam("moved"))
    get = sa.update(ACCOUNTS).where(ACCOUNTS.c.id == sa.bindparam("who")).values(posted=posted + sa.bindparam("moved"))
    for some in batches(rows):
        with engine.begin() as connection:
            connection.execute(sa.insert(ENTRIES), [dict(zip(Entry._fields, row, strict=True)) for row in some])
            connection.execute(give, [{"who": row[4], "moved": row[6]} for row in some])
            connection.execute(get, [{"who": row[5], "moved": row[6]} for row in some])


def _post(ledger: Ledger, commands: list[Command]) -> None:
    for some in batches(commands):
        assert all(ledger.post_many(some))


def _rounds(ways: Callable[[], Ways], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each way in each round, the ways one after the other, in each round from another one on."""
    took: dict[str, list[float]] = {}
    for number in range(rounds):
        ready = list(ways().items())
        gc.collect()
        gc.freeze()  # ready rows and commands belong to the benchmark: no way should pay for looking through them
        turn = number % len(ready)
        for name, way in ready[turn:] + ready[:turn]:
            start = perf_counter()
            way()
            took.setdefault(name, []).append(perf_counter() - start)
    return took


def _ratio(took: dict[str, list[float]], ours: str, peer: str) -> float:
    """How many times as fast ours is: the median over the rounds."""
    return median(theirs / own for own, theirs in zip(took[ours], took[peer], strict=True))


def _row(took: dict[str, list[float]], what: str, ours: str, peer: str, goal: str, number: int) -> tuple[str, str, str]:
    own, theirs = (number / median(took[name]) for name in (ours, peer))
    return what, f"{_ratio(took, ours, peer):.2f} × {peer}", f"{own:,.0f}/s and {theirs:,.0f}/s; {goal}"


def _sqlite_batches(folder: Path) -> Rows:
    fresh, commands = Fresh(folder), transfers(POSTS)
    rows, opened = entries_of(commands), list[Database]()
    files: list[Path] = []

    def ways() -> Ways:
        for database in opened:
            database.close()
        raw, added_up = fresh.raw(), fresh.raw()
        files[:] = [fresh.file() for _ in range(4)]
        opened[:] = [Database.open(f"sqlite:///{file}") for file in files]
        ours, building, core, known = opened
        ledger, other, again = (database.ledger(clock=CLOCK) for database in (ours, building, known))
        _post(again, commands)
        return {
            "raw executemany": lambda: _raw(raw, rows),
            "ours": lambda: _post(ledger, commands),
            "SQLAlchemy Core": lambda: _core(core._engine, rows),  # noqa: SLF001 -- set up the same way
            "raw, added up": lambda: _raw_added_up(added_up, rows),
            "ours, built as well": lambda: _post(other, transfers(POSTS)),
            "ours, known keys": lambda: _post(again, commands),
        }

    took = _rounds(ways)
    journals = [_journal(file) for file in files]
    assert all(journal == rows for journal in journals)
    for database in opened:
        database.close()
    return [
        _row(took, "batches of 1,000", "ours", "raw executemany", "goal: at least 0.70", POSTS),
        _row(took, "batches of 1,000", "ours", "raw, added up", "beside it", POSTS),
        _row(
            took,
            "batches of 1,000, with building commands",
            "ours, built as well",
            "raw executemany",
            "beside it",
            POSTS,
        ),
        _row(took, "batches of 1,000", "ours", "SQLAlchemy Core", "goal: at least 1.5", POSTS),
        _row(took, "keys known already", "ours, known keys", "raw executemany", "goal: at least 2", POSTS),
    ]


def _journal(file: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT * FROM ledger_entry WHERE seq > ? ORDER BY seq", (MEMBERS,)).fetchall()
    connection.close()
    return rows


def _raw_single(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    for row in rows:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_INSERT, row)
        connection.execute(_GIVE, (row[6], row[4]))
        connection.execute(_GET, (row[6], row[5]))
        connection.execute("COMMIT")


def _post_each(ledger: Ledger, commands: Sequence[Command]) -> None:
    for command in commands:
        assert ledger.post(command)


def _callers(ledger: Ledger, commands: Sequence[Command], number: int) -> None:
    """So many threads, each of which waits for its answer before it posts the next."""
    with ThreadPoolExecutor(number) as pool:
        list(pool.map(lambda first: _post_each(ledger, commands[first::number]), range(number)))


def _sqlite_singles(folder: Path) -> Rows:
    fresh, commands = Fresh(folder), transfers(SINGLES)
    rows, many, some = entries_of(commands), transfers(64 * 40), transfers(8 * 80)
    opened = list[Database]()

    def ways() -> Ways:
        for database in opened:
            database.close()
        raw = fresh.raw()
        opened[:] = [Database.open(f"sqlite:///{fresh.file()}") for _ in range(3)]
        alone, eight, sixty_four = (database.ledger(clock=CLOCK) for database in opened)
        return {
            "raw": lambda: _raw_single(raw, rows),
            "ours": lambda: _post_each(alone, commands),
            "ours, 8 callers": lambda: _callers(eight, some, 8),
            "ours, 64 callers": lambda: _callers(sixty_four, many, 64),
        }

    took = _rounds(ways)
    for database in opened:
        database.close()
    for name, posts in (("ours, 8 callers", some), ("ours, 64 callers", many)):
        took[name] = [seconds * SINGLES / len(posts) for seconds in took[name]]
    return [
        _row(took, "one durable post after the other", "ours", "raw", "goal: at least 0.90", SINGLES),
        _row(took, "8 callers at a time", "ours, 8 callers", "ours", "goal: at least 2", SINGLES),
        _row(took, "64 callers at a time", "ours, 64 callers", "ours", "goal: at least 5", SINGLES),
    ]


def _psycopg(connection: "psycopg.Connection[Any]", rows: Sequence[tuple[Any, ...]]) -> None:
    insert = f"INSERT INTO ledger_entry VALUES ({', '.join(['%s'] * 16)})"  # noqa: S608 -- constants
    for some in batches(rows):
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(insert, some)
            cursor.executemany(_GIVE.replace("?", "%s"), [(row[6], row[4]) for row in some])
            cursor.executemany(_GET.replace("?", "%s"), [(row[6], row[5]) for row in some])


def _postgresql(url: str) -> Rows:
    commands = transfers(POSTS // 2)
    rows, names = entries_of(commands), iter(range(10**6))
    opened = list[Database]()

    def fresh() -> Database:
        database = Database.open(url, schema=f"bench_{next(names)}")
        database.ledger(clock=CLOCK).post_many(accounts())
        opened.append(database)
        return database

    def ways() -> Ways:
        while opened:
            opened.pop().close()
        ours, alone, raw = fresh().ledger(clock=CLOCK), fresh().ledger(clock=CLOCK), fresh()
        connection = raw._engine.raw_connection().dbapi_connection  # noqa: SLF001 -- the driver's own
        assert isinstance(connection, psycopg.Connection)
        connection.autocommit = True
        return {
            "psycopg executemany": lambda: _psycopg(connection, rows),
            "ours": lambda: _post(ours, commands),
            "ours, one by one": lambda: _post_each(alone, commands[:SINGLES]),
        }

    took = _rounds(ways)
    while opened:
        opened.pop().close()
    note = f"{SINGLES / median(took['ours, one by one']):,.0f}/s one by one"
    return [
        _row(
            took,
            "PostgreSQL, batches of 1,000",
            "ours",
            "psycopg executemany",
            f"goal: at least 2.5; {note}",
            POSTS // 2,
        )
    ]


def _verifying(folder: Path) -> Rows:
    """A long journal, verified; beside it what cannot be spared: hashing the packed rows, and adding them up."""
    file = folder / "long.db"
    with Database.open(f"sqlite:///{file}") as database:
        ledger = database.ledger(clock=CLOCK)
        ledger.post_many(accounts())
        commands = transfers(LINES - MEMBERS)
        for start in range(0, len(commands), 10_000):
            ledger.post_many(commands[start : start + 10_000])
        del commands

        def bare() -> None:
            link, packs, moved = FIRST_LINK, list[bytes](), list[tuple[int, int, int]]()
            number: dict[str, int] = {}
            connection = sqlite3.connect(file)
            for row in connection.execute("SELECT * FROM ledger_entry ORDER BY seq"):
                packs.append(packed(row[:15]))
                give = number.setdefault(row[4], len(number))
                moved.append((give, number.setdefault(row[5], len(number)), row[6]))
            connection.close()
            took_reading.append(perf_counter())
            for pack in packs:
                link = sha256(link + pack).digest()
            gave, got, amounts = np.array(moved).T
            balances = np.bincount(got, amounts, len(number)) - np.bincount(gave, amounts, len(number))
            assert not balances.sum()
            took_reading.append(perf_counter())

        took_reading: list[float] = []
        took = _rounds(lambda: {"read, hash, add up": bare, "ours": ledger.verify}, 3)
    hashing = median(after - before for before, after in zip(took_reading[::2], took_reading[1::2], strict=True))
    ours = median(took["ours"])
    slower = median(own / bare for own, bare in zip(took["ours"], took["read, hash, add up"], strict=True))
    return [
        (
            f"verify, {LINES:,} entries",
            f"{ours / hashing:.1f} × hashing and adding up rows that are in memory",
            f"{ours:.1f} s; goal: at most 3; {slower:.2f} × the time to read, hash and add up",
        )
    ]
