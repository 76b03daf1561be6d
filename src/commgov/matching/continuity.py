"""Who goes: the same member as before, or the one whose turn it is. Two cost terms, made from what was served before.

Both only say what is preferred. Rules decide first: a member who was always there and is not available today is no
candidate, and another one goes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from attrs import field, frozen

from commgov.core import Demand, DemandId, MemberId, Service
from commgov.matching.columns import Columns, Flags, Ints, Pairs
from commgov.matching.standing import StandingOrder, occurrence_of


@frozen(eq=False)
class Continuity:
    """The same member as before: whoever has not been there costs more.

    As many of the most regular members as a demand has seats cost nothing, others who are known half, strangers all.
    Where nobody has been yet, whoever is not free for all of the order's occurrences in the problem costs all: who
    begins should be able to go on. A demand that is not here costs nobody anything.

    Args:
        known: for each demand, the members who have been there, the most regular first.
        weight: what a stranger costs.

    Example:
        >>> Continuity({"v-7/202610-1": ("m-1",)}, weight=200).dearest
        200
    """

    known: Mapping[DemandId, tuple[MemberId, ...]] = field(repr=False)
    weight: int = 200
    name: str = field(default="continuity", init=False)

    @classmethod
    def of(
        cls, orders: Iterable[StandingOrder], demands: Iterable[Demand], past: Iterable[Service], *, weight: int = 200
    ) -> "Continuity":
        """From what was served before: who was there more often is more regular; of equals, who was there last.

        Args:
            orders: the standing orders; those that want the same member count.
            demands: their occurrences that are to be planned.
            past: services of earlier occurrences.
            weight: what a stranger costs.

        Example:
            >>> from datetime import date
            >>> from commgov.core import Service, Timetable
            >>> from commgov.matching import StandingOrder, occurrences, spread_out
            >>> times = Timetable.parse("Tue 09:00-10:00")
            >>> orders = spread_out([StandingOrder("v-7", "visit", "grid-1", times, 60, same_member=True)])
            >>> first, second = occurrences(orders, date(2026, 3, 2), weeks=2)
            >>> been = Service(first.id, 0, "m-1", first.window.start, first.window.end)
            >>> Continuity.of(orders, [second], [been]).known
            {'v-7/202611-1': ('m-1',)}
        """
        steady = {order.id for order in orders if order.same_member}
        visits: dict[str, Counter[MemberId]] = {}
        last: dict[tuple[str, MemberId], Service] = {}
        for service in sorted(past, key=lambda one: (one.start, one)):
            order = occurrence_of(service.demand)
            if order in steady:
                visits.setdefault(order, Counter())[service.member] += 1
                last[order, service.member] = service
        regular = {
            order: tuple(sorted(times, key=lambda member: (times[member], last[order, member].start, member))[::-1])
            for order, times in visits.items()
        }
        of_order = ((demand.id, occurrence_of(demand.id)) for demand in demands)
        return cls({demand: regular.get(order, ()) for demand, order in of_order if order in steady}, weight)

    @property
    def dearest(self) -> int:
        """What a stranger costs."""
        return self.weight

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: 0, half of `weight`, or `weight`."""
        columns, count = pairs.columns, len(pairs.columns.members)
        member_at = {member: at for at, member in enumerate(columns.members.ids)}
        stranger = np.zeros(len(columns.demands), dtype=np.int32)
        listed = [(-1, 0)]  # (demand and member, cost); never empty, and nobody has this key
        fresh: dict[str | None, list[int]] = {}
        for at, demand in enumerate(columns.demands.ids):
            for rank, member in enumerate(self.known.get(demand, ())):
                stranger[at] = self.weight
                if member in member_at:
                    own = 0 if rank < len(columns.demands.seat_role[at]) else self.weight // 2
                    listed.append((at * count + member_at[member], own))
            if self.known.get(demand) == ():
                fresh.setdefault(occurrence_of(demand), []).append(at)
        keys, costs = np.array(sorted(listed), dtype=np.int64).T
        asked = pairs.demand.astype(np.int64) * count + pairs.member
        at_or_before = np.searchsorted(keys, asked, side="right") - 1
        total = np.where(keys[at_or_before] == asked, costs[at_or_before], stranger[pairs.demand])
        for order in fresh.values():
            if len(order) > 1:
                can_always = np.logical_and.reduce([_free_for(columns, demand) for demand in order])
                total[np.isin(pairs.demand, order) & ~can_always[pairs.member]] = self.weight
        return total.astype(np.int32)


def _free_for(columns: Columns, demand: int) -> Flags:
    """`bool[members]`: who is free for long enough somewhere in a demand's window."""
    demands, free = columns.demands, columns.members.free
    shared = np.minimum(free.end, demands.latest[demand]) - np.maximum(free.start, demands.earliest[demand])
    owner = np.repeat(np.arange(len(columns.members)), np.diff(free.first))
    found = np.zeros(len(columns.members), dtype=bool)
    found[owner[shared >= demands.minutes[demand]]] = True
    return found


@frozen(eq=False)
class Rotation:
    """Turns go round: whoever has done the same lately costs more, for each turn taken.

    Args:
        turns: for each category of demand, how many turns each member has taken lately; who is not here, none.
        weight: what each turn costs.
        most: the turns that count at most.

    Example:
        >>> Rotation({"patrol": {"m-1": 9}}, weight=20, most=5).dearest
        100
    """

    turns: Mapping[str, Mapping[MemberId, int]] = field(repr=False)
    weight: int = 24
    most: int = 4
    name: str = field(default="rotation", init=False)

    @classmethod
    def of(
        cls, orders: Iterable[StandingOrder], past: Iterable[Service], *, weight: int = 24, most: int = 4
    ) -> "Rotation":
        """From what was served before: a turn is a service of any standing order of the category.

        Args:
            orders: the standing orders; those that do not want the same member count.
            past: services of earlier occurrences, as far back as turns are to count.
            weight: what each turn costs.
            most: the turns that count at most.

        Example:
            >>> from datetime import date
            >>> from commgov.core import Service, Timetable
            >>> from commgov.matching import StandingOrder, occurrences, spread_out
            >>> times = Timetable.parse("Tue 19:00-20:30")
            >>> orders = spread_out([StandingOrder("p-1", "patrol", "grid-1", times, 90)])
            >>> first = occurrences(orders, date(2026, 3, 2))[0]
            >>> been = Service(first.id, 0, "m-1", first.window.start, first.window.end)
            >>> {name: dict(turns) for name, turns in Rotation.of(orders, [been]).turns.items()}
            {'patrol': {'m-1': 1}}
        """
        category = {order.id: order.category for order in orders if not order.same_member}
        turns: dict[str, Counter[MemberId]] = {name: Counter() for name in category.values()}
        for service in past:
            order = occurrence_of(service.demand)
            if order in category:
                turns[category[order]][service.member] += 1
        return cls(turns, weight, most)

    @property
    def dearest(self) -> int:
        """What a member costs who has taken as many turns as count at most."""
        return self.weight * self.most

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: `weight` for each turn, up to `most`."""
        columns = pairs.columns
        taken = np.zeros((len(columns.categories), len(columns.members)), dtype=np.int32)
        for at, category in enumerate(columns.categories):
            turns = self.turns.get(category)
            if turns:
                taken[at] = [turns.get(member, 0) for member in columns.members.ids]
        own = taken[columns.demands.category[pairs.demand], pairs.member]
        return (self.weight * np.minimum(own, self.most)).astype(np.int32)
