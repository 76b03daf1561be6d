"""What removed rows leave behind in a database, and clearing it where that can be. Only `Database` opens this file.

SQLite overwrites what is deleted (`secure_delete`, set in `engines`), and its write-ahead log is emptied here.
PostgreSQL keeps a removed row until it is vacuumed and its place is used again, and its own log until that is recycled.
"""

from sqlalchemy import Engine

from commgov.storage.database_errors import storage_errors
from commgov.wording import Text

_BUSY = Text(
    "others were reading, so SQLite's write-ahead log keeps it until the next checkpoint",
    "因有其他读取，SQLite预写日志将其保留至下次检查点",
)
POSTGRES_LEFT = Text(
    "PostgreSQL keeps it until its place is vacuumed and used again, and in its write-ahead log until that is recycled",
    "PostgreSQL将其保留至清理并重新使用该空间，预写日志保留至回收",
)


def clear(engine: Engine) -> Text | None:
    """Clear what removed rows have left. Returns what may still be there, and until when; None: nothing."""
    if engine.dialect.name != "sqlite":
        return POSTGRES_LEFT
    with storage_errors():
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            cursor.close()
        finally:
            connection.close()
    return _BUSY if busy else None
