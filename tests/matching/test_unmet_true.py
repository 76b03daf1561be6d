"""What a reason counts is recounted from the objects, one member after the other: every sentence has to be true."""

import re
from collections import Counter
from datetime import date, timedelta

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import Timetable, monday_of
from commgov.matching import Ban, Effort, MatchingProblem, Pairing, solve, standard_rules
from commgov.testing import communities
from commgov.testing.strategies import MONDAY

QUICK = Effort(steps=40, passes=6, moves=4)
COUNTED = re.compile(r"members(?P<who>.*?): (?P<n>\d+)(?: \((?P<local>\d+) in (?P<unit>[\w-]+)\))?, (?P<rest>.*)")
TIMED = re.compile(r"(?P<text>.*) \(at (?P<start>\d\d-\d\d \d\d:\d\d), where least is lacking\)")
TOGETHER = re.compile(r"members.*: (?P<free>\d+) free for all these seats, where (?P<need>\d+) are needed")
PARTS = {
    "full": r"(\d+) at their weekly limit",
    "busy": r"(\d+) serving others around that time",
    "free": r"(\d+) free where",
}


class Recount:
    """Who is left for a role of a demand at a start, and what the plan asks of them."""

    def __init__(self, community, rules, bans, services):
        self.org, self.members, self.rules = community.organisation, community.members, rules
        self.banned = {(ban.demand, ban.member) for ban in bans}
        self.services = services
        self.minutes, self.times = Counter(), Counter()
        for service in services:
            week = (service.member, monday_of(service.start.date()))
            self.minutes[week] += service.minutes
            self.times[week] += 1

    def holders(self, skills):
        """Whoever holds the skills at their level, run out or not."""
        level = {member.id: {held.skill: held.level for held in member.skills} for member in self.members}
        return [m for m in self.members if all(level[m.id].get(ask.skill, 0) >= ask.level_min for ask in skills)]

    def stages(self, demand, seat, start):
        """Rule by rule, who it leaves; those who live too far away go first."""
        steps = {member.id: self.org.distance(member.home_unit, demand.unit) for member in self.members}
        left = self.holders(seat.skills)
        yield "skills", left
        for rule in sorted(self.rules, key=lambda rule: rule.name != "distance"):
            left = [m for m in left if rule.why(Pairing(m, demand, seat, start, steps[m.id]))]
            yield rule.name, left
        yield "ban", [m for m in left if (demand.id, m.id) not in self.banned]

    def is_full(self, member, demand, start):
        week = (member.id, monday_of(start.date()))
        return (
            self.minutes[week] + demand.minutes > member.weekly_minutes_max
            or self.times[week] >= member.weekly_services_max
        )

    def is_busy(self, member, demand, start):
        """Serving others then, or within the longest way of 15 minutes."""
        way = timedelta(minutes=15)
        end = start + timedelta(minutes=demand.minutes)
        return any(s.member == member.id and s.start < end + way and start - way < s.end for s in self.services)

    def is_local(self, member, demand):
        return demand.unit in (member.home_unit, *self.org.ancestors(member.home_unit))

    def idle(self, demand, seat, start):
        """Whoever may serve a seat and is neither at a limit nor serving elsewhere."""
        *_, (_, allowed) = self.stages(demand, seat, start)
        return {m.id for m in allowed if not self.is_full(m, demand, start) and not self.is_busy(m, demand, start)}

    def check_together(self, demand, reason, start, said):
        """Each role by itself has people enough, but they are the same people."""
        idle = [self.idle(demand, seat, start) for seat in demand.seats]
        assert int(said["free"]) == len(set().union(*idle)) < int(said["need"]) == len(demand.seats)
        assert reason.seats == len(demand.seats) - int(said["free"])

    def check(self, demand, reason, start):
        """Every number of the sentence, for the demand's seats that ask for these skills."""
        if said := TOGETHER.fullmatch(reason.text.en):
            self.check_together(demand, reason, start, said)
            return
        seats = [seat for seat in demand.seats if set(seat.skills) == set(reason.skills)]
        assert seats
        stages = list(self.stages(demand, seats[0], start))
        allowed = stages[-1][1]
        full = [m for m in allowed if self.is_full(m, demand, start)]
        busy = [m for m in allowed if m not in full and self.is_busy(m, demand, start)]
        free = len(allowed) - len(full) - len(busy)
        assert reason.seats == max(0, len(seats) - free)
        if reason.code == "no candidate":
            assert (self.members, reason.text.en) == ((), "there are no members")
            return
        said = COUNTED.fullmatch(reason.text.en)
        if said is None:
            assert (reason.code, stages[0][1]) == ("skills", [])
            assert reason.text.en.endswith("none at the level asked for")
            return
        counted = allowed
        if not allowed:
            at = next(at for at, (_, left) in enumerate(stages) if not left)
            assert reason.code == stages[at][0]
            counted = stages[at - 1][1]
        else:
            self.check_held(reason, len(seats), allowed, full, busy)
        assert int(said["n"]) == len(counted)
        if said["local"] is not None:
            assert said["unit"] == demand.unit
            assert int(said["local"]) == sum(self.is_local(m, demand) for m in counted)

    @staticmethod
    def check_held(reason, need, allowed, full, busy):
        free = len(allowed) - len(full) - len(busy)
        holds = {
            "too few": len(allowed) < need,
            "weekly limit": len(full) == len(allowed),
            "needed elsewhere": len(busy) == len(allowed),
            "busy": free < need,
            "no gain": free >= need,
        }
        assert holds[reason.code]
        if reason.code == "busy":
            told = {part: re.search(form, reason.text.en) for part, form in PARTS.items()}
            assert {part: int(found[1]) for part, found in told.items() if found} == {
                part: count for part, count in (("full", len(full)), ("busy", len(busy)), ("free", free)) if count
            }


def moment(text):
    """The start that a sentence names."""
    month, day, hour, minute = map(int, re.split("[- :]", text))
    return MONDAY.replace(month=month, day=day, hour=hour, minute=minute)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities(size_max=5), st.none() | st.sampled_from([0, 1, 2, 4]), st.booleans(), st.booleans())
def test_every_number_in_a_reason_is_true(community, distance_max, bans_first, is_generous):
    """With `is_generous` nobody is kept by times, work or cover: then weekly limits and other orders are what binds."""
    if is_generous:
        community = evolve(community, members=tuple(map(generous, community.members)))
    rules = standard_rules(distance_max=distance_max)
    first = (community.members[:1], community.demands[:1])
    bans = [Ban(demand.id, member.id) for member in first[0] for demand in first[1]] if bans_first else []
    problem = MatchingProblem.build(
        community.members, community.demands, hierarchy=community.organisation, rules=rules, bans=bans
    )
    plan = solve(problem, effort=QUICK)
    recount = Recount(community, rules, bans, plan.services)
    demands = {demand.id: demand for demand in community.demands}
    for unmet in plan.unmet:
        demand = demands[unmet.demand]
        for reason in unmet.reasons:
            timed = TIMED.fullmatch(reason.text.en)
            if timed is not None:
                inner = type(reason)(reason.code, type(reason.text)(timed["text"], ""), reason.skills, reason.seats)
                recount.check(demand, inner, moment(timed["start"]))
            elif not demand.is_flexible:
                recount.check(demand, reason, demand.window.start)
            elif reason.code == "availability":
                check_never_free(recount, demand, reason)


def generous(member):
    """Free at all times, covered, and with room for an order or two."""
    return evolve(
        member,
        availability=Timetable.always(),
        working_hours=Timetable(),
        rest_days=frozenset(),
        insured_until=date(2027, 1, 1),
        weekly_minutes_max=max(60, member.weekly_minutes_max),
        weekly_services_max=max(1, member.weekly_services_max),
    )


def check_never_free(recount, demand, reason):
    """Nobody of them is free long enough in the whole window."""
    [availability] = [rule for rule in recount.rules if rule.name == "availability"]
    near = [rule for rule in recount.rules if rule.name == "distance"]
    seat = next(seat for seat in demand.seats if set(seat.skills) == set(reason.skills))
    last = (demand.window.minutes - demand.minutes) // 30
    starts = [demand.window.start + timedelta(minutes=30 * step) for step in range(last + 1)]
    for member in recount.holders(seat.skills):
        steps = recount.org.distance(member.home_unit, demand.unit)
        pairings = [Pairing(member, demand, seat, start, steps) for start in starts]
        assert not any(all(rule.why(pairing) for rule in (availability, *near)) for pairing in pairings)
