"""A policy worked out for one person, purpose and moment: the making of a `ScopeFilter`."""

from collections.abc import Iterable, Iterator, Mapping

from commgov.core.ids import PersonRef, UnitId
from commgov.privacy.access.assignments import Assignment
from commgov.privacy.access.compiled import CompiledPolicy, Row
from commgov.privacy.access.judging import stands
from commgov.privacy.access.listing import Bar, FieldFilter, Opening
from commgov.privacy.access.requests import AccessRequest
from commgov.privacy.access.roles import SELF
from commgov.privacy.access.rules import Forbid, Permit
from commgov.privacy.access.scopes import Scope
from commgov.privacy.tiers import Tier


def field_filters(
    asked: AccessRequest,
    fields: Mapping[str, Tier],
    compiled: CompiledPolicy,
    active: Iterable[Assignment],
    below: Mapping[UnitId, frozenset[UnitId]],
) -> dict[str, FieldFilter]:
    """What may be seen of each field.

    Args:
        asked: what is the same for all rows; its subject, unit, field and tier are not looked at.
        fields: the columns, each with its tier.
        compiled: the policy.
        active: the assignments of whoever asks, at the moment.
        below: each unit of these with all below it, on the day.

    Raises:
        TypeError: if a part of the request is of a wrong kind.
    """
    held = tuple(active)
    made = {}
    for name, tier in fields.items():
        row = compiled.row(asked.action, tier, asked.purpose.name, name)
        made[name] = FieldFilter(tier, _openings(asked, row, compiled, held, below), tuple(_bars(asked, row, held)))
    return made


def _openings(
    asked: AccessRequest,
    row: Row,
    compiled: CompiledPolicy,
    held: tuple[Assignment, ...],
    below: Mapping[UnitId, frozenset[UnitId]],
) -> tuple[Opening, ...]:
    """All openings, the one that asks the least first."""
    found = [_own(permit, asked) for permit in _permits(asked, row, SELF) if permit.scope <= Scope.SUBJECT]
    for each in held:
        for permit in _permits(asked, row, each.role):
            if permit.scope is Scope.ANYWHERE:
                found.append(Opening(permit.id, None, None, permit.bases, permit.obligations))
            elif permit.scope <= _nearest(each, asked):
                subjects = None if each.subject is None else frozenset([each.subject])
                found.append(Opening(permit.id, below[each.unit], subjects, permit.bases, permit.obligations))
    return tuple(sorted(found, key=lambda opening: compiled.rank[opening.rule]))


def _permits(asked: AccessRequest, row: Row, role: str) -> Iterator[Permit]:
    for permit in row[role].permits:
        if not permit.emergency or asked.emergency is True:
            yield permit


def _own(permit: Permit, asked: AccessRequest) -> Opening:
    """The actor's own row."""
    return Opening(permit.id, None, frozenset([asked.actor]), permit.bases, permit.obligations)


def _nearest(held: Assignment, asked: AccessRequest) -> Scope:
    """How near an assignment is to those whom it is about."""
    if held.service is not None:
        return Scope.SERVICE if held.service == asked.service else Scope.ANYWHERE
    return Scope.UNIT if held.subject is None else Scope.SUBJECT


def _bars(asked: AccessRequest, row: Row, held: tuple[Assignment, ...]) -> Iterator[Bar]:
    """The forbids that stand for this list."""
    for role in dict.fromkeys([None, *(each.role for each in held)]):
        for forbid in row[role].forbids:
            if stands(forbid, asked):
                yield _bar(forbid, None)
    for forbid in row[SELF].forbids:
        if stands(forbid, asked):
            yield _bar(forbid, frozenset([asked.actor]))


def _bar(forbid: Forbid, subjects: frozenset[PersonRef] | None) -> Bar:
    return Bar(forbid.id, forbid.minors, forbid.third_party, forbid.unless_bases, subjects)
