"""Rules that break the contract are refused in plain words, by name, and leave nothing behind."""

import pickle

import numpy as np
import pytest

from commgov.core import Verdict, refusals
from commgov.errors import InvalidInputError, RuleFailedError
from commgov.matching import (
    CandidateTable,
    MatchingProblem,
    MaxDistance,
    Objective,
    Skills,
    solve,
    standard_rules,
    violations,
)
from commgov.wording import Text

FINE = Verdict(allowed=True, reason=Text("fine", "可以"))
NO = Verdict(allowed=False, reason=Text("no", "不可"))
PHONE = "13800000000"


class Probe:
    """A rule that keeps the contract; its parts are replaced by wrong ones."""

    name = "probe"

    def __init__(self, mask=None, why=None):
        self._mask = mask or (lambda pairs: np.ones(len(pairs), dtype=bool))
        self._why = why or (lambda _: FINE)

    def why(self, pairing):
        return self._why(pairing)

    def mask(self, pairs):
        return self._mask(pairs)


def raises(_):
    raise KeyError(PHONE)


def writes_facts(pairs):
    pairs.columns.members.minutes_max[:] = 10_000
    return np.ones(len(pairs), dtype=bool)


def writes_pairs(pairs):
    pairs.member[:] = 0
    return np.ones(len(pairs), dtype=bool)


WRONG_MASKS = {
    "raises": (raises, "raised KeyError"),
    "one too few": (lambda pairs: np.ones(len(pairs) - 1, dtype=bool), "its mask is bool[1]; bool[2] is due"),
    "one for all": (lambda _: np.True_, "its mask is of type bool"),
    "a table": (lambda pairs: np.ones((len(pairs), 1), dtype=bool), "its mask is bool[2, 1]"),
    "whole numbers": (lambda pairs: np.zeros(len(pairs), dtype=int), "its mask is int64[2]"),
    "not a number": (lambda pairs: np.full(len(pairs), np.nan), "its mask is float64[2]"),
    "objects": (lambda pairs: np.array([True] * len(pairs), dtype=object), "its mask is object[2]"),
    "a list": (lambda pairs: [True] * len(pairs), "its mask is of type list"),
    "nothing": (lambda _: None, "its mask is of type NoneType"),
    "half hidden": (
        lambda pairs: np.ma.masked_array(np.ones(len(pairs), bool), mask=[0, 1]),
        "its mask is MaskedArray of bool[2]",
    ),
    "writes facts": (writes_facts, "raised ValueError"),
    "writes pairs": (writes_pairs, "raised ValueError"),
}


@pytest.fixture
def problem(one_order):
    members, demand = one_order
    return lambda *rules: MatchingProblem.build(members, [demand], rules=(*standard_rules(), *rules))


@pytest.mark.parametrize(("mask", "words"), WRONG_MASKS.values(), ids=WRONG_MASKS)
def test_a_mask_that_breaks_the_contract_is_named_and_leaves_nothing_behind(mask, words, problem):
    before = pickle.dumps(solve(problem(Probe())).services)
    asked = problem(Probe(mask))
    facts = pickle.dumps(asked.columns)
    with pytest.raises(RuleFailedError, match="rule 'probe'") as caught:
        solve(asked)
    assert words in str(caught.value)
    assert caught.value.text.zh.startswith("规则'probe'")
    assert PHONE not in str(caught.value)
    assert pickle.dumps(asked.columns) == facts
    assert pickle.dumps(solve(problem(Probe())).services) == before


def test_the_rules_own_exception_is_attached(problem):
    with pytest.raises(RuleFailedError) as caught:
        solve(problem(Probe(raises)))
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (raises, "raised KeyError"),
        (lambda _: True, "why gave bool"),
        (lambda _: None, "why gave NoneType"),
        (lambda _: Verdict(allowed=1, reason=Text("fine", "可以")), "allowed=True or False"),
        (lambda _: Verdict(allowed=True, reason="fine"), "a Text as its reason"),
        (lambda _: NO, "its mask allows a pair for d-1 that its why refuses"),
    ],
)
def test_a_verdict_that_breaks_the_contract_is_named_and_no_plan_is_made(why, words, problem):
    with pytest.raises(RuleFailedError, match="rule 'probe'") as caught:
        solve(problem(Probe(why=why)))
    assert words in str(caught.value)
    assert caught.value.text.zh.startswith("规则'probe'")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own bytes
    assert PHONE not in str(caught.value)


def test_whoever_asks_gets_the_same_error(problem):
    """The judge of service lists, the first look at pairs and the reasons of unmet demands ask in one place."""
    plan = solve(problem())
    with pytest.raises(RuleFailedError, match="why gave bool"):
        violations(problem(Probe(why=lambda _: True)), plan.services)
    with pytest.raises(RuleFailedError, match="of class Nameless raised AttributeError"):
        refusals([type("Nameless", (), {})()], None)
    answers = iter([np.zeros(2, dtype=bool), []])
    with pytest.raises(RuleFailedError, match="its mask is of type list"):
        solve(problem(Probe(lambda _: next(answers))))


def test_a_rule_that_nothing_is_left_for_is_not_asked(problem):
    nobody = Probe(lambda pairs: np.zeros(len(pairs), dtype=bool), lambda _: NO)
    never = Probe(raises)
    never.name = "never"
    plan = solve(problem(nobody, never))
    assert [unmet.demand for unmet in plan.unmet] == ["d-1"]


def test_what_is_no_rule_is_refused_at_the_door_with_all_that_is_wrong(one_order):
    members, demand = one_order
    nameless = Probe()
    nameless.name = "  "
    personal = Probe()
    personal.name = PHONE
    bare = type("Bare", (), {"name": "bare", "mask": 3})()
    rules = [Skills, nameless, personal, bare, MaxDistance(1), MaxDistance(2)]
    with pytest.raises(InvalidInputError) as caught:
        MatchingProblem.build(members, [demand], rules=rules)
    assert [problem.to("en") for problem in caught.value.problems] == [
        "rules, [0], of class type: 'Skills' — a rule, not the class of one",
        "rules, [1], of class Probe, name: — a short name that names no person",
        "rules, [2], of class Probe, name: — a short name that names no person",
        "rules, [3], 'bare', why: — a method why(pairing) -> Verdict",
        "rules, [3], 'bare', mask: — a method mask(pairs) -> bool[pairs]",
        "rules, [5], 'distance', name: 'distance' — each name only once",
    ]
    for wrong in (MaxDistance(1), "skills", 7):
        with pytest.raises(InvalidInputError, match="a sequence of rules"):
            MatchingProblem.build(members, [demand], rules=wrong)


def test_arrays_take_built_in_rules_only_as_others_are_asked_about_objects():
    table = CandidateTable(role=np.array([0]), member=np.array([0]), cost=np.array([5]))
    with pytest.raises(InvalidInputError, match="a problem built from objects"):
        MatchingProblem.from_columns(services_max=[1], unserved=[100], candidates=table, rules=[Probe()])
    with pytest.raises(InvalidInputError, match="each name only once"):
        MatchingProblem.from_columns(services_max=[1], unserved=[100], candidates=table, rules=[Skills(), Skills()])


def test_a_cost_term_that_writes_facts_or_answers_with_a_list_is_named(one_order):
    members, demand = one_order
    for cost in (lambda pairs: pairs.start.fill(0), lambda pairs: [1] * len(pairs)):
        term = type("Term", (), {"name": "bonus", "dearest": 3, "cost": staticmethod(cost)})()
        problem = MatchingProblem.build(members, [demand], objective=Objective().plus(term))
        with pytest.raises(RuleFailedError, match="cost term 'bonus'"):
            solve(problem)


def test_the_facts_of_a_problem_are_read_only(problem):
    columns = problem().columns
    for array in (columns.members.unit, columns.demands.need, columns.places.depth, columns.weeks):
        assert not array.flags.writeable
    assert not columns.members.free.start.flags.writeable


def test_the_callers_arrays_stay_the_callers():
    services = np.array([1, 2], dtype=np.int32)
    table = CandidateTable(role=np.zeros(2, np.int32), member=np.arange(2, dtype=np.int32), cost=np.ones(2, np.int32))
    solve(MatchingProblem.from_columns(services_max=services, unserved=[100], candidates=table))
    assert services.flags.writeable
    assert table.role.flags.writeable
