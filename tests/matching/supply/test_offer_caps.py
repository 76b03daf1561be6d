"""An offer says how often it can be taken up, and is taken up no more often than that; gifts are given once."""

from datetime import date, datetime, timedelta
from itertools import permutations, product
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offered import ORG

from commgov.core import (
    Demand,
    DemandKind,
    Member,
    OfferCap,
    OfferKind,
    OfferOfService,
    Period,
    RequiredResource,
    Seat,
    Service,
    Team,
    Timetable,
    Window,
)
from commgov.errors import InvalidInputError
from commgov.matching import (
    Availability,
    Changes,
    Effort,
    Load,
    MatchingProblem,
    Objective,
    Pin,
    backups,
    explain,
    first_come,
    pin_conflicts,
    recommend,
    replan,
    solve,
    solve_fairly,
    standard_rules,
    violations,
)

NEAR = Objective(waste=0, recent=0, liking=0)  # only distance counts
QUICK = Effort(steps=60, passes=8, moves=6)
SATURDAY = datetime(2026, 3, 14, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
WEEK = timedelta(days=7)
TWICE_A_MONTH = OfferCap(2, Period.MONTH)


def lesson(number, start=SATURDAY, category="calligraphy", unit="grid-1", **different):
    window = Window(start, start + timedelta(hours=1))
    return evolve(Demand(f"d-{number}", DemandKind.DREAM, category, unit, window, 60), **different)


def offer(provider="m-1", name="o-1", hours="Sat 09:00-11:00", categories=("calligraphy",), **options):
    kind = OfferKind.TEAM if provider.startswith("team") else OfferKind.MEMBER
    return OfferOfService(
        name, kind, provider, "root", frozenset(categories), Timetable.parse(hours), **{"cap": TWICE_A_MONTH, **options}
    )


def problem_of(orders, offers, members=None, **options):
    alone = [Member("m-1", "grid-1", availability=Timetable())]
    return MatchingProblem.build(members or alone, orders, hierarchy=ORG, objective=NEAR, offers=offers, **options)


def served(problem):
    plan = solve(problem, effort=QUICK)
    assert violations(problem, plan.services, bookings=plan.bookings) == []
    return sorted(service.demand for service in plan.services)


SATURDAYS = [lesson(n, SATURDAY + n * WEEK, priority=3 - n) for n in range(3)]  # 14, 21 and 28 March


def test_twice_a_month_is_twice_a_month_and_the_dearest_orders_come_first():
    assert served(problem_of(SATURDAYS, [offer()])) == ["d-0", "d-1"]


def test_a_new_month_begins_anew():
    april = [*SATURDAYS, *(lesson(n, SATURDAY + n * WEEK) for n in (3, 4))]
    assert served(problem_of(april, [offer()])) == ["d-0", "d-1", "d-3", "d-4"]


def test_a_cap_a_week_leaves_the_other_weeks_alone():
    two_each = [lesson(2 * n + k, SATURDAY + n * WEEK + k * timedelta(hours=1)) for n in range(3) for k in range(2)]
    assert len(served(problem_of(two_each, [offer(cap=OfferCap(1))]))) == 3
    assert len(served(problem_of(two_each, [offer(cap=None)]))) == 6


def test_days_on_which_it_was_taken_up_before_count():
    before = offer(taken=(date(2026, 2, 28), date(2026, 3, 7)))
    assert served(problem_of(SATURDAYS, [before])) == ["d-0"]
    spent = evolve(before, taken=(date(2026, 3, 7), date(2026, 3, 7)))
    plan = solve(problem_of(SATURDAYS, [spent]))
    assert plan.services == ()
    assert plan.proof.value == "optimal"


def test_being_free_anyway_does_not_lift_what_the_offer_says():
    free = [Member("m-1", "grid-1")]
    others = [lesson(7, SATURDAY + timedelta(hours=5)), lesson(8, SATURDAY + timedelta(hours=1), "repair")]
    assert served(problem_of([*SATURDAYS, *others], [offer()], free)) == ["d-0", "d-1", "d-7", "d-8"]


def test_a_service_counts_for_the_first_offer_that_it_lies_in():
    more = offer(name="o-2", hours="Sat 08:00-12:00", cap=None)
    assert served(problem_of(SATURDAYS, [offer(), more])) == ["d-0", "d-1"]
    assert served(problem_of(SATURDAYS, [more, offer()])) == ["d-0", "d-1", "d-2"]


def test_the_judge_counts_by_itself_and_names_the_offer():
    problem = problem_of(SATURDAYS, [offer()])
    all_three = [Service(d.id, 0, "m-1", d.window.start, d.window.end) for d in SATURDAYS]
    wrong = violations(problem, all_three)
    assert [(found.rule, str(found.reason), found.services) for found in wrong] == [
        ("offer caps", "o-1 is taken up 3 times, at most 2 a month", (0, 1, 2))
    ]
    assert wrong[0].reason.zh == "资源o-1被选用3次，每月至多2次"
    assert violations(problem, all_three[1:]) == []


def test_pins_beyond_a_cap_are_refused_as_the_smallest_set():
    pins = [Pin(each.id, "m-1") for each in SATURDAYS]
    [conflict] = pin_conflicts(problem_of(SATURDAYS, [offer()], pins=pins))
    assert conflict.pins == tuple(pins)
    assert str(conflict.reason) == "rule “offer caps”: more than o-1 can still be taken up"
    assert pin_conflicts(problem_of(SATURDAYS, [offer()], pins=pins[1:])) == ()
    spent = offer(taken=(date(2026, 3, 7),))
    assert [each.pins for each in pin_conflicts(problem_of(SATURDAYS, [spent], pins=pins[:2]))] == [tuple(pins[:2])]


def test_an_unmet_order_tells_that_the_offer_is_used_up():
    plan = solve(problem_of(SATURDAYS, [offer()]))
    assert [(unmet.demand, unmet.reasons[0].code) for unmet in plan.unmet] == [("d-2", "weekly limit")]
    assert "all at a limit of their week or of what they offer" in plan.unmet[0].why.en


def test_an_order_that_a_team_takes_counts_once_and_for_the_team():
    team = Team("team-1", "grid-1", ("m-1", "m-2"))
    crew = [Member("m-1", "grid-1"), Member("m-2", "grid-1")]
    orders = [evolve(each, seats=(Seat(), Seat()), one_team=True) for each in SATURDAYS]
    lent = [offer("team-1"), offer("m-1", "o-2", cap=OfferCap(1, Period.MONTH))]
    problem = problem_of(orders, lent, crew, teams=[team])
    assert served(problem) == ["d-0", "d-0", "d-1", "d-1"]
    every = [Service(d.id, s, f"m-{s + 1}", d.window.start, d.window.end, "team-1") for d in orders for s in (0, 1)]
    assert [(found.rule, len(found.services)) for found in violations(problem, every)] == [("offer caps", 3)]


def test_a_member_whose_week_is_nothing_but_a_capped_offer_is_of_the_easy_family():
    """The cap is a limit of the worker then, and counts stay provably optimal."""
    counts = [rule for rule in standard_rules() if rule.name in {"skills", "availability", "weekly services"}]
    one_day = [lesson(n, SATURDAY + n * timedelta(hours=1), priority=n + 1) for n in range(2)]
    plan = solve(problem_of(one_day, [offer(cap=OfferCap(1))], rules=counts))
    assert (plan.family.value, plan.proof.value, [s.demand for s in plan.services]) == ("counts", "optimal", ["d-1"])


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda: OfferCap(0), "OfferCap, most"),
        (lambda: OfferCap(1, "fortnight"), "OfferCap, per"),
        (lambda: offer(taken=("yesterday",)), "OfferOfService o-1, taken"),
        (lambda: evolve(offer(), kind=OfferKind.VENUE), "OfferOfService o-1, cap"),
        (lambda: offer(given_away=True), "OfferOfService o-1, given_away"),
        (
            lambda: problem_of([], [offer()], rules=[r for r in standard_rules() if not isinstance(r, Availability)]),
            "rules",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(wrong, where):
    with pytest.raises(InvalidInputError) as refused:
        wrong()
    assert [str(problem.where).split("[")[0] for problem in refused.value.problems] == [where]


def test_after_a_change_the_offers_still_hold():
    problem = problem_of(SATURDAYS[1:], [offer()])
    again = replan(solve(problem), Changes(demands=(SATURDAYS[0],)), change_cost=0, hierarchy=ORG).plan
    assert sorted(service.demand for service in again.services) == ["d-0", "d-1"]
    assert again.problem.offers == problem.offers
    assert [rule.name for rule in again.problem.rules].count("offers") == 1


def test_a_fair_plan_and_backups_keep_to_the_caps():
    two = [Member("m-1", "grid-1", availability=Timetable()), Member("m-2", "grid-1")]
    problem = problem_of(SATURDAYS, [offer(), offer("m-2", "o-2")], two)
    fair = solve_fairly(problem, load=Load.SERVICES, effort=QUICK).plan
    assert violations(problem, fair.services) == []
    assert len(fair.services) == 3
    full = [Service("d-0", 0, "m-1", *_times(0)), Service("d-1", 0, "m-2", *_times(1))]
    assert backups(problem, full, []) == ()


def _times(number):
    return SATURDAYS[number].window.start, SATURDAYS[number].window.end


HOURS = ("Sat 09:00-11:00", "Sat 09:00-10:00", "always")
caps = st.none() | st.builds(OfferCap, st.integers(1, 2), st.sampled_from(Period))


@st.composite
def publishers(draw):
    """Members and a team with offers, and orders on Saturdays of two months."""
    members = [
        Member(f"m-{n}", draw(st.sampled_from(["grid-1", "grid-2"])), availability=draw(st.sampled_from(FREE)))
        for n in range(draw(st.integers(1, 2)))
    ]
    ids = [member.id for member in members]
    teams = [Team("team-1", "grid-1", tuple(ids))] if draw(st.booleans()) else []
    who = st.sampled_from([*ids, *(team.id for team in teams)])
    kinds = st.sampled_from([(), ("calligraphy",), ("repair",)])
    taken = st.sampled_from([(), (date(2026, 3, 10),)])
    offers = [
        offer(draw(who), f"o-{n}", draw(st.sampled_from(HOURS)), draw(kinds), cap=draw(caps), taken=draw(taken))
        for n in range(draw(st.integers(1, 3)))
    ]
    days = draw(st.lists(st.sampled_from([0, 0, 7, 14, 21]), min_size=2, max_size=4))
    orders = [
        lesson(
            n,
            SATURDAY + timedelta(days=day, hours=draw(st.integers(0, 1))),
            draw(st.sampled_from(["calligraphy", "repair"])),
            seats=(Seat(),) * draw(st.integers(1, 2)),
            priority=draw(st.integers(1, 3)),
            one_team=bool(teams) and draw(st.booleans()),
        )
        for n, day in enumerate(days)
    ]
    return members, orders, offers, teams


FREE = (Timetable(), Timetable.always())


def every_list(problem, members, orders, teams):
    """All service lists that break no rule, with what they cost."""
    ways = [
        [
            (),
            *(
                tuple(
                    Service(order.id, seat, who.id, order.window.start, order.window.end, team)
                    for seat, who in enumerate(crew)
                )
                for crew in permutations(members, len(order.seats))
                for team in ([each.id for each in teams] if order.one_team else [None])
            ),
        ]
        for order in orders
    ]
    home = {member.id: member.home_unit for member in members}
    for chosen in product(*ways):
        services = [service for way in chosen for service in way]
        if not violations(problem, services):
            cost = 0
            for order, way in zip(orders, chosen, strict=True):
                steps = sum(30 * ORG.distance(home[service.member], order.unit) for service in way)
                cost += steps if way else 1000 * order.priority * len(order.seats)
            yield cost


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(publishers())
def test_small_cases_are_solved_to_the_optimum_and_nothing_is_taken_up_too_often(published):
    members, orders, offers, teams = published
    problem = problem_of(orders, offers, members, teams=teams)
    plan = solve(problem, effort=QUICK)
    best = min(every_list(problem, members, orders, teams))
    assert violations(problem, plan.services) == []
    assert plan.bound <= best
    assert plan.objective == best
    assert violations(problem, first_come(problem), unfinished=False) == []
    assert violations(problem, first_come(problem, seed=1)) == []
    for order in orders:  # chains are judged before they are told, and one that broke a cap would raise
        assert explain(plan, order.id).demand == order.id
        assert all(found.extra_cost >= plan.bound - plan.objective for found in recommend(plan, order.id, 2))


def rice(stock, *, given_away=True):
    kind = OfferKind.GOODS
    return OfferOfService("rice", kind, "merchant-1", "grid-1", quantity=stock, resource="rice", given_away=given_away)


def hungry(*bags):
    return [
        lesson(n, SATURDAY + n * WEEK, "rice", resources=(RequiredResource("rice", pieces=count),), priority=3)
        for n, count in enumerate(bags)
    ]


def test_what_is_given_away_is_gone_and_what_is_lent_comes_back():
    home = [Member("m-1", "grid-1")]
    for given_away, count in ((True, 2), (False, 3)):
        problem = problem_of(hungry(1, 1, 1), [rice(2, given_away=given_away)], home)
        assert len(served(problem)) == count


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.integers(1, 6))
def test_no_more_is_given_than_there_is_and_the_bound_knows_it(bags, stock):
    problem = problem_of(hungry(*bags), [rice(stock)], [Member("m-1", "grid-1")])
    plan = solve(problem, effort=QUICK)
    assert plan.bound <= least(bags, stock) <= plan.objective
    if max(bags) == 1:
        assert plan.objective == least(bags, stock)
    assert violations(problem, plan.services, bookings=plan.bookings) == []
    pieces = [(booking.offer, booking.number) for booking in plan.bookings]
    assert len(pieces) == len(set(pieces)) <= stock
    alone = {service.demand for service in first_come(problem)}
    assert sum(b for n, b in enumerate(bags) if f"d-{n}" in alone) <= stock


def least(bags, stock):
    """What the orders cost that are left without, in the best case; each is worth what its seat and bags are."""
    left = [
        [count for count, kept in zip(bags, keep, strict=True) if not kept]
        for keep in product([0, 1], repeat=len(bags))
        if sum(count for count, kept in zip(bags, keep, strict=True) if kept) <= stock
    ]
    return min(sum(3000 * (1 + count) for count in some) for some in left)


def test_the_stock_goes_to_the_orders_that_are_worth_most():
    sizes = [(1, 2, 3, 3), (3, 3, 2), (2, 2, 3, 1), (3, 2, 1, 1)]
    cases = [(bags, stock) for bags in sizes for stock in range(1, 8)]
    problems = [problem_of(hungry(*bags), [rice(stock)], [Member("m-1", "grid-1")]) for bags, stock in cases]
    costs = [solve(problem).objective for problem in problems]
    assert sum(cost == least(*case) for cost, case in zip(costs, cases, strict=True)) >= len(cases) - 1


def test_the_judge_sees_what_is_given_twice():
    problem = problem_of(hungry(1, 1), [rice(1)], [Member("m-1", "grid-1")])
    plan = solve(problem)
    (booked,) = plan.bookings
    other = next(each for each in hungry(1, 1) if each.id != booked.demand)
    again = evolve(booked, demand=other.id, start=other.window.start, end=other.window.end)
    more = Service(other.id, 0, "m-1", other.window.start, other.window.end)
    wrong = violations(problem, [*plan.services, more], bookings=[booked, again])
    assert [str(found.reason) for found in wrong] == ["given away twice"]
    assert (
        plan.unmet[0].reasons[0].text.en == "rice: 1 suitable and open then, 0 of them not booked for others, 1 needed"
    )
