"""Counts: the cheapest chain of changes, exactly: the assignment is kept optimal while one demand is put elsewhere."""

import numpy as np

from commgov.core import Service
from commgov.matching.candidates import allowed_candidates
from commgov.matching.columns import Ints, Longs
from commgov.matching.cutting import cut
from commgov.matching.explain.chain import Chain, in_order
from commgov.matching.piece import PRICE_SCALE
from commgov.matching.plan import Plan
from commgov.matching.seating import seating_of


class Counting:
    """The chains of a plan of the family counts: what is found is what solving anew would find."""

    def __init__(self, plan: Plan) -> None:
        """Take the plan's assignment up where it stands."""
        from commgov.matching.engines.trials import TrialAssignment  # noqa: PLC0415 - importing it loads the compiler

        problem = plan.problem
        self._plan = plan
        seating = seating_of(problem)
        self._offered = offered = allowed_candidates(problem, seating)
        self._piece = piece = cut(problem, seating, offered)
        self._held = np.full(len(piece.unserved), -1, dtype=np.int64)
        for service in plan.services:
            demand, member = problem.demand_at[service.demand], problem.member_at[service.member]
            start = problem.columns.minute(service.start)
            own = slice(*piece.candidate_from[demand : demand + 2].tolist())
            same = (offered.member[own] == member) & (offered.start[own] == start)
            self._held[demand] = own.start + int(np.flatnonzero(same)[0])
        pays = plan.prices // PRICE_SCALE
        self._live = TrialAssignment.held_by(piece, self._held[self._held >= 0], pays)
        self._pays = pays
        for demand in {problem.demand_at[pin.demand] for pin in problem.pins}:
            self._live.fix(demand)
        self._pinned = {problem.demand_at[pin.demand] for pin in problem.pins}

    def least(self, demand: int, seat: int) -> dict[int, int]:
        """What it costs at least, by the plan's prices alone, to have each member serve a demand; by their rows."""
        del seat  # a demand of the family counts has one
        worker, cost, member = self._of(demand)
        floor = cost + self._live.prices[worker] - self._pays[demand]
        found: dict[int, int] = {}
        for who, least in sorted(zip(member.tolist(), floor.tolist(), strict=True)):
            found.setdefault(who, least)
        return found

    def _of(self, demand: int) -> tuple[Ints, Longs, Ints]:
        own = slice(*self._piece.candidate_from[demand : demand + 2].tolist())
        return self._piece.worker[own], self._piece.cost[own].astype(np.int64), self._offered.member[own]

    def serve(
        self, demand: int, seat: int | None, *, only: int | None = None, without: int | None = None
    ) -> Chain | None:
        """The cheapest chain that serves a demand; see `Searching.serve`. None: there is no way."""
        del seat  # a demand of the family counts has one
        if demand in self._pinned:
            return None
        first, live = int(self._piece.candidate_from[demand]), self._live
        worker, cost, member = self._of(demand)
        good = np.ones(len(member), dtype=bool)
        if only is not None:
            good &= member == only
        if without is not None:
            good &= member != without
        at = np.flatnonzero(good)
        before = live.objective
        with live.trial():
            live.remove(demand)
            live.add(worker[at], cost[at].astype(np.int32), _MUST)
            match = live.matches
        new = int(match[-1])
        if new < 0:
            return None
        # The new demand's candidates stand behind all others, in the order of `at`.
        match = match[:-1]
        match[demand] = first + int(at[new - len(self._piece.cost)])
        return self._chain(demand, match, before)

    def _chain(self, root: int, match: Longs, before: int) -> Chain:
        plan = self._plan
        changed = np.flatnonzero(match != self._held).tolist()
        names = plan.problem.columns.demands.ids
        removed = [self._service(demand, int(self._held[demand])) for demand in changed if self._held[demand] >= 0]
        added = [self._service(demand, int(match[demand])) for demand in changed if match[demand] >= 0]
        cost, unserved = self._piece.cost.astype(np.int64), self._piece.unserved
        after = int(cost[match[match >= 0]].sum() + unserved[match < 0].sum())
        return Chain(
            removed=tuple(sorted(removed)),
            added=in_order(set(added), set(removed), names[root]),
            dropped=tuple(sorted(names[demand] for demand in changed if match[demand] < 0)),
            gained=tuple(sorted(names[demand] for demand in changed if self._held[demand] < 0)),
            extra_cost=after - before,
            exact=True,
        )

    def _service(self, demand: int, candidate: int) -> Service:
        columns, offered = self._plan.problem.columns, self._offered
        start, member = int(offered.start[candidate]), int(offered.member[candidate])
        end = columns.moment(start + int(offered.minutes[candidate]))
        return Service(columns.demands.ids[demand], 0, columns.members.ids[member], columns.moment(start), end)


_MUST = 1 << 40  # cost units: dearer than leaving everything else
