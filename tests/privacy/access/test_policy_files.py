"""A policy is read and written as text that people review; whatever is wrong with it is told at once."""

import json
import tomllib

import pytest
from attrs import evolve
from benchmarks.access_cases import drawn_by, random_world
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import Text
from commgov.errors import InvalidInputError
from commgov.privacy import Purpose, Tier
from commgov.privacy.access import SELF, AccessPolicy, Action, Forbid, Obligation, Permit, Role

names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20).filter(
    lambda name: name == name.strip() and "@" not in name and not any(sign.isdigit() for sign in name)
)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_every_policy_comes_back_from_its_text(seed: int) -> None:
    policy = random_world(seed).policy
    assert AccessPolicy.from_toml(policy.to_toml()) == policy
    assert AccessPolicy.from_json(policy.to_json()) == policy
    assert AccessPolicy.from_toml(policy.to_toml()).hash == policy.hash


@settings(max_examples=50)
@given(names, names, st.text(max_size=30))
def test_odd_names_and_words_come_back_too(role: str, purpose: str, words: str) -> None:
    policy = AccessPolicy(
        "odd",
        "1",
        roles=(Role(role, Text(words, words)),) if role != SELF else (),
        purposes=(Purpose(purpose, Text(words, words)),),
        forbids=(Forbid("f", purposes=frozenset({purpose}), source=Text(words or "x", words)),),
    )
    assert AccessPolicy.from_toml(policy.to_toml()) == policy
    assert AccessPolicy.from_json(policy.to_json()) == policy


def test_the_text_is_sorted_so_that_versions_can_be_compared_line_by_line() -> None:
    policy = AccessPolicy.community()
    lots = drawn_by(1)
    mixed = evolve(
        policy,
        permits=tuple(lots.sample(policy.permits, len(policy.permits))),
        forbids=tuple(lots.sample(policy.forbids, len(policy.forbids))),
    )
    assert mixed.to_toml() == policy.to_toml()
    ids = [rule["id"] for rule in tomllib.loads(policy.to_toml())["permits"]]
    assert ids == sorted(ids)


def test_whatever_is_changed_changes_the_hash() -> None:
    policy = AccessPolicy.community()
    changed = [
        evolve(policy, version="2026-2"),
        evolve(policy, permits=policy.permits[1:]),
        evolve(policy, forbids=(evolve(policy.forbids[0], from_persons=9), *policy.forbids[1:])),
        evolve(policy, permits=(evolve(policy.permits[0], up_to=Tier.T1), *policy.permits[1:])),
    ]
    assert len({policy.hash, *(each.hash for each in changed)}) == 5


PERMIT = '[[permits]]\nid = "p"\nroles = ["a"]\nactions = ["read"]\nup_to = "T1"\npurposes = ["v"]\n'
BROKEN = {
    "no TOML": ("name = ", "TOML 1.0"),
    "no table": ('permits = 3\nname = "a"\nversion = "1"', "a list"),
    "unknown key": ('name = "a"\nversion = "1"\ncolour = "red"', "one of: forbids, name"),
    "misspelt condition": ('[[forbids]]\nid = "f"\nform_tier = "T3"', "one of: actions, fields"),
    "unknown action": ('[[forbids]]\nid = "f"\nactions = ["burn"]', "one of: read, search"),
    "unknown tier": ('[[forbids]]\nid = "f"\nfrom_tier = "T9"', "one of: T1, T2, T3, T4"),
    "tier as number": ('[[forbids]]\nid = "f"\nfrom_tier = 3', "one of: T1, T2, T3, T4"),
    "text for a list": ('[[forbids]]\nid = "f"\nroles = "worker"', "a list"),
    "text for a flag": ('[[forbids]]\nid = "f"\nminors = "yes"', "True or False"),
    "missing parts": ('[[permits]]\nid = "p"', "all that is required"),
    "unwatched emergency": (f"{PERMIT}emergency = true", "an emergency permit asks for a notice"),
    "late review": (
        f'{PERMIT}emergency = true\nobligations = ["notify b", "review b 73h"]',
        "an emergency permit asks for a notice",
    ),
    "unknown duty": (f'{PERMIT}obligations = ["pray"]', "mask, watermark, notify ROLE"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_and_says_what_is_due(case: str) -> None:
    text, due = BROKEN[case]
    with pytest.raises(InvalidInputError) as refused:
        AccessPolicy.from_toml(text)
    assert any(due in str(problem) for problem in refused.value.problems), refused.value


def test_all_problems_are_told_each_with_its_place() -> None:
    text = '[[roles]]\nname = ""\n[[forbids]]\nid = "f"\nactions = ["burn"]\n[[forbids]]\nid = ""\n'
    with pytest.raises(InvalidInputError) as refused:
        AccessPolicy.from_toml(text)
    places = [problem.where.to("zh") for problem in refused.value.problems]
    assert any(place.startswith("roles，第1行") for place in places)
    assert any(place.startswith("forbids，第1行，actions") for place in places)
    assert any(place.startswith("forbids，第2行") for place in places)


def test_roles_and_purposes_that_rules_name_have_to_be_listed() -> None:
    permit = Permit("p", roles=frozenset({"king"}), actions=frozenset({Action.READ}), up_to=Tier.T1,
                    purposes=frozenset({"fun"}))  # fmt: skip
    forbid = Forbid("p", unless_purposes=frozenset({"war"}))
    with pytest.raises(InvalidInputError) as refused:
        AccessPolicy("a", "1", roles=(), purposes=(), permits=(permit,), forbids=(forbid,))
    told = {problem.value for problem in refused.value.problems}
    assert {"king", "fun", "war", "p"} <= told


def test_a_field_that_stands_twice_in_json_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="only once"):
        AccessPolicy.from_json('{"name": "a", "name": "b"}')
    with pytest.raises(InvalidInputError):
        AccessPolicy.from_json("[]")
    assert json.loads(AccessPolicy.community().to_json())["name"] == "community"


@pytest.mark.parametrize("text", ["mask", "watermark", "notify auditor", "notify auditor 24h", "review auditor 72h"])
def test_an_obligation_comes_back_from_its_text(text: str) -> None:
    assert str(Obligation.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "mask auditor", "notify", "review", "review auditor", "review auditor 0h", "a b c d"]
)
def test_what_is_no_obligation_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        Obligation.parse(text)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Role(SELF, can_be_covered=True),
        lambda: Forbid("f", from_tier=3),  # type: ignore[arg-type]
        lambda: Forbid("f", from_persons=0),
        lambda: Forbid("f", roles={"a"}),  # type: ignore[arg-type]
        lambda: Forbid("f", actions=frozenset({"read"})),  # type: ignore[arg-type]
        lambda: Forbid("13812345678"),
        lambda: AccessPolicy("a", "1", roles=[], purposes=()),  # type: ignore[arg-type]
    ],
)
def test_values_are_checked_at_the_door(build: object) -> None:
    with pytest.raises(InvalidInputError):
        build()  # type: ignore[operator]
