"""What holds for every policy: on random policies, people and requests."""

from attrs import evolve
from benchmarks.access_cases import (
    FIELDS,
    RESIDENTS,
    World,
    drawn_by,
    random_requests,
    random_world,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.privacy import Basis, BasisKind, Purpose, Tier
from commgov.privacy.access import (
    SELF,
    AccessDecision,
    AccessPolicy,
    AccessRequest,
    Alternative,
    Assignment,
    Lack,
    ListRow,
    Missing,
    Scope,
    SubjectBasis,
)

REQUESTS = 40
seeds = st.integers(0, 100_000)


def drawn(seed: int, count: int = REQUESTS) -> tuple[World, list[AccessRequest]]:
    world = random_world(seed)
    return world, random_requests(world, count, seed)


def outcomes(world: World, requests: list[AccessRequest]) -> list[bool]:
    return [decision.allowed for decision in world.control().decide_all(requests)]


@settings(max_examples=25)
@given(seeds, seeds)
def test_a_further_forbid_never_allows_more(seed: int, other: int) -> None:
    world, requests = drawn(seed)
    further = tuple(evolve(rule, id=f"further-{rule.id}") for rule in random_world(other).policy.forbids)
    stricter = evolve(world, policy=evolve(world.policy, forbids=(*world.policy.forbids, *further)))
    before, after = outcomes(world, requests), outcomes(stricter, requests)
    assert all(was or not now for was, now in zip(before, after, strict=True))


@settings(max_examples=25)
@given(seeds, st.integers(0, 20))
def test_a_permit_or_an_assignment_or_a_basis_less_never_allows_more(seed: int, at: int) -> None:
    world, requests = drawn(seed)
    before = outcomes(world, requests)
    policy = world.policy
    fewer = [
        evolve(world, policy=evolve(policy, permits=_without(policy.permits, at))),
        evolve(world, bases=_without(world.bases, at)),
    ]
    if not any(rule.roles for rule in policy.forbids):  # whoever lays down a role may be freed of a forbid
        fewer.append(evolve(world, assignments=_without(world.assignments, at)))
    for less in fewer:
        after = outcomes(less, requests)
        assert all(was or not now for was, now in zip(before, after, strict=True))


def _without(parts: tuple[object, ...], at: int) -> tuple[object, ...]:
    left = at % len(parts)
    return (*parts[:left], *parts[left + 1 :])


@settings(max_examples=25)
@given(seeds)
def test_the_order_of_rules_and_assignments_means_nothing(seed: int) -> None:
    world, requests = drawn(seed)
    lots = drawn_by(seed)
    policy = world.policy
    mixed = evolve(
        world,
        policy=AccessPolicy(
            policy.name,
            policy.version,
            roles=tuple(lots.sample(policy.roles, len(policy.roles))),
            purposes=tuple(lots.sample(policy.purposes, len(policy.purposes))),
            permits=tuple(lots.sample(policy.permits, len(policy.permits))),
            forbids=tuple(lots.sample(policy.forbids, len(policy.forbids))),
        ),
        assignments=tuple(lots.sample(world.assignments, len(world.assignments))),
        covers=tuple(lots.sample(world.covers, len(world.covers))),
    )
    assert mixed.policy == policy
    assert mixed.policy.hash == policy.hash
    assert mixed.control().decide_all(requests) == world.control().decide_all(requests)


@settings(max_examples=25)
@given(seeds)
def test_what_was_asked_before_changes_no_answer(seed: int) -> None:
    world, requests = drawn(seed)
    control = world.control()
    forwards = control.decide_all(requests)
    backwards = list(reversed(control.decide_all(reversed(requests))))
    fresh = [world.control().decide(request) for request in requests]
    assert forwards == backwards == fresh


@settings(max_examples=25)
@given(seeds)
def test_what_is_said_to_allow_a_request_does_allow_it(seed: int) -> None:
    world, requests = drawn(seed)
    control = world.control()
    for request in requests:
        for way in control.decide(request).would_allow_if:
            assert granted(world, request, way).allowed, way.text


def granted(world: World, request: AccessRequest, way: Alternative) -> AccessDecision:
    """The decision once all that is missing is there."""
    for missing in sorted(way.missing, key=lambda each: each.lack is not Lack.PURPOSE):  # bases are for a purpose
        world, request = _with(world, request, missing)
    return world.control().decide(request)


def _with(world: World, request: AccessRequest, missing: Missing) -> tuple[World, AccessRequest]:
    if missing.lack is Lack.ASSIGNMENT:
        assert missing.any_of != (SELF,)
        near = Scope(missing.number)
        service = (request.service or "d-9") if near is Scope.SERVICE else None
        subject = request.subject if near >= Scope.SUBJECT else None
        held = Assignment(request.actor, missing.any_of[0], request.unit, request.at, subject=subject, service=service)
        asked = evolve(request, service=service) if near is Scope.SERVICE else request
        return evolve(world, assignments=(*world.assignments, held)), asked
    if missing.lack is Lack.BASIS:
        kind = BasisKind(missing.any_of[-1])
        basis = SubjectBasis(request.subject, request.purpose.name, Basis(kind, "new"), request.at, up_to=Tier.T4)
        return evolve(world, bases=(*world.bases, basis)), request
    changes = {
        Lack.PURPOSE: {"purpose": Purpose(missing.any_of[0])} if missing.any_of else {},
        Lack.APPROVALS: {"approvals": missing.number},
        Lack.ASSESSMENT: {"assessment": "pia-9"},
        Lack.EMERGENCY: {"emergency": True},
        Lack.FEWER_PERSONS: {"persons": missing.number},
    }
    return world, evolve(request, **changes[missing.lack])


@settings(max_examples=25)
@given(seeds)
def test_a_denial_says_why_and_an_allowed_one_by_what(seed: int) -> None:
    world, requests = drawn(seed)
    for decision in world.control().decide_all(requests):
        assert decision.reasons
        assert all(reason.en and reason.zh and "{" not in reason.en + reason.zh for reason in decision.reasons)
        assert decision.allowed == (decision.rule in {permit.id for permit in world.policy.permits})


@settings(max_examples=25)
@given(seeds)
def test_a_list_shows_what_single_decisions_allow(seed: int) -> None:
    world = random_world(seed)
    lots = drawn_by(seed)
    control = world.control()
    columns = {name: lots.choice(list(Tier)) for name in (*FIELDS, "shoe-size")}
    rows = [ListRow(one, grid, lots.random() < 0.3, lots.random() < 0.3) for one, grid in RESIDENTS.items()]
    rows.append(ListRow("r1", "nowhere"))
    for request in random_requests(world, 12, seed):
        common = {
            "persons": request.persons,
            "service": request.service,
            "approvals": request.approvals,
            "assessment": request.assessment,
            "emergency": request.emergency,
        }
        seen = control.scope_filter(request.actor, request.action, columns, request.purpose, request.at, **common)
        for row in rows:
            shown = seen.fields(row)
            for name, tier in columns.items():
                asked = evolve(
                    request,
                    subject=row.subject,
                    unit=row.unit,
                    field=name,
                    tier=tier,
                    is_minor=row.is_minor,
                    is_third_party=row.is_third_party,
                )
                single = control.decide(asked)
                assert (name in shown) == single.allowed
                if single.allowed:
                    assert shown[name] == single.obligations
                    units, subjects = seen.units(name), seen.subjects(name)
                    assert units is None or row.unit in units
                    assert subjects is None or row.subject in subjects
        assert seen.rows(rows) == [(row, fields) for row in rows if (fields := seen.fields(row))]
