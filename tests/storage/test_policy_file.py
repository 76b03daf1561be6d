"""The policy file is strict: nothing misspelt is passed over."""

import pytest

from commgov.errors import InvalidInputError
from commgov.matching import Objective
from commgov.storage.policy_file import PolicySettings, policy_text, read_policy


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        read_policy("policy.toml", text.encode())
    return [str(problem) for problem in caught.value.problems]


def test_an_empty_file_has_the_defaults():
    assert read_policy("policy.toml", b"") == PolicySettings()


def test_all_keys_are_read():
    settings = read_policy(
        "policy.toml",
        b"""
        zone = "Europe/Berlin"
        seed = 7
        start_step_minutes = 15
        distance_max = 4
        travel_minutes = [0, 5, 10]
        rules_off = ["insurance", "no overlap"]
        [weights]
        unserved = [1000, 3000, 9000]
        distance = 10
        """,
    )

    assert settings == PolicySettings(
        zone="Europe/Berlin",
        seed=7,
        start_step_minutes=15,
        distance_max=4,
        travel_minutes=(0, 5, 10),
        rules_off=frozenset({"insurance", "no overlap"}),
        objective=Objective(unserved=(1000, 3000, 9000), distance=10),
    )


@pytest.mark.parametrize(
    "settings",
    [
        PolicySettings(),
        PolicySettings(distance_max=0, rules_off=frozenset({"skills", "distance"}), seed=2**63 - 1),
        PolicySettings(zone="UTC", travel_minutes=(0,), objective=Objective(liking=0)),
    ],
)
def test_what_is_written_is_read_again(settings: PolicySettings):
    assert read_policy("policy.toml", policy_text(settings).encode()) == settings


def test_a_file_saved_by_a_plain_editor_with_its_mark_is_read():
    assert read_policy("policy.toml", "\ufeffseed = 3".encode()).seed == 3


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ('zome = "UTC"', "policy.toml, zome:", "did you mean 'zone'"),
        ("banana = 1", "policy.toml, banana:", "one of distance_max, "),
        ('zone = "Mars/Base"', "policy.toml, zone: 'Mars/Base'", "IANA name"),
        ("zone = 8", "policy.toml, zone: '8'", "IANA name"),
        ("seed = -1", "policy.toml, seed: '-1'", "a whole number"),
        ("seed = true", "policy.toml, seed: 'True'", "a whole number"),
        ("seed = 1.0", "policy.toml, seed: '1.0'", "a whole number"),
        ("start_step_minutes = 0", "policy.toml, start_step_minutes: '0'", "a whole number 1–1440"),
        ('distance_max = "4"', "policy.toml, distance_max: '4'", "a whole number"),
        ("travel_minutes = []", "policy.toml, travel_minutes: '[]'", "never falls"),
        ("travel_minutes = [5, 0]", "policy.toml, travel_minutes: '[5, 0]'", "never falls"),
        ("travel_minutes = 5", "policy.toml, travel_minutes: '5'", "never falls"),
        ('rules_off = ["skill"]', "policy.toml, rules_off: 'skill'", "did you mean 'skills'"),
        ('rules_off = "skills"', "policy.toml, rules_off: 'skills'", "a list of rules' names"),
        ("[weights]\nwast = 1", "policy.toml, weights, wast:", "did you mean 'waste'"),
        ("[weights]\nunserved = [1000]", "policy.toml, weights, unserved: '[1000]'", "three whole numbers"),
        ("[weights]\nunserved = [1, 2, 3]", "policy.toml, weights, unserved[0]: '1'", "a whole number 1000–"),
        ("[weights]\ndistance = 2.5", "policy.toml, weights, distance: '2.5'", "a whole number"),
        ("weights = 3", "policy.toml, weights: '3'", "a table of weights"),
        ("zone = ", "policy.toml:", "TOML: "),
    ],
)
def test_a_wrong_entry_is_named(text: str, where: str, expected: str):
    line = problems(text)[0]

    assert line.startswith(where)
    assert expected in line


def test_all_wrong_entries_come_at_once():
    assert len(problems('zone = "x"\nseed = -1\nsede = 1\nrules_off = ["a", "b"]\n[weights]\nx = 1\ny = 2')) == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 9000 + " = 1", "at most 8 KiB"),
        ("a = " + "[" * 8000, "TOML"),
        ("a" + ".b" * 4000 + " = 1", "one of distance_max"),
        ("seed = " + "9" * 5000, "TOML"),
    ],
)
def test_a_file_made_to_take_memory_or_time_is_refused(text: str, expected: str):
    [line] = problems(text)
    assert expected in line


def test_all_weights_are_looked_at():
    found = problems("[weights]\nunserved = [1, 2]\nwaste = -1\nlikking = 3")
    assert [line.split(":")[0] for line in found] == [
        "policy.toml, weights, likking",
        "policy.toml, weights, unserved",
        "policy.toml, weights, waste",
    ]


@pytest.mark.parametrize("rule", ["availability", "employer consent", "weekly minutes", "weekly services"])
def test_a_rule_that_protects_members_cannot_be_off(rule):
    [said] = problems(f'rules_off = ["insurance", "{rule}"]')
    assert said.startswith(f"policy.toml, rules_off: '{rule}' — no rule that protects members")
