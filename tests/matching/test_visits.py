"""Standing orders: level weeks, gaps, the same member as before, turns that go round, somebody standing by."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import (
    Channel,
    DaySlot,
    DemandKind,
    Member,
    Outcome,
    OutcomeState,
    Seat,
    Service,
    Timetable,
    WeeklySlot,
    Window,
)
from commgov.errors import InvalidInputError, RuleFailedError
from commgov.matching import (
    Ban,
    CandidateTable,
    Continuity,
    Effort,
    MatchingProblem,
    Objective,
    Rotation,
    StandingOrder,
    backups,
    heard_at,
    occurrence_of,
    occurrences,
    solve,
    spread_out,
    violations,
    weekly_visits,
    with_recent_minutes,
)
from commgov.testing import check_cost_term, communities, standing_orders

MONDAY = date(2026, 3, 2)
ZONE = ZoneInfo("Asia/Shanghai")
WORKDAYS = Timetable.parse("Mon-Fri 09:00-11:00")
DAY = 24 * 60

few = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def order_of(number=1, times=WORKDAYS, minutes=60, **different):
    return StandingOrder(f"v-{number}", "visit", "grid-1", times, minutes, **different)


def several(count_max=6, **options):
    """Up to so many standing orders with numbers of their own."""
    numbers = st.integers(0, count_max).map(range)
    return numbers.flatmap(lambda all_of: st.tuples(*(standing_orders(number, **options) for number in all_of)))


def served(demand, member, seat=0):
    return Service(
        demand.id, seat, member, demand.window.start, demand.window.start + timedelta(minutes=demand.minutes)
    )


class TestSpreadOut:
    @few
    @given(several())
    def test_each_order_gets_slots_of_its_own_times_as_far_apart_as_it_asks(self, orders):
        for asked, order in zip(orders, spread_out(orders), strict=True):
            assert evolve(order, slots=(), phase=None) == asked
            assert len(set(order.slots)) == order.per_week
            assert set(order.slots) <= set(order.times.weekly)
            assert 0 <= order.phase < order.every_weeks

    @few
    @given(st.integers(1, 40), st.integers(1, 6))
    def test_orders_of_one_rhythm_are_shared_out_evenly(self, count, every_weeks):
        orders = spread_out(order_of(number, every_weeks=every_weeks) for number in range(count))
        load = weekly_visits(orders, MONDAY, weeks=every_weeks)
        assert sum(load) == count
        assert max(load) - min(load) <= 1
        days = Counter((order.phase, order.slots[0].weekday) for order in orders)
        assert max(days.values()) - min(days[p, d] for p in range(every_weeks) for d in range(5)) <= 1

    @few
    @given(several(5))
    def test_mixed_rhythms_are_nearly_as_level_as_can_be(self, orders):
        """Against every choice of phases: the fullest week has at most one visit of the largest order more."""
        load = weekly_visits(spread_out(orders), MONDAY, weeks=12)
        best = min(
            max(
                sum(o.per_week for o, phase in zip(orders, phases, strict=True) if week % o.every_weeks == phase)
                for week in range(12)
            )
            for phases in product(*(range(order.every_weeks) for order in orders))
        )
        assert best <= max(load) <= best + max((order.per_week for order in orders), default=0)

    @few
    @given(several(), several(3))
    def test_what_is_settled_stays_when_others_join(self, first, more):
        settled = spread_out(first)
        new = tuple(evolve(order, id=f"new-{order.id}") for order in more)
        assert spread_out((*settled, *new))[: len(settled)] == settled
        assert spread_out(settled) == settled

    def test_a_newcomer_goes_to_the_week_with_the_least_to_do(self):
        full = spread_out(order_of(number, every_weeks=2, phase=0) for number in range(3))
        assert spread_out([*full, order_of(9, every_weeks=2)])[-1].phase == 1

    def test_two_visits_a_week_lie_as_far_apart_as_can_be(self):
        (order,) = spread_out([order_of(times=Timetable.parse("Mon-Sun 09:00-10:00"), per_week=2)])
        assert [slot.weekday for slot in order.slots] in ([0, 3], [0, 4])

    def test_an_order_that_is_there_twice_is_refused(self):
        with pytest.raises(InvalidInputError, match="only once"):
            spread_out([order_of(), order_of()])


class TestOccurrences:
    @few
    @given(several(away=True), st.integers(0, 7), st.integers(1, 4))
    def test_an_occurrence_is_the_same_whatever_span_is_asked_for(self, orders, first, weeks):
        settled = spread_out(orders)
        whole = {demand.id: demand for demand in occurrences(settled, MONDAY, weeks=12)}
        part = occurrences(settled, MONDAY + timedelta(weeks=first), weeks=weeks)
        assert all(whole[demand.id] == demand for demand in part)

    @few
    @given(standing_orders(away=True))
    def test_gaps_are_kept_and_days_away_left_out_all_along(self, order):
        demands = occurrences(spread_out([order]), MONDAY - timedelta(weeks=4), weeks=20)
        for one, other in pairwise(demand.window for demand in demands):
            assert (other.start - one.end) >= timedelta(minutes=order.gap_minutes)
        slots = {(slot.weekday, slot.start, slot.end - slot.start) for slot in order.times.weekly}
        for demand in demands:
            start = demand.window.start
            assert start.date() not in order.times.away
            assert (start.weekday(), start.hour * 60 + start.minute, demand.window.minutes) in slots

    @few
    @given(standing_orders())
    def test_without_days_away_there_are_as_many_as_ordered_in_each_week_that_is_due(self, order):
        settled = spread_out([order])
        demands = occurrences(settled, MONDAY, weeks=12)
        by_week = Counter((demand.window.start.date() - MONDAY).days // 7 for demand in demands)
        assert [by_week[week] for week in range(12)] == list(weekly_visits(settled, MONDAY, weeks=12))
        assert len(demands) == 12 // order.every_weeks * order.per_week
        assert {occurrence_of(demand.id) for demand in demands} == {order.id}
        assert len({demand.id for demand in demands}) == len(demands)

    def test_a_visit_on_a_day_away_moves_to_another_slot_of_the_week(self):
        """Thursday is a holiday: the visit comes on another day, and none comes in a week that is all away."""
        times = evolve(WORKDAYS, away=(date(2026, 3, 5), *(date(2026, 3, day) for day in range(9, 14))))
        order = order_of(times=times, slots=(WeeklySlot(3, 540, 660),), phase=0)
        days = [f"{demand.window.start:%a %d}" for demand in occurrences([order], MONDAY, weeks=3)]
        assert days == ["Mon 02", "Thu 19"]

    def test_a_visit_that_cannot_move_without_coming_too_near_the_next_falls_out(self):
        times = evolve(WORKDAYS, away=(date(2026, 3, 2),))
        order = order_of(times=times, gap_minutes=6 * DAY, slots=(WeeklySlot(0, 540, 660),), phase=0)
        assert [demand.id for demand in occurrences([order], MONDAY, weeks=2)] == ["v-1/202611-1"]

    def test_a_demand_says_what_was_ordered_and_not_who_is_visited(self):
        order = order_of(
            seats=(Seat(), Seat()),
            person="p-81",
            kind=DemandKind.APPEAL,
            priority=2,
            needs_cover=True,
            slots=(WeeklySlot(1, 540, 660),),
            phase=0,
        )
        (demand,) = occurrences([order], MONDAY)
        assert (demand.id, demand.kind, demand.category, demand.unit) == ("v-1/202610-1", "appeal", "visit", "grid-1")
        assert (demand.minutes, len(demand.seats), demand.priority, demand.needs_cover) == (60, 2, 2, True)
        assert demand.window == Window(*(datetime(2026, 3, 3, hour, tzinfo=ZONE) for hour in (9, 11)))
        assert demand.channel is Channel.COMMUNITY
        assert demand.proxy is None

    def test_a_slot_until_midnight_ends_at_the_next_day(self):
        order = order_of(times=Timetable.parse("Sun 22:00-24:00"))
        (demand,) = occurrences(spread_out([order]), MONDAY, zone="UTC")
        assert demand.window == Window(
            datetime(2026, 3, 8, 22, tzinfo=ZoneInfo("UTC")), datetime(2026, 3, 9, tzinfo=UTC)
        )

    def test_an_id_with_strokes_of_its_own_is_still_found(self):
        assert occurrence_of("patrol/grid-1/202610-12") == "patrol/grid-1"
        assert occurrence_of("note-81/2026-1") is None

    @pytest.mark.parametrize("ask", [occurrences, lambda orders, monday: weekly_visits(orders, monday, weeks=1)])
    def test_orders_that_are_not_spread_out_and_days_that_are_no_mondays_are_named(self, ask):
        with pytest.raises(InvalidInputError) as error:
            ask([order_of(1), order_of(2, phase=0)], date(2026, 3, 3))
        assert [str(problem.where) for problem in error.value.problems] == ["weeks, monday", "weeks, v-1", "weeks, v-2"]
        assert all(problem.expected.zh for problem in error.value.problems)


@pytest.mark.parametrize(
    ("different", "fields"),
    [
        (
            {"minutes": 0, "per_week": 0, "every_weeks": 27, "priority": 4},
            ["minutes", "per_week", "every_weeks", "priority"],
        ),
        ({"minutes": 121}, ["times"]),
        ({"per_week": 6}, ["times"]),
        ({"per_week": 2, "gap_minutes": 4 * DAY}, ["times"]),
        ({"times": Timetable.parse("Mon-Sun 08:00-09:00; Mon-Sun 10:00-11:00; Mon-Sun 12:00-13:00")}, ["times"]),
        ({"times": Timetable(WORKDAYS.weekly, (DaySlot(MONDAY, 540, 660),))}, ["times"]),
        ({"slots": (WeeklySlot(6, 540, 660),)}, ["slots"]),
        ({"slots": (WeeklySlot(0, 540, 660), WeeklySlot(1, 540, 660))}, ["slots"]),
        ({"slots": (WeeklySlot(0, 540, 660), WeeklySlot(1, 540, 660)), "per_week": 2, "gap_minutes": DAY}, ["slots"]),
        ({"phase": 1}, ["phase"]),
        ({"person": "13800000000"}, ["person"]),
        ({"seats": ()}, ["seats"]),
        ({"times": "Mon 09:00-10:00"}, ["times"]),
    ],
)
def test_wrong_standing_orders_are_refused_field_by_field(different, fields):
    with pytest.raises(InvalidInputError) as error:
        evolve(order_of(), **different)
    assert [str(problem.where) for problem in error.value.problems] == [f"StandingOrder v-1, {name}" for name in fields]


def test_an_id_that_leaves_no_room_for_the_occurrence_is_refused():
    with pytest.raises(InvalidInputError, match="at most 48 characters"):
        order_of("9" * 50)


def test_who_is_visited_and_when_does_not_show_in_a_repr():
    assert repr(spread_out([order_of(person="p-81")])) == "(StandingOrder('v-1'),)"


class TestContinuity:
    def test_the_regular_member_costs_nothing_one_who_is_known_half_a_stranger_all(self):
        orders = spread_out([order_of(same_member=True), order_of(2)])
        *before, last = occurrences(orders[:1], MONDAY, weeks=5)
        other = occurrences(orders[1:], MONDAY + timedelta(weeks=4))[0]
        past = [served(demand, member) for demand, member in zip(before, ("m-1", "m-2", "m-2", "m-1"), strict=True)]
        term = Continuity.of(orders, [last, other], past, weight=100)
        assert term.known == {last.id: ("m-1", "m-2")}, "equally often; m-1 was there last"
        people = [Member(f"m-{at}", "grid-1") for at in (1, 2, 3)]
        objective = Objective(distance=0, waste=0, recent=0, liking=0)
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


def test_what_was_served_in_the_last_four_weeks_counts_as_recent():
    def at(day, minutes=60):
        start = datetime(2026, 3, day, 9, tzinfo=ZONE)
        return Service("d-1", 0, "m-1", start, start + timedelta(minutes=minutes))

    people = [Member("m-1", "grid-1", recent_minutes=999), Member("m-2", "grid-1", recent_minutes=999)]
    found = with_recent_minutes(people, [at(1), at(2), at(29, 45), at(30)], date(2026, 3, 30))
    assert [member.recent_minutes for member in found] == [105, 0]


class TestBackups:
    @few
    @given(communities(size_max=4), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3))
    def test_a_backup_can_take_over_and_nobody_stands_by_twice_at_a_time(self, community, banned):
        """Whoever is named could serve instead, by the independent judge; where nobody is named nobody could."""
        demands = tuple(evolve(demand, id=f"{demand.id}/202610-1") for demand in community.demands)
        orders = [order_of(backup=True) for _ in demands]
        orders = [evolve(order, id=occurrence_of(demand.id)) for order, demand in zip(orders, demands, strict=True)]
        ids = {member.id for member in community.members}, {demand.id for demand in demands}
        bans = [Ban(f"d-{d}/202610-1", f"m-{m}") for d, m in banned]
        bans = [ban for ban in bans if ban.member in ids[0] and ban.demand in ids[1]]
        problem = MatchingProblem.build(community.members, demands, hierarchy=community.organisation, bans=bans)
        plan = solve(problem, effort=Effort(steps=60, passes=8, moves=6))
        named = backups(problem, plan.services, orders)
        assert [(one.demand, one.seat) for one in named] == [(one.demand, one.seat) for one in plan.services]
        standing_by = []
        for backup, service in zip(named, plan.services, strict=True):
            could = [m.id for m in community.members if self.could(problem, plan.services, service, m.id)]
            if backup.member is None:
                assert backup.reason.text.en
                assert backup.reason.text.zh
                assert all(self.clashes(problem, evolve(service, member=m), standing_by) for m in could)
            else:
                assert backup.member in could
                assert not self.clashes(problem, evolve(service, member=backup.member), standing_by)
                standing_by.append(evolve(service, member=backup.member))

    @staticmethod
    def could(problem, services, service, member):
        own = [one.member for one in services if one.demand == service.demand]
        swapped = [evolve(one, member=member) if one == service else one for one in services]
        return member not in own and not violations(problem, swapped)

    @staticmethod
    def clashes(problem, service, standing_by):
        both = [[one, service] for one in standing_by if one.member == service.member]
        return any(
            v.rule in {"no overlap", "list"} for pair in both for v in violations(problem, pair) if len(v.services) > 1
        )

    def test_the_backup_whom_the_objective_likes_best_is_named_and_only_where_one_is_wanted(self):
        orders = spread_out([order_of(1, backup=True), order_of(2)])
        people = [Member(f"m-{at}", "grid-1", recent_minutes=60 * at) for at in range(4)]
        problem = MatchingProblem.build(people, occurrences(orders, MONDAY))
        services = solve(problem).services
        (named,) = backups(problem, services, orders)
        assert named.demand == "v-1/202610-1"
        taken = {service.member for service in services if service.start == services[0].start}
        assert named.member == min({person.id for person in people} - taken)

    def test_why_nobody_stands_by(self):
        orders = spread_out([order_of(1, backup=True)])
        (demand,) = occurrences(orders, MONDAY)
        alone = MatchingProblem.build([Member("m-1", "grid-1")], [demand])
        assert backups(alone, solve(alone).services, orders)[0].reason.code == "no other"
        both = [demand, evolve(demand, id="d-1")]
        busy = MatchingProblem.build(
            [Member("m-1", "grid-1", weekly_services_max=1), Member("m-2", "grid-1", weekly_services_max=1)], both
        )
        (named,) = backups(busy, solve(busy).services, orders)
        assert named.reason.code == "busy"
        assert str(named.reason.text) == "1 others are allowed, none of them is free then"

    def test_where_the_caller_gave_the_candidates_backups_come_from_those(self):
        orders = spread_out([order_of(1, backup=True)])
        (demand,) = occurrences(orders, MONDAY)
        people = [Member(f"m-{at}", "grid-1") for at in range(4)]
        table = CandidateTable(role=np.array([0, 0, 0]), member=np.array([1, 2, 3]), cost=np.array([5, 9, 7]))
        problem = MatchingProblem.build(people, [demand], candidates=table)
        services = solve(problem).services
        assert [services[0].member, backups(problem, services, orders)[0].member] == ["m-1", "m-3"]


class TestHeardAtAVisit:
    visit = Outcome("v-1/202610-1", OutcomeState.SOLVED, datetime(2026, 3, 3, 10, tzinfo=UTC), "m-7")
    window = Window(datetime(2026, 3, 4, 9, tzinfo=UTC), datetime(2026, 3, 4, 12, tzinfo=UTC))

    def test_it_becomes_a_demand_of_its_own_at_the_same_place(self):
        heard = heard_at(self.visit, "note-81", order_of(), "repair", self.window, 60, priority=3)
        assert (heard.id, heard.unit, heard.channel, heard.proxy) == ("note-81", "grid-1", Channel.VISIT, "m-7")
        assert (heard.kind, heard.category, heard.priority) == (DemandKind.APPEAL, "repair", 3)
        assert heard.ordered_at == self.visit.at
        assert solve(MatchingProblem.build([Member("m-1", "grid-1")], [heard])).unmet == ()

    @pytest.mark.parametrize("words", ["the heating is broken", "暖气坏了", "", "note 81"])
    def test_words_are_refused_and_not_repeated(self, words):
        with pytest.raises(InvalidInputError) as error:
            heard_at(self.visit, words, order_of(), "repair", self.window, 60)
        assert len(error.value.problems) == 1
        assert not words or words not in str(error.value)

    def test_a_visit_of_another_order_is_refused(self):
        with pytest.raises(InvalidInputError, match="an occurrence of the standing order v-2"):
            heard_at(self.visit, "note-81", order_of(2), "repair", self.window, 60)
