"""Rules answer or fail closed; draws depend on their key alone; texts keep their languages."""

import pickle
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import Text, Verdict, ask, between, keyed, looks_personal, refusals
from commgov.core.ids import id_problem
from commgov.errors import InvalidInputError, Problem, RuleFailedError

YES, NO = Verdict(True, Text("fine", "可以")), Verdict(False, Text("too late", "太晚"))


class Fixed:
    """A rule that always says the same."""

    def __init__(self, name, verdict):
        self.name, self.verdict = name, verdict

    def why(self, subject):
        if self.verdict is None:
            raise KeyError(subject)
        return self.verdict


def test_every_rule_that_refuses_is_heard_not_only_the_first():
    rules = [Fixed("one", NO), Fixed("two", YES), Fixed("three", NO)]
    assert [name for name, _ in refusals(rules, "subject")] == ["one", "three"]
    assert refusals([Fixed("two", YES)], "subject") == []


def test_a_rule_that_raises_is_named_and_never_counts_as_a_yes():
    with pytest.raises(RuleFailedError, match="'broken' raised KeyError") as caught:
        ask(Fixed("broken", None), "13800000000")
    assert isinstance(caught.value.__cause__, KeyError)
    assert "13800000000" not in str(caught.value)


def test_a_verdict_counts_as_what_it_says():
    assert (bool(YES), bool(NO)) == (True, False)


@given(st.integers(), st.text(), st.integers())
def test_a_draw_depends_on_seed_and_key_alone(seed, stream, number):
    drawn = keyed(seed, stream, number)
    assert 0 <= drawn < 1
    assert drawn == keyed(seed, stream, number)
    assert drawn != keyed(seed + 1, stream, number)


def test_a_draw_is_the_same_on_every_machine():
    """The very numbers: plans and scenarios of the past have to come out again."""
    assert [keyed(7, "no-show", "m-12", attempt) for attempt in (0, 1)] == [0.8605818085470283, 0.2445002906150866]


def test_whole_numbers_between_two_are_all_drawn_about_as_often():
    counts = Counter(between(1, 3, 7, "dice", throw) for throw in range(5_000))
    assert set(counts) == set(range(3, 8))
    assert all(850 < count < 1150 for count in counts.values())


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("13800000000", True), ("+86 138-0000-0000", True), ("86 13800000000", True), ("12800000000", False),
        ("420106199001011234", True), ("42010619900101123X", True), ("420106900101123", True),
        ("42010619900101", False), ("someone@example.org", True), ("a@b", False), ("m-138", False), ("grid-17", False),
    ],
)  # fmt: skip
def test_what_has_the_form_of_personal_data_is_no_id(text, personal):
    assert looks_personal(text) == personal
    assert (id_problem(text) is not None) == personal


def test_all_problems_travel_together_between_processes():
    error = InvalidInputError([Problem("members.csv", Text("a file", "应为文件")), Problem("x", Text("y", "z"), "7")])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert again.problems == error.problems
    assert str(again) == "members.csv: — a file\nx: '7' — y"


def test_a_text_inside_a_text_keeps_its_language():
    outer = Text("waits for {who}", "待{who}确认").fill(who=Text("the school", "学校"))
    assert (str(outer), outer.to("en"), outer.to("zh")) == (
        "waits for the school",
        "waits for the school",
        "待学校确认",
    )
