"""No number of a table, and no difference of two, is that of a few: also where groups lie within one another."""

from hypothesis import given
from hypothesis import strategies as st

from commgov.incentives.assessment.disclosing import shown_groups


@st.composite
def nested(draw):
    """Services of up to eight members in a tree of up to seven groups: chains from the own group upwards, and who."""
    above = {f"g-{at}": draw(st.sampled_from([None, *(f"g-{one}" for one in range(at))])) for at in range(7)}
    chains, who = {}, []
    for row in range(draw(st.integers(0, 30))):
        name, chain = draw(st.sampled_from(sorted(above))), []
        while name is not None:
            chain.append(name)
            name = above[name]
        chains[row] = tuple(chain)
        who.append(f"m-{draw(st.integers(0, 7))}")
    return chains, who


def rows_of(chains, group):
    return {row for row, chain in chains.items() if group in chain}


@given(nested(), st.integers(1, 4))
def test_what_is_shown_and_what_is_left_of_it_is_of_so_many_or_of_nobody(year, least):
    chains, who = year
    shown = shown_groups(chains, who, least)

    def members(rows):
        return len({who[row] for row in rows})

    for group in shown.apart:
        assert members(rows_of(chains, group)) >= least
        inside = [rows_of(chains, one) for one in shown.apart if shown.within.get(one) == group]
        left = rows_of(chains, group).difference(*inside)
        assert not left or members(left) >= least
    outermost = [rows_of(chains, one) for one in shown.apart if one not in shown.within]
    left = set(chains).difference(*outermost)
    assert set(shown.together) == (left if members(left) >= least else set())
    assert not left or shown.together or members(set(chains)) < least, "else the sum of all would tell the rest"


@given(nested(), st.integers(1, 4))
def test_the_one_it_is_counted_in_is_the_nearest_that_is_shown(year, least):
    chains, who = year
    shown = shown_groups(chains, who, least)
    for group in shown.apart:
        chain = chains[min(rows_of(chains, group))]
        over = [name for name in chain[chain.index(group) + 1 :] if name in shown.apart]
        assert shown.within.get(group) == (over[0] if over else None)


@given(nested())
def test_where_one_member_is_enough_every_group_is_shown(year):
    chains, who = year
    shown = shown_groups(chains, who, 1)
    assert set(shown.apart) == {name for chain in chains.values() for name in chain}
    assert shown.together == ()


def test_a_group_that_changed_the_one_above_it_counts_in_both_and_is_not_told_apart():
    """Else each of the two less this one would be told, and neither is what was left of it."""
    chains = {at: ("grid", "garden-1" if at < 3 else "garden-2") for at in range(6)}
    chains |= {at: ("garden-1" if at < 9 else "garden-2",) for at in range(6, 12)}
    shown = shown_groups(chains, [f"m-{at}" for at in range(12)], 3)
    assert (shown.apart, dict(shown.within), shown.together) == (("garden-1", "garden-2"), {}, ())
