"""The conformance kit passes every built-in point rule and catches rules that break the contract."""

import pytest

from commgov.errors import RuleFailedError
from commgov.incentives.points import EffectPoints, PointsLine, SatisfactionPoints, TimePoints
from commgov.testing import check_point_rule
from commgov.wording import Text

FINE = Text("fine", "可以")


@pytest.mark.parametrize("rule", [TimePoints(), EffectPoints(), SatisfactionPoints()], ids=lambda rule: rule.name)
def test_built_in_rules_keep_the_contract(rule):
    check_point_rule(rule, examples=60)


class Rule:
    """A rule that keeps the contract; the ones below each break it in one way."""

    name = "probe"
    title = Text("probe", "试验")

    def points(self, case):
        return PointsLine(case.counted // 10, FINE)


class Nameless(Rule):
    name = " "


class Untitled(Rule):
    title = Text("probe", " ")


class SilentInChinese(Rule):
    def points(self, case):
        return PointsLine(super().points(case).points, Text("fine", ""))


class Moody(Rule):
    calls = 0

    def points(self, _):
        self.calls += 1
        return PointsLine(self.calls, Text("again", "再次"))


class Tells(Rule):
    def points(self, case):
        return PointsLine(1, Text(f"served {case.service.resident}", "已服务"))


class ByOneRating(Rule):
    def points(self, case):
        return PointsLine(case.service.satisfaction or 0, FINE)


class Fractions(Rule):
    def points(self, case):
        return PointsLine(case.counted / 10, FINE)


class Takes(Rule):
    def points(self, case):
        return PointsLine(10 - case.counted, FINE)


class Raises(Rule):
    def points(self, case):
        raise KeyError(case)


def test_a_rule_that_keeps_the_contract_passes():
    check_point_rule(Rule(), examples=30)


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize(
    "rule", [Nameless(), SilentInChinese(), Moody(), Tells(), ByOneRating()], ids=lambda rule: type(rule).__name__
)
def test_a_rule_that_breaks_the_contract_is_caught(rule):
    with pytest.raises(AssertionError):
        check_point_rule(rule, examples=30)


@pytest.mark.parametrize("rule", [Fractions(), Takes(), Raises()], ids=lambda rule: type(rule).__name__)
@pytest.mark.usefixtures("any_example")
def test_a_rule_that_gives_no_line_fails_closed(rule):
    with pytest.raises(RuleFailedError, match="'probe'"):
        check_point_rule(rule, examples=30)
