"""Venues, goods and teams that take orders as teams: against an oracle that tries everything and knows no engine."""

from datetime import timedelta
from itertools import combinations, permutations, product

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offered import ORG, chairs, room

from commgov.core import (
    Demand,
    DemandKind,
    Member,
    OfferKind,
    RequiredResource,
    Seat,
    Team,
    Window,
)
from commgov.matching import (
    Effort,
    MatchingProblem,
    Objective,
    solve,
)
from commgov.testing.strategies import MONDAY

NEAR = Objective(waste=0, recent=0, liking=0)  # only distance counts
QUICK = Effort(steps=60, passes=8, moves=6)
SITES = st.sampled_from(["grid-1", "grid-2", "garden-1"])
DAY = (MONDAY.date(), MONDAY.date() + timedelta(days=1))
TRAVEL = (0, 5, 5, 10, 10, 15, 15)


@st.composite
def supplies(draw):
    """A few members, orders at fixed times that ask for a room, wheelchairs or a team, and what there is of these."""
    members = [Member(f"m-{n}", draw(SITES), weekly_minutes_max=600) for n in range(draw(st.integers(1, 3)))]
    orders = []
    for n in range(draw(st.integers(1, 3))):
        start = MONDAY + timedelta(minutes=30 * draw(st.integers(18, 21)))
        minutes = draw(st.sampled_from([30, 60]))
        wanted = draw(st.sets(st.sampled_from(["classroom", "wheelchair"]), max_size=2))
        asked = {
            "classroom": RequiredResource("classroom", people=draw(st.sampled_from([10, 30]))),
            "wheelchair": RequiredResource("wheelchair", pieces=draw(st.integers(1, 2))),
        }
        window = Window(start, start + timedelta(minutes=minutes))
        order = Demand(
            f"d-{n}", DemandKind.DREAM, draw(st.sampled_from(["class", "visit"])), draw(SITES), window, minutes
        )
        seats = (Seat(),) * draw(st.integers(1, 2))
        resources = tuple(asked[what] for what in sorted(wanted))
        one_team = draw(st.booleans())
        orders.append(
            evolve(order, seats=seats, resources=resources, one_team=one_team, priority=draw(st.integers(1, 3)))
        )
    rooms = [
        room(
            f"room-{n}",
            draw(SITES | st.just("root")),
            draw(st.sampled_from([20, 40])),
            hours,
            draw(st.sampled_from([0, 30])),
        )
        for n, hours in enumerate(draw(st.lists(st.sampled_from(["always", "Mon 09:30-11:00"]), max_size=2)))
    ]
    goods = [chairs(draw(st.integers(1, 2)))] if draw(st.booleans()) else []
    ids = [member.id for member in members]
    teams = [
        Team(
            f"team-{n}",
            "grid-1",
            tuple(crew),
            frozenset(draw(st.sets(st.sampled_from(["class", "visit"]), max_size=1))),
        )
        for n, crew in enumerate(draw(st.lists(st.lists(st.sampled_from(ids), min_size=1, unique=True), max_size=2)))
    ]
    return members, orders, rooms + goods, teams


def problem_of(supply):
    members, orders, offers, teams = supply
    return MatchingProblem.build(members, orders, hierarchy=ORG, objective=NEAR, offers=offers, teams=teams)


class Trial:
    """Tries every way to serve every order."""

    def __init__(self, supply):
        self.members, self.orders, self.offers, self.teams = supply
        self.home = {m.id: m.home_unit for m in self.members} | {o.id: o.unit for o in self.offers}
        self.setup = {m.id: None for m in self.members} | {o.id: o.setup_minutes for o in self.offers}
        self.pieces = [
            (offer, number)
            for offer in self.offers
            for number in range(1, (1 if offer.kind is OfferKind.VENUE else offer.quantity) + 1)
        ]

    def crews(self, order):
        """Who could fill the seats, in which order."""
        for crew in permutations([m.id for m in self.members], len(order.seats)):
            takers = [t for t in self.teams if not t.categories or order.category in t.categories]
            if not order.one_team or any(set(crew) <= set(t.members) for t in takers):
                yield crew

    def bookable(self, order, required):
        """What could be booked for one of its wants."""
        fit = [
            (offer.id, number)
            for offer, number in self.pieces
            if offer.resource == required.resource
            and offer.quantity >= required.people
            and (offer.unit == order.unit or offer.unit in ORG.ancestors(order.unit))
            and any(hours.contains(order.window) for hours in offer.availability.windows(*DAY, MONDAY.tzinfo))
        ]
        return combinations(fit, required.pieces)

    def ways(self, order):
        """Lists of all who and what the order would take up; an empty one leaves it."""
        yield ()
        for crew in self.crews(order):
            for booked in product(*(self.bookable(order, required) for required in order.resources)):
                things = tuple(thing for some in booked for thing in some)
                yield (*((member, 0) for member in crew), *things)

    def clash(self, one, other, what):
        first, second = sorted((one, other), key=lambda order: order.window.start)
        gap = self.setup[what]
        if gap is None:
            gap = TRAVEL[ORG.distance(first.unit, second.unit)]
        return first.window.end + timedelta(minutes=gap) > second.window.start

    def cost(self, chosen):
        total = 0
        for order, way in zip(self.orders, chosen, strict=True):
            things = sum(required.pieces for required in order.resources)
            left = 1000 * order.priority * (len(order.seats) + things)
            total += sum(30 * ORG.distance(self.home[what], order.unit) for what, _ in way) if way else left
        return total

    def holds(self, chosen):
        pairs = combinations(zip(self.orders, chosen, strict=True), 2)
        return not any(
            what == other and self.clash(one, two, what[0])
            for (one, way), (two, another) in pairs
            for what in way
            for other in another
        ) and all(sum(what == m.id for way in chosen for what, _ in way) <= m.weekly_services_max for m in self.members)

    def optimum(self):
        every = product(*(list(self.ways(order)) for order in self.orders))
        return min(self.cost(chosen) for chosen in every if self.holds(chosen))

    def taken(self, plan):
        """A plan as the way that each order is served."""
        of = {order.id: [(s.member, 0) for s in plan.services if s.demand == order.id] for order in self.orders}
        for booking in plan.bookings:
            of[booking.demand].append((booking.offer, booking.number))
        return [tuple(of[order.id]) for order in self.orders]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(supplies())
def test_bookings_and_teams_hold_and_the_bound_is_below_the_optimum(supply):
    """Nothing is held twice at a time, and no way to serve the orders costs less than the bound."""
    trial, plan = Trial(supply), solve(problem_of(supply), effort=QUICK)
    taken = trial.taken(plan)
    for order, way in zip(trial.orders, taken, strict=True):
        assert any(sorted(way) == sorted(possible) for possible in trial.ways(order))
    assert trial.holds(taken)
    assert trial.cost(taken) == plan.objective
    assert plan.bound <= trial.optimum() <= plan.objective
    assert {unmet.demand for unmet in plan.unmet} == {
        o.id for o, way in zip(trial.orders, taken, strict=True) if not way
    }
    assert all(reason.text.en and reason.text.zh for unmet in plan.unmet for reason in unmet.reasons)
    assert plan == solve(problem_of(supply), effort=QUICK)


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(supplies())
def test_small_cases_are_solved_to_the_optimum(supply):
    assert solve(problem_of(supply), effort=QUICK).objective == Trial(supply).optimum()
