"""Ed25519 keys as PEM (RFC 8410), such as `openssl` reads and writes: there and back."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def public_from_pem(pem: str) -> bytes | None:
    """The 32 bytes of a public key (SubjectPublicKeyInfo), or None if it is none of Ed25519."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else None


def public_to_pem(key: Ed25519PublicKey) -> str:
    """A public key as PEM (SubjectPublicKeyInfo)."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def secret_from_pem(pem: str, password: str | None) -> bytes | None:
    """The 32 bytes of a private key (PKCS 8), or None if it is none of Ed25519 or the password is wrong."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), None if password is None else password.encode())
    except (TypeError, ValueError, UnsupportedAlgorithm):  # TypeError: a password too many, or none
        return None
    return key.private_bytes_raw() if isinstance(key, Ed25519PrivateKey) else None


def secret_to_pem(key: Ed25519PrivateKey, password: str) -> str:
    """A private key as encrypted PEM (PKCS 8)."""
    encryption = serialization.BestAvailableEncryption(password.encode())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption).decode()
