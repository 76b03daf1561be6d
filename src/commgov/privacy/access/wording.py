"""The words that explanations share, in both languages."""

from collections.abc import Iterable

from commgov.privacy.purposes import BasisKind
from commgov.wording import Text

OR = Text(" or ", "或")

ASSIGNMENT = Text("the role {role}, {scope}", "担任{role}，范围：{scope}")
PURPOSE = Text("the purpose {purposes}", "用途为{purposes}")
BASIS = Text("a basis in force for the purpose: {kinds}", "具备对该用途有效的处理依据：{kinds}")
APPROVALS = Text("approvals: {n}", "审批人数达到{n}人")
ASSESSMENT = Text("an impact assessment", "已完成个人信息保护影响评估")
EMERGENCY = Text("an emergency, declared as one", "确属紧急情况并已声明")
FEWER = Text("at most {n} residents at once", "一次至多{n}名居民")

_KINDS = {
    BasisKind.CONSENT: Text("consent", "同意"),
    BasisKind.CONTRACT: Text("contract", "合同"),
    BasisKind.DUTY: Text("duty by law", "法定职责"),
    BasisKind.EMERGENCY: Text("emergency", "紧急情况"),
    BasisKind.PUBLISHED: Text("lawfully published", "已合法公开"),
    BasisKind.STATUTE: Text("statute", "法律规定"),
}


def in_words(kinds: Iterable[BasisKind]) -> Text:
    """Kinds of basis, any of them, in words."""
    return OR.join(_KINDS[kind] for kind in sorted(kinds))
