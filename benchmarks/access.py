"""Access decisions: equal to Cedar's, and how fast, beside cedarpy and pycasbin.

1. Equality: random requests on random policies, each answered by the library and by cedarpy from the export;
   every answer has to be the same. Counted is how often a kind of clause decided: the answers that differ without it.
2. Speed: the ready-made policy, 300 members of staff, 67 units, 4,000 requests. Ours builds the request and decides
   it; the peers' requests, policies and entities are built and parsed before. Rounds are interleaved, medians of
   processor time.
3. Flatness: the same requests under 10 and under 10,000 rules.
"""

import gc
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter, process_time
from types import SimpleNamespace
from typing import Any

import cedarpy
from attrs import evolve

from benchmarks.access_casbin import casbin_of
from benchmarks.access_cases import Cedar, drawn_by, random_requests, random_world, without
from commgov.grid import Organisation
from commgov.privacy import Basis, BasisKind, Purpose, Tier
from commgov.privacy.access import (
    CEDAR_SCHEMA,
    AccessControl,
    AccessPolicy,
    AccessRequest,
    Action,
    Assignment,
    AssignmentBook,
    BasisBook,
    ListRow,
    SubjectBasis,
    dead_rules,
    diff,
    to_cedar,
)

Rows = list[tuple[str, str, str]]

WORLDS, REQUESTS = 60, 2_000
ROUNDS = 7
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
YEAR = timedelta(days=365)
GRIDS = [f"g{n}" for n in range(60)]
PARENTS = {"c0": None, **{f"b{n}": "c0" for n in range(6)}, **{grid: f"b{n // 10}" for n, grid in enumerate(GRIDS)}}
STAFF = {"grid-worker": 0.6, "grid-leader": 0.1, "member": 0.15, "family-doctor": 0.05, "community-secretary": 0.1}
FIELDS = {"name": Tier.T2, "phone": Tier.T3, "address": Tier.T3, "health": Tier.T4, "building": Tier.T1}


def measure() -> Rows:
    """Rows: equality, speed, lists, flatness, whole-policy analysis."""
    return [*_equality(), *_speed(), *_lists(), *_flatness(), *_analysis()]


def _equality() -> Rows:
    counts: Counter[str] = Counter()
    for seed in range(WORLDS):
        world = random_world(seed)
        assert cedarpy.validate_policies(to_cedar(world.policy), CEDAR_SCHEMA).validation_passed
        requests = random_requests(world, REQUESTS, seed)
        ours = [decision.allowed for decision in world.control().decide_all(requests)]
        theirs = Cedar(world, requests).answers()
        counts["asked"] += len(requests)
        counts["equal"] += sum(one == other for one, other in zip(ours, theirs, strict=True))
        counts["allowed"] += sum(ours)
        for clause, control in without(world).items():
            others = control.decide_all(requests)
            counts[clause] += sum(one != other.allowed for one, other in zip(ours, others, strict=True))
    assert counts["equal"] == counts["asked"], counts
    share = counts["allowed"] / counts["asked"]
    decisive = ", ".join(f"{clause} {counts[clause]:,}" for clause in ("forbid", "term", "scope", "consent"))
    return [
        ("answers equal to cedarpy's", f"{counts['equal']:,} of {counts['asked']:,}", f"{WORLDS} random policies"),
        ("of them allowed", f"{share:.0%}", "goal: at least 30 %"),
        ("answers that a clause decided", decisive, "goal: at least 1,000 each"),
    ]


class _Community:
    """The ready-made policy with 300 members of staff, in the forms that each engine wants."""

    def __init__(self) -> None:
        lots = drawn_by(7)
        self.policy = AccessPolicy.community()
        self.residents = {f"r{n}": GRIDS[n % len(GRIDS)] for n in range(600)}
        self.staff = {f"u{n}": self._assignment(lots, f"u{n}", n) for n in range(300)}
        self.bases = [
            SubjectBasis(one, purpose, Basis(BasisKind.CONSENT, f"c-{one}"), NOW - YEAR, NOW + YEAR, up_to=Tier.T4)
            for one in self.residents
            for purpose in ("home-visit", "relief", "health-care")
            if lots.random() < 0.5
        ]
        self.has = {(each.subject, each.purpose) for each in self.bases}
        org = Organisation.from_columns(list(PARENTS), list(PARENTS.values()))
        self.control = AccessControl(self.policy, org, AssignmentBook(self.staff.values()), BasisBook(self.bases))
        purposes = {purpose.name: purpose for purpose in self.policy.purposes}
        self.asked = [self._arguments(lots, at, purposes) for at in range(4_000)]
        self.requests = [AccessRequest(*places, **names) for places, names in self.asked]

    def _assignment(self, lots: Random, person: str, at: int) -> Assignment:
        role = lots.choices(list(STAFF), list(STAFF.values()))[0]
        subject = f"r{at}" if role in {"member", "family-doctor"} else None
        unit = {"grid-leader": f"b{at % 6}", "community-secretary": "c0"}.get(role, GRIDS[at % len(GRIDS)])
        end = NOW - timedelta(days=1) if at % 11 == 0 else NOW + YEAR
        service = f"d-{at}" if role == "member" else None
        return Assignment(person, role, unit, NOW - YEAR, end, subject=subject, service=service)

    def _arguments(self, lots: Random, at: int, purposes: dict[str, Purpose]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        held = self.staff[lots.choice(list(self.staff))]
        subject = held.subject or lots.choice(list(self.residents))
        if at % 2 == 0 and held.subject is None:  # half of them within the unit, so that permits happen
            inside = [one for one, grid in self.residents.items() if held.unit in (grid, PARENTS[grid], "c0")]
            subject = lots.choice(inside)
        field = lots.choice(list(FIELDS))
        action = lots.choice([Action.READ] * 4 + [Action.CORRECT, Action.SHARE, Action.DISCLOSE])
        purpose = {"member": "service", "family-doctor": "health-care"}.get(held.role)
        purpose = purpose or lots.choice(["home-visit", "relief", "registration", "audit"])
        places = (held.holder, action, subject, self.residents[subject], field, FIELDS[field], purposes[purpose], NOW)
        names = {"service": held.service, "is_minor": lots.random() < 0.1, "approvals": lots.randint(0, 2)}
        return places, names


def _speed() -> Rows:
    made = _Community()
    world = SimpleNamespace(policy=made.policy, assignments=tuple(made.staff.values()), covers=(), bases=made.bases)
    cedar = Cedar(world, made.requests, PARENTS)
    by_docs, at_best = (
        casbin_of(made.policy, made.staff, made.has, PARENTS, NOW, as_docs=each) for each in (True, False)
    )
    ours = [decision.allowed for decision in made.control.decide_all(made.requests)]
    assert ours == cedar.answers()
    assert ours[:300] == [by_docs(request) for request in made.requests[:300]]
    assert ours[:300] == [at_best(request) for request in made.requests[:300]]

    def decide() -> int:
        control = made.control
        for places, names in made.asked:
            control.decide(AccessRequest(*places, **names))
        return len(made.asked)

    def explain() -> int:
        for places, names in made.asked[:500]:
            decision = made.control.decide(AccessRequest(*places, **names))
            assert decision.reasons
        return 500

    def single() -> int:
        for request in cedar.flat[:300]:
            cedarpy.is_authorized(request, cedar.policies, cedar.entities)
        return 300

    def batch() -> int:
        cedarpy.is_authorized_batch(cedar.flat, cedar.policies, cedar.entities)
        return len(cedar.flat)

    def peer(enforce: Callable[[AccessRequest], bool]) -> Callable[[], int]:
        return lambda: len([enforce(request) for request in made.requests[:60]])

    took = _interleaved({
        "ours": decide, "words": explain, "batch": batch, "single": single, "docs": peer(by_docs), "best": peer(at_best)
    })  # fmt: skip
    note = f"{len(made.policy.rules)} rules, 300 staff, 4,000 requests, {sum(ours) / len(ours):.0%} allowed"
    return [
        ("one decision", f"{took['ours'] * 1e6:.1f} µs", f"the request is built too; {note}"),
        ("one decision and its reasons in words", f"{took['words'] * 1e6:.1f} µs", "in both languages"),
        ("cedarpy, best batch", _times(took, "batch"), "policies and entities parsed before; goal: at least 15 ×"),
        ("cedarpy, single calls", _times(took, "single"), "as above; goal: at least 20 ×"),
        (
            "pycasbin, as its documentation writes it",
            _times(took, "docs"),
            "a line a role and action; goal: at least 80 ×",
        ),
        (
            "pycasbin, written for it to be fast",
            _times(took, "best"),
            "a line a rule, functions of ours in the matcher",
        ),
    ]


def _times(took: dict[str, float], peer: str) -> str:
    return f"{took[peer] / took['ours']:.0f} × our time"


def _interleaved(runs: dict[str, Callable[[], int]]) -> dict[str, float]:
    """Median seconds of the processor for one request, the rounds interleaved."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()  # what is made when first asked for
    gc.disable()
    for _ in range(ROUNDS):
        for name, run in runs.items():
            began = process_time()
            count = run()
            seconds[name].append((process_time() - began) / count)
            gc.collect()
    gc.enable()
    return {name: median(taken) for name, taken in seconds.items()}


def _lists() -> Rows:
    made = _Community()
    leader = next(one for one, held in made.staff.items() if held.role == "grid-leader" and held.runs_at(NOW))
    visit = Purpose("home-visit")
    rows = [ListRow(one, grid) for one, grid in made.residents.items()]

    def by_filter() -> int:
        seen = made.control.scope_filter(leader, Action.READ, FIELDS, visit, NOW, persons=len(rows))
        return len([seen.fields(row) for row in rows]) * len(FIELDS)

    def cell_by_cell() -> int:
        for row in rows:
            for name, tier in FIELDS.items():
                made.control.decide(
                    AccessRequest(leader, Action.READ, row.subject, row.unit, name, tier, visit, NOW, persons=len(rows))
                )
        return len(rows) * len(FIELDS)

    took = _interleaved({"ours": by_filter, "cells": cell_by_cell})
    note = f"{len(rows)} rows of {len(FIELDS)} columns, the filter is made too"
    return [("a list by `scope_filter`", f"{took['cells'] / took['ours']:.1f} × faster than by decisions", note)]


def _flatness() -> Rows:
    made = _Community()
    controls = {size: _sized(made, size) for size in (10, 100, 1_000, 10_000)}

    def run(control: AccessControl) -> Callable[[], int]:
        def decide() -> int:
            for request in made.requests:
                control.decide(request)
            return len(made.requests)

        return decide

    took = _interleaved({str(size): run(control) for size, control in controls.items()})
    values = " / ".join(f"{took[str(size)] / took['10']:.2f}" for size in controls)
    shares = " / ".join(f"{_share(control, made):.0%}" for control in controls.values())
    note = f"allowed: {shares}; goal: at most 1.5 ×"
    return [("10 / 100 / 1,000 / 10,000 rules", f"{values} × the time under 10 rules", note)]


def _share(control: AccessControl, made: _Community) -> float:
    return sum(decision.allowed for decision in control.decide_all(made.requests)) / len(made.requests)


def _sized(made: _Community, size: int) -> AccessControl:
    """The staff under a policy of so many rules: permits of the ready-made policy, each varied in all it says."""
    lots = drawn_by(size)
    bare = made.policy
    permits = [evolve(rule, id=f"{rule.id}-0") for rule in bare.permits[:7]]
    forbids = [evolve(rule, id=f"{rule.id}-0") for rule in bare.forbids[:3]]
    while len(permits) + len(forbids) < size:
        at = len(permits) + len(forbids)
        if at % 4 == 0:
            rule = lots.choice(bare.forbids)
            fields = frozenset(lots.sample(list(FIELDS), 2))
            forbids.append(evolve(rule, id=f"{rule.id}-{at}", fields=fields, from_persons=lots.choice((1, 2, 50))))
        else:
            rule = lots.choice(bare.permits)
            fields = frozenset(lots.sample(list(FIELDS), lots.randint(1, 4)))
            permits.append(evolve(rule, id=f"{rule.id}-{at}", fields=fields, up_to=lots.choice(list(Tier))))
    policy = evolve(bare, permits=tuple(permits), forbids=tuple(forbids))
    org = Organisation.from_columns(list(PARENTS), list(PARENTS.values()))
    return AccessControl(policy, org, AssignmentBook(made.staff.values()), BasisBook(made.bases))


def _analysis() -> Rows:
    old = AccessPolicy.community()
    new = evolve(old, version="next", permits=old.permits[1:], forbids=old.forbids[1:])
    began = perf_counter()
    found = diff(old, new)
    took = perf_counter() - began
    began = perf_counter()
    dead_rules(old)
    dead = perf_counter() - began
    return [
        ("whole-policy diff", f"{found.cells:,} cells in {took:.2f} s", "goal: under 1 s for 100,000 cells"),
        ("rules that could go", f"{dead:.2f} s", "the same cells of one policy"),
    ]
