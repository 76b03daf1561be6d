"""What allows that a resident's data is used for a purpose: a consent, a duty by law, a contract; and for how long."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.privacy.access.actions import Action
from commgov.privacy.access.assignments import check_term
from commgov.privacy.purposes import Basis
from commgov.privacy.tiers import Tier
from commgov.wording import Text

PUBLIC = PersonRef("public")
"""Stands among recipients for everybody: what may be made public (PIPL article 25)."""


@frozen
class SubjectBasis:
    """What allows that one resident's data is used for one purpose, in a term.

    Args:
        subject: the resident.
        purpose: the name of the purpose; a consent to one purpose is none to another.
        basis: the consent, the contract, the article of the law.
        start: from then on.
        end: up to but not including this moment: when it runs out, or was withdrawn; None: until then.
        up_to: the highest tier it covers. Sensitive data needs a consent of its own (PIPL article 29), so a consent
            covers T4 only if that was asked for.
        fields: the names of the fields it covers; None: all that the purpose needs.
        recipients: None: it does not say, as a statute does not. Nobody: it allows the use in the house alone.
            Somebody: it allows to give data to them, or to make it public (`PUBLIC`), and nothing else: giving and
            disclosing take consents of their own (PIPL articles 23 and 25).

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.privacy import BasisKind
        >>> may = datetime(2026, 5, 1, tzinfo=UTC)
        >>> agreed = SubjectBasis("r-204", "home-visit", Basis(BasisKind.CONSENT, "c-91"), may)
        >>> agreed.holds(may, Tier.T3), agreed.holds(may, Tier.T4)
        (True, False)
    """

    subject: PersonRef
    purpose: str
    basis: Basis
    start: datetime
    end: datetime | None = None
    up_to: Tier = field(default=Tier.T3, kw_only=True)
    fields: frozenset[str] | None = field(default=None, kw_only=True)
    recipients: frozenset[PersonRef] | None = field(default=None, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("SubjectBasis")
        checks.identifier("subject", self.subject)
        checks.identifier("purpose", self.purpose)
        checks.instance("basis", self.basis, Basis, Text("a Basis", "应为Basis"))
        checks.instance("up_to", self.up_to, Tier, Text("a Tier", "应为Tier"))
        check_term(checks, self.start, self.end)
        for name in ("fields", "recipients"):
            if getattr(self, name) is not None:
                checks.texts(name, getattr(self, name))
        checks.refuse()

    def holds(self, moment: datetime, tier: Tier) -> bool:
        """Whether it is in force at the moment, for data of the tier."""
        return self.start <= moment and (self.end is None or moment < self.end) and tier <= self.up_to

    def reaches(self, action: Action, name: str) -> bool:
        """Whether it is for something that is done with a field of a name; to whom it goes, `may_go_to` says."""
        if self.fields is not None and name not in self.fields:
            return False
        if self.recipients is None:
            return True
        if action is Action.SHARE:
            return not self.recipients <= {PUBLIC}
        return PUBLIC in self.recipients if action is Action.DISCLOSE else not self.recipients

    def may_go_to(self, recipient: PersonRef) -> bool:
        """Whether data may be given to somebody on it."""
        return self.recipients is None or recipient in self.recipients


class Bases(Protocol):
    """Where the bases of residents' data are looked up."""

    def of(self, subject: PersonRef, purpose: str) -> Sequence[SubjectBasis]:
        """All bases of a resident for a purpose, those that are over too: terms are judged elsewhere."""
        ...


class BasisBook:
    """Bases in memory.

    Args:
        bases: of any residents, for any purposes.

    Raises:
        InvalidInputError: naming everything that is no basis.

    Example:
        >>> BasisBook().of("r-204", "home-visit")
        ()
    """

    __slots__ = ("_of",)

    def __init__(self, bases: Iterable[SubjectBasis] = ()) -> None:
        """Sort them by resident and purpose."""
        listed = tuple(bases)
        checks = Checks("BasisBook")
        checks.every("bases", listed, SubjectBasis, Text("a SubjectBasis", "应为SubjectBasis"))
        checks.refuse()
        sorted_in: dict[tuple[PersonRef, str], list[SubjectBasis]] = {}
        for each in listed:
            sorted_in.setdefault((each.subject, each.purpose), []).append(each)
        self._of = {key: tuple(theirs) for key, theirs in sorted_in.items()}

    def of(self, subject: PersonRef, purpose: str) -> tuple[SubjectBasis, ...]:
        """All bases of a resident for a purpose, at any time."""
        return self._of.get((subject, purpose), ())
