"""Around regular visits: recent load, somebody standing by, and what was heard."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import (
    Channel,
    DemandKind,
    Member,
    Outcome,
    OutcomeState,
    Service,
    Timetable,
    Window,
)
from commgov.errors import InvalidInputError
from commgov.grid import Organisation
from commgov.matching import (
    Ban,
    CandidateTable,
    Effort,
    MatchingProblem,
    StandingOrder,
    backups,
    heard_at,
    occurrence_of,
    occurrences,
    solve,
    spread_out,
    violations,
    with_recent_minutes,
)
from commgov.testing import communities
from commgov.testing.strategies import UNITS

MONDAY = date(2026, 3, 2)
ZONE = ZoneInfo("Asia/Shanghai")
WORKDAYS = Timetable.parse("Mon-Fri 09:00-11:00")

few = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def order_of(number=1, times=WORKDAYS, minutes=60, **different):
    return StandingOrder(f"v-{number}", "visit", "grid-1", times, minutes, **different)


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

    def test_nobody_stands_by_at_two_places_at_once(self):
        """Two visits at the same time and four members: the best of the rest for one, the next for the other."""
        tuesday = Timetable.parse("Tue 09:00-10:00")
        orders = spread_out(order_of(number, times=tuesday, backup=True) for number in (1, 2))
        people = [Member(f"m-{at}", "grid-1", recent_minutes=60 * at) for at in range(4)]
        problem = MatchingProblem.build(people, occurrences(orders, MONDAY))
        services = solve(problem).services
        assert {service.member for service in services} == {"m-0", "m-1"}
        assert [named.member for named in backups(problem, services, orders)] == ["m-2", "m-3"]

    @pytest.mark.parametrize("cap", [{"weekly_services_max": 1}, {"weekly_minutes_max": 90}])
    def test_who_would_pass_a_weekly_limit_does_not_stand_by(self, cap):
        tuesday, friday = Timetable.parse("Tue 09:00-10:00"), Timetable.parse("Fri 09:00-10:00")
        orders = spread_out([order_of(1, times=tuesday, backup=True), order_of(2, times=friday)])
        people = [Member("m-1", "grid-1", recent_minutes=60, **cap), Member("m-2", "grid-1", **cap)]
        problem = MatchingProblem.build(people, occurrences(orders, MONDAY))
        services = solve(problem).services
        assert len(services) == 2
        assert [named.member for named in backups(problem, services, orders)] == [None]
        assert backups(problem, services[:1], orders)[0].member is not None

    def test_who_could_not_get_there_in_time_does_not_stand_by(self):
        """The other member is done at ten, four steps away: too far for a visit at ten, not for one at half past."""
        first, ten, later = (Timetable.parse(f"Tue {hours}") for hours in ("09:00-10:00", "10:00-11:00", "10:30-11:30"))
        away = evolve(order_of(1, times=first), unit="grid-3")
        people = [
            Member("m-1", "grid-1", availability=Timetable.parse("Tue 10:00-12:00")),
            Member("m-2", "grid-1", recent_minutes=600),
        ]
        for times, stands_by in ((ten, None), (later, "m-2")):
            orders = spread_out([away, order_of(2, times=times, backup=True)])
            problem = MatchingProblem.build(
                people, occurrences(orders, MONDAY), hierarchy=Organisation.from_units(UNITS)
            )
            services = solve(problem).services
            assert [service.member for service in services] == ["m-2", "m-1"]
            assert [named.member for named in backups(problem, services, orders)] == [stands_by]

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
