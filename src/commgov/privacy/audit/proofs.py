"""Proofs of an access log, as they are handed to whoever wants to be sure."""

from attrs import field, frozen

from commgov.privacy.audit.verifier import verify_consistency, verify_inclusion


@frozen
class InclusionProof:
    """That an entry stands in a log with a root (RFC 9162, 2.1.3).

    Args:
        entry: its bytes, as canonical JSON.
        number: its number.
        size: of the log.
        path: hashes, from the leaf up.
    """

    entry: bytes = field(repr=False)
    number: int
    size: int
    path: tuple[bytes, ...] = field(repr=False)

    def holds(self, root: bytes) -> bool:
        """Whether it fits the root of the log of that size."""
        return verify_inclusion(self.entry, self.number, self.size, self.path, root)


@frozen
class ConsistencyProof:
    """That a log only grew (RFC 9162, 2.1.4).

    Args:
        old: how many entries it had.
        new: how many it has.
        path: hashes.
    """

    old: int
    new: int
    path: tuple[bytes, ...] = field(repr=False)

    def holds(self, old_root: bytes, new_root: bytes) -> bool:
        """Whether it fits the two roots."""
        return verify_consistency(self.old, self.new, old_root, new_root, self.path)
