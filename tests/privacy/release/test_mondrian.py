"""Mondrian: every class is large and diverse enough, nothing is lost, and no class could still be cut."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from commgov.privacy import Tier
from commgov.privacy.releases import Column, Taxonomy
from commgov.privacy.releases.mondrian import covering, ordered_codes, partition

POINTS = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(0, 3), st.sampled_from([0, 1, 2])), min_size=12, max_size=80
)


def parts_of(classes):
    return [np.flatnonzero(classes == number) for number in range(classes.max() + 1)]


@given(drawn=POINTS, k=st.integers(2, 6), l=st.integers(1, 3))
def test_every_class_has_k_rows_and_l_values(drawn, k, l):  # noqa: E741
    ages, sexes, needs = map(np.array, zip(*drawn, strict=True))
    least = min(l, len(set(needs.tolist())))
    classes = partition([ages, sexes], [needs], k=k, least_distinct=least)
    assert (np.bincount(classes) >= k).all()
    assert all(len(set(needs[part].tolist())) >= least for part in parts_of(classes))
    again = partition([ages, sexes], [needs], k=k, least_distinct=least)
    assert classes.tolist() == again.tolist()


@given(drawn=POINTS, k=st.integers(2, 6))
def test_a_class_is_left_whole_only_if_no_median_cuts_it(drawn, k):
    ages, sexes, _ = map(np.array, zip(*drawn, strict=True))
    for part in parts_of(partition([ages, sexes], [], k=k)):
        for column in (ages[part], sexes[part]):
            median = np.sort(column)[len(column) // 2]
            for left in ((column < median).sum(), (column <= median).sum()):
                assert min(left, len(column) - left) < k


@given(drawn=POINTS)
def test_what_covers_a_class_covers_its_rows(drawn):
    ages, sexes, _ = zip(*drawn, strict=True)
    tree = Taxonomy({"s0": "low", "s1": "low", "s2": "high", "s3": "high", "low": "all", "high": "all"})
    age, plain = Column("age", Tier.T2, ages), Column("sex", Tier.T2, [f"s{sex}" for sex in sexes])
    kind = Column("kind", Tier.T2, plain.values, tree)
    classes = partition([ordered_codes(age)[0], ordered_codes(kind)[0]], [], k=3)
    ranges, kinds, lists = (covering(column, classes) for column in (age, kind, plain))
    for number, part in enumerate(parts_of(classes)):
        mine = [ages[at] for at in part]
        low, high = min(mine), max(mine)
        assert ranges[number] == (str(low) if low == high else f"{low}–{high}")
        said = {plain.values[at] for at in part}
        assert lists[number] == " / ".join(sorted(said))
        assert all(kinds[number] in {value, tree.at(value, 1), "all"} for value in said)


def test_texts_stand_as_their_taxonomy_has_them():
    tree = Taxonomy({"b": "x", "c": "y", "a": "y", "x": "all", "y": "all"})
    codes, values = ordered_codes(Column("kind", Tier.T2, ("a", "b", "c"), tree))
    assert (values, codes.tolist()) == (["b", "a", "c"], [1, 0, 2])
