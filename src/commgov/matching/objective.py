"""What a good plan is: the one whose costs have the least sum, over candidate pairs served and demands left unserved.

All costs are whole numbers, so that a bound is exact. A pair's cost stays below `COST_MAX`, so that serving a demand
is always better than leaving it, and only then nearer, fresher, gladder and better-fitting members are preferred.

What else counts is a `CostTerm`: an object that is passed in, as rules are, never registered.
"""

from itertools import pairwise
from typing import Protocol

import numpy as np
from attrs import frozen

from commgov.core import LEVEL_MAX
from commgov.core.checks import Checks
from commgov.core.people import LIKING_MAX
from commgov.matching.asking import cost_of
from commgov.matching.columns import Columns, Ints, Longs, Pairs
from commgov.wording import Text

COST_MAX = 999
UNSERVED_LEAST = COST_MAX + 1


class CostTerm(Protocol):
    """A further cost of candidate pairs: `name`, `dearest` and `cost(pairs)`.

    It is pure and total, and judges each pair by itself; `commgov.testing.check_cost_term` tests that it does. A bonus
    for some pairs is a cost of all others.
    """

    @property
    def name(self) -> str:
        """A short name, unique within an objective."""
        ...

    @property
    def dearest(self) -> int:
        """The most that a pair can cost by it."""
        ...

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: what each pair costs by it, 0 to `dearest`."""
        ...


@frozen
class Objective:
    """Weights of what counts, in cost units.

    Args:
        unserved: cost of an unserved seat, by the priorities 1, 2, 3.
        distance: per step in the hierarchy between home and demand, up to 10 steps.
        waste: per level of expertise left unused: a member's best level above the one that the seat asks for. This
            keeps specialists from being sent to sweep floors.
        profession: per level that the work lies outside a member's profession: their best level above the one that
            they hold in what the seat asks for. Of two who can do it, a plumber mends the tap and a gardener does not.
        recent: per hour served lately, up to 10 hours: work goes round.
        liking: per step of preference below "gladly" (0 to 4 steps).
        waiting: added to the unserved cost of a seat per day that its order has waited, up to a year. It never turns
            two priorities round: it ends where serving the dearer one, by the dearest pair, is still worth more. For
            orders that must not wait for ever, set `unserved` more than twice `dearest` apart.

    Raises:
        InvalidInputError: if a weight is negative, if the dearest pair could cost as much as an unserved seat, or if
            orders that wait could not cost more without turning priorities round.

    Example:
        >>> Objective(distance=50).dearest  # still below an unserved seat
        900
    """

    unserved: tuple[int, int, int] = (1000, 2000, 3000)
    distance: int = 30
    waste: int = 20
    profession: int = 20
    recent: int = 12
    liking: int = 20
    waiting: int = 0

    def __attrs_post_init__(self) -> None:
        checks = Checks("Objective")
        for at, cost in enumerate(self.unserved):
            checks.whole(f"unserved[{at}]", cost, least=UNSERVED_LEAST, most=10**6)
        for name in _WEIGHTS:
            checks.whole(name, getattr(self, name))
        checks.whole("waiting", self.waiting, most=UNSERVED_LEAST)
        checks.refuse()
        checks.whole("the weights' dearest sum", self.dearest, most=COST_MAX)
        if self.waiting:
            apart = self.dearest + 2
            expected = Text(
                f"0, or costs of priorities in unserved that are at least {apart} apart",
                f"应为0，或使unserved中各优先级的成本至少相差{apart}",
            )
            checks.require("waiting", self.waiting, ok=min(self._waiting_most) > 0, expected=expected)
        checks.refuse()

    @property
    def dearest(self) -> int:
        """The most that a pair can cost."""
        expertise = LEVEL_MAX * (self.waste + self.profession)
        return _STEPS_MAX * self.distance + expertise + _HOURS_MAX * self.recent + 4 * self.liking

    @property
    def _waiting_most(self) -> tuple[int, int, int]:
        """The most that waiting adds to a seat's cost, by priority; the dearest gets as much as the tightest other."""
        costs = sorted(set(self.unserved))
        room = [dearer - cost - 1 - self.dearest for cost, dearer in pairwise(costs)]
        by_cost = dict(zip(costs, [*room, min(room, default=_DAYS_MAX * self.waiting)], strict=True))
        low, middle, high = (by_cost[cost] for cost in self.unserved)
        return low, middle, high

    def plus(self, *terms: CostTerm) -> "Objective":
        """The same objective with further costs of pairs, which come after the weights' own.

        Args:
            terms: each name once; `dearest` of them and of the weights stay below an unserved seat together.

        Raises:
            InvalidInputError: if a term is none, if two have one name, or if the dearest pair could cost as much as an
                unserved seat.

        Example:
            >>> from commgov.matching import Continuity
            >>> Objective().plus(Continuity({"v-7/202610-1": ("m-1",)})).dearest
            900
        """
        own = self.unserved, self.distance, self.waste, self.profession, self.recent, self.liking, self.waiting
        return _Extended(*own, terms=terms)

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: what each pair costs, 0 to `COST_MAX`."""
        columns = pairs.columns
        members, demands = columns.members, columns.demands
        total = self.distance * np.minimum(pairs.steps, _STEPS_MAX)
        if (self.waste or self.profession) and members.level.size:
            best = members.level.max(axis=1).astype(np.int32)[pairs.member]
            total = total + self.waste * np.maximum(best - _asked_level(columns)[pairs.role], 0)
            total = total + self.profession * (best - _own_level(pairs))
        if self.recent:
            total = total + self.recent * np.minimum(members.recent // 60, _HOURS_MAX)[pairs.member]
        if self.liking and members.liking.size:
            liking = members.liking[pairs.member, demands.category[pairs.demand]].astype(np.int32)
            total = total + self.liking * (LIKING_MAX - liking)
        return total.astype(np.int32)

    def unserved_cost(self, columns: Columns) -> Longs:
        """`int64[demands]`: what leaving each demand unserved costs: of each seat its priority's and its waiting's."""
        demands = columns.demands
        seats = np.add.reduceat(demands.need, demands.role_from[:-1]) if len(demands) else demands.need
        of_seat = np.array(self.unserved, dtype=np.int64)[demands.priority - 1]
        if self.waiting:
            days = np.clip(demands.waited, 0, _DAYS_MAX).astype(np.int64)
            of_seat += np.minimum(self.waiting * days, np.array(self._waiting_most)[demands.priority - 1])
        return of_seat * seats


_WEIGHTS = ("distance", "waste", "profession", "recent", "liking")
_A_TERM = Text("an object with name, dearest and cost(pairs)", "应为具有name、dearest、cost(pairs)的对象")
_STEPS_MAX = 10
_HOURS_MAX = 10
_DAYS_MAX = 365


@frozen
class _Extended(Objective):
    """An objective with further costs; apart, because the weights alone are what a policy file holds."""

    terms: tuple[CostTerm, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Objective")
        for at, term in enumerate(self.terms):
            whole = all(hasattr(term, part) for part in ("name", "dearest", "cost"))
            checks.require(f"terms[{at}]", type(term).__name__, ok=whole, expected=_A_TERM)
        checks.refuse()
        checks.unique("terms", (term.name for term in self.terms))
        for term in self.terms:
            checks.whole(f"terms, {term.name}, dearest", term.dearest)
        checks.refuse()
        super().__attrs_post_init__()

    @property
    def dearest(self) -> int:
        """The most that a pair can cost."""
        return super().dearest + sum(term.dearest for term in self.terms)

    def plus(self, *terms: CostTerm) -> Objective:
        """The same objective with still more costs of pairs."""
        return super().plus(*self.terms, *terms)

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: what each pair costs, 0 to `COST_MAX`.

        Raises:
            RuleFailedError: if a term raises, or gives anything but one whole number from 0 to its dearest for each
                pair.
        """
        total = super().cost(pairs)
        for term in self.terms:
            total = total + cost_of(term, pairs)
        return total.astype(np.int32)


def _asked_level(columns: Columns) -> Ints:
    """`int32[roles]`: the highest level that each role asks for, 0 if it asks for no skill."""
    demands = columns.demands
    asked = np.zeros(len(demands.need), dtype=np.int32)
    role = np.repeat(np.arange(len(demands.need)), np.diff(demands.asks_from))
    np.maximum.at(asked, role, demands.ask_level)
    return asked


def _own_level(pairs: Pairs) -> Ints:
    """`int32[pairs]`: the highest level that the member holds in what the role asks for, 0 if it asks for no skill."""
    demands, level = pairs.columns.demands, pairs.columns.members.level
    own = np.zeros(len(pairs), dtype=np.int32)
    first = demands.asks_from[pairs.role]
    counts = demands.asks_from[pairs.role + 1] - first
    for nth in range(int(counts.max(initial=0))):
        at = np.flatnonzero(counts > nth)
        own[at] = np.maximum(own[at], level[pairs.member[at], demands.ask_skill[first[at] + nth]])
    return own
