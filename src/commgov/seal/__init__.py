"""What keeps records true: signatures and the one way to write JSON as bytes. The only importer of `cryptography`."""

from commgov.seal.canonical import Json as Json
from commgov.seal.canonical import canonical_json as canonical_json
from commgov.seal.canonical import read_json as read_json
from commgov.seal.multibase import from_multibase as from_multibase
from commgov.seal.multibase import to_multibase as to_multibase
from commgov.seal.signing import SigningKey as SigningKey
from commgov.seal.signing import VerifyingKey as VerifyingKey

__all__ = [
    "Json",
    "SigningKey",
    "VerifyingKey",
    "canonical_json",
    "from_multibase",
    "read_json",
    "to_multibase",
]
