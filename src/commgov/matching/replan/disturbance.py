"""What it costs to change what people were told: a part of the objective, so that bound and proof hold over both.

A told service is *kept* if its member serves the demand from the same start, in a seat that asks for the same. Each
that is not kept costs the change cost: whoever else fills a seat of that kind is dearer by it, and so is leaving the
demand unserved. Costs stay whole numbers, and below the unserved cost.

Of a role whose seats not all were told, the other seats cost the change cost too, whoever fills them and also if
nobody does: a constant (`constant`), which whoever compares costs takes off again.
"""

from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from commgov.core import Service
from commgov.core.checks import Checks
from commgov.matching.columns import Columns, Flags, Ints, Longs, Pairs
from commgov.matching.objective import CostTerm, Objective

CHANGE_COST_MAX = 10**6
"""Dear enough to outweigh a hundred unserved seats for one change; dearer ones would only make numbers long."""


@frozen(eq=False)
class _Told:
    """The told services as columns.

    Args:
        pair: `int64`, role and member of each pair that was told, ascending, each once.
        start: per pair, the starts told: `int64[told]`, the pair's place in `pair` and the minute, ascending.
        roles: `bool[roles]`, whether somebody was told of a seat of the role.
        extra: how many seats of those roles nobody was told of.
    """

    pair: Longs
    start: Longs
    roles: Flags
    extra: int

    @classmethod
    def of(cls, columns: Columns, told: tuple[Service, ...]) -> "_Told":
        demands, count = columns.demands, len(columns.members)
        demand_at = {demand: row for row, demand in enumerate(demands.ids)}
        member_at = {member: row for row, member in enumerate(columns.members.ids)}
        pairs, starts = [], []
        roles = np.zeros(len(demands.need), dtype=bool)
        for service in told:
            row, member = demand_at.get(service.demand), member_at.get(service.member)
            if row is not None and member is not None and service.seat < len(demands.seat_role[row]):
                role = int(demands.role_from[row]) + demands.seat_role[row][service.seat]
                roles[role] = True
                pairs.append(role * count + member)
                starts.append(columns.minute(service.start))
        pair, at = np.unique(np.array(pairs, dtype=np.int64), return_inverse=True)
        start = np.unique((at << 32) + np.array(starts, dtype=np.int64))
        return cls(pair, start, roles, int(demands.need[roles].sum()) - len(start))

    def keep(self, pairs: Pairs) -> Flags:
        """Which pairs keep what was told."""
        if not len(self.pair):
            return np.zeros(len(pairs), dtype=bool)
        key = pairs.role.astype(np.int64) * len(pairs.columns.members) + pairs.member
        at = np.minimum(np.searchsorted(self.pair, key), len(self.pair) - 1)
        kept: Flags = (self.pair[at] == key) & np.isin((at << 32) + pairs.start, self.start)
        return kept


@frozen
class Disturbance(Objective):
    """An objective under which changing what people were told has a price.

    Args:
        plain: what a good plan is beside that.
        told: the services that people were told of; each demand's members once.
        change_cost: what it costs not to keep one of them.

    Raises:
        InvalidInputError: if the change cost is no whole number from 0 to `CHANGE_COST_MAX`.

    Example:
        >>> Disturbance.over(Objective(), (), change_cost=100).dearest
        800
    """

    plain: Objective = field(factory=Objective, kw_only=True)
    told: tuple[Service, ...] = field(default=(), kw_only=True, repr=False)
    change_cost: int = field(default=0, kw_only=True)
    _last: list[Any] = field(factory=list, init=False, eq=False, repr=False)  # the last columns asked about, as read

    def __attrs_post_init__(self) -> None:
        checks = Checks("Disturbance")
        checks.whole("change_cost", self.change_cost, most=CHANGE_COST_MAX)
        checks.refuse()

    @classmethod
    def over(cls, plain: Objective, told: tuple[Service, ...], change_cost: int) -> "Disturbance":
        """The disturbance over an objective, whose weights it shows."""
        weights = (plain.unserved, plain.distance, plain.waste, plain.recent, plain.liking)
        return cls(*weights, plain=plain, told=told, change_cost=change_cost)

    @property
    def dearest(self) -> int:
        """The most that a pair can cost."""
        return self.plain.dearest + self.change_cost

    def plus(self, *terms: CostTerm) -> Objective:
        """The same, with further costs of pairs in the plain objective."""
        return evolve(self, plain=self.plain.plus(*terms))

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: what each pair costs by the plain objective, and the change cost if it is another's seat."""
        told = self._read(pairs.columns)
        change = self.change_cost * (told.roles[pairs.role] & ~told.keep(pairs))
        total: Ints = (self.plain.cost(pairs) + change).astype(np.int32)
        return total

    def unserved_cost(self, columns: Columns) -> Longs:
        """`int64[demands]`: what leaving each demand unserved costs, with the change cost for each seat as above."""
        told, demands = self._read(columns), columns.demands
        seats = np.bincount(demands.demand_of_role, np.where(told.roles, demands.need, 0), minlength=len(demands))
        total: Longs = self.plain.unserved_cost(columns) + self.change_cost * seats.astype(np.int64)
        return total

    def constant(self, columns: Columns) -> int:
        """What every plan costs for seats that nobody was told of, in roles of which others were told."""
        return self.change_cost * self._read(columns).extra

    def changed(self, pairs: Pairs) -> int:
        """How many told services a plan does not keep, given its services as pairs."""
        told = self._read(pairs.columns)
        return len(told.start) - int(told.keep(pairs).sum())

    def _read(self, columns: Columns) -> _Told:
        if not self._last or self._last[0] is not columns:
            self._last[:] = columns, _Told.of(columns, self.told)
        found: _Told = self._last[1]
        return found


def plain_objective(objective: Objective) -> Objective:
    """The objective without what an earlier replanning added."""
    return objective.plain if isinstance(objective, Disturbance) else objective
