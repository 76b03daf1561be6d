"""What databases raise, as the errors of this house. Only `Database` opens this file: it needs SQLAlchemy."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from commgov.errors import StorageError
from commgov.wording import Text


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise `StorageError` for whatever SQLAlchemy or a driver raises."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StorageError(_COULD_NOT.fill(said=_first_line(error))) from error
    except Exception as error:
        if not _is_of_driver(error):
            raise
        raise StorageError(_COULD_NOT.fill(said=_first_line(error))) from error


@contextmanager
def all_or_nothing(connection: Connection) -> Iterator[None]:
    """Inside a transaction: all of it or nothing; what was done before still stands.

    Where the disk is full, SQLite takes back the whole transaction by itself. Then there is nothing to go back to, and
    whatever came next would be written without a transaction: so the connection takes nothing more.

    Raises:
        StorageError: for whatever SQLAlchemy or a driver raises.
    """
    with storage_errors():
        inner = connection.begin_nested()
        try:
            yield
        except BaseException:
            if getattr(connection.connection.driver_connection, "in_transaction", True):
                inner.rollback()
            else:
                connection.invalidate()
            raise
        inner.commit()


def _is_of_driver(error: Exception) -> bool:
    """Whether an error is one of PEP 249, from either driver; psycopg is loaded only if it is used."""
    return isinstance(error, sqlite3.Error) or type(error).__module__.partition(".")[0] == "psycopg"


def _first_line(error: Exception) -> str:
    """What the database says, without the statement and its values."""
    said = str(getattr(error, "orig", None) or error)
    return said.partition("\n")[0]


_COULD_NOT = Text("{said}", "数据库未能完成：{said}")  # what the database says is English
