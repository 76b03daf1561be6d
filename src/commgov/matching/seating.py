"""The ways to serve each demand: options, and in each option the lines of seats to fill.

A demand with one seat has one option and one line; when to start is chosen with the member. The seats of a team are
filled at one common time, so each start is an option of its own. A pinned seat is a line of its own.
"""

import numpy as np
from attrs import frozen

from commgov.matching.columns import Ints, Longs
from commgov.matching.problem import MatchingProblem

TEAM_STARTS_MAX = 8
"""Most starts that are tried for a team inside a flexible window."""

FREE = np.int32(-1)
"""Marks a line whose start is chosen with the candidate, and a line that is not pinned."""


@frozen(eq=False)
class Seating:
    """Lines of seats, as columns.

    Args:
        option_from: `int64[demands + 1]`, the options of each demand.
        line_from: `int64[options + 1]`, the lines of each option.
        role: `int32[lines]`, the role whose seats the line has.
        need: `int32[lines]`, how many seats.
        start: `int32[lines]`, the start of a team's option, a pinned start, or `FREE`.
        pin: `int32[lines]`, the only member who may fill it, or `FREE`.
        seats: `int32[seats of all lines]`, the seats of each line, one line after the other.
    """

    option_from: Longs
    line_from: Longs
    role: Ints
    need: Ints
    start: Ints
    pin: Ints
    seats: Ints

    def __len__(self) -> int:
        """How many lines."""
        return len(self.role)

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
    if single.all() and not problem.pins:
        roles, free = np.arange(count, dtype=np.int32), np.full(count, FREE)
        each = np.arange(count + 1, dtype=np.int64)
        return Seating(each, each, roles, np.ones(count, np.int32), free, free, np.zeros(count, np.int32))
    pinned: dict[int, dict[int, int]] = {}
    begin: dict[int, int] = {}
    for pin in problem.pins:
        pinned.setdefault(problem.demand_at[pin.demand], {})[pin.seat] = problem.member_at[pin.member]
        if pin.start is not None:
            begin[problem.demand_at[pin.demand]] = problem.columns.minute(pin.start)
    tried = _tried_starts(problem)
    table = _Table()
    for demand, team in enumerate(~single):
        starts = sorted({*_team_starts(problem, demand), *tried.get(demand, ())}) if team else [int(FREE)]
        starts = [begin[demand]] if demand in begin else starts
        for start in starts:
            for role, seats, member in _lines(problem, demand, pinned.get(demand, {})):
                table.add(role, seats, start, member)
            table.end_option()
        table.end_demand()
    return table.seating()


def _lines(problem: MatchingProblem, demand: int, pinned: dict[int, int]) -> list[tuple[int, list[int], int]]:
    """The (role, seats, pinned member) of each line of a demand."""
    demands = problem.columns.demands
    first = int(demands.role_from[demand])
    lines: dict[tuple[int, int], list[int]] = {}
    for seat, role in enumerate(demands.seat_role[demand]):
        lines.setdefault((first + role, pinned.get(seat, int(FREE))), []).append(seat)
    return [(role, seats, pin) for (role, pin), seats in lines.items()]


def _team_starts(problem: MatchingProblem, demand: int) -> list[int]:
    """The starts that are tried for a team: on the grid of `start_step`, at most `TEAM_STARTS_MAX`, spread evenly."""
    demands = problem.columns.demands
    first = int(demands.earliest[demand])
    last = int(demands.latest[demand] - demands.minutes[demand])
    grid = list(range(first, last + 1, problem.start_step))
    if len(grid) <= TEAM_STARTS_MAX:
        return grid
    return [grid[at * (len(grid) - 1) // (TEAM_STARTS_MAX - 1)] for at in range(TEAM_STARTS_MAX)]


def _tried_starts(problem: MatchingProblem) -> dict[int, set[int]]:
    """The starts, of each demand, that are tried whatever the grid."""
    demands, found = problem.columns.demands, dict[int, set[int]]()
    for service in problem.tried:
        row, start = problem.demand_at.get(service.demand), problem.columns.minute(service.start)
        if row is not None and demands.earliest[row] <= start <= demands.latest[row] - demands.minutes[row]:
            found.setdefault(row, set()).add(start)
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

    def add(self, role: int, seats: list[int], start: int, pin: int) -> None:
        self._role.append(role)
        self._need.append(len(seats))
        self._start.append(start)
        self._pin.append(pin)
        self._seats += seats

    def end_option(self) -> None:
        self._lines.append(len(self._role))

    def end_demand(self) -> None:
        self._options.append(len(self._lines) - 1)

    def seating(self) -> Seating:
        columns = (self._role, self._need, self._start, self._pin, self._seats)
        options, lines = np.array(self._options, dtype=np.int64), np.array(self._lines, dtype=np.int64)
        return Seating(options, lines, *(np.array(column, dtype=np.int32) for column in columns))
