"""What residents trusted the community with stays where it belongs: tiers, purposes and the rules about both."""

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
from commgov.privacy.purposes import Basis as Basis
from commgov.privacy.purposes import BasisKind as BasisKind
from commgov.privacy.purposes import Purpose as Purpose
from commgov.privacy.retention import KEEP as KEEP
from commgov.privacy.retention import Retention as Retention
from commgov.privacy.retention import Since as Since
from commgov.privacy.retention import keep_days as keep_days
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
from commgov.privacy.standard.member import MemberPerson as MemberPerson
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

__all__ = [
    "COMBINATIONS",
    "DECISIONS",
    "KEEP",
    "LAW",
    "STANDARD_TIERS",
    "Basis",
    "BasisKind",
    "Category",
    "Combination",
    "Combined",
    "FieldRule",
    "Identifier",
    "IdentifierKind",
    "Index",
    "LawRow",
    "LegalSource",
    "Mask",
    "MemberPerson",
    "OrderText",
    "Purpose",
    "RecordSchema",
    "Resident",
    "ResidentId",
    "Retention",
    "Since",
    "Tier",
    "TierDecision",
    "TierPolicy",
    "Trait",
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
    "fields_of",
    "identifier_kinds",
    "is_bank_card",
    "is_hk_macau_permit",
    "is_mobile",
    "is_passport",
    "is_plate",
    "is_resident_id",
    "is_uscc",
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
    "record_schema",
    "reference",
    "reference_of",
    "resident_id",
    "resident_record",
    "usual_mask",
]
