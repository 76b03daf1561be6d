"""Time bank, points and assessment: every minute accounted for, nothing counted that was not served."""

from commgov.incentives.assessment.assessing import Assessment as Assessment
from commgov.incentives.assessment.assessing import assess as assess
from commgov.incentives.assessment.criteria import Criteria as Criteria
from commgov.incentives.assessment.criteria import Criterion as Criterion
from commgov.incentives.assessment.criteria import Publication as Publication
from commgov.incentives.assessment.criteria import SendingWeights as SendingWeights
from commgov.incentives.assessment.criteria import Ties as Ties
from commgov.incentives.assessment.criteria import Weights as Weights
from commgov.incentives.assessment.criteria import publish_criteria as publish_criteria
from commgov.incentives.assessment.explain import GradeExplanation as GradeExplanation
from commgov.incentives.assessment.explain import ServiceLine as ServiceLine
from commgov.incentives.assessment.explain import explain_grade as explain_grade
from commgov.incentives.assessment.grades import Grade as Grade
from commgov.incentives.assessment.grades import Mark as Mark
from commgov.incentives.assessment.grades import MemberResult as MemberResult
from commgov.incentives.assessment.groups import GroupKind as GroupKind
from commgov.incentives.assessment.groups import GroupResult as GroupResult
from commgov.incentives.assessment.groups import roll_up as roll_up
from commgov.incentives.assessment.sending import SendingMark as SendingMark
from commgov.incentives.assessment.sending import SendingResult as SendingResult
from commgov.incentives.assessment.sending import assess_sending_units as assess_sending_units
from commgov.incentives.awarding import AwardBook as AwardBook
from commgov.incentives.awarding import AwardChange as AwardChange
from commgov.incentives.care.book import ProtectionBook as ProtectionBook
from commgov.incentives.care.book import Unprotected as Unprotected
from commgov.incentives.care.events import ConsentWithdrawn as ConsentWithdrawn
from commgov.incentives.care.events import ProtectionEvent as ProtectionEvent
from commgov.incentives.care.events import ProtectionNoted as ProtectionNoted
from commgov.incentives.care.noting import advance_protection as advance_protection
from commgov.incentives.care.protection import Consent as Consent
from commgov.incentives.care.protection import ConsentTo as ConsentTo
from commgov.incentives.care.protection import Protection as Protection
from commgov.incentives.care.signals import Answer as Answer
from commgov.incentives.care.signals import CareChain as CareChain
from commgov.incentives.care.signals import CarePolicy as CarePolicy
from commgov.incentives.care.signals import CareSignal as CareSignal
from commgov.incentives.care.signals import ChainLink as ChainLink
from commgov.incentives.care.signals import SignalKind as SignalKind
from commgov.incentives.care.signals import care_signals as care_signals
from commgov.incentives.certificates.content import Certificate as Certificate
from commgov.incentives.certificates.content import CertificateLine as CertificateLine
from commgov.incentives.certificates.content import Issuer as Issuer
from commgov.incentives.certificates.content import certificate_lines as certificate_lines
from commgov.incentives.certificates.issuing import SignedCertificate as SignedCertificate
from commgov.incentives.certificates.issuing import issue_certificate as issue_certificate
from commgov.incentives.certificates.issuing import same_code as same_code
from commgov.incentives.certificates.register import CertificateRegister as CertificateRegister
from commgov.incentives.certificates.register import RegisterAnswer as RegisterAnswer
from commgov.incentives.certificates.register import RegisterEntry as RegisterEntry
from commgov.incentives.certificates.register import Revocation as Revocation
from commgov.incentives.certificates.status_list import StatusEntry as StatusEntry
from commgov.incentives.certificates.verifying import CertificateVerdict as CertificateVerdict
from commgov.incentives.certificates.verifying import Verification as Verification
from commgov.incentives.certificates.verifying import verify_certificate as verify_certificate
from commgov.incentives.effect import Effect as Effect
from commgov.incentives.effect import effects_of as effects_of
from commgov.incentives.facts import Attestation as Attestation
from commgov.incentives.facts import DeviceRef as DeviceRef
from commgov.incentives.facts import Form as Form
from commgov.incentives.facts import RecordId as RecordId
from commgov.incentives.facts import ServiceFacts as ServiceFacts
from commgov.incentives.facts import Side as Side
from commgov.incentives.healthy import HealthyLimit as HealthyLimit
from commgov.incentives.honours import DisplayConsent as DisplayConsent
from commgov.incentives.honours import DisplayLevel as DisplayLevel
from commgov.incentives.honours import HonourLine as HonourLine
from commgov.incentives.honours import HonourList as HonourList
from commgov.incentives.honours import grade_list as grade_list
from commgov.incentives.honours import star_list as star_list
from commgov.incentives.honours import stars as stars
from commgov.incentives.integrity.finding import DETECTORS as DETECTORS
from commgov.incentives.integrity.finding import Detector as Detector
from commgov.incentives.integrity.finding import Findings as Findings
from commgov.incentives.integrity.finding import find_flags as find_flags
from commgov.incentives.integrity.flag import Flag as Flag
from commgov.incentives.integrity.flag import FlagKind as FlagKind
from commgov.incentives.integrity.flag import Measure as Measure
from commgov.incentives.integrity.material import Material as Material
from commgov.incentives.integrity.material import Paperwork as Paperwork
from commgov.incentives.integrity.material import StepsApart as StepsApart
from commgov.incentives.integrity.material import TravelTime as TravelTime
from commgov.incentives.integrity.policy import IntegrityPolicy as IntegrityPolicy
from commgov.incentives.integrity.review.advancing import advance_case as advance_case
from commgov.incentives.integrity.review.book import CaseBook as CaseBook
from commgov.incentives.integrity.review.case import Case as Case
from commgov.incentives.integrity.review.case import CaseState as CaseState
from commgov.incentives.integrity.review.events import Appeal as Appeal
from commgov.incentives.integrity.review.events import CaseEvent as CaseEvent
from commgov.incentives.integrity.review.events import CaseGrounds as CaseGrounds
from commgov.incentives.integrity.review.events import CaseHeld as CaseHeld
from commgov.incentives.integrity.review.events import CaseOpened as CaseOpened
from commgov.incentives.integrity.review.events import Finding as Finding
from commgov.incentives.integrity.review.events import HoldEnded as HoldEnded
from commgov.incentives.integrity.review.events import Review as Review
from commgov.incentives.integrity.review.rules import Act as Act
from commgov.incentives.integrity.review.rules import AReviewer as AReviewer
from commgov.incentives.integrity.review.rules import CaseAct as CaseAct
from commgov.incentives.integrity.review.rules import NoPartInIt as NoPartInIt
from commgov.incentives.integrity.review.rules import NotBefore as NotBefore
from commgov.incentives.integrity.review.rules import NotConcerned as NotConcerned
from commgov.incentives.integrity.review.rules import ReviewPolicy as ReviewPolicy
from commgov.incentives.ledger.accounts import FEN as FEN
from commgov.incentives.ledger.accounts import MINUTES as MINUTES
from commgov.incentives.ledger.accounts import NEVER as NEVER
from commgov.incentives.ledger.accounts import POINTS as POINTS
from commgov.incentives.ledger.accounts import Account as Account
from commgov.incentives.ledger.accounts import AccountId as AccountId
from commgov.incentives.ledger.accounts import Book as Book
from commgov.incentives.ledger.accounts import Standing as Standing
from commgov.incentives.ledger.accounts import pieces as pieces
from commgov.incentives.ledger.answering import apply as apply
from commgov.incentives.ledger.answers import Code as Code
from commgov.incentives.ledger.answers import Receipt as Receipt
from commgov.incentives.ledger.answers import Refusal as Refusal
from commgov.incentives.ledger.broken import BrokenJournalError as BrokenJournalError
from commgov.incentives.ledger.checkpoints import Checkpoint as Checkpoint
from commgov.incentives.ledger.commands import Close as Close
from commgov.incentives.ledger.commands import Command as Command
from commgov.incentives.ledger.commands import Hold as Hold
from commgov.incentives.ledger.commands import Limit as Limit
from commgov.incentives.ledger.commands import Open as Open
from commgov.incentives.ledger.commands import Reopen as Reopen
from commgov.incentives.ledger.commands import Reverse as Reverse
from commgov.incentives.ledger.commands import Settle as Settle
from commgov.incentives.ledger.commands import Transfer as Transfer
from commgov.incentives.ledger.commands import Void as Void
from commgov.incentives.ledger.journal import Entry as Entry
from commgov.incentives.ledger.ledger import Ledger as Ledger
from commgov.incentives.ledger.ledger import Verified as Verified
from commgov.incentives.ledger.state import State as State
from commgov.incentives.ledger.store import LedgerReader as LedgerReader
from commgov.incentives.ledger.store import LedgerStore as LedgerStore
from commgov.incentives.ledger.store import MemoryStore as MemoryStore
from commgov.incentives.ledger.verifying import refold as refold
from commgov.incentives.point_rules import EffectPoints as EffectPoints
from commgov.incentives.point_rules import PointRule as PointRule
from commgov.incentives.point_rules import PointsCase as PointsCase
from commgov.incentives.point_rules import PointsLine as PointsLine
from commgov.incentives.point_rules import SatisfactionPoints as SatisfactionPoints
from commgov.incentives.point_rules import TimePoints as TimePoints
from commgov.incentives.points import Award as Award
from commgov.incentives.points import PointsPolicy as PointsPolicy
from commgov.incentives.points import award_points as award_points
from commgov.incentives.points_trial import DryRun as DryRun
from commgov.incentives.points_trial import PointsChange as PointsChange
from commgov.incentives.points_trial import dry_run as dry_run
from commgov.incentives.proxies import Proxies as Proxies
from commgov.incentives.proxies import RegisteredProxies as RegisteredProxies
from commgov.incentives.ratings.batches import ShownRatings as ShownRatings
from commgov.incentives.ratings.batches import community_ratings as community_ratings
from commgov.incentives.ratings.batches import shown_ratings as shown_ratings
from commgov.incentives.ratings.book import RatingBook as RatingBook
from commgov.incentives.ratings.calibration import Calibration as Calibration
from commgov.incentives.ratings.calibration import RatingColumns as RatingColumns
from commgov.incentives.ratings.calibration import calibrate as calibrate
from commgov.incentives.ratings.intervals import Interval as Interval
from commgov.incentives.ratings.intervals import wilson as wilson
from commgov.incentives.ratings.means import ShrunkenMeans as ShrunkenMeans
from commgov.incentives.ratings.means import bayesian_mean as bayesian_mean
from commgov.incentives.ratings.means import shrunken_means as shrunken_means
from commgov.incentives.ratings.two_way import Rating as Rating
from commgov.incentives.ratings.two_way import RatingSide as RatingSide
from commgov.incentives.ratings.two_way import TwoWayRating as TwoWayRating
from commgov.incentives.records.advancing import RecordStep as RecordStep
from commgov.incentives.records.advancing import advance_record as advance_record
from commgov.incentives.records.attesting import AnOfficer as AnOfficer
from commgov.incentives.records.attesting import AttestationCase as AttestationCase
from commgov.incentives.records.attesting import AttestationRule as AttestationRule
from commgov.incentives.records.attesting import NotRelated as NotRelated
from commgov.incentives.records.attesting import NotTheClerk as NotTheClerk
from commgov.incentives.records.attesting import NotTheMember as NotTheMember
from commgov.incentives.records.attesting import NotTwice as NotTwice
from commgov.incentives.records.attesting import Officers as Officers
from commgov.incentives.records.attesting import Relations as Relations
from commgov.incentives.records.attesting import TheResidentOrProxy as TheResidentOrProxy
from commgov.incentives.records.book import RecordBook as RecordBook
from commgov.incentives.records.events import AttestationOverdue as AttestationOverdue
from commgov.incentives.records.events import AttestationRefused as AttestationRefused
from commgov.incentives.records.events import Attested as Attested
from commgov.incentives.records.events import DecisionOverdue as DecisionOverdue
from commgov.incentives.records.events import Drafted as Drafted
from commgov.incentives.records.events import RecordDecided as RecordDecided
from commgov.incentives.records.events import RecordDisputed as RecordDisputed
from commgov.incentives.records.events import RecordEvent as RecordEvent
from commgov.incentives.records.events import RecordWithdrawn as RecordWithdrawn
from commgov.incentives.records.events import Submitted as Submitted
from commgov.incentives.records.policy import RecordPolicy as RecordPolicy
from commgov.incentives.records.record import Grounds as Grounds
from commgov.incentives.records.record import RecordState as RecordState
from commgov.incentives.records.record import ServiceClaim as ServiceClaim
from commgov.incentives.records.record import ServiceRecord as ServiceRecord
from commgov.incentives.records.undecided import NothingCounts as NothingCounts
from commgov.incentives.records.undecided import UndecidedRule as UndecidedRule
from commgov.incentives.records.undecided import WhatStoodStands as WhatStoodStands
from commgov.incentives.timebank.allocation import AllocationRule as AllocationRule
from commgov.incentives.timebank.allocation import Applicant as Applicant
from commgov.incentives.timebank.allocation import LoneEldersFirst as LoneEldersFirst
from commgov.incentives.timebank.allocation import PoolShare as PoolShare
from commgov.incentives.timebank.allocation import shared_out as shared_out
from commgov.incentives.timebank.answers import No as No
from commgov.incentives.timebank.bank import Balance as Balance
from commgov.incentives.timebank.bank import Promises as Promises
from commgov.incentives.timebank.bank import TimeBank as TimeBank
from commgov.incentives.timebank.catalogue import Catalogue as Catalogue
from commgov.incentives.timebank.catalogue import Item as Item
from commgov.incentives.timebank.clearing import Clearing as Clearing
from commgov.incentives.timebank.closing import Closure as Closure
from commgov.incentives.timebank.convertibility import BEIJING_2022 as BEIJING_2022
from commgov.incentives.timebank.convertibility import CASE_STUDY as CASE_STUDY
from commgov.incentives.timebank.convertibility import NANJING_2019 as NANJING_2019
from commgov.incentives.timebank.convertibility import SHANGHAI_2026 as SHANGHAI_2026
from commgov.incentives.timebank.convertibility import Convertibility as Convertibility
from commgov.incentives.timebank.convertibility import Redeemer as Redeemer
from commgov.incentives.timebank.convertibility import Use as Use
from commgov.incentives.timebank.deals import Deal as Deal
from commgov.incentives.timebank.deals import DealState as DealState
from commgov.incentives.timebank.expiry import Expiry as Expiry
from commgov.incentives.timebank.expiry import RanOut as RanOut
from commgov.incentives.timebank.funds import Funds as Funds
from commgov.incentives.timebank.funds import LineReport as LineReport
from commgov.incentives.timebank.funds import fund_totals as fund_totals
from commgov.incentives.timebank.gifts import Gifts as Gifts
from commgov.incentives.timebank.history import Gift as Gift
from commgov.incentives.timebank.history import Payout as Payout
from commgov.incentives.timebank.kinship import DIRECT_FAMILY as DIRECT_FAMILY
from commgov.incentives.timebank.kinship import GiftPolicy as GiftPolicy
from commgov.incentives.timebank.kinship import Kinship as Kinship
from commgov.incentives.timebank.kinship import Relation as Relation
from commgov.incentives.timebank.leaving import Destination as Destination
from commgov.incentives.timebank.leaving import Leaving as Leaving
from commgov.incentives.timebank.leaving import LeavingPolicy as LeavingPolicy
from commgov.incentives.timebank.letters import Letter as Letter
from commgov.incentives.timebank.letters import PartnerKey as PartnerKey
from commgov.incentives.timebank.letters import Remittance as Remittance
from commgov.incentives.timebank.letters import Reply as Reply
from commgov.incentives.timebank.letters import signed_letter as signed_letter
from commgov.incentives.timebank.lots import ExpiryPolicy as ExpiryPolicy
from commgov.incentives.timebank.lots import Notice as Notice
from commgov.incentives.timebank.netting import Netting as Netting
from commgov.incentives.timebank.netting import Payment as Payment
from commgov.incentives.timebank.netting import Statement as Statement
from commgov.incentives.timebank.netting import net as net
from commgov.incentives.timebank.periods import Period as Period
from commgov.incentives.timebank.periods import PersonLimit as PersonLimit
from commgov.incentives.timebank.pools import Pools as Pools
from commgov.incentives.timebank.rules import BankRules as BankRules
from commgov.incentives.timebank.shop import Allotted as Allotted
from commgov.incentives.timebank.shop import Shop as Shop
from commgov.incentives.timebank.stock import Stock as Stock
from commgov.incentives.timebank.stock import StockFigures as StockFigures
from commgov.incentives.year_end import YearEndTable as YearEndTable
from commgov.incentives.year_end import year_end_tables as year_end_tables

__all__ = [
    "BEIJING_2022",
    "CASE_STUDY",
    "DETECTORS",
    "DIRECT_FAMILY",
    "FEN",
    "MINUTES",
    "NANJING_2019",
    "NEVER",
    "POINTS",
    "SHANGHAI_2026",
    "AReviewer",
    "Account",
    "AccountId",
    "Act",
    "AllocationRule",
    "Allotted",
    "AnOfficer",
    "Answer",
    "Appeal",
    "Applicant",
    "Assessment",
    "Attestation",
    "AttestationCase",
    "AttestationOverdue",
    "AttestationRefused",
    "AttestationRule",
    "Attested",
    "Award",
    "AwardBook",
    "AwardChange",
    "Balance",
    "BankRules",
    "Book",
    "BrokenJournalError",
    "Calibration",
    "CareChain",
    "CarePolicy",
    "CareSignal",
    "Case",
    "CaseAct",
    "CaseBook",
    "CaseEvent",
    "CaseGrounds",
    "CaseHeld",
    "CaseOpened",
    "CaseState",
    "Catalogue",
    "Certificate",
    "CertificateLine",
    "CertificateRegister",
    "CertificateVerdict",
    "ChainLink",
    "Checkpoint",
    "Clearing",
    "Close",
    "Closure",
    "Code",
    "Command",
    "Consent",
    "ConsentTo",
    "ConsentWithdrawn",
    "Convertibility",
    "Criteria",
    "Criterion",
    "Deal",
    "DealState",
    "DecisionOverdue",
    "Destination",
    "Detector",
    "DeviceRef",
    "DisplayConsent",
    "DisplayLevel",
    "Drafted",
    "DryRun",
    "Effect",
    "EffectPoints",
    "Entry",
    "Expiry",
    "ExpiryPolicy",
    "Finding",
    "Findings",
    "Flag",
    "FlagKind",
    "Form",
    "Funds",
    "Gift",
    "GiftPolicy",
    "Gifts",
    "Grade",
    "GradeExplanation",
    "Grounds",
    "GroupKind",
    "GroupResult",
    "HealthyLimit",
    "Hold",
    "HoldEnded",
    "HonourLine",
    "HonourList",
    "IntegrityPolicy",
    "Interval",
    "Issuer",
    "Item",
    "Kinship",
    "Leaving",
    "LeavingPolicy",
    "Ledger",
    "LedgerReader",
    "LedgerStore",
    "Letter",
    "Limit",
    "LineReport",
    "LoneEldersFirst",
    "Mark",
    "Material",
    "Measure",
    "MemberResult",
    "MemoryStore",
    "Netting",
    "No",
    "NoPartInIt",
    "NotBefore",
    "NotConcerned",
    "NotRelated",
    "NotTheClerk",
    "NotTheMember",
    "NotTwice",
    "NothingCounts",
    "Notice",
    "Officers",
    "Open",
    "Paperwork",
    "PartnerKey",
    "Payment",
    "Payout",
    "Period",
    "PersonLimit",
    "PointRule",
    "PointsCase",
    "PointsChange",
    "PointsLine",
    "PointsPolicy",
    "PoolShare",
    "Pools",
    "Promises",
    "Protection",
    "ProtectionBook",
    "ProtectionEvent",
    "ProtectionNoted",
    "Proxies",
    "Publication",
    "RanOut",
    "Rating",
    "RatingBook",
    "RatingColumns",
    "RatingSide",
    "Receipt",
    "RecordBook",
    "RecordDecided",
    "RecordDisputed",
    "RecordEvent",
    "RecordId",
    "RecordPolicy",
    "RecordState",
    "RecordStep",
    "RecordWithdrawn",
    "Redeemer",
    "Refusal",
    "RegisterAnswer",
    "RegisterEntry",
    "RegisteredProxies",
    "Relation",
    "Relations",
    "Remittance",
    "Reopen",
    "Reply",
    "Reverse",
    "Review",
    "ReviewPolicy",
    "Revocation",
    "SatisfactionPoints",
    "SendingMark",
    "SendingResult",
    "SendingWeights",
    "ServiceClaim",
    "ServiceFacts",
    "ServiceLine",
    "ServiceRecord",
    "Settle",
    "Shop",
    "ShownRatings",
    "ShrunkenMeans",
    "Side",
    "SignalKind",
    "SignedCertificate",
    "Standing",
    "State",
    "Statement",
    "StatusEntry",
    "StepsApart",
    "Stock",
    "StockFigures",
    "Submitted",
    "TheResidentOrProxy",
    "Ties",
    "TimeBank",
    "TimePoints",
    "Transfer",
    "TravelTime",
    "TwoWayRating",
    "UndecidedRule",
    "Unprotected",
    "Use",
    "Verification",
    "Verified",
    "Void",
    "Weights",
    "WhatStoodStands",
    "YearEndTable",
    "advance_case",
    "advance_protection",
    "advance_record",
    "apply",
    "assess",
    "assess_sending_units",
    "award_points",
    "bayesian_mean",
    "calibrate",
    "care_signals",
    "certificate_lines",
    "community_ratings",
    "dry_run",
    "effects_of",
    "explain_grade",
    "find_flags",
    "fund_totals",
    "grade_list",
    "issue_certificate",
    "net",
    "pieces",
    "publish_criteria",
    "refold",
    "roll_up",
    "same_code",
    "shared_out",
    "shown_ratings",
    "shrunken_means",
    "signed_letter",
    "star_list",
    "stars",
    "verify_certificate",
    "wilson",
    "year_end_tables",
]
