"""Who saw my data, for what, when, and how to object: the access log in words for the person whose data it is.

PIPL articles 44, 45 and 48; GDPR article 15(1)c.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.privacy.access.actions import Action
from commgov.privacy.access.assignments import Assignments
from commgov.privacy.access.roles import SELF, Role
from commgov.privacy.audit.entry import OWE_NOTICE, OWE_REVIEW, AuditEntry, Pseudonym
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.purposes import Purpose
from commgov.privacy.schema.rules import FieldRule
from commgov.wording import Language, Text

# One for each type: of a converter for any type, a type checker lets nobody through.


def _roles(every: Iterable[Role]) -> tuple[Role, ...]:
    return tuple(every)


def _purposes(every: Iterable[Purpose]) -> tuple[Purpose, ...]:
    return tuple(every)


def _rules(every: Iterable[FieldRule]) -> tuple[FieldRule, ...]:
    return tuple(every)


@frozen
class Sighting:
    """One access to a person's data, as the person is told of it.

    Args:
        number: of the entry in the log, by which it can be asked about and proved.
        at: when.
        who: in what capacity, and under which reference where the policy names people.
        what: what was done.
        fields: which fields, as people call them.
        purpose: what for.
        allowed: whether it was allowed; a refused attempt is told too.
        about: the service, package, request or incident that it belongs to, as a reference; or empty.
    """

    number: int
    at: datetime
    who: Text
    what: Text
    fields: tuple[Text, ...]
    purpose: Text
    allowed: bool
    about: str = ""

    def words(self, zone: tzinfo) -> Text:
        """The access in a sentence, with the time as a clock of the zone shows it."""
        return (_ALLOWED if self.allowed else _REFUSED).fill(
            number=self.number,
            at=f"{self.at.astimezone(zone):%Y-%m-%d %H:%M}",
            who=self.who,
            what=self.what if self.allowed else _not_done(self.what),
            fields=Text(", ", "、").join(self.fields) if self.fields else _NO_FIELD,
            purpose=self.purpose,
            about=_ABOUT.fill(about=self.about) if self.about else Text("", ""),
        )


@frozen
class AccessAccount:
    """Who saw a person's data, for what, when, and how to object.

    Args:
        subject: whose data, by the pseudonym under which the log knows them.
        sightings: what was done, in order.
        zone: in which time zone it is told.
        contact: where to object: an office, not a person.
        consents: what they said to which notice, in words: `ConsentBook.told`.
    """

    subject: Pseudonym
    sightings: tuple[Sighting, ...]
    zone: tzinfo = field(repr=False)
    contact: Text = field(repr=False)
    consents: tuple[Text, ...] = field(default=(), repr=False)

    def to(self, language: Language) -> str:
        """The account as lines of one language."""
        lines = [each.words(self.zone) for each in self.sightings] or [_NOBODY]
        return "\n".join(line.to(language) for line in (*lines, _OBJECT.fill(contact=self.contact), *self.consents))


@frozen
class Accounts:
    """Makes accounts from an access log: by role, unless the policy names who acts in a role.

    Args:
        log: the access log.
        assignments: who held which role when.
        roles: what people call each role.
        zone: in which time zone it is told.
        contact: where to object: an office, not a person.
        purposes: what people call each purpose.
        fields: what people call each field.
        named_roles: roles whose holders are named by their reference, since they act in public: mostly none.
        outside: what people call those outside who open packages, by their reference: the street office.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> from commgov.privacy import Assignment, AssignmentBook, Resident, Tier
        >>> from commgov.privacy.schema import record_schema
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> log = AuditLog("b")
        >>> _ = log.append(
        ...     [AuditEntry(monday, "u-17", "read", subject="p-1f", fields=("resident.phone",), purpose="home-visit")]
        ... )
        >>> book = AssignmentBook([Assignment("u-17", "grid-worker", "grid-3", monday)])
        >>> accounts = Accounts(
        ...     log,
        ...     book,
        ...     [Role("grid-worker", Text("grid worker", "网格员"))],
        ...     UTC,
        ...     Text("the community office", "社区办公室"),
        ...     purposes=[Purpose("home-visit", Text("visiting a resident at home", "入户走访"))],
        ...     fields=record_schema(Resident),
        ... )
        >>> print(accounts.of("p-1f").to("zh"))
        第0条，2026-03-02 09:00：网格员查看了手机号码，用途：入户走访。
        如有异议，可向社区办公室提出并写明条目编号，将收到注明日期的答复；对答复不服的，可向主管部门投诉或向人民法院起诉。
    """

    log: AuditLog = field(repr=False)
    assignments: Assignments = field(repr=False)
    roles: tuple[Role, ...] = field(converter=_roles, repr=False)
    zone: tzinfo
    contact: Text
    purposes: tuple[Purpose, ...] = field(default=(), converter=_purposes, kw_only=True, repr=False)
    fields: tuple[FieldRule, ...] = field(default=(), converter=_rules, kw_only=True, repr=False)
    named_roles: frozenset[str] = field(default=frozenset(), kw_only=True)
    outside: Mapping[PersonRef, Text] = field(factory=dict, kw_only=True, repr=False)
    _role_words: Mapping[str, Text] = field(init=False, repr=False)
    _purpose_words: Mapping[str, Text] = field(init=False, repr=False)
    _field_words: Mapping[str, Text] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Accounts")
        checks.instance("zone", self.zone, tzinfo, Text("a time zone", "应为时区"))
        checks.instance("contact", self.contact, Text, Text("a Text", "应为Text"))
        checks.entries("named_roles", self.named_roles)
        checks.refuse()

    @_role_words.default
    def _called_roles(self) -> Mapping[str, Text]:
        return {role.name: role.words for role in self.roles}

    @_purpose_words.default
    def _called_purposes(self) -> Mapping[str, Text]:
        return _UPKEEP | {purpose.name: purpose.words for purpose in self.purposes}

    @_field_words.default
    def _called_fields(self) -> Mapping[str, Text]:
        return {name: rule.words for rule in self.fields for name in (rule.name, rule.key)}

    def of(self, subject: Pseudonym, *, person: PersonRef | None = None) -> AccessAccount:
        """The account of one person.

        Args:
            subject: the pseudonym under which the log knows them; empty if it knows them no more, or never did.
            person: their own reference, so that what they looked at themselves is told so.
        """
        return self.told(subject, self.log.about(subject) if subject else (), person=person)

    def told(
        self, subject: Pseudonym, entries: Iterable[tuple[int, AuditEntry]], *, person: PersonRef | None = None
    ) -> AccessAccount:
        """The account that entries give, for who has looked them up already: entries with their numbers."""
        found = tuple(self._told(number, entry, person) for number, entry in entries)
        return AccessAccount(subject, found, self.zone, self.contact)

    def who(self, by: PersonRef, at: datetime, *, person: PersonRef | None = None) -> Text:
        """In what capacity somebody acted at a moment, with their reference where the policy names them."""
        if by == person:
            return _SELF
        if by in self.outside:
            return self.outside[by]
        held = dict.fromkeys(
            each.role for each in self.assignments.held_by(by) if each.runs_at(at) and each.role != SELF
        )
        called = [
            _NAMED.fill(role=words, ref=by) if role in self.named_roles else words
            for role, words in ((role, self._role_words.get(role, Text(role, role))) for role in held)
        ]
        return Text(" and ", "兼").join(called) if called else _ITSELF.get(by, _NO_ROLE)

    def _told(self, number: int, entry: AuditEntry, person: PersonRef | None) -> Sighting:
        return Sighting(
            number,
            entry.at,
            self.who(entry.by, entry.at, person=person),
            self._what(entry),
            tuple(self._field_words.get(each, Text(each, each)) for each in entry.fields),
            self._purpose_words.get(entry.purpose, Text(entry.purpose or "—", entry.purpose or "—")),
            entry.allowed,
            "" if entry.action in _OWED else entry.about,
        )

    def _what(self, entry: AuditEntry) -> Text:
        if entry.action in _OWED:
            role = entry.about.rpartition("/")[0]
            return _OWED[entry.action].fill(role=self._role_words.get(role, Text(role, role)))
        if entry.rule.endswith(_RETENTION):
            return _TIME_OVER
        return _DONE.get(entry.action, Text(entry.action, entry.action))


_DONE = {
    Action.READ.value: Text("read", "查看了"),
    Action.SEARCH.value: Text("searched by", "检索时使用了"),
    Action.ENTER.value: Text("entered", "录入了"),
    Action.CORRECT.value: Text("corrected", "更正了"),
    Action.EXPORT.value: Text("exported", "导出了"),
    Action.SHARE.value: Text("put into a package for somebody outside:", "向外提供了"),
    Action.DISCLOSE.value: Text("made public", "公开了"),
    Action.ERASE.value: Text("erased", "删除了"),
    "explain": Text("asked whether they may see", "询问了能否查看"),
    "write": Text("wrote", "写入了"),
    "open": Text("opened a package with", "打开了含有以下内容的数据包："),
    "restrict": Text("restricted the use of", "限制使用了"),
    "lift-restriction": Text("lifted the restriction of", "解除限制："),
    "copy": Text("made a copy of", "制作副本："),
    "give-consent": Text("consented to the use of", "同意使用"),
    "refuse-consent": Text("did not consent to the use of", "不同意使用"),
    "withdraw-consent": Text("took back the consent to the use of", "撤回同意，涉及"),
    "end-consent": Text("ended the consent to the use of", "终止同意，涉及"),
    "object": Text("noted an objection about", "登记异议："),
    "revoke-sharing": Text("took back a package with", "撤回了含有以下内容的数据包："),
}
_OWED = {  # the vault notes beside an access whom else it concerns: "role/hours" is what such an entry is about
    OWE_NOTICE: Text("owes {role} a notice about", "须告知{role}其处理了"),
    OWE_REVIEW: Text("owes {role} a review about", "须由{role}复核其处理的"),
}
_RETENTION = "#retention"  # the rule by which the vault erases what is due; whatever else it erases, it was asked to
_TIME_OVER = Text("erased, since the time was over,", "因保存期限届满删除了")
_UPKEEP = {"upkeep": Text("keeping data no longer than needed", "不超期保存")}
_ITSELF = {  # what acts by itself, under references of its own
    "vault": Text("the vault", "数据保险库"),
    "sharing": Text("the sharing desk", "数据提供台"),
    "consents": Text("the book of consents", "同意登记簿"),
}
_ALLOWED = Text(
    "{number}, {at}: {who} {what} {fields}, for: {purpose}{about}.",
    "第{number}条，{at}：{who}{what}{fields}，用途：{purpose}{about}。",
)


def _not_done(what: Text) -> Text:
    """What was tried only: Chinese marks as done what was done (了)."""
    return Text(what.en, what.zh.replace("了", "", 1))


_REFUSED = Text(
    "{number}, {at}: {who} was refused, and was given nothing; tried: {what} {fields}, for: {purpose}{about}.",
    "第{number}条，{at}：{who}申请被拒，未获任何内容（申请内容：{what}{fields}），用途：{purpose}{about}。",
)
_ABOUT = Text(" ({about})", "（{about}）")
_NO_FIELD = Text("no field", "（无字段）")
_NOBODY = Text("The log tells of nobody who has seen your data.", "日志中没有关于您信息的访问记录。")
_SELF = Text("the person themself", "本人")
_NO_ROLE = Text("somebody without a role at that time", "当时无职务的人员")
_NAMED = Text("{role} ({ref})", "{role}（{ref}）")
_OBJECT = Text(
    "If you do not agree with an access, tell {contact} its number. You get a dated reply; if you do not agree with "
    "that either, you can complain to the authority or go to court.",
    "如有异议，可向{contact}提出并写明条目编号，将收到注明日期的答复；对答复不服的，可向主管部门投诉或向人民法院起诉。",
)
