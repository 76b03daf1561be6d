"""Who serves when: a plan's services as the diaries of its members, to try changes on and take them back."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from attrs import frozen

from commgov.core import Service
from commgov.matching.candidates import Candidates, allowed_candidates
from commgov.matching.columns import ALWAYS, Flags, Ints, Longs, Pairs
from commgov.matching.cutting import PIN_WEIGHT
from commgov.matching.offer_caps import Counted, caps_of
from commgov.matching.piece import PRICE_SCALE
from commgov.matching.plan import Plan
from commgov.matching.seating import FREE, seating_of

_NONE = -1


class Entry(NamedTuple):
    """One service in a diary, as numbers: minutes since the origin, rows of demands and members."""

    demand: int
    seat: int
    line: int
    member: int
    start: int
    end: int
    cost: int


@frozen(eq=False)
class Ways:
    """Ways for candidates to take a seat, each with the entries that have to leave their diaries for it.

    Args:
        candidates: who, when, at what cost; one row a way.
        leaves: `int64[ways, 2]`, the entries that leave, -1 for none.
        estimate: `int64[ways]`, what each way adds to the cost if whoever leaves is housed at the plan's prices.
    """

    candidates: Candidates
    leaves: Longs
    estimate: Longs


class Diary:
    """The services of a plan as entries, by member and by demand. Entries come and go by `put` and `take`."""

    def __init__(self, plan: Plan) -> None:
        """All services of a plan."""
        self.problem = problem = plan.problem
        self.seating = seating_of(problem)
        columns = problem.columns
        self.prices = (plan.prices // PRICE_SCALE).tolist()
        pinned = {problem.demand_at[pin.demand] for pin in problem.pins}
        weight = [PIN_WEIGHT if at in pinned else 1 for at in range(len(columns.demands))]
        self.unserved = (problem.unserved * np.array(weight, dtype=np.int64)).tolist()
        held_by_hand = {(problem.demand_at[pin.demand], pin.seat) for pin in problem.pins}
        booked = {problem.demand_at[booking.demand] for booking in plan.bookings}
        as_team = {at for at, demand in enumerate(columns.demands.objects) if demand.one_team}
        entries = self._entries(plan.services)
        size = len(entries) + _ROOM
        self.entry: list[Entry] = []
        self._demand, self._start, self._end, self._cost = (np.zeros(size, dtype=np.int64) for _ in range(4))
        self._week, self._guide = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        self._stays, self._cap = np.zeros(size, dtype=bool), np.full(size, _NONE, dtype=np.int64)
        self._caps: dict[Counted, int] = {}
        self._left: list[int] = []  # of each cap: how often it can be taken up beside the entries
        most = np.bincount([entry.member for entry in entries], minlength=1).max(initial=0)
        self._slots = np.full((len(columns.members), int(most) + 1), _NONE, dtype=np.int64)
        self.of_demand: dict[int, list[int]] = {}
        self._offers: dict[int, Candidates] = {}
        self._cap_of: dict[int, Longs] = {}
        caps = self._caps_of(_as_candidates(entries)).tolist()
        for entry, cap in zip(entries, caps, strict=True):
            by_hand = (entry.demand, entry.seat) in held_by_hand
            self.put(entry, stays=by_hand or entry.demand in booked | as_team, cap=cap)

    def _entries(self, services: Sequence[Service]) -> list[Entry]:
        problem, columns = self.problem, self.problem.columns
        demand = np.array([problem.demand_at[service.demand] for service in services], dtype=np.int32)
        member = np.array([problem.member_at[service.member] for service in services], dtype=np.int32)
        start = np.array([columns.minute(service.start) for service in services], dtype=np.int32)
        end = np.array([columns.minute(service.end) for service in services], dtype=np.int32)
        seats = [service.seat for service in services]
        of_seat = [columns.demands.seat_role[at][seat] for at, seat in zip(demand.tolist(), seats, strict=True)]
        role = (columns.demands.role_from[demand] + of_seat).astype(np.int32)
        cost = self._costs(Pairs(columns, member, role, start, demand, end))
        columns_of = (column.tolist() for column in (demand, member, start, end, cost))
        rows = list(zip(*columns_of, seats, role.tolist(), strict=True))
        return [
            Entry(d, seat, self._line(d, role, seat, begin), m, begin, over, c)
            for d, m, begin, over, c, seat, role in rows
        ]

    def _costs(self, pairs: Pairs) -> Ints:
        table = self.problem.table
        if table is None:
            return self.problem.objective.cost(pairs)
        starts = pairs.columns.demands.earliest[pairs.columns.demands.demand_of_role[np.asarray(table.role)]]
        starts = starts if table.start is None else np.asarray(table.start)
        rows = zip(*(np.asarray(each).tolist() for each in (table.role, table.member, starts)), strict=True)
        cost = dict(zip(rows, np.asarray(table.cost).tolist(), strict=True))
        asked = zip(pairs.role.tolist(), pairs.member.tolist(), pairs.start.tolist(), strict=True)
        return np.array([cost[each] for each in asked], dtype=np.int32)

    def _line(self, demand: int, role: int, seat: int, start: int) -> int:
        """The line of a seat: at the start at which it is served, if the demand is a crew's."""
        seating = self.seating
        for line in self.lines_of(demand):
            if seating.role[line] == role and seat in self.seats_of(line) and seating.start[line] in {FREE, start}:
                return line
        raise LookupError(f"no line of demand {demand} has seat {seat}")

    def lines_of(self, demand: int) -> range:
        """The lines of all options of a demand."""
        seating = self.seating
        first, last = seating.option_from[demand], seating.option_from[demand + 1]
        return range(int(seating.line_from[first]), int(seating.line_from[last]))

    def options_of(self, demand: int) -> list[range]:
        """The lines of each option of a demand."""
        seating = self.seating
        options = range(int(seating.option_from[demand]), int(seating.option_from[demand + 1]))
        return [range(int(seating.line_from[at]), int(seating.line_from[at + 1])) for at in options]

    def seats_of(self, line: int) -> list[int]:
        """The seats of a line."""
        return self.seating.seats_of(line)

    def _caps_of(self, candidates: Candidates) -> Longs:
        """`int64[candidates]`: the number of the cap that each counts in, or -1."""
        caps = caps_of(self.problem, self.seating, candidates)
        for name, most in zip(caps.counted, caps.most.tolist(), strict=True):
            if name not in self._caps:
                self._caps[name] = len(self._left)
                self._left.append(most)
        number = np.array([*(self._caps[name] for name in caps.counted), _NONE], dtype=np.int64)
        return number[caps.of]

    def put(self, entry: Entry, *, stays: bool = False, cap: int | None = None) -> int:
        """Write an entry down; returns its number.

        Args:
            entry: the service.
            stays: whether it may not be taken out for the sake of others.
            cap: the cap that it counts in, -1 for none; None: that is looked up.
        """
        number = len(self.entry)
        if number == len(self._demand):
            self._grow()
        self.entry.append(entry)
        self._demand[number], self._start[number], self._end[number] = entry.demand, entry.start, entry.end
        self._cost[number], self._stays[number] = entry.cost, stays
        self._cap[number] = self._caps_of(_as_candidates([entry]))[0] if cap is None else cap
        self._week[number] = self.problem.columns.week_of(np.array([entry.start]))[0]
        guide = min(self.prices[entry.line], self.unserved[entry.demand])
        self._guide[number] = guide
        self.restore(number)
        return number

    def restore(self, number: int) -> None:
        """Write an entry down again that was taken out."""
        entry = self.entry[number]
        row = self._slots[entry.member]
        if (row >= 0).all():
            self._slots = np.pad(self._slots, ((0, 0), (0, 1)), constant_values=_NONE)
            row = self._slots[entry.member]
        row[np.flatnonzero(row < 0)[0]] = number
        self.of_demand.setdefault(entry.demand, []).append(number)
        if self._cap[number] >= 0:
            self._left[self._cap[number]] -= 1

    def take(self, number: int) -> None:
        """Take an entry out."""
        entry = self.entry[number]
        row = self._slots[entry.member]
        row[row == number] = _NONE
        self.of_demand[entry.demand].remove(number)
        if self._cap[number] >= 0:
            self._left[self._cap[number]] += 1

    def forget(self, number: int) -> None:
        """Take the entry out that was put last, for good."""
        self.take(number)
        self.entry.pop()

    def _grow(self) -> None:
        for name in ("_demand", "_start", "_end", "_cost", "_week", "_guide", "_stays", "_cap"):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros_like(column)]))

    def own(self, member: int) -> list[Entry]:
        """A member's entries, by start."""
        row = self._slots[member]
        return sorted((self.entry[number] for number in row[row >= 0].tolist()), key=lambda entry: entry.start)

    def offers(self, lines: Iterable[int]) -> None:
        """Look up at once who may serve on some lines, where that is not known yet."""
        new = sorted({line for line in lines if line not in self._offers})
        if new:
            found = allowed_candidates(self.problem, self.seating, np.array(new, dtype=np.int32))
            ends = np.searchsorted(found.line, new, side="right").tolist()
            starts = np.searchsorted(found.line, new, side="left").tolist()
            caps = self._caps_of(found)
            for line, first, last in zip(new, starts, ends, strict=True):
                self._offers[line] = found.where(np.arange(first, last))
                self._cap_of[line] = caps[first:last]

    def offered(self, line: int) -> Candidates:
        """Who may serve on a line, whatever the plan asks of them."""
        self.offers([line])
        return self._offers[line]

    def ways(self, line: int, demand: int, start: int | None, only: int | None, without: int | None) -> Ways:
        """All ways to fill one seat of a line, as the diaries stand: nobody leaves, or one entry, or two.

        Args:
            line: the line.
            demand: its demand; nobody takes a second seat of it.
            start: only at this start; None: at any.
            only: the only member to be looked at; None: all.
            without: a member who is not to be looked at.
        """
        found = self.offered(line)
        good = np.ones(len(found), dtype=bool)
        if start is not None:
            good &= found.start == start
        if only is not None:
            good &= found.member == only
        if without is not None:
            good &= found.member != without
        crew = [self.entry[number].member for number in self.of_demand.get(demand, ())]
        good &= ~np.isin(found.member, crew)
        found, cap = found.where(good), self._cap_of[line][good]
        held = self._slots[found.member]
        there = held >= 0
        at = np.maximum(held, 0)
        clash, minutes, services = self._strain(found, demand, at, there)
        loose = there & ~self._stays[at] & (self._demand[at] != demand)
        week = self.problem.columns.week_of(found.start)
        same = there & (self._week[at] == week[:, None])
        takes = (self._end[at] - self._start[at]) * same
        offers = np.where(cap < 0, ALWAYS, np.array([*self._left, 0], dtype=np.int64)[cap] - 1)
        alike = there & (self._cap[at] == cap[:, None]) & (cap >= 0)[:, None]
        limits = [(minutes, takes), (services, same.astype(np.int64)), (offers, alike.astype(np.int64))]
        return self._gathered(found, at, _leaving(clash, loose, limits))

    def _strain(self, found: Candidates, demand: int, at: Longs, there: Flags) -> tuple[Flags, Longs, Longs]:
        """Which entries stand in the way, and the minutes and services left in the week after the new service."""
        problem, columns = self.problem, self.problem.columns
        week = columns.week_of(found.start)
        same = there & (self._week[at] == week[:, None])
        takes = (self._end[at] - self._start[at]) * same
        minutes = columns.members.minutes_max[found.member].astype(np.int64) - takes.sum(axis=1) - found.minutes
        services = columns.members.services_max[found.member].astype(np.int64) - same.sum(axis=1) - 1
        if not problem.limits_minutes:
            minutes[:] = ALWAYS
        if not problem.limits_services:
            services[:] = ALWAYS
        rule = problem.no_overlap
        if rule is None:
            return np.zeros_like(there), minutes, services
        gap = np.zeros(at.shape, dtype=np.int64)
        if any(rule.travel):
            units = columns.demands.unit
            steps = columns.places.steps(units[demand], units[self._demand[at]])
            gap = np.array(rule.travel, dtype=np.int64)[np.minimum(steps, len(rule.travel) - 1)]
        start, end = found.start[:, None], (found.start + found.minutes)[:, None]
        clash = there & (start < self._end[at] + gap) & (self._start[at] < end + gap)
        return clash, minutes, services

    def _gathered(self, found: Candidates, at: Longs, leaving: list[tuple[Longs, tuple[int, ...]]]) -> Ways:
        rows: list[Longs] = []
        leaves: list[Longs] = []
        for row, slots in leaving:
            entries = np.full((len(row), 2), _NONE, dtype=np.int64)
            for nth, slot in enumerate(slots):
                entries[:, nth] = at[row, slot]
            rows.append(row)
            leaves.append(entries)
        row, entries = np.concatenate(rows), np.concatenate(leaves)
        loss = np.where(entries >= 0, self._guide[entries] - self._cost[entries], 0).sum(axis=1)
        chosen = found.where(row)
        return Ways(chosen, entries, chosen.cost + loss)


def _as_candidates(entries: Sequence[Entry]) -> Candidates:
    rows = np.array([(e.line, e.member, e.start, e.end - e.start, e.cost) for e in entries], dtype=np.int32)
    return Candidates(*rows.reshape(-1, 5).T)


def _leaving(clash: Flags, loose: Flags, limits: Sequence[tuple[Longs, Longs]]) -> list[tuple[Longs, tuple[int, ...]]]:
    """The rows for which it is enough that the entries in some slots leave, and in no fewer: no slot, one, or two.

    A limit is what it leaves each row, the new service counted (`int64[rows]`), and what each slot would give back.
    """
    clashes = clash.sum(axis=1)
    direct = (clashes == 0) & np.all([left >= 0 for left, _ in limits], axis=0)
    found: list[tuple[Longs, tuple[int, ...]]] = [(np.flatnonzero(direct), ())]
    width = clash.shape[1]
    alone = np.zeros_like(clash)
    for one in range(width):
        fits = loose[:, one] & ~direct & (clashes == clash[:, one])
        fits &= np.all([left + back[:, one] >= 0 for left, back in limits], axis=0)
        alone[:, one] = fits
        found.append((np.flatnonzero(fits), (one,)))
    for one in range(width):
        for two in range(one + 1, width):
            fits = loose[:, one] & loose[:, two] & ~direct & ~alone[:, one] & ~alone[:, two]
            fits &= clashes == clash[:, one].astype(np.int64) + clash[:, two]
            fits &= np.all([left + back[:, one] + back[:, two] >= 0 for left, back in limits], axis=0)
            found.append((np.flatnonzero(fits), (one, two)))
    return found


_ROOM = 64
