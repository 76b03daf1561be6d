"""The tables of a ledger, one schema for SQLite and PostgreSQL. Only `Database` opens this file: it needs SQLAlchemy.

The constraints say once more, in the database's own words, what the ledger's code sees to: each key once, each hold
and entry ended once, no amount below nothing, no account below its floor unless something was reversed. Triggers keep
whoever has a SQL prompt from changing or removing an entry by mistake; whoever means to is found by `verify`.
"""

from typing import Final

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    event,
)

SCHEMA_VERSION: Final = 2
TABLES = MetaData()

WHOLE = BigInteger().with_variant(Integer(), "sqlite")  # the one word for 64 bits that a STRICT table takes
LINK_BYTES = 32


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def whole_column(name: str, *, primary_key: bool = False) -> Column[int]:
    """A column of whole numbers of 64 bits."""
    return Column(name, WHOLE, nullable=False, primary_key=primary_key, autoincrement=False)


def _wholes(*names: str) -> list[Column[int]]:
    return [whole_column(name) for name in names]


VERSION = Table("commgov_schema", TABLES, Column("version", Integer, primary_key=True), sqlite_strict=True)

ENTRIES = Table(
    "ledger_entry",
    TABLES,
    Column("seq", WHOLE, primary_key=True, autoincrement=False),
    *_texts("key"),
    *_wholes("parts"),
    *_texts("kind", "debit", "credit"),
    *_wholes("amount", "refers", "expires"),
    *_texts("detail"),
    *_wholes("at"),
    *_texts("by", "approved_by", "cause"),
    Column("body", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    CheckConstraint("seq >= 1 AND parts >= 0 AND amount >= 0 AND refers >= 0 AND expires >= 0", name="wholes"),
    CheckConstraint(f"length(link) = {LINK_BYTES}", name="link"),
    sqlite_strict=True,
)
Index(
    "ledger_entry_key",
    ENTRIES.c.key,
    unique=True,
    sqlite_where=ENTRIES.c.key != "",
    postgresql_where=ENTRIES.c.key != "",
)
Index(
    "ledger_entry_refers",
    ENTRIES.c.refers,
    unique=True,
    sqlite_where=ENTRIES.c.refers > 0,
    postgresql_where=ENTRIES.c.refers > 0,
)

ACCOUNTS = Table(
    "ledger_account",
    TABLES,
    Column("id", Text, primary_key=True),
    *_texts("book"),
    Column("floor", WHOLE),
    Column("ceiling", WHOLE),
    Column("overflow", Text),
    *_wholes("keeps_lots", "is_closed", "posted", "held_out", "held_in", "owed"),
    Column("lots", Text),
    CheckConstraint(
        "keeps_lots IN (0, 1) AND is_closed IN (0, 1) AND (keeps_lots = 1) = (lots IS NOT NULL)", name="flags"
    ),
    CheckConstraint("held_out >= 0 AND held_in >= 0 AND owed >= 0", name="amounts"),
    CheckConstraint("floor IS NULL OR posted - held_out + owed >= floor", name="floor"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},  # room beside each row for its next state
)

HOLDS = Table(
    "ledger_hold",
    TABLES,
    Column("seq", WHOLE, primary_key=True, autoincrement=False),
    *_texts("debit", "credit"),
    *_wholes("amount", "expires"),
    *_texts("lot"),
    CheckConstraint("amount >= 1 AND expires >= 0", name="amounts"),
    sqlite_strict=True,
)
Index(
    "ledger_hold_expires",
    HOLDS.c.expires,
    sqlite_where=HOLDS.c.expires > 0,
    postgresql_where=HOLDS.c.expires > 0,
)


def signed_table(name: str) -> Table:
    """A table of signed statements, see `signed_rows`."""
    return Table(
        name,
        TABLES,
        whole_column("number", primary_key=True),
        *_texts("statement", "issuer"),
        Column("signature", LargeBinary, nullable=False),
        sqlite_strict=True,
    )


CHECKPOINTS = signed_table("ledger_checkpoint")

ONLY_ADDED = "rows are only ever added here"
_SQLITE = """
CREATE TRIGGER %(table)s_{verb} BEFORE {verb} ON %(table)s BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION ledgeronly_added() RETURNS trigger LANGUAGE plpgsql AS
$body$ BEGIN RAISE EXCEPTION '{words}'; END $body$
"""
_POSTGRES = """
CREATE TRIGGER %(table)s_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %(table)s EXECUTE FUNCTION ledgeronly_added()
"""


def only_added(table: Table) -> None:
    """Refuse to change and to remove rows."""
    table.info["only_added"] = True
    kinds = [("sqlite", _SQLITE.format(verb=verb, words=ONLY_ADDED)) for verb in ("UPDATE", "DELETE")]
    kinds += [("postgresql", _POSTGRES_FUNCTION.format(words=ONLY_ADDED)), ("postgresql", _POSTGRES)]
    for kind, statement in kinds:
        made = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy has left it untyped
        event.listen(table, "after_create", made.execute_if(dialect=kind))


only_added(ENTRIES)
only_added(CHECKPOINTS)
