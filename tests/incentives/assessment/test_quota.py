"""The quota of excellent grades is exact, its ties are decided by a recorded rule, and it is fair to small teams."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.incentives.assessment import Ties
from commgov.incentives.assessment.quota import JOINED, excellent, pools

TOTALS = st.dictionaries(st.integers(0, 30).map("m-{}".format), st.tuples(st.integers(0, 6), st.integers(0, 2)))
SHARES = st.fractions(0, 1, max_denominator=20)
TIES = st.sampled_from(Ties)


def given_out(placings, share, ties):
    return excellent(placings, len(placings), share, ties)


def test_twenty_nine_percent_of_a_hundred_are_twenty_nine():
    """In floating point 0.29 x 100 is a little less than 29."""
    totals = {f"m-{n}": (n,) for n in range(100)}
    assert len(given_out(totals, Fraction(29, 100), Ties.DROP).chosen) == 29


@given(TOTALS, SHARES, TIES)
def test_who_is_excellent_is_as_counted_one_by_one(placings, share, ties):
    """By the definition: somebody is excellent if all who stand at least as high fit into the seats."""
    seats = share.numerator * len(placings) // share.denominator
    key = (lambda placing: placing) if ties is Ties.NEXT else (lambda placing: placing[0])
    expected = set()
    for member, placing in placings.items():
        higher = sum(key(other) > key(placing) for other in placings.values())
        level = sum(key(other) == key(placing) for other in placings.values())
        fits = higher + level <= seats or (ties is Ties.KEEP and higher < seats)
        expected |= {member} if fits else set()
    assert given_out(placings, share, ties).chosen == expected


@given(TOTALS, SHARES, st.sampled_from([Ties.DROP, Ties.NEXT]))
def test_there_are_never_more_than_the_share(placings, share, ties):
    assert len(given_out(placings, share, ties).chosen) <= share * len(placings)


@given(TOTALS, SHARES, TIES, st.randoms())
def test_the_order_of_members_does_not_matter(placings, share, ties, random):
    mixed = list(placings.items())
    random.shuffle(mixed)
    assert given_out(dict(mixed), share, ties) == given_out(placings, share, ties)


@given(TOTALS.filter(bool), SHARES, TIES)
def test_a_member_more_who_stands_below_takes_nobodys_grade(placings, share, ties):
    lowest = min(placings.values())
    below = (lowest[0] - 1, 0)
    assert given_out(placings, share, ties).chosen <= given_out({**placings, "newcomer": below}, share, ties).chosen


@given(TOTALS.filter(bool), SHARES, TIES, st.data())
def test_standing_higher_never_costs_the_grade(placings, share, ties, data):
    member = data.draw(st.sampled_from(sorted(placings)))
    total, further = placings[member]
    better = {**placings, member: (total + data.draw(st.integers(0, 6)), further + data.draw(st.integers(0, 2)))}
    if member in given_out(placings, share, ties).chosen:
        assert member in given_out(better, share, ties).chosen


@given(TOTALS, SHARES)
def test_a_tie_on_the_line_is_shown_and_all_of_it_alike(placings, share):
    dropped, kept = (given_out(placings, share, ties) for ties in (Ties.DROP, Ties.KEEP))
    assert dropped.contested == kept.contested
    assert len({placings[member][0] for member in dropped.contested}) <= 1
    assert not dropped.contested & dropped.chosen
    assert kept.chosen == dropped.chosen | kept.contested


def test_the_next_criterion_decides_a_tie_and_an_exact_one_stays_one():
    tied = {"a": (9, 1), "b": (8, 3), "c": (8, 2), "d": (8, 2), "e": (1, 1)}
    assert given_out(tied, Fraction(2, 5), Ties.NEXT).chosen == {"a", "b"}
    three = given_out(tied, Fraction(3, 5), Ties.NEXT)
    assert (three.chosen, three.contested) == ({"a", "b"}, {"c", "d"})


@given(
    st.dictionaries(st.integers(0, 60).map("m-{}".format), st.sampled_from("abcdef")),
    st.integers(1, 15),
    st.integers(0, 5),
)
def test_every_member_is_in_one_pool_and_no_pool_is_too_small(pool_of, least, unnamed):
    members = [*pool_of, *(f"unnamed-{n}" for n in range(unnamed))]
    found = pools(members, pool_of, least)
    assert sorted(member for inside in found.values() for member in inside) == sorted(members)
    if len(members) >= least:
        assert all(len(inside) >= least for inside in found.values())
    else:
        assert set(found) <= {JOINED}
    for pool, inside in found.items():
        assert pool == JOINED or all(pool_of[member] == pool for member in inside)


def test_if_the_small_pools_are_too_few_together_the_next_smallest_joins_them():
    sizes = {"cooking": 2, "visits": 8, "patrol": 20}
    pool_of = {f"{pool}-{n}": pool for pool, size in sizes.items() for n in range(size)}
    assert {pool: len(inside) for pool, inside in pools(pool_of, pool_of, 5).items()} == {JOINED: 10, "patrol": 20}


def test_no_pool_of_members_own_has_the_name_of_the_joined_ones():
    """Else a large team of that name would be mixed with all small ones, without a word."""
    with pytest.raises(InvalidInputError, match="another name"):
        pools(["m-1"], {"m-1": JOINED}, 5)


@pytest.mark.parametrize("ties", Ties)
def test_nobody_is_excellent_where_there_are_no_seats(ties):
    assert excellent({"a": (1,), "b": (1,)}, 2, Fraction(0), ties).chosen == set()
