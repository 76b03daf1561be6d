"""One key of a keyset: its kind, its standing, its secret bytes, and the primitive that works with it."""

from collections.abc import Callable
from enum import IntEnum, StrEnum

from attrs import evolve, field, frozen

from commgov.seal.secret import Secret
from commgov.seal.wire import MalformedError, Message, content_field, number_field

ID_MAX = 2**32 - 1
IV_BYTES = 12
"""Bytes of an IV: fresh randomness of the system for each message (NIST SP 800-38D, 8.2.2; RFC 8452)."""

KEY_BYTES = 32
_SHA_256 = 3  # in Tink's enumeration of hash functions

Seal = Callable[[bytes, bytes, bytes | None], bytes]
"""From IV, plaintext and associated data to ciphertext and tag; and back."""


class KeyKind(StrEnum):
    """What a key is for, by the name of its type in Tink's keysets. Keys are made with 256 bits; 128 are read too."""

    AES_GCM = "AesGcmKey"
    """AES-GCM (NIST SP 800-38D): the usual one."""

    AES_GCM_SIV = "AesGcmSivKey"
    """AES-GCM-SIV (RFC 8452): slower, and a repeated IV tells only that a message was repeated."""

    HKDF_PRF = "HkdfPrfKey"
    """HKDF with SHA-256 (RFC 5869) as a pseudorandom function: does not encrypt, other keys are derived of it."""


class KeyStatus(IntEnum):
    """How a key stands, with the numbers of Tink's keysets."""

    ENABLED = 1
    """Works."""

    DISABLED = 2
    """Does not work; can be enabled again."""

    DESTROYED = 3
    """Its secret bytes are gone; only its number is kept."""


class OutputPrefix(IntEnum):
    """What stands before a ciphertext to tell its key, with the numbers of Tink's keysets."""

    TINK = 1
    """A byte 1 and the key's number: five bytes."""

    RAW = 3
    """Nothing: every such key is tried."""

    CRUNCHY = 4
    """A byte 0 and the key's number, as Tink's forerunner wrote it."""


@frozen(eq=False, repr=False)
class Key(Secret):
    """One key.

    Args:
        number: its number in the keyset, 1 to 2^32 - 1.
        kind: what it is for; None for a destroyed key, of which nothing else is known.
        status: whether it works.
        prefix: what stands before its ciphertexts.
        secret: its secret bytes.
        salt: the salt of HKDF; no other kind has one.
    """

    number: int
    kind: KeyKind | None
    status: KeyStatus
    prefix: OutputPrefix
    secret: bytes = field(default=b"")
    salt: bytes = b""

    @property
    def prefix_bytes(self) -> bytes:
        """What stands before each of its ciphertexts."""
        if self.prefix is OutputPrefix.RAW:
            return b""
        return (b"\1" if self.prefix is OutputPrefix.TINK else b"\0") + self.number.to_bytes(4, "big")

    def destroyed(self) -> "Key":
        """The key without its secret bytes."""
        return Key(self.number, None, KeyStatus.DESTROYED, self.prefix)

    def with_status(self, status: KeyStatus) -> "Key":
        """The same key, standing otherwise."""
        return evolve(self, status=status)

    def primitive(self) -> tuple[Seal, Seal]:
        """What encrypts with it, and what decrypts."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV  # noqa: PLC0415 - loaded with a key

        made = (AESGCM if self.kind is KeyKind.AES_GCM else AESGCMSIV)(self.secret)
        return made.encrypt, made.decrypt

    def to_proto(self) -> bytes:
        """The key's own message in its keyset: the version is 0, and so not written."""
        if self.kind is KeyKind.HKDF_PRF:
            params = number_field(1, _SHA_256) + content_field(2, self.salt)
            return content_field(2, params) + content_field(3, self.secret)
        return content_field(3, self.secret)


def secrets_of(kind: KeyKind, content: bytes) -> tuple[bytes, bytes]:
    """The secret bytes and the salt of a key's own message.

    Raises:
        MalformedError: if it is none of this kind, of another size, or of another hash function.
    """
    if kind is KeyKind.HKDF_PRF:
        message = Message(content, (1, 2, 3))
        params = Message(message.content(2), (1, 2))
        salt, right = params.content(2), params.number(1) == _SHA_256 and len(message.content(3)) >= KEY_BYTES
    else:
        message = Message(content, (1, 3))
        salt, right = b"", len(message.content(3)) in {KEY_BYTES // 2, KEY_BYTES}
    if message.number(1) or not right:
        raise MalformedError
    return message.content(3), salt
