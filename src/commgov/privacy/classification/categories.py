"""The kinds of data that a community meets. Law and standards speak of kinds, fields belong to one each."""

from enum import StrEnum

from commgov.wording import Text


class Category(StrEnum):
    """What kind of data a field holds.

    Example:
        >>> Category.HEALTH.words.zh, Category.PARTY_MEMBERSHIP.value
        ('健康与医疗', 'party-membership')
    """

    PLACE = "place"
    NAME = "name"
    SEX = "sex"
    AGE = "age"
    BIRTH_DATE = "birth-date"
    EDUCATION = "education"
    OCCUPATION = "occupation"
    EMPLOYER = "employer"
    NEEDS = "needs"
    SERVICE = "service"
    CONTACT = "contact"
    ADDRESS = "address"
    HOUSEHOLD = "household"
    HOUSING = "housing"
    LIVING_ALONE = "living-alone"
    MARRIAGE = "marriage"
    VEHICLE = "vehicle"
    ONLINE_ID = "online-id"
    IDENTITY_NUMBER = "identity-number"
    IDENTITY_DOCUMENT = "identity-document"
    ETHNICITY = "ethnicity"
    PARTY_MEMBERSHIP = "party-membership"
    POLITICAL_OPINION = "political-opinion"
    UNION_MEMBERSHIP = "union-membership"
    RELIGION = "religion"
    SPECIFIC_IDENTITY = "specific-identity"
    HEALTH = "health"
    SEX_LIFE = "sex-life"
    GENETIC = "genetic"
    BIOMETRIC = "biometric"
    FINANCIAL_ACCOUNT = "financial-account"
    ASSISTANCE = "assistance"
    PROPERTY = "property"
    OFFENCE = "offence"
    COARSE_LOCATION = "coarse-location"
    TRACK = "track"
    COMMUNICATION = "communication"
    CREDENTIAL = "credential"
    UNDER_14 = "under-14"

    @property
    def words(self) -> Text:
        """What people call it, in both languages."""
        return _WORDS[self]


_WORDS = {
    Category.PLACE: Text("a place or an office, nobody's", "公共场所或办公信息（非个人）"),
    Category.NAME: Text("name", "姓名"),
    Category.SEX: Text("sex", "性别"),
    Category.AGE: Text("age or year of birth", "年龄或出生年份"),
    Category.BIRTH_DATE: Text("full date of birth", "出生日期"),
    Category.EDUCATION: Text("education", "文化程度"),
    Category.OCCUPATION: Text("occupation", "职业"),
    Category.EMPLOYER: Text("employer", "工作单位"),
    Category.NEEDS: Text("needs and skills offered", "需求与可提供的技能"),
    Category.SERVICE: Text("services and time-bank balance", "服务记录与时间银行余额"),
    Category.CONTACT: Text("telephone and mail", "电话与邮箱"),
    Category.ADDRESS: Text("address with unit or room", "详细住址（到单元、室）"),
    Category.HOUSEHOLD: Text("household and relations", "家庭成员与关系"),
    Category.HOUSING: Text("tenancy and landlord", "租住情况与房东"),
    Category.LIVING_ALONE: Text("that somebody lives alone", "独居情况"),
    Category.MARRIAGE: Text("marriage", "婚姻状况"),
    Category.VEHICLE: Text("number plate", "车牌号"),
    Category.ONLINE_ID: Text("name or number in an online service", "网络账号"),
    Category.IDENTITY_NUMBER: Text("number of an identity document", "证件号码"),
    Category.IDENTITY_DOCUMENT: Text("picture of an identity document", "证件影像"),
    Category.ETHNICITY: Text("ethnicity", "民族"),
    Category.PARTY_MEMBERSHIP: Text("party membership", "党员身份"),
    Category.POLITICAL_OPINION: Text("political opinion", "政治观点"),
    Category.UNION_MEMBERSHIP: Text("trade-union membership", "工会会员身份"),
    Category.RELIGION: Text("religion", "宗教信仰"),
    Category.SPECIFIC_IDENTITY: Text("specific identity, such as a disability certificate", "特定身份（如残疾人证）"),
    Category.HEALTH: Text("health and medical care", "健康与医疗"),
    Category.SEX_LIFE: Text("sex life and orientation", "性生活与性取向"),
    Category.GENETIC: Text("genetic data", "基因信息"),
    Category.BIOMETRIC: Text("face, fingerprint, voice", "人脸、指纹、声纹"),
    Category.FINANCIAL_ACCOUNT: Text("bank card, account, details of income", "银行卡、账户与收入明细"),
    Category.ASSISTANCE: Text("low income and assistance", "低保与救助"),
    Category.PROPERTY: Text("property", "财产状况"),
    Category.OFFENCE: Text("offences, correction, rehabilitation", "违法犯罪、社区矫正与安置帮教"),
    Category.COARSE_LOCATION: Text("coarse location", "粗略位置"),
    Category.TRACK: Text("precise location and track", "精确位置与行踪轨迹"),
    Category.COMMUNICATION: Text("what somebody said or wrote", "通信与诉求原文"),
    Category.CREDENTIAL: Text("password or other credential", "身份鉴别信息"),
    Category.UNDER_14: Text("anything about somebody under 14", "不满十四周岁未成年人的信息"),
}
