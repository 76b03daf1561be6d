"""Whole-policy analysis says exactly what going through all requests says."""

from itertools import product
from random import Random
from typing import Any

import pytest
from attrs import evolve, frozen
from benchmarks.access_cases import FIELDS, NOON, PURPOSES, ROLES, drawn_by, random_world
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import Text
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
    PolicyDiff,
    Region,
    Role,
    Scope,
    SubjectBasis,
    dead_rules,
    diff,
    who_can,
)
from commgov.privacy.access.compiled import CompiledPolicy
from commgov.privacy.access.decisions import Facts
from commgov.privacy.access.explaining import PolicyExplainer
from commgov.privacy.access.judging import Judge
from commgov.privacy.access.region import _families
from commgov.privacy.access.space import ALL_BASES, AXES

seeds = st.integers(0, 100_000)
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


def changed(policy: AccessPolicy, lots: Random) -> AccessPolicy:
    """The policy with a few rules dropped, added or edited."""
    other = random_world(lots.randint(0, 10**6)).policy
    new = tuple(evolve(rule, id=f"new-{rule.id}") for rule in lots.sample(other.permits, lots.randint(0, 2)))
    more = tuple(evolve(rule, id=f"new-{rule.id}") for rule in lots.sample(other.forbids, lots.randint(0, 1)))
    permits = [evolve(rule, up_to=lots.choice(list(Tier))) if lots.random() < 0.3 else rule for rule in policy.permits]
    kept = tuple(rule for rule in policy.forbids if lots.random() < 0.8)
    return evolve(policy, permits=(*permits[1:], *new), forbids=(*kept, *more))


def expected(found: PolicyDiff, before: Owed, after: Owed) -> tuple[Region, ...]:
    if before is None:
        return found.gained
    return found.lost if after is None else found.changed


@settings(max_examples=12)
@given(seeds)
def test_the_difference_of_two_policies_is_exact_for_whoever_holds_one_role(seed: int) -> None:
    lots = drawn_by(seed)
    old = random_world(seed).policy
    new = changed(old, lots)
    found = diff(old, new)
    one, other = judge_of(old), judge_of(new)
    for _ in range(150):
        point = random_point(lots, 1)
        before, after = answer(one, point), answer(other, point)
        told = {
            kind: [region for region in regions if not region.also and covers(region, point, (old, new))]
            for kind, regions in (("gained", found.gained), ("lost", found.lost), ("changed", found.changed))
        }
        kind = "gained" if before is None else "lost" if after is None else "changed"
        differs = _sorted(before) != _sorted(after)
        if differs:
            assert len(told.pop(kind)) == 1, point
        elif before is not None:
            told.pop("changed")  # the same is owed, but in an emergency only, or no longer only there
        assert not any(told.values()), point


def _sorted(owed: Owed) -> Owed:
    return None if owed is None else tuple(sorted(owed))


@settings(max_examples=12)
@given(seeds)
def test_whatever_differs_for_holders_of_several_roles_differs_for_one_or_two(seed: int) -> None:
    lots = drawn_by(seed)
    old = random_world(seed).policy
    new = changed(old, lots)
    found = diff(old, new)
    regions = (*found.gained, *found.lost, *found.changed)
    one, other = judge_of(old), judge_of(new)
    for _ in range(150):
        point = random_point(lots, lots.randint(2, 4))
        if _sorted(answer(one, point)) != _sorted(answer(other, point)):
            assert any(covers(region, point, (old, new)) for region in regions), point


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


def test_a_small_policy_is_compared_point_by_point() -> None:
    found = diff(SMALL, STRICTER)
    one, other = judge_of(SMALL), judge_of(STRICTER)
    seen = {"gained": 0, "lost": 0, "changed": 0}
    for point in every_point():
        before, after = answer(one, point), answer(other, point)
        if before != after:
            regions = expected(found, before, after)
            assert any(covers(region, point, (SMALL, STRICTER)) for region in regions), point
            seen["gained" if before is None else "lost" if after is None else "changed"] += 1
        elif len(point.held) == 1:
            everything = (*found.gained, *found.lost, *found.changed)
            assert not any(covers(region, point, (SMALL, STRICTER)) for region in everything), point
    assert seen["gained"] > 0
    assert seen["lost"] > 0


def test_a_policy_does_not_differ_from_itself() -> None:
    policy = AccessPolicy.community()
    found = diff(policy, evolve(policy, version="next"))
    assert not found
    assert found.cells > 10_000
    assert found.to("zh") == "没有差异"


def test_the_difference_of_versions_reads_as_sentences() -> None:
    policy = AccessPolicy.community()
    looser = evolve(policy, forbids=tuple(rule for rule in policy.forbids if rule.id != "no-lists-of-sensitive"))
    lines = diff(policy, looser).to("zh").splitlines()
    doctor = next(line for line in lines if line.startswith("＋ 家庭医生：查看；T4；用途：居家健康照护；字段："))
    assert doctor.endswith("；指定负责该居民（或更近）；同意或合同；审批人数：0–1；一次涉及居民数：≥2")
    assert diff(policy, looser).lost == ()
    assert [region.text for region in diff(looser, policy).lost] == [each.text for each in diff(policy, looser).gained]


def test_a_mask_that_is_dropped_is_a_change() -> None:
    policy = AccessPolicy.community()
    bare = [evolve(rule, obligations=()) if rule.id == "auditor-masked" else rule for rule in policy.permits]
    found = diff(policy, evolve(policy, permits=tuple(bare)))
    assert (found.gained, found.lost) == ((), ())
    assert {region.role for region in found.changed} == {"auditor"}
    assert all(region.before and region.after == () for region in found.changed)


@settings(max_examples=8)
@given(seeds)
def test_a_rule_is_dead_if_and_only_if_nothing_changes_without_it(seed: int) -> None:
    drawn = random_world(seed).policy
    policy = evolve(drawn, permits=drawn.permits[:4], forbids=drawn.forbids[:2])
    dead = {each.rule for each in dead_rules(policy)}
    for rule in policy.rules:
        less = evolve(
            policy,
            permits=tuple(each for each in policy.permits if each is not rule),
            forbids=tuple(each for each in policy.forbids if each is not rule),
        )
        assert (rule.id in dead) == (not diff(policy, less)), rule.id


def test_the_guard_rails_of_the_community_policy_wait_for_a_permit_that_goes_too_far() -> None:
    policy = AccessPolicy.community()
    dead = {each.rule: each.reason for each in dead_rules(policy)}
    assert set(dead) == {"disclose-on-consent-or-statute", "share-sensitive-on-consent-or-statute"}
    careless = [evolve(rule, bases=frozenset()) for rule in policy.permits]
    assert dead_rules(evolve(policy, permits=tuple(careless))) != dead_rules(policy)
    assert not {each.rule for each in dead_rules(evolve(policy, permits=tuple(careless)))} & set(dead)


def test_a_rule_that_nothing_ever_meets_is_told_from_one_that_others_cover() -> None:
    never = Forbid("never", purposes=frozenset({"visit"}), unless_purposes=frozenset({"visit"}))
    dead = {each.rule: each.reason.en for each in dead_rules(evolve(SMALL, forbids=(*SMALL.forbids, never)))}
    assert dead == {"never": "no request ever meets its conditions"}


@settings(max_examples=12)
@given(seeds)
def test_who_can_says_for_every_role_exactly_when(seed: int) -> None:
    lots = drawn_by(seed)
    policy = random_world(seed).policy
    judge = judge_of(policy)
    point = random_point(lots, 1)
    lines = who_can(
        policy, point.action, point.field, point.tier, point.purpose, is_minor=point.is_minor,
        is_third_party=point.is_third_party, persons=point.persons, approvals=point.approvals, assessed=point.assessed,
    )  # fmt: skip
    for role in (SELF, *ROLES):
        for _ in range(40):
            near = Scope.SUBJECT if role == SELF else lots.choice(list(Scope))
            kinds = frozenset(lots.sample(list(BasisKind), lots.randint(0, 4)))
            at = evolve(point, held=((role, near),), bases=kinds, emergency=lots.random() < 0.5)
            told = any(
                line.role == role
                and line.scope <= near
                and (at.emergency or not line.emergency)
                and (not line.bases or any(each <= kinds for each in line.bases))
                for line in lines
            )
            assert told == (answer(judge, at) is not None), at


def test_who_can_reads_as_sentences() -> None:
    lines = who_can(AccessPolicy.community(), Action.READ, "health", Tier.T4, "health-care")
    assert [line.text.zh for line in lines] == [
        "照护人员：指定负责该居民；处理依据：同意；加水印显示",
        "家庭医生：指定负责该居民；处理依据：同意或合同；加水印显示",
    ]
    assert who_can(AccessPolicy.community(), Action.READ, "health", Tier.T4, "gossip") == ()


@pytest.mark.parametrize("names", [{"persons": 0}, {"approvals": -1}])
def test_who_can_refuses_numbers_that_are_none(names: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="whole number"):
        who_can(AccessPolicy.community(), Action.READ, "health", Tier.T4, "relief", **names)


def test_a_region_in_words_tells_all_it_is_limited_to() -> None:
    limited = Forbid(
        "limited", minors=True, third_party=True, unless_assessed=True, unless_bases=frozenset({BasisKind.STATUTE})
    )
    found = diff(SMALL, evolve(SMALL, forbids=(*SMALL.forbids, limited))).lost
    text = next(region.text for region in found if region.role == "worker" and not region.also)
    for words in (Text("children under 14", "不满十四周岁的未成年人"), Text("about somebody else", "涉及他人的信息")):
        assert words.en in text.en
        assert words.zh in text.zh
    assert "without an assessment" in text.en
    assert "without statute" in text.en


def test_who_holds_a_further_role_is_told_of_only_where_it_makes_a_difference() -> None:
    policy = AccessPolicy.community()
    fewer = diff(policy, evolve(policy, permits=tuple(rule for rule in policy.permits if rule.id != "emergency")))
    assert any(region.also == "property-company" for region in fewer.lost)
    assert "物业企业" not in fewer.to("zh")  # for T1 to T3 the same as for others, and T4 was forbidden anyway
    freed = diff(policy, evolve(policy, forbids=tuple(r for r in policy.forbids if r.id != "property-never-sensitive")))
    assert freed.gained
    assert all(region.also == "property-company" for region in freed.gained)
    assert "同时担任物业企业" in freed.to("zh")


def test_scopes_that_do_not_reach_up_are_all_named() -> None:
    near = evolve(SMALL, permits=(SMALL.permits[0], evolve(SMALL.permits[1], scope=Scope.SERVICE)))
    lost = next(region for region in diff(SMALL, near).lost if region.role == "leader")
    assert lost.of("scope") == {Scope.SUBJECT}
    assert "assigned to this resident" in lost.text.en
    wide = evolve(near, permits=(near.permits[0], evolve(near.permits[1], scope=Scope.UNIT)))
    gained = next(region for region in diff(near, wide).gained if region.role == "leader")
    assert "the resident's unit or one above it or assigned to this resident" in gained.text.en
    assert "所在单元或其上级单元或指定负责该居民" in gained.text.zh


def test_sets_of_bases_are_told_by_the_fewest_words_that_are_true() -> None:
    consent, duty = BasisKind.CONSENT, BasisKind.DUTY
    everything = frozenset(ALL_BASES)
    either = frozenset(kinds for kinds in everything if kinds & {consent, duty})
    assert _families(either).en == "consent or duty by law"
    assert _families(everything - either).en == "without consent or duty by law"
    assert _families(frozenset(kinds for kinds in either if duty not in kinds)).zh == "同意，无法定职责"
    assert _families(frozenset({frozenset(), frozenset({consent, duty})})).en == "no basis or consent and duty by law"
