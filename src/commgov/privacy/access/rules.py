"""The two kinds of rule that a policy is made of: what permits, and what forbids whatever permits.

Every condition of a rule is a set or a threshold, and all conditions of one rule hold together. So a policy has
finitely many cases, and what it allows can be found by going through all of them (`analysis`).
"""

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.access.actions import Action
from commgov.privacy.access.obligations import REVIEW_HOURS, Obligation, ObligationKind
from commgov.privacy.access.scopes import Scope
from commgov.privacy.purposes import BasisKind
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_NO_TEXTS: frozenset[str] = frozenset()
_NO_BASES: frozenset[BasisKind] = frozenset()
NO_SOURCE = Text("", "")
"""The source of a rule that does not say where it comes from."""
_AT_LEAST_ONE = Text("at least one", "至少一项")
_EMERGENCY = Text(
    "an emergency permit asks for a notice, and for a review within 1–{n} h",
    "紧急查看须附带告知，并在1–{n}小时内复核",
).fill(n=REVIEW_HOURS)


@frozen
class Permit:
    """Lets the holders of some roles do something with fields up to a tier, for some purposes.

    Args:
        id: the rule's name, unique in the policy.
        roles: any of these.
        actions: any of these.
        up_to: the highest tier.
        purposes: names of purposes, any of these.
        fields: only these fields; empty: every field.
        scope: how near the assignment has to be.
        bases: any of these has to be in force for the resident and the purpose; empty: none is asked for here.
        emergency: holds only where the actor declares an emergency; asks for a notice and a review.
        obligations: what is owed in return.
        source: where the rule comes from: an article of a law, a decision.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Permit(
        ...     "phone-for-the-service",
        ...     roles=frozenset({"member"}),
        ...     actions=frozenset({Action.READ}),
        ...     up_to=Tier.T3,
        ...     purposes=frozenset({"service"}),
        ...     fields=frozenset({"phone"}),
        ...     scope=Scope.SERVICE,
        ... ).scope.name
        'SERVICE'
    """

    id: str
    roles: frozenset[str] = field(kw_only=True)
    actions: frozenset[Action] = field(kw_only=True)
    up_to: Tier = field(kw_only=True)
    purposes: frozenset[str] = field(kw_only=True)
    fields: frozenset[str] = field(default=_NO_TEXTS, kw_only=True)
    scope: Scope = field(default=Scope.UNIT, kw_only=True)
    bases: frozenset[BasisKind] = field(default=_NO_BASES, kw_only=True)
    emergency: bool = field(default=False, kw_only=True)
    obligations: tuple[Obligation, ...] = field(default=(), kw_only=True)
    source: Text = field(default=NO_SOURCE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Permit", self.id)
        checks.identifier("id", self.id)
        for name in ("roles", "actions", "purposes"):
            checks.require(name, "", ok=bool(getattr(self, name)), expected=_AT_LEAST_ONE)
        _check_sets(checks, self)
        checks.instance("up_to", self.up_to, Tier, Text("a Tier", "应为Tier"))
        checks.instance("scope", self.scope, Scope, Text("a Scope", "应为Scope"))
        checks.flag("emergency", self.emergency)
        owed = checks.every("obligations", self.obligations, Obligation, Text("an Obligation", "应为Obligation"))
        checks.unique("obligations", owed)
        if self.emergency is True:
            checks.require("obligations", "", ok=_is_watched(owed), expected=_EMERGENCY)
        checks.instance("source", self.source, Text, Text("a Text", "应为Text"))
        checks.refuse()


@frozen
class Forbid:
    """Forbids, whatever permits: where all its conditions hold and nothing lifts it.

    Args:
        id: the rule's name, unique in the policy.
        roles: whoever holds any of these now, in whatever role they act; empty: everybody.
        actions: any of these; empty: every action.
        from_tier: this tier and those above.
        purposes: only for these; empty: for every purpose.
        unless_purposes: not for these.
        fields: only these fields; empty: every field.
        minors: only data of residents under 14.
        third_party: only fields that tell of another person.
        from_persons: only if at least so many residents' data is asked for at once.
        unless_bases: lifted where any of these is in force for the resident and the purpose.
        unless_approvals: lifted by so many approvals; 0: approvals do not lift it.
        unless_assessed: lifted by an impact assessment.
        source: where the rule comes from.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> sharing = frozenset({Action.SHARE})
        >>> Forbid("t3-share", actions=sharing, from_tier=Tier.T3, unless_approvals=1).unless_approvals
        1
    """

    id: str
    roles: frozenset[str] = field(default=_NO_TEXTS, kw_only=True)
    actions: frozenset[Action] = field(default=frozenset[Action](), kw_only=True)
    from_tier: Tier = field(default=Tier.T1, kw_only=True)
    purposes: frozenset[str] = field(default=_NO_TEXTS, kw_only=True)
    unless_purposes: frozenset[str] = field(default=_NO_TEXTS, kw_only=True)
    fields: frozenset[str] = field(default=_NO_TEXTS, kw_only=True)
    minors: bool = field(default=False, kw_only=True)
    third_party: bool = field(default=False, kw_only=True)
    from_persons: int = field(default=1, kw_only=True)
    unless_bases: frozenset[BasisKind] = field(default=_NO_BASES, kw_only=True)
    unless_approvals: int = field(default=0, kw_only=True)
    unless_assessed: bool = field(default=False, kw_only=True)
    source: Text = field(default=NO_SOURCE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Forbid", self.id)
        checks.identifier("id", self.id)
        _check_sets(checks, self)
        checks.instance("from_tier", self.from_tier, Tier, Text("a Tier", "应为Tier"))
        for name in ("minors", "third_party", "unless_assessed"):
            checks.flag(name, getattr(self, name))
        checks.whole("from_persons", self.from_persons, least=1)
        checks.whole("unless_approvals", self.unless_approvals)
        checks.instance("source", self.source, Text, Text("a Text", "应为Text"))
        checks.refuse()


Rule = Permit | Forbid
"""Either kind of rule."""


def _check_sets(checks: Checks, rule: Rule) -> None:
    """Check the sets that both kinds have."""
    names = ("roles", "purposes", "fields", *(("unless_purposes",) if isinstance(rule, Forbid) else ()))
    for name in names:
        for entry in sorted(checks.entries(name, getattr(rule, name)), key=str):
            checks.identifier(name, entry)
    bases = "bases" if isinstance(rule, Permit) else "unless_bases"
    for name, kind in (("actions", Action), (bases, BasisKind)):
        expected = Text(f"entries of {kind.__name__}", f"应为{kind.__name__}的成员")
        for entry in checks.entries(name, getattr(rule, name)):
            checks.instance(name, entry, kind, expected)


def _is_watched(owed: tuple[Obligation, ...]) -> bool:
    """Whether a notice and a review in time are among the obligations."""
    reviewed = any(each.kind is ObligationKind.REVIEW and each.within_hours <= REVIEW_HOURS for each in owed)
    return reviewed and any(each.kind is ObligationKind.NOTIFY for each in owed)
