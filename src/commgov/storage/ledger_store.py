"""A ledger in a database: the stores that fit `LedgerStore`, in transactions of their own or inside the caller's."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from sqlalchemy import Connection, Engine, select

from commgov.core.streams import StreamReader
from commgov.incentives.ledger import (
    AccountId,
    Book,
    Checkpoint,
    Command,
    Entry,
    LedgerReader,
    Receipt,
    Refusal,
    Standing,
)
from commgov.incentives.ledger.state import OpenHold
from commgov.storage.database_errors import all_or_nothing, storage_errors
from commgov.storage.group_commit import GroupCommit
from commgov.storage.guards import missing_guards
from commgov.storage.ledger_rows import ACCOUNT_COLUMNS, checkpoint_of, owed, standing_of
from commgov.storage.ledger_sql import PAGE, cursor_of, sql_of
from commgov.storage.ledger_tables import ACCOUNTS, CHECKPOINTS, HOLDS
from commgov.storage.ledger_writing import Call, KnownKeyError, Loaded, carry_out_calls, entries_of
from commgov.storage.signed_rows import keep_signed, signed_rows
from commgov.storage.stream_store import BoundStreams, SqlStreams
from commgov.wording import Text

PAGE_ROWS = 500  # few enough to stay in the processor's cache
TRIES_MAX = 20
_TRY_AGAIN = frozenset({"40001", "40P01"})  # PostgreSQL: serialization failure, deadlock


class SqlReader:
    """Reads a ledger through one connection."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def standing(self, account: AccountId) -> Standing | None:
        """See `LedgerReader`."""
        row = self._connection.execute(_ACCOUNT.where(ACCOUNTS.c.id == account)).first()
        return None if row is None else standing_of(row)

    def standings(self, book: Book | None = None) -> Iterable[Standing]:
        """See `LedgerReader`."""
        wanted = _ACCOUNT if book is None else _ACCOUNT.where(ACCOUNTS.c.book == book)
        return [standing_of(row) for row in self._connection.execute(wanted.order_by(ACCOUNTS.c.id))]

    def holds(self) -> dict[int, OpenHold]:
        """See `LedgerReader`."""
        rows = self._connection.execute(select(HOLDS).order_by(HOLDS.c.seq))
        return {seq: OpenHold(*hold) for seq, *hold in rows}

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """See `LedgerReader`."""
        while page := self.page(first):
            yield from page
            first = page[-1].seq + 1

    def page(self, first: int) -> list[Entry]:
        """Entries from one on, as many as are fetched at a time."""
        cursor = cursor_of(self._connection)
        cursor.execute(f"{PAGE} WHERE seq >= {int(first)} ORDER BY seq LIMIT {PAGE_ROWS}")
        return entries_of(cursor.fetchall())

    def last(self) -> Entry | None:
        """See `LedgerReader`."""
        cursor = cursor_of(self._connection)
        cursor.execute(f"{PAGE} ORDER BY seq DESC LIMIT 1")
        return next(iter(entries_of(cursor.fetchall())), None)

    def receipt(self, key: str) -> Receipt | None:
        """See `LedgerReader`."""
        found = sql_of(self._connection).find(cursor_of(self._connection), "known", [key] if key else [])
        return next((Receipt(key, first, parts) for _, first, parts, *_ in found), None)

    def checkpoints(self) -> list[Checkpoint]:
        """See `LedgerReader`."""
        return [checkpoint_of(*row) for row in signed_rows(self._connection, CHECKPOINTS)]

    def streams(self) -> StreamReader:
        """See `LedgerReader`."""
        return BoundStreams(self._connection)

    def faults(self) -> Iterable[Text]:
        """See `LedgerReader`: guards that are gone, and accounts whose `owed` is another than their amounts tell."""
        yield from missing_guards(self._connection)
        columns = (ACCOUNTS.c[name] for name in ("id", "floor", "posted", "held_out", "owed"))
        for account, *amounts, kept in self._connection.execute(select(*columns).order_by(ACCOUNTS.c.id)):
            if owed(*amounts) != kept:
                yield _OWED.fill(account=account)


_ACCOUNT = select(*(ACCOUNTS.c[name] for name in ACCOUNT_COLUMNS))


class SqlLedgerStore:
    """Keeps a ledger in a database, in transactions of its own. Threads and processes may share the database.

    What several threads ask at the same time is written in one transaction (`GroupCommit`). How accounts stood after
    the last transaction is kept, and used as long as nobody else has written.

    Args:
        engine: from `Database`.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine."""
        self._engine, self._sql = engine, sql_of(engine)
        self._kept: Loaded | None = None
        self._connection: Connection | None = None
        self._together = GroupCommit(self._write)

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._kept = None

    def run(self, commands: Sequence[Command], now: int) -> list[Receipt | Refusal]:
        """See `LedgerStore`."""
        return self._together.ask(Call(commands, now))

    def _write(self, calls: Sequence[Call]) -> list[list[Receipt | Refusal]]:
        """Carry out what callers want in one transaction; again, if that may help."""
        looks_up = False
        with storage_errors():
            for tries in count(1):
                kept, self._kept = self._kept, None  # what is tried is not true until it is committed
                try:
                    connection = self._connection = self._connection or self._engine.connect()
                    with connection.begin():
                        cursor = cursor_of(connection)
                        answers, state = carry_out_calls(cursor, self._sql, calls, kept, looks_up=looks_up)
                except (KnownKeyError, self._engine.dialect.loaded_dbapi.IntegrityError):
                    if looks_up:
                        raise
                    looks_up = True
                except Exception as error:
                    self.close()
                    if not self._may_try_again(error, tries):
                        raise
                else:
                    self._kept = state
                    return answers
        raise AssertionError("it returns or raises")

    def _may_try_again(self, error: Exception, tries: int) -> bool:
        """Whether other writers made the database give up, or the connection was lost: keys make a second try safe."""
        cause = getattr(error, "orig", None) or error
        if getattr(cause, "sqlstate", None) in _TRY_AGAIN:
            return tries < TRIES_MAX
        is_remote = self._engine.dialect.name != "sqlite"
        return is_remote and tries == 1 and isinstance(cause, self._engine.dialect.loaded_dbapi.OperationalError)

    def standing(self, account: AccountId) -> Standing | None:
        """See `LedgerReader`."""
        with self.at_one_moment() as reader:
            return reader.standing(account)

    def standings(self, book: Book | None = None) -> Iterable[Standing]:
        """See `LedgerReader`."""
        with self.at_one_moment() as reader:
            return reader.standings(book)

    def holds(self) -> dict[int, OpenHold]:
        """See `LedgerReader`."""
        with self.at_one_moment() as reader:
            return reader.holds()

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """See `LedgerReader`. Page by page: no transaction stays open, for what is written never changes."""
        while True:
            with storage_errors(), self._reading() as connection:
                page = SqlReader(connection).page(first)
            if not page:
                return
            yield from page
            first = page[-1].seq + 1

    def last(self) -> Entry | None:
        """See `LedgerReader`."""
        with self.at_one_moment() as reader:
            return reader.last()

    def receipt(self, key: str) -> Receipt | None:
        """See `LedgerReader`."""
        with self.at_one_moment() as reader:
            return reader.receipt(key)

    @contextmanager
    def at_one_moment(self) -> Iterator[LedgerReader]:
        """See `LedgerStore`."""
        with storage_errors(), self._reading() as connection:
            yield SqlReader(connection)

    def checkpoints(self) -> list[Checkpoint]:
        """See `LedgerReader`."""
        with self.at_one_moment() as reader:
            return reader.checkpoints()

    def streams(self) -> StreamReader:
        """See `LedgerReader`."""
        return SqlStreams(self._engine)

    def faults(self) -> Iterable[Text]:
        """See `LedgerReader`."""
        with self.at_one_moment() as reader:
            return list(reader.faults())

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """See `LedgerStore`."""
        with storage_errors(), self._engine.begin() as connection:
            self._sql.lock(cursor_of(connection))
            keep_signed(connection, CHECKPOINTS, checkpoint)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection that sees one moment."""
        level = {} if self._engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        options = self._engine.execution_options(commgov_reads=True)
        with options.connect().execution_options(**level) as connection:
            yield connection


class BoundLedgerStore(SqlReader):
    """Keeps a ledger through a transaction of the caller's: what it writes is there when the caller commits.

    Nothing is kept between calls, and nobody else's commands join in.

    Args:
        connection: in a transaction, from `Database.transaction`.
    """

    def __init__(self, connection: Connection) -> None:
        """Take the connection."""
        super().__init__(connection)
        self._sql = sql_of(connection)

    def run(self, commands: Sequence[Command], now: int) -> list[Receipt | Refusal]:
        """See `LedgerStore`. If it fails, what the caller did before in the transaction still stands."""
        connection = self._connection
        with all_or_nothing(connection):
            answers, _ = carry_out_calls(cursor_of(connection), self._sql, [Call(commands, now)], None)
        return answers[0]

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """See `LedgerStore`."""
        with all_or_nothing(self._connection):
            self._sql.lock(cursor_of(self._connection))
            keep_signed(self._connection, CHECKPOINTS, checkpoint)

    @contextmanager
    def at_one_moment(self) -> Iterator[LedgerReader]:
        """See `LedgerStore`: as the transaction sees it."""
        with storage_errors():
            yield SqlReader(self._connection)


_OWED = Text(
    "the column owed of an account is not what its amounts tell: {account}", "账户的欠额列与其数额不符：{account}"
)
