"""What is asked for: these fields of these people, for somebody, for a purpose, until a moment."""

from datetime import datetime

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.privacy.purposes import Basis, Purpose
from commgov.privacy.tiers import Tier
from commgov.wording import Text


@frozen
class SharingRequest:
    """A request to give data to somebody else. It holds references and names of fields, no value.

    Args:
        id: of the request, and of the package that is made of it.
        requester: who asks; they never approve it.
        recipient: to whom, as a reference: "street-office".
        purpose: what for.
        view: the name of the view that says which fields the purpose needs.
        persons: whose data, each once.
        fields: which of the view's fields: "resident.phone"; no others.
        basis: what allows it; for T4 a consent of each person or a statute.
        expires: up to but not including this moment a package can be opened.
        assessment: the id of the impact assessment; empty where there is none.
        at_least: the tier to go by if it is higher than that of the fields, for who knows that the data is more
            sensitive than it looks: people under 14, an illness in a free text.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> from commgov.privacy import BasisKind
        >>> SharingRequest(
        ...     "s-1",
        ...     "u-17",
        ...     "street-office",
        ...     Purpose("relief"),
        ...     "relief-list",
        ...     ("r-204",),
        ...     ("resident.name", "resident.phone"),
        ...     Basis(BasisKind.DUTY, "relief-regulation-11"),
        ...     datetime(2026, 3, 9, tzinfo=UTC),
        ... ).fields
        ('resident.name', 'resident.phone')
    """

    id: str
    requester: PersonRef
    recipient: PersonRef
    purpose: Purpose
    view: str
    persons: tuple[PersonRef, ...] = field(repr=False)
    fields: tuple[str, ...]
    basis: Basis
    expires: datetime
    assessment: str = ""
    at_least: Tier = Tier.T1

    def __attrs_post_init__(self) -> None:
        checks = Checks("SharingRequest", self.id)
        for name in ("id", "requester", "recipient", "view"):
            checks.identifier(name, getattr(self, name))
        checks.instance("purpose", self.purpose, Purpose, Text("a Purpose", "应为Purpose"))
        for name in ("persons", "fields"):
            checks.identifiers(name, getattr(self, name))
            checks.require(name, "", ok=bool(getattr(self, name)), expected=Text("at least one", "至少一项"))
        checks.instance("basis", self.basis, Basis, Text("a Basis", "应为Basis"))
        checks.aware("expires", self.expires)
        if self.assessment != "":
            checks.identifier("assessment", self.assessment)
        checks.instance("at_least", self.at_least, Tier, Text("a Tier", "应为Tier"))
        checks.refuse()
