"""Proxies: who is authorised to speak for a resident, when a service is attested and when it is rated."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen

from commgov.core import PersonRef


class Proxies(Protocol):
    """Tells who is authorised to speak for a resident: a guardian, a child, a neighbour with a mandate."""

    def speaks_for(self, person: PersonRef, resident: PersonRef, at: datetime) -> bool:
        """Whether somebody is authorised at a moment."""
        ...


@frozen
class RegisteredProxies:
    """Proxies from a plain register.

    Args:
        register: for each resident, who may speak for them.

    Example:
        >>> from datetime import UTC, datetime
        >>> RegisteredProxies({"r-5": frozenset({"p-1"})}).speaks_for("p-1", "r-5", datetime(2026, 3, 2, tzinfo=UTC))
        True
    """

    register: Mapping[PersonRef, frozenset[PersonRef]]

    def speaks_for(self, person: PersonRef, resident: PersonRef, at: datetime) -> bool:  # noqa: ARG002
        """Whether the register has them."""
        return person in self.register.get(resident, frozenset())
