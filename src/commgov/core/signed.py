"""What somebody signed: a statement, the key that signed it, and the signature. Roots and checkpoints are such."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar, cast

from attrs import evolve


class Verifier(Protocol):
    """A public key: `commgov.seal.VerifyingKey`."""

    def to_multibase(self) -> str:
        """Its name, as Multikey."""
        ...

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether it made the signature."""
        ...


class Signer(Protocol):
    """A private key: `commgov.seal.SigningKey`."""

    @property
    def verifying_key(self) -> Verifier:
        """The public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature."""
        ...


class SignedStatement:
    """A frozen class that has `issuer` and `signature`, both empty until it is signed, and says what is signed."""

    __slots__ = ()
    issuer: str
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What is signed, as canonical JSON (RFC 8785)."""
        raise NotImplementedError

    def is_signed_by(self, keys: Iterable[Verifier]) -> bool:
        """Whether one of these keys signed it."""
        return any(key.to_multibase() == self.issuer and key.verifies(self.statement, self.signature) for key in keys)


Signed = TypeVar("Signed", bound=SignedStatement)


def signed(unsigned: Signed, key: Signer) -> Signed:
    """The same, signed with a key."""
    signature = key.sign(unsigned.statement)
    made = evolve(cast("Any", unsigned), issuer=key.verifying_key.to_multibase(), signature=signature)
    return cast("Signed", made)
