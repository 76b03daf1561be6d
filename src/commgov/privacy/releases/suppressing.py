"""Which numbers of a table are not published: those that are small, and others so that nobody can work those out.

A table by two dimensions with its totals is a network (Cox 1995; Fischetti and Salazar 2001): rows and columns are its
nodes, the total row and the total column too, and each number is an edge between them. What keeps all sums as they are
moves along circles: up, down, up, down. A small number is protected if it lies on a circle of numbers that are not
published and along which it can rise by k: then it may as well be k more than it is. For each small number the cheapest
such circle is found (Dijkstra), where numbers cost what they count; what is hidden already costs nothing. A circle
through the totals always exists.

Empty cells are published: that nobody is there says nothing of anybody who is.
"""

from collections.abc import Collection, Mapping
from heapq import heappop, heappush
from itertools import count

from attrs import frozen

from commgov.privacy.releases.counting import Counts, Key, Label, number_of

_Node = tuple[int, Label]  # a row (0) or a column (1)


def with_totals(counts: Counts) -> dict[Key, int]:
    """All numbers of a table, with the totals of each dimension.

    Example:
        >>> from commgov.privacy import Tier
        >>> from commgov.privacy.releases import Dimension
        >>> grids = Dimension("grid", Tier.T1, ("g1", "g2"))
        >>> with_totals(Counts("residents", (grids,), {("g1",): 12, ("g2",): 9}))
        {('g1',): 12, ('g2',): 9, (None,): 21}
    """
    numbers: dict[Key, int] = dict.fromkeys(keys_of(counts), 0)
    for key, cell in counts.cells.items():
        for each in covering_keys(key):
            numbers[each] += number_of(cell)
    return numbers


def keys_of(counts: Counts) -> list[Key]:
    """All keys of a table, row by row, totals last."""
    rows: list[Label] = [*counts.dimensions[0].labels, None]
    if len(counts.dimensions) == 1:
        return [(row,) for row in rows]
    return [(row, column) for row in rows for column in (*counts.dimensions[1].labels, None)]


def covering_keys(key: tuple[str, ...]) -> list[Key]:
    """A cell's own key and those of the totals that it counts in."""
    if len(key) == 1:
        return [key, (None,)]
    row, column = key
    return [(row, column), (row, None), (None, column), (None, None)]


def suppressed(numbers: Mapping[Key, int], k: int, also: Collection[Key] = ()) -> set[Key]:
    """The keys that are not published.

    Args:
        numbers: the table with its totals.
        k: what is neither 0 nor at least this is small.
        also: what must not be published for other reasons; it is protected as small numbers are.

    Example:
        >>> numbers = {("g1",): 12, ("g2",): 3, ("g3",): 9, (None,): 24}
        >>> sorted(key for key in suppressed(numbers, 5))
        [('g2',), ('g3',)]
    """
    hidden = {key for key, number in numbers.items() if 0 < number < k} | {key for key in also if numbers[key]}
    if not hidden:
        return hidden
    if all(len(key) == 1 for key in numbers):
        return _in_a_line(numbers, hidden, k)
    for key in sorted(hidden, key=lambda key: (-numbers[key], _order(key))):
        if not _can_move(numbers, hidden, key, k):
            hidden.update(_cheapest_circle(numbers, hidden, key, k))
    return hidden


def _order(key: Key) -> tuple[tuple[bool, str], ...]:
    return tuple((label is None, label or "") for label in key)


def _in_a_line(numbers: Mapping[Key, int], hidden: set[Key], k: int) -> set[Key]:
    """One dimension: what is hidden must add up to k, or the total is hidden too."""
    if (None,) in hidden:
        return hidden
    spare = sorted(
        (key for key, number in numbers.items() if number and key not in hidden and key != (None,)),
        key=lambda key: (numbers[key], key),
    )
    if len(hidden) == 1 or sum(numbers[key] for key in hidden) < k:
        hidden.update(spare[:1] or [(None,)])
    return hidden


@frozen
class _Step:
    """An edge of a circle: which number moves, and by how much at most (None: without end)."""

    key: Key
    room: int | None


def _step(numbers: Mapping[Key, int], source: _Node, label: Label) -> _Step:
    """From a row to a column numbers rise, and from a column to a row they fall; totals the other way round."""
    key = (source[1], label) if source[0] == 0 else (label, source[1])
    is_total = (key[0] is None) != (key[1] is None)
    rises = (source[0] == 0) != is_total
    return _Step(key, None if rises else numbers[key])


def _ends(key: Key, *, up: bool) -> tuple[_Node, _Node]:
    """Where the rest of a circle begins and ends if this number goes up, or down."""
    row, column = (0, key[0]), (1, key[1])
    is_total = (key[0] is None) != (key[1] is None)
    return (column, row) if up != is_total else (row, column)


def _labels(numbers: Mapping[Key, int]) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    return tuple(dict.fromkeys(key[0] for key in numbers)), tuple(dict.fromkeys(key[1] for key in numbers))


def _can_move(numbers: Mapping[Key, int], hidden: Collection[Key], key: Key, k: int) -> bool:
    """Whether a hidden number can move by k in all, up and down together, along circles of hidden numbers."""
    moved = 0
    for up in (True, False):
        now, most = dict(numbers), k if up else min(k - moved, numbers[key])
        while most > 0 and (path := _path(now, hidden, key, up=up)):
            by = min([most, *(step.room for step in path if step.room is not None)])
            for step in path:
                now[step.key] += by if step.room is None else -by
            most, moved = most - by, moved + by
    return moved >= k


def _path(numbers: Mapping[Key, int], hidden: Collection[Key], key: Key, *, up: bool) -> list[_Step]:
    """A shortest path along hidden numbers that can move, from one end of a number to the other."""
    start, goal = _ends(key, up=up)
    labels, came, queue = _labels(numbers), dict[_Node, tuple[_Node, _Step]](), [start]
    for node in queue:
        for label in labels[1 - node[0]]:
            step, target = _step(numbers, node, label), (1 - node[0], label)
            if step.key in hidden and step.key != key and step.room != 0 and target not in came and target != start:
                came[target] = node, step
                queue.append(target)
    return _steps_back(came, start, goal)


def _steps_back(came: Mapping[_Node, tuple[_Node, _Step]], start: _Node, goal: _Node) -> list[_Step]:
    steps = []
    while goal != start and goal in came:
        goal, step = came[goal]
        steps.append(step)
    return steps if goal == start else []


def _cheapest_circle(numbers: Mapping[Key, int], hidden: Collection[Key], key: Key, k: int) -> list[Key]:
    """The numbers of the cheapest circle along which a number can rise by k; empty cells stay as they are."""
    start, goal = _ends(key, up=True)
    labels, came, cost, done = _labels(numbers), dict[_Node, tuple[_Node, _Step]](), {start: 0}, set[_Node]()
    tick = count()  # among equals, who came first
    queue = [(0, next(tick), start)]
    while queue:
        so_far, _, node = heappop(queue)
        if node in done:
            continue
        done.add(node)
        for label in labels[1 - node[0]]:
            step, target = _step(numbers, node, label), (1 - node[0], label)
            if step.key == key or numbers[step.key] == 0 or (step.room is not None and step.room < k):
                continue
            price = so_far + (0 if step.key in hidden else 1 + numbers[step.key])
            if target not in cost or price < cost[target]:
                cost[target], came[target] = price, (node, step)
                heappush(queue, (price, next(tick), target))
    return [step.key for step in _steps_back(came, start, goal)]
