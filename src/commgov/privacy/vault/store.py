"""What the vault asks of whoever keeps it, and the reference that keeps it in memory.

A store sees references, units, codes of blind indexes and sealed bytes: which fields are held of whom is sealed too.
`commgov.storage` keeps it in SQLite and PostgreSQL; `commgov.testing.check_vault_store` judges every store.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from threading import Lock
from typing import NamedTuple, Protocol

from attrs import evolve, field, frozen

from commgov.core.ids import PersonRef, UnitId
from commgov.wording import Text


class SubjectState(StrEnum):
    """How a person's data is held.

    Example:
        >>> SubjectState.RESTRICTED.value
        'restricted'
    """

    KEPT = "kept"
    RESTRICTED = "restricted"  # stored, and nothing else (PIPL article 47)
    ERASING = "erasing"  # gone from the store, keys still to be destroyed
    ERASED = "erased"


GONE = frozenset({SubjectState.ERASING, SubjectState.ERASED})


@frozen
class SealedSubject:
    """What is stored of one person, besides their fields.

    Args:
        subject: who.
        unit: where they live, or the unit that answers for them; empty once erased.
        state: how their data is held.
        directory: which fields are held of them, and from where, sealed; empty once erased.
        version: 1, and one more with each change.
    """

    subject: PersonRef
    unit: UnitId
    state: SubjectState
    directory: bytes = field(repr=False)
    version: int = 1


Slots = Mapping[int, bytes]
"""Sealed fields by number. A number is never used again, so an old field does not open in the place of a new one."""


class Stored(NamedTuple):
    """A person as stored, with all their fields, of one moment.

    Args:
        row: the person.
        slots: the sealed fields.
    """

    row: SealedSubject
    slots: Slots

    def __repr__(self) -> str:
        """The reference alone."""
        return f"Stored({self.row.subject!r}, {len(self.slots)} fields)"


@frozen
class SubjectChange:
    """A change of what is held of one person: all of it or nothing.

    Args:
        row: the person as they stand afterwards; its version is one more than before.
        put: fields to add.
        dropped: numbers of fields to remove.
        codes: for each blind index that changes, all codes of the person in it.
    """

    row: SealedSubject
    put: Slots = field(factory=dict[int, bytes], repr=False)
    dropped: frozenset[int] = frozenset()
    codes: Mapping[str, frozenset[int]] = field(factory=dict[str, frozenset[int]], repr=False)


class VaultStore(Protocol):
    """Keeps one community's sealed records. Each method is one transaction; several processes may call at once."""

    def load(self, subject: PersonRef) -> Stored | None:
        """A person with all their fields; None if nothing was ever held, or they were erased."""
        ...

    def page(
        self, *, units: frozenset[UnitId] | None = None, after: PersonRef | None = None, limit: int
    ) -> Sequence[Stored]:
        """People with all their fields, in an order of references that is the store's own.

        Args:
            units: only of these units; None: of any.
            after: only people behind this one, in that order.
            limit: so many; fewer only if they are the last.
        """
        ...

    def matching(self, index: str, codes: Collection[int]) -> Sequence[PersonRef]:
        """The people who have one of these codes in a blind index."""
        ...

    def keep(self, change: SubjectChange) -> bool:
        """Make a change if nobody was faster. Returns whether it was made; otherwise nothing changes.

        Nobody was if the person stands there with the version before, or does not and this is version 1. Whoever was
        erased is never kept again.

        Raises:
            StorageError: if the store could not do it.
        """
        ...

    def begin_erasure(self, subject: PersonRef) -> "RowsErased":
        """Remove a person's fields, directory and codes for good, and remember that they were erased.

        What was removed must not be found again by what the store itself can do: deleted rows are overwritten where the
        database can. Asked again, it finds nothing more.

        Raises:
            StorageError: if the store could not do it; then nothing was removed.
        """
        ...

    def end_erasure(self, subject: PersonRef) -> Text | None:
        """Note that the keys are destroyed too, and clear what removed rows have left where the store can.

        Returns what of them it may still hold, and until when; None: nothing.
        """
        ...

    def unfinished(self) -> Sequence[PersonRef]:
        """The people whose erasure began and did not end."""
        ...

    def is_erased(self, subject: PersonRef) -> bool:
        """Whether a person's erasure began."""
        ...


class RowsErased(NamedTuple):
    """What a store removed.

    Args:
        fields: how many sealed fields.
        codes: how many codes of blind indexes.
    """

    fields: int
    codes: int


class MemoryVaultStore:
    """Keeps sealed records in memory: the reference of `VaultStore`. Threads may share it.

    Example:
        >>> store = MemoryVaultStore()
        >>> store.keep(SubjectChange(SealedSubject("r-1", "grid-1", SubjectState.KEPT, b"sealed"), {1: b"sealed too"}))
        True
        >>> store.load("r-1"), store.begin_erasure("r-1").fields, store.load("r-1")
        (Stored('r-1', 1 fields), 1, None)
    """

    def __init__(self) -> None:
        """Begin with nobody."""
        self._rows: dict[PersonRef, SealedSubject] = {}
        self._slots: dict[PersonRef, dict[int, bytes]] = {}
        self._codes: dict[PersonRef, dict[str, frozenset[int]]] = {}
        self._lock = Lock()

    def load(self, subject: PersonRef) -> Stored | None:
        """See `VaultStore`."""
        with self._lock:
            return self._stored(subject)

    def page(
        self, *, units: frozenset[UnitId] | None = None, after: PersonRef | None = None, limit: int
    ) -> Sequence[Stored]:
        """See `VaultStore`."""
        with self._lock:
            behind = sorted(subject for subject in self._rows if after is None or subject > after)
            found = (self._stored(subject) for subject in behind)
            there = (each for each in found if each is not None and (units is None or each.row.unit in units))
            return list(islice(there, limit))

    def matching(self, index: str, codes: Collection[int]) -> Sequence[PersonRef]:
        """See `VaultStore`."""
        with self._lock:
            wanted = frozenset(codes)
            return sorted(who for who, held in self._codes.items() if not wanted.isdisjoint(held.get(index, ())))

    def keep(self, change: SubjectChange) -> bool:
        """See `VaultStore`."""
        subject = change.row.subject
        with self._lock:
            there = self._rows.get(subject)
            is_gone = there is not None and there.state in GONE
            if is_gone or change.row.version != (0 if there is None else there.version) + 1:
                return False
            self._rows[subject] = change.row
            kept = {
                number: each for number, each in self._slots.get(subject, {}).items() if number not in change.dropped
            }
            self._slots[subject] = kept | dict(change.put)
            codes = self._codes.get(subject, {}) | dict(change.codes)
            self._codes[subject] = {index: held for index, held in codes.items() if held}
            return True

    def begin_erasure(self, subject: PersonRef) -> RowsErased:
        """See `VaultStore`."""
        with self._lock:
            there = self._rows.get(subject)
            if there is not None and there.state in GONE:
                return RowsErased(0, 0)
            version = 1 if there is None else there.version + 1
            self._rows[subject] = SealedSubject(subject, UnitId(""), SubjectState.ERASING, b"", version)
            slots, codes = self._slots.pop(subject, {}), self._codes.pop(subject, {})
            return RowsErased(len(slots), sum(map(len, codes.values())))

    def end_erasure(self, subject: PersonRef) -> Text | None:
        """See `VaultStore`."""
        with self._lock:
            there = self._rows.get(subject)
            if there is not None and there.state is SubjectState.ERASING:
                self._rows[subject] = evolve(there, state=SubjectState.ERASED)
        return None

    def unfinished(self) -> Sequence[PersonRef]:
        """See `VaultStore`."""
        with self._lock:
            return sorted(who for who, row in self._rows.items() if row.state is SubjectState.ERASING)

    def is_erased(self, subject: PersonRef) -> bool:
        """See `VaultStore`."""
        with self._lock:
            return subject in self._rows and self._rows[subject].state in GONE

    def _stored(self, subject: PersonRef) -> Stored | None:
        row = self._rows.get(subject)
        return None if row is None or row.state in GONE else Stored(row, dict(self._slots.get(subject, {})))
