"""Random organisations with random histories, against a plain model: a dict of parents that is rebuilt for each day."""

from datetime import date, timedelta

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.grid import AddUnit, CloseUnit, MergeUnits, MoveUnit, Organisation, Part, SplitUnit, Unit

FIRST = date(2026, 1, 1)
DAYS = 12


class Model:
    """What stands, as a dict of parents; and who carries on for whom."""

    def __init__(self, parents):
        self.parents = dict(parents)
        self.heirs = {}

    def copy(self):
        other = Model(self.parents)
        other.heirs = dict(self.heirs)
        return other

    def children(self, unit):
        return [child for child, parent in self.parents.items() if parent == unit]

    def below(self, unit):
        found = [unit]
        for here in found:
            found += self.children(here)
        return set(found[1:])

    def above(self, unit):
        parent = self.parents[unit]
        return [] if parent is None else [parent, *self.above(parent)]

    def put(self, unit, parent):
        """Under a parent, last of its children."""
        del self.parents[unit]
        self.parents[unit] = parent

    def end(self, unit, heirs):
        del self.parents[unit]
        self.heirs[unit] = heirs

    def successors(self, unit):
        if unit in self.parents:
            return [unit]
        found = [one for heir in self.heirs[unit] for one in self.successors(heir)]
        return list(dict.fromkeys(found))


def parents_of(choices):
    """A tree from numbers: each unit below an earlier one."""
    return {"u0": None} | {f"u{at}": f"u{choice % at}" for at, choice in enumerate(choices, start=1)}


def add(model, day, one, fresh, **_):
    model.parents[fresh] = one
    return AddUnit(day, Unit(fresh, one))


def move(model, day, one, two, **_):
    model.put(one, two)
    return MoveUnit(day, one, two)


def merge(model, day, one, two, **_):
    for child in model.children(one):
        model.put(child, two)
    model.end(one, [two])
    return MergeUnits(day, (one,), two)


def split(model, day, one, fresh, cut, **_):
    children = model.children(one)
    middle = cut % (len(children) + 1)
    parts = {f"{fresh}a": children[:middle], f"{fresh}b": children[middle:]}
    for part, own in parts.items():
        model.parents[part] = model.parents[one]
        for child in own:
            model.put(child, part)
    model.end(one, list(parts))
    return SplitUnit(day, one, tuple(Part(Unit(part), tuple(own)) for part, own in parts.items()))


def close(model, day, one, **_):
    model.end(one, [])
    return CloseUnit(day, one)


def change_of(model, day, make, numbers, fresh):
    """A change that can be made to the model, made to it as well; None if this one cannot."""
    units = sorted(model.parents)
    one, two = (units[number % len(units)] for number in numbers)
    is_root = make is not add and model.parents[one] is None
    is_inside = make in {move, merge} and two in {one, *model.below(one)}
    if is_root or is_inside or (make is close and model.children(one)):
        return None
    return make(model=model, day=day, one=one, two=two, fresh=fresh, cut=numbers[1])


@st.composite
def histories(draw):
    """A tree, changes on rising days, and the model as it stood at the end of each day."""
    parents = parents_of(draw(st.lists(st.integers(0, 99), min_size=1, max_size=12)))
    model, changes, days = Model(parents), [], {}
    kinds = st.sampled_from([add, move, merge, split, close])
    numbers = st.tuples(st.integers(0, 99), st.integers(0, 99))
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        if number:
            change = change_of(model, day, draw(kinds), draw(numbers), f"n{number}")
            changes += [] if change is None else [change]
        days[day] = model.copy()
    return parents, changes, days


def units_of(parents):
    return [Unit(unit, parent) for unit, parent in parents.items()]


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_every_day_is_as_the_plain_model_says(history, shuffler):
    """Whether changes are made one by one, all at once, or entered out of order where they allow it."""
    parents, changes, days = history
    bare = Organisation.from_units(units_of(parents), levels=())
    organisation = bare.apply(*changes)
    one_by_one = bare
    for change in changes:
        one_by_one = one_by_one.apply(change)
    assert one_by_one == organisation
    shuffled = list(changes)
    shuffler.shuffle(shuffled)
    assert bare.apply(*shuffled) == organisation
    for day, model in days.items():
        assert set(organisation.units(day)) == set(model.parents)
        for unit, parent in model.parents.items():
            assert organisation.parent(unit, day) == parent
            assert list(organisation.children(unit, day)) == model.children(unit)
            assert set(organisation.descendants(unit, day)) == model.below(unit)
            assert list(organisation.ancestors(unit, day)) == model.above(unit)
            assert organisation.count(unit, day) == 1 + len(model.below(unit))
        for unit in (*model.parents, *model.heirs):
            assert list(organisation.successors(unit, day)) == model.successors(unit)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_relations_are_those_of_networkx(history):
    parents, changes, _ = history
    organisation = Organisation.from_units(units_of(parents), levels=()).apply(*changes)
    graph = organisation.to_networkx()
    assert nx.is_arborescence(graph)
    assert set(graph) == set(organisation.units())
    steps = dict(nx.all_pairs_shortest_path_length(graph.to_undirected()))
    for one in organisation.units():
        assert set(organisation.descendants(one)) == nx.descendants(graph, one)
        assert set(organisation.ancestors(one)) == nx.ancestors(graph, one)
        for other in organisation.units():
            assert organisation.distance(one, other) == steps[one][other]


@settings(max_examples=60, deadline=None)
@given(histories(), st.lists(st.integers(0, 50), max_size=30))
def test_amounts_roll_up_like_sums_over_subtrees(history, numbers):
    parents, changes, _ = history
    organisation = Organisation.from_units(units_of(parents), levels=()).apply(*changes)
    amounts = dict(zip(organisation.units(), numbers, strict=False))
    for unit, total in organisation.totals(amounts).items():
        assert total == sum(amounts.get(each, 0) for each in (unit, *organisation.descendants(unit)))
