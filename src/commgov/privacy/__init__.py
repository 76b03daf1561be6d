"""What residents trusted the community with stays where it belongs: tiers, purposes and the rules about both."""

from commgov.privacy.audit.entry import AuditEntry as AuditEntry
from commgov.privacy.audit.log import AuditLog as AuditLog
from commgov.privacy.audit.log import BrokenLogError as BrokenLogError
from commgov.privacy.audit.log import ConsistencyProof as ConsistencyProof
from commgov.privacy.audit.log import InclusionProof as InclusionProof
from commgov.privacy.audit.log import VerifiedLog as VerifiedLog
from commgov.privacy.audit.roots import SignedRoot as SignedRoot
from commgov.privacy.audit.store import LogStore as LogStore
from commgov.privacy.audit.store import MemoryLogStore as MemoryLogStore
from commgov.privacy.audit.verifier import verify_consistency as verify_consistency
from commgov.privacy.audit.verifier import verify_inclusion as verify_inclusion
from commgov.privacy.purposes import Basis as Basis
from commgov.privacy.purposes import BasisKind as BasisKind
from commgov.privacy.purposes import Purpose as Purpose
from commgov.privacy.tiers import Tier as Tier

__all__ = [
    "AuditEntry",
    "AuditLog",
    "Basis",
    "BasisKind",
    "BrokenLogError",
    "ConsistencyProof",
    "InclusionProof",
    "LogStore",
    "MemoryLogStore",
    "Purpose",
    "SignedRoot",
    "Tier",
    "VerifiedLog",
    "verify_consistency",
    "verify_inclusion",
]
