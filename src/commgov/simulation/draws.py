"""Random draws of a scenario: keyed, never one after another.

Each draw is `commgov.core.keyed(seed, stream, ..., key)`: it depends on its own key alone. So a member's skills stay
the same when someone adds a category of demand, the numbers are the same in every process and on every platform, and
no version of numpy can change them (numpy promises no stable stream, see NEP 19).
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from attrs import frozen

from commgov.core import between, keyed

Item = TypeVar("Item")


class Lottery(Generic[Item]):
    """Items with weights, ready to be drawn from many times.

    Args:
        items: at least one.
        weights: one for each item, none negative, not all zero.

    Example:
        >>> Lottery(["rare", "common"], [1, 99]).at(0.5)
        'common'
    """

    __slots__ = ("_items", "_upto")

    def __init__(self, items: Sequence[Item], weights: Sequence[float]) -> None:
        """Sum the weights up, once."""
        self._items = tuple(items)
        self._upto = tuple(accumulate(weights))

    def at(self, number: float) -> Item:
        """The item at a number in [0, 1): each takes a stretch as long as its share of the weights."""
        found = bisect_right(self._upto, number * self._upto[-1])
        return self._items[min(found, len(self._items) - 1)]


@frozen
class Draws:
    """The draws of one stream.

    Args:
        seed: the scenario's seed.
        key: names the stream, and perhaps the entity in it.

    Example:
        >>> members = Draws(7, ("members",))
        >>> members.of(12).between(1, 6, "dice") == members.between(1, 6, 12, "dice")
        True
    """

    seed: int
    key: tuple[str | int, ...]

    def of(self, *key: str | int) -> "Draws":
        """The draws of an entity in this stream."""
        return Draws(self.seed, (*self.key, *key))

    def number(self, *key: str | int) -> float:
        """A number in [0, 1)."""
        return keyed(self.seed, *self.key, *key)

    def chance(self, share: float, *key: str | int) -> bool:
        """Whether something happens that happens in this share of cases."""
        return self.number(*key) < share

    def between(self, low: int, high: int, *key: str | int) -> int:
        """A whole number from `low` to `high`, both included."""
        return between(self.seed, low, high, *self.key, *key)

    def pick(self, lottery: Lottery[Item], *key: str | int) -> Item:
        """An item of a lottery."""
        return lottery.at(self.number(*key))

    def some(self, items: Sequence[Item], count: int, *key: str | int) -> list[Item]:
        """So many different items (all, if there are no more), each as likely as another, in their own order."""
        left = list(range(len(items)))
        drawn = [left.pop(self.between(0, len(left) - 1, *key, nth)) for nth in range(min(count, len(items)))]
        return [items[at] for at in sorted(drawn)]


def apportion(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """Share out whole things in proportion to weights, by largest remainder (Hamilton's method).

    Args:
        total: how many there are; at least `least * len(weights)`.
        weights: one for each taker, none negative, not all zero.
        least: what each taker gets beforehand.

    Example:
        >>> apportion(10, [1, 1, 2], least=1)
        [3, 3, 4]
    """
    rest = total - least * len(weights)
    exact = [rest * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_remainder[: rest - sum(shares)]:
        shares[at] += 1
    return [least + share for share in shares]
