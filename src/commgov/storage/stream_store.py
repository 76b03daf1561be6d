"""Streams in a database, in transactions of their own or inside the caller's. Only `Database` opens this file."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select

from commgov.core.streams import StreamEvent, StreamHead
from commgov.core.streams.chain import chained
from commgov.core.streams.store import changed_meanwhile
from commgov.errors import StorageError
from commgov.storage.database_errors import all_or_nothing, storage_errors
from commgov.storage.ledger_sql import cursor_of, sql_of
from commgov.storage.stream_tables import EVENTS, HEAD
from commgov.wording import Text

PAGE_ROWS = 500  # few enough to stay in the processor's cache


class BoundStreams:
    """Keeps streams through a transaction of the caller's.

    Args:
        connection: in a transaction, from `Database.transaction`.
    """

    def __init__(self, connection: Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def append(self, stream: str, number: int, body: str) -> None:
        """See `StreamStore`. If another number comes next, what the caller did before still stands.

        The journal's lock keeps others out: it is the same for both chains, so that nobody waits crosswise.
        """
        connection = self._connection
        cursor, mark = cursor_of(connection), "?" if connection.dialect.name == "sqlite" else "%s"
        with storage_errors():
            sql_of(connection).lock(cursor)
            cursor.execute(_NEXT.format(mark), (stream,))
            found = cursor.fetchone()
            if found is None:
                raise StorageError(_NO_HEAD)
            place, link, last = found
            if number != (last or 0) + 1:
                raise changed_meanwhile(stream)
            event = chained(StreamHead(place, bytes(link)), stream, number, body)
            with all_or_nothing(connection):
                cursor.execute(_ADD.format(mark), event)
                cursor.execute(_ADVANCE.format(mark), (event.place, event.link))

    def read(self, stream: str) -> list[str]:
        """See `StreamStore`."""
        wanted = select(EVENTS.c.body).where(EVENTS.c.stream == stream).order_by(EVENTS.c.number)
        with storage_errors():
            return list(self._connection.execute(wanted).scalars())

    def last(self, stream: str) -> str | None:
        """See `StreamStore`."""
        wanted = select(EVENTS.c.body).where(EVENTS.c.stream == stream).order_by(EVENTS.c.number.desc()).limit(1)
        with storage_errors():
            return self._connection.execute(wanted).scalar()

    def latest(self, kind: str) -> Iterable[tuple[str, str]]:
        """See `StreamStore`."""
        ends = (
            select(EVENTS.c.stream, func.max(EVENTS.c.number).label("number"))
            .where(EVENTS.c.kind == kind)
            .group_by(EVENTS.c.stream)
            .subquery()
        )
        both = (EVENTS.c.stream == ends.c.stream) & (EVENTS.c.number == ends.c.number)
        wanted = select(EVENTS.c.stream, EVENTS.c.body).join(ends, both)
        with storage_errors():
            return sorted((name, body) for name, body in self._connection.execute(wanted))

    def events(self) -> Iterator[StreamEvent]:
        """See `StreamReader`."""
        place = 0
        while page := self.page(place):
            yield from page
            place = page[-1].place

    def page(self, place: int) -> list[StreamEvent]:
        """Events after a place, as many as are fetched at a time."""
        wanted = select(EVENTS).where(EVENTS.c.place > place).order_by(EVENTS.c.place).limit(PAGE_ROWS)
        with storage_errors():
            return [StreamEvent._make((*row[:-1], bytes(row[-1]))) for row in self._connection.execute(wanted)]

    def head(self) -> StreamHead:
        """See `StreamReader`."""
        with storage_errors():
            row = self._connection.execute(select(HEAD.c.place, HEAD.c.link)).first()
        if row is None:
            raise StorageError(_NO_HEAD)
        return StreamHead(row[0], bytes(row[1]))


# Through the driver's own cursor, as the ledger's batches: SQLAlchemy's Core would cost more than the hash.
_NEXT = "SELECT place, link, (SELECT max(number) FROM stream_event WHERE stream = {0}) FROM stream_head"
_ADD = "INSERT INTO stream_event VALUES ({0}, {0}, {0}, {0}, {0}, {0})"
_ADVANCE = "UPDATE stream_head SET place = {0}, link = {0}"
_NO_HEAD = Text(
    "the head of the stream events is gone from its table: restore the database from a backup",
    "流事件的链头已从表中丢失：请从备份恢复数据库",
)


class SqlStreams:
    """Keeps streams in a database, each call in a transaction of its own. Threads and processes may share the database.

    Args:
        engine: from `Database`.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine."""
        self._engine = engine

    def append(self, stream: str, number: int, body: str) -> None:
        """See `StreamStore`."""
        with storage_errors(), self._engine.begin() as connection:
            BoundStreams(connection).append(stream, number, body)

    def read(self, stream: str) -> list[str]:
        """See `StreamStore`."""
        with self._reading() as streams:
            return streams.read(stream)

    def last(self, stream: str) -> str | None:
        """See `StreamStore`."""
        with self._reading() as streams:
            return streams.last(stream)

    def latest(self, kind: str) -> Iterable[tuple[str, str]]:
        """See `StreamStore`."""
        with self._reading() as streams:
            return streams.latest(kind)

    def events(self) -> Iterator[StreamEvent]:
        """See `StreamReader`. Page by page: no transaction stays open, for what is written never changes."""
        place = 0
        while True:
            with self._reading() as streams:
                page = streams.page(place)
            if not page:
                return
            yield from page
            place = page[-1].place

    def head(self) -> StreamHead:
        """See `StreamReader`."""
        with self._reading() as streams:
            return streams.head()

    @contextmanager
    def _reading(self) -> Iterator[BoundStreams]:
        options = self._engine.execution_options(commgov_reads=True)
        with storage_errors(), options.connect() as connection:
            yield BoundStreams(connection)
