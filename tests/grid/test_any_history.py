"""Any sequence of dated changes, beside a dict of parents for each day."""

from datetime import date, timedelta

import hypothesis.strategies as st
import networkx as nx
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from commgov.errors import InvalidInputError
from commgov.grid import AddUnit, CloseUnit, MergeUnits, MoveUnit, Organisation, Part, SplitUnit, Unit

EVE = timedelta(days=1)


class AnyHistory(RuleBasedStateMachine):
    """Any changes in the order of their days, beside a dict of parents for each day.

    The machine draws two units and a step in days; whether a change is possible is worked out on the dict alone.
    """

    def __init__(self):
        super().__init__()
        self.org = Organisation.from_units([Unit("u-0"), Unit("u-1", "u-0"), Unit("u-2", "u-1")], levels=())
        self.parents = {"u-0": None, "u-1": "u-0", "u-2": "u-1"}
        self.heirs = {}
        self.day = date(2026, 1, 1)
        self.seen = [(self.day - EVE, dict(self.parents), {})]
        self.used = 3

    picks = st.integers(0, 10**6)
    steps = st.integers(0, 3)

    def pick(self, number):
        return list(self.parents)[number % len(self.parents)]

    def below(self, unit):
        return [child for child, parent in self.parents.items() if parent == unit]

    def within(self, unit, above):
        while unit is not None and unit != above:
            unit = self.parents[unit]
        return unit == above

    def new(self):
        self.used += 1
        return f"u-{self.used - 1}"

    def change(self, step, build, *, possible):
        self.day += timedelta(days=step)
        change = build(self.day)
        if not possible:
            before = self.org
            with pytest.raises(InvalidInputError):
                self.org.apply(change)
            assert self.org is before
            return False
        self.org = self.org.apply(change)
        return True

    def put(self, unit, parent):
        """Who arrives stands last among its siblings."""
        self.parents.pop(unit)
        self.parents[unit] = parent

    def standing(self, heirs, unit):
        if unit not in heirs:
            return [unit]
        return [last for heir in heirs[unit] for last in self.standing(heirs, heir)]

    def keep(self):
        if self.seen[-1][0] == self.day:
            self.seen.pop()
        self.seen.append((self.day, dict(self.parents), dict(self.heirs)))

    @rule(parent=picks, step=steps)
    def add(self, parent, step):
        parent, unit = self.pick(parent), self.new()
        self.change(step, lambda day: AddUnit(day, Unit(unit, parent)), possible=True)
        self.parents[unit] = parent
        self.keep()

    @rule(unit=picks, to=picks, step=steps)
    def move(self, unit, to, step):
        unit, to = self.pick(unit), self.pick(to)
        possible = unit != "u-0" and not self.within(to, unit)
        if self.change(step, lambda day: MoveUnit(day, unit, to), possible=possible):
            self.put(unit, to)
            self.keep()

    @rule(unit=picks, into=picks, step=steps)
    def merge(self, unit, into, step):
        unit, into = self.pick(unit), self.pick(into)
        if unit == into:
            return
        possible = unit != "u-0" and not self.within(into, unit)
        if self.change(step, lambda day: MergeUnits(day, (unit,), into), possible=possible):
            for child in self.below(unit):
                self.put(child, into)
            del self.parents[unit]
            self.heirs[unit] = (into,)
            self.keep()

    @rule(unit=picks, cut=st.integers(0, 3), step=steps)
    def split(self, unit, cut, step):
        unit, one, other = self.pick(unit), self.new(), self.new()
        below = self.below(unit)
        parts = (Part(Unit(one), tuple(below[:cut])), Part(Unit(other), tuple(below[cut:])))
        if self.change(step, lambda day: SplitUnit(day, unit, parts), possible=unit != "u-0"):
            parent = self.parents.pop(unit)
            self.parents |= {one: parent, other: parent}
            for part in parts:
                for child in part.children:
                    self.put(child, part.unit.id)
            self.heirs[unit] = (one, other)
            self.keep()

    @rule(unit=picks, step=steps)
    def close(self, unit, step):
        unit = self.pick(unit)
        possible = unit != "u-0" and not self.below(unit)
        if self.change(step, lambda day: CloseUnit(day, unit), possible=possible):
            del self.parents[unit]
            self.heirs[unit] = ()
            self.keep()

    @precondition(lambda self: len(self.seen) > 1)
    @rule(which=picks)
    def make_all_changes_at_once(self, which):
        """The same changes given at once make the same organisation."""
        again = Organisation.from_units([Unit("u-0"), Unit("u-1", "u-0"), Unit("u-2", "u-1")], levels=())
        assert again.apply(*self.org.changes) == self.org
        day = self.seen[which % len(self.seen)][0]
        assert again.apply(*self.org.changes).units(day) == self.org.units(day)

    @invariant()
    def every_day_agrees_with_the_dict(self):
        for day, parents, heirs in self.seen[-3:] + self.seen[:2]:
            assert {unit: self.org.parent(unit, day) for unit in self.org.units(day)} == parents
            for unit in heirs:
                standing = self.standing(heirs, unit)
                assert self.org.successors(unit, day) == tuple(dict.fromkeys(standing))
                assert self.org.successor(unit, day) == (standing[0] if standing else None)

    @invariant()
    def networkx_agrees_on_the_latest_state(self):
        graph = nx.DiGraph((parent, unit) for unit, parent in self.parents.items() if parent is not None)
        graph.add_nodes_from(self.parents)
        undirected = graph.to_undirected()
        for unit in self.parents:
            assert self.org.children(unit) == tuple(self.below(unit))
            assert set(self.org.descendants(unit)) == nx.descendants(graph, unit)
            assert set(self.org.ancestors(unit)) == nx.ancestors(graph, unit)
            steps = nx.single_source_shortest_path_length(undirected, unit)
            assert {other: self.org.distance(unit, other) for other in self.parents} == dict(steps)


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
