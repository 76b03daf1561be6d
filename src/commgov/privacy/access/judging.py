"""The decision itself: pure and total. Forbid wins, the default is to deny, and whatever goes wrong denies.

1. forbids of no role in particular;
2. the actor's assignments that are active at the moment, and that they are the resident themself;
3. forbids of any role they hold now;
4. for each assignment how near it is to the resident (`nearness`);
5. the permits of its role for action, tier, purpose and field that are content with that, with the bases in force, and
   with whether an emergency is declared;
6. of all that hold, the one that asks for the least; its obligations.
"""

from commgov.privacy.access.assignments import Assignment
from commgov.privacy.access.compiled import CompiledPolicy
from commgov.privacy.access.decisions import DEFAULT_DENY, ERROR_DENY, AccessDecision, Explainer, Facts
from commgov.privacy.access.requests import AccessRequest
from commgov.privacy.access.roles import SELF
from commgov.privacy.access.rules import Forbid, Permit
from commgov.privacy.access.scopes import Scope
from commgov.privacy.purposes import BasisKind
from commgov.privacy.tiers import Tier

_NONE: frozenset[BasisKind] = frozenset()


class Judge:
    """Decides by one compiled policy.

    Args:
        compiled: the policy.
        explainer: puts its decisions into words.
    """

    def __init__(self, compiled: CompiledPolicy, explainer: Explainer) -> None:
        """Keep both."""
        self._compiled, self._explainer = compiled, explainer
        self._label, self._rank = compiled.policy.label, compiled.rank

    def decide(self, request: AccessRequest, facts: Facts) -> AccessDecision:
        """What the policy says of a request under the facts. Never raises: what cannot be judged is denied."""
        try:
            return self._judged(request, facts)
        except Exception as error:  # noqa: BLE001 -- whatever it is, nobody may see data because of it
            return self.failed(request, facts, error)

    def failed(self, request: AccessRequest, facts: Facts, error: Exception) -> AccessDecision:
        """The denial of a request that could not be judged."""
        known = facts._replace(error=type(error).__name__)
        return AccessDecision(False, ERROR_DENY, request, self._label, (), None, known, self._explainer)

    def _judged(self, request: AccessRequest, facts: Facts) -> AccessDecision:
        if not facts.near or not request.subject or request.tier.__class__ is not Tier:
            raise ValueError("a unit, somebody whose data it is and a tier are due")
        row = self._compiled.row(request.action, request.tier, request.purpose.name, request.field)
        kinds = in_force(request, facts) if facts.bases else _NONE
        active = self.active(request, facts)
        for forbid in row[None].forbids:
            if hits(forbid, request, kinds):
                return self._denied(forbid.id, request, facts)
        found: Permit | None = None
        relied_on: Assignment | None = None
        for held in active:
            forbids, permits = row[SELF if held is None else held.role]
            for forbid in forbids:
                if hits(forbid, request, kinds):
                    return self._denied(forbid.id, request, facts)
            if permits:
                near = Scope.SUBJECT if held is None else nearness(held, request, facts)
                permit = first(permits, near, request, kinds)
                if permit is not None and (found is None or self._rank[permit.id] < self._rank[found.id]):
                    found, relied_on = permit, held
        if found is None:
            return self._denied(DEFAULT_DENY, request, facts)
        return AccessDecision(
            True, found.id, request, self._label, found.obligations, relied_on, facts, self._explainer
        )

    def _denied(self, rule: str, request: AccessRequest, facts: Facts) -> AccessDecision:
        return AccessDecision(False, rule, request, self._label, (), None, facts, self._explainer)

    def active(self, request: AccessRequest, facts: Facts) -> list[Assignment | None]:
        """The actor's assignments at the moment; None stands for being the resident themself."""
        held = self.holding(request, facts)
        is_self = request.actor == request.subject and SELF in self._compiled.roles
        return [*held, None] if is_self else [*held]

    def holding(self, request: AccessRequest, facts: Facts) -> list[Assignment]:
        """The actor's assignments at the moment, of roles that the policy knows.

        Raises:
            ValueError: if the request lacks somebody who asks, a moment with a time zone, or a number of residents.
        """
        compiled, at = self._compiled, request.at
        if not request.actor or at.tzinfo is None or request.persons.__class__ is not int or request.persons < 1:
            raise ValueError("somebody who asks, a moment with a time zone and at least one resident are due")
        return [
            held
            for held in facts.held
            if held.start <= at
            and (held.end is None or at < held.end)
            and held.role in compiled.roles
            and held.holder == request.actor
            and (held.covers is None or held.role in compiled.covered)
        ]


def in_force(request: AccessRequest, facts: Facts) -> frozenset[BasisKind]:
    """The kinds of basis in force for the resident, the purpose, the moment, the tier, the field and the action."""
    if not facts.bases:
        return _NONE
    at, tier, purpose = request.at, request.tier, request.purpose.name
    return frozenset([
        each.basis.kind
        for each in facts.bases
        if each.start <= at
        and (each.end is None or at < each.end)
        and tier <= each.up_to
        and each.subject == request.subject
        and each.purpose == purpose
        and each.reaches(request.action, request.field)
    ])  # fmt: skip


def nearness(held: Assignment, request: AccessRequest, facts: Facts) -> Scope:
    """How near an assignment is to the resident of a request."""
    if held.unit not in facts.near:
        return Scope.ANYWHERE
    if held.subject is None:
        return Scope.UNIT
    if held.subject != request.subject:
        return Scope.ANYWHERE
    if held.service is None:
        return Scope.SUBJECT
    return Scope.SERVICE if held.service == request.service else Scope.ANYWHERE


def first(
    permits: tuple[Permit, ...], near: Scope, request: AccessRequest, kinds: frozenset[BasisKind]
) -> Permit | None:
    """The first permit of a cell that allows the request, or None."""
    for permit in permits:
        if (
            permit.scope <= near
            and (not permit.emergency or request.emergency is True)
            and (not permit.bases or not permit.bases.isdisjoint(kinds))
        ):
            return permit
    return None


def stands(forbid: Forbid, request: AccessRequest) -> bool:
    """Whether a forbid stands after what was approved and assessed, for as many residents at once."""
    return (
        request.persons >= forbid.from_persons
        and not (forbid.unless_approvals and _count(request.approvals) >= forbid.unless_approvals)
        and not (forbid.unless_assessed and _is_named(request.assessment))
    )


def hits(forbid: Forbid, request: AccessRequest, kinds: frozenset[BasisKind]) -> bool:
    """Whether a forbid of the request's cell forbids it. What is not plainly False or a number counts as the worse."""
    if forbid.minors and request.is_minor is False:
        return False
    if forbid.third_party and request.is_third_party is False:
        return False
    return (not forbid.unless_bases or forbid.unless_bases.isdisjoint(kinds)) and stands(forbid, request)


def _count(approvals: object) -> int:
    return approvals if type(approvals) is int else 0


def _is_named(reference: object) -> bool:
    return isinstance(reference, str) and bool(reference.strip())
