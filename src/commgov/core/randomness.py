"""All randomness comes from a seed that the result records: keyed draws, not one sequence.

A draw depends on the seed and its own key alone, so adding a draw somewhere changes no other, and the numbers are the
same on every platform and in every version of numpy.
"""

from hashlib import blake2b

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


def between(seed: int, low: int, high: int, *key: str | int) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(keyed(seed, *key) * (high - low + 1))
