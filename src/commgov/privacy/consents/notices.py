"""What people are shown before they say yes or no: for what, which data, to whom, how long, and how to take it back."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.privacy.access.bases import PUBLIC
from commgov.privacy.keeping.register import Controller, Recipient
from commgov.privacy.purposes import Basis, BasisKind, Purpose
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.tiers import Tier
from commgov.seal import Json, canonical_json
from commgov.wording import Language, Text


class ConsentUse(StrEnum):
    """What a notice asks for. Giving to others and making public each take a consent of their own.

    Source: PIPL articles 23 and 25.

    Example:
        >>> ConsentUse.GIVE.words.zh
        '提供给他人'
    """

    USE = "use"
    GIVE = "give"
    DISCLOSE = "disclose"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _USES[self]


@frozen
class ConsentNotice:
    """A notice that people are shown. Its texts are frozen with its version: other content is another version.

    A notice is for one purpose and one use, so that whoever answers, answers each separately; what is sensitive is
    agreed to separately too if it has a notice of its own, which says why it is needed and what it means for people.

    Args:
        id: of the notice in all its versions: what a basis refers to, and `Form.basis`, a package, the vault.
        version: from 1; a change of anything here is another version.
        purpose: what for.
        fields: which fields.
        controller: who answers for it, with name and contact.
        days: how long a consent holds before people are asked anew.
        text: what is done with the data and why, in both languages.
        withdrawing: how to take it back, in both languages: by whatever means it can be given.
        recipients: to whom the data is given, by reference, each with name and contact; empty: it stays in the house.
        is_public: whether the data is made public.
        up_to: the highest tier that it covers: of its fields, or higher, since free text may hold more.
        necessity: why sensitive data is needed and what it means for people; due if it covers T4.
        without: what is different for whoever says no.
        is_written: whether law wants it written: then only a signed paper will do.

    Raises:
        InvalidInputError: naming all that is wrong.

    Source: PIPL articles 7, 13 to 17, 23, 25, 29 and 30; GDPR articles 7 and 13; ISO/IEC 29184.

    Example:
        >>> from commgov.privacy import Resident
        >>> from commgov.privacy.keeping import Controller
        >>> from commgov.privacy.schema import fields_of
        >>> calls = ConsentNotice(
        ...     "calls",
        ...     1,
        ...     Purpose("care", Text("calling once a week", "每周电话问候")),
        ...     fields_of(Resident, "name", "phone"),
        ...     controller=Controller(Text("Community B", "社区B"), "office, building 1"),
        ...     days=365,
        ...     text=Text("A volunteer calls you once a week.", "志愿者每周给您打一次电话。"),
        ...     withdrawing=Text("tell any grid worker, or use the app.", "告诉任一网格员，或在应用中操作。"),
        ... )
        >>> calls.ref, calls.use.value, calls.up_to.name, calls.basis.ref
        ('calls@1', 'use', 'T3', 'calls')
    """

    id: str
    version: int
    purpose: Purpose
    fields: tuple[FieldRule, ...]
    controller: Controller = field(kw_only=True)
    days: int = field(kw_only=True)
    text: Text = field(kw_only=True)
    withdrawing: Text = field(kw_only=True)
    recipients: Mapping[PersonRef, Text] = field(factory=dict, converter=dict, kw_only=True, hash=False)
    is_public: bool = field(default=False, kw_only=True)
    up_to: Tier = field(kw_only=True)
    necessity: Text | None = field(default=None, kw_only=True)
    without: Text = field(default=Text("Nothing else depends on it.", "不影响其他服务。"), kw_only=True)
    is_written: bool = field(default=False, kw_only=True)

    @up_to.default
    def _highest(self) -> Tier:
        given: object = self.fields  # not checked yet
        listed: tuple[object, ...] = given if isinstance(given, tuple) else ()
        return max((each.tier for each in listed if isinstance(each, FieldRule)), default=Tier.T1)

    def __attrs_post_init__(self) -> None:
        checks = Checks("ConsentNotice", self.id)
        checks.identifier("id", self.id)
        checks.require("id", "", ok="@" not in str(self.id), expected=Text("an id without @", "编号不得含@"))
        checks.whole("version", self.version, least=1)
        checks.identifier("id", self.ref)
        checks.instance("purpose", self.purpose, Purpose, Text("a Purpose", "应为Purpose"))
        rules = checks.every("fields", self.fields, FieldRule, Text("a FieldRule, see fields_of", "应为FieldRule"))
        checks.require("fields", "", ok=bool(rules), expected=Text("at least one field", "至少一个字段"))
        expected = Text("a Controller", "应为Controller")
        checks.instance("controller", self.controller, Controller, expected)
        checks.whole("days", self.days, least=1, most=_DAYS_MOST)
        for name in ("text", "withdrawing", "without", *(("necessity",) if self.necessity is not None else ())):
            checks.instance(name, getattr(self, name), Text, Text("a Text", "应为Text"))
        for ref, words in self.recipients.items():
            checks.identifier("recipients", ref)
            checks.instance("recipients", words, Text, Text("a Text", "应为Text"))
        checks.flag("is_public", self.is_public)
        one = not (self.recipients and self.is_public) and PUBLIC not in self.recipients
        checks.require("recipients", "", ok=one, expected=_ONE_USE)
        if checks.instance("up_to", self.up_to, Tier, Text("a Tier", "应为Tier")):
            highest = max((rule.tier for rule in rules), default=Tier.T1)
            checks.require("up_to", self.up_to.name, ok=self.up_to >= highest, expected=_ITS_FIELDS)
            told = self.up_to < Tier.T4 or self.necessity is not None
            checks.require("necessity", "", ok=told, expected=_NECESSITY)
        checks.flag("is_written", self.is_written)
        checks.refuse()

    @property
    def ref(self) -> str:
        """Of the notice in this version: `calls@1`."""
        return f"{self.id}@{self.version}"

    @property
    def basis(self) -> Basis:
        """What a form, a package or an entry in the vault rests on where people agreed to it."""
        return Basis(BasisKind.CONSENT, self.id)

    @property
    def use(self) -> ConsentUse:
        """What it asks for."""
        return ConsentUse.DISCLOSE if self.is_public else ConsentUse.GIVE if self.recipients else ConsentUse.USE

    @property
    def goes_to(self) -> frozenset[PersonRef]:
        """To whom data goes, as a `SubjectBasis` has it."""
        return frozenset({PUBLIC}) if self.is_public else frozenset(self.recipients)

    @property
    def keys(self) -> tuple[str, ...]:
        """Its fields: "resident.phone"."""
        return tuple(rule.key for rule in self.fields)

    @property
    def digest(self) -> str:
        """SHA-256 of what it says: a notice that was changed under its version does not have it.

        What a field is called and how long it is kept are the schema's to say, and not in it.
        """
        recipients = {ref: _both(words) for ref, words in self.recipients.items()}
        texts = [self.purpose.words, self.controller.name, self.text, self.withdrawing, self.without, self.necessity]
        said = [None if each is None else _both(each) for each in texts]
        content = [self.ref, self.purpose.name, self.controller.contact, self.days, int(self.up_to)]
        flags = [self.is_public, self.is_written]
        return sha256(canonical_json([*content, *flags, recipients, *self.keys, *said])).hexdigest()

    def given_to(self) -> tuple[Recipient, ...]:
        """Whom data is given to on it, as the register of processing lists them."""
        return tuple(Recipient(words, self.purpose, self.fields, self.basis) for words in self.recipients.values())

    def to(self, language: Language) -> str:
        """The notice as people are shown it."""
        comma = Text(", ", "、")
        who = comma.join(self.recipients.values()) if self.recipients else _EVERYBODY if self.is_public else _NOBODY
        lines = [
            _HEAD.fill(purpose=self.purpose.words, ref=self.ref),
            _ASKS.fill(name=self.controller.name, contact=self.controller.contact),
            self.text,
            _DATA.fill(fields=comma.join(rule.words for rule in self.fields), tier=self.up_to.words),
            _WHO.fill(who=who),
            _KEPT.fill(kept=Text("; ", "；").join(dict.fromkeys(rule.retain.words for rule in self.fields))),
            _DAYS.fill(days=self.days),
            *([] if self.necessity is None else [self.necessity]),
            _WITHOUT.fill(without=self.without),
            _BACK.fill(how=self.withdrawing),
        ]
        return "\n".join(line.to(language) for line in lines)


def _both(text: Text) -> list[Json]:
    return [text.en, text.zh]


_DAYS_MOST = 365 * 150
_ONE_USE = Text("recipients, or public, each in a notice of its own", "对外提供与公开应分别告知")
_ITS_FIELDS = Text("no tier below that of its fields", "不得低于所列字段的级别")
_NECESSITY = Text(
    "why sensitive data is needed and what it means for people (PIPL article 30)",
    "处理敏感个人信息的必要性及对个人权益的影响（个人信息保护法第30条）",
)
_USES = {
    ConsentUse.USE: Text("use in the house", "内部使用"),
    ConsentUse.GIVE: Text("giving to others", "提供给他人"),
    ConsentUse.DISCLOSE: Text("making public", "公开"),
}
_EVERYBODY = Text("everybody: it is made public", "向社会公开")
_NOBODY = Text("nobody outside the house", "无")
_HEAD = Text("{purpose} ({ref})", "{purpose}（{ref}）")
_ASKS = Text("Asked by: {name}, {contact}", "处理者：{name}，{contact}")
_DATA = Text("Data: {fields}; at most {tier}.", "涉及信息：{fields}；最高级别：{tier}级。")
_WHO = Text("Given to: {who}.", "对外提供：{who}。")
_KEPT = Text("Kept: {kept}, and no longer than you agree.", "保存期限：{kept}；撤回同意后即予删除。")
_DAYS = Text("A yes holds for {days} days.", "同意的有效期为{days}天。")
_WITHOUT = Text("If you say no: {without}", "如不同意：{without}")
_BACK = Text("To take it back: {how}", "撤回方式：{how}")
