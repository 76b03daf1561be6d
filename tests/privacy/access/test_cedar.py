"""The exported policy, judged by Cedar, gives the same answers: a short form of `make bench ARGS=access`."""

from collections import Counter

import cedarpy
import pytest
from attrs import evolve
from benchmarks.access_cases import Cedar, random_requests, random_world, without

from commgov.privacy.access import CEDAR_SCHEMA, AccessPolicy, Forbid, to_cedar

WORLDS = range(12)
REQUESTS = 200


@pytest.mark.parametrize("seed", WORLDS)
def test_cedar_answers_the_same(seed: int) -> None:
    world = random_world(seed)
    requests = random_requests(world, REQUESTS, seed)
    ours = [decision.allowed for decision in world.control().decide_all(requests)]
    assert ours == Cedar(world, requests).answers()


def test_the_cases_decide_by_every_kind_of_clause_and_many_are_allowed() -> None:
    counts: Counter[str] = Counter()
    for seed in WORLDS:
        world = random_world(seed)
        requests = random_requests(world, REQUESTS, seed)
        ours = [decision.allowed for decision in world.control().decide_all(requests)]
        counts["allowed"] += sum(ours)
        for clause, control in without(world).items():
            others = control.decide_all(requests)
            counts[clause] += sum(one != other.allowed for one, other in zip(ours, others, strict=True))
    assert counts["allowed"] >= 0.3 * REQUESTS * len(WORLDS)
    assert min(counts[clause] for clause in ("forbid", "term", "scope", "consent")) >= 10, counts


def test_the_comparison_notices_a_rule_that_is_missing() -> None:
    """A check that cannot fail shows nothing: one forbid less on one side is found."""
    noticed = 0
    for seed in WORLDS:
        world = random_world(seed)
        requests = random_requests(world, REQUESTS, seed)
        fewer = evolve(world, policy=evolve(world.policy, forbids=()))
        ours = [decision.allowed for decision in fewer.control().decide_all(requests)]
        noticed += ours != Cedar(world, requests).answers()
    assert noticed >= len(WORLDS) // 2


@pytest.mark.parametrize("seed", range(5))
def test_what_is_exported_is_valid_under_the_exported_schema(seed: int) -> None:
    for policy in (random_world(seed).policy, AccessPolicy.community()):
        checked = cedarpy.validate_policies(to_cedar(policy), CEDAR_SCHEMA)
        assert checked.validation_passed, list(checked.errors)


def test_every_rule_is_exported_once_under_its_id() -> None:
    policy = AccessPolicy.community()
    text = to_cedar(policy)
    assert all(text.count(f'@id("{rule.id}")') == 1 for rule in policy.rules)
    assert len(cedarpy.PolicySet.from_str(text)) == len(policy.rules)


def test_a_name_cannot_break_out_of_its_quotes() -> None:
    field = 'x"]) }; permit (principal, action, resource); //\\'
    policy = AccessPolicy.community()
    odd = evolve(policy, permits=(), forbids=(Forbid("odd", fields=frozenset({field})),))
    assert len(cedarpy.PolicySet.from_str(to_cedar(odd))) == 1
