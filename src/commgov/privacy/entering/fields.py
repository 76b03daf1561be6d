"""What is known of whom, and from where: a ledger of fields, without a single value. Values are in the vault."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.personal import shown
from commgov.errors import InvalidInputError, NotFoundError, Place, Problem
from commgov.privacy.entering.forms import Form
from commgov.privacy.purposes import Basis, Purpose
from commgov.privacy.retention import Since
from commgov.privacy.schema.records import record_schema, reference_of
from commgov.privacy.schema.rules import FieldRule
from commgov.wording import Text


class Origin(StrEnum):
    """Who told a field's value.

    Example:
        >>> Origin.PROXY.words.zh
        '代办人'
    """

    PERSON = "person"
    PROXY = "proxy"
    WORKER = "worker"
    REGISTER = "register"
    IMPORT = "import"

    @property
    def words(self) -> Text:
        """Who, in both languages."""
        return _ORIGINS[self]


_ORIGINS = {
    Origin.PERSON: Text("the person", "本人"),
    Origin.PROXY: Text("somebody on the person's behalf", "代办人"),
    Origin.WORKER: Text("a grid worker", "网格员"),
    Origin.REGISTER: Text("a public register", "政务登记"),
    Origin.IMPORT: Text("a table that was taken over", "存量表格导入"),
}


@frozen
class FieldEntry:
    """That a field of a person is known: from whom, since when, for what, on which basis. Not its value.

    Args:
        person: whose.
        key: which: "resident.phone".
        origin: who told it.
        form: the name of the form that asked for it.
        collected: on which day.
        purpose: for what it was collected.
        basis: what allows that it is held.
        confirmed: the day on which somebody last said that it still holds; by default the day it was collected.
        item: which of several records of the person, such as an order's id; empty where there is one.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    person: PersonRef
    key: str
    origin: Origin
    form: str
    collected: date
    purpose: Purpose
    basis: Basis
    confirmed: date = field()
    item: str = ""

    @confirmed.default
    def _when_collected(self) -> date:
        return self.collected

    def __attrs_post_init__(self) -> None:
        checks = Checks("FieldEntry", self.person)
        checks.identifier("person", self.person)
        checks.identifier("key", self.key)
        checks.identifier("form", self.form)
        checks.instance("origin", self.origin, Origin, Text("an Origin", "应为Origin"))
        checks.instance("purpose", self.purpose, Purpose, Text("a Purpose", "应为Purpose"))
        checks.instance("basis", self.basis, Basis, Text("a Basis", "应为Basis"))
        if self.item != "":
            checks.identifier("item", self.item)
        checks.day("collected", self.collected)
        checks.day("confirmed", self.confirmed)
        checks.refuse()
        in_order = self.collected <= self.confirmed
        checks.require(
            "confirmed", self.confirmed, ok=in_order, expected=Text("not before collected", "不应早于采集日")
        )
        checks.refuse()


class Freshness(StrEnum):
    """Whether a field can be relied on."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"


@frozen
class Milestone:
    """The day on which a person left, or a matter of theirs was closed.

    Args:
        person: who.
        since: what the day means.
        on: the day.
        item: which matter; empty for the person as a whole.

    Example:
        >>> Milestone("r-1", Since.LEFT, date(2026, 7, 1)).on.isoformat()
        '2026-07-01'
    """

    person: PersonRef
    since: Since
    on: date
    item: str = ""

    def __attrs_post_init__(self) -> None:
        checks = Checks("Milestone", self.person)
        checks.identifier("person", self.person)
        checks.instance("since", self.since, Since, Text("a Since", "应为Since"))
        checks.day("on", self.on)
        if self.item != "":
            checks.identifier("item", self.item)
        checks.refuse()


class FieldLedger:
    """What is known of everybody, field by field: source, date, purpose, basis, freshness. It holds no value.

    It is a `Keeper`: an erasure reaches it. It lives in memory, for one caller at a time; `saved` gives what to store.

    Args:
        records: the classes of records whose fields it knows.
        entries: what was known before, in the order in which it was entered.
        milestones: what was noted before.

    Raises:
        InvalidInputError: if an entry names a field that no record has.

    Example:
        >>> from commgov.privacy import BasisKind, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> ledger = FieldLedger([Resident])
        >>> form = Form("visit", Purpose("care"), Basis(BasisKind.CONSENT, "c-1"), fields_of(Resident, "name", "phone"))
        >>> known = Resident(ref="r-1", name="王小明", phone="13800000012")
        >>> len(ledger.collect(known, form, Origin.PERSON, date(2026, 1, 5)))
        2
        >>> ledger.freshness("r-1", "resident.phone", date(2027, 3, 1)).value
        'stale'
        >>> ledger.confirm("r-1", "resident.phone", date(2027, 3, 1), Origin.WORKER).confirmed.isoformat()
        '2027-03-01'
    """

    name = "field-ledger"
    keeps = Text("which fields are known, from whom and since when; no value", "已知字段的来源、日期与用途，不含内容")

    def __init__(
        self, records: Iterable[type], entries: Iterable[FieldEntry] = (), milestones: Iterable[Milestone] = ()
    ) -> None:
        """Start with what was known before."""
        self._rules = {rule.key: rule for record in records for rule in record_schema(record)}
        self._history: dict[PersonRef, list[FieldEntry]] = {}
        self._latest: dict[PersonRef, dict[tuple[str, str], FieldEntry]] = {}
        self._milestones: dict[PersonRef, dict[tuple[Since, str], Milestone]] = {}
        self.enter(*entries)
        for each in milestones:
            self._milestones.setdefault(each.person, {})[each.since, each.item] = each

    def rule(self, key: str) -> FieldRule:
        """What is declared of a field ("resident.phone").

        Raises:
            NotFoundError: if no record has it.
        """
        try:
            return self._rules[key]
        except KeyError:
            raise NotFoundError(
                Text(f"no record has the field {shown(key)!r}", f"没有记录含有字段{shown(key)!r}")
            ) from None

    def enter(self, *entries: FieldEntry) -> None:
        """Enter that fields are known: all or, if one is wrong, none. The entry confirmed last counts.

        Raises:
            InvalidInputError: if an entry names a field that no record has.
        """
        unknown = [entry.key for entry in entries if entry.key not in self._rules]
        if unknown:
            raise InvalidInputError([Problem(Place.of("FieldLedger").at(key), _KNOWN_FIELD) for key in unknown])
        for entry in entries:
            self._history.setdefault(entry.person, []).append(entry)
            latest = self._latest.setdefault(entry.person, {})
            before = latest.get((entry.key, entry.item))
            if before is None or before.confirmed <= entry.confirmed:
                latest[entry.key, entry.item] = entry

    def collect(
        self, record: object, form: Form, origin: Origin, on: date, *, item: str = ""
    ) -> tuple[FieldEntry, ...]:
        """Enter what a form collected: every field of the record that is filled in. Values are read, and not kept.

        Args:
            record: the answers, as a record.
            form: the form that asked.
            origin: who answered.
            on: on which day.
            item: which of several records of the person.

        Raises:
            InvalidInputError: naming each field that is filled in although the form does not ask for it, and each
                required one that is not (PIPL article 6: no more than the purpose needs).
        """
        schema = record_schema(record)
        checks = Checks(form.name)
        filled = [rule for rule in schema if getattr(record, rule.name) not in (None, ())]
        for rule in filled:
            checks.require(rule.key, "", ok=form.asks(rule.key), expected=_NOT_ASKED)
        keys = {rule.key for rule in filled}
        for rule in form.required:
            answered = rule.record != schema.name or rule.key in keys
            checks.require(rule.key, "", ok=answered, expected=_REQUIRED)
        checks.refuse()
        person = PersonRef(reference_of(record))
        entries = tuple(
            FieldEntry(person, rule.key, origin, form.name, on, form.purpose, form.basis, item=item) for rule in filled
        )
        self.enter(*entries)
        return entries

    def confirm(self, person: PersonRef, key: str, on: date, origin: Origin, *, item: str = "") -> FieldEntry:
        """Enter that somebody said, on a day, that a field still holds.

        Raises:
            NotFoundError: if it is not known.
            InvalidInputError: if the day lies before it was collected.
        """
        entry = self.latest(person, key, item=item)
        if entry is None:
            raise NotFoundError(_NOT_KNOWN.fill(key=repr(key), person=repr(shown(person))))
        again = evolve(entry, confirmed=on, origin=origin)
        self.enter(again)
        return again

    def note(self, person: PersonRef, since: Since, on: date, *, item: str = "") -> None:
        """Note the day on which a person left, or a matter of theirs was closed: retention may count from it.

        Raises:
            InvalidInputError: naming all that is wrong.
        """
        self._milestones.setdefault(person, {})[since, item] = Milestone(person, since, on, item)

    def noted(self, person: PersonRef, since: Since, *, item: str = "") -> date | None:
        """The day that was noted, of this record or of the person as a whole; None if none was."""
        noted = self._milestones.get(person, {})
        milestone = noted.get((since, item), noted.get((since, "")))
        return None if milestone is None else milestone.on

    def saved(self) -> tuple[tuple[FieldEntry, ...], tuple[Milestone, ...]]:
        """All entries and all milestones, to be stored: `FieldLedger(records, *ledger.saved())` knows the same."""
        entries = (entry for of_person in self._history.values() for entry in of_person)
        milestones = (each for of_person in self._milestones.values() for each in of_person.values())
        return tuple(entries), tuple(milestones)

    def latest(self, person: PersonRef, key: str, *, item: str = "") -> FieldEntry | None:
        """What is known of a field of a person, or None."""
        return self._latest.get(person, {}).get((key, item))

    def known(self, person: PersonRef) -> tuple[FieldEntry, ...]:
        """All fields that are known of a person, as they were last confirmed."""
        return tuple(self._latest.get(person, {}).values())

    def history(self, person: PersonRef) -> tuple[FieldEntry, ...]:
        """Everything that was ever entered of a person and not forgotten, for their right to know."""
        return tuple(self._history.get(person, ()))

    def freshness(self, person: PersonRef, key: str, on: date, *, item: str = "") -> Freshness:
        """Whether a field of a person can be relied on, on a day.

        Raises:
            NotFoundError: if no record has such a field.
        """
        rule, entry = self.rule(key), self.latest(person, key, item=item)
        if entry is None:
            return Freshness.MISSING
        old = rule.fresh_days is not None and (on - entry.confirmed).days > rule.fresh_days
        return Freshness.STALE if old else Freshness.FRESH

    def __iter__(self) -> Iterator[FieldEntry]:
        """All fields that are known of anybody, as they were last confirmed."""
        return iter([entry for of_person in self._latest.values() for entry in of_person.values()])

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """Forget all entries of a person, or of these fields, or of one of their records. Returns how many."""

        def goes(entry: FieldEntry) -> bool:
            return (fields is None or entry.key in fields) and (item is None or entry.item == item)

        before = self._history.get(person, [])
        kept = [entry for entry in before if not goes(entry)]
        items = {entry.item for entry in kept} | {""}
        latest = {at: entry for at, entry in self._latest.get(person, {}).items() if not goes(entry)}
        if kept:
            self._history[person], self._latest[person] = kept, latest
            noted = self._milestones.get(person, {})
            self._milestones[person] = {at: each for at, each in noted.items() if each.item in items}
        else:
            for part in (self._history, self._latest, self._milestones):
                part.pop(person, None)
        return len(before) - len(kept)

    def __repr__(self) -> str:
        """How many people and fields."""
        return f"FieldLedger({len(self._latest)} people, {sum(map(len, self._latest.values()))} fields)"


_IN_ORDER = Text("not before it was collected", "不应早于采集日")
_KNOWN_FIELD = Text("a field of a record of this ledger", "应为本台账记录中的字段")
_NOT_ASKED = Text("no answer: the form does not ask for it", "表单未询问，不应填写")
_REQUIRED = Text("an answer: the form requires it", "必填项，应填写")


_NOT_KNOWN = Text("nothing is known of {key} of {person}", "未登记{person}的{key}")
