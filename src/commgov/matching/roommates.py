"""Members paired with each other, stably: the stable roommates problem with incomplete lists.

Irving's algorithm (Irving 1985, "An efficient algorithm for the stable roommates problem"; with incomplete lists
Gusfield and Irving 1989, section 4.5.2) finds a stable choice of pairs or proves that there is none. Where there is
none, few blocking pairs are looked for; to find the fewest is NP-hard (Abraham, Biró and Manlove 2006).
"""

from collections.abc import Mapping, Sequence

Lists = Mapping[str, Sequence[str]]
"""For each member, those with whom the choice is mutual, the best first, without ties."""


class NoStableChoice(Exception):  # noqa: N818 - an ordinary answer inside this file, never seen outside
    """Irving's algorithm proves that nobody's choice of pairs is stable.

    Args:
        member: whose list came to an end: one of an odd number of members who run after each other.
    """

    def __init__(self, member: str) -> None:
        """Keep the member."""
        self.member = member
        super().__init__(member)


def stable_roommates(lists: Lists) -> dict[str, str] | None:
    """Each paired member's partner in a stable choice of pairs, or None if there is none.

    Args:
        lists: strict and mutual.

    Example:
        >>> stable_roommates({"a": ["b", "c"], "b": ["a", "c"], "c": ["a", "b"]})
        {'a': 'b', 'b': 'a'}
        >>> stable_roommates({"a": ["b", "c"], "b": ["c", "a"], "c": ["a", "b"]}) is None
        True
    """
    try:
        return _irving(lists)
    except NoStableChoice:
        return None


def nearly_stable_roommates(lists: Lists) -> dict[str, str]:
    """Each paired member's partner where no choice of pairs is stable: the rest is stable once a few are left out.

    Whoever proves that there is no stable choice is left out, until the others have one (one member of each odd
    party has to go, Tan 1991); those left out then take whom they like best of those still free. So every blocking
    pair has somebody who was left out.

    Args:
        lists: strict and mutual.

    Example:
        >>> nearly_stable_roommates({"a": ["b", "c"], "b": ["c", "a"], "c": ["a", "b"]})
        {'a': 'b', 'b': 'a'}
    """
    left_out: list[str] = []
    while True:
        rest = {
            one: [other for other in choices if other not in left_out]
            for one, choices in lists.items()
            if one not in left_out
        }
        try:
            partner = _irving(rest)
            break
        except NoStableChoice as proof:
            left_out.append(proof.member)
    for one in left_out:
        free = next((other for other in lists[one] if other not in partner and one not in partner), None)
        if free is not None:
            partner[one], partner[free] = free, one
    return partner


def _irving(lists: Lists) -> dict[str, str]:
    table = _Table(lists)
    table.propose(list(lists)[::-1])
    for one in lists:
        while len(table.left[one]) > 1:
            table.eliminate(table.rotation(one))
    return {one: table.first(one) for one in lists if table.left[one]}


class _Table:
    """What is left of the lists. Whoever goes from one list goes from the other's too; order is kept."""

    def __init__(self, lists: Lists) -> None:
        self.left = {one: dict.fromkeys(choices) for one, choices in lists.items()}

    def first(self, one: str) -> str:
        return next(iter(self.left[one]))

    def second(self, one: str) -> str:
        choices = iter(self.left[one])
        next(choices)
        return next(choices)

    def last(self, one: str) -> str:
        return next(reversed(self.left[one]))

    def cut_below(self, one: str, other: str) -> list[str]:
        """Take all off a list whom it ranks below `other`; gives those who were taken off."""
        gone = []
        while self.left[one] and (worst := self.last(one)) != other:
            del self.left[one][worst], self.left[worst][one]
            gone.append(worst)
        return gone

    def propose(self, free: list[str]) -> None:
        """Phase 1: each proposes down its list until somebody holds the proposal; all below it are taken off."""
        holder: dict[str, str] = {}  # of whose proposal
        while free:
            one = free.pop()
            if not self.left[one]:
                continue
            best = self.first(one)
            holder[one] = best
            free += [gone for gone in self.cut_below(best, one) if holder.get(gone) == best]

    def rotation(self, start: str) -> list[tuple[str, str]]:
        """Phase 2: follow second choices, and their last ones, until somebody comes again: (member, second choice)."""
        path: dict[str, str] = {}
        one = start
        while one not in path:
            path[one] = self.second(one)
            one = self.last(path[one])
        members = list(path)
        return [(member, path[member]) for member in members[members.index(one) :]]

    def eliminate(self, rotation: list[tuple[str, str]]) -> None:
        """Each of the rotation goes on to its second choice.

        Raises:
            NoStableChoice: if somebody's list comes to an end.
        """
        for member, second in rotation:
            gone = self.cut_below(second, member)
            empty = [one for one in (second, *gone) if not self.left[one]]
            if empty:
                raise NoStableChoice(empty[0])
