"""Candidates that the caller worked out, and what is wrong with them, column by column."""

import numpy as np
from attrs import frozen

from commgov.errors import Place, Problem
from commgov.matching.columns import ALWAYS, Columns, Ints, Longs
from commgov.wording import Text


@frozen(eq=False)
class CandidateTable:
    """Candidates and costs that the caller worked out, instead of those that the objective would find.

    Args:
        role: `int32[candidates]`, for which role; for demands with one seat, the number of the demand.
        member: `int32[candidates]`, the number of the member.
        cost: `int32[candidates]`, from 0 up to below the demand's unserved cost.
        start: `int32[candidates]`, minutes since the problem's origin; None: at the start of the demand's window.
        minutes: `int32[candidates]`, how long the member takes for the demand, the same in all its rows; None: as long
            as the demand says.
    """

    role: Ints
    member: Ints
    cost: Ints
    start: Ints | None = None
    minutes: Ints | None = None


def table_problems(columns: Columns, table: CandidateTable, unserved: Longs) -> list[Problem]:
    """What is wrong with the caller's candidates, column by column, each with the number of the first bad row."""
    demands = columns.demands
    count = len(np.asarray(table.role))
    bad: list[Problem] = []
    for name, values, least, most in (
        ("role", table.role, 0, len(demands.need) - 1),
        ("member", table.member, 0, len(columns.members) - 1),
        ("cost", table.cost, 0, int(ALWAYS)),
        ("start", table.start, 0, int(ALWAYS)),
        ("minutes", table.minutes, 1, int(ALWAYS)),
    ):
        if values is None:
            continue
        column = np.asarray(values)
        where = Place.of("candidates").at(name)
        if column.shape != (count,) or (count and column.dtype.kind not in "iu"):
            bad.append(Problem(where, Text(f"{count} whole numbers", f"应为{count}个整数"), str(column.shape)))
        elif count and not least <= column.min() <= column.max() <= most:
            wrong = np.flatnonzero((column < least) | (column > most))
            expected = Text(f"from {least} to {most}", f"应在{least}至{most}之间")
            bad.append(Problem(where.row(wrong[0]), expected, str(column[wrong[0]])))
    if not bad and count:
        dear = np.flatnonzero(np.asarray(table.cost) >= unserved[demands.demand_of_role[table.role]])
        if dear.size:
            expected = Text("less than leaving the demand unserved", "应低于需求未服务的成本")
            bad.append(Problem(Place.of("candidates").at("cost").row(dear[0]), expected, str(table.cost[dear[0]])))
        if table.minutes is not None:
            bad += _minutes_problems(columns, table, np.asarray(table.minutes))
    return bad


def _minutes_problems(columns: Columns, table: CandidateTable, minutes: Ints) -> list[Problem]:
    """Candidates who take longer than the demand's window leaves them, or not always the same time for a demand."""
    demands, where = columns.demands, Place.of("candidates").at("minutes")
    demand = demands.demand_of_role[table.role]
    start = demands.earliest[demand] if table.start is None else np.asarray(table.start)
    bad: list[Problem] = []
    late = np.flatnonzero(minutes.astype(np.int64) + start > demands.latest[demand])
    if late.size:
        left = int(demands.latest[demand[late[0]]] - start[late[0]])
        expected = Text(f"at most the {left} minutes that the window leaves", f"至多为时段内剩余的{left}分钟")
        bad.append(Problem(where.row(late[0]), expected, str(minutes[late[0]])))
    pair = demand.astype(np.int64) * len(columns.members) + np.asarray(table.member)
    _, first, again = np.unique(pair, return_index=True, return_inverse=True)
    other = np.flatnonzero(minutes != minutes[first[again]])
    if other.size:
        usual = minutes[first[again[other[0]]]]
        expected = Text(
            f"{usual}, as in row {first[again[other[0]]]}", f"应与第{first[again[other[0]]]}行相同：{usual}"
        )
        bad.append(Problem(where.row(other[0]), expected, str(minutes[other[0]])))
    return bad


def longest(table: CandidateTable, demands: int) -> Ints | None:
    """`int32[demands]`: the most minutes of each demand's candidates; None where they do not say, or say nonsense."""
    role, minutes = np.asarray(table.role), table.minutes if table.minutes is None else np.asarray(table.minutes)
    if minutes is None or role.shape != minutes.shape or role.ndim != 1 or not len(role):
        return None
    if {role.dtype.kind, minutes.dtype.kind} - set("iu") or role.min() < 0 or role.max() >= demands:
        return None
    longest = np.ones(demands, dtype=np.int64)
    np.maximum.at(longest, role, minutes)
    return np.minimum(longest, int(ALWAYS)).astype(np.int32)
