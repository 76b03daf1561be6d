"""What members and teams publish is supply in its own right, for what it says and no more."""

import pickle
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import Demand, DemandKind, Member, OfferKind, OfferOfService, Seat, Team, Timetable, Window
from commgov.errors import InvalidInputError
from commgov.grid import Organisation
from commgov.matching import Availability, Effort, MatchingProblem, solve, standard_rules, violations, with_offers
from commgov.testing import check_rule, communities
from commgov.testing.strategies import CATEGORIES, MONDAY, UNITS, timetables

ORG = Organisation.from_units(UNITS)
SATURDAY = MONDAY + timedelta(days=5)
NEVER = Timetable()


def offer(who="m-1", hours="Sat 09:00-11:00", categories=("calligraphy",), unit="grid-1", number=1):
    when = Timetable.parse(hours)
    kind = OfferKind.TEAM if who.startswith("team") else OfferKind.MEMBER
    return OfferOfService(f"o-{number}", kind, who, unit, frozenset(categories), when)


def lesson(start=9, end=10, category="calligraphy", unit="grid-1", **different):
    window = Window(SATURDAY + timedelta(hours=start), SATURDAY + timedelta(hours=end))
    return evolve(Demand("d-1", DemandKind.DREAM, category, unit, window, 60), **different)


def serving(demand, offers, availability=NEVER, **options):
    member = Member("m-1", "grid-1", availability=availability)
    problem = MatchingProblem.build([member], [demand], hierarchy=ORG, offers=offers, **options)
    plan = solve(problem)
    assert violations(problem, plan.services) == []
    return plan


@pytest.mark.parametrize(
    ("demand", "is_served"),
    [
        (lesson(), True),
        (lesson(10, 11), True),
        (lesson(11, 12), False),
        (lesson(8, 11), True),  # any hour of these: there is one that fits
        (lesson(category="repair"), False),
        (lesson(unit="grid-2"), False),
    ],
)
def test_who_only_publishes_offers_serves_within_them_alone(demand, is_served):
    plan = serving(demand, [offer()])
    assert bool(plan.services) is is_served


def test_general_availability_and_an_offer_each_count_by_themselves():
    """But no service may lie half in the one and half in the other."""
    free = Timetable.parse("Sat 11:00-12:00")
    assert serving(lesson(11, 12, "repair"), [offer()], free).services
    assert serving(lesson(9, 10), [offer()], free).services
    half = lesson(10, 12)
    assert not serving(evolve(half, minutes=120), [offer()], free).services


def test_several_offers_are_each_for_their_own():
    offers = [offer(), offer(hours="Sat 14:00-16:00", categories=("repair",), number=2)]
    assert serving(lesson(14, 15, "repair"), offers).services
    plan = serving(lesson(14, 15), offers)
    assert plan.unmet[0].reasons[0].code == "offers"
    assert "none offers it there at that time" in plan.unmet[0].why.en


def test_an_offer_without_categories_is_for_anything():
    assert serving(lesson(category="repair"), [offer(categories=())]).services


def test_days_away_win_over_offers():
    away = Timetable(away=(SATURDAY.date(),))
    assert not serving(lesson(), [offer()], away).services


def test_without_the_rule_of_availability_no_offer_keeps_anybody():
    rules = [rule for rule in standard_rules() if not isinstance(rule, Availability)]
    assert serving(lesson(14, 15, "repair"), [offer()], rules=rules).services


def test_offers_of_strangers_are_refused_by_name():
    with pytest.raises(InvalidInputError) as refused:
        serving(lesson(), [offer("m-9"), offer("team-9", number=2)])
    assert [str(p.where) for p in refused.value.problems] == [
        "OfferOfService o-1, provider",
        "OfferOfService o-2, provider",
    ]


def test_employers_offers_are_not_matched():
    own = OfferOfService("o-1", OfferKind.EMPLOYER, "employer-1", "root")
    assert serving(lesson(), [own], Timetable.always()).services


published = st.builds(
    offer,
    st.sampled_from(["m-0", "m-1", "m-2"]),
    st.sampled_from(["Mon-Fri 09:00-12:00", "Mon 18:00-24:00; Tue 00:00-02:00", "always"]),
    st.sets(st.sampled_from(CATEGORIES), max_size=1),
    st.sampled_from([unit.id for unit in UNITS]),
)


@pytest.mark.parametrize("at", range(3))
def test_the_rule_keeps_the_contract_of_rules(at):
    hours = ("Mon-Fri 09:00-12:00", "Mon 18:00-24:00; Tue 00:00-02:00", "Sun 22:00-24:00; Mon 00:00-12:00")[at]
    own = [offer("m-1", hours, ("repair",)), offer("m-1", "Mon 08:00-20:00", ("visit",), "garden-2")]
    own.append(offer("m-2", hours, (), "root"))
    members = [Member(f"m-{n}", "grid-1", availability=(NEVER, Timetable.parse(hours))[n % 2]) for n in (1, 2)]
    _, rule = with_offers(members, own, ORG)
    check_rule(rule, examples=60)
    check_rule(pickle.loads(pickle.dumps(rule)), examples=5)  # noqa: S301 - our own bytes


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities(), st.lists(published, max_size=4), timetables())
def test_each_service_is_within_an_offer_or_the_own_availability(community, offers, own):
    """Judged minute by minute, from the objects."""
    members = [evolve(member, availability=own, rest_days=frozenset()) for member in community.members]
    offers = [evolve(o, id=f"o-{at}") for at, o in enumerate(offers) if o.provider in {m.id for m in members}]
    problem = MatchingProblem.build(members, community.demands, hierarchy=ORG, offers=offers)
    plan = solve(problem, effort=Effort(steps=60, passes=8, moves=6))
    demands = {demand.id: demand for demand in community.demands}

    def on(timetable, minute):
        day, at = minute.date(), minute.hour * 60 + minute.minute
        slots = [s for s in timetable.weekly if s.weekday == day.weekday()] + [
            s for s in timetable.extra if s.day == day
        ]
        return day not in timetable.away and any(s.start <= at < s.end for s in slots)

    for service in plan.services:
        demand = demands[service.demand]
        minutes = [service.start + timedelta(minutes=minute) for minute in range(service.minutes)]
        fitting = [
            o.availability
            for o in offers
            if o.provider == service.member
            and (not o.categories or demand.category in o.categories)
            and (o.unit == demand.unit or o.unit in ORG.ancestors(demand.unit))
        ]
        assert any(all(on(times, minute) for minute in minutes) for times in (own, *fitting))


PAIR = (Member("m-1", "grid-1"), Member("m-2", "grid-1"))
TEAM = Team("team-1", "grid-1", ("m-1", "m-2"))


@pytest.mark.parametrize(
    ("published", "is_served"),
    [
        ((), True),
        ((offer("team-1"),), True),
        ((offer("team-1", hours="Sat 10:00-12:00"),), False),
        ((offer("team-1", categories=("repair",)),), False),
        ((offer("team-1", unit="grid-2"),), False),
        ((offer("team-1", unit="grid-2"), offer("team-1", unit="root", number=2)), True),
    ],
)
def test_a_team_that_publishes_offers_takes_orders_within_them(published, is_served):
    order = lesson(seats=(Seat(), Seat()), one_team=True)
    plan = solve(MatchingProblem.build(PAIR, [order], hierarchy=ORG, teams=[TEAM], offers=published))
    assert bool(plan.services) is is_served
    free = MatchingProblem.build(PAIR, [order], hierarchy=ORG, teams=[TEAM])
    judged = MatchingProblem.build(PAIR, [order], hierarchy=ORG, teams=[TEAM], offers=published)
    assert (violations(judged, solve(free).services) == []) is is_served
