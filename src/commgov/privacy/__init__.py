"""What residents trusted the community with stays where it belongs: tiers, purposes, keys, and the rules about them."""

from commgov.privacy.access.actions import Action as Action
from commgov.privacy.access.analysis import DeadRule as DeadRule
from commgov.privacy.access.analysis import PolicyDiff as PolicyDiff
from commgov.privacy.access.analysis import dead_rules as dead_rules
from commgov.privacy.access.analysis import diff as diff
from commgov.privacy.access.assignments import Assignment as Assignment
from commgov.privacy.access.assignments import AssignmentBook as AssignmentBook
from commgov.privacy.access.assignments import Assignments as Assignments
from commgov.privacy.access.assignments import Cover as Cover
from commgov.privacy.access.bases import Bases as Bases
from commgov.privacy.access.bases import BasisBook as BasisBook
from commgov.privacy.access.bases import SubjectBasis as SubjectBasis
from commgov.privacy.access.cedar import CEDAR_SCHEMA as CEDAR_SCHEMA
from commgov.privacy.access.cedar import to_cedar as to_cedar
from commgov.privacy.access.control import AccessControl as AccessControl
from commgov.privacy.access.decisions import AccessDecision as AccessDecision
from commgov.privacy.access.listing import ListRow as ListRow
from commgov.privacy.access.listing import ScopeFilter as ScopeFilter
from commgov.privacy.access.missing import Alternative as Alternative
from commgov.privacy.access.missing import Lack as Lack
from commgov.privacy.access.missing import Missing as Missing
from commgov.privacy.access.obligations import Obligation as Obligation
from commgov.privacy.access.obligations import ObligationKind as ObligationKind
from commgov.privacy.access.policy import AccessPolicy as AccessPolicy
from commgov.privacy.access.region import Region as Region
from commgov.privacy.access.requests import AccessRequest as AccessRequest
from commgov.privacy.access.reviews import AccessReview as AccessReview
from commgov.privacy.access.reviews import ReviewState as ReviewState
from commgov.privacy.access.roles import SELF as SELF
from commgov.privacy.access.roles import Role as Role
from commgov.privacy.access.rules import Forbid as Forbid
from commgov.privacy.access.rules import Permit as Permit
from commgov.privacy.access.scopes import Scope as Scope
from commgov.privacy.access.who_can import WhoCan as WhoCan
from commgov.privacy.access.who_can import who_can as who_can
from commgov.privacy.assessments import AssessmentBook as AssessmentBook
from commgov.privacy.assessments import Assessments as Assessments
from commgov.privacy.assessments import ImpactAssessment as ImpactAssessment
from commgov.privacy.assessments import Risk as Risk
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
from commgov.privacy.classification.categories import Category as Category
from commgov.privacy.classification.combining import COMBINATIONS as COMBINATIONS
from commgov.privacy.classification.combining import Combination as Combination
from commgov.privacy.classification.combining import Combined as Combined
from commgov.privacy.classification.combining import combined_tier as combined_tier
from commgov.privacy.classification.law import LAW as LAW
from commgov.privacy.classification.law import LawRow as LawRow
from commgov.privacy.classification.law import LegalSource as LegalSource
from commgov.privacy.classification.tiering import DECISIONS as DECISIONS
from commgov.privacy.classification.tiering import STANDARD_TIERS as STANDARD_TIERS
from commgov.privacy.classification.tiering import TierDecision as TierDecision
from commgov.privacy.classification.tiering import TierPolicy as TierPolicy
from commgov.privacy.coverage import AskedTwice as AskedTwice
from commgov.privacy.coverage import Coverage as Coverage
from commgov.privacy.coverage import coverage as coverage
from commgov.privacy.deadlines import Deadline as Deadline
from commgov.privacy.deadlines import is_weekday as is_weekday
from commgov.privacy.fields import FieldEntry as FieldEntry
from commgov.privacy.fields import FieldLedger as FieldLedger
from commgov.privacy.fields import Freshness as Freshness
from commgov.privacy.fields import Milestone as Milestone
from commgov.privacy.fields import Origin as Origin
from commgov.privacy.forms import Form as Form
from commgov.privacy.forms import View as View
from commgov.privacy.forms import Viewed as Viewed
from commgov.privacy.guard.actions import GuardAction as GuardAction
from commgov.privacy.guard.addresses import Gazetteer as Gazetteer
from commgov.privacy.guard.channels import STANDARD_CHANNELS as STANDARD_CHANNELS
from commgov.privacy.guard.channels import ChannelRules as ChannelRules
from commgov.privacy.guard.channels import GuardPolicy as GuardPolicy
from commgov.privacy.guard.kinds import LeakKind as LeakKind
from commgov.privacy.guard.leak_guard import LeakGuard as LeakGuard
from commgov.privacy.guard.names import Roster as Roster
from commgov.privacy.guard.reports import GroupReport as GroupReport
from commgov.privacy.guard.reports import ReportKind as ReportKind
from commgov.privacy.guard.reports import message_digest as message_digest
from commgov.privacy.guard.spans import LeakSpan as LeakSpan
from commgov.privacy.guard.verdict import GuardVerdict as GuardVerdict
from commgov.privacy.guard.watching import Judgement as Judgement
from commgov.privacy.guard.watching import VerifiedFact as VerifiedFact
from commgov.privacy.guard.watching import WatchCase as WatchCase
from commgov.privacy.guard.watching import WatchState as WatchState
from commgov.privacy.guard.watching import WatchStep as WatchStep
from commgov.privacy.guard.watching import removal_request as removal_request
from commgov.privacy.guard.watching import watch_counts as watch_counts
from commgov.privacy.incidents.desk import IncidentDesk as IncidentDesk
from commgov.privacy.incidents.desk import LateTask as LateTask
from commgov.privacy.incidents.events import IncidentDetected as IncidentDetected
from commgov.privacy.incidents.events import IncidentKind as IncidentKind
from commgov.privacy.incidents.exposure import Exposure as Exposure
from commgov.privacy.incidents.exposure import who_had_access as who_had_access
from commgov.privacy.incidents.incident import Incident as Incident
from commgov.privacy.incidents.incident import IncidentTask as IncidentTask
from commgov.privacy.incidents.incident import TaskDone as TaskDone
from commgov.privacy.incidents.notices import IncidentNotice as IncidentNotice
from commgov.privacy.incidents.notices import draft_notice as draft_notice
from commgov.privacy.incidents.policy import CONTAINMENT as CONTAINMENT
from commgov.privacy.incidents.policy import NOTICE_RULES as NOTICE_RULES
from commgov.privacy.incidents.policy import Audience as Audience
from commgov.privacy.incidents.policy import ContainmentStep as ContainmentStep
from commgov.privacy.incidents.policy import IncidentPolicy as IncidentPolicy
from commgov.privacy.incidents.policy import NoticeRule as NoticeRule
from commgov.privacy.keepers import Keeper as Keeper
from commgov.privacy.keepers import OutOfReach as OutOfReach
from commgov.privacy.keepers import Reach as Reach
from commgov.privacy.keepers import Trace as Trace
from commgov.privacy.keepers import forget_everywhere as forget_everywhere
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
from commgov.privacy.prefill import Answer as Answer
from commgov.privacy.prefill import Filled as Filled
from commgov.privacy.prefill import Prefilled as Prefilled
from commgov.privacy.prefill import PurposeLimit as PurposeLimit
from commgov.privacy.prefill import Read as Read
from commgov.privacy.prefill import ReuseCase as ReuseCase
from commgov.privacy.prefill import prefill as prefill
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
from commgov.privacy.register import Controller as Controller
from commgov.privacy.register import ProcessingRegister as ProcessingRegister
from commgov.privacy.register import ProcessingRow as ProcessingRow
from commgov.privacy.register import Recipient as Recipient
from commgov.privacy.register import processing_register as processing_register
from commgov.privacy.release import PrivacyBudget as PrivacyBudget
from commgov.privacy.release import Released as Released
from commgov.privacy.release import ReleasePolicy as ReleasePolicy
from commgov.privacy.release import ReleaseRegister as ReleaseRegister
from commgov.privacy.release import Withheld as Withheld
from commgov.privacy.release import release as release
from commgov.privacy.retaining import Due as Due
from commgov.privacy.retaining import RetentionRound as RetentionRound
from commgov.privacy.retaining import RetentionRun as RetentionRun
from commgov.privacy.retaining import due_fields as due_fields
from commgov.privacy.retaining import run_retention as run_retention
from commgov.privacy.retention import KEEP as KEEP
from commgov.privacy.retention import Retention as Retention
from commgov.privacy.retention import Since as Since
from commgov.privacy.retention import keep_days as keep_days
from commgov.privacy.rights.copying import DataCopy as DataCopy
from commgov.privacy.rights.copying import copy_of as copy_of
from commgov.privacy.rights.deciding import DataLimits as DataLimits
from commgov.privacy.rights.deciding import Kinship as Kinship
from commgov.privacy.rights.deciding import KinshipRegister as KinshipRegister
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
from commgov.privacy.schema.declaring import pii as pii
from commgov.privacy.schema.declaring import reference as reference
from commgov.privacy.schema.records import clear_values as clear_values
from commgov.privacy.schema.records import fields_of as fields_of
from commgov.privacy.schema.records import record_schema as record_schema
from commgov.privacy.schema.records import reference_of as reference_of
from commgov.privacy.schema.records import resident_record as resident_record
from commgov.privacy.schema.rules import FieldRule as FieldRule
from commgov.privacy.schema.rules import Index as Index
from commgov.privacy.schema.rules import RecordSchema as RecordSchema
from commgov.privacy.schema.rules import Trait as Trait
from commgov.privacy.sharing.conditions import SharingConditions as SharingConditions
from commgov.privacy.sharing.desk import IssueAnswer as IssueAnswer
from commgov.privacy.sharing.desk import OpenAnswer as OpenAnswer
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
from commgov.privacy.sharing.source import Shareable as Shareable
from commgov.privacy.sharing.source import SharingSource as SharingSource
from commgov.privacy.sharing.vault_source import VaultSource as VaultSource
from commgov.privacy.sharing.watermark import Traced as Traced
from commgov.privacy.sharing.watermark import trace_order as trace_order
from commgov.privacy.sharing.watermark import trace_text as trace_text
from commgov.privacy.standard.member import MemberPerson as MemberPerson
from commgov.privacy.standard.order import ORDER_TRACES as ORDER_TRACES
from commgov.privacy.standard.order import OrderText as OrderText
from commgov.privacy.standard.resident import Resident as Resident
from commgov.privacy.tiers import Tier as Tier
from commgov.privacy.validators.bank_card import check_bank_card as check_bank_card
from commgov.privacy.validators.bank_card import is_bank_card as is_bank_card
from commgov.privacy.validators.candidate import Identifier as Identifier
from commgov.privacy.validators.candidate import IdentifierKind as IdentifierKind
from commgov.privacy.validators.checking import check_identifier as check_identifier
from commgov.privacy.validators.checking import identifier_kinds as identifier_kinds
from commgov.privacy.validators.hk_macau_permit import check_hk_macau_permit as check_hk_macau_permit
from commgov.privacy.validators.hk_macau_permit import is_hk_macau_permit as is_hk_macau_permit
from commgov.privacy.validators.mobile import check_mobile as check_mobile
from commgov.privacy.validators.mobile import is_mobile as is_mobile
from commgov.privacy.validators.passport import check_passport as check_passport
from commgov.privacy.validators.passport import is_passport as is_passport
from commgov.privacy.validators.plate import check_plate as check_plate
from commgov.privacy.validators.plate import is_plate as is_plate
from commgov.privacy.validators.resident_id import ResidentId as ResidentId
from commgov.privacy.validators.resident_id import check_resident_id as check_resident_id
from commgov.privacy.validators.resident_id import is_resident_id as is_resident_id
from commgov.privacy.validators.resident_id import resident_id as resident_id
from commgov.privacy.validators.uscc import check_uscc as check_uscc
from commgov.privacy.validators.uscc import is_uscc as is_uscc
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
from commgov.privacy.vault.vault import VaultDatabase as VaultDatabase
from commgov.privacy.who_saw import AccessAccount as AccessAccount
from commgov.privacy.who_saw import Accounts as Accounts
from commgov.privacy.who_saw import Sighting as Sighting

__all__ = [
    "CATEGORY_OF",
    "CEDAR_SCHEMA",
    "COMBINATIONS",
    "CONTAINMENT",
    "DECISIONS",
    "KEEP",
    "LAW",
    "NOTICE_RULES",
    "ORDER_TRACES",
    "OWN_RIGHTS",
    "SELF",
    "STANDARD_CHANNELS",
    "STANDARD_TIERS",
    "AccessAccount",
    "AccessControl",
    "AccessDecision",
    "AccessNotice",
    "AccessPolicy",
    "AccessRequest",
    "AccessReview",
    "Accounts",
    "Action",
    "Alternative",
    "Answer",
    "Approval",
    "Argon2id",
    "AskedTwice",
    "Asker",
    "AssessmentBook",
    "Assessments",
    "Assignment",
    "AssignmentBook",
    "Assignments",
    "Audience",
    "AuditEntry",
    "AuditLog",
    "Bases",
    "Basis",
    "BasisBook",
    "BasisKind",
    "BlindIndex",
    "BrokenLogError",
    "Category",
    "ChannelRules",
    "Combination",
    "Combined",
    "CommunityKeys",
    "ConsistencyProof",
    "ContainmentStep",
    "ContentTier",
    "Controller",
    "CopyHolder",
    "Cover",
    "Coverage",
    "DataCopy",
    "DataLimits",
    "DeadRule",
    "Deadline",
    "Denial",
    "Due",
    "Erased",
    "ErasureReceipt",
    "Exposure",
    "FieldEntry",
    "FieldLabel",
    "FieldLedger",
    "FieldRule",
    "Filled",
    "Forbid",
    "Form",
    "Found",
    "Freshness",
    "Gazetteer",
    "GroupReport",
    "GuardAction",
    "GuardPolicy",
    "GuardVerdict",
    "Identifier",
    "IdentifierKind",
    "IdentityMeans",
    "ImpactAssessment",
    "Incident",
    "IncidentDesk",
    "IncidentDetected",
    "IncidentKind",
    "IncidentNotice",
    "IncidentPolicy",
    "IncidentTask",
    "InclusionProof",
    "Index",
    "IndexPlan",
    "IssueAnswer",
    "Judgement",
    "Keeper",
    "KeyLimits",
    "KeyProvider",
    "KeyStore",
    "KeyTree",
    "KeyTreeStatus",
    "Kinship",
    "KinshipRegister",
    "Lack",
    "LateTask",
    "LawRow",
    "LeakGuard",
    "LeakKind",
    "LeakSpan",
    "LegalSource",
    "ListRow",
    "Listed",
    "LogStore",
    "Mask",
    "MemberPerson",
    "MemoryKeyStore",
    "MemoryLogStore",
    "MemoryPackageKeys",
    "MemorySource",
    "MemorySubjectData",
    "MemoryVaultStore",
    "Milestone",
    "Missing",
    "NotGranted",
    "NoticeRule",
    "Obligation",
    "ObligationKind",
    "OnNotice",
    "OnRotation",
    "OpenAnswer",
    "OpenedPackage",
    "OrderText",
    "Origin",
    "OutOfReach",
    "PackageHeading",
    "PackageKeys",
    "Permit",
    "PolicyDiff",
    "Prefilled",
    "PrivacyBudget",
    "ProcessingRegister",
    "ProcessingRow",
    "Purpose",
    "PurposeLimit",
    "Reach",
    "Read",
    "Recipient",
    "Recognised",
    "Recogniser",
    "RecordSchema",
    "RecordTiers",
    "RefusalGround",
    "Region",
    "ReleasePolicy",
    "ReleaseRegister",
    "Released",
    "ReplyOutcome",
    "ReportKind",
    "Resident",
    "ResidentId",
    "Retention",
    "RetentionRound",
    "RetentionRun",
    "ReuseCase",
    "ReviewState",
    "Right",
    "RightsAnswer",
    "RightsCase",
    "RightsDesk",
    "RightsPolicy",
    "RightsReply",
    "RightsRequest",
    "Risk",
    "Role",
    "Roster",
    "Rotation",
    "RotationProgress",
    "RowsErased",
    "Scope",
    "ScopeFilter",
    "Scrypt",
    "SealedPackage",
    "SealedSubject",
    "Seen",
    "Session",
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
    "Sighting",
    "SignedRoot",
    "Since",
    "Stored",
    "StoredKey",
    "SubjectBasis",
    "SubjectChange",
    "SubjectData",
    "SubjectState",
    "TaskDone",
    "Tier",
    "TierDecision",
    "TierPolicy",
    "Trace",
    "Traced",
    "Trait",
    "TreePackageKeys",
    "Vault",
    "VaultDatabase",
    "VaultOptions",
    "VaultSource",
    "VaultStore",
    "VaultSubjectData",
    "VerifiedFact",
    "VerifiedLog",
    "View",
    "Viewed",
    "WatchCase",
    "WatchState",
    "WatchStep",
    "WhoCan",
    "Withheld",
    "Written",
    "bucket_for",
    "check_bank_card",
    "check_hk_macau_permit",
    "check_identifier",
    "check_mobile",
    "check_passport",
    "check_plate",
    "check_resident_id",
    "check_uscc",
    "clear_values",
    "combined_tier",
    "content_tier",
    "copy_of",
    "coverage",
    "dead_rules",
    "diff",
    "draft_notice",
    "due_fields",
    "fields_of",
    "forget_everywhere",
    "identifier_kinds",
    "is_bank_card",
    "is_hk_macau_permit",
    "is_mobile",
    "is_passport",
    "is_plate",
    "is_resident_id",
    "is_under_14",
    "is_uscc",
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
    "message_digest",
    "normalised",
    "pii",
    "prefill",
    "processing_register",
    "record_schema",
    "record_tiers",
    "reference",
    "reference_of",
    "release",
    "removal_request",
    "resident_id",
    "resident_record",
    "run_retention",
    "to_cedar",
    "trace_order",
    "trace_text",
    "usual_mask",
    "verify_consistency",
    "verify_inclusion",
    "watch_counts",
    "who_can",
    "who_had_access",
]
