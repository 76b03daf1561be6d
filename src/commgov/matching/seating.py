"""The ways to serve each demand: options, and in each option the lines of seats to fill.

A demand with one seat has one option and one line; when to start is chosen with the member. The seats of a crew are
filled at one common time, so each start is an option of its own. A pinned seat is a line of its own, and so are the
venues and goods that a demand asks for. Where one volunteer team takes the order as a team, each start with each team
that could take it is an option.
"""

from datetime import timedelta
from functools import cached_property

import numpy as np
from attrs import frozen

from commgov.core import Demand, OfferOfService, Team, Window
from commgov.matching.columns import Flags, Ints, Longs
from commgov.matching.offers import holds
from commgov.matching.problem import MatchingProblem

CREW_STARTS_MAX = 8
"""Most starts that are tried for a crew inside a flexible window."""

FREE = np.int32(-1)
"""Marks a line whose start is chosen with the candidate, and a line that is not pinned."""

NO_TEAM = np.int32(-2)
"""Marks a line that asks for one team where no team could take the order: nobody may fill it."""


@frozen(eq=False)
class Seating:
    """Lines of seats, as columns.

    Args:
        option_from: `int64[demands + 1]`, the options of each demand.
        line_from: `int64[options + 1]`, the lines of each option.
        role: `int32[lines]`, the role whose seats the line has.
        need: `int32[lines]`, how many seats.
        start: `int32[lines]`, the start of a crew's option, a pinned start, or `FREE`.
        pin: `int32[lines]`, the only member who may fill it, or `FREE`.
        seats: `int32[seats of all lines]`, the seats of each line, one line after the other; venues and goods have
            the numbers after the demand's own seats.
        team: `int32[lines]`, the volunteer team whose members alone may fill it, `FREE`, or `NO_TEAM`.
        of_resources: `bool[lines]`, whether venues or goods fill it, not members.
    """

    option_from: Longs
    line_from: Longs
    role: Ints
    need: Ints
    start: Ints
    pin: Ints
    seats: Ints
    team: Ints
    of_resources: Flags

    def __len__(self) -> int:
        """How many lines."""
        return len(self.role)

    @cached_property
    def seat_from(self) -> Longs:
        """`int64[lines]`: where each line's seats begin in `seats`."""
        return np.cumsum(self.need, dtype=np.int64) - self.need

    def seats_of(self, line: int) -> list[int]:
        """The seats of a line."""
        first = int(self.seat_from[line])
        seats: list[int] = self.seats[first : first + int(self.need[line])].tolist()
        return seats

    def demand_of_line(self) -> Ints:
        """`int32[lines]`: the demand of each line."""
        option = np.repeat(np.arange(len(self.line_from) - 1), np.diff(self.line_from))
        demand = np.repeat(np.arange(len(self.option_from) - 1, dtype=np.int32), np.diff(self.option_from))
        return demand[option]


def seating_of(problem: MatchingProblem) -> Seating:
    """The options and lines of all demands of a problem."""
    demands = problem.columns.demands
    count = len(demands)
    single = np.diff(demands.role_from) == 1
    single &= demands.need[demands.role_from[:-1]] == 1
    one_team = {at for at, demand in enumerate(demands.objects) if demand.one_team}
    single[list(one_team)] = False
    if single.all() and not problem.pins:
        roles, free = np.arange(count, dtype=np.int32), np.full(count, FREE)
        each = np.arange(count + 1, dtype=np.int64)
        need, seat = np.ones(count, np.int32), np.zeros(count, np.int32)
        return Seating(each, each, roles, need, free, free, seat, free, np.zeros(count, dtype=bool))
    pinned: dict[int, dict[int, int]] = {}
    begin: dict[int, int] = {}
    for pin in problem.pins:
        pinned.setdefault(problem.demand_at[pin.demand], {})[pin.seat] = problem.member_at[pin.member]
        if pin.start is not None:
            begin[problem.demand_at[pin.demand]] = problem.columns.minute(pin.start)
    tried = _tried_starts(problem)
    table = _Table()
    for demand, together in enumerate(~single):
        starts = sorted({*_crew_starts(problem, demand), *tried.get(demand, ())}) if together else [int(FREE)]
        starts = [begin[demand]] if demand in begin else starts
        by_hand = pinned.get(demand, {})
        for start in starts:
            teams = _teams_for(problem, demand, start, set(by_hand.values())) if demand in one_team else [int(FREE)]
            for team in teams:
                for role, seats, member in _lines(problem, demand, by_hand, counts=_has_cap(problem, team)):
                    table.add(role, seats, start, member, team, of_resources=False)
                for role, seats in _resource_lines(problem, demand):
                    table.add(role, seats, start, int(FREE), int(FREE), of_resources=True)
                table.end_option()
        table.end_demand()
    return table.seating()


def _teams_for(problem: MatchingProblem, demand: int, start: int, pinned: set[int]) -> list[int]:
    """The volunteer teams that could take a demand: it is among what they take then, and they have members enough."""
    order = problem.columns.demands.objects[demand]
    begin = problem.columns.moment(start)
    when = Window(begin, begin + timedelta(minutes=order.minutes))
    return [
        at
        for at, team in enumerate(problem.teams)
        if _takes(problem, team, order, when)
        and len(team.members) >= len(order.seats)
        and pinned <= problem.team_rows[at]
    ] or [int(NO_TEAM)]


def _takes(problem: MatchingProblem, team: Team, demand: Demand, when: Window) -> bool:
    """Whether a demand is of a category that a team takes and, if the team published offers, within one of them."""
    if team.categories and demand.category not in team.categories:
        return False
    return team.id not in problem.offers_of_team or offer_of_team(problem, team, demand, when) is not None


def offer_of_team(problem: MatchingProblem, team: Team, demand: Demand, when: Window) -> OfferOfService | None:
    """The first of a team's offers that an order lies in, if there is one.

    Args:
        problem: the problem, with the offers.
        team: the team.
        demand: what is ordered.
        when: from when to when it would be served, in the community's zone.
    """
    fit = (
        offer
        for offer in problem.offers_of_team.get(team.id, ())
        if (not offer.categories or demand.category in offer.categories)
        and problem.offered_in(offer.unit, demand.unit)
        and holds(offer.availability, when)
    )
    return next(fit, None)


def _has_cap(problem: MatchingProblem, team: int) -> bool:
    """Whether a team, by its row, says of an offer how often it takes it up: then the first seat is counted."""
    own = problem.offers_of_team.get(problem.teams[team].id, []) if team >= 0 else []
    return any(offer.cap is not None for offer in own)


def _resource_lines(problem: MatchingProblem, demand: int) -> list[tuple[int, list[int]]]:
    """The (role, seats) of the venues and goods that a demand asks for."""
    demands = problem.columns.demands
    seat, lines = len(demands.seat_role[demand]), []
    for role in range(int(demands.role_from[demand]), int(demands.role_from[demand + 1])):
        if role in demands.resource_of_role:
            need = int(demands.need[role])
            lines.append((role, list(range(seat, seat + need))))
            seat += need
    return lines


def _lines(
    problem: MatchingProblem, demand: int, pinned: dict[int, int], *, counts: bool
) -> list[tuple[int, list[int], int]]:
    """The (role, seats, pinned member) of each line of a demand; the first seat is a line of its own if it counts."""
    demands = problem.columns.demands
    first = int(demands.role_from[demand])
    lines: dict[tuple[int, int, bool], list[int]] = {}
    for seat, role in enumerate(demands.seat_role[demand]):
        lines.setdefault((first + role, pinned.get(seat, int(FREE)), counts and seat == 0), []).append(seat)
    return [(role, seats, pin) for (role, pin, _), seats in lines.items()]


def _crew_starts(problem: MatchingProblem, demand: int) -> list[int]:
    """The starts that are tried for a crew: on the grid of `start_step`, at most `CREW_STARTS_MAX`, spread evenly."""
    demands = problem.columns.demands
    first = int(demands.earliest[demand])
    last = int(demands.latest[demand] - demands.minutes[demand])
    grid = list(range(first, last + 1, problem.start_step))
    if len(grid) <= CREW_STARTS_MAX:
        return grid
    return [grid[at * (len(grid) - 1) // (CREW_STARTS_MAX - 1)] for at in range(CREW_STARTS_MAX)]


def _tried_starts(problem: MatchingProblem) -> dict[int, set[int]]:
    """The starts, of each demand, that are tried whatever the grid."""
    demands, found = problem.columns.demands, dict[int, set[int]]()
    for service in problem.tried:
        row, start = problem.demand_at.get(service.demand), problem.columns.minute(service.start)
        if row is not None and demands.earliest[row] <= start <= demands.latest[row] - demands.minutes[row]:
            found.setdefault(row, set()).add(start)
    for row, held in problem.held.items():
        found.setdefault(row, set()).update(problem.columns.minute(booking.start) for booking in held)
    return found


class _Table:
    """Grows the columns line by line."""

    def __init__(self) -> None:
        self._options, self._lines = [0], [0]
        self._role: list[int] = []
        self._need: list[int] = []
        self._start: list[int] = []
        self._pin: list[int] = []
        self._seats: list[int] = []
        self._team: list[int] = []
        self._of_resources: list[bool] = []

    def add(self, role: int, seats: list[int], start: int, pin: int, team: int, *, of_resources: bool) -> None:
        self._role.append(role)
        self._need.append(len(seats))
        self._start.append(start)
        self._pin.append(pin)
        self._seats += seats
        self._team.append(team)
        self._of_resources.append(of_resources)

    def end_option(self) -> None:
        self._lines.append(len(self._role))

    def end_demand(self) -> None:
        self._options.append(len(self._lines) - 1)

    def seating(self) -> Seating:
        columns = (self._role, self._need, self._start, self._pin, self._seats, self._team)
        options, lines = np.array(self._options, dtype=np.int64), np.array(self._lines, dtype=np.int64)
        role, need, start, pin, seats, team = (np.array(column, dtype=np.int32) for column in columns)
        of_resources = np.array(self._of_resources, dtype=bool)
        return Seating(options, lines, role, need, start, pin, seats, team, of_resources)
