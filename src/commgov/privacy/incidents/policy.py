"""What an incident asks for, and until when: steps of containment, notices by law, remedy and lesson, as tables."""

from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.assessments import Risk
from commgov.privacy.deadlines import Deadline
from commgov.privacy.tiers import Tier
from commgov.wording import Text


class Audience(StrEnum):
    """Who is told of an incident.

    Example:
        >>> Audience.PERSON.words.zh
        '本人'
    """

    AUTHORITY = "authority"
    PERSON = "person"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _AUDIENCES[self]


_AUDIENCES = {
    Audience.AUTHORITY: Text("the authority", "主管部门"),
    Audience.PERSON: Text("the people concerned", "本人"),
}
_RISKS = list(Risk)


@frozen
class NoticeRule:
    """One article that wants somebody told.

    Args:
        name: a short name, unique within a policy.
        audience: who is told.
        deadline: until when, from the moment the incident is known, with the article.
        least: it holds for data of this tier and above.
        least_risk: and for a risk to people of this height and above.
        may_be_waived: whether it may be left out where measures keep harm off, by a decision that is recorded.
        checked: whether the article's text was read for this row; otherwise a lawyer should look at it first.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> for rule in NOTICE_RULES:
        ...     print(rule.name, rule.audience.value, rule.deadline.words)
        pipl-57-authority authority at once, 24 hours at most
        pipl-57-person person at once, 24 hours at most
        gdpr-33 authority 72 hours
        gdpr-34 person at once, 72 hours at most
    """

    name: str
    audience: Audience
    deadline: Deadline
    least: Tier = Tier.T2
    least_risk: Risk = Risk.LOW
    may_be_waived: bool = False
    checked: bool = False

    def __attrs_post_init__(self) -> None:
        checks = Checks("NoticeRule", self.name)
        checks.identifier("name", self.name)
        checks.instance("audience", self.audience, Audience, Text("an Audience", "应为Audience"))
        checks.instance("deadline", self.deadline, Deadline, Text("a Deadline", "应为Deadline"))
        checks.instance("least", self.least, Tier, Text("a Tier", "应为Tier"))
        checks.instance("least_risk", self.least_risk, Risk, Text("a Risk", "应为Risk"))
        checks.flag("may_be_waived", self.may_be_waived)
        checks.flag("checked", self.checked)
        checks.refuse()

    def holds(self, tier: Tier, risk: Risk) -> bool:
        """Whether it wants somebody told of an incident with data of this tier and a risk of this height."""
        return tier >= self.least and _RISKS.index(risk) >= _RISKS.index(self.least_risk)


NOTICE_RULES = (
    NoticeRule(
        "pipl-57-authority", Audience.AUTHORITY, Deadline("PIPL art. 57(1)", hours=24, at_once=True), checked=True
    ),
    NoticeRule(
        "pipl-57-person",
        Audience.PERSON,
        Deadline("PIPL art. 57(1), (2)", hours=24, at_once=True),
        may_be_waived=True,
        checked=True,
    ),
    NoticeRule("gdpr-33", Audience.AUTHORITY, Deadline("GDPR art. 33(1)", hours=72), may_be_waived=True, checked=True),
    NoticeRule(
        "gdpr-34",
        Audience.PERSON,
        Deadline("GDPR art. 34(1), (3)", hours=72, at_once=True),
        least_risk=Risk.HIGH,
        may_be_waived=True,
        checked=True,
    ),
)
"""What law wants told, unless a community passes other rows. "At once" is limited by hours that are its own decision.

PIPL 57(1) says "immediately" and knows no number below which nothing is due. People need not be told where measures
keep harm off (57(2)), unless the authority wants it; the authority has to be told all the same. Under the GDPR the
authority need not be told where a risk is unlikely (33(1)), people only where the risk is high, and not where the data
is unreadable or the risk is gone (34(3)). That it is so has to be decided by somebody, and the decision stands in the
book.
"""


@frozen
class ContainmentStep:
    """One thing to be done so that no more gets out.

    Args:
        name: a short name.
        words: what it is, in both languages.

    Example:
        >>> recall = ContainmentStep("recall-papers", Text("bring the printed lists back", "收回纸质名单"))
        >>> IncidentPolicy(containment=(*CONTAINMENT, recall)).containment[-1].name
        'recall-papers'
    """

    name: str
    words: Text

    def __attrs_post_init__(self) -> None:
        checks = Checks("ContainmentStep")
        checks.identifier("name", self.name)
        checks.instance("words", self.words, Text, Text("a Text", "应为Text"))
        checks.refuse()


CONTAINMENT = (
    ContainmentStep("revoke-packages", Text("revoke the packages that are out", "撤回已对外提供的数据包")),
    ContainmentStep("rotate-keys", Text("rotate the keys", "轮换密钥")),
    ContainmentStep(
        "suspend-assignments", Text("suspend the assignments of those concerned", "暂停相关人员的任职权限")
    ),
)
"""The steps of containment, unless a community has others."""


_CONTAIN = Deadline("community policy", hours=4)
_SCOPE = Deadline("community policy", hours=20)
_REMEDY = Deadline("community policy", days=30)
_LESSON = Deadline("community policy", days=60)


@frozen
class IncidentPolicy:
    """What an incident asks for, and until when.

    Args:
        notices: what law wants told.
        containment: what has to be done, or found to be needless, before it counts as contained.
        contain: until when.
        scope: until when it is known who had access to what.
        remedy: until when harm is made good.
        lesson: until when it is written down what will be different.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> IncidentPolicy().contain.words.zh
        '4小时'
    """

    notices: tuple[NoticeRule, ...] = NOTICE_RULES
    containment: tuple[ContainmentStep, ...] = field(default=CONTAINMENT, repr=False)
    contain: Deadline = _CONTAIN
    scope: Deadline = _SCOPE
    remedy: Deadline = _REMEDY
    lesson: Deadline = _LESSON

    def __attrs_post_init__(self) -> None:
        checks = Checks("IncidentPolicy")
        rules = checks.every("notices", self.notices, NoticeRule, Text("a NoticeRule", "应为NoticeRule"))
        steps = checks.every(
            "containment", self.containment, ContainmentStep, Text("a ContainmentStep", "应为ContainmentStep")
        )
        checks.unique("notices", [rule.name for rule in rules])
        checks.unique("containment", [step.name for step in steps])
        for name in ("contain", "scope", "remedy", "lesson"):
            checks.instance(name, getattr(self, name), Deadline, Text("a Deadline", "应为Deadline"))
        checks.refuse()
