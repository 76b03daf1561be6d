"""Questions to the access policy: for one person's fields, and for lists."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import DemandId, PersonRef, UnitId
from commgov.privacy.access.actions import Action
from commgov.privacy.access.control import AccessControl
from commgov.privacy.access.decisions import AccessDecision
from commgov.privacy.access.listing import ListRow, ScopeFilter
from commgov.privacy.access.obligations import Obligation, ObligationKind
from commgov.privacy.access.requests import AccessRequest
from commgov.privacy.purposes import Purpose
from commgov.privacy.schema.rules import FieldRule, Trait
from commgov.privacy.tiers import Tier
from commgov.wording import Text


@frozen
class Asker:
    """Who asks, why, and with what behind them: what all questions of a session have in common.

    Args:
        by: who.
        purpose: why.
        service: the order it is for.
        emergency: whether an emergency is declared.
        approvals: how many others approved.
        assessment: the reference of an impact assessment.
        assessed: the fields that it covers, by key; None: whoever says so has seen that it covers what is asked for.
    """

    by: PersonRef
    purpose: Purpose
    service: DemandId | None = field(default=None, kw_only=True)
    emergency: bool = field(default=False, kw_only=True)
    approvals: int = field(default=0, kw_only=True)
    assessment: str | None = field(default=None, kw_only=True)
    assessed: frozenset[str] | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("session")
        checks.identifier("by", self.by)
        checks.instance("purpose", self.purpose, Purpose, Text("a Purpose", "应为Purpose"))
        for name in ("service", "assessment"):
            if getattr(self, name) is not None:
                checks.identifier(name, getattr(self, name))
        checks.flag("emergency", self.emergency)
        checks.whole("approvals", self.approvals)
        checks.refuse()

    def assessment_of(self, keys: Iterable[str]) -> str | None:
        """The assessment, if it covers all of these fields."""
        return self.assessment if self.assessed is None or self.assessed.issuperset(keys) else None


@frozen
class Whose:
    """The person that a question is about.

    Args:
        subject: who.
        unit: where they live.
        is_minor: whether they are under 14.
    """

    subject: PersonRef
    unit: UnitId
    is_minor: bool


@frozen
class Asked:
    """A field that is asked for.

    Args:
        rule: the field.
        tier: under which it is held, or declared where nothing is held.
    """

    rule: FieldRule
    tier: Tier


def tier_of(rule: FieldRule, held: Tier | None, *, is_minor: bool) -> Tier:
    """How sensitive a field of a person is now: as declared, as it was sealed, or T4 for a child; the highest."""
    return max(rule.tier, held or rule.tier, Tier.T4 if is_minor else rule.tier)


@frozen
class Question:
    """What is asked of the policy, for any person and field: who, what for, when.

    Args:
        control: decides.
        asker: who asks.
        action: what for.
        at: when.
    """

    control: AccessControl
    asker: Asker
    action: Action
    at: datetime

    def judged(self, whose: Whose, fields: Iterable[Asked], *, persons: int = 1) -> dict[str, AccessDecision]:
        """A decision for each field, by name."""
        return {
            each.rule.name: self.decided(
                whose,
                each.rule.name,
                each.tier,
                key=each.rule.key,
                is_third_party=is_third_party(each.rule),
                persons=persons,
            )
            for each in fields
        }

    def decided(
        self, whose: Whose, name: str, tier: Tier, *, key: str = "", is_third_party: bool = False, persons: int = 1
    ) -> AccessDecision:
        """One decision."""
        asker = self.asker
        asked = AccessRequest(
            asker.by,
            self.action,
            whose.subject,
            whose.unit,
            name,
            tier,
            asker.purpose,
            self.at,
            service=asker.service,
            is_minor=whose.is_minor,
            is_third_party=is_third_party,
            persons=persons,
            approvals=asker.approvals,
            assessment=asker.assessment_of([key]),
            emergency=asker.emergency,
        )
        return self.control.decide(asked)


class ListJudge:
    """Asks the policy about a list: one filter for each combination of tiers that its rows have, never row by row.

    Args:
        question: what is asked.
        rules: the columns.
        persons: how many people the list is about.
    """

    def __init__(self, question: Question, rules: tuple[FieldRule, ...], persons: int) -> None:
        """Begin with no filter."""
        self.question, self.rules, self.persons = question, rules, persons
        self._filters: dict[tuple[Tier, ...], ScopeFilter] = {}

    def filter(self, tiers: tuple[Tier, ...]) -> ScopeFilter:
        """The filter for rows whose columns have these tiers."""
        found, asker = self._filters.get(tiers), self.question.asker
        if found is None:
            found = self._filters[tiers] = self.question.control.scope_filter(
                asker.by,
                self.question.action,
                {rule.name: tier for rule, tier in zip(self.rules, tiers, strict=True)},
                asker.purpose,
                self.question.at,
                persons=self.persons,
                service=asker.service,
                approvals=asker.approvals,
                assessment=asker.assessment_of(rule.key for rule in self.rules),
                emergency=asker.emergency,
            )
        return found

    def seen(self, whose: Whose, tiers: tuple[Tier, ...]) -> Mapping[str, tuple[Obligation, ...]]:
        """The columns of a row that may be seen, each with what is owed."""
        made = self.filter(tiers)
        found = made.fields(ListRow(whose.subject, whose.unit, whose.is_minor))
        telling = {rule.name for rule in self.rules if is_third_party(rule)}
        if not telling & found.keys():
            return found
        strict = made.fields(ListRow(whose.subject, whose.unit, whose.is_minor, is_third_party=True))
        return {name: owed for name, owed in found.items() if name not in telling or name in strict}

    def units(self, tiers: tuple[Tier, ...]) -> frozenset[UnitId] | None:
        """The units of which anything may be seen; None: any."""
        made, found = self.filter(tiers), set[UnitId]()
        for rule in self.rules:
            units = made.units(rule.name)
            if units is None:
                return None
            found |= units
        return frozenset(found)


def is_third_party(rule: FieldRule) -> bool:
    """Whether a field tells of somebody else too."""
    return Trait.THIRD_PARTY in rule.traits


def owes_mask(obligations: Iterable[Obligation]) -> bool:
    """Whether a field is shown masked."""
    return any(each.kind is ObligationKind.MASK for each in obligations)
