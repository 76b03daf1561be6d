"""Labels are put together where all who share one would share what must not be learnt about them."""

from collections.abc import Mapping

from attrs import evolve

from commgov.privacy.releases.counting import Cell, Counts, number_of

POOLED = "other / 其他"
"""The label of those that were put together."""


def pooled(counts: Counts, l: int) -> Counts | None:  # noqa: E741 - the literature's letter
    """The same counts, so that those of a label have at least l values of each sensitive dimension (distinct l).

    Labels that say too much become one; if that says too much as well, the smallest other label joins it, and so on.

    Args:
        counts: by one or two dimensions; without a sensitive one nothing changes.
        l: how many values.

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
        >>> pooled(Counts("helped", (grids, needs), cells), 2).dimensions[0].labels
        ('g3', 'other / 其他')
    """
    if len(counts.dimensions) == 1:
        says_too_much = counts.dimensions[0].sensitive and sum(map(_is_there, counts.cells.values())) < l
        return None if says_too_much else counts
    found: Counts | None = counts
    for at in (0, 1):
        if found is not None and found.dimensions[1 - at].sensitive:
            found = _pooled_along(found, at, l)
    return found


def _is_there(cell: Cell) -> bool:
    return number_of(cell) > 0


def _pooled_along(counts: Counts, at: int, least: int) -> Counts | None:
    """Pool labels of one dimension."""
    values: dict[str, dict[str, int]] = {label: {} for label in counts.dimensions[at].labels}
    for key, cell in counts.cells.items():
        if number := number_of(cell):
            values[key[at]][key[1 - at]] = number
    together = [label for label, said in values.items() if 0 < len(said) < least]
    if not together:
        return counts
    others = sorted(
        (label for label, said in values.items() if len(said) >= least),
        key=lambda label: (sum(values[label].values()), label),
    )
    while len(together) == 1 or len(set().union(*(values[label] for label in together))) < least:
        if not others:
            return None
        together.append(others.pop(0))
    return _joined(counts, at, frozenset(together))


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
