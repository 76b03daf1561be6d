"""One community's database: a file of SQLite, or a schema of PostgreSQL. The one door to what is stored in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from commgov.core import Clock, StreamStore
from commgov.errors import InvalidInputError, Place, Problem
from commgov.incentives import Ledger
from commgov.incentives.ledger.ledger import AHEAD_MAX
from commgov.privacy import AuditLog
from commgov.privacy.audit import Witness
from commgov.privacy.keys import KeyStore
from commgov.privacy.vault import VaultStore
from commgov.wording import Text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_OURS = Text("a connection from transaction() of this database", "应为本数据库transaction()所给的连接")


class Database:
    """One community's database.

    Each community has one of its own, as each has a journal of its own: a file of SQLite, or a database or a schema of
    PostgreSQL. So communities never wait for each other, a backup or an erasure is of one community, and the database's
    own permissions keep them apart. Threads may share it; a process that forks opens it again.

    Example:
        >>> from commgov.incentives import MINUTES, Account, Command, Open, Transfer
        >>> with Database.open("sqlite:///community-b.db") as database:
        ...     ledger = database.ledger()
        ...     accounts = Open(Account("issued", MINUTES, floor=None)), Open(Account("member/m-1", MINUTES))
        ...     opened = ledger.post(Command("accounts", accounts, by="officer-7", cause="opening"))
        ...     earned = (Transfer("issued", "member/m-1", 90),)
        ...     receipt = ledger.post(Command("s-317", earned, by="officer-7", cause="s-317"))
        >>> with Database.open("sqlite:///community-b.db") as database:
        ...     database.ledger().standing("member/m-1").posted
        90
    """

    def __init__(self, engine: "Engine") -> None:
        """Take an engine that `open` has set up."""
        from commgov.storage.audit_store import SqlLogStore  # noqa: PLC0415 -- SQLAlchemy, when asked for
        from commgov.storage.ledger_store import SqlLedgerStore  # noqa: PLC0415 -- as above

        self._engine = engine
        # One of each, so that all callers share its commits.
        self._store, self._log_store = SqlLedgerStore(engine), SqlLogStore(engine)

    @staticmethod
    def open(url: str, *, schema: str | None = None, create: bool = True) -> "Database":
        """Open a database, and make its tables if there are none.

        SQLite writes ahead (WAL) and is in sync with the disk before it answers (FULL); whoever writes takes the lock
        as the transaction begins, and waits up to a minute for it.

        Args:
            url: `sqlite:///a-file.db` or `postgresql+psycopg://user@host/database`, as SQLAlchemy writes it.
            schema: on PostgreSQL, the schema that holds the community's tables; it is made if it is not there.
            create: False to make nothing that is not there: for who only wants to look.

        Raises:
            InvalidInputError: if the URL or the schema is none that it knows.
            MissingExtraError: for PostgreSQL without the extra `postgres`.
            StorageError: if the database cannot be opened.
            NotFoundError: if it has no tables of commgov, and none are to be made.
            ConflictError: if another version of commgov made its tables, or another program made some of that name.
        """
        from commgov.storage.database_errors import storage_errors  # noqa: PLC0415 -- as above
        from commgov.storage.engines import make_engine, make_schema, make_tables  # noqa: PLC0415 -- when asked for

        with storage_errors():
            engine = make_engine(url, schema)
            try:
                if schema is not None and create:
                    make_schema(engine, schema)
                make_tables(engine, create=create)
            except BaseException:
                engine.dispose()
                raise
        return Database(engine)

    def ledger(
        self, *, clock: Clock | None = None, within: "Connection | None" = None, ahead_max: timedelta = AHEAD_MAX
    ) -> Ledger:
        """The community's ledger.

        Args:
            clock: tells the time that entries are written with.
            within: a connection from `transaction`: what is posted is there when that transaction commits, together
                with whatever else it writes, or not at all; None: each call is there for good when it returns.
            ahead_max: how far the clock may be ahead of the last entry, see `Ledger`.

        Raises:
            InvalidInputError: if `within` is another kind of connection.
        """
        from commgov.storage.ledger_store import BoundLedgerStore  # noqa: PLC0415 -- as above

        if within is None:
            return Ledger(self._store, clock=clock, ahead_max=ahead_max)
        self._expect_ours(within)
        return Ledger(BoundLedgerStore(within), clock=clock, ahead_max=ahead_max)

    def streams(self, *, within: "Connection | None" = None) -> StreamStore:
        """The community's streams: service records, and whatever else happens event by event.

        Args:
            within: a connection from `transaction`, as in `ledger`.

        Raises:
            InvalidInputError: if `within` is another kind of connection.
        """
        from commgov.storage.stream_store import BoundStreams, SqlStreams  # noqa: PLC0415 -- as above

        if within is None:
            return SqlStreams(self._engine)
        self._expect_ours(within)
        return BoundStreams(within)

    def access_log(
        self,
        name: str,
        *,
        clock: Clock | None = None,
        within: "Connection | None" = None,
        witness: Witness | None = None,
    ) -> AuditLog:
        """The community's access log: who did what to whose data.

        Args:
            name: the log's name, which signed roots say: the community's.
            clock: tells the time that roots are signed with.
            within: a connection from `transaction`, as in `ledger`.
            witness: is handed each signed root, and asked when the log is verified, see `AuditLog`.

        Raises:
            InvalidInputError: if `within` is another kind of connection.
        """
        from commgov.storage.audit_store import BoundLogStore  # noqa: PLC0415 -- as above

        if within is None:
            return AuditLog(name, self._log_store, clock=clock, witness=witness)
        self._expect_ours(within)
        return AuditLog(name, BoundLogStore(within), clock=clock, witness=witness)

    def key_store(self) -> KeyStore:
        """The community's wrapped keys, for a `KeyTree`. Each call is a transaction of its own."""
        from commgov.storage.key_store import SqlKeyStore  # noqa: PLC0415 -- as above

        return SqlKeyStore(self._engine)

    def vault_store(self, *, within: "Connection | None" = None) -> VaultStore:
        """The community's sealed records, for a `Vault`.

        Args:
            within: a connection from `transaction`, as in `ledger`.

        Raises:
            InvalidInputError: if `within` is another kind of connection.
        """
        from commgov.storage.vault_store import BoundVaultStore, SqlVaultStore  # noqa: PLC0415 -- as above

        if within is None:
            return SqlVaultStore(self._engine)
        self._expect_ours(within)
        return BoundVaultStore(within)

    @contextmanager
    def records_and_log(self, name: str) -> "Iterator[tuple[VaultStore, AuditLog]]":
        """The sealed records and the access log in one transaction: what a `Vault` writes is there with its entry.

        Args:
            name: the log's name.

        Raises:
            StorageError: if the database could not do it; nothing of it was kept.
        """
        with self.transaction() as connection:
            yield self.vault_store(within=connection), self.access_log(name, within=connection)

    def _expect_ours(self, connection: "Connection") -> None:
        if connection.engine is not self._engine or not connection.in_transaction():
            raise InvalidInputError([Problem(Place.of("Database").at("within"), _OURS)])

    @contextmanager
    def transaction(self) -> "Iterator[Connection]":
        """A transaction for the caller's own tables and the ledger together: committed at the end, or nothing of it.

        On SQLite nobody else writes meanwhile, so keep it short, and post in it only through `ledger(within=...)`.

        Raises:
            StorageError: if the database could not do it; nothing of it was kept.
        """
        from commgov.storage.database_errors import storage_errors  # noqa: PLC0415 -- as above

        with storage_errors(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._store.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        """Its kind; the URL may hold a password."""
        return f"Database({self._engine.dialect.name})"
