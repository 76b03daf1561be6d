"""Whom to ask: members ranked by what it would really cost to have them serve a demand, knock-on effects included."""

from attrs import evolve, frozen

from commgov.core import DemandId, MemberId
from commgov.core.checks import Checks
from commgov.matching.explain.chain import Chain
from commgov.matching.explain.chains import chains_of, demand_row, judged
from commgov.matching.piece import Family
from commgov.matching.plan import Plan
from commgov.wording import Text

LOOKED_AT = 2
"""Outside counts, so many members are looked at for each that is asked for: the likeliest at the plan's prices."""


@frozen
class Recommendation:
    """A member who could serve a demand.

    Args:
        member: who.
        demand: which demand.
        extra_cost: by how much the plan's cost would rise, knock-on effects included; below zero it would fall.
        chain: all that would change.
        serves: whether the member serves it already: then nothing changes.

    Example:
        >>> nothing = Chain((), (), (), (), extra_cost=0, exact=True)
        >>> print(Recommendation("m-1", "d-1", 0, nothing, serves=True).text)
        m-1 serves d-1 already
    """

    member: MemberId
    demand: DemandId
    extra_cost: int
    chain: Chain
    serves: bool = False

    @property
    def text(self) -> Text:
        """The member and what would change, in one line."""
        if self.serves:
            return Text("{member} serves {demand} already", "{demand}已由{member}承接").fill(
                member=self.member, demand=self.demand
            )
        return self.chain.text


def recommend(plan: Plan, demand: str, k: int = 5, *, seat: int = 0) -> tuple[Recommendation, ...]:
    """The members by whom a demand is served at the least cost of the whole plan, the best first.

    What a member costs is the cost of the best plan in which that member serves the demand, less this plan's cost: who
    is displaced for it, and who takes over from them, is counted. For counts this is exact, and nobody who is cheaper
    is left out. In all other families it is what the cheapest chain found costs, so never less than the truth while the
    plan is the best one; those who look cheapest at the plan's prices are tried, `LOOKED_AT` for each of the `k`.

    Args:
        plan: the plan.
        demand: the id of the demand, served or not.
        k: how many members at most.
        seat: which of its seats, counted from 0. Of an unserved demand all other seats are filled too.

    Returns:
        Up to `k` members; empty if nobody may or can serve, if the seat is pinned, or if the demand asks for a venue or
        goods, which chains leave alone.

    Raises:
        NotFoundError: if the plan's problem has no such demand.
        InvalidInputError: if `k` is no whole number from 1 up, or the demand has no such seat.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", window, 60)
        >>> people = [Member("m-1", "grid-1"), Member("m-2", "grid-1", recent_minutes=120)]
        >>> plan = solve(MatchingProblem.build(people, [order]))
        >>> [(found.member, found.extra_cost) for found in recommend(plan, "d-1")]
        [('m-1', 0), ('m-2', 24)]
    """
    row = demand_row(plan, demand)
    checks = Checks("recommend")
    checks.whole("k", k, least=1)
    checks.whole("seat", seat, most=len(plan.problem.columns.demands.seat_role[row]) - 1)
    checks.refuse()
    chains, ids = chains_of(plan), plan.problem.columns.members.ids
    holder = {(service.demand, service.seat): service.member for service in plan.services}.get((DemandId(demand), seat))
    guesses = sorted(chains.least(row, seat).items(), key=lambda guess: (guess[1], guess[0]))
    is_exact = plan.family is Family.COUNTS
    found: list[Recommendation] = []
    for at, (member, least) in enumerate(guesses):
        found.sort(key=lambda each: (each.extra_cost, plan.problem.member_at[each.member]))
        enough = len(found) >= k and found[k - 1].extra_cost <= least
        if enough if is_exact else at >= k * LOOKED_AT:
            break
        chain = chains.serve(row, seat, only=member)
        if chain is not None:
            serves = ids[member] == holder
            found.append(Recommendation(ids[member], DemandId(demand), chain.extra_cost, chain, serves))
    found.sort(key=lambda each: (each.extra_cost, plan.problem.member_at[each.member]))
    return tuple(evolve(each, chain=judged(plan, each.chain)) for each in found[:k])
