"""What guards a ledger's tables in the database itself: triggers, unique indexes, constraints. Which of it is gone?

Only `Database` opens this file: it needs SQLAlchemy.
"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import CheckConstraint, Connection, create_engine, inspect, text

from commgov.storage.ledger_tables import ONLY_ADDED, TABLES
from commgov.wording import Text

_FUNCTION = "ledgeronly_added"


def missing_guards(connection: Connection) -> Iterator[Text]:
    """What is not there any more, or otherwise than `make_tables` made it."""
    return _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)


_MADE = text("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite%'")


@cache
def _as_made() -> dict[str, str]:
    """All that SQLite says of tables that are made anew, each by its kind and name."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        TABLES.create_all(connection)
        made = dict(map(tuple, connection.execute(_MADE)))
    engine.dispose()
    return made


def _sqlite(connection: Connection) -> Iterator[Text]:
    there, made = dict(map(tuple, connection.execute(_MADE))), _as_made()
    for guard in sorted(made):
        if there.get(guard) != made[guard]:
            yield _GONE.fill(guard=guard)
    on_ours = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table ORDER BY name")
    for table in sorted(TABLES.tables):
        for (name,) in connection.execute(on_ours, {"table": table}):
            if f"trigger {name}" not in made:
                yield _STRANGE.fill(guard=f"trigger {name}")


_TRIGGERS = text(
    "SELECT t.tgname, t.tgenabled, p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE t.tgrelid = to_regclass(:table) AND NOT t.tgisinternal ORDER BY t.tgname"
)
_INDEXES = text(
    "SELECT c.relname, i.indisunique AND i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = to_regclass(:table)"
)


def _postgresql(connection: Connection) -> Iterator[Text]:
    found = inspect(connection)
    for name, table in sorted(TABLES.tables.items()):
        triggers = {f"{name}_stays"} if table.info.get("only_added") else set()
        stand = set()
        for trigger, enabled, function, body in connection.execute(_TRIGGERS, {"table": name}):
            if trigger not in triggers:
                yield _STRANGE.fill(guard=f"trigger {trigger}")
            elif enabled in {"O", "A"} and function == _FUNCTION and f"RAISE EXCEPTION '{ONLY_ADDED}'" in body:
                stand.add(trigger)
        for trigger in sorted(triggers - stand):
            yield _GONE.fill(guard=f"trigger {trigger}")
        unique = dict(map(tuple, connection.execute(_INDEXES, {"table": name})))
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            if index.name not in unique or (index.unique and not unique[str(index.name)]):
                yield _GONE.fill(guard=f"index {index.name}")
        constraints = {each["name"] for each in found.get_check_constraints(name)}
        checks = {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        for check in sorted(checks - constraints):
            yield _GONE.fill(guard=f"constraint {check} of {name}")


_GONE = Text(
    "the database has lost a guard, or it was changed: {guard}", "数据库缺少保护措施，或该措施已被更改：{guard}"
)
_STRANGE = Text(
    "the database has a trigger that this house did not make: {guard}", "数据库中有非本系统创建的触发器：{guard}"
)
