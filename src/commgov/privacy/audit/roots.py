"""Signed roots: now and then somebody signs how many entries the log has and what its root is (RFC 9162, 4.10).

Nothing in the log itself stops who holds the whole database from writing it anew. A root that was signed before, and
is kept where the database's holder cannot reach it, does: send each one to a witness.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import frozen

from commgov.wording import Text

if TYPE_CHECKING:
    from commgov.seal import SigningKey, VerifyingKey

UNTRUSTED = Text("a root is not signed by a key that is trusted", "某一根哈希并非由受信任的密钥签署")


@frozen
class SignedRoot:
    """How many entries a log had, and its root, signed.

    Args:
        log: the log's name, so that no other log's root passes for it.
        size: how many entries there were.
        root: the root of the tree, 32 bytes.
        at: when it was signed, in microseconds since 1970, UTC.
        issuer: the key that signed it, as Multikey: "z6Mk...".
        signature: Ed25519 over `statement`.
    """

    log: str
    size: int
    root: bytes
    at: int
    issuer: str
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What is signed, as canonical JSON (RFC 8785)."""
        return statement(self.log, self.size, self.root, self.at)

    def is_signed_by(self, keys: "Iterable[VerifyingKey]") -> bool:
        """Whether one of these keys signed it."""
        return any(key.to_multibase() == self.issuer and key.verifies(self.statement, self.signature) for key in keys)


def statement(log: str, size: int, root: bytes, at: int) -> bytes:
    """What a signed root says, as canonical JSON."""
    from commgov.seal import canonical_json  # noqa: PLC0415 -- cryptography, only for who signs or verifies

    return canonical_json({"at": at, "log": log, "root": root.hex(), "size": size})


def sign_root(log: str, size: int, root: bytes, at: int, key: "SigningKey") -> SignedRoot:
    """A root, signed with a key."""
    return SignedRoot(log, size, root, at, key.verifying_key.to_multibase(), key.sign(statement(log, size, root, at)))
