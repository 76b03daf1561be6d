"""What law and standards say of each kind of data: a row for each article and kind, to be read by a lawyer.

`LAW` is the table. Each row says at which tier its source alone would put the kind; `tiering` joins the rows. Rows with
`checked` rest on the text of the article or on a commentary that was read; the others on general knowledge of it, and
are the first that a community's lawyer should look at.
"""

from enum import StrEnum

from attrs import frozen

from commgov.privacy.classification.categories import Category
from commgov.privacy.tiers import Tier
from commgov.wording import Text


class LegalSource(StrEnum):
    """A law or a standard.

    Example:
        >>> LegalSource.PIPL.words.zh
        '个人信息保护法'
    """

    PIPL = "PIPL"
    GBT_35273 = "GB/T 35273-2020"
    GBT_43697 = "GB/T 43697-2024"
    GBT_45574 = "GB/T 45574-2025"
    GDPR = "GDPR"

    @property
    def words(self) -> Text:
        """Its name in both languages."""
        return _NAMES[self]


@frozen
class LawRow:
    """What one article says of one kind of data.

    Args:
        source: the law or standard.
        article: where in it, as it is cited.
        category: of which kind of data.
        tier: where this source alone would put it.
        says: what it says, in both languages, in our words.
        checked: whether text or commentary was read for this row; otherwise a lawyer should look at it first.

    Example:
        >>> row = next(row for row in LAW if row.category is Category.RELIGION and row.source is LegalSource.GDPR)
        >>> row.article, row.tier.name
        ('art. 9(1)', 'T4')
    """

    source: LegalSource
    article: str
    category: Category
    tier: Tier
    says: Text
    checked: bool = True


_NAMES = {
    LegalSource.PIPL: Text("Personal Information Protection Law", "个人信息保护法"),
    LegalSource.GBT_35273: Text("Personal information security specification", "个人信息安全规范"),
    LegalSource.GBT_43697: Text("Rules for data classification and grading", "数据分类分级规则"),
    LegalSource.GBT_45574: Text("Security requirements for sensitive personal information", "敏感个人信息处理安全要求"),
    LegalSource.GDPR: Text("General Data Protection Regulation", "欧盟通用数据保护条例"),
}
_LISTED = Text("sensitive by name", "明列为敏感个人信息")
_BY_HARM = Text("sensitive by the harm of a leak, where it is not public", "按泄露后果认定为敏感（未公开的）")
_OLD_LIST = Text("in the older, wider list of sensitive information", "列入旧的、范围更宽的敏感信息清单")
_NAMED = Text("named among personal information; general", "列为个人信息；一般")
_SPECIAL = Text("special category", "特殊类别个人数据")
_GENERAL = Text("personal information, not in the list of sensitive information", "个人信息，未列入敏感清单")


def _rows(
    source: LegalSource, article: str, tier: Tier, says: Text, *categories: Category, checked: bool = True
) -> tuple[LawRow, ...]:
    return tuple(LawRow(source, article, category, tier, says, checked) for category in categories)


_C = Category
_PIPL, _GBT_35273, _GBT_43697 = LegalSource.PIPL, LegalSource.GBT_35273, LegalSource.GBT_43697
_GBT_45574, _GDPR = LegalSource.GBT_45574, LegalSource.GDPR
LAW: tuple[LawRow, ...] = (
    *_rows(_PIPL, "art. 28(1)", Tier.T4, _LISTED, _C.BIOMETRIC, _C.RELIGION, _C.SPECIFIC_IDENTITY),
    *_rows(_PIPL, "art. 28(1)", Tier.T4, _LISTED, _C.HEALTH, _C.FINANCIAL_ACCOUNT, _C.TRACK, _C.UNDER_14),
    *_rows(
        _PIPL,
        "art. 28(1)",
        Tier.T4,
        _BY_HARM,
        _C.ASSISTANCE,
        _C.OFFENCE,
        _C.GENETIC,
        _C.SEX_LIFE,
        _C.CREDENTIAL,
    ),
    *_rows(_PIPL, "art. 4(1)", Tier.T2, _GENERAL, _C.NAME, _C.SEX, _C.AGE, _C.EDUCATION, _C.OCCUPATION),
    *_rows(_PIPL, "art. 4(1)", Tier.T2, _GENERAL, _C.NEEDS, _C.SERVICE, _C.COARSE_LOCATION),
    *_rows(
        _PIPL,
        "art. 4(1)",
        Tier.T2,
        Text("not named in art. 28; the tier is the community's decision", "第28条未列明；级别由社区自行决定"),
        _C.ETHNICITY,
        _C.PARTY_MEMBERSHIP,
        _C.POLITICAL_OPINION,
        _C.UNION_MEMBERSHIP,
    ),
    *_rows(_GBT_45574, "6.1", Tier.T4, _LISTED, _C.BIOMETRIC, _C.GENETIC),
    *_rows(_GBT_45574, "6.2", Tier.T4, _LISTED, _C.RELIGION),
    *_rows(
        _GBT_45574,
        "6.3, annex A",
        Tier.T4,
        Text("specific identity; also the photo of an ID card", "特定身份信息；居民身份证照片也在内"),
        _C.SPECIFIC_IDENTITY,
        _C.IDENTITY_DOCUMENT,
    ),
    *_rows(
        _GBT_45574,
        "6.3, annex A",
        Tier.T2,
        Text("the number of an identity document alone is not sensitive", "仅证件号码不属于敏感个人信息"),
        _C.IDENTITY_NUMBER,
    ),
    *_rows(_GBT_45574, "6.4", Tier.T4, _LISTED, _C.HEALTH),
    *_rows(_GBT_45574, "6.5", Tier.T4, _LISTED, _C.FINANCIAL_ACCOUNT),
    *_rows(_GBT_45574, "6.6", Tier.T4, Text("precise location is sensitive", "精确位置属于敏感"), _C.TRACK),
    *_rows(
        _GBT_45574,
        "6.6",
        Tier.T2,
        Text("coarse location is not sensitive", "粗略位置不属于敏感"),
        _C.COARSE_LOCATION,
    ),
    *_rows(_GBT_45574, "6.7", Tier.T4, _LISTED, _C.UNDER_14),
    *_rows(
        _GBT_45574,
        "6.8, annex A",
        Tier.T4,
        Text("other sensitive information", "其他敏感个人信息"),
        _C.SEX_LIFE,
        _C.OFFENCE,
        checked=False,
    ),
    *_rows(_GBT_35273, "annex B", Tier.T4, _OLD_LIST, _C.HEALTH, _C.BIOMETRIC, _C.GENETIC, _C.CREDENTIAL),
    *_rows(_GBT_35273, "annex B", Tier.T4, _OLD_LIST, _C.RELIGION, _C.SEX_LIFE, _C.TRACK, _C.COMMUNICATION),
    *_rows(_GBT_35273, "annex B", Tier.T4, _OLD_LIST, _C.FINANCIAL_ACCOUNT, _C.IDENTITY_DOCUMENT),
    *_rows(_GBT_35273, "annex B", Tier.T4, _OLD_LIST, _C.MARRIAGE, _C.PROPERTY),
    *_rows(_GBT_35273, "3.2, annex B", Tier.T4, _OLD_LIST, _C.IDENTITY_NUMBER),
    *_rows(
        _GBT_35273,
        "annex B",
        Tier.T4,
        Text("in the older list, where it is not public", "列入旧清单（未公开的违法犯罪记录）"),
        _C.OFFENCE,
    ),
    *_rows(
        _GBT_35273,
        "annex B",
        Tier.T4,
        Text("in the older list; there up to and with 14 years", "列入旧清单；该标准为14岁以下（含）"),
        _C.UNDER_14,
    ),
    *_rows(
        _GBT_43697,
        "annex B, annex H",
        Tier.T3,
        Text(
            "named among personal information; identifies or reaches a person: read here as level 3",
            "列为个人信息；可识别或联系到个人，此处按3级理解",
        ),
        _C.BIRTH_DATE,
        _C.CONTACT,
        _C.ADDRESS,
        _C.HOUSEHOLD,
        _C.VEHICLE,
        _C.ONLINE_ID,
        _C.EMPLOYER,
        _C.IDENTITY_NUMBER,
        checked=False,
    ),
    *_rows(
        _GBT_43697,
        "annex H",
        Tier.T3,
        Text("harms with little else: read here as level 3", "易造成损害，此处按3级理解"),
        _C.HOUSING,
        _C.LIVING_ALONE,
        checked=False,
    ),
    *_rows(_GBT_43697, "annex B", Tier.T2, _NAMED, _C.NAME, _C.SEX, _C.AGE),
    *_rows(_GBT_43697, "annex B", Tier.T2, _NAMED, _C.EDUCATION, _C.OCCUPATION, checked=False),
    *_rows(
        _GBT_43697,
        "annex H",
        Tier.T1,
        Text("public, harms nobody: level 1", "可公开，无危害：1级"),
        _C.PLACE,
        checked=False,
    ),
    *_rows(
        _GDPR,
        "art. 9(1)",
        Tier.T4,
        _SPECIAL,
        _C.ETHNICITY,
        _C.POLITICAL_OPINION,
        _C.RELIGION,
    ),
    *_rows(
        _GDPR,
        "art. 9(1)",
        Tier.T4,
        _SPECIAL,
        _C.UNION_MEMBERSHIP,
        _C.GENETIC,
        _C.BIOMETRIC,
        _C.HEALTH,
        _C.SEX_LIFE,
    ),
    *_rows(
        _GDPR,
        "art. 9(1)",
        Tier.T4,
        Text("reveals political opinions: special category", "揭示政治观点：特殊类别个人数据"),
        _C.PARTY_MEMBERSHIP,
    ),
    *_rows(
        _GDPR,
        "art. 10",
        Tier.T4,
        Text(
            "only under the control of official authority, or where law authorises it with safeguards",
            "仅在官方机关控制下，或法律许可并有保障措施时处理",
        ),
        _C.OFFENCE,
    ),
    *_rows(
        _GDPR,
        "art. 87",
        Tier.T3,
        Text(
            "only under appropriate safeguards; member states may set conditions for national identification numbers",
            "须有适当保障；成员国可就身份号码另定条件",
        ),
        _C.IDENTITY_NUMBER,
    ),
    *_rows(
        _GDPR,
        "art. 8, recital 38",
        Tier.T3,
        Text(
            "children merit specific protection; no special category. Online services that rest on consent ask that of "
            "the holder of parental responsibility below 16, or a lower age of 13 or more",
            "儿童应受特别保护，但不属特殊类别；基于同意的网络服务，16岁（成员国可降至13岁）以下须监护人同意",
        ),
        _C.UNDER_14,
    ),
)
"""What law and standards say, a row for each article and kind of data."""
