"""An entry of the access log: who did what to whose data, when, why, and what the policy said."""

import json
from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.privacy.tiers import Tier
from commgov.seal import canonical_json
from commgov.wording import Text

Pseudonym = str
"""Stands for a data subject: made with a key of the subject's, it says nothing once that key is destroyed."""
OWE_NOTICE, OWE_REVIEW = "owe-notice", "owe-review"
"""What stands right behind an access: whom it concerns besides. No access of its own."""
MARK = "mark"
"""What a vault says of its own state, to be looked up by name (`AuditLog.mentions`): about nobody's access."""
NO_ACCESS = frozenset({OWE_NOTICE, OWE_REVIEW, MARK})
"""What is no access of its own."""


@frozen
class AuditEntry:
    """Who did what to whose data. It holds references only: no name, no value of any field.

    Args:
        at: when, with a time zone.
        by: who, as a reference.
        action: what: "read", "write", "share", "erase" ...
        subject: whose data, as a pseudonym; empty where it is nobody's, such as a change of policy.
        fields: which fields, by name.
        tier: the highest tier among them.
        purpose: why, by the purpose's name.
        allowed: whether it was allowed; a refusal is logged as well.
        rule: which rule of which policy decided: "community/3#grid-worker-phone".
        about: what it belongs to, as a reference: a service, a consent, an approval, an incident; or empty.

    Example:
        >>> entry = AuditEntry(
        ...     datetime(2026, 3, 2, 9, tzinfo=UTC),
        ...     "officer-7",
        ...     "read",
        ...     subject="p-1f",
        ...     fields=("phone",),
        ...     tier=Tier.T3,
        ...     purpose="home-visit",
        ...     rule="community/3#grid-worker-phone",
        ... )
        >>> AuditEntry.from_bytes(entry.to_bytes()) == entry
        True
    """

    at: datetime
    by: PersonRef
    action: str
    subject: Pseudonym = field(default="", kw_only=True)
    fields: tuple[str, ...] = field(default=(), kw_only=True)
    tier: Tier = field(default=Tier.T1, kw_only=True)
    purpose: str = field(default="", kw_only=True)
    allowed: bool = field(default=True, kw_only=True)
    rule: str = field(default="", kw_only=True)
    about: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("AuditEntry")
        checks.aware("at", self.at)
        checks.identifier("by", self.by)
        checks.identifier("action", self.action)
        checks.identifiers("fields", self.fields)
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        checks.flag("allowed", self.allowed)
        for name in ("subject", "purpose", "rule", "about"):
            if (value := getattr(self, name)) != "":
                checks.identifier(name, value)
        checks.refuse()

    def to_bytes(self) -> bytes:
        """The entry as canonical JSON (RFC 8785): what the tree hashes."""
        return canonical_json(
            {
                "about": self.about,
                "action": self.action,
                "allowed": self.allowed,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "by": self.by,
                "fields": list(self.fields),
                "purpose": self.purpose,
                "rule": self.rule,
                "subject": self.subject,
                "tier": int(self.tier),
            }
        )

    @staticmethod
    def from_bytes(content: bytes) -> "AuditEntry":
        """The entry that bytes say.

        Raises:
            ValueError: if they say none, or not in the one way in which it is written.
        """
        try:
            said: Any = json.loads(content)  # whatever else it takes than canonical JSON is not written as the log does
            at, fields, tier = datetime.fromisoformat(said["at"]), tuple(said["fields"]), Tier(said["tier"])
            entry = AuditEntry(**said | {"at": at, "fields": fields, "tier": tier})
            written = entry.to_bytes()
        except (TypeError, LookupError, RecursionError, OverflowError) as error:
            raise ValueError("no entry of an access log") from error
        if written != content:
            raise ValueError("an entry that is not written as the log writes it")
        return entry

    @staticmethod
    def mark(action: str) -> bytes:
        """What stands in the bytes of entries of this action, and of no others: to find them without reading all."""
        return b'"action":%s,' % canonical_json(action)

    def __repr__(self) -> str:
        """What was done, not to whom."""
        return f"AuditEntry({self.action}, {'allowed' if self.allowed else 'refused'})"
