"""How a keyset leaves memory and comes back: wrapped by something that encrypts, or, for who says so, in clear text."""

from typing import Protocol


class Aead(Protocol):
    """Encrypts and authenticates (AEAD, RFC 5116): a `Keyset`, a key management service, a `KeyProvider`.

    `tink.aead.Aead` fits as it is.
    """

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        """The ciphertext, which opens with just this associated data only."""
        ...

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        """The plaintext of a ciphertext; raises if it does not open."""
        ...


class ClearTextAccess:
    """Lets a keyset be read and written in clear text. The one there is stands in `commgov.seal.cleartext`.

    Example:
        >>> from commgov.seal.cleartext import CLEARTEXT
        >>> isinstance(CLEARTEXT, ClearTextAccess)
        True
    """

    __slots__ = ()
