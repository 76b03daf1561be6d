"""Is everything that is collected used, and is nothing asked twice?"""

from collections.abc import Iterable

from attrs import frozen

from commgov.privacy.entering.forms import Form, View
from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import FieldRule
from commgov.wording import Text


@frozen
class AskedTwice:
    """A question that several forms ask.

    Args:
        rule: the field.
        forms: the names of the forms, in order.
    """

    rule: FieldRule
    forms: tuple[str, ...]


@frozen
class Coverage:
    """What is collected for nothing, what is asked more than once, and what is shown that nobody asks for.

    Args:
        unused: fields that forms collect and no view uses, or that are declared and neither asked nor used: to be
            dropped (PIPL article 6; GDPR article 5(1)c).
        asked_twice: questions that two forms or more ask: to be prefilled from the first.
        unasked: fields that a view shows and no form asks for: where do they come from?
    """

    unused: tuple[FieldRule, ...]
    asked_twice: tuple[AskedTwice, ...]
    unasked: tuple[FieldRule, ...]

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Each finding as a sentence, in both languages; empty if there is none."""
        return (
            *(_UNUSED.fill(field=rule.words, key=rule.key) for rule in self.unused),
            *(
                _TWICE.fill(field=each.rule.words, key=each.rule.key, forms=", ".join(each.forms))
                for each in self.asked_twice
            ),
            *(_UNASKED.fill(field=rule.words, key=rule.key) for rule in self.unasked),
        )


def coverage(records: Iterable[type], views: Iterable[View], forms: Iterable[Form]) -> Coverage:
    """Hold what is declared against what is asked and what is shown.

    Args:
        records: the classes of records.
        views: all views of the community.
        forms: all its forms.

    Example:
        >>> from commgov.privacy import Basis, BasisKind, Purpose, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> care, consent = Purpose("care"), Basis(BasisKind.CONSENT, "c-1")
        >>> visit = Form("visit", care, consent, fields_of(Resident, "name", "religion"))
        >>> meals = Form("meals", care, consent, fields_of(Resident, "name"))
        >>> found = coverage([], [View("care", "cook", care, fields_of(Resident, "name"))], [visit, meals])
        >>> print(*(reason.zh for reason in found.reasons), sep="; ")
        没有任何视图使用“宗教信仰”（resident.religion）; “姓名”（resident.name）被多张表单重复询问：visit, meals
    """
    asked: dict[str, list[str]] = {}
    rules = {rule.key: rule for record in records for rule in record_schema(record)}
    for form in forms:
        for rule in form.fields:
            rules.setdefault(rule.key, rule)
            asked.setdefault(rule.key, []).append(form.name)
    used: set[str] = set()
    for view in views:
        rules |= {rule.key: rule for rule in view.fields}
        used |= {rule.key for rule in view.fields}
    return Coverage(
        tuple(rule for key, rule in rules.items() if key not in used),
        tuple(AskedTwice(rules[key], tuple(names)) for key, names in asked.items() if len(names) > 1),
        tuple(rule for key, rule in rules.items() if key in used and key not in asked),
    )


_UNUSED = Text("no view uses {field} ({key})", "没有任何视图使用“{field}”（{key}）")
_TWICE = Text("{field} ({key}) is asked by several forms: {forms}", "“{field}”（{key}）被多张表单重复询问：{forms}")
_UNASKED = Text("a view shows {field} ({key}), and no form asks for it", "视图展示了“{field}”（{key}），但没有表单采集")
