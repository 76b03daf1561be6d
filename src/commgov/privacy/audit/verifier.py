"""Verifying an access log's proofs, by nothing but SHA-256: small enough to be read, copied and ported by an auditor.

Sources: RFC 9162, Certificate Transparency 2.0, 2.1.1 (hashes), 2.1.3.2 (inclusion) and 2.1.4.2 (consistency).
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a log with no entry."""


def leaf_hash(entry: bytes) -> bytes:
    """What an entry counts as in the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What two subtrees count as together."""
    return sha256(b"\x01" + left + right).digest()


def verify_inclusion(entry: bytes, number: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that an entry stands in a log.

    Args:
        entry: its bytes.
        number: its number; the first has 0.
        size: how many entries the log has.
        path: the proof: hashes of 32 bytes, from the leaf up.
        root: the root of the log with that many entries.

    Example:
        >>> verify_inclusion(b"only one", 0, 1, [], leaf_hash(b"only one"))
        True
    """
    return verify_leaf(leaf_hash(entry), number, size, path, root)


def verify_leaf(leaf: bytes, number: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """As `verify_inclusion`, for who has the entry's leaf hash and not the entry."""
    if not 0 <= number < size or not _are_hashes(leaf, root, *path):
        return False
    sides = _sides(number, size - 1, len(path))
    if sides is None:
        return False
    found = leaf
    for beside, is_left in zip(path, sides, strict=True):
        found = node_hash(beside, found) if is_left else node_hash(found, beside)
    return found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a proof shows that a log only grew: its first entries are the very ones it had before.

    Args:
        old: how many entries it had; at least 1: there is nothing to show of a log that was empty.
        new: how many it has.
        old_root: its root then.
        new_root: its root now.
        path: the proof: hashes of 32 bytes.

    Example:
        >>> verify_consistency(1, 1, leaf_hash(b"a"), leaf_hash(b"a"), [])
        True
    """
    if not 1 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    rest = list(path) if old & (old - 1) else [old_root, *path]
    if not rest or not _are_hashes(old_root, new_root, *path):
        return False
    full = (old & -old).bit_length() - 1  # the last full subtree of the old log: the proof begins with it
    sides = _sides((old - 1) >> full, (new - 1) >> full, len(rest) - 1)
    if sides is None:
        return False
    was = now = rest[0]
    for beside, is_left in zip(rest[1:], sides, strict=True):
        was = node_hash(beside, was) if is_left else was
        now = node_hash(beside, now) if is_left else node_hash(now, beside)
    return was == old_root and now == new_root


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _sides(place: int, last: int, steps: int) -> list[bool] | None:
    """On the way up from a node to the root, whether each hash of a proof stands to the left; None if it is no way."""
    sides = []
    for _ in range(steps):
        if last == 0:
            return None
        is_left = bool(place & 1) or place == last
        while is_left and not place & 1:  # never 0: the last of a level is beyond 0 here
            place, last = place >> 1, last >> 1
        sides.append(is_left)
        place, last = place >> 1, last >> 1
    return sides if last == 0 else None
