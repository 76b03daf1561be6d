"""Signatures: Ed25519 (RFC 8032), with keys as the rest of the world writes them.

A `SigningKey` is a secret: it shows nothing in a `repr`, and neither pickles nor copies. A `VerifyingKey` is public; as
`did:key` (W3C CCG, the did:key method) it is an identity of its own that needs no server.

The library behind them is imported when the first key is made, not before.
"""

import secrets

from commgov.errors import InvalidInputError, Place, Problem
from commgov.seal.multibase import from_multibase, to_multibase
from commgov.seal.secret import Secret
from commgov.wording import Text

KEY_BYTES = 32
_DID_KEY = "did:key:"
_PUBLIC = b"\xed\x01"  # how Multikey announces the public key of Ed25519 (W3C Controlled Identifiers 1.0, 2.2.2)
_SECRET = b"\x80\x26"  # ... and the secret one

_SIZE = Text("{n} bytes", "应为{n}字节").fill(n=KEY_BYTES)
_SECRET_PEM = Text(
    "an Ed25519 private key as PEM (PKCS 8) and its password", "应为PEM格式（PKCS 8）的Ed25519私钥及其口令"
)
_PUBLIC_PEM = Text("an Ed25519 public key as PEM", "应为PEM格式的Ed25519公钥")
_PASSWORD = Text("a password: a signing key is not written in clear text", "须设口令：签名密钥不得以明文写出")
_MULTIKEY = Text("an Ed25519 public key as Multikey: “z6Mk...”", "应为Multikey格式的Ed25519公钥：“z6Mk……”")
_SECRET_MULTIKEY = Text("an Ed25519 secret key as Multikey: “z3u2...”", "应为Multikey格式的Ed25519私钥：“z3u2……”")
_DID = Text("an Ed25519 key as did:key: “did:key:z6Mk...”", "应为did:key格式的Ed25519公钥：“did:key:z6Mk……”")


class VerifyingKey:
    """The public half of a key: says whether a signature is that of its signing key.

    Example:
        >>> key = VerifyingKey.from_multibase("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
        >>> key.to_did()
        'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'
        >>> key.verifies(b"any message", b"no signature")
        False
    """

    __slots__ = ("_key",)

    def __init__(self, content: bytes) -> None:
        """Take the 32 bytes of RFC 8032.

        Raises:
            InvalidInputError: if there are not 32 of them.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - see the top

        self._key = Ed25519PublicKey.from_public_bytes(_sized("VerifyingKey", content))

    @staticmethod
    def from_multibase(text: str) -> "VerifyingKey":
        """Read a Multikey: "z6Mk..." (W3C Controlled Identifiers 1.0).

        Raises:
            InvalidInputError: if it is none of Ed25519.
        """
        return VerifyingKey(_multikey(text, _PUBLIC, "VerifyingKey", _MULTIKEY))

    @staticmethod
    def from_did(did: str) -> "VerifyingKey":
        """Read the key that a did:key is.

        Raises:
            InvalidInputError: if it is none of Ed25519.
        """
        if not str(did).startswith(_DID_KEY):
            raise _refusal("VerifyingKey", _DID)
        return VerifyingKey(_multikey(did.removeprefix(_DID_KEY), _PUBLIC, "VerifyingKey", _DID))

    @staticmethod
    def from_pem(pem: str) -> "VerifyingKey":
        """Read PEM (SubjectPublicKeyInfo, RFC 8410).

        Raises:
            InvalidInputError: if it is none of Ed25519.
        """
        from commgov.seal.pem import public_from_pem  # noqa: PLC0415 - see the top

        content = public_from_pem(pem)
        if content is None:
            raise _refusal("VerifyingKey", _PUBLIC_PEM)
        return VerifyingKey(content)

    def to_bytes(self) -> bytes:
        """The 32 bytes of RFC 8032."""
        return self._key.public_bytes_raw()

    def to_multibase(self) -> str:
        """The key as Multikey."""
        return to_multibase(_PUBLIC + self.to_bytes())

    def to_did(self) -> str:
        """The key as an identity of its own: did:key."""
        return _DID_KEY + self.to_multibase()

    def to_pem(self) -> str:
        """The key as PEM (SubjectPublicKeyInfo, RFC 8410)."""
        from commgov.seal.pem import public_to_pem  # noqa: PLC0415 - see the top

        return public_to_pem(self._key)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether a signature is that of this key's signing key under just this message.

        A wrong signature, also one of a wrong length, is False and never an error.
        """
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see the top

        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __eq__(self, other: object) -> bool:
        """Whether it is the same key."""
        return self.to_bytes() == other.to_bytes() if isinstance(other, VerifyingKey) else NotImplemented

    def __hash__(self) -> int:
        """Equal keys are found in the same place."""
        return hash(self.to_bytes())

    def __reduce__(self) -> tuple[type, tuple[bytes]]:
        """Let the key travel between processes."""
        return VerifyingKey, (self.to_bytes(),)

    def __repr__(self) -> str:
        """The key as Multikey: it is public."""
        return f"VerifyingKey({self.to_multibase()})"


class SigningKey(Secret):
    """The secret half of a key: signs.

    The same message and key give the same signature, byte by byte (RFC 8032, 5.1.6).

    Example:
        >>> key = SigningKey.generate()
        >>> key.verifying_key.verifies(b"90 minutes", key.sign(b"90 minutes"))
        True
        >>> key
        SigningKey(...)
        >>> SigningKey.from_pem(key.to_pem("correct horse"), "correct horse").verifying_key == key.verifying_key
        True
    """

    __slots__ = ("_key",)

    def __init__(self, seed: bytes) -> None:
        """Take the 32 secret bytes of RFC 8032, from a source of keys such as a vault.

        Raises:
            InvalidInputError: if there are not 32 of them; they are not repeated.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - see the top

        self._key = Ed25519PrivateKey.from_private_bytes(_sized("SigningKey", seed))

    @staticmethod
    def generate() -> "SigningKey":
        """A new key: 32 bytes of the system's own randomness (RFC 8032, 5.1.5)."""
        return SigningKey(secrets.token_bytes(KEY_BYTES))

    @staticmethod
    def from_multibase(text: str) -> "SigningKey":
        """Read a secret Multikey: "z3u2..." (W3C Controlled Identifiers 1.0).

        Raises:
            InvalidInputError: if it is none of Ed25519; it is not repeated.
        """
        return SigningKey(_multikey(text, _SECRET, "SigningKey", _SECRET_MULTIKEY))

    @staticmethod
    def from_pem(pem: str, password: str | None = None) -> "SigningKey":
        """Read PEM (PKCS 8, RFC 8410), such as `openssl genpkey -algorithm ed25519` writes.

        Args:
            pem: the text.
            password: what it is encrypted with, if it is.

        Raises:
            InvalidInputError: if it is no Ed25519 key or the password is wrong; nothing of either is repeated.
        """
        from commgov.seal.pem import secret_from_pem  # noqa: PLC0415 - see the top

        seed = secret_from_pem(pem, password)
        if seed is None:
            raise _refusal("SigningKey", _SECRET_PEM)
        return SigningKey(seed)

    @property
    def verifying_key(self) -> VerifyingKey:
        """The public half."""
        return VerifyingKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of a signature under a message (pure Ed25519: the message itself, not a hash of it)."""
        return self._key.sign(message)

    def to_bytes(self) -> bytes:
        """The 32 secret bytes: only for a place that keeps secrets."""
        return self._key.private_bytes_raw()

    def to_pem(self, password: str) -> str:
        """The key as encrypted PEM (PKCS 8).

        Raises:
            InvalidInputError: if the password is empty: a signing key is never written in clear text.
        """
        from commgov.seal.pem import secret_to_pem  # noqa: PLC0415 - see the top

        if not password:
            raise _refusal("SigningKey", _PASSWORD)
        return secret_to_pem(self._key, password)


def _sized(owner: str, content: object) -> bytes:
    if not isinstance(content, bytes) or len(content) != KEY_BYTES:
        raise _refusal(owner, _SIZE)
    return content


def _multikey(text: str, announced: bytes, owner: str, expected: Text) -> bytes:
    """The bytes of a key whose Multikey announces its kind."""
    try:
        content = from_multibase(text)
    except InvalidInputError:
        raise _refusal(owner, expected) from None
    if not content.startswith(announced) or len(content) != len(announced) + KEY_BYTES:
        raise _refusal(owner, expected)
    return content.removeprefix(announced)


def _refusal(owner: str, expected: Text) -> InvalidInputError:
    """What would be right; what was given is never repeated, for it may be a secret."""
    return InvalidInputError([Problem(Place().at(owner), expected)])
