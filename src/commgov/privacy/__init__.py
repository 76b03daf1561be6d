"""What residents trusted the community with stays where it belongs: tiers, purposes and the rules about both."""

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
from commgov.privacy.purposes import Basis as Basis
from commgov.privacy.purposes import BasisKind as BasisKind
from commgov.privacy.purposes import Purpose as Purpose
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

__all__ = [
    "STANDARD_CHANNELS",
    "GuardAction",
    "Basis",
    "BasisKind",
    "ChannelRules",
    "Gazetteer",
    "GroupReport",
    "GuardPolicy",
    "GuardVerdict",
    "Identifier",
    "IdentifierKind",
    "Judgement",
    "LeakGuard",
    "LeakKind",
    "LeakSpan",
    "Purpose",
    "ReportKind",
    "ResidentId",
    "Roster",
    "Tier",
    "VerifiedFact",
    "WatchCase",
    "WatchState",
    "WatchStep",
    "check_bank_card",
    "check_hk_macau_permit",
    "check_identifier",
    "check_mobile",
    "check_passport",
    "check_plate",
    "check_resident_id",
    "check_uscc",
    "identifier_kinds",
    "is_bank_card",
    "is_hk_macau_permit",
    "is_mobile",
    "is_passport",
    "is_plate",
    "is_resident_id",
    "is_uscc",
    "message_digest",
    "removal_request",
    "resident_id",
    "watch_counts",
]
