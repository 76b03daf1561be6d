"""The key tree: a root that the community keeps elsewhere, a community key, and a key for each subject and tier."""

from commgov.privacy.keys.apart import MemorySecretStore as MemorySecretStore
from commgov.privacy.keys.apart import SecretStore as SecretStore
from commgov.privacy.keys.apart import TreeSecretStore as TreeSecretStore
from commgov.privacy.keys.erasing import CopyHolder as CopyHolder
from commgov.privacy.keys.erasing import ErasureReceipt as ErasureReceipt
from commgov.privacy.keys.indexing import BlindIndex as BlindIndex
from commgov.privacy.keys.indexing import IndexPlan as IndexPlan
from commgov.privacy.keys.indexing import normalised as normalised
from commgov.privacy.keys.label import FieldLabel as FieldLabel
from commgov.privacy.keys.label import bucket_for as bucket_for
from commgov.privacy.keys.limits import KeyLimits as KeyLimits
from commgov.privacy.keys.passphrase import Argon2id as Argon2id
from commgov.privacy.keys.passphrase import Scrypt as Scrypt
from commgov.privacy.keys.provider import KeyProvider as KeyProvider
from commgov.privacy.keys.rotating import OnRotation as OnRotation
from commgov.privacy.keys.rotating import Rotation as Rotation
from commgov.privacy.keys.rotating import RotationProgress as RotationProgress
from commgov.privacy.keys.store import CommunityKeys as CommunityKeys
from commgov.privacy.keys.store import KeyStore as KeyStore
from commgov.privacy.keys.store import MemoryKeyStore as MemoryKeyStore
from commgov.privacy.keys.store import StoredKey as StoredKey
from commgov.privacy.keys.tree import KeyTree as KeyTree
from commgov.privacy.keys.tree import KeyTreeStatus as KeyTreeStatus

__all__ = [
    "Argon2id",
    "BlindIndex",
    "CommunityKeys",
    "CopyHolder",
    "ErasureReceipt",
    "FieldLabel",
    "IndexPlan",
    "KeyLimits",
    "KeyProvider",
    "KeyStore",
    "KeyTree",
    "KeyTreeStatus",
    "MemoryKeyStore",
    "MemorySecretStore",
    "OnRotation",
    "Rotation",
    "RotationProgress",
    "Scrypt",
    "SecretStore",
    "StoredKey",
    "TreeSecretStore",
    "bucket_for",
    "normalised",
]
