"""A session: one person at work, for one purpose. Everything that is read and written goes through it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

from attrs import evolve

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef, UnitId
from commgov.core.rules import Rule
from commgov.errors import ConflictError
from commgov.privacy.access.actions import Action
from commgov.privacy.access.control import AccessControl
from commgov.privacy.access.decisions import AccessDecision
from commgov.privacy.entering.fields import FieldLedger, Milestone, Origin
from commgov.privacy.entering.forms import Form, View
from commgov.privacy.entering.prefilling import Answer, Filled, Prefilled, ReuseCase, prefill
from commgov.privacy.purposes import Basis
from commgov.privacy.retention import Since
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.vault.backing import Backing
from commgov.privacy.vault.entering import change, put
from commgov.privacy.vault.erasing import Upkeep
from commgov.privacy.vault.holding import Holding
from commgov.privacy.vault.judging import Asker, Question
from commgov.privacy.vault.listing import listed
from commgov.privacy.vault.noting import confirm, move, note
from commgov.privacy.vault.reading import barred_draft, explained, found, is_closed, refusal, seen, unerasable, unseen
from commgov.privacy.vault.results import Erased, Found, Listed, Seen, Written
from commgov.privacy.vault.writing import Told, Writing
from commgov.seal import Secret
from commgov.wording import Text

_READS = frozenset({Action.READ, Action.EXPORT, Action.SHARE, Action.DISCLOSE})


class Session(Secret):
    """One person at work with the vault, for one purpose. Made by `Vault.session`.

    Records are of the vault's first class unless another is named. What is refused is a value with reasons, never an
    exception; every access stands in the log before its answer is given. After the `with` it answers no more.
    """

    __slots__ = ("_asker", "_backing", "_control", "_holding", "_is_open", "_upkeep")

    def __init__(
        self, holding: Holding, control: AccessControl, upkeep: Upkeep, asker: Asker, backing: Backing | None
    ) -> None:
        """Take what it works with; `backing` None: what is behind the asker was told, and is not looked up."""
        self._holding, self._control, self._upkeep = holding, control, upkeep
        self._asker, self._backing = asker, backing
        self._is_open = True

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End: it answers no more."""
        self._is_open = False

    def put(
        self,
        record: object,
        *,
        basis: Basis | None = None,
        origin: Origin,
        form: Form | None = None,
        unit: UnitId | None = None,
        item: str = "",
    ) -> Written:
        """Enter a record of a person, once: all its fields, or nothing.

        Args:
            record: the record, of one of the vault's classes.
            basis: what allows that it is held; None: that of the form.
            origin: who told it.
            form: the form that asked: it may have no more than it asks for, and all that it requires.
            unit: where the person lives; needed for whoever is not in the vault yet.
            item: which of several records of the person: an order's id.

        Raises:
            InvalidInputError: naming all that is wrong.
            ConflictError: if such a record is held already, or the person was erased.
            NotFoundError: if the vault keeps no such records.
        """
        self._expect_open()
        return put(self._writing(), record, Told(origin, basis, form, item), unit)

    def change(
        self,
        ref: PersonRef,
        values: Mapping[str, Any],
        *,
        origin: Origin,
        basis: Basis | None = None,
        form: Form | None = None,
        record: type | None = None,
        item: str = "",
    ) -> Written:
        """Correct, add or take away fields of a record: all of them, or nothing.

        Args:
            ref: whose.
            values: by field; None takes a field away.
            origin: who told it.
            basis: what allows that it is held; None: that of the form, or what allows the field already.
            form: the form that asked.
            record: the class of records.
            item: which of several records.

        Raises:
            InvalidInputError: naming all that is wrong with the record as it would be.
        """
        self._expect_open()
        kind = self._kind(record)
        return change(self._writing(), ref, kind, values, Told(origin, basis, form, item))

    def confirm(
        self, ref: PersonRef, name: str, *, origin: Origin, record: type | None = None, item: str = ""
    ) -> Written:
        """Enter that somebody said, today, that a field still holds."""
        self._expect_open()
        return confirm(self._writing(), ref, self._rule(record, name), origin, item)

    def move(self, ref: PersonRef, unit: UnitId) -> Written:
        """Note that a person lives in another unit of the community now."""
        self._expect_open()
        return move(self._writing(), ref, unit)

    def note(self, ref: PersonRef, since: Since, on: date, *, item: str = "") -> Written:
        """Note the day on which a person left, or a matter of theirs was closed: retention may count from it."""
        self._expect_open()
        return note(self._writing(), Milestone(ref, since, on, item))

    def get(
        self,
        ref: PersonRef,
        fields: Iterable[str] | None = None,
        *,
        record: type | None = None,
        item: str = "",
        action: Action = Action.READ,
        masked: bool = False,
    ) -> Seen:
        """Some fields of one person, as far as they may be seen: whole, masked, or refused with reasons.

        Args:
            ref: whose.
            fields: names; None: all of the record.
            record: the class of records.
            item: which of several records.
            action: READ; EXPORT, SHARE or DISCLOSE for what leaves the house: there, fields that tell more together
                than alone are judged together.
            masked: whether to mask everything, even what may be seen whole.

        Raises:
            NotFoundError: if there is no such field.
            StorageError: if the log could not be written; then nothing is given out.
            SealError: if what is stored was changed by somebody else than the vault.
        """
        self._expect_open()
        rules = self._rules(record, fields, action)
        hide = frozenset(rule.name for rule in rules) if masked else frozenset[str]()
        question = self._question(action)
        return self._holding.again(lambda: seen(self._holding, question, ref, rules, item=item, hide=hide))

    def show(self, view: View, ref: PersonRef, *, record: type | None = None, item: str = "") -> Seen:
        """What a view shows of one person's record, as far as the policy lets it: masked where either wants it.

        Raises:
            InvalidInputError: if the view is for another purpose than the session, or shows nothing of the record.
        """
        self._expect_open()
        name = self._holding.schema(self._kind(record)).name
        rules = tuple(rule for rule in view.fields if rule.record == name)
        checks = Checks("show")
        checks.require("view", view.name, ok=view.purpose == self._asker.purpose, expected=_SAME_PURPOSE)
        checks.require("view", view.name, ok=bool(rules), expected=_OF_RECORD)
        checks.refuse()
        hide = frozenset(rule.name for rule in view.masked)
        question = self._question(Action.READ)
        return self._holding.again(lambda: seen(self._holding, question, ref, rules, item=item, hide=hide))

    def list(
        self,
        record: type,
        fields: Iterable[str],
        *,
        units: Iterable[UnitId] | None = None,
        action: Action = Action.READ,
        masked: bool = False,
    ) -> Listed:
        """A list of some fields of everybody of whom they may be seen.

        Args:
            record: the class of records.
            fields: the columns.
            units: only people of these units; None: of all that may be seen.
            action: as in `get`.
            masked: whether to mask everything: what is masked makes no list more sensitive.
        """
        self._expect_open()
        rules = self._rules(record, fields, action)
        wanted = None if units is None else frozenset(units)
        question = self._question(action)
        return self._holding.again(lambda: listed(self._holding, question, rules, units=wanted, masked=masked))

    def find(self, record: type, **values: object) -> Found:
        """Who has these values, as far as the actor may find them: through blind indexes, without reading anybody else.

        Args:
            record: the class of records.
            values: by field; an index has to have no other fields than these.

        Raises:
            InvalidInputError: if no index fits, or a value is none of its field.
            NotFoundError: if there is no such field.
        """
        self._expect_open()
        schema = self._holding.schema(record)
        question = self._question(Action.SEARCH)
        return self._holding.again(lambda: found(self._holding, question, schema, values))

    def explain(
        self, ref: PersonRef, name: str, *, action: Action = Action.READ, record: type | None = None, item: str = ""
    ) -> AccessDecision:
        """Why a field of a person would be given or not, and what would allow it. No value is given out by it.

        It tells of the person all the same, their unit and whether they are a child: it leaves an entry of its own.
        """
        self._expect_open()
        rule = self._rule(record, name)
        question = self._question(action)
        return self._holding.again(lambda: explained(self._holding, question, ref, rule, item=item))

    def prefill(
        self,
        form: Form,
        ref: PersonRef,
        *,
        role: str,
        views: Iterable[View],
        rules: tuple[Rule[ReuseCase], ...] | None = None,
    ) -> Prefilled:
        """Fill in a form from what is held: as `prefill`, and each value that is taken over is an access of its own.

        What the policy refuses is refused whether it is held or not, and that leaves an entry too.

        Args:
            form: the form; its purpose is the session's.
            ref: whom it is about.
            role: who fills it in.
            views: what roles may see.
            rules: who may refuse that something is used again; the access policy always may. None: what was collected
                for another purpose is used by law, or as far as the person agreed (`VaultOptions.agreed`).
        """
        self._expect_open()
        checks = Checks("prefill")
        checks.require("form", form.name, ok=form.purpose == self._asker.purpose, expected=_SAME_PURPOSE)
        checks.refuse()
        rules = (self._upkeep.agreed(ref),) if rules is None else rules
        file = self._holding.file(ref)
        ledger = FieldLedger(self._holding.records) if file is None else self._holding.ledger(file)
        question, given = self._question(Action.READ), dict[str, Seen]()
        refused = self._holding.again(lambda: unseen(self._holding, question, ref, form.fields))

        def read(person: PersonRef, key: str) -> object:
            if key in refused:
                return None
            rule = ledger.rule(key)
            given[key] = self._holding.again(lambda: seen(self._holding, question, person, (rule,)))
            return given[key].values.get(rule.name)

        today = self._holding.day(self._holding.now())
        filled = prefill(form, ref, ledger, read, role=role, views=views, on=today, rules=rules)

        def told(answer: Answer) -> Answer:
            key = answer.rule.key
            if key in refused:
                return Answer(answer.rule, Filled.NOT_PERMITTED, reasons=refused[key])
            return evolve(answer, masked=True) if key in given and given[key].masked else answer

        return evolve(filled, answers=tuple(map(told, filled.answers)))

    def erase(self, ref: PersonRef) -> Erased:
        """Erase a person, if every field that is held of them may be erased: see `Vault.erase`.

        What is only kept, for a dispute, is not erased before the restriction is lifted.
        """
        self._expect_open()
        holding, question = self._holding, self._question(Action.ERASE)
        file = holding.file(ref)
        if file is None or is_closed(file, (held.key for held in file.directory.held)):
            rules, no = holding.schema(self._kind(None)).fields, refusal(file)
            holding.tell([barred_draft(question, file, ref, rules, no)])
            return Erased(refused={ref: no})
        fields = [(held.key, held.tier) for held in file.directory.held]
        draft, refused = unerasable(holding, question, file, fields)
        holding.tell([draft])  # with what is owed: whoever is to be told is, while the log still knows the person
        if refused:
            return Erased(refused=refused)
        return Erased(self._upkeep.erase(ref, self._asker.by, self._asker.service or ""))

    def _question(self, action: Action) -> Question:
        at = self._holding.now()
        return Question(self._control, self._backed(at), action, at)

    def _writing(self) -> Writing:
        return Writing(self._holding, self._control, self._backed(self._holding.now()))

    def _backed(self, at: datetime) -> Asker:
        """Who asks, with what is behind them now: a session may be longer than what somebody agreed to."""
        return self._asker if self._backing is None else self._backing.standing(self._asker, at)

    def _kind(self, record: type | None) -> type:
        return self._holding.records[0] if record is None else record

    def _rule(self, record: type | None, name: str) -> FieldRule:
        return self._holding.schema(self._kind(record)).field(name)

    def _rules(self, record: type | None, fields: Iterable[str] | None, action: Action) -> tuple[FieldRule, ...]:
        schema = self._holding.schema(self._kind(record))
        names = [rule.name for rule in schema] if fields is None else list(fields)
        checks = Checks("fields")
        checks.unique("fields", names)
        checks.require("fields", "", ok=bool(names), expected=Text("at least one field", "至少一个字段"))
        checks.require("action", action, ok=action in _READS, expected=_READING)
        checks.refuse()
        return tuple(map(schema.field, names))

    def _expect_open(self) -> None:
        if not self._is_open:
            raise ConflictError(_OVER)


_SAME_PURPOSE = Text("for the purpose of the session", "用途应与本次会话一致")
_OF_RECORD = Text("a view of such records", "应为该类记录的视图")
_READING = Text("read, export, share or disclose", "应为查看、导出、提供或公开")
_OVER = Text("the session is over", "会话已结束")
