"""Whole-policy analysis says exactly what going through all requests says."""

from random import Random

import pytest
from attrs import evolve
from benchmarks.access_cases import ROLES, drawn_by, random_world
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.access.points import SMALL, STRICTER, Owed, answer, covers, every_point, judge_of, random_point

from commgov.privacy import BasisKind, Tier
from commgov.privacy.access import (
    SELF,
    AccessPolicy,
    Action,
    Forbid,
    PolicyDiff,
    Region,
    Scope,
    dead_rules,
    diff,
    who_can,
)

seeds = st.integers(0, 100_000)


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


@pytest.mark.parametrize("names", [{"persons": 0}, {"approvals": -1}])
def test_who_can_refuses_numbers_that_are_none(names: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="whole number"):
        who_can(AccessPolicy.community(), Action.READ, "health", Tier.T4, "relief", **names)
