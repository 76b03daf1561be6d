"""What must not stand in a table while no vault is attached: names, numbers and addresses of persons.

Tables carry references. Columns are recognised by their headings, cells by their form: mobile numbers, identity
numbers (GB 11643) and mail addresses, wherever they stand in a text. A message about them never repeats the value.
"""

import re

from commgov.storage.headings import fold_heading
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


def is_personal_heading(heading: str) -> bool:
    """Whether a column's heading announces data of persons.

    Example:
        >>> is_personal_heading("联系电话"), is_personal_heading("Phone No."), is_personal_heading("技能")
        (True, True, False)
    """
    return bool(_HEADINGS_ZH.search(heading)) or _HEADING_WORDS.fullmatch(fold_heading(heading)) is not None
