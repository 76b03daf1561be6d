"""A second form is filled in from what the first one asked: enter once, use in many places."""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from commgov.core.ids import PersonRef
from commgov.core.personal import shown_plain
from commgov.core.rules import Rule, Verdict, refusals
from commgov.errors import RuleFailedError
from commgov.privacy.entering.fields import FieldEntry, FieldLedger, Freshness
from commgov.privacy.entering.forms import Form, View
from commgov.privacy.purposes import BasisKind
from commgov.privacy.schema.rules import FieldRule
from commgov.seal import Secret
from commgov.wording import Text


class Filled(StrEnum):
    """What became of a question of a form.

    Example:
        >>> Filled.NOT_PERMITTED.words.zh
        '不得带入'
    """

    FILLED = "filled"
    STALE = "stale"
    MISSING = "missing"
    NOT_PERMITTED = "not-permitted"

    @property
    def words(self) -> Text:
        """What it means, in both languages."""
        return _FILLED[self]


_FILLED = {
    Filled.FILLED: Text("filled in", "已带入"),
    Filled.STALE: Text("filled in, to be confirmed", "已带入，需核实"),
    Filled.MISSING: Text("not known", "暂无，需填写"),
    Filled.NOT_PERMITTED: Text("may not be filled in", "不得带入"),
}


@frozen
class ReuseCase:
    """What a rule about reuse is asked: may what is known be used for this form?

    Args:
        entry: what is known, from where, for what.
        rule: what is declared of the field.
        form: which form it would go into.
        role: who fills it in.
        on: on which day.
    """

    entry: FieldEntry
    rule: FieldRule
    form: Form
    role: str
    on: date


@frozen
class PurposeLimit:
    """What was collected for one purpose goes into a form for another only if law or the person allows that.

    The same purpose is always fine; so is a form that rests on a duty, a statute or an emergency; for any other the
    person has to have agreed to the new purpose.

    Args:
        agreed: who agreed to which purpose, as pairs of a person and a purpose's name.

    Source: PIPL articles 6 and 14(2); GDPR articles 5(1)b and 6(4).

    Example:
        >>> PurposeLimit(frozenset({("r-1", "notice")})).name
        'purpose-limit'
    """

    agreed: frozenset[tuple[str, str]] = frozenset()
    name: str = field(default="purpose-limit", init=False)

    def why(self, subject: ReuseCase) -> Verdict:
        """Whether it may be used for the form's purpose."""
        form, entry = subject.form, subject.entry
        if entry.purpose == form.purpose:
            return Verdict(True, _SAME_PURPOSE)
        if form.basis.kind in _BY_LAW:
            return Verdict(True, _LAW.fill(ref=form.basis.ref))
        if (entry.person, form.purpose.name) in self.agreed:
            return Verdict(True, _AGREED)
        return Verdict(False, _OTHER_PURPOSE.fill(first=entry.purpose.words, second=form.purpose.words))


@frozen(repr=False)
class Answer(Secret):
    """One question of a form, as far as it could be answered. A repr shows no value, and it is not pickled.

    Args:
        rule: the field.
        state: what became of it.
        value: what is filled in, masked where the view masks it; None if nothing is.
        masked: whether the value is masked: then it can be confirmed, not read.
        reasons: why, in both languages.
    """

    rule: FieldRule
    state: Filled
    value: Any = field(default=None, repr=False)
    masked: bool = False
    reasons: tuple[Text, ...] = ()

    def __repr__(self) -> str:
        """Field and state."""
        return f"Answer({self.rule.key!r}, {self.state.value})"


@frozen
class Prefilled:
    """A form, as far as it could be filled in.

    Args:
        form: the form's name.
        person: whom it is about.
        answers: one for each question, in order.
    """

    form: str
    person: PersonRef
    answers: tuple[Answer, ...]

    def answer(self, name: str) -> Answer:
        """The answer of a field, by its name or key.

        Raises:
            KeyError: if the form does not ask for it.
        """
        for answer in self.answers:
            if name in (answer.rule.name, answer.rule.key):
                return answer
        raise KeyError(shown_plain(name))

    @property
    def to_ask(self) -> tuple[FieldRule, ...]:
        """What still has to be asked or confirmed."""
        return tuple(answer.rule for answer in self.answers if answer.state is not Filled.FILLED)


Read = Callable[[PersonRef, str], object]
"""How a value is read, usually from a vault: `read(person, "resident.phone")`, or None if there is none."""


def prefill(
    form: Form,
    person: PersonRef,
    ledger: FieldLedger,
    read: Read,
    *,
    role: str,
    views: Iterable[View],
    on: date,
    rules: tuple[Rule[ReuseCase], ...] = (PurposeLimit(),),
) -> Prefilled:
    """Fill in a form from what is known: each question is filled, stale, missing, or not permitted, with the reason.

    A value is read only if a view shows it to this role for the form's purpose, if it is known, and if no rule refuses.
    Without such a view not even whether it is known is told.

    Args:
        form: the form to fill in.
        person: whom it is about.
        ledger: what is known of whom.
        read: how a value is read.
        role: who fills it in.
        views: what roles may see, for which purposes.
        on: the day.
        rules: who may refuse that something is used again; one that fails refuses.

    Example:
        >>> from commgov.privacy import Basis, BasisKind, Origin, Purpose, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> care, names = Purpose("care"), fields_of(Resident, "name", "phone")
        >>> first = Form("visit", care, Basis(BasisKind.CONSENT, "c-1"), names)
        >>> ledger, known = FieldLedger([Resident]), Resident(ref="r-1", name="王小明", phone="13800000012")
        >>> _ = ledger.collect(known, first, Origin.PERSON, date(2026, 1, 5))
        >>> more = fields_of(Resident, "name", "phone", "address")
        >>> second = Form("meals", care, Basis(BasisKind.CONSENT, "c-2"), more)
        >>> view = View("care", "grid-worker", care, clear=more)
        >>> def read(person, key):
        ...     return getattr(known, key.split(".")[1])
        >>> filled = prefill(second, "r-1", ledger, read, role="grid-worker", views=[view], on=date(2026, 2, 1))
        >>> print(*filled.answers, sep="; ")
        Answer('resident.name', filled); Answer('resident.phone', filled); Answer('resident.address', missing)
    """
    usable = tuple(view for view in views if view.role == role and view.purpose == form.purpose)
    filling = _Filling(form, person, ledger, read, role, usable, on, rules)
    return Prefilled(form.name, person, tuple(map(filling.answer, form.fields)))


@frozen
class _Filling:
    """What `prefill` was given, and the answer to one question."""

    form: Form
    person: PersonRef
    ledger: FieldLedger
    read: Read
    role: str
    views: tuple[View, ...]
    on: date
    rules: tuple[Rule[ReuseCase], ...]

    def answer(self, rule: FieldRule) -> Answer:
        showing = [view for view in self.views if view.shows(rule.key)]
        if not showing:  # whatever is known: that something is known would tell enough
            refused = _NO_VIEW.fill(role=self.role, purpose=self.form.purpose.words)
            return Answer(rule, Filled.NOT_PERMITTED, reasons=(refused,))
        entry = self.ledger.latest(self.person, rule.key)
        if entry is None:
            return Answer(rule, Filled.MISSING, reasons=(_UNKNOWN,))
        reasons = _refused(self.rules, ReuseCase(entry, rule, self.form, self.role, self.on))
        if reasons:
            return Answer(rule, Filled.NOT_PERMITTED, reasons=tuple(reasons))
        value = self.read(self.person, rule.key)
        if value is None:
            return Answer(rule, Filled.MISSING, reasons=(_GONE,))
        masked = not any(rule in view.clear for view in showing)
        shown = rule.mask(value) if masked else value
        told = _FROM.fill(origin=entry.origin.words, form=entry.form, day=entry.confirmed.isoformat())
        if self.ledger.freshness(self.person, rule.key, self.on) is Freshness.STALE:
            age = _OLD.fill(days=(self.on - entry.confirmed).days, most=rule.fresh_days)
            return Answer(rule, Filled.STALE, shown, masked, (told, age))
        return Answer(rule, Filled.FILLED, shown, masked, (told,))


def _refused(rules: tuple[Rule[ReuseCase], ...], case: ReuseCase) -> list[Text]:
    """All reasons against it; a rule that fails is one."""
    try:
        return [reason for _, reason in refusals(rules, case)]
    except RuleFailedError as error:
        return [error.text]


_BY_LAW = frozenset({BasisKind.DUTY, BasisKind.STATUTE, BasisKind.EMERGENCY})
_SAME_PURPOSE = Text("collected for the same purpose", "采集用途相同")
_LAW = Text("the form rests on law: {ref}", "本表依法填报：{ref}")
_AGREED = Text("the person agreed to the new purpose", "本人已同意新的用途")
_OTHER_PURPOSE = Text(
    "collected for {first}; nobody agreed to {second}",
    "采集用途为“{first}”，未获准用于“{second}”",
)
_UNKNOWN = Text("nothing is known yet", "尚无记录")
_GONE = Text("known once, not stored any more", "曾有记录，现已不存")
_NO_VIEW = Text("no view shows it to {role} for {purpose}", "没有视图允许{role}为“{purpose}”查看")
_FROM = Text("from {origin}, form {form}, confirmed on {day}", "来自{origin}，表单{form}，{day}核实")
_OLD = Text("{days} days old, at most {most} are relied on", "已过{days}天，超过{most}天需核实")
