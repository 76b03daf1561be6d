"""Who goes: the same member as before, or whose turn it is; cost terms that fit, and terms that do not."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import (
    Member,
    Seat,
    Service,
    Timetable,
)
from commgov.errors import InvalidInputError, RuleFailedError
from commgov.matching import (
    Ban,
    Continuity,
    Effort,
    MatchingProblem,
    Objective,
    Rotation,
    StandingOrder,
    occurrences,
    solve,
    spread_out,
)
from commgov.testing import check_cost_term, communities

MONDAY = date(2026, 3, 2)
WORKDAYS = Timetable.parse("Mon-Fri 09:00-11:00")

few = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def order_of(number=1, times=WORKDAYS, minutes=60, **different):
    return StandingOrder(f"v-{number}", "visit", "grid-1", times, minutes, **different)


def served(demand, member, seat=0):
    return Service(
        demand.id, seat, member, demand.window.start, demand.window.start + timedelta(minutes=demand.minutes)
    )


class TestContinuity:
    def test_the_regular_member_costs_nothing_one_who_is_known_half_a_stranger_all(self):
        orders = spread_out([order_of(same_member=True), order_of(2)])
        *before, last = occurrences(orders[:1], MONDAY, weeks=5)
        other = occurrences(orders[1:], MONDAY + timedelta(weeks=4))[0]
        past = [served(demand, member) for demand, member in zip(before, ("m-1", "m-2", "m-2", "m-1"), strict=True)]
        term = Continuity.of(orders, [last, other], past, weight=100)
        assert term.known == {last.id: ("m-1", "m-2")}, "equally often; m-1 was there last"
        people = [Member(f"m-{at}", "grid-1") for at in (1, 2, 3)]
        objective = Objective(distance=0, waste=0, profession=0, recent=0, liking=0)
        plan = {
            banned: solve(
                MatchingProblem.build(
                    people, [last, other], objective=objective.plus(term), bans=[Ban(last.id, m) for m in banned]
                )
            )
            for banned in ((), ("m-1",), ("m-1", "m-2"))
        }
        assert [found.objective for found in plan.values()] == [0, 50, 100]
        assert [found.services[0].member for found in plan.values()] == ["m-1", "m-2", "m-3"]

    def test_it_never_breaks_a_rule(self):
        """The regular member rests on that day: another one goes."""
        orders = spread_out([order_of(same_member=True)])
        first, second = occurrences(orders, MONDAY, weeks=2)
        resting = Member("m-1", "grid-1", rest_days=frozenset({second.window.start.weekday()}))
        term = Continuity.of(orders, [second], [served(first, "m-1")])
        plan = solve(
            MatchingProblem.build([resting, Member("m-2", "grid-1")], [second], objective=Objective().plus(term))
        )
        assert [service.member for service in plan.services] == ["m-2"]

    def test_who_begins_can_go_on(self):
        """Two visits a week; the nearest members have one of the days free, another one both: that one comes twice."""
        times = Timetable.parse("Mon 09:00-11:00; Thu 09:00-11:00")
        orders = spread_out([order_of(times=times, per_week=2, same_member=True)])
        demands = occurrences(orders, MONDAY)
        people = [
            Member("m-1", "grid-1", availability=Timetable.parse("Mon 08:00-12:00")),
            Member("m-2", "grid-1", availability=Timetable.parse("Thu 08:00-10:30")),
            Member("m-3", "grid-1", recent_minutes=600),
            Member("m-4", "grid-1", availability=Timetable.parse("Mon 08:00-12:00; Thu 08:00-09:30")),
        ]
        for terms, came in (([Continuity.of(orders, demands, [])], ["m-3", "m-3"]), ([], ["m-1", "m-2"])):
            plan = solve(MatchingProblem.build(people, demands, objective=Objective().plus(*terms)))
            assert [service.member for service in plan.services] == came

    def test_both_terms_fit_beside_the_usual_weights(self):
        assert Objective().plus(Continuity({}), Rotation({})).dearest < 1000

    def test_a_team_that_comes_together_is_regular_together(self):
        orders = spread_out([order_of(same_member=True, seats=(Seat(), Seat()))])
        first, second = occurrences(orders, MONDAY, weeks=2)
        term = Continuity.of(orders, [second], [served(first, "m-3"), served(first, "m-2", 1)])
        people = [Member(f"m-{at}", "grid-1") for at in (1, 2, 3, 4)]
        plan = solve(MatchingProblem.build(people, [second], objective=Objective().plus(term)))
        assert {service.member for service in plan.services} == {"m-2", "m-3"}

    @few
    @given(communities(flexible=False, size_max=3), st.data())
    def test_plans_with_terms_are_the_best_by_an_oracle(self, oracle_class, community, data):
        """bound ≤ least cost of all service lists ≤ the plan's cost, where the oracle adds the terms by hand."""
        ids = [member.id for member in community.members]
        known = {
            d.id: tuple(data.draw(st.permutations(ids))[:2]) for d in community.demands if data.draw(st.booleans())
        }
        turns = {"repair": {member: data.draw(st.integers(0, 6)) for member in ids}}

        class WithTerms(oracle_class):
            def cost(self, member, demand, seat):
                own = super().cost(member, demand, seat)
                if known.get(demand.id):
                    rank = known[demand.id].index(member.id) if member.id in known[demand.id] else None
                    own += 200 if rank is None else 0 if rank < len(demand.seats) else 100
                return own + 24 * min(4, turns.get(demand.category, {}).get(member.id, 0))

        judge = WithTerms(community)
        objective = Objective().plus(Continuity(known)).plus(Rotation(turns))
        problem = MatchingProblem.build(
            community.members, community.demands, hierarchy=community.organisation, objective=objective
        )
        plan = solve(problem, effort=Effort(steps=60, passes=8, moves=6))
        assert judge.total(plan.services) == plan.objective
        best = judge.optimum(
            lambda demand, seat, member, start: Service(
                demand.id, seat, member.id, start, start + timedelta(minutes=demand.minutes)
            )
        )
        assert plan.bound <= best <= plan.objective


def test_turns_go_round():
    """Six members, a patrol of two each week: after six weeks each has gone twice; without rotation two go always."""
    orders = spread_out([order_of(seats=(Seat(), Seat()))])
    people = [Member(f"m-{at}", "grid-1") for at in range(6)]

    def six_weeks(terms):
        past = []
        for demand in occurrences(orders, MONDAY, weeks=6):
            problem = MatchingProblem.build(people, [demand], objective=Objective().plus(*terms(past)))
            past += solve(problem).services
        return Counter(service.member for service in past)

    assert set(six_weeks(lambda past: [Rotation.of(orders, past)]).values()) == {2}
    assert set(six_weeks(lambda _: []).values()) == {6}


def test_turns_count_over_all_standing_orders_of_a_category_but_visits_by_the_same_member():
    orders = spread_out([order_of(1), order_of(2), order_of(3, same_member=True)])
    past = [served(demand, "m-1") for demand in occurrences(orders, MONDAY, weeks=2)]
    assert Rotation.of(orders, past).turns == {"visit": {"m-1": 4}}


@pytest.mark.parametrize(
    "term",
    [
        Continuity({"d-0": ("m-1",), "d-1": ("m-2", "nobody", "m-0"), "d-2": ()}),
        Rotation({"visit": {"m-0": 2, "m-1": 99, "nobody": 1}}),
        Continuity({}),
        Rotation({}),
    ],
)
def test_the_built_in_terms_keep_the_contract(term):
    check_cost_term(term, examples=60)


class Probe:
    """A term that keeps the contract; the ones below break it."""

    name = "probe"
    dearest = 50

    def cost(self, pairs):
        return np.where(pairs.member % 2 == 0, 50, 0)


class TooDear(Probe):
    def cost(self, pairs):
        return super().cost(pairs) + 1


class TooShort(Probe):
    def cost(self, pairs):
        return super().cost(pairs)[:-1]


class Fractions(Probe):
    def cost(self, pairs):
        return super().cost(pairs) / 3


class InCompany(Probe):
    def cost(self, pairs):
        return np.minimum(np.arange(len(pairs)), 50)


class Moody(Probe):
    calls = 0

    def cost(self, pairs):
        self.calls += 1
        return np.full(len(pairs), self.calls % 2)


class Raises(Probe):
    def cost(self, pairs):
        raise KeyError(pairs)


def test_a_term_that_keeps_the_contract_passes():
    check_cost_term(Probe(), examples=20)


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize(
    "term", [TooDear(), TooShort(), Fractions(), InCompany(), Moody()], ids=lambda t: type(t).__name__
)
def test_a_term_that_breaks_the_contract_is_caught(term):
    with pytest.raises(AssertionError):
        check_cost_term(term, examples=60)


@pytest.mark.parametrize("term", [TooDear(), TooShort(), Fractions(), Raises()], ids=lambda t: type(t).__name__)
def test_a_term_that_breaks_the_contract_leaves_no_plan_and_is_named(term, one_order):
    members, demand = one_order
    problem = MatchingProblem.build(members, [demand], objective=Objective().plus(term))
    with pytest.raises(RuleFailedError, match="'probe'"):
        solve(problem)


@pytest.mark.parametrize(
    ("add", "where"),
    [
        (lambda plain: plain.plus("cheap"), "Objective, terms[0]"),
        (lambda plain: plain.plus(Probe()).plus(Probe()), "Objective, terms"),
        (lambda plain: plain.plus(Continuity({}, weight=300)), "Objective, the weights' dearest sum"),
        (lambda plain: plain.plus(Continuity({}, weight=-1)), "Objective, terms, continuity, dearest"),
    ],
)
def test_terms_that_do_not_fit_are_refused(add, where):
    with pytest.raises(InvalidInputError) as error:
        add(Objective())
    assert [str(problem.where) for problem in error.value.problems] == [where]
