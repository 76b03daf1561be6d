"""The access log in a database, in transactions of its own or inside the caller's. Only `Database` opens this file."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import cast

from sqlalchemy import Connection, Engine, Select, and_, bindparam, func, insert, or_, select, text

from commgov.errors import StorageError
from commgov.privacy.audit import SignedRoot
from commgov.privacy.audit.merkle import Frontier, Node, covering
from commgov.privacy.audit.store import Row
from commgov.storage.audit_tables import AUDIT_ENTRIES, AUDIT_NODES, AUDIT_ROOTS
from commgov.storage.database_errors import all_or_nothing, storage_errors
from commgov.storage.engines import VALUES_A_STATEMENT
from commgov.storage.group_commit import GroupCommit
from commgov.storage.signed_rows import keep_signed, signed_rows
from commgov.wording import Text

PAGE_ROWS = 500
NODES_A_STATEMENT = 100  # few enough for how deep a condition of SQLite may be
_LOCK = text("SELECT pg_advisory_xact_lock(20260302, CAST(CAST('audit_entry' AS regclass) AS oid)::int)")


class BoundLogStore:
    """Keeps an access log through a transaction of the caller's: an entry is there when the caller commits.

    Args:
        connection: in a transaction, from `Database.transaction`.
    """

    def __init__(self, connection: Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def append(self, rows: Sequence[Row]) -> int:
        """See `LogStore`."""
        with all_or_nothing(self._connection):
            return self.add(rows)

    def add(self, rows: Sequence[Row]) -> int:
        """As `append`, where nothing else is in the transaction: if it fails, all of it is undone."""
        if self._connection.dialect.name == "postgresql":  # SQLite's transactions keep others out anyway
            self._connection.execute(_LOCK)
        first = self.size()
        if not rows:
            return first
        edge = self.nodes(covering((0, first)))
        if None in edge:
            raise StorageError(_LACKS)
        levels = Frontier(first, cast("list[bytes]", edge)).add([row.content for row in rows])
        entries = [
            {"number": number, "subject": row.subject, "content": row.content} for number, row in enumerate(rows, first)
        ]
        nodes = [
            {"level": level, "number": number, "hash": found}
            for level, hashes in enumerate(levels)
            for number, found in enumerate(hashes, first >> level)
        ]
        self._connection.execute(insert(AUDIT_ENTRIES), entries)
        self._connection.execute(insert(AUDIT_NODES), nodes)
        return first

    def size(self) -> int:
        """See `LogStore`."""
        with storage_errors():
            last = self._connection.execute(_LAST).scalar()
        return 0 if last is None else int(last) + 1

    def rows(self, first: int = 0, end: int | None = None) -> Iterator[Row]:
        """See `LogStore`."""
        while page := self.page(first, end):
            yield from page
            first += len(page)

    def page(self, first: int, end: int | None = None) -> list[Row]:
        """Rows from a number on, as many as are fetched at a time, up to the first that is missing."""
        columns = AUDIT_ENTRIES.c
        limit = PAGE_ROWS if end is None else max(0, min(PAGE_ROWS, end - first))
        wanted = select(columns.number, columns.subject, columns.content).where(columns.number >= first)
        with storage_errors():
            found = self._connection.execute(wanted.order_by(columns.number).limit(limit)).all()
        return [
            Row(subject, bytes(content))
            for place, (number, subject, content) in enumerate(found, first)
            if number == place
        ]

    def nodes(self, wanted: Sequence[Node]) -> list[bytes | None]:
        """See `LogStore`."""
        kept = dict[Node, bytes]()
        for start in range(0, len(wanted), NODES_A_STATEMENT):
            some = wanted[start : start + NODES_A_STATEMENT]
            levels = {f"level_{at}": level for at, (level, _) in enumerate(some)}
            numbers = {f"number_{at}": number for at, (_, number) in enumerate(some)}
            with storage_errors():
                found = self._connection.execute(_nodes(len(some)), levels | numbers)
                kept |= {(level, number): bytes(each) for level, number, each in found}
        return [kept.get(node) for node in wanted]

    def about(self, subject: str) -> Iterator[tuple[int, Row]]:
        """See `LogStore`."""
        with storage_errors():
            found = self._connection.execute(_ABOUT, {"wanted": subject}).all()
        return ((number, Row(subject, bytes(content))) for number, content in found)

    def mentions(self, subjects: Collection[str]) -> frozenset[str]:
        """See `LogStore`."""
        wanted, found = sorted(subjects), set[str]()
        for start in range(0, len(wanted), VALUES_A_STATEMENT):
            some = {"wanted": wanted[start : start + VALUES_A_STATEMENT]}
            with storage_errors():
                found |= set(self._connection.execute(_MENTIONED, some).scalars())
        return frozenset(found)

    def keep_root(self, root: SignedRoot) -> None:
        """See `LogStore`."""
        with all_or_nothing(self._connection):
            if self._connection.dialect.name == "postgresql":
                self._connection.execute(_LOCK)
            keep_signed(self._connection, AUDIT_ROOTS, root)

    def roots(self) -> list[SignedRoot]:
        """See `LogStore`."""
        with storage_errors():
            rows = signed_rows(self._connection, AUDIT_ROOTS)
        try:
            return [SignedRoot.from_statement(*row) for row in rows]
        except ValueError as error:
            raise StorageError(_ROOT_ROW) from error


class SqlLogStore:
    """Keeps an access log in a database, in transactions of its own. Threads and processes may share the database.

    What several threads add at the same time is written in one transaction (`GroupCommit`).

    Args:
        engine: from `Database`.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine."""
        self._engine = engine
        self._together = GroupCommit(self._write)

    def append(self, rows: Sequence[Row]) -> int:
        """See `LogStore`."""
        return self._together.ask(rows)

    def _write(self, calls: Sequence[Sequence[Row]]) -> list[int]:
        """Add the rows of several callers in one transaction."""
        with storage_errors(), self._engine.begin() as connection:
            first = BoundLogStore(connection).add([row for rows in calls for row in rows])
        numbers = []
        for rows in calls:
            numbers.append(first)
            first += len(rows)
        return numbers

    def size(self) -> int:
        """See `LogStore`."""
        with self._reading() as store:
            return store.size()

    def rows(self, first: int = 0, end: int | None = None) -> Iterator[Row]:
        """See `LogStore`. Page by page: no transaction stays open, for what is written never changes."""
        while True:
            with self._reading() as store:
                page = store.page(first, end)
            if not page:
                return
            yield from page
            first += len(page)

    def nodes(self, wanted: Sequence[Node]) -> list[bytes | None]:
        """See `LogStore`."""
        with self._reading() as store:
            return store.nodes(wanted)

    def about(self, subject: str) -> Iterator[tuple[int, Row]]:
        """See `LogStore`."""
        with self._reading() as store:
            return store.about(subject)

    def mentions(self, subjects: Collection[str]) -> frozenset[str]:
        """See `LogStore`."""
        with self._reading() as store:
            return store.mentions(subjects)

    def keep_root(self, root: SignedRoot) -> None:
        """See `LogStore`."""
        with storage_errors(), self._engine.begin() as connection:
            BoundLogStore(connection).keep_root(root)

    def roots(self) -> list[SignedRoot]:
        """See `LogStore`."""
        with self._reading() as store:
            return store.roots()

    @contextmanager
    def _reading(self) -> Iterator[BoundLogStore]:
        options = self._engine.execution_options(commgov_reads=True)
        with storage_errors(), options.connect() as connection:
            yield BoundLogStore(connection)


# What each access asks is built once: building a statement costs more than asking it.
_COLUMNS = AUDIT_ENTRIES.c
_LAST = select(func.max(_COLUMNS.number))
_ABOUT = (
    select(_COLUMNS.number, _COLUMNS.content).where(_COLUMNS.subject == bindparam("wanted")).order_by(_COLUMNS.number)
)
_MENTIONED = select(_COLUMNS.subject).where(_COLUMNS.subject.in_(bindparam("wanted", expanding=True))).distinct()


@cache
def _nodes(count: int) -> Select[int, int, bytes]:
    """Asks for so many nodes, one by one: of a comparison of pairs SQLite would make a scan of the whole table."""
    columns = AUDIT_NODES.c
    these = (
        and_(columns.level == bindparam(f"level_{at}"), columns.number == bindparam(f"number_{at}"))
        for at in range(count)
    )
    return select(columns.level, columns.number, columns.hash).where(or_(*these))


_LACKS = Text(
    "the access log lacks hashes of its tree: restore the database from a backup",
    "访问日志缺少树中的哈希值：请从备份恢复数据库",
)
_ROOT_ROW = Text(
    "the row of a signed root says what no log wrote: restore the database from a backup",
    "某已签署树根的数据行并非日志所写：请从备份恢复数据库",
)
