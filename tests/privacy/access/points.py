"""Single requests, asked of the engine, and whether a region holds them: what whole-policy analysis is held against."""

from itertools import product
from random import Random
from typing import Any

from attrs import evolve, frozen
from benchmarks.access_cases import FIELDS, NOON, PURPOSES, ROLES

from commgov.privacy import Basis, BasisKind, Purpose, Tier
from commgov.privacy.access import (
    SELF,
    AccessPolicy,
    AccessRequest,
    Action,
    Assignment,
    Forbid,
    Obligation,
    Permit,
    Region,
    Role,
    Scope,
    SubjectBasis,
)
from commgov.privacy.access.compiled import CompiledPolicy
from commgov.privacy.access.decisions import Facts
from commgov.privacy.access.explaining import PolicyExplainer
from commgov.privacy.access.judging import Judge
from commgov.privacy.access.space import AXES

Owed = tuple[Obligation, ...] | None


@frozen
class Point:
    """One concrete request, by whoever holds these roles, each with how near its assignment is."""

    held: tuple[tuple[str, Scope], ...]
    action: Action
    tier: Tier
    purpose: str
    field: str
    is_minor: bool
    is_third_party: bool
    bases: frozenset[BasisKind]
    approvals: int
    persons: int
    assessed: bool
    emergency: bool


def answer(judge: Judge, point: Point) -> Owed:
    """What is owed; None: denied. Asked of the engine by a request and facts that make up the point."""
    at, roles = NOON, dict(point.held)
    actor = "r" if SELF in roles else "u"
    held = []
    for role, near in point.held:
        if role == SELF:
            continue
        unit = "far" if near is Scope.ANYWHERE else "here"
        subject = "r" if near >= Scope.SUBJECT else None
        service = "d" if near is Scope.SERVICE else None
        held.append(Assignment(actor, role, unit, at, subject=subject, service=service))
    request = AccessRequest(
        actor, point.action, "r", "here", point.field, point.tier, Purpose(point.purpose), at, service="d",
        is_minor=point.is_minor, is_third_party=point.is_third_party, persons=point.persons,
        approvals=point.approvals, assessment="pia" if point.assessed else None, emergency=point.emergency,
    )  # fmt: skip
    bases = tuple(SubjectBasis("r", point.purpose, Basis(kind, "x"), at, up_to=Tier.T4) for kind in point.bases)
    decision = judge.decide(request, Facts(tuple(held), frozenset({"here", "c"}), bases))
    assert decision.rule != "error-deny"
    return decision.obligations if decision.allowed else None


def judge_of(policy: AccessPolicy) -> Judge:
    compiled = CompiledPolicy(policy)
    return Judge(compiled, PolicyExplainer(compiled))


def covers(region: Region, point: Point, policies: tuple[AccessPolicy, ...]) -> bool:
    """Whether a region holds a point, by one of its roles and perhaps one more that a forbid names."""
    roles = dict(point.held)
    if region.role not in roles or region.action != point.action:
        return False
    named = {role for policy in policies for rule in policy.forbids for role in rule.roles} & roles.keys()
    if region.also and region.also not in named - {region.role}:
        return False
    listed = {purpose.name for policy in policies for purpose in policy.purposes}
    known = {name for policy in policies for rule in policy.rules for name in rule.fields}
    values = {
        "tier": point.tier,
        "purpose": point.purpose if point.purpose in listed else "",
        "field": point.field if point.field in known else "",
        "scope": roles[region.role],
        "bases": point.bases,
        "is_minor": point.is_minor,
        "is_third_party": point.is_third_party,
        "assessed": point.assessed,
        "emergency": point.emergency,
    }
    for axis, allowed in zip(AXES, region.values, strict=True):
        if allowed is None:
            continue
        if axis in {"approvals", "persons"}:
            number = getattr(point, axis)
            if not any(low <= number and (high is None or number < high) for low, high in allowed):
                return False
        elif axis == "field" and values[axis] not in allowed and "" in allowed:
            if values[axis] in {name for one in policies for rule in one.rules for name in rule.fields if
                                _matters(rule, region)}:  # fmt: skip
                return False
        elif values[axis] not in allowed:
            return False
    return True


def _matters(rule: Any, region: Region) -> bool:
    """Whether a rule was among those by which the fields of the region were sorted."""
    if isinstance(rule, Permit):
        return region.role in rule.roles and region.action in rule.actions
    about = not rule.roles or bool(rule.roles & {region.role, region.also})
    return about and (not rule.actions or region.action in rule.actions)


def random_point(lots: Random, roles: int) -> Point:
    held = lots.sample([SELF, *ROLES], roles)
    return Point(
        tuple((role, Scope.SUBJECT if role == SELF else lots.choice(list(Scope))) for role in held),
        lots.choice(list(Action)[:5]),
        lots.choice(list(Tier)),
        lots.choice((*PURPOSES, "gossip")),
        lots.choice((*FIELDS, "shoe-size")),
        lots.random() < 0.5,
        lots.random() < 0.5,
        frozenset(lots.sample(list(BasisKind), lots.randint(0, 3))),
        lots.randint(0, 3),
        lots.choice((1, 2, 3, 49, 50, 60)),
        lots.random() < 0.5,
        lots.random() < 0.5,
    )


SMALL = AccessPolicy(
    "small",
    "1",
    roles=(Role("worker"), Role("leader")),
    purposes=(Purpose("visit"),),
    permits=(
        Permit("a", roles=frozenset({"worker"}), actions=frozenset({Action.READ}), up_to=Tier.T3,
               purposes=frozenset({"visit"}), fields=frozenset({"phone"}), bases=frozenset({BasisKind.CONSENT})),
        Permit("b", roles=frozenset({"worker", "leader"}), actions=frozenset({Action.READ}), up_to=Tier.T2,
               purposes=frozenset({"visit"}), scope=Scope.SUBJECT, obligations=(Obligation.parse("mask"),)),
    ),
    forbids=(Forbid("c", roles=frozenset({"leader"}), minors=True, unless_approvals=1),),
)  # fmt: skip
STRICTER = evolve(SMALL, permits=SMALL.permits[:1], forbids=(evolve(SMALL.forbids[0], from_persons=2),))


def every_point() -> list[Point]:
    flags = (False, True)
    sets = [frozenset[BasisKind](), frozenset({BasisKind.CONSENT}), frozenset({BasisKind.DUTY})]
    single = [((role, scope),) for role in ("worker", "leader") for scope in Scope]
    both = [(("worker", one), ("leader", two)) for one in Scope for two in (Scope.ANYWHERE, Scope.SERVICE)]
    return [
        Point(held, Action.READ, tier, purpose, field, minor, False, kinds, approvals, persons, False, emergency)
        for held, tier, purpose, field, minor, kinds, approvals, persons, emergency in product(
            [*single, *both], Tier, ("visit", "gossip"), ("phone", "name"), flags, sets, (0, 1, 2), (1, 2), (False,)
        )
    ]
