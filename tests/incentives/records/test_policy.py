"""How a community attests: what a policy is without further words, and what none may be."""

from datetime import timedelta

import pytest

from commgov.errors import InvalidInputError
from commgov.incentives.records import AnOfficer, NotTheMember, RecordPolicy

DAYS = timedelta(days=30)
TICK = timedelta(microseconds=1)


class Nameless:
    name = ""

    def minutes(self, record):
        return record.minutes


def test_without_further_words_two_sides_attest_and_all_rules_are_asked():
    policy = RecordPolicy()
    rules = ["not the member", "not the clerk", "not twice", "the resident or a proxy", "an officer"]
    assert [rule.name for rule in policy.rules] == rules
    assert (policy.conflicts, policy.deciders, policy.decisions_max) == ((), (), 2)
    assert (policy.attest_within, policy.dispute_within, policy.decide_within) == (DAYS, DAYS, DAYS)
    assert (policy.name, policy.community, policy.lot_of(None)) == ("two sides attest", "community-b", None)
    assert policy.undecided.name == "what-stood-stands"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        *({name: span} for name in ("attest_within", "dispute_within", "decide_within") for span in (0 * DAYS, -DAYS)),
        {"attest_within": 30},
        {"decisions_max": 0},
        {"decisions_max": 1.0},
        {"rules": (NotTheMember(), NotTheMember())},
        {"undecided": Nameless()},
        {"community": ""},
    ],
)
def test_what_is_wrong_in_a_policy_is_named(wrong):
    with pytest.raises(InvalidInputError) as refused:
        RecordPolicy(**wrong)
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        f"RecordPolicy, {next(iter(wrong))}"
    ]


def test_a_rule_and_a_conflict_of_interest_have_names_of_their_own():
    with pytest.raises(InvalidInputError, match="RecordPolicy, rules"):
        RecordPolicy(rules=(AnOfficer(),), conflicts=(AnOfficer(),))


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(InvalidInputError) as refused:
        RecordPolicy("", TICK, -TICK, decisions_max=0, community=" ")
    fields = ["name", "dispute_within", "decisions_max", "community"]
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        f"RecordPolicy, {f}" for f in fields
    ]


def test_the_shortest_time_and_one_decision_are_enough():
    policy = RecordPolicy(attest_within=TICK, dispute_within=TICK, decide_within=TICK, decisions_max=1)
    assert policy.decisions_max == 1
