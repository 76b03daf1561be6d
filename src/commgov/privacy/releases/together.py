"""All who came or went, taken together: few in each grid, they may still be many in all who need the same.

The table with its sensitive dimensions alone, and of each earlier release the largest groups alone, are put side by
side as tables are (`differencing`). Both are part of what was published, so what is found there is truly known.
"""

from collections.abc import Sequence

from attrs import evolve, frozen

from commgov.privacy.releases.counting import Cell, Counts, Dimension, Key, number_of
from commgov.privacy.releases.differencing import Signature, TableAtoms
from commgov.privacy.releases.earlier import EarlierRelease, Fingerprint
from commgov.privacy.releases.register import ReleaseRegister
from commgov.privacy.tiers import Tier

_ALL = Dimension("all", Tier.T1, ("all",))


@frozen
class Together:
    """What a table tells of all together, beside earlier releases.

    Args:
        atoms: the persons, by what must not be learnt and by the largest earlier groups.
        sensitive: which dimensions of the table are sensitive.
    """

    atoms: TableAtoms
    sensitive: tuple[bool, ...]

    @staticmethod
    def of(counts: Counts, register: ReleaseRegister, earlier: Sequence[EarlierRelease], l: int) -> "Together | None":  # noqa: E741
        """Take all together; None if nothing in the table must not be learnt."""
        sensitive = tuple(dimension.sensitive for dimension in counts.dimensions)
        if not any(sensitive) and counts.tier is not Tier.T4:
            return None
        largest = [_largest(each) for each in earlier]
        return Together(TableAtoms.of(_summed(counts, sensitive), register, largest, l), sensitive)

    def exposed_keys(
        self, published: Sequence[Key], k: int, proven: set[tuple[Signature, int]]
    ) -> list[tuple[Key, ...]]:
        """See `TableAtoms.exposed_keys`."""
        as_one = {self._as_one(key): key for key in published if self._is_total(key)}
        found = self.atoms.exposed_keys(list(as_one), k, proven)
        return [tuple(as_one[key] for key in keys) for keys in found]

    def _is_total(self, key: Key) -> bool:
        return all(label is None for label, is_kept in zip(key, self.sensitive, strict=True) if not is_kept)

    def _as_one(self, key: Key) -> Key:
        return tuple(label for label, is_kept in zip(key, self.sensitive, strict=True) if is_kept) or (None,)


def _summed(counts: Counts, sensitive: Sequence[bool]) -> Counts:
    """The counts by their sensitive dimensions alone."""
    cells: dict[tuple[str, ...], Cell] = {}
    for key, cell in counts.cells.items():
        place = tuple(label for label, is_kept in zip(key, sensitive, strict=True) if is_kept) or _ALL.labels
        there = cells.get(place)
        if isinstance(cell, frozenset):
            cells[place] = cell | there if isinstance(there, frozenset) else cell
        else:
            cells[place] = cell + (0 if there is None else number_of(there))
    kept = tuple(each for each, is_kept in zip(counts.dimensions, sensitive, strict=True) if is_kept) or (_ALL,)
    return Counts(counts.population, kept, cells, tier=counts.tier)


def _largest(release: EarlierRelease) -> EarlierRelease:
    """A release with those groups alone that lie in no other one: of the open ones, and of the secret ones."""
    kept: dict[bool, list[frozenset[Fingerprint]]] = {False: [], True: []}
    for number in sorted(range(len(release.groups)), key=lambda at: -len(release.groups[at])):
        group, same_sort = release.groups[number], kept[number in release.secret]
        if not any(group <= larger for larger in same_sort):
            same_sort.append(group)
    groups = (*kept[False], *kept[True])
    return evolve(release, groups=groups, secret=frozenset(range(len(kept[False]), len(groups))))
