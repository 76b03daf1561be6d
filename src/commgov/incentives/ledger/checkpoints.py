"""Checkpoints: now and then somebody signs how far the journal had come, what its last link was, and what was owed.

A chain of links shows that nothing in the middle was changed. Whoever rewrites the whole journal, with a fresh chain,
is found by a checkpoint that was signed before, and surely by one that is kept elsewhere.
"""

from collections.abc import Iterable, Mapping

from attrs import frozen

from commgov.core import Text
from commgov.core.signed import SignedStatement
from commgov.core.streams.chain import NO_EVENT, StreamHead
from commgov.incentives.ledger.accounts import Book, Standing

UNTRUSTED = Text("a checkpoint there is not signed by a key that is trusted", "该处检查点不是由受信任的密钥签署")
DIFFERS = Text("a signed checkpoint says otherwise", "与已签署的检查点不符")
MISSING = Text("the journal ends before a signed checkpoint", "日记账在已签署的检查点之前就已结束")


@frozen
class Checkpoint(SignedStatement):
    """How the journal stood, signed.

    Args:
        seq: the number of the last entry.
        link: its link.
        promised: what was owed in each book: issued, and neither spent nor run out.
        at: when it was signed, in microseconds since 1970, UTC.
        issuer: the key that signed it, as Multikey: "z6Mk...".
        signature: Ed25519 over `statement`.
        streams: how far the chain of stream events had come that is kept with the ledger.

    Example:
        >>> from commgov.incentives import MINUTES, Account, Command, Ledger, Open
        >>> from commgov.seal import SigningKey
        >>> ledger, key = Ledger(), SigningKey.generate()
        >>> opened = Command("accounts", (Open(Account("issued", MINUTES, floor=None)),), by="officer-7", cause="begin")
        >>> bool(ledger.post(opened))
        True
        >>> checkpoint = ledger.checkpoint(key)
        >>> checkpoint.seq, checkpoint.promised, checkpoint.is_signed_by([key.verifying_key])
        (1, {'minutes': 0}, True)
    """

    seq: int
    link: bytes
    promised: Mapping[Book, int]
    at: int
    issuer: str = ""
    signature: bytes = b""
    streams: StreamHead = NO_EVENT

    @property
    def statement(self) -> bytes:
        """What is signed, as canonical JSON (RFC 8785): of streams nothing where no event has happened.

        Amounts are texts, since other readers of JSON would round.
        """
        from commgov.seal import canonical_json  # noqa: PLC0415 -- cryptography, only for who signs or verifies

        owed = {book: str(amount) for book, amount in self.promised.items()}
        said: dict[str, object] = {"at": self.at, "link": self.link.hex(), "promised": owed, "seq": self.seq}
        if self.streams.place:
            said["streams"] = {"link": self.streams.link.hex(), "place": self.streams.place}
        return canonical_json(said)


def promised(standings: Iterable[Standing]) -> dict[Book, int]:
    """What is owed in each book: what its sources, the accounts without a floor, have given more than they got."""
    owed: dict[Book, int] = {}
    for standing in standings:
        if standing.account.floor is None:
            owed[standing.account.book] = owed.get(standing.account.book, 0) - standing.posted
    return owed
