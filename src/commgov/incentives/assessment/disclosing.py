"""Which groups of a table may be shown by themselves, so that no number in it, and no difference, is that of a few.

Groups may lie within one another, as branches do: whoever takes the branches below from the branch above is left with
the rest of it. So each shown group, and what is left of each when those shown within it are taken away, has as many
members as are asked for, or none.
"""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from commgov.core import MemberId


@frozen
class Shown:
    """What may be shown of some groups.

    Args:
        apart: the groups that may be shown by themselves, ascending.
        within: of each of these that lies in another one, the nearest such one.
        together: the services of all others that lie in none of these, to be told in one sum; empty if they may not.
    """

    apart: tuple[str, ...]
    within: Mapping[str, str]
    together: tuple[int, ...]


@frozen
class _Branch:
    """A group that may be shown, with those within it that may be, too."""

    name: str
    rows: frozenset[int] = field(repr=False)
    inside: tuple["_Branch", ...]


def shown_groups(
    chains: Mapping[int, Sequence[str]], who: Mapping[int, MemberId] | Sequence[MemberId], least: int
) -> Shown:
    """Choose what is shown: as many groups as may be, the larger ones first.

    Args:
        chains: of each service, the groups in which it counts, each within the next one.
        who: of each service, who served.
        least: how many members a number is of, at least.

    Returns:
        A group that lay now in one group and now in another is not shown by itself: it counts in these.

    Example:
        >>> chains = {0: ("grid", "garden"), 1: ("grid", "garden"), 2: ("garden",)}
        >>> shown_groups(chains, ["m-1", "m-2", "m-3"], 2).apart  # garden less grid would be one member
        ('garden',)
        >>> shown_groups({**chains, 3: ("garden",)}, ["m-1", "m-2", "m-3", "m-4"], 2).within
        {'grid': 'garden'}
    """
    chains, above = _settled(chains)
    rows: dict[str, set[int]] = {}
    for row, chain in chains.items():
        for name in chain:
            rows.setdefault(name, set()).add(row)
    below: dict[str | None, list[str]] = {}
    for name in sorted(rows):
        below.setdefault(above[name], []).append(name)

    def number(some: frozenset[int]) -> int:
        return len({who[row] for row in some})

    def kept(within: str | None, inside: frozenset[int]) -> tuple[list[_Branch], frozenset[int]]:
        """The groups just below one that may be shown, and what is left of it without them."""
        apart = []
        for name in below.get(within, ()):
            own = frozenset(rows[name])
            if number(own) >= least:
                apart.append(_Branch(name, own, tuple(kept(name, own)[0])))
        rest = inside.difference(*(branch.rows for branch in apart))
        while apart and 0 < number(rest) < least:
            smallest = min(apart, key=lambda branch: (number(branch.rows), branch.name))
            apart.remove(smallest)
            apart += smallest.inside
            rest |= smallest.rows.difference(*(branch.rows for branch in smallest.inside))
        return apart, rest

    apart, rest = kept(None, frozenset(chains))
    within = {branch.name: name for name, branch in _nested(apart) if name is not None}
    names = tuple(sorted(branch.name for _, branch in _nested(apart)))
    return Shown(names, within, tuple(sorted(rest)) if number(rest) >= least else ())


def _nested(branches: Sequence[_Branch], above: str | None = None) -> list[tuple[str | None, _Branch]]:
    """All branches, those within others too, each with the one above."""
    found: list[tuple[str | None, _Branch]] = []
    for branch in branches:
        found += [(above, branch), *_nested(branch.inside, branch.name)]
    return found


def _settled(chains: Mapping[int, Sequence[str]]) -> tuple[dict[int, tuple[str, ...]], dict[str, str | None]]:
    """The chains without groups that changed the one above them, and the one above each."""
    left = {row: tuple(chain) for row, chain in chains.items()}
    while True:
        found: dict[str, set[str | None]] = {}
        for chain in left.values():
            for name, over in zip(chain, (*chain[1:], None), strict=True):
                found.setdefault(name, set()).add(over)
        moved = {name for name, several in found.items() if len(several) > 1}
        if not moved:
            return left, {name: next(iter(one)) for name, one in found.items()}
        left = {row: tuple(name for name in chain if name not in moved) for row, chain in left.items()}
