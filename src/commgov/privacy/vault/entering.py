"""Records are entered once, and corrected."""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef, UnitId
from commgov.errors import ConflictError, InvalidInputError, Place, Problem
from commgov.privacy.access.actions import Action
from commgov.privacy.entering.fields import FieldEntry, FieldLedger
from commgov.privacy.purposes import Basis
from commgov.privacy.recognise import record_tiers
from commgov.privacy.schema.records import record_schema, reference_of
from commgov.privacy.schema.rules import FieldRule, RecordSchema
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.directory import Directory, line_of
from commgov.privacy.vault.holding import Plan
from commgov.privacy.vault.journal import Draft
from commgov.privacy.vault.judging import Asked, Whose, tier_of
from commgov.privacy.vault.reading import held_tier, is_closed, refusal, whose_of
from commgov.privacy.vault.results import NOT_HELD, Written
from commgov.privacy.vault.sealing import File, New, filled
from commgov.privacy.vault.writing import Told, Writing
from commgov.wording import Text

UNASKED = "vault"
"""Stands for the form where something was entered without one."""


def put(writing: Writing, record: object, told: Told, unit: UnitId | None) -> Written:
    """Enter a record of a person, which is not there yet."""
    holding = writing.holding
    schema = holding.schema(type(record))
    ref, at = PersonRef(reference_of(record)), holding.now()
    values = filled(record, schema)
    entries = _collected(writing, record, schema, told, at)

    def make(file: File | None) -> Plan:
        there = file or _placed(ref, unit)
        if is_closed(there, (schema.field(name).key for name in values)):
            return writing.barred(there, ref, schema.fields, refusal(there), at)
        tiers, whose = _tiers(writing, there, record, schema, told.item, at)
        asked = [Asked(schema.field(name), tiers[name]) for name in values]
        question = writing.question(Action.ENTER, at)
        decisions = question.judged(whose, asked)
        draft = writing.entry(question, there, asked, decisions)
        if writing.is_refused(decisions):
            return Plan((draft,))
        _expect_room(writing, file, record, told, unit)  # only who may enter it learns what is there
        bases = {entry.key: entry.basis for entry in entries}
        fresh = [New(each.rule, told.item, values[each.rule.name], each.tier, bases[each.rule.key]) for each in asked]
        known = evolve(there.directory, known=(*there.directory.known, *map(line_of, entries)))
        change = holding.sealer.change(there, known, fresh)
        records = {**_records(writing, there, schema), told.item: values}
        codes = holding.indexes.codes(schema, records.values(), frozenset(values))
        return Plan((draft,), evolve(change, codes=codes))

    return writing.done(ref, tuple(values), make)


def change(writing: Writing, ref: PersonRef, record: type, values: Mapping[str, object], told: Told) -> Written:
    """Correct, add and take away fields of a record that is there."""
    holding = writing.holding
    schema, at = holding.schema(record), holding.now()
    rules = tuple(schema.field(name) for name in values)
    if not rules:
        raise InvalidInputError([Problem(Place.of("change").at("values"), _SOME)])

    def make(file: File | None) -> Plan:
        if file is None or is_closed(file, (rule.key for rule in rules)):
            return writing.barred(file, ref, rules, refusal(file), at)
        if told.item not in file.directory.items(schema.name):
            return writing.barred(file, ref, rules, NOT_HELD, at)
        before = _records(writing, file, schema)
        try:
            whole = _whole(record, {schema.ref: ref, **before[told.item], **values})
        except InvalidInputError:
            drafts = _judged(writing, file, rules, {}, whose_of(holding, file, at), item=told.item, at=at)
            if writing.refused:  # only who may change it learns what is wrong with it, and so what stands beside it
                return Plan(drafts)
            raise
        after = filled(whole, schema)
        tiers, whose = _tiers(writing, file, whole, schema, told.item, at)
        is_minor = (
            whose.is_minor or whose_of(holding, file, at).is_minor
        )  # nobody makes a child older to be allowed more
        whose = evolve(whose, is_minor=is_minor)
        drafts = _judged(writing, file, rules, tiers, whose, item=told.item, at=at)
        if writing.refused:
            return Plan(drafts)
        fresh = [
            New(rule, told.item, after[rule.name], tiers[rule.name], _basis(told, file.directory, rule))
            for rule in rules
            if rule.name in after
        ]
        gone = frozenset(rule.key for rule in rules if rule.name not in after)
        known, dropped = _known(writing, file, fresh, gone, told, at).without((key, told.item) for key in gone)
        made = holding.sealer.change(file, known, fresh, dropped=dropped)
        records = {**before, told.item: after}
        codes = holding.indexes.codes(schema, records.values(), frozenset(values))
        return Plan(drafts, evolve(made, codes=codes))

    return writing.done(ref, tuple(values), make)


def _whole(record: type, values: Mapping[str, object]) -> object:
    """A record as it would be.

    Raises:
        InvalidInputError: saying all that is wrong with it.
    """
    try:
        return record(**values)
    except TypeError:  # a field without default was erased
        raise InvalidInputError([Problem(Place.of("change").at(record_schema(record).name), _WHOLE)]) from None


def _judged(
    writing: Writing,
    file: File,
    rules: tuple[FieldRule, ...],
    tiers: Mapping[str, Tier],
    whose: Whose,
    *,
    item: str,
    at: datetime,
) -> tuple[Draft, ...]:
    """The entries of what is decided about fields that are added, and about those that are corrected."""
    drafts = []
    for action in (Action.ENTER, Action.CORRECT):
        question, is_known = writing.question(action, at), action is Action.CORRECT
        asked = [
            Asked(rule, max(tiers.get(rule.name, rule.tier), tier_of(rule, held, is_minor=whose.is_minor)))
            for rule in rules
            if ((held := held_tier(file, rule, item)) is not None) is is_known
        ]
        decisions = question.judged(whose, asked)
        writing.is_refused(decisions)
        if asked:
            drafts.append(writing.entry(question, file, asked, decisions))
    return tuple(drafts)


def _placed(ref: PersonRef, unit: UnitId | None) -> File:
    """A new file in a unit."""
    checks = Checks("put")
    checks.identifier("unit", unit)
    checks.refuse()
    return File(ref, unit or UnitId(""))


def _expect_room(writing: Writing, file: File | None, record: object, told: Told, unit: UnitId | None) -> None:
    """Refuse whoever was erased, a record that is there already, and another unit than the person's."""
    ref, name = PersonRef(reference_of(record)), record_schema(record).name
    if file is None:
        if writing.holding.store.is_erased(ref):
            raise ConflictError(_ERASED.fill(ref=ref))
        return
    if told.item in file.directory.items(name):
        raise ConflictError(_THERE.fill(record=name, ref=ref))
    checks = Checks("put")
    checks.require("unit", unit, ok=unit in {None, file.unit}, expected=_SAME_UNIT)
    checks.refuse()


def _records(writing: Writing, file: File, schema: RecordSchema) -> dict[str, dict[str, object]]:
    """All records of a kind that are held of a person, by item: needed whole to check and to index them."""
    sealer = writing.holding.sealer
    return {
        item: sealer.values(file, file.directory.of(schema.name, item)) for item in file.directory.items(schema.name)
    }


def _tiers(
    writing: Writing, file: File, record: object, schema: RecordSchema, item: str, at: datetime
) -> tuple[Mapping[str, Tier], Whose]:
    """The tiers of a record as it is filled in, and the person as they would be with it."""
    holding = writing.holding
    is_minor = holding.sealer.would_be_minor(file, record, schema, item, holding.day(at))
    tiers = record_tiers(record, holding.recognisers, under_14=is_minor).fields
    return tiers, Whose(file.subject, file.unit, is_minor)


def _collected(
    writing: Writing, record: object, schema: RecordSchema, told: Told, at: datetime
) -> tuple[FieldEntry, ...]:
    """What the ledger of fields is told of a record."""
    on, purpose, form = writing.holding.day(at), writing.asker.purpose, told.form
    basis = told.basis if told.basis is not None or form is None else form.basis
    values = filled(record, schema)
    checks = Checks("put")
    checks.require("basis", "", ok=basis is not None, expected=_BASIS)
    checks.require("form", "", ok=form is None or form.purpose == purpose, expected=_SAME_PURPOSE)
    checks.require("record", "", ok=bool(values), expected=_SOME)
    checks.refuse()
    assert basis is not None  # noqa: S101 -- for the type checker; `refuse` has just seen to it
    if form is not None:
        asked = evolve(form, basis=basis)
        return FieldLedger([type(record)]).collect(record, asked, told.origin, on, item=told.item)
    ref = PersonRef(reference_of(record))
    keys = (schema.field(name).key for name in values)
    return tuple(FieldEntry(ref, key, told.origin, UNASKED, on, purpose, basis, item=told.item) for key in keys)


def _known(writing: Writing, file: File, fresh: list[New], gone: frozenset[str], told: Told, at: datetime) -> Directory:
    """What the ledger of fields knows afterwards: nothing more of what is taken away, and from where the new is."""
    on, form = writing.holding.day(at), UNASKED if told.form is None else told.form.name
    purpose = writing.asker.purpose if told.form is None else told.form.purpose
    kept = [(key, item, *more) for key, item, *more in file.directory.known if item != told.item or key not in gone]
    new = [
        FieldEntry(file.subject, each.rule.key, told.origin, form, on, purpose, each.basis, item=told.item)
        for each in fresh
    ]
    return evolve(file.directory, known=(*kept, *map(line_of, new)))


def _basis(told: Told, directory: Directory, rule: FieldRule) -> Basis:
    """On what a field is held from now on: what was said, or what allows it already."""
    if told.basis is not None:
        return told.basis
    if told.form is not None:
        return told.form.basis
    held = directory.find(rule.key, told.item)
    if held is None:
        raise InvalidInputError([Problem(Place.of("change").at("basis"), _BASIS)])
    return held.basis


_WHOLE = Text("every field that the record needs", "应填写该记录的全部必填字段")
_SOME = Text("at least one field that is filled in", "至少填写一个字段")
_BASIS = Text("what allows that it is held: a Basis", "应写明处理依据（Basis）")
_SAME_PURPOSE = Text("a form for the purpose of the session", "表单用途应与本次会话的用途一致")
_SAME_UNIT = Text("none, or the unit in which the person is: see move", "应为空或该人员现所在单元；变更请用move")
_ERASED = Text("{ref} was erased: whoever comes back gets a new reference", "{ref}已删除：重新登记须使用新编号")
_THERE = Text("a record {record} of {ref} is held already: change it", "{ref}的{record}记录已存在：请更正")
