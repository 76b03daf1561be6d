"""Signed statements as rows of the database. Only `Database` opens this file: it needs SQLAlchemy."""

from sqlalchemy import Connection, Table, func, insert, select

from commgov.core.signed import SignedStatement


def keep_signed(connection: Connection, table: Table, signed: SignedStatement) -> None:
    """Add one, with the next number. The caller keeps others out."""
    last = connection.execute(select(func.max(table.c.number))).scalar_one() or 0
    said = signed.statement.decode()
    row = {"number": last + 1, "statement": said, "issuer": signed.issuer, "signature": signed.signature}
    connection.execute(insert(table), row)


def signed_rows(connection: Connection, table: Table) -> list[tuple[str, str, bytes]]:
    """Statement, issuer and signature of each, in order."""
    rows = connection.execute(select(table).order_by(table.c.number))
    return [(said, issuer, bytes(signature)) for _, said, issuer, signature in rows]
