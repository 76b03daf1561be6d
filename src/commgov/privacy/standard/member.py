"""A member as a person: members' data is protected as residents' data is."""

from datetime import date

from commgov.privacy.classification.categories import Category
from commgov.privacy.retention import Since, keep_days
from commgov.privacy.schema.declaring import pii, reference
from commgov.privacy.schema.records import resident_record
from commgov.privacy.schema.rules import Index, Trait
from commgov.privacy.tiers import Tier
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.wording import Text

_YEAR = 365
_GONE = keep_days(90, Since.LEFT)
_ONE_YEAR = keep_days(_YEAR, Since.CONFIRMED)
_QUASI = frozenset({Trait.QUASI})
_FEW = frozenset({Trait.FEW_VALUES})
_QUASI_FEW = _QUASI | _FEW


@resident_record("member", words=Text("members", "成员"))
class MemberPerson:
    """A member as a person: that somebody is a party member is T3. The same tiers, views and rights as for residents.

    Args:
        ref: whom it is about.

    Example:
        >>> MemberPerson(ref="m-17", name="李向阳", party_member=True)
        MemberPerson('m-17', 2 of 13 fields)
    """

    ref: str = reference()
    name: str | None = pii(
        Tier.T2, category=Category.NAME, retain=_GONE, words=Text("name", "姓名"), index=Index(), default=None
    )
    sex: str | None = pii(
        Tier.T2,
        category=Category.SEX,
        retain=_GONE,
        words=Text("sex", "性别"),
        traits=_QUASI_FEW,
        default=None,
    )
    birth_year: int | None = pii(
        Tier.T2,
        category=Category.AGE,
        retain=_GONE,
        words=Text("year of birth", "出生年份"),
        traits=_QUASI,
        default=None,
    )
    occupation: str | None = pii(
        Tier.T2,
        category=Category.OCCUPATION,
        retain=_GONE,
        words=Text("occupation", "职业"),
        fresh_days=_YEAR,
        default=None,
    )
    skills: tuple[str, ...] = pii(
        Tier.T2,
        category=Category.NEEDS,
        retain=_GONE,
        words=Text("skills", "技能"),
        fresh_days=_YEAR,
        default=(),
    )
    phone: str | None = pii(
        Tier.T3,
        category=Category.CONTACT,
        kind=IdentifierKind.MOBILE,
        retain=_GONE,
        words=Text("mobile number", "手机号码"),
        index=Index(),
        fresh_days=_YEAR,
        default=None,
    )
    id_number: str | None = pii(
        Tier.T3,
        category=Category.IDENTITY_NUMBER,
        kind=IdentifierKind.RESIDENT_ID,
        retain=_GONE,
        words=Text("resident ID number", "公民身份号码"),
        index=Index(),
        default=None,
    )
    address: str | None = pii(
        Tier.T3,
        category=Category.ADDRESS,
        retain=_GONE,
        words=Text("address", "详细住址"),
        fresh_days=2 * _YEAR,
        default=None,
    )
    employer: str | None = pii(
        Tier.T3,
        category=Category.EMPLOYER,
        retain=_GONE,
        words=Text("employer", "派出单位"),
        fresh_days=_YEAR,
        default=None,
    )
    party_member: bool | None = pii(
        Tier.T3,
        category=Category.PARTY_MEMBERSHIP,
        retain=_GONE,
        words=Text("party member", "党员身份"),
        traits=_FEW,
        default=None,
    )
    joined_party: date | None = pii(
        Tier.T3,
        category=Category.PARTY_MEMBERSHIP,
        retain=_GONE,
        words=Text("joined the party", "入党日期"),
        default=None,
    )
    health_limits: str | None = pii(
        Tier.T4,
        category=Category.HEALTH,
        retain=_ONE_YEAR,
        words=Text("what their health keeps them from", "健康方面的限制"),
        traits=frozenset({Trait.FREE_TEXT}),
        fresh_days=_YEAR,
        default=None,
    )
    bank_card: str | None = pii(
        Tier.T4,
        category=Category.FINANCIAL_ACCOUNT,
        kind=IdentifierKind.BANK_CARD,
        retain=keep_days(180, Since.CLOSED),
        words=Text("bank card", "银行卡号"),
        fresh_days=_YEAR,
        default=None,
    )
