"""Hours, windows and seats: the cheapest chain of changes that a search finds, with the plan's prices as its guide.

Best first: a chain that is not finished yet is as good as what it costs so far and what housing those whom it displaces
would cost at the plan's prices. Each chain can be finished at once by leaving them unserved. A chain is valid by
construction, since every step is tried in the diaries as they then are; `chains.judged` confirms it all the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count

import numpy as np
from attrs import evolve, frozen

from commgov.core import Service
from commgov.matching.explain.chain import Chain, in_order
from commgov.matching.explain.diary import Diary, Entry, Ways
from commgov.matching.plan import Plan
from commgov.matching.seating import FREE

LOOKS_MAX = 30
"""How many unfinished chains are followed up at most."""

BRANCHES_MAX = 12
"""How many ways to fill one seat are followed up at most, the cheapest at the plan's prices first."""

DIVES_MAX = 2
"""How many of the first drafts are followed straight to an end before the search begins."""

_HOUSED = (0, 3, 8)  # how many of those who are displaced a dive tries to house before all others are left


@frozen
class _Seat:
    """A seat that has to be filled: of which line, and at which start if that is settled."""

    demand: int
    seat: int
    line: int
    start: int | None
    only: int | None = None
    without: int | None = None


@frozen
class _Draft:
    """A chain that is not finished while seats are `empty`.

    Args:
        cost: what it changes in the plan's cost so far; of an empty seat only that it is empty.
        guess: the same, with each empty seat filled at the plan's prices.
        taken: the entries of the plan that leave.
        put: the entries that come in.
        empty: the seats to fill, the next one last.
        dropped: demands that are left unserved.
    """

    cost: int
    guess: int
    taken: tuple[int, ...]
    put: tuple[Entry, ...]
    empty: tuple[_Seat, ...]
    dropped: tuple[int, ...] = ()


class Searching:
    """The chains of a plan that is not of the family counts."""

    def __init__(self, plan: Plan) -> None:
        """Write the plan's services into diaries."""
        self._plan = plan
        self._diary = Diary(plan)

    def least(self, demand: int, seat: int) -> dict[int, int]:
        """What it would cost at the plan's prices to have each member fill a seat, by their rows: a guess, no bound."""
        found: dict[int, int] = {}
        for draft in self._roots(demand, seat, None, None):
            with self._written(draft):
                empty = next(each for each in draft.empty if each.seat == seat)
                ways = self._diary.ways(empty.line, demand, empty.start, None, None)
            rest = draft.guess - self._guide(empty)
            for member, guess in zip(ways.candidates.member.tolist(), ways.estimate.tolist(), strict=True):
                found[member] = min(found.get(member, rest + guess), rest + guess)
        return found

    def serve(
        self, demand: int, seat: int | None, *, only: int | None = None, without: int | None = None
    ) -> Chain | None:
        """The cheapest chain found that serves a demand.

        Args:
            demand: its row.
            seat: which of its seats `only` and `without` speak of; None: all that are empty have to be filled.
            only: the row of the member who is to fill that seat; None: anyone.
            without: the row of a member who is not to fill it; None: anyone may.

        Returns:
            None if there is no way, or none was found.
        """
        best = self._best(demand, list(self._roots(demand, seat, only, without)))
        return None if best is None else self._chain(self._with_gains(best), demand)

    def _roots(self, demand: int, seat: int | None, only: int | None, without: int | None) -> Iterator[_Draft]:
        diary, seating = self._diary, self._diary.seating
        if any(seating.of_resources[line] for line in diary.lines_of(demand)):
            return  # a venue may be promised to others: chains know members only
        own = diary.of_demand.get(demand, [])
        if own:
            number = next((at for at in own if diary.entry[at].seat == seat), None)
            if number is None:
                return
            entry = diary.entry[number]
            start = entry.start if len(own) > 1 or seating.start[entry.line] != FREE else None
            empty = _Seat(demand, entry.seat, entry.line, start, only, without)
            yield _Draft(-entry.cost, -entry.cost + self._guide(empty), (number,), (), (empty,))
            return
        for option in diary.options_of(demand):
            empties = [
                _Seat(demand, each, line, None if seating.start[line] == FREE else int(seating.start[line]))
                for line in option
                for each in diary.seats_of(line)
            ]
            if seat is not None:
                empties = [evolve(e, only=only, without=without) if e.seat == seat else e for e in empties]
            empties.sort(key=lambda empty: empty.only is not None)
            cost = -diary.unserved[demand]
            yield _Draft(cost, cost + sum(map(self._guide, empties)), (), (), tuple(empties))

    def _guide(self, empty: _Seat) -> int:
        return int(min(self._diary.prices[empty.line], self._diary.unserved[empty.demand]))

    def _best(self, root: int, drafts: list[_Draft]) -> _Draft | None:
        """The cheapest finished chain."""
        order = count()
        heap: list[tuple[int, int, _Draft]] = []
        for draft in drafts:
            heappush(heap, (draft.guess, next(order), draft))
        dives = [self._dive(draft, root, most) for _, _, draft in sorted(heap)[:DIVES_MAX] for most in _HOUSED]
        best = min((end for end in dives if end is not None), key=lambda end: end.cost, default=None)
        for _ in range(LOOKS_MAX):
            if not heap or (best is not None and heap[0][0] >= best.cost):
                break
            draft = heappop(heap)[2]
            for more in self._followed_up(draft, root):
                if not more.empty:
                    best = more if best is None or more.cost < best.cost else best
                elif best is None or more.guess < best.cost:
                    heappush(heap, (more.guess, next(order), more))
        return best

    def _dive(self, draft: _Draft, root: int, housed: int) -> _Draft | None:
        """Straight to an end: each seat in its cheapest way at the plan's prices; so many who are displaced are housed.

        For a crew whose seats are scarce this ends where a search would not get: one crew gives way to another.
        """
        while draft.empty:
            more = self._followed_up(draft, root)
            if not more:
                return None
            if len(draft.taken) >= housed and draft.empty[-1].demand != root:
                draft = more[0]  # its demand is left
                continue
            draft = min(more, key=lambda each: each.guess if each.empty else each.cost)
        return draft

    def _followed_up(self, draft: _Draft, root: int) -> list[_Draft]:
        """The drafts in which the next empty seat is filled, or its demand left; each also with all others left."""
        empty = draft.empty[-1]
        found: list[_Draft] = []
        with self._written(draft):
            if empty.demand != root:
                found.append(self._left(draft, empty.demand))
            else:
                self._diary.offers(seat.line for seat in draft.empty)
            ways = self._diary.ways(empty.line, empty.demand, empty.start, empty.only, empty.without)
            best = np.argsort(ways.estimate, kind="stable")[:BRANCHES_MAX].tolist()
            found += [self._filled(draft, empty, ways, at) for at in best]
        finished = []
        for more in found:
            if more.empty and all(seat.demand != root for seat in more.empty):
                with self._written(more):
                    finished.append(self._all_left(more))
        return found + finished

    def _filled(self, draft: _Draft, empty: _Seat, ways: Ways, at: int) -> _Draft:
        """The next empty seat is filled in some way; whoever leaves for it is to be housed."""
        diary, who = self._diary, ways.candidates
        begin, cost = int(who.start[at]), int(who.cost[at])
        end = begin + int(who.minutes[at])
        entry = Entry(empty.demand, empty.seat, empty.line, int(who.member[at]), begin, end, cost)
        taken, seats = list(draft.taken), list(draft.empty[:-1])
        guess = draft.guess - self._guide(empty) + cost
        cost += draft.cost
        for number in ways.leaves[at].tolist():
            if number < 0:
                continue
            leaving = diary.entry[number]
            together = len(diary.of_demand[leaving.demand]) > 1 or diary.seating.start[leaving.line] != FREE
            seat = _Seat(leaving.demand, leaving.seat, leaving.line, leaving.start if together else None)
            taken.append(number)
            seats.append(seat)
            cost -= leaving.cost
            guess += self._guide(seat) - leaving.cost
        return evolve(draft, cost=cost, guess=guess, taken=tuple(taken), put=(*draft.put, entry), empty=tuple(seats))

    def _left(self, draft: _Draft, demand: int) -> _Draft:
        """A demand with an empty seat is left unserved; the draft is written into the diaries."""
        diary = self._diary
        rest = [number for number in diary.of_demand.get(demand, ()) if number < self._of_plan]
        own = [entry for entry in draft.put if entry.demand == demand]
        loss = diary.unserved[demand] - sum(diary.entry[number].cost for number in rest)
        loss -= sum(entry.cost for entry in own)
        guides = sum(self._guide(seat) for seat in draft.empty if seat.demand == demand)
        return evolve(
            draft,
            cost=draft.cost + loss,
            guess=draft.guess + loss - guides,
            taken=(*draft.taken, *rest),
            put=tuple(entry for entry in draft.put if entry.demand != demand),
            empty=tuple(seat for seat in draft.empty if seat.demand != demand),
            dropped=(*draft.dropped, demand),
        )

    def _all_left(self, draft: _Draft) -> _Draft:
        for demand in sorted({seat.demand for seat in draft.empty}):
            draft = self._left(draft, demand)
        return draft

    @property
    def _of_plan(self) -> int:
        return len(self._plan.services)

    @contextmanager
    def _written(self, draft: _Draft) -> Iterator[None]:
        """The draft's changes stand in the diaries."""
        diary = self._diary
        for number in draft.taken:
            diary.take(number)
        new = [diary.put(entry, stays=True) for entry in draft.put]
        try:
            yield
        finally:
            for number in reversed(new):
                diary.forget(number)
            for number in reversed(draft.taken):
                diary.restore(number)

    def _with_gains(self, draft: _Draft) -> _Draft:
        """Whoever has become free by a chain takes an unmet order that fits now, while that gains something."""
        freed = {self._diary.entry[number].member for number in draft.taken}
        if not freed:
            return draft
        known = self._plan.problem.demand_at
        unmet = [known[each.demand] for each in self._plan.unmet]
        touched = {entry.demand for entry in draft.put}
        lines = [(d, option[0]) for d in unmet if d not in touched for option in self._single(d)]
        self._diary.offers(line for _, line in lines)
        for demand, line in lines:
            with self._written(draft):
                ways = self._diary.ways(line, demand, None, None, None)
            gains = [
                at for at in np.flatnonzero(ways.leaves[:, 0] < 0).tolist() if int(ways.candidates.member[at]) in freed
            ]
            if gains:
                at = min(gains, key=lambda row: int(ways.candidates.cost[row]))
                seat = _Seat(demand, 0, line, None)
                gained = self._filled(draft, seat, ways, at)
                draft = evolve(draft, put=gained.put, cost=gained.cost - self._diary.unserved[demand])
        return draft

    def _single(self, demand: int) -> list[range]:
        """The only option of a demand with one seat for a member; none if it is a crew's, or needs more."""
        options = self._diary.options_of(demand)
        line = options[0][0]
        seating = self._diary.seating
        alone = len(options) == 1 and len(options[0]) == 1 and seating.need[line] == 1
        return options if alone and not seating.of_resources[line] and seating.team[line] == FREE else []

    def _chain(self, draft: _Draft, demand: int) -> Chain:
        """The draft as services."""
        plan = self._plan
        gone = set(draft.taken)
        removed = {plan.services[number] for number in gone}
        added = {self._service(entry) for entry in draft.put}
        served = {service.demand for service in plan.services}
        names = plan.problem.columns.demands.ids
        root = names[demand]
        gained = sorted({names[entry.demand] for entry in draft.put} - served)
        return Chain(
            removed=tuple(sorted(removed - added)),
            added=in_order(added - removed, removed - added, root),
            dropped=tuple(sorted({names[left] for left in draft.dropped})),
            gained=tuple(gained),
            extra_cost=draft.cost,
            exact=False,
        )

    def _service(self, entry: Entry) -> Service:
        problem, team = self._plan.problem, int(self._diary.seating.team[entry.line])
        columns = problem.columns
        demand, member = columns.demands.ids[entry.demand], columns.members.ids[entry.member]
        taken_by = problem.teams[team].id if team >= 0 else None
        return Service(demand, entry.seat, member, columns.moment(entry.start), columns.moment(entry.end), taken_by)
