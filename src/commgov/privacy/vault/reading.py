"""Reading: one person's fields, and finding people by a value."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import evolve

from commgov.core.ids import PersonRef, UnitId
from commgov.privacy.access.actions import Action
from commgov.privacy.access.decisions import AccessDecision
from commgov.privacy.access.obligations import Obligation, ObligationKind
from commgov.privacy.classification.combining import combined_tier
from commgov.privacy.schema.rules import FieldRule, RecordSchema
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.finding import asked_for, is_same
from commgov.privacy.vault.holding import MANY, Holding
from commgov.privacy.vault.journal import Draft, Touched, alike
from commgov.privacy.vault.judging import Asked, ListJudge, Question, Whose, is_third_party, owes_mask, tier_of
from commgov.privacy.vault.results import NOT_HELD, RESTRICTED, Denial, Found, Seen
from commgov.privacy.vault.sealing import File
from commgov.privacy.vault.store import SubjectState
from commgov.wording import Text

LEAVES = frozenset({Action.EXPORT, Action.SHARE, Action.DISCLOSE})
"""What takes data away: there, fields that tell more together than alone are judged together."""

NOBODY = PersonRef("")
EXPLAIN = "explain"
"""How the log calls it that somebody asked what would be decided."""


def seen(
    holding: Holding,
    question: Question,
    ref: PersonRef,
    rules: tuple[FieldRule, ...],
    *,
    item: str = "",
    hide: frozenset[str] = frozenset(),
) -> Seen:
    """Some fields of one person, as far as they may be seen; its entries stand in the log before it is given out.

    What stands in `hide` is masked even where the policy would show it whole.
    """
    file, record = holding.file(ref), rules[0].record
    if file is None or is_closed(file):
        no = refusal(file)
        (leaves,) = holding.tell([barred_draft(question, file, ref, rules, no)])
        return Seen(ref, record, item, refused={rule.name: no for rule in rules}, leaves=leaves)
    whose, closed = whose_of(holding, file, question.at), file.directory.restricted
    usable = [rule for rule in rules if rule.key not in closed]
    asked = [Asked(rule, tier_of(rule, held_tier(file, rule, item), is_minor=whose.is_minor)) for rule in usable]
    subjects = (file.directory.pseudonym,)
    persons = holding.persons(question, subjects)
    asked, decisions = _judged(question, whose, asked, persons, hide)
    drafts = [draft_of(question, file, asked, decisions)]
    kept = tuple(rule for rule in rules if rule.key in closed)
    if kept:
        drafts.append(barred_draft(question, file, ref, kept, RESTRICTED))
    told = holding.tell(drafts)
    if persons < MANY <= holding.persons(question, subjects):  # others were asked for at the same time
        return seen(holding, question, ref, rules, item=item, hide=hide)
    leaves = range(told[0].start, told[-1].stop)
    given = [each.rule for each in asked if decisions[each.rule.name].allowed]
    hidden = {rule.name for rule in given if rule.name in hide or owes_mask(decisions[rule.name].obligations)}
    owed = tuple(sorted({duty for rule in given for duty in decisions[rule.name].obligations}))
    return Seen(
        ref,
        record,
        item,
        values=shown(holding, file, given, item, frozenset(hidden)),
        masked=frozenset(hidden),
        refused={name: Denial.of(decision) for name, decision in decisions.items() if not decision.allowed}
        | {rule.name: RESTRICTED for rule in kept},
        owed=tuple(each for each in owed if each.kind is not ObligationKind.MASK),
        watermark=watermark(holding, question, owed, leaves),
        leaves=leaves,
    )


def shown(
    holding: Holding, file: File, rules: list[FieldRule], item: str, hidden: frozenset[str]
) -> Mapping[str, object]:
    """The values of fields that may be seen; a mask hides too whether anything is held, otherwise nothing is None."""
    values: dict[str, object] = {}
    for rule in rules:
        held = file.directory.find(rule.key, item)
        value = None if held is None else holding.sealer.value(file, held)
        values[rule.name] = rule.mask(value) if rule.name in hidden else value
    return values


def explained(
    holding: Holding, question: Question, ref: PersonRef, rule: FieldRule, *, item: str = ""
) -> AccessDecision:
    """The decision that a question would meet. It tells where somebody lives and how old they are: it is an access."""
    file = holding.file(ref)
    if file is None:
        decision = question.decided(Whose(ref, UnitId(""), False), rule.name, rule.tier)
    else:
        decision = _decision(holding, question, file, rule, item)
    touched = Touched(decision.allowed, decision.rule, (rule.key,), decision.request.tier)
    draft = Draft.of(question, ref, "" if file is None else file.directory.pseudonym, [touched])
    holding.tell([evolve(draft, action=EXPLAIN)])
    return decision


def unseen(
    holding: Holding, question: Question, ref: PersonRef, rules: Iterable[FieldRule]
) -> Mapping[str, tuple[Text, ...]]:
    """Which fields of a person may not be seen, by key, and why; each refusal leaves its entry.

    It is the same whether such a field is held or not: that it is held would tell enough of some. Of whoever is not
    held there is nothing to refuse.
    """
    asked, file = tuple(rules), holding.file(ref)
    if file is None or is_closed(file):
        holding.tell([barred_draft(question, file, ref, asked, refusal(file))])
        return {} if file is None else {rule.key: RESTRICTED.reasons for rule in asked}
    drafts, found = list[Draft](), dict[str, tuple[Text, ...]]()
    for rule in asked:
        if rule.key in file.directory.restricted:
            found[rule.key] = RESTRICTED.reasons
            drafts.append(barred_draft(question, file, ref, (rule,), RESTRICTED))
        elif not (decision := _decision(holding, question, file, rule, "")).allowed:
            found[rule.key] = decision.reasons
            drafts.append(draft_of(question, file, [Asked(rule, decision.request.tier)], {rule.name: decision}))
    holding.tell(drafts)
    return found


def _decision(holding: Holding, question: Question, file: File, rule: FieldRule, item: str) -> AccessDecision:
    whose = whose_of(holding, file, question.at)
    tier = tier_of(rule, held_tier(file, rule, item), is_minor=whose.is_minor)
    persons = holding.persons(question, (file.directory.pseudonym,))
    return _judged(question, whose, [Asked(rule, tier)], persons, frozenset())[1][rule.name]


def found(holding: Holding, question: Question, schema: RecordSchema, values: Mapping[str, object]) -> Found:
    """Who has these values, as far as the actor may find them by these fields."""
    wanted = asked_for(schema, values)
    rules = tuple(schema.field(name) for name in wanted)
    index, codes = holding.indexes.question(schema, wanted)
    keys, tier = tuple(rule.key for rule in rules), max(rule.tier for rule in rules)
    judge = ListJudge(question, rules, 1)
    openings = judge.filter(tuple(rule.tier for rule in rules)).by_field
    if any(rule.name not in openings or not openings[rule.name].openings for rule in rules):
        no = Denial("default-deny", (_NO_SEARCH.fill(purpose=question.asker.purpose.words),))
        holding.tell([Draft.of(question, NOBODY, "", [Touched(False, no.rule, keys, tier)])])
        return Found(refused={rule.name: no for rule in rules})
    possible = holding.store.matching(index, codes)
    holding.sealer.keys.open_ahead(possible)
    candidates = map(holding.file, possible)
    matches = [file for file in candidates if file is not None and _matches(holding, file, schema, wanted)]
    given = _findable(holding, judge, matches, schema)
    if len(given) > 1:  # of those who are found alone: whoever is not found counts for nothing, and is told by nothing
        given = _findable(holding, ListJudge(question, rules, len(given)), [file for file, _ in given], schema)
    search = Draft.of(question, NOBODY, "", [Touched(True, "search", keys, tier)])
    holding.tell([search, *(Draft.of(question, file.subject, file.directory.pseudonym, [by]) for file, by in given)])
    return Found(tuple(file.subject for file, _ in given))


def unerasable(
    holding: Holding, question: Question, file: File, fields: Iterable[tuple[str, Tier]]
) -> tuple[Draft, dict[str, Denial]]:
    """Why fields of a person may not be erased, by field, and the entries of it. Empty: they may.

    Each field comes with the tier under which it is held. Of whom nothing is held any more, the unit is asked about.
    """
    whose, refused = whose_of(holding, file, question.at), dict[str, Denial]()
    told: list[tuple[str, Tier, bool, str, tuple[Obligation, ...]]] = []
    for key, held in dict(sorted(fields)).items() or [("unit", Tier.T2)]:
        rule = holding.rule(key)
        name = key.rpartition(".")[2] if rule is None else rule.name
        least = Tier.T4 if whose.is_minor else held
        tier = least if rule is None else tier_of(rule, held, is_minor=whose.is_minor)
        telling = rule is None or is_third_party(rule)
        decision = question.decided(whose, name, tier, key=key, is_third_party=telling)
        told.append((key, tier, decision.allowed, decision.rule, decision.obligations))
        if not decision.allowed:
            refused[key] = Denial.of(decision)
    return Draft.of(question, file.subject, file.directory.pseudonym, alike(told)), refused


def is_closed(file: File, keys: Iterable[str] = ()) -> bool:
    """Whether nothing can be done with a person's data, or with these fields of it, whatever the policy says."""
    return file.state is SubjectState.RESTRICTED or not file.directory.restricted.isdisjoint(keys)


def refusal(file: File | None) -> Denial:
    """Why nothing can be done with data that is closed, or not held."""
    return NOT_HELD if file is None else RESTRICTED


def whose_of(holding: Holding, file: File, at: datetime) -> Whose:
    """The person, as the policy is asked about them."""
    return Whose(file.subject, file.unit, holding.sealer.is_minor(file, holding.day(at)))


def held_tier(file: File, rule: FieldRule, item: str) -> Tier | None:
    """Under which tier a field is sealed; None if it is not held."""
    held = file.directory.find(rule.key, item)
    return None if held is None else held.tier


def draft_of(question: Question, file: File, asked: list[Asked], decisions: Mapping[str, AccessDecision]) -> Draft:
    """The entries of what was decided about a person's fields."""
    told = ((each, decisions[each.rule.name]) for each in asked)
    touched = alike((each.rule.key, each.tier, no.allowed, no.rule, no.obligations) for each, no in told)
    return Draft.of(question, file.subject, file.directory.pseudonym, touched)


def barred_draft(
    question: Question, file: File | None, ref: PersonRef, rules: tuple[FieldRule, ...], no: Denial
) -> Draft:
    """The entry of an access that the policy was not asked about."""
    touched = Touched(False, no.rule, tuple(rule.key for rule in rules), max(rule.tier for rule in rules))
    return Draft.of(question, ref, "" if file is None else file.directory.pseudonym, [touched])


def watermark(holding: Holding, question: Question, owed: Iterable[Obligation], leaves: range) -> str:
    """Who was given something, when, for what, and the first of its entries in the log; empty if none is owed."""
    if all(each.kind is not ObligationKind.WATERMARK for each in owed):
        return ""
    asker = question.asker
    at = question.at.astimezone(holding.zone).isoformat(timespec="minutes")
    return f"{asker.by} · {at} · {asker.purpose.name} · #{leaves.start}"


def _judged(
    question: Question, whose: Whose, asked: list[Asked], persons: int, hide: frozenset[str]
) -> tuple[list[Asked], Mapping[str, AccessDecision]]:
    """The decisions, and what they are about: fields that would leave whole have the tier that they have together."""
    decisions = question.judged(whose, asked, persons=persons)
    if question.action not in LEAVES:
        return asked, decisions
    whole = {
        each.rule.name
        for each in asked
        if (no := decisions[each.rule.name]).allowed and each.rule.name not in hide and not owes_mask(no.obligations)
    }
    tier = combined_tier({each.rule.category for each in asked if each.rule.name in whole}, persons=persons).tier
    raised = [Asked(each.rule, max(each.tier, tier)) if each.rule.name in whole else each for each in asked]
    return raised, question.judged(whose, raised, persons=persons)


def _matches(holding: Holding, file: File, schema: RecordSchema, wanted: Mapping[str, object]) -> bool:
    """Whether a record of the person has all the values: equal codes may be of other values."""
    if is_closed(file, (schema.field(name).key for name in wanted)):
        return False
    for item in file.directory.items(schema.name):
        held = [each for each in file.directory.of(schema.name, item) if each.key.partition(".")[2] in wanted]
        values = holding.sealer.values(file, held)
        if all(is_same(values.get(name), value) for name, value in wanted.items()):
            return True
    return False


def _findable(
    holding: Holding, judge: ListJudge, matches: list[File], schema: RecordSchema
) -> list[tuple[File, Touched]]:
    """Those of whom it may be known that they have the values.

    Nobody else leaves an entry: how many entries there are would tell the searcher that there is somebody.
    """
    judged = ((file, _judged_match(holding, judge, file, schema)) for file in matches)
    return [(file, by) for file, by in judged if by.allowed]


def _judged_match(holding: Holding, judge: ListJudge, file: File, schema: RecordSchema) -> Touched:
    """Whether somebody who has the values may be found by them."""
    whose, items = whose_of(holding, file, judge.question.at), file.directory.items(schema.name)
    tiers = tuple(
        max(tier_of(rule, held_tier(file, rule, item), is_minor=whose.is_minor) for item in items)
        for rule in judge.rules
    )
    visible = judge.seen(whose, tiers)
    allowed = all(rule.name in visible for rule in judge.rules)
    owed = tuple(sorted({duty for duties in visible.values() for duty in duties})) if allowed else ()
    return Touched(allowed, "scope-filter", tuple(rule.key for rule in judge.rules), max(tiers), owed)


_NO_SEARCH = Text("no rule lets you search by this for {purpose}", "没有规则允许为“{purpose}”按此检索")
