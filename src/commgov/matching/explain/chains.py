"""The one door to chains of changes: exact where the plan's family is counts, found by a search in all others."""

from typing import Protocol

from commgov.core import DemandId, MemberId
from commgov.errors import NotFoundError, WrongAnswerError
from commgov.matching.checking import violations
from commgov.matching.explain.chain import Chain
from commgov.matching.explain.counting import Counting
from commgov.matching.explain.searching import Searching
from commgov.matching.piece import Family
from commgov.matching.plan import Plan
from commgov.wording import Text


class Chains(Protocol):
    """What a plan would have to change, and what that costs."""

    def serve(
        self, demand: int, seat: int | None, *, only: int | None = None, without: int | None = None
    ) -> Chain | None:
        """The cheapest chain that serves a demand, or puts another member into a seat of it; None: there is none."""
        ...

    def least(self, demand: int, seat: int) -> dict[int, int]:
        """By the rows of members: what the plan's prices say that it costs to have each of them fill a seat."""
        ...


def chains_of(plan: Plan) -> Chains:
    """The chains of a plan."""
    return Counting(plan) if plan.family is Family.COUNTS else Searching(plan)


def judged(plan: Plan, chain: Chain) -> Chain:
    """The chain, once the judge of service lists has nothing to say against what it leads to.

    Raises:
        WrongAnswerError: if it breaks a rule: a bug, never the caller's fault.
    """
    bookings = [booking for booking in plan.bookings if booking.demand not in chain.dropped]
    wrong = violations(plan.problem, chain.applied_to(plan.services), bookings=bookings)
    if wrong:
        raise WrongAnswerError(_BREAKS.fill(rules=len(wrong), first=wrong[0]))
    return chain


def demand_row(plan: Plan, demand: str) -> int:
    """The row of a demand.

    Raises:
        NotFoundError: if the plan's problem has no such demand.
    """
    row = plan.problem.demand_at.get(DemandId(demand))
    if row is None:
        raise NotFoundError(Text(f"the plan's problem has no demand {demand!r}", f"方案中没有需求{demand!r}"))
    return row


def member_row(plan: Plan, member: str) -> int:
    """The row of a member.

    Raises:
        NotFoundError: if the plan's problem has no such member.
    """
    row = plan.problem.member_at.get(MemberId(member))
    if row is None or row >= plan.problem.columns.people:
        raise NotFoundError(Text(f"the plan's problem has no member {member!r}", f"方案中没有成员{member!r}"))
    return row


_BREAKS = Text("a chain of changes breaks {rules} rules, first: {first}", "改派链违反{rules}条规则，首条：{first}")
