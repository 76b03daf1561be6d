"""An access policy: a frozen, versioned bundle of roles, purposes and rules, which can be read and reviewed."""

from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import TypeVar

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.access.policy_files import from_plain, plain, read_json_text, read_toml, written_toml
from commgov.privacy.access.roles import Role
from commgov.privacy.access.rules import Forbid, Permit, Rule
from commgov.privacy.purposes import Purpose
from commgov.seal import canonical_json
from commgov.wording import Text

Part = TypeVar("Part")


def _in_order(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts by name: their order means nothing, so that equal policies are equal values."""
    given: object = parts
    return tuple(sorted(parts, key=_name)) if isinstance(given, tuple) else parts


def _name(part: object) -> str:
    return str(getattr(part, "id", getattr(part, "name", "")))


@frozen(slots=False)
class AccessPolicy:
    """Who may do what with which data. What no permit allows is denied, and a forbid wins over whatever permits.

    The order of roles, purposes and rules means nothing: two policies that differ only in it are equal.

    Args:
        name: what the policy is called.
        version: which version of it.
        roles: every role that a rule names.
        purposes: every purpose that a rule names, as published to the residents.
        permits: what is allowed.
        forbids: what is forbidden all the same.

    Raises:
        InvalidInputError: naming all that is wrong: two rules of one id, a role or a purpose that is not listed ...

    Example:
        >>> policy = AccessPolicy.community()
        >>> policy.label, policy == AccessPolicy.from_toml(policy.to_toml())
        ('community 2026-1', True)
    """

    name: str
    version: str
    roles: tuple[Role, ...] = field(kw_only=True, converter=_in_order)
    purposes: tuple[Purpose, ...] = field(kw_only=True, converter=_in_order)
    permits: tuple[Permit, ...] = field(default=(), kw_only=True, converter=_in_order)
    forbids: tuple[Forbid, ...] = field(default=(), kw_only=True, converter=_in_order)

    def __attrs_post_init__(self) -> None:
        checks = Checks("AccessPolicy")
        checks.identifier("name", self.name)
        checks.identifier("version", self.version)
        roles = checks.every("roles", self.roles, Role, Text("a Role", "应为Role"))
        purposes = checks.every("purposes", self.purposes, Purpose, Text("a Purpose", "应为Purpose"))
        permits = checks.every("permits", self.permits, Permit, Text("a Permit", "应为Permit"))
        forbids = checks.every("forbids", self.forbids, Forbid, Text("a Forbid", "应为Forbid"))
        checks.unique("roles", (role.name for role in roles))
        checks.unique("purposes", (purpose.name for purpose in purposes))
        checks.unique("rules", [rule.id for rule in permits] + [rule.id for rule in forbids])
        known = {"roles": {role.name for role in roles}, "purposes": {purpose.name for purpose in purposes}}
        rules: tuple[Rule, ...] = (*permits, *forbids)
        for rule in rules:
            _check_names(checks, rule, known)
        checks.refuse()

    @classmethod
    def community(cls) -> "AccessPolicy":
        """A sensible policy for a community, to begin with: `community.toml` beside this module.

        Example:
            >>> sorted(role.name for role in AccessPolicy.community().roles)[:3]
            ['auditor', 'community-secretary', 'family-carer']
        """
        return cls.from_toml(files(__package__).joinpath("community.toml").read_text(encoding="utf-8"))

    @classmethod
    def from_toml(cls, text: str) -> "AccessPolicy":
        """A policy from TOML text.

        Raises:
            InvalidInputError: naming all that is wrong.
        """
        return cls(**from_plain(read_toml(text)))

    @classmethod
    def from_json(cls, text: str) -> "AccessPolicy":
        """A policy from JSON text. Raises as `from_toml`."""
        return cls(**from_plain(read_json_text(text)))

    def to_toml(self) -> str:
        """The policy as TOML text: sorted, so that two versions can be compared line by line."""
        return written_toml(self._plain)

    def to_json(self) -> str:
        """The policy as canonical JSON (RFC 8785): equal policies give equal texts."""
        return canonical_json(self._plain).decode()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the policy as canonical JSON, in hexadecimal."""
        return sha256(self.to_json().encode()).hexdigest()

    @property
    def label(self) -> str:
        """Name and version, as decisions carry them."""
        return f"{self.name} {self.version}"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, forbids first, by id."""
        return (*self.forbids, *self.permits)

    @property
    def _plain(self) -> dict[str, object]:
        return plain(self.name, self.version, self.roles, self.purposes, self.permits, self.forbids)


def _check_names(checks: Checks, rule: Rule, known: dict[str, set[str]]) -> None:
    """Check that the roles and purposes a rule names are listed."""
    for field_name, part in (("roles", "roles"), ("purposes", "purposes"), ("unless_purposes", "purposes")):
        for name in sorted(getattr(rule, field_name, frozenset()) - known[part]):
            expected = Text(f"listed under {part} of the policy", f"须列入政策的{part}")
            checks.require(f"{rule.id}.{field_name}", name, ok=False, expected=expected)
