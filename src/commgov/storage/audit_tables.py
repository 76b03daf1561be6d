"""The tables of the access log, one schema for SQLite and PostgreSQL. Only `Database` opens this file."""

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Table, Text

from commgov.storage.ledger_tables import TABLES, only_added, signed_table, whole_column

AUDIT_ENTRIES = Table(
    "audit_entry",
    TABLES,
    whole_column("number", primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("number >= 0", name="numbers"),
    sqlite_strict=True,
)

AUDIT_NODES = Table(
    "audit_node",
    TABLES,
    Column("level", Integer, primary_key=True, autoincrement=False),
    whole_column("number", primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    CheckConstraint("level >= 0 AND number >= 0 AND length(hash) = 32", name="nodes"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

AUDIT_ROOTS = signed_table("audit_root")

for _table in (AUDIT_ENTRIES, AUDIT_NODES, AUDIT_ROOTS):
    only_added(_table)
