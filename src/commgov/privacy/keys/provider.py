"""The root of the key tree: what wraps the community's keys, kept where the data is not."""

from collections.abc import Callable

from commgov.privacy.keys.passphrase import Kdf, PassphraseRoot, Scrypt
from commgov.seal import Aead, Keyset, Secret

Wrap = Callable[[bytes, bytes], bytes]
"""From bytes and associated data to bytes."""


class KeyProvider(Secret):
    """The root of a key tree. Whoever has it, and the store, has everything: keep it where the data is not.

    Fits `Aead`.

    Example:
        >>> root = KeyProvider.passphrase(lambda: "correct horse battery", kdf=Scrypt(cost=2**14))
        >>> root.decrypt(root.encrypt(b"a key", b"b"), b"b")
        b'a key'
        >>> root
        KeyProvider(...)
    """

    __slots__ = ("_root",)

    def __init__(self, root: Aead) -> None:
        """Take what encrypts and decrypts."""
        self._root = root

    @staticmethod
    def passphrase(ask: Callable[[], str], *, kdf: Kdf = Scrypt()) -> "KeyProvider":  # noqa: B008 - immutable
        """A passphrase that people know, made a key by a function that takes much memory.

        Args:
            ask: asks for it, when it is first needed; `getpass.getpass` fits. It is not kept.
            kdf: the function and its cost, for a new tree; what exists says itself what it was made with.
        """
        return KeyProvider(PassphraseRoot(ask, kdf))

    @staticmethod
    def kms(encrypt: Wrap, decrypt: Wrap) -> "KeyProvider":
        """A key management service, whose key never leaves it. It is asked once when a tree is opened.

        Args:
            encrypt: from plaintext and associated data to ciphertext.
            decrypt: back; raises what it likes if it cannot, and that goes through to the caller.

        Example:
            >>> service = Keyset.generate()  # in life: a client of the service
            >>> root = KeyProvider.kms(service.encrypt, service.decrypt)
            >>> service.decrypt(root.encrypt(b"a key", b"b"), b"b")
            b'a key'
        """
        return KeyProvider(_Called(encrypt, decrypt))

    @staticmethod
    def encrypted_keyset(source: str | bytes, kms: Aead, associated_data: bytes = b"") -> "KeyProvider":
        """A keyset that lies encrypted in a file, such as `tinkey create-keyset --master-key-uri` writes.

        Args:
            source: JSON, or protobuf as bytes.
            kms: what opens it; `tink`'s clients of key management services fit.
            associated_data: what it was encrypted for.

        Raises:
            InvalidInputError: if it is none, or has keys of types that are not known here.
            SealError: if it does not open.

        Example:
            >>> service, root = Keyset.generate(), Keyset.generate()
            >>> provider = KeyProvider.encrypted_keyset(root.to_json(service), service)
            >>> root.decrypt(provider.encrypt(b"a key", b"b"), b"b")
            b'a key'
        """
        read = Keyset.from_json if isinstance(source, str) else Keyset.from_bytes
        return KeyProvider(read(source, kms, associated_data))  # type: ignore[arg-type]

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        """Wrap."""
        return self._root.encrypt(plaintext, associated_data)

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        """Unwrap.

        Raises:
            SealError: if it does not open.
        """
        return self._root.decrypt(ciphertext, associated_data)


class _Called(Secret):
    """Two functions as an `Aead`."""

    __slots__ = ("decrypt", "encrypt")

    def __init__(self, encrypt: Wrap, decrypt: Wrap) -> None:
        self.encrypt, self.decrypt = encrypt, decrypt
