"""Wrapped keys in a database: the store that a key tree hangs on. Only `Database` opens this file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import index
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from commgov.core import PersonRef
from commgov.errors import StorageError
from commgov.privacy import Tier
from commgov.privacy.keys import CommunityKeys, StoredKey
from commgov.storage.clearing import clear
from commgov.storage.database_errors import storage_errors
from commgov.storage.engines import VALUES_A_STATEMENT
from commgov.storage.vault_tables import COMMUNITY_KEYS, DESTROYED, SUBJECT_KEYS
from commgov.wording import Text

_LOCK = text("SELECT pg_advisory_xact_lock(20260302, CAST(CAST('key_subject' AS regclass) AS oid)::int)")
_NEVER = text("INSERT INTO key_destroyed (subject) VALUES (:subject) ON CONFLICT (subject) DO NOTHING")
_ONLY = COMMUNITY_KEYS.c.number == 1
_KEYS = SUBJECT_KEYS.c


_OF_THESE: BindParameter[Any] = bindparam("subjects", expanding=True)
_DESTROYED = select(DESTROYED.c.subject).where(DESTROYED.c.subject.in_(_OF_THESE))
_THEIR_KEYS = select(SUBJECT_KEYS).where(_KEYS.subject.in_(_OF_THESE))
_VERSIONS = select(_KEYS.subject, _KEYS.tier, _KEYS.version).where(_KEYS.subject.in_(_OF_THESE))


class SqlKeyStore:
    """Keeps wrapped keys in a database, each call in a transaction of its own. Threads and processes may share it.

    Args:
        engine: from `Database`.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine."""
        self._engine = engine

    def community(self) -> CommunityKeys | None:
        """See `KeyStore`."""
        with self._reading() as connection:
            return _community(connection)

    def keep_community(self, keys: CommunityKeys) -> bool:
        """See `KeyStore`."""
        numbers = " ".join(map(str, keys.numbers))
        row = {
            "wrapped": keys.wrapped,
            "index_keys": keys.index,
            "numbers": numbers,
            "messages": keys.messages,
            "generation": keys.generation,
            "version": keys.version,
        }
        with self._writing() as connection:
            there = connection.execute(select(COMMUNITY_KEYS.c.version).where(_ONLY)).scalar()
            used = connection.execute(select(_KEYS.community_key).distinct()).scalars()
            if keys.version != (there or 0) + 1 or {*used} - {*keys.numbers}:
                return False
            if there is None:
                connection.execute(insert(COMMUNITY_KEYS), {"number": 1, **row})
            else:
                connection.execute(update(COMMUNITY_KEYS).where(_ONLY).values(**row))
            return True

    def find(self, subject: PersonRef, tier: Tier) -> StoredKey | None:
        """See `KeyStore`."""
        with self._reading() as connection:
            row = connection.execute(select(SUBJECT_KEYS).where(_at(subject, tier))).first()
        return None if row is None else _key(row)

    def find_all(self, subjects: Sequence[PersonRef]) -> Sequence[StoredKey]:
        """See `KeyStore`."""
        found = list[StoredKey]()
        with self._reading() as connection:
            for start in range(0, len(subjects), VALUES_A_STATEMENT):
                some = subjects[start : start + VALUES_A_STATEMENT]
                found += map(_key, connection.execute(_THEIR_KEYS, {"subjects": some}))
        return found

    def keep(self, *keys: StoredKey) -> bool:
        """See `KeyStore`."""
        with self._writing() as connection:
            community = _community(connection)
            numbers = () if community is None else community.numbers
            if any(key.community_key not in numbers for key in keys):
                return False
            subjects = sorted({key.subject for key in keys})
            if connection.execute(_DESTROYED, {"subjects": subjects}).first() is not None:
                return False
            there = {(subject, tier): at for subject, tier, at in connection.execute(_VERSIONS, {"subjects": subjects})}
            if any(key.version != there.get((key.subject, int(key.tier)), 0) + 1 for key in keys):
                return False
            for key in keys:
                if key.version > 1:
                    connection.execute(update(SUBJECT_KEYS).where(_at(key.subject, key.tier)).values(**_row(key)))
            new = [{"subject": key.subject, "tier": int(key.tier)} | _row(key) for key in keys if key.version == 1]
            if new:
                connection.execute(insert(SUBJECT_KEYS), new)
            return True

    def wrapped_otherwise(
        self, community_key: int, *, after: tuple[PersonRef, Tier] | None, limit: int
    ) -> Sequence[StoredKey]:
        """See `KeyStore`."""
        wanted = select(SUBJECT_KEYS).where(_KEYS.community_key != community_key)
        if after is not None:
            subject, tier = after
            behind = or_(_KEYS.subject > subject, and_(_KEYS.subject == subject, _KEYS.tier > index(tier)))
            wanted = wanted.where(behind)
        with self._reading() as connection:
            rows = connection.execute(wanted.order_by(_KEYS.subject, _KEYS.tier).limit(limit)).all()
        return [_key(row) for row in rows]

    def count(self) -> Mapping[int, int]:
        """See `KeyStore`."""
        counted = select(_KEYS.community_key, func.count()).group_by(_KEYS.community_key)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    def destroy(self, subject: PersonRef) -> Sequence[StoredKey]:
        """See `KeyStore`."""
        theirs = _KEYS.subject == subject
        with self._writing() as connection:
            rows = connection.execute(select(SUBJECT_KEYS).where(theirs).order_by(_KEYS.tier)).all()
            connection.execute(_NEVER, {"subject": subject})
            connection.execute(delete(SUBJECT_KEYS).where(theirs))
        clear(self._engine)  # also if nothing was there: asked again after this failed, it clears
        return [_key(row) for row in rows]

    def is_destroyed(self, subject: PersonRef) -> bool:
        """See `KeyStore`."""
        with self._reading() as connection:
            return _is_destroyed(connection, subject)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        options = self._engine.execution_options(commgov_reads=True)
        with storage_errors(), options.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that nobody else changes keys beside: SQLite's keep others out anyway."""
        with storage_errors(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_LOCK)
            yield connection


def _at(subject: PersonRef, tier: Tier) -> Any:
    return and_(_KEYS.subject == subject, _KEYS.tier == index(tier))


def _row(key: StoredKey) -> dict[str, Any]:
    return {
        "wrapped": key.wrapped,
        "commitment": key.commitment,
        "community_key": key.community_key,
        "messages": key.messages,
        "generation": key.generation,
        "version": key.version,
    }


def _is_destroyed(connection: Connection, subject: PersonRef) -> bool:
    return connection.execute(_DESTROYED, {"subjects": [subject]}).first() is not None


def _community(connection: Connection) -> CommunityKeys | None:
    row = connection.execute(select(COMMUNITY_KEYS).where(_ONLY)).first()
    if row is None:
        return None
    try:
        numbers = tuple(map(int, row.numbers.split()))
    except ValueError as error:
        raise StorageError(_ROW) from error
    return CommunityKeys(bytes(row.wrapped), bytes(row.index_keys), numbers, row.messages, row.generation, row.version)


def _key(row: Row[Any]) -> StoredKey:
    return StoredKey(
        PersonRef(row.subject),
        Tier(row.tier),
        bytes(row.wrapped),
        bytes(row.commitment),
        row.community_key,
        row.messages,
        row.generation,
        row.version,
    )


_ROW = Text("the row of the community's keys says what no key tree wrote", "社区密钥行内容异常")
