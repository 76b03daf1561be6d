"""Two releases side by side: what their difference gives away (Denning and Denning 1979: trackers).

Persons who stand in the same published groups, now and in all earlier releases, are one *atom*. All that anybody can
work out from all releases together is about atoms; `bounds` judges how nearly.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from commgov.privacy.releases.bounds import exposed
from commgov.privacy.releases.counting import Counts, Key
from commgov.privacy.releases.earlier import Before, EarlierRelease, Fingerprint
from commgov.privacy.releases.register import NOT_APART, ReleaseRegister
from commgov.privacy.releases.suppressing import covering_keys
from commgov.wording import Text

_NO_PERSONS = Text(
    "{other} may have counted the same people, and one of the two does not know its persons: bring rows, ask for "
    "noise, or declare the populations apart",
    "“{other}”可能统计了同一批人，且其中一方没有人员引用，无法比对：请提供逐人数据、采用加噪发布，或申明两个人群无共同人员",
)

Signature = tuple[tuple[int, ...], tuple[Key, ...]]
"""The published groups that persons stand in: the numbers of earlier ones, and keys of a new table."""


def why_not_compared(population: str, persons: frozenset[Fingerprint] | None, before: Before) -> tuple[Text, ...]:
    """Why a release about people cannot be held against the earlier ones; nothing, if it can.

    Args:
        population: whom it counts.
        persons: who they are; None: nobody knows.
        before: the earlier releases.
    """
    unknown = tuple(
        _NO_PERSONS.fill(other=other.name)
        for other in before.releases
        if other.is_exact and before.may_share(population, other.population) and (persons is None or not other.groups)
    )
    return unknown + why_not_apart(population, persons, before)


def why_not_apart(population: str, persons: frozenset[Fingerprint] | None, before: Before) -> tuple[Text, ...]:
    """Why persons cannot be of a population: somebody was counted in one that is declared to share nobody with it."""
    reasons = (
        NOT_APART.fill(one=population, other=other.population)
        for other in before.releases
        if not before.may_share(population, other.population)
        and any((persons or frozenset()) & group for group in other.groups)
    )
    return tuple(dict.fromkeys(reasons))


def earlier_groups(earlier: Sequence[EarlierRelease]) -> dict[Fingerprint, tuple[int, ...]]:
    """Who stood in which group of all earlier releases; the groups are numbered through."""
    of: dict[Fingerprint, list[int]] = {}
    for number, group in enumerate(group for release in earlier for group in release.groups):
        for person in group:
            of.setdefault(person, []).append(number)
    return {person: tuple(numbers) for person, numbers in of.items()}


def secret_groups(earlier: Sequence[EarlierRelease], *, but_lists: bool = False) -> frozenset[int]:
    """The numbers of those groups of which nobody can tell from outside who stands in them.

    Args:
        earlier: the releases.
        but_lists: without those that were secret altogether: who asks about a list of the ill compares it with others.
    """
    every = [
        number in release.secret and not (but_lists and len(release.secret) == len(release.groups))
        for release in earlier
        for number in range(len(release.groups))
    ]
    return frozenset(at for at, is_secret in enumerate(every) if is_secret)


def share_a_secret(values: Collection[tuple[int, ...]], l: int) -> bool:  # noqa: E741 - the literature's letter
    """Whether persons who stand together are too much alike: in the same secret group, or in fewer than l of them.

    Args:
        values: the secret groups that they stood in, each set of them once.
        l: how many different ones there should be.
    """
    return any(values) and (len(values) < l or bool(set.intersection(*map(set, values))))


_Place = tuple[tuple[int, ...], tuple[str, ...] | None]  # the earlier groups, and the cell of the new table or none


@frozen
class TableAtoms:
    """The persons of a table, and of all earlier releases, by where they stand.

    Args:
        cells: how many persons there are with the same earlier groups in each cell of the table; None: in no cell.
        alike: those who, as far as anybody can tell from outside, stand apart and share what must not be learnt.
    """

    cells: Mapping[_Place, int]
    alike: frozenset[_Place] = frozenset()

    @staticmethod
    def of(
        counts: Counts,
        register: ReleaseRegister,
        earlier: Sequence[EarlierRelease],
        l: int,  # noqa: E741
    ) -> "TableAtoms":
        """Find them. Of counts that know no persons, each cell is an atom of its own."""
        groups, found, seen = earlier_groups(earlier), Counter[_Place](), set[Fingerprint]()
        for key, cell in counts.cells.items():
            if isinstance(cell, int):
                found[(), key] = cell
            else:
                persons = register.fingerprints(cell)
                seen |= persons
                found.update((groups.get(person, ()), key) for person in persons)
        found.update((numbers, None) for person, numbers in groups.items() if person not in seen)
        return TableAtoms(found, _alike(counts, found, earlier, l))

    def exposed_keys(
        self, published: Sequence[Key], k: int, proven: set[tuple[Signature, int]]
    ) -> list[tuple[Key, ...]]:
        """Of each group that would become known too nearly, small or alike, the published keys in which it stands.

        Args:
            published: the keys of the new table whose numbers would be published.
            k: persons that may be known.
            proven: who is known not to become known too nearly, if more had been published than now; it is added to.

        Returns:
            The keys, or those of the nearest persons where the group itself stands in none; none, if nobody is near.
        """
        sizes, differ, shown = Counter[Signature](), set[Signature](), set(published)
        for (old, cell), number in self.cells.items():
            new = () if cell is None else tuple(key for key in covering_keys(cell) if key in shown)
            sizes[old, new] += number
            if (old, cell) not in self.alike:
                differ.add((old, new))
        found_sizes = sorted(sizes.items(), key=repr)  # sets of fingerprints have no order, and answers have one
        atoms = [atom for atom, _ in found_sizes]
        groups: dict[int | Key, list[int]] = {}
        for at, (old, new) in enumerate(atoms):
            names: tuple[int | Key, ...] = (*old, *new)
            for name in names:
                groups.setdefault(name, []).append(at)
        before = [group for name, group in groups.items() if isinstance(name, int)]
        safe = {at for at, atom in enumerate(found_sizes) if atom in proven}
        alike = {at for at, atom in enumerate(atoms) if atom not in differ}
        numbers = [size for _, size in found_sizes]
        found = exposed(numbers, list(groups.values()), k, before=before, proven=safe, also=alike)
        proven.update(atom for at, atom in enumerate(found_sizes) if at not in set(found))
        return [_nearest_keys(atoms[at], atoms, groups) for at in found]


def _alike(
    counts: Counts,
    cells: Mapping[_Place, int],
    earlier: Sequence[EarlierRelease],
    l: int,  # noqa: E741
) -> frozenset[_Place]:
    """Persons with the same labels and earlier groups, as far as anybody sees these, who have fewer than l values.

    What must not be learnt is where they stand in the table's sensitive dimensions; of those who are in the table no
    more, in which groups they stood that nobody sees from outside.
    """
    secret = secret_groups(earlier)
    gone: dict[tuple[int, ...], dict[tuple[int, ...], list[_Place]]] = {}
    there: dict[object, dict[tuple[str, ...], list[_Place]]] = {}  # the same of those in the table
    for place, number in cells.items():
        old, cell = place
        open_groups = tuple(at for at in old if at not in secret)
        if number and cell is None:
            value = tuple(at for at in old if at in secret)
            gone.setdefault(open_groups, {}).setdefault(value, []).append(place)
        elif number and cell is not None:
            labels = list(zip(counts.dimensions, cell, strict=True))
            seen = tuple(label for dimension, label in labels if not dimension.sensitive)
            hidden = tuple(label for dimension, label in labels if dimension.sensitive)
            there.setdefault((open_groups, seen), {}).setdefault(hidden, []).append(place)
    alike = [values for values in gone.values() if share_a_secret(values.keys(), l)]
    places = [place for values in alike for same in values.values() for place in same]
    few = [values for values in there.values() if any(len(set(labels)) < l for labels in zip(*values, strict=True))]
    return frozenset([*places, *(place for values in few for same in values.values() for place in same)])


def _nearest_keys(
    atom: Signature, atoms: Sequence[Signature], groups: Mapping[int | Key, Sequence[int]]
) -> tuple[Key, ...]:
    """The new keys of an atom; or else of those who stood with it in the smallest earlier group that has any."""
    old, new = atom
    if new:
        return new
    together = [{key for at in groups[number] for key in atoms[at][1]} for number in old]
    return min((tuple(keys) for keys in together if keys), key=len, default=())
