"""Who may serve what is listed once for a problem: whatever is asked of it later, no rule is asked about all again."""

import gc
import weakref
from datetime import timedelta

import numpy as np
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import Demand, DemandKind, Member, Verdict, Window
from commgov.matching import MatchingProblem, WeeklyServices, explain, first_come, recommend, solve
from commgov.matching.candidates import allowed_candidates
from commgov.matching.seating import seating_of
from commgov.testing.strategies import MONDAY, communities
from commgov.wording import Text


class Patient:
    """Allows everything, and counts how many pairs it was asked about."""

    name = "patient"

    def __init__(self):
        self.asked = 0

    def why(self, pairing):
        return Verdict(allowed=pairing.minutes is None or pairing.minutes > 0, reason=Text("allowed", "允许"))

    def mask(self, pairs):
        self.asked += len(pairs)
        return np.ones(len(pairs), dtype=bool)


def problem_of(rule):
    nine = MONDAY + timedelta(hours=9)
    orders = [
        Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", Window(nine, nine + timedelta(hours=1)), 60)
        for n in range(3)
    ]
    return MatchingProblem.build(
        [Member(f"m-{n}", "grid-1", weekly_services_max=1) for n in range(2)], orders, rules=(WeeklyServices(), rule)
    )


def test_the_plan_the_list_without_a_plan_and_the_questions_share_one_listing():
    rule = Patient()
    plan = solve(problem_of(rule))
    assert rule.asked == 2 * 3
    first_come(plan.problem)
    chain = explain(plan, plan.unmet[0].demand).chain
    assert chain is not None
    recommend(plan, "d-0")
    asked_of_one = rule.asked - 2 * 3
    assert asked_of_one <= 2  # whom each rule removes from the demand that is explained


def test_a_changed_problem_is_listed_anew_and_a_forgotten_one_leaves_nothing():
    rule = Patient()
    problem = problem_of(rule)
    solve(problem)
    solve(evolve(problem, bans=()))
    assert rule.asked == 2 * 2 * 3
    listed = weakref.ref(allowed_candidates(problem, seating_of(problem)))
    assert listed() is not None
    del problem
    gc.collect()
    assert listed() is None


@settings(max_examples=60, deadline=None)
@given(communities(), st.data())
def test_the_candidates_of_some_lines_are_the_same_taken_from_the_list_as_looked_up(community, data):
    def fresh():
        return MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation)

    known, new = fresh(), fresh()
    seating = seating_of(known)
    allowed_candidates(known, seating)
    lines = np.array(data.draw(st.lists(st.integers(0, max(0, len(seating) - 1)), unique=True)), dtype=np.int32)
    lines = lines[lines < len(seating)]
    kept, looked_up = (allowed_candidates(each, seating, lines) for each in (known, new))
    for column in ("line", "member", "start", "minutes", "cost"):
        assert getattr(kept, column).tolist() == getattr(looked_up, column).tolist()
