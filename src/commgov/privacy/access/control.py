"""The one door to decisions: a policy, the organisation, the assignments and the bases, asked together."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from commgov.core.checks import Checks
from commgov.core.hierarchy import Hierarchy
from commgov.core.ids import DemandId, PersonRef, UnitId
from commgov.privacy.access.actions import Action
from commgov.privacy.access.assignments import Assignment, Assignments
from commgov.privacy.access.bases import Bases, BasisBook
from commgov.privacy.access.compiled import CompiledPolicy
from commgov.privacy.access.decisions import AccessDecision, Facts
from commgov.privacy.access.explaining import PolicyExplainer
from commgov.privacy.access.filtering import field_filters
from commgov.privacy.access.judging import Judge
from commgov.privacy.access.listing import ScopeFilter
from commgov.privacy.access.policy import AccessPolicy
from commgov.privacy.access.requests import AccessRequest
from commgov.privacy.purposes import Purpose
from commgov.privacy.tiers import Tier
from commgov.wording import Text

ZONE = ZoneInfo("Asia/Shanghai")
"""Where a community's days begin, unless it says otherwise."""

DAYS_KEPT = 64
"""Of so many days it is remembered which units are above which."""

_NO_BASES = BasisBook()
_EMPTY = Facts()
_NOBODY, _NOWHERE = PersonRef(""), UnitId("")  # what a list leaves open


class _Day(NamedTuple):
    """One day of the organisation: which units are above which, as far as somebody asked."""

    start: datetime
    end: datetime
    day: date
    near: dict[UnitId, frozenset[UnitId]]


class AccessControl:
    """Decides who may do what with whose data, now.

    Whatever goes wrong denies: a unit that nobody has, a source of assignments that fails, a request without a time
    zone. The organisation has to be a value that does not change, as `grid.Organisation` is; assignments and bases are
    looked up anew for every decision.

    Args:
        policy: what is allowed.
        hierarchy: the units, on any day.
        assignments: who holds which role where.
        bases: what allows that residents' data is used.
        zone: where the community's days begin.

    Raises:
        InvalidInputError: if the policy or the zone is none.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.grid import Organisation
        >>> from commgov.privacy import Assignment, AssignmentBook
        >>> org = Organisation.from_columns(["b", "grid-1", "grid-2"], [None, "b", "b"])
        >>> spring = datetime(2026, 3, 1, tzinfo=UTC)
        >>> book = AssignmentBook([Assignment("u-17", "grid-worker", "grid-1", spring)])
        >>> control = AccessControl(AccessPolicy.community(), org, book)
        >>> visit = Purpose("home-visit")
        >>> here = AccessRequest("u-17", Action.READ, "r-204", "grid-1", "name", Tier.T2, visit, spring)
        >>> there = AccessRequest("u-17", Action.READ, "r-300", "grid-2", "name", Tier.T2, visit, spring)
        >>> control.decide(here).rule, control.decide(there).rule
        ('grid-worker-own-grid', 'default-deny')
    """

    def __init__(
        self,
        policy: AccessPolicy,
        hierarchy: Hierarchy,
        assignments: Assignments,
        bases: Bases = _NO_BASES,
        *,
        zone: ZoneInfo = ZONE,
    ) -> None:
        """Compile the policy."""
        checks = Checks("AccessControl")
        checks.instance("policy", policy, AccessPolicy, Text("an AccessPolicy", "应为AccessPolicy"))
        checks.instance("zone", zone, ZoneInfo, Text("a ZoneInfo", "应为ZoneInfo"))
        checks.refuse()
        self._compiled = CompiledPolicy(policy)
        self._judge = Judge(self._compiled, PolicyExplainer(self._compiled, zone))
        self._hierarchy, self._assignments, self._bases, self._zone = hierarchy, assignments, bases, zone
        never = datetime.min.replace(tzinfo=UTC)
        self._day, self._days = _Day(never, never, date.min, {}), dict[date, _Day]()

    @property
    def policy(self) -> AccessPolicy:
        """By which it decides."""
        return self._compiled.policy

    def decide(self, request: AccessRequest) -> AccessDecision:
        """Whether the request is allowed, by which rule, and what is owed. Never raises."""
        try:
            at = request.at
            day = self._day
            if not day.start <= at < day.end:
                day = self._day_of(at)
            near = day.near.get(request.unit)
            if near is None:
                near = self._near(request.unit, day)
            facts = Facts(
                tuple(self._assignments.held_by(request.actor)),
                near,
                tuple(self._bases.of(request.subject, request.purpose.name)),
            )
        except Exception as error:  # noqa: BLE001 -- whatever it is, nobody may see data because of it
            return self._judge.failed(request, _EMPTY, error)
        return self._judge.decide(request, facts)

    def holds(self, person: PersonRef, role: str, at: datetime) -> bool:
        """Whether somebody holds a role at a moment, wherever; who stands in, only if the role can be covered.

        No if anything goes wrong.
        """
        try:
            return any(each.role == role for each in self._acting(person, at))
        except Exception:  # noqa: BLE001 -- whatever it is, nobody may do anything because of it
            return False

    def roles_over(self, person: PersonRef, units: Iterable[UnitId], at: datetime) -> frozenset[str]:
        """The roles in which somebody answers at a moment for all of these units: each, or one above it, is theirs.

        Who stands in, only if the role can be covered; what is held for one resident alone does not count. None if
        there is no unit, if one is none on that day, or if anything goes wrong.
        """
        try:
            day = self._day_of(at)
            above = [day.near.get(unit) or self._near(unit, day) for unit in units]
            held = [each for each in self._acting(person, at) if each.subject is None]
            theirs = {role: {each.unit for each in held if each.role == role} for role in {each.role for each in held}}
            return frozenset(
                role for role, own in theirs.items() if above and not any(own.isdisjoint(each) for each in above)
            )
        except Exception:  # noqa: BLE001 -- as above
            return frozenset()

    def _acting(self, person: PersonRef, at: datetime) -> list[Assignment]:
        """Somebody's assignments at a moment of roles that the policy knows; standing in, if they can be covered."""
        known, covered = self._compiled.roles, self._compiled.covered
        return [
            each
            for each in self._assignments.held_by(person)
            if each.holder == person
            and each.runs_at(at)
            and each.role in known
            and (each.covers is None or each.role in covered)
        ]

    def decide_all(self, requests: Iterable[AccessRequest]) -> list[AccessDecision]:
        """The decisions on several requests, in their order."""
        return [self.decide(request) for request in requests]

    def scope_filter(
        self,
        actor: PersonRef,
        action: Action,
        fields: Mapping[str, Tier],
        purpose: Purpose,
        at: datetime,
        *,
        persons: int,
        service: DemandId | None = None,
        approvals: int = 0,
        assessment: str | None = None,
        emergency: bool = False,
    ) -> ScopeFilter:
        """Which rows and fields of a list somebody may see, in one answer instead of one decision for each cell.

        Args:
            actor: who asks.
            action: what for: mostly to read or to export.
            fields: the columns of the list, each with its tier.
            purpose: why.
            at: when.
            persons: how many residents the list may show; a list of many may be forbidden where a single one is not.
            service: as of a request.
            approvals: as of a request.
            assessment: as of a request.
            emergency: as of a request.

        Returns:
            A filter that says of each row the same as `decide`, and can be asked in advance for units and residents.
            Empty if anything goes wrong.

        Example:
            >>> from datetime import UTC, datetime
            >>> from commgov.grid import Organisation
            >>> from commgov.privacy.access import Assignment, AssignmentBook, ListRow
            >>> org = Organisation.from_columns(["b", "grid-1", "grid-2"], [None, "b", "b"])
            >>> spring = datetime(2026, 3, 1, tzinfo=UTC)
            >>> book = AssignmentBook([Assignment("u-17", "grid-worker", "grid-1", spring)])
            >>> control = AccessControl(AccessPolicy.community(), org, book)
            >>> columns = {"name": Tier.T2, "disability": Tier.T4}
            >>> seen = control.scope_filter("u-17", Action.READ, columns, Purpose("home-visit"), spring, persons=20)
            >>> sorted(seen.fields(ListRow("r-204", "grid-1"))), sorted(seen.fields(ListRow("r-300", "grid-2")))
            (['name'], [])
            >>> seen.units("name")
            frozenset({'grid-1'})
        """
        asked = AccessRequest(actor, action, _NOBODY, _NOWHERE, "", Tier.T1, purpose, at, service=service,
            persons=persons, approvals=approvals, assessment=assessment, emergency=emergency)  # fmt: skip
        try:
            day = self._day_of(at)
            held = self._judge.holding(asked, Facts(tuple(self._assignments.held_by(actor))))
            below = {unit: self._below(unit, day) for unit in {each.unit for each in held}}
            made = field_filters(asked, fields, self._compiled, held, below)
            return ScopeFilter(made, purpose, at, action, self._bases, partial(self._is_unit, day))
        except Exception:  # noqa: BLE001 -- whatever it is, nobody may see data because of it
            return ScopeFilter({}, purpose, at, action, _NO_BASES, bool)

    def _day_of(self, at: datetime) -> _Day:
        """The day of a moment; those asked for last are kept."""
        if self._day.start <= at < self._day.end:
            return self._day
        day = at.astimezone(self._zone).date()
        found = self._days.get(day)
        if found is None:
            start, end = (
                datetime.combine(each, time(), self._zone).astimezone(UTC) for each in (day, day + timedelta(days=1))
            )
            found = _Day(start, end, day, {})
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            self._days[day] = found
        self._day = found
        return found

    def _near(self, unit: UnitId, day: _Day) -> frozenset[UnitId]:
        """The unit and those above it on a day.

        Raises:
            NotFoundError: if there is no such unit on that day; it is not kept, so that junk does not fill the memory.
        """
        found = frozenset((unit, *self._hierarchy.ancestors(unit, as_of=day.day)))
        day.near[unit] = found
        return found

    def _is_unit(self, day: _Day, unit: UnitId) -> bool:
        """Whether there is such a unit on a day."""
        try:
            return unit in day.near or bool(self._near(unit, day))
        except LookupError:
            return False

    def _below(self, unit: UnitId, day: _Day) -> frozenset[UnitId]:
        """The unit and those below it on a day; none if there is no such unit on that day."""
        try:
            return frozenset((unit, *self._hierarchy.descendants(unit, as_of=day.day)))
        except LookupError:
            return frozenset()
