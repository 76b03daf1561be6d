"""SQLAlchemy's engines as this house sets them up. Only `Database` and its stores open it: it needs SQLAlchemy."""

import re
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError

from commgov.core.streams.chain import NO_EVENT
from commgov.errors import ConflictError, InvalidInputError, MissingExtraError, NotFoundError, Place, Problem
from commgov.storage.audit_tables import AUDIT_ENTRIES, AUDIT_NODES, AUDIT_ROOTS
from commgov.storage.ledger_tables import ACCOUNTS, CHECKPOINTS, ENTRIES, HOLDS, SCHEMA_VERSION, TABLES, VERSION
from commgov.storage.stream_tables import EVENTS
from commgov.storage.stream_tables import HEAD as STREAM_HEAD
from commgov.storage.vault_tables import VAULT_TABLES
from commgov.wording import Text

# Parameters of statements (references, pseudonyms) are hidden: what the database refuses stands in errors and logs.
VALUES_A_STATEMENT = 500  # few enough for the variables that a statement of SQLite may have
BUSY_TIMEOUT_MS = 60_000
"""How long a transaction of SQLite waits for another one to end."""

_DRIVERS = {"sqlite": "sqlite", "sqlite+pysqlite": "sqlite"} | dict.fromkeys(
    ("postgresql", "postgresql+psycopg"), "postgresql+psycopg"
)
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON", "foreign_keys = ON", "secure_delete = ON")
_URL = Text(
    "sqlite:///a-file.db, or postgresql+psycopg://user@host/database",
    "应为sqlite:///文件.db，或postgresql+psycopg://用户@主机/数据库",
)
_SCHEMA = Text(
    "on PostgreSQL, a name of small letters, digits and _", "仅用于PostgreSQL，应为小写字母、数字与下划线组成的名称"
)


def make_engine(address: str, schema: str | None) -> Engine:
    """An engine for a database, set up but not yet connected.

    Args:
        address: its URL.
        schema: on PostgreSQL, the schema that all tables are looked for in.

    Raises:
        InvalidInputError: if the URL or the schema is none that this house knows. The URL is not repeated: it may hold
            a password.
        MissingExtraError: for PostgreSQL, if its driver is not installed.
    """
    problems = []
    try:
        url: URL | None = make_url(address)
    except ArgumentError:
        url = None
    driver = None if url is None else _DRIVERS.get(url.drivername)
    if url is None or driver is None or (driver == "sqlite" and url.database in {None, "", ":memory:"}):
        problems.append(Problem(Place.of("Database").at("url"), _URL))
    if schema is not None and (driver == "sqlite" or not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", schema)):
        problems.append(Problem(Place.of("Database").at("schema"), _SCHEMA))
    if problems or url is None or driver is None:
        raise InvalidInputError(problems)
    return _sqlite(url) if driver == "sqlite" else _postgresql(url.set(drivername=driver), schema)


def make_tables(engine: Engine, *, create: bool = True) -> None:
    """Make the tables that are missing, all of them or none; whoever else does so meanwhile waits.

    Args:
        engine: of the database.
        create: whether to; if not, they have to be there.

    Raises:
        NotFoundError: if they are not there and are not to be made.
        ConflictError: if another version of commgov made the tables that are there, or another program did.
    """
    if not inspect(engine).has_table(VERSION.name):
        if not create:
            raise NotFoundError(_NO_TABLES)
        with engine.begin() as connection:
            _keep_others_out(connection)
            _expect_no_tables_of_others(connection)
            ours = [VERSION, ENTRIES, ACCOUNTS, HOLDS, CHECKPOINTS, EVENTS, STREAM_HEAD]
            ours += [AUDIT_ENTRIES, AUDIT_NODES, AUDIT_ROOTS, *VAULT_TABLES]
            TABLES.create_all(connection, tables=ours)
            if connection.execute(select(VERSION)).first() is None:
                connection.execute(insert(VERSION).values(version=SCHEMA_VERSION))
                connection.execute(insert(STREAM_HEAD).values(id=1, **NO_EVENT._asdict()))
    with engine.connect() as connection:
        version = connection.execute(select(VERSION.c.version)).scalar_one()
    if version != SCHEMA_VERSION:
        raise ConflictError(_OTHER_VERSION.fill(version=version, known=SCHEMA_VERSION))


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy says when a transaction begins, and not the driver
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "fullfsync = ON",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        reads = connection.get_execution_options().get("commgov_reads", False)
        cursor = connection.connection.cursor()  # the driver's own, for each commit comes by here
        cursor.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
        cursor.close()

    return engine


def _postgresql(url: URL, schema: str | None) -> Engine:
    options = {} if schema is None else {"options": f"-c search_path={schema}"}
    try:
        # The journal's lock serves only who then sees what was written before it, whatever the database's default is.
        engine = create_engine(
            url, connect_args=options, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True
        )
    except ModuleNotFoundError as error:
        raise MissingExtraError(_NO_DRIVER) from error
    return engine


def make_schema(engine: Engine, schema: str) -> None:
    """Make a schema that is not there. IF NOT EXISTS will not do: it asks for the right to make one in any case."""
    with engine.begin() as connection:
        _keep_others_out(connection)
        there = connection.execute(text("SELECT 1 FROM pg_namespace WHERE nspname = :schema"), {"schema": schema})
        if there.first() is None:
            connection.execute(text(f'CREATE SCHEMA "{schema}"'))


def _expect_no_tables_of_others(connection: Connection) -> None:
    """Refuse to go on beside tables that are called like ours, and were not made with ours."""
    there = set(inspect(connection).get_table_names()) & TABLES.tables.keys()
    if there and VERSION.name not in there:
        raise ConflictError(_OTHER_PROGRAM.fill(table=min(there)))


def _keep_others_out(connection: Connection) -> None:
    """Let only one process at a time make tables. SQLite's transactions do so anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(20260302, 0)"))


_NO_TABLES = Text("the database has no tables of commgov", "数据库中没有commgov的表")
_OTHER_VERSION = Text(
    "the database has tables of version {version}, this commgov knows {known}",
    "数据库中的表为第{version}版，本commgov使用第{known}版",
)
_OTHER_PROGRAM = Text("the database has a table {table} that another program made", "数据库中的表{table}由其他程序创建")
_NO_DRIVER = Text(
    "PostgreSQL needs a driver: pip install 'commgov[postgres]'",
    "PostgreSQL需要驱动程序：pip install 'commgov[postgres]'",
)
