"""The quota of excellent grades: exact, with ties decided by a recorded rule, and never inside a small team."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from commgov.core import MemberId, Text
from commgov.core.checks import Checks
from commgov.incentives.assessment.criteria import Ties

Placing = tuple[int, ...]
"""A member's total, then the criteria that decide ties, in order; more is better."""

JOINED = "joined"
"""The pool of those whose own pool is too small. No pool of members' own has this name."""

_NAME = Text("another name: those whose pool is too small are joined under this one", "应另取名称：此名留给合并的小组")


@frozen
class Excellent:
    """Who is excellent in a pool.

    Args:
        seats: how many may be: the share of the pool's graded members, rounded down.
        chosen: who is.
        contested: who stands on the line with too few seats left for all of them; shown, not silently cut.
    """

    seats: int
    chosen: frozenset[MemberId]
    contested: frozenset[MemberId]


def excellent(placings: Mapping[MemberId, Placing], number: int, share: Fraction, ties: Ties) -> Excellent:
    """Give out the excellent grades of a pool.

    The order of the members does not matter; a member more who stands below takes none away; placing higher never
    costs a grade.

    Args:
        placings: of those who are good enough.
        number: how many graded members the pool has.
        share: the share of excellent grades at most.
        ties: what becomes of equal placings on the line. Under DROP and KEEP only totals are compared.

    Example:
        >>> ten = {f"m-{n}": (total,) for n, total in enumerate((9, 8, 8, 7, 7, 6, 5, 4, 3, 2))}
        >>> given = excellent(ten, 10, Fraction(1, 5), Ties.DROP)
        >>> given.seats, sorted(given.chosen), sorted(given.contested)
        (2, ['m-0'], ['m-1', 'm-2'])
        >>> sorted(excellent(ten, 10, Fraction(1, 5), Ties.KEEP).chosen)
        ['m-0', 'm-1', 'm-2']
    """
    seats = int(share * number)  # exact: 29 % of 100 are 29, not the 28 of floating point
    if ties is not Ties.NEXT:
        placings = {member: placing[:1] for member, placing in placings.items()}
    if len(placings) <= seats:
        return Excellent(seats, frozenset(placings), frozenset())
    if seats == 0:
        return Excellent(0, frozenset(), frozenset())
    line = sorted(placings.values(), reverse=True)[seats - 1]
    above = frozenset(member for member, placing in placings.items() if placing > line)
    on_it = frozenset(member for member, placing in placings.items() if placing == line)
    if len(above) + len(on_it) <= seats:
        return Excellent(seats, above | on_it, frozenset())
    return Excellent(seats, above | on_it if ties is Ties.KEEP else above, on_it)


def pools(
    members: Iterable[MemberId], pool_of: Mapping[MemberId, str], pool_min: int
) -> dict[str, tuple[MemberId, ...]]:
    """The pools in which quotas are given out: comparable roles, small ones joined.

    Args:
        members: the graded members.
        pool_of: each one's pool; those who are not in it are joined. A pool is a name and nothing else: whoever belongs
            to a branch below another counts in the other's pool only if `pool_of` says so.
        pool_min: pools of fewer are joined; if they are still too few, the next smallest pool joins them.

    Returns:
        By name, those that were joined under `JOINED`. Only if there are fewer members than `pool_min` in all is a pool
        smaller than that.

    Raises:
        InvalidInputError: if a pool has the name that the joined ones get.

    Example:
        >>> sizes = {"cooking": 3, "visits": 4, "patrol": 20}
        >>> pool_of = {f"{pool}-{n}": pool for pool, size in sizes.items() for n in range(size)}
        >>> {name: len(who) for name, who in pools(pool_of, pool_of, 7).items()}
        {'joined': 7, 'patrol': 20}
    """
    checks = Checks("pool_of")
    checks.require("pool", JOINED, ok=JOINED not in pool_of.values(), expected=_NAME)
    checks.refuse()
    apart: dict[str, list[MemberId]] = defaultdict(list)
    for member in sorted(members):
        apart[pool_of.get(member, JOINED)].append(member)
    joined = apart.pop(JOINED, [])
    for pool in sorted(apart, key=lambda pool: (len(apart[pool]), pool)):
        if len(apart[pool]) < pool_min or 0 < len(joined) < pool_min:
            joined += apart.pop(pool)
    if joined:
        apart[JOINED] = sorted(joined)
    return {pool: tuple(apart[pool]) for pool in sorted(apart)}
