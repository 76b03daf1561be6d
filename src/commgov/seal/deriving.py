"""Keys from keys and from passphrases, and codes over messages: HKDF, HMAC, scrypt, Argon2id."""

import hashlib
import hmac

HASH_BYTES = 32
_BLOCKS_MAX = 255


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """The code of a message under a key: HMAC with SHA-256 (RFC 2104), 32 bytes.

    Example:
        >>> hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex()[:16]  # RFC 4231, test case 2
        '5bdcc146bf60754e'
    """
    return hmac.digest(key, message, "sha256")


def hkdf_sha256(secret: bytes, *, salt: bytes = b"", info: bytes = b"", length: int = HASH_BYTES) -> bytes:
    """A key derived from another: HKDF with SHA-256 (RFC 5869), extract and expand.

    Args:
        secret: the input keying material; at least as unpredictable as the key is to be.
        salt: may be public.
        info: the use, so that each use has a key of its own.
        length: bytes, 1 to 8,160.

    Raises:
        ValueError: if more or less than that is asked for.

    Example:
        >>> hkdf_sha256(bytes.fromhex("0b" * 22), info=b"", length=8).hex()  # RFC 5869, test case 3
        '8da4e775a563c18f'
    """
    if not 0 < length <= _BLOCKS_MAX * HASH_BYTES:
        raise ValueError("HKDF gives 1 to 8,160 bytes")
    extracted = hmac.digest(salt or bytes(HASH_BYTES), secret, "sha256")
    derived, block = b"", b""
    for counter in range(1, -(-length // HASH_BYTES) + 1):
        block = hmac.digest(extracted, block + info + bytes([counter]), "sha256")
        derived += block
    return derived[:length]


def scrypt(passphrase: bytes, *, salt: bytes, cost: int, block_size: int, parallel: int, length: int) -> bytes:
    """A key from a passphrase, by much memory: scrypt (RFC 7914).

    Args:
        passphrase: what a person knows.
        salt: random, stored beside the result.
        cost: N, a power of two; memory is 128 × N × block size bytes.
        block_size: r.
        parallel: p.
        length: bytes of the key.

    Example:
        >>> sizes = {"cost": 1024, "block_size": 8, "parallel": 16}
        >>> scrypt(b"password", salt=b"NaCl", **sizes, length=8).hex()  # RFC 7914, 12, the beginning
        'fdbabe1c9d347200'
    """
    memory = 128 * block_size * (cost + parallel + 2) + 2**20  # what OpenSSL may take, and some room
    return hashlib.scrypt(passphrase, salt=salt, n=cost, r=block_size, p=parallel, maxmem=memory, dklen=length)


def argon2id(passphrase: bytes, *, salt: bytes, memory_kib: int, passes: int, lanes: int, length: int) -> bytes:
    """A key from a passphrase, by much memory: Argon2id, version 0x13 (RFC 9106).

    Args:
        passphrase: what a person knows.
        salt: random, stored beside the result; at least 8 bytes.
        memory_kib: memory in KiB.
        passes: how often memory is gone over.
        lanes: how many lanes can be worked on at once.
        length: bytes of the key.

    Example:
        >>> sizes = {"memory_kib": 64, "passes": 1, "lanes": 1}
        >>> len(argon2id(b"password", salt=b"somesalt", **sizes, length=32))
        32
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 - loaded when it is asked for

    made = Argon2id(salt=salt, length=length, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    return made.derive(passphrase)
