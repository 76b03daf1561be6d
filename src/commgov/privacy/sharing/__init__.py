"""Giving people's data to somebody else: asked for, approved by others, sealed, for a time, and taken back.

Nothing here decides who may see what in the house; that is the access policy. Nothing here stops somebody from copying
what they have read: see `watermark` for what a mark does and does not do.
"""

from commgov.privacy.sharing.answers import IssueAnswer as IssueAnswer
from commgov.privacy.sharing.answers import OpenAnswer as OpenAnswer
from commgov.privacy.sharing.conditions import SharingConditions as SharingConditions
from commgov.privacy.sharing.desk import SharingDesk as SharingDesk
from commgov.privacy.sharing.events import SharingGrounds as SharingGrounds
from commgov.privacy.sharing.house import SharingHouse as SharingHouse
from commgov.privacy.sharing.opened import OpenedPackage as OpenedPackage
from commgov.privacy.sharing.package import PackageHeading as PackageHeading
from commgov.privacy.sharing.package import SealedPackage as SealedPackage
from commgov.privacy.sharing.package_keys import MemoryPackageKeys as MemoryPackageKeys
from commgov.privacy.sharing.package_keys import PackageKeys as PackageKeys
from commgov.privacy.sharing.package_keys import TreePackageKeys as TreePackageKeys
from commgov.privacy.sharing.procedure import SharingPolicy as SharingPolicy
from commgov.privacy.sharing.procedure import SharingRow as SharingRow
from commgov.privacy.sharing.request import SharingRequest as SharingRequest
from commgov.privacy.sharing.sharing import Approval as Approval
from commgov.privacy.sharing.sharing import Sharing as Sharing
from commgov.privacy.sharing.sharing import SharingMoment as SharingMoment
from commgov.privacy.sharing.sharing import SharingState as SharingState
from commgov.privacy.sharing.source import MemorySource as MemorySource
from commgov.privacy.sharing.source import PersonFile as PersonFile
from commgov.privacy.sharing.source import Shareable as Shareable
from commgov.privacy.sharing.source import SharingSource as SharingSource
from commgov.privacy.sharing.vault_source import VaultSource as VaultSource
from commgov.privacy.sharing.watermark import Traced as Traced
from commgov.privacy.sharing.watermark import trace_order as trace_order
from commgov.privacy.sharing.watermark import trace_text as trace_text

__all__ = [
    "Approval",
    "IssueAnswer",
    "MemoryPackageKeys",
    "MemorySource",
    "OpenAnswer",
    "OpenedPackage",
    "PackageHeading",
    "PackageKeys",
    "PersonFile",
    "SealedPackage",
    "Shareable",
    "Sharing",
    "SharingConditions",
    "SharingDesk",
    "SharingGrounds",
    "SharingHouse",
    "SharingMoment",
    "SharingPolicy",
    "SharingRequest",
    "SharingRow",
    "SharingSource",
    "SharingState",
    "Traced",
    "TreePackageKeys",
    "VaultSource",
    "trace_order",
    "trace_text",
]
