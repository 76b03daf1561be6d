"""Signed roots: now and then somebody signs how many entries the log has and what its root is (RFC 9162, 4.10).

Nothing in the log itself stops who holds the whole database from writing it anew. A root that was signed before, and
is kept where the database's holder cannot reach it, does: send each one to a witness.
"""

import json

from attrs import frozen

from commgov.core.signed import SignedStatement
from commgov.seal import canonical_json
from commgov.wording import Text

UNTRUSTED = Text("a root is not signed by a key that is trusted", "某一根哈希并非由受信任的密钥签署")


@frozen
class SignedRoot(SignedStatement):
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
    issuer: str = ""
    signature: bytes = b""

    @property
    def statement(self) -> bytes:
        """What is signed, as canonical JSON (RFC 8785)."""
        return canonical_json({"at": self.at, "log": self.log, "root": self.root.hex(), "size": self.size})

    @staticmethod
    def from_statement(said: str | bytes, issuer: str, signature: bytes) -> "SignedRoot":
        """The root that a statement tells of, with who signed it.

        Raises:
            ValueError: if it tells of none.
        """
        try:
            facts = json.loads(said)
            root = bytes.fromhex(facts["root"])
            return SignedRoot(facts["log"], facts["size"], root, facts["at"], issuer, signature)
        except (TypeError, LookupError, RecursionError) as error:
            raise ValueError("no statement of a root") from error
