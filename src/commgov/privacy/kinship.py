"""Who speaks for whom, and who has died: from the house's registers."""

from collections.abc import Mapping
from typing import Protocol

from attrs import field, frozen

from commgov.core.ids import PersonRef


class Kinship(Protocol):
    """Knows who speaks for whom, and who has died: from the house's registers."""

    def is_guardian(self, asker: PersonRef, person: PersonRef) -> bool:
        """Whether somebody is registered as a person's guardian."""
        ...

    def is_near_relative(self, asker: PersonRef, person: PersonRef) -> bool:
        """Whether somebody is registered as a person's near relative."""
        ...

    def has_died(self, person: PersonRef) -> bool:
        """Whether a person is registered as deceased."""
        ...

    def decided_otherwise(self, person: PersonRef) -> bool:
        """Whether a person decided in their lifetime that relatives shall not have these rights."""
        ...


@frozen
class KinshipRegister:
    """Who speaks for whom, in memory: the reference of `Kinship`.

    Args:
        guardians: pairs of a guardian and a person under 14.
        relatives: pairs of a near relative and a person.
        deceased: who has died.
        otherwise: who decided in their lifetime that relatives shall not have these rights.

    Example:
        >>> KinshipRegister(guardians=frozenset({("r-1", "r-9")})).is_guardian("r-1", "r-9")
        True
    """

    guardians: frozenset[tuple[PersonRef, PersonRef]] = field(default=frozenset(), repr=False)
    relatives: frozenset[tuple[PersonRef, PersonRef]] = field(default=frozenset(), repr=False)
    deceased: frozenset[PersonRef] = field(default=frozenset(), repr=False)
    otherwise: frozenset[PersonRef] = field(default=frozenset(), repr=False)

    def is_guardian(self, asker: PersonRef, person: PersonRef) -> bool:
        """See `Kinship`."""
        return (asker, person) in self.guardians

    def is_near_relative(self, asker: PersonRef, person: PersonRef) -> bool:
        """See `Kinship`."""
        return (asker, person) in self.relatives

    def has_died(self, person: PersonRef) -> bool:
        """See `Kinship`."""
        return person in self.deceased

    def decided_otherwise(self, person: PersonRef) -> bool:
        """See `Kinship`."""
        return person in self.otherwise


@frozen
class JoinedKinship:
    """A register for people who stand under several references: what is known of them under one holds under all.

    Whoever has died does not live on under another reference. Whom they speak for stays with the one it is said of.

    Args:
        kinship: the register.
        same_person: for references under which somebody also stands, the one to use.

    Example:
        >>> register = KinshipRegister(deceased=frozenset({"r-1"}))
        >>> register.has_died("m-1"), JoinedKinship(register, {"m-1": "r-1"}).has_died("m-1")
        (False, True)
    """

    kinship: Kinship
    same_person: Mapping[PersonRef, PersonRef] = field(repr=False)

    def is_guardian(self, asker: PersonRef, person: PersonRef) -> bool:
        """See `Kinship`."""
        return self.kinship.is_guardian(asker, person)

    def is_near_relative(self, asker: PersonRef, person: PersonRef) -> bool:
        """See `Kinship`."""
        return self.kinship.is_near_relative(asker, person)

    def has_died(self, person: PersonRef) -> bool:
        """See `Kinship`."""
        return any(map(self.kinship.has_died, self._all(person)))

    def decided_otherwise(self, person: PersonRef) -> bool:
        """See `Kinship`."""
        return any(map(self.kinship.decided_otherwise, self._all(person)))

    def _all(self, person: PersonRef) -> set[PersonRef]:
        one = self.same_person.get(person, person)
        return {person, one, *(other for other, to in self.same_person.items() if to == one)}
