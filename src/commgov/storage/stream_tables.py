"""The tables of streams, one schema for SQLite and PostgreSQL. Only `Database` opens this file: it needs SQLAlchemy."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text

from commgov.storage.ledger_tables import LINK_BYTES, TABLES, WHOLE, only_added

EVENTS = Table(
    "stream_event",
    TABLES,
    Column("place", WHOLE, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("link", LargeBinary, nullable=False),
    CheckConstraint("place >= 1 AND number >= 1", name="numbers"),
    CheckConstraint(f"length(link) = {LINK_BYTES}", name="link"),
    sqlite_strict=True,
)
Index("stream_event_stream", EVENTS.c.stream, EVENTS.c.number, unique=True)
only_added(EVENTS)

HEAD = Table(
    "stream_head",
    TABLES,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("place", WHOLE, nullable=False),
    Column("link", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="one"),
    CheckConstraint("place >= 0", name="numbers"),
    CheckConstraint(f"length(link) = {LINK_BYTES}", name="link"),
    sqlite_strict=True,
)
