"""Red Partners: stable or cheapest pairs, against brute force, scipy and the `matching` package."""

import pickle
import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from commgov.errors import InvalidInputError
from commgov.matching import (
    Aim,
    Partner,
    PartnerProblem,
    Side,
    blocking_pairs,
    pair_up,
)
from commgov.testing import partner_problems

with warnings.catch_warnings():  # importing it sets a filter of its own
    from matching.games import HospitalResident, StableMarriage, StableRoommates

few = settings(max_examples=150, deadline=None)


def problem_of(members, wishes=None, most=None):
    """Partners from plain rankings."""
    most = most or {}
    return PartnerProblem(
        tuple(Partner.ranking(one, choices, most=most.get(one, 1)) for one, choices in members.items()),
        None if wishes is None else tuple(Partner.ranking(one, choices) for one, choices in wishes.items()),
    )


class Oracle:
    """What the definitions say, from the partners alone, by trying every choice of pairs."""

    def __init__(self, problem):
        self.most = {p.id: p.most for p in problem.everyone}
        self.tiers = {p.id: p.choices for p in problem.everyone}
        sides = [problem.members, problem.members if problem.wishes is None else problem.wishes]
        both = combinations([p.id for p in problem.members], 2) if problem.wishes is None else None
        both = both or ((a.id, b.id) for a in sides[0] for b in sides[1])
        self.allowed = [(a, b) for a, b in both if self.rank(a, b) is not None and self.rank(b, a) is not None]

    def rank(self, one, other):
        return next((at for at, tier in enumerate(self.tiers[one]) if other in tier), None)

    def choices(self):
        """Every choice of pairs."""
        found = [[]]
        for pair in self.allowed:
            found += [[*chosen, pair] for chosen in found if self.fits([*chosen, pair])]
        return found

    def fits(self, chosen):
        return all(sum(one in pair for pair in chosen) <= most for one, most in self.most.items())

    def blocking(self, chosen):
        return {pair for pair in self.allowed if pair not in chosen and self.both_gain(pair, chosen)}

    def both_gain(self, pair, chosen):
        """Whether each of the two would have the pair, with no partner or without the one it likes least."""
        for one, other in (pair, pair[::-1]):
            own = [a if b == one else b for a, b in chosen if one in (a, b)]
            if len(own) == self.most[one] and all(self.rank(one, p) <= self.rank(one, other) for p in own):
                return False
        return True

    def stable(self):
        return [chosen for chosen in self.choices() if not self.blocking(chosen)]

    def cost(self, chosen):
        return sum(self.rank(a, b) + self.rank(b, a) for a, b in chosen)


any_problem = st.booleans().flatmap(
    lambda wishes: st.booleans().flatmap(lambda ties: partner_problems(wishes=wishes, ties=ties))
)


@few
@given(any_problem, st.data())
def test_blocking_pairs_of_any_choice_are_those_of_the_definition(problem, data):
    oracle = Oracle(problem)
    chosen = data.draw(st.sampled_from(oracle.choices()))
    assert set(blocking_pairs(problem, chosen)) == oracle.blocking(chosen)


@few
@given(partner_problems())
def test_a_stable_choice_is_stable_and_the_best_for_the_side_it_is_made_for(problem):
    """Each partner of that side has, place by place, at least what any stable choice gives it."""
    oracle = Oracle(problem)
    stable = [set(chosen) for chosen in oracle.stable()]
    for side, at in ((Side.MEMBERS, 0), (Side.WISHES, 1)):
        best = pair_up(problem, best_for=side)
        assert best.is_stable
        assert best.stable_exists
        assert set(best.pairs) in stable
        for own in problem.members if side is Side.MEMBERS else problem.wishes:
            mine = sorted(oracle.rank(own.id, pair[1 - at]) for pair in best.pairs if pair[at] == own.id)
            for chosen in stable:
                theirs = sorted(oracle.rank(own.id, pair[1 - at]) for pair in chosen if pair[at] == own.id)
                assert len(mine) == len(theirs)
                assert all(one <= other for one, other in zip(mine, theirs, strict=True))


@few
@given(partner_problems(ties=True), st.integers(0, 3))
def test_with_ties_broken_by_lot_no_two_would_both_gain(problem, seed):
    assert Oracle(problem).blocking(pair_up(problem, ties=seed).pairs) == set()


@few
@given(partner_problems(wishes=False, size_max=6))
def test_members_with_each_other_are_paired_stably_exactly_if_that_can_be(problem):
    oracle = Oracle(problem)
    found = pair_up(problem)
    assert found.stable_exists == bool(oracle.stable())
    assert found.is_stable == found.stable_exists
    assert set(found.blocking) == oracle.blocking(found.pairs)


@few
@given(partner_problems(wishes=False, size_max=6, complete=True))
def test_where_no_stable_choice_exists_few_pairs_block(problem):
    """Never more than in the cheapest choice, and seldom more than the fewest that any choice has."""
    oracle = Oracle(problem)
    found = pair_up(problem)
    if not found.stable_exists:
        fewest = min(len(oracle.blocking(chosen)) for chosen in oracle.choices())
        cheapest = pair_up(problem, aim=Aim.LEAST_COST)
        assert 1 <= fewest <= len(found.blocking) <= len(cheapest.blocking)
        assert found.verdict.en.startswith("no stable choice exists")
        assert found.verdict.zh.startswith("不存在稳定结对")


@few
@given(any_problem)
def test_the_cheapest_choice_has_the_most_pairs_and_of_those_the_least_cost(problem):
    oracle = Oracle(problem)
    found = pair_up(problem, aim=Aim.LEAST_COST)
    best = min((-len(chosen), oracle.cost(chosen)) for chosen in oracle.choices())
    assert (-len(found.pairs), found.cost) == best
    assert oracle.fits(list(found.pairs))
    assert set(found.blocking) == oracle.blocking(found.pairs)
    assert found.stable_exists is None


@few
@given(any_problem, st.sampled_from(Aim))
def test_everybody_is_paired_or_named_with_a_reason_that_is_true(problem, aim):
    oracle = Oracle(problem)
    found = pair_up(problem, aim=aim, ties=1)
    paired = {one for pair in found.pairs for one in pair}
    assert [unpaired.id for unpaired in found.unpaired] == [p.id for p in problem.everyone if p.id not in paired]
    for unpaired in found.unpaired:
        wanted = [pair for pair in oracle.allowed if unpaired.id in pair]
        blocks = [pair for pair in found.blocking if unpaired.id in pair]
        code = (
            "no choices"
            if not oracle.tiers[unpaired.id]
            else "not mutual"
            if not wanted
            else "passed over"
            if blocks
            else "taken"
        )
        assert unpaired.reason.code == code
        counts = [str(n) for n in (len(wanted), len(blocks)) if n]
        assert all(count in unpaired.reason.text.en and count in unpaired.reason.text.zh for count in counts)


@few
@given(partner_problems(complete=True, size_max=5))
def test_the_matching_package_finds_the_same_marriages(problem):
    """Peer: `matching`, StableMarriage (one to one, as many members as wishes, complete lists)."""
    size = min(len(problem.members), len(problem.wishes))
    members, wishes = [p.id for p in problem.members[:size]], [p.id for p in problem.wishes[:size]]
    ranks = {
        p.id: [tier[0] for tier in p.choices if tier[0] in members + wishes]
        for p in problem.everyone
        if p.id in members + wishes
    }
    mine = problem_of({one: ranks[one] for one in members}, {one: ranks[one] for one in wishes})
    for side, optimal in ((Side.MEMBERS, "suitor"), (Side.WISHES, "reviewer")):
        game = StableMarriage.create_from_dictionaries(
            {one: ranks[one] for one in members}, {one: ranks[one] for one in wishes}
        )
        peers = {(suitor.name, reviewer.name) for suitor, reviewer in game.solve(optimal=optimal).items()}
        assert set(pair_up(mine, best_for=side).pairs) == peers


@few
@given(partner_problems(size_max=5))
def test_the_matching_package_finds_the_same_pairs_with_several_wishes_a_member(problem):
    """Peer: `matching`, HospitalResident (wishes are the residents; it wants mutual lists that are not empty)."""
    mutual = {one: [other for other, _ in sorted(r.items(), key=lambda i: i[1])] for one, r in problem.ranks.items()}
    wishes = {p.id: mutual[p.id] for p in problem.wishes if mutual[p.id]}
    members = {p.id: mutual[p.id] for p in problem.members if mutual[p.id]}
    most = {p.id: p.most for p in problem.members if p.id in members}
    for side, optimal in ((Side.WISHES, "resident"), (Side.MEMBERS, "hospital")):
        if members:
            game = HospitalResident.create_from_dictionaries(wishes, members, most)
            peers = {(h.name, r.name) for h, residents in game.solve(optimal=optimal).items() for r in residents}
            assert set(pair_up(problem, best_for=side).pairs) == peers


@few
@given(partner_problems(wishes=False, complete=True, size_max=6).filter(lambda p: len(p.members) in {2, 4, 6}))
def test_the_matching_package_agrees_on_members_with_each_other(problem):
    """Peer: `matching`, StableRoommates (complete lists); where it finds none it warns and leaves somebody alone."""
    ranks = {p.id: [tier[0] for tier in p.choices] for p in problem.members}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peers = StableRoommates.create_from_dictionary(ranks).solve()
    found = pair_up(problem)
    complete = all(partner is not None for partner in peers.values())
    assert found.stable_exists == complete
    if complete:
        pairs = {tuple(sorted((one.name, other.name))) for one, other in peers.items()}
        assert blocking_pairs(problem, pairs) == ()


def test_at_the_size_of_a_community_the_cheapest_choice_costs_what_scipy_finds():
    rng = np.random.default_rng(3)
    cost = rng.integers(0, 500, (60, 40))
    members = tuple(Partner.by_cost(f"m-{m}", {f"w-{w}": int(cost[m, w]) for w in range(40)}) for m in range(60))
    wishes = tuple(Partner.by_cost(f"w-{w}", {f"m-{m}": int(cost[m, w]) for m in range(60)}) for w in range(40))
    costs = {(f"m-{m}", f"w-{w}"): int(cost[m, w]) for m in range(60) for w in range(40)}
    found = pair_up(PartnerProblem(members, wishes, costs), aim=Aim.LEAST_COST)
    assert len(found.pairs) == 40
    assert found.cost == cost[linear_sum_assignment(cost)].sum()


def test_irvings_six_have_one_stable_choice():
    """The example of Irving 1985."""
    six = problem_of(
        {
            "1": ["4", "6", "2", "5", "3"],
            "2": ["6", "3", "5", "1", "4"],
            "3": ["4", "5", "1", "6", "2"],
            "4": ["2", "6", "5", "1", "3"],
            "5": ["4", "2", "3", "6", "1"],
            "6": ["5", "1", "4", "2", "3"],
        }
    )
    assert pair_up(six).pairs == (("1", "6"), ("2", "3"), ("4", "5"))
    assert Oracle(six).stable() == [[("1", "6"), ("2", "3"), ("4", "5")]]


def test_gale_and_shapleys_four_have_no_stable_choice_and_one_pair_blocks():
    """Gale and Shapley 1962, example 3: whoever shares with the fourth has reason to leave, and somebody to go to."""
    four = problem_of({"a": ["b", "c", "d"], "b": ["c", "a", "d"], "c": ["a", "b", "d"], "d": ["a", "b", "c"]})
    found = pair_up(four)
    assert found.stable_exists is False
    assert len(found.pairs) == 2
    assert len(found.blocking) == 1
    assert found.verdict.en == "no stable choice exists; in the best one found 1 pairs would rather be together"


def test_a_tie_without_a_tie_break_is_refused_and_each_list_is_named():
    tied = problem_of({"m-1": [["w-1", "w-2"]], "m-2": ["w-1"]}, {"w-1": [["m-1", "m-2"]], "w-2": ["m-1"]})
    with pytest.raises(InvalidInputError) as error:
        pair_up(tied)
    assert [str(problem.where) for problem in error.value.problems] == ["Partner m-1", "Partner w-1"]
    assert "ties" in error.value.problems[0].to("zh")
    assert len(pair_up(tied, aim=Aim.LEAST_COST).pairs) == 2


def test_a_tie_between_those_who_are_not_mutual_needs_no_tie_break():
    assert pair_up(problem_of({"m-1": [["w-1", "w-2"]]}, {"w-1": ["m-1"], "w-2": []})).pairs == (("m-1", "w-1"),)


def test_ties_are_broken_by_lot_which_the_answer_records_or_by_a_key():
    tied = problem_of({"m-1": ["w-1"], "m-2": ["w-1"], "m-3": ["w-1"]}, {"w-1": [["m-1", "m-2", "m-3"]]})
    by_lot = {seed: pair_up(tied, ties=seed) for seed in range(20)}
    assert {found.pairs[0][0] for found in by_lot.values()} == {"m-1", "m-2", "m-3"}
    assert all(found.tie_break == seed for seed, found in by_lot.items())
    waited = {"m-1": 3, "m-2": 9, "m-3": 5}
    longest_first = pair_up(tied, ties=lambda _, other: -waited[other])
    assert longest_first.pairs == (("m-2", "w-1"),)
    assert longest_first.tie_break is None
    with pytest.raises(InvalidInputError, match="a key that puts all"):
        pair_up(tied, ties=lambda _, other: other == "m-1")


def test_nobody_and_one_alone_are_answers_too():
    for wishes in ({}, None):
        assert pair_up(problem_of({}, wishes)).pairs == ()
        alone = pair_up(problem_of({"m-1": []}, wishes), aim=Aim.LEAST_COST)
        assert [str(unpaired) for unpaired in alone.unpaired] == ["m-1 stays unpaired: lists nobody"]


def test_preferences_do_not_show_in_a_repr():
    problem = problem_of({"m-1": ["w-1"]}, {"w-1": ["m-1"]})
    shown = f"{problem!r} {problem.members[0]!r} {pair_up(problem)!r} {pair_up(problem).unpaired}"
    assert "w-1" not in shown


def test_a_choice_of_pairs_is_the_same_bytes_each_time():
    problem = problem_of(
        {"m-1": [["w-1", "w-2"]], "m-2": [["w-2", "w-1"]]}, {"w-1": [["m-1", "m-2"]], "w-2": [["m-2", "m-1"]]}
    )
    for aim in Aim:
        assert len({pickle.dumps(pair_up(problem, aim=aim, ties=4)) for _ in range(3)}) == 1
