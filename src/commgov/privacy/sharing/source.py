"""Where the data comes from that goes into packages, and the reference that has it in memory."""

from collections.abc import Mapping
from typing import Protocol

from attrs import field, frozen

from commgov.core.ids import PersonRef, UnitId
from commgov.privacy.keeping.keepers import Keeper
from commgov.privacy.schema.records import record_schema
from commgov.privacy.sharing.sharing import SharingMoment
from commgov.privacy.vault.results import Denial
from commgov.seal import Secret


@frozen(repr=False, eq=False)
class Shareable(Secret):
    """What of one person may go into a package. Neither a repr nor a pickle shows any of it.

    Args:
        record: the person's record, with the fields that may leave whole.
        masked: fields that may leave masked only, by name, as they are masked.
        denials: why something that was asked for may not leave at all; then nothing is sealed.
    """

    record: object
    masked: Mapping[str, str] = field(factory=dict)
    denials: tuple[Denial, ...] = ()


@frozen(repr=False, eq=False)
class PersonFile(Secret):
    """What is held of a person, without a value. Which fields are held tells enough of some: it shows in no repr.

    Args:
        unit: the unit that answers for them.
        fields: the fields that are held: "resident.phone".
        restricted: whether they are only kept: all of them, or which.

    Example:
        >>> held = PersonFile("grid-3", frozenset({"resident.phone"}), frozenset({"resident.health"}))
        >>> held, held.is_closed(frozenset({"resident.phone"})), held.is_closed(frozenset({"resident.health"}))
        (PersonFile(...), False, True)
    """

    unit: UnitId
    fields: frozenset[str]
    restricted: bool | frozenset[str] = False

    def is_closed(self, keys: frozenset[str]) -> bool:
        """Whether one of these fields is only kept."""
        return self.restricted is True or bool(self.restricted and not self.restricted.isdisjoint(keys))


class SharingSource(Protocol):
    """Gives the data that goes into packages."""

    def read(self, person: PersonRef, moment: SharingMoment) -> Shareable | None:
        """What of a person may go into the package that is being sealed; None if nothing is known of them."""
        ...

    def file(self, person: PersonRef) -> PersonFile | None:
        """What is held of a person, without a value; None if nothing is: never entered, or erased."""
        ...

    def add_keeper(self, keeper: Keeper) -> None:
        """Have a desk forget too whoever is erased at the source. A desk says so itself when it is made."""
        ...


class MemorySource:
    """Has records in memory, all of which may be shared: the reference of `SharingSource`.

    Args:
        records: by person.
        units: the unit that answers for each person.

    Example:
        >>> from commgov.privacy import Resident
        >>> MemorySource({"r-1": Resident(ref="r-1", name="王小明")}, {"r-1": "grid-3"})
        MemorySource(1 people)
    """

    def __init__(self, records: Mapping[PersonRef, object], units: Mapping[PersonRef, UnitId]) -> None:
        """Take the records, and the units that answer for people."""
        self._records, self._units = records, units

    def read(self, person: PersonRef, moment: SharingMoment) -> Shareable | None:
        """See `SharingSource`."""
        del moment
        record = self._records.get(person)
        return None if record is None else Shareable(record)

    def file(self, person: PersonRef) -> PersonFile | None:
        """See `SharingSource`."""
        record, unit = self._records.get(person), self._units.get(person)
        if record is None or unit is None:
            return None
        filled = [rule.key for rule in record_schema(record) if getattr(record, rule.name) not in (None, ())]
        return PersonFile(unit, frozenset(filled))

    def add_keeper(self, keeper: Keeper) -> None:
        """See `SharingSource`. Nobody is erased here."""

    def __repr__(self) -> str:
        """Of how many people."""
        return f"MemorySource({len(self._records)} people)"
