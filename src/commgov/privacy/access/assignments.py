"""Who holds which role where, for whom, from when to when; and who stands in for whom meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import DemandId, PersonRef, UnitId
from commgov.core.timing import LATER
from commgov.privacy.access.roles import SELF
from commgov.wording import Text

_NOT_SELF = Text("a role that is assigned: everybody is themself without it", "应为可指派的角色：本人身份无须指派")
_SUBJECT_TOO = Text("the resident too, where a service is named", "写明服务时须同时写明居民")
_ANOTHER = Text("somebody else than the holder", "应为任职者以外的人")


@frozen
class Assignment:
    """Somebody holds a role, for a unit and all below it, in a term; perhaps only for one resident or one service.

    Args:
        holder: who.
        role: the name of the role.
        unit: for this unit and all units below it.
        start: from then on.
        end: up to but not including this moment; None: until it is ended.
        subject: only for this resident; None: for all residents of the unit.
        service: only for this order of the resident, and in requests that name it.
        covers: whom the holder stands in for; None: it is the holder's own.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> held = Assignment("m-8", "member", "grid-3", noon, noon.replace(hour=14), subject="r-204", service="d-5")
        >>> held.runs_at(noon), held.runs_at(noon.replace(hour=14))
        (True, False)
    """

    holder: PersonRef
    role: str
    unit: UnitId
    start: datetime
    end: datetime | None = None
    subject: PersonRef | None = field(default=None, kw_only=True)
    service: DemandId | None = field(default=None, kw_only=True)
    covers: PersonRef | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Assignment")
        for name in ("holder", "role", "unit"):
            checks.identifier(name, getattr(self, name))
        for name in ("subject", "service", "covers"):
            if getattr(self, name) is not None:
                checks.identifier(name, getattr(self, name))
        checks.require("role", "", ok=self.role != SELF, expected=_NOT_SELF)
        checks.require("subject", "", ok=self.service is None or self.subject is not None, expected=_SUBJECT_TOO)
        checks.require("covers", "", ok=self.covers != self.holder, expected=_ANOTHER)
        check_term(checks, self.start, self.end)
        checks.refuse()

    def runs_at(self, moment: datetime) -> bool:
        """Whether the term covers the moment."""
        return self.start <= moment and (self.end is None or moment < self.end)


@frozen
class Cover:
    """Somebody stands in for the holder of a role in a dated term: holidays, illness.

    It gives what the holder has meanwhile and no more: it ends with the holder's own term, and is not passed on.

    Args:
        holder: whose role it is.
        role: which of their roles.
        by: who stands in.
        start: from then on.
        end: up to but not including this moment.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> book = AssignmentBook(
        ...     [Assignment("u-1", "grid-worker", "grid-3", datetime(2026, 1, 1, tzinfo=UTC))],
        ...     [
        ...         Cover(
        ...             "u-1", "grid-worker", "u-2", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 6, tzinfo=UTC)
        ...         )
        ...     ],
        ... )
        >>> [(held.unit, held.covers, held.end.day) for held in book.held_by("u-2")]
        [('grid-3', 'u-1', 6)]
    """

    holder: PersonRef
    role: str
    by: PersonRef
    start: datetime
    end: datetime

    def __attrs_post_init__(self) -> None:
        checks = Checks("Cover")
        for name in ("holder", "role", "by"):
            checks.identifier(name, getattr(self, name))
        checks.require("by", "", ok=self.by != self.holder, expected=_ANOTHER)
        check_term(checks, self.start, self.end)
        checks.aware("end", self.end)
        checks.refuse()


class Assignments(Protocol):
    """Where assignments are looked up."""

    def held_by(self, person: PersonRef) -> Sequence[Assignment]:
        """All assignments of a person, those that are over or still to come too: terms are judged elsewhere."""
        ...


class AssignmentBook:
    """Assignments in memory, with the covers worked out.

    Args:
        assignments: each holder's own.
        covers: who stands in for whom.

    Raises:
        InvalidInputError: naming everything that is no assignment or no cover.
    """

    __slots__ = ("_held",)

    def __init__(self, assignments: Iterable[Assignment], covers: Iterable[Cover] = ()) -> None:
        """Sort them by person."""
        listed, standing_in = tuple(assignments), tuple(covers)
        checks = Checks("AssignmentBook")
        checks.every("assignments", listed, Assignment, Text("an Assignment", "应为Assignment"))
        checks.every("covers", standing_in, Cover, Text("a Cover", "应为Cover"))
        checks.refuse()
        own: dict[PersonRef, list[Assignment]] = {}
        for each in listed:
            own.setdefault(each.holder, []).append(each)
        held = {person: list(theirs) for person, theirs in own.items()}
        for cover in standing_in:
            held.setdefault(cover.by, []).extend(_covered(own, cover))
        self._held = {person: tuple(sorted(set(theirs), key=_order)) for person, theirs in held.items()}

    def held_by(self, person: PersonRef) -> tuple[Assignment, ...]:
        """All assignments of a person, at any time."""
        return self._held.get(person, ())

    def people(self) -> tuple[PersonRef, ...]:
        """Everybody who has any, by reference."""
        return tuple(sorted(self._held))


def _covered(own: Mapping[PersonRef, Sequence[Assignment]], cover: Cover) -> Iterable[Assignment]:
    """What a cover gives: the holder's own assignments of the role, within both terms."""
    for each in own.get(cover.holder, ()):
        start = max(each.start, cover.start)
        end = cover.end if each.end is None else min(each.end, cover.end)
        if each.role == cover.role and each.covers is None and start < end:
            yield evolve(each, holder=cover.by, covers=cover.holder, start=start, end=end)


def _order(held: Assignment) -> tuple[object, ...]:
    """An order that depends on nothing but the assignment."""
    end = datetime.max.replace(tzinfo=UTC) if held.end is None else held.end
    return held.start, end, held.role, held.unit, held.subject or "", held.service or "", held.covers or ""


def check_term(checks: Checks, start: object, end: object) -> None:
    """Check that a term begins with a time zone and before it ends, if it ends."""
    is_aware = checks.aware("start", start)
    if end is not None and checks.aware("end", end) and is_aware:
        assert isinstance(start, datetime)  # noqa: S101 -- for the type checker; `aware` has just seen to it
        assert isinstance(end, datetime)  # noqa: S101 -- as above
        checks.require("end", end, ok=start.astimezone(UTC) < end.astimezone(UTC), expected=LATER)
