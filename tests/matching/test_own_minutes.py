"""A candidate may take another time than the demand says: limits, services, reasons and judges all go by it."""

from datetime import timedelta

import numpy as np
import pytest
from attrs import evolve

from commgov.core import Member, Service, Verdict
from commgov.errors import InvalidInputError
from commgov.matching import CandidateTable, MatchingProblem, NoOverlap, WeeklyMinutes, solve, violations
from commgov.wording import Text


def table(*rows, start=None):
    """Rows (role, member, cost, minutes)."""
    role, member, cost, minutes = np.array(rows, dtype=np.int32).T
    return CandidateTable(role=role, member=member, cost=cost, minutes=minutes, start=start)


def plain(candidates, *, minutes_max, rules=None, **different):
    demands = int(candidates.role.max()) + 1
    return MatchingProblem.from_columns(
        services_max=[9] * len(minutes_max),
        minutes_max=minutes_max,
        unserved=[100] * demands,
        candidates=candidates,
        rules=[WeeklyMinutes()] if rules is None else rules,
        **different,
    )


def pairs(plan):
    return [(service.demand, service.member, service.minutes) for service in plan.services]


def test_the_weekly_limit_counts_what_each_member_takes():
    """Member 0 is cheaper for both demands and slow; there is time for one. Member 1 has time for both."""
    slow, quick = [(0, 0, 1, 60), (1, 0, 1, 60)], [(0, 1, 5, 20), (1, 1, 9, 20)]
    plan = solve(plain(table(*slow, *quick), minutes_max=[60, 60]))
    assert pairs(plan) == [("d0", "m1", 20), ("d1", "m0", 60)]
    assert (plan.objective, plan.bound) == (6, 6)


def test_a_member_for_whom_the_demand_alone_is_too_long_is_no_candidate():
    plan = solve(plain(table((0, 0, 1, 61), (0, 1, 9, 20)), minutes_max=[60, 60]))
    assert pairs(plan) == [("d0", "m1", 20)]


def test_services_do_not_overlap_as_long_as_each_member_takes():
    """Demand 1 begins 30 minutes after demand 0: who takes 30 can serve both, who takes 40 cannot."""
    for takes, served in ((30, 2), (40, 1)):
        candidates = table((0, 0, 1, takes), (1, 0, 1, 10))
        problem = plain(candidates, minutes_max=[600], rules=(NoOverlap((0,)),), start=[0, 30])
        assert len(solve(problem).services) == served


def test_a_list_with_other_lengths_is_caught(order):
    demand = order(1, 9, 11)
    members = [Member("m-1", "grid-1"), Member("m-2", "grid-1")]
    candidates = table((0, 0, 5, 45), (0, 1, 5, 90))
    problem = MatchingProblem.build(members, [demand], rules=[WeeklyMinutes()], candidates=candidates)
    start = demand.window.start
    right = Service("d-1", 0, "m-1", start, start + timedelta(minutes=45))
    assert violations(problem, [right]) == []
    assert violations(problem, [evolve(right, member="m-2", end=start + timedelta(minutes=90))]) == []
    for wrong in (evolve(right, end=demand.window.end), evolve(right, member="m-2")):
        assert [found.reason.en for found in violations(problem, [wrong])] == ["not as long as the demand takes"]


def test_a_rule_of_ones_own_is_asked_about_the_members_own_time(order):
    class Short:
        """Refuses what takes more than an hour."""

        name = "short"

        def why(self, pairing):
            allowed = pairing.window.minutes <= 60
            return Verdict(allowed=allowed, reason=Text("short enough", "够短"))

        def mask(self, pairs):
            return pairs.minutes <= 60

    members = [Member("m-1", "grid-1"), Member("m-2", "grid-1")]
    candidates = table((0, 0, 1, 90), (0, 1, 9, 30))
    problem = MatchingProblem.build(members, [order(1, 9, 11)], rules=[Short()], candidates=candidates)
    assert [(service.member, service.minutes) for service in solve(problem).services] == [("m-2", 30)]


def test_who_is_at_the_limit_because_of_their_own_time_is_told_so():
    plan = solve(plain(table((0, 0, 1, 50), (1, 0, 1, 50)), minutes_max=[60]))
    assert [reason.code for reason in plan.unmet[0].reasons] == ["weekly limit"]


@pytest.mark.parametrize(
    ("rows", "where", "expected"),
    [
        ([(0, 0, 1, 0)], "candidates, minutes, row 0", "from 1 to"),
        ([(0, 0, 1, 20), (0, 1, 1, 61)], "candidates, minutes, row 1", "at most the 60 minutes that the window leaves"),
        ([(0, 0, 1, 20), (0, 1, 1, 30), (0, 0, 9, 30)], "candidates, minutes, row 2", "20, as in row 0"),
    ],
)
def test_wrong_minutes_are_named_by_row(rows, where, expected):
    with pytest.raises(InvalidInputError) as error:
        plain(table(*rows), minutes_max=[60, 60], minutes=[60])
    (problem,) = error.value.problems
    assert problem.where.to("en") == where
    assert problem.expected.en.startswith(expected)


def test_columns_of_different_length_are_refused():
    wrong = CandidateTable(np.array([0, 1]), np.array([0, 0]), np.array([1, 1]), minutes=np.array([5]))
    with pytest.raises(InvalidInputError) as error:
        plain(wrong, minutes_max=[60])
    assert [problem.where.to("en") for problem in error.value.problems] == ["candidates, minutes"]
