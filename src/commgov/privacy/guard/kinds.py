"""What the guard sees in a message: kinds of personal data, each with its tier."""

from enum import StrEnum

from commgov.privacy.tiers import Tier
from commgov.wording import Text


class LeakKind(StrEnum):
    """A kind of thing that may leak. Its tier is that of the field it would stand in.

    Example:
        >>> LeakKind.MOBILE.tier, LeakKind.MOBILE.words.zh
        (<Tier.T3: 3>, '手机号')
    """

    NAME = "name"
    LANDLINE = "landline"
    RESIDENT_ID = "resident ID"
    PASSPORT = "passport or permit"
    MOBILE = "mobile"
    EMAIL = "email"
    ACCOUNT = "chat account"
    PLATE = "plate"
    ADDRESS = "address"
    BANK_CARD = "bank card"
    SENSITIVE = "name with a sensitive word"
    TABLE = "table"
    FORM_LINK = "link to a shared form"

    __hash__ = str.__hash__  # that of Enum is Python, and every message asks for some

    @property
    def tier(self) -> Tier:
        """How sensitive one of it is by itself."""
        return _TIERS.get(self, Tier.T3)

    @property
    def words(self) -> Text:
        """In both languages."""
        return Text(self.value, _CHINESE[self])

    @property
    def is_structure(self) -> bool:
        """Whether it is a part of the message that holds or leads to data, and no piece of data itself."""
        return self in _STRUCTURES


_TIERS = {
    LeakKind.NAME: Tier.T2,
    LeakKind.LANDLINE: Tier.T2,
    LeakKind.BANK_CARD: Tier.T4,
    LeakKind.SENSITIVE: Tier.T4,
}
_STRUCTURES = frozenset({LeakKind.SENSITIVE, LeakKind.TABLE, LeakKind.FORM_LINK})
_CHINESE = {
    LeakKind.NAME: "姓名",
    LeakKind.LANDLINE: "固定电话",
    LeakKind.RESIDENT_ID: "身份证号",
    LeakKind.PASSPORT: "护照或通行证号",
    LeakKind.MOBILE: "手机号",
    LeakKind.EMAIL: "邮箱",
    LeakKind.ACCOUNT: "聊天账号",
    LeakKind.PLATE: "车牌号",
    LeakKind.ADDRESS: "住址",
    LeakKind.BANK_CARD: "银行卡号",
    LeakKind.SENSITIVE: "姓名与敏感词同现",
    LeakKind.TABLE: "人员信息表",
    LeakKind.FORM_LINK: "在线共享表单链接",
}
