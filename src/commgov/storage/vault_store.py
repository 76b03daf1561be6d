"""The vault in a database, in transactions of its own or inside the caller's. Only `Database` opens this file."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Integer,
    Row,
    Select,
    bindparam,
    delete,
    insert,
    literal,
    select,
    text,
    union_all,
    update,
)

from commgov.core import PersonRef, UnitId
from commgov.errors import StorageError
from commgov.privacy.vault import RowsErased, SealedSubject, Stored, SubjectChange, SubjectState
from commgov.storage.clearing import POSTGRES_LEFT, clear
from commgov.storage.database_errors import storage_errors
from commgov.storage.vault_tables import CODES, FIELDS, SUBJECTS
from commgov.wording import Text

_GONE = ("erasing", "erased")
_THERE = SUBJECTS.c.state.not_in(_GONE)
_ENTER = text(
    "INSERT INTO vault_subject (subject, unit, state, directory, version)"
    " VALUES (:subject, :unit, :state, :directory, :version) ON CONFLICT (subject) DO NOTHING"
)
_ERASE = text(
    "INSERT INTO vault_subject (subject, unit, state, directory, version)"
    " VALUES (:subject, '', 'erasing', :directory, 1) ON CONFLICT (subject) DO UPDATE"
    " SET unit = '', state = 'erasing', directory = :directory, version = vault_subject.version + 1"
    " WHERE vault_subject.state NOT IN ('erasing', 'erased')"
)


class BoundVaultStore:
    """Keeps the vault through a transaction of the caller's: a change is there when the caller commits.

    Args:
        connection: in a transaction, from `Database.transaction`.
    """

    def __init__(self, connection: Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def load(self, subject: PersonRef) -> Stored | None:
        """See `VaultStore`."""
        found = self._stored(_ONE, {"wanted": subject})
        return found[0] if found else None

    def page(
        self, *, units: frozenset[UnitId] | None = None, after: PersonRef | None = None, limit: int
    ) -> Sequence[Stored]:
        """See `VaultStore`."""
        values = {"most": limit, "units": None if units is None else sorted(units), "behind": after}
        query = _page(of_units=units is not None, goes_on=after is not None)
        return self._stored(query, {name: value for name, value in values.items() if value is not None})

    def matching(self, index: str, codes: Collection[int]) -> Sequence[PersonRef]:
        """See `VaultStore`."""
        wanted = select(CODES.c.subject).where(CODES.c.name == index, CODES.c.code.in_(sorted(codes)))
        with storage_errors():
            found = self._connection.execute(wanted.distinct().order_by(CODES.c.subject)).scalars()
            return [PersonRef(each) for each in found]

    def keep(self, change: SubjectChange) -> bool:
        """See `VaultStore`."""
        row, subject = change.row, change.row.subject
        columns = {"unit": row.unit, "state": row.state.value, "directory": row.directory, "version": row.version}
        with storage_errors():
            if row.version == 1:
                done = self._changed(_ENTER, {"subject": subject, **columns})
            else:
                before = (SUBJECTS.c.subject == subject) & (SUBJECTS.c.version == row.version - 1) & _THERE
                done = self._changed(update(SUBJECTS).where(before).values(**columns))
            if not done:
                return False
            if change.dropped:
                gone = FIELDS.c.slot.in_(sorted(change.dropped))
                self._connection.execute(delete(FIELDS).where(FIELDS.c.subject == subject, gone))
            put = [{"subject": subject, "slot": slot, "sealed": sealed} for slot, sealed in change.put.items()]
            self._insert(FIELDS, put)
            if change.codes:
                old = (CODES.c.subject == subject) & CODES.c.name.in_(sorted(change.codes))
                self._connection.execute(delete(CODES).where(old))
            codes = [
                {"name": name, "code": code, "subject": subject}
                for name, some in change.codes.items()
                for code in sorted(some)
            ]
            self._insert(CODES, codes)
        return True

    def begin_erasure(self, subject: PersonRef) -> RowsErased:
        """See `VaultStore`."""
        with storage_errors():
            self._changed(_ERASE, {"subject": subject, "directory": b""})
            fields = self._changed(delete(FIELDS).where(FIELDS.c.subject == subject))
            codes = self._changed(delete(CODES).where(CODES.c.subject == subject))
        return RowsErased(fields, codes)

    def end_erasure(self, subject: PersonRef) -> Text | None:
        """See `VaultStore`. What is left is cleared by nobody before the caller commits."""
        there = (SUBJECTS.c.subject == subject) & (SUBJECTS.c.state == SubjectState.ERASING.value)
        with storage_errors():
            self._connection.execute(update(SUBJECTS).where(there).values(state=SubjectState.ERASED.value))
        return POSTGRES_LEFT if self._connection.dialect.name == "postgresql" else None

    def unfinished(self) -> Sequence[PersonRef]:
        """See `VaultStore`."""
        wanted = select(SUBJECTS.c.subject).where(SUBJECTS.c.state == SubjectState.ERASING.value)
        with storage_errors():
            return [PersonRef(each) for each in self._connection.execute(wanted.order_by(SUBJECTS.c.subject)).scalars()]

    def is_erased(self, subject: PersonRef) -> bool:
        """See `VaultStore`."""
        wanted = select(literal(1)).where(SUBJECTS.c.subject == subject, SUBJECTS.c.state.in_(_GONE))
        with storage_errors():
            return self._connection.execute(wanted).first() is not None

    def _stored(self, query: Select[Any], values: dict[str, Any]) -> list[Stored]:
        """People with their fields: one statement, so all of one moment."""
        with storage_errors():
            rows = self._connection.execute(query, values).all()
        people: dict[str, SealedSubject] = {}
        slots: dict[str, dict[int, bytes]] = {}
        for row in rows:
            if row.slot == 0:
                people[row.subject] = _person(row)
            else:
                slots.setdefault(row.subject, {})[row.slot] = bytes(row.content)
        return [Stored(person, slots.get(subject, {})) for subject, person in people.items()]

    def _changed(self, statement: Any, values: dict[str, Any] | None = None) -> int:
        """How many rows a statement changed."""
        result: CursorResult[Any] = self._connection.execute(statement, values)
        return result.rowcount

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)


class SqlVaultStore:
    """Keeps the vault in a database, each call in a transaction of its own. Threads and processes may share it.

    Args:
        engine: from `Database`.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine."""
        self._engine = engine

    def load(self, subject: PersonRef) -> Stored | None:
        """See `VaultStore`."""
        with self._reading() as store:
            return store.load(subject)

    def page(
        self, *, units: frozenset[UnitId] | None = None, after: PersonRef | None = None, limit: int
    ) -> Sequence[Stored]:
        """See `VaultStore`."""
        with self._reading() as store:
            return store.page(units=units, after=after, limit=limit)

    def matching(self, index: str, codes: Collection[int]) -> Sequence[PersonRef]:
        """See `VaultStore`."""
        with self._reading() as store:
            return store.matching(index, codes)

    def keep(self, change: SubjectChange) -> bool:
        """See `VaultStore`."""
        with storage_errors(), self._engine.begin() as connection:
            return BoundVaultStore(connection).keep(change)

    def begin_erasure(self, subject: PersonRef) -> RowsErased:
        """See `VaultStore`."""
        with storage_errors(), self._engine.begin() as connection:
            return BoundVaultStore(connection).begin_erasure(subject)

    def end_erasure(self, subject: PersonRef) -> Text | None:
        """See `VaultStore`."""
        with storage_errors(), self._engine.begin() as connection:
            BoundVaultStore(connection).end_erasure(subject)
        return clear(self._engine)

    def unfinished(self) -> Sequence[PersonRef]:
        """See `VaultStore`."""
        with self._reading() as store:
            return store.unfinished()

    def is_erased(self, subject: PersonRef) -> bool:
        """See `VaultStore`."""
        with self._reading() as store:
            return store.is_erased(subject)

    @contextmanager
    def _reading(self) -> Iterator[BoundVaultStore]:
        options = self._engine.execution_options(commgov_reads=True)
        with storage_errors(), options.connect() as connection:
            yield BoundVaultStore(connection)


def _with_fields(chosen: Select[Any]) -> Select[Any]:
    """The chosen people as slot 0, and their fields under their own slots."""
    people = chosen.cte("chosen")
    columns = people.c
    rows = select(
        columns.subject,
        literal(0).label("slot"),
        columns.unit,
        columns.state,
        columns.version,
        columns.directory.label("content"),
    )
    nothing = literal("")
    fields = select(FIELDS.c.subject, FIELDS.c.slot, nothing, nothing, literal(0), FIELDS.c.sealed).join(
        people, columns.subject == FIELDS.c.subject
    )
    both = union_all(rows, fields).subquery()
    return select(both).order_by(both.c.subject, both.c.slot)


_ONE = _with_fields(select(SUBJECTS).where(SUBJECTS.c.subject == bindparam("wanted"), _THERE))


@cache
def _page(*, of_units: bool, goes_on: bool) -> Select[Any]:
    chosen = select(SUBJECTS).where(_THERE).order_by(SUBJECTS.c.subject).limit(bindparam("most", type_=Integer))
    if of_units:
        chosen = chosen.where(SUBJECTS.c.unit.in_(bindparam("units", expanding=True)))
    if goes_on:
        chosen = chosen.where(SUBJECTS.c.subject > bindparam("behind"))
    return _with_fields(chosen)


def _person(row: Row[Any]) -> SealedSubject:
    try:
        state = SubjectState(row.state)
    except ValueError as error:
        raise StorageError(_STATE) from error
    return SealedSubject(PersonRef(row.subject), UnitId(row.unit), state, bytes(row.content), row.version)


_STATE = Text("a row of the vault has a state that no vault wrote", "保险库的一行状态异常")
