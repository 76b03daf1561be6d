"""Lists: many people's fields, by one filter instead of one decision for each cell."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from commgov.core.ids import UnitId
from commgov.privacy.access.obligations import Obligation, ObligationKind
from commgov.privacy.classification.combining import Combined, combined_tier
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.holding import MANY, Holding
from commgov.privacy.vault.journal import Draft, Touched
from commgov.privacy.vault.judging import Asked, ListJudge, Question, Whose, owes_mask, tier_of
from commgov.privacy.vault.reading import NOBODY, held_tier, shown, watermark, whose_of
from commgov.privacy.vault.results import Denial, Listed, Seen
from commgov.privacy.vault.sealing import File
from commgov.privacy.vault.store import SubjectState


@frozen(repr=False)
class Row:
    """A record in question.

    Args:
        file: what is held of the person.
        item: which of several records.
        whose: the person, as the policy is asked.
        tiers: of the columns.
    """

    file: File
    item: str
    whose: Whose
    tiers: tuple[Tier, ...]

    def raised(self, columns: frozenset[str], rules: tuple[FieldRule, ...], tier: Tier) -> "Row":
        """The same with some columns at least at a tier."""
        tiers = (
            max(each, tier) if rule.name in columns else each for rule, each in zip(rules, self.tiers, strict=True)
        )
        return Row(self.file, self.item, self.whose, tuple(tiers))


Visible = Mapping[str, tuple[Obligation, ...]]


def listed(
    holding: Holding,
    question: Question,
    rules: tuple[FieldRule, ...],
    *,
    units: frozenset[UnitId] | None = None,
    masked: bool = False,
) -> Listed:
    """A list of some fields of all people that may be seen there; entries stand in the log before it is given out."""
    declared = tuple(rule.tier for rule in rules)
    scope = ListJudge(question, rules, 1).units(declared)
    wanted = units if scope is None else scope if units is None else scope & units
    rows = list(_rows(holding, rules, wanted, question.at))
    subjects = {row.file.directory.pseudonym for row in rows}
    persons = holding.persons(question, subjects)
    judge = ListJudge(question, rules, persons)
    visible = [_visible(judge, row) for row in rows]
    together = Combined(Tier.T1, Tier.T1, ()) if masked else _together(holding, judge, rows, visible)
    if together.raised:
        whole = frozenset(name for seen in visible for name, owed in seen.items() if not owes_mask(owed))
        rows = [row.raised(whole, rules, together.tier) for row in rows]
        visible = [_visible(judge, row) for row in rows]
    given = [(row, seen) for row, seen in zip(rows, visible, strict=True) if seen]
    drafts = [_draft(question, rules, row, seen) for row, seen in given]
    if not drafts:
        no = Touched(False, "scope-filter", tuple(rule.key for rule in rules), max(declared))
        drafts = [Draft.of(question, NOBODY, "", [no])]
    leaves = holding.tell(drafts)
    if persons < MANY <= holding.persons(question, subjects):  # others were asked for at the same time
        return listed(holding, question, rules, units=units, masked=masked)
    hide = frozenset(rule.name for rule in rules) if masked else frozenset[str]()
    told = zip(given, leaves, strict=False)  # where nothing is given, the one entry says so
    shown_rows = tuple(_seen(holding, question, rules, (row, seen), leaf, hide) for (row, seen), leaf in told)
    return Listed(shown_rows, _refused(judge, rows, visible), together.reasons)


def _rows(
    holding: Holding, rules: tuple[FieldRule, ...], units: frozenset[UnitId] | None, at: datetime
) -> Iterable[Row]:
    record = rules[0].record
    for file in holding.files(units):
        items = file.directory.items(record) if file.state is SubjectState.KEPT else ()
        if items:
            whose = whose_of(holding, file, at)
            for item in items:
                tiers = (tier_of(rule, held_tier(file, rule, item), is_minor=whose.is_minor) for rule in rules)
                yield Row(file, item, whose, tuple(tiers))


def _visible(judge: ListJudge, row: Row) -> Visible:
    """The columns of a row that may be seen, without what is only kept."""
    closed = {rule.name for rule in judge.rules if rule.key in row.file.directory.restricted}
    return {name: owed for name, owed in judge.seen(row.whose, row.tiers).items() if name not in closed}


def _together(holding: Holding, judge: ListJudge, rows: list[Row], visible: list[Visible]) -> Combined:
    """The tier that columns have together which are shown whole, of so many people."""
    whole, people = set[str](), set[str]()
    for row, seen in zip(rows, visible, strict=True):
        names = {name for name, owed in seen.items() if not owes_mask(owed)}
        whole |= names
        if names:
            people.add(row.file.directory.pseudonym)
    persons = max(holding.persons(judge.question, people), 1)
    return combined_tier({rule.category for rule in judge.rules if rule.name in whole}, persons=persons)


def _refused(judge: ListJudge, rows: list[Row], visible: list[Visible]) -> dict[str, Denial]:
    """Columns that nobody is shown in, with the reasons that the first row would be given."""
    there = {name for seen in visible for name in seen}
    gone = [rule for rule in judge.rules if rule.name not in there]
    if not rows or not gone:
        return {}
    tiers = dict(zip((rule.name for rule in judge.rules), rows[0].tiers, strict=True))
    asked = [Asked(rule, tiers[rule.name]) for rule in gone]
    decisions = judge.question.judged(rows[0].whose, asked, persons=judge.persons)
    return {name: Denial.of(decision) for name, decision in decisions.items() if not decision.allowed}


def _draft(question: Question, rules: tuple[FieldRule, ...], row: Row, seen: Visible) -> Draft:
    keys = tuple(rule.key for rule in rules if rule.name in seen)
    tier = max(tier for rule, tier in zip(rules, row.tiers, strict=True) if rule.name in seen)
    owed = tuple(sorted({each for duties in seen.values() for each in duties}))
    touched = Touched(True, "scope-filter", keys, tier, owed)
    return Draft.of(question, row.file.subject, row.file.directory.pseudonym, [touched])


def _seen(
    holding: Holding,
    question: Question,
    rules: tuple[FieldRule, ...],
    given: tuple[Row, Visible],
    leaves: range,
    hide: frozenset[str],
) -> Seen:
    row, visible = given
    there = [rule for rule in rules if rule.name in visible]
    hidden = frozenset(rule.name for rule in there if rule.name in hide or owes_mask(visible[rule.name]))
    owed = tuple(
        sorted({each for duties in visible.values() for each in duties if each.kind is not ObligationKind.MASK})
    )
    return Seen(
        row.file.subject,
        rules[0].record,
        row.item,
        values=shown(holding, row.file, there, row.item, hidden),
        masked=hidden,
        owed=tuple(sorted(owed)),
        watermark=watermark(holding, question, owed, leaves),
        leaves=leaves,
    )
