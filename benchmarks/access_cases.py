"""Random policies, people and requests, and what Cedar answers: for the campaign and for the tests.

A request starts from a permit of the policy and somebody who might use it; half of them are then spoilt in a thing or
two, so that every clause has cases in which it decides. Cedar is told of assignments, units and fields as its entities;
which roles somebody holds now and which bases are in force is worked out here, not by the library.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import cedarpy
from attrs import evolve, frozen

from commgov.core import Text
from commgov.grid import Organisation
from commgov.privacy import Basis, BasisKind, Purpose, Tier
from commgov.privacy.access import (
    SELF,
    AccessControl,
    AccessPolicy,
    AccessRequest,
    Action,
    Assignment,
    AssignmentBook,
    BasisBook,
    Cover,
    Forbid,
    Obligation,
    ObligationKind,
    Permit,
    Role,
    Scope,
    SubjectBasis,
    to_cedar,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)
ROLES = ("grid-worker", "leader", "member", "doctor", "auditor")
PURPOSES = ("visit", "relief", "service", "repair")
FIELDS = ("name", "phone", "health", "plate")
UNITS = {"c": None, **{f"b{n}": "c" for n in range(3)}, **{f"g{n}": f"b{n // 3}" for n in range(9)}}
GRIDS = [unit for unit in UNITS if unit.startswith("g")]
STAFF = [f"p{n}" for n in range(14)]
RESIDENTS = {f"r{n}": GRIDS[n % len(GRIDS)] for n in range(18)}
ORGANISATION = Organisation.from_columns(list(UNITS), list(UNITS.values()))


@frozen
class World:
    """A policy, and everybody it is asked about."""

    policy: AccessPolicy
    assignments: tuple[Assignment, ...]
    covers: tuple[Cover, ...]
    bases: tuple[SubjectBasis, ...]

    def control(self, **changes: Any) -> AccessControl:
        """Decides in this world, perhaps with something changed."""
        world = evolve(self, **changes)
        book = AssignmentBook(world.assignments, world.covers)
        return AccessControl(world.policy, ORGANISATION, book, BasisBook(world.bases))


def drawn_by(*seed: object) -> Random:
    """Lots that are the same in every run."""
    return Random(repr(seed))  # noqa: S311 -- nothing secret is drawn


def random_world(seed: int) -> World:
    lots = drawn_by("world", seed)
    policy = AccessPolicy(
        "random",
        str(seed),
        roles=(Role(SELF), *(Role(name, can_be_covered=lots.random() < 0.6) for name in ROLES)),
        purposes=tuple(Purpose(name, Text(name, name)) for name in PURPOSES),
        permits=tuple(_permit(lots, at) for at in range(lots.randint(4, 9))),
        forbids=tuple(_forbid(lots, at) for at in range(lots.randint(2, 5))),
    )
    held = tuple(_assignment(lots, person) for person in STAFF for _ in range(lots.choice((1, 1, 2, 3))))
    covers = tuple(
        Cover(each.holder, each.role, by, *_term(lots))
        for each in lots.sample(held, 5)
        if (by := lots.choice(STAFF)) != each.holder
    )
    bases = tuple(
        SubjectBasis(
            subject, purpose, Basis(kind, f"{kind.value}-{subject}"), *_term(lots), up_to=lots.choice(list(Tier))
        )
        for subject in RESIDENTS
        for purpose in PURPOSES
        for kind in lots.sample(list(BasisKind), lots.choice((0, 1, 2, 3)))
    )
    return World(policy, held, covers, bases)


def _some(lots: Random, of: Iterable[Any], least: int = 0) -> frozenset[Any]:
    listed = list(of)
    return frozenset(lots.sample(listed, lots.randint(least, len(listed))))


def _permit(lots: Random, at: int) -> Permit:
    emergency = lots.random() < 0.2
    owed = [Obligation(duty) for duty in (ObligationKind.MASK, ObligationKind.WATERMARK) if lots.random() < 0.4]
    if emergency:
        owed += [Obligation(ObligationKind.NOTIFY, "leader"), Obligation(ObligationKind.REVIEW, "auditor", 72)]
    return Permit(
        f"permit-{at}",
        roles=_some(lots, (SELF, *ROLES), 1),
        actions=_some(lots, list(Action)[:5], 1),
        up_to=lots.choice(list(Tier)),
        purposes=_some(lots, PURPOSES, 1),
        fields=_some(lots, FIELDS) if lots.random() < 0.3 else frozenset(),
        scope=lots.choice(list(Scope)),
        bases=_some(lots, BasisKind, 1) if lots.random() < 0.5 else frozenset(),
        emergency=emergency,
        obligations=tuple(owed),
    )


def _forbid(lots: Random, at: int) -> Forbid:
    return Forbid(
        f"forbid-{at}",
        roles=frozenset(lots.sample((SELF, *ROLES), 1)) if lots.random() < 0.4 else frozenset(),
        actions=_some(lots, list(Action)[:5]),
        from_tier=lots.choice(list(Tier)[1:]),
        purposes=_some(lots, PURPOSES) if lots.random() < 0.3 else frozenset(),
        unless_purposes=_some(lots, PURPOSES) if lots.random() < 0.2 else frozenset(),
        fields=_some(lots, FIELDS) if lots.random() < 0.3 else frozenset(),
        minors=lots.random() < 0.4,
        third_party=lots.random() < 0.3,
        from_persons=lots.choice((1, 1, 2, 50)),
        unless_bases=_some(lots, BasisKind) if lots.random() < 0.5 else frozenset(),
        unless_approvals=lots.choice((0, 1, 2)),
        unless_assessed=lots.random() < 0.3,
    )


def _term(lots: Random) -> tuple[datetime, datetime]:
    start = NOON - lots.randint(0, 20) * DAY
    return start, start + lots.randint(1, 40) * DAY


def _assignment(lots: Random, person: str) -> Assignment:
    start, end = _term(lots)
    subject = lots.choice(list(RESIDENTS)) if lots.random() < 0.5 else None
    service = f"d-{lots.randint(1, 3)}" if subject and lots.random() < 0.6 else None
    near = RESIDENTS[subject] if subject else lots.choice(GRIDS)
    unit = lots.choice((near, near, UNITS[near], "c"))
    last = None if lots.random() < 0.2 else end
    return Assignment(person, lots.choice(ROLES), unit, start, last, subject=subject, service=service)


def random_requests(world: World, count: int, seed: int) -> list[AccessRequest]:
    lots = drawn_by("requests", seed)
    book = AssignmentBook(world.assignments, world.covers)
    held = [each for person in book.people() for each in book.held_by(person)]
    return [_request(lots, world, held) for _ in range(count)]


def _request(lots: Random, world: World, held: list[Assignment]) -> AccessRequest:
    permit = lots.choice(world.policy.permits)
    able = [each for each in held if each.role in permit.roles] or held
    used = lots.choice(able)
    inside = [one for one, grid in RESIDENTS.items() if used.unit in (grid, UNITS[grid], "c")]
    subject = used.subject or lots.choice(inside)
    actor = subject if SELF in permit.roles and lots.random() < 0.3 else used.holder
    bases = [each for each in world.bases if each.subject == subject and each.basis.kind in permit.bases]
    asked = AccessRequest(
        actor,
        lots.choice(sorted(permit.actions)),
        subject,
        RESIDENTS[subject],
        lots.choice(sorted(permit.fields or FIELDS)),
        Tier(lots.randint(1, permit.up_to)),
        Purpose(lots.choice(sorted(permit.purposes))),
        (lots.choice(bases) if bases and lots.random() < 0.3 else used).start + timedelta(hours=lots.randint(0, 300)),
        service=used.service,
        is_minor=lots.random() < 0.3,
        is_third_party=lots.random() < 0.3,
        persons=lots.choice((1, 1, 1, 2, 60)),
        approvals=lots.randint(0, 2),
        assessment=lots.choice((None, "pia-1")),
        emergency=permit.emergency,
    )
    for _ in range(lots.choice((0, 0, 1, 2))):
        asked = lots.choice(SPOILS)(lots, asked)
    return asked


Spoil = Callable[[Random, AccessRequest], AccessRequest]
SPOILS: tuple[Spoil, ...] = (
    lambda lots, asked: evolve(asked, at=NOON + lots.randint(-40, 40) * DAY),
    lambda lots, asked: evolve(asked, unit=lots.choice(GRIDS)),
    lambda lots, asked: _about(asked, lots.choice(list(RESIDENTS))),
    lambda lots, asked: evolve(asked, purpose=Purpose(lots.choice((*PURPOSES, "gossip")))),
    lambda lots, asked: evolve(asked, field=lots.choice((*FIELDS, "shoe-size"))),
    lambda lots, asked: evolve(asked, tier=lots.choice(list(Tier))),
    lambda lots, asked: evolve(asked, actor=lots.choice((*STAFF, "nobody"))),
    lambda lots, asked: evolve(asked, service=lots.choice((None, "d-1", "d-2"))),
    lambda lots, asked: evolve(asked, emergency=lots.random() < 0.5),
    lambda lots, asked: evolve(asked, persons=lots.choice((1, 2, 49, 50))),
)


def _about(asked: AccessRequest, subject: str) -> AccessRequest:
    return evolve(asked, subject=subject, unit=RESIDENTS[subject])


class Cedar:
    """The same world in Cedar: policies and entities are parsed once."""

    def __init__(self, world: Any, requests: list[AccessRequest], units: Mapping[str, str | None] = UNITS) -> None:
        self.covered = {role.name for role in world.policy.roles if role.can_be_covered}
        self.bases = world.bases
        self.posts = {person: list(each) for person, each in self._by_person(world).items()}
        self.policies = cedarpy.PolicySet.from_str(to_cedar(world.policy))
        entities = [_entity("Role", role.name) for role in world.policy.roles]
        entities += [_entity("Unit", unit, [("Unit", above)] if above else []) for unit, above in units.items()]
        entities += [_post(name, held) for held_by in self.posts.values() for name, held in held_by]
        fields = {_field_id(asked): asked for asked in requests}
        entities += [_field(name, asked) for name, asked in fields.items()]
        entities += [_self_post(subject) for subject in {asked.subject for asked in requests}]
        self.entities = cedarpy.Entities.from_json_str(json.dumps(entities))
        self.asked = [self._requests(asked) for asked in requests]
        self.flat = [each for several in self.asked for each in several]

    @staticmethod
    def _by_person(world: Any) -> dict[str, list[tuple[str, Assignment]]]:
        """Everybody's own assignments, and those they stand in for, with names for Cedar."""
        posts: dict[str, list[tuple[str, Assignment]]] = {}
        for at, each in enumerate(world.assignments):
            posts.setdefault(each.holder, []).append((f"a{at}", each))
        for number, cover in enumerate(world.covers):
            for at, each in enumerate(world.assignments):
                end = min(cover.end, each.end or cover.end)
                start = max(cover.start, each.start)
                if (each.holder, each.role) == (cover.holder, cover.role) and start < end:
                    stands_in = evolve(each, holder=cover.by, covers=cover.holder, start=start, end=end)
                    posts.setdefault(cover.by, []).append((f"a{at}c{number}", stands_in))
        return posts

    def answers(self) -> list[bool]:
        """Whether any post of whoever asks is allowed, request by request; in one batch."""
        results = iter(cedarpy.is_authorized_batch(self.flat, self.policies, self.entities))
        return [any([next(results).allowed for _ in several]) for several in self.asked]  # noqa: C419 -- all are taken

    def _requests(self, asked: AccessRequest) -> list[dict[str, Any]]:
        """One Cedar request for each post of whoever asks; their roles and the bases are those of now."""
        posts = self.posts.get(asked.actor, [])
        roles = {
            held.role
            for _, held in posts
            if held.start <= asked.at
            and (held.end is None or asked.at < held.end)
            and (held.covers is None or held.role in self.covered)
        }
        names = [f'Post::"{name}"' for name, _ in posts]
        if asked.actor == asked.subject:
            roles.add(SELF)
            names.append(f'Post::"self {asked.subject}"')
        kinds = {
            each.basis.kind.value
            for each in self.bases
            if (each.subject, each.purpose) == (asked.subject, asked.purpose.name)
            and each.start <= asked.at < each.end
            and asked.tier <= each.up_to
        }
        context = {
            "at": _micros(asked.at),
            "purpose": asked.purpose.name,
            "bases": sorted(kinds),
            "roles": sorted(roles),
            "approvals": asked.approvals,
            "persons": asked.persons,
            "assessed": asked.assessment is not None,
            "emergency": asked.emergency,
        }
        if asked.service is not None:
            context["service"] = asked.service
        resource = f"Field::{json.dumps(_field_id(asked))}"
        action = f'Action::"{asked.action.value}"'
        return [{"principal": name, "action": action, "resource": resource, "context": context} for name in names]


def _entity(kind: str, name: str, above: Iterable[tuple[str, str]] = (), /, **attributes: Any) -> dict[str, Any]:
    parents = [{"type": one, "id": other} for one, other in above]
    return {"uid": {"type": kind, "id": name}, "attrs": attributes, "parents": parents}


def _post(name: str, held: Assignment) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "start": _micros(held.start),
        "unit": {"__entity": {"type": "Unit", "id": held.unit}},
    }
    if held.end is not None:
        attributes["end"] = _micros(held.end)
    for key in ("subject", "service", "covers"):
        if getattr(held, key) is not None:
            attributes[key] = getattr(held, key)
    return _entity("Post", name, [("Role", held.role)], **attributes)


def _self_post(subject: str) -> dict[str, Any]:
    return _entity("Post", f"self {subject}", [("Role", SELF)], start=0, subject=subject)


def _field_id(asked: AccessRequest) -> str:
    return f"{asked.subject} {asked.unit} {asked.field} {asked.tier} {asked.is_minor} {asked.is_third_party}"


def _field(name: str, asked: AccessRequest) -> dict[str, Any]:
    return _entity(
        "Field",
        name,
        [("Unit", asked.unit)],
        name=asked.field,
        tier=int(asked.tier),
        subject=asked.subject,
        is_minor=asked.is_minor,
        is_third_party=asked.is_third_party,
    )


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def without(world: World) -> dict[str, AccessControl]:
    """The same world, each time without one kind of clause: where its answer differs, that clause decided."""
    policy = world.policy
    bare = tuple(evolve(rule, bases=frozenset()) for rule in policy.permits)
    anywhere = tuple(evolve(rule, scope=Scope.ANYWHERE) for rule in policy.permits)
    early, late = NOON - 400 * DAY, NOON + 400 * DAY
    endless = tuple(evolve(each, start=early, end=None) for each in world.assignments)
    covers = tuple(evolve(each, start=early, end=late) for each in world.covers)
    return {
        "forbid": world.control(policy=evolve(policy, forbids=())),
        "term": world.control(assignments=endless, covers=covers),
        "scope": world.control(policy=evolve(policy, permits=anywhere)),
        "consent": world.control(policy=evolve(policy, permits=bare)),
    }
