"""What published sums say about the numbers behind them, exactly: whether a small group can be worked out.

Persons are divided into *atoms*: those who stand in the same published groups. Whoever reads all that was published
knows one equation for each group: its atoms add up to its count. A group of persons is hidden as long as two worlds
fit all equations in which its number differs by at least k. Such worlds are looked for among the atoms nearby, then
further away, by the simplex method in fractions; both are whole numbers, and nothing is rounded. So
"hidden" is a proof. What cannot be proven counts as exposed.
"""

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from math import ceil, floor

from attrs import define

ATOMS_MAX = 96
"""Atoms among which worlds are looked for at most. More would take minutes; what is not proven by then is exposed."""

_FIRST_ATOMS = 24
_OUTER_ATOMS_MAX = 240  # all atoms that have to do with one: beyond that, nothing is said of what was known before


Groups = Sequence[Collection[int]]


def exposed(
    sizes: Sequence[int],
    groups: Groups,
    k: int,
    *,
    before: Groups = (),
    proven: Collection[int] = (),
    also: Collection[int] = (),
) -> list[int]:
    """The atoms with fewer than k persons, and some others, whose number can be worked out too nearly.

    Args:
        sizes: persons in each atom, as they truly are.
        groups: the atoms of each published group.
        k: how far apart two possible worlds have to lie.
        before: those groups that were published already. What they give away by themselves is not held against the
            others: an atom that was known to within less than k may stay so, and not become known better.
        proven: atoms that need not be looked at again.
        also: atoms of k persons or more that are judged as well.

    Returns:
        The atoms for which no two worlds are found, ascending.

    Example:
        >>> exposed([3, 9, 4], [{0, 1}, {1, 2}], k=5), exposed([3, 9, 4], [{0, 1}, {1}], k=5)
        ([], [0])
    """
    now = _Published.of(sizes, groups)
    small = [
        atom
        for atom, size in enumerate(sizes)
        if size and (size < k or atom in also) and now.has(atom) and atom not in proven
    ]
    found = [(atom, width) for atom in small if (width := now.width_shown(atom, k)) < k]
    if not found:
        return []
    then = _Published.of(sizes, before)
    return [
        atom
        for atom, width in found
        if now.all_about(atom) != then.all_about(atom) and ((old := then.width_at_most(atom)) is None or width < old)
    ]


@define
class _Published:
    """Published groups as equations about the atoms that do not follow at once."""

    sizes: Sequence[int]
    all_atoms: frozenset[int]
    groups: list[frozenset[int]]
    of_atom: list[list[int]]

    @staticmethod
    def of(sizes: Sequence[int], groups: Groups) -> "_Published":
        """Take apart what follows at once: of a group and a smaller one in it, the difference is known as well."""
        parts = {frozenset(group) for group in groups if group}
        everyone = frozenset(atom for part in parts for atom in part)
        of_atom: list[list[frozenset[int]]] = [[] for _ in sizes]
        reduced: list[frozenset[int]] = []
        for part in sorted(parts, key=lambda part: (len(part), sorted(part))):
            rest = _without_parts(part, of_atom)
            if rest:
                reduced.append(rest)
                for atom in rest:
                    of_atom[atom].append(rest)
        if set(reduced) != parts:  # smaller groups may lie in others now
            again = _Published.of(sizes, reduced)
            return _Published(sizes, everyone, again.groups, again.of_atom)
        numbers = [[] for _ in sizes]  # type: list[list[int]]
        for number, part in enumerate(reduced):
            for atom in part:
                numbers[atom].append(number)
        return _Published(sizes, everyone, reduced, numbers)

    def has(self, atom: int) -> bool:
        """Whether an atom is in any group."""
        return atom in self.all_atoms

    def width_shown(self, atom: int, enough: int) -> int:
        """How far apart two worlds lie that were found; there may be others further apart. At most `enough`."""
        near = self._nearest(atom, ATOMS_MAX)[:ATOMS_MAX]
        count = min(_FIRST_ATOMS, len(near))
        while True:
            low, high = self.interval(atom, near[:count])
            if high is None or high - low >= enough:
                return enough
            if count == len(near):
                return high - low
            count = len(near)

    def width_at_most(self, atom: int) -> int | None:
        """How far apart two worlds can lie; None: there is no end to it, or none is known."""
        if not self.has(atom):
            return None
        near = self._nearest(atom, _OUTER_ATOMS_MAX)
        if len(near) > _OUTER_ATOMS_MAX:
            return None
        low, high = self.interval(atom, near, outer=True)
        return None if high is None else high - low

    def all_about(self, atom: int) -> set[frozenset[int]]:
        """The groups that have to do with an atom, however far."""
        found, atoms = set[frozenset[int]](), [atom]
        while atoms:
            news = {self.groups[number] for each in atoms for number in self.of_atom[each]} - found
            found |= news
            atoms = list({each for group in news for each in group})
        return found

    def _nearest(self, atom: int, most: int) -> list[int]:
        """Atoms from the nearest on, by way of the smallest groups; the first is the atom itself."""
        found, queue, seen = dict.fromkeys([atom]), list[tuple[int, int]](), set[int]()
        news = [atom]
        while len(found) <= most:
            for each in news:
                for number in self.of_atom[each]:
                    if number not in seen:
                        seen.add(number)
                        heappush(queue, (len(self.groups[number]), number))
            if not queue:
                break
            _, number = heappop(queue)
            news = sorted(self.groups[number] - found.keys(), key=lambda at: (-self.sizes[at], at))
            found |= dict.fromkeys(news)
        return list(found)

    def interval(self, atom: int, free: Sequence[int], *, outer: bool = False) -> tuple[int, int | None]:
        """The least and the largest number of an atom in worlds that fit all groups.

        Args:
            atom: which.
            free: the atoms that may differ from what they are, the atom among them.
            outer: what no world goes beyond, instead of what some world has.

        Returns:
            Both ends; None: there is no largest one.
        """
        start = self._tableau(free)
        if outer:
            low, high = (start.copy().climb_to(free.index(atom), sign)[0] for sign in (-1, 1))
            return ceil(low or 0), None if high is None else floor(high)
        lowest, highest = (self._furthest(atom, free, start.copy(), sign) for sign in (-1, 1))
        return lowest or 0, highest

    def _furthest(self, atom: int, free: Sequence[int], tableau: "_Tableau", sign: int) -> int | None:
        """The largest (sign 1) or least number of an atom in the worlds of whole numbers that are found.

        Where the way ends at a world of fractions, it is tried again, with the atoms that came out as fractions held as
        they truly are; so there is still a way.
        """
        best = self.sizes[atom]
        for _ in range(_TRIES):
            end, seen = tableau.climb_to(free.index(atom), sign)
            if end is None:
                return None
            best = max([best, *seen], key=lambda number: sign * number)
            odd = tableau.fractions()
            if not odd or best == end:
                break
            free = [each for at, each in enumerate(free) if at not in odd or each == atom]
            tableau = self._tableau(free)
        return best

    def _tableau(self, free: Sequence[int]) -> "_Tableau":
        """A world that fits all groups, where only some atoms may differ from what they are."""
        place = {each: at for at, each in enumerate(free)}
        touched = {number for each in free for number in self.of_atom[each]}
        rows = {tuple(sorted(place[each] for each in self.groups[number] if each in place)) for number in touched}
        return _Tableau.solved([(row, sum(self.sizes[free[at]] for at in row)) for row in sorted(rows)], len(free))


def _without_parts(part: frozenset[int], of_atom: Sequence[Sequence[frozenset[int]]]) -> frozenset[int]:
    """A group without the smaller ones in it, one after the other."""
    for atom in sorted(part):
        if atom in part:
            part -= next((inner for inner in reversed(of_atom[atom]) if inner <= part), frozenset())
    return part


_Exact = int | Fraction  # a whole number where it can be: most are, and they are many times as fast


def _divided(value: _Exact, by: _Exact) -> _Exact:
    if by in {1, -1}:
        return value * by
    found = Fraction(value) / by
    return found.numerator if found.denominator == 1 else found


_STEEP_PIVOTS = 200
_TRIES = 4  # to come to whole numbers

_VALUE = -1  # the column of what the basic variables are


@define
class _Tableau:
    """The simplex tableau, sparse: each basic variable with its row, from columns to fractions.

    Variables from `count` on are those with which each equation began; once out, they never come back.
    """

    count: int
    basis: list[int]
    rows: list[dict[int, _Exact]]

    @staticmethod
    def solved(equations: Sequence[tuple[tuple[int, ...], int]], count: int) -> "_Tableau":
        """A tableau that fits all equations, of variables that are not negative. They are known to have a solution."""
        rows: list[dict[int, _Exact]] = [{_VALUE: value, **dict.fromkeys(row, 1)} for row, value in equations]
        tableau = _Tableau(count, list(range(count, count + len(rows))), rows)
        goal: dict[int, _Exact] = {}
        for row in rows:
            for column, value in row.items():
                goal[column] = goal.get(column, 0) + value
        tableau._climb(goal)
        for at in reversed(range(len(rows))):
            if tableau.basis[at] >= count:
                columns = tableau.rows[at].keys() - {_VALUE}
                if columns:
                    tableau._pivot(at, min(columns), {})
                else:  # the equation follows from others
                    del tableau.rows[at], tableau.basis[at]
        return tableau

    def copy(self) -> "_Tableau":
        """The same, to go on from."""
        return _Tableau(self.count, list(self.basis), [dict(row) for row in self.rows])

    def climb_to(self, variable: int, sign: int) -> tuple[_Exact | None, list[int]]:
        """Go where a variable is largest (sign 1) or least (-1).

        Returns:
            What it is there, None if there is no end; and what it was in all worlds of whole numbers on the way.
        """
        goal: dict[int, _Exact] = {variable: sign}
        if variable in self.basis:
            row = self.rows[self.basis.index(variable)]
            goal = {column: -sign * value for column, value in row.items() if column != _VALUE}
        seen: list[int] = []

        def look() -> None:
            if not self.fractions():
                seen.append(int(self._value(variable)))

        look()
        has_end = self._climb(goal, look)
        return self._value(variable) if has_end else None, seen

    def fractions(self) -> set[int]:
        """The variables that are no whole numbers here."""
        basic = zip(self.basis, self.rows, strict=True)
        return {variable for variable, row in basic if row.get(_VALUE, 0).denominator != 1}

    def _value(self, variable: int) -> _Exact:
        return self.rows[self.basis.index(variable)].get(_VALUE, 0) if variable in self.basis else 0

    def _climb(self, goal: dict[int, _Exact], look: Callable[[], None] = lambda: None) -> bool:
        """Pivot until nothing improves the goal; whether there is an end.

        The steepest column first; if that takes long, by Bland's rule, which never runs in a circle.
        """
        pivots = 0
        while True:
            better = [(value, -column) for column, value in goal.items() if value > 0 and column != _VALUE]
            if not better:
                return True
            entering = -max(better)[1] if pivots < _STEEP_PIVOTS else min(-column for _, column in better)
            steps = [
                (_divided(row.get(_VALUE, 0), row[entering]), self.basis[at], at)
                for at, row in enumerate(self.rows)
                if row.get(entering, 0) > 0
            ]
            if not steps:
                return False
            self._pivot(min(steps)[2], entering, goal)
            look()
            pivots += 1

    def _pivot(self, at: int, entering: int, goal: dict[int, _Exact]) -> None:
        """Let a variable enter the basis in a row."""
        pivot, leaving = self.rows[at], self.basis[at]
        slope = pivot.pop(entering)
        if leaving < self.count:
            pivot[leaving] = 1
        for column in pivot:
            pivot[column] = _divided(pivot[column], slope)
        for other in (*self.rows[:at], *self.rows[at + 1 :], goal):
            if factor := other.pop(entering, None):
                for column, value in pivot.items():
                    left = other.get(column, 0) - factor * value
                    if left:
                        other[column] = left
                    else:
                        other.pop(column, None)
        self.basis[at] = entering
