"""An oracle written from the documents alone: judges and solves small communities in plain Python over the objects."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations, permutations
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from commgov.core import Demand, DemandKind, Member, Seat, Window, monday_of

TRAVEL = (0, 5, 5, 10, 10, 15, 15)


class Oracle:
    """What the rules say, from the objects."""

    def __init__(self, community):
        self.org = community.organisation
        self.members = {member.id: member for member in community.members}
        self.demands = {demand.id: demand for demand in community.demands}

    def may(self, member, demand, seat, start):
        """Whether one member may serve one seat at one time."""
        end = start + timedelta(minutes=demand.minutes)
        minutes = [start + timedelta(minutes=m) for m in range(demand.minutes)]
        return (
            self.skilled(member, seat, start)
            and all(self.on(member.availability, m) and m.weekday() not in member.rest_days for m in minutes)
            and (member.employer_consents or not any(self.on(member.working_hours, m) for m in minutes))
            and (not demand.needs_cover or self.covered(member, end))
            and demand.minutes <= member.weekly_minutes_max
            and member.weekly_services_max > 0
        )

    @staticmethod
    def skilled(member, seat, start):
        for asked in seat.skills:
            held = [s for s in member.skills if s.skill == asked.skill and s.level >= asked.level_min]
            if not any(s.until is None or start.date() <= s.until for s in held):
                return False
        return True

    @staticmethod
    def on(timetable, minute):
        day, at = minute.date(), minute.hour * 60 + minute.minute
        if day in timetable.away:
            return False
        weekly = any(s.weekday == day.weekday() and s.start <= at < s.end for s in timetable.weekly)
        return weekly or any(s.day == day and s.start <= at < s.end for s in timetable.extra)

    @staticmethod
    def covered(member, end):
        return member.insured_until is not None and (end - timedelta(minutes=1)).date() <= member.insured_until

    def broken(self, services):
        """The names of all that is wrong with a service list."""
        found = set()
        by_demand = {}
        for service in services:
            by_demand.setdefault(service.demand, []).append(service)
            demand = self.demands[service.demand]
            if not self.may(self.members[service.member], demand, demand.seats[service.seat], service.start):
                found.add("may")
            if not (demand.window.start <= service.start and service.end <= demand.window.end):
                found.add("window")
            if service.minutes != demand.minutes:
                found.add("length")
        for id_, team in by_demand.items():
            if sorted(s.seat for s in team) != list(range(len(self.demands[id_].seats))):
                found.add("seats")
            if len({s.member for s in team}) < len(team) or len({s.start for s in team}) > 1:
                found.add("team")
        return found | self.over_limits(services)

    def over_limits(self, services):
        found = set()
        minutes, times = Counter(), Counter()
        for service in services:
            week = (service.member, monday_of(service.start.date()))
            minutes[week] += service.minutes
            times[week] += 1
        if any(total > self.members[m].weekly_minutes_max for (m, _), total in minutes.items()):
            found.add("minutes")
        if any(total > self.members[m].weekly_services_max for (m, _), total in times.items()):
            found.add("services")
        for one, two in combinations(services, 2):
            if one.member == two.member and self.clash(one, two):
                found.add("overlap")
        return found

    def clash(self, one, two):
        first, second = sorted((one, two), key=lambda s: s.start)
        steps = self.org.distance(self.demands[one.demand].unit, self.demands[two.demand].unit)
        return first.end + timedelta(minutes=TRAVEL[min(steps, 6)]) > second.start

    def cost(self, member, demand, seat):
        """The default objective, as its docstring says."""
        steps = min(10, self.org.distance(member.home_unit, demand.unit))
        best = max((s.level for s in member.skills), default=0)
        asked = max((s.level_min for s in seat.skills), default=0)
        wanted = {s.skill for s in seat.skills}
        own = max((s.level for s in member.skills if s.skill in wanted), default=0)
        liking = {p.category: p.liking for p in member.preferences}.get(demand.category, 0)
        hours = min(10, member.recent_minutes // 60)
        return 30 * steps + 20 * max(0, best - asked) + 20 * (best - own) + 12 * hours + 20 * (2 - liking)

    def total(self, services):
        """The cost of a service list."""
        served = {service.demand for service in services}
        left = sum(1000 * d.priority * len(d.seats) for d in self.demands.values() if d.id not in served)
        return left + sum(
            self.cost(self.members[s.member], self.demands[s.demand], self.demands[s.demand].seats[s.seat])
            for s in services
        )

    def optimum(self, service_of):
        """The least cost of all service lists, by trying them all; demands at fixed times only."""
        ways = []
        for demand in self.demands.values():
            start = demand.window.start
            teams = [
                [service_of(demand, seat, member, start) for seat, member in enumerate(team)]
                for team in permutations(self.members.values(), len(demand.seats))
                if all(self.may(m, demand, demand.seats[seat], start) for seat, m in enumerate(team))
            ]
            ways.append([[], *teams])
        return self._best(ways, [])

    def _best(self, ways, chosen):
        if self.over_limits(chosen):
            return None
        if not ways:
            return self.total(chosen)
        found = [self._best(ways[1:], chosen + way) for way in ways[0]]
        return min((cost for cost in found if cost is not None), default=None)


@pytest.fixture(scope="session")
def oracle_class():
    """The oracle, for tests that make many."""
    return Oracle


MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def order():
    """Makes a demand: its number, the hours from Monday at which it starts and ends, and what else differs."""

    def make(number, start, end, **different):
        window = Window(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end))
        demand = Demand(f"d-{number}", DemandKind.WISH, "errand", "grid-1", window, window.minutes)
        return evolve(demand, **different)

    return make


@pytest.fixture(scope="session")
def one_order(order):
    """Two members who can do anything, and one demand."""
    return [Member("m-1", "grid-1"), Member("m-2", "grid-1")], order(1, 9, 10)


@pytest.fixture(scope="session")
def team_of():
    """Makes a demand one for a team of so many."""
    return lambda demand, seats: evolve(demand, seats=(Seat(),) * seats)
