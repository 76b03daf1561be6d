"""Who can do something with a kind of data, and under which conditions; by going through all cases."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.access.actions import Action
from commgov.privacy.access.compiled import CompiledPolicy
from commgov.privacy.access.obligations import Obligation
from commgov.privacy.access.policy import AccessPolicy
from commgov.privacy.access.roles import SELF
from commgov.privacy.access.rules import Forbid, Permit
from commgov.privacy.access.scopes import Scope
from commgov.privacy.access.wording import OR, in_words
from commgov.privacy.purposes import BasisKind
from commgov.privacy.tiers import Tier
from commgov.wording import Text

Bases = frozenset[BasisKind]

_LINE = Text("{role}: {scope}", "{role}：{scope}")
_EMERGENCY = Text("in a declared emergency", "已声明的紧急情况下")
_BASIS = Text("on a basis: {kinds}", "处理依据：{kinds}")
_AND = Text(" with ", "且")


@frozen
class WhoCan:
    """Holders of a role who are allowed, with the least that is asked of them.

    Args:
        role: of which role.
        rule: by which permit.
        scope: how near their assignment has to be, at least.
        bases: kinds of basis, of which one set has to be in force as a whole; empty: none is asked for.
        emergency: whether only in a declared emergency.
        obligations: what is owed.
        text: all that in words.
    """

    role: str
    rule: str
    scope: Scope
    bases: tuple[Bases, ...]
    emergency: bool
    obligations: tuple[Obligation, ...]
    text: Text


def who_can(
    policy: AccessPolicy,
    action: Action,
    field: str,
    tier: Tier,
    purpose: str,
    *,
    is_minor: bool = False,
    is_third_party: bool = False,
    persons: int = 1,
    approvals: int = 0,
    assessed: bool = False,
) -> tuple[WhoCan, ...]:
    """The roles that can do something with a kind of data, each with every least condition under which it can.

    Args:
        policy: by which policy.
        action: what is done.
        field: with which field.
        tier: how sensitive it is.
        purpose: the name of the purpose.
        is_minor: of children under 14.
        is_third_party: telling of another person.
        persons: of so many residents at once.
        approvals: with so many approvals.
        assessed: with an impact assessment.

    Raises:
        InvalidInputError: if the action or the tier is none, or a number is below what it may be.

    Example:
        >>> for line in who_can(AccessPolicy.community(), Action.READ, "phone", Tier.T3, "service"):
        ...     print(line.text.zh)
        社区书记：居民所在单元或其上级单元；脱敏显示
        网格长：居民所在单元或其上级单元；脱敏显示
        网格员：居民所在单元或其上级单元；脱敏显示
        网格员：正在承接该居民的服务；加水印显示
        接单成员：正在承接该居民的服务；加水印显示
    """
    checks = Checks("who_can")
    checks.instance("action", action, Action, Text("an Action", "应为Action"))
    checks.instance("tier", tier, Tier, Text("a Tier", "应为Tier"))
    checks.whole("persons", persons, least=1)
    checks.whole("approvals", approvals)
    checks.refuse()
    compiled = CompiledPolicy(policy)
    row = compiled.row(action, tier, purpose, field)
    words = {role.name: role.words for role in policy.roles}
    found: list[WhoCan] = []
    for role in policy.roles:
        cell = row[role.name]
        standing = [
            rule
            for rule in (*row[None].forbids, *cell.forbids)
            if (is_minor or not rule.minors)
            and (is_third_party or not rule.third_party)
            and persons >= rule.from_persons
            and not (rule.unless_approvals and approvals >= rule.unless_approvals)
            and not (rule.unless_assessed and assessed)
        ]
        for (rule, scope), bases in _ways(role.name, cell.permits, standing).items():
            found.append(_line(words, role.name, rule, scope, bases))
    return tuple(found)


def _ways(role: str, permits: tuple[Permit, ...], standing: list[Forbid]) -> dict[tuple[Permit, Scope], list[Bases]]:
    """The least conditions of one role: for a permit and a nearness the smallest sets of bases."""
    ways: dict[tuple[Permit, Scope], list[Bases]] = {}
    scopes = (Scope.SUBJECT,) if role == SELF else tuple(Scope)
    for emergency in (False, True):
        for scope in scopes:
            for kinds in _sets():
                permit = _allowing(permits, standing, scope, kinds, emergency=emergency)
                if permit is None or _is_known(ways, permit, scope, kinds):
                    continue
                ways.setdefault((permit, scope), []).append(kinds)
    return ways


def _sets() -> Iterator[Bases]:
    """All sets of kinds of basis, the small ones first."""
    for count in range(len(BasisKind) + 1):
        yield from map(frozenset, combinations(BasisKind, count))


def _allowing(
    permits: tuple[Permit, ...], standing: list[Forbid], scope: Scope, kinds: Bases, *, emergency: bool
) -> Permit | None:
    """The permit that is relied on, or None."""
    if any(not rule.unless_bases & kinds for rule in standing):
        return None
    for permit in permits:
        in_time = emergency or not permit.emergency
        if in_time and permit.scope <= scope and (not permit.bases or permit.bases & kinds):
            return permit
    return None


def _is_known(ways: dict[tuple[Permit, Scope], list[Bases]], permit: Permit, scope: Scope, kinds: Bases) -> bool:
    """Whether the same permit is had for less."""
    return any(
        known is permit and least <= scope and any(fewer <= kinds for fewer in sets)
        for (known, least), sets in ways.items()
    )


def _line(words: Mapping[str, Text], role: str, permit: Permit, scope: Scope, bases: list[Bases]) -> WhoCan:
    needed = tuple(each for each in bases if each)
    parts = [_LINE.fill(role=words[role], scope=scope.words)]
    if needed:
        kinds = OR.join(_AND.join(in_words([kind]) for kind in sorted(each)) for each in needed)
        parts.append(_BASIS.fill(kinds=kinds))
    if permit.emergency:
        parts.append(_EMERGENCY)
    parts += [each.called(words.get(each.to)) for each in permit.obligations]
    return WhoCan(role, permit.id, scope, needed, permit.emergency, permit.obligations, Text("; ", "；").join(parts))
