"""All randomness comes from a seed that the result records: keyed draws, not one sequence.

A draw depends on the seed and its own key alone, so adding a draw somewhere changes no other, and the numbers are the
same on every platform and in every version of numpy.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")
_BITS = 53  # what a float holds exactly


def keyed(seed: int, *key: str | int) -> float:
    """A number in [0, 1), the same for the same seed and key.

    Args:
        seed: the run's seed.
        key: names the draw: stream, entity, attempt.

    Example:
        >>> keyed(7, "no-show", "m-12", 0) == keyed(7, "no-show", "m-12", 0)
        True
    """
    text = "\x1f".join(map(str, (seed, *key)))
    digest = blake2b(text.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> (64 - _BITS)) / (1 << _BITS)


def pick(seed: int, items: Sequence[Item], weights: Sequence[float], *key: str | int) -> Item:
    """One of the items, in proportion to the weights.

    Args:
        seed: the run's seed.
        items: at least one.
        weights: one for each item, none negative, not all zero.
        key: names the draw.

    Example:
        >>> pick(7, ["a", "b"], [0, 1], "which")
        'b'
    """
    left = keyed(seed, *key) * sum(weights)
    for item, weight in zip(items, weights, strict=True):
        left -= weight
        if left < 0:
            return item
    return items[-1]


def between(seed: int, low: int, high: int, *key: str | int) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(keyed(seed, *key) * (high - low + 1))
