"""Orders that wait cost more to leave, but never turn priorities round; and work goes round among members."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import Member, gini
from commgov.errors import InvalidInputError
from commgov.grid import Organisation
from commgov.matching import MatchingProblem, Objective, Rotation, WeeklyServices, solve, with_recent_minutes
from commgov.testing.strategies import MONDAY, UNITS

ORG = Organisation.from_units(UNITS)
APART = (1000, 3000, 5000)


@pytest.fixture
def ordered(order):
    """Makes an order of nine o'clock that has waited so many days."""

    def make(number, waited, **different):
        own = order(number, 9, 10, **different)
        return evolve(own, ordered_at=own.window.start - timedelta(days=waited, minutes=1))

    return make


def unserved(orders, objective):
    return MatchingProblem.build([], orders, objective=objective, hierarchy=ORG).unserved.tolist()


def test_every_day_adds_its_weight_to_each_seat_up_to_what_the_priority_leaves(ordered):
    """Between 1000 and 3000, with pairs up to 700, there is room for 1299."""
    objective = Objective(unserved=APART, waiting=20)
    days = [0, 1, 10, 64, 65, 4000]
    assert unserved([ordered(day, day) for day in days], objective) == [1000, 1020, 1200, 2280, 2299, 2299]


def test_an_order_without_its_moment_or_with_a_later_one_has_not_waited(order, ordered):
    objective = Objective(unserved=APART, waiting=20)
    assert unserved([order(1, 9, 10), ordered(2, -3)], objective) == [1000, 1000]


@given(
    st.integers(1, 1000),
    st.integers(0, 400),
    st.integers(0, 400),
    st.sampled_from([(1000, 2000, 3000), APART, (1000, 1900, 9000)]),
)
def test_a_higher_priority_is_always_worth_more_whoever_serves_it(weight, short, long, costs):
    """Even if the order of lower priority waits longest and costs nothing to serve, and the other is served dearest."""
    objective = Objective(unserved=costs, waiting=weight)
    columns_of = _columns(short, long)
    for lower in (1, 2):
        low, high = objective.unserved_cost(columns_of(lower, lower + 1)).tolist()
        assert low < high - objective.dearest


def _columns(first, second):
    from commgov.core import Demand, DemandKind, Window  # noqa: PLC0415 - Hypothesis takes no fixture of a function

    start = MONDAY + timedelta(hours=9)
    window = Window(start, start + timedelta(hours=1))

    def make(*priorities):
        orders = [
            Demand(
                f"d-{priority}",
                DemandKind.WISH,
                "errand",
                "grid-1",
                window,
                60,
                priority=priority,
                ordered_at=start - timedelta(days=waited),
            )
            for priority, waited in zip(priorities, (second, first), strict=True)
        ]
        return MatchingProblem.build([], orders).columns

    return make


def test_an_order_far_away_does_not_wait_for_ever(ordered):
    """Each week one member can serve once, and one comes in next door: the old one has its turn."""
    member = Member("m-1", "grid-1", weekly_services_max=1)

    def weeks_until_served(objective, weeks_max=12):
        for week in range(weeks_max):
            far = ordered(1, 7 * week, unit="grid-3")
            near = ordered(2, 0, unit="grid-1")
            problem = MatchingProblem.build([member], [far, near], objective=objective, hierarchy=ORG)
            if solve(problem).services[0].demand == far.id:
                return week
        return None

    assert weeks_until_served(Objective(unserved=APART)) is None
    assert weeks_until_served(Objective(unserved=APART, waiting=20)) == 1
    assert weeks_until_served(Objective(unserved=APART, waiting=2)) == 9


@pytest.mark.parametrize("waiting", [-1, 1.5, True, "much", 1001])
def test_a_weight_of_waiting_that_is_none_is_refused(waiting):
    with pytest.raises(InvalidInputError, match="waiting"):
        Objective(waiting=waiting)


def test_waiting_is_refused_where_priorities_leave_no_room_for_it():
    with pytest.raises(InvalidInputError, match="at least 702 apart"):
        Objective(unserved=(1000, 1701, 3000), waiting=1)
    assert Objective(unserved=(1000, 1702, 3000), waiting=1).waiting == 1
    with pytest.raises(InvalidInputError, match="waiting"):
        Objective(waiting=1).plus(Rotation({}, weight=75))  # makes pairs dearer, by 300


def test_priorities_of_one_cost_leave_waiting_free(ordered):
    objective = Objective(unserved=(1000, 1000, 1000), waiting=10)
    assert unserved([ordered(1, 900)], objective) == [1000 + 3650]


def test_terms_keep_the_weight_of_waiting():
    assert Objective(unserved=APART, waiting=7).plus(Rotation({})).waiting == 7


@pytest.mark.parametrize("mechanism", ["recent minutes", "rotation"])
def test_work_goes_round_over_the_weeks(order, mechanism):
    """Three members of whom one lives nearest: without memory that one does it all; with it all serve."""
    homes = ("grid-1", "grid-2", "grid-2")
    members = [Member(f"m-{at}", home, weekly_services_max=4) for at, home in enumerate(homes, 1)]

    def minutes_after(weeks, *, remembers):
        past = []
        for week in range(weeks):
            orders = [
                evolve(own, id=f"{own.id}-{week}", window=_later(own.window, week), unit="grid-1")
                for own in (order(1, 9, 10), order(2, 14, 15))
            ]
            monday = MONDAY.date() + timedelta(weeks=week)
            who, objective = members, Objective(recent=0)
            if remembers and mechanism == "recent minutes":
                who, objective = with_recent_minutes(members, past, monday), Objective(recent=40)
            elif remembers:
                done = {member.id: sum(service.member == member.id for service in past) for member in members}
                objective = Objective(recent=0).plus(Rotation({"errand": done}, weight=70))
            problem = MatchingProblem.build(who, orders, objective=objective, hierarchy=ORG, rules=[WeeklyServices()])
            past += solve(problem).services
        return [sum(service.minutes for service in past if service.member == member.id) for member in members]

    alone, shared = minutes_after(6, remembers=False), minutes_after(6, remembers=True)
    assert sum(alone) == sum(shared) == 12 * 60
    assert gini(alone) == pytest.approx(2 / 3)
    assert gini(shared) < 0.25


def _later(window, weeks):
    return evolve(window, start=window.start + timedelta(weeks=weeks), end=window.end + timedelta(weeks=weeks))
