"""Generalised assignment problems from files in the format of the OR-Library (J. E. Beasley, 1990).

A file is whole numbers between blanks. A problem is the number of agents m and of jobs n; the costs, agent by agent;
the resource that each job takes of each agent, agent by agent; and the agents' capacities. A file of several problems
says first how many it holds (gap1 to gap12, gapa to gapd); a file of one may begin with the problem itself (M.
Yagiura's).
"""

import re
from os import PathLike
from pathlib import Path

import numpy as np
from attrs import define, field

from commgov.core.personal import shown
from commgov.errors import InvalidInputError, Place, Problem
from commgov.matching.candidate_table import CandidateTable
from commgov.matching.columns import ALWAYS, Longs
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import WeeklyMinutes
from commgov.wording import Text


def read_gap(path: str | PathLike[str], number: int = 0) -> MatchingProblem:
    """One problem of a file: agents become members, jobs demands, and each job goes to exactly one agent at least cost.

    A unit of resource is a minute, a capacity a member's weekly limit. To leave a job unserved costs more than any
    assignment, so a plan in which nothing is unmet assigns all jobs, and its objective is the sum of their costs. Files
    that are meant to be maximised (gap1 to gap12) are minimised all the same.

    Args:
        path: the file.
        number: which of its problems, counted from 0.

    Raises:
        InvalidInputError: naming everything in the file that is not right, each with its line.
        OSError: if the file cannot be read.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from commgov.matching import solve
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder) / "two-agents.txt"
        ...     _ = file.write_text("2 3   4 5 9  6 7 8   2 2 2  3 3 1   4 5")
        ...     plan = solve(read_gap(file))
        >>> plan.objective, [f"{service.demand}: {service.member}" for service in plan.services]
        (17, ['d0: m0', 'd1: m0', 'd2: m1'])
    """
    path = Path(path)
    file = _File(Place.of(path.name), path.read_bytes().decode("utf-8", errors="replace"))
    begin = file.beginning(number)
    agents, jobs = file.numbers[begin : begin + 2]
    size = agents * jobs
    cost = file.matrix(begin + 2, agents, jobs, least=0, what=_COST)
    takes = file.matrix(begin + 2 + size, agents, jobs, least=1, what=_RESOURCE)
    capacity = file.matrix(begin + 2 + 2 * size, agents, 1, least=0, what=_CAPACITY)
    file.refuse()
    left = int(cost.max(axis=0).sum()) + 1
    if left > ALWAYS:
        file.wrong(file.line(begin), Text(f"costs of less than {ALWAYS} in all", f"成本总和应低于{ALWAYS}"), str(left))
        file.refuse()
    job, agent = np.divmod(np.arange(size, dtype=np.int32), np.int32(agents))
    costs, minutes = (matrix.T.ravel().astype(np.int32) for matrix in (cost, takes))
    return MatchingProblem.from_columns(
        services_max=np.full(agents, jobs),
        minutes_max=capacity[:, 0],
        unserved=np.full(jobs, left),
        candidates=CandidateTable(role=job, member=agent, cost=costs, minutes=minutes),
        rules=[WeeklyMinutes()],
    )


_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_COST = Text("the cost of job {job} for agent {agent}", "代理{agent}承担任务{job}的成本")
_RESOURCE = Text("what job {job} takes of agent {agent}", "任务{job}占用代理{agent}的资源")
_CAPACITY = Text("the capacity of agent {agent}", "代理{agent}的容量")


@define(eq=False)
class _File:
    """The numbers of a file, each with its line, and what is wrong with them."""

    place: Place
    text: str
    numbers: list[int] = field(init=False, factory=list)
    _lines: list[int] = field(init=False, factory=list)
    _problems: list[Problem] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        """Read the numbers; what is none is refused at once, for all that follows it would be shifted."""
        for at, line in enumerate(self.text.splitlines(), start=1):
            for word in line.split():
                if _WHOLE.fullmatch(word):
                    self.numbers.append(int(word))
                    self._lines.append(at)
                else:
                    self.wrong(_line(at), Text("a whole number", "应为整数"), shown(word))
        self.refuse()

    def line(self, at: int) -> Text:
        """The line of a number; of one that is missing, the last line."""
        return _line(self._lines[min(at, len(self._lines) - 1)] if self._lines else 1)

    def wrong(self, where: Text, expected: Text, value: str = "") -> None:
        """Note a problem."""
        self._problems.append(Problem(self.place.at(where), expected, value))

    def refuse(self) -> None:
        """Raise what was noted."""
        if self._problems:
            raise InvalidInputError(self._problems)

    def beginning(self, number: int) -> int:
        """Where a problem begins. The file must hold what it says, no more and no less."""
        begins, end = [0], self._end(0)
        if end != len(self.numbers):
            count = self.numbers[0] if self.numbers else 0
            begins, end = [], 1
            for _ in range(count):
                begins.append(end)
                end = self._end(end)
                if end > len(self.numbers):
                    break
            if count < 1 or end != len(self.numbers):
                self.wrong(self.line(end), _whole_file(end), str(len(self.numbers)))
        self.refuse()
        if not 0 <= number < len(begins):
            expected = Text(
                f"from 0 to {len(begins) - 1}: the file holds {len(begins)} problems",
                f"应在0至{len(begins) - 1}之间：文件含{len(begins)}个问题",
            )
            self.wrong(Text("number", "number"), expected, str(number))
            self.refuse()
        return begins[number]

    def _end(self, begin: int) -> int:
        """Where a problem that begins there ends; one more than there are numbers if it says nothing sensible."""
        if begin + 2 > len(self.numbers) or min(self.numbers[begin : begin + 2]) < 1:
            return max(begin + 2, len(self.numbers) + 1)
        agents, jobs = self.numbers[begin : begin + 2]
        return begin + 2 + 2 * agents * jobs + agents

    def matrix(self, begin: int, rows: int, columns: int, *, least: int, what: Text) -> Longs:
        """`int64[rows, columns]`: numbers in a span, each outside of it noted."""
        most = int(ALWAYS)
        values = np.array(self.numbers[begin : begin + rows * columns], dtype=np.int64).reshape(rows, columns)
        for row, column in np.argwhere((values < least) | (values > most)).tolist():
            expected = Text(f"{what.en}, from {least} to {most}", f"{what.zh}，应在{least}至{most}之间")
            named = expected.fill(job=column + 1, agent=row + 1)
            self.wrong(self.line(begin + row * columns + column), named, str(values[row, column]))
        return values


def _line(number: int) -> Text:
    return Text(f"line {number}", f"第{number}行")


def _whole_file(end: int) -> Text:
    return Text(
        f"one problem (m n, 2·m·n numbers and m more), or how many there are and then each; "
        f"by its own numbers the file has to hold {end} or more",
        f"应为一个问题（m n，其后2·m·n个数，再加m个数），或先写问题个数再逐个列出；按文件自身的数字，应有{end}个或更多",
    )
