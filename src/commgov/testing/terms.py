"""The conformance kit of cost terms: one cost for each pair, never outside its limits, always the same."""

from functools import partial

import numpy as np

from commgov.matching import CostTerm, MatchingProblem, Objective
from commgov.testing.rules import all_pairs, require
from commgov.testing.strategies import SmallCommunity, for_all_communities


def check_cost_term(term: CostTerm, *, examples: int = 200) -> None:
    """Judge a cost term on many small communities.

    It is asked about every pair of a member and a seat, at each of some starts: whole numbers from 0 to `dearest`, one
    for each pair, twice the same, and the same when a pair is asked about in other company.

    Args:
        term: the term.
        examples: how many communities.

    Raises:
        AssertionError: with the smallest case in which the term does not keep the contract.

    Example:
        >>> from commgov.matching import Continuity
        >>> check_cost_term(Continuity({"d-0": ("m-1",)}), examples=5)
    """
    require(bool(term.name), "name: a short name")
    Objective().plus(term)  # refuses a term that could make a pair as dear as an unserved seat
    for_all_communities(partial(_check_community, term), examples)


def _check_community(term: CostTerm, community: SmallCommunity) -> None:
    problem = MatchingProblem.build(community.members, community.demands, hierarchy=community.organisation)
    pairs = all_pairs(problem)
    found = term.cost(pairs)
    require(isinstance(found, np.ndarray), "cost: a numpy array")
    require(
        found.shape == (len(pairs),) and found.dtype.kind in "iu", f"one whole number for each of {len(pairs)} pairs"
    )
    require(bool(((found >= 0) & (found <= term.dearest)).all()), f"costs from 0 to {term.dearest}")
    require(np.array_equal(term.cost(pairs), found), "the same answer to the same question")
    some = np.arange(len(pairs))[::-2].copy()
    require(np.array_equal(term.cost(pairs.where(some)), found[some]), "a pair costs the same in any company")
