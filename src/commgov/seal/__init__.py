"""What keeps records true and secrets secret: signatures, encryption, and the one way to write JSON as bytes.

The only importer of `cryptography`.
"""

from commgov.seal.access import Aead as Aead
from commgov.seal.access import ClearTextAccess as ClearTextAccess
from commgov.seal.canonical import Json as Json
from commgov.seal.canonical import canonical_json as canonical_json
from commgov.seal.canonical import read_json as read_json
from commgov.seal.deriving import argon2id as argon2id
from commgov.seal.deriving import hkdf_sha256 as hkdf_sha256
from commgov.seal.deriving import hmac_sha256 as hmac_sha256
from commgov.seal.deriving import scrypt as scrypt
from commgov.seal.envelope import Envelope as Envelope
from commgov.seal.key import IV_BYTES as IV_BYTES
from commgov.seal.key import KeyKind as KeyKind
from commgov.seal.key import KeyStatus as KeyStatus
from commgov.seal.key import OutputPrefix as OutputPrefix
from commgov.seal.key import Seal as Seal
from commgov.seal.keyset import KeyInfo as KeyInfo
from commgov.seal.keyset import Keyset as Keyset
from commgov.seal.multibase import from_multibase as from_multibase
from commgov.seal.multibase import to_multibase as to_multibase
from commgov.seal.secret import Secret as Secret
from commgov.seal.signing import SigningKey as SigningKey
from commgov.seal.signing import VerifyingKey as VerifyingKey

__all__ = [
    "IV_BYTES",
    "Aead",
    "ClearTextAccess",
    "Envelope",
    "Json",
    "KeyInfo",
    "KeyKind",
    "KeyStatus",
    "Keyset",
    "OutputPrefix",
    "Seal",
    "Secret",
    "SigningKey",
    "VerifyingKey",
    "argon2id",
    "canonical_json",
    "from_multibase",
    "hkdf_sha256",
    "hmac_sha256",
    "read_json",
    "scrypt",
    "to_multibase",
]
