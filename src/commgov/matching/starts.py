"""When each pair could begin: the start of a fixed window, or some starts inside a flexible one."""

import numpy as np

from commgov.matching.columns import Columns, Ints, Longs, Pairs
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import Availability
from commgov.matching.seating import FREE, Seating

STARTS_MAX = 6
"""Most starts of one member for one flexible demand, spread over the member's free time in its window."""


def timed_pairs(
    problem: MatchingProblem, seating: Seating, lines: Ints, members: Ints, at: Longs | None = None
) -> tuple[Pairs, Longs]:
    """Pairs of lines and members with the starts to try.

    Args:
        problem: the problem.
        seating: its lines.
        lines: `int32[n]`, which lines.
        members: `int32[k]`, which members.
        at: `int64[...]`, which of the `n * k` pairs (line by line), ascending; None: all.

    Returns:
        The pairs, and for each of them its number among the `n * k`.
    """
    columns = problem.columns
    at = np.arange(len(lines) * len(members)) if at is None else at
    line, nth = np.divmod(at, max(1, len(members)))
    role, member = seating.role[lines[line]], members[nth]
    demand = columns.demands.demand_of_role[seating.role[lines]]
    takes = columns.demands.minutes[demand]
    first, last = columns.demands.earliest[demand], columns.demands.latest[demand] - takes
    start = np.where(seating.start[lines] != FREE, seating.start[lines], first)
    flexible = (seating.start[lines] == FREE) & (first < last)
    if not flexible.any():
        return Pairs(columns, member, role, start[line]), at
    stays, moves = np.flatnonzero(~flexible[line]), np.flatnonzero(flexible[line])
    if any(isinstance(rule, Availability) for rule in problem.rules):
        pair, low, high = _free_spans(columns, member[moves], first[line[moves]], last[line[moves]], takes[line[moves]])
    else:
        pair, low, high = np.arange(len(moves)), first[line[moves]], last[line[moves]]
    pair, begins = _starts(pair, low, high, problem.start_step)
    of_pair = np.concatenate([stays, moves[pair]])
    begin = np.concatenate([start[line[stays]], begins]).astype(np.int32)
    return Pairs(columns, member[of_pair], role[of_pair], begin), at[of_pair]


def spread(counts: Longs) -> tuple[Longs, Longs]:
    """For rows that are each to be repeated: the row's number, and which repetition it is.

    Example:
        >>> import numpy as np
        >>> [column.tolist() for column in spread(np.array([2, 0, 3]))]
        [[0, 0, 2, 2, 2], [0, 1, 0, 1, 2]]
    """
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


def _free_spans(columns: Columns, member: Ints, first: Ints, last: Ints, takes: Ints) -> tuple[Longs, Ints, Ints]:
    """The spans of each pair's free time in which the service fits: the pair, its earliest and its latest start."""
    free = columns.members.free
    pair, nth = spread(np.diff(free.first)[member])
    span = free.first[member[pair]] + nth
    low = np.maximum(first[pair], free.start[span])
    high = np.minimum(last[pair], free.end[span] - takes[pair])
    fits = low <= high
    return pair[fits], low[fits], high[fits]


def _starts(pair: Longs, low: Ints, high: Ints, step: int) -> tuple[Longs, Ints]:
    """Starts on a grid of `step` minutes in each span, spread evenly: about `STARTS_MAX` for each pair."""
    spans_of_pair = np.bincount(pair)[pair] if len(pair) else pair
    most = np.maximum(1, STARTS_MAX // np.maximum(spans_of_pair, 1))
    steps = (high - low) // step
    number = np.minimum(steps + 1, most)
    row, nth = spread(number)
    gaps = np.maximum(number - 1, 1)[row]
    return pair[row], low[row] + (nth * steps[row] // gaps).astype(np.int32) * step
