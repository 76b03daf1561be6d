"""What a ledger says to its database, in the words of SQLite and of PostgreSQL.

Batches go through the driver's own cursor: measured, SQLAlchemy's Core would cost more than all the ledger's checks.
"""

import json
from collections.abc import Collection, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, cast

from commgov.incentives.ledger import Entry
from commgov.storage.ledger_rows import ACCOUNT_COLUMNS, Row

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_ENTRY = ", ".join(f'"{name}"' for name in Entry._fields)
_ACCOUNT = ", ".join(ACCOUNT_COLUMNS)
_HOLD = "seq, debit, credit, amount, expires, lot"
_FACTS = ", ".join(f"{name} = excluded.{name}" for name in ACCOUNT_COLUMNS[1:])

PAGE = f"SELECT {_ENTRY} FROM ledger_entry"  # noqa: S608 -- names of columns
HEAD = "SELECT seq, link, at FROM ledger_entry ORDER BY seq DESC LIMIT 1"
FIND = {
    "known": (
        "SELECT key, seq, parts, body, debit, credit, amount, by, approved_by, cause"
        " FROM ledger_entry WHERE key <> '' AND key"
    ),
    "entries": f"SELECT {_ENTRY} FROM ledger_entry WHERE seq",  # noqa: S608 -- names of columns
    "ended": "SELECT refers, kind FROM ledger_entry WHERE refers > 0 AND refers",
    "holds": f"SELECT {_HOLD} FROM ledger_hold WHERE seq",  # noqa: S608 -- as above
    "accounts": f"SELECT {_ACCOUNT} FROM ledger_account WHERE id",  # noqa: S608 -- as above
}
"""What is looked up by a list: the statement up to the list."""

_TYPES = {
    "ledger_entry": "bigint text bigint text text text bigint bigint bigint text bigint text text text bytea bytea",
    "ledger_hold": "bigint text text bigint bigint text",
    "ledger_account": "text text bigint bigint text bigint bigint bigint bigint bigint bigint text",
}
"""The types of the columns, as PostgreSQL calls them."""


class Cursor(Protocol):
    """The part of a driver's cursor (PEP 249) that is used."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement wrote."""
        ...

    def execute(self, statement: str, parameters: Any = ..., /) -> Any:
        """Run a statement."""
        ...

    def executemany(self, statement: str, parameters: Any, /) -> Any:
        """Run a statement for each row."""
        ...

    def fetchone(self) -> Any:
        """The next row."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows."""
        ...


class LedgerSql(Protocol):
    """How one kind of database is spoken to."""

    def lock(self, cursor: Cursor) -> None:
        """Keep other writers of this journal out until the transaction ends."""
        ...

    def find(self, cursor: Cursor, what: str, wanted: Collection[object]) -> list[Any]:
        """Look rows up by a list, see `FIND`."""
        ...

    def due(self, cursor: Cursor, at: int) -> list[Any]:
        """The holds that have expired by a moment."""
        ...

    def insert(self, cursor: Cursor, table: str, rows: Sequence[Row]) -> None:
        """Add rows."""
        ...

    def put_accounts(self, cursor: Cursor, rows: Sequence[Row]) -> None:
        """Add accounts, or change all of their columns."""
        ...

    def move_posted(self, cursor: Cursor, rows: Sequence[Row]) -> int:
        """Change what accounts hold: rows of posted and id; how many were there."""
        ...

    def move_amounts(self, cursor: Cursor, rows: Sequence[Row]) -> int:
        """Change all amounts of accounts: rows of posted, held out, held in, lots and id; how many were there."""
        ...

    def drop_holds(self, cursor: Cursor, ended: list[int]) -> None:
        """Remove holds that are open no more."""
        ...


FEW = 8
"""So many are looked up by a list of values in SQLite, more by one value that holds all of them."""
ROWS_A_STATEMENT = 100
"""New rows that one statement of SQLite adds: measured, a fifth less time than a statement for each row."""


class SqliteSql:
    """SQLite: changes by a statement that is run for each row. `BEGIN IMMEDIATE` has locked the file already."""

    def __init__(self) -> None:
        """Prepare the statements."""
        few = {number: f" IN ({', '.join('?' * number)})" for number in range(FEW + 1)}
        self._find_few = {(what, number): FIND[what] + few[number] for what in FIND for number in few}
        among = " IN (SELECT value FROM json_each(?))"
        self._find = {what: statement + among for what, statement in FIND.items()}
        self._row = {table: f"({', '.join('?' * len(types.split()))})" for table, types in _TYPES.items()}

    def lock(self, cursor: Cursor) -> None:
        """See `LedgerSql`."""

    def find(self, cursor: Cursor, what: str, wanted: Collection[object]) -> list[Any]:
        """See `LedgerSql`."""
        if len(wanted) <= FEW:
            cursor.execute(self._find_few[what, len(wanted)], tuple(wanted))
        else:
            cursor.execute(self._find[what], (json.dumps(list(wanted)),))
        return cursor.fetchall()

    def due(self, cursor: Cursor, at: int) -> list[Any]:
        """See `LedgerSql`."""
        cursor.execute(f"SELECT {_HOLD} FROM ledger_hold WHERE expires > 0 AND expires <= ?", (at,))  # noqa: S608
        return cursor.fetchall()

    def insert(self, cursor: Cursor, table: str, rows: Sequence[Row]) -> None:
        """See `LedgerSql`."""
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            some = rows[start : start + ROWS_A_STATEMENT]
            values = ", ".join([self._row[table]] * len(some))
            cursor.execute(f"INSERT INTO {table} VALUES {values}", list(chain.from_iterable(some)))  # noqa: S608

    def put_accounts(self, cursor: Cursor, rows: Sequence[Row]) -> None:
        """See `LedgerSql`."""
        values = self._row["ledger_account"]
        statement = f"INSERT INTO ledger_account VALUES {values} ON CONFLICT (id) DO UPDATE SET {_FACTS}"  # noqa: S608
        cursor.executemany(statement, rows)

    def move_posted(self, cursor: Cursor, rows: Sequence[Row]) -> int:
        """See `LedgerSql`. SQLite checks the constraints of changed columns only, so fewer columns take less time."""
        cursor.executemany("UPDATE ledger_account SET posted = ? WHERE id = ?", rows)
        return cursor.rowcount

    def move_amounts(self, cursor: Cursor, rows: Sequence[Row]) -> int:
        """See `LedgerSql`."""
        statement = "UPDATE ledger_account SET posted = ?, held_out = ?, held_in = ?, lots = ? WHERE id = ?"
        cursor.executemany(statement, rows)
        return cursor.rowcount

    def drop_holds(self, cursor: Cursor, ended: list[int]) -> None:
        """See `LedgerSql`."""
        cursor.executemany("DELETE FROM ledger_hold WHERE seq = ?", [(seq,) for seq in ended])


class PostgresSql:
    """PostgreSQL: new rows are copied, changed ones travel as binary arrays, a column each.

    Measured: COPY takes a fifth of the time of rows inserted one by one, and a quarter of that of arrays as text.
    """

    def __init__(self) -> None:
        """Prepare the statements."""
        kinds = {"known": "text", "accounts": "text"}
        self._find = {what: f"{FIND[what]} = ANY(%b::{kinds.get(what, 'bigint')}[])" for what in FIND}
        types = _TYPES["ledger_account"]
        self._put = (
            f"INSERT INTO ledger_account SELECT * FROM unnest({_arrays(types)})"  # noqa: S608 -- constants
            f" ON CONFLICT (id) DO UPDATE SET {_FACTS}"
        )
        self._move = (
            "UPDATE ledger_account SET posted = new.posted, held_out = new.held_out, held_in = new.held_in,"  # noqa: S608
            " lots = new.lots"
            f" FROM unnest({_arrays('bigint bigint bigint text text')})"
            " AS new(posted, held_out, held_in, lots, id) WHERE ledger_account.id = new.id"
        )

    def lock(self, cursor: Cursor) -> None:
        """One lock for each journal: its chain lets only one write at a time anyway."""
        cursor.execute("SELECT pg_advisory_xact_lock(20260302, 'ledger_entry'::regclass::oid::int)")

    def find(self, cursor: Cursor, what: str, wanted: Collection[object]) -> list[Any]:
        """See `LedgerSql`."""
        cursor.execute(self._find[what], (list(wanted),))
        return cursor.fetchall()

    def due(self, cursor: Cursor, at: int) -> list[Any]:
        """See `LedgerSql`."""
        cursor.execute(f"SELECT {_HOLD} FROM ledger_hold WHERE expires > 0 AND expires <= %s", (at,))  # noqa: S608
        return cursor.fetchall()

    def insert(self, cursor: Any, table: str, rows: Sequence[Row]) -> None:
        """See `LedgerSql`. COPY is psycopg's own; PEP 249 has no word for it."""
        with cursor.copy(f"COPY {table} FROM STDIN") as copying:
            for row in map(tuple, rows):  # the driver is faster with a tuple that is nothing more
                copying.write_row(row)

    def put_accounts(self, cursor: Cursor, rows: Sequence[Row]) -> None:
        """See `LedgerSql`."""
        cursor.execute(self._put, _columns(rows))

    def move_posted(self, cursor: Cursor, rows: Sequence[Row]) -> int:
        """See `LedgerSql`."""
        cursor.execute(
            "UPDATE ledger_account SET posted = new.posted FROM unnest(%b::bigint[], %b::text[]) AS new(posted, id)"
            " WHERE ledger_account.id = new.id",
            _columns(rows),
        )
        return cursor.rowcount

    def move_amounts(self, cursor: Cursor, rows: Sequence[Row]) -> int:
        """See `LedgerSql`."""
        cursor.execute(self._move, _columns(rows))
        return cursor.rowcount

    def drop_holds(self, cursor: Cursor, ended: list[int]) -> None:
        """See `LedgerSql`."""
        cursor.execute("DELETE FROM ledger_hold WHERE seq = ANY(%b::bigint[])", (ended,))


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _arrays(types: str) -> str:
    """Placeholders for columns that travel as arrays."""
    return ", ".join(f"%b::{kind}[]" for kind in types.split())


def sql_of(connection: "Connection | Engine") -> LedgerSql:
    """How the database of a connection is spoken to."""
    return SqliteSql() if connection.dialect.name == "sqlite" else PostgresSql()


def cursor_of(connection: "Connection") -> Cursor:
    """The driver's own cursor, inside the connection's transaction."""
    return cast("Cursor", connection.connection.cursor())
