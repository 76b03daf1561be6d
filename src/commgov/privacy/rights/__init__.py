"""What people may ask of whoever holds their data, residents and members alike: each request gets a dated reply."""

from commgov.privacy.kinship import JoinedKinship as JoinedKinship
from commgov.privacy.kinship import Kinship as Kinship
from commgov.privacy.kinship import KinshipRegister as KinshipRegister
from commgov.privacy.rights.copying import DataCopy as DataCopy
from commgov.privacy.rights.copying import copy_of as copy_of
from commgov.privacy.rights.deciding import DataLimits as DataLimits
from commgov.privacy.rights.desk import RightsAnswer as RightsAnswer
from commgov.privacy.rights.desk import RightsDesk as RightsDesk
from commgov.privacy.rights.law import Asker as Asker
from commgov.privacy.rights.law import RefusalGround as RefusalGround
from commgov.privacy.rights.law import Right as Right
from commgov.privacy.rights.law import RightsPolicy as RightsPolicy
from commgov.privacy.rights.requests import IdentityMeans as IdentityMeans
from commgov.privacy.rights.requests import NotGranted as NotGranted
from commgov.privacy.rights.requests import ReplyOutcome as ReplyOutcome
from commgov.privacy.rights.requests import RightsCase as RightsCase
from commgov.privacy.rights.requests import RightsReply as RightsReply
from commgov.privacy.rights.requests import RightsRequest as RightsRequest
from commgov.privacy.rights.subject_data import MemorySubjectData as MemorySubjectData
from commgov.privacy.rights.subject_data import SubjectData as SubjectData
from commgov.privacy.rights.vault_data import OWN_RIGHTS as OWN_RIGHTS
from commgov.privacy.rights.vault_data import VaultSubjectData as VaultSubjectData

__all__ = [
    "OWN_RIGHTS",
    "Asker",
    "DataCopy",
    "DataLimits",
    "IdentityMeans",
    "JoinedKinship",
    "Kinship",
    "KinshipRegister",
    "MemorySubjectData",
    "NotGranted",
    "RefusalGround",
    "ReplyOutcome",
    "Right",
    "RightsAnswer",
    "RightsCase",
    "RightsDesk",
    "RightsPolicy",
    "RightsReply",
    "RightsRequest",
    "SubjectData",
    "VaultSubjectData",
    "copy_of",
]
