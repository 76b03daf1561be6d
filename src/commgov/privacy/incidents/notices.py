"""Drafts of notices in both languages: what law wants said, to the authority and to the people concerned.

PIPL article 57(1): which data, why, what harm; what was done, what people can do, whom to ask. GDPR article 33(3) adds
how many people, 34(2) plain language. A draft is for a person to read and send; what it cannot know, it leaves open.
"""

from collections.abc import Iterable
from datetime import tzinfo

from attrs import frozen

from commgov.privacy.incidents.incident import CONTAIN, REMEDY, Incident
from commgov.privacy.incidents.policy import Audience, IncidentPolicy, NoticeRule
from commgov.privacy.keeping.register import Controller
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.tiers import Tier
from commgov.wording import Language, Text


@frozen
class IncidentNotice:
    """A draft of a notice.

    Args:
        rule: by which rule it is due.
        audience: for whom.
        paragraphs: what it says, in both languages.
        open: what has to be filled in before it is sent.
    """

    rule: str
    audience: Audience
    paragraphs: tuple[Text, ...]
    open: tuple[Text, ...] = ()

    def to(self, language: Language) -> str:
        """The draft in one language."""
        return "\n\n".join(paragraph.to(language) for paragraph in self.paragraphs)


def draft_notice(
    incident: Incident,
    rule: NoticeRule,
    controller: Controller,
    policy: IncidentPolicy,
    zone: tzinfo,
    *,
    fields: Iterable[FieldRule] = (),
) -> IncidentNotice:
    """A draft of the notice that a rule asks for.

    Args:
        incident: as it stands.
        rule: the rule.
        controller: who answers for the data.
        policy: what incidents ask for.
        zone: in which time zone times are told.
        fields: what people call each field.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.privacy.incidents import IncidentDetected, IncidentKind
        >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> found = Incident("i-1", IncidentDetected(at=nine, by="u-2", what=IncidentKind.WRONG_GROUP, known=nine))
        >>> policy, office = IncidentPolicy(), Controller(Text("Community B", "社区B"), "office@example.org")
        >>> draft = draft_notice(found, policy.notices[1], office, policy, UTC)
        >>> print(draft.paragraphs[0].zh)
        我们于2026-03-02 09:00发现一起涉及您个人信息的事件：名单误发至群聊。
        >>> print(draft.open[0].zh)
        涉及哪些字段
    """
    words = {rule.key: rule.words for rule in fields}
    named = [words.get(key, Text(key, key)) for key in incident.fields]
    known = f"{incident.detected.known.astimezone(zone):%Y-%m-%d %H:%M}"
    begins = _OPENS[rule.audience].fill(at=known, kind=incident.detected.what.words)
    missing = [text for gone, text in ((not named, _WHICH), (incident.find(REMEDY) is None, _WHAT_MADE_GOOD)) if gone]
    paragraphs = [
        begins,
        _DATA.fill(fields=Text(", ", "、").join(named) if named else _BLANK, tier=incident.tier.words),
        _HARM[incident.tier],
        _measures(incident, policy),
    ]
    if rule.audience is Audience.AUTHORITY:
        people = str(len(incident.subjects)) if incident.subjects else _BLANK
        paragraphs.insert(2, _HOW_MANY.fill(people=people, fields=len(incident.fields), risk=incident.risk.words))
    else:
        paragraphs.append(_ADVICE[incident.tier])
    done = incident.find(rule.name)
    if done is not None and done.delay is not None:
        paragraphs.append(_DELAY.fill(why=done.delay))
    paragraphs.append(_CONTACT.fill(name=controller.name, contact=controller.contact))
    return IncidentNotice(rule.name, rule.audience, tuple(paragraphs), tuple(missing))


def _measures(incident: Incident, policy: IncidentPolicy) -> Text:
    steps = [step.words for step in policy.containment if step.name in incident.steps]
    contained = Text("; ", "；").join(steps) if steps else _NOTHING_YET
    remedy = incident.find(REMEDY)
    told = _MEASURES.fill(steps=contained, state=_IS if incident.find(CONTAIN) else _IS_NOT)
    return told if remedy is None else Text(" ", "").join([told, remedy.says])


_OPENS = {
    Audience.AUTHORITY: Text(
        "On {at} we became aware of an incident with personal information: {kind}.",
        "我们于{at}发现一起个人信息安全事件：{kind}。",
    ),
    Audience.PERSON: Text(
        "On {at} we became aware of an incident that concerns your personal information: {kind}.",
        "我们于{at}发现一起涉及您个人信息的事件：{kind}。",
    ),
}
_BLANK = Text("________", "________")
_DATA = Text("What is concerned: {fields} (at most: {tier}).", "涉及的信息：{fields}（最高级别：{tier}级）。")
_HOW_MANY = Text(
    "People concerned: {people}. Kinds of data: {fields}. Risk: {risk}.",
    "涉及人数：{people}；信息种类：{fields}；风险：{risk}。",
)
_HARM = {
    Tier.T1: Text("We expect no harm: this is public.", "相关信息为公开信息，预计不会造成损害。"),
    Tier.T2: Text("Somebody may learn about you what you did not tell them.", "他人可能获知您未告知的一般情况。"),
    Tier.T3: Text(
        "Somebody may call, visit or write to you, or pretend to be you.",
        "可能出现骚扰电话、上门打扰或冒用身份的情况。",
    ),
    Tier.T4: Text(
        "Somebody may learn of illness, income or family, and use it against you; fraud with your data is possible.",
        "可能泄露健康、收入或家庭情况并被不当利用，也可能被用于诈骗。",
    ),
}
_ADVICE = {
    Tier.T1: Text("You need not do anything.", "您无需采取措施。"),
    Tier.T2: Text(
        "You need not do anything; ask us whatever you like to know.", "您无需采取措施，如有疑问可随时询问。"
    ),
    Tier.T3: Text(
        "Do not trust calls that refer to this data; we never ask for codes or money. Tell us of anything unusual.",
        "请勿轻信提及上述信息的来电；我们绝不会索要验证码或钱款。如有异常请告知我们。",
    ),
    Tier.T4: Text(
        "Do not trust calls that refer to this data. If a card or an account is concerned, tell your bank today. If "
        "somebody presses you, go to the police; we will come along if you want.",
        "请勿轻信提及上述信息的来电。如涉及银行卡或账户，请当日联系银行。如遇威胁或敲诈，请报警；需要时我们可陪同。",
    ),
}
_NOTHING_YET = Text("measures are under way", "正在采取措施")
_MEASURES = Text("What was done: {steps}. {state}", "已采取的措施：{steps}。{state}")
_IS = Text("The incident is contained.", "事态已得到控制。")
_IS_NOT = Text("We are still at it.", "处置仍在进行。")
_DELAY = Text("This comes late: {why}", "本通知迟延的原因：{why}")
_CONTACT = Text("Ask {name}: {contact}.", "联系人：{name}，{contact}。")
_WHICH = Text("which fields are concerned", "涉及哪些字段")
_WHAT_MADE_GOOD = Text("what was made good", "已采取的补救措施")
