"""Generalisation: how a value becomes coarser (Samarati and Sweeney 1998: domain generalisation hierarchies)."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise

from attrs import define, field, frozen

from commgov.core.checks import Checks
from commgov.wording import Text

_DASH = "–"
_WIDER = Text("each width a multiple of the one before", "每级宽度应为前一级的整数倍")
_TREE = Text(
    "a tree: one way up from each value, all with the same number of steps", "应为树：每个值逐级向上，级数相同"
)


def said_range(low: int, high: int) -> str:
    """A range as it is published.

    Example:
        >>> said_range(60, 69), said_range(7, 7)
        ('60–69', '7')
    """
    return str(low) if low == high else f"{low}{_DASH}{high}"


@frozen(init=False)
class Bands:
    """Numbers become bands of a width, counted from 0; each level is wider than the one before.

    Args:
        widths: of each level, each a multiple of the one before, so that bands nest.

    Example:
        >>> ages = Bands(10, 20)
        >>> ages.at(67, 0), ages.at(67, 1), ages.levels
        ('60–69', '60–79', 2)
    """

    widths: tuple[int, ...]

    def __init__(self, *widths: int) -> None:
        """Take the widths, the narrowest first."""
        checks = Checks("Bands")
        checks.require("widths", "", ok=bool(widths), expected=Text("at least one width", "至少一个宽度"))
        right = [checks.whole(f"widths[{at}]", width, least=1) for at, width in enumerate(widths)]
        if all(right):
            nests = all(wide % narrow == 0 for narrow, wide in pairwise(widths))
            checks.require("widths", widths, ok=nests, expected=_WIDER)
        checks.refuse()
        self.__attrs_init__(widths)

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return len(self.widths)

    def at(self, value: str | int, level: int) -> str:
        """The band of a number on a level."""
        low = int(value) // self.widths[level] * self.widths[level]
        return said_range(low, low + self.widths[level] - 1)


def _kept(parents: Mapping[str, str]) -> dict[str, str]:
    return dict(parents)


@define(repr=False, slots=False, frozen=True)
class Taxonomy:
    """Texts become coarser along a tree: level 0 are the values, each level up says less.

    Args:
        parents: of each value, and of each coarser one except the root, the next coarser one.

    Example:
        >>> parents = {"stroke": "illness", "diabetes": "illness", "fall": "injury", "illness": "any", "injury": "any"}
        >>> health = Taxonomy(parents)
        >>> health.at("fall", 1), health.covering({"stroke", "diabetes"}), health.covering({"stroke", "fall"})
        ('injury', 'illness', 'any')
    """

    parents: Mapping[str, str] = field(converter=_kept)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Taxonomy")
        said = [*self.parents, *self.parents.values()]
        is_tree = bool(said) and set(map(type, said)) == {str} and all(said) and self._is_tree()
        checks.require("parents", "", ok=is_tree, expected=_TREE)
        checks.refuse()

    def _is_tree(self) -> bool:
        paths = [self._path(value, len(self.parents) + 1) for value in self.values]
        roots, heights = {path[-1] for path in paths}, {len(path) for path in paths}
        return bool(paths) and len(roots) == len(heights) == 1 and not (roots & self.parents.keys())

    def _path(self, value: str, most: int) -> list[str]:
        """The value and all that is coarser; a circle ends after `most` steps."""
        path = [value]
        while path[-1] in self.parents and len(path) <= most:
            path.append(self.parents[path[-1]])
        return path

    @cached_property
    def values(self) -> frozenset[str]:
        """The finest values."""
        return frozenset(self.parents.keys() - set(self.parents.values()))

    @cached_property
    def _paths(self) -> Mapping[str, list[str]]:
        return {value: self._path(value, len(self.parents)) for value in self.values}

    @property
    def levels(self) -> int:
        """How many levels there are, with level 0."""
        return len(next(iter(self._paths.values())))

    def at(self, value: str | int, level: int) -> str:
        """What a value is called on a level."""
        return self._paths[str(value)][level]

    def covering(self, values: Iterable[str]) -> str:
        """The finest entry of the tree that covers all of them (their lowest common ancestor)."""
        levels = zip(*(self._paths[value] for value in values), strict=True)
        return str(next(level[0] for level in levels if len(set(level)) == 1))

    def in_order(self, values: Iterable[str]) -> list[str]:
        """Values so that those with the same ancestors stand together."""
        return sorted(values, key=lambda value: self._paths[value][::-1])

    def __repr__(self) -> str:
        """How large it is."""
        return f"Taxonomy({len(self.values)} values, {self.levels} levels)"
