"""The conformance kit passes every built-in rule and catches rules that break the contract."""

import numpy as np
import pytest

from commgov.core import Verdict
from commgov.matching import MaxDistance, NoOverlap, standard_rules
from commgov.testing import check_rule
from commgov.wording import Text

FINE = Verdict(allowed=True, reason=Text("fine", "可以"))
NO = Verdict(allowed=False, reason=Text("no", "不可"))


@pytest.mark.parametrize("rule", standard_rules(distance_max=3), ids=lambda rule: rule.name)
def test_built_in_rules_keep_the_contract(rule):
    check_rule(rule, examples=60)


class Rule:
    """A rule that keeps the contract; the ones below each break it in one way."""

    name = "probe"

    def why(self, pairing):
        return FINE if len(pairing.demand.seats) == 1 else NO

    def mask(self, pairs):
        demands = pairs.columns.demands
        seats = np.array([len(seats) for seats in demands.seat_role], dtype=int)
        return seats[pairs.demand] == 1


class MaskDisagrees(Rule):
    def mask(self, pairs):
        return np.ones(len(pairs), dtype=bool)


class MaskTooShort(Rule):
    def mask(self, pairs):
        return super().mask(pairs)[:-1]


class SilentInChinese(Rule):
    def why(self, pairing):
        return Verdict(super().why(pairing).allowed, Text("fine", ""))


class Moody(Rule):
    calls = 0

    def why(self, pairing):
        self.calls += 1
        return Verdict(super().why(pairing).allowed, Text(f"call {self.calls}", "次"))


class TimelessButLooks(Rule):
    timeless = True

    def why(self, pairing):
        return FINE if pairing.start == pairing.demand.window.start else NO

    def mask(self, pairs):
        return pairs.start == pairs.columns.demands.earliest[pairs.demand]


class Raises(Rule):
    def why(self, pairing):
        raise KeyError(pairing)


def test_a_rule_that_keeps_the_contract_passes():
    check_rule(Rule(), examples=30)


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize(
    "rule",
    [MaskDisagrees(), MaskTooShort(), SilentInChinese(), Moody(), TimelessButLooks()],
    ids=lambda r: type(r).__name__,
)
def test_a_rule_that_breaks_the_contract_is_caught(rule):
    with pytest.raises(AssertionError):
        check_rule(rule, examples=30)


@pytest.mark.usefixtures("any_example")
def test_a_rule_that_raises_fails_closed():
    with pytest.raises(Exception, match="instead of answering"):
        check_rule(Raises(), examples=30)


def test_limits_are_named_after_what_they_limit():
    assert [MaxDistance(1).name, NoOverlap().name] == ["distance", "no overlap"]
