"""Whom an order is shown to: in waves, the best suited first, from the grid to the branch to the whole community.

Being called costs attention, and who is called too often stops listening (Manshadi and Rodilitz 2022). So a wave calls
few, each refusal is replaced by the next member ("alert n, replace each refusal"), nobody is called more often than a
budget allows, and among equals whoever was called longest ago comes first.
"""

from datetime import datetime, timedelta

import numpy as np
from attrs import field, frozen

from commgov.core import DemandId, MemberId
from commgov.core.checks import Checks
from commgov.matching.asking import kept_by
from commgov.matching.candidates import blocks
from commgov.matching.claims.board import BoardOrder, ClaimBoard, Suited
from commgov.matching.claims.reserve import Reserve
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import seating_of
from commgov.matching.starts import timed_pairs
from commgov.wording import Text

BUDGET_DAYS = 7
"""Calls are counted over so many days."""


@frozen
class Wave:
    """How wide an order is shown, and for how long.

    Args:
        calls: how many members are called.
        minutes: how long the wave lasts.
        steps_max: most steps in the hierarchy between home and order; None: the whole community.
        margin: by how much a member's bid may pass that of the best suited; None: by any amount.

    Example:
        >>> Wave(calls=7, minutes=10, steps_max=2)
        Wave(calls=7, minutes=10, steps_max=2, margin=None)
    """

    calls: int
    minutes: int
    steps_max: int | None = None
    margin: int | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("Wave")
        checks.whole("calls", self.calls)
        checks.whole("minutes", self.minutes, least=1)
        for name in ("steps_max", "margin"):
            if getattr(self, name) is not None:
                checks.whole(name, getattr(self, name))
        checks.refuse()


GRID_TO_COMMUNITY = (
    Wave(calls=7, minutes=10, steps_max=2, margin=100),
    Wave(calls=14, minutes=20, steps_max=4, margin=300),
    Wave(calls=28, minutes=30),
)
"""From building groups of the same grid (2 steps) over those of the same garden branch (4) to the whole community."""


@frozen
class ClaimPolicy:
    """How the board calls members and answers claims.

    Args:
        waves: whom an order is shown to, wave after wave; the last one is followed by escalation.
        budget: most calls to a member within seven days.
        replaces_refusals: whether the next member is called at once for each who declines.
        notice_minutes: an order with a free seat is escalated so long before it has to begin.
        standby_max: most members who stand by for an order.
        no_show_cost: what each time that a member did not come adds to their cost.
        reserve: what a member's next service is worth elsewhere; None: nothing.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> ClaimPolicy(budget=3).waves[0].calls
        7
    """

    waves: tuple[Wave, ...] = GRID_TO_COMMUNITY
    budget: int = field(default=5, kw_only=True)
    replaces_refusals: bool = field(default=True, kw_only=True)
    notice_minutes: int = field(default=120, kw_only=True)
    standby_max: int = field(default=1, kw_only=True)
    no_show_cost: int = field(default=100, kw_only=True)
    reserve: Reserve | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("ClaimPolicy")
        checks.every("waves", self.waves, Wave, Text("a Wave", "应为Wave"))
        checks.require("waves", "", ok=bool(self.waves), expected=Text("at least one wave", "至少一轮"))
        for name in ("budget", "notice_minutes", "standby_max", "no_show_cost"):
            checks.whole(name, getattr(self, name))
        checks.refuse()


def suited_members(
    problem: MatchingProblem, demand: DemandId, policy: ClaimPolicy, board: ClaimBoard
) -> tuple[Suited, ...]:
    """Whom the rules allow for an order, the lowest bid first; of equals the member with the lower number.

    Args:
        problem: the facts; built from objects.
        demand: which order.
        policy: with the reserve prices and the cost of not having come.
        board: who did not come, and how often.
    """
    row, seating = problem.demand_at[demand], seating_of(problem)
    options = seating.line_from[seating.option_from[row : row + 2]]
    cheapest: dict[int, tuple[int, int]] = {}
    seats: dict[int, set[int]] = {}
    for lines, members in blocks(problem, seating, np.arange(options[0], options[1], dtype=np.int32)):
        pairs, of_pair = timed_pairs(problem, seating, lines, members)
        kept = kept_by(problem.rules, pairs)
        pairs, of_pair = pairs.where(kept), of_pair[kept]
        of_line = lines[of_pair // max(1, len(members))].tolist()
        costs, steps = problem.objective.cost(pairs).tolist(), pairs.steps.tolist()
        for member, line, *pair in zip(pairs.member.tolist(), of_line, costs, steps, strict=True):
            cheapest[member] = min(cheapest.get(member, (pair[0], pair[1])), (pair[0], pair[1]))
            seats.setdefault(member, set()).update(seating.seats_of(line))
    banned = {problem.member_at[ban.member] for ban in problem.bans if ban.demand == demand}
    found = [
        suited(problem, member, *cheapest[member], tuple(sorted(seats[member])), policy, board)
        for member in sorted(cheapest.keys() - banned)
    ]
    return tuple(sorted(found, key=lambda one: one.bid))


def suited(  # noqa: PLR0917 - the facts of one pair
    problem: MatchingProblem,
    member: int,
    cost: int,
    steps: int,
    seats: tuple[int, ...],
    policy: ClaimPolicy,
    board: ClaimBoard,
) -> Suited:
    """A member for an order, with the reserve price and the cost of not having come before."""
    columns = problem.columns.members
    reserve = 0 if policy.reserve is None else policy.reserve.price(columns.objects[member])
    who = columns.ids[member]
    return Suited(who, cost + policy.no_show_cost * board.no_shows.get(who, 0), reserve, steps, seats)


def next_to_call(
    board: ClaimBoard, order: BoardOrder, policy: ClaimPolicy, at: datetime, count: int
) -> tuple[MemberId, ...]:
    """The next members whom the current wave of an order calls.

    Nobody is called twice for an order, nobody whose service is worth more elsewhere, and nobody over the budget.

    Args:
        board: who was called when.
        order: the order, in a wave.
        policy: how wide the wave is, and the budget.
        at: the present.
        count: how many.
    """
    free = set(order.free_seats)
    passed = {*order.called, *order.out, *order.seats, *(w.member for w in (*order.standby, *order.deferred))}
    found = [
        (one.bid, calls[-1:], one.member)  # of equals, first who was never called, then who rested longest
        for one in order.suited
        if one.member not in passed and one.bid < order.unserved and free & {*one.seats}
        if first_wave(order, one, policy) <= order.wave
        if len(calls := recent_calls(board, one.member, at)) < policy.budget
    ]
    return tuple(member for _, _, member in sorted(found)[:count])


def first_wave(order: BoardOrder, one: Suited, policy: ClaimPolicy) -> int:
    """The first wave that reaches a member and in which their bid is near enough to the best; after the last if none.

    The best is that of the best suited member who has not said no.
    """
    best = next((other.bid for other in order.suited if other.member not in order.out), one.bid)
    for number, wave in enumerate(policy.waves, start=1):
        near = wave.steps_max is None or one.steps <= wave.steps_max
        if near and (wave.margin is None or one.bid <= best + wave.margin):
            return number
    return len(policy.waves) + 1


def recent_calls(board: ClaimBoard, member: MemberId, at: datetime) -> tuple[datetime, ...]:
    """When the member was called within `BUDGET_DAYS`."""
    since = at - timedelta(days=BUDGET_DAYS)
    return tuple(call for call in board.calls.get(member, ()) if call > since)


def with_calls(board: ClaimBoard, members: tuple[MemberId, ...], at: datetime) -> dict[MemberId, tuple[datetime, ...]]:
    """The board's calls with these added; of who is called, those that count no more are forgotten."""
    return {**board.calls, **{member: (*recent_calls(board, member, at), at) for member in members}}
