"""What is declared alike of whoever is known: residents and members."""

from typing import Any

from commgov.privacy.classification.categories import Category
from commgov.privacy.retention import Since, keep_days
from commgov.privacy.schema.declaring import pii
from commgov.privacy.schema.rules import Index, Trait
from commgov.privacy.tiers import Tier
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.wording import Text

YEAR = 365
GONE = keep_days(90, Since.LEFT)
ONE_YEAR = keep_days(YEAR, Since.CONFIRMED)
QUASI = frozenset({Trait.QUASI})
FEW = frozenset({Trait.FEW_VALUES})


def name() -> Any:
    """What somebody is called."""
    return pii(Tier.T2, category=Category.NAME, retain=GONE, words=Text("name", "姓名"), index=Index(), default=None)


def sex() -> Any:
    """Their sex."""
    return pii(Tier.T2, category=Category.SEX, retain=GONE, words=Text("sex", "性别"), traits=QUASI | FEW, default=None)


def birth_year() -> Any:
    """The year they were born in."""
    return pii(
        Tier.T2,
        category=Category.AGE,
        retain=GONE,
        words=Text("year of birth", "出生年份"),
        traits=QUASI,
        default=None,
    )


def phone() -> Any:
    """How they are called up."""
    return pii(
        Tier.T3,
        category=Category.CONTACT,
        kind=IdentifierKind.MOBILE,
        retain=GONE,
        words=Text("mobile number", "手机号码"),
        index=Index(),
        fresh_days=YEAR,
        default=None,
    )


def id_number() -> Any:
    """The number of their ID card."""
    return pii(
        Tier.T3,
        category=Category.IDENTITY_NUMBER,
        kind=IdentifierKind.RESIDENT_ID,
        retain=GONE,
        words=Text("resident ID number", "公民身份号码"),
        index=Index(),
        default=None,
    )


def bank_card() -> Any:
    """Where money goes to them."""
    return pii(
        Tier.T4,
        category=Category.FINANCIAL_ACCOUNT,
        kind=IdentifierKind.BANK_CARD,
        retain=keep_days(180, Since.CLOSED),
        words=Text("bank card", "银行卡号"),
        fresh_days=YEAR,
        default=None,
    )
