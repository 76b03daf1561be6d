"""The conformance kit of matching rules: does a rule answer every case, always the same, and does its mask agree?"""

from functools import partial

import numpy as np
from attrs import evolve

from commgov.core import Verdict, ask
from commgov.matching import MatchingProblem, Pairing, PairRule, Pairs
from commgov.matching.rules import is_timeless
from commgov.testing.strategies import SmallCommunity, for_all_communities


def check_rule(rule: PairRule, *, examples: int = 200) -> None:
    """Judge a matching rule on many small communities.

    Every pair of a member and a seat, at each of some starts, is shown to the rule: `why` must answer with a `Verdict`
    that has a reason in both languages, twice the same; `mask` must say the same as `why` for each pair, and of a
    timeless rule the same at each start.

    Args:
        rule: the rule.
        examples: how many communities.

    Raises:
        AssertionError: with the smallest case in which the rule does not keep the contract.

    Example:
        >>> from commgov.matching import MaxDistance
        >>> check_rule(MaxDistance(2), examples=5)
    """
    for_all_communities(partial(_check_community, rule), examples)


def _check_community(rule: PairRule, community: SmallCommunity) -> None:
    problem = MatchingProblem.build(
        community.members, community.demands, rules=[rule], hierarchy=community.organisation
    )
    pairs = all_pairs(problem)
    mask = rule.mask(pairs)
    require(isinstance(mask, np.ndarray), "mask: a numpy array")
    require(mask.shape == (len(pairs),) and mask.dtype == bool, f"mask: one bool for each of {len(pairs)} pairs")
    if is_timeless(rule):
        require(bool((mask[0::2] == mask[1::2]).all()), "timeless: the same answer at each start")
    for at in range(len(pairs)):
        pairing = _pairing(problem, pairs, at)
        verdict = ask(rule, pairing)
        require(isinstance(verdict, Verdict), f"why: a Verdict, not {type(verdict).__name__}")
        require(bool(verdict.reason.en and verdict.reason.zh), "why: a reason in both languages")
        require(ask(rule, evolve(pairing)) == verdict, "why: the same answer to the same question")
        require(
            verdict.allowed == bool(mask[at]),
            f"mask and why disagree: mask says {bool(mask[at])}, why says {verdict.allowed} ({verdict.reason.en})",
        )


def all_pairs(problem: MatchingProblem) -> Pairs:
    """Every member with every role, at the first and the last start of the demand's window."""
    demands = problem.columns.demands
    members, roles = len(problem.columns.members), len(demands.need)
    role = np.repeat(np.arange(roles, dtype=np.int32), 2 * members)
    member = np.tile(np.repeat(np.arange(members, dtype=np.int32), 2), roles)
    demand = demands.demand_of_role[role]
    last = demands.latest[demand] - demands.minutes[demand]
    start = np.where(np.arange(len(role)) % 2 == 0, demands.earliest[demand], last).astype(np.int32)
    return Pairs(problem.columns, member, role, start)


def _pairing(problem: MatchingProblem, pairs: Pairs, at: int) -> Pairing:
    columns = problem.columns
    demand = int(pairs.demand[at])
    order = columns.demands.objects[demand]
    within = int(pairs.role[at] - columns.demands.role_from[demand])
    seat = order.seats[list(columns.demands.seat_role[demand]).index(within)]
    member = columns.members.objects[int(pairs.member[at])]
    return Pairing(member, order, seat, columns.moment(int(pairs.start[at])), int(pairs.steps[at]))


def require(kept: bool, contract: str) -> None:  # noqa: FBT001 - reads like an assertion
    """Fail with what the contract says, unless it is kept."""
    if not kept:
        raise AssertionError(contract)
