"""Fair plans against all service lists there are, on communities small enough to try every one."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.matching import (
    CandidateTable,
    Effort,
    FairProof,
    Load,
    MatchingProblem,
    Pin,
    WeeklyMinutes,
    WeeklyServices,
    fairness_curve,
    solve,
    solve_fairly,
    violations,
)
from commgov.testing import communities

QUICK = Effort(steps=60, passes=8, moves=6)
WEEK = 7 * 24 * 60
SLOW = [HealthCheck.too_slow]


@st.composite
def tables(draw):
    """Caps, unserved costs, weeks and candidates of at most four members and five demands."""
    members, demands = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    pairs = draw(st.sets(st.tuples(st.integers(0, demands - 1), st.integers(0, members - 1)), max_size=14))
    return {
        "caps": draw(st.lists(st.integers(0, 4), min_size=members, max_size=members)),
        "unserved": draw(st.lists(st.sampled_from([10, 10, 20, 35]), min_size=demands, max_size=demands)),
        "week": draw(st.lists(st.integers(0, 1), min_size=demands, max_size=demands)),
        "cost": {pair: draw(st.integers(0, 9)) for pair in sorted(pairs)},
        "minutes": draw(st.lists(st.sampled_from([30, 60, 90]), min_size=demands, max_size=demands)),
    }


def problem_of(table, *rules):
    role, member = zip(*table["cost"], strict=True) if table["cost"] else ((), ())
    column = (np.array(values, dtype=np.int32) for values in (role, member, list(table["cost"].values())))
    demand, who, cost = column
    return MatchingProblem.from_columns(
        services_max=table["caps"],
        minutes_max=[60 * cap for cap in table["caps"]],
        unserved=table["unserved"],
        candidates=CandidateTable(demand, who, cost, np.array(table["week"], dtype=np.int32)[demand] * WEEK),
        start=[week * WEEK for week in table["week"]],
        minutes=table["minutes"],
        rules=rules or (WeeklyServices(),),
    )


def every_list(table, load=Load.SERVICES, *, minutes_too=False):
    """For each service list within the caps: (what stays unserved, the loads from the highest down, the cost)."""
    members, demands = len(table["caps"]), len(table["unserved"])
    weeks = max(table["week"]) + 1  # the last week in which something can begin is the problem's last
    for choice in product([None, *range(members)], repeat=demands):
        served = [(demand, member) for demand, member in enumerate(choice) if member is not None]
        if any(pair not in table["cost"] for pair in served):
            continue
        services, minutes = Counter(), Counter()
        for demand, member in served:
            services[member, table["week"][demand]] += 1
            minutes[member, table["week"][demand]] += table["minutes"][demand]
        if any(count > table["caps"][member] for (member, _), count in services.items()):
            continue
        if minutes_too and any(total > 60 * table["caps"][member] for (member, _), total in minutes.items()):
            continue
        carried = minutes if load.counts_minutes else services
        of = [(60 if load.counts_minutes else 1) * cap if load.is_share else 1 for cap in table["caps"]]
        loads = [Fraction(carried[m, w], of[m]) if of[m] else Fraction(0) for m in range(members) for w in range(weeks)]
        left = sum(cost for at, cost in enumerate(table["unserved"]) if choice[at] is None)
        yield left, tuple(sorted(loads, reverse=True)), sum(table["cost"][pair] for pair in served)


def cost_of(fair):
    return fair.plan.objective - fair.unserved


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(tables(), st.sampled_from([Load.SERVICES, Load.SHARE_OF_SERVICES]))
def test_no_service_list_that_serves_as_much_is_fairer_or_as_fair_and_cheaper(table, load):
    """Service first, then leximin of loads over members and weeks, then cost: exactly the best of all lists."""
    problem = problem_of(table)
    fair = solve_fairly(problem, load=load)
    assert (fair.unserved, fair.profile, cost_of(fair)) == min(every_list(table, load))
    assert fair.proof is FairProof.LEXIMIN
    assert fair.highest == fair.highest_bound
    assert violations(problem, fair.plan.services) == []
    assert fair.plan.problem is problem
    assert solve(problem).bound == fair.plan.bound <= fair.plan.objective


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(tables(), st.integers(0, 40))
def test_a_price_in_service_buys_the_least_highest_load_that_it_can(table, give_up):
    lists = list(every_list(table))
    least = min(left for left, _, _ in lists)
    within = [one for one in lists if one[0] <= least + give_up]
    highest = min(loads[0] for _, loads, _ in within)
    fair = solve_fairly(problem_of(table), give_up=give_up)
    assert fair.highest == fair.highest_bound == highest
    assert (fair.unserved, fair.profile) == min((left, loads) for left, loads, _ in within if loads[0] == highest)


TWO_FREE_SERVICES = {
    "caps": [1, 3],
    "unserved": [10, 10],
    "week": [0, 0],
    "cost": {(0, 0): 0, (0, 1): 0, (1, 0): 0, (1, 1): 0},
    "minutes": [30, 30],
}
"""The member who offered three could take both, at two thirds; the cheapest plan may give each member one."""


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(tables(), st.sampled_from(Load))
@example(TWO_FREE_SERVICES, Load.SHARE_OF_SERVICES)
@example(TWO_FREE_SERVICES, Load.SHARE_OF_MINUTES)
def test_bounds_hold_where_minutes_are_limited_too(table, load):
    """bound ≤ the least highest load of all lists that serve as much ≤ the plan's."""
    fair = solve_fairly(problem_of(table, WeeklyServices(), WeeklyMinutes()), load=load, effort=QUICK)
    lists = list(every_list(table, load, minutes_too=True))
    least = min(loads[0] for left, loads, _ in lists if left <= fair.unserved)
    assert fair.highest_bound <= least <= fair.highest
    assert (fair.highest == fair.highest_bound) == (fair.proof is FairProof.MINIMAX)
    assert fair.unserved_bound <= min(left for left, loads, _ in lists if loads[0] <= fair.highest) <= fair.unserved
    assert (fair.profile, fair.unserved) in {(loads, left) for left, loads, _ in lists}


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(communities(size_max=4), st.sampled_from(Load))
def test_a_fair_plan_never_serves_less_nor_loads_anybody_higher_than_the_cheapest(community, load):
    problem = MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation)
    fair, cheapest = solve_fairly(problem, load=load, effort=QUICK), solve(problem, effort=QUICK)
    unserved = dict(zip(problem.columns.demands.ids, problem.unserved.tolist(), strict=True))
    assert fair.unserved == sum(unserved[left.demand] for left in fair.plan.unmet)
    assert fair.unserved <= sum(unserved[left.demand] for left in cheapest.unmet)
    assert fair.highest_bound <= fair.highest
    assert violations(problem, fair.plan.services) == []
    if load is Load.SERVICES:
        per_week = Counter((s.member, *s.start.isocalendar()[:2]) for s in cheapest.services)
        assert fair.highest <= max(per_week.values(), default=0)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(tables(), st.booleans())
def test_the_curve_rises_and_every_point_is_the_best_of_its_highest_load(table, minutes_too):
    rules = (WeeklyServices(), WeeklyMinutes()) if minutes_too else (WeeklyServices(),)
    points = fairness_curve(problem_of(table, *rules), effort=QUICK).points
    lists = list(every_list(table, minutes_too=minutes_too))
    for lower, higher in pairwise(points):
        assert lower.highest < higher.highest
        assert lower.unserved > higher.unserved
    for point in points:
        least = min(left for left, loads, _ in lists if loads[0] <= point.highest)
        assert point.unserved_bound <= least <= point.unserved
        if not minutes_too:
            assert point.unserved_bound == point.unserved
            assert (point.unserved, point.profile, cost_of(point)) == min(
                one for one in lists if one[1][0] <= point.highest
            )
    if not minutes_too:
        steps = {min(left for left, loads, _ in lists if loads[0] <= most) for most in range(5)}
        assert [point.unserved for point in points] == sorted(steps, reverse=True)


def test_few_points_keep_both_ends():
    table = {"caps": [9], "unserved": [10] * 9, "week": [0] * 9, "minutes": [1] * 9}
    problem = problem_of(table | {"cost": {(demand, 0): 1 for demand in range(9)}})
    assert [point.highest for point in fairness_curve(problem, points_max=4).points] == [0, 3, 6, 9]


def test_a_pin_is_kept_though_it_makes_the_load_uneven(one_order):
    members, demand = one_order
    pin = Pin(demand.id, members[0].id)
    problem = MatchingProblem.build(members, [demand], pins=[pin], rules=[WeeklyServices()])
    assert [service.member for service in solve_fairly(problem).plan.services] == [members[0].id]


@pytest.mark.parametrize("load", [Load.SHARE_OF_MINUTES, Load.SHARE_OF_SERVICES])
def test_a_share_of_no_cap_is_refused(one_order, load):
    members, demand = one_order
    with pytest.raises(InvalidInputError, match="a share only where the rule"):
        solve_fairly(MatchingProblem.build(members, [demand], rules=[]), load=load)


@pytest.mark.parametrize("give_up", [-1, 1.5, True, "much"])
def test_a_price_that_is_no_whole_number_is_refused(one_order, give_up):
    members, demand = one_order
    with pytest.raises(InvalidInputError, match="give_up"):
        solve_fairly(MatchingProblem.build(members, [demand]), give_up=give_up)


@pytest.mark.parametrize("points_max", [1, 0, 2.0, None])
def test_a_curve_of_fewer_than_two_points_is_refused(one_order, points_max):
    members, demand = one_order
    with pytest.raises(InvalidInputError, match="points_max"):
        fairness_curve(MatchingProblem.build(members, [demand]), points_max=points_max)


def test_a_community_without_orders_has_an_even_load(one_order):
    members, _ = one_order
    fair = solve_fairly(MatchingProblem.build(members, []))
    assert (fair.highest, fair.gini, fair.unserved) == (0, 0.0, 0)


def test_what_is_proven_is_said_in_both_languages(one_order):
    members, demand = one_order
    for load in Load:
        said = solve_fairly(MatchingProblem.build(members, [demand]), load=load).proven
        assert said.en.startswith("proven: no plan that serves as much")
        assert "已证明" in said.zh
