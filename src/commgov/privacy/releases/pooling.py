"""Labels are put together where all who share one would share what must not be learnt about them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import evolve

from commgov.privacy.releases.counting import Cell, Counts, number_of
from commgov.privacy.releases.policy import ReleasePolicy
from commgov.privacy.tiers import Tier

POOLED = "other / 其他"
"""The label of those that were put together."""


def pooled(counts: Counts, policy: ReleasePolicy) -> Counts | None:
    """The same counts, so that those of a label differ in each sensitive dimension: l values, none of nearly all.

    Labels that say too much become one; if that says too much as well, the smallest other label joins it, and so on.

    Args:
        counts: by one or two dimensions; without a sensitive one nothing changes.
        policy: how many values, and which share of them may be alike.

    Returns:
        The counts; None if all labels together still say too much.

    Example:
        >>> from commgov.privacy import Tier
        >>> from commgov.privacy.releases import Dimension
        >>> grids, needs = Dimension("grid", Tier.T1, ("g1", "g2", "g3")), Dimension("need", Tier.T4, ("care", "meals"))
        >>> cells = {
        ...     ("g1", "care"): 20,
        ...     ("g2", "care"): 12,
        ...     ("g2", "meals"): 14,
        ...     ("g3", "care"): 13,
        ...     ("g3", "meals"): 30,
        ... }
        >>> pooled(Counts("helped", (grids, needs), cells), ReleasePolicy()).dimensions[0].labels
        ('g3', 'other / 其他')
    """
    if len(counts.dimensions) == 1:
        says_too_much = counts.dimensions[0].sensitive and sum(map(_is_there, counts.cells.values())) < policy.l
        return None if says_too_much else counts
    found: Counts | None = counts
    for at in (0, 1):
        if found is not None and found.dimensions[1 - at].sensitive:
            found = _pooled_along(found, at, policy)
    return found


def without_rare_labels(counts: Counts, k: int) -> Counts:
    """The same counts, without the names of labels that are there only because fewer than k persons have them.

    A number can be hidden, but the label beside it would still tell of somebody. T1 is known to all in any case.

    Example:
        >>> from commgov.privacy import Tier
        >>> from commgov.privacy.releases import Dimension
        >>> jobs = Dimension("job", Tier.T2, ("cook", "diver", "nurse"), declared=False)
        >>> cells = {("cook",): 12, ("diver",): 1, ("nurse",): 9}
        >>> without_rare_labels(Counts("residents", (jobs,), cells), 5).dimensions[0].labels
        ('cook', 'nurse', 'other / 其他')
    """
    for at, dimension in enumerate(counts.dimensions):
        if not dimension.declared and dimension.tier > Tier.T1:
            numbers = Counter[str]()
            for key, cell in counts.cells.items():
                numbers[key[at]] += number_of(cell)
            if rare := frozenset(label for label in dimension.labels if numbers[label] < k):
                counts = _joined(counts, at, rare)
    return counts


def _is_there(cell: Cell) -> bool:
    return number_of(cell) > 0


def _pooled_along(counts: Counts, at: int, policy: ReleasePolicy) -> Counts | None:
    """Pool labels of one dimension."""
    values: dict[str, Counter[str]] = {label: Counter() for label in counts.dimensions[at].labels}
    for key, cell in counts.cells.items():
        if number := number_of(cell):
            values[key[at]][key[1 - at]] = number
    everyone = _sum_of(values.values())
    together = [label for label, said in values.items() if said and _too_alike(said, everyone, policy)]
    if not together:
        return counts
    others = sorted(
        (label for label, said in values.items() if said and label not in together),
        key=lambda label: (values[label].total(), label),
    )
    while len(together) == 1 or _too_alike(_sum_of(values[label] for label in together), everyone, policy):
        if not others:
            return None
        together.append(others.pop(0))
    return _joined(counts, at, frozenset(together))


def _sum_of(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter())


def _too_alike(said: Counter[str], everyone: Counter[str], policy: ReleasePolicy) -> bool:
    """Whether persons have too few values, or nearly all of them one."""
    size, total = said.total(), everyone.total()
    return len(said) < policy.l or any(
        number > policy.alike_most(everyone[value], total) * size for value, number in said.items()
    )


def _joined(counts: Counts, at: int, together: frozenset[str]) -> Counts:
    dimension = counts.dimensions[at]
    kept = tuple(label for label in dimension.labels if label not in together and label != POOLED)
    dimensions = list(counts.dimensions)
    dimensions[at] = evolve(dimension, labels=(*kept, POOLED))
    cells: dict[tuple[str, ...], Cell] = {}
    for key, cell in counts.cells.items():
        place = tuple(POOLED if here == at and label in together else label for here, label in enumerate(key))
        cells[place] = _sum(cells, place, cell)
    return Counts(counts.population, tuple(dimensions), cells, tier=counts.tier)


def _sum(cells: Mapping[tuple[str, ...], Cell], place: tuple[str, ...], cell: Cell) -> Cell:
    there = cells.get(place)
    if isinstance(cell, int):
        return cell + (there if isinstance(there, int) else 0)
    return cell | there if isinstance(there, frozenset) else cell
