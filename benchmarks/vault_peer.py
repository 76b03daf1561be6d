"""The peer of the vault: what integrators build of SQLAlchemy and `sqlalchemy-utils`, as their documentation has it.

`StringEncryptedType` with `AesGcmEngine`, one key for the table, a keyed digest of the telephone for look-up, a row of
the audit table for each person that was read, a check of the reader's role; each job is one transaction, with SQLite
set up as `commgov.storage` sets it up.

What it does not do: bind a value to its person and field, so that ciphertexts cannot be swapped; keys for each person,
so that erasing reaches backups; rotation; deciding by purpose, basis, unit and term, and on a list as a whole; saying
why not; hiding which fields are held; a chain of the audit rows; retention.
"""

import hashlib
import hmac
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKey, Unicode, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy_utils import StringEncryptedType
from sqlalchemy_utils.types.encrypted.encrypted_type import AesGcmEngine

from benchmarks.vault_people import COLUMNS, GRIDS, NOW, PURPOSE, READER, ROLE, VIEW, Values, person

SECRET, INDEX_KEY = "a secret of the whole table", b"a secret of the look-up"
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON", "foreign_keys = ON", "secure_delete = ON")


class Base(DeclarativeBase):
    """Its tables."""


def _encrypted() -> Any:
    return mapped_column(StringEncryptedType(Unicode, SECRET, AesGcmEngine))


class Person(Base):
    """A resident."""

    __tablename__ = "person"
    ref: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(index=True)
    phone_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = _encrypted()
    education: Mapped[str] = _encrypted()
    occupation: Mapped[str] = _encrypted()
    phone: Mapped[str] = _encrypted()
    address: Mapped[str] = _encrypted()
    employer: Mapped[str] = _encrypted()
    wechat: Mapped[str] = _encrypted()
    birth_year: Mapped[str] = _encrypted()


class Access(Base):
    """Who did what to whose data."""

    __tablename__ = "access"
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(ForeignKey("person.ref"), index=True)
    fields: Mapped[str]
    purpose: Mapped[str]

    @staticmethod
    def of(action: str, ref: str, fields: tuple[str, ...]) -> "Access":
        """An access now."""
        return Access(at=NOW, by=READER, action=action, subject=ref, fields=" ".join(fields), purpose=PURPOSE)


def _code(phone: str) -> str:
    return hmac.new(INDEX_KEY, phone.encode(), hashlib.sha256).hexdigest()


class Peer:
    """The same jobs as ours."""

    def __init__(self, folder: Path) -> None:
        """Open an empty one."""
        self.engine, self.roles = create_engine(f"sqlite:///{folder / 'peer.db'}"), {READER: ROLE}

        @event.listens_for(self.engine, "connect")
        def connected(connection: Any, _: Any) -> None:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()

        Base.metadata.create_all(self.engine)

    def close_keys(self) -> None:
        """It has one key for all, which is always there."""

    def put(self, number: int) -> None:
        """A new resident."""
        self._expect_role()
        ref, grid, values = person(number)
        values["birth_year"] = str(values["birth_year"])
        with Session(self.engine) as session, session.begin():
            session.add(Person(ref=ref, unit=grid, phone_code=_code(values["phone"]), **values))
            session.flush()
            session.add(Access.of("enter", ref, tuple(values)))

    def get(self, number: int) -> Values:
        """Some fields of one."""
        self._expect_role()
        columns, ref = [getattr(Person, name) for name in VIEW], f"r-{number}"
        with Session(self.engine) as session, session.begin():
            row = session.execute(select(*columns).where(Person.ref == ref)).one()
            session.add(Access.of("read", ref, VIEW))
        return dict(zip(VIEW, row, strict=True))

    def page(self, number: int) -> list[Values]:
        """A masked list of a grid."""
        self._expect_role()
        wanted = select(Person.ref, Person.name, Person.phone).where(Person.unit == f"grid-{number % GRIDS}")
        with Session(self.engine) as session, session.begin():
            rows = session.execute(wanted.order_by(Person.ref)).all()
            session.add_all([Access.of("read", ref, COLUMNS) for ref, _, _ in rows])
        return [{"name": name[:1] + "***", "phone": phone[:3] + "***" + phone[-2:]} for _, name, phone in rows]

    def find(self, number: int) -> list[str]:
        """Who has a telephone."""
        self._expect_role()
        wanted = select(Person.ref).where(Person.phone_code == _code(person(number)[2]["phone"]))
        with Session(self.engine) as session, session.begin():
            refs = list(session.scalars(wanted))
            session.add_all([Access.of("search", ref, ("phone",)) for ref in refs])
        return refs

    def who_saw(self, number: int) -> list[tuple[str, str]]:
        """Who did what to somebody's data."""
        wanted = select(Access.by, Access.action).where(Access.subject == f"r-{number}").order_by(Access.number)
        with Session(self.engine) as session:
            return list(dict.fromkeys((by, action) for by, action in session.execute(wanted)))

    def _expect_role(self) -> None:
        assert self.roles[READER] == ROLE
