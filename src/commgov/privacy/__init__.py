"""What residents trusted the community with stays where it belongs: tiers, keys, decisions, a log, and every way out.

::

    sharing | releases      data leaves for somebody, for everybody
    rights | incidents      ... for its owner; and what is done if it leaked
     └▶ vault                   records sealed field by field; each access is decided and logged first
         └▶ standard | consents     the usual records of residents, members, orders; who agreed to what
             └▶ keeping                 how long, by whom, and the register of processing
                 └▶ entering                entered once, seen through views, filled in again
                     └▶ schema                  personal data as declared, field by field
                         └▶ classification          what law says of each kind, and the tier that follows
                             └▶ access | audit          who may; who did
                                guard | keys            what must not leave; with which key
                                 └▶ validators              one check for each identifier

Each public name has its home in one of these: `from commgov.privacy.guard import ChannelRules`. Those that people need
first can be had from here too.
"""

from commgov.privacy.access import AccessControl as AccessControl
from commgov.privacy.access import AccessDecision as AccessDecision
from commgov.privacy.access import AccessPolicy as AccessPolicy
from commgov.privacy.access import AccessRequest as AccessRequest
from commgov.privacy.access import Assignment as Assignment
from commgov.privacy.access import AssignmentBook as AssignmentBook
from commgov.privacy.access import BasisBook as BasisBook
from commgov.privacy.access import SubjectBasis as SubjectBasis
from commgov.privacy.assessments import AssessmentBook as AssessmentBook
from commgov.privacy.assessments import Assessments as Assessments
from commgov.privacy.assessments import ImpactAssessment as ImpactAssessment
from commgov.privacy.assessments import Risk as Risk
from commgov.privacy.audit import AuditEntry as AuditEntry
from commgov.privacy.audit import AuditLog as AuditLog
from commgov.privacy.audit import BrokenLogError as BrokenLogError
from commgov.privacy.audit import verify_consistency as verify_consistency
from commgov.privacy.audit import verify_inclusion as verify_inclusion
from commgov.privacy.classification import Category as Category
from commgov.privacy.consents import ConsentBook as ConsentBook
from commgov.privacy.consents import ConsentHouse as ConsentHouse
from commgov.privacy.consents import ConsentMeans as ConsentMeans
from commgov.privacy.consents import ConsentNotice as ConsentNotice
from commgov.privacy.deadlines import Deadline as Deadline
from commgov.privacy.deadlines import is_weekday as is_weekday
from commgov.privacy.entering import FieldLedger as FieldLedger
from commgov.privacy.entering import Form as Form
from commgov.privacy.entering import Origin as Origin
from commgov.privacy.entering import View as View
from commgov.privacy.entering import coverage as coverage
from commgov.privacy.entering import prefill as prefill
from commgov.privacy.guard import STANDARD_CHANNELS as STANDARD_CHANNELS
from commgov.privacy.guard import Gazetteer as Gazetteer
from commgov.privacy.guard import GuardAction as GuardAction
from commgov.privacy.guard import GuardPolicy as GuardPolicy
from commgov.privacy.guard import LeakGuard as LeakGuard
from commgov.privacy.incidents import IncidentDesk as IncidentDesk
from commgov.privacy.incidents import IncidentDetected as IncidentDetected
from commgov.privacy.keeping import processing_register as processing_register
from commgov.privacy.keeping import run_retention as run_retention
from commgov.privacy.keys import KeyProvider as KeyProvider
from commgov.privacy.keys import KeyTree as KeyTree
from commgov.privacy.keys import MemoryKeyStore as MemoryKeyStore
from commgov.privacy.masks import Mask as Mask
from commgov.privacy.masks import mask_address as mask_address
from commgov.privacy.masks import mask_all as mask_all
from commgov.privacy.masks import mask_card as mask_card
from commgov.privacy.masks import mask_contact as mask_contact
from commgov.privacy.masks import mask_day as mask_day
from commgov.privacy.masks import mask_id as mask_id
from commgov.privacy.masks import mask_mail as mask_mail
from commgov.privacy.masks import mask_name as mask_name
from commgov.privacy.masks import mask_phone as mask_phone
from commgov.privacy.masks import mask_plate as mask_plate
from commgov.privacy.masks import usual_mask as usual_mask
from commgov.privacy.minors import is_under_14 as is_under_14
from commgov.privacy.purposes import Basis as Basis
from commgov.privacy.purposes import BasisKind as BasisKind
from commgov.privacy.purposes import Purpose as Purpose
from commgov.privacy.recognise import CATEGORY_OF as CATEGORY_OF
from commgov.privacy.recognise import ContentTier as ContentTier
from commgov.privacy.recognise import Recognised as Recognised
from commgov.privacy.recognise import Recogniser as Recogniser
from commgov.privacy.recognise import RecordTiers as RecordTiers
from commgov.privacy.recognise import content_tier as content_tier
from commgov.privacy.recognise import record_tiers as record_tiers
from commgov.privacy.releases import PrivacyBudget as PrivacyBudget
from commgov.privacy.releases import Released as Released
from commgov.privacy.releases import ReleasePolicy as ReleasePolicy
from commgov.privacy.releases import ReleaseRegister as ReleaseRegister
from commgov.privacy.releases import Withheld as Withheld
from commgov.privacy.releases import release as release
from commgov.privacy.retention import KEEP as KEEP
from commgov.privacy.retention import Retention as Retention
from commgov.privacy.retention import Since as Since
from commgov.privacy.retention import keep_days as keep_days
from commgov.privacy.rights import Right as Right
from commgov.privacy.rights import RightsDesk as RightsDesk
from commgov.privacy.rights import RightsRequest as RightsRequest
from commgov.privacy.rights import VaultSubjectData as VaultSubjectData
from commgov.privacy.schema import pii as pii
from commgov.privacy.schema import resident_record as resident_record
from commgov.privacy.sharing import SealedPackage as SealedPackage
from commgov.privacy.sharing import SharingDesk as SharingDesk
from commgov.privacy.sharing import SharingHouse as SharingHouse
from commgov.privacy.sharing import SharingRequest as SharingRequest
from commgov.privacy.sharing import VaultSource as VaultSource
from commgov.privacy.standard import MemberPerson as MemberPerson
from commgov.privacy.standard import OrderText as OrderText
from commgov.privacy.standard import Resident as Resident
from commgov.privacy.tiers import Tier as Tier
from commgov.privacy.vault import MemoryVaultStore as MemoryVaultStore
from commgov.privacy.vault import Vault as Vault
from commgov.privacy.vault import VaultOptions as VaultOptions
from commgov.privacy.vault_roster import VaultRoster as VaultRoster
from commgov.privacy.who_saw import AccessAccount as AccessAccount
from commgov.privacy.who_saw import Accounts as Accounts
from commgov.privacy.who_saw import Sighting as Sighting

__all__ = [
    "CATEGORY_OF",
    "KEEP",
    "STANDARD_CHANNELS",
    "AccessAccount",
    "AccessControl",
    "AccessDecision",
    "AccessPolicy",
    "AccessRequest",
    "Accounts",
    "AssessmentBook",
    "Assessments",
    "Assignment",
    "AssignmentBook",
    "AuditEntry",
    "AuditLog",
    "Basis",
    "BasisBook",
    "BasisKind",
    "BrokenLogError",
    "Category",
    "ConsentBook",
    "ConsentHouse",
    "ConsentMeans",
    "ConsentNotice",
    "ContentTier",
    "Deadline",
    "FieldLedger",
    "Form",
    "Gazetteer",
    "GuardAction",
    "GuardPolicy",
    "ImpactAssessment",
    "IncidentDesk",
    "IncidentDetected",
    "KeyProvider",
    "KeyTree",
    "LeakGuard",
    "Mask",
    "MemberPerson",
    "MemoryKeyStore",
    "MemoryVaultStore",
    "OrderText",
    "Origin",
    "PrivacyBudget",
    "Purpose",
    "Recognised",
    "Recogniser",
    "RecordTiers",
    "ReleasePolicy",
    "ReleaseRegister",
    "Released",
    "Resident",
    "Retention",
    "Right",
    "RightsDesk",
    "RightsRequest",
    "Risk",
    "SealedPackage",
    "SharingDesk",
    "SharingHouse",
    "SharingRequest",
    "Sighting",
    "Since",
    "SubjectBasis",
    "Tier",
    "Vault",
    "VaultOptions",
    "VaultRoster",
    "VaultSource",
    "VaultSubjectData",
    "View",
    "Withheld",
    "content_tier",
    "coverage",
    "is_under_14",
    "is_weekday",
    "keep_days",
    "mask_address",
    "mask_all",
    "mask_card",
    "mask_contact",
    "mask_day",
    "mask_id",
    "mask_mail",
    "mask_name",
    "mask_phone",
    "mask_plate",
    "pii",
    "prefill",
    "processing_register",
    "record_tiers",
    "release",
    "resident_record",
    "run_retention",
    "usual_mask",
    "verify_consistency",
    "verify_inclusion",
]
