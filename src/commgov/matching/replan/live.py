"""Counts, one order at a time: who serves it and who is moved, exactly, about as fast as one can look it up."""

from collections.abc import Mapping

import numpy as np
from attrs import frozen

from commgov.core import DemandId, MemberId
from commgov.core.checks import Checks
from commgov.core.personal import shown
from commgov.errors import NotFoundError
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.piece import Family
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import seating_of
from commgov.wording import Text


@frozen
class Move:
    """A demand that is served differently now.

    Args:
        demand: which one.
        before: who served it; None if nobody did.
        after: who serves it; None if nobody does.
    """

    demand: DemandId
    before: MemberId | None
    after: MemberId | None


class LivePlan:
    """An optimal plan of the counts family that stays optimal while orders come and go, one at a time.

    It changes, unlike all else here: each change is one search from where the last one ended, and answers who is moved.
    After any changes its objective is that of solving from nothing. Members who were told are moved only if that is
    worth more than their change cost.

    Args:
        problem: of the counts family, within one week; from objects or from arrays.

    Raises:
        InvalidInputError: if the problem is of another family, touches several weeks or has pins.

    Example:
        >>> import numpy as np
        >>> from commgov.matching import CandidateTable, MatchingProblem
        >>> table = CandidateTable(role=np.array([0, 0]), member=np.array([0, 1]), cost=np.array([10, 30]))
        >>> problem = MatchingProblem.from_columns(services_max=[1, 1], unserved=[100], candidates=table)
        >>> live = LivePlan(problem)
        >>> live.add("d-new", {"m0": 20, "m1": 90}, unserved=100)
        (Move(demand='d0', before='m0', after='m1'), Move(demand='d-new', before=None, after='m0'))
        >>> live.objective, live.withdraw("d-new")
        (50, (Move(demand='d0', before='m1', after='m0'),))
    """

    def __init__(self, problem: MatchingProblem) -> None:
        """The problem is solved once."""
        from commgov.matching.engines.insertion import LiveAssignment  # noqa: PLC0415 - it loads the compiler

        checks = Checks("LivePlan")
        kind, weeks = Text("a problem of the counts family", "应为次数类问题"), len(problem.columns.weeks) - 1
        checks.require("problem", problem.family, ok=problem.family is Family.COUNTS, expected=kind)
        checks.require("problem, weeks", weeks, ok=weeks == 1, expected=Text("one week", "应在一周之内"))
        checks.require("problem, pins", "", ok=not problem.pins, expected=Text("no pins", "不应含人工指定"))
        checks.refuse()
        seating = seating_of(problem)
        self._live = LiveAssignment.of(cut(problem, seating, allowed_candidates(problem, seating)))
        self._member_at, self._members = problem.member_at, problem.columns.members.ids
        self._demands: list[DemandId] = list(problem.columns.demands.ids)
        self._at: dict[DemandId, int] = dict(problem.demand_at)
        self._worker = [self._live.worker_of(demand) for demand in range(len(self._demands))]

    def add(self, demand: DemandId, costs: Mapping[MemberId, int], unserved: int) -> tuple[Move, ...]:
        """A new order comes in.

        Args:
            demand: its id, which no demand in the plan has.
            costs: who may serve it, at what cost.
            unserved: what leaving it unserved costs, more than each of the costs.

        Returns:
            Who is moved, and who serves the order if anybody does.

        Raises:
            InvalidInputError: naming all that is wrong.
        """
        member, cost = list(map(self._member_at.get, costs)), list(costs.values())
        whole = set(map(type, cost)) <= {int} and type(unserved) is int
        if demand in self._at or None in member or not whole or (cost and not 0 <= min(cost) <= max(cost) < unserved):
            self._refuse(demand, costs, unserved)
        self._at[demand] = len(self._demands)
        self._demands.append(demand)
        self._worker.append(None)
        changed = self._live.add(np.array(member, dtype=np.int64), np.array(cost, dtype=np.int64), unserved)
        return self._moves(changed)

    def withdraw(self, demand: DemandId) -> tuple[Move, ...]:
        """An order is wanted no more; its id is free again. Returns who is moved.

        Raises:
            NotFoundError: if the plan has no such demand.
        """
        at = self._find(demand)
        del self._at[demand]
        return self._moves(self._live.remove(at))

    def tell(self, demand: DemandId, change_cost: int) -> None:
        """The member who serves a demand has been told: from now on, giving it to another or to nobody has a price.

        Tell again after the demand has moved.

        Args:
            demand: a demand that is served.
            change_cost: the price, no less than before.

        Raises:
            NotFoundError: if the plan has no such demand.
            ValueError: if it is unserved, or the change cost is less than before.
        """
        self._live.tell(self._find(demand), change_cost)

    def fix(self, demand: DemandId) -> None:
        """Nothing about a demand can change any more: its service has begun, or its time has passed unserved.

        Raises:
            NotFoundError: if the plan has no such demand.
        """
        self._live.fix(self._find(demand))

    def member_of(self, demand: DemandId) -> MemberId | None:
        """Who serves a demand; None if nobody does.

        Raises:
            NotFoundError: if the plan has no such demand.
        """
        return self._named(self._worker[self._find(demand)])

    def price(self, member: MemberId) -> int:
        """What one service more of a member would save.

        Raises:
            NotFoundError: if the plan has no such member.
        """
        if member not in self._member_at:
            raise NotFoundError(Text(f"the plan has no member {shown(member)!r}", f"方案中没有成员{shown(member)!r}"))
        return self._live.price(self._member_at[member])

    @property
    def objective(self) -> int:
        """The cost of the plan; what telling cost is not counted."""
        return self._live.objective

    def __repr__(self) -> str:
        """The size and the cost."""
        return f"LivePlan({len(self._members)} members, {len(self._at)} demands, objective {self.objective})"

    def _moves(self, changed: tuple[int, ...]) -> tuple[Move, ...]:
        moves: list[Move] = []
        for at in changed:
            before, after = self._worker[at], self._live.worker_of(at)
            self._worker[at] = after
            moves.append(Move(self._demands[at], self._named(before), self._named(after)))
        return tuple(moves)

    def _named(self, worker: int | None) -> MemberId | None:
        return None if worker is None else self._members[worker]

    def _find(self, demand: DemandId) -> int:
        if demand not in self._at:
            raise NotFoundError(Text(f"the plan has no demand {shown(demand)!r}", f"方案中没有需求{shown(demand)!r}"))
        return self._at[demand]

    def _refuse(self, demand: DemandId, costs: Mapping[MemberId, int], unserved: int) -> None:
        """Say all that is wrong with an order."""
        checks = Checks("LivePlan.add")
        checks.identifier("demand", demand)
        checks.require("demand", demand, ok=demand not in self._at, expected=Text("a new id", "应为新的编号"))
        checks.whole("unserved", unserved)
        most = unserved - 1 if type(unserved) is int else None
        for member, cost in costs.items():
            known = Text("a member of the plan", "应为方案中的成员")
            checks.require("costs", member, ok=member in self._member_at, expected=known)
            checks.whole("costs", cost, most=most)
        checks.refuse()
