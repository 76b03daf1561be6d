"""The conformance kit passes the built-in allocation rule and catches rules that break the contract."""

from datetime import date

import pytest

from commgov.errors import RuleFailedError
from commgov.incentives import Ledger
from commgov.incentives.timebank import Applicant, LoneEldersFirst, TimeBank
from commgov.testing import check_allocation_rule
from commgov.wording import Text

OFFICERS = {"by": "officer-7", "approved_by": "officer-8"}


class Rule:
    """A rule that keeps the contract; the ones below each break it in one way."""

    name = Text("who waits longest first", "等候最久者优先")

    def rank(self, applicant):
        return (applicant.since.toordinal(),)

    def why(self, applicant):
        return Text(f"waits since {applicant.since}", f"自{applicant.since}起等候")


class NamedInEnglish(Rule):
    name = Text("who waits longest first", " ")


class Unnamed(Rule):
    name = "who waits longest first"


class SilentInChinese(Rule):
    def why(self, _):
        return Text("waits", "")


class Names(Rule):
    def why(self, applicant):
        return Text(f"{applicant.member} waits", "等候")


class Moody(Rule):
    calls = 0

    def rank(self, _):
        self.calls += 1
        return (self.calls,)


class MoodyInWords(Rule):
    calls = 0

    def why(self, _):
        self.calls += 1
        return Text(f"call {self.calls}", f"第{self.calls}次")


class Fractions(Rule):
    def rank(self, applicant):
        return (applicant.minutes / 7,)


class Raises(Rule):
    def rank(self, applicant):
        raise KeyError(applicant.member)


class SaysNothing(Rule):
    def why(self, _):
        return "waits"


@pytest.mark.parametrize("rule", [LoneEldersFirst(), Rule()], ids=lambda rule: type(rule).__name__)
def test_rules_that_keep_the_contract_pass(rule):
    check_allocation_rule(rule, examples=60)


@pytest.mark.parametrize(
    ("rule", "contract"),
    [
        (NamedInEnglish(), "name: in both languages"),
        (Unnamed(), "name: in both languages"),
        (SilentInChinese(), "why: in both languages"),
        (Names(), "why: nothing that names anybody"),
        (Moody(), "rank: the same answer to the same question"),
        (MoodyInWords(), "why: the same answer to the same question"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_breaks_the_contract_is_said(rule, contract):
    with pytest.raises(AssertionError, match=contract):
        check_allocation_rule(rule, examples=30)


@pytest.mark.parametrize("rule", [Fractions(), Raises(), SaysNothing()], ids=lambda rule: type(rule).__name__)
def test_a_rule_that_fails_is_named_and_gives_nothing_out(rule):
    bank = TimeBank("b", Ledger())
    bank.open_member("m-1")
    bank.pools.endow("e-1", 90, **OFFICERS)
    with pytest.raises(RuleFailedError, match="allocation rule of class"):
        check_allocation_rule(rule, examples=30)
    with pytest.raises(RuleFailedError) as failed:
        bank.pools.allocate("a-1", [Applicant("m-1", 60, date(2026, 1, 5))], rule, by="officer-7")
    assert "m-1" not in str(failed.value)
    assert bank.pools.holds() == 90


def test_the_order_of_the_list_makes_no_other_request():
    bank = TimeBank("b", Ledger())
    asks = [Applicant(f"m-{n}", 60, date(2026, 1, 5)) for n in range(3)]
    for each in asks:
        bank.open_member(each.member)
    bank.pools.endow("e-1", 90, **OFFICERS)
    first = bank.pools.allocate("a-1", asks, Rule(), by="officer-7", seed=5)
    assert bank.pools.allocate("a-1", asks[::-1], Rule(), by="officer-7", seed=5) == first
