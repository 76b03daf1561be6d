"""Overload protection holds in every engine, over weeks in which clocks change too: counted by the local calendar."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from commgov.core import Demand, DemandKind, Member, Seat, Timetable, Window
from commgov.matching import (
    Availability,
    EmployerConsent,
    Family,
    Load,
    MatchingProblem,
    NoOverlap,
    WeeklyMinutes,
    WeeklyServices,
    solve,
    solve_fairly,
)

BERLIN = ZoneInfo("Europe/Berlin")
SERVICES_MAX, MINUTES_MAX = 3, 150
WORKING = Timetable.parse("Mon-Fri 08:00-17:00")
FAMILIES = {
    Family.COUNTS: ([WeeklyServices()], 1),
    Family.HOURS: ([WeeklyServices(), WeeklyMinutes()], 1),
    Family.WINDOWS: ([WeeklyServices(), WeeklyMinutes(), NoOverlap()], 1),
    Family.SEATS: ([WeeklyServices(), WeeklyMinutes(), NoOverlap()], 2),
}
MONDAYS = {"clocks forward": date(2026, 3, 23), "clocks back": date(2026, 10, 19), "an ordinary time": date(2026, 5, 4)}


def orders(monday, seats):
    """Three weeks: on every day one hour in the morning, one in the evening, and one at night over midnight."""
    for day in range(21):
        for at, clock in enumerate((time(10), time(19), time(23, 30))):
            start = datetime.combine(monday + timedelta(days=day), clock, BERLIN)
            end = (start.astimezone(ZoneInfo("UTC")) + timedelta(hours=1)).astimezone(BERLIN)
            window = Window(start, end)
            yield Demand(f"d-{day}-{at}", DemandKind.WISH, "errand", "grid-1", window, 60, (Seat(),) * seats)


def members(rest_days):
    """One who works, one who does not, one whose employer consents."""
    caps = {"weekly_services_max": SERVICES_MAX, "weekly_minutes_max": MINUTES_MAX, "rest_days": rest_days}
    return [
        Member("m-works", "grid-1", working_hours=WORKING, **caps),
        Member("m-retired", "grid-1", **caps),
        Member("m-consents", "grid-1", working_hours=WORKING, employer_consents=True, **caps),
    ]


@pytest.mark.parametrize(
    "plan_of", [solve, lambda problem: solve_fairly(problem, load=Load.SERVICES).plan], ids=["solve", "solve_fairly"]
)
@pytest.mark.parametrize("rest_days", [frozenset({6}), frozenset()], ids=["Sundays free", "no rest day"])
@pytest.mark.parametrize("monday", MONDAYS.values(), ids=MONDAYS)
@pytest.mark.parametrize("family", FAMILIES)
def test_no_plan_asks_more_of_anybody_than_they_gave(family, monday, rest_days, plan_of):
    rules, seats = FAMILIES[family]
    problem = MatchingProblem.build(
        members(rest_days),
        orders(monday, seats),
        rules=[Availability(), EmployerConsent(), *rules],
        zone="Europe/Berlin",
    )
    plan = plan_of(problem)
    assert plan.family is family
    times, minutes = Counter(), Counter()
    for service in plan.services:
        start, last = service.start.astimezone(BERLIN), (service.end - timedelta(minutes=1)).astimezone(BERLIN)
        week = service.member, start.date() - timedelta(days=start.weekday())
        times[week] += 1
        minutes[week] += service.minutes
        assert not {start.weekday(), last.weekday()} & rest_days
        at_work = start.weekday() < 5 and 8 <= start.hour < 17
        assert not (service.member == "m-works" and at_work)
    most = SERVICES_MAX if family is Family.COUNTS else MINUTES_MAX // 60
    assert set(times.values()) == {most}, "every week is used up to its cap, and none beyond"
    assert len(times) == 9
    assert family is Family.COUNTS or max(minutes.values()) <= MINUTES_MAX
