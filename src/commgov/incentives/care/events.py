"""What can be noted of cover and consent: events, each with its time and who noted it."""

from datetime import datetime

from attrs import field, frozen

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.core.streams.book import BookEvent
from commgov.incentives.care.protection import ConsentTo, Protection
from commgov.wording import Text

_GIVEN = Text("not before the consents that are noted", "不得早于所登记的同意")
_STANDING = Text("consents that stand; one is taken back by itself", "应为有效的同意；撤回须单独登记")


@frozen(kw_only=True)
class ProtectionEvent(BookEvent):
    """What is noted of a service's cover and consent, and who notes it."""


@frozen(kw_only=True)
class ProtectionNoted(ProtectionEvent):
    """Somebody notes what is known of a service's cover and consent; what was noted before stays.

    Args:
        protection: the service, its cover, and consents given since.
    """

    protection: Protection

    def _check(self, checks: Checks) -> None:
        right = checks.instance("protection", self.protection, Protection, Text("a Protection", "应为Protection"))
        at: object = self.at
        for consent in self.protection.consents if right else ():
            if isinstance(at, datetime) and at.tzinfo is not None:
                checks.require("at", at, ok=consent.at <= at, expected=_GIVEN)
            checks.require("consents", "", ok=consent.withdrawn is None, expected=_STANDING)


@frozen(kw_only=True)
class ConsentWithdrawn(ProtectionEvent):
    """A consent is taken back; from now on it does not hold.

    Args:
        to: consent to what.
        said_by: who takes it back.
    """

    to: ConsentTo
    said_by: PersonRef = field(repr=False)

    def _check(self, checks: Checks) -> None:
        checks.identifier("said_by", self.said_by)
        checks.instance("to", self.to, ConsentTo, Text("a ConsentTo", "应为ConsentTo"))
