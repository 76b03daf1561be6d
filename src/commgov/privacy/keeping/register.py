"""The record of processing, made from what is declared: so it cannot say something else than the programme does.

GDPR article 30(1) says what stands in it; PIPL articles 55 and 56 say what needs an impact assessment first, which is
kept for three years.
"""

from collections.abc import Iterable

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.classification.categories import Category
from commgov.privacy.classification.combining import COMBINATIONS, Combination, combined_tier
from commgov.privacy.classification.tiering import STANDARD_TIERS, TierPolicy
from commgov.privacy.entering.forms import Form, View
from commgov.privacy.keeping.keepers import Keeper, Trace
from commgov.privacy.purposes import Basis, Purpose
from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import FieldRule, RecordSchema
from commgov.privacy.tiers import Tier
from commgov.wording import Language, Text


@frozen
class Controller:
    """Who answers for the processing.

    Args:
        name: the community or its body.
        contact: how to reach it: an office, not a person.
        security: what protects the data, in general words.

    Example:
        >>> Controller(Text("Community B", "社区B"), "office@example.org").contact
        'office@example.org'
    """

    name: Text
    contact: str
    security: tuple[Text, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Controller")
        checks.instance("name", self.name, Text, Text("a Text", "应为Text"))
        checks.text("contact", self.contact)
        checks.every("security", self.security, Text, Text("a Text", "应为Text"))
        checks.refuse()


@frozen
class Recipient:
    """Somebody outside who is given data, on a basis of its own.

    Args:
        name: who.
        purpose: what for.
        fields: which fields.
        basis: what allows it.
        is_abroad: whether the data leaves the country (PIPL chapter 3; GDPR chapter V).

    Example:
        >>> from commgov.privacy import BasisKind, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> office = Text("street office", "街道办")
        >>> duty = Basis(BasisKind.DUTY, "relief-regulation-11")
        >>> Recipient(office, Purpose("assistance"), fields_of(Resident, "name", "assistance"), duty).is_abroad
        False
    """

    name: Text
    purpose: Purpose
    fields: tuple[FieldRule, ...]
    basis: Basis
    is_abroad: bool = False

    def __attrs_post_init__(self) -> None:
        checks = Checks("Recipient")
        checks.instance("name", self.name, Text, Text("a Text", "应为Text"))
        checks.instance("purpose", self.purpose, Purpose, Text("a Purpose", "应为Purpose"))
        checks.instance("basis", self.basis, Basis, Text("a Basis", "应为Basis"))
        rules = checks.every("fields", self.fields, FieldRule, Text("a FieldRule", "应为FieldRule"))
        checks.require("fields", "", ok=bool(rules), expected=Text("at least one field", "至少一个字段"))
        checks.flag("is_abroad", self.is_abroad)
        checks.refuse()


@frozen
class ProcessingRow:
    """What is done for one purpose.

    Args:
        purpose: what for.
        about: whose data it is.
        fields: which fields, each once.
        tier: how sensitive they are together.
        bases: what allows it.
        forms: the names of the forms that collect for it.
        roles: who sees something of it.
        recipients: who outside is given something of it.
        assess: why an impact assessment has to come first (PIPL article 55); empty if none has to.
        problems: what is missing for it to be lawful as declared, such as a basis.
    """

    purpose: Purpose
    about: tuple[Text, ...]
    fields: tuple[FieldRule, ...]
    tier: Tier
    bases: tuple[Basis, ...]
    forms: tuple[str, ...]
    roles: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    assess: tuple[Text, ...]
    problems: tuple[Text, ...]

    @property
    def categories(self) -> tuple[Category, ...]:
        """Which kinds of data, each once."""
        return tuple(dict.fromkeys(rule.category for rule in self.fields))


@frozen
class ProcessingRegister:
    """The record of processing activities: one row for each purpose.

    Args:
        controller: who answers for it.
        rows: one for each purpose, by name.
        without_purpose: declared fields that no form, view or recipient has a purpose for.
        kept_by: everything that keeps something, by name, and what.
    """

    controller: Controller
    rows: tuple[ProcessingRow, ...]
    without_purpose: tuple[FieldRule, ...] = ()
    kept_by: tuple[tuple[str, Text], ...] = field(default=())

    def table(self, language: Language) -> list[list[str]]:
        """Heading and rows as texts, for a table of any kind."""

        def line(row: ProcessingRow) -> list[str]:
            comma = Text(", ", "、")
            return [
                row.purpose.words.to(language),
                comma.join(row.about).to(language),
                comma.join(category.words for category in row.categories).to(language),
                f"{row.tier.name} {row.tier.words.to(language)}",
                "; ".join(f"{basis.kind.value} {basis.ref}" for basis in row.bases),
                ", ".join(row.roles),
                comma.join(recipient.name for recipient in row.recipients).to(language),
                Text("; ", "；").join(dict.fromkeys(rule.retain.words for rule in row.fields)).to(language),
                Text("; ", "；").join(row.assess).to(language),
            ]

        return [[heading.to(language) for heading in _HEADINGS], *map(line, self.rows)]

    def markdown(self, language: Language) -> str:
        """The register as a page."""
        heading, *rows = self.table(language)
        who = Text("{name}, {contact}", "{name}，{contact}").fill(
            name=self.controller.name, contact=self.controller.contact
        )
        lines = [
            f"# {_TITLE.to(language)}",
            "",
            who.to(language),
            "",
            _line(heading),
            f"|{'---|' * len(heading)}",
            *map(_line, rows),
        ]
        parts = (
            (_SECURITY, [each.to(language) for each in self.controller.security]),
            (_KEPT, [f"{name}: {words.to(language)}" for name, words in self.kept_by]),
            (_PROBLEMS, [each.to(language) for row in self.rows for each in row.problems]),
            (_UNASSIGNED, [f"{rule.words.to(language)} ({rule.key})" for rule in self.without_purpose]),
        )
        for title, points in parts:
            if points:
                lines += ["", f"## {title.to(language)}", "", *(f"- {point}" for point in points)]
        return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    """A row of a table of Markdown: a bar or a line break in a text does not break it."""
    plain = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(plain)} |"


def processing_register(
    controller: Controller,
    records: Iterable[type],
    views: Iterable[View],
    forms: Iterable[Form],
    *,
    recipients: Iterable[Recipient] = (),
    keepers: Iterable[Keeper] = (),
    traces: Iterable[Trace] = (),
    tiers: TierPolicy = STANDARD_TIERS,
    combinations: tuple[Combination, ...] = COMBINATIONS,
) -> ProcessingRegister:
    """The record of processing, from what is declared.

    Args:
        controller: who answers for it.
        records: the classes of records.
        views: all views; each says which role sees what for which purpose.
        forms: all forms; each says what is collected for which purpose, on which basis.
        recipients: who outside is given data.
        keepers: everything that keeps something.
        traces: what else is left of it, as promised.
        tiers: as `combined_tier` takes them.
        combinations: the same.

    Source: GDPR article 30(1); PIPL articles 55 and 56.

    Example:
        >>> from commgov.privacy import BasisKind, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> care = Purpose("care", Text("care at home", "居家照护"))
        >>> form = Form("care", care, Basis(BasisKind.CONSENT, "c-1"), fields_of(Resident, "name", "health"))
        >>> view = View("care", "nurse", care, fields_of(Resident, "name", "health"))
        >>> made = processing_register(Controller(Text("Community B", "社区B"), "office"), [Resident], [view], [form])
        >>> row = made.rows[0]
        >>> row.tier.name, row.roles, row.assess[0].zh, len(made.without_purpose)
        ('T4', ('nurse',), '处理敏感个人信息', 25)
    """
    schemas = [record_schema(record) for record in records]
    all_views, all_forms, all_recipients = tuple(views), tuple(forms), tuple(recipients)
    parts: tuple[View | Recipient | Form, ...] = (*all_views, *all_recipients, *all_forms)
    purposes = {part.purpose.name: part.purpose for part in parts}
    rows = tuple(
        _row(purposes[name], schemas, all_views, all_forms, all_recipients, tiers, combinations)
        for name in sorted(purposes)
    )
    named = {rule.key for row in rows for rule in row.fields}
    kept = dict.fromkeys([(keeper.name, keeper.keeps) for keeper in keepers] + [(t.keeper, t.keeps) for t in traces])
    return ProcessingRegister(
        controller, rows, tuple(rule for schema in schemas for rule in schema if rule.key not in named), tuple(kept)
    )


def _row(  # noqa: PLR0917 - what `processing_register` was given
    purpose: Purpose,
    schemas: list[RecordSchema],
    views: tuple[View, ...],
    forms: tuple[Form, ...],
    recipients: tuple[Recipient, ...],
    tiers: TierPolicy,
    combinations: tuple[Combination, ...],
) -> ProcessingRow:
    seen = [view for view in views if view.purpose == purpose]
    asked = [form for form in forms if form.purpose == purpose]
    given = [recipient for recipient in recipients if recipient.purpose == purpose]
    parts: tuple[View | Recipient | Form, ...] = (*asked, *seen, *given)
    fields = tuple({rule.key: rule for part in parts for rule in part.fields}.values())
    bases = tuple(dict.fromkeys(part.basis for part in parts if not isinstance(part, View)))
    together = combined_tier({rule.category for rule in fields}, tiers=tiers, combinations=combinations).tier
    tier = max([together, *(rule.tier for rule in fields)])
    whose = {rule.record for rule in fields}
    reasons = (
        (_SENSITIVE, tier is Tier.T4),
        (_GIVEN, bool(given)),
        (_ABROAD, any(recipient.is_abroad for recipient in given)),
    )
    problems = () if bases else (_NO_BASIS.fill(purpose=purpose.words),)
    return ProcessingRow(
        purpose,
        tuple(schema.words for schema in schemas if schema.name in whose),
        fields,
        tier,
        bases,
        tuple(form.name for form in asked),
        tuple(dict.fromkeys(view.role for view in seen)),
        tuple(given),
        tuple(reason for reason, is_so in reasons if is_so),
        problems,
    )


_WHO = Text("{name}, {contact}", "{name}，{contact}")
_TITLE = Text("Record of processing activities", "个人信息处理活动记录")
_HEADINGS = (
    Text("Purpose", "处理目的"),
    Text("About", "涉及人员"),
    Text("Kinds of data", "个人信息种类"),
    Text("Tier together", "合并后级别"),
    Text("Basis", "处理依据"),
    Text("Seen by", "查看角色"),
    Text("Given to", "提供给"),
    Text("Kept", "保存期限"),
    Text("Assessment first, kept 3 years", "须事先影响评估（保存三年）"),
)
_SECURITY = Text("Protection", "安全措施")
_KEPT = Text("Where something is kept", "保存位置")
_PROBLEMS = Text("To be settled", "待解决")
_UNASSIGNED = Text("Declared, and nobody has a purpose for it", "已声明但没有任何用途")
_SENSITIVE = Text("sensitive information", "处理敏感个人信息")
_GIVEN = Text("given to others", "向他人提供")
_ABROAD = Text("leaves the country", "向境外提供")
_NO_BASIS = Text("no form or recipient names a basis for {purpose}", "“{purpose}”没有表单或接收方注明处理依据")
