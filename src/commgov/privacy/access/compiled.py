"""A policy compiled: for each role, action, tier, purpose and field the few rules that can still matter.

A cell is made when it is first asked for, from an index by role and action, and holds no rule that another one of the
cell makes needless. So a decision looks at a handful of rules, however many the policy has.
"""

from collections.abc import Iterable
from typing import NamedTuple

from commgov.privacy.access.actions import Action
from commgov.privacy.access.obligations import ObligationKind
from commgov.privacy.access.policy import AccessPolicy
from commgov.privacy.access.rules import Forbid, Permit
from commgov.privacy.tiers import Tier


class What(NamedTuple):
    """What is done to which kind of data. A purpose or a field that the policy does not know is None."""

    action: Action
    tier: Tier
    purpose: str | None
    field: str | None


class Cell(NamedTuple):
    """The rules of one role for one kind of request; those of no role in particular stand under None."""

    forbids: tuple[Forbid, ...]
    permits: tuple[Permit, ...]  # the one that asks least of whoever is allowed stands first


class Row(dict[str | None, Cell]):
    """The cells of all roles for one kind of request, each made when it is first asked for."""

    def __init__(self, compiled: "CompiledPolicy", what: What) -> None:
        """Begin with none."""
        super().__init__()
        self.what = what
        self._compiled = compiled

    def __missing__(self, role: str | None) -> Cell:
        """Make the cell of a role, of which there are only as many as the policy lists."""
        made = Cell(
            _needed_forbids(self._compiled.forbids_of(role, self.what)),
            _needed_permits(self._compiled.permits_of(role, self.what)),
        )
        self[role] = made
        return made


class CompiledPolicy:
    """A policy, ready for many decisions.

    Args:
        policy: what is compiled.
    """

    def __init__(self, policy: AccessPolicy) -> None:
        """Sort the rules by what they are about."""
        self.policy = policy
        self.covered = frozenset(role.name for role in policy.roles if role.can_be_covered)
        self.roles = frozenset(role.name for role in policy.roles)
        self.purposes = frozenset(purpose.name for purpose in policy.purposes)
        self.fields = frozenset(name for rule in policy.rules for name in rule.fields)
        self.rank = {permit.id: at for at, permit in enumerate(sorted(policy.permits, key=burden))}
        self._permits: dict[tuple[str, Action], list[Permit]] = {}
        self._forbids: dict[tuple[str | None, Action], list[Forbid]] = {}
        for permit in sorted(policy.permits, key=burden):
            for key in ((role, action) for role in permit.roles for action in permit.actions):
                self._permits.setdefault(key, []).append(permit)
        for forbid in policy.forbids:
            for action in forbid.actions or Action:
                for role in forbid.roles or (None,):
                    self._forbids.setdefault((role, action), []).append(forbid)
        self._rows: dict[tuple[object, ...], Row] = {}
        self._others: dict[tuple[object, ...], Row] = {}  # of names that no rule knows; None is no name to ask for

    def row(self, action: Action, tier: Tier, purpose: str, field: str) -> Row:
        """The rules for one kind of request.

        Raises:
            ValueError, TypeError: if something else stands where an action, a tier or a name should.
        """
        found = self._rows.get((action, tier, purpose, field))
        return self._new_row(action, tier, purpose, field) if found is None else found

    def _new_row(self, action: Action, tier: Tier, purpose: str, field: str) -> Row:
        """The same for what was not asked before. Names that no rule knows are alike and do not fill the memory."""
        for name in (purpose, field):
            if not isinstance(name, str):
                raise TypeError("the names of a purpose and of a field are due")
        known_purpose = purpose if purpose in self.purposes else None
        what = What(Action(action), Tier(tier), known_purpose, field if field in self.fields else None)
        rows = self._others if None in what else self._rows
        found = rows.get(what)
        if found is None:
            found = rows[what] = Row(self, what)
        return found

    def forbids_of(self, role: str | None, what: What) -> list[Forbid]:
        """All forbids that are about a kind of request and name the role (None: that name none), by id."""
        return [
            rule
            for rule in self._forbids.get((role, what.action), ())
            if rule.from_tier <= what.tier
            and (not rule.purposes or what.purpose in rule.purposes)
            and what.purpose not in rule.unless_purposes
            and (not rule.fields or what.field in rule.fields)
        ]

    def permits_of(self, role: str | None, what: What) -> list[Permit]:
        """All permits of a role that are about a kind of request, the least burdensome first."""
        return [
            rule
            for rule in (self._permits.get((role, what.action), ()) if role is not None else ())
            if what.tier <= rule.up_to
            and what.purpose in rule.purposes
            and (not rule.fields or what.field in rule.fields)
        ]


def burden(permit: Permit) -> tuple[object, ...]:
    """Which of several permits is relied on: no emergency before one, whole before masked, then what asks the least."""
    is_masked = any(each.kind is ObligationKind.MASK for each in permit.obligations)
    return permit.emergency, is_masked, len(permit.obligations), tuple(sorted(permit.obligations)), permit.id


def _needed_permits(permits: Iterable[Permit]) -> tuple[Permit, ...]:
    """Those that are ever relied on: no earlier one holds wherever they hold."""
    needed: list[Permit] = []
    for permit in permits:
        if not any(_holds_wherever(earlier, permit) for earlier in needed):
            needed.append(permit)
    return tuple(needed)


def _holds_wherever(one: Permit, other: Permit) -> bool:
    """Whether one permit of a cell holds wherever another one does that stands behind it, as all emergencies do."""
    return one.scope <= other.scope and (not one.bases or (bool(other.bases) and other.bases <= one.bases))


def _needed_forbids(forbids: Iterable[Forbid]) -> tuple[Forbid, ...]:
    """Those that ever decide: no other one hits wherever they hit."""
    needed: list[Forbid] = []
    for forbid in forbids:
        if not any(_hits_wherever(kept, forbid) for kept in needed):
            needed = [kept for kept in needed if not _hits_wherever(forbid, kept)]
            needed.append(forbid)
    return tuple(needed)


def _hits_wherever(one: Forbid, other: Forbid) -> bool:
    """Whether one forbid of a cell hits wherever another one does."""
    return (
        one.minors <= other.minors
        and one.third_party <= other.third_party
        and one.from_persons <= other.from_persons
        and one.unless_bases <= other.unless_bases
        and one.unless_assessed <= other.unless_assessed
        and (not one.unless_approvals or 0 < other.unless_approvals <= one.unless_approvals)
    )
