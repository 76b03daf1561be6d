"""The check of each kind of identifier, as a table: a field that says its kind needs to say no more."""

from collections.abc import Callable

from commgov.privacy.validators.bank_card import check_bank_card, is_bank_card
from commgov.privacy.validators.candidate import Identifier, IdentifierKind
from commgov.privacy.validators.hk_macau_permit import check_hk_macau_permit, is_hk_macau_permit
from commgov.privacy.validators.mobile import check_mobile, is_mobile
from commgov.privacy.validators.passport import check_passport, is_passport
from commgov.privacy.validators.plate import check_plate, is_plate
from commgov.privacy.validators.resident_id_number import check_resident_id, is_resident_id
from commgov.privacy.validators.uscc import check_uscc, is_uscc

CHECKS: dict[IdentifierKind, Callable[[object], Identifier]] = {
    IdentifierKind.RESIDENT_ID: check_resident_id,
    IdentifierKind.MOBILE: check_mobile,
    IdentifierKind.BANK_CARD: check_bank_card,
    IdentifierKind.PLATE: check_plate,
    IdentifierKind.USCC: check_uscc,
    IdentifierKind.PASSPORT: check_passport,
    IdentifierKind.HK_MACAU_PERMIT: check_hk_macau_permit,
}
"""The check of each kind, with reasons."""

TESTS: dict[IdentifierKind, Callable[[object], bool]] = {
    IdentifierKind.RESIDENT_ID: is_resident_id,
    IdentifierKind.MOBILE: is_mobile,
    IdentifierKind.BANK_CARD: is_bank_card,
    IdentifierKind.PLATE: is_plate,
    IdentifierKind.USCC: is_uscc,
    IdentifierKind.PASSPORT: is_passport,
    IdentifierKind.HK_MACAU_PERMIT: is_hk_macau_permit,
}
"""The quick answer of each kind, yes or no; the most certain kinds first."""


def check_identifier(kind: IdentifierKind, text: object) -> Identifier:
    """Whether a candidate is an identifier of a kind, and all that is wrong with it. Never raises, whatever `text` is.

    Example:
        >>> bool(check_identifier(IdentifierKind.MOBILE, "13800000000"))
        True
    """
    return CHECKS[kind](text)


def identifier_kinds(text: object) -> tuple[IdentifierKind, ...]:
    """What a candidate can be, the most certain kind first; empty if nothing. Never raises.

    Example:
        >>> identifier_kinds("11010519491231002X"), identifier_kinds("hello")
        ((<IdentifierKind.RESIDENT_ID: 'resident-id'>,), ())
    """
    return tuple(kind for kind, is_one in TESTS.items() if is_one(text))
