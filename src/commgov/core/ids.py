"""Ids are strings, each kind with its own type, so that a type checker sees a demand's id passed for a member's.

An id is a *reference*: it must not be personal data itself. Whatever looks like a mobile number, an identity
number or a mail address is refused at the door, because ids show up in reprs, logs and reports.
"""

from typing import NewType

from commgov.core.personal import looks_personal
from commgov.wording import Text

MemberId = NewType("MemberId", str)
DemandId = NewType("DemandId", str)
UnitId = NewType("UnitId", str)
EmployerId = NewType("EmployerId", str)
TeamId = NewType("TeamId", str)
OfferId = NewType("OfferId", str)
SkillId = NewType("SkillId", str)
PostId = NewType("PostId", str)
CourseId = NewType("CourseId", str)
PersonRef = NewType("PersonRef", str)  # anyone: a resident, a proxy, an officer

ID_LENGTH_MAX = 64


def id_problem(value: object) -> Text | None:
    """What is wrong with an id, or None.

    An id is a text of 1 to 64 printable characters without white space at its ends, and no personal data.

    Example:
        >>> id_problem("grid-17") is None, id_problem("  ") is None
        (True, False)
    """
    if not isinstance(value, str):
        return Text("an id is a text", "编号应为文本")
    if not value or value != value.strip() or not value.isprintable() or len(value) > ID_LENGTH_MAX:
        return Text(
            f"an id is 1–{ID_LENGTH_MAX} printable characters without white space at its ends",
            f"编号应为1–{ID_LENGTH_MAX}个可见字符，首尾无空白",
        )
    if looks_personal(value):
        return Text(
            "an id is a reference: it must not be a phone number, an identity number or a mail address",
            "编号只是引用：不得使用电话号码、身份证号或邮箱地址",
        )
    return None
