"""Envelope encryption: each message under a key of its own, which a key management service wraps.

The wire format is that of Tink's `KmsEnvelopeAead`: the length of the wrapped key in four bytes, the wrapped key, and
the message encrypted without prefix. The service is asked once for each message; for many small ones a `KeyTree` of
`commgov.privacy` asks it once in all.
"""

import secrets
from os import urandom

from commgov.errors import InvalidInputError, Place, Problem, SealError
from commgov.seal.access import Aead
from commgov.seal.key import IV_BYTES, KEY_BYTES, Key, KeyKind, KeyStatus, OutputPrefix, secrets_of
from commgov.seal.secret import Secret
from commgov.seal.wire import MalformedError
from commgov.wording import Text

_ENCRYPTS = Text("a kind of key that encrypts", "应为用于加密的密钥类型")
_LENGTH_BYTES = 4
_WRAPPED_MAX = 4096  # as Tink: a wrapped key is never longer


class Envelope(Secret):
    """Encrypts each message under a new key, which `kms` wraps. Fits `Aead`.

    Args:
        kms: what wraps: a key management service, or a `Keyset`.
        kind: of the messages' keys.

    Raises:
        InvalidInputError: if keys of that kind do not encrypt.

    Example:
        >>> from commgov.seal import Keyset
        >>> envelope = Envelope(Keyset.generate())
        >>> envelope.decrypt(envelope.encrypt(b"a long letter", b"r-1"), b"r-1")
        b'a long letter'
    """

    __slots__ = ("_kind", "_kms")

    def __init__(self, kms: Aead, kind: KeyKind = KeyKind.AES_GCM) -> None:
        """Take what wraps."""
        if kind is KeyKind.HKDF_PRF:
            raise InvalidInputError([Problem(Place().at("Envelope", "kind"), _ENCRYPTS)])
        self._kms, self._kind = kms, kind

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        """Encrypt under a new key."""
        key = self._key(secrets.token_bytes(KEY_BYTES))
        wrapped, iv = self._kms.encrypt(key.to_proto(), b""), urandom(IV_BYTES)
        sealed = key.primitive()[0](iv, plaintext, associated_data)
        return len(wrapped).to_bytes(_LENGTH_BYTES, "big") + wrapped + iv + sealed

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        """The plaintext.

        Raises:
            SealError: if it does not open.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - loaded with a key

        length = int.from_bytes(ciphertext[:_LENGTH_BYTES], "big")
        begins = _LENGTH_BYTES + length
        if not 0 < length <= _WRAPPED_MAX or len(ciphertext) < begins + IV_BYTES:
            raise SealError
        proto = self._kms.decrypt(ciphertext[_LENGTH_BYTES:begins], b"")
        try:
            key = self._key(secrets_of(self._kind, proto)[0])
            iv = ciphertext[begins : begins + IV_BYTES]
            return key.primitive()[1](iv, ciphertext[begins + IV_BYTES :], associated_data)
        except (InvalidTag, MalformedError):
            raise SealError from None

    def _key(self, secret: bytes) -> Key:
        return Key(1, self._kind, KeyStatus.ENABLED, OutputPrefix.RAW, secret)
