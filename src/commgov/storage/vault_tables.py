"""The tables of the vault and its keys, one schema for SQLite and PostgreSQL. Only `Database` opens this file.

What stands in them: references, units, sealed bytes, wrapped keys, codes of blind indexes. No value, and not which
fields are held of whom.
"""

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Table, Text

from commgov.storage.ledger_tables import TABLES, whole_column

SUBJECTS = Table(
    "vault_subject",
    TABLES,
    Column("subject", Text, primary_key=True),
    Column("unit", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("directory", LargeBinary, nullable=False),
    whole_column("version"),
    CheckConstraint("state IN ('kept', 'restricted', 'erasing', 'erased')", name="vault_states"),
    CheckConstraint("version >= 1", name="vault_versions"),
    sqlite_strict=True,
)

FIELDS = Table(
    "vault_field",
    TABLES,
    Column("subject", Text, primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    CheckConstraint("slot >= 1", name="vault_slots"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

CODES = Table(
    "vault_code",
    TABLES,
    Column("name", Text, primary_key=True),
    whole_column("code", primary_key=True),
    Column("subject", Text, primary_key=True, index=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

COMMUNITY_KEYS = Table(
    "key_community",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("index_keys", LargeBinary, nullable=False),
    Column("numbers", Text, nullable=False),
    whole_column("messages"),
    whole_column("generation"),
    whole_column("version"),
    CheckConstraint("number = 1 AND version >= 1", name="one_community"),
    sqlite_strict=True,
)

SUBJECT_KEYS = Table(
    "key_subject",
    TABLES,
    Column("subject", Text, primary_key=True),
    Column("tier", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("commitment", LargeBinary, nullable=False),
    whole_column("community_key"),
    whole_column("messages"),
    whole_column("generation"),
    whole_column("version"),
    CheckConstraint("tier BETWEEN 1 AND 4 AND version >= 1", name="key_tiers"),
    sqlite_strict=True,
)

DESTROYED = Table("key_destroyed", TABLES, Column("subject", Text, primary_key=True), sqlite_strict=True)

VAULT_TABLES = [SUBJECTS, FIELDS, CODES, COMMUNITY_KEYS, SUBJECT_KEYS, DESTROYED]
