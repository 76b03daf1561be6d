"""Identifiers of people, vehicles and organisations: pure checks of one candidate, a module for each kind.

`is_...` says yes or no; `check_...` says why. None raises on any input, whatever its type or length. They do not look
for identifiers in a text: that is the guard's work.
"""

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
from commgov.privacy.validators.resident_id_number import ResidentId as ResidentId
from commgov.privacy.validators.resident_id_number import check_resident_id as check_resident_id
from commgov.privacy.validators.resident_id_number import is_resident_id as is_resident_id
from commgov.privacy.validators.resident_id_number import resident_id as resident_id
from commgov.privacy.validators.uscc import check_uscc as check_uscc
from commgov.privacy.validators.uscc import is_uscc as is_uscc

__all__ = [
    "Identifier",
    "IdentifierKind",
    "ResidentId",
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
    "resident_id",
]
