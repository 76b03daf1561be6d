"""A root that a person keeps in the head: a passphrase, made a key by a function that takes much memory.

What is written is a head in canonical JSON (function, parameters, salt), after its length in two bytes, and a
ciphertext that is bound to it. Parameters are read within limits: neither so small that guessing is cheap, nor so large
that a changed head takes the machine down.
"""

import secrets
import unicodedata
from collections.abc import Callable
from threading import Lock
from typing import ClassVar, TypeAlias

from attrs import asdict, frozen

from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Place, Problem, SealError
from commgov.seal import Keyset, Secret, argon2id, canonical_json, read_json, scrypt
from commgov.wording import Text

SALT_BYTES = 16
PASSPHRASE_MIN = 8  # NIST SP 800-63B, 5.1.1.1
_KEY_BYTES = 32
_LENGTH_BYTES = 2
_POWER = Text("a power of two", "应为2的幂")
_MEMORY = Text("at most 4 GiB of memory in all", "内存总量至多4 GiB")
_LONGER = Text(f"a passphrase of at least {PASSPHRASE_MIN} characters", f"口令至少{PASSPHRASE_MIN}个字符")


@frozen(kw_only=True)
class Scrypt:
    """scrypt (RFC 7914): takes 128 × cost × block size bytes of memory; 128 MiB unless said otherwise.

    Args:
        cost: N, a power of two from 2^14 to 2^22.
        block_size: r, 8 to 32.
        parallel: p, 1 to 16.

    Raises:
        InvalidInputError: if a number is none of these.

    Example:
        >>> Scrypt(cost=2**15).block_size
        8
    """

    name: ClassVar[str] = "scrypt"
    cost: int = 2**17
    block_size: int = 8
    parallel: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("Scrypt")
        whole = [
            checks.whole("cost", self.cost, least=2**14, most=2**22),
            checks.whole("block_size", self.block_size, least=8, most=32),
            checks.whole("parallel", self.parallel, least=1, most=16),
        ]
        if all(whole):
            checks.require("cost", self.cost, ok=self.cost & (self.cost - 1) == 0, expected=_POWER)
            checks.require("cost", self.cost, ok=128 * self.cost * self.block_size <= 2**32, expected=_MEMORY)
        checks.refuse()

    def key(self, passphrase: bytes, salt: bytes) -> bytes:
        """32 bytes from a passphrase."""
        sizes = {"cost": self.cost, "block_size": self.block_size, "parallel": self.parallel}
        return scrypt(passphrase, salt=salt, length=_KEY_BYTES, **sizes)


@frozen(kw_only=True)
class Argon2id:
    """Argon2id (RFC 9106): the second recommended option, 64 MiB, unless said otherwise.

    Args:
        memory_kib: memory, 19 MiB to 4 GiB.
        passes: 1 to 64.
        lanes: 1 to 64.

    Raises:
        InvalidInputError: if a number is none of these.

    Example:
        >>> Argon2id().passes
        3
    """

    name: ClassVar[str] = "argon2id"
    memory_kib: int = 2**16
    passes: int = 3
    lanes: int = 4

    def __attrs_post_init__(self) -> None:
        checks = Checks("Argon2id")
        checks.whole("memory_kib", self.memory_kib, least=19 * 2**10, most=2**22)
        checks.whole("passes", self.passes, least=1, most=64)
        checks.whole("lanes", self.lanes, least=1, most=64)
        checks.refuse()

    def key(self, passphrase: bytes, salt: bytes) -> bytes:
        """32 bytes from a passphrase."""
        sizes = {"memory_kib": self.memory_kib, "passes": self.passes, "lanes": self.lanes}
        return argon2id(passphrase, salt=salt, length=_KEY_BYTES, **sizes)


Kdf: TypeAlias = Scrypt | Argon2id
"""A function that makes a key of a passphrase."""

_KDFS: tuple[type[Scrypt] | type[Argon2id], ...] = (Scrypt, Argon2id)


class PassphraseRoot(Secret):
    """Wraps with a key from a passphrase, which is asked for when it is first needed and not kept. Fits `Aead`."""

    __slots__ = ("_ask", "_head", "_kdf", "_keyset", "_lock")

    def __init__(self, ask: Callable[[], str], kdf: Kdf) -> None:
        """Take who asks, and the function for what is wrapped first."""
        self._ask, self._kdf, self._lock = ask, kdf, Lock()
        self._head: bytes = b""
        self._keyset: Keyset | None = None

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        """Wrap.

        Raises:
            InvalidInputError: if a new passphrase is too short.
        """
        with self._lock:
            if self._keyset is None:
                salt = secrets.token_bytes(SALT_BYTES)
                fields = {"kdf": self._kdf.name, "salt": salt.hex(), **asdict(self._kdf)}
                written = canonical_json(fields)
                self._head = len(written).to_bytes(_LENGTH_BYTES, "big") + written
                self._keyset = Keyset.of_secret(self._kdf.key(self._passphrase(PASSPHRASE_MIN), salt))
            return self._head + self._keyset.encrypt(plaintext, self._head + associated_data)

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        """Unwrap; a passphrase that opens something is not asked for again.

        Raises:
            InvalidInputError: if the head is none.
            SealError: if the passphrase is another one, or something was changed.
        """
        ends = _LENGTH_BYTES + int.from_bytes(ciphertext[:_LENGTH_BYTES], "big")
        head, sealed = ciphertext[:ends], ciphertext[ends:]
        with self._lock:
            keyset = self._keyset
            if keyset is None or head != self._head:
                kdf, salt = _read_head(head[_LENGTH_BYTES:])
                keyset = Keyset.of_secret(kdf.key(self._passphrase(1), salt))
            opened = keyset.decrypt(sealed, head + associated_data)
            self._keyset, self._head = keyset, head
            return opened

    def _passphrase(self, least: int) -> bytes:
        """What the person said, in one form of Unicode (RFC 8265, 4.2.2)."""
        said: object = self._ask()
        if not isinstance(said, str) or len(said) < least:
            raise InvalidInputError([Problem(Place().at("passphrase"), _LONGER)])
        return unicodedata.normalize("NFC", said).encode()


def _read_head(content: bytes) -> tuple[Kdf, bytes]:
    try:
        fields = read_json(content)
        kdf, salt = fields.pop("kdf"), bytes.fromhex(fields.pop("salt"))  # type: ignore[union-attr,arg-type]
        made = next(each for each in _KDFS if each.name == kdf)(**fields)  # type: ignore[arg-type]
    except (InvalidInputError, AttributeError, KeyError, TypeError, ValueError, StopIteration):
        raise SealError from None
    return made, salt
