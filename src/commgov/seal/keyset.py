"""Keysets: keys that encrypt together, one of them the primary; wire and keyset format are those of Google Tink.

A ciphertext is prefix, IV, encrypted bytes and tag: for the prefix TINK a byte 1, the key's number in four bytes, 12
bytes of IV, and 16 of tag after the text: 33 bytes more than the plaintext (Tink, "Wire format"). The primary key
encrypts; every enabled key decrypts, so old ciphertexts open after a rotation.

Tink's keysets do not commit to a key: bytes can be made on purpose that open with two keys to two texts. Whoever lets
others bring keys pins them, as `commgov.privacy.KeyTree` does by a commitment beside each key.
"""

import secrets
from collections.abc import Iterable, Sequence
from os import urandom
from typing import NoReturn

from attrs import frozen

from commgov.errors import InvalidInputError, Place, Problem, SealError
from commgov.seal import keyset_form
from commgov.seal.access import Aead, ClearTextAccess
from commgov.seal.deriving import hkdf_sha256
from commgov.seal.key import ID_MAX, IV_BYTES, KEY_BYTES, Key, KeyKind, KeyStatus, OutputPrefix, Seal
from commgov.seal.secret import Secret
from commgov.wording import Text

_HINT_BYTES = 5
_DERIVES = Text("a keyset that encrypts; this one derives keys", "应为用于加密的密钥集；该密钥集用于派生密钥")
_ENCRYPTS = Text("a keyset that derives keys; this one encrypts", "应为用于派生密钥的密钥集；该密钥集用于加密")
_ACCESS = Text(
    "what wraps the keyset, or CLEARTEXT of commgov.seal.cleartext",
    "应提供包裹密钥集的加密器，或commgov.seal.cleartext的CLEARTEXT",
)
_WRAPPED = Text("bytes from what wraps the keyset", "包裹密钥集的加密器应返回字节")
_KNOWN = Text("the number of a key of this keyset that is not destroyed", "应为该密钥集中未销毁密钥的编号")
_SIZE = Text("{n} secret bytes", "应为{n}字节的密钥内容").fill(n=KEY_BYTES)
_COMMITMENT = b"commgov key commitment 1"


@frozen
class KeyInfo:
    """What may be shown of a key.

    Args:
        number: its number in the keyset.
        kind: what it is for; None once it is destroyed.
        status: whether it works.
        prefix: what stands before its ciphertexts.
        is_primary: whether it is the one that encrypts.

    Example:
        >>> (info,) = Keyset.generate().keys
        >>> info.kind.value, info.status.name, info.prefix.name, info.is_primary
        ('AesGcmKey', 'ENABLED', 'TINK', True)
    """

    number: int
    kind: KeyKind | None
    status: KeyStatus
    prefix: OutputPrefix
    is_primary: bool


class Keyset(Secret):
    """Keys that encrypt together. It does not change: what would change it gives another one.

    Fits `Aead`, and so does `tink.aead.Aead`: either can wrap a keyset, by `to_json` and `to_bytes`.

    Example:
        >>> root, keyset = Keyset.generate(), Keyset.generate(KeyKind.AES_GCM_SIV)
        >>> sealed = keyset.encrypt(b"a name", b"r-1, name")
        >>> stored = keyset.rotated().to_json(root)
        >>> Keyset.from_json(stored, root).decrypt(sealed, b"r-1, name")
        b'a name'
        >>> keyset.decrypt(sealed, b"r-2, name")
        Traceback (most recent call last):
            ...
        commgov.errors.SealError: the ciphertext does not open
        >>> keyset
        Keyset(...)
    """

    __slots__ = ("_closed", "_decrypt", "_encrypt", "_keys", "_prefix", "_primary", "_written")

    def __init__(self, keys: Sequence[Key], primary: int, written: bytes | None = None) -> None:
        """Take keys that are known to be right, and their protobuf; everybody else reads or generates a keyset."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - loaded with the first keyset

        self._keys, self._primary, self._written = tuple(keys), primary, written
        self._closed = (InvalidTag, ValueError)  # ValueError: too short to have an IV
        self._decrypt: dict[bytes, list[Seal]] = {b"": []}
        self._encrypt: Seal = _does_not_encrypt
        for key in keys:
            if key.status is KeyStatus.ENABLED and key.kind is not KeyKind.HKDF_PRF:
                encrypt, decrypt = key.primitive()
                self._decrypt.setdefault(key.prefix_bytes, []).append(decrypt)
                if key.number == primary:
                    self._encrypt = encrypt
        self._prefix = self._key(primary).prefix_bytes

    @staticmethod
    def generate(kind: KeyKind = KeyKind.AES_GCM, prefix: OutputPrefix | None = None) -> "Keyset":
        """A keyset of one new key: 256 bits of the system's own randomness.

        Args:
            kind: what it is for.
            prefix: what stands before ciphertexts; TINK unless said otherwise. Keys that derive have RAW, as in Tink.
        """
        key = _new_key(kind, prefix, ())
        return Keyset([key], key.number)

    @staticmethod
    def of_secret(secret: bytes) -> "Keyset":
        """A keyset of one AES-GCM key that was derived elsewhere, whose ciphertexts have no prefix.

        Args:
            secret: 32 bytes as unpredictable as a key has to be.

        Raises:
            InvalidInputError: if there are not 32 of them; they are not repeated.
        """
        given: object = secret
        if not isinstance(given, bytes) or len(given) != KEY_BYTES:
            raise _refusal(_SIZE)
        return Keyset([Key(1, KeyKind.AES_GCM, KeyStatus.ENABLED, OutputPrefix.RAW, given)], 1)

    @staticmethod
    def from_json(text: str, access: Aead | ClearTextAccess, associated_data: bytes = b"") -> "Keyset":
        """Read a keyset from JSON as Tink writes it.

        Args:
            text: an encrypted keyset, or with `CLEARTEXT` a keyset in clear text.
            access: what it was wrapped with.
            associated_data: what it was wrapped for.

        Raises:
            InvalidInputError: if it is none; keys of types that are not known here are named, all of them.
            SealError: if it does not open.
        """
        if isinstance(access, ClearTextAccess):
            return Keyset(*keyset_form.from_json(text))
        return _opened(keyset_form.encrypted_from_json(text), access, associated_data)

    @staticmethod
    def from_bytes(content: bytes, access: Aead | ClearTextAccess, associated_data: bytes = b"") -> "Keyset":
        """Read a keyset from protobuf as Tink writes it; as `from_json`.

        Raises:
            InvalidInputError: if it is none, or has keys of types that are not known here.
            SealError: if it does not open.
        """
        if isinstance(access, ClearTextAccess):
            return _from_protobuf(content)
        return _opened(keyset_form.encrypted_from_protobuf(content), access, associated_data)

    def to_json(self, access: Aead | ClearTextAccess, associated_data: bytes = b"") -> str:
        """The keyset as JSON that Tink reads.

        Args:
            access: what wraps it; or `CLEARTEXT`.
            associated_data: what it is wrapped for; it has to be given again to open it.
        """
        if isinstance(access, ClearTextAccess):
            return keyset_form.to_json(self._keys, self._primary)
        return keyset_form.encrypted_to_json(self._wrapped(access, associated_data), self._keys, self._primary)

    def to_bytes(self, access: Aead | ClearTextAccess, associated_data: bytes = b"") -> bytes:
        """The keyset as protobuf that Tink reads; as `to_json`."""
        if isinstance(access, ClearTextAccess):
            return self._protobuf()
        return keyset_form.encrypted_to_protobuf(self._wrapped(access, associated_data))

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        """Encrypt with the primary key.

        Args:
            plaintext: any bytes.
            associated_data: what the ciphertext is bound to; it is not in it, and has to be given again to decrypt.
        """
        iv = urandom(IV_BYTES)
        return self._prefix + iv + self._encrypt(iv, plaintext, associated_data)

    def encrypt_all(self, messages: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
        """Encrypt many messages, with their IVs drawn at once.

        Args:
            messages: each a plaintext and its associated data.
        """
        messages = list(messages)
        prefix, encrypt, ivs = self._prefix, self._encrypt, urandom(IV_BYTES * len(messages))
        sealed, at = [], 0
        for plaintext, associated_data in messages:
            iv = ivs[at : at + IV_BYTES]
            at += IV_BYTES
            sealed.append(prefix + iv + encrypt(iv, plaintext, associated_data))
        return sealed

    @property
    def sealing(self) -> tuple[bytes, Seal]:
        """Prefix and primitive of the primary key, for a loop that draws its IVs itself, all at once.

        A ciphertext is the prefix, the IV, and what the primitive gives for IV, plaintext and associated data. Whoever
        uses an IV twice gives the key away: `encrypt` and `encrypt_all` never do.
        """
        return self._prefix, self._encrypt

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        """The plaintext, if any enabled key opens the ciphertext with this associated data.

        Raises:
            SealError: if none does. What is wrong is not told: a wrong key, other associated data, or changed bytes.
        """
        for decrypt in self._decrypt.get(ciphertext[:_HINT_BYTES], ()):
            try:
                return decrypt(ciphertext[5:17], ciphertext[17:], associated_data)
            except self._closed:
                continue
        for decrypt in self._decrypt[b""]:  # keys without a prefix are tried last, as Tink does
            try:
                return decrypt(ciphertext[:IV_BYTES], ciphertext[IV_BYTES:], associated_data)
            except self._closed:
                continue
        raise SealError

    def derive(self, info: bytes, length: int = KEY_BYTES) -> tuple[bytes, ...]:
        """Keys derived for one use: of each enabled key, the primary's first. The same as Tink's PRF set computes.

        Args:
            info: the use.
            length: bytes.

        Raises:
            InvalidInputError: if this keyset encrypts.

        Example:
            >>> branch = Keyset.generate(KeyKind.HKDF_PRF)
            >>> branch.rotated().derive(b"index of phones")[1] == branch.derive(b"index of phones")[0]
            True
        """
        if self._key(self._primary).kind is not KeyKind.HKDF_PRF:
            raise _refusal(_ENCRYPTS)
        enabled = [key for key in self._keys if key.status is KeyStatus.ENABLED]
        enabled.sort(key=lambda key: key.number != self._primary)
        return tuple(hkdf_sha256(key.secret, salt=key.salt, info=info, length=length) for key in enabled)

    def commitment(self, context: bytes) -> bytes:
        """32 bytes that no other keyset gives for this context, and that tell nothing of the keys (HKDF, RFC 5869).

        Kept beside a wrapped keyset they pin it: AES-GCM alone does not commit to a key.
        """
        return hkdf_sha256(self._protobuf(), salt=_COMMITMENT, info=context)

    @property
    def primary(self) -> int:
        """The number of the key that encrypts."""
        return self._primary

    @property
    def keys(self) -> tuple[KeyInfo, ...]:
        """What may be shown of the keys."""
        return tuple(
            KeyInfo(key.number, key.kind, key.status, key.prefix, key.number == self._primary) for key in self._keys
        )

    def is_current(self, ciphertext: bytes) -> bool:
        """Whether a ciphertext says that the primary key made it. Of keys without a prefix nobody can tell: True."""
        return ciphertext.startswith(self._prefix)

    def rotated(self, kind: KeyKind | None = None) -> "Keyset":
        """With a new key as the primary one; the others go on to decrypt.

        Args:
            kind: of the new key; that of the primary one unless said otherwise. Keys that encrypt and keys that derive
                do not mix.
        """
        old = self._key(self._primary)
        key = _new_key(kind or old.kind or KeyKind.AES_GCM, old.prefix, [each.number for each in self._keys])
        return _checked((*self._keys, key), key.number)

    def promoted(self, number: int) -> "Keyset":
        """With another enabled key as the primary one.

        Raises:
            InvalidInputError: if there is no enabled key of that number.
        """
        return _checked(self._keys, number)

    def with_status(self, number: int, status: KeyStatus) -> "Keyset":
        """With one key enabled, disabled, or destroyed, which leaves its number only.

        Raises:
            InvalidInputError: if it is the primary one, is destroyed already, or nobody's number.
        """
        key = self._key(number)
        if key.status is KeyStatus.DESTROYED:
            raise _refusal(_KNOWN)
        changed = key.destroyed() if status is KeyStatus.DESTROYED else key.with_status(status)
        return _checked([changed if each is key else each for each in self._keys], self._primary)

    def only(self, numbers: Iterable[int]) -> "Keyset":
        """With the keys of these numbers only.

        Raises:
            InvalidInputError: if the primary one is not among them.
        """
        kept = frozenset(numbers)
        return _checked([key for key in self._keys if key.number in kept], self._primary)

    def _key(self, number: int) -> Key:
        for key in self._keys:
            if key.number == number:
                return key
        raise _refusal(_KNOWN)

    def _protobuf(self) -> bytes:
        if self._written is None:
            self._written = keyset_form.to_protobuf(self._keys, self._primary)
        return self._written

    def _wrapped(self, access: Aead, associated_data: bytes) -> bytes:
        if not hasattr(access, "encrypt"):
            raise _refusal(_ACCESS)
        return _bytes_from(access.encrypt(self._protobuf(), associated_data))


def _from_protobuf(content: bytes) -> Keyset:
    return Keyset(*keyset_form.from_protobuf(content), content)


def _opened(ciphertext: bytes, access: Aead, associated_data: bytes) -> Keyset:
    if not hasattr(access, "decrypt"):
        raise _refusal(_ACCESS)
    try:
        return _from_protobuf(_bytes_from(access.decrypt(ciphertext, associated_data)))
    except InvalidInputError as error:
        problems = error.problems
    raise InvalidInputError(problems)  # anew: the frames that read it hold the keyset in clear text


def _bytes_from(answer: object) -> bytes:
    """What a key management service answered: without this, its `None` would be kept as a wrapped keyset."""
    if not isinstance(answer, bytes) or not answer:
        raise _refusal(_WRAPPED)
    return answer


def _checked(keys: Sequence[Key], primary: int) -> Keyset:
    problems = keyset_form.whole_problems(keys, primary, [key.number for key in keys])
    if problems:
        raise InvalidInputError(problems)
    return Keyset(keys, primary)


def _new_key(kind: KeyKind, prefix: OutputPrefix | None, taken: Sequence[int]) -> Key:
    usual = OutputPrefix.RAW if kind is KeyKind.HKDF_PRF else OutputPrefix.TINK
    number = 0
    while not number or number in taken:
        number = secrets.randbelow(ID_MAX + 1)
    return Key(number, kind, KeyStatus.ENABLED, prefix or usual, secrets.token_bytes(KEY_BYTES))


def _does_not_encrypt(_iv: bytes, _plaintext: bytes, _associated_data: bytes | None) -> NoReturn:
    raise _refusal(_DERIVES)


def _refusal(expected: Text) -> InvalidInputError:
    return InvalidInputError([Problem(Place().at("Keyset"), expected)])
