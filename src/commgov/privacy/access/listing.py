"""Which rows and fields of a list somebody may see: a policy worked out for one person, purpose and moment.

What is left open is what differs from row to row: the resident, their unit, whether they are a child, whether the field
tells of somebody else, and which bases are in force for them. Each of these is a set to look into, so a filter can also
be written as a condition of a query.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from attrs import field, frozen

from commgov.core.ids import PersonRef, UnitId
from commgov.privacy.access.actions import Action
from commgov.privacy.access.bases import Bases, SubjectBasis
from commgov.privacy.access.obligations import Obligation
from commgov.privacy.purposes import BasisKind, Purpose
from commgov.privacy.tiers import Tier

_NO_KINDS: frozenset[BasisKind] = frozenset()


@frozen
class ListRow:
    """What a filter has to know of a row.

    Args:
        subject: whose row it is.
        unit: where they live.
        is_minor: whether they are under 14.
        is_third_party: whether the fields asked for tell of another person.

    Example:
        >>> ListRow("r-204", "grid-3").is_minor
        False
    """

    subject: PersonRef
    unit: UnitId
    is_minor: bool = False
    is_third_party: bool = False


@frozen
class Opening:
    """Rows of which a field may be seen. All conditions hold together.

    Args:
        rule: the permit.
        units: only rows of these units; None: of any unit of the organisation.
        subjects: only these residents; None: any.
        bases: one of these kinds has to be in force for the row; empty: none.
        obligations: what is owed.
    """

    rule: str
    units: frozenset[UnitId] | None
    subjects: frozenset[PersonRef] | None
    bases: frozenset[BasisKind]
    obligations: tuple[Obligation, ...]


@frozen
class Bar:
    """Rows of which a field must not be seen, whatever opens them.

    Args:
        rule: the forbid.
        minors: only rows of children.
        third_party: only rows that tell of another person.
        unless_bases: not where one of these kinds is in force for the row; empty: without exception.
        subjects: only these residents; None: any.
    """

    rule: str
    minors: bool
    third_party: bool
    unless_bases: frozenset[BasisKind]
    subjects: frozenset[PersonRef] | None


@frozen
class FieldFilter:
    """What may be seen of one field: what some opening opens and no bar bars.

    Args:
        tier: the field's.
        openings: the one that asks the least first.
        bars: forbids that some row may meet.
    """

    tier: Tier
    openings: tuple[Opening, ...]
    bars: tuple[Bar, ...]

    def opening(self, row: ListRow, kinds: frozenset[BasisKind]) -> Opening | None:
        """The opening that a row is seen by, given the kinds of basis in force for it; None: it is not seen."""
        for bar in self.bars:
            if (
                not (bar.minors and row.is_minor is False)
                and not (bar.third_party and row.is_third_party is False)
                and (bar.subjects is None or row.subject in bar.subjects)
                and bar.unless_bases.isdisjoint(kinds)
            ):
                return None
        for each in self.openings:
            if (
                (each.units is None or row.unit in each.units)
                and (each.subjects is None or row.subject in each.subjects)
                and (not each.bases or not each.bases.isdisjoint(kinds))
            ):
                return each
        return None

    @property
    def asks_bases(self) -> bool:
        """Whether anything depends on the bases of a row."""
        return any(each.bases for each in self.openings) or any(each.unless_bases for each in self.bars)


@frozen
class ScopeFilter:
    """What somebody may see of a list. Nothing of a field that it does not name.

    Args:
        by_field: of each column.
        purpose: why.
        at: when.
        action: what for.
    """

    by_field: Mapping[str, FieldFilter]
    purpose: Purpose
    at: datetime
    action: Action
    _bases: Bases = field(repr=False, eq=False)
    _is_unit: Callable[[UnitId], bool] = field(repr=False, eq=False)

    def fields(self, row: ListRow) -> dict[str, tuple[Obligation, ...]]:
        """The fields of a row that may be seen, each with what is owed. Nothing if anything goes wrong."""
        found: dict[str, tuple[Obligation, ...]] = {}
        theirs: list[SubjectBasis] | None = None
        try:
            if not row.subject or not self._is_unit(row.unit):
                return {}
            for name, each in self.by_field.items():
                kinds = _NO_KINDS
                if each.asks_bases:
                    theirs = self._theirs(row.subject) if theirs is None else theirs
                    kinds = frozenset(
                        basis.basis.kind
                        for basis in theirs
                        if basis.holds(self.at, each.tier) and basis.reaches(self.action, name)
                    )
                opening = each.opening(row, kinds)
                if opening is not None:
                    found[name] = opening.obligations
        except Exception:  # noqa: BLE001 -- whatever it is, nobody may see data because of it
            return {}
        return found

    def rows(self, rows: Iterable[ListRow]) -> list[tuple[ListRow, dict[str, tuple[Obligation, ...]]]]:
        """The rows of which anything may be seen, each with its fields."""
        seen = ((row, self.fields(row)) for row in rows)
        return [(row, fields) for row, fields in seen if fields]

    def units(self, name: str) -> frozenset[UnitId] | None:
        """The units of which some rows of a field may be seen; None: of any. To ask a store for those rows only."""
        found: set[UnitId] = set()
        for each in self._openings(name):
            if each.units is None:
                return None
            found |= each.units
        return frozenset(found)

    def subjects(self, name: str) -> frozenset[PersonRef] | None:
        """The residents of whom a field may be seen; None: of any in the `units`."""
        found: set[PersonRef] = set()
        for each in self._openings(name):
            if each.subjects is None:
                return None
            found |= each.subjects
        return frozenset(found)

    def _openings(self, name: str) -> tuple[Opening, ...]:
        return self.by_field[name].openings if name in self.by_field else ()

    def _theirs(self, subject: PersonRef) -> list[SubjectBasis]:
        purpose = self.purpose.name
        found = self._bases.of(subject, purpose)
        return [each for each in found if each.subject == subject and each.purpose == purpose]
