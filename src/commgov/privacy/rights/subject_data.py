"""What a desk of rights asks of whoever holds people's data, and the reference that holds it in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

import attrs

from commgov.core.ids import PersonRef
from commgov.core.personal import shown_plain
from commgov.errors import NotFoundError
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.keeping.keepers import Keeper, Reach, forget_everywhere
from commgov.privacy.schema.records import record_schema, reference_of
from commgov.privacy.who_saw import AccessAccount, Accounts
from commgov.wording import Text


class SubjectData(Protocol):
    """Holds people's data, and does with it what they have a right to. Fields are named as `resident.phone`.

    `by` is who has it done, and `about` the request that it belongs to: so the log tells of whoever really did it.
    """

    def read_all(self, person: PersonRef, *, by: PersonRef, about: str = "") -> tuple[object, ...]:
        """All records of a person, also what is only stored; none if nothing is held."""
        ...

    def correct(self, person: PersonRef, changes: Mapping[str, object], *, by: PersonRef, about: str = "") -> None:
        """Put new values in the place of old ones: all, or, if one cannot be right, none.

        Raises:
            InvalidInputError: naming each value that cannot be right.
            NotFoundError: if a field is none that is held of the person.
            ConflictError: if something stands against it now, such as a restriction.
        """
        ...

    def erase(self, person: PersonRef, fields: frozenset[str] | None, *, by: PersonRef, about: str = "") -> Reach:
        """Erase these fields of a person, or all, wherever they are kept. Twice does no harm."""
        ...

    def restrict(self, person: PersonRef, fields: frozenset[str] | None, *, by: PersonRef, about: str = "") -> None:
        """From now on only store these fields of a person, or all: use them for nothing. Twice does no harm."""
        ...

    def who_saw(self, person: PersonRef) -> AccessAccount:
        """Who saw a person's data."""
        ...


class MemorySubjectData:
    """Holds people's records in memory: the reference of `SubjectData`. A repr shows how many.

    Args:
        records: what is held; a person may have several, one of each class.
        accounts: tell who saw what.
        pseudonym: under which name the access log knows a person.
        keepers: whatever else keeps something of people, and has to forget it too.

    Example:
        >>> from commgov.privacy import Resident
        >>> held = MemorySubjectData([Resident(ref="r-1", name="王小明", phone="13800000012")])
        >>> held.correct("r-1", {"resident.phone": "13900000034"}, by="u-2")
        >>> held.erase("r-1", frozenset({"resident.name"}), by="u-2").reached, held.read_all("r-1", by="u-2")
        ({'records': 1}, (Resident('r-1', 1 of 27 fields),))
    """

    name = "records"

    def __init__(
        self,
        records: Iterable[object],
        accounts: Accounts | None = None,
        pseudonym: Callable[[PersonRef], Pseudonym] = str,
        keepers: Collection[Keeper] = (),
    ) -> None:
        """Take the records."""
        self._records = {(PersonRef(reference_of(each)), record_schema(each).name): each for each in records}
        self._restricted: dict[PersonRef, frozenset[str]] = {}
        self._accounts, self._pseudonym, self._keepers = accounts, pseudonym, tuple(keepers)

    def read_all(self, person: PersonRef, *, by: PersonRef, about: str = "") -> tuple[object, ...]:
        """See `SubjectData`."""
        del by, about  # it has no log of its own
        return self._of(person)

    def correct(self, person: PersonRef, changes: Mapping[str, object], *, by: PersonRef, about: str = "") -> None:
        """See `SubjectData`."""
        del by, about
        corrected, known = {}, set[str]()
        for record in self._of(person):
            schema = record_schema(record)
            own = {rule.key: rule.name for rule in schema}
            known |= own.keys()
            new = {own[key]: value for key, value in changes.items() if key in own}
            corrected[person, schema.name] = _with(record, new)
        unknown = sorted(changes.keys() - known)
        if unknown:
            raise NotFoundError(_NOT_HELD.fill(fields=", ".join(map(shown_plain, unknown))))
        self._records |= corrected

    def erase(self, person: PersonRef, fields: frozenset[str] | None, *, by: PersonRef, about: str = "") -> Reach:
        """See `SubjectData`."""
        del by, about
        erased = 0
        for record in self._of(person):
            schema = record_schema(record)
            gone = [
                rule
                for rule in schema
                if (fields is None or rule.key in fields) and getattr(record, rule.name) not in (None, ())
            ]
            erased += len(gone)
            empty = {rule.name: () if rule.holds.many and not rule.holds.optional else None for rule in gone}
            self._records[person, schema.name] = _with(record, empty)
            if fields is None:
                del self._records[person, schema.name]
        reach = forget_everywhere(person, self._keepers, fields=fields)
        return attrs.evolve(reach, reached={self.name: erased, **reach.reached})

    def restrict(self, person: PersonRef, fields: frozenset[str] | None, *, by: PersonRef, about: str = "") -> None:
        """See `SubjectData`."""
        del by, about
        all_fields = frozenset(rule.key for record in self._of(person) for rule in record_schema(record))
        before = self._restricted.get(person, frozenset())
        self._restricted[person] = before | (all_fields if fields is None else fields)

    def restricted(self, person: PersonRef) -> frozenset[str]:
        """The fields of a person that are only stored."""
        return self._restricted.get(person, frozenset())

    def who_saw(self, person: PersonRef) -> AccessAccount:
        """See `SubjectData`.

        Raises:
            NotFoundError: if it was given nothing that tells who saw what.
        """
        if self._accounts is None:
            raise NotFoundError(_NO_LOG)
        return self._accounts.of(self._pseudonym(person), person=person)

    def _of(self, person: PersonRef) -> tuple[object, ...]:
        return tuple(
            record for (who, _), record in sorted(self._records.items(), key=lambda each: each[0]) if who == person
        )

    def __repr__(self) -> str:
        """How many records."""
        return f"MemorySubjectData({len(self._records)} records)"


def _with(record: Any, values: Mapping[str, object]) -> object:
    """The record with other values, checked anew: every record is an attrs class."""
    return attrs.evolve(record, **values)


_NOT_HELD = Text("nothing is held in {fields}", "未持有字段{fields}")
_NO_LOG = Text("there is no access log to tell from", "没有可供查询的访问日志")
