"""What is noted of a person: that a field still holds, that they moved, that they left or a matter was closed."""

from collections.abc import Callable
from datetime import date, timedelta

from attrs import evolve

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef, UnitId
from commgov.privacy.access.actions import Action
from commgov.privacy.entering.fields import Milestone, Origin
from commgov.privacy.keeping.retaining import due_fields
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.directory import line_of
from commgov.privacy.vault.holding import Plan
from commgov.privacy.vault.journal import Draft, Touched
from commgov.privacy.vault.judging import Asked, tier_of
from commgov.privacy.vault.reading import held_tier, is_closed, refusal, unerasable, whose_of
from commgov.privacy.vault.results import NOT_HELD, Written
from commgov.privacy.vault.sealing import File
from commgov.privacy.vault.writing import Writing
from commgov.wording import Text

OBJECT_DAYS = 30
"""So many days at least lie between a note and the erasure that it brings about, or the field's own time if that is
shorter: in them a wrong one is noticed and noted anew. Who may erase may do it sooner."""
AHEAD_MOST = 366
"""A departure is noted so many days ahead at most."""


def confirm(writing: Writing, ref: PersonRef, rule: FieldRule, origin: Origin, item: str) -> Written:
    """Enter that somebody said that a field still holds."""
    holding = writing.holding
    at = holding.now()

    def make(file: File | None) -> Plan:
        if file is None or is_closed(file, (rule.key,)):
            return writing.barred(file, ref, (rule,), refusal(file), at)
        whose, question = whose_of(holding, file, at), writing.question(Action.CORRECT, at)
        asked = [Asked(rule, tier_of(rule, held_tier(file, rule, item), is_minor=whose.is_minor))]
        decisions = question.judged(whose, asked)
        draft = writing.entry(question, file, asked, decisions)
        if writing.is_refused(decisions):
            return Plan((draft,))
        if file.directory.find(rule.key, item) is None:
            return writing.barred(file, ref, (rule,), NOT_HELD, at)
        entry = holding.ledger(file).confirm(ref, rule.key, holding.day(at), origin, item=item)
        known = evolve(file.directory, known=(*file.directory.known, line_of(entry)))
        return Plan((draft,), holding.sealer.change(file, known))

    return writing.done(ref, (rule.name,), make)


def move(writing: Writing, ref: PersonRef, unit: UnitId) -> Written:
    """Note that a person lives in another unit now; whoever notes it has to have a say in both."""
    checks = Checks("move")
    checks.identifier("unit", unit)
    checks.refuse()
    return _about(writing, ref, "unit", lambda file: evolve(file, unit=unit), also_in=unit)


def note(writing: Writing, milestone: Milestone) -> Written:
    """Note the day on which a person left, or a matter of theirs was closed.

    Retention counts from it. So a day that has fields erased before anybody could object asks for the right to erase
    them, whichever notes stand there already.
    """
    today = writing.holding.day(writing.holding.now())
    checks = Checks("note")
    latest = today + timedelta(days=AHEAD_MOST)
    checks.require("on", milestone.on, ok=milestone.on <= latest, expected=_NOT_AHEAD.fill(day=latest))
    checks.refuse()

    def noted(file: File, on: date) -> File:
        ledger = writing.holding.ledger(file)
        ledger.note(file.subject, milestone.since, on, item=milestone.item)
        return evolve(file, directory=evolve(file.directory, milestones=ledger.saved()[1]))

    def refuse_hastened(file: File) -> tuple[Draft, ...]:
        before, after, plain = (
            {(due.key, due.item): due.since for due in due_fields(writing.holding.ledger(each), date.max)}
            for each in (file, noted(file, milestone.on), noted(file, today))
        )
        soonest = {place: min(day, today + timedelta(days=OBJECT_DAYS)) for place, day in plain.items()}
        hastened = {place for place, day in after.items() if day < min(before.get(place, date.max), soonest[place])}
        if not hastened:
            return ()
        question = writing.question(Action.ERASE, writing.holding.now())
        fields = [(held.key, held.tier) for held in file.directory.held if held.place in hastened]
        draft, refused = unerasable(writing.holding, question, file, fields)
        later = milestone.on + max(soonest[place] - after[place] for place in hastened)
        way = _LATER.fill(day=later)
        writing.refused.update(
            {key: evolve(no, would_allow_if=(way, *no.would_allow_if)) for key, no in refused.items()}
        )
        return (draft,)

    return _about(writing, milestone.person, "milestone", lambda file: noted(file, milestone.on), also=refuse_hastened)


def _about(
    writing: Writing,
    ref: PersonRef,
    name: str,
    to: Callable[[File], File],
    *,
    also_in: UnitId | None = None,
    also: Callable[[File], tuple[Draft, ...]] = lambda _: (),
) -> Written:
    """Change what is noted of a person besides their fields, which counts as T2; `also` may refuse it too."""
    holding = writing.holding
    at = holding.now()
    question = writing.question(Action.CORRECT, at)

    def make(file: File | None) -> Plan:
        if file is None or is_closed(file):
            no = writing.refused[name] = refusal(file)
            touched = Touched(False, no.rule, (name,), Tier.T2)
            return Plan((Draft.of(question, ref, "" if file is None else file.directory.pseudonym, [touched]),))
        whose = whose_of(holding, file, at)
        tier = Tier.T4 if whose.is_minor else Tier.T2
        units = dict.fromkeys((file.unit, also_in or file.unit))
        decisions = [question.decided(evolve(whose, unit=unit), name, tier) for unit in units]
        decision = next((each for each in decisions if not each.allowed), decisions[0])
        touched = Touched(decision.allowed, decision.rule, (name,), tier, decision.obligations)
        drafts: tuple[Draft, ...] = (Draft.of(question, ref, file.directory.pseudonym, [touched]),)
        if writing.is_refused({name: decision}):
            return Plan(drafts)
        drafts += also(file)
        if writing.refused:
            return Plan(drafts)
        after = to(file)
        return Plan(drafts, holding.sealer.change(after, after.directory))

    return writing.done(ref, (name,), make)


_NOT_AHEAD = Text("{day} at the latest", "最迟为{day}")
_LATER = Text("the day that is noted is {day} or later", "所记日期不早于{day}")
