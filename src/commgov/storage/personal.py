"""What must not stand in a table while no vault is attached: names, numbers and addresses of persons.

Tables carry references. Columns are recognised by their headings, cells by their form: mobile numbers, identity
numbers (GB 11643) and mail addresses, wherever they stand in a text. A message about them never repeats the value.
"""

import re

from commgov.core import looks_personal
from commgov.storage.headings import fold_heading, fold_width
from commgov.wording import Text

COLUMN_REFUSED = Text(
    "no column with names, phones, identity numbers or addresses: pass references until a vault is attached",
    "未接入保险库之前不得包含姓名、电话、身份证号或住址列：请改用编号",
)
CELL_REFUSED = Text(
    "a reference: this looks like a phone number, an identity number or a mail address; pass references until a "
    "vault is attached",
    "应为编号引用：此处疑似电话、身份证号或邮箱；未接入保险库之前请改用编号",
)
NAME_REFUSED = Text(
    "a reference: this looks like a person's name; pass references until a vault is attached",
    "应为编号引用：此处疑似姓名；未接入保险库之前请改用编号",
)

_HEADINGS_ZH = re.compile("姓名|名字|电话|手机|联系方式|身份证|证件|住址|地址|门牌|房号|微信|邮箱|生日|出生")
_HEADING_WORDS = re.compile(
    r"address|birthdate|birthday|dateofbirth|dianhua|dizhi|email|emailaddress|familyname|firstname|fullname|"
    r"givenname|homeaddress|idcard|idcardno|idcardnumber|identityno|identitynumber|idno|idnumber|lastname|mail|"
    r"membername|mobile|mobileno|mobilenumber|mobilephone|name|nameofperson|personname|phone|phoneno|"
    r"phonenumber|residentname|shenfenzheng|shouji|surname|tel|telephone|telephonenumber|wechat|wechatid|"
    r"xingming"
)

# Digits are bounded by "no digit", not by \b: between a Chinese character and a digit there is no word boundary.
_SHORTEST = 11  # characters of a mobile number
_SUSPECT = re.compile(r"\d[\d\s-]{9,}|@")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
_FORMS = (_MOBILE, _IDENTITY, _MAIL)

# The hundred most frequent family names: enough to notice that a column of references holds names.
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")


def is_personal_heading(heading: str) -> bool:
    """Whether a column's heading announces data of persons.

    Example:
        >>> is_personal_heading("联系电话"), is_personal_heading("Phone No."), is_personal_heading("技能")
        (True, True, False)
    """
    return bool(_HEADINGS_ZH.search(heading)) or _HEADING_WORDS.fullmatch(fold_heading(heading)) is not None


def holds_personal(text: str) -> bool:
    """Whether a mobile number, an identity number or a mail address stands anywhere in a text.

    Example:
        >>> holds_personal("请打13800000000"), holds_personal("Sat 08:00-20:00")
        (True, False)
    """
    if len(text) < _SHORTEST and "@" not in text and "＠" not in text:
        return False
    folded = fold_width(text).strip()
    if _SUSPECT.search(folded) is None:
        return False
    return looks_personal(folded) or any(form.search(folded) for form in _FORMS)


def looks_like_name(text: str) -> bool:
    """Whether a text has the form of a Chinese person's name: a frequent family name and up to three characters.

    Example:
        >>> looks_like_name("张小明"), looks_like_name("志愿者1"), looks_like_name("m-12")
        (True, False, False)
    """
    return text[:1] in _FAMILY_NAMES and _HAN_NAME.fullmatch(text) is not None
