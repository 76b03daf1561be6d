"""First come, first served: the service list that comes about where nobody plans, to compare a plan with.

Orders are shown to everyone as they come in, and whoever sees one first takes it: in the order of arrival, each seat
goes to the first member, in an order drawn for each demand, whom the rules allow and who still has room in the week.
Whoever takes it begins as early as they can. A crew for which too few are left is not served. Nobody looks at ways or
at skills beyond what the seat asks for.
"""

from bisect import bisect_right
from collections import Counter, defaultdict

import numpy as np

from commgov.core import Service
from commgov.core.randomness import between
from commgov.matching.candidates import Candidates, allowed_candidates, lots
from commgov.matching.offer_caps import caps_of
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import Seating, seating_of

_LOTS = (1 << 31) - 1


def first_come(problem: MatchingProblem, *, seed: int = 0) -> tuple[Service, ...]:
    """What members would have taken by themselves, by the same rules, as orders came in.

    Args:
        problem: who may serve what. Demands without `ordered_at` come last, in the problem's order.
        seed: of the order in which members see each demand.

    Returns:
        The services, ordered by demand's arrival.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> orders = [Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", window, 60) for n in (1, 2)]
        >>> problem = MatchingProblem.build([Member("m-1", "grid-1")], orders)
        >>> [service.demand for service in first_come(problem)]  # the second order finds nobody free
        ['d-1']
    """
    seating = seating_of(problem)
    takers = _Takers(problem, seating, allowed_candidates(problem, seating), seed)
    return tuple(service for demand in _as_they_came(problem) for service in takers.serve(demand))


def _as_they_came(problem: MatchingProblem) -> list[int]:
    """The demands in the order of arrival."""
    orders = problem.columns.demands.objects
    times = {at: order.ordered_at for at, order in enumerate(orders) if order.ordered_at is not None}
    known = sorted(times, key=lambda at: (times[at], at))
    return known + [at for at in range(len(problem.columns.demands)) if at not in times]


class _Takers:
    """What the members have taken so far."""

    def __init__(self, problem: MatchingProblem, seating: Seating, offered: Candidates, seed: int) -> None:
        self._problem, self._seating, self._offered, self._seed = problem, seating, offered, seed
        self._line_from = np.searchsorted(offered.line, np.arange(len(seating) + 1)).tolist()
        self._caps, self._taken = caps_of(problem, seating, offered), Counter[int]()  # by cap
        self._given = problem.columns.given_away.tolist()
        self._weeks = problem.columns.weeks.tolist()
        self._minutes: Counter[tuple[int, int]] = Counter()  # by member and week
        self._services: Counter[tuple[int, int]] = Counter()
        self._busy: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # from, to, and in which unit

    def serve(self, demand: int) -> list[Service]:
        """Those who take the demand, by its first option for which there are enough; nobody if there is none."""
        seating = self._seating
        for option in range(seating.option_from[demand], seating.option_from[demand + 1]):
            taken = self._option(option, demand)
            if taken:
                booked = [self._book(demand, seat, at) for seat, at in taken]
                return [service for service in booked if service is not None]
        return []

    def _option(self, option: int, demand: int) -> list[tuple[int, int]]:
        """The seat and the candidate of each who takes a seat of the option; empty if a seat is left."""
        seating, taken, members = self._seating, [], set()
        for line in range(seating.line_from[option], seating.line_from[option + 1]):
            seats = seating.seats_of(line)
            for at in self._in_their_order(line, demand):
                member = int(self._offered.member[at])
                if seats and member not in members and self._has_room(at, demand):
                    members.add(member)
                    taken.append((seats.pop(0), at))
                if not seats:
                    break
            if seats:
                return []
        return taken

    def _in_their_order(self, line: int, demand: int) -> list[int]:
        """The line's candidates, by the order in which their members see the demand, each member's by their start."""
        first, end = self._line_from[line], self._line_from[line + 1]
        member = self._offered.member[first:end]
        drawn = between(self._seed, 0, _LOTS, "first come", self._problem.columns.demands.ids[demand])
        lot = lots(np.full(len(member), drawn, dtype=np.int32), member)
        found: list[int] = (first + np.lexsort((member, lot))).tolist()  # stable: the starts stay in order
        return found

    def _has_room(self, at: int, demand: int) -> bool:
        """Whether the member's caps and what they have taken leave room for the candidate."""
        problem, offered = self._problem, self._offered
        members = problem.columns.members
        member, start, minutes = int(offered.member[at]), int(offered.start[at]), int(offered.minutes[at])
        week = member, bisect_right(self._weeks, start) - 1
        if problem.limits_minutes and self._minutes[week] + minutes > members.minutes_max[member]:
            return False
        if problem.limits_services and self._services[week] >= members.services_max[member]:
            return False
        cap = self._caps.of[at]
        if cap >= 0 and self._taken[cap] >= self._caps.most[cap]:
            return False
        if self._given[member] and self._busy[member]:
            return False
        here = int(problem.columns.demands.unit[demand])
        for begun, ended, unit in self._busy[member]:
            way = self._way(here, unit) if member < problem.columns.people else 0  # what is booked does not move
            if way is not None and ended + way > start and start + minutes + way > begun:
                return False
        return True

    def _way(self, one: int, other: int) -> int | None:
        """Minutes to keep free between two services; None where they may overlap."""
        rule = self._problem.no_overlap
        if rule is None or not rule.travel:
            return None if rule is None else 0
        steps = self._problem.columns.places.steps(np.array([one]), np.array([other]))
        return rule.travel[min(int(steps[0]), len(rule.travel) - 1)]

    def _book(self, demand: int, seat: int, at: int) -> Service | None:
        """The candidate takes the seat; None where a venue or goods fill it, which serve nothing."""
        columns, offered = self._problem.columns, self._offered
        member, start, minutes = int(offered.member[at]), int(offered.start[at]), int(offered.minutes[at])
        week = member, bisect_right(self._weeks, start) - 1
        self._minutes[week] += minutes
        self._services[week] += 1
        self._taken[self._caps.of[at]] += 1
        self._busy[member].append((start, start + minutes, int(columns.demands.unit[demand])))
        if member >= columns.people:
            return None
        moments = columns.moment(start), columns.moment(start + minutes)
        team = int(self._seating.team[offered.line[at]])
        taken_by = self._problem.teams[team].id if team >= 0 else None
        return Service(columns.demands.ids[demand], seat, columns.members.ids[member], *moments, taken_by)
