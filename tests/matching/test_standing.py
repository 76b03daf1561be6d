"""Standing orders: level weeks, gaps that are kept, days away, and the demands that come of them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import (
    Channel,
    DaySlot,
    DemandKind,
    Seat,
    Timetable,
    WeeklySlot,
    Window,
)
from commgov.errors import InvalidInputError
from commgov.matching import (
    StandingOrder,
    occurrence_of,
    occurrences,
    spread_out,
    weekly_visits,
)
from commgov.testing import standing_orders

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

    def test_a_visit_that_moves_keeps_the_gap_to_one_that_moved_the_week_before(self):
        """Sunday the 15th took the place of Thursday the 12th: Monday the 16th is too near, so it is Sunday again."""
        away = tuple(date(2026, 3, day) for day in (9, 12, 19))
        times = evolve(Timetable.parse("Mon,Thu,Sun 09:00-11:00"), away=away)
        order = order_of(times=times, gap_minutes=3 * DAY, slots=(WeeklySlot(3, 540, 660),), phase=0)
        days = [f"{demand.window.start:%a %d}" for demand in occurrences([order], MONDAY, weeks=4)]
        assert days == ["Thu 05", "Sun 15", "Sun 22", "Thu 26"]

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
