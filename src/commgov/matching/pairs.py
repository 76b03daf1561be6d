"""Red Partners, the answer: members paired with micro-wishes or with each other, stably or at the least cost.

*Stable*: no two would rather be each other's partners than keep what they have; nobody has reason to rearrange things
behind the community's back. *Least cost*: as many pairs as can be, and of such choices the cheapest; some may then be
unhappy, and the answer says who. Ties are a choice that somebody has to make: by lot or by a key, never silently.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from heapq import heappop, heappush
from typing import Any

import numpy as np
from attrs import frozen

from commgov.core import keyed
from commgov.errors import InvalidInputError, Problem
from commgov.matching.candidate_table import CandidateTable
from commgov.matching.partners import Partner, PartnerProblem, Together, blocking_pairs, partners_by_id
from commgov.matching.plan import Reason
from commgov.matching.problem import MatchingProblem
from commgov.matching.roommates import nearly_stable_roommates, stable_roommates
from commgov.matching.solve import solve
from commgov.wording import Text

TieBreak = int | Callable[[str, str], Any]
"""How equals are put in order: a seed, for one lot that holds in every list (single tie-breaking: Abdulkadiroğlu,
Pathak and Roth 2009); or a key, called with whose list it is and who is in it, the lower first."""


class Aim(StrEnum):
    """What a choice of pairs is to be."""

    STABLE = "stable"  # nobody blocks
    LEAST_COST = "least cost"  # as many pairs as can be, at the least cost


class Side(StrEnum):
    """The side that a stable choice of pairs is the best for."""

    MEMBERS = "members"
    WISHES = "wishes"


@frozen
class Unpaired:
    """Somebody who stays without a partner.

    Args:
        id: who.
        reason: why.
    """

    id: str
    reason: Reason

    def __str__(self) -> str:
        """Who, and why, as one line of English."""
        return f"{self.id} stays unpaired: {self.reason.text}"


@frozen
class Partnering:
    """A choice of pairs, and how good it is. It is data.

    Args:
        aim: what it was to be.
        pairs: who is paired with whom, in the order of the problem.
        unpaired: everybody who has no partner, with the reason.
        blocking: the pairs that upset it; none: it is stable.
        cost: what the pairs cost together, see `PartnerProblem`.
        stable_exists: whether a stable choice exists: always so for members and wishes; for members with each other it
            may not. None if that was not asked.
        tie_break: the seed by which ties were broken; None if a key did it, or if none had to be broken.
    """

    aim: Aim
    pairs: tuple[Together, ...]
    unpaired: tuple[Unpaired, ...]
    blocking: tuple[Together, ...]
    cost: int
    stable_exists: bool | None
    tie_break: int | None = None

    @property
    def is_stable(self) -> bool:
        """Whether nobody blocks."""
        return not self.blocking

    @property
    def verdict(self) -> Text:
        """How good it is, in a line."""
        if self.is_stable:
            return Text("stable: no two would rather be paired with each other", "稳定：没有两方更愿意彼此结对")
        count = Text("{n} pairs would rather be together", "有{n}对更愿意彼此结对").fill(n=len(self.blocking))
        if self.stable_exists is False:
            none = Text("no stable choice exists; in the best one found {rest}", "不存在稳定结对；所得最优方案中{rest}")
            return none.fill(rest=count)
        return count

    def __repr__(self) -> str:
        """Sizes alone: no pair is shown."""
        return (
            f"Partnering({len(self.pairs)} pairs, {len(self.unpaired)} unpaired, {len(self.blocking)} blocking, "
            f"cost {self.cost})"
        )


def pair_up(
    problem: PartnerProblem, *, aim: Aim = Aim.STABLE, best_for: Side = Side.MEMBERS, ties: TieBreak | None = None
) -> Partnering:
    """Choose pairs.

    Stable, members with wishes: deferred acceptance (Gale and Shapley 1962; with several wishes a member, Roth 1984).
    The choice is the best for one side: of all stable ones, each partner on it has the best it can have; all stable
    ones leave the same partners unpaired. Stable, members with each other: Irving's algorithm (1985); if no stable
    choice exists, of two choices the one with fewer blocking pairs (then the cheaper): one that is stable but for some
    members, and the one of least cost.

    Least cost: an exact assignment, or an exact matching by blossoms (Edmonds 1965) for members with each other.

    Args:
        problem: who would have whom.
        aim: stable, or as many pairs as can be at the least cost.
        best_for: whom a stable choice of members and wishes is the best for.
        ties: how equals are put in order, where that matters: for a stable choice.

    Raises:
        InvalidInputError: if a stable choice is asked for, a list has equals, and `ties` does not say how to put them
            in order; every such list is named.

    Example:
        >>> from commgov.matching import Partner, PartnerProblem
        >>> members = (Partner.ranking("m-1", ["w-1", "w-2"]), Partner.ranking("m-2", ["w-1"]))
        >>> wishes = (Partner.ranking("w-1", ["m-1", "m-2"]), Partner.ranking("w-2", ["m-1"]))
        >>> stable = pair_up(PartnerProblem(members, wishes))
        >>> stable.pairs, str(stable.unpaired[0])
        ((('m-1', 'w-1'),), 'm-2 stays unpaired: 1 would have it, all taken by partners liked at least as well')
        >>> pair_up(PartnerProblem(members, wishes), aim=Aim.LEAST_COST)
        Partnering(2 pairs, 0 unpaired, 1 blocking, cost 2)
    """
    exists: bool | None = None
    seed: int | None = None
    if aim is Aim.LEAST_COST:
        pairs = _cheapest(problem)
    else:
        lists, seed = _strict(problem, ties)
        exists = True
        if problem.wishes is not None:
            pairs = _deferred_acceptance(problem, lists, best_for)
        elif (partner := stable_roommates(lists)) is not None:
            pairs = _in_order(problem, partner)
        else:
            exists = False
            nearly = _in_order(problem, nearly_stable_roommates(lists))
            pairs = min(nearly, _cheapest(problem), key=lambda pairs: _badness(problem, pairs))
    return _partnering(problem, aim, pairs, exists=exists, seed=seed)


def _badness(problem: PartnerProblem, pairs: Sequence[Together]) -> tuple[int, int]:
    return len(blocking_pairs(problem, pairs)), sum(map(problem.cost, pairs))


def _strict(problem: PartnerProblem, ties: TieBreak | None) -> tuple[dict[str, list[str]], int | None]:
    """Everybody's mutual choices in one strict order, and the seed if lots had to be drawn."""
    key = ties
    if isinstance(ties, int):
        key = lambda _, other: keyed(ties, "tie", other)  # noqa: E731 - one line beside the other way
    problems: list[Problem] = []
    lists: dict[str, list[str]] = {}
    drawn = False
    for one, ranks in problem.ranks.items():
        equal = len(set(ranks.values())) < len(ranks)
        if not equal:
            lists[one] = sorted(ranks, key=ranks.__getitem__)
        elif callable(key):
            order = {other: (rank, key(one, other)) for other, rank in ranks.items()}
            lists[one] = sorted(ranks, key=order.__getitem__)
            drawn = True
            equal = any(order[a] == order[b] for a, b in zip(lists[one], lists[one][1:], strict=False))
        if equal:
            problems.append(Problem(f"Partner {one}", _TIE if ties is None else _TIE_LEFT))
    if problems:
        raise InvalidInputError(problems)
    return lists, ties if drawn and isinstance(ties, int) else None


_TIE = Text(
    "no two choices liked equally, or `ties`: a seed to draw lots by, or a key",
    "不得有同等意愿；或以ties指定抽签种子或排序键",
)
_TIE_LEFT = Text("a key that puts all who are liked equally in order", "排序键应能区分所有同等意愿者")


def _deferred_acceptance(problem: PartnerProblem, lists: Mapping[str, Sequence[str]], best_for: Side) -> list[Together]:
    """One side proposes down its lists; the other holds the best proposals it has had, and lets the rest go on."""
    most = {partner.id: partner.most for partner in problem.everyone}
    place = {one: {other: at for at, other in enumerate(choices)} for one, choices in lists.items()}
    proposing = problem.members if best_for is Side.MEMBERS else problem.wishes or ()
    to_go = {partner.id: iter(lists[partner.id]) for partner in proposing}
    free = [partner.id for partner in proposing for _ in range(partner.most)]
    held: dict[str, list[tuple[int, str]]] = {one: [] for one in lists}  # a heap, the worst proposal on top
    while free:
        one = free.pop()
        other = next(to_go[one], None)
        if other is None:
            continue
        heappush(held[other], (-place[other][one], one))
        if len(held[other]) > most[other]:
            free.append(heappop(held[other])[1])
    partner_of = {other: {one for _, one in proposals} for other, proposals in held.items()}
    return [
        (member, wish) for member, wish in problem.allowed if wish in partner_of[member] or member in partner_of[wish]
    ]


def _in_order(problem: PartnerProblem, partner: Mapping[str, str]) -> list[Together]:
    return [(one, other) for one, other in problem.allowed if partner.get(one) == other]


def _cheapest(problem: PartnerProblem) -> list[Together]:
    """As many pairs as can be, at the least cost."""
    if not problem.allowed:
        return []
    costs = [problem.cost(pair) for pair in problem.allowed]
    return _cheapest_roommates(problem, costs) if problem.wishes is None else _assigned(problem, costs)


def _assigned(problem: PartnerProblem, costs: Sequence[int]) -> list[Together]:
    """Members with wishes, by the exact engine of counts: a wish left alone costs more than all pairs together."""
    wishes = problem.wishes or ()
    member_at = {partner.id: at for at, partner in enumerate(problem.members)}
    wish_at = {partner.id: at for at, partner in enumerate(wishes)}
    table = CandidateTable(
        role=np.array([wish_at[wish] for _, wish in problem.allowed]),
        member=np.array([member_at[member] for member, _ in problem.allowed]),
        cost=np.array(costs),
    )
    asked = MatchingProblem.from_columns(
        services_max=[partner.most for partner in problem.members],
        unserved=np.full(len(wishes), (max(costs) + 1) * len(wishes)),
        candidates=table,
    )
    chosen = {(asked.member_at[service.member], asked.demand_at[service.demand]) for service in solve(asked).services}
    return [(member, wish) for member, wish in problem.allowed if (member_at[member], wish_at[wish]) in chosen]


def _cheapest_roommates(problem: PartnerProblem, costs: Sequence[int]) -> list[Together]:
    """Members with each other, by networkx's matching of most pairs and greatest weight."""
    import networkx as nx  # noqa: PLC0415 - a heavy import, for this alone

    at = {partner.id: number for number, partner in enumerate(problem.members)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(at)))
    top = max(costs) + 1
    for (one, other), cost in zip(problem.allowed, costs, strict=True):
        graph.add_edge(at[one], at[other], weight=top - cost)
    chosen = {frozenset(pair) for pair in nx.max_weight_matching(graph, maxcardinality=True)}
    return [(one, other) for one, other in problem.allowed if frozenset((at[one], at[other])) in chosen]


def _partnering(
    problem: PartnerProblem, aim: Aim, pairs: Sequence[Together], *, exists: bool | None, seed: int | None
) -> Partnering:
    """The choice, judged."""
    partners_of = partners_by_id(problem, pairs)
    return Partnering(
        aim,
        tuple(pairs),
        tuple(
            Unpaired(partner.id, _why(problem, partner, partners_of))
            for partner in problem.everyone
            if not partners_of[partner.id]
        ),
        blocking_pairs(problem, pairs),
        sum(map(problem.cost, pairs)),
        exists,
        seed,
    )


def _why(problem: PartnerProblem, partner: Partner, partners_of: Mapping[str, set[str]]) -> Reason:
    """Why somebody stays unpaired. Whoever would have it is taken: no choice leaves two free who could pair."""
    if not partner.choices:
        return Reason("no choices", Text("lists nobody", "未填写任何意愿"))
    wanted = problem.ranks[partner.id]
    if not wanted:
        return Reason("not mutual", Text("nobody whom it lists lists it", "所选各方均未选择该方"))
    rather = 0
    for other in wanted:
        ranks = problem.ranks[other]
        rather += ranks[partner.id] < max(ranks[taken] for taken in partners_of[other])
    if rather:
        return Reason("passed over", _PASSED.fill(n=len(wanted), k=rather))
    return Reason("taken", _TAKEN.fill(n=len(wanted)))


_PASSED = Text(
    "{n} would have it, all taken; {k} of them would rather have it", "{n}方愿意但均已结对，其中{k}方更愿意选择该方"
)
_TAKEN = Text(
    "{n} would have it, all taken by partners liked at least as well", "{n}方愿意，但均已有同等或更优的结对对象"
)
