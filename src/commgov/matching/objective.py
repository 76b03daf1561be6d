"""What a good plan is: the one whose costs have the least sum, over candidate pairs served and demands left unserved.

All costs are whole numbers, so that a bound is exact. A pair's cost stays below `COST_MAX`, so that serving a demand
is always better than leaving it, and only then nearer, fresher, gladder and better-fitting members are preferred.
"""

import numpy as np
from attrs import frozen

from commgov.core import LEVEL_MAX
from commgov.core.checks import Checks
from commgov.core.people import LIKING_MAX
from commgov.matching.columns import Columns, Ints, Longs, Pairs

COST_MAX = 999
UNSERVED_LEAST = COST_MAX + 1


@frozen
class Objective:
    """Weights of what counts, in cost units.

    Args:
        unserved: cost of an unserved seat, by the priorities 1, 2, 3.
        distance: per step in the hierarchy between home and demand, up to 10 steps.
        waste: per level of expertise left unused: a member's best level above the one that the seat asks for. This
            keeps specialists from being sent to sweep floors.
        recent: per hour served lately, up to 10 hours: work goes round.
        liking: per step of preference below "gladly" (0 to 4 steps).

    Raises:
        InvalidInputError: if a weight is negative, or if the dearest pair could cost as much as an unserved seat.

    Example:
        >>> Objective(distance=50).dearest  # still below an unserved seat
        900
    """

    unserved: tuple[int, int, int] = (1000, 2000, 3000)
    distance: int = 30
    waste: int = 40
    recent: int = 12
    liking: int = 20

    def __attrs_post_init__(self) -> None:
        checks = Checks("Objective")
        for at, cost in enumerate(self.unserved):
            checks.whole(f"unserved[{at}]", cost, least=UNSERVED_LEAST, most=10**6)
        for name in ("distance", "waste", "recent", "liking"):
            checks.whole(name, getattr(self, name))
        checks.refuse()
        checks.whole("the weights' dearest sum", self.dearest, most=COST_MAX)
        checks.refuse()

    @property
    def dearest(self) -> int:
        """The most that a pair can cost."""
        return _STEPS_MAX * self.distance + LEVEL_MAX * self.waste + _HOURS_MAX * self.recent + 4 * self.liking

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: what each pair costs, 0 to `COST_MAX`."""
        columns = pairs.columns
        members, demands = columns.members, columns.demands
        total = self.distance * np.minimum(pairs.steps, _STEPS_MAX)
        if self.waste and members.level.size:
            best = members.level.max(axis=1).astype(np.int32)[pairs.member]
            total = total + self.waste * np.maximum(best - _asked_level(columns)[pairs.role], 0)
        if self.recent:
            total = total + self.recent * np.minimum(members.recent // 60, _HOURS_MAX)[pairs.member]
        if self.liking and members.liking.size:
            liking = members.liking[pairs.member, demands.category[pairs.demand]].astype(np.int32)
            total = total + self.liking * (LIKING_MAX - liking)
        return total.astype(np.int32)

    def unserved_cost(self, columns: Columns) -> Longs:
        """`int64[demands]`: what leaving each demand unserved costs: its priority's cost for each of its seats."""
        demands = columns.demands
        seats = np.add.reduceat(demands.need, demands.role_from[:-1]) if len(demands) else demands.need
        return np.array(self.unserved, dtype=np.int64)[demands.priority - 1] * seats


_STEPS_MAX = 10
_HOURS_MAX = 10


def _asked_level(columns: Columns) -> Ints:
    """`int32[roles]`: the highest level that each role asks for, 0 if it asks for no skill."""
    demands = columns.demands
    asked = np.zeros(len(demands.need), dtype=np.int32)
    role = np.repeat(np.arange(len(demands.need)), np.diff(demands.asks_from))
    np.maximum.at(asked, role, demands.ask_level)
    return asked
