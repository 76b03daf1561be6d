"""Planning anew: the best plan after changes, where moving a service that people were told of has a price."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import numpy as np
from attrs import evolve, field, frozen

from commgov.core import DemandId, Hierarchy, MemberId, Service
from commgov.matching.by_hand import Ban
from commgov.matching.claims.board import BoardMessage
from commgov.matching.columns import Pairs
from commgov.matching.effort import Effort, OnProgress
from commgov.matching.plan import Plan, Proof, Reason
from commgov.matching.problem import MatchingProblem
from commgov.matching.replan.changes import Changes, changed_problem
from commgov.matching.replan.commitments import Commitment, Commitments, CommitmentState, messages_owed
from commgov.matching.replan.disturbance import Disturbance, plain_objective
from commgov.matching.replan.locks import BrokenLock, LockPin, locks_that_hold, with_locks
from commgov.matching.replan.present import NotBefore
from commgov.matching.solve import solve
from commgov.wording import Text


class Effect(StrEnum):
    """What planning anew does to a demand."""

    KEPT = "kept"  # served as before
    MOVED = "moved"  # served, but by others or at another time
    NEW = "new"  # served, and was not before
    DROPPED = "dropped"  # served before, and is no more
    UNMET = "unmet"  # neither before nor now
    WITHDRAWN = "withdrawn"  # wanted no more


@frozen
class Replan:
    """A plan after changes, and what has become different.

    Args:
        plan: the new plan. Its problem has the change cost in its objective, so what is asked about the plan (why, what
            else, what price) is answered with it.
        commitments: those of the new plan: what stays is as it was, what is new is a draft; `publish` tells people.
        effects: what happens to each demand, those of the plan first, in its order.
        told: how many services people were told of that could still have been kept, by demand and member: neither
            withdrawn nor declined, and the member is still there.
        disturbance: how many of these are not kept.
        cost: what the plan costs without the change cost.
        change_cost: what each service that is not kept costs.
        constant: see `disturbance.Disturbance`.
        broken: locked services that cannot stay, with the reasons.
    """

    plan: Plan
    commitments: Commitments
    effects: Mapping[DemandId, Effect] = field(repr=False)
    told: int
    disturbance: int
    cost: int
    change_cost: int
    constant: int = field(default=0, repr=False)
    broken: tuple[BrokenLock, ...] = ()

    @property
    def objective(self) -> int:
        """What was minimised: the plan's cost, and the change cost for each told service that is not kept."""
        return self.plan.objective - self.constant

    @property
    def bound(self) -> int:
        """No plan has a lower objective."""
        return self.plan.bound - self.constant

    @property
    def proof(self) -> Proof:
        """Whether cost and changes together are proven to be the least, or only bounded."""
        return self.plan.proof

    @property
    def messages(self) -> tuple[BoardMessage, ...]:
        """What members have to be told once the plan is adopted: exactly what `publish` then tells them."""
        return messages_owed(self.commitments)


def replan(
    known: Commitments | Plan,
    changes: Changes,
    *,
    change_cost: int,
    at: datetime | None = None,
    hierarchy: Hierarchy | None = None,
    seed: int = 0,
    effort: Effort | None = None,
    on_progress: OnProgress | None = None,
) -> Replan:
    """The best plan after changes, with little disturbance of the people who were told.

    What is minimised is the plan's cost (by the problem's objective) plus `change_cost` for each told service that is
    not kept: the member serves the demand from the same start, in a seat that asks for the same. A told service is
    not kept also if its demand is left unserved. Services in draft are free to move. Locked services stay exactly;
    those that break a rule now are reported. Who declined is not asked for that demand again. The bound and the proof
    are of both together: of the counts family, cost and changes are provably the least.

    At a change cost of 0 the plan is as good as one made from nothing; the higher, the fewer changes, and once a
    change costs more than all unserved costs together, as few as possible.

    Args:
        known: the plan, as it stands with its members; a bare plan counts as published.
        changes: what has become different.
        change_cost: what each change of a told service costs, in cost units; 0 to 1,000,000.
        at: the present: nothing begins before it that was not told or locked; None: the plan's time has not begun.
        hierarchy: where the units lie, as it was given to the plan's problem.
        seed: as in `solve`.
        effort: as in `solve`.
        on_progress: as in `solve`.

    Raises:
        InvalidInputError: if the changes do not fit the plan, or its problem was not built from objects.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import MatchingProblem
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1", recent_minutes=60)], [order]))
        >>> rested = Changes(members=(Member("m-2", "grid-1"),))
        >>> [replan(plan, rested, change_cost=cost).plan.services[0].member for cost in (0, 20)]
        ['m-2', 'm-1']
    """
    commitments = known if isinstance(known, Commitments) else Commitments.of(known, CommitmentState.PUBLISHED)
    before = commitments.plan.problem
    before = evolve(before, pins=tuple(pin for pin in before.pins if not isinstance(pin, LockPin)))
    declined = [entry.service for entry in commitments.entries if entry.state is CommitmentState.DECLINED]
    bans = [Ban(service.demand, service.member) for service in declined]
    problem = changed_problem(before, changes, bans, plain_objective(before.objective), hierarchy)
    held, broken = locks_that_hold(problem, [entry for entry in commitments.entries if entry.is_locked])
    told = tuple(
        dict.fromkeys(
            commitment.service
            for commitment in (*commitments.entries, *commitments.revoked)
            if commitment.is_told and _could_stay(problem, commitment.service)
        )
    )
    objective = Disturbance.over(problem.objective, told, change_cost)
    unserved, pins = objective.unserved_cost(problem.columns), with_locks(problem.pins, held)
    rules = problem.rules if at is None else (*problem.rules, NotBefore(at, frozenset((*told, *held.values()))))
    charged = evolve(problem, rules=rules, objective=objective, unserved=unserved, pins=pins, tried=told)
    plan = _same_seats(solve(charged, seed=seed, effort=effort, on_progress=on_progress), commitments)
    pairs = _pairs(charged, plan.services)
    served = {service.demand for service in plan.services}
    left = [row for row, demand in enumerate(problem.columns.demands.ids) if demand not in served]
    return Replan(
        plan=plan,
        commitments=_carried_over(commitments, plan, held),
        effects=_effects(commitments, plan),
        told=len(told),
        disturbance=objective.changed(pairs),
        cost=int(objective.plain.cost(pairs).sum(dtype=np.int64) + problem.unserved[left].sum()),
        change_cost=change_cost,
        constant=objective.constant(problem.columns),
        broken=(*broken, *_lost(plan, held)),
    )


def replan_frontier(
    known: Commitments | Plan,
    changes: Changes,
    *,
    change_costs: Iterable[int],
    at: datetime | None = None,
    hierarchy: Hierarchy | None = None,
    seed: int = 0,
    effort: Effort | None = None,
) -> tuple[Replan, ...]:
    """What fewer changes cost: planned anew at each of several change costs, for a person to choose from.

    Args:
        known: as in `replan`.
        changes: as in `replan`.
        change_costs: the change costs, in any order.
        at: as in `replan`.
        hierarchy: as in `replan`.
        seed: as in `solve`.
        effort: as in `solve`.
    """
    return tuple(
        replan(known, changes, change_cost=cost, at=at, hierarchy=hierarchy, seed=seed, effort=effort)
        for cost in change_costs
    )


def _could_stay(problem: MatchingProblem, service: Service) -> bool:
    """Whether a told service's demand, seat and member are still there."""
    row = problem.demand_at.get(service.demand)
    is_there = row is not None and service.seat < len(problem.columns.demands.seat_role[row])
    return is_there and service.member in problem.member_at


def _same_seats(plan: Plan, commitments: Commitments) -> Plan:
    """The same plan, where of seats that ask for the same and are not pinned, each member has the one they had."""
    problem = plan.problem
    had = {(entry.service.demand, entry.service.member): entry.service.seat for entry in commitments.entries}
    pinned = {(pin.demand, pin.seat) for pin in problem.pins}
    groups: dict[tuple[DemandId, int], list[Service]] = {}
    for service in plan.services:
        if (service.demand, service.seat) not in pinned:
            role = problem.columns.demands.seat_role[problem.demand_at[service.demand]][service.seat]
            groups.setdefault((service.demand, role), []).append(service)
    seat_of: dict[tuple[DemandId, MemberId], int] = {}
    for group in groups.values():
        free = {service.seat for service in group}
        for service in sorted(group, key=lambda one: had.get((one.demand, one.member)) not in free):
            own = had.get((service.demand, service.member))
            seat = own if own in free else min(free)
            seat_of[service.demand, service.member] = seat
            free.discard(seat)
    return evolve(plan, services=_seated(plan, seat_of))


def _seated(plan: Plan, seat_of: Mapping[tuple[DemandId, MemberId], int]) -> tuple[Service, ...]:
    """The services with other seats, ordered by demand and seat."""
    moved = [evolve(one, seat=seat_of.get((one.demand, one.member), one.seat)) for one in plan.services]
    row = plan.problem.demand_at
    return tuple(sorted(moved, key=lambda one: (row[one.demand], one.seat)))


def _pairs(problem: MatchingProblem, services: Sequence[Service]) -> Pairs:
    """Services as pairs."""
    columns = problem.columns
    demands = columns.demands
    rows = [
        (problem.member_at[service.member], problem.demand_at[service.demand], service.seat, service.start)
        for service in services
    ]
    roles = [int(demands.role_from[demand]) + demands.seat_role[demand][seat] for _, demand, seat, _ in rows]
    starts = [columns.minute(start) for *_, start in rows]
    member, role, start = (
        np.array(column, dtype=np.int32) for column in ([member for member, *_ in rows], roles, starts)
    )
    return Pairs(columns, member, role, start)


def _carried_over(commitments: Commitments, plan: Plan, held: Mapping[Commitment, Service]) -> Commitments:
    """Those of the new plan: what is the same is as it was; what people were told and is true no more is revoked."""
    known = {
        (commitment.service, commitment.unit): commitment
        for commitment in (*commitments.revoked, *commitments.entries)
        if commitment.state is not CommitmentState.DECLINED
    }
    stays = {service: commitment for commitment, service in held.items()}
    entries: list[Commitment] = []
    for fresh in Commitments.of(plan).entries:
        entry = known.pop((fresh.service, fresh.unit), fresh)
        locked = stays.get(fresh.service)
        if entry is fresh and locked is not None:  # its place or its length has changed
            has_begun = locked.state is CommitmentState.STARTED
            entry = evolve(locked if has_begun else fresh, service=fresh.service, unit=fresh.unit)
            entry = entry if has_begun else evolve(entry, locked_by=locked.locked_by)
        elif locked is None and entry.locked_by is not None:
            entry = evolve(entry, locked_by=None)
        entries.append(entry)
    here = plan.problem.member_at
    begun = {entry.service.demand for entry in entries if entry.state is CommitmentState.STARTED}
    revoked = tuple(
        evolve(commitment, locked_by=None)
        for commitment in known.values()
        if commitment.is_told
        and commitment.service.member in here
        and not (commitment.state is CommitmentState.STARTED and commitment.service.demand in begun)
    )
    return Commitments(plan, tuple(entries), revoked, commitments.at)


def _effects(commitments: Commitments, plan: Plan) -> dict[DemandId, Effect]:
    """What happens to each demand."""
    before, after = Counter[DemandId](), dict[DemandId, set[Service]]()
    had: dict[DemandId, set[Service]] = {}
    for entry in commitments.entries:
        had.setdefault(entry.service.demand, set()).add(entry.service)
        before[entry.service.demand] += entry.state is not CommitmentState.DECLINED
    for service in plan.services:
        after.setdefault(service.demand, set()).add(service)
    found: dict[DemandId, Effect] = {}
    for demand in plan.problem.columns.demands.ids:
        if demand in after:
            same = after[demand] == had.get(demand)
            found[demand] = Effect.KEPT if same else Effect.MOVED if demand in had else Effect.NEW
        else:
            found[demand] = Effect.DROPPED if before[demand] else Effect.UNMET
    gone = (demand for demand in commitments.plan.problem.columns.demands.ids if demand not in found)
    return found | dict.fromkeys(gone, Effect.WITHDRAWN)


def _lost(plan: Plan, held: Mapping[Commitment, Service]) -> list[BrokenLock]:
    """Locked services whose demand cannot be served any more: the rest of a crew is not to be had, for instance."""
    services, unmet = set(plan.services), {unmet.demand: unmet.reasons for unmet in plan.unmet}
    lost = [commitment for commitment, service in held.items() if service not in services]
    return [BrokenLock(commitment, unmet.get(commitment.service.demand, (_ANEW,))) for commitment in lost]


_ANEW = Reason("plan", Text("the search ended too early to keep it", "求解提前结束，未能保留"))
