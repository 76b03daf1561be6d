"""Streams in a database, in transactions of their own or inside the caller's. Only `Database` opens this file."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from commgov.core.streams import changed_meanwhile
from commgov.storage.ledger_store import storage_errors
from commgov.storage.stream_tables import EVENTS


class BoundStreams:
    """Keeps streams through a transaction of the caller's.

    Args:
        connection: in a transaction, from `Database.transaction`.
    """

    def __init__(self, connection: Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def append(self, stream: str, number: int, body: str) -> None:
        """See `StreamStore`. If another number comes next, what the caller did before still stands."""
        row = {"stream": stream, "number": number, "kind": stream.partition("/")[0], "body": body}
        with storage_errors():
            if number != (self._connection.execute(_COUNT, {"named": stream}).scalar() or 0) + 1:
                raise changed_meanwhile(stream)
            try:
                with self._connection.begin_nested():
                    self._connection.execute(insert(EVENTS), row)
            except IntegrityError as error:
                raise changed_meanwhile(stream) from error

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


_COUNT = select(func.max(EVENTS.c.number)).where(EVENTS.c.stream == bindparam("named"))


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

    @contextmanager
    def _reading(self) -> Iterator[BoundStreams]:
        options = self._engine.execution_options(commgov_reads=True)
        with storage_errors(), options.connect() as connection:
            yield BoundStreams(connection)
