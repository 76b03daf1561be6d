"""Reserve prices: past weeks say whose service is worth keeping."""

import numpy as np
import pytest
from street import ELECTRICIAN, ORG, WIRING, order, people

from commgov.core import HeldSkill, Member
from commgov.errors import InvalidInputError
from commgov.matching import CandidateTable, MatchingProblem, ReservePrices, solve, standard_rules
from commgov.matching.claims.reserve import member_prices


def week(members, orders):
    problem = MatchingProblem.build(members, orders, hierarchy=ORG)
    return problem, solve(problem)


def electricians(count, home="home-111"):
    return [Member(f"e-{number}", home, ELECTRICIAN, weekly_services_max=1) for number in range(count)]


def test_members_whom_nobody_missed_cost_nothing_and_the_scarce_cost_what_they_would_save():
    wiring = [order(number, seats=[WIRING]) for number in range(6)]
    learnt = ReservePrices.from_weeks([week([*electricians(5), *people(*["home-111"] * 5)], wiring)])
    assert learnt.price(electricians(1)[0]) == 1000 - 20 - 40  # one level of skill unused, and no liking
    assert learnt.price(people("home-111")[0]) == 0
    plenty = ReservePrices.from_weeks([week(electricians(7), wiring)])
    assert plenty.price(electricians(1)[0]) == 0


def test_with_one_service_more_a_member_saves_what_their_price_says():
    random = np.random.default_rng(3)
    for _ in range(30):
        caps = random.integers(1, 3, 4)
        role, member = np.nonzero(random.random((7, 4)) < 0.6)
        table = CandidateTable(role.astype(np.int32), member.astype(np.int32), random.integers(0, 99, len(role)))
        unserved = random.integers(100, 300, 7)

        def built(services_max, unserved=unserved, table=table):
            return MatchingProblem.from_columns(services_max=services_max, unserved=unserved, candidates=table)

        problem = built(caps)
        plan = solve(problem)
        for at, price in enumerate(member_prices(problem, plan).tolist()):
            more = solve(built(caps + (np.arange(4) == at))).objective
            assert plan.objective - price <= more, "no more than that can be saved"


def test_an_area_that_is_short_of_a_skill_has_its_own_price():
    here = [order(number, seats=[WIRING], home="home-111") for number in range(9)]
    far = [order(number + 20, 40, seats=[WIRING], home="home-211") for number in range(1)]
    members = [*electricians(5), *(Member(f"f-{n}", "home-211", ELECTRICIAN, weekly_services_max=1) for n in range(5))]
    near = MatchingProblem.build(members, [*here, *far], hierarchy=ORG, rules=standard_rules(distance_max=4))
    learnt = ReservePrices.from_weeks([(near, solve(near))], hierarchy=ORG)
    assert learnt.price(members[0]) == 940
    assert learnt.price(members[-1]) == 0
    everywhere = ReservePrices.from_weeks([(near, solve(near))])
    assert everywhere.price(members[0]) == everywhere.price(members[-1]) == 470


def test_too_few_alike_are_judged_by_wider_averages():
    members = [*electricians(5), Member("x-1", "home-221", (*ELECTRICIAN, HeldSkill("plumbing", 1)))]
    learnt = ReservePrices.from_weeks([week(members, [order(n, seats=[WIRING]) for n in range(9)])], hierarchy=ORG)
    both = Member("y-1", "home-111", (*ELECTRICIAN, HeldSkill("plumbing", 2)))
    assert learnt.price(both) > 0, "as other electricians"
    assert learnt.price(Member("y-2", "nowhere", ELECTRICIAN)) > 0, "as electricians anywhere"
    assert learnt.price(Member("y-3", "home-111", (HeldSkill("plumbing", 2),))) == 0, "too few to tell"
    assert learnt.price(Member("y-4", "home-111")) == 0


def test_weeks_are_averaged():
    busy = week(electricians(5), [order(n, seats=[WIRING]) for n in range(9)])
    calm = week(electricians(5), [order(n, seats=[WIRING]) for n in range(2)])
    assert ReservePrices.from_weeks([busy, calm]).price(electricians(1)[0]) == 940 // 2
    assert ReservePrices.from_weeks([]).price(electricians(1)[0]) == 0


def test_a_plan_of_another_problem_and_wrong_numbers_are_refused():
    problem, _ = week(electricians(1), [order(1), order(2)])
    with pytest.raises(InvalidInputError, match="made for this problem"):
        ReservePrices.from_weeks([(problem, week(electricians(1), [order(1)])[1])])
    with pytest.raises(InvalidInputError) as caught:
        ReservePrices.from_weeks([], depth=-1, members_min=0)
    assert len(caught.value.problems) == 2
