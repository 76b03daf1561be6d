"""A resident, as a grid worker knows them."""

from datetime import date

from commgov.privacy.classification.categories import Category
from commgov.privacy.masks import mask_all
from commgov.privacy.retention import Since, keep_days
from commgov.privacy.schema.declaring import pii, reference
from commgov.privacy.schema.records import resident_record
from commgov.privacy.schema.rules import Index, Trait
from commgov.privacy.standard import person
from commgov.privacy.standard.person import FEW, GONE, ONE_YEAR, QUASI, YEAR
from commgov.privacy.tiers import Tier
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.wording import Text

_TWO_YEARS = keep_days(2 * YEAR, Since.CONFIRMED)
_CLOSED = keep_days(YEAR, Since.CLOSED)
_QUASI_FEW = QUASI | FEW


@resident_record("resident", words=Text("residents", "居民"))
class Resident:
    """A resident, as a grid worker knows them: nothing but `ref` has to be known.

    Args:
        ref: whom it is about.

    Example:
        >>> Resident(ref="r-204", name="王小明", phone="138 0000 0000", disability="grade 2")
        Resident('r-204', 3 of 27 fields)
        >>> try:
        ...     Resident(ref="r-204", id_number="110105194912310021")
        ... except ValueError as error:
        ...     print(error)
        resident r-204, id_number: — the check digit is wrong
    """

    ref: str = reference()
    name: str | None = person.name()
    sex: str | None = person.sex()
    birth_year: int | None = person.birth_year()
    education: str | None = pii(
        Tier.T2,
        category=Category.EDUCATION,
        retain=_TWO_YEARS,
        words=Text("education", "文化程度"),
        traits=QUASI,
        default=None,
    )
    occupation: str | None = pii(
        Tier.T2,
        category=Category.OCCUPATION,
        retain=_TWO_YEARS,
        words=Text("occupation", "职业"),
        traits=QUASI,
        default=None,
    )
    needs: tuple[str, ...] = pii(
        Tier.T2,
        category=Category.NEEDS,
        retain=ONE_YEAR,
        words=Text("needs", "服务需求"),
        fresh_days=YEAR,
        default=(),
    )
    skills_offered: tuple[str, ...] = pii(
        Tier.T2,
        category=Category.NEEDS,
        retain=ONE_YEAR,
        words=Text("skills offered", "可提供的技能"),
        fresh_days=YEAR,
        default=(),
    )
    birth_date: date | None = pii(
        Tier.T3,
        category=Category.BIRTH_DATE,
        retain=GONE,
        words=Text("date of birth", "出生日期"),
        traits=QUASI,
        default=None,
    )
    id_number: str | None = person.id_number()
    phone: str | None = person.phone()
    address: str | None = pii(
        Tier.T3,
        category=Category.ADDRESS,
        retain=GONE,
        words=Text("address", "详细住址"),
        index=Index(),
        fresh_days=2 * YEAR,
        default=None,
    )
    household: str | None = pii(
        Tier.T3,
        category=Category.HOUSEHOLD,
        retain=GONE,
        words=Text("household and relation", "家庭成员与关系"),
        traits=frozenset({Trait.THIRD_PARTY, Trait.FREE_TEXT}),
        fresh_days=YEAR,
        default=None,
    )
    tenancy: str | None = pii(
        Tier.T3,
        category=Category.HOUSING,
        retain=GONE,
        words=Text("tenancy and landlord", "租住情况与房东"),
        traits=frozenset({Trait.THIRD_PARTY, Trait.FREE_TEXT}),
        fresh_days=YEAR,
        default=None,
    )
    plate: str | None = pii(
        Tier.T3,
        category=Category.VEHICLE,
        kind=IdentifierKind.PLATE,
        retain=GONE,
        words=Text("number plate", "车牌号"),
        index=Index(),
        fresh_days=2 * YEAR,
        default=None,
    )
    wechat: str | None = pii(
        Tier.T3,
        category=Category.ONLINE_ID,
        retain=GONE,
        words=Text("WeChat id", "微信号"),
        fresh_days=YEAR,
        default=None,
    )
    employer: str | None = pii(
        Tier.T3,
        category=Category.EMPLOYER,
        retain=_TWO_YEARS,
        words=Text("employer", "工作单位"),
        fresh_days=YEAR,
        default=None,
    )
    ethnicity: str | None = pii(
        Tier.T3,
        category=Category.ETHNICITY,
        retain=GONE,
        words=Text("ethnicity", "民族"),
        traits=_QUASI_FEW,
        mask=mask_all,
        default=None,
    )
    lives_alone: bool | None = pii(
        Tier.T3,
        category=Category.LIVING_ALONE,
        retain=ONE_YEAR,
        words=Text("lives alone", "独居"),
        traits=FEW,
        fresh_days=180,
        default=None,
    )
    health: str | None = pii(
        Tier.T4,
        category=Category.HEALTH,
        retain=ONE_YEAR,
        words=Text("health", "健康状况"),
        traits=frozenset({Trait.FREE_TEXT}),
        fresh_days=180,
        default=None,
    )
    disability: str | None = pii(
        Tier.T4,
        category=Category.HEALTH,
        retain=_TWO_YEARS,
        words=Text("disability", "残疾等级"),
        traits=FEW,
        default=None,
    )
    pregnancy: bool | None = pii(
        Tier.T4,
        category=Category.HEALTH,
        retain=keep_days(300),
        words=Text("pregnancy", "怀孕"),
        traits=FEW,
        fresh_days=90,
        default=None,
    )
    religion: str | None = pii(
        Tier.T4,
        category=Category.RELIGION,
        retain=ONE_YEAR,
        words=Text("religion", "宗教信仰"),
        traits=FEW,
        default=None,
    )
    assistance: str | None = pii(
        Tier.T4,
        category=Category.ASSISTANCE,
        retain=ONE_YEAR,
        words=Text("low income and assistance", "低保与救助"),
        traits=frozenset({Trait.FEW_VALUES, Trait.PUBLIC_OK}),
        fresh_days=YEAR,
        default=None,
    )
    bank_card: str | None = person.bank_card()
    correction: str | None = pii(
        Tier.T4,
        category=Category.OFFENCE,
        retain=_CLOSED,
        words=Text("correction or rehabilitation", "社区矫正或安置帮教"),
        traits=FEW,
        default=None,
    )
    id_photo: str | None = pii(
        Tier.T4,
        category=Category.IDENTITY_DOCUMENT,
        retain=keep_days(30),
        words=Text("picture of the ID card, as a reference", "身份证影像（引用）"),
        default=None,
    )
    face: str | None = pii(
        Tier.T4,
        category=Category.BIOMETRIC,
        retain=keep_days(30),
        words=Text("picture of the face, as a reference", "人脸影像（引用）"),
        default=None,
    )
