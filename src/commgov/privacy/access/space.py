"""All requests there can be, cut into finitely many cells that no rule tells apart.

Rules compare sets and thresholds only. So, for a role and an action, the values of each axis (tier, purpose, field ...)
fall into few classes, and one value of each class stands for the rest. A block is the product of the classes for one
role and one action; a mask over it says where a rule applies.

Somebody may hold several roles. If two policies answer somebody with any set of roles differently, then they do so for
somebody with one role, or with one role that permits and one that a forbid names: a permit is found by a single role,
and so is a forbid. Blocks therefore take one role, and at most one more that some forbid names (`also`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from commgov.privacy.access.actions import Action
from commgov.privacy.access.policy import AccessPolicy
from commgov.privacy.access.roles import SELF
from commgov.privacy.access.rules import Forbid, Permit, Rule
from commgov.privacy.access.scopes import Scope
from commgov.privacy.purposes import BasisKind
from commgov.privacy.tiers import Tier

OTHER = ""
"""Stands for every purpose, or every field, that no rule names; and for no further role."""

Mask = npt.NDArray[np.bool_]
Span = tuple[int, int | None]  # from, up to but not including
Bases = frozenset[BasisKind]

_FLAGS = (False, True)
ALL_BASES = tuple(frozenset(some) for count in range(len(BasisKind) + 1) for some in combinations(BasisKind, count))
AXES = ("tier", "purpose", "field", "scope", "is_minor", "is_third_party", "bases", "approvals", "persons", "assessed",
        "emergency")  # fmt: skip
"""What a request may differ in, besides role and action."""


@frozen
class Block:
    """The cells of one role and one action.

    Args:
        role: the role that may permit.
        also: a further role that a forbid may name; `OTHER` for none.
        action: what is done.
        classes: for each axis its classes, each with all its values.
    """

    role: str
    also: str
    action: Action
    classes: Mapping[str, tuple[tuple[Any, ...], ...]]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many classes each axis has."""
        return tuple(len(self.classes[axis]) for axis in AXES)

    def mask(self, rule: Rule) -> Mask:
        """Where a rule applies: bool, one a cell."""
        found = np.ones((), dtype=np.bool_)
        for axis in AXES:
            asks = _asks(rule, axis)
            values = [True if asks is None else asks(each[0]) for each in self.classes[axis]]
            found = found[..., np.newaxis] & np.array(values, dtype=np.bool_)
        return found

    def rules_of(self, policy: AccessPolicy) -> tuple[list[Forbid], list[Permit]]:
        """The rules of a policy that may apply in the block."""
        holds = {self.role, self.also} - {OTHER}
        forbids = [
            rule
            for rule in policy.forbids
            if (not rule.actions or self.action in rule.actions) and (not rule.roles or rule.roles & holds)
        ]
        permits = [rule for rule in policy.permits if self.role in rule.roles and self.action in rule.actions]
        return forbids, permits


def blocks(*policies: AccessPolicy) -> Iterator[Block]:
    """The blocks in which any of the policies may allow anything; all other requests are denied by all of them."""
    roles = sorted({role.name for policy in policies for role in policy.roles})
    named = sorted({role for policy in policies for rule in policy.forbids for role in rule.roles})
    for role in roles:
        for action in Action:
            for also in (OTHER, *(each for each in named if each != role)):
                bare = Block(role, also, action, {})
                found = [bare.rules_of(policy) for policy in policies]
                if any(permits for _, permits in found):
                    rules: list[Rule] = []
                    for forbids, permits in found:
                        rules += [*forbids, *permits]
                    yield Block(role, also, action, _classes(role, rules, policies))


def _classes(
    role: str, rules: Sequence[Rule], policies: Sequence[AccessPolicy]
) -> dict[str, tuple[tuple[Any, ...], ...]]:
    """The classes of every axis."""
    values = _values(role, rules, policies)
    made = {}
    for axis in AXES:
        asked = [asks for rule in rules if (asks := _asks(rule, axis)) is not None]
        alike: dict[tuple[bool, ...], list[Any]] = {}
        for value in values[axis]:
            alike.setdefault(tuple(asks(value) for asks in asked), []).append(value)
        made[axis] = tuple(tuple(each) for each in alike.values())
    return made


def _values(role: str, rules: Sequence[Rule], policies: Sequence[AccessPolicy]) -> dict[str, tuple[Any, ...]]:
    """Every value that rules could tell apart."""
    forbids = [rule for rule in rules if isinstance(rule, Forbid)]
    purposes = sorted({purpose.name for policy in policies for purpose in policy.purposes})
    fields = sorted({name for rule in rules for name in rule.fields})
    return {
        "tier": tuple(Tier),
        "purpose": (OTHER, *purposes),
        "field": (OTHER, *fields),
        "scope": (Scope.SUBJECT,) if role == SELF else tuple(Scope),
        "is_minor": _FLAGS,
        "is_third_party": _FLAGS,
        "bases": ALL_BASES,
        "approvals": _spans({0, *(rule.unless_approvals for rule in forbids)}),
        "persons": _spans({1, *(rule.from_persons for rule in forbids)}),
        "assessed": _FLAGS,
        "emergency": _FLAGS,
    }


def _spans(starts: set[int]) -> tuple[Span, ...]:
    """The spans between thresholds."""
    ordered = sorted(starts)
    return tuple(zip(ordered, [*ordered[1:], None], strict=True))


def _asks(rule: Rule, axis: str) -> Callable[[Any], bool] | None:
    """What a rule asks of an axis; None: nothing."""
    return _permit_asks(rule, axis) if isinstance(rule, Permit) else _forbid_asks(rule, axis)


def _permit_asks(rule: Permit, axis: str) -> Callable[[Any], bool] | None:
    asks: dict[str, Callable[[Any], bool]] = {
        "tier": lambda tier: tier <= rule.up_to,
        "purpose": lambda purpose: purpose in rule.purposes,
        "scope": lambda scope: scope >= rule.scope,
    }
    if rule.fields:
        asks["field"] = lambda field: field in rule.fields
    if rule.bases:
        asks["bases"] = lambda kinds: bool(rule.bases & kinds)
    if rule.emergency:
        asks["emergency"] = bool
    return asks.get(axis)


def _forbid_asks(rule: Forbid, axis: str) -> Callable[[Any], bool] | None:
    asks: dict[str, Callable[[Any], bool]] = {
        "tier": lambda tier: tier >= rule.from_tier,
        "persons": lambda span: span[0] >= rule.from_persons,
    }
    if rule.purposes or rule.unless_purposes:
        asks["purpose"] = lambda purpose: (
            (not rule.purposes or purpose in rule.purposes) and purpose not in rule.unless_purposes
        )
    if rule.fields:
        asks["field"] = lambda field: field in rule.fields
    if rule.minors:
        asks["is_minor"] = bool
    if rule.third_party:
        asks["is_third_party"] = bool
    if rule.unless_bases:
        asks["bases"] = lambda kinds: not rule.unless_bases & kinds
    if rule.unless_approvals:
        asks["approvals"] = lambda span: span[0] < rule.unless_approvals
    if rule.unless_assessed:
        asks["assessed"] = lambda assessed: not assessed
    return asks.get(axis)
