"""An employer's pledge is entered once: what it promises for a need is booked for the demands that ask for it."""

from datetime import date, timedelta

from attrs import evolve

from commgov.core import Demand, DemandKind, Member, RequiredResource, Timetable, Window
from commgov.grid import EmployerRegistration, Need, NeedsList, Organisation, Pledge, PledgeKind, Unit
from commgov.matching import MatchingProblem, solve, violations
from commgov.testing.strategies import MONDAY

ORG = Organisation.from_units([Unit("garden-1"), Unit("grid-1", "garden-1"), Unit("grid-2", "garden-1")])
NEEDS = NeedsList("spring", date(2026, 2, 1), (Need("n-1", "tree planting", PledgeKind.MEMBERS, 6),))


def planting(number, unit="grid-1", people=2, hour=9):
    start = MONDAY + timedelta(hours=hour)
    order = Demand(f"d-{number}", DemandKind.GOVERNANCE, "green", unit, Window(start, start + timedelta(hours=1)), 60)
    return evolve(order, resources=(RequiredResource("tree planting", pieces=people),))


def test_promised_people_are_booked_where_and_when_they_come_and_no_more_of_them_than_promised():
    school = EmployerRegistration("school-2", "person-4", date(2026, 1, 5))
    promised = Pledge("school-2", "n-1", PledgeKind.MEMBERS, 3, date(2026, 2, 3), unit="grid-1")
    promised = evolve(promised, times=Timetable.parse("Mon 09:00-12:00"))
    school, _ = school.pledge(promised, NEEDS.deliver("school-2", date(2026, 2, 2)))
    members = [Member(f"m-{n}", "grid-1") for n in range(4)]
    orders = [planting(1), planting(2), planting(3, hour=11), planting(4, hour=12), planting(5, unit="grid-2")]
    offers = school.offers(NEEDS, date(2026, 3, 1))
    problem = MatchingProblem.build(members, orders, hierarchy=ORG, offers=offers)
    plan = solve(problem)
    assert violations(problem, plan.services, bookings=plan.bookings) == []
    assert {unmet.demand for unmet in plan.unmet} >= {"d-4", "d-5"}  # they do not come then, or there
    assert [(unmet.demand in {"d-1", "d-2"}) for unmet in plan.unmet].count(True) == 1  # three people, not four
    assert {booking.offer for booking in plan.bookings} == {"school-2/n-1"}
    assert len(plan.bookings) == 4
