"""Hypothesis strategies of pairings in layers: choices, then partners, then who is to be paired with whom."""

from collections.abc import Sequence

from hypothesis import strategies as st

from commgov.matching import Partner, PartnerProblem


def choices(others: Sequence[str], *, ties: bool, complete: bool) -> st.SearchStrategy[tuple[tuple[str, ...], ...]]:
    """Whom somebody would have: some or all of the others, in any order, with or without equals."""
    order = st.permutations(others)
    some = order if complete else order.flatmap(lambda ids: st.integers(0, len(ids)).map(lambda count: ids[:count]))
    return some.flatmap(_tiers) if ties else some.map(lambda ids: tuple((other,) for other in ids))


def _tiers(ids: Sequence[str]) -> st.SearchStrategy[tuple[tuple[str, ...], ...]]:
    """The same order, with some neighbours liked equally."""

    def grouped(joins: list[bool]) -> tuple[tuple[str, ...], ...]:
        tiers: list[tuple[str, ...]] = []
        for other, join in zip(ids, joins, strict=True):
            if tiers and join:
                tiers[-1] = (*tiers[-1], other)
            else:
                tiers.append((other,))
        return tuple(tiers)

    return st.lists(st.booleans(), min_size=len(ids), max_size=len(ids)).map(grouped)


@st.composite
def partner_problems(
    draw: st.DrawFn, *, wishes: bool = True, ties: bool = False, complete: bool = False, size_max: int = 4
) -> PartnerProblem:
    """A small problem of pairing, small enough to try every choice of pairs.

    Args:
        draw: given by Hypothesis.
        wishes: members with wishes; otherwise members with each other.
        ties: whether lists may hold equals.
        complete: whether everybody lists everybody on the other side.
        size_max: most partners on a side.
    """
    members = [f"m-{at}" for at in range(draw(st.integers(0, size_max)))]
    asked = [f"w-{at}" for at in range(draw(st.integers(0, size_max)))] if wishes else []

    def partner(own: str, others: Sequence[str], most: int) -> Partner:
        return Partner(own, draw(choices([one for one in others if one != own], ties=ties, complete=complete)), most)

    of_members = tuple(partner(own, asked if wishes else members, draw(_MOST) if wishes else 1) for own in members)
    return PartnerProblem(of_members, tuple(partner(own, members, 1) for own in asked) if wishes else None)


_MOST = st.sampled_from([1, 1, 2, 3])
