"""Where the data comes from that goes into packages, and the reference that has it in memory."""

from collections.abc import Mapping
from typing import Protocol

from attrs import field, frozen

from commgov.core.ids import PersonRef
from commgov.privacy.keeping.keepers import Keeper
from commgov.privacy.sharing.sharing import SharingMoment
from commgov.seal import Secret
from commgov.wording import Text


@frozen(repr=False, eq=False)
class Shareable(Secret):
    """What of one person may go into a package. Neither a repr nor a pickle shows any of it.

    Args:
        record: the person's record, with the fields that may leave whole.
        masked: fields that may leave masked only, by name, as they are masked.
        refused: why something that was asked for may not leave at all; then nothing is sealed.
    """

    record: object
    masked: Mapping[str, str] = field(factory=dict)
    refused: tuple[Text, ...] = ()


class SharingSource(Protocol):
    """Gives the data that goes into packages."""

    def read(self, person: PersonRef, moment: SharingMoment) -> Shareable | None:
        """What of a person may go into the package that is being sealed; None if nothing is known of them."""
        ...

    def is_closed(self, person: PersonRef, keys: frozenset[str]) -> bool:
        """Whether a person's data, or one of these fields of it, is not to be used now: restricted, or gone."""
        ...

    def add_keeper(self, keeper: Keeper) -> None:
        """Have a desk forget too whoever is erased at the source. A desk says so itself when it is made."""
        ...


class MemorySource:
    """Has records in memory, all of which may be shared: the reference of `SharingSource`.

    Args:
        records: by person.

    Example:
        >>> from commgov.privacy import Resident
        >>> MemorySource({"r-1": Resident(ref="r-1", name="王小明")})
        MemorySource(1 people)
    """

    def __init__(self, records: Mapping[str, object]) -> None:
        """Take the records."""
        self._records = records

    def read(self, person: PersonRef, moment: SharingMoment) -> Shareable | None:
        """See `SharingSource`."""
        del moment
        record = self._records.get(person)
        return None if record is None else Shareable(record)

    def is_closed(self, person: PersonRef, keys: frozenset[str]) -> bool:
        """See `SharingSource`."""
        del keys
        return person not in self._records

    def add_keeper(self, keeper: Keeper) -> None:
        """See `SharingSource`. Nobody is erased here."""

    def __repr__(self) -> str:
        """Of how many people."""
        return f"MemorySource({len(self._records)} people)"
