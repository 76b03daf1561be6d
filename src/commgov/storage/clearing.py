"""What removed rows leave behind in a database, and clearing it where that can be. Only `Database` opens this file.

SQLite overwrites what is deleted (`secure_delete`, set in `engines`), and its write-ahead log is emptied here.
PostgreSQL keeps a removed row until it is vacuumed and its place is used again, and its own log until that is recycled.
"""

from sqlalchemy import Engine

from commgov.storage.database_errors import storage_errors
from commgov.wording import Text

_BUSY = Text(
    "removed rows in SQLite's write-ahead log, as others were reading: until the next checkpoint",
    "因有其他读取，SQLite预写日志中的已删除行，至下次检查点为止",
)
POSTGRES_LEFT = Text(
    "removed rows in PostgreSQL's files until they are vacuumed and overwritten, and in its write-ahead log until that "
    "is recycled",
    "PostgreSQL文件中的已删除行（至清理并覆写为止），及其预写日志（至回收为止）",
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
