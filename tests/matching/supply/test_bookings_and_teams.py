"""Venues and goods are booked, teams take orders as teams; the judge finds what is wrong with either."""

from datetime import timedelta

import pytest
from attrs import evolve
from offered import ORG, chairs, room

from commgov.core import (
    Booking,
    Demand,
    DemandKind,
    Member,
    OfferKind,
    OfferOfService,
    RequiredResource,
    Seat,
    Team,
    Timetable,
    Window,
)
from commgov.errors import InvalidInputError
from commgov.matching import (
    Family,
    MatchingProblem,
    NoOverlap,
    Proof,
    Skills,
    solve,
    standard_rules,
    violations,
)
from commgov.testing.strategies import MONDAY


def at(number, start, end, **different):
    """An order for one member and a room, at some hours of Monday."""
    window = Window(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end))
    order = Demand(f"d-{number}", DemandKind.DREAM, "class", "grid-1", window, window.minutes)
    return evolve(order, **{"resources": (RequiredResource("classroom", people=10),), **different})


PEOPLE = [Member(f"m-{n}", "grid-1", weekly_minutes_max=600) for n in range(4)]


def planned(orders, offers=(), teams=(), members=PEOPLE, **options):
    return solve(MatchingProblem.build(members, orders, hierarchy=ORG, offers=offers, teams=teams, **options))


def test_one_room_holds_one_order_at_a_time():
    plan = planned([at(1, 9, 10), at(2, 9, 10, priority=2)], [room()])
    assert [booking.demand for booking in plan.bookings] == ["d-2"]
    assert plan.unmet[0].reasons[0].code == "booked"
    assert "classroom: 1 suitable and open then, 0 of them not booked for others" in plan.unmet[0].why.en
    assert plan.proof is Proof.OPTIMAL


@pytest.mark.parametrize(("setup", "served"), [(0, 2), (30, 1)])
def test_setting_up_takes_the_minutes_between_two_bookings(setup, served):
    """Without them the next order may begin in the minute in which the last one ends, wherever it comes from."""
    plan = planned([at(1, 9, 10), at(2, 10, 11, unit="grid-3")], [room(setup=setup)])
    assert len(plan.bookings) == served
    assert all(booking.end - booking.start == timedelta(hours=1) for booking in plan.bookings)


@pytest.mark.parametrize(
    ("offer", "booked"),
    [
        (room(), True),
        (room(people=9), False),
        (room(hours="Mon 09:30-20:00"), False),
        (room(hours="Mon 09:00-10:00", setup=60), True),  # clearing up may last beyond the opening hours
        (room(unit="garden-1"), True),
        (room(unit="grid-2"), False),
        (chairs(4), False),
    ],
)
def test_a_room_is_large_enough_open_and_offered_here(offer, booked):
    plan = planned([at(1, 9, 10)], [offer])
    assert bool(plan.bookings) is booked is bool(plan.services)
    if not booked:
        assert plan.unmet[0].reasons[0].code == "not offered"


def test_the_nearer_room_is_booked():
    plan = planned([at(1, 9, 10)], [room("hall", "root"), room("parlour", "grid-1")])
    assert [booking.offer for booking in plan.bookings] == ["parlour"]


def test_goods_are_counted_piece_by_piece():
    two = (RequiredResource("wheelchair", pieces=2),)
    plan = planned([at(1, 9, 10, resources=two), at(2, 9, 10, resources=two)], [chairs(3)])
    assert len(plan.services) == 1
    assert len({booking.number for booking in plan.bookings}) == 2
    assert len(planned([at(1, 9, 10, resources=two), at(2, 9, 10, resources=two)], [chairs(4)]).services) == 2


def test_a_room_needs_no_time_for_the_way_not_even_the_least_that_members_need():
    rules = [NoOverlap((20, 30)) if isinstance(rule, NoOverlap) else rule for rule in standard_rules()]
    assert len(planned([at(1, 9, 10), at(2, 10, 11)], [room()], rules=rules).bookings) == 2


@pytest.mark.parametrize(("pieces", "count"), [(6, 6), (7, 0)])
def test_an_employer_brings_so_many_people_at_a_time_who_are_named_later(pieces, count):
    project = OfferOfService(
        "o-1", OfferKind.EMPLOYER, "school-2", "root", availability=Timetable.parse("Mon 09:00-12:00"), quantity=6,
        resource="helpers",
    )  # fmt: skip
    order = at(1, 9, 10, resources=(RequiredResource("helpers", pieces=pieces),))
    plan = planned([order, evolve(order, id="d-2")], [project])
    assert [booking.number for booking in plan.bookings] == list(range(1, count + 1))
    assert planned([at(1, 13, 14, resources=order.resources)], [project]).bookings == ()


def test_a_member_never_fills_in_for_a_room_nor_a_room_for_a_member():
    """Neither without the rule of skills, nor when the ids are the same."""
    order, rules = at(1, 9, 10), [rule for rule in standard_rules() if not isinstance(rule, Skills)]
    assert planned([order], rules=rules).services == ()
    assert planned([order], [room("m-0")], members=[]).bookings == ()
    plan = planned([order], [room("m-0")], rules=rules)
    assert len(plan.services) == len(plan.bookings) == 1


def test_a_room_has_no_weekly_cap_and_follows_no_rule_about_members():
    orders = [at(n, 9 + n, 10 + n, needs_cover=True, minutes=60) for n in range(10)]
    insured = [evolve(m, insured_until=(MONDAY + timedelta(days=30)).date(), weekly_services_max=10) for m in PEOPLE]
    assert len(planned(orders, [room()], members=insured).bookings) == 10


def test_a_flexible_order_goes_where_the_room_is_free():
    orders = [at(1, 9, 10), at(2, 9, 11, minutes=60)]
    plan = planned(orders, [room()])
    assert [booking.start.hour for booking in plan.bookings] == [9, 10]
    assert plan.proof is Proof.OPTIMAL


def test_rooms_cannot_be_booked_without_the_rule_that_keeps_bookings_apart():
    rules = [rule for rule in standard_rules() if not isinstance(rule, NoOverlap)]
    with pytest.raises(InvalidInputError, match="no overlap"):
        planned([at(1, 9, 10)], [room()], rules=rules)


def test_offers_of_units_that_nobody_knows_and_double_ids_are_refused_together():
    with pytest.raises(InvalidInputError) as refused:
        planned([at(1, 9, 10)], [room("a", "nowhere"), room("b"), room("b")])
    assert [str(problem.where) for problem in refused.value.problems] == [
        "OfferOfService b",
        "OfferOfService a, unit",
    ]


BOTH = (Seat(), Seat())


def team(name, *members, takes=()):
    return Team(name, "grid-1", tuple(f"m-{n}" for n in members), frozenset(takes))


def for_team(number=1, start=9, **different):
    return at(number, start, start + 1, **{"resources": (), "seats": BOTH, "one_team": True, **different})


def test_a_team_takes_an_order_as_a_team():
    """Of four members any two could go, but only two of them are one team that takes classes."""
    teams = [team("a", 0, 1, takes=["visit"]), team("b", 2), team("c", 3, 1, takes=["class"])]
    plan = planned([for_team()], teams=teams)
    assert {(service.member, service.team) for service in plan.services} == {("m-1", "c"), ("m-3", "c")}
    assert plan.problem.family is Family.SEATS


def test_an_order_for_one_team_is_not_filled_from_several():
    plan = planned([for_team()], teams=[team("a", 0), team("b", 1)])
    assert plan.services == ()
    assert plan.unmet[0].reasons[0].code == "no team"
    assert len(planned([for_team(one_team=False)]).services) == 2


def test_two_orders_at_a_time_share_the_teams_out():
    """The first team could take both, the second only one of them."""
    teams = [team("a", 0, 1), team("b", 2, 3, takes=["visit"])]
    plan = planned([for_team(1), for_team(2, category="visit")], teams=teams)
    assert [service.team for service in plan.services] == ["a", "a", "b", "b"]


def test_why_a_team_cannot_go_names_the_team():
    resting = [evolve(member, rest_days=frozenset({0})) for member in PEOPLE]
    plan = planned([for_team()], teams=[team("a", 0, 1)], members=resting)
    assert plan.unmet[0].why.en == "suitable members of a: 2 (2 in grid-1), none is available at that time"


def test_teams_of_strangers_and_double_teams_are_refused():
    with pytest.raises(InvalidInputError) as refused:
        planned([], teams=[team("a", 0, 9), team("a", 1)])
    assert [str(problem.where) for problem in refused.value.problems] == ["Team a, members", "Team a"]


class TestJudge:
    """`violations` finds each thing that is wrong with bookings and teams."""

    orders = (at(1, 9, 10), at(2, 9, 10), for_team(3, 12))
    offers = (
        room("big"),
        room("small", people=5),
        room("late", hours="Mon 12:00-14:00"),
        room("far", "grid-3"),
        chairs(1),
    )
    teams = (team("a", 0, 1), team("b", 2, 3, takes=["visit"]))

    @pytest.fixture
    def problem(self):
        return MatchingProblem.build(PEOPLE, self.orders, hierarchy=ORG, offers=self.offers, teams=self.teams)

    @pytest.fixture
    def plan(self, problem):
        return solve(problem)

    def found(self, plan, services=None, bookings=None, **options):
        services = plan.services if services is None else services
        bookings = plan.bookings if bookings is None else bookings
        return {str(v.reason) for v in violations(plan.problem, services, bookings=bookings, **options)}

    def test_a_plan_is_right(self, plan):
        assert [booking.offer for booking in plan.bookings] == ["big"]
        assert self.found(plan) == set()

    def test_a_missing_booking(self, plan):
        assert self.found(plan, bookings=()) == {"0 of classroom booked, 1 needed"}
        assert self.found(plan, bookings=(), unfinished=True) == set()

    @pytest.mark.parametrize(
        ("different", "reason"),
        [
            ({"offer": "small"}, "too small for the people who come"),
            ({"offer": "late"}, "not open at that time"),
            ({"offer": "far"}, "not offered in that unit"),
            ({"number": 2}, "there is no such piece"),
            ({"offer": "palace"}, "unknown demand or offer"),
            ({"start": MONDAY + timedelta(hours=8)}, "not at the time of the service"),
        ],
    )
    def test_a_wrong_booking(self, plan, different, reason):
        assert reason in self.found(plan, bookings=[evolve(plan.bookings[0], **different)])

    def test_a_booking_of_nothing_that_was_asked_for(self, plan):
        other = evolve(plan.bookings[0], offer="big", demand="d-3")
        assert "the demand does not ask for it" in self.found(plan, bookings=[*plan.bookings, other])

    def test_a_booking_too_many(self, plan):
        more = evolve(plan.bookings[0], offer="late")
        assert "2 of classroom booked, 1 needed" in self.found(plan, bookings=[*plan.bookings, more])

    def test_a_room_that_is_booked_twice(self, plan):
        twin = Booking(
            "d-2" if plan.bookings[0].demand == "d-1" else "d-1", "big", 1, plan.bookings[0].start, plan.bookings[0].end
        )
        assert "booked twice, or no time to set up between" in self.found(plan, bookings=[*plan.bookings, twin])

    def test_members_of_two_teams_and_a_team_that_does_not_take_it(self, plan):
        reason = "not all of one team that takes such orders"
        team_of = [service for service in plan.services if service.demand == "d-3"]
        assert {service.team for service in team_of} == {"a"}
        rest = [service for service in plan.services if service.demand != "d-3"]
        mixed = [team_of[0], evolve(team_of[1], member="m-2")]
        assert reason in self.found(plan, services=[*rest, *mixed])
        named = [evolve(service, team="b") for service in team_of]
        assert reason in self.found(plan, services=[*rest, *named])
        unnamed = [evolve(service, team=None) for service in team_of]
        assert reason not in self.found(plan, services=[*rest, *unnamed])
