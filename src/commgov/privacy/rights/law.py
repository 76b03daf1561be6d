"""The rights people have over their data, until when they are answered, who may ask, and why a request is refused."""

from datetime import datetime, tzinfo
from enum import StrEnum

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.deadlines import Deadline, WorkingDay, is_weekday
from commgov.wording import Text


class Right(StrEnum):
    """What somebody asks for.

    Example:
        >>> Right.ERASE.words.zh, Right.ERASE.source
        ('删除', 'PIPL art. 47; GDPR art. 17')
    """

    ACCESS = "access"
    COPY = "copy"
    CORRECT = "correct"
    ERASE = "erase"
    RESTRICT = "restrict"
    OBJECT = "object"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _RIGHTS[self][0]

    @property
    def source(self) -> str:
        """The articles that give the right."""
        return _RIGHTS[self][1]


_RIGHTS = {
    Right.ACCESS: (Text("to see their data", "查阅"), "PIPL art. 45; GDPR art. 15"),
    Right.COPY: (Text("to have a copy", "复制"), "PIPL art. 45; GDPR art. 15(3) and 20"),
    Right.CORRECT: (Text("to have it corrected", "更正"), "PIPL art. 46; GDPR art. 16"),
    Right.ERASE: (Text("to have it erased", "删除"), "PIPL art. 47; GDPR art. 17"),
    Right.RESTRICT: (Text("to have its use restricted", "限制处理"), "PIPL art. 44 and 47(2); GDPR art. 18"),
    Right.OBJECT: (Text("to object to a use", "提出异议"), "PIPL art. 44; GDPR art. 21"),
}


class Asker(StrEnum):
    """In what capacity somebody asks.

    Example:
        >>> Asker.GUARDIAN.words.zh, Right.OBJECT in Asker.NEAR_RELATIVE.rights
        ('不满十四周岁未成年人的监护人', False)
    """

    SELF = "self"
    GUARDIAN = "guardian"
    NEAR_RELATIVE = "near-relative"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _ASKERS[self]

    @property
    def rights(self) -> frozenset[Right]:
        """What they may ask for. Near relatives of a deceased person: PIPL article 49."""
        return _OF_RELATIVES if self is Asker.NEAR_RELATIVE else frozenset(Right)


_ASKERS = {
    Asker.SELF: Text("the person", "本人"),
    Asker.GUARDIAN: Text("the guardian of somebody under 14", "不满十四周岁未成年人的监护人"),
    Asker.NEAR_RELATIVE: Text("a near relative of a deceased person", "死者的近亲属"),
}
_OF_RELATIVES = frozenset({Right.ACCESS, Right.COPY, Right.CORRECT, Right.ERASE})


class RefusalGround(StrEnum):
    """Why a request is refused, in whole or in part: a closed list, each with its source.

    Example:
        >>> RefusalGround.KEPT_BY_LAW.source
        'PIPL art. 47(2); GDPR art. 17(3)b'
    """

    NOT_IDENTIFIED = "not-identified"
    NOT_THEIRS = "not-theirs"
    NOT_GUARDIAN = "not-guardian"
    NOT_UNDER_14 = "not-under-14"
    NOT_RELATIVE = "not-relative"
    NOT_DECEASED = "not-deceased"
    DECIDED_OTHERWISE = "decided-otherwise"
    NO_INTEREST = "no-interest"
    NOT_A_RELATIVES_RIGHT = "not-a-relatives-right"
    SECRET = "secret"  # noqa: S105 - a ground, no password
    THIRD_PARTY = "third-party"
    KEPT_BY_LAW = "kept-by-law"
    OUT_OF_REACH = "out-of-reach"
    NOT_VALID = "not-valid"
    NOTHING_HELD = "nothing-held"
    UNFOUNDED = "unfounded"
    OVERRIDING = "overriding"

    @property
    def words(self) -> Text:
        """Why, in both languages."""
        return _GROUNDS[self][0]

    @property
    def source(self) -> str:
        """Where that stands."""
        return _GROUNDS[self][1]

    @property
    def advice(self) -> Text:
        """What the person can do."""
        return _GROUNDS[self][2]


_BRING = Text(
    "Come with a document, or let somebody come with a power of attorney.", "可携带证件到场，或委托他人持授权书办理。"
)
_PROVE = Text("Bring what shows it: a register, a certificate.", "请提供户口簿、证明等材料。")
_ASK_SELF = Text("The person can ask themself.", "可由本人提出申请。")
_COMPLAIN = Text(
    "You can complain to the authority (PIPL article 65) or go to court (article 50(2)).",
    "可向主管部门投诉、举报（第65条），或向人民法院起诉（第50条第2款）。",
)
_LATER = Text(
    "It is used for nothing else until then; ask again when the time is over.",
    "在能够删除之前仅作存储，届时可再次申请。",
)
_RIGHT_VALUE = Text("Tell us the right value, with what shows it.", "请提供正确内容及证明材料。")
_GROUNDS = {
    RefusalGround.NOT_IDENTIFIED: (
        Text("we could not make sure who asks", "未能核实申请人身份"),
        "PIPL art. 50(1); GDPR art. 12(6)",
        _BRING,
    ),
    RefusalGround.NOT_THEIRS: (Text("it is another person's data", "不是申请人本人的信息"), "PIPL art. 45(1)", _PROVE),
    RefusalGround.NOT_GUARDIAN: (
        Text("we do not know you as the guardian", "未登记为其监护人"),
        "PIPL art. 31",
        _PROVE,
    ),
    RefusalGround.NOT_UNDER_14: (Text("the person is 14 or older", "本人已满十四周岁"), "PIPL art. 31", _ASK_SELF),
    RefusalGround.NOT_RELATIVE: (
        Text("we do not know you as a near relative", "未登记为其近亲属"),
        "PIPL art. 49",
        _PROVE,
    ),
    RefusalGround.NOT_DECEASED: (
        Text("we do not know that the person has died", "未登记该人已去世"),
        "PIPL art. 49",
        _PROVE,
    ),
    RefusalGround.DECIDED_OTHERWISE: (
        Text("the person decided otherwise in their lifetime", "死者生前另有安排"),
        "PIPL art. 49",
        _COMPLAIN,
    ),
    RefusalGround.NO_INTEREST: (
        Text("no lawful interest of your own is stated", "未说明自身的合法、正当利益"),
        "PIPL art. 49",
        _PROVE,
    ),
    RefusalGround.NOT_A_RELATIVES_RIGHT: (
        Text("near relatives cannot ask for this", "近亲属不享有此项权利"),
        "PIPL art. 49",
        _COMPLAIN,
    ),
    RefusalGround.SECRET: (
        Text("law wants it kept secret", "法律、行政法规规定应当保密"),
        "PIPL art. 18(1), 35 and 45(1)",
        _COMPLAIN,
    ),
    RefusalGround.THIRD_PARTY: (
        Text("it tells of another person, and is masked", "涉及他人，已脱敏"),
        "GDPR art. 15(4); PIPL art. 2",
        _COMPLAIN,
    ),
    RefusalGround.KEPT_BY_LAW: (
        Text("law wants it kept for a time", "法定保存期限未届满"),
        "PIPL art. 47(2); GDPR art. 17(3)b",
        _LATER,
    ),
    RefusalGround.OUT_OF_REACH: (Text("not all of it can be reached", "部分技术上难以删除"), "PIPL art. 47(2)", _LATER),
    RefusalGround.NOT_VALID: (
        Text("the new value cannot be right", "更正后的内容不符合要求"),
        "PIPL art. 46(2)",
        _RIGHT_VALUE,
    ),
    RefusalGround.NOTHING_HELD: (Text("we hold nothing of the kind", "未持有此类信息"), "GDPR art. 15(1)", _COMPLAIN),
    RefusalGround.UNFOUNDED: (
        Text("the request is plainly unfounded, or repeated", "申请明显无依据或重复"),
        "GDPR art. 12(5)",
        _COMPLAIN,
    ),
    RefusalGround.OVERRIDING: (
        Text("a duty by law requires the use", "为履行法定职责所必需"),
        "PIPL art. 13(3); GDPR art. 21(1)",
        _COMPLAIN,
    ),
}
STAFF_GROUNDS = frozenset({RefusalGround.SECRET, RefusalGround.UNFOUNDED, RefusalGround.OVERRIDING})
"""Grounds that a person decides on; all others follow from what is known."""

COMPLAIN = _COMPLAIN
"""What everybody who is refused can do."""

_FIFTEEN = Deadline('community policy, for "timely" in PIPL art. 45(2) and 46(2)', working_days=15)
_OFFICE = Text("the community office", "社区办公室")
_ROLES = frozenset({"grid-leader", "community-secretary"})
_MONTH = Deadline("GDPR art. 12(3)", months=1)


@frozen
class RightsPolicy:
    """Until when requests are answered: the earliest of these deadlines counts.

    Args:
        deadlines: the community's own, and those of the laws that hold for it.
        contact: whom to ask: an office, not a person.
        roles: who works on requests: holders of one of these roles.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> RightsPolicy().due(datetime(2026, 3, 2, 9, tzinfo=UTC), UTC).isoformat()
        '2026-03-24T00:00:00+00:00'
    """

    deadlines: tuple[Deadline, ...] = (_FIFTEEN, _MONTH)
    contact: Text = _OFFICE
    roles: frozenset[str] = _ROLES

    def __attrs_post_init__(self) -> None:
        checks = Checks("RightsPolicy")
        limits = checks.every("deadlines", self.deadlines, Deadline, Text("a Deadline", "应为Deadline"))
        checks.require("deadlines", "", ok=bool(limits), expected=Text("at least one deadline", "至少一个期限"))
        checks.instance("contact", self.contact, Text, Text("a Text", "应为Text"))
        checks.texts("roles", self.roles)
        checks.require("roles", "", ok=bool(self.roles), expected=Text("at least one role", "至少一个角色"))
        checks.refuse()

    def due(self, received: datetime, zone: tzinfo, *, is_working_day: WorkingDay = is_weekday) -> datetime:
        """The first moment that is too late for a reply."""
        return min(limit.due(received, zone, is_working_day=is_working_day) for limit in self.deadlines)
