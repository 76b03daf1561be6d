"""The table of streams, one schema for SQLite and PostgreSQL. Only `Database` opens this file: it needs SQLAlchemy."""

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from commgov.storage.ledger_tables import TABLES, only_added

EVENTS = Table(
    "stream_event",
    TABLES,
    Column("stream", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    CheckConstraint("number >= 1", name="numbers"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
only_added(EVENTS)
