"""A policy in the language of Cedar, for whoever wants to check it with Cedar's tools.

The principal is a `Post`: one assignment. Somebody with several assignments is allowed if one of their posts is, with
`context.roles` naming the roles of all that are active now; residents towards their own data are a post of the role
`self` with no end, whose subject they are. The resource is a `Field` of one resident, in the units it belongs to.
Moments are microseconds since 1970. What is owed stands in the annotation `@owed`; Cedar itself knows no obligations.
Rules of the language: https://docs.cedarpolicy.com/policies/syntax-policy.html.
"""

import json
from collections.abc import Iterable, Iterator

from commgov.privacy.access.actions import Action
from commgov.privacy.access.policy import AccessPolicy
from commgov.privacy.access.roles import SELF
from commgov.privacy.access.rules import Forbid, Permit
from commgov.privacy.access.scopes import Scope

CEDAR_SCHEMA = """entity Unit in [Unit];
entity Role;
entity Post in [Role] = {
  start: Long, end?: Long, unit?: Unit, subject?: String, service?: String, covers?: String
};
entity Field in [Unit] = { name: String, tier: Long, subject: String, is_minor: Bool, is_third_party: Bool };
type Asked = {
  at: Long, purpose: String, service?: String, bases: Set<String>, roles: Set<String>,
  approvals: Long, persons: Long, assessed: Bool, emergency: Bool
};
action read, search, enter, correct, export, share, disclose, erase
  appliesTo { principal: Post, resource: Field, context: Asked };
"""
"""The schema of what `to_cedar` writes, in Cedar's schema language."""

_ACTIVE = "principal.start <= context.at && (if principal has end then context.at < principal.end else true)"
_ABOUT = "(if principal has subject then principal.subject == resource.subject else true)"
_IN_HAND = "(if principal has service then (context has service && context.service == principal.service) else true)"


def to_cedar(policy: AccessPolicy) -> str:
    """The policy as Cedar policies: one for each rule, the rules' ids as `@id`.

    Args:
        policy: what is written.

    Example:
        >>> from attrs import evolve
        >>> policy = AccessPolicy.community()
        >>> only = [rule for rule in policy.forbids if rule.id == "share-personal-approved"]
        >>> print(to_cedar(evolve(policy, permits=(), forbids=tuple(only))), end="")
        @id("share-personal-approved")
        forbid (principal, action in [Action::"share"], resource)
        when {
          resource.tier >= 3 &&
          context.persons >= 1 &&
          !["emergency"].contains(context.purpose)
        }
        unless { context.approvals >= 1 };
    """
    covered = frozenset(role.name for role in policy.roles if role.can_be_covered)
    parts = [_forbid(rule) for rule in policy.forbids] + [_permit(rule, covered) for rule in policy.permits]
    return "\n".join(parts)


def _permit(rule: Permit, covered: frozenset[str]) -> str:
    asks = [_ACTIVE, f"resource.tier <= {int(rule.up_to)}", f"{_set(rule.purposes)}.contains(context.purpose)"]
    asks.append(_has_role(rule.roles))
    if not rule.roles <= covered:
        other = _has_role(rule.roles & covered) if rule.roles & covered else "false"
        asks.append(f"(if principal has covers then {other} else true)")
    if rule.fields:
        asks.append(f"{_set(rule.fields)}.contains(resource.name)")
    asks += _near(rule.scope)
    if rule.bases:
        asks.append(f"context.bases.containsAny({_set(rule.bases)})")
    if rule.emergency:
        asks.append("context.emergency")
    owed = "; ".join(map(str, rule.obligations))
    annotations = f"@id({_text(rule.id)})" + (f"\n@owed({_text(owed)})" if owed else "")
    return _written(annotations, "permit", rule.actions, asks, [])


def _near(scope: Scope) -> Iterator[str]:
    """That the post is near enough; a resident is their own post, which belongs to no unit."""
    if scope is Scope.ANYWHERE:
        return
    yield f'((principal has unit && resource in principal.unit) || principal in Role::"{SELF}")'
    yield _ABOUT
    yield _IN_HAND
    if scope >= Scope.SUBJECT:
        yield "principal has subject"
    if scope is Scope.SERVICE:
        yield "principal has service"


def _forbid(rule: Forbid) -> str:
    asks = [f"resource.tier >= {int(rule.from_tier)}", f"context.persons >= {rule.from_persons}"]
    if rule.roles:
        asks.append(f"context.roles.containsAny({_set(rule.roles)})")
    if rule.purposes:
        asks.append(f"{_set(rule.purposes)}.contains(context.purpose)")
    if rule.unless_purposes:
        asks.append(f"!{_set(rule.unless_purposes)}.contains(context.purpose)")
    if rule.fields:
        asks.append(f"{_set(rule.fields)}.contains(resource.name)")
    if rule.minors:
        asks.append("resource.is_minor")
    if rule.third_party:
        asks.append("resource.is_third_party")
    lifts = []
    if rule.unless_bases:
        lifts.append(f"context.bases.containsAny({_set(rule.unless_bases)})")
    if rule.unless_approvals:
        lifts.append(f"context.approvals >= {rule.unless_approvals}")
    if rule.unless_assessed:
        lifts.append("context.assessed")
    return _written(f"@id({_text(rule.id)})", "forbid", rule.actions, asks, lifts)


def _written(annotations: str, effect: str, actions: Iterable[Action], when: list[str], unless: list[str]) -> str:
    listed = ", ".join(f"Action::{_text(action.value)}" for action in sorted(actions))
    lines = [annotations, f"{effect} (principal, {f'action in [{listed}]' if listed else 'action'}, resource)"]
    lines.append("when {\n  " + " &&\n  ".join(when) + "\n}")
    lines += [f"unless {{ {lift} }}" for lift in unless]
    return "\n".join(lines) + ";\n"


def _has_role(roles: Iterable[str]) -> str:
    return f"principal in [{', '.join(f'Role::{_text(role)}' for role in sorted(roles))}]"


def _set(entries: Iterable[str]) -> str:
    return "[" + ", ".join(_text(str(entry)) for entry in sorted(entries)) + "]"


def _text(text: str) -> str:
    """A name as Cedar writes it: names are printable, so that JSON escapes no more of them than Cedar does."""
    return json.dumps(text, ensure_ascii=False)
