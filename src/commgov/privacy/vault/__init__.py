"""Residents' and members' records: entered once, sealed field by field, read through decisions, each access logged.

* `values`: the values of fields as bytes, and back.
* `store`: what the vault asks of whoever keeps it, and the reference in memory.
* `directory`: what is held of one person, as a list that is sealed itself.
* `sealing`: opens and seals what is held of a person.
* `finding`: blind indexes over declared fields.
* `results`: what a session gives back.
* `journal`: every access becomes an entry of the log, before anything is given out.
* `reviewing`: reviews of emergency accesses, read from the log.
* `marks`: which state of a person is the newest, as the log knows it.
* `holding`: changes, each one transaction with its entry.
* `judging`, `reading`, `listing`, `writing`, `entering`, `noting`, `copying`, `erasing`, `verifying`: what is done with
  them.
* `backing`: approvals and assessments behind whoever works, looked up.
* `session`, `vault`: the doors; `options`: what a community chooses; `database`: where all of it lies.
"""

from commgov.privacy.vault.database import VaultDatabase as VaultDatabase
from commgov.privacy.vault.holding import SetBackError as SetBackError
from commgov.privacy.vault.journal import AccessNotice as AccessNotice
from commgov.privacy.vault.journal import OnNotice as OnNotice
from commgov.privacy.vault.options import VaultOptions as VaultOptions
from commgov.privacy.vault.results import Denial as Denial
from commgov.privacy.vault.results import Erased as Erased
from commgov.privacy.vault.results import Found as Found
from commgov.privacy.vault.results import Listed as Listed
from commgov.privacy.vault.results import Seen as Seen
from commgov.privacy.vault.results import Written as Written
from commgov.privacy.vault.session import Session as Session
from commgov.privacy.vault.store import MemoryVaultStore as MemoryVaultStore
from commgov.privacy.vault.store import RowsErased as RowsErased
from commgov.privacy.vault.store import SealedSubject as SealedSubject
from commgov.privacy.vault.store import Stored as Stored
from commgov.privacy.vault.store import SubjectChange as SubjectChange
from commgov.privacy.vault.store import SubjectState as SubjectState
from commgov.privacy.vault.store import VaultStore as VaultStore
from commgov.privacy.vault.vault import Vault as Vault
from commgov.privacy.vault.verifying import VerifiedVault as VerifiedVault

__all__ = [
    "AccessNotice",
    "Denial",
    "Erased",
    "Found",
    "Listed",
    "MemoryVaultStore",
    "OnNotice",
    "RowsErased",
    "SealedSubject",
    "Seen",
    "Session",
    "SetBackError",
    "Stored",
    "SubjectChange",
    "SubjectState",
    "Vault",
    "VaultDatabase",
    "VaultOptions",
    "VaultStore",
    "VerifiedVault",
    "Written",
]
