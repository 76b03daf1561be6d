"""The access log: who did what to whose data, when and why, in a Merkle tree (RFC 9162) that shows every change."""

from commgov.privacy.audit.books import check_books as check_books
from commgov.privacy.audit.books import mark_books as mark_books
from commgov.privacy.audit.entry import AuditEntry as AuditEntry
from commgov.privacy.audit.log import AuditLog as AuditLog
from commgov.privacy.audit.log import BrokenLogError as BrokenLogError
from commgov.privacy.audit.log import VerifiedLog as VerifiedLog
from commgov.privacy.audit.proofs import ConsistencyProof as ConsistencyProof
from commgov.privacy.audit.proofs import InclusionProof as InclusionProof
from commgov.privacy.audit.roots import SignedRoot as SignedRoot
from commgov.privacy.audit.store import LogStore as LogStore
from commgov.privacy.audit.store import MemoryLogStore as MemoryLogStore
from commgov.privacy.audit.verifier import verify_consistency as verify_consistency
from commgov.privacy.audit.verifier import verify_inclusion as verify_inclusion
from commgov.privacy.audit.witness import Witness as Witness
from commgov.privacy.audit.witness import WitnessFile as WitnessFile

__all__ = [
    "AuditEntry",
    "AuditLog",
    "BrokenLogError",
    "ConsistencyProof",
    "InclusionProof",
    "LogStore",
    "MemoryLogStore",
    "SignedRoot",
    "VerifiedLog",
    "Witness",
    "WitnessFile",
    "check_books",
    "mark_books",
    "verify_consistency",
    "verify_inclusion",
]
